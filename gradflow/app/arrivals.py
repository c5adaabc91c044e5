"""When files came: what their times on the disk and the ledger say."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from gradflow.app.inbox import modified_at
from gradflow.core.findings import Finding
from gradflow.core.places import Location
from gradflow.core.records import Context
from gradflow.core.reports import FileResult
from gradflow.excel.sources import Sources
from gradflow.pipeline.findings import file_finding
from gradflow.rules.intake.files import ODD_TIME


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
        finding = _odd_time(path.relative_to(sources.root), changed, context) if is_odd and path not in noted else None
        noted.add(path)
        found.append(dataclasses.replace(result, findings=(*result.findings, finding)) if finding else result)
    return found, modified


def _odd_time(file: Path, changed: datetime, context: Context) -> Finding | None:
    facts = {"modified": changed.isoformat(" ", "minutes"), "notice_on": context.campaign.notice_on.isoformat()}
    return file_finding(ODD_TIME, facts, Location(file.as_posix()), context)


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
