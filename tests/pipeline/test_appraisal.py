"""What branches may be appraised by, with figures worked out by hand, and what the ledger has to know for it."""

import contextlib
import sqlite3
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from support import (
    GOOD,
    GOOD_VISIT,
    SECOND,
    campaign_folder,
    context,
    findings_json,
    gradflow,
    report,
    returned_copies,
    roster,
    visits,
    workbook,
    write_xlsx,
)

from gradflow.app.campaign_file import CampaignError, load_campaign
from gradflow.app.new_campaign import STARTER
from gradflow.model.campaign import Weights
from gradflow.model.reports import SubmissionState, SubmissionStatus, Timeliness
from gradflow.model.views import Appraisal, Landing, Measure, Shortfall, Statistic, Tally
from gradflow.outputs.consolidated import formula
from gradflow.pipeline.figures import appraise
from gradflow.store.ledger import known_returned, note_returned

CLEAN, RETURNED, NIL, GONE, NEVER = (
    SubmissionState.CLEAN, SubmissionState.RETURNED, SubmissionState.NIL, SubmissionState.SUPERSEDED, SubmissionState.MISSING,
)  # fmt: skip
ON_TIME, LATE, MISSING = Timeliness
FULL = {**dict.fromkeys(Statistic, 0), **dict.fromkeys(Landing, 0)}


def came(form: str, state: SubmissionState, timeliness: Timeliness | None, day: int = 20, *, was: bool = False) -> SubmissionStatus:
    """A receipt of 甲支部 for a form due on 24 June; ``附件3`` and a digit is a round."""
    key, number = ("follow_up", int(form[-1])) if form.startswith("附件3") else (form, None)
    file = None if state is NEVER else f"{form}.xlsx"
    return SubmissionStatus(
        file, "Sheet1", key, "甲支部", number, None, date(2023, 6, 24), timeliness, state,
        first_at=datetime(2023, 6, day) if file else None, was_returned=was,
    )  # fmt: skip


def appraised(
    *receipts: SubmissionStatus, counts: dict[Any, int] | None = None, more: tuple[Measure, ...] = (), **weights: float
) -> Appraisal:
    """甲支部, by its receipts, the upward report's figures and the measures of other forms."""
    tallies = [Tally("甲支部", FULL | (counts or {})), Tally("乙支部", FULL)]
    found = appraise(receipts, (), (), tallies, context(appraisal=weights).campaign, {"甲支部": more} if more else {})
    return next(iter(found))


@pytest.mark.parametrize(
    ("receipts", "timely", "passed"),  # due, on time, late, days late, missing; never returned, handed in
    [
        ((), (0, 0, 0, 0, 0), (0, 0)),
        ((came("a", CLEAN, ON_TIME),), (1, 1, 0, 0, 0), (1, 1)),
        ((came("a", CLEAN, LATE, 27), came("b", CLEAN, LATE, 26)), (2, 0, 2, 5, 0), (2, 2)),
        ((came("a", RETURNED, ON_TIME, was=True), came("b", NEVER, MISSING)), (2, 1, 0, 0, 1), (0, 1)),
        ((came("a", CLEAN, ON_TIME, was=True),), (1, 1, 0, 0, 0), (0, 1)),
        ((came("附件3第1", CLEAN, ON_TIME), came("附件3第2", NEVER, MISSING)), (2, 1, 0, 0, 1), (1, 1)),
        ((came("a", CLEAN, ON_TIME), came("a", GONE, ON_TIME)), (1, 1, 0, 0, 0), (1, 1)),  # a form counts once
        ((came("a", CLEAN, LATE, 26), came("a", CLEAN, LATE, 26), came("a", GONE, LATE, 26)), (1, 0, 1, 2, 0), (1, 1)),
        ((came("a", NIL, ON_TIME),), (1, 1, 0, 0, 0), (1, 1)),  # nobody, and nothing else is asked for
        ((came("a", CLEAN, None),), (0, 0, 0, 0, 0), (1, 1)),  # no deadline: not due
        ((came("附件3第2", SubmissionState.EARLY, None),), (0, 0, 0, 0, 0), (0, 0)),
    ],
)
def test_forms(receipts: tuple[SubmissionStatus, ...], timely: tuple[int, ...], passed: tuple[int, int]) -> None:
    found = appraised(*receipts)
    told = found.shortfalls
    assert (found.due, found.on_time, told[Shortfall.LATE], found.days_late, told[Shortfall.MISSING]) == timely
    assert (found.measures[0].key, found.measures[0].part, found.measures[0].whole) == ("first_pass", *passed)
    assert told[Shortfall.RETURNED] == passed[1] - passed[0]


def test_transfers_are_those_of_the_upward_report() -> None:
    found = appraised(counts={Statistic.TO_LEAVE: 10, Landing.LANDED: 6, Statistic.RECEIPT_BACK: 5, Landing.NOT_ASKED: 3, Landing.KEPT: 2})
    assert [(one.key, one.part, one.whole) for one in found.measures[1:]] == [("landed", 6, 10), ("receipts", 5, 6), ("asked", 7, 10)]
    assert [found.shortfalls[one] for one in (Shortfall.NOT_LANDED, Shortfall.NO_RECEIPT, Shortfall.NOT_ASKED)] == [4, 1, 3]


LATE_AND_MISSING = (came("a", RETURNED, LATE, 27, was=True), came("b", NEVER, MISSING), came("c", NEVER, MISSING))
STEPS = (Measure("member_file.signed_for_on", "档案签收率", 5, 8), Measure("activities", "活动", 3, 4))


@pytest.mark.parametrize(
    ("weights", "score", "told"),
    [
        ({}, 95.0, "得分 = 100 − 逾期×1 − 未交×2 − 没有转入也没有说明×1，最低0分。"),
        ({"late": 0.5}, 95.5, "得分 = 100 − 逾期×0.5 − 未交×2 − 没有转入也没有说明×1，最低0分。"),
        ({"missing": 60}, 0.0, "得分 = 100 − 逾期×1 − 未交×60 − 没有转入也没有说明×1，最低0分。"),
        ({"undone": 0.1}, 94.6, "得分 = 100 − 逾期×1 − 未交×2 − 没有转入也没有说明×1 − 其他各项没有办到×0.1，最低0分。"),
        ({"late": 0, "missing": 0, "no_reason": 0}, 100.0, "得分 = 100。"),
        ({"returned": 3}, 92.0, "得分 = 100 − 逾期×1 − 未交×2 − 退回过×3 − 没有转入也没有说明×1，最低0分。"),
    ],
)
def test_the_score_and_its_formula(weights: dict[str, float], score: float, told: str) -> None:
    found = appraised(*LATE_AND_MISSING, more=STEPS, **weights)
    assert found.score == score
    assert found.shortfalls[Shortfall.UNDONE] == 4  # 3 files, 1 activity
    assert found.measures[-2:] == STEPS
    assert formula(report(ctx=context(appraisal=weights))) == told


def test_every_weight_is_of_a_shortfall() -> None:
    assert [*Weights.model_fields] == [one.value for one in Shortfall]
    explained = STARTER.split("# [appraisal]\n")[1].split("\n\n")[0].replace("# ", "", 1).replace("\n# ", "\n")
    assert tomllib.loads(explained) == Weights().model_dump()


def test_problems_and_people_of_a_run() -> None:
    """李强 is neither landed nor explained (R325); 王芳 has the other sex in 附件2 (R301)."""
    waiting = {**GOOD_VISIT, "name": "李强", "landed_org": "无", "landed_on": "无", "receipt": None, "not_landed_reason": "无"}
    found = report(
        workbook("附件2.xlsx", roster([{**GOOD, "sex": "女"}, SECOND])), workbook("附件3第一次.xlsx", visits([GOOD_VISIT, waiting]))
    )
    one, nobody = found.appraisals
    codes = [finding.code for finding in found.findings if finding.is_error]
    assert codes.count("R325") == 1 and "R301" in codes
    assert {what: one.shortfalls[what] for what in (Shortfall.NO_REASON, Shortfall.OPEN)} == {Shortfall.NO_REASON: 1, Shortfall.OPEN: 2}
    assert one.shortfalls[Shortfall.ERRORS] == len(codes)
    assert one.shortfalls[Shortfall.UNEXPLAINED] == sum(f.is_open and not f.is_error for f in found.findings)
    assert one.score == 99.0
    assert nobody.shortfalls == {**dict.fromkeys(Shortfall, 0), Shortfall.MISSING: 1} and nobody.score == 98.0


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("lat = 1", "campaign.toml 第8行: appraisal.lat: 不认识这个键"),
        ("late = -1", "campaign.toml 第8行: appraisal.late: 数太小"),
        ("late = inf", "campaign.toml 第8行: appraisal.late: 数太大"),
        ('late = "多"', "campaign.toml 第8行: appraisal.late: 应是数"),
    ],
)
def test_a_wrong_weight_is_named_with_its_line(tmp_path: Path, lines: str, told: str) -> None:
    folder = campaign_folder(tmp_path / "c", more=f"[appraisal]\n{lines}")
    with pytest.raises(CampaignError) as error:
        load_campaign(folder / "campaign.toml")
    assert str(error.value).startswith(told)


WRONG = {**GOOD, "sex": "女"}
OTHER = {**GOOD, "name": "赵敏", "id_number": "320584200005120032", "phone": "13961234581"}


def first_passes(folder: Path, day: str) -> list[tuple[int, int]]:
    """Of each branch: forms never returned, and handed in."""
    gradflow("validate", folder, "--as-of", day)
    measures = [one["measures"][0] for one in findings_json(folder)["appraisal"]["branches"]]
    return [(one["part"], one["whole"]) for one in measures]


def test_who_corrects_the_file_in_its_place_has_been_returned(folder: Path) -> None:
    write_xlsx(folder / "inbox" / "附件2.xlsx", roster([GOOD]))
    write_xlsx(folder / "inbox" / "乙.xlsx", roster([{**OTHER, "sex": "女"}], "乙支部"))
    assert first_passes(folder, "2023-06-21") == [(1, 1), (0, 1)]
    write_xlsx(folder / "inbox" / "乙.xlsx", roster([OTHER], "乙支部"))
    assert first_passes(folder, "2023-06-21") == [(1, 1), (0, 1)]
    assert first_passes(folder, "2023-06-22") == [(1, 1), (0, 1)]
    assert first_passes(folder, "2023-06-20") == [(1, 1), (1, 1)], "nothing had been returned that day"
    (folder / ".gradflow" / "ledger.sqlite").unlink()
    assert first_passes(folder, "2023-06-22") == [(1, 1), (1, 1)]


def test_who_sends_a_newer_one_of_their_own_accord_has_not_been_returned(folder: Path) -> None:
    write_xlsx(folder / "inbox" / "附件2.xlsx", roster([GOOD]))
    assert first_passes(folder, "2023-06-21")[0] == (1, 1)
    write_xlsx(folder / "inbox" / "附件2.xlsx", roster([GOOD, OTHER]))
    assert first_passes(folder, "2023-06-22")[0] == (1, 1)


def test_what_the_office_lets_stand_was_no_fault(folder: Path) -> None:
    write_xlsx(folder / "inbox" / "附件2.xlsx", roster([WRONG]))
    assert first_passes(folder, "2023-06-21")[0] == (0, 1)
    with (folder / "campaign.toml").open("a", encoding="utf-8") as file:
        file.write('[rules]\nR301 = "off"\n')
    assert first_passes(folder, "2023-06-22")[0] == (1, 1)


def test_a_corrected_copy_tells_without_the_ledger(folder: Path) -> None:
    """Of 附件2, which it was written for, and not of 附件3, which only stood in the same workbook."""
    write_xlsx(folder / "inbox" / "都在.xlsx", roster([WRONG]), visits([GOOD_VISIT]))
    assert first_passes(folder, "2023-07-25")[0] == (1, 2)
    copy = returned_copies(folder)[0]
    corrected(copy, folder / "inbox" / "改.xlsx")
    (folder / ".gradflow" / "ledger.sqlite").unlink()
    assert first_passes(folder, "2023-07-25")[0] == (1, 2)
    assert sorted(one["state"] for one in findings_json(folder)["submissions"] if one["file"]) == [*["clean"] * 2, *["superseded"] * 2]


def corrected(copy: Path, target: Path) -> None:
    """The returned copy with 男 for 女."""
    book = openpyxl.load_workbook(copy)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == "女" and sheet.sheet_state == "visible"]
    for cell in cells:
        cell.value = "男"
    book.save(target)


def test_a_second_round_that_answers_the_first_leaves_it_returned(folder: Path) -> None:
    write_xlsx(folder / "inbox" / "附件2.xlsx", roster([GOOD]))
    write_xlsx(folder / "inbox" / "附件3第一次.xlsx", visits([{**GOOD_VISIT, "landed_on": None}]))
    assert first_passes(folder, "2023-07-25")[0] == (1, 2)
    write_xlsx(folder / "inbox" / "附件3第二次.xlsx", visits([GOOD_VISIT]))
    assert first_passes(folder, "2023-09-25")[0] == (2, 3)


def test_the_ledger_keeps_the_first_day_and_reads_older_ledgers(tmp_path: Path) -> None:
    slot = ("甲支部", "follow_up", 2)
    note_returned(tmp_path, [(*slot, "a")], date(2023, 7, 2))
    note_returned(tmp_path, [(*slot, "a"), ("甲支部", "transfer_out", None, "b")], date(2023, 7, 3))
    note_returned(tmp_path, [(*slot, "a")], date(2023, 7, 1))
    assert known_returned(tmp_path) == {(*slot, "a"): date(2023, 7, 1), ("甲支部", "transfer_out", None, "b"): date(2023, 7, 3)}
    path = tmp_path / ".gradflow" / "ledger.sqlite"
    before = path.read_bytes()
    note_returned(tmp_path, [(*slot, "a")], date(2023, 7, 9))
    assert path.read_bytes() == before
    with contextlib.closing(sqlite3.connect(path)) as ledger:
        ledger.execute("DROP TABLE returned")  # as version 3 left it
        ledger.execute("PRAGMA user_version = 3")
    assert known_returned(tmp_path) == {}
    note_returned(tmp_path, [(*slot, "a")], date(2023, 7, 9))
    assert known_returned(tmp_path) == {(*slot, "a"): date(2023, 7, 9)}
