"""Where --out may not lead: to what people handed in or work on, by whatever name or link."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gradflow.app.campaign_file import CampaignError
from gradflow.app.inbox import NOT_INBOX
from gradflow.core.campaign_folder import CAMPAIGN, INBOX, REPORTS
from gradflow.core.failures import reason_of
from gradflow.core.naming import name_key
from gradflow.outputs.written import kept_beside


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
        message = f"不能写到“{out}”：{reason_of(error)}。文件开着的请先关闭。"
        raise CampaignError(message) from error


def _refuse(out: Path, what: str) -> None:
    message = f"不能写到“{out}”：那里是{what}，里面的文件会被替换。换一个文件夹(--out)。什么也没有写。"
    raise CampaignError(message)


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
        message = f"“{path}”用不了：链接绕成了圈。换一个文件夹(--out)。"
        raise CampaignError(message) from error


def _is_inside(path: Path, folder: Path) -> bool:
    """Whether the path is the folder or lies in it, as the system sees it."""
    return any(_is_same(one, folder) for one in (path, *path.parents))


def _is_same(one: Path, other: Path) -> bool:
    """Whether two paths are the same place; of one that is not there yet, whether some system would take it for the same."""
    try:
        return one.samefile(other)
    except OSError:
        return name_key(str(one)) == name_key(str(other))
