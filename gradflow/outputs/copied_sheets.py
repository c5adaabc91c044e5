"""The sheets of a returned copy: the official layout written anew, with what was typed, marked where it is wrong."""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from gradflow.model.cells import column_letters
from gradflow.model.copies import ADDED, Memory, memory_lines
from gradflow.model.findings import SETTLED, Finding, FindingState, Severity, weightiest_first
from gradflow.model.forms import in_round
from gradflow.model.records import Record, Submission
from gradflow.outputs.branch_workbooks import Common
from gradflow.pipeline.grouping import grouped
from gradflow.pipeline.reconcile import remember
from gradflow.reading.workbooks import photo_of
from gradflow.rules.registry import catalogue
from gradflow.rules.sheets import SEVERAL_BRANCHES
from gradflow.writing.books import Book, sheet_names
from gradflow.writing.cards import CardLayout, card_spots, write_card
from gradflow.writing.rosters import COPY_COLUMNS, CellMark, Layout, Row, first_row, write_roster
from gradflow.writing.tables import FILLS

Spot = Callable[[int, str], tuple[int, int]]
"""Of the first row of a record and one of its fields: the row and column in the copy."""
Lines = Mapping[int, tuple[int, str]]
"""id() of a finding -> the number of its line on 退回说明, and the digest of what that says."""


@dataclass(frozen=True)
class Copied:
    """One sheet of a copy: the records it holds, and where their fields came to stand (0-based)."""

    submission: Submission
    sheet: str
    records: tuple[Record, ...]
    spot: Spot
    has_sheet_findings: bool = True
    """Whether findings on the sheet as a whole are told with this one."""

    @cached_property
    def _owners(self) -> dict[int | None, Record]:
        """Row of the workbook before -> the record on this sheet that stood there."""
        return {row: record for record in self.records for row in record.rows}

    @cached_property
    def _known(self) -> frozenset[int]:
        """All rows that belong to somebody, on this sheet of the copy or another."""
        return frozenset(row for record in self.submission.records for row in record.rows)

    def holds(self, row: int | None) -> bool:
        """Whether what stands in a row of the workbook before, or concerns its sheet as a whole, is told on this sheet."""
        return row in self._owners or (self.has_sheet_findings and row not in self._known)

    def findings(self) -> Iterator[Finding]:
        """The findings told on this sheet."""
        return (finding for finding in self.submission.findings if self.holds(finding.where.row))

    def link(self, row: int | None, field: str | None) -> str:
        """Where a field of that row came to stand in the copy; nothing for the sheet as a whole."""
        record = self._owners.get(row)
        if record is None:
            return ""
        line, column = self.spot(record.row, field or "")
        return f"'{self.sheet}'!{column_letters(column + 1)}{line + 1}"

    def memory(self, lines: Lines) -> list[tuple[str, ...]]:
        """The hidden lines that tell where the sheet comes from and what it was returned for."""
        told = set()
        for finding in self.findings():
            if finding.severity is not Severity.INFO or finding.state is FindingState.GRANTED:
                number, look = lines.get(id(finding), (0, ""))
                told.add(dataclasses.replace(remember(finding, self._owners.get(finding.where.row)), line=number, look=look))
        told |= {unclear for unclear in self.submission.memory.findings if self.holds(unclear.row or None)}
        sources = (self.submission.source, *self.submission.memory.sources, *self.submission.settles)
        return memory_lines(self.sheet, Memory(sources, frozenset(told), len(self.records)))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A sheet to write: the people on it, and on cards what is told of somebody who is missing."""

    submission: Submission
    name: str
    records: tuple[Record, ...] = ()
    missing: tuple[Finding, ...] = ()


def write_copies(book: Book, submissions: Sequence[Submission], common: Common) -> list[Copied]:
    """Write the sheets of one copy: a sheet a roster, a sheet a card."""
    wanted = [one for submission in submissions for one in _wanted(submission, common, is_alone=len(submissions) == 1)]
    names = sheet_names([one.name for one in wanted])
    copied: list[Copied] = []
    for one, name in zip(wanted, names, strict=True):
        is_first = all(other.submission is not one.submission for other in copied)
        if common.is_of_cards(one.submission):
            spot = _write_card(book, one, name, common, is_first=is_first)
        else:
            spot = _write_roster(book, one.submission, one.records, name, common)
        copied.append(Copied(one.submission, name, one.records, spot, has_sheet_findings=is_first))
    return copied


def _wanted(submission: Submission, common: Common, *, is_alone: bool) -> Iterator[_Wanted]:
    """The sheets of one submission; beside others its name tells the round, which the workbook's mark can tell of one only."""
    annex = in_round(common.forms[submission.form].spec.annex, None if is_alone else submission.round)
    if not common.is_of_cards(submission):
        yield _Wanted(submission, annex, submission.records)
        return
    if not submission.records:
        yield _Wanted(submission, annex)
    for record in submission.records:
        yield _Wanted(submission, record.person or annex, (record,))
    for missing in missing_people(submission):
        yield _Wanted(submission, missing[0].person or annex, missing=tuple(missing))


def missing_people(submission: Submission) -> list[list[Finding]]:
    """What is told of everybody who is to get a row to fill in; namesakes, of whom the same is told, get one each."""
    checks = catalogue()
    found: dict[tuple[str, int], list[Finding]] = defaultdict(list)
    counts: Counter[tuple[str, str]] = Counter()
    for finding in submission.findings:
        if (check := checks.get(finding.code)) and check.adds_row and finding.person and finding.severity is not Severity.INFO:
            counts[finding.code, finding.person] += 1
            found[finding.person, counts[finding.code, finding.person]].append(finding)
    return list(found.values())


def _added(number: int, missing: Sequence[Finding]) -> Row:
    told = "\n".join(_told(finding) for finding in missing)
    reply = next((finding.reply for finding in missing if finding.reply), None)
    is_answerable = any(finding.is_answerable for finding in missing)
    return Row({"seq": number, "name": missing[0].person}, beside=(told, reply, ADDED), is_answerable=is_answerable)


def _title(submission: Submission, common: Common) -> str:
    return submission.title or common.forms[submission.form].spec.titled(common.campaign.college, common.campaign.cohort)


def _named(line: str, submission: Submission) -> str:
    """A line above the table as typed, with the branch by its name."""
    is_respelt = submission.branch and submission.written_branch and submission.branch not in line
    return line.replace(submission.written_branch, submission.branch, 1) if is_respelt else line


def _write_roster(book: Book, submission: Submission, records: Sequence[Record], name: str, common: Common) -> Spot:
    form = common.forms[submission.form].table
    found = submission.findings_by_record()
    rows = [_row(record, _worth_telling(found.get(record.row, ())), submission.doubtful) for record in records]
    rows += [_added(number, missing) for number, missing in enumerate(missing_people(submission), start=len(rows) + 1)]
    added = tuple((head, 16.0) for _, head in submission.extra_heads)
    is_mixed = any(finding.code == SEVERAL_BRANCHES.code for finding in submission.findings)
    branch = "" if is_mixed else submission.branch or submission.written_branch
    typed = () if is_mixed else tuple(_named(line, submission) for line in submission.lines)
    write_roster(book, form, Layout(name, _title(submission, common), branch, rows, COPY_COLUMNS + added, typed))
    lines = {record.row: number for number, record in enumerate(records, start=first_row(form))}
    columns = {one.key: column for column, one in enumerate(form.spec.fields)}
    return lambda row, field: (lines[row], columns.get(field, 0))


def _write_card(book: Book, wanted: _Wanted, name: str, common: Common, *, is_first: bool) -> Spot:
    """Write one card, with its photo, the problems beside it, those of its sheet with them, and added labels below."""
    submission = wanted.submission
    form = common.forms[submission.form]
    record = wanted.records[0] if wanted.records else Record(1, {})
    found = submission.findings_by_record()
    added_for = {id(finding) for missing in missing_people(submission) for finding in missing}
    of_sheet = [finding for finding in found.get(None, ()) if is_first and id(finding) not in added_for]
    told = [*_worth_telling(of_sheet), *_worth_telling(found.get(record.row, ()))]
    row = _added(1, wanted.missing) if wanted.missing else _row(record, told, ())
    photo = b""
    if record.picture and record.picture.entry:
        photo = photo_of(common.sources, submission.file, record.picture.entry)
    added = [(head, value) for (_, head), value in zip(submission.extra_heads, record.extras, strict=False) if value is not None]
    spots = card_spots(form)
    by_field = grouped((f.field if f.field in spots else "", _told(f)) for f in (wanted.missing or told))
    problems = {key: "\n".join(lines) for key, lines in by_field.items()}
    sheet = write_card(book, form, CardLayout(name, _title(submission, common), row, problems, added, photo))
    if is_open := [finding for finding in (*wanted.missing, *told) if finding.is_open]:  # so that it is seen among many
        sheet.set_tab_color(FILLS[weightiest_first(is_open)[0].severity])
    return lambda _, field: spots.get(field, (0, 0))


def _worth_telling(findings: Iterable[Finding]) -> list[Finding]:
    """What the branch reads, the weightiest first."""
    return weightiest_first(finding for finding in findings if finding.severity is not Severity.INFO or finding.state in SETTLED)


def _row(record: Record, findings: Sequence[Finding], doubtful: Sequence[str]) -> Row:
    """One record of the copy; fields that two columns claimed stay empty, for the branch to decide."""
    by_field = grouped((finding.field, finding) for finding in findings if finding.field)
    marks = {key: _cell_mark(found) for key, found in by_field.items()}
    told = "\n".join(_told(finding) for finding in findings)
    cells = {key: None if key in doubtful else raw for key, raw in record.cells.items()} if doubtful else record.cells
    is_answerable = any(finding.is_answerable for finding in findings)
    return Row(cells, marks, (told or None, record.reason or None, record.row, *record.extras), is_answerable=is_answerable)


def _cell_mark(findings: Sequence[Finding]) -> CellMark:
    """The mark of a cell: by what is open; in a quiet look where everything is settled."""
    is_open = [finding for finding in findings if finding.is_open]
    gravest = min((finding.severity for finding in is_open), key=lambda severity: severity.rank, default=None)
    lines = (f"{_level(f)}{f.message}" + (f"\n怎么改：{f.advice}" if f.is_open else f"\n{f.reason}") for f in is_open or findings)
    return CellMark(gravest, "\n".join(lines))


def _told(finding: Finding) -> str:
    place = f"（原{finding.where.cell}）" if finding.where.cell else ""
    label = f"{finding.label}{place}：" if finding.label else ""
    if not finding.is_open:
        return f"{_level(finding)}{label}{finding.message}"
    note = f"（{finding.note}）" if finding.note else ""
    return f"{_level(finding)}{label}{finding.message}。怎么改：{finding.advice}{note}"


def _level(finding: Finding) -> str:
    """【必须改】, with how it stands since the last time; or that it is settled."""
    if finding.state in SETTLED:
        return f"【{finding.state.label}】"
    since = "" if finding.state is FindingState.NEW else f"·{finding.state.label}"
    return f"【{finding.severity.label}{since}】"
