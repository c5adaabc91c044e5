"""Generated pages are up to date; the README's commands are the contract's; the design names what there is."""

import ast
import builtins
import doctest
import re
import runpy
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
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
    for example in EXAMPLES:
        example_copy(tmp_path, example)
    monkeypatch.chdir(tmp_path)
    runner, names = doctest.DocTestRunner(), dict[str, Any]()
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "api.md").read_text("utf-8"), re.DOTALL)
    for number, block in enumerate(blocks, start=1):
        example = doctest.DocTestParser().get_doctest(block, names, f"block {number}", "docs/api.md", 0)
        runner.run(example, clear_globs=False)
        names = example.globs
    assert len(blocks) > 5 and runner.tries > 20 and runner.failures == 0


EXAMPLES = sorted(path for path in (ROOT / "examples").iterdir() if path.is_dir())
BY_HAND = {"design": ROOT / "docs" / "design.md", "contributing": ROOT / "CONTRIBUTING.md"}
PATH = re.compile(r"[\w.-]*/[\w./-]*|[\w-]+\.(?:py|toml|md|tsv|json)")
CALL = re.compile(r"(\w+)\(.*\)")
FLOW = re.compile(r"^(\w+)\(.*?\) +-> ([A-Z]\w+)", re.MULTILINE)
WRITTEN = {"reports/", "cards/", "letters/", "findings.json", "campaign.toml"}
"""What runs and people write, not what the program consists of."""
SNAKE = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")
HOMES = (ROOT, ROOT / "gradflow", ROOT / "docs")
Declaration = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def names_in(node: ast.AST) -> Iterator[str]:
    """Everything a piece of source gives a name to."""
    for one in ast.walk(node):
        if isinstance(one, Declaration):
            yield one.name
        elif isinstance(one, ast.arg):
            yield one.arg
        elif isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
            yield one.id


@cache
def declared() -> dict[str, set[str]]:
    """Every module, class and function -> what it gives a name to."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in [*(ROOT / "gradflow").rglob("*.py"), *(ROOT / "tests").glob("*.py")]:
        tree = ast.parse(path.read_text("utf-8"))
        found[path.stem].update(names_in(tree))
        for node in ast.walk(tree):
            if isinstance(node, Declaration):
                found[node.name].update(names_in(node))
    return found


def missing(text: str) -> list[str]:
    """What a page names in backticks that is not there: files, folders, classes, functions, their members."""
    names = declared()
    known = names.keys() | set().union(*names.values())
    fenced = " ".join(re.findall(r"```.*?```", text, re.DOTALL))
    gone = sorted({word for pair in FLOW.findall(fenced) for word in pair} - names.keys() | set(SNAKE.findall(fenced)) - known)
    for token in re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL)):
        owner, _, member = token.partition(".")
        if PATH.fullmatch(token):
            is_there = token in WRITTEN or any((home / token).exists() for home in HOMES) or any((ROOT / "gradflow").glob(f"*/{token}"))
        elif match := CALL.fullmatch(token):
            is_there = match[1] in names
        elif owner in names and member.isidentifier():
            is_there = member in names[owner]
        else:
            is_there = token in known or hasattr(builtins, token) or not (token.isascii() and token.isidentifier())
        if not is_there:
            gone.append(token)
    return gone


@pytest.mark.parametrize("page", BY_HAND)
def test_what_a_page_names_is_there(page: str) -> None:
    assert missing(BY_HAND[page].read_text("utf-8")) == []


@pytest.mark.parametrize(
    "name",
    [
        "`model/gone.py`",
        "`run_all()`",
        "`Session.gone`",
        "`gone_type`",
        "```\ngone(x)   -> Report```",
        "```\nrun(x)   -> Gone```",
        "```see gone_type```",
    ],
)
def test_what_is_not_there_is_noticed(name: str) -> None:
    assert missing(f"See {name}, `Session.validate`.")
