"""各支部/<支部>/: all that goes to a branch, and nothing of another's."""

from datetime import date
from pathlib import Path, PureWindowsPath

import openpyxl
import pytest
from support import GOOD, GOOD_VISIT, SECOND, campaign_folder, returned_copies, roster, run_campaign, visits, write_xlsx

from gradflow.outputs.publishing import leftovers

USUAL = PureWindowsPath("C:\\Users\\党委办公室王老师\\OneDrive - 苏州信息职业技术学院\\桌面\\毕业生党员组织关系转接\\2024届")
"""Where a campaign may lie."""


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    """甲支部 has handed in its roster, 乙支部 nothing, 丙支部 has nobody."""
    folder = campaign_folder(tmp_path / "c", branches=("甲支部", "乙支部", "丙支部"))
    write_xlsx(folder / "inbox" / "甲.xlsx", roster([GOOD, {**SECOND, "sex": "女"}]))
    write_xlsx(folder / "inbox" / "丙.xlsx", [*roster([], branch="丙支部"), [1, "无"]])
    return folder


def names(folder: Path, branch: str) -> set[str]:
    """The files of a branch, forms by their annex."""
    home = folder / "reports" / "各支部" / branch
    return {path.name.partition("-")[0] for path in home.iterdir()} if home.is_dir() else set()


@pytest.mark.parametrize(
    ("day", "first", "second"),
    [
        ("2023-06-20", {"甲.xlsx", "消息.txt", "收件回执.txt"}, {"附件2", "消息.txt"}),
        ("2023-06-24", {"甲.xlsx", "消息.txt", "收件回执.txt"}, {"附件2", "消息.txt"}),
        ("2023-06-25", {"甲.xlsx", "消息.txt", "收件回执.txt", "附件3"}, {"附件2", "消息.txt"}),
    ],
)
def test_what_a_branch_gets(folder: Path, day: str, first: set[str], second: set[str]) -> None:
    """The next form only when its time has come, and of several only what is due first."""
    run_campaign(folder, date.fromisoformat(day))
    assert names(folder, "甲支部") - {"回访任务.xlsx"} == first
    assert names(folder, "乙支部") == second
    assert names(folder, "丙支部") == {"收件回执.txt"}


def test_the_next_form_holds_all_that_is_known_of_its_people_and_of_no_others(folder: Path) -> None:
    write_xlsx(folder / "inbox" / "乙.xlsx", roster([{**GOOD, "name": "钱二", "id_number": "320584200005120032"}], branch="乙支部"))
    run_campaign(folder, date(2023, 7, 1))
    told = {}
    for branch in ("甲支部", "乙支部"):
        (path,) = (folder / "reports" / "各支部" / branch).glob("附件3*第1次*.xlsx")
        sheet = openpyxl.load_workbook(path)["附件3"]
        assert branch in str(sheet["A2"].value)
        told[branch] = [cell.value for cell in sheet["B"][3:] if cell.value]
    assert told == {"甲支部": ["王芳", "李强"], "乙支部": ["钱二"]}
    write_xlsx(folder / "inbox" / "附件3第一次.xlsx", visits([GOOD_VISIT, {**GOOD_VISIT, "name": "李强"}]))
    run_campaign(folder, date(2023, 7, 26))
    (second,) = (folder / "reports" / "各支部" / "甲支部").glob("附件3*第2次*.xlsx")
    assert openpyxl.load_workbook(second)["附件3"]["F4"].value == GOOD_VISIT["landed_org"]


def test_a_workbook_called_like_ours_comes_back_beside_ours(folder: Path) -> None:
    (folder / "inbox" / "甲.xlsx").rename(folder / "inbox" / "回访任务.xlsx")
    run_campaign(folder, date(2023, 7, 1))
    (copy,) = returned_copies(folder, "甲支部")
    assert copy.name == "回访任务(2).xlsx" and copy.with_name("回访任务.xlsx").exists()


def test_the_longest_names_fit_the_paths_of_windows(tmp_path: Path) -> None:
    branch, name = "计算机科学与技术" * 9 + "学生党支部", "附件2毕业生党员组织关系转出情况登记表" * 4
    folder = campaign_folder(tmp_path / "c", branches=(branch,))
    write_xlsx(folder / "inbox" / f"{name}.xlsx", roster([{**GOOD, "sex": "女"}, {**SECOND, "name": "钱二"}], branch=branch))
    write_xlsx(folder / "inbox" / f"二{name}.xlsx", roster([{**GOOD, "sex": "女"}], branch=branch), roster([SECOND], branch="别的支部"))
    run_campaign(folder, date(2023, 7, 1))
    work = ".reports-abcdefgh"  # where the reports are written before they are put in their place
    longest = max((path.relative_to(folder / "reports") for path in (folder / "reports").rglob("*")), key=lambda path: len(str(path)))
    assert len(str(USUAL / work / longest)) < 260, longest
    assert leftovers(folder / "reports") == []
