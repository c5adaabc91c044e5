"""A room imports only from lower floors; siblings do not import each other (docs/design.md)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import ROOT

FLOORS = {
    "core": 0,
    "kinds": 1,
    "rules": 2,
    "forms": 3,
    "pipeline": 4,
    "excel": 4,
    "word": 4,
    "ledger": 4,
    "outputs": 5,
    "app": 6,
    "cli": 7,
}
DOORS = {
    "python_calamine": "excel",
    "openpyxl": "excel",
    "xlsxwriter": "excel",
    "sqlite3": "ledger",
    "pandas": "pipeline",
    "click": "cli",
    "jinja2": "outputs",
    "docx": "word",
    "docxtpl": "word",
}
FILES = sorted((ROOT / "gradflow").rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_down_only(path: Path) -> None:
    parts = path.relative_to(ROOT / "gradflow").parts
    room = parts[0] if len(parts) > 1 else None
    for name in imported(path):
        words = name.split(".")
        if words[0] == "gradflow" and len(words) > 1 and room:
            other = words[1]
            assert other == room or FLOORS[other] < FLOORS[room], f"{room} imports {name}"
        if words[0] in DOORS:
            assert room == DOORS[words[0]], f"{name} is imported outside {DOORS[words[0]]}/"


def test_the_clock_is_read_in_cli_only() -> None:
    for path in FILES:
        name = path.relative_to(ROOT / "gradflow")
        if name.parts[0] != "cli":
            text = path.read_text("utf-8")
            assert ".now(" not in text and ".today(" not in text, path
            assert "os.environ" not in text or name == Path("excel", "__init__.py"), path


def test_files_stay_small() -> None:
    long = {str(p.relative_to(ROOT)): n for p in FILES if (n := len(p.read_text("utf-8").splitlines())) > 300}
    assert not long
