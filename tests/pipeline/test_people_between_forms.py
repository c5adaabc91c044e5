"""Matching people between forms, completeness, rounds, statuses and the upward figures."""

import dataclasses
from datetime import date, datetime

import pytest
from support import BRANCHES, FORMS, GOOD, GOOD_VISIT, SECOND, VISIT, context, flat, report, roster, workbook
from test_cards import FULL, beside

from gradflow.forms.loader import build
from gradflow.kinds.id_number import check_digit
from gradflow.model.cells import Mark, Raw, Workbook
from gradflow.model.reports import Known, Report
from gradflow.model.views import ItemKind, Landing, Reason, Statistic
from gradflow.outputs.consolidated import register_table
from gradflow.outputs.overview import _reasons
from gradflow.outputs.words import items_text, wait_text
from gradflow.pipeline.examine import examine
from gradflow.pipeline.run import run

NAMED = {**GOOD_VISIT, "name": "王芳"}
OTHER = {**GOOD_VISIT, "name": "李强", "landed_org": "昆山市花桥镇党委"}
MAN, GIRL = (f"3205842001071200{tail}" + check_digit(f"3205842001071200{tail}") for tail in ("1", "2"))
JULY, SEPTEMBER = date(2023, 7, 25), date(2023, 9, 25)


def visits(people: list[dict[str, Raw]], branch: str = "甲支部") -> list[list[Raw]]:
    """Rows of a plain 附件3 sheet; data starts in row 4."""
    keys = [field.key for field in VISIT.spec.fields]
    rows: list[list[Raw]] = [
        [VISIT.spec.titled("苏州信息职业技术学院", 2023)],
        [f"党支部名称：{branch}"],
        [field.head for field in VISIT.spec.fields],
    ]
    return rows + [[number if key == "seq" else person.get(key) for key in keys] for number, person in enumerate(people, start=1)]


def two(listed: list[dict[str, Raw]], seen: list[dict[str, Raw]], *more: Workbook) -> list[list[object]]:
    """What is told of 附件3 第一次 beside an 附件2, errors and warnings only."""
    found = report(workbook("附件2.xlsx", roster(listed)), workbook("附件3第一次.xlsx", visits(seen)), *more)
    return [[f.where.cell, f.code, f.person] for f in found.findings if f.severity.value != "info" and f.where.file.startswith("附件3")]


R_TWO = [GOOD, {**SECOND, "id_number": MAN, "age": 21}]


def test_the_same_people_in_another_order_with_blanks_and_notes_are_the_same_people() -> None:
    assert two(R_TWO, [{**OTHER, "name": "李　强"}, {**NAMED, "name": "王芳(女)"}]) == []
    dotted = {**R_TWO[1], "name": "阿依古丽·买买提"}
    assert two([GOOD, dotted], [NAMED, {**OTHER, "name": "阿依古丽.买买提"}]) == []
    assert two([GOOD, dotted], [NAMED, {**OTHER, "name": "阿依古丽买买提"}]) == []


@pytest.mark.parametrize(("listed", "seen", "codes"), [
    (["张伟国", "李强"], ["張偉國", "李强"], ["X639"]), (["许昇平", "李强"], ["许升平", "李强"], ["X639"]), (["周喆明", "李强"], ["周哲明", "李强"], ["X639"]),
    (["朱镕镕", "李强"], ["朱鎔镕(女)", "李强"], ["X639"]), (["張偉", "李强"], ["張 偉", "李强"], []),
    (["张伟", "張偉"], ["張偉", "张伟"], []),  # namesakes who tell themselves apart
    (["张伟", "李强"], ["張偉", "张伟", "李强"], ["X602"]),  # the one in the same characters is theirs
    (["吴桂花", "李强"], ["吴桂华", "李强"], ["X602"]), (["萧华", "李强"], ["肖华", "李强"], ["X602"]), (["付强", "李强"], ["傅强", "李强"], ["X602"]),
])  # fmt: skip
def test_a_character_in_another_form_makes_nobody_another(listed: list[str], seen: list[str], codes: list[str]) -> None:
    rosters = [{**person, "name": name} for person, name in zip(R_TWO, listed, strict=True)]
    assert sorted(str(code) for _, code, _ in two(rosters, [{**NAMED, "name": name} for name in seen])) == codes


def test_a_missing_person_is_an_error_on_the_sheet_that_costs_nobody_a_row() -> None:
    found = report(workbook("附件2.xlsx", roster(R_TWO)), workbook("附件3第一次.xlsx", visits([NAMED])))
    assert [(f.where.cell, f.code, f.person) for f in found.findings if f.is_error] == [(None, "X601", "李强")]
    assert found.counts["rows_accepted"] == 3
    assert found.counts["errors"] == 1


def test_a_person_too_many_stands_at_their_row() -> None:
    assert two([GOOD], [NAMED, OTHER]) == [["B5", "X602", "李强"]]


def test_a_name_one_character_off_is_a_hint_told_once_and_never_a_match() -> None:
    found = report(workbook("附件2.xlsx", roster(R_TWO)), workbook("附件3第一次.xlsx", visits([NAMED, {**OTHER, "name": "李弶"}])))
    told = [f for f in found.findings if f.is_error]
    assert [(f.where.cell, f.code) for f in told] == [("B5", "X602")]
    assert "有一个“李强”，是不是同一人" in told[0].message
    assert len(found.person_statuses) == 3


def test_a_row_without_a_name_is_not_told_twice() -> None:
    assert two(R_TWO, [NAMED, {**OTHER, "name": None}]) == [["B5", "C101", ""]]


NAMESAKES = [GOOD, {**GOOD, "id_number": MAN, "age": 21, "phone": "13861530078"}]
WOMAN = {**GOOD, "id_number": GIRL, "age": 21, "sex": "女", "phone": "13861530078"}


def test_namesakes_told_apart_by_sex() -> None:
    assert two([GOOD, WOMAN], [{**NAMED, "sex": "女", "member_status": "正式党员"}, NAMED]) == []


@pytest.mark.parametrize("names", [("王芳(0016)", f"王芳({MAN[-4:]})"), (f"王芳（{MAN[-4:]}）", "王芳"), ("王芳", "王芳(0016)")])
def test_namesakes_told_apart_by_the_last_digits_of_their_id(names: tuple[str, str]) -> None:
    rows = [{**NAMED, "name": names[0]}, {**NAMED, "name": names[1], "landed_org": "昆山市花桥镇党委"}]
    assert two(NAMESAKES, rows) == []


def test_namesakes_told_apart_by_the_same_note_in_both_forms() -> None:
    listed = [{**one, "name": f"王芳({note})"} for one, note in zip(NAMESAKES, "大小", strict=True)]
    assert two(listed, [{**NAMED, "name": "王芳(小)"}, {**NAMED, "name": "王芳(大)", "landed_org": "昆山市花桥镇党委"}]) == []


def test_namesakes_that_cannot_be_told_apart_are_asked_for_unless_all_is_the_same() -> None:
    assert two(NAMESAKES, [NAMED, NAMED]) == []
    different = [NAMED, {**NAMED, "landed_org": "昆山市花桥镇党委"}]
    assert two(NAMESAKES, different) == [["B4", "X603", "王芳"], ["B5", "X603", "王芳"]]


def test_a_card_is_matched_across_branches_by_name_sex_and_month_of_birth() -> None:
    card = workbook("乙支部登记卡.xlsx", beside({**FULL, "mobile": "13961234579"}))
    found = report(workbook("附件2.xlsx", roster([GOOD])), card)
    assert [(f.where.file, f.code) for f in found.findings if f.severity.value == "warning"] == [("乙支部登记卡.xlsx", "X610")]
    assert len(found.person_statuses) == 1


def test_a_card_with_another_birthday_is_matched_by_mobile_and_told() -> None:
    card = workbook("甲支部登记卡.xlsx", beside({**FULL, "born_in": "2000.6"}))
    found = report(workbook("附件2.xlsx", roster([GOOD])), card)
    assert [f.code for f in found.findings if f.is_error] == ["X607"]
    assert len(found.person_statuses) == 1


def test_missing_and_surplus_cards_are_told_once_a_branch_has_handed_in_any() -> None:
    listed = workbook("附件2.xlsx", roster(R_TWO))
    assert [f.code for f in report(listed).findings] == []
    one = report(listed, workbook("甲支部登记卡.xlsx", beside(FULL)))
    assert [(f.where.file, f.where.cell, f.code) for f in one.findings if f.code != "C614"] == [("附件2.xlsx", "B5", "X604")]
    assert not [f for f in one.findings if f.is_open], "who lacks a card is chased, and the roster is not returned for it"
    surplus = report(listed, workbook("甲支部登记卡.xlsx", beside(FULL), beside({**FULL, "name": "赵敏", "mobile": "13912349999"})))
    assert sorted(f.code for f in surplus.findings if f.code != "C614") == ["X604", "X605"]


def test_rules_without_their_data_are_told_as_not_run_and_not_as_passed() -> None:
    found = report(workbook("附件2.xlsx", roster(R_TWO)))
    not_run = {one.code: (one.people, one.missing) for one in found.not_run}
    assert not_run["P701"] == not_run["P703"] == not_run["X607"] == (2, "没有附件1")
    assert "P711" not in not_run and "X613" not in not_run
    both = report(workbook("附件2.xlsx", roster([GOOD])), workbook("甲支部登记卡.xlsx", beside(FULL)))
    assert not both.not_run


# rounds


def rounds_of(*books: Workbook, received: dict[str, datetime] | None = None, as_of: date = SEPTEMBER) -> Report:
    ctx = dataclasses.replace(context(), as_of=as_of)
    by_name = {book.file: book for book in books}
    results = [examine(book, FORMS, ctx) for book in by_name.values()]
    times = {file: datetime(2023, 6, 20, 10) for file in by_name} | (received or {})
    return run(results, Known(times), FORMS, ctx)


@pytest.mark.parametrize(
    ("file", "number"),
    [
        ("附件3 第二次.xlsx", 2), ("附件3第1次.xlsx", 1), ("首次回访/附件3.xlsx", 1), ("附件3(9月25日).xlsx", 2), ("附件3 7.25.xlsx", 1),
        ("七月/附件3.xlsx", 1), ("9月底 附件3.xlsx", 2), ("第二轮回访 甲支部.xlsx", 2),
    ],
)  # fmt: skip
def test_the_round_is_told_by_names(file: str, number: int) -> None:
    found = rounds_of(workbook(file, visits([NAMED])), received={file: datetime(2023, 9, 20)})
    assert found.sheets[0].round == number
    assert "F228" not in {f.code for f in found.findings}


def test_the_mark_tells_the_round_and_a_contradiction_is_an_error_of_that_sheet_only() -> None:
    marked = dataclasses.replace(workbook("附件3.xlsx", visits([NAMED])), mark=Mark(form="follow_up", round=2))
    assert rounds_of(marked).sheets[0].round == 2
    wrong = dataclasses.replace(marked, file="附件3第一次.xlsx", digest="x")
    first = workbook("甲支部 第一次.xlsx", visits([{**NAMED, "receipt": "线上"}]))
    found = rounds_of(wrong, first)
    assert [(f.where.file, f.code) for f in found.findings if f.is_error] == [("附件3第一次.xlsx", "F227")]
    assert found.counts["rows_accepted"] == found.counts["rows_rejected"] == 1


def test_without_a_name_the_day_of_receipt_tells_the_round() -> None:
    first, second = workbook("a.xlsx", visits([NAMED])), workbook("b.xlsx", visits([{**NAMED, "receipt": "线上"}]))
    found = rounds_of(first, second, received={"a.xlsx": datetime(2023, 7, 25, 23), "b.xlsx": datetime(2023, 9, 20)})
    assert [s.round for s in found.sheets] == [1, 2]
    late = rounds_of(first, received={"a.xlsx": datetime(2023, 7, 28)})
    assert late.sheets[0].round == 1
    assert [r.timeliness for r in late.submissions if r.file] == ["late"]
    after = rounds_of(first, second, received={"a.xlsx": datetime(2023, 7, 20), "b.xlsx": datetime(2023, 7, 28)})
    assert [s.round for s in after.sheets] == [1, 2]


def test_a_round_begins_when_the_one_before_is_over() -> None:
    second = workbook("附件3第二次.xlsx", visits([NAMED]))
    for as_of, state, rows in ((JULY, "early", 0), (date(2023, 7, 26), "clean", 1)):
        found = rounds_of(second, as_of=as_of)
        (receipt,) = (receipt for receipt in found.submissions if receipt.file)
        assert (receipt.state, found.counts["rows_read"]) == (state, rows)


@pytest.mark.parametrize(("people", "told"), [([SECOND], {"F211", "R306"}), ([], set())])
def test_n6_an_empty_form_of_last_year_beside_the_good_one_is_passed_over(people: list[dict[str, Raw]], told: set[str]) -> None:
    empty = roster(people)
    empty[0][0] = str(empty[0][0]).replace("2023", "2022")
    found = report(workbook("附件2.xlsx", roster([GOOD])), workbook("空表.xlsx", empty))
    assert {f.code for f in found.findings if f.is_open} == told


def test_the_newest_round_is_merged_first_and_somebody_gone_since_is_told() -> None:
    first, second = workbook("附件3第一次.xlsx", visits([NAMED, OTHER])), workbook("附件3第二次.xlsx", visits([NAMED]))
    found = rounds_of(first, second)
    assert [(one.round, one.is_newest, len(one.rows)) for one in found.merged if one.form == "follow_up"] == [(2, True, 1), (1, False, 2)]
    assert [(f.code, f.person) for f in found.findings if f.is_error] == [("X615", "李强")]
    assert found.counts["rows_accepted"] == 3


@pytest.mark.parametrize(
    ("received", "timeliness", "days"),
    [("2023-06-24T23:59:00", "on_time", 0), ("2023-06-25T00:01:00", "late", 1), ("2023-06-27T09:00:00", "late", 3)],
)
def test_the_last_day_itself_counts_although_it_was_a_holiday(received: str, timeliness: str, days: int) -> None:
    found = rounds_of(workbook("附件2.xlsx", roster([GOOD])), received={"附件2.xlsx": datetime.fromisoformat(received)})
    (receipt,) = (receipt for receipt in found.submissions if receipt.file)
    assert (receipt.timeliness, receipt.days_late) == (timeliness, days)


@pytest.mark.parametrize(("as_of", "missing"), [("2023-06-24", 0), ("2023-06-25", 2), ("2023-07-26", 4)])
def test_a_form_is_missing_from_the_day_after_it_was_due(as_of: str, missing: int) -> None:
    found = rounds_of(as_of=date.fromisoformat(as_of))
    assert sum(receipt.timeliness == "missing" for receipt in found.submissions) == missing


def test_a_nil_return_is_a_state_of_its_own_and_asks_for_no_follow_up() -> None:
    found = rounds_of(workbook("附件2.xlsx", roster([{"name": "无"}])), as_of=date(2023, 9, 26))
    states = {(r.branch, r.form, r.round): (r.state, r.timeliness) for r in found.submissions}
    assert states["甲支部", "transfer_out", None] == ("nil", "on_time")
    assert [key for key, (_, timeliness) in states.items() if timeliness == "missing" and key[0] == "甲支部"] == []
    assert sum(key[0] == "乙支部" for key in states) == 3


def test_everybody_stands_once_in_the_register_with_what_is_open() -> None:
    open_one = {**OTHER, "landed_org": None, "landed_on": None, "receipt": None, "not_landed_reason": "等待接收方审核"}
    found = report(
        workbook("附件2.xlsx", roster(R_TWO)),
        workbook("甲支部登记卡.xlsx", beside(FULL)),
        workbook("附件3第一次.xlsx", visits([NAMED, open_one])),
    )
    assert [(s.person.name, items_text(s.open, FORMS)) for s in found.person_statuses] == [("王芳", ""), ("李强", "没有附件1")]
    assert [standing.days_open for standing in found.person_statuses] == [None, 25]
    rows = register_table(found, FORMS).rows
    assert [row[-2] for row in rows] == ["已办结", "没有附件1；还没有转入(等待接收方审核)，9月25日到期"]


def test_the_figures_for_the_upward_report_are_sums_of_the_register() -> None:
    sheets = [
        workbook("附件2甲支部.xlsx", roster(R_TWO)),
        workbook(
            "附件2乙支部.xlsx",
            roster([{**SECOND, "name": "赵敏", "ethnicity": "回族", "receiving_department": "中共合肥市蜀山区委组织部"}], "乙支部"),
        ),
        workbook(
            "附件3甲支部第一次.xlsx",
            visits([NAMED, {**OTHER, "landed_org": None, "landed_on": None, "receipt": None, "not_landed_reason": "联系不上"}]),
        ),
    ]
    found = report(*sheets)
    assert [one.branch for one in found.statistics] == list(BRANCHES)
    for one in found.statistics:
        graduates, to_leave = one.of(Statistic.GRADUATES), one.of(Statistic.TO_LEAVE)
        assert graduates == one.of(Statistic.FULL, Statistic.PROBATIONARY, Statistic.STATUS_UNSURE)
        assert graduates == one.of(Statistic.MALE, Statistic.FEMALE, Statistic.SEX_UNSURE)
        assert graduates == one.of(Statistic.HAN, Statistic.MINORITY, Statistic.ETHNICITY_UNSURE)
        assert graduates == to_leave + one.of(Landing.KEPT, Landing.ENDED)
        assert to_leave == one.of(Statistic.WITHIN, Statistic.BEYOND, Statistic.PROVINCE_UNSURE)
        assert to_leave == one.of(Landing.LANDED, Landing.OPEN, Landing.NOT_ASKED, Landing.TO_CHECK)
        own = [standing for standing in found.person_statuses if standing.branch == one.branch]
        assert graduates == len(own)
        assert one.of(Landing.LANDED) == sum(bool(standing.values["landed_org"]) for standing in own)
    first, second = found.statistics
    assert (second.of(Statistic.BEYOND), second.of(Statistic.MINORITY), first.of(Reason.LOST)) == (1, 1, 1)
    assert ("甲支部", 1, "失联1") in list(_reasons(found.statistics))


def test_another_branchs_people_are_never_named_to_a_branch() -> None:
    shared = {**GOOD, "phone": "13861530099"}
    found = report(workbook("甲支部附件2.xlsx", roster([GOOD])), workbook("乙支部附件2.xlsx", roster([shared], "乙支部")))
    assert {f.code for f in found.findings} == {"X501"}
    assert flat(found) == [["F4", "X501"], ["F4", "X501"]]


@pytest.mark.parametrize("line", [["党支部名称："], ["党支部名称：丙支部"], ["党支部名称：甲支部", None, None, None, "乙支部"]])
def test_a_sheet_whose_branch_is_not_known_makes_nobodys_row_wrong(line: list[Raw]) -> None:
    rows = roster([GOOD, SECOND])
    rows[1] = line
    found = report(workbook("1.xlsx", rows), workbook("2.xlsx", roster([GOOD])))
    assert "X501" not in {f.code for f in found.findings} and found.counts["rows_accepted"] == 1


@pytest.mark.parametrize(("typed", "code"), [("13912349876", ["F120"]), (None, []), ("139", ["F120"])])
def test_a_sheet_without_a_branch_that_another_holds_is_compared_with_it(typed: Raw, code: list[str]) -> None:
    rows = roster([{**GOOD, "phone": typed}], branch="")
    found = report(workbook("1.xlsx", rows), workbook("2.xlsx", roster([GOOD, SECOND])))
    assert sorted(f.code for f in found.findings if f.code[0] == "F") == [*code, "F123"] and found.counts["rows_accepted"] == 2 - len(code)


def test_waiting_does_not_reopen_a_table_that_was_right_when_it_was_due() -> None:
    card = workbook("甲支部登记卡.xlsx", beside({**FULL, "joined_on": "2022.8.10"}))
    first = workbook("附件3第一次.xlsx", visits([{**NAMED, "member_status": "预备党员"}]))
    listed = workbook("附件2.xlsx", roster([{**GOOD, "member_status": "预备党员"}]))
    for as_of in (JULY, SEPTEMBER):
        found = rounds_of(listed, card, first, as_of=as_of)
        assert not [f.code for f in found.findings if f.severity.value != "info"]
    assert items_text(found.person_statuses[0].open, FORMS) == "预备期2023-08-10已满"


def test_the_dead_are_not_chased() -> None:
    gone = {**OTHER, "destination_type": "已去世", "landed_org": None, "landed_on": None, "receipt": None, "follow_up_contact": "/"}
    found = report(workbook("附件2.xlsx", roster(R_TWO)), workbook("附件3第一次.xlsx", visits([NAMED, gone])))
    assert not [f.code for f in found.findings if f.severity.value != "info"]
    dead = found.person_statuses[1]
    assert (items_text(dead.notes, FORMS), dead.has(ItemKind.NOT_LANDED)) == ("不再转接（已去世、已出党等）", False)


def test_staying_at_the_school_is_not_going_abroad() -> None:
    stays = {
        **OTHER,
        "destination_type": "延期毕业",
        "landed_org": None,
        "landed_on": None,
        "receipt": None,
        "not_landed_reason": "党员关系暂留学校",
    }
    found = report(workbook("附件2.xlsx", roster(R_TWO)), workbook("附件3第一次.xlsx", visits([NAMED, stays])))
    assert "P714" not in {f.code for f in found.findings}


def test_somebody_who_moved_branch_is_hinted_at() -> None:
    listed = [workbook("附件2甲支部.xlsx", roster([GOOD])), workbook("附件2乙支部.xlsx", roster([R_TWO[1]], "乙支部"))]
    found = report(*listed, workbook("附件3乙支部第一次.xlsx", visits([{**OTHER}, NAMED], "乙支部")))
    (told,) = (f for f in found.findings if f.code == "X602")
    assert "“甲支部”的附件2里有同名的人" in told.message


# what reviews found


def test_two_versions_of_a_roster_do_not_spoil_the_follow_up_table() -> None:
    one = workbook("附件2a.xlsx", roster([GOOD]))
    other = workbook("附件2b.xlsx", roster([{**GOOD, "id_number": MAN, "age": 21}]))
    found = report(one, other, workbook("附件3第一次.xlsx", visits([NAMED])))
    assert [f.code for f in found.findings if f.is_error] == ["F120", "F120"]
    assert len(found.person_statuses) == 1


def test_two_versions_of_a_card_are_one_person() -> None:
    books = [
        workbook("附件2.xlsx", roster([GOOD])),
        workbook("甲支部卡1.xlsx", beside(FULL)),
        workbook("甲支部卡2.xlsx", beside({**FULL, "qq": "987654321"})),
    ]
    found = report(*books)
    assert [f.code for f in found.findings if f.severity.value != "info"] == ["F104", "F104"]
    assert len(found.person_statuses) == 1
    lacking = report(*books[:2], workbook("甲支部卡3.xlsx", beside({**FULL, "sex": None})))
    assert {f.code for f in lacking.findings if f.is_error} == {"F104", "C101"}


def test_somebody_with_a_broken_id_is_not_given_to_a_namesake_elsewhere() -> None:
    own = {**GOOD, "id_number": "32058420000512"}
    elsewhere = {**GOOD, "phone": "13861530078"}
    books = [workbook("附件2甲支部.xlsx", roster([own])), workbook("附件2乙支部.xlsx", roster([elsewhere], "乙支部"))]
    found = report(*books, workbook("甲支部登记卡.xlsx", beside(FULL)))
    assert {f.code for f in found.findings if f.where.file == "甲支部登记卡.xlsx"} == set()


def test_a_label_missing_on_one_stacked_card_costs_that_card_only() -> None:
    lower = [row for row in beside({**FULL, "name": "李强", "mobile": "13912340009"}) if row[0] != "毕业后去向："]
    found = report(workbook("甲支部登记卡.xlsx", [*beside(FULL), *lower]))
    assert [f.code for f in found.findings] == ["F201"]
    assert found.counts["rows_accepted"] == found.counts["rows_rejected"] == 1


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("换了工作，转到太仓", Reason.MOVED), ("转入地变化，重新办理", Reason.MOVED), ("单位没有变，等待审核", Reason.UNDER_REVIEW),
        ("单位拒绝接收", Reason.REFUSED), ("对方不接收，介绍信退回", Reason.LETTER), ("街道不收回执", Reason.OTHER),
        ("失联", Reason.LOST), ("电话停机，联系不上", Reason.LOST), ("接收单位电话打不通", Reason.NO_EMPLOYER),
    ],
)  # fmt: skip
def test_a_reason_is_counted_as_the_tasks_take_it(reason: str, kind: Reason) -> None:
    waiting = {**NAMED, "landed_org": None, "landed_on": None, "receipt": None, "not_landed_reason": reason}
    found = report(workbook("附件2.xlsx", roster([GOOD])), workbook("附件3第一次.xlsx", visits([waiting])))
    assert {one: found.statistics[0].of(one) for one in Reason if found.statistics[0].of(one)} == {kind: 1}


def test_a_day_of_filling_in_is_no_evidence_of_a_round() -> None:
    rows = visits([NAMED])
    rows[1].append("填表日期：2023年9月3日")
    found = rounds_of(workbook("附件3第一次-甲.xlsx", rows))
    assert found.sheets[0].round == 1
    assert "F227" not in {f.code for f in found.findings}


@pytest.mark.parametrize(
    ("remark", "kind"),
    [("参军入伍，保留入学资格", "参军入伍"), ("签约苏州新通出国留学咨询有限公司", "就业单位"), ("留校工作，签约本校", "就业单位")],
)
def test_words_in_a_remark_do_not_overrule_where_somebody_goes(remark: str, kind: str) -> None:
    waiting = {**NAMED, "destination_type": kind, "landed_org": None, "landed_on": None, "receipt": None, "not_landed_reason": "等待审核"}
    found = report(workbook("附件2.xlsx", roster([{**GOOD, "remark": remark}])), workbook("附件3第一次.xlsx", visits([waiting])))
    assert not {"P713", "P714"} & {f.code for f in found.findings}
    assert [wait_text(item, FORMS) for item in found.person_statuses[0].waits] == ["还没有转入(等待审核)，9月25日到期"]


@pytest.mark.parametrize("joined", ["2022.6.23", "2022.6.24", "2022.6.25", "2022.7.24", "2022.7.25", "2022.7.26", "2022.7", "2022.9.30"])
@pytest.mark.parametrize("round_one", [True, False])
def test_an_ending_probation_is_told_by_exactly_one_rule(joined: str, round_one: bool) -> None:  # noqa: FBT001 - a table's column
    books = [
        workbook("附件2.xlsx", roster([{**GOOD, "member_status": "预备党员"}])),
        workbook("甲支部登记卡.xlsx", beside({**FULL, "joined_on": joined})),
        *([workbook("附件3第一次.xlsx", visits([{**NAMED, "member_status": "预备党员"}]))] if round_one else []),
    ]
    found = rounds_of(*books)
    assert len({f.code for f in found.findings} & {"P704", "P709"}) == (0 if joined == "2022.6.25" and not round_one else 1)


def test_a_second_form_that_lists_everybody_doubles_nobody() -> None:
    extra = FORMS["transfer_out"].spec.model_dump() | {
        "key": "names",
        "annex": "附件4",
        "title": "名单",
        "title_words": ("点名册",),
        "name": "点名册",
    }
    extra["fields"] = [field for field in extra["fields"] if field["key"] in {"seq", "name", "sex", "ethnicity", "remark"}]
    forms = {**FORMS, "names": build(extra, "names.toml")}
    rows = [["点名册"], ["党支部名称：甲支部"], ["序号", "姓 名", "性别", "民族", "备注"], [1, "王芳", "男", "汉族", None]]
    found = report(
        workbook("附件2.xlsx", roster([GOOD])), workbook("附件4.xlsx", rows), workbook("附件3第一次.xlsx", visits([NAMED])), forms=forms
    )
    assert len(found.person_statuses) == 1
    assert not [f.code for f in found.findings if f.is_error]
