"""Merging: accepted rows become the official sheets, rejected ones a list. The one room for pandas."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from gradflow.core.campaign import Campaign
from gradflow.core.cells import typed_text
from gradflow.core.findings import Finding, Severity
from gradflow.core.records import Record, Submission
from gradflow.core.reports import Column, Receipt, Table
from gradflow.forms.loader import Form, Forms

BRANCH_COLUMN = Column("党支部", 24, "branch")
ORDER = ["_branch", "_file", "_sheet", "_row"]
UNKNOWN_BRANCH = "(未识别支部)"
STATUS = "member_status"
STATUS_COUNTS = (("full", "正式党员"), ("probationary", "预备党员"))


def merge(form: Form, submissions: Sequence[Submission], campaign: Campaign) -> Table:
    """The official sheet of one form: accepted rows only, 党支部 after 序号, renumbered.

    Rows stand in branch order, then in the branch's own order.
    """
    keys = [field.key for field in form.spec.fields]
    rows = [
        {
            "_branch": campaign.branch_order(submission.branch)[0],
            "_file": submission.file,
            "_sheet": submission.sheet,
            "_row": record.row,
            "branch": submission.branch,
            **{key: form.show(key, record.get(key)) for key in keys},
        }
        for submission in submissions
        if submission.form == form.key
        for record in _accepted(submission)
    ]
    frame = pd.DataFrame(rows, columns=[*ORDER, "branch", *keys], dtype=object)
    frame = frame.sort_values(ORDER, kind="stable", ignore_index=True)
    first = keys[0] == "seq"
    order = ["seq", "branch", *keys[1:]] if first else ["branch", *keys]
    frame = frame.assign(seq=range(1, len(frame) + 1)) if first else frame
    heads = {field.key: Column(field.head, field.width, field.key) for field in form.spec.fields}
    columns = [heads.get(key, BRANCH_COLUMN) for key in order]
    return Table(f"{form.spec.annex}汇总", tuple(columns), _tuples(frame[order]))


def _accepted(submission: Submission) -> Iterable[Record]:
    rejected = submission.rejected_rows()
    return (record for record in submission.records if record.row not in rejected)


def _tuples(frame: pd.DataFrame) -> tuple[tuple[Any, ...], ...]:
    return tuple(frame.itertuples(index=False, name=None))


REJECTED_COLUMNS = (
    Column("党支部", 22), Column("附件", 7), Column("文件", 24), Column("工作表", 10), Column("行号", 6),
    Column("姓名", 10), Column("问题", 44), Column("怎么改", 36), Column("原来填写的内容", 50),
)  # fmt: skip


def list_rejected(submissions: Sequence[Submission], forms: Forms, campaign: Campaign) -> Table:
    """Every row that is not merged, with its problems and all it held."""
    rows = []
    for submission in sorted(submissions, key=lambda s: (campaign.branch_order(s.branch), s.file, s.sheet)):
        by_row: dict[int | None, list[Finding]] = defaultdict(list)
        for finding in submission.findings:
            if finding.is_error:
                by_row[finding.where.row].append(finding)
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
    pairs = ((field.label, typed_text(record.cells.get(field.key))) for field in form.spec.fields)
    return "; ".join(f"{label}: {text}" for label, text in pairs if text)


def branch_statistics(
    receipts: Sequence[Receipt], submissions: Sequence[Submission], findings: Iterable[Finding], campaign: Campaign, forms: Forms
) -> Table:
    """Figures per branch whose sums equal the whole: rows read = merged + to correct."""
    frame = pd.DataFrame(
        [(r.branch or UNKNOWN_BRANCH, r.file, r.rows_read, r.rows_accepted, r.rows_rejected) for r in receipts],
        columns=["branch", "file", "read", "accepted", "rejected"],
    )
    totals = {"file": "nunique", "read": "sum", "accepted": "sum", "rejected": "sum"}
    sums = frame.groupby("branch", sort=False).agg(totals)
    figures = dict(zip(sums.index, sums.to_numpy().tolist(), strict=True))
    counted = next((key for key, form in forms.items() if form.spec.field(STATUS)), "")
    status = Counter((s.branch or UNKNOWN_BRANCH, record.get(STATUS)) for s in submissions if s.form == counted for record in _accepted(s))
    told = Counter((finding.branch or UNKNOWN_BRANCH, finding.severity) for finding in findings)
    names = [b.name for b in campaign.branches]
    names += sorted({*figures, *(branch for branch, _ in told)} - set(names))
    columns = (
        Column("党支部", 34), Column("报送文件", 9), Column("读到人数", 9), Column("已汇总", 9), Column("待更正", 9),
        *(Column(word, 9) for _, word in STATUS_COUNTS), Column("必须改", 9), Column("改或说明", 9),
    )  # fmt: skip
    rows = []
    for name in names:
        own = figures.get(name, [0, 0, 0, 0])
        counts = [status[name, code] for code, _ in STATUS_COUNTS]
        weights = [told[name, severity] for severity in (Severity.ERROR, Severity.WARNING)]
        rows.append((name, *map(int, own), *map(int, counts), *map(int, weights)))
    return Table("各支部情况", columns, tuple(rows))
