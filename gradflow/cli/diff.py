"""gradflow diff."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from gradflow.app.campaign_file import branch_name
from gradflow.app.summary import columns
from gradflow.cli.asking import CAMPAIGN, STYLE, day_option, password_options, show, show_document
from gradflow.cli.chinese import ChineseCommand
from gradflow.cli.opening import validated
from gradflow.model.findings import SETTLED, FindingState, Resolution
from gradflow.model.masking import Masking, on_screen
from gradflow.model.reports import Report
from gradflow.outputs.html_lists import HIDDEN_CHANGE
from gradflow.outputs.screens_json import diff_document

ORDER = (
    FindingState.SOLVED, FindingState.EXPLAINED, FindingState.GRANTED, FindingState.PENDING, FindingState.MISCORRECTED, FindingState.NEW,
)  # fmt: skip
DONE = SETTLED | {FindingState.SOLVED}
LONGEST = 40
"""Characters of a value shown on the screen."""


@click.command(
    "diff", cls=ChineseCommand, help="支部交回的退回件改得怎么样：哪些改好了、没有改、改了仍不对、新出现。不写支部时列出各支部的数目。"
)
@click.argument("branch", metavar="[支部]", default="")
@CAMPAIGN
@day_option("按哪一天看，如 2023-07-25；默认今天")
@STYLE
@password_options
def command(branch: str, folder: Path, style: str, **choice: Any) -> None:
    """Show what became of what was returned; exit 0 when everything told is settled and nothing is new, else 1."""
    report = validated(folder, choice).report
    name = branch_name(report.campaign, branch)
    outcomes = [outcome for outcome in report.outcomes if not name or outcome.branch == name]
    if style == "json":
        show_document(diff_document(outcomes, report.masking))
    else:
        show(_of_branch(name, outcomes, report.masking) if name else _of_all(report), is_masked=True)
    click.get_current_context().exit(0 if all(outcome.state in DONE for outcome in outcomes) else 1)


def _of_all(report: Report) -> Iterator[str]:
    """One line a branch that has sent something back."""
    counts: dict[str, Counter[FindingState]] = {}
    for outcome in report.outcomes:
        counts.setdefault(outcome.branch, Counter())[outcome.state] += 1
    if not counts:
        yield "还没有支部交回改过的退回件。"
        return
    rows = [("党支部", *(state.label for state in ORDER))]
    rows += [(branch or "(未识别支部)", *(str(count[state] or "—") for state in ORDER)) for branch, count in counts.items()]
    yield from columns(rows)


def _of_branch(name: str, outcomes: Sequence[Resolution], masking: Masking) -> Iterator[str]:
    """Every problem told to a branch, person by person; masked cell by cell, for side by side two numbers would look like one."""
    if not outcomes:
        yield f"{name}还没有交回改过的退回件，或者交回后没有可比较的问题。"
        return
    count = Counter(outcome.state for outcome in outcomes)
    yield f"{name}：" + "，".join(f"{state.label} {count[state]} 处" for state in ORDER if count[state])
    for (file, sheet), found in groupby(outcomes, key=lambda outcome: (outcome.where.file, outcome.where.sheet)):
        yield ""
        yield on_screen(f"{file} › {sheet}")
        people = sorted(found, key=lambda outcome: (outcome.where.row or 0, outcome.person))
        for whose, own in groupby(people, key=_whose):
            yield on_screen(f"  {whose}")
            yield from (f"    {line}" for line in columns([_row(outcome, masking) for outcome in own]))


def _whose(outcome: Resolution) -> str:
    """The person, or the row of a sheet that is about things."""
    return outcome.person or (f"第{outcome.where.row}行" if outcome.where.row else "整张表")


def _row(outcome: Resolution, masking: Masking) -> tuple[str, ...]:
    before, after = (_short(masking.value(outcome.field, value)) for value in (outcome.before, outcome.after))
    message = masking.about(outcome.field, outcome.after, outcome.message)
    place = f"{outcome.label} {outcome.where.cell or ''}".strip() or outcome.title
    if outcome.state is FindingState.SOLVED:
        text = f"{outcome.title}：{_change(outcome, before, after)}" if outcome.label else outcome.title
    elif outcome.state is FindingState.MISCORRECTED:
        text = f"{_change(outcome, before, after)}：{message}"
    else:
        text = message
    return (outcome.state.label, on_screen(place), on_screen(text), outcome.code)


def _change(outcome: Resolution, before: str, after: str) -> str:
    """Before and after, as masked; two numbers that look alike then are told apart in words."""
    if outcome.before == outcome.after:
        return f"这一格没有动，仍是 {after}"
    return HIDDEN_CHANGE if on_screen(before) == on_screen(after) else f"{before} → {after}"


def _short(value: str) -> str:
    plain = " ".join(value.split())
    return "空白" if not plain else plain if len(plain) <= LONGEST else plain[:LONGEST] + "…"
