"""回访任务: what each situation asks for and by when; the sheet, the branches' files and findings.json say the same."""

import dataclasses
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from random import Random

import openpyxl
import pytest
from samples import sample
from support import (
    BRANCHES,
    CARD,
    FORM,
    FORMS,
    GOOD,
    GOOD_CARD,
    GOOD_VISIT,
    campaign_folder,
    context,
    findings_json,
    report,
    roster,
    run_campaign,
    shown,
    visits,
    workbook,
    write_xlsx,
)

from gradflow.model.cells import Workbook
from gradflow.model.records import Context
from gradflow.model.reports import Report
from gradflow.model.views import Situation
from gradflow.outputs.branch_folders import BranchFolders
from gradflow.outputs.next_steps import task_sheets, tasks_table
from gradflow.outputs.reminders import reminders
from gradflow.pipeline.progress import progress_of
from gradflow.rules.next_steps import next_step_words

EARLY, JULY, AUGUST, END, OCTOBER, JANUARY = (
    date(2023, 7, 12), date(2023, 7, 20), date(2023, 8, 10), date(2023, 9, 28), date(2023, 9, 29), date(2024, 1, 8),
)  # fmt: skip
LETTER, REOPEN, SOON = date(2023, 9, 28), date(2023, 12, 29), date(2023, 7, 25)
"""90 days and six months after 30 June; three working days after Thursday, 20 July."""
WAITS = {**GOOD_VISIT, "landed_org": None, "landed_on": None, "receipt": "否", "not_landed_reason": "等待对方审核"}
KEPT = {**WAITS, "destination_type": "保留在校", "not_landed_reason": "未就业，申请保留"}
ABROAD = {**WAITS, "destination_type": "出国（境）", "not_landed_reason": "赴日本留学，已申请保留"}
PROBATION = {"member_status": "预备党员"}


def because(reason: str, **more: object) -> Mapping[str, object]:
    return {**WAITS, "not_landed_reason": reason, **more}


def on(day: date, **more: object) -> Context:
    return dataclasses.replace(context(**more), as_of=day)


def card(**more: object) -> Workbook:
    held = {**GOOD_CARD, **more}
    lines = [[cell for one in line for cell in (one.head, held.get(one.key))] for line in CARD.spec.card_lines()]
    return workbook("附件1-甲支部.xlsx", [[CARD.spec.titled("苏州信息职业技术学院", 2023)], *lines])


def steps(
    day: date, visit: Mapping[str, object] | None, *more: Workbook, listed: Mapping[str, object] = GOOD
) -> list[tuple[str, date | None]]:
    sheets = [workbook("附件2.xlsx", roster([listed])), *more]
    if visit:
        sheets.append(workbook("附件3第一次.xlsx", visits([visit])))
    return [(step.situation, step.day) for task in report(*sheets, ctx=on(day)).tasks for step in task.steps]


SITUATIONS = {
    "nobody was asked yet": (JULY, None, {}, "not_asked", date(2023, 7, 25)),
    "nobody was asked in time": (AUGUST, None, {}, "not_asked", date(2023, 7, 25)),
    "out of touch": (JULY, because("联系不上本人"), {}, "lost", SOON),
    "out of touch, told in the contact": (JULY, {**WAITS, "follow_up_contact": "电话停机"}, {}, "lost", SOON),
    "out of touch before anybody was asked": (JULY, None, {"remark": "失联"}, "lost", SOON),
    "only the receiving office cannot be reached": (JULY, because("接收单位电话打不通"), {}, "not_landed", LETTER),
    "another employer": (JULY, because("单位变更，要重新发起转接到太仓"), {}, "moved", LETTER),
    "landed elsewhere than the letter says": (AUGUST, {**GOOD_VISIT, "landed_org": "中共常熟市虞山街道工作委员会"}, {}, "moved", LETTER),
    "another employer, the letter expired": (OCTOBER, because("换了单位"), {}, "moved", REOPEN),
    "sent back by the system": (JULY, because("系统退回，信息不全"), {}, "hard_to_place", LETTER),
    "refused": (JULY, because("对方不接收"), {}, "hard_to_place", LETTER),
    "open on the last day of the letter": (END, WAITS, {}, "not_landed", LETTER),
    "open after the letter": (OCTOBER, WAITS, {}, "hard_to_place", REOPEN),
    "open after all": (JANUARY, WAITS, {}, "hard_to_place", REOPEN),
    "to be corrected first": (EARLY, {**GOOD_VISIT, "landed_on": None}, {}, "to_check", date(2023, 7, 25)),
    "to be corrected first, whatever else the row says": (EARLY, because("联系不上本人", landed_on="2023-07-10"), {}, "to_check", date(2023, 7, 25)),
    "to be corrected, the day over": (AUGUST, {**GOOD_VISIT, "landed_on": None}, {}, "to_check", date(2023, 8, 15)),
    "kept, half a year after the last contact": (AUGUST, KEPT, {}, "kept", date(2024, 1, 15)),
    "kept, nobody contacted": (AUGUST, {**KEPT, "follow_up_contact": None}, {}, "kept", date(2023, 12, 30)),
    "kept, days that cannot be": (AUGUST, {**KEPT, "follow_up_contact": "电话 2022.7.20；微信 2023.9.9"}, {}, "kept", date(2023, 12, 30)),
    "out of touch by a row to be corrected": (JULY, None, {"remark": "失联", "id_number": "1"}, "not_asked", date(2023, 7, 25)),
    "probationary by a row to be corrected": (JULY, None, {**PROBATION, "id_number": "1"}, "not_asked", date(2023, 7, 25)),
    "kept, the two years over first": (date(2025, 7, 1), {**KEPT, "follow_up_contact": "电话 2025.3.1"}, {}, "kept", date(2025, 6, 30)),
    "abroad, the two years do not count": (date(2025, 7, 1), {**ABROAD, "follow_up_contact": "电话 2025.3.1"}, {}, "abroad", date(2025, 9, 1)),
    "landed, the second round to come": (AUGUST, GOOD_VISIT, {}, "landed", date(2023, 9, 25)),
}  # fmt: skip


@pytest.mark.parametrize(("day", "visit", "listed", "situation", "due_on"), SITUATIONS.values(), ids=SITUATIONS)
def test_each_situation_has_its_step_and_its_day(
    day: date, visit: Mapping[str, object] | None, listed: Mapping[str, object], situation: str, due_on: date
) -> None:
    assert steps(day, visit, listed={**GOOD, **listed}) == [(situation, due_on)]


def test_nobody_is_called_for_nothing() -> None:
    """Who died or left the Party; who landed and stands in the last round; who is not on any sheet of the follow-up that there is."""
    gone = {**WAITS, "destination_type": "已去世或已出党", "not_landed_reason": "病故"}
    assert steps(AUGUST, {**gone, **PROBATION}, listed={**GOOD, **PROBATION}) == []
    assert steps(OCTOBER, GOOD_VISIT, workbook("附件3第二次.xlsx", visits([GOOD_VISIT]))) == []
    unasked = report(
        workbook("附件2.xlsx", roster([GOOD])), ctx=on(JULY, deadlines=[{"form": "transfer_out", "due_on": date(2023, 6, 24)}])
    )
    assert unasked.tasks == ()


def test_a_landing_elsewhere_that_nobody_has_to_settle_is_no_reason() -> None:
    sheets = [
        workbook("附件2.xlsx", roster([GOOD])),
        workbook("附件3第一次.xlsx", visits([{**GOOD_VISIT, "landed_org": "中共常熟市虞山街道工作委员会"}])),
    ]
    for rules, situation in (({}, "moved"), ({"X612": "info"}, "landed"), ({"X612": "off"}, "landed")):
        assert [task.steps[0].situation for task in report(*sheets, ctx=on(AUGUST, rules=rules)).tasks] == [situation]


PROBATIONS = {
    "landed": (AUGUST, {**GOOD_VISIT, **PROBATION}, [card(joined_on="2022-12-06")], [("probationary", date(2023, 12, 6)), ("landed", date(2023, 9, 25))]),
    "over": (AUGUST, {**GOOD_VISIT, **PROBATION}, [card(joined_on="2022-07-26")], [("probationary", date(2023, 7, 26)), ("landed", date(2023, 9, 25))]),
    "not landed": (JULY, {**WAITS, **PROBATION}, [card(joined_on="2022-12-06")], [("not_landed", LETTER), ("probationary", date(2023, 12, 6))]),
    "no card": (AUGUST, {**KEPT, **PROBATION}, [], [("probationary", None), ("kept", date(2024, 1, 15))]),
    "no card, not asked": (JULY, None, [], [("not_asked", date(2023, 7, 25)), ("probationary", None)]),
    "out of touch": (JULY, {**because("联系不上本人"), **PROBATION}, [card(joined_on="2022-12-06")], [("lost", SOON)]),
    "full by now": (AUGUST, GOOD_VISIT, [card(joined_on="2022-07-10")], [("landed", date(2023, 9, 25))]),
}  # fmt: skip


@pytest.mark.parametrize(("day", "visit", "cards", "expected"), PROBATIONS.values(), ids=PROBATIONS)
def test_a_probationary_member_is_reminded_landed_or_not(
    day: date, visit: Mapping[str, object] | None, cards: list[Workbook], expected: list[tuple[str, date | None]]
) -> None:
    assert steps(day, visit, *cards, listed={**GOOD, **PROBATION}) == expected


REASONS = {
    "单位变了": "moved",
    "去向有变": "moved",
    "单位没有变": "not_landed", "工作单位有变动": "moved", "换工作了，要转到昆山": "moved", "已离职，准备回原籍": "moved", "改派到太仓": "moved", "转入地变为常熟": "moved",
    "需重新发起转接": "moved", "变更单位": "moved",
    "单位没有变化，等待审核": "not_landed", "无单位变更": "not_landed", "已重新发起转接，等待审核": "not_landed", "正在重新办理": "not_landed", "没有换单位": "not_landed",
    "介绍信抬头有误": "hard_to_place", "介绍信丢失": "hard_to_place", "系统退回，要重新发起": "hard_to_place", "街道拒收": "hard_to_place", "不予接收": "hard_to_place",
    "介绍信已寄出，等待接收": "not_landed", "介绍信已交街道": "not_landed", "系统退回后已重新发起": "not_landed", "9月到校报到后转入": "not_landed", "单位未落实": "not_landed",
}  # fmt: skip


@pytest.mark.parametrize(("reason", "situation"), REASONS.items(), ids=REASONS)
def test_a_reason_tells_the_situation(reason: str, situation: str) -> None:
    assert steps(JULY, because(reason)) == [(situation, LETTER)]


def test_of_one_situation_the_earliest_day_comes_first() -> None:
    listed = people("王芳", "李强", "赵敏")
    told = [
        {**KEPT, "name": one["name"], "sex": one["sex"], "follow_up_contact": f"电话 2023.7.{day}"}
        for one, day in zip(listed, (15, 10, 18), strict=True)
    ]
    found = report(workbook("附件2.xlsx", roster(listed)), workbook("附件3第一次.xlsx", visits(told)), ctx=on(AUGUST))
    assert [task.status.person.name for task in found.tasks] == ["李强", "王芳", "赵敏"]


def test_people_of_no_known_branch_are_listed_and_given_to_nobody(tmp_path: Path) -> None:
    found = report(workbook("名单.xlsx", roster([GOOD], "")), ctx=on(JULY))
    assert [row[1] for row in tasks_table(found).rows] == ["(未识别支部)"]
    assert list(task_sheets(BranchFolders(tmp_path, BRANCHES), found)) == []


def test_words_and_sources_are_data_for_every_situation() -> None:
    words = next_step_words()
    assert list(words) == list(Situation)
    assert len({one.step for one in words.values()}) == len({one.name for one in words.values()}) == len(Situation)
    assert all("通知" in one.source or "条例" in one.source for one in words.values())


def people(*names: str) -> list[dict[str, object]]:
    """Different people whose rows are right."""
    found = []
    for number, name in enumerate(names):
        typed = str(sample(FORM.kinds["id_number"], Random(number)))
        born, sex = date.fromisoformat(f"{typed[6:10]}-{typed[10:12]}-{typed[12:14]}"), "男" if int(typed[16]) % 2 else "女"
        age = 2023 - born.year - ((born.month, born.day) > (6, 30))
        found.append({**GOOD, "name": name, "id_number": typed, "sex": sex, "age": age, "phone": f"138615{30097 + 137 * number}"})
    return found


OWN = people("王芳", "李强", "赵敏", "孙三", "周五", "钱二")
REASON_OF = {"李强": "联系不上本人", "赵敏": "换了单位", "孙三": "对方不接收", "周五": "等待对方审核"}


def visit_of(listed: Mapping[str, object]) -> Mapping[str, object]:
    told = because(REASON_OF[str(listed["name"])]) if listed["name"] in REASON_OF else GOOD_VISIT
    return {**told, "name": listed["name"], "sex": listed["sex"]}


def two_branches(folder: Path) -> Report:
    """甲支部 with five situations, 乙支部 with one; 丙支部 has nobody."""
    home = campaign_folder(folder / "c", branches=("甲支部", "乙支部", "丙支部"))
    text = (home / "campaign.toml").read_text("utf-8").replace('name = "甲支部"', 'name = "甲支部"\nsecretary = "王明"')
    (home / "campaign.toml").write_text(text, encoding="utf-8")
    write_xlsx(home / "inbox" / "甲支部附件2.xlsx", roster(OWN[:5]))
    write_xlsx(home / "inbox" / "甲支部附件3第一次.xlsx", visits(map(visit_of, OWN[:5])))
    write_xlsx(home / "inbox" / "乙支部附件2.xlsx", roster(OWN[5:], "乙支部"))
    return run_campaign(home, JULY)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    folder = tmp_path_factory.mktemp("tasks")
    return folder / "c", two_branches(folder)


def cells(path: Path, sheet: str = "回访任务") -> list[list[object]]:
    return [list(row) for row in openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)]


def test_sheet_and_document_say_the_same_in_the_same_order(made: tuple[Path, Report]) -> None:
    folder, found = made
    sheet = cells(folder / "reports" / "汇总.xlsx")
    assert sheet[0] == ["序号", "党支部", "姓名", "联系电话", "情形", "下一步", "最迟", "上次联系", "书记"]
    names = {one.name: situation for situation, one in next_step_words().items()}
    listed = [(row[1], row[2], [names[name] for name in str(row[4]).split("\n")], str(row[6])[:10]) for row in sheet[1:-1]]
    document = findings_json(folder)["tasks"]
    assert listed == [
        (one["branch"], one["person"], [step["situation"] for step in one["steps"]], min(step["due_on"] for step in one["steps"]))
        for one in document
    ]
    assert [row[0] for row in sheet[1:-1]] == list(range(1, len(found.tasks) + 1))
    assert [row[2] for row in sheet[1:-1]] == ["李强", "赵敏", "孙三", "周五", "王芳", "钱二"]
    assert [row[3] for row in sheet[1:-1]] == [OWN[number]["phone"] for number in (1, 2, 3, 4, 0, 5)]
    assert [row[8] for row in sheet[1:-1]] == ["王明"] * 5 + [None]
    assert all("*" in one["phone"] for one in document)
    assert sheet[1][7] == document[0]["last_contact"] == "2023-07-15"


def test_a_branch_works_from_a_sheet_of_its_own_people(made: tuple[Path, Report]) -> None:
    folder, _ = made
    home = folder / "reports" / "各支部"
    assert sorted(path.relative_to(home).as_posix() for path in home.rglob("回访任务.xlsx")) == [
        "乙支部/回访任务.xlsx",
        "甲支部/回访任务.xlsx",
    ]
    rows = cells(home / "甲支部" / "回访任务.xlsx")
    assert "甲支部" in str(rows[0][0]) and "书记：王明" in str(rows[0][0])
    assert rows[1] == ["序号", "姓名", "联系电话", "情形", "下一步", "最迟", "上次联系", "联系结果"]
    assert [row[1] for row in rows[2:-1]] == ["李强", "赵敏", "孙三", "周五", "王芳"] and {row[7] for row in rows[2:]} == {None}
    assert str(rows[-1][0]).startswith("依据：") and "已转入——通知五" in str(rows[-1][0])
    sheet = openpyxl.load_workbook(home / "甲支部" / "回访任务.xlsx").active
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == ("landscape", 9, 0)
    other = cells(home / "乙支部" / "回访任务.xlsx")
    assert [row[1] for row in other[2:-1]] == ["钱二"] and "________" in str(other[0][0])


def test_the_folder_is_known_as_ours_and_goes_with_the_reports(made: tuple[Path, Report], tmp_path: Path) -> None:
    folder = shutil.copytree(made[0], tmp_path / "c")
    sheet = folder / "reports" / "各支部" / "甲支部" / "回访任务.xlsx"
    before = sheet.read_bytes()
    run_campaign(folder, JULY)
    assert sheet.read_bytes() == before and not (folder / "reports-保留").exists()
    sheet.write_bytes(b"changed")
    run_campaign(folder, JULY)
    assert sheet.read_bytes() == before
    assert (folder / "reports-保留" / "各支部" / "甲支部" / "回访任务.xlsx").read_bytes() == b"changed"
    assert shown("purge", folder, "--yes").status == 0 and not (folder / "reports").exists()


def test_past_days_and_unknown_ones_are_said() -> None:
    sheets = [workbook("附件2.xlsx", roster([{**GOOD, **PROBATION}])), workbook("附件3第一次.xlsx", visits([{**KEPT, **PROBATION}]))]
    late = report(*sheets, ctx=on(date(2024, 2, 1)))
    (row,) = tasks_table(late).rows
    assert tasks_table(report(*sheets, ctx=on(date(2024, 1, 15)))).rows[0][6] == "2024-01-15"
    assert row[6] == "2024-01-15（已过）" and "入党时间未知" in str(row[5])
    listed = report(sheets[0], workbook("附件3第二次.xlsx", visits([{**GOOD_VISIT, **PROBATION}])), ctx=on(OCTOBER))
    assert tasks_table(listed).rows[0][6] == "入党时间未知"
    longer = workbook("附件2.xlsx", roster([{**GOOD, **PROBATION, "remark": "转正延期半年"}]))
    listed = report(longer, sheets[1], card(joined_on="2022-07-26"), ctx=on(AUGUST))
    assert "预备期已延长" in str(tasks_table(listed).rows[0][5])


def test_the_sheet_is_left_out_where_nobody_needs_a_step(folder: Path) -> None:
    write_xlsx(folder / "inbox" / "附件2.xlsx", roster([GOOD]))
    write_xlsx(folder / "inbox" / "附件3第二次.xlsx", visits([GOOD_VISIT]))
    assert run_campaign(folder, OCTOBER).tasks == ()
    assert "回访任务" not in openpyxl.load_workbook(folder / "reports" / "汇总.xlsx").sheetnames
    assert not list((folder / "reports").rglob("回访任务.xlsx"))


def test_a_reminder_has_a_line_a_situation(made: tuple[Path, Report]) -> None:
    _, found = made
    texts = reminders(found, progress_of(found, FORMS, on(JULY)), FORMS)
    lines = texts["甲支部"].splitlines()
    named = {line.split("：")[-1].rstrip("。"): line for line in lines if "1人（" in line}
    assert set(named) >= {"1人（李强）", "1人（赵敏）", "1人（孙三）"} and not any("周五" in line for line in lines)
    assert "失联" in named["1人（李强）"] and not any("前办好" in named[f"1人（{name}）"] for name in ("李强", "赵敏", "孙三"))
    late = on(date(2023, 9, 18))
    found = report(workbook("附件2.xlsx", roster([GOOD])), workbook("附件3第一次.xlsx", visits([WAITS])), ctx=late)
    assert "，9月28日前办好：1人（王芳）。" in reminders(found, progress_of(found, FORMS, late), FORMS)["甲支部"]


@pytest.mark.parametrize("reason", ["本人8月因车祸去世", "被党组织除名", "已停止党籍", "取消预备党员资格", "延期毕业"])
def test_nobody_rings_the_receiver_of_somebody_who_cannot_be_transferred(reason: str) -> None:
    sheets = [workbook("附件2.xlsx", roster([{**GOOD, **PROBATION}])), workbook("附件3第一次.xlsx", visits([because(reason, **PROBATION)]))]
    told = report(*sheets, ctx=on(OCTOBER))
    assert not told.tasks
    assert {f.code for f in told.findings if f.field == "not_landed_reason" or f.code == "P711"} == {"R369"}
