"""No row is lost: rows read = rows in 附件N汇总 + rows in 待更正, counted twice and compared (contract §4.2)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from gradflow.core.reports import Column, Report, Table
from gradflow.forms.loader import Forms
from gradflow.pipeline.merge import BRANCH_COLUMN, UNKNOWN_BRANCH

AGREES, DIFFERS = "相符", "不相符"
BRANCH_PLACE, ANNEX_PLACE = 0, 1
"""Where 待更正 names the branch and the form."""
UNKNOWN_FORM = "(不是报送的表)"


def by_branch(report: Report) -> Table:
    """The figures of every branch, a total, and whether the sheets hold as many rows."""
    table = report.branches or Table("", (), ())
    merged = Counter(row[_branch_place(one.table)] or UNKNOWN_BRANCH for one in report.merged for row in one.table.rows)
    rejected = Counter(row[BRANCH_PLACE] for row in report.rejected.rows) if report.rejected else Counter()
    rows = [(*line, _verdict(line[2:5], merged[line[0]], rejected[line[0]])) for line in table.rows]
    sums = [sum(line[place] for line in table.rows) for place in range(2, len(table.columns))]
    rows.append(("合计", report.counts["files"], *sums, _verdict(sums[:3], merged.total(), rejected.total())))
    return Table(table.name, (*table.columns, Column("核对", 9)), tuple(rows))


def by_form(report: Report, forms: Forms) -> Table:
    """The same, form by form; files that hold no form have a line too."""
    files: dict[str, set[str]] = defaultdict(set)
    figures: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for receipt in report.receipts:
        if receipt.file:
            files[receipt.form or ""].add(receipt.file)
        for place, count in enumerate((receipt.rows_read, receipt.rows_accepted, receipt.rows_rejected)):
            figures[receipt.form or ""][place] += count
    merged: Counter[str] = Counter()
    for one in report.merged:
        merged[one.form] += len(one.table.rows)
    rejected = Counter(row[ANNEX_PLACE] for row in report.rejected.rows) if report.rejected else Counter()
    rows: list[tuple[Any, ...]] = [_form_line(forms[key].spec.annex, files[key], figures[key], merged[key], rejected) for key in forms]
    if files[""]:
        rows.append((UNKNOWN_FORM, len(files[""]), *figures[""], 0, 0, _verdict(figures[""], 0, 0)))
    sums = [sum(row[place] for row in rows) for place in range(2, 7)]
    rows.append(("合计", report.counts["files"], *sums, _verdict(sums[:3], sums[3], sums[4])))
    heads = ("报送文件", "读到行数", "已汇总", "待更正", "汇总表行数", "待更正行数", "核对")
    return Table("各附件情况", (Column("附件", 34), *(Column(head, 9) for head in heads)), tuple(rows))


def _form_line(annex: str, files: set[str], figures: Sequence[int], merged: int, rejected: Mapping[str, int]) -> tuple[object, ...]:
    told = rejected.get(annex, 0)
    return (annex, len(files), *figures, merged, told, _verdict(figures, merged, told))


def _branch_place(table: Table) -> int:
    return next(place for place, column in enumerate(table.columns) if column.field == BRANCH_COLUMN.field)


def _verdict(figures: Sequence[int], merged: int, rejected: int) -> str:
    """Whether read = accepted + rejected, and both sheets have as many rows."""
    read, accepted, refused = figures
    return AGREES if (accepted + refused, merged, rejected) == (read, accepted, refused) else DIFFERS
