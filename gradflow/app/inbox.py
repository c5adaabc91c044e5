"""Which files the inbox holds."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from gradflow.app.campaign_file import CampaignError
from gradflow.core.campaign_folder import FORMS, INBOX, OWN, REPORTS
from gradflow.excel.passed_over import ELSEWHERE, WORKBOOK_SUFFIXES, is_link
from gradflow.excel.sniffing import is_ignored, is_system
from gradflow.outputs.written import is_ours, kept_beside

REMINDERS, TEMPLATES = "reminders", "templates"
CARDS, LETTERS = "cards", "letters"
NOT_INBOX = frozenset({REPORTS, TEMPLATES, FORMS, REMINDERS, CARDS, LETTERS, OWN})
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
        message = f"“{campaign}”里没有 {INBOX} 文件夹。新建一个，把支部交来的表放进去。"
        raise CampaignError(message)
    root = inbox if inbox.is_dir() else campaign
    closed: list[Path] = []
    found = list(_walk(root, closed) if root == inbox else _walk_bare(campaign, out, closed))
    if root in closed:
        message = f"“{root}”打不开：没有权限。检查这个文件夹的权限，再运行一次。"
        raise CampaignError(message)
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
        elif path.suffix.lower() in WORKBOOK_SUFFIXES or (path.is_dir() and is_link(path)) or _may_lead_to_a_form(path):
            yield path


def _may_lead_to_a_form(path: Path) -> bool:
    return path.name.casefold().endswith(ELSEWHERE) and bool(A_FORM.search(path.name))


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
