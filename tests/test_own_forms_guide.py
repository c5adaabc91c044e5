"""docs/自定义表格.md: its examples are forms that work, its commands do what it says, and it explains every key and kind."""

import re
import tomllib
from pathlib import Path

import openpyxl
import pytest
from blanks import BLANKS, write
from support import ROOT, shown

from gradflow.forms.checking import check_forms
from gradflow.kinds.base import kind_classes
from gradflow.model.forms import FieldSpec, FormSpec, OpenTask

GUIDE = (ROOT / "docs" / "自定义表格.md").read_text("utf-8")
SECTIONS = {match[1]: match[2] for match in re.finditer(r"^### `(\w+)`\n(.*?)(?=^##|\Z)", GUIDE, re.MULTILINE | re.DOTALL)}
"""Key -> what is said of it."""
EXAMPLES = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
BASE = EXAMPLES[0]
KEYS = {*FormSpec.model_fields, *FieldSpec.model_fields, *OpenTask.model_fields, "like", "after", "drop"}


def declaration(example: str) -> str:
    """An example laid into the form of the guide: keys of the whole form in front, in place of those of the same name; sections behind."""
    top, mark, sections = example.partition("[[")
    base_top, base_mark, base_sections = BASE.partition("[[")
    given = tomllib.loads(top)
    if given.get("key") == "transfer_out" or example == BASE:
        return example
    kept = [line for line in base_top.splitlines() if line.partition(" ")[0] not in given]
    behind = "" if "fields" in given else base_mark + base_sections
    return "\n".join([*kept, top, behind, mark + sections])


def checked(folder: Path, text: str) -> list[str]:
    """What is wrong with a declaration, each fault with its line."""
    path = folder / "example.toml"
    path.write_text(text, encoding="utf-8")
    return [f"第{one.line}行：{one.text}" for one in check_forms([path])[0]]


def test_every_key_is_explained_with_an_example() -> None:
    assert SECTIONS.keys() == KEYS
    without = [key for key, text in SECTIONS.items() if not re.search(rf"```toml\n(?:.*\n)*?(?:.*[{{, ])?{key} = |\[\[{key}\]\]", text)]
    assert not without, without


def test_every_kind_is_listed() -> None:
    listed = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| `.*?\|", GUIDE, re.MULTILINE))))
    assert listed == kind_classes().keys()


@pytest.mark.parametrize("number", range(len(EXAMPLES) - 1))
def test_every_example_works(number: int, tmp_path: Path) -> None:
    assert checked(tmp_path, declaration(EXAMPLES[number])) == []


def test_what_is_wrong_is_told_as_it_says(tmp_path: Path) -> None:
    (told,) = re.findall(r"```text\n(.*?)```", GUIDE, re.DOTALL)
    found = checked(tmp_path, declaration(EXAMPLES[-1]))
    assert len(found) == len(told.splitlines())
    for line in told.splitlines():
        assert any(line in one for one in found), (line, found)


def test_a_key_wrong_in_every_field_is_told_once_a_field_and_nothing_that_follows(tmp_path: Path) -> None:
    found = checked(tmp_path, BASE.replace("\nhead = ", "\nhaed = "))
    assert sum("haed" in one for one in found) == BASE.count("\nhead = ") and not [one for one in found if "fields:" in one], found


def test_its_commands_lead_from_a_blank_to_a_merged_sheet(tmp_path: Path) -> None:
    write(tmp_path / "空白表.xlsx", BLANKS["两行表头"])
    *first, (template, validate) = [block.split("\n")[:-1] for block in re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL)]
    for command in (*(line for block in first for line in block), template):
        told = shown(*command.split()[1:], cwd=tmp_path)
        assert told.status == 0, told.err
    (path,) = (tmp_path / "2024届" / "templates").glob("附表1-*")
    book = openpyxl.load_workbook(path)
    sheet = book["附表1"]
    sheet["A2"] = "填报单位（盖章）：甲支部　　填报人：王某　　填报日期：2023-06-20"
    person = [
        1,
        "王芳",
        "女",
        "320584200005120024",
        "中共昆山市委组织部",
        "0512-57301234",
        "昆山市前进中路1号 215300",
        "昆20230001",
        "2023-06-20",
        90,
        "2023-06",
        "",
    ]
    for column, cell in enumerate(person, start=1):
        sheet.cell(5, column).value = cell
    book.save(tmp_path / "2024届" / "inbox" / "甲.xlsx")
    shown(*validate.split()[1:], "--as-of", "2023-07-01", cwd=tmp_path)
    merged = openpyxl.load_workbook(tmp_path / "2024届" / "reports" / "汇总.xlsx")["附表1汇总"]
    assert [row[2] for row in merged.iter_rows(min_row=5, max_row=5, values_only=True)] == ["王芳"]
