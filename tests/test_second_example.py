"""The example of another college: its own forms, drafted from its blank and finished by hand, by channel; no form of the notice's."""

import difflib
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from conftest import Validated
from support import OTHER as EXAMPLE
from support import compare, shown

DAY = "2024-07-08"
FORMS = ("inland", "away", "kept")
BY_HAND = 4
"""Lines of a draft that were changed, at the most."""


@pytest.fixture(scope="module")
def folder(example: Callable[..., Validated]) -> Path:
    """The campaign, validated."""
    return example(DAY, EXAMPLE).folder


def test_each_form_has_a_merged_sheet_under_its_own_two_lines_of_heads(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "reports" / "汇总.xlsx")
    assert [name for name in book.sheetnames if name.endswith("汇总")] == ["附表1汇总", "附表2汇总", "附表3汇总"]
    away = list(book["附表2汇总"].iter_rows(values_only=True))
    assert away[0][0] == "江南工程职业学院2024届毕业生党员组织关系转接登记表（省外）"
    assert away[2][9:15] == ("接收党组织", None, "去向单位", "介绍信", None, "党费交至")
    assert away[3][9:14] == ("所往基层党委", "组织关系介绍信抬头", None, "编号", "有效期（天）")
    people = [row for row in away if isinstance(row[0], int)]
    assert [len(people), people[0][1], people[0][12]] == [11, "机械工程学院学生党支部", "江工2024001"]


def test_letters_as_committed(folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / folder.name)
    compare(EXAMPLE / "expected" / DAY / "letters.txt", shown("letters", copy.name, "--as-of", DAY, cwd=tmp_path).out.replace("\\", "/"))


def test_nothing_speaks_of_the_notices_forms() -> None:
    texts = [path.read_text("utf-8") for path in (EXAMPLE / "expected").rglob("*") if path.is_file()]
    assert len(texts) == 7 and not any("附件1" in text or "附件2" in text or "附件3" in text for text in texts)


def test_its_forms_are_its_drafts_but_for_a_few_lines(tmp_path: Path) -> None:
    assert shown("init", "c", "--college", "江南工程职业学院", "--cohort", 2024, cwd=tmp_path).status == 0
    told = shown("form", "draft", EXAMPLE / "空白表.xlsx", "--campaign", "c", cwd=tmp_path)
    assert told.status == 0, told.err
    for number, name in enumerate(FORMS, start=1):
        draft, form = (tmp_path / "c" / "forms" / f"form_{number}.toml"), EXAMPLE / "forms" / f"{name}.toml"
        lines = difflib.unified_diff(*(path.read_text("utf-8").splitlines() for path in (draft, form)), n=0)
        changed = [line for line in lines if line[0] == "-" and not line.startswith(("---", "-#"))]
        added = [line for line in lines if line[0] == "+" and not line.startswith("+++")]
        assert len(changed) + len(added) <= BY_HAND, (name, changed, added)
