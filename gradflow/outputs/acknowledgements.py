"""收件回执/<支部>.txt: a receipt for every branch that has handed in anything, as proof of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from gradflow.forms.loader import Forms
from gradflow.model.acknowledgements import BRANCH, CODE, DAY, TITLE, UNREADABLE, sealed
from gradflow.model.folding import visible
from gradflow.model.masking import masked_name
from gradflow.model.naming import free_path, safe_name
from gradflow.model.reports import Report, SubmissionState, SubmissionStatus, Timeliness
from gradflow.outputs.handed_in import HandedIn, handed_in, receipt_lines
from gradflow.outputs.words import UNKNOWN_BRANCH, lane_name
from gradflow.pipeline.grouping import grouped
from gradflow.reading.sniffing import ReadingError
from gradflow.reading.sources import Sources

FOLDER, SUFFIX = "收件回执", ".txt"
NOTES = (
    "说明",
    "这份回执证明上面的表已经交到党委办公室。请连同交出的原文件一起保存，不要改动；以后要核对，把两样都交给党委办公室。",
    "这不是党员组织关系介绍信的回执。",
    "下面几行供党委办公室核对用，不用看。",
)
OFFICE_ONLY = "这些文件看不出是哪个支部的，可能来自不同支部，本回执只供党委办公室留存。"


def acknowledgements(report: Report, forms: Forms, sources: Sources) -> dict[str, str]:
    """Branch (empty: not known) -> the text of its receipt."""
    by_branch = grouped((receipt.branch or "", receipt) for receipt in report.receipts)
    digests = {result.file: result.digest for result in report.results}
    found = {branch: [_hashed(one, sources) for one in handed_in(digests, own)] for branch, own in by_branch.items()}
    return {branch: _text(branch, own, by_branch[branch], report, forms) for branch, own in found.items() if own}


def _hashed(one: HandedIn, sources: Sources) -> HandedIn:
    """With the fingerprint of a file that could not be read as a workbook, if its bytes can be had."""
    if one.digest:
        return one
    try:
        return HandedIn(one.file, hashlib.sha256(sources.content(one.file)).hexdigest(), one.receipts)
    except ReadingError:
        return one


def _text(branch: str, found: Sequence[HandedIn], receipts: Sequence[SubmissionStatus], report: Report, forms: Forms) -> str:
    lines = [
        TITLE,
        "",
        f"活动：{report.campaign.name}",
        f"{BRANCH}{masked_name(visible(branch)) or UNKNOWN_BRANCH}",
        f"{DAY}{report.as_of.isoformat()}",
        *_summary(branch, found, receipts, forms),
        "",
        f"收到的表（{len(found)} 份）",
    ]
    for number, one in enumerate(found, start=1):
        lines += [f"{number}. {one.name}", *(f"   {line}" for line in receipt_lines(one, report, forms))]
    codes = [f"{CODE}{number}：{one.digest or UNREADABLE}" for number, one in enumerate(found, start=1)]
    return sealed([*lines, "", *NOTES, *codes])


def _summary(branch: str, found: Sequence[HandedIn], receipts: Sequence[SubmissionStatus], forms: Forms) -> Iterator[str]:
    """The figures that count, and the verdict; ``receipts`` are the branch's, those of missing forms too."""
    if not branch:
        yield f"结论：{OFFICE_ONLY}"
        return
    counting = [receipt for one in found for receipt in one.receipts if receipt.state.counts]
    read, merged = sum(r.rows_read for r in counting), sum(r.rows_accepted for r in counting)
    yield f"行数：读到 {read} = 已汇总 {merged} + 待更正 {sum(r.rows_rejected for r in counting)}"
    missing = [lane_name((r.form, r.round), forms) for r in receipts if r.form and r.timeliness is Timeliness.MISSING]
    verdict = "有要更正的，请改好退回件交回" if any(r.state is SubmissionState.RETURNED for r in counting) else "收到的没有要更正的"
    yield f"结论：{verdict}" + (f"；还没有收到{'、'.join(missing)}" if missing else "")


def write_acknowledgements(folder: Path, texts: Mapping[str, str]) -> None:
    """Write the receipts under ``folder``. Raises OSError."""
    taken: set[str] = set()
    for branch, text in texts.items():
        path = free_path(folder / FOLDER / f"{safe_name(branch or UNKNOWN_BRANCH)}{SUFFIX}", taken)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig", "replace"))
