"""Is everybody of the roster on every other form, and nobody else? A row without a name that is understood stands for one who would be missing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from gradflow.forms.loader import Forms
from gradflow.model.checks import Check
from gradflow.model.findings import Issue, Problem
from gradflow.model.people import Entry, Person
from gradflow.model.records import Context, Submission
from gradflow.pipeline.findings import Findings, Note, cell_issue, note_issue
from gradflow.pipeline.grouping import grouped
from gradflow.pipeline.likeness import is_named, listed, pair, traits
from gradflow.pipeline.matching import Matched, base_forms, is_of_others, is_twin, listed_in, name_key
from gradflow.rules import people as told
from gradflow.rules.landing import has_ended, is_registered, latest_follow_up, stays

Call = tuple[Submission, Issue]


@dataclass
class _Branch:
    """One branch's people: those its roster lists, and those other sheets have beside them."""

    base: list[Submission] = field(default_factory=list)
    listed: list[Person] = field(default_factory=list)
    strangers: list[Person] = field(default_factory=list)
    beside: dict[tuple[str, int | None], list[Entry]] = field(default_factory=lambda: defaultdict(list))
    """(form, round) -> entries of people the roster does not list."""


class _Lists:
    """Everything the calls need, sorted by branch."""

    def __init__(self, matched: Matched, submissions: Sequence[Submission], findings: Findings, forms: Forms, context: Context) -> None:
        self.findings, self.forms, self.context = findings, forms, context
        self.base_key = base_forms(forms)
        self.branches: dict[str, _Branch] = defaultdict(_Branch)
        for submission in submissions:
            if submission.form in self.base_key and not findings.refuse(submission):
                self.branches[submission.branch].base.append(submission)
        self.unclear = {(s.key, r.row): people for (s, r), people in matched.unclear}
        self.settled: set[int] = set()
        """``id`` of people and records that have been told of on the roster."""
        for person in matched.people:
            homes = {s.branch for s, _ in person.entries if s.form in self.base_key}
            own = () if homes else tuple(entry for entry in person.entries if not self.is_beyond(entry))
            for branch in homes:
                self.branches[branch].listed.append(person)
            if own:
                self.branches[own[0][0].branch].strangers.append(Person(own))
            for entry in person.entries if not homes else ():
                self.branches[entry[0].branch].beside[entry[0].lane].append(entry)

    @cached_property
    def homes(self) -> Mapping[str, set[str]]:
        """Folded name -> branches whose rosters list somebody of that name."""
        found: dict[str, set[str]] = defaultdict(set)
        for name, branch in self.branches.items():
            for person in branch.listed:
                found[name_key(listed(person, self.base_key)[1])].add(name)
        return found

    def is_named(self, person: Person) -> bool:
        return is_named(listed(person, self.base_key)[1])

    def is_beyond(self, entry: Entry) -> bool:
        """Whether it may be of somebody whom no roster lists (``FormSpec.beyond_roster``)."""
        return self.forms[entry[0].form].spec.is_beyond(entry[1].values)

    def is_unclear(self, entry: Entry) -> bool:
        """Whether it is a namesake's who cannot be told apart."""
        return (entry[0].key, entry[1].row) in self.unclear

    def at_name(self, check: Check, entry: Entry, **facts: object) -> Call:
        submission, record = entry
        return submission, cell_issue(check, Problem("name", facts), submission, record, self.forms[submission.form], self.context)

    def on_sheet(self, check: Check, submission: Submission, person: Person, **facts: object) -> Call:
        facts = {"name": person.name, "here": self.context.named(submission), **facts}
        return submission, note_issue(Note(check, facts, person=person.name), submission)

    def names(self, entries: Iterable[Entry]) -> str:
        """The forms and rounds of some entries, for messages."""
        return "、".join(dict.fromkeys(self.context.named(submission) for submission, _ in entries))


def check_completeness(
    matched: Matched, submissions: Sequence[Submission], findings: Findings, forms: Forms, context: Context
) -> Iterator[Call]:
    """Tell who is missing from follow-up tables and cards, who stands there without being listed, and who is unclear."""
    roll = _Lists(matched, submissions, findings, forms, context)
    for (submission, record), people in matched.unclear:
        number = next((n.text[-4:] for p in people if (n := p.get("id_number"))), "0016")
        facts = {"count": len(people), "name": name_key(record), "example": number}
        yield roll.at_name(told.UNCLEAR, (submission, record), **facts)
    for person in matched.people:
        if len(person.entries) > 1:
            yield from _elsewhere(person, roll)
    for branch in list(roll.branches.values()):
        yield from _against_roster(branch, roll)
        yield from _cards_of_others(branch, roll)
    sheets = [s for s in submissions if s.branch and not findings.refuse(s) and s.form not in roll.base_key]
    sheets = [s for s in sheets if s.round or not forms[s.form].spec.in_rounds]
    for submission in sheets:
        spec = forms[submission.form].spec
        if spec.lists_everyone:
            yield from _call_rows(submission, roll)
            yield from _call_round_before(submission, roll, matched) if spec.is_of_graduates else ()
    yield from _call_cards(sheets, roll)
    yield from _call_registers(sheets, roll)


def _elsewhere(person: Person, roll: _Lists) -> Iterator[Call]:
    """Tell entries of a branch that is not the one whose roster lists the person; where several forms agree on it, the roster's own."""
    homes = [entry for entry in person.entries if entry[0].form in roll.base_key and entry[0].branch]
    branches = {s.branch for s, _ in homes}
    others = [e for e in person.entries if e[0].form not in roll.base_key and e[0].branch and not is_of_others(roll.forms[e[0].form].spec)]
    away = [entry for entry in others if homes and entry[0].branch not in branches]
    if len({s.form for s, _ in away}) > 1 and len(away) == len(others) and len({s.branch for s, _ in away}) == 1:
        yield roll.at_name(told.OTHER_BRANCH, homes[0], branch=away[0][0].branch, listed=roll.names(away))
    else:
        for entry in away:
            yield roll.at_name(told.OTHER_BRANCH, entry, branch=homes[0][0].branch, listed=roll.names(homes[:1]))


def _against_roster(branch: _Branch, roll: _Lists) -> Iterator[Call]:
    """People whom several forms agree to name, and the roster alone does not: told once, on the roster."""
    found = [person for person in branch.strangers if len({s.form for s, _ in person.entries}) > 1]
    found = [person for person in found if all(is_named(entry[1]) and not roll.is_unclear(entry) for entry in person.entries)]
    if not branch.base or not found:
        return
    alone = [person for person in branch.listed if len(person.entries) == 1 and not person.entries[0][1].reason]
    pairs = pair([person.entries[0] for person in found], alone, branch.base)
    for person in found:
        like = pairs.get(id(person.entries[0][1]))
        is_answered = any(record.reason for _, record in person.entries)
        if is_answered or (like is None and not all(roll.is_named(one) for one in branch.listed)):
            continue  # a row of the roster without a name may be theirs
        roll.settled.update(id(record) for _, record in person.entries)
        if like:
            roll.settled.add(id(like))
        others = roll.names(person.entries)
        if like is None:
            sheet = max(branch.base, key=lambda one: len(one.records))
            yield roll.on_sheet(told.NOT_LISTED, sheet, person, others=others)
        elif roll.is_named(like):
            yield roll.at_name(told.NAME_DIFFERS, like.entries[0], others=others, other=person.name)


def _cards_of_others(branch: _Branch, roll: _Lists) -> Iterator[Call]:
    """Cards of which all but the name is another's whom the roster lists."""
    held = [(person, entry) for person in branch.listed for entry in person.entries if roll.forms[entry[0].form].spec.is_card]
    known = {id(person): set(traits(listed(person, roll.base_key)[1], person.get("id_number"))) for person in branch.listed if held}
    owners = {trait: person for person in branch.listed for trait in known.get(id(person), ())}
    for person, entry in held:
        own = set(traits(entry[1], None))
        others = {id(owners.get(trait)): owners.get(trait) for trait in own}
        if len(own) > 1 and own.isdisjoint(known[id(person)]) and len(others) == 1 and (other := next(iter(others.values()))):
            facts = {"name": person.name, "other": other.name, "listed": listed_in(roll.base_key, roll.forms), "what": "出生年月、手机"}
            yield roll.at_name(told.CARD_OF_OTHER, entry, **facts)


def _call_rows(submission: Submission, roll: _Lists) -> Iterator[Call]:
    """Compare a follow-up table with the branch's roster."""
    branch, here = roll.branches[submission.branch], submission.lane
    if not branch.base:
        return
    spec = roll.forms[submission.form].spec
    mine = [entry for entry in branch.beside[here] if entry[0].key == submission.key and id(entry[1]) not in roll.settled]
    mine = [entry for entry in mine if not spec.is_called_beyond(entry[1].values)]
    unsure = {id(person) for entry in mine for person in roll.unclear.get((submission.key, entry[1].row), ())}
    mine = [entry for entry in mine if not roll.is_unclear(entry)]
    missing = [p for p in branch.listed if not p.of(*here) and id(p) not in unsure and id(p) not in roll.settled]
    roster = roll.context.named(branch.base[0])
    gone = yield from _compare(told.EXTRA, mine, missing, branch, roll)
    yield from (roll.on_sheet(told.MISSING, submission, person, listed=roster) for person in gone)


def _compare(
    check: Check, mine: Sequence[Entry], missing: Sequence[Person], branch: _Branch, roll: _Lists
) -> Generator[Call, None, Sequence[Person]]:
    """Tell the entries of people the roster does not list, each with a hint at who it may be; return who is missing.

    Rows without a name, here or on the roster, are those of as many others: one cause, one finding.
    """
    pairs = pair(mine, missing, branch.base)
    taken = {id(person) for person in pairs.values()}
    strangers = [e for e in mine if is_named(e[1]) and (id(e[1]) in pairs or not roll.is_beyond(e))]
    strangers = [entry for entry in strangers if not (like := pairs.get(id(entry[1]))) or roll.is_named(like)]
    if len(strangers) > sum(id(person) not in taken and not roll.is_named(person) for person in branch.listed):
        twins = Counter(name_key(listed(person, roll.base_key)[1]) for person in branch.listed)
        for entry in strangers:
            hint = _hint(entry, pairs.get(id(entry[1])), twins[name_key(entry[1])], roll)
            yield roll.at_name(check, entry, listed=roll.context.named(branch.base[0]), name=entry[1].person, hint=hint)
    nameless = [record for _, record in mine if not is_named(record)]
    gone = [person for person in missing if id(person) not in taken and roll.is_named(person)]
    gone = [person for person in gone if not any(person.name in record.person for record in nameless)]  # a row of two people
    return gone if len(gone) > sum(id(record) not in pairs for record in nameless) else ()


def _hint(entry: Entry, like: Person | None, twins: int, roll: _Lists) -> str:
    """Who it may be; or how many of that name the roster has; or which other branches list somebody of that name."""
    if like:
        return f"，有一个“{like.name}”，是不是同一人"
    if twins:
        return f"（只有{twins}个同名的，这一行多出来了）"
    others = sorted(roll.homes.get(name_key(entry[1]), set()) - {entry[0].branch, ""})
    named = "、".join(f"“{name}”" for name in others[:3])
    return f"；{named}的{listed_in(roll.base_key, roll.forms)}里有同名的人，是不是由那里转来的" if others else ""


def _call_round_before(submission: Submission, roll: _Lists, matched: Matched) -> Iterator[Call]:
    """Tell who stood in the round before and is gone; of those no roster lists, only whom the branch accounted for there."""
    here, branch = submission.lane, roll.branches[submission.branch]
    known = {id(person) for person in branch.listed} if branch.base else set()
    if not all(is_named(record) for record in submission.records):
        return
    for person in matched.people:
        own = (entry for entry in person.rounds() if (entry[0].form, entry[0].branch) == (submission.form, submission.branch))
        before = [entry for entry in own if (entry[0].round or 0) < (submission.round or 0)]
        if not before or person.of(*here) or id(person) in known or not is_named(before[-1][1]):
            continue
        if not branch.base or before[-1][1].reason:
            yield roll.on_sheet(told.VANISHED, submission, person, before=roll.context.named(before[-1][0]))


def _call_cards(sheets: Sequence[Submission], roll: _Lists) -> Iterator[Call]:
    """Tell who has no card where the branch has handed in others, and cards of people the roster does not list."""
    for key, form in roll.forms.items():
        if not form.spec.is_card:
            continue
        handed_in = dict.fromkeys(s.branch for s in sheets if s.form == key and s.records)
        for name in handed_in:
            branch = roll.branches[name]
            if not branch.base:
                continue
            mine = [entry for entry in branch.beside[key, None] if id(entry[1]) not in roll.settled and not is_twin(*entry, roll.findings)]
            missing = [person for person in branch.listed if not person.of(key) and id(person) not in roll.settled]
            lacking = yield from _compare(told.CARD_EXTRA, mine, missing, branch, roll)
            for person in lacking:
                base = next(e for e in person.entries if e[0].form in roll.base_key and e[0].branch == name)
                yield roll.at_name(told.CARD_MISSING, base, annex=form.spec.annex)


def _call_registers(sheets: Sequence[Submission], roll: _Lists) -> Iterator[Call]:
    """Tell whose membership stays by the branch's follow-up, and who is not on the register of those that it has handed in."""
    registers = (one for one in sheets if roll.forms[one.form].spec.is_register)
    for branch, own in grouped((one.branch, one) for one in registers).items():
        names = {name_key(record) for one in own for record in one.records}  # a row of that name is told of as wrong, or is theirs
        for person in roll.branches[branch].listed if "" not in names else ():
            entry = latest_follow_up(person)
            if entry and stays(person) and not has_ended(person) and not is_registered(person) and name_key(entry[1]) not in names:
                sheet = max(own, key=lambda one: len(one.records))
                yield roll.on_sheet(told.NOT_REGISTERED, sheet, person, told=roll.context.named(entry[0]))
