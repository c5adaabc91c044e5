"""The last run, remembered: where nothing has changed since, its reports stand, and what it showed is shown again.

What a run depends on is told by one digest (``_print``). It is only compared, so whatever is in doubt leads to a new run: a file that
cannot be read, a link, a report that was opened and saved. Imports little, for that is all there is to do then.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from gradflow.app.fingerprints import print_of, program_print
from gradflow.core.campaign_folder import CAMPAIGN, FORMS, GRANTS, INBOX, LEDGER, OWN
from gradflow.outputs.files import replace_file
from gradflow.outputs.manifest import MANIFEST, digest_of, is_as_written

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


class LastRun:
    """What is remembered of a campaign's last run, asked before a run and told after it."""

    def __init__(self, folder: Path, reports: Path, as_of: date | None, today: date) -> None:
        """``folder``: the campaign's; ``as_of``: the day asked for, None for today."""
        self._folder, self._reports = folder, reports
        day = today if as_of is None else as_of
        self._asked = [
            str(folder),
            os.path.realpath(folder),
            str(reports),
            os.path.realpath(reports),
            day.isoformat(),
            as_of is None,
            day < today,
        ]
        self._before = self._inputs()

    def shown(self) -> Shown | None:
        """What the last run showed, if this one would give the same reports and they are there; None otherwise."""
        try:
            kept = json.loads((self._folder / OWN / NAME).read_bytes())
            if self._before and kept["print"] == self._print(self._before) and is_as_written(self._reports) and not self._leftovers():
                return Shown([*map(str, kept["told"])], [*map(str, kept["lines"])], {key: int(kept["statuses"][key]) for key in FAIL_ON})
        except (OSError, ValueError, LookupError, TypeError, RecursionError):  # there is none, or it is damaged
            pass
        return None

    def remember(self, shown: Shown) -> None:
        """Remember the run that has just written its reports, unless something changed meanwhile. Only for a run that is alone."""
        with contextlib.suppress(OSError):
            if self._before and self._inputs() == self._before:
                content = json.dumps({"print": self._print(self._before), **asdict(shown)}).encode("ascii")
                replace_file(self._folder / OWN / NAME, content, is_private=True)

    def _print(self, inputs: str) -> str:
        """Of all that decides what a run writes and shows. Raises OSError where there is no ledger or there are no reports."""
        ledger = self._folder / OWN / LEDGER
        if Path(f"{ledger}{JOURNAL}").exists():
            raise OSError
        return _digest([program_print(), self._asked, inputs, digest_of(ledger), digest_of(self._reports / MANIFEST)])

    def _inputs(self) -> str:
        """Of campaign.toml, grants.toml, the college's own forms and all that lies in the inbox; empty for what cannot be told for sure."""
        try:
            return _digest([print_of(path) for path in self._files()])
        except OSError:
            return ""

    def _files(self) -> Iterator[Path]:
        yield self._folder / CAMPAIGN
        if os.path.lexists(self._folder / GRANTS):
            yield self._folder / GRANTS
        if (self._folder / FORMS).is_dir():
            yield from sorted((self._folder / FORMS).glob("*.toml"))
        yield from _below(str(self._folder / INBOX))

    def _leftovers(self) -> bool:
        """Whether there may be something that a killed run left beside the reports, to be cleared away."""
        return any(name.startswith(f".{self._reports.name}-") for name in os.listdir(self._reports.parent))  # noqa: PTH208 - names only


def _below(folder: str) -> Iterator[Path]:
    """Everything in a folder that is no folder itself, in order; a link is no folder. Raises OSError."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.is_dir(follow_symlinks=False):
                yield from _below(entry.path)
            else:
                yield Path(entry.path)


def _digest(told: object) -> str:
    return hashlib.sha256(json.dumps(told).encode("ascii")).hexdigest()
