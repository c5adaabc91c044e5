"""What ``gradflow watch`` looks at on the disk: which files count, whether one is open or half copied, and when to look again."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import watchfiles

from gradflow.app.campaign_file import CampaignError
from gradflow.app.inbox import NOT_INBOX, list_files
from gradflow.app.settling import Held, Stamp
from gradflow.model.naming import CAMPAIGN, FORMS, GRANTS
from gradflow.reading.sniffing import ZIP

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


def stamps_of(folder: Path, reports: Path, *, is_bare: bool) -> dict[str, Stamp]:
    """All files that decide what a run gives, relative to the campaign folder -> stamp. Raises CampaignError where the folder is gone."""
    if not folder.is_dir() or not (is_bare or (folder / CAMPAIGN).exists()):
        raise CampaignError(f"“{folder}”现在找不到或者打不开。")
    names = [
        *list_files(folder, is_bare=is_bare, out=reports),
        CAMPAIGN,
        GRANTS,
        *(f"{FORMS}/{one.name}" for one in (folder / FORMS).glob("*.toml")),
    ]
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
