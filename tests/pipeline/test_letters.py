"""Letters of transfer: what stands in the blanks, who gets none and why."""

import dataclasses
import re
from datetime import date
from random import Random

import pytest
from support import CARD, FORMS, GOOD, GOOD_CARD, GOOD_VISIT, SECOND, TITLE, context, report, roster, workbook

from gradflow.model.findings import FindingState
from gradflow.pipeline.letters import Letters, Terms, letters
from gradflow.pipeline.named_units import unit_of
from gradflow.rules.letters import BLANK, letter

TERMS = Terms("中共某学院委员会", 90)
VISIT_TITLE = TITLE.replace("转出情况登记表", "转出回访情况统计表")


def visits(*people: dict[str, object]) -> list[list[object]]:
    """Rows of a plain 附件3 sheet, second round."""
    fields = FORMS["follow_up"].spec.fields
    rows: list[list[object]] = [[VISIT_TITLE], ["党支部名称：甲支部"], [one.head for one in fields]]
    return rows + [[n if one.key == "seq" else person.get(one.key) for one in fields] for n, person in enumerate(people, start=1)]


def found(*people: dict[str, object], visited: dict[str, object] | None = None, terms: Terms = TERMS, card: str = "") -> Letters:
    books = [workbook("附件2.xlsx", roster(people))]
    if visited:
        books.append(workbook("附件3第一次.xlsx", visits(visited)))
    if card:
        person = {**GOOD_CARD, "destination": card}
        lines = [[cell for one in line for cell in (one.head, person.get(one.key))] for line in CARD.spec.card_lines()]
        books.append(workbook("附件1-甲支部.xlsx", [[CARD.spec.titled("苏州信息职业技术学院", 2023)], *lines]))
    return letters(report(*books), FORMS, terms)


def test_every_blank_is_filled_in_or_left_to_the_office() -> None:
    (blanks,) = found(GOOD).blanks
    assert list(blanks) == [blank.key for blank in letter().blanks]
    assert {key for key, text in blanks.items() if not text} == {"number", "destination", "dues_year", "dues_month"}
    assert {key: blanks[key] for key in ("seq", "heading", "name", "sex", "age", "ethnicity", "status", "sender", "valid")} == {
        "seq": "1", "heading": "中共昆山市委组织部", "name": "王芳", "sex": "男", "age": "23", "ethnicity": "汉", "status": "正式",
        "sender": "中共某学院委员会", "valid": "玖拾",
    }  # fmt: skip
    assert (blanks["id_number"], blanks["phone"], blanks["branch"]) == (GOOD["id_number"], GOOD["phone"], "甲支部")
    assert (blanks["year"], blanks["month"], blanks["day"]) == ("2023", "7", "25")


@pytest.mark.parametrize(("day", "age"), [((2023, 5, 11), "22"), ((2023, 5, 12), "23"), ((2024, 5, 11), "23")])
def test_the_age_is_counted_to_the_letters_day(day: tuple[int, int, int], age: str) -> None:
    ctx = context()
    made = report(workbook("附件2.xlsx", roster([GOOD])), ctx=ctx)
    on_that_day = dataclasses.replace(made, as_of=date(*day))
    assert letters(on_that_day, FORMS, TERMS).blanks[0]["age"] == age


@pytest.mark.parametrize(
    ("typed", "shown"), [("汉族", "汉"), ("维吾尔族", "维吾尔"), ("土家族", "土家"), ("僮族", "壮"), ("穿青人", "穿青人")]
)
def test_the_ethnic_group_stands_before_a_printed_zu(typed: str, shown: str) -> None:
    assert found({**GOOD, "ethnicity": typed}).blanks[0]["ethnicity"] == shown


def test_dues_and_days_are_in_capital_numerals() -> None:
    (blanks,) = found(GOOD, terms=Terms("", 30, date(2023, 12, 1))).blanks
    assert (blanks["dues_year"], blanks["dues_month"], blanks["valid"]) == ("贰零贰叁", "壹拾贰", "叁拾")
    assert blanks["sender"] == "苏州信息职业技术学院甲支部"


@pytest.mark.parametrize(
    ("remark", "unit"),
    [
        ("专转本：苏州大学", "苏州大学"), ("考取江苏科技大学苏州理工学院", "江苏科技大学苏州理工学院"), ("已签约，昆山某某电子有限公司", "昆山某某电子有限公司"),
        ("就业单位:恒力集团", "恒力集团"), ("在苏州某某银行工作", ""), ("苏州大学、南京大学", ""), ("专转本", ""), ("回原籍", ""), ("已签三方", ""), ("公司", ""),
        ("预备期延长", ""), ("张家港市人才服务中心党委", "张家港市人才服务中心党委"), (None, ""), (3, ""),
    ],
)  # fmt: skip
def test_a_remark_names_one_unit_or_none(remark: object, unit: str) -> None:
    assert unit_of(remark) == unit


@pytest.mark.parametrize(
    ("row", "card", "wanted"),
    [
        ({"remark": "专转本：苏州大学", "receiving_department": "苏州大学党委组织部"}, "", "苏州大学"),
        ({"receiving_department": "吴江区松陵街道党工委"}, "", "吴江区松陵街道党工委"),
        ({}, "昆山某某电子有限公司", "昆山某某电子有限公司"),
        ({}, "回原籍", ""),
    ],
)
def test_where_the_member_goes(row: dict[str, object], card: str, wanted: str) -> None:
    assert found({**GOOD, **row}, card=card).blanks[0]["destination"] == wanted


@pytest.mark.parametrize(
    ("visit", "reason"),
    [
        ({}, "已转入中共昆山市玉山镇委员会，不用再开"),
        ({"receipt": "线上"}, "已线上转入中共昆山市玉山镇委员会，不用再开"),
        ({"landed_on": "2022.7.10"}, "回访表写着转入“中共昆山市玉山镇委员会”，那一行待更正"),
        ({"landed_org": None, "landed_on": None, "receipt": None, "destination_type": "保留在校", "not_landed_reason": "保留组织关系"}, "组织关系保留在校"),
        ({"landed_org": None, "landed_on": None, "receipt": None, "destination_type": "出国（境）", "not_landed_reason": "出国留学"}, "组织关系保留在校"),
        ({"landed_org": None, "landed_on": None, "receipt": None, "destination_type": "已去世或已出党", "not_landed_reason": "病故"}, "已去世"),
        ({"landed_org": None, "landed_on": None, "receipt": None, "not_landed_reason": "等待接收方审核"}, ""),
    ],
)  # fmt: skip
def test_who_needs_no_letter_is_told_why(visit: dict[str, object], reason: str) -> None:
    made = found(GOOD, visited={**GOOD_VISIT, **visit})
    told = [one.reason for one in made.left_out if one.name]
    assert (len(made.blanks), len(told)) == ((0, 1) if reason else (1, 0))
    assert not reason or told[0].startswith(reason)


def test_those_who_have_landed_get_one_when_asked_for() -> None:
    made = found(GOOD, visited=GOOD_VISIT, terms=Terms("某委员会", 90, has_landed=True))
    assert [blanks["destination"] for blanks in made.blanks] == ["中共昆山市玉山镇委员会"]


def test_a_row_to_correct_is_told_with_its_problem_and_a_missing_roster_too() -> None:
    made = found({**GOOD, "id_number": "110105194912310021"}, SECOND)
    assert [blanks["name"] for blanks in made.blanks] == ["李强"]
    wrong, missing = made.left_out
    assert (wrong.branch, wrong.name) == ("甲支部", "王芳") and wrong.reason.startswith("附件2待更正：")
    assert (missing.branch, missing.name, missing.reason) == ("乙支部", "", "还没有交附件2")


def test_nobody_is_lost() -> None:
    random, people = Random(7), []
    for number in range(30):
        person = {**GOOD, "name": f"王{'甲乙丙丁戊己庚辛壬癸'[number % 10]}{'一二三'[number // 10]}", "phone": f"139612345{number:02d}"}
        people.append({**person, "id_number": random.choice([None, "110105194912310021", person["id_number"]])})
    made = found(*people)
    assert sorted([b["name"] for b in made.blanks] + [one.name for one in made.left_out if one.name]) == sorted(p["name"] for p in people)


def test_heads_are_names_word_takes_as_they_are() -> None:
    heads = [blank.head for blank in letter().blanks]
    assert len(set(heads)) == len(heads) and all(re.fullmatch("[一-龥]{1,20}", head) for head in heads)
    used = {head for part in letter().parts for line in part.lines for head in BLANK.findall(line.text)}
    assert set(heads) - used == {"序号", "通讯地址", "党支部"}


@pytest.mark.parametrize("heading", ["吴江市委组织部", "鼓楼区委组织部"])
def test_a_heading_in_doubt_is_told(heading: str) -> None:
    made = found({**GOOD, "receiving_department": heading})
    assert [(doubt.seq, doubt.key, doubt.name) for doubt in made.doubts] == [("1", "heading", "王芳")]


def test_where_the_forms_disagree_the_destination_is_left_to_the_office() -> None:
    made = found({**GOOD, "remark": "专转本：苏州大学"}, card="昆山某某电子有限公司")
    assert made.blanks[0]["destination"] == "" and [doubt.key for doubt in made.doubts] == ["destination"]


@pytest.mark.parametrize(("typed", "doubted"), [("K1234567", []), (None, ["id_number"])])
def test_what_the_office_let_stand_is_printed_as_typed(typed: str | None, doubted: list[str]) -> None:
    made = report(workbook("附件2.xlsx", roster([{**GOOD, "id_number": typed}])))
    allowed = dataclasses.replace(made, sheets=tuple(
        s.settled([f.closed(FindingState.GRANTED, "") if f.is_error else f for f in s.findings], s.memory) for s in made.sheets
    ))  # fmt: skip
    allowed_letters = letters(allowed, FORMS, TERMS)
    assert [blanks["id_number"] for blanks in allowed_letters.blanks] == [typed or ""]
    assert [doubt.key for doubt in allowed_letters.doubts] == doubted


@pytest.mark.parametrize(
    ("remark", "where", "codes"),
    [
        ("恒力集团（已离职）", "", set()), ("未落实，意向恒力集团", "", set()), ("拟录用：恒力集团", "", set()), ("考取三江学院，放弃入学", "", set()),
        ("恒力集团（9月入职）", "恒力集团", set()), ("拟录取三江学院", "三江学院", set()), ("三江学院，尚未报到", "三江学院", set()),
        ("本人已去世", None, {"R368"}), ("已转入昆山", None, {"R368"}), ("已于5月转出", None, {"R368"}), ("结业", None, {"R368"}),
        ("考取日本早稻田大学", None, {"P714"}), ("档案已转出", "", set()), ("党校结业", "", set()), ("2022年由南京大学转入本支部", "", set()),
    ],
)  # fmt: skip
def test_f3_nobody_is_sent_where_they_do_not_go(remark: str, where: str | None, codes: set[str]) -> None:
    told = report(workbook("附件2.xlsx", roster([{**GOOD, "remark": remark}])))
    assert [one["destination"] for one in letters(told, FORMS, TERMS).blanks] == ([] if where is None else [where])
    assert {f.code for f in told.findings if f.where.row} == codes
