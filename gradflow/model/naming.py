"""Names of files and folders: safe on every system, and told apart as every system does; what a campaign's folder holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from unicodedata import normalize

from gradflow.model.folding import CONTROLS, TURNING, UNWRITABLE

LONGEST_NAME = 200
"""Bytes of a file's name; systems take 255, and programs put something behind."""
REFUSED = re.compile(rf'[<>:"/\\|?*\t\n{CONTROLS}\u200b-\u200f{TURNING}\ufeff]')
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


def safe_name(name: str, most_bytes: int = LONGEST_NAME) -> str:
    """A folder or file name that stays where it is put, on Windows too, and no longer than systems take."""
    kept = REFUSED.sub("_", UNWRITABLE.sub("", name))
    kept = kept.strip(" .")[:80].encode()[:most_bytes].decode("utf-8", "ignore").strip(" .")
    return f"_{kept}" if RESERVED.fullmatch(kept) or not kept.strip("_") else kept


def composed(name: str) -> str:
    """The name with each é one character (Unicode NFC), however the system it comes from makes them."""
    return normalize("NFC", name)


def name_key(name: str) -> str:
    """What two names share that some system takes for the same: some tell neither case nor how an é is made."""
    return composed(name).casefold()


def free_name(name: str, is_taken: Callable[[str], bool]) -> str:
    """The name or path (with ``/``), numbered before its suffix where it is taken: 名单(2).xlsx."""
    path, number, free = PurePosixPath(name), 1, name
    while is_taken(free):
        number += 1
        free = path.with_name(f"{path.stem}({number}){path.suffix}").as_posix()
    return free


def free_path(path: Path, taken: set[str]) -> Path:
    """The path, numbered where one that is taken would be the same on some system; it is taken then."""
    free = free_name(path.as_posix(), lambda name: name_key(name) in taken)
    taken.add(name_key(free))
    return Path(free)


CAMPAIGN, GRANTS, FORMS, INBOX, REPORTS = "campaign.toml", "grants.toml", "forms", "inbox", "reports"
COLLECTION = "collection.toml"
"""Names the campaigns that are rolled up."""
OWN = ".gradflow"
"""What gradflow keeps for itself: the ledger, facts, the last run."""
LEDGER = "ledger.sqlite"
