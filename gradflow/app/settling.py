"""When files that come, change or go have settled, so that a run reads none that is half copied or being written.

Nothing here knows a clock or looks at a disk: it is given what lies there (``Stamp``) and the time, look after look.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto

Stamp = tuple[int, ...]
"""What tells that a file has changed: its mode, size and time of the last change."""
QUIET, QUIET_REMOTE = 3.0, 10.0
"""Seconds for which size and time must stand still; on a share the system may show both several seconds late."""
PATIENCE, LONGEST = 60.0, 600.0
"""Seconds one file is waited for; and all together, while more and more come."""
TOLD_AFTER = 10.0
"""Seconds of waiting, after which people are told."""


class Held(Enum):
    """Why a file is waited for."""

    MOVING = auto()
    """Its size or time changed a moment ago."""
    LOCKED = auto()
    """A program that edits it has put its lock beside it."""
    CLOSED = auto()
    """It cannot be opened."""
    PARTLY = auto()
    """Its beginning or end is missing."""


@dataclass(slots=True)
class _Pending:
    """A file that no run has read as it is now."""

    stamp: Stamp | None
    """None for one that is gone."""
    since: float
    """When it came to be so."""
    noticed: float
    """Since when it is waited for."""
    held: Held | None = Held.MOVING
    was_passed: bool = False
    """Whether a run has gone on without waiting for it any longer."""
    is_told: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """What is to be done now."""

    is_due: bool
    """Whether something has changed, and all of it has settled or been waited for long enough."""
    told: Mapping[str, Held]
    """Files waited for that people have not been told of."""


class Settling:
    """Files since the last run."""

    def __init__(self, hold: Callable[[str], Held | None], quiet: float = QUIET) -> None:
        """``hold`` looks whether a file that stands still is open or not whole."""
        self._hold, self._quiet = hold, quiet
        self._done: dict[str, Stamp] = {}
        """As the last run took them."""
        self._pending: dict[str, _Pending] = {}

    @property
    def is_waiting(self) -> bool:
        """Whether the next look must not wait for anything to happen."""
        return bool(self._pending)

    @property
    def changed(self) -> frozenset[str]:
        """Files that the last run did not take as they are."""
        return frozenset(self._pending)

    @property
    def held(self) -> dict[str, Held]:
        """Those of them that have not settled."""
        return {name: one.held for name, one in self._pending.items() if one.held}

    def look(self, stamps: Mapping[str, Stamp], now: float) -> Look:
        """Take in what lies there now: file -> stamp."""
        for name in {*self._done, *self._pending, *stamps}:
            self._note(name, stamps.get(name), now)
        new = [one for one in self._pending.values() if not one.was_passed]
        is_late = any(now - one.noticed >= LONGEST for one in new)
        waited = {name: one for name, one in self._pending.items() if one.held and not one.was_passed and now - one.noticed < PATIENCE}
        ready = [one for one in self._pending.values() if not one.held or (one.held is not Held.MOVING and not one.was_passed)]
        told = {name: one for name, one in waited.items() if now - one.noticed >= TOLD_AFTER and not one.is_told and not is_late}
        for one in told.values():
            one.is_told = True
        return Look(bool(ready) and (is_late or not waited), {name: one.held for name, one in told.items() if one.held})

    def _note(self, name: str, stamp: Stamp | None, now: float) -> None:
        one = self._pending.get(name)
        if one is None:
            if stamp == self._done.get(name):
                return
            one = self._pending[name] = _Pending(stamp, now, now)
        elif stamp != one.stamp:
            if one.was_passed:
                one.noticed, one.was_passed, one.is_told = now, False, False
            one.stamp, one.since = stamp, now
        is_moving = now - one.since < self._quiet
        one.held = Held.MOVING if is_moving else None if stamp is None else self._hold(name)
        if one.held is None and not one.was_passed and stamp == self._done.get(name):  # it is again as it was
            del self._pending[name]

    def take(self) -> frozenset[str]:
        """A run takes all as it is; returns what it must leave out, for it is still moving. What is held will be read once more when it is free."""
        for name, one in list(self._pending.items()):
            one.was_passed = one.held is not None
            if one.held is not Held.MOVING:
                self._done.pop(name, None)
                if one.stamp is not None:
                    self._done[name] = one.stamp
            if one.held is None:
                del self._pending[name]
        return frozenset(name for name, one in self._pending.items() if one.held is Held.MOVING)
