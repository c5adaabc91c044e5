"""Which files the inbox holds.

Where --out may not lead: to what people handed in or work on, by whatever name or link.

When files came: what their times on the disk and the ledger say.
"""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from gradflow.app.campaign_file import CampaignError
from gradflow.model.cells import Location
from gradflow.model.failures import reason_of
from gradflow.model.naming import CAMPAIGN, FORMS, INBOX, OWN, REPORTS, name_key
from gradflow.model.records import Context
from gradflow.model.reports import FileResult
from gradflow.outputs.written import is_ours, kept_beside
from gradflow.pipeline.findings import file_issue
from gradflow.reading.sniffing import is_ignored, is_system
from gradflow.reading.sources import ELSEWHERE, WORKBOOK_SUFFIXES, Sources, is_link
from gradflow.rules.files import ODD_TIME

REMINDERS, TEMPLATES = "reminders", "templates"
CARDS, LETTERS, MIGRATED = "cards", "letters", "migrated"
NOT_INBOX = frozenset({REPORTS, TEMPLATES, FORMS, REMINDERS, CARDS, LETTERS, MIGRATED, OWN})
A_FORM = re.compile(rf"{'|'.join(map(re.escape, WORKBOOK_SUFFIXES))}|附[件表]", re.IGNORECASE)
"""In the name of a shortcut: it may lead to a workbook."""


def list_files(campaign: Path, *, is_bare: bool, out: Path | None = None) -> list[str]:
    """Names of all files handed in, relative to the campaign, in order, and of all that reading passes over and tells of.

    These are links, shortcuts, pipes, hidden files and folders and folders that cannot be opened, each folder as one.
    Without a campaign.toml, workbooks are taken where they lie, but for ``out`` and gradflow's own
    folders. Raises CampaignError when a campaign has lost its inbox.
    """
    inbox = campaign / INBOX
    if not is_bare and not inbox.is_dir():
        raise CampaignError(f"“{campaign}”里没有 {INBOX} 文件夹。新建一个，把支部交来的表放进去。")
    root = inbox if inbox.is_dir() else campaign
    closed: list[Path] = []
    found = list(_walk(root, closed) if root == inbox else _walk_bare(campaign, out, closed))
    if root in closed:
        raise CampaignError(f"“{root}”打不开：没有权限。检查这个文件夹的权限，再运行一次。")
    return sorted(path.relative_to(campaign).as_posix() for path in (*found, *closed))


def _walk(root: Path, closed: list[Path], is_own: Callable[[Path], bool] = lambda _: False) -> Iterator[Path]:
    """All below that is handed in or passed over; folders that cannot be opened are put into ``closed``, those of our own left out."""
    for folder, folders, files in os.walk(root, onerror=lambda error: closed.append(Path(error.filename))):
        here = Path(folder)
        entered = []
        for name in sorted(folders):
            if is_system(name) or is_own(here / name):
                continue
            if name.startswith(".") or is_link(here / name):
                yield from () if _holds_nothing(here / name) else (here / name,)
            else:
                entered.append(name)
        folders[:] = entered
        yield from (here / name for name in sorted(files) if not is_ignored(name))


def _holds_nothing(folder: Path) -> bool:
    """Whether a folder that is no link holds nothing but what systems left there, as far as it can be opened."""
    closed: list[OSError] = []
    files = (name for _, _, names in os.walk(folder, onerror=closed.append) for name in names if not is_ignored(name))
    return not is_link(folder) and next(files, None) is None and not closed


def _walk_bare(campaign: Path, out: Path | None, closed: list[Path]) -> Iterator[Path]:
    """The same of a folder without campaign.toml and inbox, which may be anybody's: only what is or may hold a workbook."""
    aside = {one.resolve() for home in (out, campaign / REPORTS) if home for one in (home, kept_beside(home))}

    def is_own(path: Path) -> bool:
        is_first = path.parent == campaign
        return (is_first and (path.name in NOT_INBOX or path.name.startswith("."))) or is_ours(path) or path.resolve() in aside

    for path in _walk(campaign, closed, is_own):
        if path.name.startswith(".") and path.is_dir() and not is_link(path):
            if any(one.suffix.lower() in WORKBOOK_SUFFIXES for one in path.rglob("*")):
                yield path
        elif (
            path.suffix.lower() in WORKBOOK_SUFFIXES
            or (path.is_dir() and is_link(path))
            or (path.name.casefold().endswith(ELSEWHERE) and A_FORM.search(path.name))
        ):
            yield path


def is_named(file: str, typed: str) -> bool:
    """Whether somebody who typed that means this file: its name, with or without its folders."""
    wanted = typed.replace("\\", "/").removeprefix("./")
    return file == wanted or file.endswith(f"/{wanted}")


def modified_at(path: Path, otherwise: datetime) -> datetime:
    """When the file was last changed, local time, whole seconds; ``otherwise`` of one that is gone meanwhile."""
    try:
        return datetime.fromtimestamp(int(path.stat().st_mtime))  # noqa: DTZ006 - local time, as people read it
    except (OSError, OverflowError, ValueError):
        return otherwise


def refuse_reports_at(campaign: Path, out: Path | None) -> None:
    """Raise CampaignError unless ``out`` may become the reports folder: it is replaced as a whole at every run."""
    if out is None:
        return
    place = _resolved(out)
    for home in _campaigns(campaign, place):
        if _is_inside(home, place):
            _refuse(out, "活动文件夹本身，或它上面的文件夹")
        for guarded in sorted({*NOT_INBOX, INBOX, kept_beside(home / REPORTS).name}):
            other = _resolved(home / guarded)
            is_reports = guarded == REPORTS and _is_same(place, other)
            if not is_reports and (_is_inside(place, other) or _is_inside(other, place)):
                _refuse(out, f"活动文件夹里的 {guarded}，或与它相互包含")


def refuse_in_inbox(campaign: Path, out: Path | None) -> None:
    """Raise CampaignError if ``out`` lies where workbooks handed in lie: one of the same name would be overwritten."""
    if out is None:
        return
    place = _resolved(out)
    for home in _campaigns(campaign, place):
        if not (home / INBOX).is_dir() and _is_same(place, home):
            _refuse(out, "放着支部交来的表的文件夹")
        if _is_inside(place, _resolved(home / INBOX)):
            _refuse(out, "收件夹")


@contextmanager
def writing_to(out: Path) -> Iterator[None]:
    """Tell in one sentence that something there could not be written. Raises CampaignError."""
    try:
        yield
    except OSError as error:
        raise CampaignError(f"不能写到“{out}”：{reason_of(error)}。文件开着的请先关闭。") from error


def _refuse(out: Path, what: str) -> None:
    raise CampaignError(f"不能写到“{out}”：那里是{what}，里面的文件会被替换。换一个文件夹(--out)。什么也没有写。")


def _campaigns(campaign: Path, place: Path) -> Iterator[Path]:
    """The campaign folder, and any other one the place lies in."""
    own = _resolved(campaign)
    yield own
    yield from (home for home in (place, *place.parents) if home != own and (home / CAMPAIGN).is_file())


def _resolved(path: Path) -> Path:
    """The path without links, as far as it is there. Raises CampaignError for links in a circle."""
    try:
        return Path(os.path.abspath(path)).resolve()  # noqa: PTH100 - also of a folder that is gone
    except (OSError, RuntimeError) as error:
        raise CampaignError(f"“{path}”用不了：链接绕成了圈。换一个文件夹(--out)。") from error


def _is_inside(path: Path, folder: Path) -> bool:
    """Whether the path is the folder or lies in it, as the system sees it."""
    return any(_is_same(one, folder) for one in (path, *path.parents))


def _is_same(one: Path, other: Path) -> bool:
    """Whether two paths are the same place; of one that is not there yet, whether some system would take it for the same."""
    try:
        return one.samefile(other)
    except OSError:
        return name_key(str(one)) == name_key(str(other))


def arrived(
    results: Sequence[FileResult], sources: Sources, context: Context, otherwise: datetime
) -> tuple[list[FileResult], dict[str, datetime]]:
    """When each file was last changed. What is older than the notice is no such time: ``otherwise`` is taken, and told once a file."""
    noted: set[Path] = set()
    found: list[FileResult] = []
    modified: dict[str, datetime] = {}
    for result in sorted(results, key=lambda result: result.file):
        path = sources.on_disk(result.file)  # of an archive's member the archive
        changed = modified_at(path, otherwise)
        is_odd = changed.date() < context.campaign.notice_on
        modified[result.file] = otherwise if is_odd else changed
        found.append(result)
        if is_odd and path not in noted:
            noted.add(path)
            facts = {"modified": changed.isoformat(" ", "minutes"), "notice_on": context.campaign.notice_on.isoformat()}
            issue = file_issue(ODD_TIME, facts, Location(path.relative_to(sources.root).as_posix()))
            found[-1] = dataclasses.replace(result, issues=(*result.issues, issue))
    return found, modified


def to_note(results: Iterable[FileResult], modified: Mapping[str, datetime], moment: datetime, now: datetime) -> dict[str, datetime | None]:
    """What the ledger may note of contents it does not know: what is observed now, never what looking at another ``moment`` supposes.

    Of a past day only the file's modification time can be noted, if the file was there by then.
    """
    is_past = moment.date() < now.date()
    times: dict[str, datetime | None] = {}
    for result in sorted(results, key=lambda result: modified[result.file], reverse=True):  # of twins the earlier one stays
        if result.digest:
            changed = modified[result.file]
            times[result.digest] = min(moment, now) if not is_past else changed if changed < moment else None
    return times
