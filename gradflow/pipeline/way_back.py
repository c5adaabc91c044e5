"""The way back: how every problem stands against what the branch was told, and against what the office granted."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from gradflow.core.cells import typed_text
from gradflow.core.checks import Check, Rule, Scope
from gradflow.core.copies import LONGEST_BEFORE, SHORTEST_REASON, Remembered
from gradflow.core.findings import SETTLED, Finding, FindingState, Outcome, Severity
from gradflow.core.grants import Grant, GrantKey, GrantUse, grant_key
from gradflow.core.people import Person
from gradflow.core.places import Location
from gradflow.core.records import Context, Key, Record, Submission
from gradflow.forms.loader import Form, Forms
from gradflow.pipeline.findings import value_digest
from gradflow.rules.registry import catalogue


@dataclasses.dataclass(frozen=True, slots=True)
class Judged:
    """Submissions whose findings have their states; what became of what copies told of; which grants were met."""

    submissions: tuple[Submission, ...]
    outcomes: tuple[Outcome, ...]
    grants: tuple[GrantUse, ...]


def judge(submissions: Sequence[Submission], people: Sequence[Person], forms: Forms, context: Context) -> Judged:
    """Stamp the state of every finding: told before, explained, granted or new; say what became of everything told."""
    granted = {grant.key: grant for grant in context.grants}
    used: set[GrantKey] = set()
    judged: list[Submission] = []
    outcomes: list[Outcome] = []
    owners: dict[tuple[Key, int], Person] = {}
    if any(submission.memory.sources for submission in submissions):
        owners = {(submission.key, record.row): person for person in people for submission, record in person.entries}
    for submission in submissions:
        one = _with_grants(submission, granted, used) if granted else submission
        if one.memory.sources:
            looked_back = _LookedBack(one, forms[one.form], context, owners)
            outcomes.extend(looked_back.outcomes())
            memory = dataclasses.replace(one.memory, findings=frozenset(looked_back.unclear))
            one = dataclasses.replace(one, findings=tuple(looked_back.findings), memory=memory)
        judged.append(one)
    return Judged(tuple(judged), tuple(outcomes), tuple(GrantUse(grant, key in used) for key, grant in granted.items()))


def _with_grants(submission: Submission, granted: Mapping[GrantKey, Grant], used: set[GrantKey]) -> Submission:
    """Let granted findings weigh as hints, with the office's words."""
    found = []
    for finding in submission.findings:
        key = grant_key(finding, submission.form, submission.round)
        if key in granted and finding.severity is not Severity.INFO:
            used.add(key)
            words = granted[key].words
            found.append(dataclasses.replace(finding, severity=Severity.INFO, state=FindingState.GRANTED, reason=words))
        else:
            found.append(finding)
    return dataclasses.replace(submission, findings=tuple(found))


class _LookedBack:
    """A corrected copy beside what it was returned for."""

    def __init__(self, submission: Submission, form: Form, context: Context, people: Mapping[tuple[Key, int], Person]) -> None:
        self.submission, self.form, self.context, self.people = submission, form, context, people
        self.owners: dict[int | None, Record] = {row: record for record in submission.records for row in record.rows}
        self._by_row = {one.origin_row: one for one in reversed(submission.records) if one.origin_row is not None}
        self._by_name: dict[str, list[Record]] = defaultdict(list)
        for one in submission.records:
            if one.origin_row is None:
                self._by_name[one.person].append(one)
        self.told: dict[int | None, list[Remembered]] = defaultdict(list)
        """First row of the record in the copy -> what was told of it; None: of the sheet, or of somebody who is not there any more."""
        for told in sorted(submission.memory.findings, key=lambda told: (told.row, told.code, told.field, told.person)):
            record = self._record_of(told)
            self.told[record.row if record else None].append(told)
        self.findings = [self._judged(finding) for finding in submission.findings]
        self.unclear: list[Remembered] = []
        """What was told and is neither met again nor known to be solved: the next copy must still remember it."""

    def _record_of(self, told: Remembered) -> Record | None:
        """The record told of: by the row it says it came from; where that was lost, by the name alone."""
        if told.row == 0:
            return None
        alike = self._by_name.get(told.person, ()) if told.person else ()
        return self._by_row.get(told.row) or (alike[0] if len(alike) == 1 else None)

    def _judged(self, finding: Finding) -> Finding:
        record = self.owners.get(finding.where.row)
        told = self._told_again(finding, record)
        if finding.state in SETTLED:
            return finding
        if told is None:
            state = FindingState.MISCORRECTED if self._other_fault(finding, record) else FindingState.NEW
            return dataclasses.replace(finding, state=state)
        reason = record.reason if record else ""
        return dataclasses.replace(finding, state=_state(finding, told, reason), reason=reason)

    def _told_again(self, finding: Finding, record: Record | None) -> Remembered | None:
        """What was told of the same problem before."""
        for told in self.told[record.row if record else None]:
            if (told.code, told.field) == (finding.code, finding.field or "") and (record or told.person == finding.person):
                return told
        return None

    def _other_fault(self, finding: Finding, record: Record | None) -> Remembered | None:
        """What was told of its value in another way, if the value was changed since."""
        told = (told for told in self.told[record.row] if told.field and told.field == finding.field) if record else ()
        return next((one for one in told if one.before != shortened(finding.value)), None)

    def outcomes(self) -> Iterator[Outcome]:
        """What became of everything told, in the copy's order, then what is new."""
        again: set[Remembered] = set()
        for finding in self.findings:
            record = self.owners.get(finding.where.row)
            told = self._told_again(finding, record)
            if told:
                again.add(told)
            if finding.severity is not Severity.INFO or finding.state is FindingState.GRANTED:
                yield self._outcome(finding, told or self._other_fault(finding, record))
        wrong = {(finding.where.row, finding.field) for finding in self.findings if finding.state is FindingState.MISCORRECTED}
        for row, lines in self.told.items():
            record = self.owners.get(row)
            for told in lines:
                if told in again or (row, told.field) in wrong:
                    continue
                if self._could_run(told, record):
                    yield self._solved(told, record)
                else:
                    self.unclear.append(dataclasses.replace(told, row=record.row) if record else told)

    def _could_run(self, told: Remembered, record: Record | None) -> bool:
        """Whether the check told of ran this time: what was not looked at is not solved."""
        check = catalogue().get(told.code)
        if check is None or self.context.is_beta(check) or self.context.severity(check) is None:
            return False
        if record is None:
            is_there = not told.person or bool(told.row) or any(one.person == told.person for one in self.submission.records)
            return is_there and not self.submission.is_refused
        looked_at = {told.field, *check.needs, *check.uses} if isinstance(check, Rule) else {told.field}
        own = {key for key in looked_at if self.form.spec.field(key)}
        if not own <= self.submission.columns.keys() or not own.isdisjoint((*record.unknown, *self.submission.doubtful)):
            return False
        return check.scope is not Scope.PERSON or self._knows_person(looked_at, check, record)

    def _knows_person(self, looked_at: set[str], check: Check, record: Record) -> bool:
        """Whether all forms together tell what a rule on people needs, and nothing it looks at is unclear anywhere."""
        person = self.people.get((self.submission.key, record.row))
        entries = person.entries if person else ()
        held = {key for _, one in entries for key in one.values}
        unclear = {key for _, one in entries for key in one.unknown}
        return isinstance(check, Rule) and check.needs_set <= held and unclear.isdisjoint(looked_at)

    def _outcome(self, finding: Finding, told: Remembered | None) -> Outcome:
        return Outcome(
            finding.state, finding.where, finding.branch, finding.person, finding.code, _title(finding.code),
            finding.field or "", finding.label,
            told.before if told else "", finding.value, finding.message,
        )  # fmt: skip

    def _solved(self, told: Remembered, record: Record | None) -> Outcome:
        field = self.form.spec.field(told.field)
        where = self.submission.place(record, told.field) if record else Location(self.submission.file, self.submission.sheet)
        after = typed_text(record.cells.get(told.field)) if record else ""
        person = (record.person if record else "") or told.person
        return Outcome(
            FindingState.SOLVED, where, self.submission.branch, person, told.code, _title(told.code),
            told.field, field.label if field else "", told.before, after,
        )  # fmt: skip


def _state(finding: Finding, told: Remembered, reason: str) -> FindingState:
    """How a problem told before stands now.

    A reason settles a warning as long as the value it was written for stays; one taken before lapses
    with everything its rule looks at, as a grant does.
    """
    is_same = told.before == shortened(finding.value)
    is_old = bool(reason) and value_digest(reason) == told.reason
    is_enough = told.settled and told.evidence == finding.evidence if is_old else is_same and len(reason) >= SHORTEST_REASON
    if finding.severity is Severity.WARNING and is_enough:
        return FindingState.EXPLAINED
    return FindingState.PENDING if is_same else FindingState.MISCORRECTED


def _title(code: str) -> str:
    check = catalogue().get(code)
    return check.title if check else code


def shortened(typed: str) -> str:
    """As much of a value as a copy keeps."""
    return typed[:LONGEST_BEFORE]


def remember(finding: Finding, record: Record | None) -> Remembered:
    """What a copy keeps of a finding it is returned for."""
    reason = record.reason if record else ""
    return Remembered(
        record.row if record else 0, finding.code, finding.field or "", finding.evidence, finding.person, shortened(finding.value),
        value_digest(reason) if reason else "", settled=finding.state is FindingState.EXPLAINED,
    )  # fmt: skip
