"""Signals while there are workers: the parent handles them for all."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator

HANDLED = {getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)}


@contextlib.contextmanager
def signals_held() -> Iterator[None]:
    """Let signals wait while a worker is made: it must not handle them as its parent does."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows, where workers inherit nothing
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, HANDLED)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def leave_signals_to_parent() -> None:
    """Ctrl+C reaches everybody at a terminal: the parent ends its workers."""
    for number in HANDLED:
        signal.signal(number, signal.SIG_IGN if number == signal.SIGINT else signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, HANDLED)
