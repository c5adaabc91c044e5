"""Service team, education month and leaving checklist: heads as people type them, duties, and what the office knows of a branch."""

import dataclasses
from datetime import date
from typing import Any

import pytest
from support import FORM, FORMS, GOOD, SECOND, context, examined, merged_of, report, roster, workbook

from gradflow.forms.loader import Form, build, every_form
from gradflow.model.cells import Raw, Workbook
from gradflow.model.reports import Report
from gradflow.outputs.reminders import reminders
from gradflow.pipeline.matching import base_forms
from gradflow.pipeline.progress import progress_of

EVERY = every_form()
TEAM, MONTH, LEAVING = (EVERY[key] for key in ("service_team", "education_month", "leaving_checklist"))
BOSS: dict[str, Raw] = {
    "name": "王明", "party_duty": "支部书记", "phone": "13912345671", "is_reachable": "是", "trained_on": "2023-06-15"
}  # fmt: skip
DEPUTY: dict[str, Raw] = {**BOSS, "name": "钱红", "party_duty": "组织委员", "phone": "13912345682"}
STUDY: dict[str, Raw] = {
    "activity": "集体学习", "held_on": "2023-06-12", "place": "致远楼", "topic": "党章", "led_by": "王明", "expected": 2, "present": 2,
}  # fmt: skip
TALKED: dict[str, Raw] = {
    "name": "王芳", "sex": "男", "has_difficulty": "没有", "talked_on": "2023-06-20", "talked_by": "王明", "handed_out_on": "2023-06-20"
}  # fmt: skip


def sheet(form: Form, *rows: dict[str, Raw], heads: dict[str, str] | None = None, branch: str = "甲支部") -> list[list[Raw]]:
    spec = form.spec
    head: list[Raw] = [(heads or {}).get(field.key, field.head) for field in spec.fields]
    body = [[number if field.key == "seq" else row.get(field.key) for field in spec.fields] for number, row in enumerate(rows, start=1)]
    return [[spec.titled("苏州信息职业技术学院", 2023)], [f"党支部名称：{branch}"], head, *body]


def book(form: Form, *rows: dict[str, Raw], branch: str = "甲支部") -> Workbook:
    return workbook(f"{form.spec.annex}-{branch}.xlsx", sheet(form, *rows, branch=branch))


def told(*books: Workbook, **more: object) -> Report:
    return report(*books, forms=EVERY, ctx=context(**more))


def codes(found: Report, form: Form) -> list[tuple[str | None, str]]:
    return [(f.where.cell, f.code) for f in found.findings if f.where.file.startswith(form.spec.annex)]


HEADS: dict[str, dict[str, str]] = {
    "service_team": {
        "成员姓名": "name", "职务": "party_duty", "支部分工": "party_duty", "手机号码": "phone", "联系电话": "phone", "微信号": "other_contact", "QQ/微信": "other_contact",
        "手机是否24小时开机": "is_reachable", "24小时开通情况": "is_reachable", "通讯工具是否24小时开通": "is_reachable", "培训时间": "trained_on", "参加业务培训日期": "trained_on",
        "是否保持24小时开通（是/否）": "is_reachable",
    },
    "education_month": {
        "活动类别": "activity", "活动形式": "activity", "活动日期": "held_on", "开展时间": "held_on", "活动地点": "place", "活动主题": "topic", "主要内容": "topic",
        "主持": "led_by", "召集人": "led_by", "应到": "expected", "应参加人数": "expected", "实到": "present", "参加人数": "present", "发放份数": "present",
        "缺席人员及原因": "absent_reason", "请假情况": "absent_reason", "补学情况": "absent_reason", "应到（人）": "expected", "实到人数(人)": "present",
    },
    "leaving_checklist": {
        "是否有困难": "has_difficulty", "有无困难（有/无）": "has_difficulty", "谈话时间": "talked_on", "谈心日期": "talked_on", "谈心谈话人": "talked_by", "困难情况": "help_given",
        "帮扶措施": "help_given", "困难及帮扶情况": "help_given", "材料发放日期": "handed_out_on", "问答、警示卡发放日期": "handed_out_on", "学生姓名": "name",
    },
}  # fmt: skip


@pytest.mark.parametrize(("form", "head", "key"), [(form, head, key) for form, heads in HEADS.items() for head, key in heads.items()])
def test_heads_are_known_as_people_type_them(form: str, head: str, key: str) -> None:
    own = EVERY[form]
    (read,) = examined(workbook("表.xlsx", sheet(own, FULL[form], heads={key: head})), EVERY)[0].sheets
    assert (read.form, list(read.columns)) == (form, [field.key for field in own.spec.fields])


def test_an_annexs_columns_are_not_taken_for_each_others() -> None:
    """谈话人 is who talked, the talk's theme is no difficulty; every official head is its own field's."""
    for form in (TEAM, MONTH, LEAVING):
        assert {one.key: form.field_named(one.head) for one in form.spec.fields} == {one.key: (one.key, 0) for one in form.spec.fields}


DUTIES = {
    "学生党员": "其他成员", "教师党员": "其他成员", "党务秘书": "其他成员", "组长": "其他成员",
    "书记": "支部书记", "党支部书记": "支部书记", "书记兼组织委员": "支部书记", "副书记": "副书记", "副书记兼宣传委员": "副书记", "支部组织委员": "组织委员",
    "组织委员兼宣传委员": "组织宣传委员", "组宣委员": "组织宣传委员", "宣传统战委员": "宣传统战委员", "纪检委员": "纪检委员", "组织、纪检委员": "组织纪检委员", "青年委员": "其他委员",
    "辅导员": "辅导员", "党员": "其他成员", "校长": None,
}  # fmt: skip


@pytest.mark.parametrize(("typed", "shown"), DUTIES.items(), ids=DUTIES)
def test_a_duty_is_read_as_it_is_typed(typed: str, shown: str | None) -> None:
    found = told(book(TEAM, {**BOSS, "party_duty": typed}))
    merged = [row[1] for row in merged_of(found, "service_team").rows]
    assert merged == ([shown] if shown else [])


ANSWERS = {
    "没有": "no",
    "无": "no",
    "暂无": "no",
    "没有困难": "no",
    "否": "no",
    "×": "no",
    "有": "yes",
    "有（经济困难）": "yes",
    "是": "yes",
    "√": "yes",
}


@pytest.mark.parametrize(("typed", "code"), ANSWERS.items(), ids=ANSWERS)
def test_no_difficulty_is_an_answer(typed: str, code: str) -> None:
    """无 says that nothing is to be filled in elsewhere."""
    assert LEAVING.kinds["has_difficulty"].parse(typed) == code


FULL = {"service_team": BOSS, "education_month": STUDY, "leaving_checklist": TALKED}
BRANCHES = [{"name": "甲支部", "secretary": "王明书记", "committee": 2}, {"name": "乙支部"}]
TEAMS = {
    "all well": ((BOSS, DEPUTY), []),
    "one of the committee is missing": ((BOSS,), [(None, "S406")]),
    "an advisor is none of the committee": ((BOSS, {**DEPUTY, "party_duty": "辅导员"}), [(None, "S406")]),
    "one twice is one": ((BOSS, {**BOSS, "phone": "13912345690"}), [(None, "S406")]),
    "more than there are": ((BOSS, DEPUTY, {**DEPUTY, "name": "孙立", "party_duty": "宣传委员", "phone": "13812345677"}), []),
    "a duty not understood may be the committee's": ((BOSS, {**DEPUTY, "party_duty": "校长"}), [("C5", "C120")]),
    "another secretary": (({**BOSS, "name": "赵立"}, DEPUTY), [("B4", "X623")]),
    "the secretary is among them": ((BOSS, {**DEPUTY, "party_duty": "书记"}), []),
    "no secretary at all": (({**BOSS, "party_duty": "委员"}, DEPUTY), [(None, "S404")]),
}  # fmt: skip


@pytest.mark.parametrize(("team", "expected"), TEAMS.values(), ids=TEAMS)
def test_a_team_is_held_against_what_the_office_knows(team: tuple[dict[str, Raw], ...], expected: list[tuple[str | None, str]]) -> None:
    assert codes(told(book(TEAM, *team), branches=BRANCHES), TEAM) == expected


def test_a_team_in_two_workbooks_is_one_and_what_is_not_known_is_not_checked() -> None:
    both = (book(TEAM, BOSS), workbook("附表5二.xlsx", sheet(TEAM, DEPUTY)))
    assert {code for _, code in codes(told(*both, branches=BRANCHES), TEAM)} == {"F122"}
    assert codes(told(book(TEAM, {**BOSS, "name": "赵立"}, branch="乙支部"), branches=BRANCHES), TEAM) == []


@pytest.mark.parametrize(
    ("day", "team", "more", "is_asked"),
    [
        (24, (), {}, False), (25, (), {}, True), (25, (BOSS,), {}, False),
        (25, (), {"deadlines": [{"form": "service_team", "due_on": date(2023, 7, 9)}]}, False),
    ],
    ids=["the roster's day", "the day after", "handed in", "a day of its own to come"],
)  # fmt: skip
def test_a_team_without_a_day_is_asked_for_once_the_rosters_is_over(
    day: int, team: tuple[dict[str, Raw], ...], more: dict[str, Any], *, is_asked: bool
) -> None:
    due = [{"form": "transfer_out", "due_on": date(2023, 6, 24)}, *more.get("deadlines", ())]
    ctx = dataclasses.replace(context(deadlines=due), as_of=date(2023, 6, day))
    forms = {key: EVERY[key] for key in ("transfer_out", "service_team")}
    found = report(workbook("附件2.xlsx", roster([GOOD])), *([book(TEAM, *team)] if team else []), forms=forms, ctx=ctx)
    text = reminders(found, progress_of(found, forms, ctx), forms).get("甲支部", "")
    assert ("交附表5：还没有收到。" in text) is is_asked


def test_a_teacher_of_a_graduates_name_lends_the_graduate_nothing() -> None:
    wrong = {**GOOD, "id_number": "320584200005120017"}
    found = told(workbook("附件2.xlsx", roster([wrong, SECOND])), book(TEAM, BOSS, {**DEPUTY, "name": "王芳"}))
    assert [(one.person.name, one.values["phone"]) for one in found.person_statuses] == [("王芳", None), ("李强", SECOND["phone"])]


MEETINGS = {
    "all are expected": ({}, []),
    "fewer than there are": ({"expected": 1, "present": 1}, [("G4", "X624")]),
    "more": ({"expected": 12, "present": 12}, []),
    "a talk is with one": ({"activity": "谈心谈话", "expected": 1, "present": 1}, []),
    "not told how many": ({"activity": "其他", "expected": None}, []),
    "some did not come": ({"present": 1}, [("I4", "R344")]),
    "some did not come, told": ({"present": 1, "absent_reason": "李强实习，已补学"}, []),
    "more came than were expected": ({"present": 3}, [("H4", "R332")]),
    "nobody came": ({"present": 0}, [("I4", "R344")]),
    "last year": ({"held_on": "2022-06-12"}, [("C4", "R345")]),
    "before the notice": ({"held_on": "2023-06-07"}, [("C4", "R345")]),
    "the day of the notice": ({"held_on": "2023-06-08"}, []),
    "still to come": ({"held_on": "2023-07-26"}, [("C4", "R346")]),
    "today": ({"held_on": "2023-07-25"}, []),
    "after the month": ({"held_on": "2023-10-01"}, [("C4", "R345"), ("C4", "R346")]),
}  # fmt: skip


@pytest.mark.parametrize(("more", "expected"), MEETINGS.values(), ids=MEETINGS)
def test_a_meeting(more: dict[str, Raw], expected: list[tuple[str | None, str]]) -> None:
    listed = workbook("附件2.xlsx", roster([GOOD, SECOND]))
    deadlines = [{"form": "education_month", "due_on": date(2023, 9, 30)}]
    found = told(listed, book(MONTH, {**STUDY, **more}), notice_on=date(2023, 6, 8), deadlines=deadlines)
    assert codes(found, MONTH) == expected


def test_without_a_day_of_the_notice_the_month_begins_with_june() -> None:
    early = [book(MONTH, {**STUDY, "held_on": day}) for day in ("2023-05-31", "2023-06-01")]
    deadlines = [{"form": "education_month", "due_on": date(2023, 9, 30)}]
    assert [codes(told(one, deadlines=deadlines), MONTH) for one in early] == [[("C4", "R345")], []]


@pytest.mark.parametrize("lacking", ["集体学习", "主题党日", "发放材料", "谈心谈话"])
def test_each_of_the_four_kinds_is_held_by_the_end(lacking: str) -> None:
    kinds = [kind for kind in ("集体学习", "主题党日", "发放材料", "谈心谈话") if kind != lacking]
    one = book(MONTH, *({**STUDY, "activity": kind} for kind in kinds))
    over, open_still = ([{"form": "education_month", "due_on": date(2023, month, 25)}] for month in (7, 9))
    assert [f.message for f in told(one, deadlines=over).findings if f.code == "S404"] == [f"“活动类型”里没有{lacking}"]
    assert codes(told(one, deadlines=open_still), MONTH) == []


def test_sums_and_headings_of_a_ledger_are_no_activities() -> None:
    rows = sheet(MONTH, STUDY, {**STUDY, "activity": "主题党日"})
    rows.insert(3, ["一、集体学习"])
    rows += [["小计", None, None, None, None, None, 4, 4], ["合计：2次", None, None, None, None, None, "4人次", 16], ["合计16人"]]
    found = told(workbook("附表6.xlsx", rows), deadlines=[{"form": "education_month", "due_on": date(2023, 9, 30)}])
    assert len(merged_of(found, "education_month").rows) == 2
    assert [f.code for f in found.findings] == ["F231"]


def test_a_sum_of_figures_under_people_is_no_count_of_them() -> None:
    """A total counts people where it says so, and not by the fees they paid."""
    column = {"key": "fee", "head": "党费", "kind": "number", "options": {"units": ["元"]}}
    fields = [
        *({"key": key, "head": FORM.spec.field(key).head, "kind": FORM.kinds[key].name} for key in ("seq", "name", "id_number")),
        column,
    ]
    form = build({"key": "fees", "annex": "附表9", "name": "党费表", "title": "党费表", "fields": fields}, "fees.toml")
    people = [[1, "王芳", GOOD["id_number"], 5], [2, "李强", SECOND["id_number"], 6]]
    for total, expected in ((["合计", None, None, 11], []), (["合计3人", None, None, 11], ["F240"])):
        rows = [["党费表"], ["党支部名称：甲支部"], [field["head"] for field in fields], *people, total]
        found = examined(workbook("党费.xlsx", rows), {"fees": form})[1]
        assert [one.code for one in found if one.code == "F240"] == expected


def test_a_ledger_is_added_to_and_a_second_version_takes_it_up() -> None:
    more = {**STUDY, "activity": "主题党日", "held_on": "2023-06-20"}
    books = [workbook(f"附表6-{number}.xlsx", sheet(MONTH, *rows)) for number, rows in enumerate([(STUDY,), (STUDY, more)])]
    found = told(*books, deadlines=[{"form": "education_month", "due_on": date(2023, 9, 30)}])
    assert len(merged_of(found, "education_month").rows) == 2
    assert [f.code for f in found.findings] == ["F123"]


def test_everybody_is_talked_with_and_given_the_papers() -> None:
    listed = workbook("附件2.xlsx", roster([GOOD, SECOND]))
    one = {**TALKED, "name": "李强", "talked_on": None, "talked_by": None}
    found = told(listed, book(LEAVING, TALKED, one))
    assert [(step.until, step.done, step.total, step.waiting) for step in found.steps] == [
        ("talked_on", 1, 2, ("李强",)), ("handed_out_on", 2, 2, ())
    ]  # fmt: skip
    assert {f.person for f in told(listed, book(LEAVING, TALKED)).findings if f.code == "X601"} == {"李强"}
    assert base_forms(FORMS) == base_forms(EVERY) == ("transfer_out",)


def test_a_wrong_number_is_told_by_the_head_the_branch_reads() -> None:
    (wrong,) = (one for one in told(book(TEAM, {**BOSS, "phone": "1391"})).findings if one.code == "C301")
    assert (wrong.label, wrong.where.cell) == (TEAM.spec.field("phone").head, "D4")
