"""Between the rounds of a form: what was explained or granted holds while the value stands; a later round answers an earlier.

Whoever stands on a later sheet is done with on the earlier: there is nothing left to correct on it, be it wrong. What is wrong
on the later sheet is told there.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence

from gradflow.core.cells import typed_text
from gradflow.core.checks import Rule
from gradflow.core.findings import SETTLED, Finding, FindingState, Severity
from gradflow.core.folding import visible
from gradflow.core.forms import in_round
from gradflow.core.people import Person
from gradflow.core.records import Key, Record, Submission
from gradflow.forms.loader import Form, Forms
from gradflow.pipeline.findings import Findings
from gradflow.rules.registry import catalogue

Side = tuple[Submission, Record | None]
"""A person's row in one round; or, without a record, what is said of the sheet as a whole."""
Pair = tuple[Side, Side]
"""The same in an earlier round and in a later one."""


def settle_between_rounds(findings: Findings, people: Sequence[Person], forms: Forms) -> None:
    """Carry explanations and grants into later rounds, round by round; then close what a later round answers."""
    submissions = findings.submissions
    pairs = [*(pair for person in people for pair in _rows(person)), *_sheets(submissions)]
    if not pairs:
        return
    found = _Placed(findings)
    refused = {one.key for one in submissions if findings.refuse(one)}
    for before, after in pairs:
        settled = [finding for _, finding in found.at(before) if finding.state in SETTLED]
        for place, finding in found.at(after) if settled else ():
            if finding.is_open and (told := next((one for one in settled if _holds(one, finding, (before, after), forms)), None)):
                found.put(after, place, _carried(finding, told))
    pairs = [pair for pair in pairs if pair[1][0].key not in refused]
    told_again = {(one.key, record.row) for (one, record), _ in pairs if record}
    named = {(one.key, name) for person in people for one, record in person.entries for name in (person.name, record.person)}
    done = {one.key for one in submissions if one.records and all((one.key, record.row) in told_again for record in one.records)}
    for before, (later, _) in pairs:
        earlier, row = before
        reason = f"{in_round(forms[later.form].spec.annex, later.round)}已重新填报"
        for place, finding in found.at(before):
            if finding.is_open and (row or _is_answered(finding, later, named, is_done=earlier.key in done)):
                closed = dataclasses.replace(finding, severity=Severity.WARNING, state=FindingState.EXPLAINED, reason=reason)
                found.put(before, place, closed)


class _Placed:
    """The findings of all sheets as they stand so far, by whose they are."""

    def __init__(self, findings: Findings) -> None:
        self._of = findings.of
        self._places: dict[tuple[Key, int | None], list[int]] = defaultdict(list)
        for one in findings.submissions:
            owners: dict[int | None, int] = {row: record.row for record in one.records for row in record.rows}
            for place, finding in enumerate(self._of[one.key]):
                self._places[one.key, owners.get(finding.where.row)].append(place)

    def at(self, side: Side) -> list[tuple[int, Finding]]:
        """The findings of a row, or of a sheet as a whole, with their places."""
        submission, record = side
        return [
            (place, self._of[submission.key][place]) for place in self._places.get((submission.key, record.row if record else None), ())
        ]

    def put(self, side: Side, place: int, finding: Finding) -> None:
        """Say how one of them stands now."""
        self._of[side[0].key][place] = finding


def _rows(person: Person) -> Iterator[Pair]:
    """A person's rows, each with those of earlier rounds, the nearest first."""
    entries = sorted(person.rounds(), key=lambda entry: entry[0].round or 0)
    for place, (later, after) in enumerate(entries):
        for earlier, before in reversed(entries[:place]):
            if earlier.form == later.form and earlier.round != later.round:
                yield (earlier, before), (later, after)


def _sheets(submissions: Iterable[Submission]) -> Iterator[Pair]:
    """The sheets of a branch, each with those of earlier rounds, the nearest first."""
    rounds: dict[tuple[str, str], list[Submission]] = defaultdict(list)
    for submission in sorted((s for s in submissions if s.round and s.branch), key=lambda s: (s.round or 0, s.key)):
        rounds[submission.form, submission.branch].append(submission)
    for ordered in rounds.values():
        for place, later in enumerate(ordered):
            yield from (((earlier, None), (later, None)) for earlier in reversed(ordered[:place]) if earlier.round != later.round)


def _holds(told: Finding, finding: Finding, pair: Pair, forms: Forms) -> bool:
    """Whether what settled a finding of an earlier round settles this one too."""
    if (told.code, told.field) != (finding.code, finding.field) or (told.state is FindingState.EXPLAINED and not finding.is_answerable):
        return False
    (earlier, before), (_, after) = pair
    if before is None or after is None:
        return told.person == finding.person if finding.person else told.evidence == finding.evidence
    check, form = catalogue().get(finding.code), forms[earlier.form]
    looked_at = {finding.field or "", *((*check.needs, *check.uses) if isinstance(check, Rule) else ())}
    return all(_meant(before, key, form) == _meant(after, key, form) for key in looked_at)


def _is_answered(finding: Finding, later: Submission, named: Container[tuple[Key, str]], *, is_done: bool) -> bool:
    """Whether a later sheet answers what is said of a sheet as a whole: of somebody, by naming them; an error, if all its people are there."""
    if finding.person:
        return (later.key, finding.person) in named
    check = catalogue().get(finding.code)
    return bool(later.records) and (is_done or not finding.is_error) and not (check and check.is_fixed)


def _meant(record: Record, key: str, form: Form) -> object:
    """What a cell means, in the spelling in which the next round's workbook is filled in beforehand; else what was typed."""
    return form.show(key, record.values[key]) if key in record.values else visible(typed_text(record.cells.get(key)))


def _carried(finding: Finding, told: Finding) -> Finding:
    """A finding settled as it was in an earlier round."""
    if told.state is FindingState.GRANTED:
        return dataclasses.replace(finding, severity=Severity.INFO, state=FindingState.GRANTED, reason=told.reason)
    return dataclasses.replace(finding, severity=Severity.WARNING, state=FindingState.EXPLAINED, reason=told.reason, reply=told.reason)
