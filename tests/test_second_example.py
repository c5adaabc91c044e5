"""The example of another college: its own forms, drafted from its blank and finished by hand, by channel; no form of the notice's."""

import difflib
import shutil
from pathlib import Path

import openpyxl
import pytest
from support import ROOT, compare, findings_json, shown

EXAMPLE = ROOT / "examples" / "江南工程职业学院2024届"
DAY = "2024-07-08"
FORMS = ("inland", "away", "kept")
BY_HAND = 4
"""Lines of a draft that were changed, at the most."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The campaign, validated."""
    folder = tmp_path_factory.mktemp("other") / EXAMPLE.name
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("reports", "expected", ".gradflow"))
    told = shown("validate", folder.name, "--as-of", DAY, cwd=folder.parent)
    assert told.status == 1
    compare(EXAMPLE / "expected" / "screen.txt", told.out.replace("\\", "/"))
    return folder


def test_every_planted_fault_is_named_at_its_cell_and_nothing_else_is_wrong(folder: Path) -> None:
    found = {(f["file"], f["sheet"], f["cell"] or "", f["code"]) for f in findings_json(folder)["findings"] if f["severity"] != "info"}
    compare(EXAMPLE / "planted.tsv", "\n".join("\t".join(one) for one in sorted(found)) + "\n")


def test_each_form_has_a_merged_sheet_under_its_own_two_lines_of_heads(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "reports" / "汇总.xlsx")
    assert [name for name in book.sheetnames if name.endswith("汇总")] == ["附表1汇总", "附表2汇总", "附表3汇总"]
    away = list(book["附表2汇总"].iter_rows(values_only=True))
    assert away[0][0] == "江南工程职业学院2024届毕业生党员组织关系转接登记表（省外）"
    assert away[2][9:15] == ("接收党组织", None, "去向单位", "介绍信", None, "党费交至")
    assert away[3][9:14] == ("所往基层党委", "组织关系介绍信抬头", None, "编号", "有效期（天）")
    people = [row for row in away if isinstance(row[0], int)]
    assert [len(people), people[0][1], people[0][12]] == [11, "机械工程学院学生党支部", "江工2024001"]


@pytest.mark.parametrize("command", ["status", "remind", "letters"])
def test_commands_as_committed_and_no_form_of_the_notices(folder: Path, tmp_path: Path, command: str) -> None:
    copy = shutil.copytree(folder, tmp_path / folder.name)
    told = shown(command, copy.name, "--as-of", DAY, cwd=tmp_path).out.replace("\\", "/")
    compare(EXAMPLE / "expected" / f"{command}.txt", told)
    assert "附件" not in told


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
