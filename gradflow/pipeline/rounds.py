"""Which round a sheet of a form in rounds belongs to: its mark, its names, else when it came.

Between the rounds: what was explained or granted holds while the value stands. Whoever stands on a later sheet is done with on the
earlier, be it wrong there; what is wrong on the later sheet is told there.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain

from gradflow.forms.loader import Form, Forms
from gradflow.kinds.contact_log import ContactLog
from gradflow.kinds.dates import PartialDate
from gradflow.model.campaign import Campaign
from gradflow.model.cells import Mark, typed_text
from gradflow.model.findings import SETTLED, Finding, FindingState
from gradflow.model.folding import half_width, visible
from gradflow.model.forms import in_round
from gradflow.model.people import Person
from gradflow.model.records import Context, Key, Record, SheetFacts, Submission
from gradflow.model.reports import FileResult, Known, Slot
from gradflow.pipeline.findings import Findings, Note, looked_at, note_issue
from gradflow.pipeline.grouping import grouped
from gradflow.pipeline.validate import weigh
from gradflow.rules import sheets as told
from gradflow.rules.registry import catalogue

NUMBERS = {name: number for number, name in enumerate("一二三四五六七八九", start=1)} | {"首": 1}
ORDINAL = re.compile(r"第\s*([一二三四五六七八九1-9])\s*(?:次|轮|期)(?!性)|(首)[次轮]|(?<!最后)([一二三四])次(?=回访|汇报|报)")
DATE_LINE = re.compile(r"日期|时间|制表|填表|填报人")
"""Lines that tell when a sheet was filled in, not which round it is."""
SUFFIX = re.compile(r"\.[A-Za-z]{2,5}$")
DAY = re.compile(r"(?<![0-9])(1[0-2]|0?[1-9])\s*(?:月\s*([0-3]?[0-9])\s*[日号]|[.]([0-3]?[0-9])(?![0-9.]))")
MONTH = re.compile(r"(?<![0-9])(1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s*月(?:份|底|末)?")
CHINESE_MONTHS = {name: number for number, name in enumerate("一二三四五六七八九十", start=1)} | {"十一": 11, "十二": 12}


def due_days(campaign: Campaign, form: str) -> dict[int, date]:
    """Round -> the day it is due, for a form in rounds."""
    return {d.round: d.due_on for d in sorted(campaign.deadlines, key=lambda d: d.due_on) if d.form == form and d.round}


def find_round(texts: Iterable[str], file: str, form: Form, mark: Mark, campaign: Campaign) -> tuple[int | None, tuple[Note, ...]]:
    """The round that mark, titles, sheet and path tell; None where they tell none, or contradict each other."""
    due = due_days(campaign, form.key)
    written = [half_width(SUFFIX.sub("", file)), *(half_width(text) for text in texts if not DATE_LINE.search(text))]
    marked = {mark.round} if mark.round and mark.form == form.key else set()
    named: set[int] = set()
    for told_by in (_ordinals, _days, _months):  # the weaker is asked only where the stronger is silent
        named = named or {number for text in written for number in told_by(text, due)}
    if len(named | marked) > 1:
        rounds = "、".join(f"第{number}次" for number in sorted(named | marked))
        return None, (Note(told.ROUND_CONTRADICTED, {"rounds": rounds}),)
    return next(iter(named | marked), None), ()


def _ordinals(text: str, due: Mapping[int, date]) -> set[int]:
    """第二次, 首次."""
    return {int(NUMBERS.get(word, word)) for match in ORDINAL.finditer(text) if (word := match[1] or match[2] or match[3])} & due.keys()


def _days(text: str, due: Mapping[int, date]) -> set[int]:
    """The day a round is due: 7月25日, 9.25."""
    days = {(int(match[1]), int(match[2] or match[3])) for match in DAY.finditer(text)}
    return {number for number, day in due.items() if (day.month, day.day) in days}


def _months(text: str, due: Mapping[int, date]) -> set[int]:
    """The month in which only one round is due: 九月."""
    months = {int(match[1]) if match[1].isdigit() else CHINESE_MONTHS[match[1]] for match in MONTH.finditer(text)}
    found = {number for number, day in due.items() if day.month in months}
    return found if len({due[number].month for number in found}) == len(found) else set()


def settle_rounds(results: Iterable[FileResult], findings: Findings, known: Known, forms: Forms, context: Context) -> list[Submission]:
    """Say when sheets of rounds came; give those that tell no round the one that was due then, and say so.

    Of one that tells a round it cannot be of, none is known. Then the day every sheet speaks of is known, and what depends on it is checked.
    """
    sheets = [one for result in results for one in result.sheets]
    taken: set[Slot] = {s.slot for s in sheets if s.round}
    firsts = {slot: at.date() for slot, at in known.firsts.items()}
    settled: dict[Key, Submission] = {}
    for one in sorted(sheets, key=lambda s: (known.received[s.file], s.file)):
        form, day, number = forms[one.form].table if one.is_table else forms[one.form], None, one.round
        if form.spec.in_rounds:
            day = min(known.received[one.file].date(), context.as_of)
            firsts[one.slot] = min(day, firsts.get(one.slot, day))
            if number and _is_of_next(one, number, (firsts[one.slot], day), context):
                rounds = f"写明的是第{number}次，收到的时间和里面的日期是第{number + 1}次的"
                findings.begin(one.key, note_issue(Note(told.ROUND_CONTRADICTED, {"rounds": rounds}), one))
                number = None
            if number is None and not findings.have(one.key, told.ROUND_CONTRADICTED) and (number := _by_time(one, day, taken, context)):
                note = Note(told.ROUND_BY_TIME, {"round": number, "day": day.isoformat()})
                findings.begin(one.key, note_issue(note, one))
                taken.add((one.branch, one.form, number))
        settled[one.key] = weigh(Submission.of(one, received_on=day, round=number), findings, form, context)
    return [settled[one.key] for one in sheets]


def _is_of_next(one: SheetFacts, number: int, came: tuple[date, date], context: Context) -> bool:
    """Whether last time's form was filled in again: its round had come in time; now it is nearer to the next, and days are told that came after its own.

    ``came`` is when the first of its round came, and when this one did. A corrected copy goes on with what it was made from.
    """
    (first, day), due = came, due_days(context.campaign, one.form)
    last, then = due.get(number), due.get(number + 1)
    if not (last and then) or one.memory.sources:
        return False
    values = (value for record in one.records for value in record.values.values())
    days = chain(*(value.days if isinstance(value, ContactLog) else (value,) for value in values))
    return first <= last < day and then - day < day - last and any(isinstance(told, PartialDate) and told.first > last for told in days)


def _by_time(submission: SheetFacts, day: date, taken: Container[Slot], context: Context) -> int | None:
    """The first round due on or after the day it came; or the one before, if it is missing and its day is nearer."""
    due = list(due_days(context.campaign, submission.form).items())
    if not due:
        return None
    place = next((place for place, (_, last) in enumerate(due) if day <= last), len(due) - 1)
    number, last = due[place]
    if place and (submission.branch, submission.form, due[place - 1][0]) not in taken and day - due[place - 1][1] < last - day:
        number = due[place - 1][0]
    return number


def is_early(form: str, number: int | None, context: Context) -> date | None:
    """The day after which a round begins, if that day is still to come: the round before is not over yet."""
    due = due_days(context.campaign, form)
    before = [day for other, day in due.items() if number and other < number]
    return max(before) if before and context.as_of <= max(before) else None


Side = tuple[Submission, Record | None]
"""A person's row in one round; or, without a record, what is said of the sheet as a whole."""
Pair = tuple[Side, Side]
"""The same in an earlier round and in a later one."""


def settle_between_rounds(findings: Findings, submissions: Sequence[Submission], people: Sequence[Person], forms: Forms) -> None:
    """Carry explanations and grants into later rounds, round by round; then close what a later round answers."""
    ordered = sorted((s for s in submissions if s.round and s.branch), key=lambda s: (s.round or 0, s.key))
    rows: Iterable[Sequence[Side]] = (sorted(person.rounds(), key=lambda entry: entry[0].round or 0) for person in people)
    sheets: Iterable[Sequence[Side]] = grouped(((one.form, one.branch), (one, None)) for one in ordered).values()
    pairs = [pair for sides in chain(rows, sheets) for pair in _pairs(sides)]
    if not pairs:
        return
    found = _Placed(findings, submissions)
    refused = {one.key for one in submissions if findings.refuse(one)}
    for before, after in pairs:
        settled = [finding for _, finding in found.at(before) if finding.state in SETTLED]
        for place, finding in found.at(after) if settled else ():
            if finding.is_open and (told := next((one for one in settled if _holds(one, finding, (before, after), forms)), None)):
                is_granted = told.state is FindingState.GRANTED
                found.put(after, place, finding.closed(told.state, told.reason, None if is_granted else told.reason))
    pairs = [pair for pair in pairs if pair[1][0].key not in refused]
    told_again = {(one.key, record.row) for (one, record), _ in pairs if record}
    named = {(one.key, name) for person in people for one, record in person.entries for name in (person.name, record.person)}
    done = {one.key for one in submissions if one.records and all((one.key, record.row) in told_again for record in one.records)}
    for before, (later, _) in pairs:
        earlier, row = before
        reason = f"{in_round(forms[later.form].spec.annex, later.round)}已重新填报"
        for place, finding in found.at(before):
            if finding.is_open and (row or _is_answered(finding, later, named, is_done=earlier.key in done)):
                found.put(before, place, finding.closed(FindingState.EXPLAINED, reason))


class _Placed:
    """The findings of all sheets as they stand so far, by whose they are."""

    def __init__(self, findings: Findings, submissions: Sequence[Submission]) -> None:
        self._of = findings.of
        self._places: dict[tuple[Key, int | None], list[int]] = defaultdict(list)
        for one in submissions:
            owners: dict[int | None, int] = {row: record.row for record in one.records for row in record.rows}
            for place, finding in enumerate(self._of[one.key]):
                self._places[one.key, owners.get(finding.where.row)].append(place)

    def at(self, side: Side) -> list[tuple[int, Finding]]:
        """The findings of a row, or of a sheet as a whole, with their places."""
        key, record = side[0].key, side[1]
        return [(place, self._of[key][place]) for place in self._places.get((key, record.row if record else None), ())]

    def put(self, side: Side, place: int, finding: Finding) -> None:
        self._of[side[0].key][place] = finding


def _pairs(sides: Sequence[Side]) -> Iterator[Pair]:
    """A person's rows, or a branch's sheets, by round: each with those of earlier rounds, the nearest first."""
    for place, later in enumerate(sides):
        for earlier in reversed(sides[:place]):
            if earlier[0].form == later[0].form and earlier[0].round != later[0].round:
                yield earlier, later


def _holds(told: Finding, finding: Finding, pair: Pair, forms: Forms) -> bool:
    """Whether what settled a finding of an earlier round settles this one too."""
    if (told.code, told.field) != (finding.code, finding.field) or (told.state is FindingState.EXPLAINED and not finding.is_answerable):
        return False
    (earlier, before), (_, after) = pair
    if before is None or after is None:
        return told.person == finding.person if finding.person else told.evidence == finding.evidence
    keys, form = looked_at(catalogue().get(finding.code), finding.field or ""), forms[earlier.form]
    return all(_meant(before, key, form) == _meant(after, key, form) for key in keys)


def _is_answered(finding: Finding, later: Submission, named: Container[tuple[Key, str]], *, is_done: bool) -> bool:
    """Whether a later sheet answers what is said of a sheet as a whole: of somebody, by naming them; an error, if all its people are there."""
    if finding.person:
        return (later.key, finding.person) in named
    check = catalogue().get(finding.code)
    return bool(later.records) and (is_done or not finding.is_error) and not (check and check.is_fixed)


def _meant(record: Record, key: str, form: Form) -> object:
    """What a cell means, in the spelling in which the next round's workbook is filled in beforehand; else what was typed."""
    return form.show(key, record.values[key]) if key in record.values else visible(typed_text(record.cells.get(key)))
