"""Which sheets stand for others: corrected copies, and what the office has chosen (contract §4.9); and what branches replied in copies."""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gradflow.forms.loader import Forms
from gradflow.model.campaign import branch_key
from gradflow.model.cells import Raw, Sheet, Workbook, typed_text
from gradflow.model.copies import ADDED, ORIGIN_HEAD, PROBLEM_HEAD, PROBLEMS_SHEET, REASON_HEAD, Memory, Remembered
from gradflow.model.folding import squeezed, visible
from gradflow.model.records import Context, Key, Submission
from gradflow.pipeline.findings import Findings, value_digest
from gradflow.pipeline.grouping import grouped
from gradflow.pipeline.same_person import Candidate, pair, traits_of
from gradflow.rules import sheets as sheet_checks
from gradflow.rules.registry import catalogue

ASK_FOR_BRANCH = frozenset({
    sheet_checks.UNKNOWN_BRANCH.code, sheet_checks.NO_BRANCH.code, sheet_checks.BRANCH_CONTRADICTED.code, sheet_checks.BRANCH_FROM_NAME.code,
    sheet_checks.SEVERAL_BRANCHES.code, sheet_checks.BRANCH_BY_PEOPLE.code, sheet_checks.SHARED_SHEET.code, sheet_checks.TWO_BRANCHES.code,
})  # fmt: skip
ASK_FOR_ROUND = frozenset({sheet_checks.ROUND_CONTRADICTED.code, sheet_checks.ROUND_BY_TIME.code})


@dataclass(frozen=True, slots=True)
class Lineage:
    """What stands for what."""

    replaced: Mapping[Key, Submission]
    """A sheet that does not count -> the copy that was made to correct it."""
    outvoted: Mapping[Key, Submission]
    """A sheet that does not count -> the version the office chose over it."""
    borrowed: Mapping[Key, str]
    """A sheet made from another branch's copy -> that branch."""

    def memory(self, submission: Submission) -> Memory:
        """What the sheet's copy told, where it was made to correct that; of another's copy nothing is anybody's business here."""
        return Memory() if submission.key in self.borrowed else submission.memory


def trace(submissions: Sequence[Submission], findings: Findings, context: Context, cards: Container[str]) -> Lineage:
    """Find what each sheet stands for; ``cards`` are the forms of one person. A mark costs nobody but the sheet that carries it."""
    by_source = grouped((submission.source, submission) for submission in submissions)
    replaced: dict[Key, Submission] = {}
    borrowed: dict[Key, str] = {}
    for copy in submissions:
        originals = [one for source in copy.memory.sources for one in by_source[source] if one.key != copy.key]
        for original in originals:
            if _corrects(copy, original, findings):
                replaced[original.key] = copy
        owner = next((one.branch for one in originals if one.branch and one.form == copy.form), "")
        marked = copy.mark.branch
        owner = owner or (marked and context.campaign.spellings.get(branch_key(marked), marked))  # by today's name
        is_others = copy.memory.sources and copy.branch and owner and owner != copy.branch
        if is_others and not any(replaced.get(one.key) is copy for one in originals):
            borrowed[copy.key] = owner
    outvoted = _outvoted(submissions, context, cards)
    for chosen in {one.key: one for one in outvoted.values()}.values():
        if chosen.key in replaced and replaced[chosen.key].key in outvoted:
            del replaced[chosen.key]
    after = {key: copy.key for key, copy in replaced.items()}
    sound = {key: copy for key, copy in replaced.items() if last_of(key, after) != key}  # else each says that it stands for the other
    return Lineage(sound, outvoted, borrowed)


def _corrects(copy: Submission, original: Submission, findings: Findings) -> bool:
    """Whether a copy was made to correct that sheet: it is of the same branch, form and round, or differs where that was asked."""
    if copy.form != original.form:
        return False
    codes = {finding.code for finding in findings.of[original.key]}
    is_other_branch, is_other_round = copy.branch != original.branch, copy.round != original.round
    if not is_other_branch and not is_other_round:
        is_anothers = any(finding.code == sheet_checks.BRANCH_CONTRADICTED.code for finding in findings.of[copy.key])
        return not is_anothers or shares_somebody(copy, original)
    is_asked = (not is_other_branch or not original.branch or bool(codes & ASK_FOR_BRANCH)) and (
        not is_other_round or original.round is None or bool(codes & ASK_FOR_ROUND)
    )
    return is_asked and shares_most(copy, original)


def shares_somebody(one: Submission, other: Submission) -> bool:
    """Whether anybody may stand on both sheets, or nobody stands on one of them."""
    found = pair(candidates(one), candidates(other))
    return bool(found.same or found.doubtful) or not (one.records and other.records)


def shares_most(one: Submission, other: Submission) -> bool:
    """Whether most people of the shorter sheet stand on the other."""
    found = pair(candidates(one), candidates(other)).same
    return 2 * len(found) >= min(len(one.records), len(other.records))


def candidates(submission: Submission) -> list[Candidate[int]]:
    """The rows of a sheet, to be paired with those of another."""
    return [Candidate(record.row, (traits_of(record),)) for record in submission.records]


def cards_of(forms: Forms) -> set[str]:
    """The forms of one person each."""
    return {key for key, form in forms.items() if form.spec.is_card}


def is_version(one: Submission, other: Submission, cards: Container[str]) -> bool:
    """Whether two sheets are of one branch, form and round; of the forms that are ``cards``, also of one person."""
    return one.slot == other.slot and (one.form not in cards or shares_somebody(one, other))


def _outvoted(submissions: Iterable[Submission], context: Context, cards: Container[str]) -> dict[Key, Submission]:
    """The versions over which the office chose another that is there; of cards only those of the same people."""
    found: dict[Key, Submission] = {}
    by_digest = grouped((submission.content, submission) for submission in (submissions if context.keeps else ()))
    for keep in context.keeps:
        for other in (one for digest in keep.over for one in by_digest[digest]):
            for chosen in by_digest[keep.digest]:
                if is_version(chosen, other, cards):
                    found[other.key] = chosen
    return {key: chosen for key, chosen in found.items() if chosen.key not in found}


def last_of(key: Key, after: Mapping[Key, Key]) -> Key:
    """The sheet that counts in the end, where each is followed by the one ``after`` it; of a circle the sheet itself."""
    seen: set[Key] = set()
    while key in after and key not in seen:
        seen.add(key)
        key = after[key]
    return key


PLACE_HEAD, WHOSE_HEAD = "位置", "姓名和栏目"
NUMBER_HEAD, PERSON_HEAD = "序号", "姓名"
"""Columns of copies made before 1.0.0; now the number stands before its problem, and the field under the person."""
NUMBERED = re.compile(r"\s*([0-9]{1,6})\. ?(.*)", re.DOTALL)
NEEDED_HEADS = frozenset({PLACE_HEAD, PROBLEM_HEAD, REASON_HEAD})
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


def look_of(place: str, whose: str, message: str) -> str:
    """A digest of what a line says, the same whatever a spreadsheet program does to white space."""
    return value_digest("\x1f".join(map(squeezed, (place, whose, message))))[:8]


def is_list(sheet: Sheet) -> bool:
    """Whether a sheet is the list of a returned copy, under whatever name."""
    return sheet.name == PROBLEMS_SHEET or list_head(sheet) is not None


def replies(workbook: Workbook, memories: Mapping[str, Memory]) -> Lines:
    """What stands on the lines of 退回说明: by what a line says; where that is told twice or was altered, by its number."""
    told = [(name, one) for name, memory in memories.items() for one in memory.findings if one.line]
    lines = [line for sheet in workbook.sheets for _, line in _lines(sheet)] if told else []
    by_look = grouped((line.look, line) for line in lines)
    looks = {one.look for _, one in told}
    strange = {line.number: line for line in lines if line.look not in looks}
    found = {}
    for name, one in told:
        alike = by_look[one.look]
        same = alike[0] if len(alike) == 1 else next((line for line in alike if line.number == one.line), None)
        if own := same or (None if alike else strange.get(one.line)):
            found[name, one] = own.text
    return found


def list_head(sheet: Sheet) -> tuple[int, Mapping[str, int]] | None:
    """The head row of the list, and head -> column."""
    for row, cells in enumerate(sheet.rows[:SEARCHED_ROWS], start=1):
        heads = {squeezed(cell): column for column, cell in enumerate(cells, start=1) if isinstance(cell, str)}
        if heads.keys() >= NEEDED_HEADS and ORIGIN_HEAD not in heads:
            return row, heads
    return None


def own_lines(sheet: Sheet) -> list[int]:
    """The rows of the list on which a problem stands, by its number."""
    return [row for row, line in _lines(sheet) if line.number]


def _lines(sheet: Sheet) -> Iterator[tuple[int, Line]]:
    if not (head := list_head(sheet)):
        return
    first, heads = head
    for row in range(first + 1, len(sheet.rows) + 1):
        told = {one: typed_text(sheet.at(row, column)) for one, column in heads.items()}
        number, message, whose = told.get(NUMBER_HEAD, ""), told[PROBLEM_HEAD], told.get(WHOSE_HEAD, told.get(PERSON_HEAD, ""))
        if NUMBER_HEAD not in heads and (numbered := NUMBERED.fullmatch(message)):
            number, message = numbered.groups()
        if told[PLACE_HEAD] or whose or message:
            yield row, Line(int(number) if number.isdecimal() else 0, look_of(told[PLACE_HEAD], whose, message), visible(told[REASON_HEAD]))


def answered(name: str, memory: Memory, lines: Lines, answers: Sequence[Answer]) -> Memory:
    """The memory of a sheet with what was replied since the copy was made."""
    rows = _of_rows(memory.findings, answers)
    found = frozenset(_replied(told, lines.get((name, told)), rows.get(told)) for told in memory.findings)
    return dataclasses.replace(memory, findings=found)


def _of_rows(findings: Iterable[Remembered], answers: Sequence[Answer]) -> Mapping[Remembered, str]:
    """The added rows' answers: by person; namesakes, of whom the same is told, in their order."""
    waiting = grouped((squeezed(person), text) for person, text in answers)
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
