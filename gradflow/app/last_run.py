"""The last run, remembered: where nothing has changed since, its reports stand, and what it showed is shown again.

What a run depends on is told by one digest (``_print``). It is only compared, so whatever is in doubt leads to a new run: a file that
cannot be read, a link, a report that was opened and saved. Imports little, for that is all there is to do then.

What files and the program itself are, in a few characters: the same again only if nothing has changed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import stat
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import gradflow
from gradflow.model.naming import CAMPAIGN, FORMS, GRANTS, INBOX, LEDGER, OWN
from gradflow.outputs.files import MANIFEST, below, digest_of, is_as_written, replace_file

MOST_BYTES = 64 * 2**20
"""Larger files are not read anyway."""
MADE = "__pycache__"
"""In the paths of what Python makes of the package."""
PACKAGES = "-packages"
"""How the folders end that hold installed packages."""
OWN_RULES, MODULE = re.compile(r"^\[gradflow\.rules\]([^\[]*)", re.MULTILINE), re.compile(r"=\s*(\w+)")
"""Where the list of a package's entry points names rules of a college's own, and the packages they are in."""


def is_plain(path: Path) -> bool:
    """Whether it is a plain file, no link to one, and small enough to be read. Raises OSError."""
    found = path.lstat()
    return stat.S_ISREG(found.st_mode) and found.st_size <= MOST_BYTES


def print_of(path: Path) -> tuple[object, ...]:
    """Name, size, time of the last change (also as the clock here shows it) and SHA-256. Raises OSError for what is not plain."""
    found = path.lstat()
    if not is_plain(path):
        raise OSError
    shown = datetime.fromtimestamp(int(found.st_mtime)).isoformat()  # noqa: DTZ006 - as people read it
    return (str(path), found.st_size, found.st_mtime_ns, shown, digest_of(path))


def data_digest(told: object) -> str:
    """Of what JSON can hold."""
    return hashlib.sha256(json.dumps(told).encode("ascii")).hexdigest()


@cache
def program_print() -> str:
    """Of gradflow's version and files, of Python, of when packages were installed last, and of those that bring rules of their own."""
    root = Path(gradflow.__file__).parent
    installed = [(path, os.stat(path).st_mtime_ns) for path in sys.path if path.endswith(PACKAGES) and os.path.isdir(path)]  # noqa: PTH112, PTH116 - texts
    files = sorted((*_files(str(root)), *_own_rules()))
    told = (gradflow.__version__, sys.version, sys.getfilesystemencoding(), installed, files)
    return hashlib.sha256(repr(told).encode("utf-8", "surrogateescape")).hexdigest()


def _own_rules() -> Iterator[tuple[str, int, int]]:
    """The files of packages with rules of a college's own: they may be worked on where they lie, and no installing tells it."""
    declared = (path.read_text("utf-8") for folder in sys.path for path in Path(folder).glob("*-info/entry_points.txt"))
    packages = {name for text in declared for group in OWN_RULES.findall(text) for name in MODULE.findall(group)}
    for found in filter(None, map(find_spec, packages)):
        for place in found.submodule_search_locations or ():
            yield from _files(place)
        if found.origin:
            yield (found.origin, os.stat(found.origin).st_size, os.stat(found.origin).st_mtime_ns)  # noqa: PTH116 - a text


def _files(folder: str) -> Iterator[tuple[str, int, int]]:
    """Path, size and time of the last change of everything a package holds; not of what Python makes of it."""
    return ((one.path, one.stat().st_size, one.stat().st_mtime_ns) for one in below(folder) if MADE not in one.path)


NAME = "last-run.json"
FAIL_ON = ("error", "warning", "never")
"""What a caller may want to fail on."""
JOURNAL = "-journal"
"""Behind the name of a ledger somebody is writing, or was killed writing."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a run showed: nothing that does not stand in the reports too."""

    told: Sequence[str]
    """What was said of campaign.toml, on stderr."""
    lines: Sequence[str]
    """The summary."""
    statuses: Mapping[str, int]
    """One of ``FAIL_ON`` -> exit status."""


def setting_files(folder: Path) -> Iterator[Path]:
    """What a campaign's folder holds of settings, decisions and forms of its own; campaign.toml whether it is there or not."""
    yield folder / CAMPAIGN
    if os.path.lexists(folder / GRANTS):
        yield folder / GRANTS
    yield from sorted((folder / FORMS).glob("*.toml"))


class LastRun:
    """What is remembered of a campaign's last run, asked before a run and told after it."""

    def __init__(self, folder: Path, reports: Path, as_of: date | None, today: date) -> None:
        """``folder``: the campaign's; ``as_of``: the day asked for, None for today."""
        self._folder, self._reports = folder, reports
        day = today if as_of is None else as_of
        places = [place for path in (folder, reports) for place in (str(path), os.path.realpath(path))]
        self._asked = [*places, day.isoformat(), as_of is None, day < today]
        self._before = self._inputs()
        self.print = ""
        """Of all that the run that stands depended on, once ``shown`` or ``remember`` has found that one stands; empty otherwise."""

    def shown(self) -> Shown | None:
        """What the last run showed, if this one would give the same reports and they are there; None otherwise."""
        try:
            kept = json.loads((self._folder / OWN / NAME).read_bytes())
            if self._before and kept["print"] == self._print(self._before) and is_as_written(self._reports) and not self._leftovers():
                self.print = str(kept["print"])
                return Shown([*map(str, kept["told"])], [*map(str, kept["lines"])], {key: int(kept["statuses"][key]) for key in FAIL_ON})
        except (OSError, ValueError, LookupError, TypeError, RecursionError):  # there is none, or it is damaged
            pass
        return None

    def remember(self, shown: Shown) -> None:
        """Remember the run that has just written its reports, unless something changed meanwhile. Only for a run that is alone."""
        with contextlib.suppress(OSError):
            if self._before and self._inputs() == self._before:
                print_now = self._print(self._before)
                content = json.dumps({"print": print_now, **asdict(shown)}).encode("ascii")
                replace_file(self._folder / OWN / NAME, content, is_private=True)
                self.print = print_now

    def _print(self, inputs: str) -> str:
        """Of all that decides what a run writes and shows. Raises OSError where there is no ledger or there are no reports."""
        ledger = self._folder / OWN / LEDGER
        if Path(f"{ledger}{JOURNAL}").exists():
            raise OSError
        return data_digest([program_print(), self._asked, inputs, digest_of(ledger), digest_of(self._reports / MANIFEST)])

    def _inputs(self) -> str:
        """Of campaign.toml, grants.toml, the college's own forms and all that lies in the inbox; empty for what cannot be told for sure."""
        try:
            return data_digest([print_of(path) for path in self._files()])
        except OSError:
            return ""

    def _files(self) -> Iterator[Path]:
        yield from setting_files(self._folder)
        yield from sorted(Path(entry.path) for entry in below(str(self._folder / INBOX)))

    def _leftovers(self) -> bool:
        """Whether there may be something that a killed run left beside the reports, to be cleared away."""
        return any(name.startswith(f".{self._reports.name}-") for name in os.listdir(self._reports.parent))  # noqa: PTH208 - names only
