"""Deleting all that gradflow wrote into a campaign's folder, and nothing that may be somebody else's."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gradflow.app.campaign_file import CampaignError
from gradflow.app.campaign_lock import NAME as LOCK
from gradflow.app.campaign_lock import locked
from gradflow.app.inbox import CARDS, LETTERS, MIGRATED, REMINDERS, TEMPLATES, refuse_reports_at
from gradflow.model.failures import Tell, reason_of
from gradflow.model.naming import CAMPAIGN, LEDGER, OWN, REPORTS
from gradflow.outputs.files import is_unfinished, unfinished
from gradflow.outputs.own_files import PREFILLED, is_untouched, sort_of
from gradflow.outputs.publishing import OLD, leftovers, refuse_foreign_folder
from gradflow.outputs.reminders import CALENDAR
from gradflow.outputs.written import MARKS, changes, kept_beside, put_aside
from gradflow.reading.sniffing import is_ignored, is_litter
from gradflow.store.ledger import LedgerError, read_people


@dataclass(frozen=True, slots=True)
class Doomed:
    """A folder or file to delete."""

    path: Path
    files: int
    changed: tuple[Path, ...] = ()
    """What people have changed or put there."""
    are_reports: bool = False
    spared: tuple[Path, ...] = ()
    """What stays, as it may be other people's."""

    def delete(self, reports: Path, tell: Tell | None) -> None:
        """Delete it. With ``tell``, what people left in reports is put aside before, and told. Raises OSError."""
        if self.are_reports and tell and self.changed:
            for sentence in put_aside(self.path, reports):
                tell(sentence)
        if self.spared:
            _delete_around(self.path, frozenset(self.spared))
        else:
            _delete(self.path)


@dataclass(frozen=True, slots=True)
class Purge:
    """What deleting everything would delete, and what it would leave; nothing is deleted before ``delete``."""

    folder: Path
    reports: Path
    doomed: tuple[Doomed, ...]
    kept: tuple[Path, ...]
    """The folders of people's files that stay."""
    owed: int
    """How many people the last reports say are in question, or were handed on and no workbook tells of: nobody remembers them then."""

    @classmethod
    def of(cls, folder: Path, out: Path | None = None) -> Purge:
        """Look a campaign's folder through, and ``out`` where its reports lie. Raises GradflowError for what must not be purged."""
        if not folder.is_dir():
            raise CampaignError(f"没有“{folder}”这个文件夹。")
        if not any(path.is_file() for path in (folder / CAMPAIGN, folder / OWN / LEDGER, folder / OWN / LOCK)):
            raise CampaignError(f"“{folder}”不是活动文件夹：里面没有 {CAMPAIGN}，也没有收件账本。什么也没有删。")
        refuse_reports_at(folder, out)
        own = folder / REPORTS
        reports = out or own
        kept = tuple(path for path in map(kept_beside, dict.fromkeys((reports, own))) if path.is_dir())
        return cls(folder, reports, tuple(_doomed(folder, reports)), kept, _owed(folder))

    def delete(self, tell: Tell, *, is_asked: bool) -> None:
        """Delete it all; what people left in reports is put aside unless they were asked. Raises CampaignError where something stays."""
        try:
            with locked(self.folder, tell):
                for one in self.doomed:
                    one.delete(self.reports, None if is_asked else tell)
            _delete(self.folder / OWN)
        except OSError as error:
            raise CampaignError(f"没有删完：{error.filename or ''} {reason_of(error)}。文件开着的请先关闭，再运行一次。") from error


def _owed(folder: Path) -> int:
    """As many as the reports, or else the ledger, can be asked for."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        return int(json.loads((folder / REPORTS / "findings.json").read_text("utf-8"))["owed"]["in_question"])
    with contextlib.suppress(LedgerError):
        return sum(one.is_handed_on for one in read_people(folder)[0])
    return 0


def _doomed(folder: Path, reports: Path) -> Iterator[Doomed]:
    """What to delete. Raises GradflowError where foreign files are among them."""
    refuse_foreign_folder(reports)
    _refuse_foreign_reminders(folder / REMINDERS)
    for path in (reports, *leftovers(reports)):
        if path.is_dir():
            is_old = path == reports or path.name.endswith(OLD)
            yield Doomed(path, count(path), tuple(changes(path)) if is_old else (), are_reports=is_old)
    if (folder / REMINDERS).is_dir():
        yield Doomed(folder / REMINDERS, count(folder / REMINDERS))
    for path in (folder / CARDS, folder / LETTERS, folder / MIGRATED):
        if path.is_dir():
            yield from _worked_on(path, is_bare=not (folder / CAMPAIGN).is_file())
    if (folder / OWN).is_dir():
        yield Doomed(folder / OWN, count(folder / OWN))
    prefilled = (path for path in sorted((folder / TEMPLATES).glob("*.xlsx")) if sort_of(path.read_bytes()) == PREFILLED)
    yield from (Doomed(path, 1) for path in (*unfinished(folder / TEMPLATES), *prefilled))


def _worked_on(path: Path, *, is_bare: bool) -> Iterator[Doomed]:
    """A folder of files people go on working on; one that may be anybody's loses only what gradflow wrote and nobody changed."""
    if path.is_symlink():
        if not is_bare:
            yield Doomed(path, 0)
        return
    files = [one for one in path.rglob("*") if not one.is_dir() or one.is_symlink()]
    kept = (one for one in files if not is_unfinished(one) and not is_litter(one.name))
    changed = tuple(one for one in kept if one.is_symlink() or not one.is_file() or not is_untouched(one.read_bytes()))
    if not is_bare:
        yield Doomed(path, len(files), changed)
    elif len(files) > len(changed):
        yield Doomed(path, len(files) - len(changed), spared=changed)


def count(path: Path) -> int:
    """How many files a folder holds; none of a link."""
    return 0 if path.is_symlink() else sum(one.is_file() and one.name not in {LOCK, *MARKS} for one in path.rglob("*"))


def _refuse_foreign_reminders(folder: Path) -> None:
    own = {CALENDAR, *(path.name for path in unfinished(folder))}
    foreign = sorted(one.name for one in folder.iterdir() if one.name not in own and not is_ignored(one.name)) if folder.is_dir() else []
    if foreign:
        raise CampaignError(f"“{folder}”里有不是 gradflow 写的文件(如“{foreign[0]}”)，没有动它。移走它再运行一次。")


def _delete_around(folder: Path, spared: frozenset[Path]) -> None:
    """Delete all files of a folder but those, and the folders that this leaves empty. Raises OSError."""
    for path in sorted(folder.rglob("*"), reverse=True):  # what a folder holds before the folder
        if path.is_dir() and not path.is_symlink():
            with contextlib.suppress(OSError):  # it holds something that stays
                path.rmdir()
        elif path not in spared:
            path.unlink()


def _delete(path: Path) -> None:
    """Delete a file or folder; of a link, only the link."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.is_dir():
        shutil.rmtree(path)
