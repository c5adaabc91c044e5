"""One run at a time: a second one on the same campaign waits for the first.

Signals while there are workers: the parent handles them for all.
"""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from gradflow.app.campaign_file import CampaignError
from gradflow.model.failures import Tell, reason_of
from gradflow.model.naming import OWN

NAME = "lock"
WAIT_SECONDS = 600


@contextmanager
def locked(campaign: Path, tell: Tell = str) -> Iterator[None]:
    """Hold the campaign, also within a block that holds it; the system lets go when the process ends, however it ends. Raises CampaignError."""
    folder = campaign / OWN
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        lock = FileLock(folder / NAME, mode=0o600, is_singleton=True)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            tell("另一个 gradflow 正在处理这个文件夹，等它做完再开始……")
            lock.acquire(timeout=WAIT_SECONDS)
    except Timeout as error:
        raise CampaignError(
            f"另一个 gradflow 一直在处理“{campaign}”，等了 {WAIT_SECONDS // 60} 分钟。确认没有别的窗口在运行后再试。"
        ) from error
    except (OSError, NotImplementedError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else "这个位置不支持锁定文件"
        raise CampaignError(f"不能在“{folder}”里写文件：{reason}。换一个可写的位置，或检查权限和剩余空间。") from error
    try:
        yield
    finally:
        lock.release()


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
