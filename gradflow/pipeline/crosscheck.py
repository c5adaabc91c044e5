"""Crosschecking: between submissions and branches."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Sequence

from gradflow.core.checks import Scope
from gradflow.core.findings import Finding
from gradflow.core.records import Context, Submission
from gradflow.forms.loader import Forms
from gradflow.pipeline.findings import finding
from gradflow.pipeline.validate import applies, can_run
from gradflow.rules.registry import rules


def crosscheck(submissions: Sequence[Submission], forms: Forms, context: Context) -> list[Submission]:
    """Run the cross rules, form by form; findings are added where they stand."""
    added: dict[tuple[str, str], list[Finding]] = defaultdict(list)
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
