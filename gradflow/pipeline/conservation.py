"""No row is lost: rows read = rows in 附件N汇总 + rows in 待更正, counted twice and compared (contract §4.2)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from gradflow.core.findings import Severity
from gradflow.core.reports import Receipt, Report


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


def by_branch(report: Report) -> list[Sum]:
    """The figures of every branch, those nobody registered last."""
    receipts = _grouped((r.branch, r) for r in report.receipts)
    merged = Counter(branch for one in report.merged for branch in one.branches)
    rejected = Counter(row.branch for row in report.rejected)
    errors: Counter[str] = Counter()
    warnings: Counter[str] = Counter()
    for finding in report.findings:
        errors[finding.branch] += finding.is_error
        warnings[finding.branch] += finding.severity is Severity.WARNING
    names = [branch.name for branch in report.campaign.branches]
    names += sorted({*receipts, *errors} - set(names))
    return [_sum(name, receipts[name], merged[name], rejected[name], errors[name], warnings[name]) for name in names]


def by_form(report: Report, forms: Iterable[str]) -> list[Sum]:
    """The same, form by form; files that hold no form are summed too."""
    receipts = _grouped((r.form, r) for r in report.receipts)
    merged: Counter[str] = Counter()
    for one in report.merged:
        merged[one.form] += len(one.rows)
    rejected = Counter(row.form for row in report.rejected)
    found = [_sum(key, receipts[key], merged[key], rejected[key]) for key in (*forms, "")]
    return [one for one in found if one.name or one.files]


def in_all(sums: Sequence[Sum], report: Report) -> Sum:
    """All together; what stands in a sheet counts even where no line has it."""
    errors, warnings = sum(one.errors for one in sums), sum(one.warnings for one in sums)
    merged = sum(len(one.rows) for one in report.merged)
    found = _sum("", report.receipts, merged, len(report.rejected), errors, warnings)
    return replace(found, files=report.counts["files"])


def _grouped(named: Iterable[tuple[str | None, Receipt]]) -> dict[str, list[Receipt]]:
    found: dict[str, list[Receipt]] = defaultdict(list)
    for name, receipt in named:
        found[name or ""].append(receipt)
    return found


def _sum(name: str, receipts: Sequence[Receipt], merged: int, rejected: int, errors: int = 0, warnings: int = 0) -> Sum:
    rows = (sum(r.rows_read for r in receipts), sum(r.rows_accepted for r in receipts), sum(r.rows_rejected for r in receipts))
    return Sum(name, len({r.file for r in receipts if r.file}), *rows, merged, rejected, errors, warnings)
