"""Letters of transfer: who gets one, what stands in its blanks, and who gets none and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from gradflow.forms.loader import Form, Forms
from gradflow.kinds.destinations import TAKEN_BACK
from gradflow.kinds.organisation import NOT_NAMED, read_organisation
from gradflow.kinds.organisation_words import SETTLED as SETTLED_NOTE
from gradflow.model.cells import typed_text
from gradflow.model.findings import SETTLED, Finding, Severity
from gradflow.model.folding import capital_digits, capital_number, half_width
from gradflow.model.people import Entry, Person
from gradflow.model.records import Key, Record, Submission
from gradflow.model.reports import Report, SubmissionState
from gradflow.model.views import Landing, PersonStatus
from gradflow.pipeline.matching import base_forms, listed_in
from gradflow.pipeline.named_units import unit_of
from gradflow.pipeline.person_status import NOT_TRANSFERRED
from gradflow.rules.age import full_years
from gradflow.rules.landing import has_ended, is_landed, latest_follow_up, stays
from gradflow.rules.organisation import is_own

OWN_COMMITTEES = frozenset({"township", "talent"})
"""Receiving organisations that are themselves where the member goes."""

PRINTED = {
    "receiving_department": "heading", "member_status": "status", "letter_to": "destination", "letter_number": "number", "letter_days": "valid",
}  # fmt: skip
"""Field of the roster -> key of the blank it is printed in, where they differ."""
DESTINATION_DISAGREES = "X611"

Blanks = Mapping[str, str]
"""Key of a blank -> its text, all of them."""
_Told = Mapping[Key, Mapping[int | None, list[Finding]]]
"""The findings of every sheet by their records."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What all letters of a run share."""

    sender: str
    """由: the committee that sends; empty: each member's own branch."""
    valid_days: int
    paid_until: date | None = None
    """The month up to which all have paid their dues, if it is the same for all; its day says nothing."""
    has_landed: bool = False
    """Whether those who have arrived already get one too, for the stubs."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody who gets no letter; a whole branch where ``name`` is empty."""

    branch: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """A blank of a listed letter to be checked before it is printed."""

    seq: str
    """Of the letter."""
    key: str
    """Of the blank."""
    branch: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters' blanks in the office's order, and who gets none."""

    blanks: tuple[Blanks, ...]
    left_out: tuple[LeftOut, ...]
    doubts: tuple[Doubt, ...] = ()
    """In the order of the letters."""


def letters(report: Report, forms: Forms, terms: Terms) -> Letters:
    """Fill in a letter for every accepted roster row whose member is still to move; dated ``report.as_of``."""
    base = base_forms(forms)
    annex = listed_in(base, forms)
    sheets = {s.key: s for s in report.sheets}
    filled: list[Blanks] = []
    left_out: list[LeftOut] = []
    doubts: list[Doubt] = []
    told_of = {key: s.findings_by_record() for key, s in sheets.items()}
    for standing in report.person_statuses:
        entries = [entry for entry in standing.person.entries if entry[0].form in base]
        accepted = next((entry for entry in entries if entry[1].row not in sheets[entry[0].key].rejected), None)
        reason = why_not(standing, terms) or ("线上转接，不开介绍信" if _goes_online(standing.person, forms) else "")
        reason = reason or _not_transferred(standing.person, told_of)
        if accepted and not reason and "receiving_department" in accepted[1].cells:
            heading = accepted[1].get("receiving_department")
            if heading is None and "receiving_department" not in accepted[1].unknown:
                reason = "没有写抬头，暂不开介绍信"
            elif heading and is_own(accepted[1], report.campaign):
                reason = f"抬头“{heading.name}”不是转出，不开介绍信"
            elif heading and heading.category in NOT_NAMED:
                reason = f"抬头“{heading.name}”没有写明党组织，暂不开介绍信"
        if accepted and not reason:
            blanks = {"seq": str(len(filled) + 1), **_blanks(accepted, standing, forms[accepted[0].form], (report, terms))}
            found = list(_doubts(accepted, standing.person, told_of, blanks))
            unsure = {"destination": ""} if any(doubt.key == "destination" for doubt in found) else {}
            filled.append({**blanks, **unsure})
            doubts += found
        else:
            here = forms[entries[0][0].form].spec.annex if entries else annex
            told = reason or (f"{here}待更正：{'；'.join(_faults(entries, sheets))}" if entries else f"{annex}里没有这个人")
            left_out.append(LeftOut(standing.branch, standing.person.name or "(没有姓名)", told))
    missing = dict.fromkeys(r.branch or "" for r in report.submissions if r.form in base and r.state is SubmissionState.MISSING)
    left_out += [LeftOut(branch, "", f"还没有交{annex}") for branch in missing]
    return Letters(tuple(filled), tuple(left_out), tuple(doubts))


def why_not(standing: PersonStatus, terms: Terms) -> str:
    """Why a member needs no letter (any more); empty for one who does."""
    person = standing.person
    entry = latest_follow_up(person)
    if has_ended(person):
        return "已去世或已出党，不转组织关系"
    if standing.landing is Landing.ENDED:
        return "已核实不再转接，不开介绍信"
    if stays(person) or standing.landing.stays:
        return "组织关系保留在校（或出国、延期毕业），不开介绍信"
    if entry and is_landed(entry[1]) and not terms.has_landed:
        if standing.landing is Landing.TO_CHECK:
            return f"回访表写着转入“{entry[1]['landed_org'].name}”，那一行待更正，改好后再定要不要开"
        online = "线上" if entry[1].get("receipt") == "online" else ""
        return f"已{online}转入{entry[1]['landed_org'].name}，不用再开"
    return ""


def _not_transferred(person: Person, told_of: _Told) -> str:
    """What a row says that makes a letter wrong, unless it has been explained."""
    of_all = (f for s, record in person.entries for f in told_of[s.key].get(record.row, []))
    told = (f for f in of_all if f.code in NOT_TRANSFERRED and f.state not in SETTLED)
    return next((f"{_told(one)}；弄清以后再定要不要开" for one in told), "")


def _goes_online(person: Person, forms: Forms) -> bool:
    """Whether a person's row, or the list it stands on, says that the transfer is made in the national system."""
    told = person.last("letter_channel")
    return told[1] == "online" if told else any(forms[s.form].spec.channel == "online" for s, _ in person.entries)


def _blanks(entry: Entry, standing: PersonStatus, form: Form, run: tuple[Report, Terms]) -> dict[str, str]:
    record, (report, terms) = entry[1], run
    day, college, branch = report.as_of, report.campaign.college, entry[0].branch or standing.branch

    def shown(key: str) -> str:
        if key in record.unknown:  # what the office lets stand, as it was typed
            return typed_text(record.cells.get(key))
        return str(form.show(key, record.get(key)) or "") if form.spec.field(key) else ""

    paid_until = record.get("dues_until") or terms.paid_until
    return {
        "number": shown("letter_number"),
        "heading": _bare_heading(shown("receiving_department")),
        "name": record.person,
        "sex": shown("sex"),
        "age": _age(record, day),
        "ethnicity": shown("ethnicity").removesuffix("族"),
        "status": shown("member_status").removesuffix("党员"),
        "id_number": shown("id_number"),
        "sender": terms.sender or (branch if branch.startswith((college, "中共")) else f"{college}{branch}"),
        "destination": shown("letter_to") or _destination(standing.person, record),
        "dues_year": capital_digits(paid_until.year) if paid_until else "",
        "dues_month": capital_number(paid_until.month) if paid_until and paid_until.month else "",
        "valid": capital_number(int(record.get("letter_days") or terms.valid_days)),
        "year": str(day.year),
        "month": str(day.month),
        "day": str(day.day),
        "phone": shown("phone"),
        "address": shown("address"),
        "branch": branch,
    }


def _bare_heading(text: str) -> str:
    """A heading without the note behind it that tells how the letter goes."""
    folded = half_width(text)
    return read_organisation(SETTLED_NOTE.sub("", folded)).name if SETTLED_NOTE.search(folded) else text


def _doubts(accepted: Entry, person: Person, told_of: _Told, blanks: Blanks) -> Iterator[Doubt]:
    """What is still to be explained of what the letter prints, and where its member's forms disagree about where to."""
    own = told_of[accepted[0].key].get(accepted[1].row, [])
    printed = [(PRINTED.get(f.field or "", f.field), f) for f in own if f.code != DESTINATION_DISAGREES]
    found = [(key, f) for key, f in printed if key and key in blanks and key != "seq"]
    of_all = (f for s, record in person.entries for f in told_of[s.key].get(record.row, []))
    found += [("destination", f) for f in of_all if f.code == DESTINATION_DISAGREES]
    for key, finding in found:
        if finding.severity is Severity.WARNING and finding.state not in SETTLED:
            yield Doubt(blanks["seq"], key, blanks["branch"], blanks["name"], _told(finding))
    remark = accepted[1].get("remark")
    is_named = isinstance(remark, str) and blanks["destination"] != "" and blanks["destination"] in remark
    if is_named and (TAKEN_BACK.search(remark) or not unit_of(remark)):
        yield Doubt(blanks["seq"], "destination", blanks["branch"], blanks["name"], f"备注写的是“{remark}”，去向没有定")
    if not blanks["id_number"]:
        yield Doubt(blanks["seq"], "id_number", blanks["branch"], blanks["name"], "身份证号码空着")


def _age(record: Record, day: date) -> str:
    """Full years on the day of the letter; as the roster says where the ID number does not tell."""
    number: Any = record.get("id_number")
    age = full_years(number.born_on, day) if number else record.get("age")
    return "" if age is None else str(age)


def _destination(person: Person, record: Record) -> str:
    """去: where the member has arrived, or what the remark or the card names; a receiving committee that is itself the place; else nothing."""
    entry = latest_follow_up(person)
    landed = entry[1]["landed_org"].name if entry and is_landed(entry[1]) else ""
    heading = record.get("receiving_department")
    own = heading.name if heading and heading.category in OWN_COMMITTEES else ""
    return landed or unit_of(record.get("remark")) or own or unit_of(person.get("destination"))


def _faults(entries: list[Entry], sheets: Mapping[Any, Submission]) -> Iterator[str]:
    for submission, record in entries:
        findings = sheets[submission.key].findings_by_record()
        told = (*findings[None], *findings[record.row])
        yield from (_told(one) for one in told if one.is_error and (one.blocks or one.where.row is not None))


def _told(finding: Finding) -> str:
    return f"{finding.label}：{finding.message}" if finding.label else finding.message
