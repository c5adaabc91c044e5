"""When files that come, change or go have settled, so that a run reads none that is half copied or being written.

``Settling`` knows no clock and looks at no disk: it is given what lies there (``Stamp``) and the time, look after look. What follows it
is what it is given: which files count, whether one is open or half copied, and when to look again.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

import psutil
import watchfiles

from gradflow.app.campaign_file import CampaignError
from gradflow.app.inbox import NOT_INBOX, list_files
from gradflow.app.last_run import setting_files
from gradflow.model.naming import CAMPAIGN, FORMS
from gradflow.reading.sniffing import ZIP

Stamp = tuple[int, ...]
"""What tells that a file has changed: its mode, size and time of the last change."""
QUIET, QUIET_REMOTE = 3.0, 10.0
"""Seconds for which size and time must stand still; on a share the system may show both several seconds late."""
PATIENCE, LONGEST = 60.0, 600.0
"""Seconds one file is waited for; and all together, while more and more come."""
TOLD_AFTER = 10.0
"""Seconds of waiting, after which people are told."""
LOCKS = ("~${}", ".~{}", ".~lock.{}#")
"""What Excel, WPS and LibreOffice call the lock beside a file they have open."""
ZIP_END, LONGEST_ZIP_END = b"PK\x05\x06", 22 + 2**16 - 1
"""How the record at the end of a zip begins, and how many bytes it takes at most (APPNOTE 4.3.16)."""
REMOTE = (
    "nfs", "cifs", "smb", "fuse", "osxfuse", "macfuse", "9p", "afp", "afs", "webdav", "davfs", "ceph", "gluster", "lustre", "vboxsf", "vmhgfs",
    "virtiofs", "prl_fs",
)  # fmt: skip
"""How the types of file systems begin where the system does not tell what others change."""
OURS = NOT_INBOX - {FORMS}
"""Folders in a campaign's in which nothing that happens counts."""
TICK, POLL = 1.0, 5.0
"""Seconds between two signs that it may be time to look: on a disk here, on a share."""


class Held(Enum):
    """Why a file is waited for."""

    MOVING = auto()
    """Its size or time changed a moment ago."""
    LOCKED = auto()
    """A program that edits it has put its lock beside it."""
    CLOSED = auto()
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
        """Files that no run has taken as they are."""
        return frozenset(name for name, one in self._pending.items() if one.stamp != self._done.get(name))

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
            self._done.pop(name, None)
            if one.held is not Held.MOVING and one.stamp is not None:
                self._done[name] = one.stamp
            if one.held is None:
                del self._pending[name]
        return frozenset(name for name, one in self._pending.items() if one.held is Held.MOVING)


def stamps_of(folder: Path, reports: Path, *, is_bare: bool) -> dict[str, Stamp]:
    """All files that decide what a run gives, relative to the campaign folder -> stamp. Raises CampaignError where the folder is gone."""
    if not folder.is_dir() or not (is_bare or (folder / CAMPAIGN).exists()):
        raise CampaignError(f"“{folder}”现在找不到或者打不开。")
    settings = (path.relative_to(folder).as_posix() for path in setting_files(folder))
    names = (*list_files(folder, is_bare=is_bare, out=reports), *settings)
    found = ((name, _stamp(folder / name)) for name in names)
    return {name: stamp for name, stamp in found if stamp}


def _stamp(path: Path) -> Stamp | None:
    try:
        found = path.lstat()
    except OSError:  # there is none, or it went meanwhile
        return None
    return found.st_mode, found.st_size, found.st_mtime_ns


def hold(path: Path) -> Held | None:
    """Whether a file that stands still is open in a program, cannot be opened, or is not whole."""
    if any(os.path.lexists(path.with_name(lock.format(path.name))) for lock in LOCKS):
        return Held.LOCKED
    try:
        if not stat.S_ISREG(path.lstat().st_mode):  # opening a pipe would wait for ever
            return None
        return None if _is_whole(path) else Held.PARTLY
    except OSError:
        return Held.CLOSED


def _is_whole(path: Path) -> bool:
    """Whether a zip has its end, and anything else more than the room kept for it. Raises OSError."""
    with path.open("rb") as file:
        start = file.read(len(ZIP))
        if start != ZIP:
            return bool(start.strip(b"\0"))
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - LONGEST_ZIP_END))
        return ZIP_END in file.read()


def is_remote(folder: Path) -> bool:
    """Whether a folder lies on a network share or the like."""
    place = os.path.realpath(folder)
    if place.startswith("\\\\"):
        return True
    mounts = [one for one in psutil.disk_partitions(all=True) if Path(place).is_relative_to(one.mountpoint)]
    mount = max(mounts, key=lambda one: len(one.mountpoint), default=None)
    return mount is not None and (mount.fstype.lower().startswith(REMOTE) or "remote" in mount.opts.split(","))


def signs(folder: Path, *, is_polled: bool) -> Iterator[bool]:
    """Time passes: whether something happened that counts; polled, it may have at any time. Raises OSError or RuntimeError where there is no watching."""
    if is_polled:
        while True:
            yield True
            time.sleep(POLL)
    place = os.path.realpath(folder)

    def counts(_change: watchfiles.Change, path: str) -> bool:
        top = os.path.relpath(path, place).partition(os.sep)[0]
        return top not in OURS and (top == os.curdir or not top.startswith("."))

    for changes in watchfiles.watch(
        place, watch_filter=counts, rust_timeout=int(TICK * 1000), yield_on_timeout=True, ignore_permission_denied=True
    ):  # fmt: skip
        yield bool(changes)
