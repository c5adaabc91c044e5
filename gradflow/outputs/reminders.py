"""Reminders: for each branch with something to do, one short text to paste into a chat; and the deadlines as a calendar."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from gradflow.core.campaign import Branch, Campaign
from gradflow.core.masking import masked
from gradflow.core.reports import Receipt, Report, Standing
from gradflow.forms.loader import Forms
from gradflow.outputs.files import replace_file
from gradflow.pipeline.progress import COUNTING, NOT_NEEDED, Progress
from gradflow.pipeline.standing import NO_RECEIPT, NOT_LANDED, OPEN, PROBATION, due_day, last_day, slot_name
from gradflow.pipeline.working_days import DAYS_TO_ANSWER, late_text, return_by, working_day_after

TEXTS, CALENDAR = "催办.txt", "截止日.ics"
SOON = 7
"""Days before a deadline from which a form that is not in yet is called to mind."""
TITLED = re.compile(r"(?:书记|老师|主任|同志|院长|教授)$")
MOST_NAMED = 8
LONGEST_NAME = 30
"""Characters; names of ethnic minorities are long."""


def reminders(report: Report, progress: Progress, forms: Forms) -> dict[str, str]:
    """Branch -> its text, for branches with anything missing, late, returned or open; no numbers of any person."""
    found = {}
    for branch in report.campaign.branches:
        if lines := sorted(_lines(branch, report, progress, forms), key=lambda line: not line.is_first):
            found[branch.name] = _letter(branch, lines, report)
    return found


class _Line(NamedTuple):
    """One thing to do."""

    text: str
    is_first: bool = False
    """Whether it stands first: what must be corrected."""
    has_day: bool = False
    """Whether it names a day of its own."""


def _letter(branch: Branch, lines: Sequence[_Line], report: Report) -> str:
    title = "" if TITLED.search(branch.secretary) else "书记"
    greeting = f"{branch.secretary}{title}，您好！" if branch.secretary else "您好！"
    numbered = [f"{number}. {line.text}" for number, line in enumerate(lines, start=1)] if len(lines) > 1 else [lines[0].text]
    by, dated = working_day_after(report.as_of, DAYS_TO_ANSWER), sum(line.has_day for line in lines)
    asked = f"{'其余的' if dated else ''}麻烦在{_day(by)}前办好；" if dated < len(lines) else ""
    opening = f"【{branch.name}】{greeting}毕业生党员组织关系转接，截至{_day(report.as_of)}还请贵支部："
    closing = f"{asked}已经办好的请忽略。辛苦了，谢谢！（党委办公室）"
    return masked("\n".join((opening, *numbered, closing)))


def _lines(branch: Branch, report: Report, progress: Progress, forms: Forms) -> Iterator[_Line]:
    """What the branch has to do, in the forms' order, then for its people."""
    settled = {
        slot[0]: slot[1] or 0 for slot in progress.slots if any(r.state in COUNTING for r in progress.receipts.get((branch.name, slot), ()))
    }
    for slot in progress.slots:
        receipts = progress.receipts.get((branch.name, slot), ())
        if slot[1] and slot[1] < settled.get(slot[0], 0) and any(r.state in COUNTING for r in receipts):
            continue  # the round after it is in: what still counts stands there
        unclear = progress.receipts.get((branch.name, (slot[0], None)), ()) if slot[1] else ()
        if unclear and not any(r.state in COUNTING for r in receipts):
            text = f"改正{slot_name((slot[0], None), forms)}：收到了，但看不出是第几次，请在退回件里核对，文件名写明第几次后交回。"
            yield _Line(text, is_first=True)
            return
        is_nil = progress.cells[branch.name][slot] == NOT_NEEDED
        if not (is_nil or any(r.state in COUNTING for r in receipts)):
            yield from _about_missing(slot_name(slot, forms), report.campaign.due_on(*slot), report.as_of)
        yield from _about_returned(slot_name(slot, forms), receipts, due_day(slot, forms, report.campaign), report.as_of)
    people = progress.standings.get(branch.name, ())
    yield from _about_cards(people, progress, forms)
    yield from _about_people(people, last_day(report.campaign), report.as_of)


def _about_missing(name: str, due_on: date | None, today: date) -> Iterator[_Line]:
    """A form that is overdue or soon due."""
    left = (due_on - today).days if due_on else SOON + 1
    if due_on and left < 0:
        yield _Line(f"补交{name}：{_day(due_on)}截止，已{late_text(due_on, today)}，还没有收到。")
    elif due_on and left <= SOON:
        when = "就是今天" if not left else f"还有{left}天"
        yield _Line(f"按时交{name}：{_day(due_on)}截止，{when}，还没有收到。", has_day=True)


def _about_returned(name: str, receipts: Sequence[Receipt], due_on: date | None, today: date) -> Iterator[_Line]:
    """A form that was returned: how much is to be done, and by when."""
    counting = [receipt for receipt in receipts if receipt.state in COUNTING]
    if not any(receipt.state == "returned" for receipt in counting):
        return
    errors, warnings = sum(r.errors for r in counting), sum(r.warnings - r.explained for r in counting)
    parts = [f"{errors}处必须改" if errors else "", f"{warnings}处要改或说明" if warnings else ""]
    first = counting[0]
    late = f"（这张表{late_text(first.due_on, first.first_at.date())}）" if first.days_late and first.due_on and first.first_at else ""
    day = return_by(due_on, today)
    has_day = day == due_on
    when = f"，{_day(day)}前" if has_day else ""
    yield _Line(f"改好{name}的退回件{when}交回：{'，'.join(filter(None, parts))}{late}。", is_first=errors > 0, has_day=has_day)


def _about_cards(people: Sequence[Standing], progress: Progress, forms: Forms) -> Iterator[_Line]:
    """Cards that are due and not in."""
    people = [standing for standing in people if standing.is_listed]
    for slot in progress.slots:
        if forms[slot[0]].spec.layout == "card":
            name = slot_name(slot, forms)
            lacking = [standing for standing in people if f"没有{name}" in standing.open]
            if lacking:
                yield _Line(f"补交{name}登记卡：{_people(lacking, is_all=len(people) == len(lacking))}。")


def _about_people(people: Sequence[Standing], last: date | None, today: date) -> Iterator[_Line]:
    """People whose membership has not arrived, or soon must, whose receipt is not back, or whose probation ends."""
    to_land = [one for one in people if one.landing == OPEN and not any(item.startswith(NOT_LANDED) for item in one.open)]
    if to_land and last and 0 <= (last - today).days <= SOON:
        yield _Line(f"跟进还没有转入的党员，{_day(last)}前落实：{_people(to_land, is_all=False)}。", has_day=True)
    for words, start in (
        ("跟进还没有转入的党员", NOT_LANDED),
        ("催一下回执", NO_RECEIPT),
        ("提醒预备党员按时提出转正申请", PROBATION),
    ):
        open_ones = [standing for standing in people if any(item.startswith(start) for item in (*standing.open, *standing.notes))]
        if open_ones:
            yield _Line(f"{words}：{_people(open_ones, is_all=False)}。")


def _people(standings: Sequence[Standing], *, is_all: bool) -> str:
    names = [_name(standing.person.name) for standing in standings if standing.person.name]
    if is_all or len(names) > MOST_NAMED:
        return f"{len(standings)}人" + ("" if is_all else f"（{'、'.join(names[:MOST_NAMED])}等）")
    return f"{len(standings)}人（{'、'.join(names)}）" if names else f"{len(standings)}人"


def _name(name: str) -> str:
    """The name without the figures that tell namesakes apart; a very long one is cut, and seen to be."""
    plain = re.sub(r"[(（\s]*[0-9].*", "", name)
    return plain if len(plain) <= LONGEST_NAME else f"{plain[:LONGEST_NAME]}…"


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def calendar(campaign: Campaign, forms: Forms, as_of: date) -> bytes:
    """The deadlines as an iCalendar file (RFC 5545): whole days, each with an alarm three days before."""
    import icalendar  # noqa: PLC0415 - needed for reminders only

    book = icalendar.Calendar()
    book.add("prodid", "-//gradflow//deadlines//ZH")
    book.add("version", "2.0")
    for deadline in campaign.deadlines:
        name = slot_name((deadline.form, deadline.round), forms)
        event = icalendar.Event()
        event.add("uid", f"{campaign.cohort}-{deadline.form}-{deadline.round or 0}@gradflow")
        event.add("dtstamp", datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC))
        event.add("dtstart", deadline.due_on)
        event.add("dtend", deadline.due_on + timedelta(days=1))
        event.add("summary", f"{name}截止（{campaign.cohort}届毕业生党员）")
        event.add("description", f"{campaign.name}：各支部把{name}交到党委办公室，当天仍算按时。")
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", f"{name}还有三天截止")
        alarm.add("trigger", timedelta(days=-3))
        event.add_component(alarm)
        book.add_component(event)
    return bytes(book.to_ical())


def write_reminders(folder: Path, texts: dict[str, str], deadlines: bytes) -> tuple[Path, Path]:
    """Write the texts and the calendar; return their paths. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    text, days = folder / TEXTS, folder / CALENDAR
    written = ("\n\n".join(texts.values()) + "\n").replace("\n", "\r\n").encode("utf-8-sig", "replace")
    replace_file(text, written, is_private=True)
    replace_file(days, deadlines, is_private=True)
    return text, days
