"""Crosschecking: between submissions and branches."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Sequence

from gradflow.core.checks import Scope
from gradflow.core.findings import Finding
from gradflow.core.records import Context, Submission
from gradflow.forms.loader import Form, Forms
from gradflow.pipeline.findings import finding, told_finding
from gradflow.pipeline.identity import Told
from gradflow.pipeline.validate import applies, can_run
from gradflow.rules.intake.sheets import HEADCOUNT
from gradflow.rules.registry import rules


def crosscheck(submissions: Sequence[Submission], forms: Forms, context: Context) -> list[Submission]:
    """Run the cross rules, form by form; findings are added where they stand."""
    added: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for submission in submissions:
        if one := _headcount(submission, forms[submission.form], context):
            added[submission.file, submission.sheet].append(one)
    for rule in rules(Scope.CROSS):
        if context.severity(rule.code, rule.severity) is None:
            continue
        for form in forms.values():
            entries = [
                (submission, record)
                for submission in submissions
                if submission.form == form.key and applies(rule, submission.columns)
                for record in submission.records
                if can_run(rule, record)
            ]
            for (submission, record), problem in rule.check(entries, context):
                one = finding(rule, problem, submission, record, form, context)
                if one:
                    added[submission.file, submission.sheet].append(one)
    return [
        dataclasses.replace(submission, findings=(*submission.findings, *more))
        if (more := added.get((submission.file, submission.sheet)))
        else submission
        for submission in submissions
    ]


def _headcount(submission: Submission, form: Form, context: Context) -> Finding | None:
    """Compare the people of a sheet with the number the office knows of."""
    campaign = context.campaign
    place = campaign.places.get(submission.branch)
    members = campaign.branches[place].members if place is not None else 0
    if not form.spec.lists_everyone or not members or members == len(submission.records):
        return None
    return told_finding(Told(HEADCOUNT, {"count": len(submission.records), "members": members}), submission, context)
