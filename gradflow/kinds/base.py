"""What every kind of value can do, and where kinds are found."""

from __future__ import annotations

import copy
import dataclasses
import importlib
import pkgutil
import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from functools import cache, lru_cache, partial
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from gradflow.model.campaign import NOTICE_COHORT
from gradflow.model.cells import CellStyle, Raw, typed_text
from gradflow.model.checks import Check, Scope
from gradflow.model.findings import Problem
from gradflow.model.folding import squeezed, visible

NOTHING = frozenset("无 无无 暂无 没有 空 选填 未填 未填写 nan nat none null n/a".split())  # noqa: SIM905 - a list one can read
"""How people, and programs that write tables, say "nothing to fill in here" (member registration guide: 没有的可填“无”或者划“—”)."""
SIGNS = "/\\-—–―‐_×.。,，;；、:：·|~()[]【】<>"
"""What says nothing by itself, on half-width text."""
LONGEST_NOTHING = 10

DITTO = frozenset(
    {"同上", "〃", '"', "''", "′′", "′′′′", "”", "“", "同前", "“”", "..", "〞", "‖", "↑", "上同", "如上", "同上行", "同上一行"}
)
"""How people say "as in the row above", on squeezed text (″ is ′′ there)."""


def is_nothing(text: str) -> bool:
    """Tell whether the text declares the cell empty on purpose."""
    return len(text) <= LONGEST_NOTHING and _is_nothing(text)


@lru_cache(maxsize=65536)
def _is_nothing(text: str) -> bool:
    folded = squeezed(text)
    bare = folded.strip(SIGNS + "\"'“”‘’")
    return bare.casefold() in NOTHING if bare else folded not in DITTO


def is_ditto(raw: Raw) -> bool:
    """Tell whether the cell says "same as above"."""
    return isinstance(raw, str) and len(raw.strip()) <= LONGEST_NOTHING and squeezed(raw) in DITTO


class Options(BaseModel):
    """What a form's TOML may set for a kind; a kind without options refuses any."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Kind(ABC):
    """A kind of value: reads a cell, shows a value, styles a column, explains itself.

    ``parse`` returns the value, a Problem, or None where nothing is filled in; it never raises.
    ``show(parse(x))`` parses to the same value again.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    """Chinese name for people."""
    how: ClassVar[str]
    """One Chinese sentence: how to fill this in."""
    looks: ClassVar[CellStyle] = CellStyle()
    checks: ClassVar[tuple[Check, ...]] = ()
    Options: ClassVar[type[Options]] = Options
    repeats: ClassVar[bool] = False
    """Whether 同上 may stand for the row above."""
    takes_errors: ClassVar[bool] = False
    """Whether the error of a formula is read as what stands there, for nothing depends on it."""
    is_strict: ClassVar[bool] = True
    """Whether two columns of it that differ contradict each other; of free wordings the one nearest to the official head counts."""
    reads_ditto: ClassVar[bool] = False
    """Whether 同上 says something about the same person, so that the kind reads it itself."""
    year: int = NOTICE_COHORT
    """The campaign's year: examples of dates are of it."""
    is_personal: ClassVar[bool] = False
    """Whether no two people share a value, so that a merged cell cannot stand for several of them."""
    is_number: ClassVar[bool] = False
    """Whether the digits of a value are a person's ID or telephone number, to be masked whatever they look like."""
    is_code: ClassVar[bool] = False
    """Whether a value is the code of a thing, which is not masked although it has as many digits as a person's number."""
    shown_as: type = str
    """What values are shown as: str, int or float."""

    def __init__(self, options: Mapping[str, Any] | None = None) -> None:
        """Raise pydantic.ValidationError for options this kind does not know."""
        self.options = self.Options(**(options or {}))

    def of_year(self, year: int) -> Kind:
        """The same kind, with examples of a campaign's year."""
        found = copy.copy(self)
        found.year = year
        return found

    @abstractmethod
    def parse(self, raw: Raw) -> Any:
        """Understand one cell."""

    def describe(self) -> str:
        """How to fill this in."""
        return self.how

    def show(self, value: Any) -> str | float:
        """The one spelling of a value in reports: its text, where it is made of more."""
        shown: str | float = self.shown_as(getattr(value, "text", value))
        return shown

    def is_respelt(self, before: str, after: str) -> bool:
        """Whether a change of the text leaves the value as it was, in a way that only this kind knows."""
        return False

    def meaning(self, value: Any) -> str:
        """What a value says however it is spelt: the same for two that are no reason to ask which is right."""
        return str(self.show(value))

    def style(self) -> CellStyle:
        """How the column looks and what it lets one type."""
        return self.looks

    @property
    def codes(self) -> Collection[str]:
        """The values that a declaration may name; none for a kind whose values are not few."""
        return ()

    def joins(self, head: str) -> bool:
        """Whether a further column under that folded head is read together with the field's own."""
        return False

    def text(self, raw: Raw) -> str:
        """The cell as visible text, empty when it declares nothing."""
        text = visible(typed_text(raw))
        if is_nothing(text):
            return ""
        return raw if raw == text and isinstance(raw, str) else text  # held once


cell_check = partial(Check, scope=Scope.CELL)
"""Declares one of the ways in which a cell can fail to parse."""


def fault(check: Check, **facts: Any) -> Problem:
    """The Problem a kind returns for one of its checks."""
    return Problem(facts=facts, check=check.code)


_CUT_OFF = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]{2}|(?=[0-9]{11})[1-9][0-9]{0,5}0{6,}")
CODE_CUT_OFF = cell_check(
    "C704", "code-cut-off", "号码后面的几位丢了",
    "“{value}”是 Excel 当作数字存的，后面的几位已经丢失", "先把单元格格式设为“文本”，再重新输入整个号码",
    text="""
    13位单号显示成 1.09E+12 再另存，就只剩前几位，后面全是0，无法还原。

    错误 | 机要号或EMS单号 1.09E+12
    错误 | 机要号或EMS单号 1090120000000
    错误 | 党组织编码 (数字)51000000000
    """,
)  # fmt: skip


def code_text(text: str) -> str:
    """A code without blanks, quotes, and what a program leaves behind that took it for a measure (.0)."""
    return re.sub(r"(?<=[0-9]{8})\.0+$", "", squeezed(text).strip("'‘’`´\"“”,.;、。"))


def is_cut_off(code: str) -> bool:
    """Whether that is what is left of a long code which was kept as a number."""
    return bool(_CUT_OFF.fullmatch(code))


@cache
def _declared() -> tuple[type, ...]:
    """Every class that modules of this package declare."""
    path = importlib.import_module("gradflow.kinds").__path__
    modules = [importlib.import_module(f"gradflow.kinds.{info.name}") for info in pkgutil.iter_modules(path)]
    return tuple(one for module in modules for one in vars(module).values() if isinstance(one, type) and one.__module__ == module.__name__)


@cache
def kind_classes() -> dict[str, type[Kind]]:
    """All kinds by name: every module of this package may hold some."""
    return {one.name: one for one in _declared() if issubclass(one, Kind) and hasattr(one, "name")}


def value_types() -> tuple[type, ...]:
    """What values are made of that are neither texts nor numbers: named tuples and frozen dataclasses."""
    return tuple(one for one in _declared() if hasattr(one, "_fields") or dataclasses.is_dataclass(one))
