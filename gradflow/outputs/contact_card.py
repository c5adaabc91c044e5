"""服务团联系卡.xlsx: one A4 page to print and hand to every graduate: whom to call, and what to do when (通知四.2、五)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from gradflow.forms.loader import Form, Forms
from gradflow.model.campaign import Campaign
from gradflow.model.cells import Mark
from gradflow.model.copies import CONTACT_CARD
from gradflow.model.reports import Report
from gradflow.model.views import Situation
from gradflow.outputs.branch_folders import CARD, BranchFolders
from gradflow.outputs.branch_workbooks import Common
from gradflow.rules.next_steps import next_step_words
from gradflow.rules.regulations import limits
from gradflow.writing.books import Book
from gradflow.writing.sheets import Sheet
from gradflow.writing.splicing import Format
from gradflow.writing.tables import CHINESE, HEAD_FILL, HEAD_FONT, official_title, set_widths, write_line
from gradflow.writing.templates import write_hidden
from gradflow.writing.widths import clean, height_for

SHEET = CONTACT_CARD
TEAM = ("name", "party_duty", "phone", "other_contact")
WIDTHS = (14.0, 16.0, 27.0, 36.0)
HEADS = ("姓名", "党内职务", "手机", "微信或其他联系方式")
SITUATIONS = (Situation.LANDED, Situation.NOT_LANDED, Situation.MOVED, Situation.PROBATIONARY, Situation.HARD_TO_PLACE)
"""As the notice (五) speaks of them."""
TITLE = "{name}毕业生党员组织关系接转\n后续服务团联系卡"
INTRODUCTION = "毕业离校以后，组织关系转接中有不清楚、办不通的，随时找下面的同志。{until}前，他们的手机24小时开通{but}。"
NOT_ALWAYS, BUT, TO_CHECK = "（不是24小时开通）", "（注明的除外）", "手机待核"
OFFICE = "学院党委办公室"
WHEN = "遇到这些情况，这样办"
KEEP = "请保存好这张卡。手机号码、工作单位或住址变了，请及时告诉服务团的同志。"
SIZE, ROOM = 12, 0.78
"""Points of the text, and how much of a text of 10 points a line of it holds."""


class Member(NamedTuple):
    """Somebody on a team."""

    texts: tuple[str, ...]
    """Who, and how to reach them, by the columns of ``TEAM``; of whom cannot be reached at any hour, that."""
    is_late: bool
    """Whether they say that they cannot be reached at any hour."""


@dataclass(frozen=True, slots=True)
class ContactCard:
    """The card of a branch (``BranchWorkbook``)."""

    name: str
    branch: str
    team: Sequence[Member]

    def made_of(self) -> object:
        """Whose it is, and who stands on it."""
        return CARD, self.branch, self.team

    def write(self, path: Path, common: Common) -> None:
        """Write it."""
        _write_card(path, self.branch, self.team, common.campaign)


def contact_cards(folders: BranchFolders, report: Report, forms: Forms) -> Iterator[ContactCard]:
    """The card of every branch whose team is merged."""
    for branch, team in teams(report, forms).items():
        if branch in report.campaign.places:
            yield ContactCard(folders.own(branch, CARD), branch, team)


def teams(report: Report, forms: Forms) -> dict[str, list[Member]]:
    """Branch -> the merged rows of its service team, in its own order; behind them whoever's row is to be corrected first."""
    found: dict[str, list[Member]] = defaultdict(list)
    for one in report.merged:
        if one.is_newest and "party_duty" in forms[one.form].kinds:
            for branch, row in zip(one.branches, one.rows, strict=True):
                found[branch].append(_member(dict(zip(one.fields, row, strict=True)), forms[one.form]))
    for left in report.rejected:
        form = forms[left.form]
        if "party_duty" in form.kinds and left.branch in found and all(finding.where.row for finding in left.findings):
            told = {key: form.show(key, value) for key, value in left.record.values.items()} | {"name": left.record.person}
            is_there = any(one.texts[0] == left.record.person for one in found[left.branch])
            found[left.branch] += [] if is_there else [_member(told, form)]
    return found


def _member(held: Mapping[str, Any], form: Form) -> Member:
    is_late = "is_reachable" in form.kinds and form.kinds["is_reachable"].parse(held.get("is_reachable")) == "no"
    name, duty, phone, other = (str(held.get(key) or "") for key in TEAM)
    return Member((name, duty, f"{phone or TO_CHECK}\n{NOT_ALWAYS}" if is_late else phone or TO_CHECK, other), is_late)


def _write_card(path: Path, branch: str, team: Sequence[Member], campaign: Campaign) -> None:
    until = date.fromisoformat(f"{campaign.cohort}-{limits()['month_ends']}")
    but = BUT if any(one.is_late for one in team) else ""
    words = next_step_words()
    mark = Mark(form=SHEET, branch=branch)
    with Book(path, title=SHEET, mark=mark) as book:
        sheet = book.sheet(SHEET, is_portrait=True)
        sheet.center_horizontally()
        set_widths(sheet, WIDTHS)
        write_line(sheet, 0, (0, 3), TITLE.format(name=campaign.name), official_title(book), 64)
        plain, bold = (book.format(align="left", font_size=SIZE, bold=is_bold) for is_bold in (False, True))
        _line(sheet, 1, f"党支部：{branch}", bold)
        _line(sheet, 2, INTRODUCTION.format(until=f"{until.year}年{until.month}月{until.day}日", but=but), plain)
        head = book.format(border=1, align="center", font_size=SIZE, font_name=HEAD_FONT, font_charset=CHINESE, bg_color=HEAD_FILL)
        cell = book.format(border=1, align="center", font_size=SIZE, num_format="@")
        rows = [(HEADS, head), *((one.texts, cell) for one in team)]
        rows += [((OFFICE, "", campaign.office_phone, ""), cell)] if campaign.office_phone else []
        for row, (texts, look) in enumerate(rows, start=3):
            sheet.set_row(row, _height(texts, WIDTHS))
            for column, text in enumerate(texts):
                sheet.put(row, column, clean(text), look)
        when = 4 + len(rows)
        _line(sheet, when, WHEN, bold)
        name, what = book.format(border=1, align="center", font_size=SIZE, bold=True), book.format(border=1, align="left", font_size=SIZE)
        for row, situation in enumerate(SITUATIONS, start=when + 1):
            sheet.put(row, 0, words[situation].name, name)
            _line(sheet, row, words[situation].own, what, first=1)
        _line(sheet, when + 1 + len(SITUATIONS), KEEP, plain)
        write_hidden(book, mark)


def _line(sheet: Sheet, row: int, text: str, look: Format, first: int = 0) -> None:
    write_line(sheet, row, (first, 3), text, look, _height([text], [sum(WIDTHS[first:])]) + 8)


def _height(cells: Sequence[str], widths: Sequence[float]) -> float:
    """Points a row needs in which no text of this size is cut."""
    return height_for(cells, [width * ROOM for width in widths]) * 1.25
