"""A campaign that lies in a store, brought here: only what changed, each file whole, at the time the store tells. Nothing is written there.

First everything that changed is read, beside its place; only then files are put in their places. So where the store fails, the copy is
as it was. What was brought, and under which mark, is kept in the copy's ``.gradflow``; what somebody else put into the copy is told.

Its ledger is joined with the one kept here: what either has noted is known afterwards, and nobody is lost.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from gradflow.app.campaign_file import CampaignError
from gradflow.app.campaign_lock import locked
from gradflow.app.inbox import writing_to
from gradflow.app.last_run import JOURNAL
from gradflow.app.stores import UNCHANGED, Store, Stored
from gradflow.model.folding import UNWRITABLE
from gradflow.model.naming import CAMPAIGN, FORMS, GRANTS, INBOX, LEDGER, OWN, REFUSED, RESERVED, free_path, name_key, safe_name
from gradflow.model.people import Kept, ToNote
from gradflow.outputs.files import below, digest_of, replace_file
from gradflow.pipeline.grouping import grouped
from gradflow.pipeline.same_person import Candidate, pair
from gradflow.reading.sniffing import is_ignored
from gradflow.reading.sources import MAX_ARCHIVE_BYTES, MAX_FILE_BYTES
from gradflow.store.ledger import LedgerError, NewerLedgerError, check_ledger, newest_run, note_again, note_people, read_people

RECORD, STAGE, THEIRS = "fetched.json", "fetching", "theirs"
LEDGERS = (f"{OWN}/{LEDGER}", f"{OWN}/{LEDGER}{JOURNAL}")
"""The journal belongs to it: without it a ledger whose writer was killed cannot be read."""
SETTINGS_BYTES = 8 * 2**20
"""Of a file beside the inbox; people write them."""
LEFT_FREE = 2**30
"""Bytes of the disk, for all that validating writes."""
LONGEST_PART = 240
"""Bytes of a name; systems take 255, and numbering adds some."""
LONGEST_SUFFIX = 6
LINK = b"[InternetShortcut]\n"
"""In place of what is only a link in the store: reading tells that a shortcut has no content."""


def fetch_campaign(url: str, into: Path) -> None:
    """Make ``into`` what the campaign at that URL is now: campaign.toml, grants.toml, forms/, inbox/, and what its ledger knows.

    Of a file larger than is ever read only its size comes. Raises MissingExtraError, CampaignError or LedgerError; the copy is then as it was.
    """
    store = Store(url)
    with writing_to(into):
        into.parent.mkdir(parents=True, exist_ok=True)
        into.mkdir(mode=0o700, exist_ok=True)
        with locked(into):
            _Copy(into, store).renew()


class _Brought(NamedTuple):
    """What a file was when it was brought."""

    local: str
    mark: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class _Record:
    """What was brought last time: the file's name in the store -> as it was; and the mark of the ledger that was taken."""

    files: Mapping[str, _Brought]
    ledger: str = ""

    @classmethod
    def read(cls, path: Path) -> _Record:
        """Empty for one that is damaged or not there: then everything is brought again."""
        try:
            told = json.loads(path.read_bytes())
            return cls({str(name): _Brought(*one) for name, one in told["files"].items()}, str(told["ledger"]))
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return cls({})

    def write(self, path: Path) -> None:
        """Keep it. Raises OSError."""
        replace_file(path, json.dumps({"files": self.files, "ledger": self.ledger}).encode("ascii"), is_private=True)


class _Copy:
    def __init__(self, into: Path, store: Store) -> None:
        self.into, self.store = into, store
        self.record = _Record.read(into / OWN / RECORD)
        self.stage = into / OWN / STAGE

    def renew(self) -> None:
        found = self.store.files((CAMPAIGN, GRANTS), (INBOX, FORMS, OWN))
        if CAMPAIGN not in found:
            raise CampaignError(f"“{self.store.place}”里没有 {CAMPAIGN}。检查地址；应当是一个活动文件夹。{UNCHANGED}")
        ledger = [one for name in LEDGERS if (one := found.get(name))]
        files = {name: one for name, one in found.items() if not name.startswith(f"{OWN}/")}
        places = _places(files)
        self._refuse_foreign({*places.values(), *(one.local for one in self.record.files.values())})
        new = [one for name, one in sorted(files.items()) if not self._is_here(one, places[name])]
        ledger_mark = " ".join(one.mark for one in ledger)
        is_other_ledger = bool(ledger) and (ledger_mark != self.record.ledger or not (self.into / OWN / LEDGER).is_file())
        self._refuse_too_much([*new, *(ledger if is_other_ledger else ())])
        if self.stage.exists():  # of a run that was killed
            shutil.rmtree(self.stage)
        self.stage.mkdir(mode=0o700)
        try:
            staged = dict(self._staged(new, places))
            if is_other_ledger:
                self._join(ledger)
            self._put(staged, {one.name: one for one in new}, places)
            if is_other_ledger:
                (self.into / OWN / f"{LEDGER}{JOURNAL}").unlink(missing_ok=True)  # of one that is gone
                (self.stage / THEIRS / OWN / LEDGER).replace(self.into / OWN / LEDGER)
            self._remember(files, places, ledger_mark)
        finally:
            shutil.rmtree(self.stage, ignore_errors=True)

    def _refuse_foreign(self, ours: Collection[str]) -> None:
        """Raise CampaignError for what somebody put into the copy: it is handed in nowhere, and not ours to delete."""
        folders = [self.into / name for name in (INBOX, FORMS) if (self.into / name).is_dir()]
        here = (Path(entry.path) for folder in folders for entry in below(str(folder)) if not is_ignored(entry.name))
        foreign = min((path for path in here if path.relative_to(self.into).as_posix() not in ours), default=None)
        if foreign:
            raise CampaignError(f"“{foreign}”不是从“{self.store.place}”拷来的。要交的放到那里去，把这一份移走，再运行一次。")

    def _is_here(self, one: Stored, local: str) -> bool:
        """Whether it was brought as it is, and nobody has touched it here since."""
        try:
            found = (self.into / local).lstat()
        except OSError:
            return False
        return self.record.files.get(one.name) == (local, one.mark, found.st_size, found.st_mtime_ns)

    def _refuse_too_much(self, new: Iterable[Stored]) -> None:
        """Raise CampaignError for settings or a ledger of a size nobody's has, and for more than the disk holds."""
        needed = 0
        for one in new:
            most = _most_bytes(one.name)
            if one.size is not None and one.size > most and not _is_handed_in(one.name):
                raise CampaignError(
                    f"“{self.store.place}”里的 {one.name} 有{one.size // 2**20} MB, 不像活动文件夹里的文件。检查地址。{UNCHANGED}"
                )
            needed += min(one.size or 0, most)
        if needed and needed + LEFT_FREE > (free := shutil.disk_usage(self.into).free):
            raise CampaignError(
                f"“{self.store.place}”放不下：要拷来{needed // 2**20} MB, 磁盘只剩{free // 2**20} MB。腾出地方，再运行一次。{UNCHANGED}"
            )

    def _staged(self, new: Iterable[Stored], places: Mapping[str, str]) -> Iterator[tuple[str, Path]]:
        """Bring the content of each new file to the stage, with its time."""
        whole = [one for one in new if not one.is_link and (one.size or 0) <= _most_bytes(one.name)]
        asked = {one.name for one in whole}
        instead = ((one, LINK if one.is_link else b"") for one in new if one.name not in asked)
        for number, (one, content) in enumerate((*instead, *self.store.contents(whole, MAX_FILE_BYTES))):
            path = self.stage / str(number)
            replace_file(path, content, is_private=True)
            told = self.store.changed_at(one)
            if not one.is_link and one.name not in asked:
                size = one.size or 0  # takes no room on the disk, but for Windows, and reading tells how large it is
                os.truncate(path, min(size, MAX_FILE_BYTES + 1) if os.name == "nt" else size)
            if told is None:
                told = self._time_here(self.into / places[one.name], path)
            os.utime(path, (told, told))
            yield one.name, path

    @staticmethod
    def _time_here(before: Path, path: Path) -> float:
        """When that content first came, of a store that tells no times."""
        with contextlib.suppress(OSError):
            if digest_of(before) == digest_of(path):
                return before.stat().st_mtime
        return time.time()

    def _join(self, ledger: Iterable[Stored]) -> None:
        """Lay their ledger on the stage, with what ours has noted since."""
        folder = self.stage / THEIRS / OWN
        folder.mkdir(mode=0o700, parents=True)
        for one, content in self.store.contents([*ledger], MAX_ARCHIVE_BYTES):
            replace_file(folder / PurePosixPath(one.name).name, content, is_private=True)
        join_ledgers(self.stage / THEIRS, self.into, self.store.place)

    def _put(self, staged: Mapping[str, Path], new: Mapping[str, Stored], places: Mapping[str, str]) -> None:
        """Delete what is gone, and put the rest in its place, one by one; what is being done is noted before, should it be interrupted."""
        known = {f"was {one.local}": one for one in self.record.files.values()}
        begun = {name: _Brought(places[name], "", 0, 0) for name in new}
        _Record({**known, **self.record.files, **begun}, self.record.ledger).write(self.into / OWN / RECORD)
        for local in sorted({one.local for one in self.record.files.values()}.difference(places.values())):
            self._delete(self.into / local)
        self._make(self.into / INBOX)
        for name, path in staged.items():
            target = self.into / places[name]
            self._make(target.parent)
            path.replace(target)

    def _make(self, folder: Path) -> None:
        for one in reversed((folder, *folder.parents)):
            if one.is_relative_to(self.into):
                one.mkdir(mode=0o700, exist_ok=True)

    def _delete(self, path: Path) -> None:
        """Delete a file, and the folders that this leaves empty."""
        path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # one that still holds something
            for folder in path.parents[: len(path.relative_to(self.into).parts) - 1]:
                folder.rmdir()

    def _remember(self, files: Mapping[str, Stored], places: Mapping[str, str], ledger: str) -> None:
        brought = {}
        for name, one in files.items():
            found = (self.into / places[name]).stat()
            brought[name] = _Brought(places[name], one.mark, found.st_size, found.st_mtime_ns)
        record = _Record(brought, ledger)
        if record != self.record:
            record.write(self.into / OWN / RECORD)


def _is_handed_in(name: str) -> bool:
    return name.startswith(f"{INBOX}/")


def _most_bytes(name: str) -> int:
    """How large a file may be that is brought."""
    return MAX_FILE_BYTES if _is_handed_in(name) else MAX_ARCHIVE_BYTES if name in LEDGERS else SETTINGS_BYTES


def _places(names: Iterable[str]) -> dict[str, str]:
    """Name in the store -> where it lies here: the same, but where some system could not hold that; each at a place of its own."""
    wished = {name: "/".join(map(_held, name.split("/"))) for name in names}
    taken = {name_key(folder.as_posix()) for place in wished.values() for folder in PurePosixPath(place).parents}
    first_as_they_are = sorted(wished.items(), key=lambda one: (one[0] != one[1], one))
    return {name: free_path(Path(place), taken).as_posix() for name, place in first_as_they_are}


def _held(part: str) -> str:
    """A part of a path that leads nowhere else and that every system holds."""
    is_odd = REFUSED.search(part) or UNWRITABLE.search(part) or RESERVED.fullmatch(part) or part != part.rstrip(" .")
    if part and not is_odd and len(part.encode()) <= LONGEST_PART:
        return part
    suffix = PurePosixPath(part).suffix
    kept = suffix if suffix[1:].isalnum() and len(suffix) <= LONGEST_SUFFIX else ""
    return safe_name(part.removesuffix(kept)) + kept


def join_ledgers(theirs: Path, ours: Path, place: str) -> None:
    """Note in the ledger of the campaign folder ``theirs`` what that of ``ours``, if there is one, has noted beside it.

    ``place``: where theirs was brought from. Raises CampaignError for theirs, LedgerError for ours.
    """
    try:
        check_ledger(theirs)
        people, _ = read_people(theirs)
    except NewerLedgerError as error:
        raise CampaignError(f"“{place}”的收件账本是由更新的 gradflow 写的，这个版本读不了。换用更新的版本，再运行一次。") from error
    except LedgerError as error:
        raise CampaignError(f"“{place}”的收件账本({OWN}/{LEDGER})打不开或已损坏。请学院核对那一份，修好再运行一次。") from error
    if (ours / OWN / LEDGER).exists():
        note_again(theirs, ours)
        own, lapsed = read_people(ours)
        if newest := max(filter(None, map(newest_run, (theirs, ours))), default=None):
            note_people(theirs, ToNote(people=tuple(_joined(people, own)), lapsed=tuple(lapsed)), newest)


def _joined(theirs: Sequence[Kept], ours: Sequence[Kept]) -> Iterator[Kept]:
    """Those whom only ours has, and those of whom ours knows more; whoever may be two people stays two."""
    homes = grouped(((one.branch, one.lane), one) for one in theirs)
    for home, own in grouped(((one.branch, one.lane), one) for one in ours).items():
        pairs = pair([Candidate(one, one.traits) for one in own], [Candidate(one, one.traits) for one in homes.get(home, ())])
        known = {one.key: other for one, other in pairs.same}
        for one in own:
            joined = _both(known[one.key], one) if one.key in known else one._replace(key=0)
            if joined != known.get(one.key):
                yield joined


def _both(theirs: Kept, ours: Kept) -> Kept:
    """One person as theirs has them, with what only ours tells; who was read here alone is read."""
    base = ours if ours.source and not theirs.source else theirs
    traits = (*(told for told in ours.traits if told not in theirs.traits), *theirs.traits)
    return base._replace(
        key=theirs.key, traits=traits, maybe=theirs.maybe or ours.maybe, reason=theirs.reason or ours.reason,
        carried=theirs.carried or ours.carried, asked_in=theirs.asked_in or ours.asked_in, noted_on=min(theirs.noted_on, ours.noted_on),
    )  # fmt: skip
