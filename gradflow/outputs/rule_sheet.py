"""规则执行情况: every check, whether it ran, what it found, what it could not look at and why."""

from __future__ import annotations

from collections import Counter

from gradflow.core.findings import TRIAL
from gradflow.core.reports import Report
from gradflow.core.rule_runs import RuleRun, RunState
from gradflow.excel.books import Book
from gradflow.excel.tables import Look, mark_words, write_table
from gradflow.excel.widths import Column, Table

NAME = "规则执行情况"
COLUMNS = (
    Column("规则号", 8), Column("规则", 26), Column("查什么范围", 10), Column("级别", 16, "severity"), Column("看哪些栏目", 30),
    Column("执行情况", 10, "state"), Column("发现几处", 8), Column("核对了多少", 10), Column("没有核对的和原因", 44),
)  # fmt: skip
FILLS = {RunState.NOT_DONE: "#D9D9D9", RunState.PARTLY: "#F2F2F2", RunState.OFF: "#D9D9D9"}
"""Greys, for what must not be taken for passed; the words say it too."""


def rules_table(report: Report) -> Table:
    """One line a check. Nothing stands under 发现几处 for one that did not run: it has not been passed."""
    return Table(NAME, COLUMNS, tuple(_line(one) for one in report.rule_runs))


def _line(one: RuleRun) -> tuple[object, ...]:
    has_run = one.state in {RunState.DONE, RunState.PARTLY}
    why = "campaign.toml 里关闭了这条规则" if one.state is RunState.OFF else "；".join(one.gaps)
    return (
        one.code, one.title, one.scope.label, _severity(one), one.looks_at, one.state.label,
        one.found if has_run else "", f"{one.checked}{one.unit}" if has_run else "", why,
    )  # fmt: skip


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


def write_rules(book: Book, report: Report) -> None:
    """Write the sheet."""
    table = rules_table(report)
    sheet = write_table(book, table, Look(title=rules_summary(report), kept=2))
    mark_words(sheet, book, table.place("state"), (2, len(table.rows) + 1), {state.label: fill for state, fill in FILLS.items()})
