"""How rules are declared and found.

One cause, one finding: which finding, being there for a person, makes which others silent.

What follows from a value that is wrong is silent without any table (``pipeline/validate.py``): this one is for values that are
sound by themselves and contradict each other.
"""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from importlib.metadata import entry_points
from string import Formatter
from typing import Any, TypedDict, Unpack

from gradflow.kinds.base import kind_classes
from gradflow.model.checks import Check, Rule, Scope
from gradflow.model.failures import GradflowError
from gradflow.model.findings import Correction, Problem, Severity
from gradflow.model.people import Entry, Person
from gradflow.model.records import Context, Record, Ruleset
from gradflow.rules.regulations import regulations

Note = Iterable[Problem] | Iterable[Correction]
"""What a rule on a row yields."""
Found = Iterable[tuple[Entry, Problem]]
"""What a rule on people, or between sheets, yields."""


class OfKind(TypedDict, total=False):
    """Of which kind of value a rule is, and the fields to which it is not put (``Rule``)."""

    of_kind: str
    but: frozenset[str]


class Options(OfKind, total=False):
    """What a rule declares of itself (``Check``, ``Rule``); title, message and advice always."""

    title: str
    message: str
    advice: str
    text: str
    """Else the docstring."""
    needs: tuple[str, ...]
    uses: tuple[str, ...]
    glances: tuple[str, ...]
    columns: tuple[str, ...]
    if_required: bool
    severity: Severity
    source: str
    rests_on: tuple[str, ...]
    """Entries of regulations.toml that are its source."""
    office: str
    is_beta: bool
    is_fixed: bool
    is_explainable: bool
    doubts: bool
    of_graduates: bool
    corrects: bool
    compares: bool


def row_rule(code: str, name: str, **more: Unpack[Options]) -> Callable[[Callable[[Record, Ruleset], Note]], Rule]:
    """Declare a rule on one row: ``check(record, ruleset)`` yields Problems or Corrections. One of one field only is a cell rule."""
    return _declare(_scope(more), code, name, more)


def dated_rule(code: str, name: str, **more: Unpack[Options]) -> Callable[[Callable[[Record, Context], Note]], Rule]:
    """Declare a rule on one row that holds something against a day: ``check(record, context)``; it runs when all files are read."""
    return _declare(_scope(more), code, name, more, by_day=True)


def sheet_rule(code: str, name: str, **more: Unpack[Options]) -> Callable[[Callable[[Sequence[Record], Ruleset], Iterable[Problem]]], Rule]:
    """Declare a rule on all rows of a sheet: ``check(records, ruleset)`` yields Problems with rows."""
    return _declare(Scope.SHEET, code, name, more)


def cross_rule(code: str, name: str, **more: Unpack[Options]) -> Callable[[Callable[[Sequence[Entry], Context], Found]], Rule]:
    """Declare a rule across sheets: ``check(entries, context)`` yields (entry, Problem).

    An entry is a (submission, record) pair; only records with all needs understood come.
    """
    return _declare(Scope.CROSS, code, name, more)


def person_rule(code: str, name: str, **more: Unpack[Options]) -> Callable[[Callable[[Person, Context], Found]], Rule]:
    """Declare a rule on all that the forms say of one person: ``check(person, context)`` yields (entry, Problem).

    ``needs`` are fields that some form must hold; where one is missing the rule is told as not run.
    ``uses`` are fields it looks at if they are there.
    """
    return _declare(Scope.PERSON, code, name, more)


def _scope(more: Options) -> Scope:
    return Scope.CELL if len((*more.get("needs", ()), *more.get("uses", ()))) == 1 else Scope.ROW


def _declare(scope: Scope, code: str, name: str, more: Options, *, by_day: bool = False) -> Callable[[Callable[..., Iterable[Any]]], Rule]:
    told: dict[str, Any] = {**more}
    if rests_on := told.pop("rests_on", ()):
        told["source"] = "；".join(dict.fromkeys(regulations()[limit]["source"] for limit in rests_on))

    def make(body: Callable[..., Iterable[Any]]) -> Rule:
        return Rule(code, name, scope=scope, check=body, by_day=by_day, **{"text": body.__doc__ or "", **told})

    return make


people_check = partial(Check, scope=Scope.PERSON)
people_warning = partial(Check, scope=Scope.PERSON, severity=Severity.WARNING)
people_info = partial(Check, scope=Scope.PERSON, severity=Severity.INFO)
"""Declare something the pipeline tells while it matches people between forms: an error, or what weighs less."""
intake_check = partial(Check, scope=Scope.INTAKE)
intake_warning = partial(Check, scope=Scope.INTAKE, severity=Severity.WARNING)
intake_info = partial(Check, scope=Scope.INTAKE, severity=Severity.INFO)
"""Declare something that can be wrong with a file or a sheet as a whole."""


def title_of(code: str) -> str:
    """The title of a check; empty where there is none of that code any more."""
    check = catalogue().get(code)
    return check.title if check else ""


def office_advice(code: str, advice: str) -> str:
    """The advice as the office reads it: with what it can do itself."""
    check = catalogue().get(code)
    return f"{advice}（党委办公室：{check.office}）" if check and check.office else advice


@cache
def catalogue() -> dict[str, Check]:
    """Every check by its code, in order of codes: rules, intake checks, the kinds' own, and those of installed packages.

    Raises ValueError when two checks share a code or a name, OwnRuleError for an installed package that cannot be used.
    """
    found = {check.code: check for kind in kind_classes().values() for check in kind.checks}
    names = {check.name: check.code for check in found.values()}
    package = importlib.import_module("gradflow.rules")
    for info in pkgutil.walk_packages(package.__path__, "gradflow.rules."):
        for member in vars(importlib.import_module(info.name)).values():
            if not isinstance(member, Check):
                continue
            if found.setdefault(member.code, member) is not member or names.setdefault(member.name, member.code) != member.code:
                raise ValueError(f"two checks have the code {member.code} or the name {member.name}")
    for rule in _own_rules():
        if found.setdefault(rule.code, rule) is not rule or names.setdefault(rule.name, rule.code) != rule.code:
            raise OwnRuleError(f"学校自己的规则里有两条的规则号是 {rule.code} 或名称是 {rule.name}，请改掉其中一条。")
    return dict(sorted(found.items()))


OWN_RULES = "gradflow.rules"
"""The group of entry points by which installed packages bring rules of a college's own."""
OWN_CODE = re.compile(r"Z[0-9]{3}")
"""What their codes look like; no built-in check has such a one."""
RULE_FAILED = intake_check(
    "S408", "own-rule-failed", "学校自己的规则没有算出结果",
    "规则{code}“{title}”在这里出错，没有算出结果({error})", "人工核对这一条；请写规则的人改正后再运行一次",
    severity=Severity.INFO,
    text="学校自己的规则装在 gradflow 之外(见 docs/own-rules.md)。它出错时别的检查照常进行，只在出错的地方报这一条。",
)  # fmt: skip


class OwnRuleError(GradflowError):
    """An installed package of rules cannot be used; the message names it, in Chinese."""


def _own_rules() -> Iterator[Rule]:
    """The rules of all installed packages, so guarded that one which fails stops no run. Raises OwnRuleError."""
    for point in sorted(entry_points(group=OWN_RULES), key=lambda point: point.value):
        try:
            members = list(vars(point.load()).values())
        except Exception as error:
            raise OwnRuleError(f"规则包“{point.name}”用不了({type(error).__name__}: {error})，请重新安装或卸载它。") from error
        for rule in dict.fromkeys(one for one in members if isinstance(one, Rule) and not one.check.__module__.startswith("gradflow.")):
            if reason := _unfit(rule):
                raise OwnRuleError(f"规则包“{point.name}”的规则 {rule.code}：{reason}，请改正或卸载它。")
            yield dataclasses.replace(rule, check=partial(_guarded, rule))


def _unfit(rule: Rule) -> str:
    """Why a college's own rule cannot be used: it may tell of values, and neither change them nor hold people back for good."""
    if not OWN_CODE.fullmatch(rule.code):
        return "规则号要写成 Z 加三位数字，如 Z101"
    if rule.corrects or rule.is_fixed:
        return "不能写 corrects 或 is_fixed"
    try:
        blanks = [blank for text in (rule.message, rule.advice) for blank in Formatter().parse(text)]
    except ValueError:
        return "message 和 advice 里的大括号要成对"
    wrong = any(name is not None and (spec or how or not name.isidentifier()) for _, name, spec, how in blanks)
    return "message 和 advice 的大括号里只写名称" if wrong else ""


def _guarded(rule: Rule, seen: Any, context: Ruleset) -> list[Any]:
    """What an own rule says; where it fails, or says what nothing can be made of, that it did."""
    failure = "TypeError"
    try:
        said = list(rule.check(seen, context))
        if all(_is_usable(rule, one, seen) for one in said):
            return said
    except Exception as error:  # noqa: BLE001 - whatever it is, the run goes on
        failure = type(error).__name__
    facts = {"code": rule.code, "title": rule.title, "error": failure}
    problem = Problem(facts=facts, check=RULE_FAILED.code, row=seen[0].row if rule.scope is Scope.SHEET else None)
    return [((seen.entries if rule.scope is Scope.PERSON else seen)[0], problem)] if rule.scope in BETWEEN else [problem]


BETWEEN = frozenset({Scope.CROSS, Scope.PERSON})
"""Scopes whose rules say of which entry they speak."""


def _is_usable(rule: Rule, said: Any, seen: Any) -> bool:
    if rule.scope in BETWEEN:
        entries = seen.entries if rule.scope is Scope.PERSON else seen
        return isinstance(said, tuple) and said[0] in entries and isinstance(said[1], Problem)
    return isinstance(said, Problem) and (rule.scope is not Scope.SHEET or said.row in {record.row for record in seen})


def without_effect(code: str) -> str:
    """Why campaign.toml cannot set this code, though it may name it; empty if it can, or must not."""
    check = catalogue().get(code)
    return "不能关闭、试行或改变轻重，以免漏掉人" if check and check.is_fixed else ""


@cache
def rules(scope: Scope) -> tuple[Rule, ...]:
    """All rules of one scope, in order of codes."""
    return tuple(c for c in catalogue().values() if isinstance(c, Rule) and c.scope is scope)


SILENCES: dict[str, frozenset[str]] = {
    "C206": frozenset({"C131"}),  # the age was counted from that birthday
    "C467": frozenset({"R364"}),  # to the own college
    "R310": frozenset({"R363", "R364"}),
    "R305": frozenset({"C131"}),
    "C554": frozenset({"C551"}),  # the address has to be written anew, postcode and all
    "P703": frozenset({"P707", "P710"}),  # a full member who joined lately: the date, or the status there, is wrong
    "P706": frozenset({"P702", "P710"}),
    "P710": frozenset({"P704", "P705", "P709"}),  # full before, probationary now: the status is in question
    "R366": frozenset({"P711", "P712", "R352", "R355"}),  # out of touch: nothing moves until the person is found
    "R369": frozenset({"P711", "P712", "R366"}),  # nothing is to be transferred
    "R348": frozenset({"R331"}),  # a day that cannot be: nothing comes before or behind it
    "R351": frozenset({"R354"}),
    "R353": frozenset({"R354"}),
    "X613": frozenset({"P711", "P712"}),  # landed before, not landed now
    "X608": frozenset({"R365"}),  # the card's own mobile is a relative's
    "X502": frozenset({"X608"}),
    "X602": frozenset({"C151"}),  # a name nobody has: whose it is, is asked
    "X605": frozenset({"C151"}),
    "X631": frozenset({"C151"}),
    "X606": frozenset({"X612", "X614", "X634", "X638"}),  # the row may be another person's
    "X612": frozenset({"R364", "X638"}),
    "X617": frozenset({"R364"}),
    "X630": frozenset({"R310", "R364"}),  # the remark is blank
    "X633": frozenset({"X606", "X607", "X608", "X612", "X614", "X634", "X635", "X638"}),  # the card is another person's
    "X634": frozenset({"X611", "X612", "X638"}),  # the place has changed, and with it perhaps the destination
    "R367": frozenset({"P713", "P714"}),  # whether the membership stays is in question
    "X635": frozenset({"X501", "R301", "R302", "R303", "X606", "X607"}),  # all else that is known contradicts the ID number
}
"""Code -> the codes that tell the same of the same person."""
ONCE_A_PERSON = frozenset({"C151", "X639"})
"""Checks that need an answer on one of a person's sheets only: they ask whether the person is one."""
