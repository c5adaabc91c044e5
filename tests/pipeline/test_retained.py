"""附表8: the register of those whose membership stays, held against 附件3 and filled in from it."""

from collections.abc import Mapping
from datetime import date

import pytest
from support import COLLEGE, EVERY, GOOD, GOOD_VISIT, VISIT, report, roster, visits, workbook

from gradflow.model.cells import Raw
from gradflow.model.reports import Report
from gradflow.model.views import Landing
from gradflow.pipeline.prefilling import prefilled

REGISTER = EVERY["retained"]
FORMS = {key: EVERY[key] for key in ("registration_card", "transfer_out", "follow_up", "retained")}
WHO = ("name", "sex", "id_number", "member_status", "phone")
STAYS = {
    **GOOD_VISIT,
    "destination_type": "保留在校",
    "landed_org": None,
    "landed_on": None,
    "receipt": None,
    "not_landed_reason": "单位未落实，保留在校",
}
ROW = {**{key: GOOD[key] for key in WHO}, "kept_for": "单位未落实", "kept_from": "2023.6", "last_contact": "微信 2023.7.1"}
OLDER = {**ROW, "name": "李强", "id_number": "110105199003078035", "phone": "13861530078", "kept_from": "2022.6"}
TITLE = REGISTER.spec.titled(COLLEGE, 2023)


def register(*people: Mapping[str, Raw], title: str = TITLE) -> list[list[Raw]]:
    """Rows of the register; data begins in row 4."""
    keys = [field.key for field in REGISTER.spec.fields]
    rows = [[number if key == "seq" else person.get(key) for key in keys] for number, person in enumerate(people, start=1)]
    return [[title], ["党支部名称：甲支部"], [field.head for field in REGISTER.spec.fields], *rows]


def run(*sheets: list[list[Raw]], visit: Mapping[str, Raw] = STAYS) -> Report:
    """A run on a roster of one graduate, the first follow-up, and registers."""
    books = [workbook("附件2.xlsx", roster([GOOD])), workbook("附件3第一次.xlsx", visits([visit]))]
    return report(*books, *(workbook(f"附表8-{n}.xlsx", sheet) for n, sheet in enumerate(sheets)), forms=FORMS)


def told(found: Report) -> set[tuple[str, str]]:
    """Code and person of what is found."""
    return {(one.code, one.person) for one in found.findings if one.where.file}


@pytest.mark.parametrize(
    ("sheets", "visit", "expected"),
    [
        ([], STAYS, {("P713", "王芳")}),
        ([register(ROW)], STAYS, set()),
        ([register(OLDER)], STAYS, {("P713", "王芳"), ("X625", "王芳")}),
        ([register({"name": "无"})], STAYS, {("F233", ""), ("P713", "王芳"), ("X625", "王芳")}),
        ([register(OLDER)], GOOD_VISIT, set()),
        ([register(OLDER)], {**STAYS, "destination_type": "去世", "not_landed_reason": "病故"}, set()),
        (
            [register({**ROW, "id_number": "32058420000512001", "phone": None})],
            STAYS,
            {("P713", "王芳"), ("C204", "王芳"), ("C101", "王芳")},
        ),
        ([register(ROW)], GOOD_VISIT, {("X626", "王芳")}),
        ([register({**ROW, "name": "王方"})], STAYS, {("X627", "王方")}),
        ([register({**ROW, "left_on": "2023.7.10", "left_to": "中共昆山市玉山镇委员会"})], GOOD_VISIT, set()),
    ],
    ids=["no register", "there", "absent", "nil", "landed", "dead", "mistyped", "landed, still kept", "name misspelt", "gone"],
)
def test_whoever_stays_stands_in_the_register(
    sheets: list[list[list[Raw]]], visit: Mapping[str, Raw], expected: set[tuple[str, str]]
) -> None:
    assert told(run(*sheets, visit=visit)) == expected


def test_earlier_cohorts_are_checked_and_are_no_graduates() -> None:
    people = ({**OLDER, "id_number": "110105195812310019", "kept_from": "2021.6", "dues_until": "2022.12"}, ROW)
    found = run(register(*people, title=f"{COLLEGE}2021届毕业生党员组织关系保留在校管理台账"))
    assert told(found) == {("R351", "李强"), ("R355", "李强")}
    assert [one.person.name for one in found.person_statuses] == ["王芳"]
    assert found.counts["rows_accepted"] == 4 and not any(one.missing == "没有附件2" for one in found.not_run)


def test_earlier_cohorts_are_called_until_they_have_gone() -> None:
    abroad = {**OLDER, "kept_for": "出国（境）", "contact_at_home": "父亲 13861530078", "last_contact": "微信 2023.4.1"}
    found = run(register(abroad, ROW))
    assert [one.person.name for one in found.earlier] == ["李强"]
    assert ("李强", [("abroad", date(2023, 10, 1))]) in [
        (t.status.person.name, [(s.situation, s.day) for s in t.steps]) for t in found.tasks
    ]
    gone = {**OLDER, "left_on": "2023.7.10", "left_to": "中共昆山市玉山镇委员会"}
    assert not run(register(gone)).earlier
    assert run(register({**gone, "phone": None})).earlier, "a row to be corrected says nothing yet"
    alone = report(workbook("附表8.xlsx", register(ROW)), forms=FORMS)
    assert not alone.earlier, "one of this year, whose roster is still to come"


def test_a_remark_in_the_register_keeps_nobody_who_has_landed() -> None:
    (one,) = run(
        register({**ROW, "remark": "暂缓转出", "left_on": "2023.7.10", "left_to": GOOD_VISIT["landed_org"]}), visit=GOOD_VISIT
    ).person_statuses
    assert one.landing is Landing.LANDED


def test_last_years_register_is_refused() -> None:
    assert ("F211", "") in told(run(register(ROW, title=REGISTER.spec.titled(COLLEGE, 2022))))


def test_lost_is_told_once() -> None:
    found = run(register({**OLDER, "last_contact": "2022.9.1 以后电话关机，联系不上", "dues_until": "2022.9"}), visit=GOOD_VISIT)
    assert told(found) == {("R366", "李强")}


def test_who_stays_is_filled_in_with_what_is_known() -> None:
    abroad = {**STAYS, "destination_type": "出国（境）", "not_landed_reason": "赴日本留学，已申请保留"}
    (row, *blank) = prefilled(run(visit=abroad), REGISTER, FORMS)["甲支部"]
    assert {key: cell for key, cell in row.items() if cell} == {
        "name": "王芳", "sex": "男", "id_number": GOOD["id_number"], "member_status": "正式党员", "phone": GOOD["phone"],
        "kept_for": "出国（境）", "kept_from": "2023.06", "last_contact": "电话 2023.7.15", "remark": "赴日本留学，已申请保留",
    }  # fmt: skip
    assert blank == [{}] * REGISTER.spec.blank_rows
    assert prefilled(run(visit=STAYS), REGISTER, FORMS)["甲支部"][0]["kept_for"] == "单位未落实"
    assert prefilled(run(visit=GOOD_VISIT), REGISTER, FORMS)["甲支部"] == blank
    again = prefilled(run(register({**ROW, "dues_until": "2023.6"})), REGISTER, FORMS)["甲支部"][0]
    assert (again["dues_until"], again["last_contact"]) == ("2023-06", "微信 2023.7.1")


def test_earlier_cohorts_and_whoever_has_left_are_kept_in_the_register() -> None:
    gone = {**ROW, "left_on": "2023.7.10", "left_to": GOOD_VISIT["landed_org"]}
    filled = prefilled(run(register(OLDER, gone), visit=GOOD_VISIT), REGISTER, FORMS)["甲支部"]
    assert [(one["name"], one["kept_from"], one["last_contact"]) for one in filled if one] == [
        ("王芳", "2023-06", "微信 2023.7.1"), ("李强", "2022-06", "微信 2023.7.1"),
    ]  # fmt: skip


def test_the_follow_up_is_filled_in_as_before() -> None:
    assert prefilled(run(register(OLDER)), VISIT, FORMS, 2)["甲支部"][0]["not_landed_reason"] == "单位未落实，保留在校"
