"""The closing summary: how many, what is wrong, what to do next, where the reports are.

Columns on a terminal, where a Chinese character takes two places.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from gradflow.forms.loader import Forms
from gradflow.model.findings import Finding, Severity
from gradflow.model.masking import Masking
from gradflow.model.reports import Report, Timeliness
from gradflow.outputs.branch_folders import FOLDER
from gradflow.outputs.files import digests_in
from gradflow.outputs.words import calendar_note, card_note, lane_name, milestone_text, owed_text
from gradflow.outputs.written import COPIES
from gradflow.pipeline.progress import Headline, headline

SHOWN_FINDINGS = 20


def summary_lines(report: Report, forms: Forms, out: Path) -> Iterator[str]:
    """Lines for the screen; the caller masks them."""
    head = headline(report)
    yield f"{report.campaign.name}  按 {report.as_of.isoformat()} 检查"
    yield ""
    yield (
        f"收到 {head.files} 份文件，读到 {head.rows_read} 行{card_note(forms)}："
        f"已汇总 {head.rows_accepted} 行，待更正 {head.rows_rejected} 行。"
    )
    yield f"{owed_text(report.owed)}。"
    yield f"各表对上后{people_line(head)}"
    yield from filter(None, [calendar_note(report)])
    changed = f"自动更正 {head.changes} 处（改了内容 {head.reworded} 处，只改写法 {head.respelt} 处）"
    yield f"必须改 {head.errors} 处，改或说明 {head.warnings} 处{explained(head)}，{changed}。"
    errors = [finding for finding in report.findings if finding.severity is Severity.ERROR]
    if errors:
        yield ""
        yield "必须改："
        yield from (_finding_line(finding, report.masking) for finding in errors[:SHOWN_FINDINGS])
        if len(errors) > SHOWN_FINDINGS:
            yield f"  …… 还有 {len(errors) - SHOWN_FINDINGS} 处，见 汇总.xlsx 的“问题清单”"
    yield from _untimely(report, forms)
    if report.not_run:
        rules, people = len({one.code for one in report.not_run}), max(one.people for one in report.not_run)
        yield ""
        yield f"资料不全、没有核对的：{people} 人，涉及 {rules} 条规则（不等于通过，见 汇总.xlsx 的“总览”）"
    yield ""
    yield "报告在："
    yield f"  {out / '汇总.xlsx'}"
    homes = [path for path in (out / FOLDER).glob("*") if path.is_dir()]
    returned = len(digests_in(out / COPIES))
    if homes:
        yield f"  {out / FOLDER}  （每个支部一个文件夹，共 {len(homes)} 个，里面的都发给这个支部；其中退回件 {returned} 份）"
    yield ""
    yield from (milestone_text(one, forms) for one in report.milestones)
    yield from filter(None, [_next_step(report, returned)])


def people_line(head: Headline) -> str:
    """How many people, and how far they are."""
    later = f"，还没到期 {head.waiting} 人" if head.waiting else ""
    return f"共 {head.people} 人，没有办完的 {head.open} 人，已办结 {head.done} 人{later}。"


def explained(head: Headline) -> str:
    """How many of the warnings a branch has explained, for behind their number."""
    return f"（其中已说明 {head.explained} 处）" if head.explained else ""


def _finding_line(finding: Finding, masking: Masking) -> str:
    who = f" {finding.person}" if finding.person else ""
    label = f" {finding.label}" if finding.label else ""
    return f"  {finding.where}{who}{label}：{masking.about(finding.field, finding.value, finding.message)} [{finding.code}]"


def _untimely(report: Report, forms: Forms) -> Iterator[str]:
    for timeliness, word in ((Timeliness.MISSING, "还没有交"), (Timeliness.LATE, "逾期交来")):
        found = dict.fromkeys((r.lane, r.branch or "") for r in report.submissions if r.timeliness is timeliness)
        for lane in dict.fromkeys(lane for lane, _ in found):
            branches = [branch for own, branch in found if own == lane]
            yield ""
            yield f"{lane_name(lane, forms)}{word}的支部（{len(branches)}）：{'、'.join(branches)}"


def _next_step(report: Report, returned: int) -> str:
    missing = any(receipt.timeliness is Timeliness.MISSING for receipt in report.submissions)
    steps = [*(["把“各支部”里的文件夹发给各支部，退回件改好后放回收件夹"] if returned else []), *(["催还没有交的支部"] if missing else [])]
    if not report.results:
        return "收件夹里还没有文件。把支部交来的表放进去，再运行一次。"
    if steps:
        return f"接下来：{'，'.join(steps)}，再运行一次 gradflow validate。"
    if report.count(Severity.ERROR):
        return "请看汇总.xlsx 的“问题清单”。"
    unfinished = headline(report).open
    if unfinished:
        return f"没有要更正的。还有 {unfinished} 人没有办完，见 gradflow status。"
    return "" if any(one.has_next_step for one in report.milestones) else "现在没有要办的。"


def display_width(text: str) -> int:
    """Places the text takes."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The rows as lines, every column as wide as its widest cell."""
    widths = [max(map(display_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        padded = (text + " " * (width - display_width(text)) for text, width in zip(row, widths, strict=True))
        yield "  ".join(padded).rstrip()
