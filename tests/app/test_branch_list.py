"""gradflow init --branches: the branches of a list as offices keep it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from support import Shown, shown, write_xlsx

from gradflow.app.session import open_session
from gradflow.model.campaign import Branch

HEADS = ["序号", "党总支", "党支部名称*", "简称", "支部 书记", "书记电话", "2024届毕业生党员人数", "支委人数"]
LIST = [
    ["各党支部名册"],
    [],
    HEADS,
    [1, "信息", "计算机学生党支部", "计算机支部、计科", "王 明", "13900000000", 12, 5],
    [2, "信息", "软件学院学生党支部", "第一支部", "李老师", None, "8人", "五"],
    [],
    [3, "商科", "商学院学生党支部", "第一支部", None, None, None, 3.0],
    [4, "商科", "中共商学院学生党支部委员会", None, "重复"],
    [5, "商科", None, None, "没有支部"],
    ["合计", None, None, None, None, None, 20, 8],
    [None, None, "填表人：张三"],
    [6, None, "很长的" * 40 + "支部"],
]
EXPECTED = (
    Branch(name="计算机学生党支部", aliases=("计算机支部", "计科"), secretary="王 明", members=12, committee=5),
    Branch(name="软件学院学生党支部", secretary="李老师", members=8),
    Branch(name="商学院学生党支部", committee=3),
)


def made(folder: Path, listed: Path) -> Shown:
    """A campaign with the branches of a list."""
    return shown("init", folder / "2024届", "--branches", listed)


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_a_list_as_offices_keep_it(tmp_path: Path, suffix: str, by_office: Callable[..., list[Path]]) -> None:
    path = write_xlsx(tmp_path / "名册.xlsx", LIST)
    told = made(tmp_path, path if suffix == "xlsx" else by_office(suffix, path)[0])
    assert told.status == 0 and open_session(tmp_path / "2024届").campaign.branches == EXPECTED
    for text in (
        "没有用的栏目：党总支、书记电话", "第5行的“五”不是人数", "第8行没有用：“中共商学院学生党支部委员会”上面已经有了", "第9行没有用：没有写支部", "第12行没有用",
        "“软件学院学生党支部”的简称“第一支部”别的支部也有", "“商学院学生党支部”的简称“第一支部”",
    ):  # fmt: skip
        assert text in told.out
    assert "合计" not in told.out and "# [[branches]]" in (tmp_path / "2024届" / "campaign.toml").read_text("utf-8")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_text_of_few_columns(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text('支部名称,书记,党员人数\n"甲""支部",王明,30\n乙支部,,\n', encoding)
    assert "没有用的栏目：党员人数" in made(tmp_path, path).out, "these may be all members, and are no number of graduates"
    assert [(one.name, one.secretary, one.members) for one in open_session(tmp_path / "2024届").campaign.branches] == [
        ('甲"支部', "王明", 0),
        ("乙支部", "", 0),
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [([["学院", "书记"], ["甲", "王"]], "没有找到“党支部名称”一栏"), ([["党支部名称"], ["合计"]], "一个支部也没有")],
)
def test_a_list_of_nothing_makes_no_campaign(tmp_path: Path, rows: list[list[str]], expected: str) -> None:
    told = made(tmp_path, write_xlsx(tmp_path / "a.xlsx", rows))
    assert told.status == 2 and expected in told.err and not (tmp_path / "2024届").exists()


def test_it_does_not_go_with_the_year_before(tmp_path: Path) -> None:
    told = shown("init", tmp_path / "2024届", "--carry", tmp_path, "--branches", "a.xlsx")
    assert told.status == 2 and "不能" in told.err
