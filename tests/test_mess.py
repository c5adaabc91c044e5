"""Every kind of mess of real workbooks, made, read and told (the table in docs/乱象.md is made of these)."""

from pathlib import Path

import pytest
from mess import Mess, all_cases, outcome, verdict_of

CASES = all_cases()


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_mess(tmp_path: Path, case: Mess) -> None:
    report = outcome(case, tmp_path)
    told = [(f.severity.value, f.code, f.where.cell or f.where.row, f.message) for f in report.findings]
    assert verdict_of(report) == case.verdict, told
    counts = report.counts
    assert counts["rows_read"] == counts["rows_accepted"] + counts["rows_rejected"]
    if case.verdict != "退回":
        assert counts["rows_read"] == (1 if case.rows is None else case.rows), told
    elif case.rows is not None:
        assert counts["rows_read"] == case.rows, told


def test_no_kind_is_left_out() -> None:
    assert {case.number for case in CASES} == set(range(1, 66))


def test_each_case_has_a_name_of_its_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES)
