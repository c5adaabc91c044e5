"""Whose rows are whose, where several branches share one sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gradflow.core.campaign import Campaign
from gradflow.core.cells import typed_text
from gradflow.core.folding import head_keys, visible
from gradflow.core.records import Record
from gradflow.pipeline.exports import SKIPPED
from gradflow.pipeline.identity import LONGEST_NAME, branch_of
from gradflow.pipeline.people import People

BRANCH_HEAD = re.compile(
    r"(?:所在|所属|隶属|归属|现|原|本|我|学生|毕业生|党员|本人|组织关系|学院|二级学院|院系|系部|班级|基层)*(?:党支部|支部|党组织)(?:名称|全称)?"
)
"""What a column of branches is called, question words and brackets left out (head keys)."""
OF_ANOTHER_TIME = re.compile(r"转入|转往|转至|接收|拟|去向|去往|目标|介绍|入党时|发展|转出至")
"""Columns of branches to come or of old: whose branch one is now they do not say."""


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
    column: int | None = None
    """Which of the added columns names the branches."""


def sections_of(people: People, written: str, branch: str, campaign: Campaign) -> Sections:
    """Part the people by a column of branches, or by branch lines between them.

    ``written`` and ``branch`` are what the lines above the table, or the file's name, say.
    """
    place = _branch_column(people, campaign)
    by_column = _by_column(people, place, written, branch, campaign) if place is not None else []
    column = people.extras[place][0] if place is not None else None
    if by_column and written and branch and len(others := {branch_of(name, campaign) or "" for name in by_column}) == 1:
        stray = (people.records[0].row, by_column[0]) if others != {branch} else None
        return Sections((Section(written, people.records),), stray, column)
    if by_column:
        blank = next((record.row for name, record in zip(by_column, people.records, strict=True) if not name), None)
        stray = (blank, "(没有支部名称)") if blank else None
        return Sections((Section(written, people.records),) if stray else _gathered(by_column, people.records), stray, column)
    if not people.branches_below:
        return Sections((Section(written, people.records),), column=column)
    return _by_lines(people, written, branch, campaign)


def _branch_column(people: People, campaign: Campaign) -> int | None:
    """Which of the added columns names the branches: by its head, else the one that holds nothing but registered names."""
    heads = [head_keys(head) for _, head in people.extras]
    if (named := next((n for n, keys in enumerate(heads) if any(map(BRANCH_HEAD.fullmatch, keys))), None)) is not None:
        return named
    for place, keys in enumerate(heads) if campaign.branches and people.records else ():
        if not any(map(OF_ANOTHER_TIME.search, keys)):
            names = _names(people, place)
            if any(names) and all(not name or _is_registered(name, campaign) for name in names):
                return place
    return None


def _names(people: People, place: int) -> list[str]:
    """What an added column says of each person."""
    return ["" if (raw := record.extras[place]) in SKIPPED else visible(typed_text(raw)) for record in people.records]


def _is_registered(name: str, campaign: Campaign) -> bool:
    return len(name) <= LONGEST_NAME and bool(branch_of(name, campaign))


def _by_column(people: People, place: int, written: str, branch: str, campaign: Campaign) -> list[str]:
    """Each person's branch as a column says it; nothing where the column only repeats what stands above the table."""
    names = _names(people, place)
    known = {found for name in set(names) if name and (found := branch_of(name, campaign))}
    if known == {branch}:
        return [] if written else [name or branch for name in names]
    return names if known or not (written or branch or not any(names)) else []


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
