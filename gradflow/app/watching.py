"""A campaign folder validated again whenever what decides has changed and settled: what ``gradflow watch`` does between two signs.

The clock is given from outside, and whatever goes wrong is one sentence: watching goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

from gradflow.app.last_run import LastRun
from gradflow.app.run_difference import difference, standing_of
from gradflow.app.session import open_session
from gradflow.app.settling import QUIET, Held, Settling, hold, stamps_of
from gradflow.app.validating import validate_and_write
from gradflow.model.cells import listed
from gradflow.model.failures import Tell, sentence_of
from gradflow.model.naming import CAMPAIGN, REPORTS

LOOK_AGAIN, TRY_AGAIN = 30.0, 30.0
"""Seconds after which is looked without a sign; and after which what failed is tried again, for a report may be closed meanwhile."""
WAITS = {
    Held.MOVING: "还在拷贝或同步",
    Held.LOCKED: "开着",
    Held.CLOSED: "还打不开(可能被别的程序占用)",
    Held.PARTLY: "还没有拷完",
}
"""What is said of a file that is waited for."""
MOST_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody wants to have validated again and again."""

    folder: Path
    as_of: date | None = None
    """None for today, whichever day that is by then."""
    jobs: int | None = None
    passwords: tuple[str, ...] = field(default=(), repr=False)
    clock: Callable[[], datetime] = datetime.now
    """The office's: local time."""


def validate_again(asked: Asked, left_out: frozenset[str], touched: Iterable[str], tell: Tell) -> Iterator[str]:
    """Validate as ``gradflow validate`` does, without ``left_out``, and write the reports; where nothing has changed they stand.

    Returns lines on what changed since the reports that were there (``touched``: names of changed files). Raises GradflowError.
    """
    reports = asked.folder / REPORTS
    before = standing_of(reports)
    last = None if left_out or asked.passwords else LastRun(asked.folder, reports, asked.as_of, asked.clock().date())
    session = replace(open_session(asked.folder, passwords=asked.passwords, tell=tell, clock=asked.clock), left_out=left_out)
    if not (last and last.shown()):
        validate_and_write(session, partial(session.validate, asked.as_of, jobs=asked.jobs), last, jobs=asked.jobs)
    return difference(before, standing_of(reports), touched, session.forms)


Run = Callable[[frozenset[str], frozenset[str], Tell], Iterable[str]]
"""What runs: is given files to leave out, those that changed, and what to do with a sentence; returns lines to show."""


class Watcher:
    """A campaign folder under watch."""

    def __init__(self, asked: Asked, run: Run, show: Tell, tell: Tell, quiet: float = QUIET) -> None:
        """``show`` is given the lines on each run, ``tell`` what is waited for and what went wrong."""
        self._asked, self._run, self._show, self._tell = asked, run, show, tell
        self._settling = Settling(lambda name: hold(asked.folder / name), quiet)
        self._quiet = quiet
        self._has_campaign = False
        self._day: date | None = None
        """That the last run held for."""
        self._looked_at = -LOOK_AGAIN
        self._failed: tuple[str, float] | None = None
        """Of the last run: why, and when."""
        self._gone_since: float | None = None
        self.is_away = False
        """Whether the folder is gone, and people know."""
        self._said: set[str] = set()
        """In the last run: not to be said again each time."""

    def step(self, now: float, *, is_woken: bool) -> bool:
        """Look whether it is time, ``now`` in seconds that never go back, and run then; returns whether it ran."""
        is_calm = not (is_woken or self._settling.is_waiting or self._gone_since is not None)
        if is_calm and now - self._looked_at < LOOK_AGAIN and not self._is_new_day():
            return False
        self._looked_at = now
        try:
            stamps = self._stamps()
        except Exception as error:  # noqa: BLE001 - a share that is gone raises what it likes
            self._lose(sentence_of(error), now)
            return False
        if self.is_away:
            self._tell(f"“{self._asked.folder}”又能看到了，接着看。")
        self._gone_since, self.is_away = None, False
        look = self._settling.look(stamps, now)
        if look.told:
            self._tell(f"等一等再检查：{_held_text(look.told)}。")
        is_again = self._failed is not None and now - self._failed[1] >= TRY_AGAIN
        is_due = look.is_due or ((self._is_new_day() or is_again) and not self._settling.is_waiting)
        if is_due:
            self._validate(now)
        return is_due

    def _is_new_day(self) -> bool:
        return self._day is None or (self._asked.as_of is None and self._asked.clock().date() != self._day)

    def _stamps(self) -> dict[str, tuple[int, ...]]:
        folder = self._asked.folder
        found = stamps_of(folder, folder / REPORTS, is_bare=not self._has_campaign)
        self._has_campaign = CAMPAIGN in found
        return found

    def _lose(self, why: str, now: float) -> None:
        """Tell of a folder that is gone, once it has been for a while: some programs save by putting another in its place."""
        if self._gone_since is None:
            self._gone_since = now
        if not self.is_away and now - self._gone_since >= self._quiet:
            self.is_away = True
            self._tell(f"{why}等它回来再接着看；网络共享断开的，重新连上就行。")

    def _validate(self, now: float) -> None:
        day, changed = self._asked.clock(), self._settling.changed
        before, self._said, why = self._said, set(), ""
        held, left_out = self._settling.held, self._settling.take()

        def say(text: str) -> None:
            self._said.add(text)
            if text not in before:
                self._tell(text)

        try:
            lines = [*self._run(left_out, changed, say)]
        except Exception as error:  # noqa: BLE001 - the last door: what a workbook held must not reach the screen in a traceback
            why = sentence_of(error)
            if not self._failed or self._failed[0] != why or changed:
                self._tell(f"{day:%H:%M} {why}")
        else:
            for number, line in enumerate(lines):
                self._show(line if number else f"{day:%H:%M} {line}")
        self._failed = (why, now) if why else None
        self._day = day.date()
        self._say_held(held, left_out)

    def _say_held(self, held: Mapping[str, Held], left_out: frozenset[str]) -> None:
        as_saved = {name: why for name, why in held.items() if name not in left_out}
        if as_saved:
            self._tell(f"没有再等，按磁盘上现在的内容检查的：{_held_text(as_saved)}。放好、关上以后会再检查。")
        if left_out:
            self._tell(f"没有再等，这次没有算进去的：{_held_text({name: held[name] for name in left_out})}。放好以后会再检查。")


def _held_text(held: Mapping[str, Held]) -> str:
    named = [f"“{name.rpartition('/')[2]}”{WAITS[why]}" for name, why in sorted(held.items())]
    return listed(named, MOST_NAMED, "，等 {} 份", "，")
