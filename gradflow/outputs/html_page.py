"""report.html: one page with everything the office looks at, in one file, without network (contract §3).

The charts of report.html: the same counts that 总览 draws its charts from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from gradflow.forms.loader import Forms
from gradflow.model.campaign import GrantUse
from gradflow.model.checks import RuleRun, RunState
from gradflow.model.findings import TRIAL
from gradflow.model.masking import shown, shown_name
from gradflow.model.reports import Report
from gradflow.model.vocabulary import FIELD_LABELS
from gradflow.outputs import chart_data
from gradflow.outputs.briefing import PARAGRAPH_TITLE, paragraph, tasks
from gradflow.outputs.chart_data import Bar, Counts
from gradflow.outputs.html_lists import PLAIN_ROWS, Listing, Words, json_block, list_findings, list_people, list_solved, source_hash
from gradflow.outputs.svg_charts import Chart, Series
from gradflow.outputs.words import UNKNOWN_BRANCH, calendar_note, cell_text, deadlines_text, granted_text, lane_name, milestone_text
from gradflow.pipeline.matching import base_forms, listed_in
from gradflow.pipeline.merge import by_branch as rows_by_branch
from gradflow.pipeline.progress import Cell, CellState, Progress, headline, open_people
from gradflow.pipeline.register import tell_landing

MOST_BRANCHES, MOST_WEEKS, MOST_NAMED = 24, 26, 16
"""Bars of a chart, and branches named in one line of 今天要办."""
EARLIER = "更早"


def charts(report: Report, forms: Forms) -> list[Chart]:
    """All charts, in the page's order."""
    rules, weeks, destinations = chart_data.rules(report), chart_data.weeks(report.figures.landed_by_week), chart_data.destinations(report)
    base, told = listed_in(base_forms(forms), forms) or "名单", tell_landing(forms)
    found = [
        by_branch(
            "hand-in", "各支部提交情况（份）", chart_data.hand_ins(report), ("good", "late", "returned", "missing"),
            ("还没有到任何一个截止日，也没有收到表。", "各支部提交情况"),
        ),
        Chart("rules", "哪些问题最多", series(rules, ("missing", "returned")), bars(rules, 2), "没有要改的问题。", unit="处"),
        by_branch(
            "landing", "各支部转入落地", chart_data.landings(report), ("good", "late", "missing", "returned", "plain"),
            (f"还没有{base}，不知道谁应转出。", "汇总.xlsx的总览"),
        ),
        by_week(weeks, f"还没有人转入，或{told}还没有收到。"),
        Chart("destinations", "毕业去向（最近一次回访）", series(destinations, ("plain",)), bars(destinations, 1), f"还没有{base}。", unit="人"),
    ]  # fmt: skip
    return found if told else found[:2]


def series(counts: Counts, tones: Sequence[str]) -> tuple[Series, ...]:
    """The first series, each in its tone."""
    return tuple(Series(name, tone) for name, tone in zip(counts.series, tones, strict=False))


def bars(counts: Counts, count: int) -> tuple[Bar, ...]:
    """Each bar with its first ``count`` figures."""
    return tuple(Bar(shown(bar.label), bar.values[:count]) for bar in counts.bars)


def by_branch(key: str, title: str, counts: Counts, tones: Sequence[str], words: tuple[str, str]) -> Chart:
    """Branches or colleges that have anything to show; of very many, those with most that is not as it should be."""
    empty, elsewhere = words
    found = [bar for bar in counts.bars if any(bar.values)]
    note = ""
    if len(found) > MOST_BRANCHES:
        note = f"共 {len(found)} 个{counts.head}，只画最需要过问的 {MOST_BRANCHES} 个，其余见“{elsewhere}”。"
        found.sort(key=lambda bar: tuple(-value for value in reversed(bar.values)))
    bars = tuple(Bar(shown_name(bar.label), bar.values) for bar in found[:MOST_BRANCHES])
    return Chart(key, title, series(counts, tones), bars, empty, note=note)


def by_week(counts: Counts, empty: str) -> Chart:
    """A column for every week; those too many weeks ago together in one."""
    bars = [Bar(bar.label, bar.values[:1]) for bar in counts.bars]
    earlier = sum(bar.values[0] for bar in bars[:-MOST_WEEKS])
    found = ((Bar(EARLIER, (earlier,)),) if earlier else ()) + tuple(bars[-MOST_WEEKS:])
    return Chart("weeks", "每周转入人数", series(counts, ("good",)), found, empty, unit="人", is_upright=True)


NAME = "report.html"


def write_page(path: Path, report: Report, forms: Forms, progress: Progress) -> None:
    """Write the page: UTF-8, the same bytes for the same report."""
    path.write_text(page(report, forms, progress), encoding="utf-8", newline="\n")


def page(report: Report, forms: Forms, progress: Progress) -> str:
    """The page's source. All text in it is masked here, before the template sees it."""
    findings = list_findings(report, forms)
    lists = (findings, list_people(report, forms), list_solved(report))
    return rendered(
        "report.html.j2",
        lists,
        title=shown(f"{report.campaign.name}毕业生党员组织关系转接检查结果"),
        as_of=report.as_of.isoformat(),
        deadlines=deadlines_text(report, forms),
        verdict=_verdict(report),
        milestones=[shown(milestone_text(one, forms)) for one in report.milestones],
        calendar_note=calendar_note(report),
        figures=_figures(report),
        paragraph=(PARAGRAPH_TITLE, shown(paragraph(report, forms))),
        tasks=list(tasks(report, forms, progress)),
        most_named=MOST_NAMED,
        heads=[lane_name(lane, forms) for lane in progress.lanes],
        lines=list(_matrix(report, progress, findings.words["branch"])),
        charts=charts(report, forms),
        book="汇总.xlsx",
        changes=_changes(report),
        rules_summary=rules_summary(report),
        rules=list(map(_rule, report.rule_runs)),
        grants=list(map(_granted, report.grants)),
    )


def rendered(template: str, lists: Sequence[Listing], **more: Any) -> str:
    """A page of ``outputs/html/``; all that it is given is masked."""
    style, script = _part("report.css"), _part("report.js")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, loader=FunctionLoader(_part)
    )
    return environment.get_template(template).render(
        lists=lists,
        most=PLAIN_ROWS,
        data=json_block({one.key: one.data() for one in lists}),
        style=Markup(style),  # noqa: S704 - the package's own file
        script=Markup(script),  # noqa: S704 - the package's own file
        style_hash=Markup(source_hash(style)),  # noqa: S704 - base64
        script_hash=Markup(source_hash(script)),  # noqa: S704 - base64
        **more,
    )


TONES = {
    CellState.MISSING: "missing", CellState.RETURNED: "returned", CellState.DUE_TODAY: "due", CellState.DONE: "good",
}  # fmt: skip


def tone(cell: Cell) -> str:
    """The tone of a cell of the matrix: missing, returned, late, due, quiet or good; the weightiest that fits."""
    is_worse = cell.state in {CellState.MISSING, CellState.RETURNED}
    return "late" if cell.is_late and not is_worse else TONES.get(cell.state, "quiet")


def _matrix(report: Report, progress: Progress, branches: Words) -> Iterator[dict[str, Any]]:
    """A line for each branch, those not registered last, with its number in the list of findings, if it has any."""
    for rows in rows_by_branch(report):
        name, people, cells = rows.name or UNKNOWN_BRANCH, progress.person_statuses.get(rows.name, ()), progress.cells.get(rows.name, {})
        states = [(cell_text(cells[lane]), tone(cells[lane])) if cells else ("", "quiet") for lane in progress.lanes]
        still_open = len(open_people(people))
        is_right = not (still_open or rows.rejected or rows.errors or rows.warnings)
        yield {
            "name": shown_name(name), "number": branches.find(name), "states": states, "rows": rows, "people": len(people), "open": still_open,
            "is_settled": is_right and not any(tone in {"missing", "late", "returned"} for _, tone in states),
        }  # fmt: skip


def _granted(use: GrantUse) -> tuple[object, ...]:
    """Whom and what the office lets stand; who said so, when and why; whether it still does."""
    grant = use.grant
    who = f"{grant.person} {FIELD_LABELS.get(grant.field, '')}".rstrip()
    return shown_name(grant.branch), shown(f"{who}：{granted_text(grant)}"), shown(grant.words), use.is_used


def _rule(one: RuleRun) -> tuple[object, ...]:
    """A line on one check. Nothing is told to be found by one that did not run: it has not been passed."""
    has_run = one.state in {RunState.DONE, RunState.PARTLY}
    why = "campaign.toml 里关闭了这条规则" if one.state is RunState.OFF else "；".join(one.gaps)
    counts = (one.found, f"{one.checked}{one.unit}") if has_run else ("", "")
    return f"{one.code} {one.title}", _severity(one), one.state.label, *counts, why


def _severity(one: RuleRun) -> str:
    """How much it weighs, and what it was before campaign.toml changed it."""
    usual = TRIAL if one.is_made_beta else one.default.label
    now = "已关闭" if one.severity is None else TRIAL if one.is_beta else one.severity.label
    return now if now == usual else f"{now}（原为{usual}）"


def rules_summary(report: Report) -> str:
    """How many checks ran, in a sentence."""
    states = Counter(one.state for one in report.rule_runs)
    counts = "，".join(f"{state.label} {states[state]} 条" for state in RunState if states[state])
    unread = sum(not result.is_readable and not result.is_passed_over for result in report.results)
    more = f"；有 {unread} 份文件打不开，里面的内容任何规则都没有核对" if unread else ""
    return f"共 {len(report.rule_runs)} 条规则：{counts}。没有执行不等于通过{more}。"


def _part(name: str) -> str:
    return (files("gradflow.outputs") / "html" / name).read_text("utf-8").replace("\r\n", "\n")


def _changes(report: Report) -> list[tuple[str, int, int]]:
    """Column, how often what was typed was changed, how often only its spelling; the weightiest first."""
    counts = Counter((change.label, change.is_spelling) for change in report.changes)
    labels = sorted({label for label, _ in counts}, key=lambda label: (-counts[label, False], -counts[label, True], label))
    return [(label, counts[label, False], counts[label, True]) for label in labels]


def _verdict(report: Report) -> str:
    if not report.results:
        return "收件夹里还没有文件。"
    head = headline(report)
    told = [
        f"{head.errors} 处必须改" if head.errors else "",
        f"{head.missing} 份没有交" if head.missing else "",
        f"{head.late} 份逾期交来" if head.late else "",
    ]
    if any(told):
        return f"还有 {'，'.join(part for part in told if part)}。"
    return "没有必须改的，也没有缺交和逾期。" + (f"还有 {head.open} 人没有办完。" if head.open else "")


def _figures(report: Report) -> list[dict[str, Any]]:
    head = headline(report)
    later = f"，{head.waiting} 人还没到期" if head.waiting else ""
    lines = (
        ("files", "收到的文件", head.files, "份", "plain"),
        ("rows_read", "读到的行", head.rows_read, f"汇总 {head.rows_accepted} + 待更正 {head.rows_rejected}", "plain"),
        ("errors", "必须改", head.errors, "处，不改不汇总", "missing"),
        ("warnings", "改或说明", head.warnings, f"处，其中 {head.explained} 处已说明" if head.explained else "处，已经汇总", "returned"),
        ("missing", "未交", head.missing, "份", "missing"),
        ("late", "逾期交来", head.late, "份", "late"),
        ("people", "人员", head.people, f"人，{head.done} 人已办结，{head.open} 人没有办完{later}", "plain"),
        ("changes", "自动更正", head.changes, f"处，其中 {head.reworded} 处改了内容", "plain"),
    )  # fmt: skip
    return tiles(lines)


def tiles(lines: Iterable[tuple[str, str, int, str, str]]) -> list[dict[str, Any]]:
    """Figures as the page shows them, of (key, label, number, what stands under it, tone)."""
    return [
        {"key": key, "label": label, "number": number, "note": note, "tone": tone if number else "plain"}
        for key, label, number, note, tone in lines
    ]
