"""总览: the first sheet of 汇总.xlsx: how far, what to do today, the paragraph, the branches; then charts, figures that add up, and lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from datetime import date
from itertools import zip_longest
from operator import attrgetter
from typing import Any, NamedTuple

from gradflow.forms.loader import Forms
from gradflow.model.cells import listed
from gradflow.model.collected import COLUMN_OF
from gradflow.model.people import Place
from gradflow.model.reports import Report
from gradflow.model.views import Counted, Landing, Reason, Statistic, Tally
from gradflow.model.vocabulary import FIELD_LABELS
from gradflow.outputs import chart_data, words
from gradflow.outputs.briefing import PARAGRAPH_TITLE, paragraph, tasks
from gradflow.outputs.chart_data import Bar, Counts
from gradflow.pipeline.grouping import grouped
from gradflow.pipeline.merge import by_branch, by_form, in_all
from gradflow.pipeline.progress import Progress, headline, open_people
from gradflow.pipeline.register import counted_by
from gradflow.writing.books import Book
from gradflow.writing.charts import Block, bars, columns_and_line
from gradflow.writing.links import inside, put_link
from gradflow.writing.paged_sheet import LINE, MOST_TOGETHER, PAGE_HEIGHT, PagedSheet
from gradflow.writing.tables import head_format, link_format
from gradflow.writing.widths import Column, clean, height_for, merged_width

TITLES = {Place.IN_QUESTION: "去向待查的人（报过，现在哪份表里都没有）", Place.RELEASED: "党委办公室放行的人（gradflow release）"}
List = tuple[str, tuple[str, str, str], Sequence[tuple[str, object, str]]]


def lists(report: Report) -> Iterator[List]:
    """Title, heads and lines; of a line the first column, a figure, a long text."""
    for whereabouts, title in TITLES.items():
        absent = ((one.kept, "(已说明)" if one.is_explained else "") for one in report.owed.absent if one.place is whereabouts)
        yield title, ("党支部", "人次", "姓名"), _by_branch((kept.branch, f"{kept.person}{told}") for kept, told in absent)
    grants = [(use.grant, "有效" if use.is_used else "已失效") for use in report.grants]
    rows = [
        (one.branch, state, f"{one.person}：{FIELD_LABELS.get(one.field, '')}{words.granted_text(one)}。{one.words}")
        for one, state in grants
    ]
    yield "党委办公室准许照原样保留的（gradflow grant）", ("党支部", "状态", "谁、什么、为什么"), rows


def _reasons(statistics: Sequence[Tally]) -> Iterator[tuple[str, object, str]]:
    """Why memberships have not arrived, the most frequent first, branch by branch."""
    counts = {one.branch or words.UNKNOWN_BRANCH: {reason: one.of(reason) for reason in Reason} for one in statistics}
    for name, found in counts.items():
        told = sorted(((reason.label, count) for reason, count in found.items() if count), key=lambda item: (-item[1], item[0]))
        if told:
            yield name, sum(found.values()), "、".join(f"{reason}{count}" for reason, count in told)


def _by_branch(named: Iterable[tuple[str, str]]) -> list[tuple[str, object, str]]:
    """The names of each branch, and how many they are."""
    names = grouped((branch or words.UNKNOWN_BRANCH, name) for branch, name in named)
    return [(branch, len(found), "、".join(found)) for branch, found in names.items()]


def write_list(running: PagedSheet, found: List) -> None:
    """Write lines whose last cell runs over the rest of the sheet's width; nothing where there are none."""
    title, heads, lines = found
    if not lines:
        return
    book, sheet, last = running.book, running.sheet, running.columns - 1
    widths = [*running.widths[:2], merged_width(running.widths[2:])]
    running.heading(title, 3 * height_for(lines[0], widths))
    bold = head_format(book)
    wide, figure = book.format(border=1, align="left"), book.format(border=1, align="center")
    for place, line in enumerate((heads, *lines)):
        row = running.take(height_for(line, widths))
        sheet.merge_range(row, 2, row, last, "", wide if place else bold)
        for column, (value, form) in enumerate(zip(line, (wide, figure, wide), strict=True)):
            sheet.put(row, column, value, form if place else bold)


NAME = "总览"
ROOM = 0.85
"""How much of the width a long text may count on, where the font is another."""
CLOSER = 2
"""Points by which the lines of the front stand closer, to fit the first page."""
FIRST, OTHERS, COUNT = 32, 8.4, 15
"""Widths of the sheet's columns, and how many there are: one page wide also where the digits of another font are wider."""
TITLE_SIZE = 1.7
"""How much larger the letters of the title are than others, with the room around them."""
FIGURES, FEWEST, MOST_NAMED, MOST_SPAN = 5, 3, 8, 2
"""Figures told of each branch, branches that begin on the first page, those named in a task, and columns that the state of a form may take."""
CONTENTS, CONTENTS_TEXT = 4, 7
"""The columns in which the list of sheets begins, and what it says of them."""
TOTAL = "合计"
STATISTICS: tuple[tuple[str, tuple[Counted, ...]], ...] = (
    ("上报统计一：人员", (
        Statistic.GRADUATES, Statistic.FULL, Statistic.PROBATIONARY, Statistic.STATUS_UNSURE, Statistic.MALE, Statistic.FEMALE, Statistic.SEX_UNSURE,
        Statistic.HAN, Statistic.MINORITY, Statistic.ETHNICITY_UNSURE, Statistic.UNLISTED,
    )),
    ("上报统计二：转接", (
        Statistic.TO_LEAVE, Statistic.WITHIN, Statistic.BEYOND, Statistic.PROVINCE_UNSURE, Landing.LANDED, Statistic.RECEIPT_BACK, Landing.OPEN,
        Landing.NOT_ASKED, Landing.TO_CHECK, Reason.LOST, Landing.KEPT, Landing.ENDED, Statistic.PROBATION_ENDS, Statistic.PROBATION_OVER)),
)  # fmt: skip
"""The upward report as it is printed, a few columns at a time."""
ALWAYS = frozenset({
    Statistic.GRADUATES, Statistic.FULL, Statistic.PROBATIONARY, Statistic.MALE, Statistic.FEMALE, Statistic.HAN, Statistic.MINORITY,
    Statistic.TO_LEAVE, Statistic.WITHIN, Statistic.BEYOND, Landing.LANDED, Statistic.RECEIPT_BACK, Landing.OPEN,
})  # fmt: skip
"""Told where there are none, too."""


class Content(NamedTuple):
    """A sheet of the workbook, as 总览 lists it."""

    name: str
    rows: int | str
    text: str


def write_overview(book: Book, report: Report, forms: Forms, progress: Progress, contents: Sequence[Content]) -> None:
    """Write the sheet."""
    running = begin_overview(book, f"{report.campaign.name}毕业生党员组织关系转接  总览", report.as_of)
    for line in (words.calendar_note(report), *(words.milestone_text(one, forms) for one in report.milestones)):
        if line:
            running.note(line)
    _write_how_far(running, report)
    today = [
        (one.title, len(one.names), f"{one.advice}{listed(one.names, MOST_NAMED, '等{}个')}") for one in tasks(report, forms, progress)
    ]
    write_list(running, ("今天要办", ("要办的", "几个", "怎么办，哪些"), today))
    _write_paragraph(running, paragraph(report, forms))
    _write_branches(running, report, progress, forms)
    _write_charts(running, report, forms)
    running.heading("全部数字和工作表", PAGE_HEIGHT)
    write_front(running, _figures(report, forms), contents)
    _write_forms(running, report, forms)
    write_list(running, ("未转入原因", ("党支部", "人数", "原因"), list(_reasons(report.statistics))))
    _write_statistics(running, report.statistics, forms)
    if report.not_run:
        running.note(
            f"缺资料、没有核对的规则 {len({one.code for one in report.not_run})} 条，不等于通过：是哪些、缺什么，见 report.html 的“规则执行情况”。"
        )
    for found in lists(report):
        write_list(running, found)
    running.finish()


def _write_how_far(running: PagedSheet, report: Report) -> None:
    head = headline(report)
    told = {
        "读到的行": head.rows_read, "已汇总": head.rows_accepted, "待更正": head.rows_rejected, "必须改": head.errors, "改或说明": head.warnings,
        "人员": head.people, "已办结": head.done, "还没到期": head.waiting, "没有办完": head.open,
        "应转出": head.landed[1], "已转入": head.landed[0], "转入率": f"{head.landed[0] / head.landed[1]:.0%}" if head.landed[1] else "—", "未交(份)": head.missing,
    }  # fmt: skip
    running.table((Column("", FIRST), *(Column(name, OTHERS) for name in told)), [("全院", *told.values())])


def _write_branches(running: PagedSheet, report: Report, progress: Progress, forms: Forms) -> None:
    """Write where each branch stands: what of its rows counts, how many people are not done, and each form and round."""
    heads = ["已汇总", "待更正", "必须改", "改或说明", "没有办完", *(words.lane_name(lane, forms) for lane in progress.lanes)]
    rows: list[tuple[object, ...]] = []
    for one in by_branch(report):
        cells, people = progress.cells.get(one.name), progress.person_statuses.get(one.name, ())
        states = (words.cell_text(cells[lane]) if cells else "" for lane in progress.lanes)
        figures = (one.accepted, one.rejected, one.errors, one.warnings, len(open_people(people)))
        rows.append((one.name or words.UNKNOWN_BRANCH, *figures, *states))
    running.heading("各支部（读到的行 = 已汇总 + 待更正）")
    room = (COUNT - 1 - FIGURES) // max(len(progress.lanes), 1)
    spans = [1] * FIGURES + [min(max(room, 1), MOST_SPAN)] * len(progress.lanes)
    _write_parts(running, ["党支部", *heads], rows, spans, kept=FEWEST)


def _write_parts(
    running: PagedSheet, heads: Sequence[str], rows: Sequence[Sequence[object]], spans: Sequence[int] = (), **look: Any
) -> None:
    """Write a table, in several where it has more columns than the sheet."""
    for first in range(1, len(heads), COUNT - 1):
        part = slice(first, first + COUNT - 1)
        columns = (Column(heads[0], FIRST), *(Column(head, OTHERS) for head in heads[part]))
        own = (spans or [1] * len(heads))[first - 1 :][: len(columns) - 1]
        running.table(columns, [(row[0], *row[part]) for row in rows], spans=[1, *own], **look)


def begin_overview(book: Book, title: str, day: date) -> PagedSheet:
    """Add the sheet, and write its title and the day its figures are of."""
    running = PagedSheet(book, book.sheet(NAME), [FIRST, *[OTHERS] * (COUNT - 1)])
    running.start()
    row = running.take(height_for([title], [sum(running.widths) / TITLE_SIZE]) * TITLE_SIZE)
    running.sheet.merge_range(row, 0, row, COUNT - 1, clean(title), book.format(bold=True, font_size=16, align="center"))
    running.sheet.put(running.take(LINE), 0, f"统计日期：{day.isoformat()}", book.format())
    return running


def write_front(running: PagedSheet, figures: Sequence[tuple[str, int | str]], contents: Sequence[Content]) -> None:
    """Write the figures, and beside them the workbook's sheets with links to them; one without rows is not there."""
    book, sheet, last = running.book, running.sheet, COUNT - 1
    head, looks = head_format(book), (book.format(border=1, align="left"), book.format(border=1, align="center"), link_format(book))
    lines = zip_longest((("项目", "数量"), *figures), (Content("工作表", "行数", "里面是什么"), *contents))
    for number, (own, content) in enumerate(lines):
        left, figure, link = looks if number else (head, head, head)
        texts = [own[0] if own else "", content.text if content else ""]
        row = running.take(height_for(texts, [FIRST, (last - CONTENTS_TEXT) * OTHERS]) - CLOSER)
        if own:
            sheet.put(row, 0, own[0], left)
            sheet.merge_range(row, 1, row, 2, own[1], figure)
        if content:
            sheet.merge_range(row, CONTENTS, row, CONTENTS_TEXT - 2, "", left)
            url = inside(content.name) if number and content.rows else ""
            put_link(sheet, row, CONTENTS, content.name, url, link if url or not number else left)
            sheet.put(row, CONTENTS_TEXT - 1, content.rows, figure)
            sheet.merge_range(row, CONTENTS_TEXT, row, last, content.text, left)


def _figures(report: Report, forms: Forms) -> list[tuple[str, int | str]]:
    head, owed = headline(report), report.owed
    values = {
        **asdict(head), **{COLUMN_OF[place]: owed.units[place] for place in words.PLACES}, "ever_read": owed.ever_read,
        "ever_named": sum(owed.people.values()), "reworded": head.reworded, "in_time": words.share_text(*head.in_time),
        "early": owed.early or None, "trials": head.trials or None,
        "landed_rate": words.share_text(*head.landed) if Landing.LANDED in counted_by(forms) else None,
    }  # fmt: skip
    return words.figure_lines(values, rows_read="读到的行" + words.card_note(forms).translate({ord("（"): "(", ord("）"): ")"}))


def _write_forms(running: PagedSheet, report: Report, forms: Forms) -> None:
    sums = by_form(report, forms)
    named = [*((forms[one.name].spec.annex if one.name else "(不是报送的表)", one) for one in sums), (TOTAL, in_all(sums, report))]
    counted = attrgetter("files", "read", "accepted", "rejected", "in_merged", "in_rejected")
    rows = [(name, *counted(one), "相符" if one.agrees else "不相符") for name, one in named]
    running.heading("各附件情况（读到 = 已汇总 + 待更正）")
    heads = ("报送文件", "读到行数", "已汇总", "待更正", "汇总表行数", "待更正行数", "核对")
    running.table((Column("附件", FIRST), *(Column(text, OTHERS) for text in heads)), rows, has_total=True)


def _write_statistics(running: PagedSheet, tallies: Sequence[Tally], forms: Forms) -> None:
    known = counted_by(forms)
    for name, every in STATISTICS:
        counted = [what for what in every if what in known and (what in ALWAYS or any(one.of(what) for one in tallies))]
        if not counted:
            continue
        running.heading(name)
        rows = [(one.branch or words.UNKNOWN_BRANCH, *(one.of(what) for what in counted)) for one in tallies]
        rows.append((TOTAL, *(sum(one.of(what) for one in tallies) for what in counted)))
        _write_parts(running, ["党支部", *(words.counted_text(what, forms) for what in counted)], rows, has_total=True)


def _write_paragraph(running: PagedSheet, text: str) -> None:
    height = height_for([text], [merged_width(running.widths) * ROOM])
    running.heading(PARAGRAPH_TITLE)
    row = running.take(height)
    running.sheet.merge_range(row, 0, row, running.columns - 1, text, running.book.format(border=1, align="left"))


LEAST_HEIGHT, A_BAR = 150.0, 20.0
"""Points below which a chart cannot be read, and those that a bar and its name take in one."""
MOST_PARTS = 6
"""Charts of one figure; a campaign with more branches gets tables for the rest."""


def _write_charts(running: PagedSheet, report: Report, forms: Forms) -> None:
    note = "每个附件每一次算一份，只算在一栏里；没有截止日的算按时。"
    write_chart_parts(running, chart_data.hand_ins(report), "各支部交表情况（份）", note)
    weeks = chart_data.weeks(report.figures.landed_by_week)
    landings, destinations, rules = (made(report) for made in (chart_data.landings, chart_data.destinations, chart_data.rules))
    tells_landing = Landing.LANDED in counted_by(forms)
    if tells_landing and any(bar.values[0] for bar in landings.bars):
        write_chart_parts(running, landings, "各支部转入落地情况（人）", "")
    if tells_landing and destinations.bars:
        write_bars(running, destinations, "毕业去向（人）", is_stacked=False)
    if weeks.bars:
        write_weeks(running, weeks)
    if rules.bars:
        write_bars(running, rules, "问题种类（处）", is_stacked=True)


def _block(running: PagedSheet, counts: Counts) -> Block:
    columns = (Column(counts.head, FIRST), *(Column(head, OTHERS) for head in counts.series))
    return running.table(columns, [(bar.label, *bar.values) for bar in counts.bars], is_drawn=True)


def write_chart_parts(running: PagedSheet, counts: Counts, title: str, note: str) -> None:
    """Write what is counted of branches or colleges, with a chart of all series; in several blocks where one would pass a page."""
    parts = list(_parts(counts.bars, running.widths[0]))
    for number, part in enumerate(parts, start=1):
        name = f"{title}（{number}/{len(parts)}）" if len(parts) > 1 else title
        own = replace(counts, bars=tuple(part))
        height = _height(running, own)
        running.heading(name, height + LINE)
        if note and number == 1:
            running.note(note)
        block = _block(running, own)
        if number <= MOST_PARTS and any(any(bar.values) for bar in part):
            running.chart_beside(block, bars(block, name, range(1, len(block.heads))), height)


def _parts(found: Sequence[Bar], width: float) -> Iterator[Sequence[Bar]]:
    """Bars of branches, page by page."""
    part: list[Bar] = []
    height = 2 * LINE
    for bar in found:
        own = height_for([bar.label], [width])
        if part and height + own > MOST_TOGETHER:
            yield part
            part, height = [], 2 * LINE
        part.append(bar)
        height += own
    if part:
        yield part


def _height(running: PagedSheet, counts: Counts) -> float:
    """Points of a block: its table's, but enough for a chart and no more than a page."""
    heads = height_for([counts.head, *counts.series], running.widths)
    whole = heads + sum(height_for([bar.label], running.widths) for bar in counts.bars)
    return min(max(whole, LEAST_HEIGHT, A_BAR * (len(counts.bars) + 1)), MOST_TOGETHER)


def write_weeks(running: PagedSheet, counts: Counts) -> None:
    """Write how many arrived week by week, and so far."""
    height = _height(running, counts)
    running.heading("每周转入落地（人）", height)
    block = _block(running, counts)
    running.chart_beside(block, columns_and_line(block, "每周转入落地（人）", 1, 2), min(height, 2 * LEAST_HEIGHT))


def write_bars(running: PagedSheet, counts: Counts, title: str, *, is_stacked: bool) -> None:
    """Write counts with a chart of their first series, two at most."""
    height = _height(running, counts)
    running.heading(title, height)
    block = _block(running, counts)
    running.chart_beside(block, bars(block, title, (1, 2)[: len(counts.series)], is_stacked=is_stacked), height)
