"""Whose rows are whose, where several branches share one sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gradflow.core.campaign import Campaign
from gradflow.core.cells import typed_text
from gradflow.core.folding import bare_head_key, head_key, visible
from gradflow.core.records import Record
from gradflow.pipeline.identity import branch_of
from gradflow.pipeline.people import People

BRANCH_HEADS = frozenset({"党支部", "支部", "所在党支部", "所在支部", "所属党支部", "所属支部", "党支部名称", "支部名称", "学生党支部"})


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one branch, and the branch as written; empty where nothing parts the sheet."""

    written: str
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class Sections:
    """The sections of a sheet, in the order their branches come; ``stray`` is a branch line that parts nothing."""

    sections: tuple[Section, ...]
    stray: tuple[int, str] | None = None


def sections_of(people: People, written: str, branch: str, campaign: Campaign) -> Sections:
    """Part the people by a column of branches, or by branch lines between them.

    ``written`` and ``branch`` are what the lines above the table, or the file's name, say.
    """
    by_column = _by_column(people, written, branch, campaign)
    if by_column and written and branch and len(others := {branch_of(name, campaign) or "" for name in by_column}) == 1:
        return Sections((Section(written, people.records),), (people.records[0].row, by_column[0]) if others != {branch} else None)
    if by_column:
        blank = next((record.row for name, record in zip(by_column, people.records, strict=True) if not name), None)
        stray = (blank, "(没有支部名称)") if blank else None
        return Sections((Section(written, people.records),) if stray else _gathered(by_column, people.records), stray)
    if not people.branches_below:
        return Sections((Section(written, people.records),))
    return _by_lines(people, written, branch, campaign)


def _by_column(people: People, written: str, branch: str, campaign: Campaign) -> list[str]:
    """Each person's branch as a column says it; nothing where there is no such column, or it only repeats what stands above the table."""
    place = next(
        (n for n, (_, head) in enumerate(people.extras) if head_key(head) in BRANCH_HEADS or bare_head_key(head) in BRANCH_HEADS), None
    )
    if place is None:
        return []
    names = [visible(typed_text(record.extras[place])) for record in people.records]
    known = {found for name in names if name and (found := branch_of(name, campaign))}
    if known == {branch}:
        return [] if written else [name or branch for name in names]
    return names if known else []


def _by_lines(people: People, written: str, branch: str, campaign: Campaign) -> Sections:
    """Every branch line that differs from the one before begins a section; one with nobody under it parts nothing."""
    lines = people.branches_below
    rows = [record.row for record in people.records]
    is_headed = any(row < min(rows, default=0) for row, _ in lines)
    if not written and not branch and len(lines) == 1 and lines[0][0] > max(rows, default=0):
        return Sections((Section(lines[0][1], people.records),))  # named under the table
    if rows and lines[-1][0] > rows[-1] and branch_of(lines[-1][1], campaign) != _last_branch(people, branch, campaign):
        return Sections((Section(written, people.records),), lines[-1])
    if not written and not branch and not is_headed:
        return Sections((Section(written, people.records),), lines[0])
    names = [next((name for row, name in reversed(lines) if row < record.row), written) for record in people.records]
    return Sections(_gathered(names, people.records, campaign, branch))


def _last_branch(people: People, branch: str, campaign: Campaign) -> str:
    """The branch whose rows stand last."""
    before = [name for row, name in people.branches_below if row < people.records[-1].row]
    return branch_of(before[-1], campaign) if before else branch


def _gathered(names: Sequence[str], records: Sequence[Record], campaign: Campaign | None = None, branch: str = "") -> tuple[Section, ...]:
    """Records under the same branch together, however it is spelt."""
    groups: dict[str, tuple[str, list[Record]]] = {}
    for name, record in zip(names, records, strict=True):
        key = (branch_of(name, campaign) or name) if campaign and name else branch or name
        groups.setdefault(key, (name, []))[1].append(record)
    return tuple(Section(name, tuple(found)) for name, found in groups.values())
