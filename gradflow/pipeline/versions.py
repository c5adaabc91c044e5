"""Several workbooks of one branch, form and round, or several cards of one person: which rows count (contract §4.9)."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from gradflow.forms.loader import Forms
from gradflow.model.cells import typed_text
from gradflow.model.checks import Check
from gradflow.model.findings import Change, Issue
from gradflow.model.people import Entry
from gradflow.model.records import Context, Key, Record, Submission
from gradflow.model.reports import Slot
from gradflow.pipeline.comparison import compare, disputes, name_of, newest_card
from gradflow.pipeline.findings import Findings, Note, note_issue
from gradflow.pipeline.grouping import grouped
from gradflow.pipeline.lineage import Lineage, candidates, cards_of, last_of, trace
from gradflow.pipeline.matching import base_forms, name_key
from gradflow.pipeline.rounds import is_early
from gradflow.pipeline.same_person import pair
from gradflow.rules import files as told
from gradflow.rules.files import CONFLICT, SAME_CONTENT
from gradflow.rules.sheets import BRANCH_CONTRADICTED, NOBODY, OF_PEOPLE, OTHER_COHORT, OTHER_COLLEGE, ROUND_NOT_OPEN, words_of

EMPTY_AND_STRANGE = {OTHER_COHORT.code, OTHER_COLLEGE.code, NOBODY.code}
"""All that is amiss with an empty form of another year or college: beside the branch's own it is passed over."""
ByRow = dict[int, Issue]
"""Row of a card -> what is told of it."""


def settle_cards(
    submissions: Sequence[Submission], rosters: Sequence[Submission], findings: Findings, forms: Forms, received: Mapping[str, datetime]
) -> Iterator[Submission]:
    """Count equal cards once, and the newest of one person that is right where the others are not; tell other different ones.

    A sheet left without cards says why. Namesakes of whom the rosters list as many as there are cards are not one person.
    """
    named = ((one.branch, record) for one in rosters for record in one.records) if submissions else ()
    numbers = grouped(((branch, name_key(record)), str(number)) for branch, record in named if (number := record.get("id_number")))
    twins: dict[Key, ByRow] = defaultdict(dict)
    conflicts: dict[Key, ByRow] = defaultdict(dict)
    changes: dict[Key, list[Change]] = defaultdict(list)

    def give_way(entry: Entry, kept: Submission, check: Check) -> None:
        submission, record = entry
        facts = {**OF_PEOPLE, "kept": f"{kept.file} › {kept.sheet}"}
        twins[submission.key][record.row] = note_issue(Note(check, facts, record.row, record.person), submission)

    for group in _same_people(submissions):
        first: dict[str, Entry] = {}
        for entry in group:
            counted = first.setdefault(_content(entry[1]), entry)
            if counted is not entry:
                give_way(entry, counted[0], SAME_CONTENT)
        people = len(set(numbers[group[0][0].branch, name_key(group[0][1])]))
        if len(first) <= max(people, 1):
            continue
        form = forms[group[0][0].form]
        if people < 2 and (found := newest_card([*first.values()], findings, received, form)):  # noqa: PLR2004 - two are namesakes
            newest, brought = found
            changes[newest[0].key] += brought
            for entry in first.values():
                if entry[1] is not newest[1]:
                    give_way(entry, newest[0], told.TAKEN_UP)
            continue
        places = "、".join(f"“{s.file.rpartition('/')[2]} › {s.sheet}”" for s, _ in first.values())
        for submission, record in first.values():
            facts = {"person": record.person, "form": form.spec.annex, "count": len(first), "files": places}
            conflicts[submission.key][record.row] = note_issue(Note(CONFLICT, facts, record.row, record.person), submission)
    return (_settled(s, findings, twins[s.key], conflicts[s.key], changes[s.key]) for s in submissions)


def _same_people(submissions: Sequence[Submission]) -> list[list[Entry]]:
    """Cards of one person: of one branch and name, with nothing that says otherwise; a card without a name is alone."""
    groups: dict[tuple[str, ...], list[list[Entry]]] = defaultdict(list)
    for submission in sorted(submissions, key=lambda s: (s.file, s.place_in_book)):
        for record in submission.records:
            alone = "" if name_key(record) else f"{submission.file}/{submission.sheet}/{record.row}"
            clusters = groups[submission.branch, submission.form, name_key(record), alone]
            fitting = (found for found in clusters if all(_agree(record, other) for _, other in found))
            if (cluster := next(fitting, None)) is None:
                clusters.append(cluster := [])
            cluster.append((submission, record))
    return [cluster for clusters in groups.values() for cluster in clusters]


def _agree(one: Record, other: Record) -> bool:
    """Whether two cards may be the same person's: what is missing on one card contradicts nothing.

    Sex and month of birth stay; a mobile or a class may have been corrected, but hardly both.
    """
    if all(len({one.get(key), other.get(key)} - {None}) > 1 for key in ("mobile", "class_group")):
        return False
    sexes = {one.get("sex"), other.get("sex")} - {None}
    months = {(born.year, born.month) for record in (one, other) if (born := record.get("born_in"))}
    return len(sexes) < 2 and len(months) < 2  # noqa: PLR2004 - two would be two people's


def _content(record: Record) -> str:
    typed = ((key, raw) for key, raw in record.cells.items() if raw is not None and key not in {"seq", "photo"})
    return repr(sorted((key, typed_text(raw).strip()) for key, raw in typed))


def _settled(submission: Submission, findings: Findings, twins: ByRow, conflicts: ByRow, changes: Sequence[Change]) -> Submission:
    """The submission without its twins, with what is told of it."""
    if not twins and not conflicts and not changes:
        return submission
    left = findings.without(submission, twins, changes)
    if not left.records:
        findings.of[submission.key].clear()
    findings.begin(submission.key, *twins.values(), *conflicts.values())
    return left


@dataclass(frozen=True, slots=True)
class Versions:
    """Submissions that count, and those that do not."""

    counted: tuple[Submission, ...]
    superseded: tuple[Submission, ...]
    early: tuple[Submission, ...] = ()
    """Sheets of a round that has not begun; they will count in their time."""
    stands_for: Mapping[Key, Key] = field(default_factory=dict)
    """A sheet that does not count -> the one that counts in its place."""


def settle_versions(
    submissions: Sequence[Submission], findings: Findings, received: Mapping[str, datetime], forms: Forms, context: Context
) -> Versions:
    """Let corrected copies replace what they were made from, count twins once, compare other versions person by person."""
    return _Settling(findings, received, forms, context).settled(submissions)


@dataclass(eq=False)
class _Settling:
    findings: Findings
    received: Mapping[str, datetime]
    forms: Forms
    context: Context
    superseded: list[Submission] = field(default_factory=list)
    stands_for: dict[Key, Key] = field(default_factory=dict)
    made_from: Mapping[Key, Sequence[Submission]] = field(default_factory=dict)
    """Copy -> the sheets it stands for."""
    said: set[tuple[str, str]] = field(default_factory=set)
    """File and what stands for it: of a workbook of cards that is said once."""

    def settled(self, submissions: Sequence[Submission]) -> Versions:
        lineage = trace(submissions, self.findings, self.context, cards_of(self.forms))
        replaced_by = {key: copy.key for key, copy in lineage.replaced.items()}
        self.made_from = grouped((replaced_by[one.key], one) for one in submissions if one.key in replaced_by)
        early: list[Submission] = []
        cards: list[Submission] = []
        alone: list[Submission] = []
        slots: dict[Slot, list[Submission]] = defaultdict(list)
        for submission in submissions:
            if self._is_early(submission):
                early.append(submission)
            elif kept := lineage.outvoted.get(submission.key):
                self._supersede(submission, kept, told.OUTVOTED)
            elif copy := lineage.replaced.get(submission.key):
                self._supersede(submission, copy, told.REPLACED)
                self.stands_for[submission.key] = last_of(submission.key, replaced_by)
            elif self.forms[submission.form].spec.is_card:
                cards.append(self._own(submission, lineage))
            elif self._takes_part(submission):
                slots[submission.slot].append(self._own(submission, lineage))
            else:
                alone.append(self._own(submission, lineage))
        counted = [one for group in slots.values() for one in self._weighed(group)]
        for submission in alone:
            if kept := self._twin(submission, counted):
                self._stand_in(kept, submission, counted)
            else:
                counted.append(submission)
        rosters = [submission for submission in counted if submission.form in base_forms(self.forms)]
        for before, submission in zip(cards, settle_cards(cards, rosters, self.findings, self.forms, self.received), strict=True):
            (self.superseded if before.records and not submission.records else counted).append(submission)
        return Versions(tuple(counted), tuple(self.superseded), tuple(early), self.stands_for)

    def _is_early(self, submission: Submission) -> bool:
        """Whether a sheet waits for its day: of a round that has not begun, or of one that has and not touched yet, which is nothing amiss."""
        if day := is_early(*submission.lane, self.context):
            self._leave_out(submission, ROUND_NOT_OPEN, {"round": submission.round, "day": day.isoformat()})
            return True
        is_blank = not (submission.records or submission.is_nil or any(finding.is_error for finding in self.findings.of[submission.key]))
        due = self.context.campaign.due_on(*submission.lane) if is_blank and submission.round else None
        if due is None or self.context.as_of > due:
            return False
        self.findings.of[submission.key].clear()
        return True

    def _takes_part(self, submission: Submission) -> bool:
        """Whether a sheet can be a version of others: of this campaign, of a known branch and round, and not refused."""
        is_placed = submission.round is not None or not self.forms[submission.form].spec.in_rounds
        return bool(submission.branch) and is_placed and not self.findings.refuse(submission)

    def _own(self, submission: Submission, lineage: Lineage) -> Submission:
        """The sheet, with what its mark may tell; one made from another branch's copy says so."""
        owner = lineage.borrowed.get(submission.key)
        if not owner:
            return submission
        self._tell(submission, told.BORROWED, {"owner": owner})
        return dataclasses.replace(submission, memory=lineage.memory(submission))

    def _weighed(self, group: Sequence[Submission]) -> Iterator[Submission]:
        """The versions of one branch, form and round, with the rows of each that count."""
        different = self._distinct(group)
        if len(different) == 1:
            yield different[0]
            return
        errors = {one.key: sum(finding.is_error for finding in self.findings.of[one.key]) for one in different}
        newest_first = sorted(different, key=lambda s: (-self.received[s.file].timestamp(), errors[s.key], -len(s.records), s.key))
        form = self.forms[group[0].form]
        together = compare(newest_first, self.findings, self.received, form, self.context, self.made_from)
        for base, *others in together:
            others_told = [f"“{name_of(one[0], base)}”" for one in together if one[0].file != base.file]
            facts = {"files": "、".join(others_told), "count": len(base.records)}
            if others_told:
                self._tell(base, told.PARTS, facts)
            yield base
            for other in others:
                if other.records:
                    yield other
                else:
                    self._supersede(other, base, told.TAKEN_UP)

    def _distinct(self, group: Sequence[Submission]) -> list[Submission]:
        """The different contents of a group; of twins, the one with most reasons counts, then one in its branch's own place; blank and nil ones give way."""
        first: dict[str, Submission] = {}
        is_astray = {one.key: any(f.code == BRANCH_CONTRADICTED.code for f in self.findings.of[one.key]) for one in group}
        for submission in sorted(group, key=lambda s: (-_answers(s), is_astray[s.key], s.key)):
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
            is_strange = {one.code for one in self.findings.of[submission.key] if one.is_error} <= EMPTY_AND_STRANGE
            of_branch = (other for other in counted if other.records and other.slot[:2] == submission.slot[:2])
            return next(of_branch, None) if is_strange else None
        for other in counted:
            if other.form != submission.form or submission.branch not in {"", other.branch} or not self._takes_part(other):
                continue
            if submission.round in {None, other.round} and submission.digest == other.digest:
                return other
            is_answer = submission.round == other.round or (submission.round is None and (other.round or 0) > 1)
            is_newer = is_answer and self.received[other.file] >= self.received[submission.file]
            if is_newer and len(pair(candidates(submission), candidates(other)).same) == len(submission.records):
                return other
        return None

    def _stand_in(self, kept: Submission, submission: Submission, counted: list[Submission]) -> None:
        if submission.records:
            counted[counted.index(kept)] = kept = self._compared(kept, submission)
        check = told.SAME_CONTENT if kept.digest == submission.digest else told.TAKEN_UP
        self._supersede(submission, kept, check if submission.records else told.BLANK_TWIN)

    def _compared(self, kept: Submission, older: Submission) -> Submission:
        """The sheet that counts, told where one of the same people that named no branch says something else; a copy of it settles both."""
        form = self.forms[kept.form]
        is_version = not older.branch and form.spec.has_people and older.cohort in {None, kept.cohort}
        issues = [*disputes(kept, older, self.findings, self.received, form, self.context)] if is_version else []
        if not issues:
            return kept
        self.findings.of[kept.key] += self.findings.weighed(*issues)
        return dataclasses.replace(kept, settles=(*kept.settles, older.source, *older.memory.sources))

    def _supersede(self, submission: Submission, kept: Submission, check: Check) -> None:
        place = kept.file if kept.file != submission.file else f"{kept.file} › {kept.sheet}"
        self.stands_for[submission.key] = kept.key
        is_said = self.forms[submission.form].spec.is_card and (submission.file, place) in self.said
        self.said.add((submission.file, place))
        self.superseded.append(submission)
        self._leave_out(submission, check, {"kept": place})
        if is_said:
            self.findings.of[submission.key].clear()

    def _leave_out(self, submission: Submission, check: Check, facts: dict[str, object]) -> None:
        """Of a submission that does not count, all there is to say is why."""
        self.findings.of[submission.key].clear()
        self._tell(submission, check, facts)

    def _tell(self, submission: Submission, check: Check, facts: dict[str, object]) -> None:
        told = Note(check, {**words_of(self.forms[submission.form].spec), **facts})
        self.findings.begin(submission.key, note_issue(told, submission))


def _answers(submission: Submission) -> int:
    return sum(bool(record.reason) for record in submission.records) + sum(bool(told.reply) for told in submission.memory.findings)
