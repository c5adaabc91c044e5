"""Crosschecking: between submissions, branches and forms."""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from gradflow.core.cells import typed_text
from gradflow.core.checks import Rule, Scope
from gradflow.core.findings import Finding
from gradflow.core.people import NotRun, Person, Shape, shape_of
from gradflow.core.records import NOTHING, Context, Key, Submission
from gradflow.core.vocabulary import FIELD_LABELS
from gradflow.forms.loader import Form, Forms
from gradflow.pipeline.findings import Findings, finding, told_finding, value_digest
from gradflow.pipeline.matching import base_form, match_people
from gradflow.pipeline.one_cause import Doubted, as_believed, silence
from gradflow.pipeline.roll_call import call_roll
from gradflow.pipeline.told import Told
from gradflow.pipeline.validate import applies, can_run, doubted
from gradflow.rules.intake.sheets import HEADCOUNT
from gradflow.rules.registry import catalogue, rules


@dataclasses.dataclass(frozen=True, slots=True)
class Checked:
    """What is found on sheets and between them, the people they speak of, and the rules that could not run."""

    findings: Findings
    people: tuple[Person, ...]
    not_run: tuple[NotRun, ...]
    sorts: Counter[Shape]
    """The people as the rules between sheets saw them, without values called wrong before: how many hold the same fields."""


def crosscheck(submissions: Sequence[Submission], forms: Forms, context: Context) -> Checked:
    """Run the rules between sheets, form by form, then those on people, across forms; findings are added where they stand."""
    context = dataclasses.replace(context, annexes={key: form.spec.annex for key, form in forms.items()})
    matched = match_people([s for s in submissions if s.round or not forms[s.form].spec.in_rounds], forms)
    wrong = {one.key: fields for one in submissions if (fields := doubted(one))}
    believed = as_believed(matched.people, wrong)
    sorts = Counter(map(shape_of, believed))
    findings = Findings(submissions)
    called = tuple(call_roll(matched, submissions, forms, context))
    found = (
        *_headcounts(submissions, forms, context, called),
        *_between_branches(submissions, wrong, forms, context),
        *called,
        *_on_people(believed, forms, context),
    )
    for submission, one in found:
        if one:
            findings.of[submission.key].append(one)
    silence(findings, matched.people, base_form(forms))
    return Checked(findings, matched.people, tuple(_not_run(sorts, forms, context)), sorts)


def _headcounts(
    submissions: Sequence[Submission], forms: Forms, context: Context, called: Sequence[tuple[Submission, Finding | None]]
) -> Iterator[tuple[Submission, Finding | None]]:
    """Compare the people of each branch, form and round with the number the office knows of; those named as missing are told already."""
    campaign = context.campaign
    missing = Counter(one.key for one, finding in called if finding and catalogue()[finding.code].adds_row)
    parts: dict[tuple[str, str, int | None], list[Submission]] = defaultdict(list)
    for submission in submissions:
        if forms[submission.form].spec.lists_everyone and submission.branch in campaign.places:
            parts[submission.branch, submission.form, submission.round].append(submission)
    for (branch, *_), own in parts.items():
        members, count = campaign.branches[campaign.places[branch]].members, sum(len(one.records) for one in own)
        if members and members != count + sum(missing[one.key] for one in own):
            facts = {"count": count, "members": members}
            first = max(own, key=lambda one: len(one.records))
            yield first, told_finding(Told(HEADCOUNT, facts), first, context)


def _between_branches(
    submissions: Sequence[Submission], wrong: Mapping[Key, Doubted], forms: Forms, context: Context
) -> Iterator[tuple[Submission, Finding | None]]:
    for rule in _active(Scope.CROSS, context):
        for form in forms.values():
            entries = [
                (submission, record)
                for submission in submissions
                if submission.form == form.key and applies(rule, submission.columns)
                for record in submission.records
                if can_run(rule, record.without(wrong[submission.key].get(record.row, NOTHING)) if submission.key in wrong else record)
            ]
            for (submission, record), problem in rule.check(entries, context) if entries else ():
                yield submission, finding(rule, problem, submission, record, form, context)


def _active(scope: Scope, context: Context) -> list[Rule]:
    return [rule for rule in rules(scope) if context.severity(rule)]


def _on_people(people: Sequence[Person], forms: Forms, context: Context) -> Iterator[tuple[Submission, Finding | None]]:
    """Run a rule on those of whom something is known that it looks at, and everything that it needs."""
    active = _active(Scope.PERSON, context)
    plans: dict[Shape, list[Rule]] = {}
    base = base_form(forms)
    for person in (view for one in people for view in _by_home(one, base)):
        shape = shape_of(person)
        if shape not in plans:
            plans[shape] = [rule for rule in active if _can_run_on(rule, shape)]
        for rule in plans[shape]:
            for (submission, record), problem in rule.check(person, context):
                if problem.field not in record.unknown:
                    told = finding(rule, problem, submission, record, forms[submission.form], context)
                    yield submission, dataclasses.replace(told, evidence=_evidence(rule, person, submission)) if told else None


def _can_run_on(rule: Rule, shape: Shape) -> bool:
    """Whether something is known of such people that a rule looks at, and everything that it needs; one sheet has nothing to be compared with."""
    held = frozenset().union(*(fields for _, fields in shape))
    return rule.needs_set <= held and not held.isdisjoint((*rule.needs, *rule.uses)) and not (rule.compares and len(shape) == 1)


def _evidence(rule: Rule, person: Person, here: Submission) -> str:
    """A digest of what was typed in all fields a rule looks at, on all forms; what later rounds say changes nothing here."""
    entries = [entry for entry in person.entries if entry[0].form != here.form or (entry[0].round or 0) <= (here.round or 0)]
    looked_at = {*rule.needs, *rule.uses}
    typed = {(key, s.form, typed_text(record.cells[key])) for s, record in entries for key in looked_at & record.cells.keys()}
    return value_digest(repr(sorted(typed)))


def _by_home(person: Person, base: str) -> list[Person]:
    """The person; or, where two branches list the same person, what each branch says, so that one cause is told once."""
    if len(person.entries) == 1:
        return [person]
    homes = list(dict.fromkeys(s.branch for s, _ in person.entries if s.form == base))
    if len(homes) < 2:  # noqa: PLR2004 - one home, or none
        return [person]
    return [Person(tuple(entry for entry in person.entries if entry[0].branch == home)) for home in homes]


def _not_run(sorts: Counter[Shape], forms: Forms, context: Context) -> Iterator[NotRun]:
    """The rules on people that lack what they need, and of how many people."""
    homes: dict[str, Form] = {}
    for form in forms.values():
        for field in form.spec.fields:
            homes.setdefault(field.key, form)
    active = [rule for rule in _active(Scope.PERSON, context) if all(key in homes for key in rule.needs)]
    counts: Counter[tuple[str, str]] = Counter()
    for shape, count in sorts.items():
        held, handed_in = frozenset().union(*(fields for _, fields in shape)), {form for form, _ in shape}
        for rule in active:
            if lacking := [key for key in rule.needs if key not in held]:
                absent = [homes[key].spec.annex for key in lacking if homes[key].key not in handed_in]
                why = f"没有{absent[0]}" if absent else f"{FIELD_LABELS.get(lacking[0], lacking[0])}没有填对"
                counts[rule.code, why] += count
    titles = {rule.code: rule.title for rule in active}
    for (code, why), count in sorted(counts.items()):
        yield NotRun(code, titles[code], count, why)
