"""Generated pages are up to date; the README's commands are the contract's."""

import doctest
import re
import runpy
from pathlib import Path
from typing import Any

import pytest
from support import ROOT, example_copy

PAGES = runpy.run_path(str(ROOT / "docs" / "build.py"))["pages"]()


@pytest.mark.parametrize("name", sorted(PAGES))
def test_page_is_up_to_date(name: str) -> None:
    assert (ROOT / "docs" / name).read_text("utf-8") == PAGES[name], "run python docs/build.py"


def test_no_page_is_left_that_nothing_makes() -> None:
    made = {path.name for path in (ROOT / "docs").glob("*.md") if "由 docs/build.py 生成" in path.read_text("utf-8")}
    assert made <= set(PAGES) and len(made) > 3


def test_readme_has_both_commands() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert (
        "python3 -m venv .venv && .venv/bin/pip install -c constraints.txt . && .venv/bin/gradflow validate examples/2023届 --as-of 2023-07-25"
        in readme
    )
    assert 'python3 -m venv .venv && .venv/bin/pip install -c constraints.txt -e ".[dev]" && .venv/bin/pytest' in readme
    assert "docs/使用手册.md" in readme


def test_constraints_hold_no_address() -> None:
    text = (ROOT / "constraints.txt").read_text("utf-8")
    assert "://" not in text and "--" not in text.replace("# ", "")
    names = {line.split("==")[0] for line in text.splitlines() if line and not line.startswith("#")}
    assert {"pandas", "openpyxl", "xlsxwriter", "pydantic", "click", "python-calamine"} <= names


def test_every_example_of_the_api_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    example_copy(tmp_path)
    monkeypatch.chdir(tmp_path)
    runner, names = doctest.DocTestRunner(), dict[str, Any]()
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "api.md").read_text("utf-8"), re.DOTALL)
    for number, block in enumerate(blocks, start=1):
        example = doctest.DocTestParser().get_doctest(block, names, f"block {number}", "docs/api.md", 0)
        runner.run(example, clear_globs=False)
        names = example.globs
    assert len(blocks) > 5 and runner.tries > 20 and runner.failures == 0
