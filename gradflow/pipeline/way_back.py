"""The way back: how every problem stands against what the branch was told, and against what the office granted."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from gradflow.core.cells import typed_text
from gradflow.core.checks import Rule
from gradflow.core.copies import LONGEST_BEFORE, SHORTEST_REASON, Remembered
from gradflow.core.findings import SETTLED, Finding, FindingState, Outcome, Severity
from gradflow.core.grants import Grant, GrantKey, GrantUse, grant_key
from gradflow.core.places import Location
from gradflow.core.records import Record, Submission
from gradflow.forms.loader import Form, Forms
from gradflow.pipeline.findings import value_digest
from gradflow.rules.intake.files import VANISHED
from gradflow.rules.registry import catalogue


@dataclasses.dataclass(frozen=True, slots=True)
class Judged:
    """Submissions whose findings have their states; what became of what copies told of; which grants were met."""

    submissions: tuple[Submission, ...]
    outcomes: tuple[Outcome, ...]
    grants: tuple[GrantUse, ...]


def judge(submissions: Sequence[Submission], forms: Forms, grants: Iterable[Grant]) -> Judged:
    """Stamp the state of every finding: told before, explained, granted or new."""
    granted = {grant.key: grant for grant in grants}
    used: set[GrantKey] = set()
    judged: list[Submission] = []
    outcomes: list[Outcome] = []
    for submission in submissions:
        one = _with_grants(submission, granted, used) if granted else submission
        if one.memory.sources:
            looked_back = _LookedBack(one, forms[one.form])
            one = dataclasses.replace(one, findings=tuple(looked_back.findings))
            outcomes.extend(looked_back.outcomes())
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
    return dataclasses.replace(submission, findings=tuple(found)) if used else submission


class _LookedBack:
    """A corrected copy beside what it was returned for."""

    def __init__(self, submission: Submission, form: Form) -> None:
        self.submission, self.form = submission, form
        self.owners: dict[int | None, Record] = {row: record for record in submission.records for row in record.rows}
        self.told: dict[int | None, list[Remembered]] = defaultdict(list)
        """First row of the record in the copy -> what was told of it; None: of the sheet, or of somebody who is not there any more."""
        for told in sorted(submission.memory.findings, key=lambda told: (told.row, told.code, told.field, told.person)):
            record = self._record_of(told)
            self.told[record.row if record else None].append(told)
        self.findings = [self._judged(finding) for finding in submission.findings]

    def _record_of(self, told: Remembered) -> Record | None:
        """The record told of: by the row it says it came from; where that was lost, by the name alone."""
        records = self.submission.records
        if told.row == 0:
            return None
        by_row = [record for record in records if record.origin_row == told.row]
        by_name = [record for record in records if record.origin_row is None and told.person and record.person == told.person]
        return next(iter(by_row or (by_name if len(by_name) == 1 else ())), None)

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
        has_vanished = any(finding.code == VANISHED.code for finding in self.findings)
        for row, lines in self.told.items():
            record = self.owners.get(row)
            for told in lines:
                is_open = (row, told.field) in wrong or (record and _is_unclear(told, record)) or (not record and told.row and has_vanished)
                if told not in again and not is_open:
                    yield self._solved(told, record)

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
    """How a problem told before stands now; a reason holds for the value it was asked for, and lapses with it."""
    if told.evidence != finding.evidence:
        return FindingState.MISCORRECTED
    is_old = bool(reason) and value_digest(reason) == told.reason
    is_enough = finding.severity is Severity.WARNING and len(reason) >= SHORTEST_REASON
    return FindingState.EXPLAINED if (told.settled if is_old else is_enough) else FindingState.PENDING


def _is_unclear(told: Remembered, record: Record) -> bool:
    """Whether the check could not run this time, because something it looks at does not parse."""
    check = catalogue().get(told.code)
    looked_at = (*check.needs, *check.uses) if isinstance(check, Rule) else ()
    return not record.unknown.isdisjoint((told.field, *looked_at))


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
