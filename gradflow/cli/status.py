"""gradflow status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from gradflow.app.summary import columns, explained, people_line
from gradflow.cli.asking import FOLDER, STYLE, day_option, password_options, show, show_document
from gradflow.cli.chinese import ChineseCommand
from gradflow.cli.opening import validated
from gradflow.forms.loader import Forms
from gradflow.model.reports import Report
from gradflow.model.views import PersonStatus
from gradflow.outputs import words
from gradflow.outputs.briefing import PARAGRAPH_TITLE, paragraph
from gradflow.outputs.screens_json import status_document
from gradflow.pipeline.progress import Progress, headline, open_people

MOST_NAMED = 30
"""People named per branch; the rest stand in 人员总表."""


@click.command("status", cls=ChineseCommand, help="各支部交了哪些表、谁逾期、谁还没有办完。只看不写报告。")
@FOLDER
@day_option("按哪一天看，如 2023-07-25；默认今天")
@STYLE
@password_options
def command(folder: Path, style: str, **choice: Any) -> None:
    """Show branch × form × round, and who is open; exit 0, 1 or 2 as validate does."""
    found = validated(folder, choice)
    if style == "json":
        show_document(status_document(found.report, found.progress, found.session.forms))
    else:
        show(status_lines(found.report, found.progress, found.session.forms))
    click.get_current_context().exit(0 if found.is_settled else 1)


def status_lines(report: Report, progress: Progress, forms: Forms) -> Iterator[str]:
    """Lines for the screen; the caller masks them."""
    yield f"{report.campaign.name}  截至 {report.as_of.isoformat()}"
    yield ""
    yield f"截止日：{'；'.join(words.deadlines_text(report, forms))}"
    yield from filter(None, [words.calendar_note(report)])
    yield ""
    if not progress.cells:
        yield "campaign.toml 里还没有登记党支部，先在 [[branches]] 里写上各支部。"
        return
    rows = [
        ("党支部", *(words.lane_name(lane, forms) for lane in progress.lanes), "没办完"),
        *(_row(name, progress) for name in progress.cells),
    ]
    yield from columns(rows)
    yield ""
    head = headline(report)
    yield f"必须改 {head.errors} 处，改或说明 {head.warnings} 处{explained(head)}；{people_line(head)}"
    yield from (words.milestone_text(one, forms) for one in report.milestones)
    yield ""
    yield f"{PARAGRAPH_TITLE}："
    yield paragraph(report, forms)
    for name in (*progress.cells, ""):
        people = open_people((*progress.person_statuses.get(name, ()), *(one for one in report.earlier if one.branch == name)))
        steps = list(_steps(name, {one.person.name for one in people}, report, forms))
        if people or steps:
            yield ""
            yield f"{name or words.UNKNOWN_BRANCH}："
            names = Counter(one.person.name for one in people)
            for one in people[:MOST_NAMED]:
                days = f"（转出 {one.days_open} 天）" if one.days_open else ""
                yield f"  {_name(one, names)}：{words.items_text(one.open, forms)}{days}"
            if len(people) > MOST_NAMED:
                yield f"  …… 还有 {len(people) - MOST_NAMED} 人，见 汇总.xlsx 的“人员总表”"
            yield from steps


def _steps(branch: str, told: set[str], report: Report, forms: Forms) -> Iterator[str]:
    """What is open of rows that are no graduates': theirs is told person by person."""
    for one in (step for step in report.steps if step.branch == branch and not forms[step.lane[0]].spec.is_of_graduates):
        rest = [name for name in one.waiting if not name or name not in told]
        if rest and (one.day is None or report.as_of > one.day):
            yield f"  {words.lane_name(one.lane, forms)}：{words.step_text(rest, words.step_of(one.lane, one.until, forms).text)}"


def _row(name: str, progress: Progress) -> tuple[str, ...]:
    people = progress.person_statuses.get(name, ())
    return (
        name,
        *(words.cell_text(cell) or "—" for cell in progress.cells[name].values()),
        f"{len(open_people(people))}/{len(people)}人" if people else "—",
    )


def _name(one: PersonStatus, names: Counter[str]) -> str:
    """The name; of namesakes with the last digits of the ID number behind it."""
    name = one.person.name or "(没有姓名)"
    number = one.person.get("id_number")
    return f"{name}({number.text[-4:]})" if names[one.person.name] > 1 and number else name
