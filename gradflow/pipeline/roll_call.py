"""The roll call: is everybody of the roster on every other form, and nobody else?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gradflow.core.checks import Check
from gradflow.core.findings import Finding, Problem
from gradflow.core.people import Entry, Person
from gradflow.core.records import Context, Submission
from gradflow.forms.loader import Forms
from gradflow.pipeline.findings import finding, told_finding
from gradflow.pipeline.matching import Matched, base_form, is_twin, name_key, near_name
from gradflow.pipeline.suggestions import Spellings
from gradflow.pipeline.told import Told
from gradflow.rules.cross import people as told

Call = tuple[Submission, Finding | None]


@dataclass
class _Branch:
    """One branch's people: those its roster lists, and those other sheets have beside them."""

    base: list[Submission] = field(default_factory=list)
    listed: list[Person] = field(default_factory=list)
    beside: dict[tuple[str, int | None], list[Entry]] = field(default_factory=lambda: defaultdict(list))
    """(form, round) -> entries of people the roster does not list."""


class _Roll:
    """Everything the calls need, sorted by branch."""

    def __init__(self, matched: Matched, submissions: Sequence[Submission], forms: Forms, context: Context) -> None:
        self.forms, self.context = forms, context
        self.base_key = base_form(forms)
        self.branches: dict[str, _Branch] = defaultdict(_Branch)
        for submission in submissions:
            if submission.form == self.base_key and not submission.is_refused:
                self.branches[submission.branch].base.append(submission)
        self.homes: dict[str, set[str]] = defaultdict(set)
        """Folded name -> branches whose rosters list somebody of that name."""
        self.unclear = {(s.key, r.row): people for (s, r), people in matched.unclear}
        for person in matched.people:
            homes = {s.branch for s, _ in person.entries if s.form == self.base_key}
            for branch in homes:
                self.branches[branch].listed.append(person)
                self.homes[name_key(person.entries[0][1])].add(branch)
            for entry in person.entries if not homes else ():
                self.branches[entry[0].branch].beside[entry[0].form, entry[0].round].append(entry)

    def at_name(self, check: Check, entry: Entry, **facts: object) -> Call:
        """A finding at the name of an entry."""
        submission, record = entry
        return submission, finding(check, Problem("name", facts), submission, record, self.forms[submission.form], self.context)

    def on_sheet(self, check: Check, submission: Submission, person: Person, **facts: object) -> Call:
        """A finding on a sheet that lacks a person."""
        facts = {"name": person.name, "here": self.context.named(submission), **facts}
        return submission, told_finding(Told(check, facts, person=person.name), submission, self.context)


def call_roll(matched: Matched, submissions: Sequence[Submission], forms: Forms, context: Context) -> Iterator[Call]:
    """Tell who is missing from follow-up tables and cards, who stands there without being listed, and who is unclear."""
    roll = _Roll(matched, submissions, forms, context)
    for (submission, record), people in matched.unclear:
        number = next((n.text[-4:] for p in people if (n := p.get("id_number"))), "0016")
        facts = {"count": len(people), "name": name_key(record), "example": number}
        yield roll.at_name(told.UNCLEAR, (submission, record), **facts)
    for person in matched.people:
        yield from _elsewhere(person, roll)
    sheets = [s for s in submissions if s.branch and not s.is_refused and s.form != roll.base_key]
    sheets = [s for s in sheets if s.round or not forms[s.form].spec.in_rounds]
    for submission in sheets:
        if forms[submission.form].spec.lists_everyone:
            yield from _call_rows(submission, roll, matched)
    yield from _call_cards(sheets, roll)


def _elsewhere(person: Person, roll: _Roll) -> Iterator[Call]:
    """Tell entries of a branch that is not the one whose roster lists the person."""
    homes = [s for s, _ in person.entries if s.form == roll.base_key and s.branch]
    branches = {s.branch for s in homes}
    for entry in person.entries:
        if homes and entry[0].branch and entry[0].branch not in branches:
            yield roll.at_name(told.OTHER_BRANCH, entry, branch=homes[0].branch, listed=roll.context.named(homes[0]))


def _call_rows(submission: Submission, roll: _Roll, matched: Matched) -> Iterator[Call]:
    """Compare a follow-up table with the branch's roster, and with the round before."""
    branch, here = roll.branches[submission.branch], (submission.form, submission.round)
    mine = [entry for entry in branch.beside[here] if entry[0].key == submission.key]
    mine = [entry for entry in mine if name_key(entry[1])]
    unclear = [entry for entry in mine if (submission.key, entry[1].row) in roll.unclear]
    unsure = {id(p) for entry in unclear for p in roll.unclear[submission.key, entry[1].row]}
    nameless = sum(not name_key(record) for record in submission.records)
    strangers = [entry for entry in mine if (submission.key, entry[1].row) not in roll.unclear]
    if branch.base:
        listed = roll.context.named(branch.base[0])
        missing = [p for p in branch.listed if p.name and not p.of(*here) and id(p) not in unsure]
        strange = Spellings(entry[1].person for entry in strangers)
        if len(missing) > nameless:  # else the rows without a name are theirs: one cause, one finding
            gone = [person for person in missing if not near_name(person.name, strange)]
            yield from (roll.on_sheet(told.MISSING, submission, person, listed=listed) for person in gone)
        if len(strangers) > sum(not person.name for person in branch.listed):
            lacking = Spellings(person.name for person in missing)
            twins = Counter(name_key(person.entries[0][1]) for person in branch.listed)
            for entry in strangers:
                hint = near_name(name_key(entry[1]), lacking) or _twin_hint(twins[name_key(entry[1])]) or _elsewhere_hint(entry, roll)
                yield roll.at_name(told.EXTRA, entry, listed=listed, name=entry[1].person, hint=hint)
    told_already = {id(p) for p in branch.listed} if branch.base else set()
    for person in matched.people:
        before = [
            s
            for s, _ in person.rounds()
            if s.form == submission.form and s.branch == submission.branch and (s.round or 0) < (submission.round or 0)
        ]
        if before and not person.of(*here) and id(person) not in told_already and not nameless:
            yield roll.on_sheet(told.VANISHED, submission, person, before=roll.context.named(before[-1]))


def _twin_hint(count: int) -> str:
    return f"（只有{count}个同名的，这一行多出来了）" if count else ""


def _elsewhere_hint(entry: Entry, roll: _Roll) -> str:
    """A hint at other branches that list somebody of that name; it names branches, not people."""
    others = sorted(roll.homes.get(name_key(entry[1]), set()) - {entry[0].branch, ""})
    return f"；{'、'.join(f'“{name}”' for name in others[:3])}的附件2里有同名的人，是不是由那里转来的" if others else ""


def _call_cards(sheets: Sequence[Submission], roll: _Roll) -> Iterator[Call]:
    """Tell who has no card where the branch has handed in others, and cards of people the roster does not list."""
    for key, form in roll.forms.items():
        if form.spec.layout != "card":
            continue
        handed_in = dict.fromkeys(s.branch for s in sheets if s.form == key and s.records)
        for name in handed_in:
            branch = roll.branches[name]
            if not branch.base:
                continue
            strangers = [entry for entry in branch.beside[key, None] if name_key(entry[1]) and not is_twin(*entry)]
            missing = [person for person in branch.listed if not person.of(key)]
            strange, lacking = Spellings(entry[1].person for entry in strangers), Spellings(person.name for person in missing)
            for person in missing:
                base = next(e for e in person.entries if e[0].form == roll.base_key and e[0].branch == name)
                if not near_name(person.name, strange):
                    yield roll.at_name(told.CARD_MISSING, base, annex=form.spec.annex)
            for entry in strangers:
                hint = near_name(name_key(entry[1]), lacking)
                yield roll.at_name(told.CARD_EXTRA, entry, listed=roll.context.named(branch.base[0]), name=entry[1].person, hint=hint)
