"""Whether the card's mobile is among the roster's telephone numbers."""

from __future__ import annotations

import re

from gradflow.core.people import Entry, Person

CHANGED = re.compile(r"换号|换了号|新号|旧号|号码变|改号|停用")


def different_mobile(person: Person) -> tuple[Entry, str] | None:
    """The card whose mobile is not among the roster's numbers, and those numbers masked to their ends."""
    found, phones = person.first("mobile"), person.get("phone")
    if not found or not phones or not found[1].mobiles or not phones.mobiles:
        return None
    if set(found[1].mobiles) & set(phones.mobiles):
        return None
    return found[0], "、".join(f"尾号{number[-4:]}" for number in phones.mobiles)


def is_changed_number(person: Person) -> bool:
    """Whether a remark, or a note beside the number itself, says that it has changed."""
    notes = [one.note for key in ("mobile", "phone") for _, phones in person.holding(key) for one in phones.numbers]
    return any("新" in note or CHANGED.search(note) for note in notes) or any(
        CHANGED.search(str(value)) for key in ("other_contact", "remark") for _, value in person.holding(key)
    )
