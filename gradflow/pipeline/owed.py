"""Asking for people owed (docs/design.md), so that everybody ever read = merged + to correct + in question + let go (contract §4.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence

from gradflow.forms.loader import Forms
from gradflow.model.campaign import Release
from gradflow.model.cells import Location
from gradflow.model.findings import Finding, FindingState
from gradflow.model.folding import squeezed
from gradflow.model.forms import in_round
from gradflow.model.masking import masked_value
from gradflow.model.people import Kept, Owed, OwedPerson, Person, Place, ToNote
from gradflow.model.records import Context, Key, Submission
from gradflow.model.reports import FileResult
from gradflow.pipeline.accounting import Account, Row, Unit, as_kept
from gradflow.pipeline.earlier import register_form
from gradflow.pipeline.findings import Findings, Note, Settled, file_issue, note_issue
from gradflow.pipeline.grouping import grouped
from gradflow.pipeline.matching import base_forms
from gradflow.pipeline.person_status import STRANGE
from gradflow.rules.files import BRANCH_UNKNOWN_NOW, HANDED_ON, PEOPLE_GONE, RELEASE_LAPSED
from gradflow.rules.people import CARD_EXTRA, EXTRA, MISSING, NOT_GONE, NOT_LISTED, OF_EARLIER, OWED, SAME_PERSON
from gradflow.rules.people import VANISHED as NOT_IN_ROUND

BESIDE = frozenset({EXTRA.code, CARD_EXTRA.code})
EXPLAINED = FindingState.EXPLAINED
YES = ("是同一", "同一人", "同一个人")
NO = ("不是", "非同", "不同")


def ask(
    account: Account, findings: Findings, results: Sequence[FileResult], people: Sequence[Person], lapsed: Collection[str], forms: Forms,
) -> list[Finding]:  # fmt: skip
    """Name everybody who was read and stands nowhere, where it can be put right: on the branch's sheet, else by the file that is gone; return what is asked of files."""
    asking = _Asking(account, findings, results, people, forms)
    return [*asking.release(lapsed), *asking.ask()]


class _Asking:
    """Everything that is needed to ask once, at the right place."""

    def __init__(self, account: Account, findings: Findings, results: Sequence[FileResult], people: Sequence[Person], forms: Forms) -> None:
        self.account, self.context, self.forms = account, account.context, forms
        self.findings, self.people, self.base_key = findings, people, base_forms(forms)
        self.files = {result.file for result in results}
        everything = [sheet for result in results for sheet in result.sheets]
        self.ancestors = {digest for one in everything for digest, _ in one.memory.sources} | {one.content for one in everything}
        self.told: dict[Key, list[Finding]] = defaultdict(list)
        self.asked_of: set[tuple[str, str]] = set()
        """Branch and name of those asked for on the roster: that their other rows have nobody there is told with it."""

    def release(self, lapsed: Collection[str]) -> Iterator[Finding]:
        """Let go whom the office let go; a release of somebody who is there again has lapsed."""
        releases = [release for release in self.context.releases if release.key not in lapsed]
        absent = self.account.absent() if releases else []
        for unit in absent:
            unit.is_released = any(_fits(release, unit.kept.person, unit) for release in releases)
        for release in releases:
            if any(_fits(release, unit.kept.person, unit) for unit in absent):
                continue
            row = next((row for row in self.account.rows if row.unit and _fits(release, row.record.person, row.unit, row)), None)
            if row:
                self.account.lapsed.append(release.key)
                where = row.submission.place(row.record, "name")
                facts = {"name": release.person, "day": release.released_on.isoformat()}
                yield from self.findings.weighed(file_issue(RELEASE_LAPSED, facts, where, row.branch, row.record.person))

    def ask(self) -> Iterator[Finding]:
        """Put the question on the sheets; yield what is asked of files."""
        by_file: dict[tuple[str, str], list[Unit]] = defaultdict(list)
        by_branch: dict[str, list[Unit]] = defaultdict(list)
        for unit in self.account.absent():
            if unit.is_released or unit.is_named:
                continue
            if home := _home(unit, self.people):
                unit.branch = home  # whose roster lists them is to report them
            sheet = self._sheet(unit)
            if sheet is None and not unit.branch and unit.kept.branch and self.context.campaign.branches:
                by_branch[unit.kept.branch].append(unit)
            elif sheet is None:
                by_file[unit.kept.file, unit.branch if unit.kept.is_handed_on else ""].append(unit)
            else:
                unit.asked_in = sheet.content
                if not self._is_told(unit, sheet):
                    self._ask_on(sheet, unit)
        for branch, units in by_branch.items():
            facts = {"written": branch, "count": len(units), "names": _names(units)}
            yield from self.findings.weighed(file_issue(BRANCH_UNKNOWN_NOW, facts, Location("campaign.toml")))
        for (file, _), units in by_file.items():
            what = "里原来的内容换了" if file in self.files else "不在收件夹里了"
            annex = register_form(self.forms).spec.annex
            here = "、".join(
                dict.fromkeys(in_round(self.context.annexes.get(form, form), number) for form, number in (unit.lane for unit in units))
            )
            facts = {
                "file": file.rpartition("/")[2],
                "count": len(units),
                "names": _names(units),
                "what": what,
                "here": here,
                "annex": annex,
            }
            branches = {unit.branch for unit in units}
            branch = branches.pop() if len(branches) == 1 else ""
            check = HANDED_ON if units[0].kept.is_handed_on else PEOPLE_GONE
            yield from self.findings.weighed(file_issue(check, facts, Location(file), branch))
        self._tell_graduates()
        for key in (one.key for one in self.account.counted if self.told):
            kept = [f for f in self.findings.of[key] if not (f.code in BESIDE and (f.branch, squeezed(f.person)) in self.asked_of)]
            self.findings.of[key] = [*kept, *self.told.get(key, ())]

    def _tell_graduates(self) -> None:
        """Somebody whom the year before handed on is no graduate of this one, unless the branch says so."""
        for row in (unit.row for unit in self.account.units if unit.kept.carried):
            if row and row.lane[0] in self.base_key:
                facts = {"name": row.record.person or "没有姓名的一人", "cohort": self.context.campaign.cohort}
                note = Note(OF_EARLIER, facts, row.record.row, row.record.person, row.submission.columns.get("name"))
                self.told[row.submission.key] += self.findings.weighed(note_issue(note, row.submission))

    def _sheet(self, unit: Unit) -> Submission | None:
        """The branch's sheet where the person has to be put right; None where there is none, or their workbook was taken away."""
        kept = unit.kept
        if not kept.is_handed_on and kept.file not in self.files and self.ancestors.isdisjoint((kept.source, kept.asked_in)):
            return None
        here = [one for one in self.account.counted if one.slot == (unit.branch, *unit.lane)]
        are_cards = self.forms[kept.form].spec.is_card
        own = [one for one in here if not self.findings.refuse(one) and (one.is_table or not are_cards)]
        return max(own, key=lambda one: (one.file == unit.kept.file, len(one.records)), default=None)

    def _is_told(self, unit: Unit, sheet: Submission) -> bool:
        codes = {MISSING.code, NOT_IN_ROUND.code, NOT_LISTED.code}
        return any(f.code in codes and squeezed(f.person) == squeezed(unit.kept.person) for f in self.findings.of[sheet.key])

    def _ask_on(self, sheet: Submission, unit: Unit) -> None:
        """Ask the branch: is it the same person by another name, or where is the person?"""
        maybe = self._maybe(unit, sheet)
        other = maybe.record.person if maybe else ""
        if maybe and _is_yes(sheet, unit.kept.person):
            self.account.give(unit, maybe)
            return
        unit.asked = other
        check = SAME_PERSON if maybe else NOT_GONE if unit.kept.is_handed_on else OWED
        facts = {"name": _name_of(unit), "other": other, "here": self.context.named(sheet)}
        for told in self.findings.weighed(note_issue(Note(check, facts, person=unit.kept.person), sheet)):
            if unit.kept.reason:
                told = told.closed(EXPLAINED, unit.kept.reason, unit.kept.reason)  # noqa: PLW2901 - as it stands
            self.told[sheet.key].append(told)
            if sheet.form in self.base_key and not maybe:
                self.asked_of.add((sheet.branch, squeezed(unit.kept.person)))
            unit.told_on = (sheet.key, check.code)

    def _maybe(self, unit: Unit, sheet: Submission) -> Row | None:
        """The row on that sheet that may be the person's by another name: one that came since, or was asked about before."""
        if unit.maybe and unit.maybe.unit is None and unit.maybe.submission.key == sheet.key:
            return unit.maybe
        asked = (row for row in self.account.rows if row.submission.key == sheet.key and row.record.person == unit.kept.maybe)
        return next(asked, None) if unit.kept.maybe else None


def _name_of(unit: Unit) -> str:
    """The name; of somebody without one, all else that tells who it is, masked."""
    told = next((text for traits in unit.traits for text in (traits.number.removeprefix("?"), traits.mobiles) if text), "")
    return unit.kept.person or (f"没有姓名的一人（{masked_value(told)}）" if told else f"没有姓名的一人（原第{unit.kept.row}行）")


def _names(units: Sequence[Unit]) -> str:
    return "、".join(map(_name_of, units))


def _is_yes(sheet: Submission, person: str) -> bool:
    replies = (told.reply for told in sheet.memory.findings if (told.code, told.person) == (SAME_PERSON.code, person))
    said = squeezed(next(filter(None, replies), ""))
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
    for person in people if numbers and unit.branch else ():
        number = person.get("id_number")
        if number and number.text in numbers:
            branches = {s.branch for s, _ in person.entries}
            return person.branch if unit.branch not in branches else ""
    return ""


def settle(account: Account, settled: Settled, people: Sequence[Person]) -> tuple[Owed, ToNote]:
    """Count where everybody is, once it is known which rows are merged; and tell what the ledger should keep."""
    strange = {key for key, one in settled.sheets.items() if any(finding.code in STRANGE for finding in one.findings)}
    somebody = (row for row in account.rows if row.traits.is_somebody)
    notes = [note for row in somebody if (note := _note_of(row, account.context, is_strange=row.submission.key in strange))]
    absent: list[OwedPerson] = []
    for unit in account.absent():
        reason = _reason(unit, settled)
        branch = unit.branch or unit.kept.branch
        now = unit.kept._replace(
            branch=branch, traits=tuple(unit.traits), maybe=unit.asked, reason=reason, asked_in=unit.asked_in or unit.kept.asked_in
        )
        absent.append(OwedPerson(now, Place.RELEASED if unit.is_released else Place.IN_QUESTION, is_explained=bool(reason)))
        if unit.is_kept and (not now.key or now != unit.kept):
            notes.append(now)
    gone = tuple(unit.kept.key for unit in account.absorbed if unit.kept.key)
    found = list(_placed(account.rows, absent, settled, people))
    branches = grouped((branch, (unit, place)) for branch, unit, _, place in found)
    units = {branch: _by_place(own) for branch, own in branches.items()}
    persons = _by_place((person, place) for _, _, person, place in found)
    early = sum(row.is_early for row in account.rows)
    return Owed(units, persons, early, tuple(absent)), ToNote(tuple(notes), gone, tuple(account.lapsed))


def _placed(
    rows: Sequence[Row], absent: Sequence[OwedPerson], settled: Settled, people: Sequence[Person]
) -> Iterator[tuple[str, Hashable, Hashable, Place]]:
    """Branch, unit (of one branch only), person and place: of rows, two of one branch, form and round are one unit; whoever is absent may stand on another form."""
    owners = {id(record): id(person) for person in people for _, record in person.entries}
    known: dict[Hashable, Hashable] = {}
    for row in rows:
        owner = owners.get(id(row.record), id(row.record))
        if row.traits.is_somebody and not row.is_early:
            is_rejected = row.record.row in settled.sheets[row.submission.key].rejected
            yield row.branch, (owner, row.lane), owner, Place.TO_CORRECT if is_rejected else Place.MERGED
        for key in (row.traits.sound_number, (row.branch, row.traits.name)):
            known.setdefault(key, owner)
    for number, one in enumerate(absent):
        told: list[Hashable] = [traits.sound_number for traits in one.kept.traits]
        told += [(one.kept.branch, traits.name) for traits in one.kept.traits]
        itself = ("absent", number)
        yield one.kept.branch, itself, next((known[key] for key in told if key and key in known), itself), one.place


def _by_place(placed: Iterable[tuple[Hashable, Place]]) -> dict[Place, int]:
    """How many are where, each at the worst place of theirs."""
    found = grouped((place, key) for key, place in placed)
    counts: dict[Place, int] = {}
    seen: set[Hashable] = set()
    for place in Place:  # the worst comes first
        counts[place] = len(set(found[place]) - seen)
        seen.update(found[place])
    return counts


def _reason(unit: Unit, settled: Settled) -> str:
    """What the branch says became of them: now, or before."""
    key, code = unit.told_on or (None, "")
    findings = settled.sheets[key].findings if key else ()
    told = (one.reason for one in reversed(findings) if (one.code, one.person) == (code, unit.kept.person) and one.state is EXPLAINED)
    return next(told, unit.kept.reason)


def _note_of(row: Row, context: Context, *, is_strange: bool) -> Kept | None:
    """What the ledger does not know yet of the person on a row; people of another campaign's sheet it never keeps."""
    if row.unit is None:
        return None if is_strange else as_kept(row.submission, row.record, context.as_of, (row.traits,))
    row.unit.learn(row.traits)
    before = row.unit.kept
    now = as_kept(row.submission, row.record, before.noted_on, tuple(row.unit.traits), before.key)._replace(carried=before.carried)
    return now if now != before else None
