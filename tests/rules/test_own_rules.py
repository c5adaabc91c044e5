"""Rules of a college's own come as an installed package, and nothing else runs; the example of docs/own-rules.md."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from rules.test_examples import TRIED, outcome
from support import EVERY, GOOD, ROOT, SECOND, campaign_folder, merged_of, report, roster, run_campaign, shown, workbook, write_xlsx

from gradflow.app import last_run
from gradflow.pipeline import validate
from gradflow.rules import registry

PAGE = (ROOT / "docs" / "own-rules.md").read_text("utf-8")
EXAMPLE = re.findall(r"```python\n# college_rules.py\n(.*?)```", PAGE, re.DOTALL)[0]
OLD = {**GOOD, "age": 29, "id_number": "320584199405120013"}
DAY = date(2023, 7, 25)


def forget() -> None:
    for cached in (registry.catalogue, registry.rules, validate.plan_of, last_run.program_print):
        cached.cache_clear()


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Path]]:
    """Install a module of rules, as pip leaves it: ``install(source)`` gives the module's file."""
    site, modules = tmp_path / "site", []

    def installed(source: str) -> Path:
        name = f"college_rules_{len(modules)}_{tmp_path.name}".replace("-", "_")
        info = site / f"{name}-1.0.dist-info"
        info.mkdir(parents=True)
        info.joinpath("METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        info.joinpath("entry_points.txt").write_text(f"[gradflow.rules]\ncollege{len(modules)} = {name}\n")
        modules.append(site / f"{name}.py")
        modules[-1].write_text(source, "utf-8")
        monkeypatch.syspath_prepend(site)
        forget()
        return modules[-1]

    yield installed
    monkeypatch.undo()
    forget()


def rule(body: str, declared: str = 'row_rule("Z201", "tried", title="试一试", needs=("name",), message="{value}", advice="改")') -> str:
    return f"from gradflow.rules import *\n@{declared}\ndef tried(seen, context):\n    {body}\n    yield\n"


def test_the_documented_rule_is_run_explained_and_switched_off(tmp_path: Path, install: Callable[[str], Path]) -> None:
    install(EXAMPLE)
    folder = campaign_folder(tmp_path / "c", more='[rules]\nZ102 = "warning"')
    write_xlsx(folder / "inbox" / "附件2-甲支部.xlsx", roster([OLD]))
    write_xlsx(folder / "inbox" / "附件2-乙支部.xlsx", roster([{**SECOND, "address": GOOD["address"]}], "乙支部"))
    found = {(f.code, f.severity.value, f.branch, f.message) for f in run_campaign(folder, DAY).findings if f.code.startswith("Z")}
    assert found == {
        ("Z101", "warning", "甲支部", "年龄是29，入伍、休学以外很少见"),
        ("Z101", "warning", "乙支部", "年龄是33，入伍、休学以外很少见"),
        ("Z102", "warning", "甲支部", "乙支部也写了这个地址"),
    }
    assert "毕业时满28周岁" in (folder / "reports" / "report.html").read_text("utf-8")
    assert "依据：本校学籍管理规定" in shown("explain", "Z101").out
    (folder / "campaign.toml").write_text((folder / "campaign.toml").read_text("utf-8") + 'Z101 = "off"\n', "utf-8")
    assert {f.code for f in run_campaign(folder, DAY).findings if f.code.startswith("Z")} == {"Z102"}


def test_the_examples_of_a_documented_rule_hold(install: Callable[[str], Path]) -> None:
    install(EXAMPLE)
    check = registry.catalogue()["Z101"]
    for example in check.examples():
        assert (check.code in outcome(check, example, TRIED)[0]) == (example.verdict == "错误"), example


@pytest.mark.parametrize("declared", ["row_rule", "dated_rule", "sheet_rule", "cross_rule", "person_rule"])
@pytest.mark.parametrize("body", ["1 / 0", "yield 7", 'yield "name", None', 'yield Problem("name", row=999), 1', "raise RecursionError"])
def test_a_rule_that_fails_says_so_and_stops_nothing(install: Callable[[str], Path], declared: str, body: str) -> None:
    install(rule(body, f'{declared}("Z201", "tried", title="试", needs=("name",), message="有误", advice="改")'))
    found = report(workbook("inbox/甲.xlsx", roster([GOOD])))
    assert [f.code for f in found.findings if f.code in {"S408", "Z201"}] == ["S408"]
    assert len(merged_of(found, "transfer_out").rows) == 1


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("raise ImportError('no such thing')", "用不了(ImportError: no such thing)"),
        (rule("", 'row_rule("R301", "t", title="试", message="有误", advice="改")'), "规则号要写成 Z 加三位数字"),
        (rule("", 'row_rule("Z1", "t", title="试", message="有误", advice="改")'), "规则号要写成 Z 加三位数字"),
        (rule("", 'row_rule("Z301", "t", title="试", message="有误", advice="改", corrects=True)'), "不能写 corrects 或 is_fixed"),
        (rule("", 'row_rule("Z301", "t", title="试", message="有误", advice="改", is_fixed=True)'), "不能写 corrects 或 is_fixed"),
        (rule("", 'row_rule("Z301", "t", title="试", message="差{days:d}天", advice="改")'), "大括号里只写名称"),
        (rule("", 'row_rule("Z301", "t", title="试", message="差{天", advice="改")'), "大括号要成对"),
        (rule("", 'row_rule("Z301", "required", title="试", message="差", advice="改")'), "规则号是 Z301 或名称是 required"),
    ],
)
def test_a_package_that_cannot_be_used_is_one_sentence(tmp_path: Path, install: Callable[[str], Path], source: str, told: str) -> None:
    install(source)
    result = shown("validate", campaign_folder(tmp_path / "c"), "--as-of", DAY)
    assert (result.status, result.out) == (2, "")
    assert told in result.err
    assert result.err.count("\n") == 1


def test_a_file_beside_campaign_toml_is_never_run(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c")
    for place in (folder / "rules.py", folder / "forms" / "rules.py", folder / "inbox" / "rules.py"):
        place.parent.mkdir(exist_ok=True)
        place.write_text("raise SystemExit(77)")
    assert shown("validate", folder, "--as-of", DAY, cwd=folder).status == 1


def test_a_rule_that_is_worked_on_makes_a_new_run(install: Callable[[str], Path]) -> None:
    module = install(rule("return"))
    before = last_run.program_print()
    module.write_text(rule("return  # changed"), "utf-8")
    last_run.program_print.cache_clear()
    assert last_run.program_print() != before


def test_no_built_in_check_has_a_code_for_own_rules() -> None:
    assert not [code for code in registry.catalogue() if registry.OWN_CODE.fullmatch(code)]
    assert EVERY
