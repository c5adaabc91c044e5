"""Reconciling: how every problem stands against what the branch was told, and against what the office granted."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from gradflow.forms.loader import Form, Forms
from gradflow.model.campaign import Grant, GrantKey, GrantUse, grant_key
from gradflow.model.cells import Location, typed_text
from gradflow.model.checks import Check, Rule, Scope
from gradflow.model.copies import LONGEST_BEFORE, Memory, Remembered, is_reason
from gradflow.model.findings import SETTLED, Finding, FindingState, Resolution, Severity
from gradflow.model.people import Person
from gradflow.model.records import Context, Key, Record, Submission
from gradflow.pipeline.findings import Facts, Findings, looked_at, value_digest
from gradflow.pipeline.grouping import grouped
from gradflow.pipeline.rounds import settle_between_rounds
from gradflow.rules.registry import catalogue, title_of
from gradflow.rules.sheets import BRANCH_CONTRADICTED, HIDDEN, NAME_CONTRADICTED, OF_PEOPLE, STRUCK, TRUE_ROW_LEFT_OUT, WRONG_TOTAL


@dataclasses.dataclass(frozen=True, slots=True)
class Reconciled:
    """What the next copies must still remember; what became of what copies told of; which grants were met."""

    memories: Mapping[Key, Memory]
    outcomes: tuple[Resolution, ...]
    grants: tuple[GrantUse, ...]


def reconcile(
    submissions: Sequence[Submission], findings: Findings, people: Sequence[Person], forms: Forms, context: Context
) -> Reconciled:
    """Stamp the state of every finding: told before, explained, granted or new; say what became of everything told."""
    granted = {grant.key: grant for grant in context.grants}
    used: set[GrantKey] = set()
    has_copies = any(submission.memory.sources for submission in submissions)
    owners = {(submission.key, record.row): person for person in people if has_copies for submission, record in person.entries}
    for one in submissions if granted else ():
        findings.of[one.key] = [
            _granted(finding, grant_key(finding, one.form, one.round), granted, used) for finding in findings.of[one.key]
        ]
    backs = {one.key: _Reconciliation(one, findings, forms[one.form], context, owners) for one in submissions if one.memory.sources}
    for key, back in backs.items():
        findings.of[key] = back.findings
    settle_between_rounds(findings, submissions, people, forms)
    outcomes = tuple(one for key, back in backs.items() for one in back.outcomes(findings.of[key]))
    memories = {key: back.remembering() for key, back in backs.items()}
    return Reconciled(memories, outcomes, tuple(GrantUse(grant, key in used) for key, grant in granted.items()))


def _granted(finding: Finding, key: GrantKey, granted: Mapping[GrantKey, Grant], used: set[GrantKey]) -> Finding:
    """A granted finding weighs as a hint, with the office's words."""
    if key not in granted or finding.severity is Severity.INFO:
        return finding
    used.add(key)
    return finding.closed(FindingState.GRANTED, granted[key].words)


class _Reason(NamedTuple):
    """What a branch wrote, and whether since the copy was made."""

    text: str
    is_new: bool


class _Reconciliation:
    """A corrected copy beside what it was returned for."""

    def __init__(
        self, submission: Submission, findings: Findings, form: Form, context: Context, people: Mapping[tuple[Key, int], Person]
    ) -> None:
        self.submission, self.form, self.context, self.people = submission, form, context, people
        self._is_refused = findings.refuse(submission)
        self.owners: dict[int | None, Record] = {row: record for record in submission.records for row in record.rows}
        self._by_row = {one.origin_row: one for one in reversed(submission.records) if one.origin_row is not None}
        self._by_name = grouped((one.person, one) for one in submission.records if one.origin_row is None)
        self.told: dict[int | None, list[Remembered]] = defaultdict(list)
        """First row of the record in the copy -> what was told of it; None: of the sheet, or of somebody who is not there any more."""
        for told in sorted(submission.memory.findings, key=lambda told: (told.row, told.code, told.field, told.person, told.line)):
            record = self._record_of(told)
            self.told[record.row if record else None].append(told)
        self._only = submission.records[0] if form.spec.is_card and len(submission.records) == 1 else None
        """Whose sheet it is, if it is one person's: what stands beside the card is said of the sheet too."""
        pairs = [(self._judged(finding, told), told) for finding, told in self._paired(findings.of[submission.key])]
        again = {told for _, told in pairs}
        missed = (told for lines in self.told.values() for told in lines if told not in again)
        pairs += [(finding, told) for told in missed if (finding := self._unseen(told))]
        self.findings = [finding for finding, _ in pairs]
        self._told = [told for _, told in pairs]
        """What was told before of each finding."""
        self.unclear: list[Remembered] = []
        """What was told and is neither met again nor known to be solved: the next copy must still remember it."""

    def _record_of(self, told: Remembered) -> Record | None:
        """The record told of: by the row it says it came from; where that was lost, by the name alone."""
        if told.row == 0:
            return None
        alike = self._by_name.get(told.person, ()) if told.person else ()
        return self._by_row.get(told.row) or (alike[0] if len(alike) == 1 else None)

    def _paired(self, findings: Sequence[Finding]) -> list[tuple[Finding, Remembered | None]]:
        """Every finding with what was told of the same problem before: found on the same values, else the next of its kind."""
        lines = ((row, told) for row, own in self.told.items() for told in own)
        waiting = grouped(((row, told.code, told.field, "" if row else told.person), told) for row, told in lines)
        found: list[Remembered | None] = [None] * len(findings)
        for is_same in (True, False):
            for place, finding in enumerate(findings):
                record = self.owners.get(finding.where.row)
                person = "" if record else finding.person
                alike = waiting[record.row if record else None, finding.code, finding.field or "", person]
                if found[place] is None and (own := next((t for t in alike if not is_same or t.evidence == finding.evidence), None)):
                    found[place] = own
                    alike.remove(own)
        return list(zip(findings, found, strict=True))

    def _judged(self, finding: Finding, told: Remembered | None) -> Finding:
        if finding.state in SETTLED:
            return finding
        record = self.owners.get(finding.where.row)
        if told is None:
            state = FindingState.MISCORRECTED if self._other_fault(finding, record) else FindingState.NEW
            return dataclasses.replace(finding, state=state)
        return _answered(finding, told, self._reason(told, record))

    def _reason(self, told: Remembered, record: Record | None) -> _Reason:
        """What the branch wrote about what it was told: as the answer to it, else beside its row."""
        if told.reply:
            return _Reason(told.reply, is_new=told.is_new)
        beside = record or self._only
        reason = beside.reason if beside else ""
        return _Reason(reason, is_new=value_digest(reason) != told.reason)

    def _unseen(self, told: Remembered) -> Finding | None:
        """What a copy, written anew, does not show any more: met again as long as it is explained, or nothing was done about it."""
        check = catalogue().get(told.code)
        severity = self.context.severity(check) if check else None
        if check is None or not told.message or severity is not (Severity.ERROR if check is TRUE_ROW_LEFT_OUT else Severity.WARNING):
            return None
        record = self._record_of(told)
        where = self.submission.place(record) if record else Location(self.submission.file, self.submission.sheet)
        message = told.message if told.message.startswith(BEFORE) else BEFORE + told.message
        finding = Finding(
            where, told.code, message, check.advice.format_map(Facts(OF_PEOPLE)), person=told.person, branch=self.submission.branch, evidence=told.evidence,
            severity=severity, blocks=check.blocks, is_explainable=check.is_explainable,
        )  # fmt: skip
        finding = _answered(finding, told, self._reason(told, record))
        is_same = len(self.submission.records) == self.submission.memory.people
        if check is TRUE_ROW_LEFT_OUT and told.person:
            is_same = all(one.person != told.person for one in self.submission.records)
        is_left = is_same and check in (TRUE_ROW_LEFT_OUT, WRONG_TOTAL)
        return finding if finding.state is FindingState.EXPLAINED or is_left else None

    def _other_fault(self, finding: Finding, record: Record | None) -> Remembered | None:
        """What was told of its value in another way, if the value was changed since."""
        told = (told for told in self.told[record.row] if told.field and told.field == finding.field) if record else ()
        return next((one for one in told if one.before != shortened(finding.value)), None)

    def outcomes(self, findings: Sequence[Finding]) -> Iterator[Resolution]:
        """What became of everything told, in the copy's order, then what is new; ``findings`` are its own, as they stand at last."""
        for finding, told in zip(findings, self._told, strict=True):
            record = self.owners.get(finding.where.row)
            if finding.severity is not Severity.INFO or finding.state is FindingState.GRANTED:
                yield self._outcome(finding, told or self._other_fault(finding, record))
        wrong = {(finding.where.row, finding.field) for finding in findings if finding.state is FindingState.MISCORRECTED}
        again = set(self._told)
        for row, lines in self.told.items():
            record = self.owners.get(row)
            for told in lines:
                if told in again or (row, told.field) in wrong:
                    continue
                if self._could_run(told, record):
                    yield self._solved(told, record)
                else:
                    self.unclear.append(dataclasses.replace(told, row=record.row if record else told.row, line=0, look=""))

    def remembering(self) -> Memory:
        """What is neither met again nor known to be solved, once outcomes are told."""
        memory = self.submission.memory
        return Memory(memory.sources, frozenset(self.unclear), memory.people)

    def _could_run(self, told: Remembered, record: Record | None) -> bool:
        """Whether the check told of ran this time: what was not looked at is not solved."""
        check = catalogue().get(told.code)
        if check is None or self.context.is_beta(check) or self.context.severity(check) is None:
            return False
        if record is None:
            is_there = not told.person or bool(told.row) or any(one.person == told.person for one in self.submission.records)
            return is_there and not self._is_refused
        keys = looked_at(check, told.field)
        own = {key for key in keys if self.form.spec.field(key)}
        if not own <= self.submission.columns.keys() or not own.isdisjoint((*record.unknown, *self.submission.doubtful)):
            return False
        return check.scope is not Scope.PERSON or self._knows_person(keys, check, record)

    def _knows_person(self, keys: set[str], check: Check, record: Record) -> bool:
        """Whether all forms together tell what a rule on people needs, and nothing it looks at is unclear anywhere."""
        person = self.people.get((self.submission.key, record.row))
        entries = person.entries if person else ()
        held = {key for _, one in entries for key in one.values}
        unclear = {key for _, one in entries for key in one.unknown}
        return isinstance(check, Rule) and check.needs_set <= held and unclear.isdisjoint(keys)

    def _outcome(self, finding: Finding, told: Remembered | None) -> Resolution:
        return Resolution(
            finding.state, finding.where, finding.branch, finding.person, finding.code, title_of(finding.code) or finding.code,
            finding.field or "", finding.label,
            told.before if told else "", finding.value, finding.message,
        )  # fmt: skip

    def _solved(self, told: Remembered, record: Record | None) -> Resolution:
        field = self.form.spec.field(told.field)
        where = self.submission.place(record, told.field) if record else Location(self.submission.file, self.submission.sheet)
        after = typed_text(record.cells.get(told.field)) if record else ""
        person = (record.person if record else "") or told.person
        return Resolution(
            FindingState.SOLVED, where, self.submission.branch, person, told.code, title_of(told.code) or told.code,
            told.field, field.label if field else "", told.before, after,
        )  # fmt: skip


def _answered(finding: Finding, told: Remembered, reason: _Reason) -> Finding:
    """How a problem told before stands now, with what the branch wrote about it.

    A reason settles what can be explained as long as the value it was written for stays; one taken before lapses
    with everything its rule looks at, as a grant does.
    """
    is_same = told.before == shortened(finding.value) and (bool(finding.field) or told.evidence in {"", finding.evidence})
    is_enough = is_reason(reason.text) and (is_same if reason.is_new else told.settled and told.evidence == finding.evidence)
    if finding.is_answerable and is_enough:
        return finding.closed(FindingState.EXPLAINED, reason.text, told.reply)
    state = FindingState.PENDING if is_same else FindingState.MISCORRECTED
    return dataclasses.replace(finding, state=state, reason=reason.text, reply=told.reply)


def shortened(typed: str) -> str:
    """As much of a value as a copy keeps."""
    return typed[:LONGEST_BEFORE]


BEFORE = "原来的表里，"
UNSEEN = frozenset({BRANCH_CONTRADICTED.code, NAME_CONTRADICTED.code, WRONG_TOTAL.code, HIDDEN.code, STRUCK.code, TRUE_ROW_LEFT_OUT.code})
"""What a copy does not show any more, because it is written anew: file names, totals, how the sheet looked, samples."""


def remember(finding: Finding, record: Record | None) -> Remembered:
    """What a copy keeps of a finding it is returned for."""
    reason = finding.reply or (record.reason if record else "")
    return Remembered(
        record.row if record else 0, finding.code, finding.field or "", finding.evidence, finding.person, shortened(finding.value),
        value_digest(reason) if reason else "", settled=finding.state is FindingState.EXPLAINED and finding.reason == reason,
        reply=finding.reply, message=finding.message if finding.code in UNSEEN else "",
    )  # fmt: skip
