"""Words last: once it is read what people typed, no code compares Chinese words; states and kinds are enums (docs/design.md)."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from support import ROOT

CHINESE = re.compile("[\u3400-\u9fff]")
METHODS = {
    "startswith",
    "endswith",
    "removeprefix",
    "removesuffix",
    "partition",
    "rpartition",
    "split",
    "rsplit",
    "find",
    "index",
    "count",
    "replace",
}
ROOMS = ("model", "pipeline", "outputs", "store", "word")
READERS = {
    "model": {"acknowledgements", "campaign", "checks", "folding"},
    "pipeline": {
        "columns", "guesses", "heads", "labels", "left_over", "letters", "line_words", "lineage", "matching", "named_units", "owed", "ownership",
        "people", "recognise", "reconcile", "row_evidence", "rows", "split_columns", "tables", "tokens",
    },
    "outputs": {"consolidated", "letter_files"},
}  # fmt: skip
"""Modules that understand what people wrote, be it heads, lines, names, answers, receipts and files of gradflow's that come back."""
FILES = [path for room in ROOMS for path in sorted((ROOT / "gradflow" / room).rglob("*.py"))]


def is_chinese(node: ast.expr, names: frozenset[str] = frozenset()) -> bool:
    """Whether an expression is Chinese text, a collection of such, or a name for either."""
    match node:
        case ast.Constant(value=str(text)):
            return CHINESE.search(text) is not None
        case ast.Name(id=name):
            return name in names
        case ast.JoinedStr(values=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
            return any(is_chinese(part, names) for part in parts)
        case ast.Dict(keys=keys):
            return any(is_chinese(key, names) for key in keys if key)
        case ast.Call(func=ast.Name(id="frozenset" | "set" | "tuple"), args=[part]):
            return is_chinese(part, names)
    return False


@cache
def constants(path: Path) -> frozenset[str]:
    """Names that a module binds to Chinese text, with those it imports."""
    tree, found = ast.parse(path.read_text("utf-8")), set[str]()
    for node in tree.body:
        match node:
            case ast.ImportFrom(module=str(module), names=names) if module.startswith("gradflow."):
                other = ROOT / (module.replace(".", "/") + ".py")
                found |= {one.asname or one.name for one in names if other.exists() and one.name in constants(other)}
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
                found |= {t.id for t, v in zip(targets, values, strict=True) if isinstance(t, ast.Name) and is_chinese(v)}
            case ast.Assign(targets=[ast.Name(id=name)], value=value) | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                found |= {name} if is_chinese(value) else set()
    return frozenset(found)


def compared(path: Path) -> Iterator[str]:
    """Where a module compares a text with Chinese words, or takes one apart by them."""
    names = constants(path)
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Compare(left=left, comparators=others):
                operands = [left, *others]
            case ast.Call(func=ast.Attribute(attr=attr), args=operands) if attr in METHODS:
                pass
            case _:
                continue
        if any(is_chinese(one, names) for one in operands):
            yield f"{path.name}:{node.lineno}: {ast.unparse(node)}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_chinese_is_compared_but_where_it_is_read(path: Path) -> None:
    is_reader = path.stem in READERS.get(path.relative_to(ROOT / "gradflow").parts[0], ())
    found = list(compared(path))
    assert bool(found) == is_reader, found or f"{path.stem} reads no words any more: take it off the list"
