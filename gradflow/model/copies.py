"""What returned copies are made of, known to the writer and to the reader of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields

from gradflow.model.cells import Mark
from gradflow.model.folding import later

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
"""Letters or Han characters that must differ among them: “。。。。。。”, “123456” and “aaaaaa” say nothing."""
NO_ANSWER = later(
    r"(?:我们?|也|确实|真的|实在|这[个里]|该|就|老师|领导|[您你]|好|[的了啦哦呢吗吧]|一下|都|不太?(?:知道|会|懂|清楚|明白|了解)|(?:怎[么样]|如何)[说讲]?|[改填写]|改正|修改|更正"
    r"|(?:请|烦请|麻烦|求|望)(?:老师|领导|您|你|党办)?(?:帮忙?我?)?(?:再)?(?:核[对实]|查[看收]?|看看?|处理|[指决确]定|指导)?|帮[忙我]?[改看查填]?|[谢感]谢|辛苦|稍[后等]|晚[点些]|过后|以后|之后|回头|明天|下次|再|补[充填写报交]?"
    r"|(?:暂?无|没有?)?(?:什么)?可?说明|再说|(?:核[对实]后)?写明(?:情况|原因)|没有?(?:什么|任何)?问题|已经?|完[成毕]|收到|明白)+"
)
"""Asking for help, thanks, putting off, and saying that all is well or done, which the value itself denies."""
FILLED_UP = re.compile(r"(.{2,5}?)\1+")
"""A few words said again until they are long enough (就这样就这样)."""

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
    letters = [character for character in text if character.isalpha()]
    said = "".join(letters)
    is_long = sum(not character.isspace() for character in text) >= SHORTEST_REASON
    is_empty = NO_ANSWER.fullmatch(said) or FILLED_UP.fullmatch(said) or (said.isascii() and said == text.strip())
    return is_long and len(set(letters)) >= FEWEST_DIFFERENT and not is_empty


def mark_lines(mark: Mark) -> list[tuple[str, ...]]:
    """The lines of the hidden sheet that repeat the workbook's mark, for file kinds that drop it."""
    return [("mark", field.name, str(value)) for field in fields(mark) if (value := getattr(mark, field.name))]


def read_mark(rows: Iterable[Sequence[str]]) -> Mark:
    """The mark those lines tell; an empty one if there are none."""
    return make_mark({cells[1]: cells[2] for cells in rows if len(cells) > 2 and cells[0] == "mark"})  # noqa: PLR2004 - mark, key, value


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
