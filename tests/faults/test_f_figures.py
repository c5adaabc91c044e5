"""Figures: each is counted once, from merged rows, and is the same wherever it stands; nothing is open before it is due (faults F1, F2, F5, F6, F7)."""

import dataclasses
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from conftest import Validated
from support import (
    CARD,
    FORMS,
    GOOD,
    GOOD_CARD,
    GOOD_VISIT,
    campaign_folder,
    context,
    merged_of,
    report,
    roster,
    shown,
    visits,
    workbook,
    write_xlsx,
)  # fmt: skip

from gradflow.app.summary import summary_lines
from gradflow.cli.status import status_lines
from gradflow.model.campaign import Branch
from gradflow.model.cells import Workbook
from gradflow.model.folding import is_same_spelt_otherwise
from gradflow.model.records import Context
from gradflow.model.reports import Report
from gradflow.model.views import Counted, Landing, Statistic
from gradflow.outputs.consolidated import changes_table, register_table
from gradflow.outputs.html_page import page
from gradflow.outputs.reminders import reminders
from gradflow.outputs.words import cell_text, item_text, milestone_text
from gradflow.pipeline.progress import headline, progress_of

DAY = date(2023, 7, 25)


def on(day: date, **more: object) -> Context:
    return dataclasses.replace(context(**more), as_of=day)


def column(made: Report, head: str) -> list[object]:
    """What 人员总表 says under a head."""
    table = register_table(made, FORMS)
    place = next(n for n, one in enumerate(table.columns) if one.head == head)
    return [row[place] for row in table.rows]


def total(made: Report, what: Counted) -> int:
    return sum(one.of(what) for one in made.statistics)


ROLL = (GOOD, {**GOOD, "name": "李强", "id_number": "320584200005120032", "phone": "13961234581"})
BACK = {**GOOD_VISIT, "name": "李强"}


# F1 -------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "what", "expected"),
    [
        ({"member_status": "预备党员", "landed_org": "恒力集团有限公司"}, Statistic.PROBATIONARY, 0),
        ({"member_status": "预备党员", "landed_org": "恒力集团有限公司"}, Statistic.FULL, 2),
        ({"member_status": "预备党员", "landed_on": "2023年7月"}, Statistic.PROBATIONARY, 0),
        ({"landed_org": "恒力集团有限公司"}, Landing.LANDED, 1),
        ({"landed_org": "恒力集团有限公司"}, Landing.TO_CHECK, 1),
        ({"destination_type": "保留在校", "landed_org": None, "landed_on": "2023年7月", "not_landed_reason": "保留"}, Landing.KEPT, 0),
        ({"destination_type": "已去世", "landed_org": None, "landed_on": "2023年7月", "not_landed_reason": "病故"}, Landing.ENDED, 0),
        ({"landed_org": None, "landed_on": None, "receipt": None, "not_landed_reason": None}, Landing.OPEN, 0),
    ],
)  # fmt: skip
def test_f1_a_rejected_follow_up_row_counts_nowhere(wrong: Mapping[str, object], what: Counted, expected: int) -> None:
    made = report(workbook("附件2.xlsx", roster(ROLL)), workbook("附件3第一次.xlsx", visits([GOOD_VISIT, {**BACK, **wrong}])))
    assert len(merged_of(made, "follow_up").rows) == 1
    assert total(made, what) == expected


@pytest.mark.parametrize(
    ("wrong", "what", "waiting"),
    [
        ({"member_status": "党员"}, Statistic.FULL, Statistic.STATUS_UNSURE),
        ({"sex": "女"}, Statistic.FEMALE, Statistic.SEX_UNSURE),
        ({"ethnicity": "回族", "age": 99}, Statistic.MINORITY, Statistic.ETHNICITY_UNSURE),
    ],
)  # fmt: skip
def test_f1_a_rejected_roster_row_counts_nowhere(wrong: Mapping[str, object], what: Statistic, waiting: Statistic) -> None:
    made = report(workbook("附件2.xlsx", roster([GOOD, {**ROLL[1], **wrong}])))
    assert total(made, Statistic.GRADUATES) == 2
    assert (total(made, what), total(made, waiting)) == (1 if what is Statistic.FULL else 0, 1)
    assert column(made, "党员身份") == ["正式党员", "待核"]
    assert column(made, "身份证号码") == [GOOD["id_number"], "待核"]


def test_f1_a_rejected_card_gives_no_joining_day() -> None:
    lines = [
        [cell for one in line for cell in (one.head, {**GOOD_CARD, "born_in": "2001.5"}.get(one.key))] for line in CARD.spec.card_lines()
    ]
    card = workbook("附件1-甲支部.xlsx", [[CARD.spec.titled("苏州信息职业技术学院", 2023)], *lines])
    made = report(workbook("附件2.xlsx", roster([GOOD])), card)
    assert [f.code for f in made.findings if f.is_error] and column(made, "入党时间") == ["待核"]


def test_f1_every_figure_is_a_count_of_the_register() -> None:
    rows = [GOOD_VISIT, {**BACK, "landed_org": "恒力集团", "member_status": "预备党员"}]
    people = [{**GOOD, "member_status": "党员"}, ROLL[1]]
    made = report(workbook("附件2.xlsx", roster(people)), workbook("附件3第一次.xlsx", visits(rows)))
    status = Counter(column(made, "党员身份"))
    found = [total(made, what) for what in (Statistic.FULL, Statistic.PROBATIONARY, Statistic.STATUS_UNSURE)]
    assert found == [status["正式党员"], status["预备党员"], status["待核"]]


# F2 -------------------------------------------------------------------------------------------------------------------------


def figures_of(text: str) -> dict[str, int]:
    """Words and the number behind them: 必须改 42 处."""
    found: dict[str, int] = {}
    for word, number in re.findall(r"([一-龥]+) (\d+)(?= [份行处人]|\b)", text):
        found.setdefault(word, int(number))
    return found


def overview(book: openpyxl.Workbook) -> dict[str, object]:
    found: dict[str, object] = {}
    for row in book["总览"].iter_rows(max_col=2, values_only=True):
        if row[1] is not None:
            found.setdefault(str(row[0]).strip(), row[1])
    return found


@pytest.mark.parametrize("day", ["2023-06-20", "2023-07-25", "2023-09-25"])
def test_f2_one_figure_is_the_same_everywhere(example: Callable[[str], Validated], day: str) -> None:
    run = example(day)
    folder, out = run.folder, run.screen
    screen = figures_of(out)
    status = figures_of(shown("status", folder, "--as-of", day).out)
    sheet = overview(openpyxl.load_workbook(folder / "reports" / "汇总.xlsx"))
    html = (folder / "reports" / "report.html").read_text("utf-8")
    told = {key: int(number) for key, number in re.findall(r'data-figure="(\w+)">(\d+)<', html)}
    counts = json.loads((folder / "reports" / "findings.json").read_text("utf-8"))
    words = {
        "errors": ("必须改", "必须改"), "warnings": ("改或说明", "改或说明"), "files": ("收到", "收到的文件"), "rows_read": ("读到", "读到的行(附件1每张卡算一行)"),
        "rows_accepted": ("已汇总", "其中已进入汇总表"), "rows_rejected": ("待更正", "其中待更正"),
    }  # fmt: skip
    for key, (word, line) in words.items():
        assert counts["counts"][key] == screen[word] == sheet[line], key
        assert told.get(key, counts["counts"][key]) == counts["counts"][key], key
    for word, line in (("已办结", "其中已办结"), ("没有办完的", "其中没有办完"), ("还没到期", "其中还没到期，现在不用办")):
        assert screen.get(word, 0) == status.get(word, 0) == sheet[line], word
    assert screen["各表对上后共"] == status["共"] == sheet["人员(各表对上后)"] == told["people"]
    assert told["people"] == sum(int(str(sheet[line])) for line in ("其中已办结", "其中没有办完", "其中还没到期，现在不用办"))
    assert told["missing"] == sheet["未交(每个支部每份表)"] == sum(s["timeliness"] == "missing" for s in counts["submissions"])
    assert told["late"] == sheet["逾期交来(每个支部每份表)"]
    assert told["changes"] == screen["自动更正"] == sheet["自动更正"] == len(counts["changes"])
    assert status["必须改"] == screen["必须改"]


def tables(sheet: openpyxl.worksheet.worksheet.Worksheet, head: str) -> list[dict[str, object]]:
    """The blocks of 总览 that have that head, row by row."""
    rows = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    found: list[dict[str, object]] = []
    for number, row in enumerate(rows):
        if head in row:
            for line in rows[number + 1 :]:
                if len(line) < 2:
                    break
                found.append(dict(zip(map(str, row), line, strict=False)))
    return found


@pytest.mark.parametrize("day", ["2023-07-25", "2023-09-25"])
def test_f2_parts_of_one_sheet_sum_up(example: Callable[[str], Validated], day: str) -> None:
    folder = example(day).folder
    sheet = openpyxl.load_workbook(folder / "reports" / "汇总.xlsx")["总览"]
    (whole,) = [line for line in tables(sheet, "应转出") if line.get("党支部") == "合计"]
    branches = [line for line in tables(sheet, "不转出") if "转入待核" in line]
    for head in ("已转入", "未转入", "未回访", "转入待核"):
        assert sum(int(str(line[head])) for line in branches) == whole[head], head
    assert whole["应转出"] == sum(int(str(whole[head])) for head in ("已转入", "未转入", "未回访", "转入待核"))
    assert whole["应转出"] == sum(int(str(whole[head])) for head in ("省内", "省外", "省份待核"))
    share = overview(openpyxl.load_workbook(folder / "reports" / "汇总.xlsx"))["转入率(已转入/应转出)"]
    assert str(share).startswith(f"{whole['已转入']}/{whole['应转出']}=")
    assert sum(int(str(line["人数"])) for line in tables(sheet, "原因")) == whole["未转入"]


# F5 -------------------------------------------------------------------------------------------------------------------------

SPELLINGS = (
    ("2026.7.1", "2026-07-01"), ("2026年7月1日", "2026-07-01"), ("2026/07/01", "2026-07-01"), ("20260701", "2026-07-01"), ("2026-7-1 00:00:00", "2026-07-01"),
    ("2026. 7. 1", "2026-07-01"), ("２０２６．７．１", "2026-07-01"), ("2001.4", "2001-04"), ("2001年4月", "2001-04"), ("王 芳", "王芳"), ("王　芳", "王芳"),
    ("汉", "汉族"), ("22岁", "22"), ("２２", "22"), ("（男）", "男"), ("ａ１", "a1"), ("11010519491231002x", "11010519491231002X"), ("139 1234 5678", "13912345678"),
    ("139-1234-5678", "13912345678"), ("139.1234.5678", "13912345678"), ("阿依古丽•买买提", "阿依古丽·买买提"), ("139/0512", "139、0512"), ("A@QQ.COM", "a@qq.com"),
    ("昆山市委组织部", "中共昆山市委组织部"), ("昆山 市委组织部", "中共昆山市委组织部"), ("中共预备党员", "预备党员"),
)  # fmt: skip
MEANINGS = (
    ("26.7.1", "2026-07-01"), ("2026.1.11", "2026-11-01"), ("46204", "2026-07-01"), ("2001.4.5", "2001-04"), ("22", "21"), ("同上", "汉族"), ("(合并单元格)", "汉族"),
    ("√", "是"), ("男性", "男"), ("/", ""), ("无", ""), ("2.2", "22"), ("党员", "正式党员"), ("中共党员", "正式党员"), ("中共", ""), ("吴江市委组织部", "中共苏州市吴江区委组织部"), ("2.女", "女"),
    ("2026.7.1下午", "2026-07-01"), ("2026.7.1-7.3", "2026-07-01"), ("+8613912345678", "13912345678"), ("王芳", "王苏"), ("2026.7.1 10:30", "2026-07-01"),
)  # fmt: skip


@pytest.mark.parametrize(("before", "after"), SPELLINGS)
def test_f5_only_spelt_otherwise(before: str, after: str) -> None:
    assert is_same_spelt_otherwise(before, after)


@pytest.mark.parametrize(("before", "after"), MEANINGS)
def test_f5_more_than_spelling(before: str, after: str) -> None:
    assert not is_same_spelt_otherwise(before, after)


def test_f5_spelling_is_summed_up_behind_what_changes_meaning() -> None:
    people = [{**GOOD, "name": "王 芳", "ethnicity": "汉"}, {**ROLL[1], "ethnicity": "同上", "member_status": "正式"}]
    days = [{**GOOD_VISIT, "landed_on": "2023.7.10"}, {**BACK, "landed_on": "2023.7.11", "receipt": "√"}]
    made = report(workbook("附件2.xlsx", roster(people)), workbook("附件3第一次.xlsx", visits(days)))
    rows = changes_table(made, FORMS).rows
    assert sum(row[1] for row in rows) == len(made.changes) == headline(made).changes
    kinds = [row[0] for row in rows]
    assert kinds == sorted(kinds, key=["内容", "只改写法"].index)
    summed = {(row[3], row[7]): (row[1], row[8], row[9]) for row in rows if row[0] == "只改写法"}
    assert summed["附件3", "转入时间"] == (2, "如 2023.7.10", "2023-07-10")
    assert {row[7] for row in rows if row[0] == "内容"} >= {"预备党员/正式党员", "回执是否反馈"}
    assert headline(made).respelt + headline(made).reworded == headline(made).changes


# F6 -------------------------------------------------------------------------------------------------------------------------


def card_of() -> Workbook:
    lines = [[cell for one in line for cell in (one.head, GOOD_CARD.get(one.key))] for line in CARD.spec.card_lines()]
    return workbook("附件1-甲支部.xlsx", [[CARD.spec.titled("苏州信息职业技术学院", 2023)], *lines])


def opened(made: Report) -> list[tuple[str, ...]]:
    return [tuple(item_text(item, FORMS) for item in one.open) for one in made.person_statuses]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2023, 6, 20), ()), (date(2023, 6, 24), ()), (date(2023, 6, 25), ("没有附件1",)), (date(2023, 7, 25), ("没有附件1",)),
        (date(2023, 7, 26), ("没有附件1", "附件3第1次没有交", "还没有回访")),
    ],
)  # fmt: skip
def test_f6_nothing_is_open_before_it_is_due(day: date, expected: tuple[str, ...]) -> None:
    made = report(workbook("附件2.xlsx", roster(ROLL)), ctx=on(day))
    assert opened(made) == [expected, expected]
    head = headline(made)
    assert (head.done, head.open, head.waiting) == ((0, 0, 2) if not expected else (0, 2, 0))
    told = column(made, "还没有办完的")
    assert "已办结" not in told
    text = "\n".join(status_lines(made, progress_of(made, FORMS, on(day)), FORMS))
    assert ("还没有回访" in text) == (day > date(2023, 7, 25)) and ("王芳" in text) == bool(expected)


WAITS = {**GOOD_VISIT, "landed_org": None, "landed_on": None, "receipt": "否"}


@pytest.mark.parametrize(
    ("visit", "day", "is_open"),
    [
        ({**WAITS, "not_landed_reason": "9月到校报到后转入"}, date(2023, 7, 24), False),
        ({**WAITS, "not_landed_reason": "9月到校报到后转入"}, date(2023, 8, 24), False),
        ({**WAITS, "not_landed_reason": "等待对方审核"}, date(2023, 9, 25), False),
        ({**WAITS, "not_landed_reason": "等待对方审核"}, date(2023, 9, 26), True),
        ({**GOOD_VISIT, "receipt": "否"}, date(2023, 8, 9), False),
        ({**GOOD_VISIT, "receipt": "否"}, date(2023, 8, 10), True),
        (GOOD_VISIT, date(2023, 9, 26), False),
        (GOOD_VISIT, date(2024, 1, 10), False),
        ({**WAITS, "destination_type": "保留在校", "not_landed_reason": "未就业，申请保留"}, date(2023, 9, 26), False),
    ],
)  # fmt: skip
def test_f6_people_are_open_when_a_day_is_over_and_not_before(*, visit: Mapping[str, object], day: date, is_open: bool) -> None:
    """Landing is due with the last round, a receipt a month after; a late round keeps nobody open who has landed."""
    made = report(workbook("附件2.xlsx", roster([GOOD])), workbook("附件3第一次.xlsx", visits([visit])), card_of(), ctx=on(day))
    head, progress = headline(made), progress_of(made, FORMS, on(day))
    assert (head.open, head.done + head.waiting) == ((1, 0) if is_open else (0, 1))
    assert ("王芳：" in "\n".join(status_lines(made, progress, FORMS))) == is_open
    text = reminders(made, progress, FORMS).get("甲支部", "")
    assert ("王芳" in text) == (is_open or day == date(2023, 9, 25))
    assert ("补交附件3第2次" in text) == (day > date(2023, 9, 25))
    assert (made.person_statuses[0].open == ()) == (not is_open)


def test_f6_who_has_landed_is_done_although_a_round_is_to_come() -> None:
    made = report(workbook("附件2.xlsx", roster([GOOD])), workbook("附件3第一次.xlsx", visits([GOOD_VISIT])), card_of())
    assert (headline(made).done, headline(made).open, headline(made).waiting) == (1, 0, 0)


def test_f6_cards_are_counted_of_those_the_office_knows() -> None:
    ctx = on(date(2023, 6, 20), branches=(Branch(name="甲支部", members=11), Branch(name="乙支部")))
    cells = progress_of(report(ctx=ctx), FORMS, ctx).cells
    assert [cell_text(cells[name]["registration_card", None]) for name in ("甲支部", "乙支部")] == ["0/11", ""]
    listed = progress_of(report(workbook("附件2.xlsx", roster(ROLL)), ctx=ctx), FORMS, ctx).cells
    assert cell_text(listed["甲支部"]["registration_card", None]) == "0/11"
    more = on(date(2023, 6, 20), branches=(Branch(name="甲支部", members=1), Branch(name="乙支部")))
    listed = progress_of(report(workbook("附件2.xlsx", roster(ROLL)), ctx=more), FORMS, more).cells
    assert cell_text(listed["甲支部"]["registration_card", None]) == "0/2"


# F7 -------------------------------------------------------------------------------------------------------------------------

NIL = roster([{"name": "无"}], branch="乙支部")
JUNE = on(date(2023, 6, 20))
WHOLE = [{**GOOD, "remark": "恒力集团有限公司"}]


def told_everywhere(made: Report, ctx: Context, tmp_path: Path) -> str:
    """The milestone as the screen tells it; it stands in the page too."""
    text = "\n".join(summary_lines(made, FORMS, tmp_path))
    progress = progress_of(made, FORMS, ctx)
    for one in made.milestones:
        told = milestone_text(one, FORMS)
        assert told in text and told in page(made, FORMS, progress)
        assert told in status_lines(made, progress, FORMS)
    return text


def second_branch(person: Mapping[str, object] = ROLL[1]) -> list[list[object]]:
    return roster([person], branch="乙支部")  # type: ignore[list-item, return-value]


def test_f7_a_complete_form_says_so_and_what_comes_next(tmp_path: Path) -> None:
    made = report(workbook("附件2甲.xlsx", roster(WHOLE)), workbook("附件2乙.xlsx", second_branch()), ctx=JUNE)
    text = told_everywhere(made, JUNE, tmp_path)
    assert "附件2 2个支部已收齐，2人全部汇总，可以上报。下一步：" in text
    assert "运行 gradflow letters 开介绍信" in text and "运行 gradflow template 附件3 --round 1 写出" in text
    assert "现在没有要办的" not in text


def test_f7_nil_reports_count() -> None:
    made = report(workbook("附件2甲.xlsx", roster(WHOLE)), workbook("附件2乙.xlsx", NIL), ctx=JUNE)
    assert [milestone_text(one, FORMS).partition("下一步")[0] for one in made.milestones] == [
        "附件2 2个支部（1个零报告）已收齐，1人全部汇总，可以上报。"
    ]


def test_f7_warnings_that_nobody_explained_are_named() -> None:
    made = report(
        workbook("附件2甲.xlsx", roster(WHOLE)),
        workbook("附件2乙.xlsx", second_branch({**ROLL[1], "address": "江苏省昆山市人民路1号"})),
        ctx=JUNE,
    )
    if any(f.is_error for f in made.findings):
        pytest.fail("the case is to have warnings only")
    assert len(made.milestones) == 1 and "没有说明，核实后再上报" in milestone_text(made.milestones[0], FORMS)


@pytest.mark.parametrize("second", [None, {**ROLL[1], "sex": "女"}])
def test_f7_no_milestone_while_a_branch_or_a_row_is_missing(second: Mapping[str, object] | None) -> None:
    books = [workbook("附件2甲.xlsx", roster(WHOLE)), *([workbook("附件2乙.xlsx", second_branch(second))] if second else [])]
    assert report(*books, ctx=JUNE).milestones == ()


def test_f7_none_where_nobody_knows_how_many_branches_there_are() -> None:
    ctx = on(date(2023, 6, 20), branches=())
    assert report(workbook("附件2甲.xlsx", roster(WHOLE)), ctx=ctx).milestones == ()


def test_f7_the_round_after_a_round_and_no_step_that_has_begun() -> None:
    rolls = (workbook("附件2甲.xlsx", roster(WHOLE)), workbook("附件2乙.xlsx", NIL))
    made = report(*rolls, workbook("附件3第一次.xlsx", visits([GOOD_VISIT])))
    (listed, visited) = made.milestones
    assert not listed.has_next_step and milestone_text(visited, FORMS).startswith("附件3第1次 2个支部（1个零报告）已收齐，1人")
    assert "--round 2" in milestone_text(visited, FORMS)


def test_f7_overview_says_it_before_all_figures(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c", branches=("甲支部",))
    write_xlsx(folder / "inbox" / "附件2.xlsx", roster(WHOLE))
    shown("validate", folder, "--as-of", "2023-06-20")
    lines = [row[0] for row in openpyxl.load_workbook(folder / "reports" / "汇总.xlsx")["总览"].iter_rows(max_row=4, values_only=True)]
    assert any("附件2 1个支部已收齐" in str(line) for line in lines)
