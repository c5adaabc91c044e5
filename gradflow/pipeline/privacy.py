"""What leaves a branch's own copies: nothing that stands in fields which are no part of the merged sheet (``FieldSpec.is_merged``).

Reports tell of such fields that something is wrong, and where; of one whose being wrong tells what stands in another, not even that.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from gradflow.forms.loader import Forms
from gradflow.model.cells import Location
from gradflow.model.checks import Rule
from gradflow.model.findings import Change, Finding, FindingState, Resolution
from gradflow.model.forms import FormSpec
from gradflow.model.records import Submission
from gradflow.pipeline.findings import Settled
from gradflow.pipeline.grouping import grouped
from gradflow.rules.branch_work import difficulty_in_note
from gradflow.rules.declared import DECLARED, PRIVATE, required_if
from gradflow.rules.registry import catalogue
from gradflow.rules.sheets import NOT_A_PERSON, NOTE, TRUE_ROW_LEFT_OUT, UNDER_SAMPLE

HIDDEN, HIDDEN_CHANGE = "（不公开）", "（改过，不公开）"
QUOTING = frozenset({NOT_A_PERSON.code, TRUE_ROW_LEFT_OUT.code, UNDER_SAMPLE.code})
"""What quotes whole rows."""
Told = TypeVar("Told", Finding, Resolution)


class Privacy:
    """The sheets with fields that stay with their branch."""

    def __init__(self, sheets: Iterable[Submission], forms: Forms) -> None:
        private = (one for one in sheets if forms[one.form].spec.private)
        self._sheets: Mapping[tuple[str, str | None], Sequence[Submission]] = grouped(((one.file, one.sheet), one) for one in private)
        self._forms = forms

    def settled(self, own: Settled) -> Settled:
        """The sheets with their findings as the office reads them."""
        veiled = (dataclasses.replace(one, findings=tuple(self.findings(one.findings))) for found in self._sheets.values() for one in found)
        sheets = {**own.sheets, **{one.key: one for one in veiled}}
        return dataclasses.replace(own, sheets=sheets, counted=tuple(sheets[one.key] for one in own.counted))

    def findings(self, told: Iterable[Finding]) -> Iterator[Finding]:
        """As the office reads them."""
        return _once(map(self.finding, told))

    def outcomes(self, told: Iterable[Resolution]) -> Iterator[Resolution]:
        """As the office reads them: a row is right once nothing of it is left."""
        found = [self.outcome(one) for one in told]
        left = {one.where for one in found if one.code == PRIVATE.code and one.state is not FindingState.SOLVED}
        return _once(one for one in found if one.code != PRIVATE.code or one.state is not FindingState.SOLVED or one.where not in left)

    def finding(self, told: Finding) -> Finding:
        """As the office reads it."""
        if not (spec := self._spec(told.where)) or not self._is_about(told, spec):
            return told
        found = dataclasses.replace(
            told, value="", message=f"{catalogue()[told.code].title}{HIDDEN}", advice="支部照退回件改；内容只写在支部的退回件里",
            reason=HIDDEN if told.reason else "", reply=HIDDEN if told.reply else "",
        )  # fmt: skip
        return _veiled(found, advice=PRIVATE.advice) if _betrays(found, spec) else found

    def outcome(self, told: Resolution) -> Resolution:
        """As the office reads it."""
        if not (spec := self._spec(told.where)) or not _concerns(told.code, told.field, spec):
            return told
        now = HIDDEN if told.before == told.after else HIDDEN_CHANGE
        found = dataclasses.replace(told, before=HIDDEN, after=now, message=told.message and f"{told.title}{HIDDEN}")
        return _veiled(found, title=PRIVATE.title, before="", after="") if _betrays(found, spec) else found

    def change(self, told: Change) -> Change:
        """As the office reads it."""
        spec = self._spec(told.where)
        return dataclasses.replace(told, before=HIDDEN, after="") if spec and told.field in spec.private else told

    def _spec(self, where: Location) -> FormSpec | None:
        own = self._sheets.get((where.file, where.sheet))
        return self._forms[own[0].form].table.spec if own else None

    def _is_about(self, told: Finding, spec: FormSpec) -> bool:
        if told.code == NOTE.code:
            return self._is_private(told.where)
        return told.code in QUOTING or _concerns(told.code, told.field, spec)

    def _is_private(self, where: Location) -> bool:
        at = (where.row, where.column)
        own = ((one, key) for one in self._sheets[where.file, where.sheet] for key in self._forms[one.form].spec.private)
        return any(one.columns.get(key) == where.column or any(r.spots.get(key) == at for r in one.records) for one, key in own)


def _concerns(code: str, field: str | None, spec: FormSpec) -> bool:
    """Whether a check looks at a field that stays with the branch."""
    check, own = catalogue().get(code), spec.field(field or "")
    looked_at = {field, *(check.fields if isinstance(check, Rule) else ())}
    if own and code in DECLARED:  # declared by the form, of this field and another
        looked_at |= {*own.required_if, own.not_before, own.at_most}
    return not spec.private.isdisjoint(looked_at)


def _betrays(told: Finding | Resolution, spec: FormSpec) -> bool:
    """Whether the check, or the place of a field to be filled in for one that stays with the branch, would tell what stands there."""
    if told.code == difficulty_in_note.code:
        return True
    own = spec.field(told.field or "")
    is_for_it = own is not None and not spec.private.isdisjoint(own.required_if)
    return is_for_it and (told.code == required_if.code or told.field in spec.private)


def _once(told: Iterable[Told]) -> Iterator[Told]:
    """One of a row that names no field stands for all of them: how many there are would tell which."""
    found: dict[Location | int, Told] = {}
    for number, one in enumerate(told):
        found.setdefault(one.where if one.code == PRIVATE.code else number, one)
    return iter(found.values())


def _veiled(told: Told, **more: Any) -> Told:
    """Without its field, and its place in the row."""
    where = Location(told.where.file, told.where.sheet, told.where.row)
    field = None if isinstance(told, Finding) else ""
    return dataclasses.replace(told, where=where, code=PRIVATE.code, field=field, label="", message=PRIVATE.message, **more)
