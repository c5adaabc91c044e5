"""One run over the inbox, for every command that needs to know how things stand."""

from __future__ import annotations

import dataclasses
import gc
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path

import click

from gradflow.app.campaign_file import CampaignError, Opened, open_campaign
from gradflow.app.examination import ExaminationContext, examine_all
from gradflow.app.inbox import list_files, modified_at
from gradflow.core.findings import Finding
from gradflow.core.masking import on_screen
from gradflow.core.places import Location
from gradflow.core.records import Context
from gradflow.core.reports import FileResult, Known, Report
from gradflow.pipeline.findings import file_finding
from gradflow.rules.intake.files import ODD_TIME

FEW_FILES = 40
"""Up to here one worker is quicker than several."""
MOST_WORKERS = 4
"""As many as fit into a gigabyte with whatever they are given."""


def moment(as_of: date | None) -> datetime:
    """Now, or the end of the day that stands for today."""
    return datetime.combine(as_of, time(23, 59, 59)) if as_of else clock()


def clock() -> datetime:
    """Now, whatever day stands for today."""
    return datetime.now()  # noqa: DTZ005 - the office's own clock


def report_on(folder: Path, as_of: date | None, passwords: tuple[str, ...] = ()) -> tuple[Opened, Report]:
    """Open a campaign and look at its inbox without writing reports. Raises click.ClickException."""
    opened = open_campaign(folder).with_passwords(passwords)
    files = list_files(folder, is_bare=opened.is_bare)
    tell_bare(opened, files)
    return opened, make_report(opened, files, moment(as_of), None, is_quiet=False)


def tell_bare(opened: Opened, files: list[str]) -> None:
    """Say by what defaults a folder without campaign.toml is read. Raises CampaignError when it holds no workbook."""
    if not opened.is_bare:
        return
    if not files:
        message = f"“{opened.folder.resolve()}”里没有 campaign.toml, 也没有 Excel 文件。先运行 gradflow init 新建活动文件夹。"
        raise CampaignError(message)
    campaign = opened.campaign
    text = f"没有 campaign.toml, 按 {campaign.name}的通知默认设置检查，支部名称取自各表。"
    click.echo(on_screen(text), err=True)


def make_report(opened: Opened, files: list[str], now: datetime, jobs: int | None, *, is_quiet: bool) -> Report:
    """Examine all files and join them into one report. Raises CampaignError."""
    from gradflow.ledger.first_seen import LedgerError, first_seen  # noqa: PLC0415 - not for --help
    from gradflow.ledger.firsts import known_firsts, note_firsts  # noqa: PLC0415 - not for --help
    from gradflow.ledger.people import read_people  # noqa: PLC0415 - not for --help

    context = opened.context(now.date())
    exam = ExaminationContext(opened.sources, opened.forms, context)
    workers = jobs or (1 if len(files) <= FEW_FILES else min(os.cpu_count() or 1, MOST_WORKERS))
    results: list[FileResult] = []
    with click.progressbar(
        examine_all(files, exam, workers),
        length=len(files), label="正在检查", hidden=is_quiet or len(files) <= FEW_FILES, file=sys.stderr,
    ) as progress, _without_collector():  # fmt: skip
        results.extend(progress)
    from gradflow.pipeline.run import run  # noqa: PLC0415 - pandas, after the workers have started

    is_past = now.date() < clock().date()
    results, modified = _arrived(results, opened, now)
    try:
        seen = first_seen(opened.folder, _to_note(results, modified, now, is_past=is_past))
        firsts, people = known_firsts(opened.folder), read_people(opened.folder)
    except LedgerError as error:
        raise CampaignError(str(error)) from error
    received = {result.file: min(seen.get(result.digest, now), modified[result.file]) for result in results}
    unseen = (r.file for r in results if is_past and r.digest not in seen and modified[r.file] >= now)
    with _without_collector():
        report = run(results, received, opened.forms, context, Known(frozenset(unseen), firsts, people.kept, people.lapsed))
    try:
        note_firsts(opened.folder, report.firsts(now))
    except LedgerError as error:
        raise CampaignError(str(error)) from error
    return report


def _arrived(results: Sequence[FileResult], opened: Opened, now: datetime) -> tuple[list[FileResult], dict[str, datetime]]:
    """When each file was last changed. What is older than the notice is no such time: ``now`` is taken, and told once a file."""
    context = opened.context(now.date())
    told: set[Path] = set()
    arrived: list[FileResult] = []
    modified: dict[str, datetime] = {}
    for result in sorted(results, key=lambda result: result.file):
        path = opened.sources.on_disk(result.file)  # of an archive's member the archive
        changed = modified_at(path, now)
        is_odd = changed.date() < context.campaign.notice_on
        modified[result.file] = now if is_odd else changed
        finding = _odd_time(path, changed, opened, context) if is_odd and path not in told else None
        told.add(path)
        arrived.append(dataclasses.replace(result, findings=(*result.findings, finding)) if finding else result)
    return arrived, modified


def _odd_time(path: Path, changed: datetime, opened: Opened, context: Context) -> Finding | None:
    facts = {"modified": changed.isoformat(" ", "minutes"), "notice_on": context.campaign.notice_on.isoformat()}
    return file_finding(ODD_TIME, facts, Location(path.relative_to(opened.folder).as_posix()), context)


def _to_note(
    results: Iterable[FileResult], modified: Mapping[str, datetime], now: datetime, *, is_past: bool
) -> dict[str, datetime | None]:
    """What the ledger may note of contents it does not know: what is observed now, never what looking at a past day supposes.

    Of a past day only the file's modification time can be noted, if the file was there by then.
    """
    times: dict[str, datetime | None] = {}
    for result in sorted(results, key=lambda result: modified[result.file], reverse=True):  # of twins the earlier one stays
        if result.digest:
            changed = modified[result.file]
            times[result.digest] = min(now, clock()) if not is_past else changed if changed < now else None
    return times


@contextmanager
def _without_collector() -> Iterator[None]:
    """Hold the garbage collector: hundreds of thousands of records, and not a cycle among them."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()  # nor need later collections walk through them
        gc.enable()
