"""Several tables or branches on one worksheet: which are whose; and what its looks say (hidden, struck out, colours), told and never acted upon."""

from __future__ import annotations

import dataclasses
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gradflow.forms.loader import Form
from gradflow.kinds.person_name import HAN, SURNAMES, TWO_CHARACTER_SURNAMES
from gradflow.model.campaign import Campaign
from gradflow.model.cells import Far, Sheet, column_letters, is_blank, listed, typed_text
from gradflow.model.findings import FindingState, Severity
from gradflow.model.folding import head_keys, later, squeezed, visible
from gradflow.model.records import Record
from gradflow.pipeline.cards_beside import MOST_TITLES, cut, without_cards
from gradflow.pipeline.findings import Note
from gradflow.pipeline.grouping import grouped
from gradflow.pipeline.guesses import SKIPPED
from gradflow.pipeline.heads import FEWEST_HEADS, SEARCHED_ROWS, field_of, form_of, may_be_head
from gradflow.pipeline.line_words import could_be_name
from gradflow.pipeline.ownership import LONGEST_NAME, branch_of, meant_branch, perhaps, written_branch
from gradflow.pipeline.people import People
from gradflow.rules import sheets as told

SURNAME_HEADS, GIVEN_HEADS = ({"姓", "姓氏"}, {"名", "名字"})
HAN_NAME = later(rf"[{HAN}]{{2,6}}")


def parts_of(sheet: Sheet, forms: Sequence[Form]) -> tuple[list[Sheet], list[Sheet]]:
    """The tables of a sheet, and the cards beside them; a sheet without a head that leaves no doubt is one."""
    sheet = _with_whole_names(sheet)
    tables = [form.table for form in forms]
    fields = (field for form in tables if not form.spec.has_people for field in form.spec.fields if field.key != "seq")
    of_events = frozenset(text for field in fields for text in (field.head, *field.aliases))
    lines = [row for row, cells in enumerate(sheet.rows, start=1) if may_be_head(cells, of_events)]
    heads = {row: form for row in lines if (form := form_of(sheet.rows[row - 1], tables))}
    rest, cards = without_cards(sheet, forms, lines, heads)
    return tables_of(rest, heads), cards


def tables_of(sheet: Sheet, heads: Mapping[int, Form]) -> list[Sheet]:
    """The tables of a sheet: those under the first one of other forms or in another order of columns, and those beside a head that repeat its fields."""
    starts: list[tuple[int, Form]] = []
    for row, form in heads.items():
        if not starts or starts[-1][1] is not form or _is_reordered(sheet, starts[-1][0], row, form):
            starts.append((row, form))
    if not starts:
        return [sheet]
    above = [row for row in range(1, starts[0][0]) if written_branch(sheet, row, starts[0][1])]
    tops = [1, *(_title_above(sheet, row, before) for (before, _), (row, _) in pairwise(starts))]
    ends = [*(top - 1 for top in tops[1:]), len(sheet.rows)]
    found: list[Sheet] = []
    for (row, form), top, end in zip(starts, tops, ends, strict=True):
        is_named = top == 1 or any(written_branch(sheet, line, form) for line in range(top, row))
        rows = [*([] if is_named else above), *range(top, end + 1)]
        found.extend(cut(sheet, rows, row, columns) for columns in _blocks(sheet, row, form))
    return [sheet] if len(found) == 1 else [found[0], *(dataclasses.replace(one, far=Far()) for one in found[1:])]


def _with_whole_names(sheet: Sheet) -> Sheet:
    """The sheet with names whole in the first of two columns 姓 and 名, where they stand in both; behind no usual surname with a blank."""
    heads = (
        (row, at) for row, cells in enumerate(sheet.rows[:SEARCHED_ROWS]) for at, cell in enumerate(cells[:-1]) if cell in SURNAME_HEADS
    )
    row, at = next(((row, at) for row, at in heads if squeezed(typed_text(sheet.rows[row][at + 1])) in GIVEN_HEADS), (len(sheet.rows), 0))
    rows = list(sheet.rows)
    for place, cells in enumerate(sheet.rows[row:], start=row):
        first, second = (*cells[at : at + 2], None, None)[:2]
        if isinstance(first, str) and isinstance(second, str) and HAN_NAME.fullmatch(squeezed(first + second)):
            gap = "" if squeezed(first) in SURNAMES | TWO_CHARACTER_SURNAMES else " "
            rows[place] = [*cells[:at], "姓名" if place == row else f"{first.strip()}{gap}{second.strip()}", None, *cells[at + 2 :]]
    return sheet if row == len(rows) else dataclasses.replace(sheet, rows=rows)


def _is_reordered(sheet: Sheet, first: int, again: int, form: Form) -> bool:
    """Whether a head that stands again has fields in other columns, and a name stands under its own."""
    before, now = ([field_of(form, cell) for cell in sheet.rows[row - 1]] for row in (first, again))
    if "name" not in now or not any(key and other and key != other for key, other in zip(before, now, strict=False)):
        return False
    below = (raw for row in range(again + 1, len(sheet.rows) + 1) if not is_blank(raw := sheet.at(row, now.index("name") + 1)))
    return could_be_name(squeezed(typed_text(next(below, None))))


def _title_above(sheet: Sheet, row: int, before: int) -> int:
    """The first of the lone lines right above a head: its title and branch."""
    top = row
    while top - 1 > max(before, row - MOST_TITLES):
        texts = {squeezed(typed_text(cell)) for cell in sheet.rows[top - 2] if not is_blank(cell)}
        if len(texts) > 2 or any(map(could_be_name, texts)):  # noqa: PLR2004 - a label and what it names
            break
        top -= 1
    return top


def _blocks(sheet: Sheet, row: int, form: Form) -> Iterator[range]:
    """Stretches of columns of a head row, cut where the fields begin anew: behind a blank column, or at a second 序号 or 姓名."""
    cells = sheet.rows[row - 1]
    below = sheet.rows[row] if row < len(sheet.rows) else ()
    keys = [field_of(form, cell) for cell in cells]
    start = 0
    for column, key in enumerate(keys):
        here, rest = {key for key in keys[start:column] if key}, [key for key in keys[column:] if key]
        is_gap = column > 0 and is_blank(cells[column - 1]) and (column > len(below) or is_blank(below[column - 1]))
        is_anew = key == "seq" or (key == "name" and keys[column - 1] != "seq" and len(rest) >= FEWEST_HEADS)
        if len(here) >= FEWEST_HEADS and rest and (is_anew or is_gap) and key in here and here.issuperset(rest[: FEWEST_HEADS - 1]):
            yield range(start + 1, column + 1)
            start = column
    yield range(start + 1, max(map(len, sheet.rows)) + 1)


BRANCH_HEAD = later(
    r"(?:所在|所属|隶属|归属|现|原|本|我|学生|毕业生|党员|本人|组织关系|学院|二级学院|院系|系部|班级|基层)*(?:党支部|支部|党组织)(?:名称|全称)?"
)
"""What a column of branches is called, question words and brackets left out (head keys)."""
OF_ANOTHER_TIME = later(r"转入|转往|转至|接收|拟|去向|去往|目标|介绍|入党时|发展|转出至")
"""Columns of branches to come or of old: whose branch one is now they do not say."""


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one branch, and the branch as written; empty where nothing parts the sheet."""

    written: str
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class Sections:
    """The sections of a sheet, in the order their branches come; ``stray`` is a row that parts nothing, and what is said of it."""

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
        stray = (people.records[0].row, f"写着“{by_column[0]}”") if others != {branch} else None
        return Sections((Section(written, people.records),), stray, column)
    if by_column:
        blank = next((record.row for name, record in zip(by_column, people.records, strict=True) if not name), None)
        stray = (blank, "的支部名称空着") if blank else None
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
        names = [] if any(map(OF_ANOTHER_TIME.search, keys)) else _names(people, place)
        if any(names) and all(not name or (len(name) <= LONGEST_NAME and branch_of(name, campaign)) for name in names):
            return place
    return None


def _names(people: People, place: int) -> list[str]:
    return ["" if (raw := record.extras[place]) in SKIPPED else visible(typed_text(raw)) for record in people.records]


def _by_column(people: People, place: int, written: str, branch: str, campaign: Campaign) -> list[str]:
    """Each person's branch as a column says it; nothing where the column only repeats what stands above the table."""
    names = _names(people, place)
    known = {found for name in set(names) if name and (found := branch_of(name, campaign))}
    if known == {branch}:
        return [] if written else [name or branch for name in names]
    return names if known or not (written or branch or not any(names)) else []


def _by_lines(people: People, written: str, branch: str, campaign: Campaign) -> Sections:
    """Every branch line that differs from the one before begins a section; one with nobody under it parts nothing."""
    rows = [record.row for record in people.records]
    strange = {row for row, name in people.branches_below if row in people.headings and not meant_branch(name, campaign)[0]}
    is_strange = not (written or branch) or any(row > rows[0] for row in strange)  # above all people it may be their branch's other name
    lines = tuple(line for line in people.branches_below if is_strange or line[0] not in strange)
    if not lines:
        return Sections((Section(written, people.records),))
    is_headed = any(row < min(rows, default=0) for row, _ in lines)
    is_known = bool(written or branch)
    if len(lines) == 1 and lines[0][0] > max(rows, default=0) and not (is_known and lines[0][0] not in people.headings):
        return Sections((Section(written if is_known else lines[0][1], people.records),))  # named under the table
    before = {branch, *(branch_of(name, campaign) for row, name in lines if rows and row < rows[-1])}
    doubtful = [line for line in _doubtful(lines, branch, campaign) if line[0] in people.headings]
    if written and branch and is_headed and len(before) == 2 and lines[0][0] in people.headings:  # noqa: PLR2004 - all people are another's
        doubtful.append(lines[0])
    if rows and lines[-1][0] > rows[-1] and branch_of(lines[-1][1], campaign) not in before:
        doubtful.append(lines[-1])
    if not is_known and not is_headed:
        doubtful.append(lines[0])
    if doubtful:
        row, name = doubtful[0]
        return Sections((Section(written, people.records),), (row, f"写着“{name}”{perhaps(name, campaign)}"))
    lines = tuple((row, (row in people.headings and meant_branch(name, campaign)[0]) or name) for row, name in lines)
    names = [next((name for row, name in reversed(lines) if row < record.row), written) for record in people.records]
    return Sections(_gathered(names, people.records, campaign, branch))


def _doubtful(lines: Sequence[tuple[int, str]], branch: str, campaign: Campaign) -> Iterator[tuple[int, str]]:
    """Headings that seem to name another branch than the one before, by a shortened name or a college's."""
    for row, name in lines:
        meant, is_sure = meant_branch(name, campaign)
        if meant and not is_sure and meant != branch:
            yield row, name
        branch = meant or branch_of(name, campaign) or branch


def _gathered(names: Sequence[str], records: Sequence[Record], campaign: Campaign | None = None, branch: str = "") -> tuple[Section, ...]:
    """Records under the same branch together, however it is spelt."""
    keys = [(branch_of(name, campaign) or name) if campaign and name else branch or name for name in names]
    spelt = dict(zip(reversed(keys), reversed(names), strict=True))  # as it stands first
    return tuple(Section(spelt[key], tuple(found)) for key, found in grouped(zip(keys, records, strict=True)).items())


OWN_NOTE = later(rf"【(?:{'|'.join(one.label for one in (*Severity, *FindingState))})(?:·[^】]{{1,8}})?】")
"""How the comments of returned copies begin."""
MOST_NAMED = 20
MOST_NOTES = 50
SHOWN_LENGTH = 100


def told_of_looks(sheet: Sheet, records: Sequence[Record], fields: Container[int] | None, *, is_copy: bool) -> Iterator[Note]:
    """What is to be told of how the rows of these people look; a hidden column is, if it is one of the form's ``fields``.

    In a returned copy colours are our own marks, and rows are hidden by the filter it asks people to use.
    """
    looks = sheet.looks
    if looks is None:
        yield Note(told.LOOKS_UNSEEN, {})
        return
    people = {row: record for record in records for row in record.rows}
    if is_copy:
        looks = dataclasses.replace(looks, coloured=frozenset(), hidden_rows=frozenset())
    rows = sorted(looks.hidden_rows & people.keys())
    hidden = [f"第{_named(rows)}行"] if rows else []
    columns = [c for c in sorted(looks.hidden_columns) if fields is None or c in fields]
    columns = [column for column in columns if any(not is_blank(sheet.at(row, column)) for row in people)]
    hidden += [f"{'、'.join(column_letters(column) for column in columns)}列"] if columns else []
    hidden += ["这张工作表"] if looks.is_hidden and people else []
    if hidden:
        of_cells = {} if rows or looks.is_hidden else {"whom": "内容", "who_gone": "原因"}
        yield Note(told.HIDDEN, {"what": "、".join(hidden), "why": "(可能是筛选掉的)" if rows else "", **of_cells})
    struck = grouped((row, f"{column_letters(column)}{row}") for row, column in sorted(looks.struck) if row in people)
    for row, cells in struck.items():
        yield Note(told.STRUCK, {"cells": "、".join(cells)}, row, people[row].person)
    coloured = sorted({row for row, _ in looks.coloured} & people.keys())
    if coloured and len(coloured) < len(people):
        yield Note(told.COLOURED, {"rows": _named(coloured)})
    for (row, column), text in sorted(looks.notes.items())[:MOST_NOTES]:
        if visible(text) and not OWN_NOTE.match(visible(text)):
            person = people[row].person if row in people else ""
            yield Note(told.NOTE, {"text": visible(text)[:SHOWN_LENGTH]}, row, person, column)


def _named(rows: Sequence[int]) -> str:
    return listed([*map(str, rows)], MOST_NAMED, " 等{}")
