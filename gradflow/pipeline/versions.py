"""Several workbooks of one branch, form and round: which one counts (contract §4.9)."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Sequence

from gradflow.core.checks import Check
from gradflow.core.copies import Source
from gradflow.core.places import Location
from gradflow.core.records import Context, Submission
from gradflow.core.reports import FileResult
from gradflow.forms.loader import Forms
from gradflow.pipeline.card_versions import settle_cards
from gradflow.pipeline.findings import file_finding
from gradflow.pipeline.matching import base_form
from gradflow.pipeline.rounds import is_early
from gradflow.rules.cross.people import CARD_EXTRA, EXTRA, OTHER_BRANCH
from gradflow.rules.intake.files import BLANK_TWIN, CONFLICT, REPLACED, SAME_CONTENT, VANISHED
from gradflow.rules.intake.sheets import ROUND_NOT_OPEN

SEVERAL_FILES = "支部只交一份：请党委办公室与支部核对，只保留正确的一份，把其余的移出收件夹"
SEVERAL_SHEETS = "只保留正确的一张工作表，删去其余的，重新报送"


@dataclasses.dataclass(frozen=True, slots=True)
class Versions:
    """Submissions that count, with any conflict told; and those that do not."""

    counted: tuple[Submission, ...]
    superseded: tuple[Submission, ...]
    early: tuple[Submission, ...] = ()
    """Sheets of a round that has not begun; they will count in their time."""


def settle_versions(results: Sequence[FileResult], forms: Forms, context: Context) -> Versions:
    """Let corrected copies replace the sheets they were made from, count twins once, tell conflicts."""
    submissions = [submission for result in results for submission in result.submissions]
    copies: dict[Source, Submission] = {source: copy for copy in submissions for source in copy.memory.sources}
    originals = {submission.source: submission for submission in submissions}
    siblings: dict[Source, list[Submission]] = defaultdict(list)
    for submission in submissions:
        if submission.memory.sources:
            siblings[submission.memory.sources[0]].append(submission)
    counted: list[Submission] = []
    superseded: list[Submission] = []
    early: list[Submission] = []
    cards: list[Submission] = []
    groups: dict[tuple[str, str, int | None, str], list[Submission]] = defaultdict(list)
    for submission in submissions:
        copy = copies.get(submission.source)
        if day := is_early(submission, context):
            early.append(_left_out(submission, ROUND_NOT_OPEN, {"round": submission.round, "day": day.isoformat()}, context))
        elif copy and copy is not submission:
            superseded.append(_left_out(submission, REPLACED, {"kept": copy.file}, context))
        else:
            alone = "" if submission.branch else f"{submission.file}/{submission.sheet}"
            whole = _tell_vanished(submission, originals, siblings, context)
            if forms[submission.form].spec.in_rounds and submission.round is None:
                alone = f"{submission.file}/{submission.sheet}"
            if forms[submission.form].spec.layout == "card":
                cards.append(whole)
            else:
                groups[submission.branch, submission.form, submission.round, alone].append(whole)
    for group in groups.values():
        kept, same = _distinct(group, context)
        counted.extend(_conflicting(kept, forms, context) if len(kept) > 1 else kept)
        superseded.extend(same)
    counted_rosters = [submission for submission in counted if submission.form == base_form(forms)]
    for before, submission in zip(cards, settle_cards(cards, counted_rosters, forms, context), strict=True):
        (superseded if before.records and not submission.records else counted).append(submission)
    return Versions(tuple(counted), tuple(superseded), tuple(early))


def _tell_vanished(
    copy: Submission, originals: dict[Source, Submission], siblings: dict[Source, list[Submission]], context: Context
) -> Submission:
    """Name the people of the sheet before who are on none of the copies made from it; said once, on the first."""
    source = copy.memory.sources[0] if copy.memory.sources else None
    before = originals.get(source) if source else None
    if before is None or source is None or siblings[source][0] is not copy:
        return copy
    records = [record for sibling in siblings[source] for record in sibling.records]
    unwanted = {told.row for told in copy.memory.findings if told.code in {EXTRA.code, CARD_EXTRA.code, OTHER_BRANCH.code}}
    kept = unwanted | {record.origin_row for record in records} | {record.get("name") for record in records}
    gone = [r.person or f"第{r.row}行" for r in before.records if r.row not in kept and r.get("name") not in kept]
    facts = {"before": len(before.records), "after": len(records), "names": "、".join(gone)}
    return _told(copy, VANISHED, facts, context) if gone else copy


def _distinct(group: Sequence[Submission], context: Context) -> tuple[list[Submission], list[Submission]]:
    """Part a group into different contents and twins; of twins, the one with most reasons counts."""
    first: dict[str, Submission] = {}
    same: list[Submission] = []
    ordered = sorted(group, key=lambda s: (-sum(bool(r.reason) for r in s.records), s.key))
    for submission in ordered:
        kept = first.setdefault(submission.digest, submission)
        if kept is not submission:
            place = kept.file if kept.file != submission.file else f"{kept.file} › {kept.sheet}"
            same.append(_left_out(submission, SAME_CONTENT, {"kept": place}, context))
    telling = [submission for submission in first.values() if submission.records or submission.is_nil]
    blank = [submission for submission in first.values() if not (submission.records or submission.is_nil)]
    if not telling:
        return blank, same
    return telling, same + [_left_out(s, BLANK_TWIN, {"kept": telling[0].file}, context) for s in blank]


def _conflicting(group: Sequence[Submission], forms: Forms, context: Context) -> list[Submission]:
    one_file = len({submission.file for submission in group}) == 1
    names = sorted(submission.sheet if one_file else submission.file for submission in group)
    facts = {
        "branch": group[0].branch,
        "form": forms[group[0].form].spec.annex,
        "count": len(group),
        "files": "、".join(f"“{name}”" for name in dict.fromkeys(names)),
        "todo": SEVERAL_SHEETS if one_file else SEVERAL_FILES,
    }
    return [_told(submission, CONFLICT, facts, context) for submission in group]


def _left_out(submission: Submission, check: Check, facts: dict[str, object], context: Context) -> Submission:
    """A submission that does not count: all it says is why."""
    bare = dataclasses.replace(submission, findings=(), changes=())
    return _told(bare, check, facts, context)


def _told(submission: Submission, check: Check, facts: dict[str, object], context: Context) -> Submission:
    where = Location(submission.file, submission.sheet)
    finding = file_finding(check, facts, where, context, submission.branch)
    return dataclasses.replace(submission, findings=(*((finding,) if finding else ()), *submission.findings))
