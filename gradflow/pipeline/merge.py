"""Merging: accepted rows become the official sheets, rejected ones a list. The one room for pandas."""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from gradflow.core.campaign import Campaign
from gradflow.core.cells import typed_text
from gradflow.core.findings import Finding, Severity
from gradflow.core.records import Record, Submission
from gradflow.core.reports import Column, Merged, Receipt, Table
from gradflow.forms.loader import Form, Forms

SEQ_COLUMN, BRANCH_COLUMN = Column("序号", 6, "seq"), Column("党支部", 24, "branch")
ORDER = ["_branch", "_file", "_sheet", "_row"]
UNKNOWN_BRANCH = "(未识别支部)"


def merge(forms: Forms, submissions: Sequence[Submission], campaign: Campaign) -> tuple[Merged, ...]:
    """The official sheets: accepted rows only; a form in rounds has its newest round first."""
    merged: list[Merged] = []
    for form in forms.values():
        rounds = sorted({s.round or 0 for s in submissions if s.form == form.key}, reverse=True) or [0]
        for place, number in enumerate(rounds):
            own = [s for s in submissions if s.form == form.key and (s.round or 0) == number]
            one = _merged(form, own, campaign)
            name = f"{form.spec.annex}汇总" + (f"(第{number}次)" if place and number else "(次数待核)" if place else "")
            merged.append(dataclasses.replace(one, round=number or None, table=dataclasses.replace(one.table, name=name)))
    return tuple(merged)


def _merged(form: Form, submissions: Iterable[Submission], campaign: Campaign) -> Merged:
    """One sheet: 党支部 after 序号, renumbered; rows in branch order, then in the branch's own order."""
    fields = [field for field in form.table.spec.fields if field.is_merged and field.key != "seq"]
    keys = [field.key for field in fields]
    rows = [
        {
            "_branch": campaign.branch_order(submission.branch)[0],
            "_file": submission.file,
            "_sheet": submission.place_in_book,
            "_row": record.row,
            "_origin": submission.place(record, "name"),
            "branch": submission.branch,
            **{key: _shown(form, record, key) for key in keys},
        }
        for submission in submissions
        for record in submission.accepted()
    ]
    frame = pd.DataFrame(rows, columns=[*ORDER, "_origin", "branch", *keys], dtype=object)
    frame = frame.sort_values(ORDER, kind="stable", ignore_index=True)
    frame = frame.assign(seq=range(1, len(frame) + 1))
    columns = [SEQ_COLUMN, BRANCH_COLUMN, *(Column(field.head, field.width, field.key) for field in fields)]
    table = Table("", tuple(columns), _tuples(frame[["seq", "branch", *keys]]))
    return Merged(form.key, None, table, tuple(frame["_origin"]))


def _shown(form: Form, record: Record, key: str) -> Any:
    """The value in its one spelling; as typed where it was not understood and the office lets it stand."""
    return typed_text(record.cells.get(key)) if key in record.unknown else form.show(key, record.get(key))


def _tuples(frame: pd.DataFrame) -> tuple[tuple[Any, ...], ...]:
    return tuple(frame.itertuples(index=False, name=None))


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
    frame = pd.DataFrame(
        [(r.branch or UNKNOWN_BRANCH, r.file, r.rows_read, r.rows_accepted, r.rows_rejected) for r in receipts],
        columns=["branch", "file", "read", "accepted", "rejected"],
    )
    totals = {"file": "nunique", "read": "sum", "accepted": "sum", "rejected": "sum"}
    sums = frame.groupby("branch", sort=False).agg(totals)
    figures = dict(zip(sums.index, sums.to_numpy().tolist(), strict=True))
    told = Counter((finding.branch or UNKNOWN_BRANCH, finding.severity) for finding in findings)
    names = [b.name for b in campaign.branches]
    names += sorted({*figures, *(branch for branch, _ in told)} - set(names))
    columns = (
        Column("党支部", 34), Column("报送文件", 9), Column("读到行数", 9), Column("已汇总", 9), Column("待更正", 9),
        Column("必须改", 9), Column("改或说明", 9),
    )  # fmt: skip
    rows = []
    for name in names:
        own = figures.get(name, [0, 0, 0, 0])
        weights = [told[name, severity] for severity in (Severity.ERROR, Severity.WARNING)]
        rows.append((name, *map(int, own), *map(int, weights)))
    return Table("各支部情况", columns, tuple(rows))
