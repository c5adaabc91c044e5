"""各支部/<支部>/服务团联系卡.xlsx: one A4 page to print and hand to every graduate: whom to call, and what to do when (通知四.2、五)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from gradflow.forms.loader import Form, Forms
from gradflow.model.campaign import Campaign
from gradflow.model.cells import Mark
from gradflow.model.copies import CONTACT_CARD
from gradflow.model.reports import Merged, Report
from gradflow.model.views import Situation
from gradflow.outputs.files import branch_folders
from gradflow.rules.next_steps import next_step_words
from gradflow.rules.regulations import limits
from gradflow.writing.books import Book
from gradflow.writing.sheets import Sheet
from gradflow.writing.tables import CHINESE, HEAD_FILL, HEAD_FONT, TITLE_FONT
from gradflow.writing.widths import clean, height_for

SHEET, NAME = CONTACT_CARD, f"{CONTACT_CARD}.xlsx"
TEAM = ("name", "party_duty", "phone", "other_contact")
WIDTHS = (14.0, 16.0, 27.0, 36.0)
HEADS = ("姓名", "党内职务", "手机", "微信或其他联系方式")
SITUATIONS = (Situation.LANDED, Situation.NOT_LANDED, Situation.MOVED, Situation.PROBATIONARY, Situation.HARD_TO_PLACE)
"""As the notice (五) speaks of them."""
TITLE = "{name}毕业生党员组织关系接转\n后续服务团联系卡"
INTRODUCTION = "毕业离校以后，组织关系转接中有不清楚、办不通的，随时找下面的同志。{until}前，他们的手机24小时开通{but}。"
NOT_ALWAYS, BUT = "（不是24小时开通）", "（注明的除外）"
OFFICE = "学院党委办公室"
WHEN = "遇到这些情况，这样办"
KEEP = "请保存好这张卡。手机号码、工作单位或住址变了，请及时告诉服务团的同志。"
SIZE, ROOM = 12, 0.78
"""Points of the text, and how much of a text of 10 points a line of it holds."""


class Member(NamedTuple):
    """Somebody on a team."""

    texts: tuple[str, ...]
    """By the columns of ``TEAM``."""
    is_late: bool
    """Whether they say that they cannot be reached at any hour."""


def write_contact_cards(folder: Path, report: Report, forms: Forms) -> None:
    """Write a card under ``folder`` for every branch whose team is merged. Raises OSError."""
    found = teams(report, forms)
    for branch, home in branch_folders(folder, report.campaign.places, found):
        _write_card(home / NAME, branch, found[branch], report.campaign)


def teams(report: Report, forms: Forms) -> dict[str, list[Member]]:
    """Branch -> the merged rows of its service team, in its own order."""
    found: dict[str, list[Member]] = defaultdict(list)
    for one in report.merged:
        if one.is_newest and "party_duty" in forms[one.form].kinds:
            for branch, member in zip(one.branches, _members(one, forms[one.form]), strict=True):
                found[branch].append(member)
    return found


def _members(one: Merged, form: Form) -> Iterator[Member]:
    reachable = form.kinds.get("is_reachable")
    for row in one.rows:
        held = dict(zip(one.fields, row, strict=True))
        is_late = reachable is not None and reachable.parse(held.get("is_reachable")) == "no"
        yield Member(tuple(str(held.get(key) or "") for key in TEAM), is_late)


def _write_card(path: Path, branch: str, team: Sequence[Member], campaign: Campaign) -> None:
    with Book(path, title=SHEET, mark=Mark(form=SHEET, branch=branch)) as book:
        sheet = book.sheet(SHEET, is_portrait=True)
        sheet.center_horizontally()
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        title = book.format(font_name=TITLE_FONT, font_charset=CHINESE, font_size=18, align="center")
        sheet.merge_range(0, 0, 0, 3, clean(TITLE.format(name=campaign.name)), title)
        sheet.set_row(0, 64)
        _line(book, sheet, 1, f"党支部：{branch}", bold=True)
        rows = [_contact(one) for one in team]
        but = BUT if any(one.is_late for one in team) else ""
        _line(book, sheet, 2, INTRODUCTION.format(until=_month_end(campaign), but=but))
        row = _table(book, sheet, 3, HEADS, rows)
        if campaign.office_phone:
            row = _table(book, sheet, row, (), [(OFFICE, "", campaign.office_phone, "")])
        _line(book, sheet, row + 1, WHEN, bold=True)
        row += 2
        words = next_step_words()
        for situation in SITUATIONS:
            _pair(book, sheet, row, words[situation].name, words[situation].own)
            row += 1
        _line(book, sheet, row, KEEP)


def _month_end(campaign: Campaign) -> str:
    day = date.fromisoformat(f"{campaign.cohort}-{limits()['month_ends']}")
    return f"{day.year}年{day.month}月{day.day}日"


def _contact(one: Member) -> tuple[str, ...]:
    """Who, and how to reach them; of whom cannot be reached at any hour, that."""
    name, duty, phone, other = one.texts
    return (name, duty, f"{phone}\n{NOT_ALWAYS}" if one.is_late else phone, other)


def _table(book: Book, sheet: Sheet, row: int, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """Write bordered rows, below a head if there is one; return the row after them."""
    head = book.format(border=1, align="center", font_size=SIZE, font_name=HEAD_FONT, font_charset=CHINESE, bg_color=HEAD_FILL)
    plain = book.format(border=1, align="center", font_size=SIZE, num_format="@")
    for cells, look in [*([(heads, head)] if heads else []), *((cells, plain) for cells in rows)]:
        sheet.set_row(row, _height(cells, WIDTHS))
        for column, text in enumerate(cells):
            sheet.put(row, column, clean(text), look)
        row += 1
    return row


def _pair(book: Book, sheet: Sheet, row: int, name: str, text: str) -> None:
    """A situation, and what to do then."""
    sheet.put(row, 0, name, book.format(border=1, align="center", font_size=SIZE, bold=True))
    sheet.merge_range(row, 1, row, 3, clean(text), book.format(border=1, align="left", font_size=SIZE))
    sheet.set_row(row, _height([text], [sum(WIDTHS[1:])]) + 8)


def _line(book: Book, sheet: Sheet, row: int, text: str, *, bold: bool = False) -> None:
    sheet.merge_range(row, 0, row, 3, clean(text), book.format(align="left", font_size=SIZE, bold=bold))
    sheet.set_row(row, _height([text], [sum(WIDTHS)]) + 8)


def _height(cells: Sequence[str], widths: Sequence[float]) -> float:
    """Points a row needs in which no text of this size is cut."""
    return height_for(cells, [width * ROOM for width in widths]) * 1.25
