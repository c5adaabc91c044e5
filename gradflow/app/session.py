"""A campaign's folder opened, and what one run over its inbox gives: what programs call (docs/api.md), and every command."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date, datetime, time
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from gradflow.app.campaign_file import CampaignError, Decisions, check_deadlines, load_campaign, read_decisions
from gradflow.app.campaign_lock import locked
from gradflow.app.examination import ExaminationContext, examine_all, spread
from gradflow.app.facts import examination_print, kept_facts
from gradflow.app.inbox import arrived, list_files, refuse_reports_at, to_note
from gradflow.app.last_run import program_print
from gradflow.forms.loader import Forms, find_form, load_declared, with_due_days
from gradflow.model.acknowledgements import read_text
from gradflow.model.campaign import Campaign
from gradflow.model.failures import Tell, Watch
from gradflow.model.findings import Finding
from gradflow.model.naming import CAMPAIGN, FORMS, LEDGER, OWN, REPORTS
from gradflow.model.records import Context, Ruleset
from gradflow.model.reports import FileResult, Known, Report, SubmissionStatus
from gradflow.model.views import PersonStatus
from gradflow.reading.sources import Sources
from gradflow.rules.regulations import limits
from gradflow.store.ledger import (
    first_seen,
    known_firsts,
    known_returned,
    note_firsts,
    note_issued,
    note_people,
    note_returned,
    read_people,
)

if TYPE_CHECKING:
    from gradflow.pipeline.frames import DataFrame
    from gradflow.pipeline.progress import Headline, Progress

END_OF_DAY = time(23, 59, 59)
FEW_FILES = 40
"""Up to here one worker is quicker than several."""
MOST_WORKERS = 4
"""As many as fit into a gigabyte with whatever they are given."""


@contextmanager
def _without_collector() -> Iterator[None]:
    """Hold the garbage collector: hundreds of thousands of records, and not a cycle among them."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A campaign folder ready to work on; made by :func:`open_session` (``gradflow.open``)."""

    folder: Path
    campaign: Campaign
    """What campaign.toml says, or the notice's own settings."""
    forms: Forms
    """Form key -> Form: the built-in ones, and the campaign's own."""
    references: Forms
    """The same of lists of the office's own that the inbox may hold: what branches say is held against them."""
    decisions: Decisions
    """What the office has decided (grants.toml)."""
    is_bare: bool
    """Whether the folder has no campaign.toml."""
    reports: Path
    """The folder the reports are written to."""
    passwords: tuple[str, ...] = dataclass_field(default=(), repr=False)
    """What locked workbooks may be opened with."""
    left_out: frozenset[str] = frozenset()
    """Names of files in the inbox that are not read this time."""
    tell: Tell = str
    told: tuple[str, ...] = ()
    """What ``tell`` was given at opening."""
    clock: Callable[[], datetime] = datetime.now

    @property
    def sources(self) -> Sources:
        """Where the files are, and how to open them."""
        return Sources(self.folder, self.passwords)

    @property
    def has_lost_ledger(self) -> bool:
        """Whether there are reports, but no ledger any more: from the next run on there is a new one."""
        return (self.folder / REPORTS / "findings.json").exists() and not (self.folder / OWN / LEDGER).exists()

    def context(self, as_of: date) -> Context:
        """What rules may ask for."""
        decided = self.decisions
        return Context(self.campaign, limits(), as_of=as_of, grants=decided.grants, keeps=decided.keeps, releases=decided.releases)

    def files(self) -> list[str]:
        """Names of all files in the inbox, relative to the folder, in order. Raises CampaignError where there is no inbox."""
        found = list_files(self.folder, is_bare=self.is_bare, out=self.reports)
        if self.is_bare and not found:
            raise CampaignError(f"“{self.folder.resolve()}”里没有 campaign.toml, 也没有 Excel 文件。先运行 gradflow init 新建活动文件夹。")
        return [file for file in found if file not in self.left_out]

    def locked(self) -> AbstractContextManager[None]:
        """Keep other runs out for the length of a block, waiting for one that is at work. Raises CampaignError after ten minutes."""
        return locked(self.folder, self.tell)

    def validate(self, as_of: date | None = None, *, jobs: int | None = None, watch: Watch = lambda *_: None) -> Validation:
        """Read, check and merge all that is in the inbox, as of the end of a day, or of now; no report is written.

        ``jobs`` is the number of worker processes. The ledger (``.gradflow``) notes when contents were first seen.
        Raises CampaignError where there is no inbox, LedgerError where the ledger cannot be read or written.
        What is wrong with a workbook is a finding, never an exception.
        """
        now = self.clock()
        moment = datetime.combine(as_of, END_OF_DAY) if as_of else now
        files = self.files()
        if self.is_bare:
            self.tell(f"没有 campaign.toml, 按 {self.campaign.name}的通知默认设置检查，支部名称取自各表。")
        with _without_collector():
            return Validation(self, self._report(self._examined(files, jobs, watch), moment, now))

    def _examined(self, files: list[str], jobs: int | None, watch: Watch) -> list[FileResult]:
        readable = {**self.forms, **self.references}
        exam = ExaminationContext(self.sources, readable, Ruleset(self.campaign, limits()))
        workers = jobs or (1 if len(files) <= FEW_FILES else min(os.cpu_count() or 1, MOST_WORKERS))
        results: list[FileResult] = []
        watch(0, len(files))
        settings = examination_print(self.campaign, readable)
        with kept_facts(self.folder, files, settings, has_passwords=bool(self.passwords)) as facts:
            for result in examine_all(files, exam, workers, self.tell, facts):
                results.append(result)
                watch(len(results), max(len(results), len(files)))
        return results

    def _report(self, results: list[FileResult], moment: datetime, now: datetime) -> Report:
        """Join examined files, with what the ledger knows and notes."""
        from gradflow.pipeline.run import run  # noqa: PLC0415 - pandas, after the workers have started

        context = self.context(moment.date())
        results, modified = arrived(results, self.sources, context, moment)
        seen = first_seen(self.folder, to_note(results, modified, moment, now))
        firsts, (people, lapsed) = known_firsts(self.folder), read_people(self.folder)
        received = {result.file: min(seen.get(result.digest, moment), modified[result.file]) for result in results}
        is_past = moment.date() < now.date()
        unseen = (r.file for r in results if is_past and r.digest not in seen and modified[r.file] >= moment)
        returned = frozenset(one for one, day in known_returned(self.folder).items() if day <= context.as_of)
        known = Known(received, frozenset(unseen), firsts, returned, people, lapsed)
        report = run(results, known, self.forms, context, self.references)
        note_firsts(self.folder, report.firsts(moment))
        note_returned(self.folder, report.returned(), context.as_of)
        return report


@dataclass(frozen=True)
class Validation:
    """What one run over the inbox gave."""

    session: Session
    report: Report
    """All that the reports are written from."""

    @property
    def as_of(self) -> date:
        """The day that stands for today."""
        return self.report.as_of

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything found, in order of branch and place."""
        return self.report.findings

    @property
    def people(self) -> tuple[PersonStatus, ...]:
        """Everybody, each once, with how far the transfer is; in order of branch and roster."""
        return self.report.person_statuses

    @property
    def submissions(self) -> tuple[SubmissionStatus, ...]:
        """The state of every sheet handed in, and of every one that is missing (its ``file`` is None)."""
        return self.report.submissions

    @cached_property
    def counts(self) -> Headline:
        """The figures at the head of the reports: ``rows_read`` is always ``rows_accepted + rows_rejected``."""
        from gradflow.pipeline.progress import headline  # noqa: PLC0415 - the pipeline, when all is read

        return headline(self.report)

    @cached_property
    def progress(self) -> Progress:
        """How each branch stands with each form and round."""
        from gradflow.pipeline.progress import progress_of  # noqa: PLC0415 - the pipeline, when all is read

        return progress_of(self.report, self.session.forms, self.session.context(self.as_of))

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to correct: no error, nothing missing, nothing late."""
        return self.report.is_settled

    @property
    def is_repeatable(self) -> bool:
        """Whether the next run must give the same: nothing was read by chance, no time of day entered, and nothing is told only once."""
        times = (time for one in self.submissions for time in (one.received_at, one.first_at) if time)
        is_certain = all(result.is_certain for result in self.report.results)
        return is_certain and not any(time.microsecond for time in times) and not self.report.to_note.lapsed

    def merged(self, form: str, number: int | None = None) -> DataFrame:
        """The accepted rows of a form, by key or annex (``transfer_out``, ``附件2``); of one in rounds its newest, or that ``number``.

        Columns: ``seq`` and ``branch``, then the form's field keys; ``Int64`` for whole numbers, ``string`` for the rest, in the one
        spelling of the reports (days as 2023-07-01, or 2023-07). Index: file, sheet and row where each was read. Empty where nobody
        has handed one in. Raises FormError where there is no such form.
        """
        from gradflow.pipeline.frames import merged_frame  # noqa: PLC0415 - pandas

        return merged_frame(self.report, find_form(self.session.forms, form), number)

    def findings_frame(self) -> DataFrame:
        """The findings, one a row, with the fields of findings.json as columns; values are not masked."""
        from gradflow.pipeline.frames import findings_frame  # noqa: PLC0415 - pandas

        return findings_frame(self.report)

    def people_frame(self) -> DataFrame:
        """Everybody, one a row: who, how far, and the state on each form (``transfer_out``, ``follow_up_1``); values are not masked."""
        from gradflow.pipeline.frames import people_frame  # noqa: PLC0415 - pandas

        return people_frame(self.report, self.progress.lanes)

    @_without_collector()
    def write(self, *, password: str = "", jobs: int | None = None) -> Path:
        """Write the reports folder, whole or not at all, and return it; ``password`` locks 汇总.xlsx, ``jobs`` is as in ``validate``.

        Into the campaign's own folder, the ledger also notes everybody who was read, unless a later day was noted before.
        Raises PublishingError, LedgerError or CampaignError; the old reports are then as they were.
        """
        from gradflow.outputs.acknowledgements import acknowledgements  # noqa: PLC0415 - xlsxwriter, when all is read
        from gradflow.outputs.publishing import Target, publish  # noqa: PLC0415 - xlsxwriter, when all is read

        session, report = self.session, self.report
        with session.locked():
            receipts = acknowledgements(report, session.forms, session.sources)
            note_issued(session.folder, (one.digest for text in receipts.values() for one in read_text(text).acknowledgements))
            workers = jobs or min(os.cpu_count() or 1, MOST_WORKERS)
            target = Target(session.reports, password, receipts, session.tell, program_print(), partial(spread, workers=workers))
            publish(target, report, session.forms, self.progress, session.sources)
            if session.reports.resolve() == (session.folder / REPORTS).resolve():
                note_people(session.folder, report.to_note, self.as_of)
        return session.reports


def open_session(
    folder: str | Path,
    *,
    reports: str | Path | None = None,
    passwords: tuple[str, ...] = (),
    tell: Tell = str,
    clock: Callable[[], datetime] = datetime.now,
) -> Session:
    """Open a campaign folder; one without campaign.toml is read by the notice's own settings.

    ``reports``: where the reports go, else ``folder/reports``. ``passwords``: for locked workbooks. ``tell`` is given a Chinese sentence
    on what is waited for, or was done beside what was asked. ``clock`` gives the local time. Raises CampaignError, FormError or
    GrantsError: what is wrong in which file, and what to do.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise CampaignError(f"没有“{folder}”这个文件夹。")
    path, told = folder / CAMPAIGN, list[str]()

    def note(text: str) -> None:
        told.append(text)
        tell(text)

    is_bare = not path.exists()
    campaign = Campaign.of_notice() if is_bare else load_campaign(path, note)
    (forms, references), decisions = load_declared(folder / FORMS, campaign), read_decisions(folder)
    campaign = with_due_days(campaign, forms)
    if not is_bare:
        check_deadlines(path, campaign, forms)
    out = folder / REPORTS if reports is None else Path(reports)
    if reports is not None:
        refuse_reports_at(folder, out)
    return Session(
        folder=folder, campaign=campaign, forms=forms, references=references, decisions=decisions, is_bare=is_bare,
        reports=out, passwords=passwords, tell=tell, told=tuple(told), clock=clock,
    )  # fmt: skip
