"""Reminders: for each branch with something to do, one short text to paste into a chat; and the deadlines as a calendar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from gradflow.forms.loader import Forms
from gradflow.model.campaign import TITLED, Branch, Campaign
from gradflow.model.masking import masked
from gradflow.model.reports import Report, SubmissionState, SubmissionStatus
from gradflow.model.views import ItemKind, OpenItem, PersonStatus, Situation, Task
from gradflow.outputs.words import day_text, lane_name, late_of, late_text, people_text, step_of, step_text
from gradflow.pipeline.earlier import register_form
from gradflow.pipeline.grouping import grouped
from gradflow.pipeline.person_status import due_day, last_day
from gradflow.pipeline.progress import SOON, CellState, Progress
from gradflow.pipeline.working_days import DAYS_TO_ANSWER, return_by, working_day_after
from gradflow.rules.next_steps import next_step_words

CALENDAR = "截止日.ics"


def reminders(report: Report, progress: Progress, forms: Forms) -> dict[str, str]:
    """Branch -> its text, for branches with anything missing, late, returned or open; no numbers of any person."""
    found = {}
    tasks = grouped((task.status.branch, task) for task in report.tasks)
    for branch in report.campaign.branches:
        if lines := sorted(_lines(branch, report, progress, forms, tasks[branch.name]), key=lambda line: not line.is_first):
            found[branch.name] = _letter(branch, lines, report)
    return found


class _Line(NamedTuple):
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
    asked = f"{'其余的' if dated else ''}麻烦在{day_text(by)}前办好；" if dated < len(lines) else ""
    opening = f"【{branch.name}】{greeting}毕业生党员组织关系转接，截至{day_text(report.as_of)}还请贵支部："
    closing = f"{asked}已经办好的请忽略。辛苦了，谢谢！（党委办公室）"
    return masked("\n".join((opening, *numbered, closing)))


def _lines(branch: Branch, report: Report, progress: Progress, forms: Forms, tasks: Sequence[Task]) -> Iterator[_Line]:
    """What the branch has to do, in the forms' order, then for its people."""
    came = {lane for lane in progress.lanes if any(r.state.counts for r in progress.submissions.get((branch.name, lane), ()))}
    settled = {form: number or 0 for form, number in progress.lanes if (form, number) in came}
    for lane in progress.lanes:
        form, number = lane
        receipts = progress.submissions.get((branch.name, lane), ())
        if number and number < settled.get(form, 0) and lane in came:
            continue  # the round after it is in: what still counts stands there
        unclear = progress.submissions.get((branch.name, (form, None)), ()) if number else ()
        if unclear and lane not in came:
            text = f"改正{lane_name((form, None), forms)}：收到了，但看不出是第几次，请在退回件里核对，文件名写明第几次后交回。"
            yield _Line(text, is_first=True)
            return
        if lane not in came and progress.cells[branch.name][lane].state is not CellState.NOT_NEEDED:
            yield from _about_missing(lane_name(lane, forms), report.campaign.due_on(*lane), report.as_of)
            asked_from = due_day(lane, forms, report.campaign) if forms[form].spec.must_have else None
            if asked_from and report.campaign.due_on(*lane) is None and asked_from < report.as_of:
                yield _Line(f"交{lane_name(lane, forms)}：还没有收到。")
        yield from _about_returned(lane_name(lane, forms), receipts, due_day(lane, forms, report.campaign), report.as_of)
    for step in report.steps:
        if step.branch == branch.name and step.waiting and (step.day is None or (step.day - report.as_of).days <= SOON):
            told = step_of(step.lane, step.until, forms)
            yield _Line(f"{lane_name(step.lane, forms)}：{step_text(step.waiting, told.remind or told.text)}。")
    if earlier := [one for one in report.earlier if one.branch == branch.name]:
        annex = register_form(forms).spec.annex
        yield _Line(f"联系组织关系还没有转出的往届党员，能转的及时转出，近况写进{annex}：{_people(earlier, is_all=False)}。")
    people = progress.person_statuses.get(branch.name, ())
    yield from _about_cards(people, progress, forms)
    yield from _about_people(tasks, people, last_day(report.campaign), report.as_of)


def _about_missing(name: str, due_on: date | None, today: date) -> Iterator[_Line]:
    left = (due_on - today).days if due_on else SOON + 1
    if due_on and left < 0:
        yield _Line(f"补交{name}：{day_text(due_on)}截止，已{late_text(due_on, today)}，还没有收到。")
    elif due_on and left <= SOON:
        when = "就是今天" if not left else f"还有{left}天"
        yield _Line(f"按时交{name}：{day_text(due_on)}截止，{when}，还没有收到。", has_day=True)


def _about_returned(name: str, receipts: Sequence[SubmissionStatus], due_on: date | None, today: date) -> Iterator[_Line]:
    counting = [receipt for receipt in receipts if receipt.state.counts]
    if not any(receipt.state is SubmissionState.RETURNED for receipt in counting):
        return
    errors, warnings = sum(r.errors for r in counting), sum(r.warnings - r.explained for r in counting)
    parts = [f"{errors}处必须改" if errors else "", f"{warnings}处要改或说明" if warnings else ""]
    late = f"（这张表{late_of(counting[0])}）" if late_of(counting[0]) else ""
    day = return_by(due_on, today)
    has_day = day == due_on
    when = f"，{day_text(day)}前" if has_day else ""
    yield _Line(f"改好{name}的退回件{when}交回：{'，'.join(filter(None, parts))}{late}。", is_first=errors > 0, has_day=has_day)


def _about_cards(people: Sequence[PersonStatus], progress: Progress, forms: Forms) -> Iterator[_Line]:
    people = [standing for standing in people if standing.is_listed]
    for lane in progress.lanes:
        if forms[lane[0]].spec.is_card:
            lacking = [standing for standing in people if OpenItem(ItemKind.NO_CARD, lane) in standing.open]
            if lacking:
                yield _Line(f"补交{lane_name(lane, forms)}登记卡：{_people(lacking, is_all=len(people) == len(lacking))}。")


def _about_people(tasks: Sequence[Task], people: Sequence[PersonStatus], last: date | None, today: date) -> Iterator[_Line]:
    is_late = last is not None and (last - today).days <= SOON
    for situation, words in next_step_words().items():
        steps = [(task.status, step) for task in tasks for step in task.steps if step.situation is situation]
        named = [(one, step) for one, step in steps if words.remind and _presses(one, situation, is_late=is_late)]
        if named:
            day = named[0][1].day if situation is Situation.NOT_LANDED else None  # all else cannot wait as long
            when = f"，{day_text(day)}前办好" if day else ""
            yield _Line(f"{words.remind}{when}：{_people([one for one, _ in named], is_all=False)}。", has_day=bool(when))
    if waiting := [one for one in people if one.has(ItemKind.NO_RECEIPT)]:
        yield _Line(f"催一下回执：{_people(waiting, is_all=False)}。")


def _presses(one: PersonStatus, situation: Situation, *, is_late: bool) -> bool:
    """Whether somebody is named now: who has not landed yet when the last round is near, or gives no reason; whose probation ends within the transfer."""
    if situation is Situation.NOT_LANDED:
        return is_late or one.has(ItemKind.NOT_LANDED)
    return situation is not Situation.PROBATIONARY or one.has(ItemKind.PROBATION_OVER, ItemKind.PROBATION_ENDS)


def _people(person_statuses: Sequence[PersonStatus], *, is_all: bool) -> str:
    return people_text([] if is_all else [one.person.name for one in person_statuses if one.person.name], len(person_statuses))


def calendar(campaign: Campaign, forms: Forms, as_of: date) -> bytes:
    """The deadlines as an iCalendar file (RFC 5545): whole days, each with an alarm three days before."""
    import icalendar  # noqa: PLC0415 - needed for reminders only

    book = icalendar.Calendar()
    book.add("prodid", "-//gradflow//deadlines//ZH")
    book.add("version", "2.0")
    for deadline in campaign.deadlines:
        name = lane_name(deadline.lane, forms)
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
