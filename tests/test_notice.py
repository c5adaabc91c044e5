"""docs/通知对照.md: each of the notice's 38 demands, what meets it, and a test: all that it names is there."""

from __future__ import annotations

import ast
import re
from functools import cache
from typing import NamedTuple

import pytest
from support import EVERY, ROOT

from gradflow.cli.main import COMMANDS
from gradflow.rules.registry import catalogue

SECTIONS = {"A": 2, "B": 5, "C": 2, "D": 10, "E": 8, "F": 7, "G": 4}
"""Sections of the notice -> its demands."""


class Demand(NamedTuple):
    number: str
    asked: str
    met: str
    test: str


def demands() -> list[Demand]:
    lines = (ROOT / "docs" / "通知对照.md").read_text("utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if re.match(r"\| [A-G]\d", line)]
    return [Demand(*row) for row in rows]


@cache
def functions_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"))


def test_the_page_has_every_demand_once_in_the_notices_order() -> None:
    assert [one.number for one in demands()] == [f"{part}{number}" for part, count in SECTIONS.items() for number in range(1, count + 1)]


@pytest.mark.parametrize("demand", demands(), ids=lambda one: one.number)
def test_a_demand_names_what_is_there(demand: Demand) -> None:
    path, _, name = demand.test.partition("::")
    assert name in functions_in(path)
    codes = set(re.findall(r"[A-Z]\d{3}", demand.met))
    annexes = set(re.findall(r"附[件表]\d+", demand.met))
    commands = set(re.findall(r"`gradflow (\w+)", demand.met))
    assert codes <= catalogue().keys()
    assert annexes <= {form.spec.annex for form in EVERY.values()}
    assert commands <= set(COMMANDS)
    assert codes or annexes or commands or "“" in demand.met
