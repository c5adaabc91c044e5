"""Cards: labels anywhere on a sheet, values beside or behind them, photos, tables of cards."""

import dataclasses

import pytest
from support import CARD, COLLEGE, GOOD, GOOD_CARD, context, flat, handed_in, merged_of, report, roster, workbook

from gradflow.model.cells import Picture, Raw, Sheet

TITLE = f"{COLLEGE}毕业生党员信息登记卡（2023年度）"
FULL = {
    **GOOD_CARD, "home_phone": "0512-63456789", "relative1_name": "王建国", "relative1_mobile": "13912340001", "relative2_name": "李秀英",
    "relative2_mobile": "13912340002", "advisor_name": "赵老师", "advisor_mobile": "13912340003", "classmate_name": "钱同学",
    "classmate_mobile": "13912340004", "email": "a@example.com", "qq": "123456789", "wechat": "同手机号", "other_contact": None,
}  # fmt: skip
LINES = [[one for one in CARD.spec.fields if one.line == line and one.key != "photo"] for line in range(1, 13)]


def beside(person: dict[str, Raw]) -> list[list[Raw]]:
    """Values in the cell right of the label."""
    rows: list[list[Raw]] = [[TITLE], [None]]
    rows += [[cell for one in line for cell in (one.head, person.get(one.key))] for line in LINES]
    rows[2].append("（免冠照片）")
    return rows


def behind(person: dict[str, Raw]) -> list[list[Raw]]:
    """Values in the label's own cell, behind the colon."""
    rows: list[list[Raw]] = [[TITLE], [None]]
    return rows + [[f"{one.head}{person.get(one.key) or ''}" for one in line] for line in LINES]


def one_cell_a_line(person: dict[str, Raw]) -> list[list[Raw]]:
    """A whole line in one cell, as copied from Word."""
    rows: list[list[Raw]] = [[TITLE], [None]]
    return rows + [["　　".join(f"{one.head}{person.get(one.key) or ''}" for one in line)] for line in LINES]


def far_right(person: dict[str, Raw]) -> list[list[Raw]]:
    """Labels and values with empty cells between them, as merged cells leave them."""
    rows: list[list[Raw]] = [[None, TITLE], [None]]
    return rows + [[cell for one in line for cell in (None, one.head.replace("：", ""), None, None, person.get(one.key))] for line in LINES]


def below(person: dict[str, Raw]) -> list[list[Raw]]:
    """Values under the labels."""
    rows: list[list[Raw]] = [[TITLE], [None]]
    for line in LINES:
        rows += [[one.head for one in line], [person.get(one.key) for one in line]]
    return rows


def cards(*rows: list[list[Raw]] | Sheet, file: str = "甲支部登记卡.xlsx"):
    return report(workbook(file, *rows))


def values(found) -> dict[str, object]:
    submission = found.sheets[0]
    return {key: typed for key, typed in submission.records[0].cells.items() if typed is not None and key != "photo"}


@pytest.mark.parametrize("layout", [beside, behind, one_cell_a_line, far_right, below])
def test_every_label_finds_its_value(layout) -> None:
    found = cards(layout(FULL))
    assert flat(found) == []
    assert values(found) == {key: value for key, value in FULL.items() if value is not None}
    assert found.counts["rows_accepted"] == 1


def test_the_four_mobiles_belong_to_the_person_of_their_row() -> None:
    rows = beside({**FULL, "relative1_mobile": None})
    assert {key: value for key, value in values(cards(rows)).items() if "mobile" in key} == {
        "mobile": "13961234579", "relative2_mobile": "13912340002", "advisor_mobile": "13912340003", "classmate_mobile": "13912340004",
    }  # fmt: skip


def test_a_value_with_a_colon_is_a_value() -> None:
    found = cards(beside({**FULL, "destination": "专转本：苏州大学"}))
    assert flat(found) == []
    assert values(found)["destination"] == "专转本：苏州大学"


def test_added_labels_are_told_and_do_not_become_values() -> None:
    rows = beside(FULL)
    rows.append(["民族：汉族", "学号：", "20200101"])
    found = cards(rows)
    assert [code for _, code in flat(found)] == ["F202"]
    assert found.sheets[0].records[0].extras == ("汉族", "20200101")


def test_cards_one_under_another_are_told_apart() -> None:
    other = {**FULL, "name": "李强", "mobile": "13912340009"}
    found = cards([*beside(FULL), *beside(other)])
    assert flat(found) == []
    assert [record.person for record in found.sheets[0].records] == ["王芳", "李强"]


def test_an_error_costs_only_its_own_card() -> None:
    other = {**FULL, "name": "李强", "joined_on": "去年"}
    found = cards([*beside(FULL), *beside(other)])
    assert found.counts["rows_accepted"] == found.counts["rows_rejected"] == 1
    assert flat(found) == [["D18", "C601"]]


def side_by_side(*people: dict[str, Raw], gap: int = 1) -> list[list[Raw]]:
    """Cards in one stretch of lines, each with its own title."""
    return [
        [cell for line in lines for cell in (*line, *[None] * (4 + gap - len(line)))]
        for lines in zip(*(beside(one) for one in people), strict=True)
    ]


@pytest.mark.parametrize("gap", [1, 2])
@pytest.mark.parametrize("count", [2, 3])
def test_cards_side_by_side_are_read(gap: int, count: int) -> None:
    people = [
        {**FULL, "name": f"王{name}", "qq": f"12345678{number}", "wechat": f"wx12345{number}"}
        for number, name in enumerate("芳强敏"[:count])
    ]
    rows = [[None if cell == "（免冠照片）" else cell for cell in row] for row in side_by_side(*people, gap=gap)]
    other = {**FULL, "name": "李四方", "qq": "987654321"}
    found = cards([*rows, [None], *beside(other)])
    assert flat(found) == []
    assert found.counts["rows_accepted"] == count + 1
    read = [record for one in found.sheets for record in one.records]
    assert sorted((record.person, record.cells["qq"]) for record in read) == sorted((one["name"], one["qq"]) for one in [*people, other])


def test_an_error_on_a_card_is_not_its_neighbours() -> None:
    found = cards(side_by_side(FULL, {**FULL, "name": "李强", "joined_on": "去年"}))
    assert [(f.person, f.code, f.where.cell) for f in found.findings] == [("李强", "C601", "I4")]
    assert found.counts["rows_accepted"] == found.counts["rows_rejected"] == 1


def test_cards_that_cannot_be_told_apart_are_one_finding() -> None:
    rows = side_by_side(FULL, {**FULL, "name": "李强"})
    rows = [[row[0], row[5], row[1], row[6], *row[2:5], *row[7:]] if len(row) > 6 else row for row in rows]
    found = cards(rows)
    assert [code for _, code in flat(found)] == ["F236"]
    assert found.counts["rows_accepted"] == 0


def test_a_label_that_is_gone_is_told_once() -> None:
    rows = [row for row in beside(FULL) if row[0] != "本人手机："]
    assert flat(cards(rows)) == [[3, "F201"]]


def test_a_name_twice_on_one_card_is_not_guessed() -> None:
    rows = beside(FULL)
    rows.append(["姓名：", "李强"])
    assert flat(cards(rows)) == [[3, "F237"]]


def test_blank_cards_beside_filled_ones_are_passed_over() -> None:
    found = cards(beside(FULL), beside({}), beside({}))
    assert flat(found) == []
    assert found.counts["rows_read"] == 1


def test_the_year_of_another_cohort_and_another_college() -> None:
    last_year, elsewhere = beside(FULL), beside(FULL)
    last_year[0][0] = TITLE.replace("2023", "2022")
    elsewhere[0][0] = "南京某某职业技术学院毕业生党员信息登记卡（2023年度）"
    assert flat(cards(last_year)) == [[None, "F211"]]
    assert flat(cards(elsewhere)) == [[None, "F212"]]


@pytest.mark.parametrize(
    ("pictures", "codes"),
    [((), [["E3", "C614"]]), ((Picture(3, 5, "xl/media/image1.png"),), []), ((Picture(0, 0),), []), (None, [])],
    ids=["no picture", "floating", "somewhere on the sheet", "an .xls does not tell"],
)
def test_photos(pictures: tuple[Picture, ...] | None, codes: list[list[str]]) -> None:
    assert flat(cards(Sheet("王芳", beside(FULL), pictures=pictures))) == codes


def test_each_of_two_cards_has_its_own_photo() -> None:
    rows = [*beside(FULL), *beside({**FULL, "name": "李强"})]
    found = cards(Sheet("卡", rows, pictures=(Picture(17, 5, "b.png"),)))
    assert [[f.person, f.code] for f in found.findings] == [["王芳", "C614"]]


TABLE = [one for one in CARD.table.spec.fields if one.key != "photo"]


def test_cards_as_a_table_are_one_row_a_person() -> None:
    heads = ["手机" if one.key.endswith("_mobile") else one.head for one in TABLE]
    rows: list[list[Raw]] = [[TITLE], heads]
    rows += [
        [number if one.key == "seq" else person.get(one.key) for one in TABLE]
        for number, person in enumerate((FULL, {**FULL, "name": "李强"}), 1)
    ]
    found = cards(rows)
    assert flat(found) == []
    assert values(found) == {"seq": 1, **{key: value for key, value in FULL.items() if value is not None}}
    assert found.counts["rows_accepted"] == 2


def test_a_roster_is_no_card_and_a_card_no_roster() -> None:
    found = report(workbook("甲支部.xlsx", roster([GOOD]), beside(FULL)))
    assert [receipt.form for receipt in handed_in(found)] == ["registration_card", "transfer_out"]


def test_the_merged_sheet_leaves_other_peoples_data_out() -> None:
    table = merged_of(cards(beside(FULL)), "registration_card")
    text = repr(table)
    assert table.fields[:2] == ("name", "sex")
    assert not [name for name in ("王建国", "13912340001", "李秀英", "钱同学", "13912340004", "赵老师") if name in text]


def test_two_cards_of_one_person() -> None:
    same = report(workbook("甲支部1.xlsx", beside(FULL)), workbook("甲支部2.xlsx", behind(FULL)))
    assert [f.code for f in same.findings] == ["F105"]
    assert same.counts["rows_read"] == 1
    different = report(workbook("甲支部1.xlsx", beside(FULL)), workbook("甲支部2.xlsx", beside({**FULL, "qq": "987654321"})))
    assert [f.code for f in different.findings] == ["F104", "F104"]
    assert different.counts["rows_rejected"] == 2


def test_cards_of_namesakes_are_not_versions_of_one_card() -> None:
    namesake = {**GOOD, "id_number": "110105199003078035", "phone": "13861530078", "age": 33}
    books = [workbook("甲支部1.xlsx", beside(FULL)), workbook("甲支部2.xlsx", beside({**FULL, "mobile": "13861530078", "born_in": None}))]
    listed = report(workbook("附件2.xlsx", roster([GOOD, namesake])), *books)
    assert not [f.code for f in listed.findings if f.code == "F104"]
    assert "C101" in {f.code for f in listed.findings}
    alone = report(workbook("附件2.xlsx", roster([GOOD])), *books)
    assert [f.code for f in alone.findings if f.code == "F104"] == ["F104", "F104"]
    elsewhere = report(books[0], workbook("甲支部3.xlsx", beside({**FULL, "mobile": "13861530078", "class_group": "计算机系 网络2003班"})))
    assert not [f.code for f in elsewhere.findings if f.code == "F104"]


def test_a_card_without_a_branch_goes_where_its_person_is_listed() -> None:
    card = beside({**FULL, "sex": "男"})
    found = report(workbook("附件2.xlsx", roster([GOOD])), workbook("王芳.xlsx", card))
    assert [f.code for f in found.findings if f.where.file == "王芳.xlsx"] == ["F230"]
    assert {receipt.branch for receipt in handed_in(found)} == {"甲支部"}
    alone = report(workbook("王芳.xlsx", card))
    assert [f.code for f in alone.findings] == ["F222"]


def test_many_cards_of_one_workbook_have_one_receipt() -> None:
    found = cards(beside(FULL), beside({**FULL, "name": "李强"}), beside({**FULL, "name": "赵敏", "qq": "x"}))
    (receipt,) = handed_in(found)
    assert (receipt.rows_read, receipt.rows_accepted, receipt.warnings, receipt.state) == (3, 3, 1, "returned")


def test_relations_are_not_required_but_the_mobile_is() -> None:
    bare = {key: FULL[key] for key in GOOD_CARD if key != "mobile"}
    assert flat(cards(beside(bare))) == [["B7", "C101"]]


def test_rules_between_people_wait_for_values_that_parse() -> None:
    ctx = dataclasses.replace(context())
    found = report(
        workbook("甲支部附件2.xlsx", roster([GOOD])), workbook("甲支部登记卡.xlsx", beside({**FULL, "joined_on": "2022.2.30"})), ctx=ctx
    )
    assert [f.code for f in found.findings if f.is_error] == ["C605"]


def test_the_photo_on_a_blank_card_is_nobody_elses() -> None:
    rows = [*beside(FULL), *beside({})]
    found = cards(Sheet("卡", rows, pictures=(Picture(17, 5, "b.png"),)))
    assert [[f.person, f.code] for f in found.findings] == [["王芳", "C614"]]
    assert found.sheets[0].records[0].picture is None
