"""Crosschecking: between submissions, branches and forms; one cause, one finding. And whose cards are by their people, where no name tells."""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from gradflow.forms.loader import Form, Forms, labels
from gradflow.kinds.person_name import folded_name
from gradflow.model.campaign import Branch
from gradflow.model.cells import typed_text
from gradflow.model.checks import Rule, Scope
from gradflow.model.findings import Problem, Severity
from gradflow.model.people import NotRun, Person, Shape, shape_of
from gradflow.model.records import NOTHING, Context, Key, Record, Submission
from gradflow.pipeline.completeness import Call, check_completeness
from gradflow.pipeline.findings import Findings, Note, cell_issue, note_issue, value_digest
from gradflow.pipeline.grouping import grouped
from gradflow.pipeline.matching import Bases, base_forms, listed_in, match_people, name_key
from gradflow.pipeline.validate import applies, can_run, doubted
from gradflow.rules.answered import ANSWERS, is_answered
from gradflow.rules.branch_work import COMMITTEE_INCOMPLETE, FEW_EXPECTED, HELPERS, OTHER_SECRETARY
from gradflow.rules.declared import MUST_HAVE
from gradflow.rules.registry import ONCE_A_PERSON, SILENCES, catalogue, rules
from gradflow.rules.sheets import BRANCH_BY_PEOPLE, HEADCOUNT, NO_BRANCH, SEVERAL_BRANCHES

Doubted = Mapping[int, frozenset[str]]
"""First row of a record -> its fields of which the sheet's own checks say that they are wrong."""


def as_believed(people: Sequence[Person], wrong: Mapping[Key, Doubted]) -> list[Person]:
    """The people without the values that are ``wrong``."""
    if not wrong:
        return list(people)
    doubtful = {(key, row) for key, rows in wrong.items() for row in rows}
    return [
        Person(tuple((s, record.without(wrong.get(s.key, {}).get(record.row, NOTHING))) for s, record in one.entries))
        if any((s.key, record.row) in doubtful for s, record in one.entries)
        else one
        for one in people
    ]


def silence(findings: Findings, submissions: Sequence[Submission], people: Sequence[Person], base: Bases) -> None:
    """Leave out what ``SILENCES`` and ``ONCE_A_PERSON`` say is told of the person already, and what the person's remarks answer."""
    speaking = SILENCES.keys() | ONCE_A_PERSON | ANSWERS.keys()
    spoken = {one.key for one in submissions if any(finding.code in speaking for finding in findings.of[one.key])}
    if not spoken:
        return
    told = {one.key: findings.by_record(one) for one in submissions}
    out: dict[Key, set[int]] = defaultdict(set)
    for person in people:
        if any(s.key in spoken for s, _ in person.entries):
            entries = sorted(person.entries, key=lambda entry: entry[0].form not in base)
            found = [(s.key, one) for s, record in entries for one in told[s.key].get(record.row, ())]
            speakers = {one.code for _, one in found if one.severity is not Severity.INFO}
            silent = frozenset().union(*(SILENCES.get(code, NOTHING) for code in speakers))
            for place, (key, one) in enumerate(found):
                is_again = one.code in ONCE_A_PERSON and any(one.code == other.code for _, other in found[:place])
                if is_again or one.code in silent or is_answered(one, (record.cells for _, record in entries)):
                    out[key].add(id(one))
    for key, gone in out.items():
        findings.of[key] = [one for one in findings.of[key] if id(one) not in gone]


@dataclasses.dataclass(frozen=True, slots=True)
class Checked:
    """The people that sheets speak of, and the rules that could not run on them."""

    people: tuple[Person, ...]
    not_run: tuple[NotRun, ...]
    sorts: Counter[Shape]
    """The people as the rules between sheets saw them, without values called wrong before: how many hold the same fields."""


def crosscheck(submissions: Sequence[Submission], findings: Findings, forms: Forms, context: Context) -> Checked:
    """Run the rules between sheets, form by form, then those on people, across forms; findings are added where they stand."""
    matched = match_people([s for s in submissions if s.round or not forms[s.form].spec.in_rounds], findings, forms)
    wrong = {one.key: fields for one in submissions if (fields := doubted(one, findings.of[one.key]))}
    believed = as_believed(matched.people, wrong)
    of_graduates = frozenset(key for key, form in forms.items() if form.spec.is_of_graduates)
    sorts = Counter(shape for one in believed if is_of(of_graduates, shape := shape_of(one)))
    called = tuple(check_completeness(matched, submissions, findings, forms, context))
    placed = [one for one in submissions if one.branch and not findings.have(one.key, SEVERAL_BRANCHES)]
    found = (
        *_headcounts(submissions, forms, context, called),
        *_lacking(submissions, forms, context),
        *_branch_work(submissions, forms, context),
        *_between_branches(placed, wrong, forms, context),
        *called,
        *_on_people(believed, of_graduates, forms, context),
    )
    for submission, issue in found:
        findings.of[submission.key] += findings.weighed(issue)
    silence(findings, submissions, matched.people, base_forms(forms))
    return Checked(matched.people, tuple(_not_run(sorts, forms, context)), sorts)


def _headcounts(submissions: Sequence[Submission], forms: Forms, context: Context, called: Sequence[Call]) -> Iterator[Call]:
    """Compare the people of each branch, form and round with the number the office knows of; those named as missing are told already."""
    campaign = context.campaign
    asking = {check.code for check in catalogue().values() if check.adds_row and context.severity(check)}
    missing = Counter(one.key for one, issue in called if issue.code in asking)
    for (branch, key, _), own in grouped((one.slot, one) for one in submissions).items():
        if not (spec := forms[key].spec).lists_everyone or not spec.is_of_graduates or branch not in campaign.places:
            continue
        members, count = campaign.branches[campaign.places[branch]].members, sum(len(one.records) for one in own)
        if members and members != count + sum(missing[one.key] for one in own):
            facts = {"count": count, "members": members}
            first = max(own, key=lambda one: len(one.records))
            yield first, note_issue(Note(HEADCOUNT, facts), first)


def _lacking(submissions: Sequence[Submission], forms: Forms, context: Context) -> Iterator[Call]:
    """Choices that no row of a branch has on a form that is due (``FormSpec.must_have``)."""
    for (_, key, number), sheets in grouped((one.slot, one) for one in submissions).items():
        due_on, own = context.campaign.due_on(key, number), [one for one in sheets if one.records]
        if not own or (due_on is not None and due_on > context.as_of):
            continue
        form, records = forms[key].table, [record for one in own for record in one.records]
        for field, codes in form.spec.must_have.items():
            held = {record.get(field) for record in records}
            is_unclear = any(field in record.unknown for record in records)
            if not is_unclear and (lacking := [str(form.show(field, code)) for code in codes if code not in held]):
                yield own[0], note_issue(Note(MUST_HAVE, {"label": form.spec.label(field), "lacking": "、".join(lacking)}), own[0])


def _between_branches(submissions: Sequence[Submission], wrong: Mapping[Key, Doubted], forms: Forms, context: Context) -> Iterator[Call]:
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
                yield submission, cell_issue(rule, problem, submission, record, form, context)


def _active(scope: Scope, context: Context) -> list[Rule]:
    return [rule for rule in rules(scope) if context.severity(rule)]


def _on_people(people: Sequence[Person], of_graduates: frozenset[str], forms: Forms, context: Context) -> Iterator[Call]:
    """Run a rule on those of whom something is known that it looks at, and everything that it needs."""
    active = _active(Scope.PERSON, context)
    plans: dict[Shape, list[Rule]] = {}
    base = base_forms(forms)
    for person in (view for one in people for view in _by_home(one, base)):
        shape = shape_of(person)
        if shape not in plans:
            is_graduate = is_of(of_graduates, shape)
            plans[shape] = [rule for rule in active if _can_run_on(rule, shape) and (is_graduate or not rule.of_graduates)]
        for rule in plans[shape]:
            for (submission, record), problem in rule.check(person, context):
                if problem.field not in record.unknown:
                    issue = cell_issue(rule, problem, submission, record, forms[submission.form], context)
                    yield submission, dataclasses.replace(issue, evidence=_evidence(rule, person, submission))


def _can_run_on(rule: Rule, shape: Shape) -> bool:
    """Whether something is known of such people that a rule looks at, and everything that it needs; one sheet has nothing to be compared with."""
    held = frozenset().union(*(fields for _, fields in shape))
    return rule.needs_set <= held and not held.isdisjoint(rule.looks_at) and not (rule.compares and len(shape) == 1)


def is_of(forms: frozenset[str], shape: Shape) -> bool:
    """Whether somebody stands on one of the forms."""
    return any(form in forms for form, _ in shape)


def _evidence(rule: Rule, person: Person, here: Submission) -> str:
    """A digest of what was typed in all fields a rule looks at, on all forms; what later rounds say changes nothing here."""
    entries = [entry for entry in person.entries if entry[0].form != here.form or (entry[0].round or 0) <= (here.round or 0)]
    typed = {(key, s.form, typed_text(record.cells[key])) for s, record in entries for key in rule.looks_at & record.cells.keys()}
    return value_digest(repr(sorted(typed)))


def _by_home(person: Person, base: Bases) -> list[Person]:
    """The person; or, where two branches list the same person, what each branch says, so that one cause is told once."""
    if len(person.entries) == 1:
        return [person]
    homes = list(dict.fromkeys(s.branch for s, _ in person.entries if s.form in base))
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
                why = f"没有{absent[0]}" if absent else f"{labels(lacking[:1], forms)}没有填对"
                counts[rule.code, why] += count
    titles = {rule.code: rule.title for rule in active}
    for (code, why), count in sorted(counts.items()):
        yield NotRun(code, titles[code], count, why)


def _branch_work(submissions: Sequence[Submission], forms: Forms, context: Context) -> Iterator[Call]:
    """All that is told of service teams and activities (通知一、四.2); what the office does not know of a branch is not checked."""
    campaign = context.campaign
    of_teams = (one for one in submissions if "party_duty" in forms[one.form].kinds and one.branch in campaign.places)
    for name, team in grouped((one.branch, (one, record)) for one in of_teams for record in one.records).items():
        branch = campaign.branches[campaign.places[name]]
        yield from _committee(branch, team)
        yield from _secretary(branch, team, forms, context)
    yield from _expected(submissions, forms, context)


def _committee(branch: Branch, team: Sequence[tuple[Submission, Record]]) -> Iterator[Call]:
    """Fewer members of the committee than there are; somebody whose duty was not understood may be one."""
    members = {name_key(record) for _, record in team if record.get("party_duty") not in HELPERS}
    if len(members) < branch.committee:
        facts, (first, _) = {"count": len(members), "committee": branch.committee}, team[0]
        yield first, note_issue(Note(COMMITTEE_INCOMPLETE, facts), first)


def _secretary(branch: Branch, team: Sequence[tuple[Submission, Record]], forms: Forms, context: Context) -> Iterator[Call]:
    """A secretary of another name than campaign.toml's."""
    known = folded_name(branch.secretary_name)
    leading = [(submission, record) for submission, record in team if record.get("party_duty") == "secretary"]
    if known and all(name_key(record) != known for _, record in leading):
        for submission, record in leading:
            problem = Problem("name", {"name": record.person, "secretary": branch.secretary_name})
            yield submission, cell_issue(OTHER_SECRETARY, problem, submission, record, forms[submission.form], context)


def _expected(submissions: Sequence[Submission], forms: Forms, context: Context) -> Iterator[Call]:
    """Meetings of all to which fewer are expected than the branch has graduates."""
    base = base_forms(forms)
    members = Counter(one.branch for one in submissions if one.form in base for _ in one.records)
    for submission in submissions:
        form = forms[submission.form]
        for record in submission.records if "activity" in form.kinds else ():
            expected, most = record.get("expected"), members[submission.branch]
            if record.get("activity") in {"study", "theme_day"} and expected is not None and expected < most:
                facts = {"expected": expected, "listed": listed_in(base, forms), "members": most}
                yield submission, cell_issue(FEW_EXPECTED, Problem("expected", facts), submission, record, form, context)


def settle_branches(submissions: Sequence[Submission], findings: Findings, forms: Forms) -> list[Submission]:
    """Give each sheet of cards without a branch the branch whose roster lists its people, and say so: once a workbook, not on every card."""
    homeless = [s for s in submissions if not s.branch and not s.written_branch and forms[s.form].spec.is_card]
    if not homeless:
        return list(submissions)
    base = base_forms(forms)
    replaced = {source for submission in submissions for source in submission.memory.sources}
    rosters = list({(s.branch, s.digest): s for s in submissions if s.form in base and s.source not in replaced}.values())
    found: dict[Key, set[str]] = {s.key: set() for s in homeless}
    for person in match_people([*rosters, *homeless], findings, forms).people:
        homes = {s.branch for s, _ in person.entries if s.form in base}
        for submission, _ in person.entries:
            if submission.key in found:
                found[submission.key] |= homes or {""}
    settled = {one.key: one for one in submissions}
    said: set[tuple[str, str]] = set()
    for one in homeless:
        branch = next(iter(found[one.key])) if len(found[one.key]) == 1 else ""
        told = Note(BRANCH_BY_PEOPLE, {"taken": branch, "annex": listed_in(base, forms)}) if branch else Note(NO_BRANCH, {})
        settled[one.key] = homed = _homed(one, branch, findings)
        if not branch or (one.file, branch) not in said:
            findings.begin(one.key, note_issue(told, homed))
        said.add((one.file, branch))
    return list(settled.values())


def _homed(submission: Submission, branch: str, findings: Findings) -> Submission:
    """The sheet, and all that is told of it, as that branch's."""
    findings.of[submission.key] = [dataclasses.replace(one, branch=branch) for one in findings.of[submission.key]]
    changes = tuple(dataclasses.replace(one, branch=branch) for one in submission.changes)
    return dataclasses.replace(submission, branch=branch, changes=changes)
