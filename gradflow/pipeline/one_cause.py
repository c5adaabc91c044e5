"""One cause, one finding: what follows from something that is told already is silent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from gradflow.core.findings import Severity
from gradflow.core.people import Person
from gradflow.core.records import NOTHING, Key, by_record
from gradflow.pipeline.findings import Findings
from gradflow.rules.causes import ONCE_A_PERSON, SILENCES

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


def silence(findings: Findings, people: Sequence[Person], base: str) -> None:
    """Leave out what ``SILENCES`` and ``ONCE_A_PERSON`` say is told of the person already."""
    speaking = SILENCES.keys() | ONCE_A_PERSON
    spoken = {key for key, found in findings.of.items() if any(one.code in speaking for one in found)}
    if not spoken:
        return
    told = {one.key: by_record(one.records, findings.of[one.key]) for one in findings.submissions}
    out: dict[Key, set[int]] = defaultdict(set)
    for person in people:
        if any(s.key in spoken for s, _ in person.entries):
            entries = sorted(person.entries, key=lambda entry: entry[0].form != base)
            found = [(s.key, one) for s, record in entries for one in told[s.key].get(record.row, ())]
            speakers = {one.code for _, one in found if one.severity is not Severity.INFO}
            silent = frozenset().union(*(SILENCES.get(code, NOTHING) for code in speakers))
            for place, (key, one) in enumerate(found):
                is_again = one.code in ONCE_A_PERSON and any(one.code == other.code for _, other in found[:place])
                if is_again or one.code in silent:
                    out[key].add(id(one))
    for key, gone in out.items():
        findings.of[key] = [one for one in findings.of[key] if id(one) not in gone]
