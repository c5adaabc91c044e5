"""What returned copies are made of, known to the writer and to the reader of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields

from gradflow.model.cells import Mark

PROBLEM_HEAD, REASON_HEAD, ORIGIN_HEAD = "问题", "情况说明", "原行号"
"""Heads of the three columns right of the official ones."""
PROBLEMS_SHEET, GUIDE_SHEET, LIST_SHEET, MEMORY_SHEET = "退回说明", "填写说明", "_选项", "_gradflow"
OWN_SHEETS = frozenset({PROBLEMS_SHEET, GUIDE_SHEET, LIST_SHEET, MEMORY_SHEET})
"""Sheets gradflow adds to a form's own; they are left out when read again."""
TASKS, CONTACT_CARD = "回访任务", "服务团联系卡"
OWN_OUTPUTS = frozenset({TASKS, CONTACT_CARD})
"""Sheets for a branch, marked with their name in place of a form's: no form when they come back."""
ADDED = "补"
"""What stands as 原行号 of a row, or card, added for somebody who is missing."""
SHORTEST_REASON = 6
"""Characters a branch's 情况说明 must have to explain anything, blanks not counted."""
FEWEST_DIFFERENT = 3
"""Letters, digits or Han characters that must differ among them: “。。。。。。” and “aaaaaa” say nothing."""

Source = tuple[str, str]
"""A sheet as it once came: SHA-256 of its workbook, and its name there."""

LONGEST_BEFORE = 200
"""Characters kept of a value that was told to be wrong."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """One finding a copy was returned for, by the row of the workbook before; row 0 is the sheet as a whole."""

    row: int
    code: str
    field: str
    evidence: str
    """Digest of the values it was found on."""
    person: str = ""
    before: str = ""
    """What was typed, shortened."""
    reason: str = ""
    """Digest of the reason that stood there when the copy was written."""
    settled: bool = False
    """Whether that reason was taken: else the same words handed in again still do not settle it."""
    line: int = 0
    """Its line on 退回说明; 0 where it has none."""
    look: str = ""
    """Digest of what that line says, by which it is found again when the list was sorted or numbered anew."""
    reply: str = ""
    """What is written as the answer to this very finding, on its line or in the row added for its person."""
    is_new: bool = False
    """Whether that was written since the copy was made."""
    message: str = ""
    """What was said, where the copy does not show the cause any more."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What a copy's hidden sheet says of one of its sheets: where it comes from, what was told."""

    sources: tuple[Source, ...] = ()
    """The sheet it was made from, then that one's own sources."""
    findings: frozenset[Remembered] = frozenset()
    people: int = 0
    """How many people the copy was made with."""


def is_reason(text: str) -> bool:
    """Whether a 情况说明 says enough to explain anything."""
    said = [character for character in text if not character.isspace()]
    return len(said) >= SHORTEST_REASON and len({character for character in said if character.isalnum()}) >= FEWEST_DIFFERENT


def mark_lines(mark: Mark) -> list[tuple[str, ...]]:
    """The lines of the hidden sheet that repeat the workbook's mark, for file kinds that drop it."""
    return [("mark", field.name, str(value)) for field in fields(mark) if (value := getattr(mark, field.name))]


def read_mark(rows: Iterable[Sequence[str]]) -> Mark:
    """The mark those lines tell; an empty one if there are none."""
    known = {cells[1]: cells[2] for cells in rows if len(cells) > 2 and cells[0] == "mark"}  # noqa: PLR2004 - mark, key, value
    return make_mark(known)


def make_mark(values: Mapping[str, str]) -> Mark:
    """A Mark of texts, as custom properties and hidden lines hold them."""
    number = values.get("round", "")
    texts = {key: values.get(key, "") for key in ("campaign", "form", "branch", "source")}
    return Mark(**texts, round=int(number) if re.fullmatch(r"[0-9]{1,2}", number) else None)


MEMORY_WORDS = frozenset({"mark", "source", "people", "finding"})
"""How the lines of the hidden sheet begin."""


def memory_lines(sheet: str, memory: Memory) -> list[tuple[str, ...]]:
    """The lines of the hidden sheet for one sheet of the copy."""
    sources = [("source", sheet, digest, name) for digest, name in memory.sources]
    findings = sorted(
        (str(row), *("1" if value is True else str(value or "") for value in rest)) for row, *rest in map(astuple, memory.findings)
    )
    return [*sources, ("people", sheet, str(memory.people)), *(("finding", sheet, *line) for line in findings)]


def read_memory(rows: Iterable[Sequence[str]]) -> Mapping[str, Memory]:
    """Sheet name -> its memory, in the workbook's order; lines that make no sense are passed over."""
    sources: dict[str, list[Source]] = defaultdict(list)
    findings: dict[str, set[Remembered]] = defaultdict(set)
    people: dict[str, int] = {}
    for cells in rows:
        match list(cells):
            case ["source", sheet, digest, name, *_]:
                sources[sheet].append((digest, name))
            case ["people", sheet, count, *_] if count.isdecimal():
                people[sheet] = int(count)
            case ["finding", sheet, row, code, field, evidence, *rest] if row.isdecimal():
                person, before, reason, settled, line, look, reply, is_new, message, *_ = (*rest, *[""] * 9)
                number = int(line) if line.isdecimal() else 0
                findings[sheet].add(Remembered(
                    int(row), code, field, evidence, person, before, reason, settled == "1",
                    line=number, look=look, reply=reply, is_new=is_new == "1", message=message,
                ))  # fmt: skip
    return {sheet: Memory(tuple(found), frozenset(findings[sheet]), people.get(sheet, 0)) for sheet, found in sources.items()}
