"""Lists of the office's own in the inbox are held against what branches say, and are no branch's: not counted, merged, returned or owed."""

from datetime import date
from pathlib import Path
from random import Random

import openpyxl
import pytest
from samples import sample
from support import COLLEGE, FORM, GOOD, campaign_folder, returned_copies, roster, run_campaign, shown, write_xlsx

from gradflow.model.cells import Raw
from gradflow.model.reports import Report

DAY = date(2023, 6, 20)
HEADS = ["序号", "姓名", "性别", "民族", "公民身份号码", "加入党组织日期", "所在党支部", "手机号码", "毕业年份"]
EXPORT = ["姓名", "生源地名称", "身份证号", "手机号码", "用人单位名称", "档案转寄单位", "转递编号"]
Somebody = dict[str, Raw]


def somebody(name: str, seed: int) -> Somebody:
    random = Random(seed)
    number = FORM.kinds["id_number"].parse(typed := sample(FORM.kinds["id_number"], random))
    is_older = (number.born_on.month, number.born_on.day) > (6, 30)
    return {
        **GOOD, "name": name, "id_number": typed, "sex": "男" if int(str(typed)[16]) % 2 else "女",
        "age": 2023 - number.born_on.year - is_older, "phone": sample(FORM.kinds["phone"], random),
    }  # fmt: skip


MA, LI, XU, HE = (somebody(name, seed) for seed, name in enumerate(("马晓燕", "李强", "许文静", "何俊杰")))


def line(person: Somebody, branch: str | None = "甲支部", year: str = "2023") -> list[Raw]:
    return ["", person["name"], person["sex"], person["ethnicity"], person["id_number"], "2022-04-12", branch, person["phone"], year]


def register(*lines: list[Raw], title: str = "全校党员信息（系统导出）", heads: list[str] = HEADS) -> list[list[Raw]]:
    return [[title], list(heads), *lines, *([line(somebody("吴梦", 15), "乙支部", "2024")] if heads is HEADS else ())]


def held(folder: Path, *lists: list[list[Raw]], name: str = "名单", own: tuple[Somebody, ...] = (MA, LI, XU)) -> Report:
    folder = folder if folder.exists() else campaign_folder(folder)
    write_xlsx(folder / "inbox" / "附件2-甲支部.xlsx", roster(own))
    for number, rows in enumerate(lists):
        write_xlsx(folder / "inbox" / f"{name}{number}.xlsx", rows)
    return run_campaign(folder, DAY)


def told(found: Report, *codes: str) -> list[tuple[str, str | None, str, str]]:
    return [(f.code, f.where.cell, f.person, f.message) for f in found.findings if f.code in codes]


def test_who_is_on_the_register_and_on_no_roster_is_named_to_the_branch(tmp_path: Path) -> None:
    found = held(tmp_path / "c", register(line(MA), line(LI), line(XU), line(HE), line(somebody("钱多多", 9), year="2024")))
    assert told(found, "X641") == [("X641", None, "何俊杰", "党员名册里有“何俊杰”，附件2里没有")]
    assert told(found, "F261")[0][3] == "作为核对用的党员名册读入：4人，各支部的表里有3人，另外1人没有支部报"
    book = openpyxl.load_workbook(returned_copies(tmp_path / "c")[0])
    assert any(cell == "何俊杰" for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)


def test_a_list_is_nobodys_submission(tmp_path: Path) -> None:
    found = held(tmp_path / "c", register(line(MA), line(LI), line(XU), line(HE, "没有登记的支部")))
    assert (found.counts["files"], found.counts["rows_read"]) == (1, 3)
    assert {one.file for one in found.submissions if one.file} == {"inbox/附件2-甲支部.xlsx"}
    assert {one.person.name for one in found.person_statuses} == {"马晓燕", "李强", "许文静"}
    assert not any("没有登记的支部" in str(f.branch) for f in found.findings)
    assert told(found, "X641") == [("X641", None, "何俊杰", "党员名册里有“何俊杰”，各支部的表里没有")]
    assert {f.where.file for f in found.findings if f.where.file == "inbox/名单0.xlsx"} == {"inbox/名单0.xlsx"}
    assert {f.code for f in found.findings if f.where.file == "inbox/名单0.xlsx"} == {"F261", "X641"}


def test_an_id_number_that_differs_is_told_once_where_it_is_typed(tmp_path: Path) -> None:
    other = {**LI, **{key: HE[key] for key in ("id_number", "sex", "age")}}
    export = register(["李强", "江苏", LI["id_number"], LI["phone"], "", "", ""], title="毕业去向导出", heads=EXPORT)
    found = held(tmp_path / "c", register(line(MA), line(LI), line(XU)), export, own=(MA, other, XU))
    assert [(code, cell, person) for code, cell, person, _ in told(found, "X641", "X642")] == [("X642", "F5", "李强")]


@pytest.mark.parametrize(
    ("key", "value", "is_told"),
    [
        ("民族", "回族", True),
        ("民族", "汉", False),
        ("加入党组织日期", "2021-05", False),  # the roster does not ask for it
        ("手机号码", "13900000001", False),
        ("性别", None, False),
        ("姓名", "李 强", False),
        ("姓名", "李强（大）", False),
    ],
)
def test_a_field_both_fill_in_is_compared_by_its_meaning(tmp_path: Path, key: str, value: Raw, *, is_told: bool) -> None:
    changed = line(LI)
    changed[HEADS.index(key)] = value
    assert bool(told(held(tmp_path / "c", register(line(MA), changed, line(XU))), "X642", "X641")) == is_told


@pytest.mark.parametrize(
    ("said", "registered", "is_told"),
    [
        ("与苏州恒力集团签订三方协议", "苏州汇川技术有限公司", True),
        ("与苏州恒力集团签订三方协议", "苏州恒力集团有限公司", False),
        ("专转本：苏州大学", "苏州大学", False),
        ("专转本：苏州大学", "南通理工学院", True),
        ("回原籍", "苏州汇川技术有限公司", False),
        ("与苏州恒力集团签订三方协议", "待就业", False),
    ],
)
def test_units_of_the_employment_export_are_held_against_remarks(tmp_path: Path, said: str, registered: str, *, is_told: bool) -> None:
    export = register(["李强", "江苏", LI["id_number"], LI["phone"], registered, "", "320581"], title="毕业去向导出", heads=EXPORT)
    stranger = ["路人甲", "江苏", HE["id_number"], HE["phone"], registered, "", "320581"]  # no member, and nobody's to name
    found = held(tmp_path / "c", [*export, stranger], own=(MA, {**LI, "remark": said}, XU))
    assert [code for code, *_ in told(found, "X641", "X642", "X643")] == ["X643"] * is_told


def test_namesakes_who_cannot_be_told_apart_are_not_forgotten(tmp_path: Path) -> None:
    twins = ({**LI, "id_number": None}, {**LI, "id_number": None, "phone": HE["phone"]})
    unlike = {**HE, "name": "李强", "phone": "13900000001"}
    assert not told(held(tmp_path / "c", register(line(MA), line(unlike)), own=(MA, *twins)), "X641", "X642")


def test_a_register_of_other_years_names_nobody(tmp_path: Path) -> None:
    others = [line(somebody(f"{name}同学", seed), year="") for seed, name in enumerate("赵钱孙周吴郑", start=20)]
    found = held(tmp_path / "c", register(line(MA), line(LI), *others))
    assert not told(found, "X641")
    assert "没有逐个列出" in told(found, "F261")[0][3]


def test_what_a_branch_hands_in_is_never_taken_for_a_list(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c")
    write_xlsx(folder / "inbox" / "甲支部毕业生党员名册.xlsx", roster([MA, LI]))
    found = run_campaign(folder, DAY)
    assert [(one.branch, one.form, one.rows_read) for one in found.submissions if one.file] == [("甲支部", "transfer_out", 2)]


@pytest.mark.parametrize(
    ("file", "title", "branch"), [("名单.xlsx", "全校党员名册", "甲支部"), ("甲支部党员名册.xlsx", "党员名册", None), ("表.xlsx", "", None)]
)
def test_a_short_list_of_a_branchs_own_is_returned_to_it(tmp_path: Path, file: str, title: str, branch: str | None) -> None:
    folder = campaign_folder(tmp_path / "c")
    write_xlsx(folder / "inbox" / file, [[title], HEADS, line(MA, branch), line(LI, branch)])
    found = run_campaign(folder, DAY)
    assert {"F201", "F255", "F103"} & {f.code for f in found.findings}, "it is no list of the office's"
    assert not told(found, "F261")


def test_a_list_declared_by_the_college_is_held_against_as_well(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c")
    fields = '[[fields]]\nkey = "name"\nlike = "transfer_out"\n[[fields]]\nkey = "id_number"\nlike = "transfer_out"\n'
    own = 'key = "dues"\nannex = "党费名单"\nname = "党费名单"\ntitle = "党费名单"\ntitle_words = ["党费"]\nrole = "reference"\n'
    extra = '[[fields]]\nkey = "paid"\nhead = "已缴党费月份"\nkind = "text"\n'
    (folder / "forms").mkdir()
    (folder / "forms" / "dues.toml").write_text(own + fields + extra, "utf-8")
    rows = [["党费名单"], ["姓名", "身份证号码", "已缴党费月份"], *([one["name"], one["id_number"], "6月"] for one in (MA, LI, XU, HE))]
    found = held(folder, rows, name="党费")
    assert [(code, person) for code, _, person, _ in told(found, "X641", "X642", "F103")] == [("X641", "何俊杰")]
    assert "党费名单" not in shown("status", folder, "--as-of", DAY).out
    assert not list((folder / "templates").rglob("*党费*"))


def test_a_register_that_fits_an_own_form_but_for_a_column_is_a_list(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c")
    campaign = folder / "campaign.toml"
    campaign.write_text(campaign.read_text("utf-8").replace(COLLEGE, "江南某某大学"), "utf-8")
    (folder / "forms").mkdir()
    head = 'key = "kept"\nannex = "附表1"\nname = "暂未转出表"\ntitle = "暂未转出表"\n'
    fields = "".join(f'[[fields]]\nkey = "{key}"\nlike = "transfer_out"\n' for key in ("name", "sex", "ethnicity", "id_number"))
    (folder / "forms" / "kept.toml").write_text(
        f'{head}{fields}[[fields]]\nkey = "why"\nhead = "原因"\nkind = "text"\nrequired = true\n', "utf-8"
    )
    write_xlsx(folder / "inbox" / "党员名册.xlsx", register(line(MA), line(LI), line(XU), line(HE)))
    found = run_campaign(folder, DAY)
    assert [code for code, *_ in told(found, "F261", "F201")] == ["F261"]
