"""Each recipe of CONTRIBUTING.md followed to the letter, in a copy of the package: it works, and takes the places the recipe says."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from declared import forms_page, rules_page
from support import GOOD, ROOT, SECOND, campaign_folder, contents, findings_json, roster, shown, write_xlsx
from test_campaign_forms import VISIT
from test_floors import LAWS, Module

from gradflow.app.facts import packed, unpacked
from gradflow.forms.loader import load_forms
from gradflow.model.findings import Problem

DAY = "2023-06-20"
RULE = '''

@row_rule(
    "C159", "name-of-a-post", title="姓名写成了岗位", needs=("name",), severity=Severity.WARNING,
    message="“{name}”是岗位，不是姓名", advice="写身份证上的姓名",
    source="通知注意事项1",
)  # fmt: skip
def name_of_a_post(record: Record, context: Ruleset) -> Iterator[Problem]:
    """把岗位写进了姓名栏。

    正确 | 姓名 王芳
    错误 | 姓名 方岗
    """
    if record["name"].endswith("岗"):
        yield Problem("name")
'''
KIND = '''"""Blood groups."""

from __future__ import annotations

from random import Random
from typing import ClassVar, NamedTuple

from gradflow.kinds import base
from gradflow.model.cells import Raw, typed_text
from gradflow.model.findings import Problem

GROUPS = ("A", "B", "AB", "O")
NO_GROUP = base.cell_check(
    "C190", "blood-group-unknown", "不是血型",
    "“{value}”不是血型", "写 A、B、AB 或 O",
    text="血型只有四种。",
)  # fmt: skip


class Blood(NamedTuple):
    """A group of the AB0 system."""

    group: str


class BloodGroup(base.Kind):
    """A blood group."""

    name = "blood_group"
    title = "血型"
    how = "写 A、B、AB 或 O"
    checks: ClassVar = (NO_GROUP,)

    def parse(self, raw: Raw) -> Blood | Problem | None:
        """Return the group; the word behind it is dropped."""
        if not (text := self.text(raw).upper().removesuffix("型")):
            return None
        return Blood(text) if text in GROUPS else base.fault(NO_GROUP, value=typed_text(raw))

    def show(self, value: Blood) -> str:
        """With the word."""
        return f"{value.group}型"
'''
BLOOD_FORM = VISIT.replace('kind = "text"', 'kind = "blood_group"')
OUTPUT = '''"""人数.txt: how many rows were merged of each form."""

from __future__ import annotations

from pathlib import Path

from gradflow.forms.loader import Forms
from gradflow.model.reports import Report

NAME = "人数.txt"


def write_counts(path: Path, report: Report, forms: Forms) -> None:
    """Write a line a form."""
    lines = [f"{forms[one.form].spec.annex}：{len(one.rows)}人\\n" for one in report.merged]
    path.write_text("".join(lines), encoding="utf-8")
'''
COMMAND = '''"""gradflow count."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from gradflow.cli.asking import FOLDER, day_option, show
from gradflow.cli.chinese import ChineseCommand
from gradflow.cli.opening import validated


@click.command("count", cls=ChineseCommand, help="各表汇总了多少人。")
@FOLDER
@day_option("按哪一天检查；默认今天")
def command(folder: Path, **choice: Any) -> None:
    """Print a line a form."""
    found = validated(folder, choice)
    show(f"{found.session.forms[one.form].spec.annex}：{len(one.rows)}人" for one in found.report.merged)
'''


def add(name: str, text: str) -> Callable[[Path], None]:
    """Write a file that is not there yet."""

    def done(package: Path) -> None:
        with (package / name).open("x", encoding="utf-8") as stream:
            stream.write(text)

    return done


def put_behind(name: str, line: str, new: str) -> Callable[[Path], None]:
    """Put text behind the line of a file that begins so."""

    def done(package: Path) -> None:
        before, found, after = (package / name).read_text("utf-8").partition(line)
        rest, end, after = after.partition("\n")
        assert found, line
        (package / name).write_text(f"{before}{found}{rest}{end}{new}{after}", encoding="utf-8")

    return done


def append(name: str, text: str) -> Callable[[Path], None]:
    """Write at the end of a file."""

    def done(package: Path) -> None:
        with (package / name).open("a", encoding="utf-8") as stream:
            stream.write(text)

    return done


WRITTEN = "            findings_json.write_findings("
STEPS: dict[str, list[Callable[[Path], None]]] = {
    "rule": [append("rules/name.py", RULE)],
    "kind": [add("kinds/blood_group.py", KIND)],
    "form": [add("forms/home_visit.toml", VISIT)],
    "output": [
        add("outputs/counts.py", OUTPUT),
        put_behind("outputs/publishing.py", "from gradflow.outputs import ", "from gradflow.outputs import counts\n"),
        put_behind("outputs/publishing.py", WRITTEN, "            counts.write_counts(work / counts.NAME, report, forms)\n"),
    ],
    "command": [
        add("cli/count.py", COMMAND),
        put_behind("cli/main.py", '    "status": ', '    "count": ("gradflow.cli.count", "各表汇总了多少人"),\n'),
    ],
}
"""Recipe -> what it asks to be written."""
ASKED = re.compile(r"^\*\*An? (\w+)\*\*[\w ]* \((\d) file(?: and its line in `([\w.]+)`)?\)", re.MULTILINE)


def handed_in(folder: Path, **changes: str) -> Path:
    """A campaign whose one roster has two people, the first changed."""
    write_xlsx(campaign_folder(folder) / "inbox" / "附件2.xlsx", roster([{**GOOD, **changes}, SECOND]))
    return folder


def visited(folder: Path, *values: str) -> Path:
    """A campaign with 附件8 filled in from its own blank template, two people."""
    assert shown("template", "附件8", "--campaign", folder).status == 0
    book = openpyxl.load_workbook(next((folder / "templates").glob("附件8*")))
    sheet = book["附件8"]
    sheet["A2"] = "党支部名称：甲支部"
    for row, (person, value) in enumerate(zip((GOOD, SECOND), values, strict=True), start=4):
        for column, cell in enumerate((person["name"], "男", person["id_number"], value), start=2):
            sheet.cell(row, column).value = cell
    book.save(folder / "inbox" / "走访.xlsx")
    return folder


def merged(folder: Path, sheet: str) -> list[tuple[object, ...]]:
    """Name and last field of everybody in a merged sheet."""
    rows = openpyxl.load_workbook(folder / "reports" / "汇总.xlsx")[sheet].iter_rows(min_row=3, values_only=True)
    return [(row[2], row[-2]) for row in rows if row[2]]


def codes(folder: Path) -> set[str]:
    """What was found."""
    return {one["code"] for one in findings_json(folder)["findings"]}


def rule_works(folder: Path) -> None:
    """Explained, on the page, run on a sheet."""
    assert "姓名写成了岗位" in shown("explain", "C159").out and "### C159" in rules_page()
    handed_in(folder, name="王岗")
    shown("validate", folder, "--as-of", DAY)
    assert "C159" in codes(folder)
    assert pytest.main(["-q", "-p", "no:cacheprovider", str(ROOT / "tests" / "rules" / "test_examples.py"), "-k", "C159"]) == 0


def kind_works(folder: Path) -> None:
    """Used in a form: read, told, shown, kept."""
    (campaign_folder(folder) / "forms").mkdir()
    (folder / "forms" / "home_visit.toml").write_text(BLOOD_FORM, encoding="utf-8")
    visited(folder, "ab", "C")
    shown("validate", folder, "--as-of", DAY)
    assert merged(folder, "附件8汇总") == [("王芳", "AB型")] and "C190" in codes(folder)
    kind = load_forms(folder / "forms")["home_visit"].kinds["visited"]
    value = kind.parse("AB")
    assert not isinstance(value, Problem) and unpacked(packed(value)) == value == kind.parse(kind.show(value))


def form_works(folder: Path) -> None:
    """Template, reading, merged sheet, page."""
    visited(campaign_folder(folder), "电话", "上门")
    shown("validate", folder, "--as-of", DAY)
    assert merged(folder, "附件8汇总") == [("王芳", "电话"), ("李强", "上门")]
    assert "## 附件8 毕业生党员走访情况表" in forms_page([*load_forms().values()])


def output_works(folder: Path) -> None:
    """It is in reports/, and belongs there: the next run replaces it and puts nothing aside."""
    for _ in range(2):
        shown("validate", handed_in(folder) if not folder.exists() else folder, "--as-of", DAY)
        (folder / ".gradflow" / "last-run.json").unlink()
    assert "附件2：2人\n" in (folder / "reports" / "人数.txt").read_text("utf-8")
    assert not (folder / "reports-保留").exists()


def command_works(folder: Path) -> None:
    """In the list of commands, and it runs."""
    assert "各表汇总了多少人" in shown("--help").out
    assert "附件2：2人\n" in shown("count", handed_in(folder), "--as-of", DAY).out


@pytest.mark.parametrize("recipe", STEPS)
def test_a_recipe_works_and_takes_the_places_it_says(recipe: str, tmp_path: Path) -> None:
    package = tmp_path / "gradflow"
    shutil.copytree(ROOT / "gradflow", package, ignore=shutil.ignore_patterns("__pycache__"))
    before = contents(package)
    for step in STEPS[recipe]:
        step(package)
    after = contents(package)
    touched = {name for name, digest in after.items() if before.get(name) != digest}

    check = f"import test_recipes; from pathlib import Path; test_recipes.{recipe}_works(Path('c'))"
    paths = os.pathsep.join(map(str, (tmp_path, ROOT / "tests", ROOT / "docs")))
    run = subprocess.run(
        [sys.executable, "-c", check], cwd=tmp_path, env={**os.environ, "PYTHONPATH": paths}, capture_output=True, check=False
    )
    assert run.returncode == 0, (run.stdout + run.stderr).decode()
    for name in touched:
        if name.endswith(".py"):
            module = Module(name, (package / name).read_text("utf-8"))
            assert [law for law_of in LAWS for law in law_of(module)] == []

    asked = {name: (int(count), line) for name, count, line in ASKED.findall((ROOT / "CONTRIBUTING.md").read_text("utf-8"))}
    count, line = asked[recipe]
    assert len(touched) == count + bool(line), touched
    assert not line or line in {Path(name).name for name in touched & before.keys()}
