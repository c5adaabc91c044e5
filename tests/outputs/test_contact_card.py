"""服务团联系卡: one page a branch, of merged rows of its team, with what to do in each situation; a report like any other."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet
from support import GOOD, campaign_folder, contents, merged_of, roster, run_campaign, shown, write_xlsx

from gradflow.app.session import open_session
from gradflow.forms.loader import every_form
from gradflow.model.cells import Raw
from gradflow.model.views import Situation
from gradflow.outputs.contact_card import WHEN
from gradflow.rules.files import OWN_OUTPUT
from gradflow.rules.next_steps import next_step_words

TEAM = every_form()["service_team"].spec
JULY = date(2023, 7, 25)
BOSS: dict[str, Raw] = {
    "name": "王明", "party_duty": "书记", "phone": "13912345671 0512-63456780", "other_contact": "微信 wm2023", "is_reachable": "√", "trained_on": "2023-06-15",
}  # fmt: skip
HELPER: dict[str, Raw] = {
    **BOSS,
    "name": "周立",
    "party_duty": "辅导员",
    "phone": "13912345682",
    "other_contact": "@SUM(A1)",
    "is_reachable": "否",
}
WRONG: dict[str, Raw] = {**BOSS, "name": "钱红", "phone": "1391234"}


def team(*rows: dict[str, Raw], branch: str = "甲支部") -> list[list[Raw]]:
    body = [[n if field.key == "seq" else one.get(field.key) for field in TEAM.fields] for n, one in enumerate(rows, start=1)]
    return [[TEAM.titled("苏州信息职业技术学院", 2023)], [f"党支部名称：{branch}"], [field.head for field in TEAM.fields], *body]


def campaign(folder: Path, *branches: str, more: str = "") -> Path:
    home = campaign_folder(folder / "c", branches=branches or ("甲支部", "乙支部"))
    text = (home / "campaign.toml").read_text("utf-8")
    (home / "campaign.toml").write_text(f'forms = ["附件2", "附表5"]\n{more}\n{text}', encoding="utf-8")
    return home


def card(home: Path, branch: str = "甲支部") -> Worksheet:
    return openpyxl.load_workbook(home / "reports" / "各支部" / branch / "服务团联系卡.xlsx").worksheets[0]


def rows(sheet: Worksheet) -> list[tuple[object, ...]]:
    return [tuple(cell for cell in row if cell) for row in sheet.iter_rows(values_only=True) if any(row)]


def test_one_page_says_whom_to_call_and_what_to_do(tmp_path: Path) -> None:
    home = campaign(tmp_path, more='office_phone = "0512-63456789"')
    write_xlsx(home / "inbox" / "甲支部.xlsx", team(BOSS, HELPER, WRONG))
    run_campaign(home, JULY)
    sheet = card(home)
    found = rows(sheet)
    assert found[0] == ("苏州信息职业技术学院2023届毕业生党员组织关系接转\n后续服务团联系卡",)
    assert found[1] == ("党支部：甲支部",) and "2023年9月30日前" in str(found[2][0]) and "注明的除外" in str(found[2][0])
    assert found[3:8] == [
        ("姓名", "党内职务", "手机", "微信或其他联系方式"),
        ("王明", "支部书记", "13912345671、0512-63456780", "微信 wm2023"),
        ("周立", "辅导员", "13912345682\n（不是24小时开通）", "@SUM(A1)"),
        ("钱红", "支部书记", "手机待核", "微信 wm2023"),
        ("学院党委办公室", "0512-63456789"),
    ]
    assert [row[0] for row in found[9:14]] == ["已转入", "未落实", "转入地变化", "预备党员", "难以落实"]
    assert all(row[1] for row in found[9:14]) and len(found) == 15
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("portrait", 9)
    pages = (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage and set(pages) <= {None, 1}  # one is what is not said


def test_nobody_is_said_to_be_an_exception_where_all_can_be_reached(tmp_path: Path) -> None:
    home = campaign(tmp_path)
    write_xlsx(home / "inbox" / "甲支部.xlsx", team(BOSS))
    run_campaign(home, JULY)
    assert "除外" not in str(rows(card(home))[2]) and all("办公室" not in str(row[0]) for row in rows(card(home)))


def test_what_graduates_are_told_is_data_of_the_five_situations() -> None:
    told = {situation for situation, words in next_step_words().items() if words.own}
    assert told == {Situation.LANDED, Situation.NOT_LANDED, Situation.MOVED, Situation.PROBATIONARY, Situation.HARD_TO_PLACE}


def test_a_branch_of_which_nobody_is_merged_has_none(tmp_path: Path) -> None:
    home = campaign(tmp_path)
    write_xlsx(home / "inbox" / "甲支部.xlsx", team(WRONG))
    run_campaign(home, JULY)
    assert not list((home / "reports").rglob("服务团联系卡.xlsx"))


def test_whoevers_row_is_to_be_corrected_is_on_the_card_with_what_is_right(tmp_path: Path) -> None:
    """Once, though an older row of theirs is merged; nobody of a list that is refused as a whole."""
    home = campaign(tmp_path)
    other = {**HELPER, "name": "孙立", "party_duty": "校长", "other_contact": None}
    write_xlsx(home / "inbox" / "甲支部.xlsx", team(BOSS, other, WRONG, {**BOSS, "name": "孙1立", "phone": "13912345699"}))
    old = team({**BOSS, "name": "赵老", "phone": "1391"})
    old[0] = [TEAM.titled("苏州信息职业技术学院", 2022)]
    write_xlsx(home / "inbox" / "去年.xlsx", old)
    write_xlsx(home / "inbox" / "乙支部.xlsx", team({**BOSS, "phone": "13912345690"}, {**BOSS, "phone": "1391"}, branch="乙支部"))
    run_campaign(home, JULY)
    assert [row[:3] for row in rows(card(home))[4:8]] == [
        ("王明", "支部书记", "13912345671、0512-63456780"),
        ("孙立", "13912345682\n（不是24小时开通）"),
        ("钱红", "支部书记", "手机待核"),
        ("孙1立", "支部书记", "13912345699"),
    ]
    assert [row[:3] for row in rows(card(home, "乙支部"))[4:6]] == [("王明", "支部书记", "13912345690"), (WHEN,)]


def test_branches_whose_folders_a_system_takes_for_one_keep_theirs(tmp_path: Path) -> None:
    home = campaign(tmp_path, "a:支部", "A?支部")
    for number, branch in enumerate(("a:支部", "A?支部")):
        write_xlsx(home / "inbox" / f"{number}.xlsx", team({**BOSS, "name": "王明"[: 2 - number] + "立" * number}, branch=branch))
    run_campaign(home, JULY)
    homes = sorted(path.parent.name for path in (home / "reports").rglob("服务团联系卡.xlsx"))
    assert homes == ["A_支部(2)", "a_支部"]
    assert [rows(card(home, name))[4][0] for name in ("a_支部", "A_支部(2)")] == ["王明", "王立"]


def test_it_is_a_report_like_any_other(tmp_path: Path) -> None:
    """Written the same again, known as ours, told of, put aside where somebody has changed it."""
    home = campaign(tmp_path)
    write_xlsx(home / "inbox" / "甲支部.xlsx", team(BOSS))
    assert shown("validate", home, "--as-of", "2023-07-25").status == 1
    first = contents(home / "reports")
    assert shown("validate", home, "--as-of", "2023-07-25").status in {0, 1} and contents(home / "reports") == first
    open_session(home).validate(JULY, jobs=1).write()
    assert contents(home / "reports") == first
    path = home / "reports" / "各支部" / "甲支部" / "服务团联系卡.xlsx"
    path.write_bytes(b"changed")
    run_campaign(home, JULY)
    assert (home / "reports-保留" / "各支部" / "甲支部" / "服务团联系卡.xlsx").read_bytes() == b"changed"
    assert contents(home / "reports") == first
    (home / "inbox" / "甲支部.xlsx").unlink()
    run_campaign(home, JULY)
    assert not path.exists()


@pytest.mark.parametrize("count", [1, 12])
def test_every_text_has_the_room_it_needs(tmp_path: Path, count: int) -> None:
    """At 12 points a line takes 18 points of height; a Han character two columns of the width."""
    long = {**BOSS, "other_contact": "微信 wm2023；办公室 致远楼301；电子邮箱 wangming@example.com"}
    home = campaign(tmp_path)
    write_xlsx(
        home / "inbox" / "甲支部.xlsx",
        team(*({**long, "name": f"王{'一二三四五六七八九十百千'[n]}", "phone": f"1391234{5000 + 137 * n}"} for n in range(count))),
    )
    run_campaign(home, JULY)
    sheet = card(home)
    widths = {letter: dimension.width for letter, dimension in sheet.column_dimensions.items()}
    merged = {
        str(area).split(":")[0]: [letter for letter in "ABCD" if str(area)[0] <= letter <= str(area).split(":")[1][0]]
        for area in sheet.merged_cells.ranges
    }
    for row in sheet.iter_rows(min_row=2):
        for cell in (one for one in row if not isinstance(one, MergedCell) and one.value):
            room = sum(widths[letter] for letter in merged.get(cell.coordinate, [cell.column_letter])) / 1.2
            lines = sum(-(-len(line.encode("gb18030")) // int(room)) for line in str(cell.value or "").split("\n"))
            assert sheet.row_dimensions[cell.row].height >= 18 * lines, cell.value


def test_sheets_for_a_branch_that_come_back_are_known_whatever_they_were_saved_as(
    tmp_path: Path, by_office: Callable[..., list[Path]]
) -> None:
    """Neither card nor 回访任务 is a form; a form added to one is read, and a form called like one is a form."""
    home = campaign(tmp_path)
    (home / "campaign.toml").write_text((home / "campaign.toml").read_text("utf-8").replace('"附表5"', '"附表5", "附件3"'), "utf-8")
    write_xlsx(home / "inbox" / "甲支部.xlsx", team(BOSS))
    write_xlsx(home / "inbox" / "附件2.xlsx", roster([GOOD]))
    run_campaign(home, JULY)
    own = [path for name in ("回访任务", "服务团联系卡") for path in (home / "reports").rglob(f"{name}.xlsx")]
    for number, path in enumerate(own):
        for suffix in ("xls", "ods", "xlsx"):
            by_office(suffix, Path(shutil.copy(path, home / "inbox" / f"{number}{suffix}.xlsx")))
        shutil.copy(path, home / "inbox" / f"{number}.xlsx")
    more = openpyxl.load_workbook(own[1])
    for row in team({**BOSS, "name": "周立", "phone": "13912345682", "party_duty": "宣传委员"}):
        (more["附表5"] if "附表5" in more.sheetnames else more.create_sheet("附表5")).append(row)
    more.save(home / "inbox" / "另加.xlsx")
    write_xlsx(home / "inbox" / "服务团联系卡.xlsx", team({**BOSS, "name": "钱红", "phone": "13912345690", "party_duty": "组织委员"}))
    found = run_campaign(home, JULY)
    told = {one.where.file for one in found.findings if one.code == OWN_OUTPUT.code}
    assert told == {f"inbox/{number}{suffix}" for number in (0, 1) for suffix in (".xlsx", "xlsx.xlsx", "xls.xls", "ods.ods")}
    assert not [one for one in found.findings if one.where.file in told and one.code != OWN_OUTPUT.code]
    assert sorted(row[0] for row in merged_of(found, "service_team").rows) == ["周立", "王明", "钱红"]
