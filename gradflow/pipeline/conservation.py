"""No row is lost: rows read = rows in 附件N汇总 + rows in 待更正, counted twice and compared (contract §4.2)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from gradflow.core.reports import Receipt, Report
from gradflow.core.views import BranchRows
from gradflow.forms.loader import Forms


@dataclass(frozen=True, slots=True)
class Sum:
    """Rows as the submissions have them, and as the sheets do."""

    name: str
    """Of a branch, or the key of a form; empty for none, and for all together."""
    files: int
    read: int
    accepted: int
    rejected: int
    in_merged: int
    """Rows of the official sheets."""
    in_rejected: int
    """Rows of 待更正."""
    errors: int = 0
    warnings: int = 0

    @property
    def agrees(self) -> bool:
        """Whether read = accepted + rejected, and both sheets have as many rows."""
        found = (self.accepted + self.rejected, self.in_merged, self.in_rejected)
        return found == (self.read, self.accepted, self.rejected)


def by_branch(report: Report) -> tuple[list[Sum], Sum]:
    """The figures of every branch, and of all together."""
    merged = Counter(branch for one in report.merged for branch in one.branches)
    rejected = Counter(row.branch for row in report.rejected)
    sums = [_of_branch(one, merged[one.branch], rejected[one.branch]) for one in report.branches]
    return sums, _total(sums, report)


def _of_branch(one: BranchRows, merged: int, rejected: int) -> Sum:
    return Sum(one.branch, one.files, one.read, one.accepted, one.rejected, merged, rejected, one.errors, one.warnings)


def by_form(report: Report, forms: Forms) -> tuple[list[Sum], Sum]:
    """The same, form by form; files that hold no form are summed too."""
    receipts: dict[str, list[Receipt]] = defaultdict(list)
    for receipt in report.receipts:
        receipts[receipt.form or ""].append(receipt)
    merged: Counter[str] = Counter()
    for one in report.merged:
        merged[one.form] += len(one.rows)
    rejected = Counter(row.form for row in report.rejected)
    found = (_of_form(key, receipts[key], merged[key], rejected[key]) for key in (*forms, ""))
    sums = [one for one in found if one.name or one.files]
    return sums, _total(sums, report)


def _of_form(key: str, receipts: Sequence[Receipt], merged: int, rejected: int) -> Sum:
    rows = (sum(r.rows_read for r in receipts), sum(r.rows_accepted for r in receipts), sum(r.rows_rejected for r in receipts))
    return Sum(key, len({r.file for r in receipts if r.file}), *rows, merged, rejected)


def _total(sums: Sequence[Sum], report: Report) -> Sum:
    """All together; what stands in a sheet counts even where no line has it."""
    return Sum(
        "", report.counts["files"], sum(one.read for one in sums), sum(one.accepted for one in sums), sum(one.rejected for one in sums),
        sum(len(one.rows) for one in report.merged), len(report.rejected), sum(one.errors for one in sums), sum(one.warnings for one in sums),
    )  # fmt: skip
