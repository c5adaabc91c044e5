"""How each branch stands with each form and round, in a word or two: the matrix of status, reminders and reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gradflow.core.records import Context
from gradflow.core.reports import Receipt, Report, Standing
from gradflow.forms.loader import Forms
from gradflow.pipeline.matching import base_form
from gradflow.pipeline.standing import ACCEPTED, REJECTED, Slot, slot_name, slots
from gradflow.pipeline.working_days import late_text

NOT_NEEDED = "不用交"
COUNTING = frozenset({"clean", "returned", "nil"})


@dataclass(frozen=True, slots=True)
class Progress:
    """The matrix: branch -> form and round -> what stands there."""

    slots: tuple[Slot, ...]
    heads: tuple[str, ...]
    cells: Mapping[str, Mapping[Slot, str]]
    receipts: Mapping[tuple[str, Slot], Sequence[Receipt]]
    standings: Mapping[str, Sequence[Standing]]


def progress_of(report: Report, forms: Forms, context: Context) -> Progress:
    """Work out the matrix for all branches of the campaign, and for people whose branch is not known."""
    wanted = tuple(slots(forms, context))
    receipts: dict[tuple[str, Slot], list[Receipt]] = defaultdict(list)
    for receipt in report.receipts:
        if receipt.form:
            receipts[receipt.branch or "", (receipt.form, receipt.round)].append(receipt)
    people: dict[str, list[Standing]] = defaultdict(list)
    for standing in report.standings:
        people[standing.branch].append(standing)
    cells = {
        branch.name: {
            slot: _cell(slot, receipts[branch.name, slot], (people[branch.name], branch.members), forms, context) for slot in wanted
        }
        for branch in report.campaign.branches
    }
    base = base_form(forms)
    nil = {name for name in cells if any(r.state == "nil" for r in receipts[name, (base, None)])}
    for name in nil:
        cells[name] = {slot: text if receipts[name, slot] or slot[0] == base else NOT_NEEDED for slot, text in cells[name].items()}
    return Progress(wanted, tuple(slot_name(slot, forms) for slot in wanted), cells, receipts, people)


Known = tuple[Sequence[Standing], int]
"""A branch's people, and how many the office knows it to have, or 0."""


def _cards(slot: Slot, known: Known) -> str:
    """Cards that are merged, of as many as the roster lists or the office knows, whichever are more; then what is returned."""
    people, members = known
    listed = [one for one in people if one.is_listed]
    number = max(len(listed or people), members)
    merged = sum(one.states.get(slot) == ACCEPTED for one in listed or people)
    wrong = sum(one.states.get(slot) == REJECTED for one in people)
    return "，".join(filter(None, (f"{merged}/{number}" if number else "", f"{wrong}张退回" if wrong else "")))


def _cell(slot: Slot, receipts: Sequence[Receipt], known: Known, forms: Forms, context: Context) -> str:
    due_on = context.campaign.due_on(*slot)
    today = context.as_of
    if forms[slot[0]].spec.layout == "card":
        late = next((_when(r) for r in receipts if r.days_late), "未交" if any(r.state == "missing" for r in receipts) else "")
        return "，".join(filter(None, (_cards(slot, known), late)))
    counting = [receipt for receipt in receipts if receipt.state in COUNTING]
    if any(receipt.state == "missing" for receipt in receipts):
        return "未交"
    if not counting:
        early = any(receipt.state == "early" for receipt in receipts)
        return "还没有到" if early else "今天截止" if due_on == today else ""
    words = [_when(counting[0])]
    if any(receipt.state == "returned" for receipt in counting):
        words.append("退回")
    elif any(receipt.state == "nil" for receipt in counting):
        words.append("零报告")
    return "，".join(word for word in words if word) or "已交"


def _when(receipt: Receipt) -> str:
    if receipt.timeliness == "late" and receipt.due_on and receipt.first_at:
        return late_text(receipt.due_on, receipt.first_at.date())
    return {"on_time": "按时"}.get(receipt.timeliness or "", "已交")


def open_people(standings: Iterable[Standing]) -> list[Standing]:
    """The people with something still open."""
    return [standing for standing in standings if standing.open]
