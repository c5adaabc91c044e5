"""``gradflow`` and ``python -m gradflow``: imports nothing heavy, so that it can be interrupted from its first moment on."""

from __future__ import annotations

import _thread
import contextlib
import gc
import os
import signal
import sys
import time
from types import FrameType

TOLD = "gradflow: 已中断：报告或者还是原来的，或者已整份换成新的，没有写了一半的。\n"
SIGNALS = {signal.SIGINT: 130, **{getattr(signal, name): 143 for name in ("SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)}}
"""Signal -> exit status."""
PATIENCE, TIMES = 3, 3
"""Seconds the run has to clear up what is half done before it is asked again, and how often that is."""
MUCH_LITTER = 100_000
"""Objects made and not given back, after which cycles are looked for: what loading programs makes stays, and holds few."""


class _Interruption:
    """Says that the run ends, and ends it."""

    def __init__(self) -> None:
        self.status = 0
        """The exit status the first signal asks for; 0: none came."""
        self.is_running = False
        """Whether there may be something to clear up."""
        self._is_due = True

    def take(self, number: int, _frame: FrameType | None) -> None:
        """Handle a signal; further ones mean the same. Raises SystemExit, which libraries let pass."""
        if not self.status:
            self.status = SIGNALS[signal.Signals(number)]
            _tell_last_words()
            if not self.is_running:
                os._exit(self.status)
            _thread.start_new_thread(self._insist, (number, _thread.get_ident()))
        if self._is_due:
            self._is_due = False
            raise SystemExit(self.status)

    def _insist(self, number: int, thread: int) -> None:
        """What was raised may have been swallowed: in a finaliser, or turned into another error by foreign code."""
        for _ in range(TIMES):
            time.sleep(PATIENCE)
            self._is_due = True
            if hasattr(signal, "pthread_kill"):
                signal.pthread_kill(thread, number)
            else:  # Windows
                _thread.interrupt_main(signal.Signals(number))
        time.sleep(PATIENCE)
        os._exit(self.status)


def _tell_last_words() -> None:
    """Say it, and let nothing else be said: no library's traceback."""
    with contextlib.suppress(OSError, ValueError):  # the terminal may be gone
        os.write(2, (b"\n" if os.isatty(2) else b"") + TOLD.encode(sys.stderr.encoding, "backslashreplace"))
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def main() -> None:
    """Run; interrupted, say so in one sentence and exit with 130 (SIGINT) or 143."""
    interruption = _Interruption()
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # as under nohup
            signal.signal(number, interruption.take)
    _speak_chinese()
    gc.set_threshold(MUCH_LITTER)
    if hasattr(sys, "frozen"):  # a worker of a program in one file
        import multiprocessing  # noqa: PLC0415 - from here on heavy

        multiprocessing.freeze_support()
    from gradflow.cli.main import main as run  # noqa: PLC0415 - from here on heavy

    interruption.is_running = True
    try:
        run()
    finally:
        if interruption.status:  # flushing to a terminal that is gone would change it
            os._exit(interruption.status)


def _speak_chinese() -> None:
    """Begin again in UTF-8 mode where the locale knows no Chinese (LC_ALL=POSIX): names of files could not be written."""
    try:
        "党".encode(sys.getfilesystemencoding())
    except UnicodeEncodeError:
        if os.name == "posix" and not sys.flags.utf8_mode:
            os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606 - ourselves


if __name__ == "__main__":
    main()
