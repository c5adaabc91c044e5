"""Which sheets stand for others: corrected copies for what they were made from, and what the office has chosen (contract §4.9)."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gradflow.core.campaign import Campaign, branch_key
from gradflow.core.copies import Memory, Source
from gradflow.core.records import Context, Key, Submission
from gradflow.pipeline.identities import Candidate, pair, traits_of
from gradflow.rules.intake import sheets as sheet_checks

ASK_FOR_BRANCH = frozenset(
    check.code
    for check in (
        sheet_checks.UNKNOWN_BRANCH, sheet_checks.NO_BRANCH, sheet_checks.BRANCH_CONTRADICTED, sheet_checks.BRANCH_FROM_NAME, sheet_checks.SEVERAL_BRANCHES, sheet_checks.BRANCH_BY_PEOPLE,
        sheet_checks.SHARED_SHEET, sheet_checks.TWO_BRANCHES,
    )
)  # fmt: skip
ASK_FOR_ROUND = frozenset(check.code for check in (sheet_checks.ROUND_CONTRADICTED, sheet_checks.ROUND_BY_TIME))


@dataclass(frozen=True, slots=True)
class Lineage:
    """What stands for what."""

    replaced: Mapping[Key, Submission]
    """A sheet that does not count -> the copy that was made to correct it."""
    outvoted: Mapping[Key, Submission]
    """A sheet that does not count -> the version the office chose over it."""
    borrowed: Mapping[Key, str]
    """A sheet made from another branch's copy -> that branch."""

    def memory(self, submission: Submission) -> Memory:
        """What the sheet's copy told, where it was made to correct that; of another's copy nothing is anybody's business here."""
        return Memory() if submission.key in self.borrowed else submission.memory


def trace(submissions: Sequence[Submission], context: Context) -> Lineage:
    """Find what each sheet stands for. A mark costs nobody but the sheet that carries it."""
    by_source: dict[Source, list[Submission]] = defaultdict(list)
    for submission in submissions:
        by_source[submission.source].append(submission)
    replaced: dict[Key, Submission] = {}
    borrowed: dict[Key, str] = {}
    for copy in submissions:
        originals = [one for source in copy.memory.sources for one in by_source[source] if one.key != copy.key]
        for original in originals:
            if _corrects(copy, original):
                replaced[original.key] = copy
        owner = next((one.branch for one in originals if one.branch and one.form == copy.form), "")
        owner = owner or _todays_name(copy.mark.branch, context.campaign)
        if (
            copy.memory.sources
            and copy.branch
            and owner
            and owner != copy.branch
            and not any(replaced.get(o.key) is copy for o in originals)
        ):
            borrowed[copy.key] = owner
    outvoted = _outvoted(submissions, context)
    for chosen in {one.key: one for one in outvoted.values()}.values():
        if chosen.key in replaced and replaced[chosen.key].key in outvoted:
            del replaced[chosen.key]
    return Lineage(_without_circles(replaced), outvoted, borrowed)


def _todays_name(branch: str, campaign: Campaign) -> str:
    """A branch's name in a mark, read through today's aliases."""
    return campaign.spellings.get(branch_key(branch), branch) if branch else ""


def _corrects(copy: Submission, original: Submission) -> bool:
    """Whether a copy was made to correct that sheet: it is of the same branch, form and round, or differs where that was asked."""
    if copy.form != original.form:
        return False
    codes = {finding.code for finding in original.findings}
    is_other_branch, is_other_round = copy.branch != original.branch, copy.round != original.round
    if not is_other_branch and not is_other_round:
        return True
    is_asked = (not is_other_branch or not original.branch or bool(codes & ASK_FOR_BRANCH)) and (
        not is_other_round or original.round is None or bool(codes & ASK_FOR_ROUND)
    )
    return is_asked and shares_most(copy, original)


def shares_most(one: Submission, other: Submission) -> bool:
    """Whether most people of the shorter sheet stand on the other."""
    found = pair(candidates(one), candidates(other)).same
    return 2 * len(found) >= min(len(one.records), len(other.records))


def candidates(submission: Submission) -> list[Candidate[int]]:
    """The rows of a sheet, to be paired with those of another."""
    return [Candidate(record.row, (traits_of(record),)) for record in submission.records]


def _outvoted(submissions: Iterable[Submission], context: Context) -> dict[Key, Submission]:
    """The versions over which the office chose another that is there."""
    found: dict[Key, Submission] = {}
    by_digest: dict[str, list[Submission]] = defaultdict(list)
    for submission in submissions if context.keeps else ():
        by_digest[submission.content].append(submission)
    for keep in context.keeps:
        slots = {(one.branch, one.form, one.round): one for one in by_digest[keep.digest]}
        for other in (one for digest in keep.over for one in by_digest[digest]):
            if chosen := slots.get((other.branch, other.form, other.round)):
                found[other.key] = chosen
    return {key: chosen for key, chosen in found.items() if chosen.key not in found}


def _without_circles(replaced: Mapping[Key, Submission]) -> dict[Key, Submission]:
    """Sheets whose marks say that each stands for the other stand for themselves."""
    sound: dict[Key, Submission] = {}
    for key, copy in replaced.items():
        seen, at = {key}, copy.key
        while at in replaced and at not in seen:
            seen.add(at)
            at = replaced[at].key
        if at != key:
            sound[key] = copy
    return sound


def last_of(key: Key, replaced: Mapping[Key, Submission]) -> Key:
    """The sheet that counts in the end where copies were made from copies."""
    seen: set[Key] = set()
    while key in replaced and key not in seen:
        seen.add(key)
        key = replaced[key].key
    return key


def bare(submission: Submission) -> Submission:
    """A sheet that does not count: it says nothing of its own."""
    return dataclasses.replace(submission, findings=(), changes=())
