"""Whether a follow-up row says that the membership has arrived (转入落地)."""

from __future__ import annotations

import re
from datetime import date

from gradflow.core.people import Entry, Person
from gradflow.core.records import Record, Ruleset

STAYS = frozenset({"kept", "abroad", "deferred"})
"""Destinations for which the membership stays at the college."""
ENDED = "ended"
"""The destination of those who died or left the Party: nothing is transferred any more."""
GOES = frozenset({"work", "study", "enlisted", "self_employed"})
"""Destinations that say where somebody goes, whatever else a remark holds (保留入学资格, 出国留学咨询有限公司)."""
KEPT = re.compile(r"保留(?!.{0,4}(?:学籍|资格))|留校(?!工作|任教|就业)|暂缓|暂不转")
ABROAD = re.compile(r"出国|出境|留学(?![校籍院期])|境外")
WORDS = ("remark", "not_landed_reason", "destination")


def transfers_begin(context: Ruleset) -> date:
    """The first day of the year's transfers: nothing arrives, and nobody is asked whether it has, before it."""
    return date.fromisoformat(f"{context.campaign.cohort}-{context.limits['transfers_begin']}")


def is_landed(record: Record) -> bool:
    """Whether the row says that the membership has arrived, be it without a proper name; words that name nothing need a date."""
    organisation = record.get("landed_org")
    if organisation is None or organisation.category == "undecided":
        return False
    return organisation.category != "unnamed" or record.get("landed_on") is not None


def has_arrived(record: Record) -> bool:
    """Whether the row says where the membership has arrived, and when: an organisation without its day is told as wrong already."""
    return is_landed(record) and ("landed_on" in record.values or "landed_on" not in record.cells)


def latest_follow_up(person: Person) -> Entry | None:
    """The person's latest row in a form that tells whether they landed."""
    return next((e for e in reversed(person.entries) if "landed_org" in e[1].cells), None)


def open_entry(person: Person) -> Entry | None:
    """The latest follow-up row of somebody whose membership should have arrived and has not; else None."""
    entry = latest_follow_up(person)
    if entry is None or is_landed(entry[1]) or "landed_org" in entry[1].unknown or stays(person):
        return None
    return entry


def has_ended(person: Person) -> bool:
    """Whether the person's latest row says that they died or left the Party."""
    entry = latest_follow_up(person)
    return bool(entry and entry[1].get("destination_type") == ENDED)


def stays(person: Person) -> bool:
    """Whether the person's latest row says that there is nothing to transfer, for now or for good."""
    entry = latest_follow_up(person)
    told = entry[1].get("destination_type") if entry else None
    if told in GOES:
        return False
    return told == ENDED or told in STAYS or told_place(person, KEPT) is not None or told_place(person, ABROAD) is not None


def told_place(person: Person, pattern: re.Pattern[str]) -> tuple[Entry, str] | None:
    """The latest entry, and field, in which free text matches the pattern; rows of people who landed do not count."""
    for entry in reversed(person.entries):
        if is_landed(entry[1]):
            return None
        for key in WORDS:
            text = entry[1].get(key)
            if isinstance(text, str) and pattern.search(text):
                return entry, key
    return None


def kept_entry(person: Person) -> tuple[Entry, str] | None:
    """Where it says that the membership is kept at the college (not for going abroad), and in which field."""
    return _told("kept", KEPT, person) if abroad_entry(person) is None else None


def abroad_entry(person: Person) -> tuple[Entry, str] | None:
    """Where it says that the person goes abroad, and in which field."""
    return _told("abroad", ABROAD, person)


def _told(code: str, pattern: re.Pattern[str], person: Person) -> tuple[Entry, str] | None:
    found = person.last("destination_type")
    if found and found[1] == code:
        return found[0], "destination_type"
    if found and found[1] in GOES:
        return None
    return told_place(person, pattern)
