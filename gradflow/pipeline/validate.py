"""Validating: cell, sheet and row rules on one submission, in this order; first those that know no day, then those that do.

A rule is left out wherever a value it looks at did not parse, or was called wrong by a check that ran before it: one cause, one finding.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from gradflow.forms.loader import Form
from gradflow.model.cells import Raw
from gradflow.model.checks import Check, Rule, Scope
from gradflow.model.findings import Change, Correction, Finding, Problem, Severity
from gradflow.model.records import NOTHING, Context, Record, Ruleset, Submission
from gradflow.pipeline.findings import Findings, finding
from gradflow.pipeline.normalise import MERGED, Column, Said, Understood, change, speaks_of
from gradflow.rules.registry import catalogue, rules

MOST_PLANS, MOST_COLUMNS = 64, 128
UNREAD = Understood()
"""A cell of which it is not known whether it is its field's."""


def applies(rule: Rule, columns: Iterable[str]) -> bool:
    """Whether a sheet has the columns a rule needs; one that needs none asks for any that it looks at."""
    there = set(columns)
    return {*rule.needs, *rule.columns} <= there and (bool(rule.needs) or not rule.fields or not rule.fields.isdisjoint(there))


def can_run(rule: Rule, record: Record) -> bool:
    """Whether everything the rule needs is there, and all it looks at was understood."""
    return rule.needs_set <= record.values.keys() and rule.looks_at.isdisjoint(record.unknown)


def validate(submission: Submission, form: Form, ruleset: Ruleset) -> Submission:
    """Understand all cells, and run the rules of cells, the sheet and rows, each on what the ones before left standing; those that know no day."""
    plan = plan_of(tuple(submission.columns), form, ruleset)
    running = _Running(submission, submission.findings, form, dataclasses.replace(ruleset, form=form.spec))
    noted = running.understand(ruleset)
    cells, sheet, rows = plan.undated
    running.each(cells)
    running.tell(noted)
    running.sheet(sheet)
    running.each(rows)
    return dataclasses.replace(running.corrected(), findings=tuple(running.findings()))


def validate_by_day(submission: Submission, findings: Findings, form: Form, context: Context) -> Submission:
    """Run the rules that hold something against a day, and those that look at what these call wrong, once the sheet's round is known."""
    cells, sheet, rows = stages = plan_of(tuple(submission.columns), form, context).dated
    if not any(stages):
        return submission
    running = _Running(submission, findings.of[submission.key], form, dataclasses.replace(context.on(submission), form=form.spec))
    running.each(cells)
    for row, fields in doubted(submission, findings, BEFORE_ROWS).items():
        running.wrong[row] = running.wrong.get(row, NOTHING) | fields
    running.sheet(sheet)
    running.each(rows)
    findings.of[submission.key] = running.findings()
    return running.corrected()


BEFORE_ROWS = frozenset({Scope.CELL, Scope.SHEET})
"""Those whose findings the rules on rows heed."""


def doubted(submission: Submission, findings: Findings, scopes: frozenset[Scope] = frozenset(Scope)) -> dict[int, frozenset[str]]:
    """First row of a record -> its fields of which the sheet's own checks say that they are wrong, or hardly real.

    Nothing is concluded from them: what is said of them once is said of all that follows from them.
    """
    if not any(one.field for one in findings.of[submission.key]):
        return {}
    records = {record.row: record for record in submission.records}
    found: dict[int, frozenset[str]] = {}
    for row, told in findings.by_record(submission).items():
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
        """Begin with no shape seen."""
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


Stages = tuple[ByShape, ByShape, ByShape]
"""The rules of cells (of several fields, though they speak of one), of the sheet, of rows: each heeds what the stages before it found."""


class Plan:
    """The rules for sheets with certain columns, in two runs."""

    def __init__(self, columns: tuple[str, ...], form: Form, ruleset: Ruleset) -> None:
        """Compile."""
        found = [rule for scope in (Scope.CELL, Scope.SHEET, Scope.ROW) for rule in rules(scope) if ruleset.severity(rule)]
        said = [rule for rule in found if applies(rule, columns) and speaks_of(rule, form)]
        active = [rule for rule in said if rule.fields and not rule.is_of_one_cell]
        late = _late(active, ruleset)
        of_any = [rule for rule in found if not rule.fields]  # what they say of a cell is no ground for others to say nothing
        self.undated = _stages((rule for rule in active if rule not in late), of_any)
        self.dated = _stages(late, ())


@lru_cache(MOST_PLANS)
def plan_of(columns: tuple[str, ...], form: Form, ruleset: Ruleset) -> Plan:
    """The plan for sheets of these columns, compiled once."""
    return Plan(columns, form, ruleset)


@lru_cache(MOST_COLUMNS)
def _column(form: Form, key: str, ruleset: Ruleset) -> Column:
    return Column(form, key, ruleset)


def _stages(found: Iterable[Rule], last: Iterable[Rule]) -> Stages:
    by_scope: dict[Scope, list[Rule]] = defaultdict(list)
    for rule in found:
        by_scope[rule.scope].append(rule)
    for rule in last:
        by_scope[Scope.SHEET if rule.scope is Scope.SHEET else Scope.ROW].append(rule)
    return ByShape(by_scope[Scope.CELL]), ByShape(by_scope[Scope.SHEET]), ByShape(by_scope[Scope.ROW])


def _late(active: Sequence[Rule], ruleset: Ruleset) -> list[Rule]:
    """The rules that hold something against a day, and all that look at a field which one of an earlier stage may put in doubt."""
    late = [rule for rule in active if rule.by_day]
    while True:
        doubtful = {key for rule in late if rule.scope in BEFORE_ROWS and _may_doubt(rule, ruleset) for key in rule.looks_at}
        more = [rule for rule in active if rule not in late and rule.scope is not Scope.CELL and not doubtful.isdisjoint(rule.fields)]
        if not more:
            return [rule for rule in active if rule in late]
        late += more


def _may_doubt(rule: Rule, ruleset: Ruleset) -> bool:
    severity = ruleset.severity(rule)
    return severity is Severity.ERROR or (severity is Severity.WARNING and rule.doubts)


class _Running:
    """The rules at work on one sheet."""

    def __init__(self, submission: Submission, before: Sequence[Finding], form: Form, ruleset: Ruleset) -> None:
        self.submission, self.before, self.form, self.ruleset = submission, before, form, ruleset
        self.records = list(submission.records)
        self.found: list[Finding] = []
        self.changes: list[Change] = []
        self.wrong: dict[int, frozenset[str]] = {}

    def findings(self) -> list[Finding]:
        """All that is found, in order of places, behind what is told of the sheet as a whole."""
        whole = [one for one in self.before if catalogue()[one.code].scope is Scope.INTAKE]
        rest = [one for one in self.before if catalogue()[one.code].scope is not Scope.INTAKE]
        return [*whole, *sorted((*rest, *self.found), key=lambda f: (f.where.order, f.code))]

    def corrected(self) -> Submission:
        """The sheet as it was understood."""
        changes = tuple(sorted((*self.submission.changes, *self.changes), key=lambda c: c.where.order))
        return dataclasses.replace(self.submission, records=tuple(self.records), changes=changes)

    def understand(self, ruleset: Ruleset) -> list[tuple[Record, Said]]:
        """Give every record its values; return what there is to say of cells by themselves."""
        columns = {key: _column(self.form, key, ruleset) for record in self.records[:1] for key in record.cells}
        to_say: list[tuple[Record, Said]] = []
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
                if found.said:
                    noted.append((key, found.said))
            above = effective
            full = self.records[place] = record.understood(values, record.unknown.union(unknown) if unknown else record.unknown)
            if noted or record.spread:
                self.changes += self._spellings(full, noted)
                to_say += ((full, said) for _, said in noted)
        return to_say

    def _spellings(self, record: Record, noted: Sequence[tuple[str, Said]]) -> Iterator[Change]:
        """What is spelt otherwise now in a row, or was read from a cell that a merge covers."""
        for key in record.spread & record.values.keys():
            yield change(self.submission, self.form, record, key, MERGED, str(self.form.show(key, record[key])))
        for key, said in noted:
            if said.spelling and not (key in record.spread and key in record.values):
                yield change(self.submission, self.form, record, key, *said.spelling)

    def tell(self, noted: Iterable[tuple[Record, Said]]) -> None:
        """Add what is wrong with cells."""
        for record, said in noted:
            for check, problem in said.told:
                self._tell(check, problem, record)

    def _tell(self, check: Check, problem: Problem, record: Record) -> None:
        """Add a finding; a field it calls wrong is looked at no more."""
        if told := finding(check, problem, self.submission, record, self.form, self.ruleset):
            self.found.append(told)
            if problem.field and _puts_in_doubt(told, record):
                self.wrong[record.row] = self.wrong.get(record.row, NOTHING) | {problem.field}

    def each(self, rules_on_rows: ByShape) -> None:
        """Run the rules on each row."""
        for place, record in enumerate(self.records) if rules_on_rows else ():
            current, wrong = record, self.wrong.get(record.row, NOTHING)
            seen = record.without(wrong)
            for rule in rules_on_rows.able(seen):
                for outcome in rule.check(seen, self.ruleset):
                    if isinstance(outcome, Problem):
                        self._tell(rule, outcome, current)
                    elif corrects(rule, self.ruleset):
                        self.changes.append(_corrected(outcome, self.submission, current, self.form))
                        current = current.understood({**current.values, outcome.field: outcome.value}, current.unknown)
                        seen = current.without(wrong)
                    else:
                        self._tell(rule, _untaken(outcome, self.form), current)
            self.records[place] = current

    def sheet(self, rules_on_sheet: ByShape) -> None:
        """Run the rules on all rows together."""
        for rule in rules_on_sheet.rules:
            seen = [record.without(self.wrong.get(record.row, NOTHING)) for record in self.records]
            able = {record.row: record for record in seen if can_run(rule, record)}
            for problem in rule.check(list(able.values()), self.ruleset):
                self._tell(rule, problem, able[problem.row or 0])


def corrects(rule: Rule, ruleset: Ruleset) -> bool:
    """Whether a rule puts a value right by itself; one that campaign.toml makes weigh more, or puts on trial, only tells."""
    return ruleset.severity(rule) is Severity.INFO and not ruleset.is_beta(rule)


def _untaken(outcome: Correction, form: Form) -> Problem:
    """A correction that is not made, as the problem it would have solved."""
    return Problem(outcome.field, {"right": form.show(outcome.field, outcome.value)})


def _corrected(outcome: Correction, submission: Submission, record: Record, form: Form) -> Change:
    before = form.show(outcome.field, record.get(outcome.field))
    after = form.show(outcome.field, outcome.value)
    return change(submission, form, record, outcome.field, str(before), str(after))
