"""Normalising: each text of a column is parsed, spelt and put to the rules on that field alone once, however often it stands."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, NamedTuple

from gradflow.forms.loader import Form
from gradflow.kinds.base import Kind, is_ditto
from gradflow.model.cells import ERROR_VALUES, Raw, is_blank, typed_text
from gradflow.model.checks import Check, Rule, Scope
from gradflow.model.findings import Change, Problem
from gradflow.model.records import Record, Ruleset, SheetFacts
from gradflow.rules.cells import DITTO, ERROR_VALUE, LONGEST, TOO_LONG
from gradflow.rules.registry import catalogue, rules

MERGED = "(合并单元格)"
"""What a cell that a merge covers is said to have held."""
MOST_REMEMBERED = 2000
"""Texts of a column: those that never come again, names and numbers, would fill the memory."""
Note = tuple[tuple[Check, Problem], ...]
"""What is wrong, and by which check."""


class Understood(NamedTuple):
    """What a typed text of a column comes to, in whosever row it stands."""

    value: Any = None
    is_unknown: bool = False
    """Whether something stands there that was not understood."""
    is_ditto: bool = False
    """Whether it stands for what is in the row above."""
    spelling: tuple[str, str] | None = None
    """Before and after, where it is spelt otherwise."""
    told: Note = ()
    """What is wrong with it."""


class Column:
    """A field of a form, and what its texts come to, as far as they were seen."""

    def __init__(self, form: Form, key: str, ruleset: Ruleset) -> None:
        self._key, self._kind = key, form.kinds[key]
        self._ruleset = ruleset.of(form.spec)
        own = (rule for rule in rules(Scope.CELL) if rule.is_of_one_cell and rule.fields == {key})
        others = (rule.on(key) for rule in rules(Scope.CELL) if not rule.by_day and key in put_to(rule, form))
        self._own = [rule for rule in (*own, *others) if speaks_of(rule, form)]
        self._of_nothing = [rule for rule in self._own if not rule.needs_set]
        self._cells: dict[str, Raw] = {}
        self._values: dict[str, Any] = {}
        self._alone = Record(0, self._cells, self._values)
        """A row of this one cell, filled anew for each text."""
        self._seen: dict[object, Understood] = {}

    def read(self, raw: Raw) -> Understood:
        """What a cell comes to. Equal values of other types are other texts: 1, 1.0, TRUE."""
        text = raw if type(raw) is str else (type(raw), raw)
        if found := self._seen.get(text):
            return found
        is_other = is_ditto(raw) and not self._kind.reads_ditto
        return self._remember(text, Understood(is_ditto=True) if is_other else self._of_text(raw, raw))

    def read_ditto(self, typed: Raw, above: Raw) -> tuple[Understood, Raw]:
        """The same of one that says 同上, and what it stands for."""
        raw = above if self._kind.repeats else None
        text = (typed, type(raw), raw)
        return self._seen.get(text) or self._remember(text, self._of_text(raw, typed)), raw

    def _remember(self, text: object, found: Understood) -> Understood:
        if len(self._seen) >= MOST_REMEMBERED:
            self._seen.clear()
        self._seen[text] = found
        return found

    def _of_text(self, raw: Raw, typed: Raw) -> Understood:
        value = _parsed(self._kind, raw, typed)
        if isinstance(value, Problem):
            problem = dataclasses.replace(value, field=self._key)
            return Understood(is_unknown=True, told=((catalogue()[problem.check], problem),))
        self._cells[self._key] = typed
        self._values.clear()
        if value is not None:
            self._values[self._key] = value
        own = self._of_nothing if value is None else self._own
        told = tuple((rule, problem) for rule in own for problem in rule.check(self._alone, self._ruleset))
        return Understood(value, spelling=self._spelling(typed, value), told=told)

    def _spelling(self, typed: Raw, value: Any) -> tuple[str, str] | None:
        """How a filled cell is spelt; one that is understood as nothing becomes empty."""
        after = "" if value is None else self._kind.show(value)
        if typed == after or self._key == "seq" or is_blank(typed):
            return None
        before = typed_text(typed)
        return None if before == str(after) else (before, str(after))


def put_to(rule: Rule, form: Form) -> Sequence[str]:
    """The other fields of a form to which a rule on a kind of value is put."""
    if not rule.of_kind:
        return ()
    fields = (form.spec.field(key) for key in form.spec.of_kind(rule.of_kind) if key not in rule.but and key not in rule.needs_set)
    return [one.key for one in fields if one and (one.required or not rule.if_required)]


def speaks_of(rule: Rule, form: Form) -> bool:
    """Whether a rule holds of everybody who may stand on a form."""
    return not (rule.of_graduates and form.spec.beyond_roster)


def _parsed(kind: Kind, raw: Raw, typed: Raw) -> Any:
    """The kind's reading, unless the cell holds an error value or repeats nothing."""
    if raw is None:
        return None if typed is None else Problem(facts={"value": typed}, check=DITTO.code)
    if isinstance(raw, str) and raw in ERROR_VALUES and not kind.takes_errors:
        return Problem(facts={"value": raw}, check=ERROR_VALUE.code)
    if isinstance(raw, str) and len(raw) > LONGEST:
        return Problem(check=TOO_LONG.code)
    return kind.parse(raw)


def change(sheet: SheetFacts, form: Form, record: Record, key: str, before: str, after: str) -> Change:
    """A line for 自动更正."""
    is_spelling = form.kinds[key].is_respelt(before, after)
    return Change(sheet.place(record, key), key, form.spec.label(key), record.person, sheet.branch, before, after, is_spelling)
