"""Several cards of one person: what is one roster a branch for a roster is one card a person for cards."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator, Sequence

from gradflow.core.cells import typed_text
from gradflow.core.findings import Finding
from gradflow.core.people import Entry
from gradflow.core.records import Context, Key, Record, Submission
from gradflow.forms.loader import Forms
from gradflow.pipeline.findings import told_finding
from gradflow.pipeline.matching import name_key
from gradflow.pipeline.told import Told
from gradflow.rules.intake.files import CONFLICT, SAME_CONTENT

ByRow = dict[int, Finding | None]
"""Row of a card -> what is told of it (None: switched off)."""


def settle_cards(submissions: Sequence[Submission], rosters: Sequence[Submission], forms: Forms, context: Context) -> Iterator[Submission]:
    """Count equal cards once and tell different cards of one person; a sheet left without cards says why.

    Namesakes of whom the rosters list as many as there are cards are not one person.
    """
    namesakes = _namesakes(rosters) if submissions else {}
    twins: dict[Key, ByRow] = defaultdict(dict)
    conflicts: dict[Key, ByRow] = defaultdict(dict)
    for group in _same_people(submissions):
        first: dict[str, Entry] = {}
        for entry in group:
            submission, record = entry
            kept, _ = counted = first.setdefault(_content(record), entry)
            if counted is not entry:
                told = Told(SAME_CONTENT, {"kept": f"{kept.file} › {kept.sheet}"}, record.row, record.person)
                twins[submission.key][record.row] = told_finding(told, submission, context)
        people = len(namesakes[group[0][0].branch, name_key(group[0][1])])
        for submission, record in first.values() if len(first) > max(people, 1) else ():
            places = "、".join(f"“{s.file.rpartition('/')[2]} › {s.sheet}”" for s, _ in first.values())
            annex = forms[submission.form].spec.annex
            facts = {"person": record.person, "form": annex, "count": len(first), "files": places}
            conflicts[submission.key][record.row] = told_finding(Told(CONFLICT, facts, record.row, record.person), submission, context)
    return (_settled(s, twins[s.key], conflicts[s.key]) for s in submissions)


def _same_people(submissions: Sequence[Submission]) -> list[list[Entry]]:
    """Cards of one person: of one branch and name, with nothing that says otherwise; a card without a name is alone."""
    groups: dict[tuple[str, ...], list[list[Entry]]] = defaultdict(list)
    for submission in sorted(submissions, key=lambda s: (s.file, s.place_in_book)):
        for record in submission.records:
            alone = "" if name_key(record) else f"{submission.file}/{submission.sheet}/{record.row}"
            clusters = groups[submission.branch, submission.form, name_key(record), alone]
            cluster = next((found for found in clusters if all(_agree(record, other) for _, other in found)), None)
            if cluster is None:
                clusters.append([(submission, record)])
            else:
                cluster.append((submission, record))
    return [cluster for clusters in groups.values() for cluster in clusters]


def _namesakes(rosters: Sequence[Submission]) -> dict[tuple[str, str], set[str]]:
    """Branch and name -> the ID numbers the branch's rosters list under it."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for submission in rosters:
        for record in submission.records:
            if number := record.get("id_number"):
                found[submission.branch, name_key(record)].add(str(number))
    return found


def _agree(one: Record, other: Record) -> bool:
    """Whether two cards may be the same person's: what is missing on one card contradicts nothing.

    Sex and month of birth stay; a mobile or a class may have been corrected, but hardly both.
    """
    if all(len({one.get(key), other.get(key)} - {None}) > 1 for key in ("mobile", "class_group")):
        return False
    sexes = {one.get("sex"), other.get("sex")} - {None}
    months = {(born.year, born.month) for record in (one, other) if (born := record.get("born_in"))}
    return len(sexes) < 2 and len(months) < 2  # noqa: PLR2004 - two would be two people's


def _content(record: Record) -> str:
    return repr(
        sorted((key, typed_text(raw).strip()) for key, raw in record.cells.items() if raw is not None and key not in {"seq", "photo"})
    )


def _settled(submission: Submission, twins: ByRow, conflicts: ByRow) -> Submission:
    """The submission without its twins, with what is told of it."""
    if not twins and not conflicts:
        return submission
    kept = tuple(record for record in submission.records if record.row not in twins)
    gone = {row for record in submission.records if record.row in twins for row in record.rows}
    findings = (f for f in submission.findings if f.where.row not in gone) if kept else ()
    told = (one for one in (*twins.values(), *conflicts.values()) if one)
    changes = tuple(change for change in submission.changes if change.where.row not in gone)
    return dataclasses.replace(submission, records=kept, findings=(*told, *findings), changes=changes)
