"""The campaign folder: who hands in what, in which layout; and the check of what gradflow makes of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from support import findings_json, shown

from foreign import cards, file_layouts, layouts, more_layouts, odd_layouts, row_layouts, visits
from foreign.people import BRANCHES, COLLEGE, Person, people, september
from foreign.truth import card_faults, follow_faults, roster_faults

Layout = Callable[[list[Person], Path], None]

# The layouts of each branch's workbooks: its people are cut into as many parts. Two lines of 软件学院 share the last layout.
ROSTERS: tuple[tuple[Layout, ...], ...] = (
    (layouts.official, layouts.two_line_head, layouts.several_sheets, odd_layouts.legacy, more_layouts.excel_table, file_layouts.floats),
    (layouts.preprinted, odd_layouts.libre, odd_layouts.wenjuanxing, odd_layouts.archive, file_layouts.tabbed),
    (layouts.other_order, row_layouts.repeated_heads, odd_layouts.inline, file_layouts.xml_2003),
    (layouts.head_in_row_five, row_layouts.sections, odd_layouts.jinshan, file_layouts.unicode_text),
    (layouts.merged_heads, odd_layouts.tencent, odd_layouts.coded, more_layouts.hints),
    (layouts.extra_columns, odd_layouts.formulas, row_layouts.totals, more_layouts.office_words, file_layouts.rich_text),
    (layouts.loose_heads, odd_layouts.boxed, odd_layouts.csv_of_windows, more_layouts.two_rows_each),
    (layouts.other_words, row_layouts.merged_values, odd_layouts.microsoft, more_layouts.gaps),
    (row_layouts.sample_row, odd_layouts.csv_of_the_web, layouts.more_words, more_layouts.excel_subtotals),
    (odd_layouts.side_titles, layouts.lists_beside, odd_layouts.web_table, more_layouts.data_frame),
    (row_layouts.ditto, odd_layouts.feishu, more_layouts.unit_label, file_layouts.grouped_heads),
    (layouts.official_copy, row_layouts.status_sections, more_layouts.returns),
)
SHARED: tuple[tuple[Layout, tuple[int, int]], ...] = ((odd_layouts.branch_column, (1, 2)), (odd_layouts.branch_lines, (9, 10)))
VISITED = (4, 5, 6, 7, 8, 10)
CARDED = (10, 11)


def parts(everybody: list[Person]) -> Iterator[tuple[Layout, list[Person]]]:
    """Every roster with its people. The last six of the branches that share a sheet stand there."""
    shared = {branch for _, pair in SHARED for branch in pair}
    for branch, ways in enumerate(ROSTERS):
        own = [person for person in everybody if person.branch == branch]
        own = own[:-6] if branch in shared else own
        for number, way in enumerate(ways):
            yield way, own[len(own) * number // len(ways) : len(own) * (number + 1) // len(ways)]
    for way, pair in SHARED:
        yield way, [person for branch in pair for person in [one for one in everybody if one.branch == branch][-6:]]


def _dated(inbox: Path, when: datetime) -> None:
    for path in inbox.rglob("*"):
        if path.is_file() and path.stat().st_mtime > datetime(2024, 1, 1).timestamp():
            os.utime(path, (when.timestamp(), when.timestamp()))


def build_june(folder: Path, everybody: list[Person]) -> Path:
    """campaign.toml, the rosters and the cards, as of 19 June."""
    inbox = folder / "inbox"
    inbox.mkdir(parents=True)
    lines = [f'college = "{COLLEGE}"', "cohort = 2023", "graduated_on = 2023-06-30", ""]
    for name, alias, members in BRANCHES:
        lines += ["[[branches]]", f'name = "{name}"', f'aliases = ["{alias}"]', f"members = {members}", ""]
    (folder / "campaign.toml").write_text("\n".join(lines), encoding="utf-8")
    for way, own in parts(everybody):
        way(own, inbox)
    for branch, ways in zip(CARDED, cards.CARDS, strict=True):
        own = [person for person in everybody if person.branch == branch]
        for number, way in enumerate(ways):
            way(own[number :: len(ways)], inbox)
    _dated(inbox, datetime(2023, 6, 19, 15, 0))
    return folder


def build_july(folder: Path, everybody: list[Person]) -> None:
    """The first round of visits, as of 19 July."""
    for number, branch in enumerate(VISITED):
        own = [person for person in everybody if person.branch == branch]
        ways = visits.VISITS[number]
        for part, way in enumerate(ways):
            way(own[len(own) * part // len(ways) : len(own) * (part + 1) // len(ways)], folder / "inbox")
    _dated(folder / "inbox", datetime(2023, 7, 19, 15, 0))


def build_september(folder: Path, everybody: list[Person]) -> None:
    """The second round, as of 19 September, beside the first in a folder of its own."""
    inbox = folder / "inbox/9月"
    inbox.mkdir()
    for branch, way in zip(VISITED, visits.SECOND, strict=True):
        way([september(person) for person in everybody if person.branch == branch], inbox)
    _dated(inbox, datetime(2023, 9, 19, 15, 0))


def validate(folder: Path, as_of: str) -> list[str]:
    """Runs the command line; what it should not have said."""
    run = shown("validate", folder, "--as-of", as_of)
    if run.status == 2 or "Traceback" in run.err:
        return [f"{as_of}: exit {run.status}: {run.err}"]
    told = findings_json(folder)
    found = told["findings"]
    states = [
        f"{as_of}: submission {one['file']} {one['form']} {one['timeliness']} {one['state']} {one['rows_read']} rows"
        for one in told["submissions"]
        if one["file"] and (one["state"] not in {"clean", "superseded"} or one["timeliness"] == "late")
    ]
    return states + [
        f"{as_of}: {one['severity']} {one['code']} {one['file']} {one['sheet'] or ''} {one['cell'] or ''} {one['person'] or ''}: {one['message']} ‹{one['value'] or ''}›"
        for one in found
        if one["severity"] != "info"
    ]


def check(folder: Path, seed: int = 1) -> list[str]:
    """Builds in ``folder`` and checks June and July: every false error or warning, everybody not merged, every wrong value."""
    everybody = people(seed)
    build_june(folder, everybody)
    faults = validate(folder, "2023-06-20")
    book = folder / "reports/汇总.xlsx"
    if not book.exists():
        return faults
    faults += roster_faults(book, everybody)
    faults += card_faults(book, [person for person in everybody if person.branch in CARDED])
    visited = [person for person in everybody if person.branch in VISITED]
    build_july(folder, everybody)
    faults += _new(validate(folder, "2023-07-20"), faults) + follow_faults(book, visited)
    build_september(folder, everybody)
    faults += _new(validate(folder, "2023-09-20"), faults) + follow_faults(book, [september(person) for person in visited])
    return faults + follow_faults(book, visited, "附件3汇总(第1次)")


def _new(lines: list[str], told: list[str]) -> list[str]:
    """What was not told at an earlier date."""
    before = {line.split(": ", 1)[-1] for line in told}
    return [line for line in lines if line.split(": ", 1)[-1] not in before]
