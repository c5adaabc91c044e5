"""收件回执.txt: a receipt for every branch that has handed in anything, as proof of it; and in short for the copies returned to it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import PurePosixPath

from gradflow.forms.loader import Forms
from gradflow.model.acknowledgements import BRANCH, CODE, DAY, TITLE, UNREADABLE, sealed
from gradflow.model.folding import visible
from gradflow.model.masking import masked_name
from gradflow.model.reports import Report, SubmissionState, SubmissionStatus, Timeliness
from gradflow.outputs.words import UNKNOWN_BRANCH, lane_name, late_of
from gradflow.pipeline.grouping import grouped
from gradflow.reading.sniffing import ReadingError
from gradflow.reading.sources import Sources

NOTES = (
    "说明",
    "这份回执证明上面的表已经交到党委办公室。请连同交出的原文件一起保存，不要改动；以后要核对，把两样都交给党委办公室。",
    "这不是党员组织关系介绍信的回执。",
    "下面几行供党委办公室核对用，不用看。",
)
OFFICE_ONLY = "这些文件看不出是哪个支部的，可能来自不同支部，本回执只供党委办公室留存。"
MOST_SHOWN = 8
"""Workbooks named in a returned copy; a branch may hand in one card a file."""
FOLDERS = re.compile(r"“[^”]*/")
"""The office's own folders before the name of a file."""
LEFT_OUT = {
    SubmissionState.SUPERSEDED: "已被替换或重复",
    SubmissionState.EARLY: "这一次还没有开始，到时计入",
    SubmissionState.UNREADABLE: "打不开，没有读进去",
    SubmissionState.NOT_A_FORM: "不是报送表",
}


def _by_file(receipts: Iterable[SubmissionStatus]) -> dict[str, list[SubmissionStatus]]:
    """What the workbooks of a branch hold, in their order."""
    return grouped((receipt.file, receipt) for receipt in receipts if receipt.file)


def _file_name(file: str) -> str:
    """The name of a workbook for people, without the office's folders: one line, and no whole number of a person."""
    return masked_name(visible(PurePosixPath(file).name))


def _receipt_lines(receipts: Sequence[SubmissionStatus], report: Report, forms: Forms) -> Iterator[str]:
    """What a workbook holds: form and round, when it came, whether in time, rows, and what becomes of it."""
    for receipt in receipts:
        words = [_came(receipt), _timeliness(receipt)]
        if receipt.state.counts:
            words.append(f"读到 {receipt.rows_read} 行，已汇总 {receipt.rows_accepted} 行，待更正 {receipt.rows_rejected} 行")
        words.append(_verdict(receipt, report))
        sheet = f"“{masked_name(visible(receipt.sheet))}”" if receipt.sheet and len(receipts) > 1 else ""
        form = lane_name(receipt.lane, forms) if receipt.form else ""
        yield (f"{form}{sheet}：" if form else "") + "；".join(word for word in words if word)


def _came(receipt: SubmissionStatus) -> str:
    if not receipt.received_at:
        return ""
    came = _moment(receipt.received_at, is_inferred=receipt.is_inferred)
    if receipt.first_at is None or receipt.first_at == receipt.received_at:
        return came
    return f"{came}（首份 {_moment(receipt.first_at, is_inferred=receipt.is_first_inferred)}）"


def _moment(moment: datetime, *, is_inferred: bool) -> str:
    """A receipt attests what was observed; what follows from the day of the check only is called so."""
    return f"{moment.date().isoformat()} 收到[按检查日期推定]" if is_inferred else f"{moment.isoformat(' ', 'seconds')} 收到"


def _timeliness(receipt: SubmissionStatus) -> str:
    if not receipt.timeliness or not receipt.due_on or not receipt.first_at:
        return ""
    return f"{late_of(receipt) or receipt.timeliness.label}（{receipt.due_on.isoformat()} 截止）"


def _verdict(receipt: SubmissionStatus, report: Report) -> str:
    if receipt.state is SubmissionState.SUPERSEDED:
        sheets = (one for one in report.sheets if (one.file, one.branch or None) == (receipt.file, receipt.branch))
        told = (finding for one in sheets if receipt.sheet in {None, one.sheet} for finding in one.findings)
        why = next((finding.message for finding in told if finding.where.row is None), LEFT_OUT[receipt.state])
        return f"{masked_name(visible(FOLDERS.sub('“', why)))}，不再计算"
    if receipt.state in LEFT_OUT:
        return LEFT_OUT[receipt.state]
    if receipt.state is SubmissionState.NIL:
        return receipt.state.label
    todo = [f"必须改 {receipt.errors} 处"] if receipt.errors else []
    if receipt.warnings > receipt.explained:
        todo.append(f"改或说明 {receipt.warnings - receipt.explained} 处")
    return "，".join(todo) if receipt.state is SubmissionState.RETURNED else "没有要更正的"


def _in_short(file: str, receipts: Sequence[SubmissionStatus]) -> tuple[str, ...]:
    first, counting = receipts[0], [receipt for receipt in receipts if receipt.state.counts]
    read, merged = sum(receipt.rows_read for receipt in counting), sum(receipt.rows_accepted for receipt in counting)
    rows = f"读到{read}行，已汇总{merged}行，待更正{read - merged}行" if counting else ""
    states = {receipt.state for receipt in counting} or {first.state}
    verdict = LEFT_OUT.get(first.state, "") if not counting else "有要更正的" if SubmissionState.RETURNED in states else "没有要更正的"
    return _file_name(file), _came(first), _timeliness(first), rows, verdict


def short_lines(receipts: Iterable[SubmissionStatus]) -> list[str]:
    """The receipt of one branch in short, for a copy returned to it."""
    found = [*_by_file(receipts).items()]
    lines = [f"收件回执：{'    '.join(filter(None, _in_short(*one)))}" for one in found[:MOST_SHOWN]]
    more = [f"收件回执：另有 {len(found) - MOST_SHOWN} 份，见党委办公室另发的收件回执"] if len(found) > MOST_SHOWN else []
    return [*lines, *more]


def acknowledgements(report: Report, forms: Forms, sources: Sources) -> dict[str, str]:
    """Branch (empty: not known) -> the text of its receipt."""
    by_branch = grouped((receipt.branch or "", receipt) for receipt in report.submissions)
    named = {receipt.file for receipt in report.submissions}
    digests = {one.file: one.digest or _digest(one.file, sources) for one in report.results if one.file in named}
    return {branch: _text(branch, receipts, digests, report, forms) for branch, receipts in by_branch.items() if _by_file(receipts)}


def _digest(file: str, sources: Sources) -> str:
    """The fingerprint of a file that could not be read as a workbook, if its bytes can be had."""
    try:
        return hashlib.sha256(sources.content(file)).hexdigest()
    except ReadingError:
        return ""


def _text(branch: str, receipts: Sequence[SubmissionStatus], digests: Mapping[str, str], report: Report, forms: Forms) -> str:
    found = _by_file(receipts)
    lines = [
        TITLE,
        "",
        f"活动：{report.campaign.name}",
        f"{BRANCH}{masked_name(visible(branch)) or UNKNOWN_BRANCH}",
        f"{DAY}{report.as_of.isoformat()}",
        *_summary(branch, receipts, forms),
        "",
        f"收到的表（{len(found)} 份）",
    ]
    for number, (file, own) in enumerate(found.items(), start=1):
        lines += [f"{number}. {_file_name(file)}", *(f"   {line}" for line in _receipt_lines(own, report, forms))]
    codes = [f"{CODE}{number}：{digests[file] or UNREADABLE}" for number, file in enumerate(found, start=1)]
    return sealed([*lines, "", *NOTES, *codes])


def _summary(branch: str, receipts: Sequence[SubmissionStatus], forms: Forms) -> Iterator[str]:
    """The figures that count, and the verdict; those of missing forms are among the receipts."""
    if not branch:
        yield f"结论：{OFFICE_ONLY}"
        return
    counting = [receipt for receipt in receipts if receipt.file and receipt.state.counts]
    read, merged = sum(r.rows_read for r in counting), sum(r.rows_accepted for r in counting)
    yield f"行数：读到 {read} = 已汇总 {merged} + 待更正 {sum(r.rows_rejected for r in counting)}"
    missing = [lane_name(r.lane, forms) for r in receipts if r.form and r.timeliness is Timeliness.MISSING]
    verdict = "有要更正的，请改好退回件交回" if any(r.state is SubmissionState.RETURNED for r in counting) else "收到的没有要更正的"
    yield f"结论：{verdict}" + (f"；还没有收到{'、'.join(missing)}" if missing else "")
