"""What is known of each person already, as cells for the next form's workbook: nobody is forgotten, nothing typed twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from gradflow.core.cells import Raw
from gradflow.core.people import Person
from gradflow.core.reports import Report
from gradflow.forms.loader import Form, Forms
from gradflow.pipeline.matching import base_form
from gradflow.rules.destination import told_destination
from gradflow.rules.landing import is_landed

Cells = Mapping[str, Raw]


def prefilled(report: Report, form: Form, forms: Forms, number: int | None = None) -> dict[str, list[Cells]]:
    """Branch -> one mapping of cells per person its roster lists, in the roster's order.

    ``number`` is the round: answers of the rounds before it are filled in.
    """
    base = base_form(forms)
    found: dict[str, list[Person]] = defaultdict(list)
    for standing in report.standings:
        entry = standing.person.of(base)
        if entry and entry[0].branch and not entry[0].is_refused and standing.person.name:
            found[entry[0].branch].append(standing.person)
    filled: dict[str, list[Cells]] = {}
    for branch, people in found.items():
        names = Counter(person.name for person in people)
        if form.spec.layout == "card":
            filled[branch] = [dict(_card(person, form, forms)) for person in people]
        else:
            filled[branch] = [dict(_row(person, form, forms, number, is_alone=names[person.name] == 1)) for person in people]
    return filled


def _card(person: Person, form: Form, forms: Forms) -> Iterator[tuple[str, Raw]]:
    """A card: name, sex, month of birth from the ID number, telephone numbers."""
    yield "name", person.name
    yield "sex", _shown(person, "sex", forms)
    if identity := person.get("id_number"):
        yield "born_in", f"{identity.born_on.year}.{identity.born_on.month:02d}"
    phones = person.get("phone")
    for key, sorts in (("mobile", {"mobile"}), ("home_phone", {"landline"})):
        known = [one.digits for one in phones.numbers if one.sort in sorts] if phones else []
        if known and form.spec.field(key):
            yield key, known[0]


def _row(person: Person, form: Form, forms: Forms, number: int | None, *, is_alone: bool) -> Iterator[tuple[str, Raw]]:
    """A follow-up row: who it is, and what the round before said."""
    identity = person.get("id_number")
    before = [entry for entry in person.rounds() if entry[0].form == form.key and (entry[0].round or 0) < (number or 1)]
    record = before[-1][1] if before else None
    for field in form.spec.fields:
        if field.key == "name":
            yield "name", person.name if is_alone or not identity else f"{person.name}({identity.text[-4:]})"
        elif field.key == "follow_up_contact" and record and not is_landed(record):
            continue  # whoever has not arrived is called on again
        elif record and field.key != "seq" and field.key in record.cells:
            shown = form.show(field.key, record.get(field.key))
            yield field.key, record.cells[field.key] if shown is None else shown
        elif field.key in {"sex", "member_status"}:
            yield field.key, _shown(person, field.key, forms)
        elif field.key == "destination_type" and isinstance(remark := person.get("remark"), str) and (code := told_destination(remark)):
            yield field.key, form.show(field.key, code)


def _shown(person: Person, key: str, forms: Forms) -> Raw:
    """The latest value of a field as its form shows it."""
    found = person.last(key)
    return forms[found[0][0].form].table.show(key, found[1]) if found else None
