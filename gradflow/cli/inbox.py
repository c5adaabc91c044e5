"""Which files the inbox holds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from gradflow.cli.campaign_file import CampaignError
from gradflow.excel.sniffing import is_ignored

INBOX = "inbox"
REMINDERS, TEMPLATES = "reminders", "templates"
CARDS, LETTERS = "cards", "letters"
NOT_INBOX = frozenset({"reports", TEMPLATES, "forms", REMINDERS, CARDS, LETTERS, ".gradflow"})
WORKBOOK_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".et", ".xlsb"})


def list_files(campaign: Path, *, is_bare: bool, out: Path | None = None) -> list[str]:
    """Names of all files handed in, relative to the campaign, in order.

    Links that lead out of the inbox or in a circle, and anything that is not a plain file, are passed over;
    a folder that cannot be opened is listed itself, so that reading tells of it.
    Without a campaign.toml, workbooks are taken where they lie, but for ``out`` and gradflow's own
    folders. Raises CampaignError when a campaign has lost its inbox.
    """
    inbox = campaign / INBOX
    if not is_bare and not inbox.is_dir():
        message = f"“{campaign}”里没有 {INBOX} 文件夹。新建一个，把支部交来的表放进去。"
        raise CampaignError(message)
    root = inbox if inbox.is_dir() else campaign
    top = root.resolve()
    closed: list[Path] = []
    found = []
    for path in _walk(root, campaign if root == campaign else None, out, closed):
        if is_ignored(path.name) or not _is_inside(path, top):
            continue
        if root == campaign and path.suffix.lower() not in WORKBOOK_SUFFIXES:
            continue
        found.append(path.relative_to(campaign).as_posix())
    if root in closed:
        message = f"“{root}”打不开：没有权限。检查这个文件夹的权限，再运行一次。"
        raise CampaignError(message)
    return sorted([*found, *(path.relative_to(campaign).as_posix() for path in closed)])


def _is_inside(path: Path, top: Path) -> bool:
    try:
        return path.resolve().is_relative_to(top) and path.is_file()
    except (OSError, RuntimeError):  # a link that leads back to itself
        return False


def _walk(root: Path, bare: Path | None, out: Path | None, closed: list[Path]) -> Iterator[Path]:
    """All files below; folders that cannot be opened are put into ``closed``."""
    for folder, folders, files in os.walk(root, onerror=lambda error: closed.append(Path(error.filename))):
        here = Path(folder)
        folders[:] = sorted(
            name for name in folders
            if not name.startswith(".") and not (here == bare and name in NOT_INBOX)
            and not (out and (here / name).resolve() == out.resolve())
        )  # fmt: skip
        yield from (here / name for name in sorted(files))


def modified_at(path: Path, otherwise: datetime) -> datetime:
    """When the file was last changed, local time, whole seconds; ``otherwise`` of one that is gone meanwhile."""
    try:
        return datetime.fromtimestamp(int(path.stat().st_mtime))  # noqa: DTZ006 - local time, as people read it
    except (OSError, OverflowError, ValueError):
        return otherwise
