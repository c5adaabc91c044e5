"""Validating: cell, sheet and row rules on one submission, in this order.

A rule is left out wherever a value it looks at did not parse, or was called wrong by a check that ran before it: one cause, one finding.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from gradflow.core.checks import Check, Rule, Scope
from gradflow.core.findings import Change, Correction, Finding, Problem, Severity
from gradflow.core.records import NOTHING, Context, Record, Submission
from gradflow.forms.loader import Form
from gradflow.pipeline.findings import finding
from gradflow.pipeline.normalise import Normalised, change
from gradflow.rules.registry import catalogue, rules


def applies(rule: Rule, columns: Iterable[str]) -> bool:
    """Whether a sheet has the columns a rule needs."""
    return {*rule.needs, *rule.columns} <= set(columns)


def can_run(rule: Rule, record: Record) -> bool:
    """Whether everything the rule needs is there, and all it looks at was understood."""
    if not record.values.keys() >= rule.needs_set:
        return False
    return not record.unknown or record.unknown.isdisjoint((*rule.needs, *rule.uses))


def validate(normalised: Normalised, form: Form, context: Context) -> Submission:
    """Run all rules of cells, the sheet and rows, each on what the ones before left standing; return the submission with its findings."""
    submission = normalised.submission
    running = _Running(submission, form, dataclasses.replace(context.on(submission), form=form.spec))
    checks = catalogue()
    for record, problem in normalised.problems:
        running.tell(checks[problem.check], problem, record)
    running.each(Scope.CELL)
    running.sheet()
    running.each(Scope.ROW)
    kept = sorted(running.found, key=lambda f: (f.where.order, f.code))
    return dataclasses.replace(
        submission,
        records=tuple(running.records),
        findings=(*submission.findings, *kept),
        changes=tuple(sorted((*submission.changes, *running.changes), key=lambda c: c.where.order)),
    )


def validate_by_day(submission: Submission, form: Form, context: Context) -> Submission:
    """Run those rules again that hold dates against the sheet's day, once its round is known."""
    running = _Running(submission, form, dataclasses.replace(context.on(submission), form=form.spec))
    dated = {rule.code for rule in (*rules(Scope.CELL), *rules(Scope.ROW)) if rule.by_day}
    kept = [one for one in submission.findings if one.code not in dated]
    running.wrong = doubted(dataclasses.replace(submission, findings=tuple(kept)))
    running.each(Scope.CELL, by_day=True)
    running.each(Scope.ROW, by_day=True)
    return dataclasses.replace(submission, findings=(*kept, *running.found))


def doubted(submission: Submission) -> dict[int, frozenset[str]]:
    """First row of a record -> its fields of which the sheet's own checks say that they are wrong, or hardly real.

    Nothing is concluded from them: what is said of them once is said of all that follows from them.
    """
    if not any(one.field for one in submission.findings):
        return {}
    records = {record.row: record for record in submission.records}
    found: dict[int, frozenset[str]] = {}
    for row, findings in submission.findings_by_record().items():
        if (
            row is not None
            and row in records
            and (fields := frozenset(f.field for f in findings if f.field and _puts_in_doubt(f, records[row])))
        ):
            found[row] = fields
    return found


def _puts_in_doubt(one: Finding, record: Record) -> bool:
    """An error does; a warning that the value is hardly real does until the branch has written a reason."""
    if one.is_error:
        return True
    check = catalogue().get(one.code)
    return one.severity is Severity.WARNING and not record.reason and isinstance(check, Rule) and check.doubts


def without(record: Record, wrong: frozenset[str]) -> Record:
    """The record as those see it who conclude nothing from these fields."""
    if not wrong:
        return record
    return dataclasses.replace(
        record, values={key: value for key, value in record.values.items() if key not in wrong}, unknown=record.unknown | wrong
    )


class _Running:
    """The rules at work on one sheet."""

    def __init__(self, submission: Submission, form: Form, context: Context) -> None:
        self.submission, self.form, self.context = submission, form, context
        self.records = list(submission.records)
        self.found: list[Finding] = []
        self.changes: list[Change] = []
        self.wrong: dict[int, frozenset[str]] = {}

    def tell(self, check: Check, problem: Problem, record: Record) -> None:
        """Add a finding; a field it calls wrong is looked at no more."""
        if told := finding(check, problem, self.submission, record, self.form, self.context):
            self.found.append(told)
            if problem.field and _puts_in_doubt(told, record):
                self.wrong[record.row] = self.wrong.get(record.row, NOTHING) | {problem.field}

    def each(self, scope: Scope, *, by_day: bool = False) -> None:
        """Run the rules on each row."""
        active = [rule for rule in rules(scope) if (rule.by_day or not by_day) and self._is_active(rule)]
        for place, record in enumerate(self.records) if active else ():
            current, wrong = record, self.wrong.get(record.row, NOTHING)
            seen = without(record, wrong)
            for rule in active:
                if not can_run(rule, seen):
                    continue
                for outcome in rule.check(seen, self.context):
                    if isinstance(outcome, Correction) and not corrects(rule, self.context):
                        self.tell(rule, _untaken(outcome, self.form), current)
                    elif isinstance(outcome, Problem):
                        self.tell(rule, outcome, current)
                    elif isinstance(outcome, Correction):
                        self.changes.append(_corrected(outcome, self.submission, current, self.form))
                        current = dataclasses.replace(current, values={**current.values, outcome.field: outcome.value})
                        seen = without(current, wrong)
            self.records[place] = current

    def sheet(self) -> None:
        """Run the rules on all rows together."""
        for rule in rules(Scope.SHEET):
            if self._is_active(rule):
                seen = [without(record, self.wrong.get(record.row, NOTHING)) for record in self.records]
                able = [record for record in seen if can_run(rule, record)]
                by_row = {record.row: record for record in able}
                for problem in rule.check(able, self.context):
                    self.tell(rule, problem, by_row[problem.row or 0])

    def _is_active(self, rule: Rule) -> bool:
        return applies(rule, self.submission.columns) and self.context.severity(rule) is not None


def corrects(rule: Rule, context: Context) -> bool:
    """Whether a rule puts a value right by itself; one that campaign.toml makes weigh more, or puts on trial, only tells."""
    return context.severity(rule) is Severity.INFO and not context.is_beta(rule)


def _untaken(outcome: Correction, form: Form) -> Problem:
    """A correction that is not made, as the problem it would have solved."""
    return Problem(outcome.field, {"right": form.show(outcome.field, outcome.value)})


def _corrected(outcome: Correction, submission: Submission, record: Record, form: Form) -> Change:
    before = form.show(outcome.field, record.get(outcome.field))
    after = form.show(outcome.field, outcome.value)
    return change(submission, form, record, outcome.field, str(before), str(after))
