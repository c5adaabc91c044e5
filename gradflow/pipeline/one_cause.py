"""One cause, one finding: what follows from something that is told already is silent."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Sequence

from gradflow.core.findings import Finding
from gradflow.core.people import Person
from gradflow.core.records import Key, Submission
from gradflow.pipeline.validate import doubted, without
from gradflow.rules.causes import ONCE_A_PERSON, SILENCES


def as_believed(people: Sequence[Person], submissions: Sequence[Submission]) -> list[Person]:
    """The people without the values of which their sheets' own checks say that they are wrong."""
    wrong = {one.key: fields for one in submissions if (fields := doubted(one))}
    if not wrong:
        return list(people)
    return [
        Person(
            tuple(
                (s, without(record, wrong[s.key].get(record.row, frozenset())) if s.key in wrong else record) for s, record in one.entries
            )
        )
        for one in people
    ]


def silenced(submissions: Sequence[Submission], people: Sequence[Person], base: str) -> list[Submission]:
    """Leave out what ``SILENCES`` and ``ONCE_A_PERSON`` say is told of the person already."""
    speaking = SILENCES.keys() | ONCE_A_PERSON
    spoken = {one.key for one in submissions if any(f.code in speaking for f in one.findings)}
    if not spoken:
        return list(submissions)
    told = {one.key: one.findings_by_record() for one in submissions}
    out: dict[Key, list[Finding]] = defaultdict(list)
    for person in people:
        if any(s.key in spoken for s, _ in person.entries):
            entries = sorted(person.entries, key=lambda entry: entry[0].form != base)
            found = [(s.key, one) for s, record in entries for one in told[s.key].get(record.row, ())]
            silent = frozenset().union(*(SILENCES.get(one.code, frozenset()) for _, one in found))
            for place, (key, one) in enumerate(found):
                is_again = one.code in ONCE_A_PERSON and any(one.code == other.code for _, other in found[:place])
                if is_again or one.code in silent:
                    out[key].append(one)
    return [
        dataclasses.replace(one, findings=tuple(f for f in one.findings if f not in out[one.key])) if out[one.key] else one
        for one in submissions
    ]
