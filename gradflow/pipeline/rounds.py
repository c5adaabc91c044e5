"""Which round a sheet of a form in rounds belongs to: its mark, its names, else when it came."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from gradflow.core.campaign import Campaign
from gradflow.core.cells import Mark
from gradflow.core.folding import half_width
from gradflow.core.records import Context, Submission
from gradflow.core.reports import FileResult
from gradflow.forms.loader import Form, Forms
from gradflow.pipeline.findings import told_finding
from gradflow.pipeline.told import Told
from gradflow.pipeline.validate import validate_by_day
from gradflow.rules.intake import sheets as told

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


def find_round(texts: Iterable[str], file: str, form: Form, mark: Mark, campaign: Campaign) -> tuple[int | None, tuple[Told, ...]]:
    """The round that mark, titles, sheet and path tell; None where they tell none, or contradict each other."""
    due = due_days(campaign, form.key)
    written = [half_width(SUFFIX.sub("", file)), *(half_width(text) for text in texts if not DATE_LINE.search(text))]
    marked = {mark.round} if mark.round and mark.form == form.key else set()
    named: set[int] = set()
    for told_by in (_ordinals, _days, _months):  # the weaker is asked only where the stronger is silent
        named = named or {number for text in written for number in told_by(text, due)}
    if len(named | marked) > 1:
        rounds = "、".join(f"第{number}次" for number in sorted(named | marked))
        return None, (Told(told.ROUND_CONTRADICTED, {"rounds": rounds}),)
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


def settle_rounds(results: Sequence[FileResult], received: Mapping[str, datetime], forms: Forms, context: Context) -> list[FileResult]:
    """Say when sheets of rounds came; give those that tell no round the one that was due then, and say so.

    Then the day every sheet speaks of is known, and what is held against it is checked.
    """
    taken: set[tuple[str, str, int | None]] = {(s.branch, s.form, s.round) for r in results for s in r.submissions if s.round}
    settled = []
    for result in sorted(results, key=lambda result: (received[result.file], result.file)):
        submissions = []
        for submission in result.submissions:
            one, form = submission, forms[submission.form].table if submission.is_table else forms[submission.form]
            if form.spec.in_rounds:
                one = dataclasses.replace(one, received_on=min(received[result.file].date(), context.as_of))
                if one.round is None and not _is_contradicted(one):
                    one = _by_time(one, taken, context)
                    taken.add((one.branch, one.form, one.round))
            submissions.append(validate_by_day(one, form, context))
        settled.append(dataclasses.replace(result, submissions=tuple(submissions)))
    return sorted(settled, key=lambda result: result.file)


def _is_contradicted(submission: Submission) -> bool:
    return any(finding.code == told.ROUND_CONTRADICTED.code for finding in submission.findings)


def _by_time(submission: Submission, taken: set[tuple[str, str, int | None]], context: Context) -> Submission:
    """The first round due on or after the day it came; or the one before, if it is missing and its day is nearer."""
    due, day = list(due_days(context.campaign, submission.form).items()), submission.received_on
    if not due or not day:
        return submission
    place = next((place for place, (_, last) in enumerate(due) if day <= last), len(due) - 1)
    number, last = due[place]
    if place and (submission.branch, submission.form, due[place - 1][0]) not in taken and day - due[place - 1][1] < last - day:
        number = due[place - 1][0]
    finding = told_finding(Told(told.ROUND_BY_TIME, {"round": number, "day": day.isoformat()}), submission, context)
    return dataclasses.replace(submission, round=number, findings=(*((finding,) if finding else ()), *submission.findings))


def is_early(form: str, number: int | None, context: Context) -> date | None:
    """The day after which a round begins, if that day is still to come: the round before is not over yet."""
    due = due_days(context.campaign, form)
    before = [day for other, day in due.items() if number and other < number]
    return max(before) if before and context.as_of <= max(before) else None
