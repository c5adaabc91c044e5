"""How rules are declared and found."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from gradflow.core.checks import Check, Rule, Scope
from gradflow.core.findings import Correction, Problem
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context, Record, Ruleset
from gradflow.kinds.base import kind_classes
from gradflow.rules.regulations import regulations

Told = Iterable[Problem] | Iterable[Correction]
"""What a rule on a row yields."""
Found = Iterable[tuple[Entry, Problem]]
"""What a rule on people, or between sheets, yields."""

RETIRED: dict[str, str] = {"F107": "少了的人现在逐个点名，直到补上或党委办公室放行"}
"""Codes of checks that are no more -> what came in their place: an old campaign.toml may still name them."""


def row_rule(code: str, name: str, **more: Any) -> Callable[[Callable[[Record, Ruleset], Told]], Rule]:
    """Declare a rule on one row: ``check(record, ruleset)`` yields Problems or Corrections.

    ``more``: title, message, advice, needs, uses, glances, severity, source; ``rests_on`` names the entries of
    regulations.toml that are its source. A rule that needs one field only is a cell rule.
    """
    return _declare(_scope(**more), code, name, **more)


def dated_rule(code: str, name: str, **more: Any) -> Callable[[Callable[[Record, Context], Told]], Rule]:
    """Declare a rule on one row that holds something against a day: ``check(record, context)``; it runs when all files are read."""
    return _declare(_scope(**more), code, name, by_day=True, **more)


def sheet_rule(code: str, name: str, **more: Any) -> Callable[[Callable[[Sequence[Record], Ruleset], Iterable[Problem]]], Rule]:
    """Declare a rule on all rows of a sheet: ``check(records, ruleset)`` yields Problems with rows."""
    return _declare(Scope.SHEET, code, name, **more)


def cross_rule(code: str, name: str, **more: Any) -> Callable[[Callable[[Sequence[Entry], Context], Found]], Rule]:
    """Declare a rule across sheets: ``check(entries, context)`` yields (entry, Problem).

    An entry is a (submission, record) pair; only records with all needs understood come.
    """
    return _declare(Scope.CROSS, code, name, **more)


def person_rule(code: str, name: str, **more: Any) -> Callable[[Callable[[Person, Context], Found]], Rule]:
    """Declare a rule on all that the forms say of one person: ``check(person, context)`` yields (entry, Problem).

    ``needs`` are fields that some form must hold; where one is missing the rule is told as not run.
    ``uses`` are fields it looks at if they are there.
    """
    return _declare(Scope.PERSON, code, name, **more)


def _scope(needs: Sequence[str] = (), uses: Sequence[str] = (), **_: Any) -> Scope:
    return Scope.CELL if len((*needs, *uses)) == 1 else Scope.ROW


def _declare(scope: Scope, code: str, name: str, **more: Any) -> Callable[[Callable[..., Iterable[Any]]], Rule]:
    rests_on = more.pop("rests_on", ())
    if rests_on:
        more["source"] = "；".join(dict.fromkeys(regulations()[limit]["source"] for limit in rests_on))

    def make(body: Callable[..., Iterable[Any]]) -> Rule:
        return Rule(code, name, scope=scope, text=body.__doc__ or "", check=body, **more)

    return make


def people_check(code: str, name: str, title: str, message: str, advice: str, **more: Any) -> Check:
    """Declare something the pipeline tells while it matches people between forms."""
    return Check(code, name, title, message, advice, scope=Scope.PERSON, **more)


def intake_check(code: str, name: str, title: str, message: str, advice: str, **more: Any) -> Check:
    """Declare something that can be wrong with a file or a sheet as a whole."""
    return Check(code, name, title, message, advice, scope=Scope.INTAKE, **more)


def office_advice(code: str, advice: str) -> str:
    """The advice as the office reads it: with what it can do itself."""
    check = catalogue().get(code)
    return f"{advice}（党委办公室：{check.office}）" if check and check.office else advice


@cache
def catalogue() -> dict[str, Check]:
    """Every check by its code, in order of codes: rules, intake checks and the kinds' own.

    Raises ValueError when two checks share a code or a name.
    """
    found = {check.code: check for kind in kind_classes().values() for check in kind.checks}
    names = {check.name: check.code for check in found.values()}
    package = importlib.import_module("gradflow.rules")
    for info in pkgutil.walk_packages(package.__path__, "gradflow.rules."):
        for member in vars(importlib.import_module(info.name)).values():
            if isinstance(member, Check) and found.setdefault(member.code, member) is not member:
                message = f"two checks have the code {member.code}"
                raise ValueError(message)
            if isinstance(member, Check) and names.setdefault(member.name, member.code) != member.code:
                message = f"two checks have the name {member.name}"
                raise ValueError(message)
    return dict(sorted(found.items()))


def without_effect(code: str) -> str:
    """Why campaign.toml cannot set this code, though it may name it; empty if it can, or must not."""
    check = catalogue().get(code)
    if check is None:
        return f"已停用：{RETIRED[code]}" if code in RETIRED else ""
    return "不能关闭、试行或改变轻重，以免漏掉人" if check.is_fixed else ""


@cache
def rules(scope: Scope) -> tuple[Rule, ...]:
    """All rules of one scope, in order of codes."""
    return tuple(c for c in catalogue().values() if isinstance(c, Rule) and c.scope is scope)
