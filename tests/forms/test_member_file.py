"""附表4: heads and values as other colleges write them, forbidden ways, members and activists, what is filled in beforehand."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from support import BRANCHES, COLLEGE, EVERY, GOOD, SECOND, campaign_folder, context, examined, report, roster, workbook

from gradflow.app.campaign_file import CampaignError, load_campaign
from gradflow.forms.faults import FormError
from gradflow.forms.loader import build, with_due_days
from gradflow.kinds.places import lies_in
from gradflow.model.cells import Raw, column_letters
from gradflow.model.findings import Problem
from gradflow.model.records import Context
from gradflow.model.reports import Report
from gradflow.pipeline.prefilling import prefilled
from gradflow.writing.books import Book
from gradflow.writing.rosters import COPY_COLUMNS, Layout, Row, write_roster

FORMS = {key: EVERY[key] for key in ("registration_card", "transfer_out", "follow_up", "member_file")}
FILE = FORMS["member_file"]
TITLE = FILE.spec.titled(COLLEGE, 2023)
MEMBER: dict[str, Raw] = {
    "name": "王芳", "sex": "男", "file_owner": "正式党员",
    "material_application": "有", "material_pledge": "有", "material_review": "有", "material_full": "有", "material_training": "有",
    "is_digitised": "是", "checked_on": "2023-06-12", "sealed_on": "2023-06-21", "file_destination": "昆山市人才服务中心",
    "dispatch_channel": "EMS", "tracking_number": "1090123456789", "has_e_file_along": "是", "sent_on": "2023-06-28", "tracker": "张老师",
}  # fmt: skip
OTHER = {**MEMBER, "name": "李强", "tracking_number": "1090123456790"}
ACTIVIST = {
    **MEMBER,
    "name": "孙晓",
    "file_owner": "积极分子",
    "material_pledge": None,
    "material_certificate": "有",
    "tracking_number": "1090123456791",
}


def a_day(day: str = "2023-07-20", **more: object) -> Context:
    ctx = context(**more)
    return dataclasses.replace(ctx, campaign=with_due_days(ctx.campaign, FORMS), as_of=date.fromisoformat(day))


def files(*people: Mapping[str, Raw], branch: str = "甲支部", heads: Mapping[str, str] | None = None) -> list[list[Raw]]:
    fields = FILE.spec.fields
    rows = [[number if one.key == "seq" else person.get(one.key) for one in fields] for number, person in enumerate(people, start=1)]
    return [[TITLE], [f"党支部名称：{branch}"], [(heads or {}).get(one.key, one.head) for one in fields], *rows]


def handed_in(*sheets: list[list[Raw]], people: tuple[Mapping[str, Raw], ...] = (GOOD, SECOND), day: str = "2023-07-20") -> Report:
    books = [workbook(f"附表4 {number}.xlsx", rows) for number, rows in enumerate(sheets, start=1)]
    return report(workbook("附件2.xlsx", roster(people)), *books, forms=FORMS, ctx=a_day(day))


def codes(found: Report) -> list[str]:
    return sorted(one.code for one in found.findings if one.is_error or one.code == "P723")


HEADS = {
    "党员类别": "file_owner", "政治面貌": "file_owner", "申请书": "material_application", "是否有入党申请书": "material_application",
    "志愿书": "material_pledge", "政审综合材料": "material_review", "政审材料（含函调）": "material_review", "转正申请": "material_full",
    "入党积极分子培养教育考察登记表": "material_training", "培养考察材料": "material_training", "培养教育考察材料、培训证书": "material_training",
    "党课结业证书": "material_certificate", "积极分子培训结业证书": "material_certificate", "档案是否电子化": "is_digitised",
    "核查时间": "checked_on", "装袋密封盖章日期": "sealed_on", "档案密封时间": "sealed_on", "档案转寄单位名称": "file_destination",
    "档案接收单位（全称）": "file_destination", "档案去向": "file_destination", "档案转寄类型名称": "dispatch_channel", "邮寄方式": "dispatch_channel",
    "EMS单号": "tracking_number", "机要（EMS）单号": "tracking_number", "快递单号": "tracking_number", "档案转递编号": "transfer_number",
    "电子化党员档案是否随同移交": "has_e_file_along", "投递时间": "sent_on", "档案寄出时间": "sent_on", "对方签收时间": "signed_for_on",
    "告知学生时间": "told_on", "跟踪责任人": "tracker", "预备党员考察表": "", "户口迁移地址": "", "是否签收": "", "团员档案": "",
}  # fmt: skip


@pytest.mark.parametrize(("head", "key"), HEADS.items())
def test_heads_of_other_colleges(head: str, key: str) -> None:
    found = FILE.field_named(head)
    assert (found[0] if found else "") == key


MEANT = {
    "material_application": {
        "√": "held", "R": "held", " 齐全 ": "held", "2份": "held", "有（复印件）": "held", "齐全，已归档": "held", "有 √": "held", "□缺 ☑有": "held",
        "×": "missing", " × ": "missing", "无": "missing", "x": "missing", "缺政审": "missing", "有(缺1份)": "missing", "不齐全": "missing",
        "补办中": "missing", "不涉及": "not_due", "/": None, "—": None, "不缺": "C120", "0": "C120",
    },
    "file_owner": {"正式": "full", "中共预备党员": "probationary", "发展对象": "activist", "积极份子": "activist", "中共党员": "C122", "共青团员": "C120"},
    "is_digitised": {"已扫描": "yes", "√": "yes", "无": "no", "未": "no"},
    "dispatch_channel": {
        "机要": "confidential", "机要交通": "confidential", "ＥＭＳ": "ems", "邮政EMS快递": "ems", "特快专递": "ems", "由支部专人送达": "courier",
        "学生处专人": "courier", "非本人，专人送": "courier", "机要或EMS": "C121", "快递": "C122", "邮寄": "C122", "本人携带": "C120", "顺丰": "C120",
    },
}  # fmt: skip


@pytest.mark.parametrize(("key", "typed", "meant"), [(key, typed, meant) for key, told in MEANT.items() for typed, meant in told.items()])
def test_values_as_people_type_them(key: str, typed: str, meant: str | None) -> None:
    found = FILE.kinds[key].parse(typed)
    assert (found.check if isinstance(found, Problem) else found) == meant


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        *((typed, "由本人携带") for typed in ("自带", "学生本人带走", "毕业生自取", "家长代领", "自行携带（已密封）")),
        *((typed, "接收单位会拒收") for typed in ("顺丰快递", "顺丰（EMS）", "中通", "挂号信", "SF", "邮政包裹")),
    ],
)
def test_a_forbidden_way_is_refused_with_its_reason(typed: str, why: str) -> None:
    _, found = examined(workbook("附表4.xlsx", files({**MEMBER, "dispatch_channel": typed, "tracking_number": None})), FORMS, a_day())
    (message,) = [one.message for one in found if one.code == "C120"]
    assert message.startswith(f"“{typed}”") and why in message


def test_a_form_may_refuse_choices_by_words() -> None:
    data = {
        **FILE.spec.model_dump(),
        "fields": [{"key": "way", "head": "方式", "kind": "choice", "options": {}}],
        "open": [],
        "lists_everyone": False,
    }
    data["beyond_roster"] = False
    choices = [{"code": "a", "text": "甲"}, {"code": "b", "text": "乙"}]
    data["fields"][0]["options"] = {"choices": choices, "refused": [{"pattern": "丙", "why": "不能用"}]}
    assert build(data, "own.toml").kinds["way"].parse("丙") != build(data, "own.toml").kinds["way"].parse("丁")
    data["fields"][0]["options"] = {"choices": choices, "refused": [{"pattern": "(", "why": "不能用"}]}
    with pytest.raises(FormError, match="写法有误"):
        build(data, "own.toml")


def test_choices_that_say_who_is_beyond_the_roster_are_choices() -> None:
    with pytest.raises(FormError, match="beyond_roster 写着“friend”"):
        build({**FILE.spec.model_dump(), "beyond_roster": {"file_owner": ["friend"]}}, "own.toml")
    with pytest.raises(FormError, match="beyond_roster 写着“nowhere”"):
        build({**FILE.spec.model_dump(), "beyond_roster": {"nowhere": ["activist"]}}, "own.toml")


NAMESAKE = {**ACTIVIST, "name": "王芳"}
UNTOLD = {**ACTIVIST, "name": "周洋", "file_owner": "同学"}


@pytest.mark.parametrize(
    ("sheets", "told", "graduates"),
    [
        (([MEMBER, OTHER, ACTIVIST],), [], 2),
        (([MEMBER, OTHER], [ACTIVIST]), [], 2),
        (([NAMESAKE, MEMBER, OTHER],), [], 2),
        (([NAMESAKE, ACTIVIST], [MEMBER, OTHER]), [], 2),
        (([MEMBER, OTHER], [ACTIVIST, NAMESAKE]), [], 2),
        (([NAMESAKE, OTHER],), ["P725"], 2),
        (([MEMBER, ACTIVIST],), ["X601"], 2),
        (([MEMBER, OTHER, {**OTHER, "name": "钱多"}],), ["X602"], 3),
        (([MEMBER, OTHER, UNTOLD],), ["C120"], 2),
        (([MEMBER, {**ACTIVIST, "name": "李强"}],), ["P725"], 2),
    ],
)
def test_activists_stand_beside_the_roster_and_members_do_not(
    sheets: tuple[list[dict[str, Raw]], ...], told: list[str], graduates: int
) -> None:
    found = handed_in(*(files(*people) for people in sheets))
    assert codes(found) == told
    assert len(found.person_statuses) == graduates
    merged = next(one for one in found.merged if one.form == "member_file")
    assert len(merged.rows) + sum(one.where.file.startswith("附表4") for one in found.rejected) == sum(map(len, sheets))


def test_two_versions_of_one_list_are_still_compared() -> None:
    found = handed_in(files(MEMBER, OTHER, ACTIVIST), files(MEMBER, OTHER, {**ACTIVIST, "tracking_number": "1090123456799"}))
    assert codes(found) == ["F120"]
    found = handed_in(files(MEMBER, OTHER), files({**MEMBER, "file_owner": "积极分子"}, OTHER))
    assert "F120" in codes(found)


@pytest.mark.parametrize(("day", "told"), [("2023-10-20", []), ("2023-10-21", ["P723"]), ("2024-01-15", ["P723"])])
def test_ageing_goes_by_today_and_not_by_the_day_the_form_was_due(day: str, told: list[str]) -> None:
    found = handed_in(files({**MEMBER, "signed_for_on": "2023-07-02"}, {**OTHER, "sent_on": "2023-09-20"}), day=day)
    assert [code for code in codes(found) if code == "P723"] == told
    assert any(len(one.rows) == 2 for one in found.merged if one.form == "member_file")


def test_what_is_known_is_filled_in_beforehand_with_rows_for_others() -> None:
    people = (GOOD, {**SECOND, "member_status": "预备党员"})
    (known,) = prefilled(handed_in(people=people), FILE, FORMS).values()
    assert [(one.get("name"), one.get("sex"), one.get("file_owner"), one.get("sent_on")) for one in known[:3]] == [
        ("王芳", "男", "正式党员", None), ("李强", "男", "预备党员", None), (None, None, None, None),
    ]  # fmt: skip
    assert len(known) == 2 + FILE.spec.blank_rows
    (known,) = prefilled(handed_in(files(MEMBER, OTHER)), FILE, FORMS).values()
    assert known[0]["sent_on"] == "2023-06-28" and known[0]["dispatch_channel"] == "EMS"


@pytest.mark.parametrize("tracking_number", ["1090123456791", "1090123456799"])
def test_an_activist_of_two_lists_that_count_is_filled_in_once(tracking_number: str) -> None:
    found = handed_in(files(MEMBER, ACTIVIST), files(OTHER, {**ACTIVIST, "tracking_number": tracking_number}))
    assert not found.superseded
    (known,) = prefilled(found, FILE, FORMS).values()
    assert [one["name"] for one in known if one] == ["王芳", "李强", "孙晓"]


def test_activists_are_kept_in_the_form_as_they_were_handed_in() -> None:
    (known,) = prefilled(handed_in(files(ACTIVIST, MEMBER, OTHER)), FILE, FORMS).values()
    keys = ("name", "file_owner", "tracking_number")
    assert [tuple(one.get(key) for key in keys) for one in known[:4]] == [
        ("王芳", "正式党员", "1090123456789"), ("李强", "正式党员", "1090123456790"), ("孙晓", "入党积极分子", "1090123456791"), (None, None, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "city", "is_there"),
    [
        ("中共昆山市委组织部", "苏州市", True), ("苏州市吴江区平望镇党委", "苏州", True), ("吴江市委组织部", "苏州市", True),
        ("苏州大学党委组织部", "苏州市", True), ("苏州工业园区工作委员会", "苏州市", True), ("中共苏州市委组织部", "江苏省苏州市", True),
        ("中共如皋市委组织部", "苏州市", False), ("江苏省委组织部", "苏州市", False), ("鼓楼区委组织部", "南京市", False),
        ("南京市鼓楼区委组织部", "南京市", True), ("徐州市苏州路街道党工委", "苏州市", False), ("苏州银行南京分行党委", "苏州市", False),
        ("上海市浦东新区区委组织部", "上海市", True), ("恒力集团有限公司党委", "苏州市", False), ("仙桃市委组织部", "武汉市", False),
    ],
)  # fmt: skip
def test_what_lies_in_the_home_city(name: str, city: str, is_there: bool) -> None:  # noqa: FBT001 - a table
    assert lies_in(name, city) is is_there


def test_a_home_city_that_is_none_is_told(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c")
    path = folder / "campaign.toml"
    path.write_text(f'home_city = "苏洲市"\n{path.read_text("utf-8")}', "utf-8")
    with pytest.raises(CampaignError, match="第1行: home_city 写着“苏洲市”"):
        load_campaign(path)
    path.write_text(path.read_text("utf-8").replace("苏洲", "苏州"), "utf-8")
    assert load_campaign(path).home_city == "苏州市"


def test_a_branch_without_graduates_hands_in_its_activists() -> None:
    nobody = [*roster([]), [None, "零报告"]]
    found = report(
        workbook("附件2.xlsx", nobody), workbook("附表4.xlsx", files(ACTIVIST)), workbook("附表4 乙.xlsx", [*files(branch="乙支部"), [None, "无"]]),
        forms=FORMS, ctx=a_day(),
    )  # fmt: skip
    assert not codes(found) and not found.person_statuses
    assert [len(one.rows) for one in found.merged if one.form == "member_file"] == [1]
    assert {one.branch: one.state.value for one in found.submissions if one.form == "member_file"} == dict(
        zip(BRANCHES, ("clean", "nil"), strict=True)
    )


@pytest.mark.parametrize(("form", "is_alone"), [("transfer_out", False), ("member_file", True)])
def test_of_a_wide_returned_copy_the_form_alone_is_printed(form: str, is_alone: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a table
    spec = FORMS[form]
    with Book(tmp_path / "copy.xlsx", title="退回件") as book:
        write_roster(book, spec, Layout("表", "标题", rows=[Row(beside=("问题", "", 4))], beside=COPY_COLUMNS))
    last = openpyxl.load_workbook(tmp_path / "copy.xlsx").worksheets[0].print_area.split(":")[1]
    assert last.strip("$0123456789") == column_letters(len(spec.spec.fields) + (0 if is_alone else 2))
