"""Lists of the office's own (``FormSpec.role``): held against what branches say. Nothing of them is counted, merged, returned or owed."""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from gradflow.forms.loader import Forms
from gradflow.kinds.base import Kind
from gradflow.kinds.dates import PartialDate
from gradflow.kinds.person_name import folded_name
from gradflow.model.cells import Location
from gradflow.model.checks import Check
from gradflow.model.findings import Issue, Problem
from gradflow.model.people import Entry, Person
from gradflow.model.records import Context, Key, Submission
from gradflow.model.reports import FileResult
from gradflow.pipeline.findings import Findings, Note, cell_issue, file_issue, note_issue
from gradflow.pipeline.likeness import closest
from gradflow.pipeline.matching import base_forms, match_people, name_key
from gradflow.pipeline.named_units import unit_of
from gradflow.rules.people import FORGOTTEN, HELD_AGAINST, REFERENCE_DIFFERS, UNIT_DIFFERS

NOT_COMPARED = frozenset({"seq", "phone"})
"""Kinds whose values differ between lists for good reasons."""
UNIT, SAID_IN, YEAR = "employer", "remark", "graduates_in"
"""Fields of a list: where somebody goes, which a form's field of words may name too; when somebody graduates."""


def set_apart(results: Iterable[FileResult], references: Forms) -> tuple[tuple[FileResult, ...], list[Submission]]:
    """The files without lists of the office's own, and these: what is wrong within one is no branch's to correct."""
    lists: list[Submission] = []
    kept = []
    for result in results:
        own = [sheet for sheet in result.sheets if sheet.form in references]
        lists += map(Submission.of, own)
        kept.append(_without(result, {sheet.sheet for sheet in own}) if own else result)
    return tuple(kept), lists


def _without(result: FileResult, gone: set[str]) -> FileResult:
    sheets = tuple(sheet for sheet in result.sheets if sheet.sheet not in gone)
    issues = tuple(issue for issue in result.issues if issue.where.sheet not in gone)
    return dataclasses.replace(result, sheets=sheets, issues=issues, is_passed_over=not sheets)


def hold_against(lists: Sequence[Submission], counted: Sequence[Submission], findings: Findings, forms: Forms, context: Context) -> None:
    """Tell what lists and counted sheets say differently, and whom no branch has named: where the branch reads it, if it can."""
    findings.of.update({one.key: [] for one in lists})
    counted = [one for one in counted if one.round or not forms[one.form].spec.in_rounds]
    holding = _Holding(counted, findings, forms, context)
    for file in dict.fromkeys(one.file for one in lists):
        holding.hold([one for one in lists if one.file == file])


@dataclass(frozen=True, slots=True)
class _Holding:
    """What lists are held against; ``forms`` are also theirs."""

    counted: Sequence[Submission]
    findings: Findings
    forms: Forms
    context: Context

    def hold(self, sheets: Sequence[Submission]) -> None:
        """Hold the sheets of one file against what branches say."""
        spec, cohort = self.forms[sheets[0].form].spec, str(self.context.campaign.cohort)
        entries = [(sheet, record) for sheet in sheets for record in sheet.records if cohort in (record.get(YEAR) or cohort)]
        known = self._known(sheets)
        strangers = [entry for entry in entries if known[id(entry[1])] is None]
        is_of_others = spec.beyond_roster or 2 * len(strangers) > len(entries)
        for entry in entries:
            self._compare(entry, known[id(entry[1])] or ())
        for entry in strangers if not is_of_others else ():
            self._miss(entry)
        unknown = f"，另外{len(strangers)}人没有支部报" if strangers and not spec.beyond_roster else ""
        why = "(太多，没有逐个列出：可能不是今年的毕业生党员名册)" if unknown and is_of_others else ""
        facts = {"annex": spec.annex, "rows": len(entries), "known": len(entries) - len(strangers), "unknown": unknown + why}
        self._tell_office(file_issue(HELD_AGAINST, facts, Location(sheets[0].file, sheets[0].sheet)))

    def _known(self, sheets: Sequence[Submission]) -> dict[int, Sequence[Entry] | None]:
        """``id`` of a list's record -> what branches say of that person: nothing where several may be meant, None where nobody is known.

        A name that only one of each side bears tells enough to ask.
        """
        matched = match_people([*self.counted, *sheets], self.findings, self.forms)
        known: dict[int, Sequence[Entry] | None] = {}
        alone: dict[str, list[Sequence[Entry]]] = defaultdict(list)
        for person in matched.people:
            listed, own = _parted(person, {sheet.key for sheet in sheets})
            known.update((id(record), own or None) for _, record in listed)
            if not listed:
                alone[name_key(own[0][1])].append(own)
        known.update((id(record), ()) for (_, record), _ in matched.unclear if id(record) in known)
        names = Counter(name_key(record) for sheet in sheets for record in sheet.records if known[id(record)] is None)
        for sheet in sheets:
            for record in sheet.records:
                if known[id(record)] is None and (namesakes := alone.get(name_key(record))):
                    known[id(record)] = namesakes[0] if len(namesakes) == names[name_key(record)] == 1 else ()
        return known

    def _compare(self, entry: Entry, own: Sequence[Entry]) -> None:
        """Tell the fields that a list and the latest of a person's sheets fill in differently."""
        sheet, record = entry
        kinds, person = self.forms[sheet.form].kinds, Person(tuple(own))
        compared = {key: said for key in record.values if kinds[key].name not in NOT_COMPARED and (said := person.last(key))}
        differing = {key: at for key, (at, value) in compared.items() if not _agree(kinds[key], record[key], value)}
        if "id_number" in differing:  # the sex is told by it
            differing.pop("sex", None)
        for key in sorted(differing):
            self._tell(REFERENCE_DIFFERS, differing[key], key, entry, key)
        said = person.last(SAID_IN)
        if said and UNIT in record.values and _names_other(here := unit_of(said[1]), unit_of(record[UNIT])):
            self._tell(UNIT_DIFFERS, said[0], SAID_IN, entry, UNIT, here=here)

    def _tell(self, check: Check, at: Entry, field: str, listed: Entry, key: str, **facts: object) -> None:
        """Tell it once, whatever other lists say."""
        form, found = self.forms[listed[0].form], self.findings.of[at[0].key]
        problem = Problem(
            field, {"annex": form.spec.annex, "label": form.spec.label(key), "there": form.show(key, listed[1][key]), **facts}
        )
        issue = cell_issue(check, problem, at[0], at[1], self.forms[at[0].form], self.context)
        if all((one.code, one.where) != (issue.code, issue.where) for one in found):
            found += self.findings.weighed(issue)

    def _miss(self, entry: Entry) -> None:
        """Tell somebody no branch has named on the roster of the branch the list names; the office, where it names none."""
        sheet, record = entry
        base = base_forms(self.forms)
        facts = {"annex": self.forms[sheet.form].spec.annex, "name": record.person}
        rosters = [one for one in self.counted if one.form in base and one.branch == sheet.branch and not self.findings.refuse(one)]
        if rosters:
            here = max(rosters, key=lambda one: len(one.records))
            note = Note(FORGOTTEN, {**facts, "here": self.context.named(here)}, person=record.person)
            self.findings.of[here.key] += self.findings.weighed(note_issue(note, here))
        elif sheet.branch not in self.context.campaign.places:  # one that has handed in no roster is asked for it
            facts = {**facts, "here": "各支部的表"}
            self._tell_office(file_issue(FORGOTTEN, facts, Location(sheet.file, sheet.sheet, record.row), person=record.person))

    def _tell_office(self, issue: Issue) -> None:
        self.findings.of_files[issue.where.file] += self.findings.weighed(issue)


def _parted(person: Person, lists: Container[Key]) -> tuple[list[Entry], list[Entry]]:
    """What lists say of somebody, and what branches do."""
    listed = [entry for entry in person.entries if entry[0].key in lists]
    return listed, [entry for entry in person.entries if entry[0].key not in lists]


def _agree(kind: Kind, one: Any, other: Any) -> bool:
    """Whether two values may both be true: months and their days agree, and wordings that are much alike."""
    if isinstance(one, PartialDate):
        return bool(one.first <= other.last and other.first <= one.last)
    if kind.name == "person_name":
        return folded_name(one) == folded_name(other)
    return kind.meaning(one) == kind.meaning(other) or (kind.name == "text" and not _names_other(one, other))


def _names_other(one: str, other: str) -> bool:
    """Whether both name something, and hardly the same."""
    if not one or not other or one in other or other in one:
        return False
    return closest(one, [other]) is None
