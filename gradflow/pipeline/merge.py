"""Merging: accepted rows become the official sheets, rejected ones a list."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any

from gradflow.core.campaign import Campaign
from gradflow.core.cells import typed_text
from gradflow.core.findings import Finding, Severity
from gradflow.core.places import Location
from gradflow.core.records import Record, Submission
from gradflow.core.reports import Column, Merged, Receipt, Table
from gradflow.forms.loader import Form, Forms

SEQ_COLUMN, BRANCH_COLUMN = Column("序号", 6, "seq"), Column("党支部", 24, "branch")
UNKNOWN_BRANCH = "(未识别支部)"


def merge(forms: Forms, submissions: Sequence[Submission], campaign: Campaign) -> tuple[Merged, ...]:
    """The official sheets: accepted rows only; a form in rounds has its newest round first."""
    merged: list[Merged] = []
    for form in forms.values():
        rounds = sorted({s.round or 0 for s in submissions if s.form == form.key}, reverse=True) or [0]
        for place, number in enumerate(rounds):
            own = [s for s in submissions if s.form == form.key and (s.round or 0) == number]
            name = f"{form.spec.annex}汇总" + (f"(第{number}次)" if place and number else "(次数待核)" if place else "")
            table, origins = _merged(form, name, own, campaign)
            merged.append(Merged(form.key, number or None, table, origins))
    return tuple(merged)


def _merged(form: Form, name: str, submissions: Iterable[Submission], campaign: Campaign) -> tuple[Table, tuple[Location, ...]]:
    """One sheet, and where its rows were read: 党支部 after 序号, renumbered; rows in branch order, then in the branch's own order."""
    fields = [field for field in form.table.spec.fields if field.is_merged and field.key != "seq"]
    placed = [
        ((campaign.branch_order(submission.branch)[0], submission.file, submission.place_in_book, record.row), submission, record)
        for submission in submissions
        for record in submission.accepted()
    ]
    placed.sort(key=itemgetter(0))
    records = [record for _, _, record in placed]
    columns = [SEQ_COLUMN, BRANCH_COLUMN, *(Column(field.head, field.width, field.key) for field in fields)]
    cells = (_shown(form.table, field.key, records) for field in fields)
    branches = [submission.branch for _, submission, _ in placed]
    table = Table(name, tuple(columns), tuple(zip(range(1, len(records) + 1), branches, *cells, strict=True)))
    return table, tuple(submission.place(record, "name") for _, submission, record in placed)


def _shown(form: Form, key: str, records: Iterable[Record]) -> list[Any]:
    """The values of a column in their one spelling; as typed where one was not understood and the office lets it stand."""
    show = form.kinds[key].show
    return [
        typed_text(record.cells.get(key)) if key in record.unknown else None if (value := record.get(key)) is None else show(value)
        for record in records
    ]


REJECTED_COLUMNS = (
    Column("党支部", 22), Column("附件", 7), Column("文件", 24), Column("工作表", 10), Column("行号", 6),
    Column("姓名", 10), Column("问题", 44), Column("怎么改", 36), Column("原来填写的内容", 50),
)  # fmt: skip


def list_rejected(submissions: Sequence[Submission], forms: Forms, campaign: Campaign) -> Table:
    """Every row that is not merged, with its problems and all it held."""
    rows = []
    for submission in sorted(submissions, key=lambda s: (campaign.branch_order(s.branch), s.key)):
        by_row: dict[int | None, list[Finding]] = defaultdict(list)
        for row, findings in submission.findings_by_record().items():
            by_row[row] = [f for f in findings if f.is_error and (f.blocks or row is not None)]
        rejected = submission.rejected_rows()
        form = forms[submission.form]
        for record in submission.records:
            if record.row in rejected:
                told = [*by_row[None], *by_row[record.row]]
                rows.append((
                    submission.branch or UNKNOWN_BRANCH, form.spec.annex, submission.file, submission.sheet,
                    record.row, record.person,
                    "\n".join(dict.fromkeys(_sentence(finding) for finding in told)),
                    "\n".join(dict.fromkeys(finding.advice for finding in told)),
                    _typed(record, form),
                ))  # fmt: skip
    return Table("待更正", REJECTED_COLUMNS, tuple(rows))


def _sentence(finding: Finding) -> str:
    return f"{finding.label}: {finding.message}" if finding.label else finding.message


def _typed(record: Record, form: Form) -> str:
    pairs = ((field.label, typed_text(record.cells.get(field.key))) for field in form.spec.fields if field.is_merged)
    return "; ".join(f"{label}: {text}" for label, text in pairs if text)


def branch_statistics(receipts: Sequence[Receipt], findings: Iterable[Finding], campaign: Campaign) -> Table:
    """Figures per branch whose sums equal the whole: rows read = merged + to correct."""
    files: dict[str, set[str | None]] = defaultdict(set)
    sums: Counter[tuple[str, str]] = Counter()
    for one in receipts:
        name = one.branch or UNKNOWN_BRANCH
        files[name] |= {one.file} - {None}
        sums.update({(name, "read"): one.rows_read, (name, "accepted"): one.rows_accepted, (name, "rejected"): one.rows_rejected})
    told = Counter((finding.branch or UNKNOWN_BRANCH, finding.severity) for finding in findings)
    names = [b.name for b in campaign.branches]
    names += sorted({*files, *(branch for branch, _ in told)} - set(names))
    columns = (
        Column("党支部", 34), Column("报送文件", 9), Column("读到行数", 9), Column("已汇总", 9), Column("待更正", 9),
        Column("必须改", 9), Column("改或说明", 9),
    )  # fmt: skip
    rows = []
    for name in names:
        figures = [sums[name, what] for what in ("read", "accepted", "rejected")]
        weights = [told[name, severity] for severity in (Severity.ERROR, Severity.WARNING)]
        rows.append((name, len(files[name]), *figures, *weights))
    return Table("各支部情况", columns, tuple(rows))
