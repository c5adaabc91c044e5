"""Several workbooks of one branch, form and round: which one counts (contract §4.9)."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Sequence

from gradflow.core.checks import Check
from gradflow.core.places import Location
from gradflow.core.records import Context, Submission
from gradflow.core.reports import FileResult
from gradflow.forms.loader import Forms
from gradflow.pipeline.findings import file_finding
from gradflow.rules.intake.files import CONFLICT, REPLACED, SAME_CONTENT


@dataclasses.dataclass(frozen=True, slots=True)
class Versions:
    """Submissions that count, with any conflict told; and those that do not."""

    counted: tuple[Submission, ...]
    superseded: tuple[Submission, ...]


def settle_versions(results: Sequence[FileResult], forms: Forms, context: Context) -> Versions:
    """Let corrected copies replace their originals, count equal contents once, tell conflicts."""
    submissions = [submission for result in results for submission in result.submissions]
    files = {result.file: result.digest for result in results}
    sources = _replaced_by(results)
    counted: list[Submission] = []
    superseded: list[Submission] = []
    groups: dict[tuple[str, str, int | None, str], list[Submission]] = defaultdict(list)
    for submission in submissions:
        by = sources.get(files[submission.file])
        if by and by != submission.file:
            superseded.append(_left_out(submission, REPLACED, by, context))
        else:
            alone = "" if submission.branch else f"{submission.file}/{submission.sheet}"
            groups[submission.branch, submission.form, submission.round, alone].append(submission)
    for group in groups.values():
        kept, same = _distinct(group, context)
        counted.extend(_conflicting(kept, forms, context) if len(kept) > 1 else kept)
        superseded.extend(same)
    return Versions(tuple(counted), tuple(superseded))


def _replaced_by(results: Iterable[FileResult]) -> dict[str, str]:
    """Digest of an original -> the corrected copy that replaces it, whatever the chain's length."""
    return {
        result.mark.source: result.file
        for result in sorted(results, key=lambda result: result.file)
        if result.mark and result.mark.source and result.submissions
    }


def _distinct(group: Sequence[Submission], context: Context) -> tuple[list[Submission], list[Submission]]:
    first: dict[str, Submission] = {}
    same: list[Submission] = []
    for submission in sorted(group, key=lambda s: (s.file, s.sheet)):
        kept = first.setdefault(submission.digest, submission)
        if kept is not submission and submission.records:
            place = kept.file if kept.file != submission.file else f"{kept.file} › {kept.sheet}"
            same.append(_left_out(submission, SAME_CONTENT, place, context))
        elif kept is not submission:
            same.append(submission)
    filled = [submission for submission in first.values() if submission.records]
    empty = [submission for submission in first.values() if not submission.records]
    if filled:
        return filled, same + empty
    return empty, same


def _conflicting(group: Sequence[Submission], forms: Forms, context: Context) -> list[Submission]:
    files = "、".join(dict.fromkeys(f"“{s.file}”" if len({x.file for x in group}) > 1 else f"“{s.sheet}”" for s in group))
    annex = forms[group[0].form].spec.annex
    facts = {"branch": group[0].branch, "form": annex, "count": len(group), "files": files}
    return [_told(submission, CONFLICT, facts, context) for submission in group]


def _left_out(submission: Submission, check: Check, kept: str, context: Context) -> Submission:
    """A submission that does not count: all it says is which one counts instead."""
    bare = dataclasses.replace(submission, findings=(), changes=())
    return _told(bare, check, {"kept": kept}, context)


def _told(submission: Submission, check: Check, facts: dict[str, object], context: Context) -> Submission:
    where = Location(submission.file, submission.sheet)
    finding = file_finding(check, facts, where, context, submission.branch)
    return dataclasses.replace(submission, findings=(*((finding,) if finding else ()), *submission.findings))
