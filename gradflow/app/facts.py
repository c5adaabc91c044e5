"""What the files of an inbox were found to say, kept by their content: a file that has not changed is not examined again."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from gradflow.app.fingerprints import digest_of, program_print
from gradflow.app.packing import joined, unpacked
from gradflow.core.campaign import Campaign
from gradflow.core.reports import FileResult
from gradflow.excel.sniffing import OLE
from gradflow.forms.loader import Forms
from gradflow.ledger.facts import drop_facts_but, read_facts, write_facts

MOST_WAITING = 4 * 2**20
"""Bytes that wait to be written."""


class Facts:
    """The facts of some files: those known, and those to be kept."""

    def __init__(self, campaign: Path, digests: Mapping[str, str], context: str) -> None:
        """``digests``: file -> SHA-256 of its content; other files are never known nor kept. ``context``: what else examining depends on."""
        self._campaign, self._digests = campaign, digests
        self._keys = {file: _digest([context, file, digest]) for file, digest in digests.items()}
        self._waiting: dict[str, Sequence[bytes]] = {}
        self._size = 0

    def known(self) -> dict[str, FileResult]:
        """File -> what it was found to say, of those of which that is kept; whatever is wrong with it, it is not known."""
        files = {key: file for file, key in self._keys.items()}
        found = {files[key]: _result(parts) for key, parts in read_facts(self._campaign, files)}
        return {file: one for file, one in found.items() if one and (one.file, one.digest) == (file, self._digests[file])}

    def keep(self, result: FileResult, parts: Sequence[bytes]) -> None:
        """Keep what a file was found to say, if it was read, and held when it was read what it holds by its digest."""
        if result.is_readable and result.digest and result.digest == self._digests.get(result.file):
            self._waiting[self._keys[result.file]] = parts
            self._size += sum(map(len, parts))
            if self._size > MOST_WAITING:
                self.flush()

    def flush(self) -> None:
        """Write what waits to be."""
        if self._waiting:
            write_facts(self._campaign, self._waiting)
        self._waiting, self._size = {}, 0

    def drop_others(self) -> None:
        """Drop what is kept of all other files and other contents."""
        drop_facts_but(self._campaign, self._keys.values())


NO_FACTS = Facts(Path(), {}, "")


@contextlib.contextmanager
def kept_facts(campaign: Path, files: Sequence[str], context: str, *, has_passwords: bool) -> Iterator[Facts]:
    """The facts of a campaign's files; of others nothing is kept once all have been looked at."""
    digests = {file: digest for file in files if (digest := _digest_of(campaign / file, has_passwords=has_passwords))}
    facts = Facts(campaign, digests, context)
    try:
        yield facts
        facts.drop_others()
    finally:
        facts.flush()


def examination_print(campaign: Campaign, forms: Forms, as_of: date) -> str:
    """A digest of all that examining a file depends on beside the file."""
    specs = [(key, form.spec.model_dump_json()) for key, form in forms.items()]
    return _digest([program_print(), campaign.model_dump_json(), specs, as_of.isoformat()])


def _result(parts: Sequence[bytes]) -> FileResult | None:
    with contextlib.suppress(Exception):  # bytes that somebody else wrote may raise anything
        result = joined([unpacked(part) for part in parts])
        return result if isinstance(result, FileResult) else None
    return None


def _digest_of(path: Path, *, has_passwords: bool) -> str:
    """None of what one of the passwords may have opened: what stands behind it is not to lie about."""
    if has_passwords:
        with contextlib.suppress(OSError), path.open("rb") as stream:
            if stream.read(len(OLE)) == OLE:
                return ""
    return digest_of(path)


def _digest(told: object) -> str:
    return hashlib.sha256(json.dumps(told).encode("ascii")).hexdigest()
