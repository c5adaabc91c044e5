"""Several workbooks of one branch, form and round: which rows count (contract §4.9)."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from gradflow.core.checks import Check
from gradflow.core.places import Location
from gradflow.core.records import Context, Key, Submission
from gradflow.core.reports import FileResult, Slot
from gradflow.forms.loader import Forms
from gradflow.pipeline.card_versions import settle_cards
from gradflow.pipeline.comparison import compare, later_by, name_of
from gradflow.pipeline.findings import file_finding
from gradflow.pipeline.identities import pair
from gradflow.pipeline.lineage import Lineage, bare, candidates, last_of, trace
from gradflow.pipeline.matching import base_form
from gradflow.pipeline.rounds import is_early
from gradflow.rules.intake import files as told
from gradflow.rules.intake.sheets import ROUND_NOT_OPEN


@dataclass(frozen=True, slots=True)
class Versions:
    """Submissions that count, with what differs told; and those that do not."""

    counted: tuple[Submission, ...]
    superseded: tuple[Submission, ...]
    early: tuple[Submission, ...] = ()
    """Sheets of a round that has not begun; they will count in their time."""
    stands_for: Mapping[Key, Key] = field(default_factory=dict)
    """A sheet that does not count -> the one that counts in its place."""


def settle_versions(results: Sequence[FileResult], received: Mapping[str, datetime], forms: Forms, context: Context) -> Versions:
    """Let corrected copies replace what they were made from, count twins once, compare other versions person by person."""
    settling = _Settling(received, forms, context)
    return settling.settled([submission for result in results for submission in result.submissions])


@dataclass(eq=False)
class _Settling:
    received: Mapping[str, datetime]
    forms: Forms
    context: Context
    superseded: list[Submission] = field(default_factory=list)
    stands_for: dict[Key, Key] = field(default_factory=dict)
    said: set[tuple[str, str]] = field(default_factory=set)
    """File and what stands for it: of a workbook of cards that is said once."""

    def settled(self, submissions: Sequence[Submission]) -> Versions:
        """Part the sheets by what becomes of them."""
        lineage = trace(submissions, self.context)
        early: list[Submission] = []
        cards: list[Submission] = []
        alone: list[Submission] = []
        slots: dict[Slot, list[Submission]] = defaultdict(list)
        for submission in submissions:
            if not_yet := self._not_yet(submission):
                early.append(not_yet)
            elif kept := lineage.outvoted.get(submission.key):
                self._supersede(submission, kept, told.OUTVOTED)
            elif copy := lineage.replaced.get(submission.key):
                self._supersede(submission, copy, told.REPLACED)
                self.stands_for[submission.key] = last_of(submission.key, lineage.replaced)
            elif self.forms[submission.form].spec.layout == "card":
                cards.append(self._own(submission, lineage))
            elif self._takes_part(submission):
                slots[submission.branch, submission.form, submission.round].append(self._own(submission, lineage))
            else:
                alone.append(self._own(submission, lineage))
        counted = [one for group in slots.values() for one in self._weighed(group)]
        for submission in alone:
            if kept := self._twin(submission, counted):
                self._supersede(submission, kept, told.SAME_CONTENT if kept.digest == submission.digest else told.TAKEN_UP)
            else:
                counted.append(submission)
        rosters = [submission for submission in counted if submission.form == base_form(self.forms)]
        for before, submission in zip(cards, settle_cards(cards, rosters, self.forms, self.context), strict=True):
            (self.superseded if before.records and not submission.records else counted).append(submission)
        return Versions(tuple(counted), tuple(self.superseded), tuple(early), self.stands_for)

    def _not_yet(self, submission: Submission) -> Submission | None:
        """The sheet as it stands until its day: of a round that has not begun, or of one that has and not touched yet, which is nothing amiss."""
        if day := is_early(submission.form, submission.round, self.context):
            return self._left_out(submission, ROUND_NOT_OPEN, {"round": submission.round, "day": day.isoformat()})
        is_blank = not (submission.records or submission.is_nil or any(finding.is_error for finding in submission.findings))
        due = self.context.campaign.due_on(submission.form, submission.round) if is_blank and submission.round else None
        return bare(submission) if due and self.context.as_of <= due else None

    def _takes_part(self, submission: Submission) -> bool:
        """Whether a sheet can be a version of others: of this campaign, of a known branch and round, and not refused."""
        is_placed = submission.round is not None or not self.forms[submission.form].spec.in_rounds
        return bool(submission.branch) and is_placed and not submission.is_refused

    def _own(self, submission: Submission, lineage: Lineage) -> Submission:
        """The sheet, with what its mark may tell; one made from another branch's copy says so."""
        owner = lineage.borrowed.get(submission.key)
        if not owner:
            return submission
        own = dataclasses.replace(submission, memory=lineage.memory(submission))
        return self._told(own, told.BORROWED, {"owner": owner})

    def _weighed(self, group: Sequence[Submission]) -> Iterator[Submission]:
        """The versions of one branch, form and round, with the rows of each that count."""
        different = self._distinct(group)
        if len(different) == 1:
            yield different[0]
            return
        newest_first = sorted(
            different, key=lambda s: (-self.received[s.file].timestamp(), sum(f.is_error for f in s.findings), -len(s.records), s.key)
        )
        form = self.forms[group[0].form]
        together = compare(newest_first, later_by(self.received), form, self.context)
        for base, *others in together:
            others_told = [f"“{name_of(one[0], base)}”" for one in together if one[0].file != base.file]
            facts = {"files": "、".join(others_told), "count": len(base.records)}
            yield self._told(base, told.PARTS, facts) if others_told else base
            for other in others:
                if other.records:
                    yield other
                else:
                    self._supersede(other, base, told.TAKEN_UP)

    def _distinct(self, group: Sequence[Submission]) -> list[Submission]:
        """The different contents of a group; of twins, the one with most reasons counts; blank and nil ones give way."""
        first: dict[str, Submission] = {}
        for submission in sorted(group, key=lambda s: (-_answers(s), s.key)):
            kept = first.setdefault(submission.digest, submission)
            if kept is not submission:
                self._supersede(submission, kept, told.SAME_CONTENT)
        different = list(first.values())
        telling = [one for one in different if one.records] or [one for one in different if one.is_nil]
        for submission in (one for one in different if telling and one not in telling):
            self._supersede(submission, telling[0], told.BLANK_TWIN)
        return telling or different

    def _twin(self, submission: Submission, counted: Sequence[Submission]) -> Submission | None:
        """The sheet that counts and holds everybody of one that cannot: a wrong title or branch corrected, and sent again."""
        if not submission.records:
            return None
        for other in counted:
            if other.form != submission.form or submission.branch not in {"", other.branch} or not self._takes_part(other):
                continue
            if submission.round in {None, other.round} and submission.digest == other.digest:
                return other
            is_newer = self.received[other.file] >= self.received[submission.file]
            if submission.round == other.round and is_newer and self._holds_everybody(other, submission):
                return other
        return None

    def _holds_everybody(self, sheet: Submission, other: Submission) -> bool:
        return len(pair(candidates(other), candidates(sheet)).same) == len(other.records)

    def _supersede(self, submission: Submission, kept: Submission, check: Check) -> None:
        place = kept.file if kept.file != submission.file else f"{kept.file} › {kept.sheet}"
        self.stands_for[submission.key] = kept.key
        is_said = self.forms[submission.form].spec.layout == "card" and (submission.file, place) in self.said
        self.said.add((submission.file, place))
        self.superseded.append(bare(submission) if is_said else self._left_out(submission, check, {"kept": place}))

    def _left_out(self, submission: Submission, check: Check, facts: dict[str, object]) -> Submission:
        """A submission that does not count: all it says is why."""
        return self._told(bare(submission), check, facts)

    def _told(self, submission: Submission, check: Check, facts: dict[str, object]) -> Submission:
        where = Location(submission.file, submission.sheet)
        finding = file_finding(check, facts, where, self.context, submission.branch)
        return dataclasses.replace(submission, findings=(*((finding,) if finding else ()), *submission.findings))


def _answers(submission: Submission) -> int:
    """How much a branch has explained on a sheet."""
    return sum(bool(record.reason) for record in submission.records) + sum(bool(told.reply) for told in submission.memory.findings)
