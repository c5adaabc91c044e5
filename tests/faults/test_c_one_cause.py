"""C1, C2, C3: a clean campaign of ten people, all three forms in two rounds; one thing at a time is broken, and told once, in its place."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date, datetime

import pytest
from support import CARD, COLLEGE, FORM, FORMS, VISIT, context, report, workbook

from gradflow.kinds.id_number import check_digit
from gradflow.model.cells import Raw, Workbook
from gradflow.model.findings import Finding
from gradflow.model.records import SheetFacts
from gradflow.model.reports import Known
from gradflow.model.views import ItemKind, OpenItem
from gradflow.pipeline.examine import examine
from gradflow.pipeline.run import run

NAMES = ("顾澄", "陆昕怡", "沈芮", "钱瑾瑜", "严珂", "葛翊", "戚岚", "谢泓", "邹珺", "喻霁")
"""The first six are of 甲支部, the others of 乙支部."""
BRANCH = ("甲支部",) * 6 + ("乙支部",) * 4
WHO = 1
"""Whose thing is broken: a man of 甲支部, a full member, landed in July."""
ROSTER, FIRST, SECOND, CARDS = "附件2", "附件3第一次", "附件3第二次", "登记卡"
PLACES = (
    ("320584", "中共苏州市吴江区委组织部", "江苏省苏州市吴江区松陵街道云梨路", "215200", "苏州市吴江区松陵街道党工委"),
    ("320583", "中共昆山市委组织部", "江苏省昆山市玉山镇人民路", "215300", "中共昆山市玉山镇委员会"),
    ("411522", "中共光山县委组织部", "河南省信阳市光山县弦山街道正大街", "465450", "光山县弦山街道党工委"),
)
LINES = [[one for one in CARD.spec.fields if one.line == line and one.key != "photo"] for line in range(1, 13)]
Rows = dict[str, list[dict[str, Raw]]]
"""Sheet -> its people: 附件2, 附件3第一次, 附件3第二次 and 登记卡, each with the branch in ``branch``."""


def _person(number: int) -> dict[str, dict[str, Raw]]:
    region, department, street, postcode, landed = PLACES[number % 3]
    sex = "男" if number % 2 else "女"
    stem = f"{region}2001{number + 1:02d}{number + 11}{(2 * number + 100) // 2 * 2 + (sex == '男'):03d}"
    number_on_card = stem + check_digit(stem)
    is_full = number < 5
    shared = {"name": NAMES[number], "sex": sex, "branch": BRANCH[number]}
    age = 2023 - 2001 - ((number + 1, number + 11) > (6, 30))
    status = "正式党员" if is_full else "预备党员"
    address = f"{street}{number + 10}号 {postcode}"
    mobile = f"139612{34570 + 37 * number}"
    visit: dict[str, Raw] = {
        **shared,
        "member_status": status,
        "destination_type": "回原籍",
        "follow_up_contact": f"电话 2023.7.{number + 5}",
    }
    day = f"2023.7.{number + 3}"
    first: dict[str, Raw] = {**visit, "landed_org": landed, "landed_on": day, "receipt": "是"}
    if number % 3 == 2:
        first |= {"landed_org": None, "landed_on": None, "receipt": None, "not_landed_reason": "已发起转接，等待接收方审核"}
    second: dict[str, Raw] = {
        **visit,
        "landed_org": landed,
        "landed_on": day if number % 3 < 2 else "2023.8.20",
        "receipt": "是",
        "follow_up_contact": f"电话 2023.9.{number + 5}",
    }
    return {
        ROSTER: {
            **shared, "age": age, "ethnicity": "汉族", "id_number": number_on_card, "member_status": status, "phone": mobile,
            "receiving_department": department, "address": address,
        },
        FIRST: first,
        SECOND: second,
        CARDS: {
            **shared, "born_in": f"2001.{number + 1}", "joined_on": "2021.11.20" if is_full else "2022.11.20",
            "class_group": f"商学院 会计200{number % 4 + 1}班", "destination": "回原籍", "mobile": mobile, "home_address": address,
            "relative1_name": f"{NAMES[number][0]}建国", "relative1_mobile": f"138612{54570 + 31 * number}", "qq": f"{81204577 + 1013 * number}",
            "wechat": "同手机号",
        },
    }  # fmt: skip


def clean() -> Rows:
    """The campaign without a mistake."""
    people = [_person(number) for number in range(len(NAMES))]
    return {sheet: [person[sheet] for person in people] for sheet in people[0]}


def books(rows: Rows) -> list[Workbook]:
    """The workbooks: a roster a branch and form, a workbook of cards a branch."""
    found = []
    for branch in dict.fromkeys(BRANCH):
        for sheet, people in rows.items():
            own = [one for one in people if one["branch"] == branch]
            if sheet == CARDS:
                made = [
                    [[f"{COLLEGE}毕业生党员信息登记卡（2023年度）"], [None]]
                    + [[cell for one in line for cell in (one.head, person.get(one.key))] for line in LINES]
                    for person in own
                ]
            else:
                form = FORM if sheet == ROSTER else VISIT
                keys = [field.key for field in form.spec.fields]
                lines: list[list[Raw]] = [[n if key == "seq" else one.get(key) for key in keys] for n, one in enumerate(own, start=1)]
                made = [[[form.spec.titled(COLLEGE, 2023)], [f"党支部名称：{branch}"], [f.head for f in form.spec.fields], *lines]]
            found.append(workbook(f"{branch}{sheet}.xlsx", *made))
    return found


def told(rows: Rows, as_of: date = date(2023, 9, 25)) -> list[Finding]:
    """What the branches are asked to do something about."""
    ctx = dataclasses.replace(context(), as_of=as_of)
    return [one for one in report(*books(rows), ctx=ctx).findings if one.is_open]


def places(change: Callable[[Rows], object], *without: str) -> list[tuple[str, str]]:
    """Sheet and code of all that is told when one thing of the clean campaign is changed, and some forms are not handed in.

    A second round would answer what is wrong with the first alone.
    """
    rows = clean()
    untouched = clean()
    change(rows)
    for sheet in {*without, *((SECOND,) if rows[FIRST] != untouched[FIRST] and rows[SECOND] == untouched[SECOND] else ())}:
        del rows[sheet]
    as_of = date(2023, 9, 25) if SECOND in rows else date(2023, 7, 25)
    return [(one.where.file.removesuffix(".xlsx")[3:], one.code) for one in told(rows, as_of)]


def cell(sheet: str, key: str, value: Raw, who: int = WHO) -> Callable[[Rows], object]:
    """Type something else into one cell."""
    return lambda rows: rows[sheet][who].update({key: value})


def number_with(start: int, text: str) -> str:
    """The ID number of WHO with other digits from there on, and the check digit that belongs to them."""
    number = str(clean()[ROSTER][WHO]["id_number"])
    stem = (number[:start] + text + number[start + len(text) :])[:17]
    return stem + check_digit(stem)


def test_a_clean_campaign_has_nothing_to_tell() -> None:
    assert not told(clean())
    assert not told({sheet: people for sheet, people in clean().items() if sheet != SECOND}, date(2023, 7, 25))


UNREAD = (None, "无", "/", "陆", "#REF!", "123", "陆昕怡2号")
WRONG_NAMES = ("陆昕仪", "谢泓", "沈芮", "张三")


@pytest.mark.parametrize("sheet", [ROSTER, FIRST, SECOND, CARDS])
@pytest.mark.parametrize("name", [*UNREAD, *WRONG_NAMES])
def test_c1_c2_a_wrong_name_is_told_once_on_the_sheet_that_has_it(sheet: str, name: str | None) -> None:
    found = places(cell(sheet, "name", name))
    assert [where for where, _ in found] == [sheet], found
    if name in UNREAD:
        assert found[0][1] in {"C101", "C104", "C110"}


@pytest.mark.parametrize(
    ("sheet", "key", "value", "code"),
    [
        (ROSTER, "sex", "女", "R301"), (ROSTER, "age", "45", "R302"), (ROSTER, "member_status", "党员", ""),
        (ROSTER, "id_number", number_with(6, "2000"), "X635"), (ROSTER, "id_number", number_with(6, "2010"), "R305"),
        (ROSTER, "id_number", "320583200102121", ""), (ROSTER, "id_number", number_with(16, "4"), "X635"),
        (ROSTER, "phone", "13800138000", "C354"), (ROSTER, "phone", "15412345679", "C355"), (ROSTER, "phone", "1396123460", ""),
        (ROSTER, "receiving_department", "苏州信息职业技术学院党委", "C467"), (ROSTER, "receiving_department", "苏州大学党委组织部", "R310"),
        (ROSTER, "receiving_department", "中共光山县委组织部", ""), (ROSTER, "receiving_department", "待定", "C455"), (ROSTER, "address", "云梨路", "C554"), (ROSTER, "address", "待定", "C554"),
        (ROSTER, "remark", "专转本", "R310"), (ROSTER, "remark", "专转本：苏州大学", "X611"),
        (FIRST, "sex", "女", "X606"), (FIRST, "landed_on", "2022.7.4", "R324"), (FIRST, "landed_on", "2023.8.4", "R324"),
        (FIRST, "landed_on", "2023.10.4", "R324"), (FIRST, "landed_on", "2023.6.31", ""), (SECOND, "sex", "女", "X606"),
        (SECOND, "landed_on", "2022.7.4", "R324"), (SECOND, "landed_on", "2023.7.3", "X614"), (SECOND, "landed_on", "2023.10.4", "R324"),
        (SECOND, "landed_on", "2023.7.31", "X614"), (SECOND, "landed_org", None, "R322"), (SECOND, "landed_org", "未转入", "R322"),
        (SECOND, "landed_org", "中共昆山市花桥镇委员会", "X634"), (SECOND, "landed_org", "常熟市虞山街道党工委", "X634"),
        (SECOND, "member_status", "预备党员", "P710"), (SECOND, "destination_type", "专转本", "X611"),
        (SECOND, "destination_type", "就业单位", "X611"), (SECOND, "receipt", "否", "R323"), (SECOND, "follow_up_contact", "电话联系不上", "R366"),
        (CARDS, "sex", "女", "X606"), (CARDS, "born_in", "2001.3", "X607"), (CARDS, "born_in", "2010.2", "R307"),
        (CARDS, "joined_on", "2022.11.20", "P703"), (CARDS, "joined_on", "2023.5.1", "P703"), (CARDS, "joined_on", "2018.11.20", "P701"),
        (CARDS, "joined_on", "2023.8.1", "P708"), (CARDS, "joined_on", "2031.11.20", "P708"), (CARDS, "mobile", "13800138000", "X608"),
        (CARDS, "mobile", "13961239999", "X608"), (CARDS, "relative1_mobile", "13961234607", "R365"),
        (CARDS, "destination", "专转本 苏州大学", ""), (CARDS, "destination", "恒力集团有限公司", ""),
    ],
)  # fmt: skip
def test_c2_a_wrong_cell_is_told_once(sheet: str, key: str, value: Raw, code: str) -> None:
    found = places(cell(sheet, key, value))
    assert len(found) == 1, found
    assert not code or found[0][1] == code
    if (sheet, key) not in ELSEWHERE:
        assert found[0][0] == sheet, "where the correction must be made"


ELSEWHERE = {(ROSTER, "receiving_department"), (CARDS, "destination")}
"""Cells of which nobody can tell that they, and not another sheet's, are wrong."""


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda rows: rows[ROSTER].pop(WHO), [(ROSTER, "X632")]),
        (lambda rows: rows[FIRST].pop(WHO), [(FIRST, "X601")]),
        (lambda rows: rows[SECOND].pop(WHO), [(SECOND, "X601")]),
        (lambda rows: rows[CARDS].pop(WHO), []),
        (lambda rows: rows[ROSTER].insert(WHO, dict(rows[ROSTER][WHO])), [(ROSTER, "S401")] * 2),
        (lambda rows: rows[FIRST].insert(WHO, dict(rows[FIRST][WHO])), [(FIRST, "X602")]),
        (lambda rows: rows[SECOND].insert(WHO, dict(rows[SECOND][WHO])), [(SECOND, "X602")]),
        (lambda rows: rows[ROSTER][WHO].update(branch="乙支部"), [(ROSTER, "X610")]),
        (lambda rows: rows[FIRST][WHO].update(branch="乙支部"), [(FIRST, "X601"), (FIRST, "X602")]),
        (lambda rows: rows[CARDS][WHO].update(branch="乙支部"), [(CARDS, "X610")]),
        (lambda rows: rows[FIRST].append({**rows[FIRST][WHO], "name": "殷旻"}), [(FIRST, "X602")]),
        (lambda rows: rows[CARDS].append({**rows[CARDS][WHO], "name": "殷旻", "mobile": "13961299871"}), [(CARDS, "X605")]),
        (lambda rows: [rows[sheet][WHO].update(name="王某某") for sheet in rows], [(ROSTER, "C151")]),
        (lambda rows: [rows[sheet][WHO].update(name="张三") for sheet in rows], []),
        (lambda rows: [rows[ROSTER].append({**rows[ROSTER][WHO], "branch": "乙支部"})], [(ROSTER, "X501")] * 2),
        (lambda rows: [rows[sheet].append({**rows[sheet][WHO], "branch": "乙支部"}) for sheet in rows], [(ROSTER, "X501")] * 2),
        (lambda rows: _swap(rows[ROSTER], "name"), [(CARDS, "X633")] * 2),
        (lambda rows: _swap(rows[CARDS], "name"), [(CARDS, "X633")] * 2),
        (lambda rows: _swap(rows[FIRST], "name"), [(FIRST, "X606")] * 2),
        (lambda rows: _swap(rows[ROSTER], "id_number"), [(ROSTER, "X635")] * 2),
        (lambda rows: _swap(rows[ROSTER], "phone"), [(CARDS, "X608")] * 2),
        (lambda rows: _swap(rows[CARDS], "mobile"), [(CARDS, "X608")] * 2),
        (lambda rows: _swap(rows[SECOND], "landed_org"), [(SECOND, "X612"), (SECOND, "X634")]),
        (lambda rows: rows[ROSTER][WHO].update(id_number=number_with(6, "2010"), age=12), [(ROSTER, "R305")]),
        (lambda rows: rows[ROSTER][WHO].update(age=12), [(ROSTER, "C131")]),
        (lambda rows: [people.reverse() for people in rows.values()], []),
    ],
)  # fmt: skip
def test_c2_c3_rows_missing_twice_swapped_or_elsewhere(change: Callable[[Rows], object], expected: list[tuple[str, str]]) -> None:
    assert sorted(places(change)) == sorted(expected)


ANSWERED = (
    {"landed_org": "已转"}, {"landed_org": "昆山"}, {"landed_on": "2023.6.31"}, {"landed_on": None}, {"landed_on": None, "landed_org": None},
    {"sex": "女"}, {"sex": "未知"}, {"member_status": "党员"}, {"destination_type": "去向"}, {"receipt": "也许"}, {"landed_on": "2023.9.1"},
)  # fmt: skip


@pytest.mark.parametrize("wrong", ANSWERED)
def test_d5_what_the_second_round_answers_is_nothing_to_do_any_more(wrong: dict[str, Raw]) -> None:
    """In findings, on receipts and in the standing alike; what is wrong in the second round, or not in it, is still to do."""
    rows = clean()
    rows[FIRST][WHO] |= wrong
    assert _to_do(rows) == ([], [], set())
    assert NAMES[WHO] in _to_do({sheet: people for sheet, people in rows.items() if sheet != SECOND})[2]
    rows[SECOND][WHO] |= {"landed_org": "已转", "landed_on": "2023.7.4"}
    found = _to_do(rows)
    assert ([where for where, _ in found[0]], found[2]) == ([SECOND], {NAMES[WHO]})


@pytest.mark.parametrize("lacks", [(FIRST,), (FIRST, SECOND)])
def test_d5_so_is_somebody_missing_who_stands_in_the_second(lacks: tuple[str, ...]) -> None:
    rows = clean()
    for sheet in lacks:
        del rows[sheet][WHO]
    assert [where for where, _ in _to_do(rows)[0]] == (list(lacks) if SECOND in lacks else [])


def test_d5_a_sheet_all_of_whose_people_are_there_again_is_done_with() -> None:
    rows, strange = clean(), [book for book in books(clean()) if FIRST in book.file]
    for book in strange:
        book.sheets[0].rows[0][0] = str(book.sheets[0].rows[0][0]).replace("2023", "2022")
    others = [book for book in books(rows) if FIRST not in book.file]
    ctx = dataclasses.replace(context(), as_of=date(2023, 9, 25))
    assert not [one.code for one in report(*others, *strange, ctx=ctx).findings if one.is_open]
    alone = [book for book in others if SECOND not in book.file]
    assert {one.code for one in report(*alone, *strange, ctx=ctx).findings if one.is_open} == {"F211"}


def _to_do(rows: Rows) -> tuple[list[tuple[str, str]], list[str], set[str]]:
    """What is open by the findings, the sheets sent back, and who has something open."""
    found = report(*books(rows), ctx=dataclasses.replace(context(), as_of=date(2023, 9, 25)))
    told = [(one.where.file.removesuffix(".xlsx")[3:], one.code) for one in found.findings if one.is_open]
    sent = [str(one.file) for one in found.submissions if one.state == "returned" or one.rows_rejected]
    return told, sent, {one.person.name for one in found.person_statuses if one.open}


def _swap(people: list[dict[str, Raw]], key: str) -> None:
    one, other = people[WHO], people[WHO + 1]
    one[key], other[key] = other[key], one[key]


def test_d4_one_sheet_alone_cannot_tell_whether_the_sex_or_the_number_is_wrong() -> None:
    other = cell(ROSTER, "id_number", number_with(16, "4"))
    assert places(other, SECOND, FIRST) == [(ROSTER, "X635")], "the card agrees with the sex"
    assert places(other, SECOND, FIRST, CARDS) == [(ROSTER, "R301")]


def _namesakes(rows: Rows) -> None:
    for people in rows.values():
        people[2].update(name=people[WHO]["name"], sex=people[WHO]["sex"])
    stem = f"{str(rows[ROSTER][2]['id_number'])[:16]}3"
    rows[ROSTER][2]["id_number"] = stem + check_digit(stem)


def test_c2_namesakes_are_counted_once_in_every_round() -> None:
    rows = clean()
    _namesakes(rows)
    found = told(rows)
    assert [one.code for one in found] == ["X603"] * 4, "each row of each round needs its note"
    assert {one.message for one in found} == {"本支部有2个同名的“陆昕怡”，看不出这一行是哪一个"}


def test_c3_who_lacks_a_card_is_chased_and_told_to_the_office() -> None:
    rows = clean()
    del rows[CARDS][WHO]
    found = report(*books(rows), ctx=dataclasses.replace(context(), as_of=date(2023, 9, 25)))
    assert [(f.code, f.person, f.severity.value) for f in found.findings if f.code == "X604"] == [("X604", NAMES[WHO], "info")]
    assert all(one.state == "clean" for one in found.submissions if one.file), "nothing is sent back"
    no_card = OpenItem(ItemKind.NO_CARD, ("registration_card", None))
    assert [one.open for one in found.person_statuses if one.person.name == NAMES[WHO]] == [(no_card,)]


@pytest.mark.parametrize(("between", "code"), [("、", "C112"), (" / ", "C112"), ("和", "C112"), ("\n", "C111"), (" ", "C111")])
@pytest.mark.parametrize("sheet", [ROSTER, FIRST, SECOND])
def test_c1_two_people_in_a_row_are_one_fault(sheet: str, between: str, code: str) -> None:
    rows = clean()
    one, other = rows[sheet][WHO], rows[sheet].pop(WHO + 1)
    for key, typed in other.items():
        if key not in {"branch", "seq"} and typed is not None and one.get(key) is not None:
            one[key] = f"{one[key]}{between}{typed}"
    assert [(finding.where.cell, finding.code) for finding in told(rows)] == [("B5", code)]


@pytest.mark.parametrize("without", [(SECOND,), (SECOND, CARDS), (CARDS,)])
def test_c1_without_some_forms(without: tuple[str, ...]) -> None:
    assert places(cell(ROSTER, "name", "陆"), *without) == [(ROSTER, "C110")]
    assert places(cell(FIRST, "name", None), *without) == [(FIRST, "C101")]
    assert places(cell(ROSTER, "id_number", number_with(6, "2010")), *without) == [(ROSTER, "R305")]


def test_a_reason_on_the_row_is_an_answer_and_hides_nobody() -> None:
    rows = clean()
    rows[FIRST][WHO]["name"] = "谢泓"
    sheets = [book for book in books(rows) if "附件3第二次" not in book.file]
    both = {("X601", NAMES[WHO]), ("X602", "谢泓")}
    ctx = dataclasses.replace(context(), as_of=date(2023, 7, 25))
    results = [examine(book, FORMS, ctx) for book in sheets]
    answered = [dataclasses.replace(one, sheets=tuple(map(_with_reason, one.sheets))) for one in results]
    found = run(answered, Known({one.file: datetime(2023, 6, 20) for one in results}), FORMS, ctx).findings
    assert {(one.code, one.person) for one in found if one.code.startswith("X6")} == both


def test_c1_a_table_of_quite_other_people_hides_nobody_who_is_missing() -> None:
    rows = clean()
    for place, person in enumerate(rows[FIRST]):
        person["name"] = f"{'殷罗毕郝安常乐于时傅'[place]}{person['name']}"[:3] + "安"
    for sheet in (SECOND, CARDS):
        del rows[sheet]
    found = told(rows, date(2023, 7, 25))
    assert {one.person for one in found if one.code == "X601"} == set(NAMES)


def _with_reason(submission: SheetFacts) -> SheetFacts:
    records = [dataclasses.replace(one, reason="这个人是从乙支部转来的") if one.person == "谢泓" else one for one in submission.records]
    return dataclasses.replace(submission, records=tuple(records)) if submission.branch == "甲支部" else submission


def test_f6_a_blank_follow_up_table_is_nothing_handed_in_before_its_day() -> None:
    """It lies beside the roster because the office handed out both; afterwards whoever is missing is asked for."""
    rows = {ROSTER: clean()[ROSTER], FIRST: []}
    blank = [workbook(f"{branch}{FIRST}.xlsx", _blank(branch)) for branch in dict.fromkeys(BRANCH)]
    made = [*books({ROSTER: rows[ROSTER]}), *blank]
    for day, expected in ((date(2023, 6, 20), set()), (date(2023, 7, 25), set()), (date(2023, 7, 26), {"X601"})):
        found = report(*made, ctx=dataclasses.replace(context(), as_of=day))
        assert {one.code for one in found.findings if one.is_error} == expected
        assert expected or not [one.code for one in found.findings if one.is_open]


def _blank(branch: str) -> list[list[Raw]]:
    head = [field.head for field in VISIT.spec.fields]
    return [[VISIT.spec.titled(COLLEGE, 2023)], [f"党支部名称：{branch}"], list(head), *([n] for n in range(1, 11))]
