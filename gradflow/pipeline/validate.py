"""Validating: cell, sheet and row rules on one sheet; first, as it is examined, those that know neither a day nor severities.

A rule is left out wherever a value it looks at did not parse, or was called wrong by a check that goes before it (cells, then the
sheet, then rows): one cause, one finding. What is wrong depends on severities, so that is seen to when all is weighed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import lru_cache

from gradflow.forms.loader import Form
from gradflow.kinds.person_name import BETWEEN, SPACED, TWO_PEOPLE
from gradflow.model.cells import Raw, typed_text
from gradflow.model.checks import Check, Rule, Scope
from gradflow.model.findings import Change, Correction, Finding, Issue, Problem, Severity
from gradflow.model.records import NOTHING, Context, Record, Ruleset, SheetFacts, Submission, by_record
from gradflow.pipeline.findings import Findings, cell_issue, weighed
from gradflow.pipeline.normalise import MERGED, Column, Understood, change, put_to, speaks_of
from gradflow.rules.registry import catalogue, rules

MOST_PLANS, MOST_COLUMNS = 64, 128
SEVERAL_PEOPLE = (SPACED, TWO_PEOPLE)
"""A name that may be two: of other cells of its row that may hold two values nothing is said by itself."""
UNREAD = Understood()
"""A cell of which it is not known whether it is its field's."""


def applies(rule: Rule, columns: Iterable[str]) -> bool:
    """Whether a sheet has the columns a rule needs; one that needs none asks for any that it looks at."""
    there = set(columns)
    return {*rule.needs, *rule.columns} <= there and (bool(rule.needs) or not rule.fields or not rule.fields.isdisjoint(there))


def can_run(rule: Rule, record: Record) -> bool:
    """Whether everything the rule needs is there, and all it looks at was understood."""
    return rule.needs_set <= record.values.keys() and rule.looks_at.isdisjoint(record.unknown)


def validate(sheet: SheetFacts, form: Form, ruleset: Ruleset) -> tuple[SheetFacts, list[Issue]]:
    """Understand all cells, and run the rules of cells and rows that know no day, as if nothing they look at were wrong."""
    reading, ours = _Reading(sheet, form, ruleset), ruleset.of(form.spec)
    on_rows = plan_of(tuple(sheet.columns), form, None).undated
    for record in reading.records:
        for rule in on_rows.able(record):
            for outcome in rule.check(record, ours):
                reading.tell(rule, _problem(outcome, form), record)
    changes = sorted(reading.changes, key=lambda c: c.where.order)
    return dataclasses.replace(sheet, records=tuple(reading.records), changes=tuple(changes)), reading.found


def weigh(submission: Submission, findings: Findings, form: Form, context: Context) -> Submission:
    """Run the rules of the sheet and those that hold something against a day, once its round is known.

    What is said of a row follows from what is wrong there: where something is, its rules run again on all else.
    """
    plan = plan_of(tuple(submission.columns), form, context)
    weighing = _Weighing(submission, findings.of[submission.key], form, context.on(submission, form.spec))
    weighing.each(plan.dated_cells)
    weighing.wrong = doubted(submission, weighing.found, BEFORE_ROWS)
    for rule in plan.sheet:
        weighing.sheet(rule)
    weighing.each(plan.dated, plan.rows, weighing.take_back())
    findings.of[submission.key] = weighing.ordered()
    if not weighing.changes:
        return submission
    changes = sorted((*submission.changes, *weighing.changes), key=lambda c: c.where.order)
    return dataclasses.replace(submission, records=tuple(weighing.records), changes=tuple(changes))


BEFORE_ROWS = frozenset({Scope.CELL, Scope.SHEET})
"""Those whose findings the rules on rows heed."""


def doubted(submission: Submission, findings: Sequence[Finding], scopes: frozenset[Scope] = frozenset(Scope)) -> dict[int, frozenset[str]]:
    """First row of a record -> its fields of which the sheet's own checks say that they are wrong, or hardly real.

    Nothing is concluded from them: what is said of them once is said of all that follows from them.
    """
    if not any(one.field for one in findings):
        return {}
    records = {record.row: record for record in submission.records}
    found: dict[int, frozenset[str]] = {}
    for row, told in by_record(submission.records, findings).items():
        if row is not None and row in records:
            own = (f for f in told if f.field and catalogue()[f.code].scope in scopes)
            if fields := frozenset(f.field for f in own if f.field and _puts_in_doubt(f, records[row])):
                found[row] = fields
    return found


def _puts_in_doubt(one: Finding, record: Record) -> bool:
    """An error does; a warning that the value is hardly real does until the branch has written a reason."""
    if one.is_error:
        return True
    check = catalogue().get(one.code)
    return one.severity is Severity.WARNING and not record.reason and isinstance(check, Rule) and check.doubts


class ByShape:
    """Rules on rows, told apart by the shape of a row: which fields it holds, and of which nothing may be concluded."""

    def __init__(self, found: Iterable[Rule]) -> None:
        self.rules = tuple(found)
        self._able: dict[object, tuple[Rule, ...]] = {}

    def __len__(self) -> int:
        return len(self.rules)

    def able(self, record: Record) -> tuple[Rule, ...]:
        """Those that can run on a row, in order of codes."""
        shape = (tuple(record.values), record.unknown)
        if (found := self._able.get(shape)) is None:
            found = self._able[shape] = tuple(rule for rule in self.rules if can_run(rule, record))
        return found


class Plan:
    """The rules for sheets with certain columns; of a campaign those that it has not switched off."""

    def __init__(self, columns: tuple[str, ...], form: Form, context: Context | None) -> None:
        found = [
            rule for scope in (Scope.CELL, Scope.SHEET, Scope.ROW) for rule in rules(scope) if context is None or context.severity(rule)
        ]
        said = [rule for rule in found if applies(rule, columns) and speaks_of(rule, form)]
        said += [rule.on(key) for rule in found if rule.by_day for key in put_to(rule, form) if key in columns]
        active = [rule for rule in said if rule.fields and not rule.is_of_one_cell]
        of_any = [rule for rule in found if not rule.fields]  # what they say of a cell is no ground for others to say nothing
        dated = [rule for rule in active if rule.by_day]
        undated = [rule for rule in (*active, *of_any) if not rule.by_day and rule.scope is not Scope.SHEET]
        self.undated = ByShape(undated)
        self.dated_cells = ByShape(rule for rule in dated if rule.scope is Scope.CELL)
        self.sheet = [rule for rule in (*active, *of_any) if rule.scope is Scope.SHEET]
        self.dated = ByShape(rule for rule in dated if rule.scope is Scope.ROW)
        self.rows = ByShape(rule for rule in (*undated, *dated) if rule.scope is Scope.ROW)


@lru_cache(MOST_PLANS)
def plan_of(columns: tuple[str, ...], form: Form, context: Context | None) -> Plan:
    """The plan for sheets of these columns, compiled once."""
    return Plan(columns, form, context)


@lru_cache(MOST_COLUMNS)
def _column(form: Form, key: str, ruleset: Ruleset) -> Column:
    return Column(form, key, ruleset)


class _Reading:
    """One sheet as it is understood, and what is wrong by itself."""

    def __init__(self, sheet: SheetFacts, form: Form, ruleset: Ruleset) -> None:
        self.sheet, self.form, self.ruleset = sheet, form, ruleset
        self.records = list(sheet.records)
        self.found: list[Issue] = []
        self.changes: list[Change] = []
        columns = {key: _column(form, key, ruleset) for record in self.records[:1] for key in record.cells}
        above: Mapping[str, Raw] = {}
        for place, record in enumerate(self.records):
            values, unknown, noted = {}, [], []
            effective = record.cells
            for key, raw in record.cells.items():
                found = UNREAD if key in record.unknown else columns[key].read(raw)
                if found.is_ditto:
                    found, meant = columns[key].read_ditto(raw, above.get(key))
                    effective = {**effective, key: meant}
                if found.value is not None:
                    values[key] = found.value
                elif found.is_unknown:
                    unknown.append(key)
                if found.spelling or found.told:
                    noted.append((key, found))
            if any(check in SEVERAL_PEOPLE for _, found in noted for check, _ in found.told):
                noted = [(key, found) for key, found in noted if key == "name" or not BETWEEN.search(typed_text(record.cells[key]))]
            above = effective
            full = self.records[place] = record.understood(values, record.unknown.union(unknown) if unknown else record.unknown)
            if noted or record.spread:
                self._note(full, noted)

    def _note(self, record: Record, noted: Sequence[tuple[str, Understood]]) -> None:
        """What is spelt otherwise now in a row, was read from a cell that a merge covers, or is wrong."""
        for key in record.spread & record.values.keys():
            self._change(record, key, MERGED, str(self.form.show(key, record[key])))
        for key, found in noted:
            if found.spelling and not (key in record.spread and key in record.values):
                self._change(record, key, *found.spelling)
            for check, problem in found.told:
                self.tell(check, problem, record)

    def _change(self, record: Record, key: str, before: str, after: str) -> None:
        self.changes.append(change(self.sheet, self.form, record, key, before, after))

    def tell(self, check: Check, problem: Problem, record: Record) -> None:
        self.found.append(cell_issue(check, problem, self.sheet, record, self.form, self.ruleset))


class _Weighing:
    """What is found on one sheet, held against severities and the day."""

    def __init__(self, submission: Submission, found: Sequence[Finding], form: Form, context: Context) -> None:
        self.submission, self.form, self.context = submission, form, context
        self.records, self.found = list(submission.records), list(found)
        self.changes: list[Change] = []
        self.wrong: dict[int, frozenset[str]] = {}

    def ordered(self) -> list[Finding]:
        """All that is found, in order of places, behind what is told of the sheet as a whole."""
        whole = [one for one in self.found if catalogue()[one.code].scope is Scope.INTAKE]
        rest = [one for one in self.found if catalogue()[one.code].scope is not Scope.INTAKE]
        return [*whole, *sorted(rest, key=lambda f: (f.where.order, f.code))]

    def take_back(self) -> set[int]:
        """Leave out what rules said of rows of which something is wrong, or is to be corrected; return these rows."""
        by_row = by_record(self.records, self.found)
        again = {
            row for row, found in by_row.items() if row in self.wrong or any(corrects(catalogue()[f.code], self.context) for f in found)
        }
        gone = {id(one) for row in again for one in by_row[row] if catalogue()[one.code].scope is Scope.ROW}
        self.found = [one for one in self.found if id(one) not in gone]
        return {row for row in again if row is not None}

    def _tell(self, rule: Rule, problem: Problem, record: Record) -> list[Finding]:
        told = list(weighed([cell_issue(rule, problem, self.submission, record, self.form, self.context)], self.context))
        self.found += told
        return told

    def each(self, on_most: ByShape, on_others: ByShape | None = None, others: Container[int] = ()) -> None:
        """Run the rules on each row; on some others."""
        for place, record in enumerate(self.records):
            if on_rows := on_others if on_others and record.row in others else on_most:
                self.records[place] = self._row(on_rows, record)

    def _row(self, on_rows: ByShape, current: Record) -> Record:
        """Run the rules on a row without what is wrong there; return it as they correct it."""
        wrong = self.wrong.get(current.row, NOTHING)
        seen = current.without(wrong)
        for rule in on_rows.able(seen):
            for outcome in rule.check(seen, self.context):
                if isinstance(outcome, Correction) and corrects(rule, self.context):
                    self.changes.append(_corrected(outcome, self.submission, current, self.form))
                    current = current.understood({**current.values, outcome.field: outcome.value}, current.unknown)
                    seen = current.without(wrong)
                else:
                    self._tell(rule, _problem(outcome, self.form), current)
        return current

    def sheet(self, rule: Rule) -> None:
        """Run a rule on all rows together; a field it calls wrong is looked at no more."""
        seen = [record.without(self.wrong.get(record.row, NOTHING)) for record in self.records] if self.wrong else self.records
        able = {record.row: record for record in seen if can_run(rule, record)}
        for problem in rule.check(list(able.values()), self.context):
            record = able[problem.row or 0]
            if any(one.field and _puts_in_doubt(one, record) for one in self._tell(rule, problem, record)):
                self.wrong[record.row] = self.wrong.get(record.row, NOTHING) | {problem.field}


def corrects(check: Check, context: Context) -> bool:
    """Whether a rule puts a value right by itself; one that campaign.toml makes weigh more, or puts on trial, only tells."""
    return isinstance(check, Rule) and check.corrects and context.severity(check) is Severity.INFO and not context.is_beta(check)


def _problem(outcome: Problem | Correction, form: Form) -> Problem:
    """What a rule says; of a correction that is not made, the problem it would have solved."""
    return outcome if isinstance(outcome, Problem) else Problem(outcome.field, {"right": form.show(outcome.field, outcome.value)})


def _corrected(outcome: Correction, submission: Submission, record: Record, form: Form) -> Change:
    before = form.show(outcome.field, record.get(outcome.field))
    after = form.show(outcome.field, outcome.value)
    return change(submission, form, record, outcome.field, str(before), str(after))
