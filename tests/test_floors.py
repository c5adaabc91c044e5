"""How gradflow is built, checked on its source: who imports whom, and when; who reads the clock; how long a file is."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from support import ROOT

FLOORS = {
    "model": 0,
    "kinds": 1,
    "rules": 2,
    "forms": 3,
    "pipeline": 4,
    "reading": 4,
    "store": 4,
    "writing": 5,
    "word": 5,
    "outputs": 6,
    "app": 7,
    "cli": 8,
}
DOORS = {
    "python_calamine": "reading",
    "openpyxl": "reading",
    "xlsxwriter": "writing",
    "sqlite3": "store",
    "pandas": "pipeline",
    "click": "cli",
    "jinja2": "outputs",
    "docx": "word",
    "docxtpl": "word",
    "fsspec": "app",
    "distributed": "app",
    "watchfiles": "app",
}
"""Foreign library -> the one room that knows it."""
CHANGING = {"now", "today", "utcnow", "environ", "getenv"}
"""Attributes whose values differ from run to run; only what is on these floors asks for them."""
MAY_ASK = {"app", "cli", ""}
EXCUSED = {("reading/__init__.py", "environ")}
MOST_LATE_IMPORTS = 35
"""In functions. Each costs a reader a reason: only ever fewer."""
MOST_LINES = 380


@dataclass(frozen=True)
class Module:
    """A file of gradflow."""

    name: str
    text: str

    @property
    def room(self) -> str:
        """The folder it is in; none for those at the top."""
        return self.name.partition("/")[0] if "/" in self.name else ""

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    def imported(self) -> Iterator[str]:
        """Every module it imports, anywhere."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module

    def late(self) -> list[str]:
        """The lines of its imports that stand in functions."""
        functions = [node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        inner = {node.lineno for one in functions for node in ast.walk(one) if isinstance(node, ast.Import | ast.ImportFrom)}
        lines = self.text.splitlines()
        return [lines[number - 1].strip() for number in sorted(inner)]


def upward(module: Module) -> Iterator[str]:
    """A room imports only from lower floors; siblings do not import each other (docs/design.md)."""
    for name in module.imported():
        words = name.split(".")
        if words[0] == "gradflow" and len(words) > 1 and module.room:
            other = words[1]
            if other != module.room and not FLOORS[other] < FLOORS[module.room]:
                yield f"imports {name}"


def past_doors(module: Module) -> Iterator[str]:
    """A foreign library is known in one room."""
    for name in module.imported():
        door = DOORS.get(name.partition(".")[0], module.room)
        if door != module.room:
            yield f"imports {name}, which is for {door}/"


def ever_changing(module: Module) -> Iterator[str]:
    """The clock and the environment are asked at the top only: the same input gives the same bytes."""
    for node in () if module.room in MAY_ASK else ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and node.attr in CHANGING and (module.name, node.attr) not in EXCUSED:
            yield f"asks {ast.unparse(node)}"


def late_for_no_reason(module: Module) -> Iterator[str]:
    """An import in a function says on its line why it is not at the top."""
    yield from (f"imports late and says not why: {line}" for line in module.late() if not line.partition("PLC0415 - ")[2])


def too_long(module: Module) -> Iterator[str]:
    """A file is read in one go."""
    count = len(module.text.splitlines())
    if count > MOST_LINES:
        yield f"has {count} lines"


LAWS = (upward, past_doors, ever_changing, late_for_no_reason, too_long)


def test_the_house_is_built_as_design_says() -> None:
    files = sorted((ROOT / "gradflow").rglob("*.py"))
    modules = [Module(path.relative_to(ROOT / "gradflow").as_posix(), path.read_text("utf-8")) for path in files]
    broken = [f"{module.name}: {law}" for module in modules for law in chain.from_iterable(law(module) for law in LAWS)]
    late = sum(len(module.late()) for module in modules)
    assert not broken, "\n".join(broken)
    assert late <= MOST_LATE_IMPORTS, f"{late} imports in functions"
