"""Validating: cell, row and sheet rules on one submission.

A rule is left out wherever a value it looks at did not parse: one cause, one finding.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from gradflow.core.checks import Rule, Scope
from gradflow.core.findings import Change, Correction, Finding, Problem, Severity
from gradflow.core.records import Context, Record, Submission
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
    """Run all rules of cells, rows and the sheet; return the submission with its findings."""
    submission = normalised.submission
    context = dataclasses.replace(context, form=form.spec)
    checks = catalogue()
    found = [finding(checks[problem.check], problem, submission, record, form, context) for record, problem in normalised.problems]
    records, told, changes = _run_row_rules(submission, form, context)
    found.extend(told)
    submission = dataclasses.replace(submission, records=records)
    for rule in rules(Scope.SHEET):
        if applies(rule, submission.columns) and context.severity(rule):
            able = [record for record in records if can_run(rule, record)]
            by_row = {record.row: record for record in able}
            for problem in rule.check(able, context):
                record = by_row[problem.row]
                found.append(finding(rule, problem, submission, record, form, context))
    kept = sorted((f for f in found if f), key=lambda f: (f.where.order, f.code))
    return dataclasses.replace(
        submission,
        findings=(*submission.findings, *kept),
        changes=tuple(sorted((*submission.changes, *changes), key=lambda c: c.where.order)),
    )


def _run_row_rules(submission: Submission, form: Form, context: Context) -> tuple[tuple[Record, ...], list[Finding | None], list[Change]]:
    active = [rule for rule in (*rules(Scope.CELL), *rules(Scope.ROW)) if applies(rule, submission.columns) and context.severity(rule)]
    records: list[Record] = []
    found: list[Finding | None] = []
    changes: list[Change] = []
    for record in submission.records:
        current = record
        for rule in active:
            if not can_run(rule, current):
                continue
            for outcome in rule.check(current, context):
                if isinstance(outcome, Correction) and not corrects(rule, context):
                    found.append(finding(rule, _untaken(outcome, form), submission, current, form, context))
                elif isinstance(outcome, Problem):
                    found.append(finding(rule, outcome, submission, current, form, context))
                elif isinstance(outcome, Correction):
                    changes.append(_corrected(outcome, submission, current, form))
                    values = {**current.values, outcome.field: outcome.value}
                    current = dataclasses.replace(current, values=values)
        records.append(current)
    return tuple(records), found, changes


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
