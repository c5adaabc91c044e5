"""Asking for people owed, and the sum that must come out (contract §4.2; decisions: see docs/design.md, People owed).

The sum that must come out: everybody ever read = merged + to correct + in question + let go (contract §4.2).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field

from gradflow.forms.loader import Forms
from gradflow.model.campaign import Release
from gradflow.model.cells import Location
from gradflow.model.checks import Check
from gradflow.model.findings import Finding, FindingState
from gradflow.model.folding import squeezed
from gradflow.model.masking import masked_value
from gradflow.model.people import Kept, Owed, OwedPerson, Person, Place, ToNote
from gradflow.model.records import Context, Key, Submission
from gradflow.model.reports import FileResult
from gradflow.pipeline.accounting import Account, Row, Unit, as_kept
from gradflow.pipeline.earlier import register_form
from gradflow.pipeline.findings import Findings, Note, Settled, file_issue, note_issue
from gradflow.pipeline.matching import base_form
from gradflow.rules.files import BRANCH_UNKNOWN_NOW, HANDED_ON, PEOPLE_GONE, RELEASE_LAPSED
from gradflow.rules.people import CARD_EXTRA, EXTRA, MISSING, NOT_GONE, NOT_LISTED, OF_EARLIER, OWED, SAME_PERSON
from gradflow.rules.people import VANISHED as NOT_IN_ROUND
from gradflow.rules.sheets import OTHER_COHORT, OTHER_COLLEGE

BESIDE = frozenset({EXTRA.code, CARD_EXTRA.code})
YES = ("是同一", "同一人", "同一个人")
NO = ("不是", "非同", "不同")


@dataclass(eq=False)
class Asked:
    """What is asked of files, and what has been said of whom."""

    findings: list[Finding] = field(default_factory=list)
    released: set[int] = field(default_factory=set)
    """``id`` of units that the office has let go."""
    on_sheets: dict[int, tuple[Key, str, str]] = field(default_factory=dict)
    """``id`` of a unit -> sheet, code and person of the finding that asks for it."""
    lapsed: list[str] = field(default_factory=list)


def ask(
    account: Account, findings: Findings, results: Sequence[FileResult], people: Sequence[Person], lapsed: Collection[str], forms: Forms,
) -> Asked:  # fmt: skip
    """Name everybody who was read and stands nowhere, where it can be put right: on the branch's sheet, else by the file that is gone."""
    return _Asking(account, findings, results, people, lapsed, forms).asked()


class _Asking:
    """Everything that is needed to ask once, at the right place."""

    def __init__(
        self, account: Account, findings: Findings, results: Sequence[FileResult], people: Sequence[Person], lapsed: Collection[str], forms: Forms,
    ) -> None:  # fmt: skip
        self.account, self.context, self.forms = account, account.context, forms
        self.findings, self.people, self.lapsed, self.base_key = findings, people, lapsed, base_form(forms)
        self.files = {result.file for result in results}
        everything = [sheet for result in results for sheet in result.sheets]
        self.ancestors = {digest for one in everything for digest, _ in one.memory.sources} | {one.content for one in everything}
        self.told: dict[Key, list[Finding]] = defaultdict(list)
        self.asked_of: set[tuple[str, str]] = set()
        """Branch and name of those asked for on the roster: that their other rows have nobody there is told with it."""
        self.found = Asked()

    def asked(self) -> Asked:
        """Let go, lapsed, the same person after all, or asked for."""
        self._release()
        by_file: dict[tuple[str, str], list[Unit]] = defaultdict(list)
        by_branch: dict[str, list[Unit]] = defaultdict(list)
        for unit in self.account.absent():
            if id(unit) in self.found.released or unit.is_named:
                continue
            self._move_home(unit)
            sheet = self._sheet(unit)
            if sheet is None and not unit.branch and unit.kept.branch and self.context.campaign.branches:
                by_branch[unit.kept.branch].append(unit)
            elif sheet is None:
                by_file[unit.kept.file, unit.branch if unit.kept.is_handed_on else ""].append(unit)
            elif not self._is_told(unit, sheet):
                self._ask_on(sheet, unit)
        for branch, units in by_branch.items():
            facts = {"written": branch, "count": len(units), "names": _names(units)}
            self._ask_of_file(BRANCH_UNKNOWN_NOW, "campaign.toml", "", facts)
        for (file, _), units in by_file.items():
            facts = {"file": file.rpartition("/")[2], "count": len(units), "names": _names(units), "what": self._what(file)}
            branches, first = {unit.branch for unit in units}, units[0].kept
            check = HANDED_ON if first.is_handed_on else PEOPLE_GONE
            facts["annex"] = register_form(self.forms).spec.annex
            self._ask_of_file(check, file, branches.pop() if len(branches) == 1 else "", facts)
        self._tell_graduates()
        for key in (one.key for one in self.account.counted if self.told):
            kept = [f for f in self.findings.of[key] if not (f.code in BESIDE and (f.branch, squeezed(f.person)) in self.asked_of)]
            self.findings.of[key] = [*kept, *self.told.get(key, ())]
        return self.found

    def _tell_graduates(self) -> None:
        """Somebody whom the year before handed on is no graduate of this one, unless the branch says so."""
        for row in (unit.row for unit in self.account.units if unit.kept.carried):
            if row and row.lane[0] == self.base_key:
                facts = {"name": row.record.person or "没有姓名的一人", "cohort": self.context.campaign.cohort}
                note = Note(OF_EARLIER, facts, row.record.row, row.record.person, row.submission.columns.get("name"))
                self.told[row.submission.key] += self.findings.weighed(note_issue(note, row.submission))

    def _what(self, file: str) -> str:
        return "里原来的内容换了" if file in self.files else "不在收件夹里了"

    def _release(self) -> None:
        """Whom the office let go; a release of somebody who is there again has lapsed."""
        releases = [release for release in self.context.releases if release.key not in self.lapsed]
        if not releases:
            return
        for unit in self.account.absent():
            if any(_fits(release, unit.kept.person, unit) for release in releases):
                self.found.released.add(id(unit))
        gone = [unit for unit in self.account.absent() if id(unit) in self.found.released]
        for release in releases:
            if any(_fits(release, unit.kept.person, unit) for unit in gone):
                continue
            row = next((row for row in self.account.rows if row.unit and _fits(release, row.record.person, row.unit, row)), None)
            if row:
                self.found.lapsed.append(release.key)
                where = row.submission.place(row.record, "name")
                facts = {"name": release.person, "day": release.released_on.isoformat()}
                self.found.findings += self.findings.weighed(file_issue(RELEASE_LAPSED, facts, where, row.branch, row.record.person))

    def _move_home(self, unit: Unit) -> None:
        """Somebody another branch's roster lists is that branch's to report."""
        if unit.branch and (home := _home(unit, self.people)):
            unit.branch = home

    def _sheet(self, unit: Unit) -> Submission | None:
        """The branch's sheet where the person has to be put right; None where there is none, or their workbook was taken away."""
        if not unit.kept.is_handed_on and unit.kept.file not in self.files and unit.kept.source not in self.ancestors:
            return None
        own = [
            one
            for one in self.account.counted
            if (one.branch, one.form, one.round) == (unit.branch, *unit.lane) and not self.findings.refuse(one) and not self._is_card(one)
        ]
        return max(own, key=lambda one: (one.file == unit.kept.file, len(one.records)), default=None)

    def _is_card(self, submission: Submission) -> bool:
        return self.forms[submission.form].spec.layout == "card" and not submission.is_table

    def _is_told(self, unit: Unit, sheet: Submission) -> bool:
        """Whether the sheet already says that the person is missing."""
        codes = {MISSING.code, NOT_IN_ROUND.code, NOT_LISTED.code}
        return any(f.code in codes and squeezed(f.person) == squeezed(unit.kept.person) for f in self.findings.of[sheet.key])

    def _ask_on(self, sheet: Submission, unit: Unit) -> None:
        """Ask the branch: is it the same person by another name, or where is the person?"""
        maybe = self._maybe(unit, sheet)
        if maybe and _is_yes(_reply(sheet, SAME_PERSON.code, unit.kept.person)):
            self.account.give(unit, maybe)
            return
        unit.asked = maybe.record.person if maybe else ""
        check = SAME_PERSON if maybe else NOT_GONE if unit.kept.is_handed_on else OWED
        facts = {
            "name": _name_of(unit),
            "other": maybe.record.person if maybe else "",
            "here": self.context.named(sheet),
        }
        for told in self.findings.weighed(note_issue(Note(check, facts, person=unit.kept.person), sheet)):
            if unit.kept.reason:
                told = told.closed(FindingState.EXPLAINED, unit.kept.reason, unit.kept.reason)  # noqa: PLW2901 - as it stands
            self.told[sheet.key].append(told)
            if sheet.form == self.base_key and not maybe:
                self.asked_of.add((sheet.branch, squeezed(unit.kept.person)))
            self.found.on_sheets[id(unit)] = (sheet.key, check.code, unit.kept.person)

    def _maybe(self, unit: Unit, sheet: Submission) -> Row | None:
        """The row on that sheet that may be the person's by another name: one that came since, or was asked about before."""
        if unit.maybe and unit.maybe.unit is None and unit.maybe.submission.key == sheet.key:
            return unit.maybe
        asked = (row for row in self.account.rows if row.submission.key == sheet.key and row.record.person == unit.kept.maybe)
        return next(asked, None) if unit.kept.maybe else None

    def _ask_of_file(self, check: Check, file: str, branch: str, facts: dict[str, object]) -> None:
        self.found.findings += self.findings.weighed(file_issue(check, facts, Location(file), branch))


def _name_of(unit: Unit) -> str:
    """The name; of somebody without one, all else that tells who it is, masked."""
    told = next((text for traits in unit.traits for text in (traits.number.removeprefix("?"), traits.mobiles) if text), "")
    return unit.kept.person or (f"没有姓名的一人（{masked_value(told)}）" if told else f"没有姓名的一人（原第{unit.kept.row}行）")


def _names(units: Sequence[Unit]) -> str:
    return "、".join(map(_name_of, units))


def _reply(sheet: Submission, code: str, person: str) -> str:
    """What the branch answered to a question about a person."""
    return next((told.reply for told in sheet.memory.findings if told.code == code and told.person == person and told.reply), "")


def _is_yes(reply: str) -> bool:
    said = squeezed(reply)
    return not any(no in said for no in NO) and (said in {"是", "是的", "对"} or any(yes in said for yes in YES))


def _fits(release: Release, person: str, unit: Unit, row: Row | None = None) -> bool:
    """Whether a release was given for that person, there or gone."""
    branch, lane = (row.branch, row.lane) if row else (unit.branch or unit.kept.branch, unit.lane)
    is_same = squeezed(release.person) in {squeezed(person), *(traits.name for traits in unit.traits)}
    has_tail = not release.tail or any(traits.number.endswith(release.tail) for traits in unit.traits)
    return is_same and has_tail and (release.branch, release.form, release.round) == (branch, *lane)


def _home(unit: Unit, people: Sequence[Person]) -> str:
    """The other branch whose roster alone lists somebody of that ID number."""
    numbers = {traits.sound_number for traits in unit.traits} - {""}
    for person in people if numbers else ():
        number = person.get("id_number")
        if number and number.text in numbers:
            branches = {s.branch for s, _ in person.entries}
            return person.branch if unit.branch not in branches else ""
    return ""


STRANGE = frozenset({OTHER_COHORT.code, OTHER_COLLEGE.code})
"""Sheets of another campaign: their people are counted while they lie there, and never kept."""


def settle(account: Account, asked: Asked, settled: Settled, people: Sequence[Person]) -> tuple[Owed, ToNote]:
    """Count where everybody is, once it is known which rows are merged; and tell what the ledger should keep."""
    reasons: dict[int, str] = {}
    for owed, (key, code, person) in asked.on_sheets.items():
        for one in settled.sheets[key].findings:
            if (one.code, one.person) == (code, person) and one.state is FindingState.EXPLAINED:
                reasons[owed] = one.reason
    count = _Count(people)
    strange = {key for key, one in settled.sheets.items() if any(finding.code in STRANGE for finding in one.findings)}
    notes: list[Kept] = []
    for row in account.rows:
        if not row.traits.is_somebody:
            continue
        if not row.is_early:
            count.add(Place.TO_CORRECT if row.record.row in settled.sheets[row.submission.key].rejected else Place.MERGED, row)
        if note := _note_of(row, account.context, is_strange=row.submission.key in strange):
            notes.append(note)
    for unit in account.absent():
        place = Place.RELEASED if id(unit) in asked.released else Place.IN_QUESTION
        reason = reasons.get(id(unit), unit.kept.reason)
        branch = unit.branch or unit.kept.branch
        now = unit.kept._replace(branch=branch, traits=tuple(unit.traits), maybe=unit.asked, reason=reason)
        count.add_absent(OwedPerson(now, place, is_explained=bool(reason)), account.rows)
        if unit.is_kept and (not now.key or now != unit.kept):
            notes.append(now)
    gone = tuple(unit.kept.key for unit in account.absorbed if unit.kept.key)
    early = sum(row.is_early for row in account.rows)
    return Owed(count.units(), count.people(), early, tuple(count.absent)), ToNote(tuple(notes), gone, tuple(asked.lapsed))


def _note_of(row: Row, context: Context, *, is_strange: bool) -> Kept | None:
    """What the ledger does not know yet of the person on a row; people of another campaign's sheet it never keeps."""
    if row.unit is None:
        return None if is_strange else as_kept(row.submission, row.record, context.as_of, (row.traits,))
    row.unit.learn(row.traits)
    before = row.unit.kept
    now = as_kept(row.submission, row.record, before.noted_on, tuple(row.unit.traits), before.key)._replace(carried=before.carried)
    return now if now != before else None


class _Count:
    """Units and distinct people, each by the worst place of theirs."""

    def __init__(self, people: Sequence[Person]) -> None:
        self.absent: list[OwedPerson] = []
        self._owners = {id(record): id(person) for person in people for _, record in person.entries}
        self._units: dict[Hashable, Place] = {}
        self._people: dict[Hashable, Place] = {}
        self._known: dict[Hashable, Hashable] = {}

    def add(self, place: Place, row: Row) -> None:
        """Somebody on a row; on two rows of one branch, form and round they are one unit."""
        owner = self._owner(row)
        self._put(place, owner, (owner, row.branch, row.lane))

    def _owner(self, row: Row) -> Hashable:
        return self._owners.get(id(row.record), id(row.record))

    def _put(self, place: Place, owner: Hashable, unit: Hashable) -> None:
        for worst, key in ((self._units, unit), (self._people, owner)):
            before = worst.setdefault(key, place)
            if before is not place and place.rank < before.rank:
                worst[key] = place

    def add_absent(self, one: OwedPerson, rows: Sequence[Row]) -> None:
        """Somebody on no row: perhaps one who stands on another form."""
        if not self._known:
            for row in rows:
                for key in (row.traits.sound_number, (row.branch, row.traits.name)):
                    self._known.setdefault(key, self._owner(row))
        told: list[Hashable] = [traits.sound_number for traits in one.kept.traits]
        told += [(one.kept.branch, traits.name) for traits in one.kept.traits]
        itself = ("absent", len(self.absent))
        self.absent.append(one)
        self._put(one.place, next((self._known[key] for key in told if key and key in self._known), itself), itself)

    def units(self) -> dict[Place, int]:
        """Person by branch, form and round, by place."""
        return _by_place(self._units)

    def people(self) -> dict[Place, int]:
        """Distinct people, by place."""
        return _by_place(self._people)


def _by_place(worst: Mapping[Hashable, Place]) -> dict[Place, int]:
    counts = Counter(worst.values())
    return {place: counts[place] for place in Place}
