"""Replies: what a branch wrote on a line of 退回说明, or in a row added for somebody missing, found again for the finding it answers."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from gradflow.core.cells import Raw, Sheet, Workbook, typed_text
from gradflow.core.copies import ADDED, PROBLEMS_SHEET, REASON_HEAD, Memory, Remembered
from gradflow.core.folding import squeezed, visible
from gradflow.pipeline.findings import value_digest
from gradflow.rules.registry import catalogue

NUMBER_HEAD, PLACE_HEAD, PERSON_HEAD, MESSAGE_HEAD = "序号", "位置", "姓名", "问题"
LOOKED_AT = (PLACE_HEAD, PERSON_HEAD, MESSAGE_HEAD)
"""Heads of the list whose cells tell one line from the others."""
NEEDED_HEADS = frozenset({NUMBER_HEAD, *LOOKED_AT, REASON_HEAD})
SEARCHED_ROWS = 40

Answer = tuple[str, str]
"""A person's name, and what stands as 情况说明 in the row added for that person."""
Lines = Mapping[tuple[str, Remembered], str]
"""(sheet of the copy, what was told) -> what stands on its line; lines that are gone have no entry."""


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One line of 退回说明 as it came back."""

    number: int
    """0 where its number was lost."""
    look: str
    text: str


def is_added(origin: Raw) -> bool:
    """Whether an 原行号 says that gradflow added the row."""
    return squeezed(typed_text(origin)) == ADDED


def look_of(place: str, person: str, message: str) -> str:
    """A digest of what a line says, the same whatever a spreadsheet program does to white space."""
    return value_digest("\x1f".join(map(squeezed, (place, person, message))))[:8]


def is_list(sheet: Sheet) -> bool:
    """Whether a sheet is the list of a returned copy, under whatever name."""
    return sheet.name == PROBLEMS_SHEET or _head(sheet) is not None


def replies(workbook: Workbook, memories: Mapping[str, Memory]) -> Lines:
    """What stands on the lines of 退回说明: by what a line says; where that is told twice or was altered, by its number."""
    told = [(name, one) for name, memory in memories.items() for one in memory.findings if one.line]
    lines = [line for sheet in workbook.sheets for line in _lines(sheet)] if told else []
    by_look: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        by_look[line.look].append(line)
    looks = {one.look for _, one in told}
    strange = {line.number: line for line in lines if line.look not in looks}
    found = {}
    for name, one in told:
        alike = by_look[one.look]
        same = alike[0] if len(alike) == 1 else next((line for line in alike if line.number == one.line), None)
        if own := same or (None if alike else strange.get(one.line)):
            found[name, one] = own.text
    return found


def _head(sheet: Sheet) -> tuple[int, Mapping[str, int]] | None:
    """The head row of the list, and head -> column."""
    for row, cells in enumerate(sheet.rows[:SEARCHED_ROWS], start=1):
        heads = {squeezed(cell): column for column, cell in enumerate(cells, start=1) if isinstance(cell, str)}
        if heads.keys() >= NEEDED_HEADS:
            return row, heads
    return None


def _lines(sheet: Sheet) -> Iterator[Line]:
    if not (head := _head(sheet)):
        return
    first, heads = head
    for row in range(first + 1, len(sheet.rows) + 1):
        number, text, *looked_at = (typed_text(sheet.at(row, heads[one])) for one in (NUMBER_HEAD, REASON_HEAD, *LOOKED_AT))
        if any(looked_at):
            yield Line(int(number) if number.isdecimal() else 0, look_of(*looked_at), visible(text))


def answered(name: str, memory: Memory, lines: Lines, answers: Sequence[Answer]) -> Memory:
    """The memory of a sheet with what was replied since the copy was made."""
    rows = _of_rows(memory.findings, answers)
    return dataclasses.replace(
        memory, findings=frozenset(_replied(told, lines.get((name, told)), rows.get(told)) for told in memory.findings)
    )


def _of_rows(findings: Iterable[Remembered], answers: Sequence[Answer]) -> Mapping[Remembered, str]:
    """The added rows' answers: by person; namesakes, of whom the same is told, in their order."""
    waiting: dict[str, list[str]] = defaultdict(list)
    for person, text in answers:
        waiting[squeezed(person)].append(text)
    found = {}
    places: dict[tuple[str, str], int] = defaultdict(int)
    for told in sorted(findings, key=lambda told: (told.line, told.code)):
        texts = waiting[squeezed(told.person)]
        place = places[told.person, told.code]
        if told.row == 0 and told.person and place < len(texts) and (check := catalogue().get(told.code)) and check.adds_row:
            found[told] = texts[place]
            places[told.person, told.code] += 1
    return found


def _replied(told: Remembered, *places: str | None) -> Remembered:
    """What was told with its reply: what was changed counts before what is as it was, a line before a row."""
    given = [text for text in places if text is not None]
    fresh = next((text for text in given if text and text != told.reply), "")
    kept = told.reply if not given or told.reply in given else ""
    return dataclasses.replace(told, reply=fresh or kept, is_new=bool(fresh) or (told.is_new and bool(kept)))
