"""What is known already, to be filled into the next form's workbook."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from gradflow.forms.loader import Form, Forms
from gradflow.model.campaign import Campaign
from gradflow.model.cells import Raw
from gradflow.model.people import Person
from gradflow.model.records import Record
from gradflow.model.reports import Report
from gradflow.model.views import Landing
from gradflow.pipeline.matching import base_forms
from gradflow.rules.landing import abroad_entry, is_landed, latest_follow_up
from gradflow.rules.remark import told_destination

WHO = frozenset({"sex", "member_status", "id_number", "phone"})
"""Fields of a form to fill in that say who somebody is, as other forms have told."""
Cells = Mapping[str, Raw]


def can_be_prefilled(form: Form, forms: Forms) -> bool:
    """Whether people stand on it whom other forms tell of first: everybody the roster lists, or on the register those who stay."""
    return form.spec.is_register or (form.spec.expects_everyone and form.spec.key not in base_forms(forms))


def prefilled(report: Report, form: Form, forms: Forms, number: int | None = None) -> dict[str, list[Cells]]:
    """Branch -> one mapping of cells per person its roster lists, in the roster's order; on the register those who stay.

    Behind them whom no roster lists, as the form was handed in. ``number`` is the round: answers of the rounds before it are filled in.
    """
    base = base_forms(forms)
    refused = {one.key for one in report.sheets if one.is_refused}
    found: dict[str, list[Person]] = defaultdict(list)
    for standing in report.person_statuses:
        entry = next((one for one in standing.person.entries if one[0].form in base), None)
        is_asked = standing.landing is Landing.KEPT or standing.person.of(form.key) or not form.spec.is_register
        if entry and entry[0].branch and entry[0].key not in refused and standing.person.name:
            found[entry[0].branch] += [standing.person] if is_asked else []
    for one in report.earlier if form.spec.is_register else ():
        found[one.branch].append(one.person)
    known = {(s.key, record.row) for standing in (*report.person_statuses, *report.earlier) for s, record in standing.person.entries}
    for sheet in report.sheets if form.spec.beyond_roster else ():
        if sheet.form == form.key and sheet.branch and sheet.key not in report.superseded:
            found[sheet.branch] += [Person(((sheet, one),)) for one in sheet.records if (sheet.key, one.row) not in known and one.person]
    filled: dict[str, list[Cells]] = {}
    for branch, people in found.items():
        names = Counter(person.name for person in people)
        if form.spec.is_card:
            filled[branch] = [dict(_card(person, form, forms)) for person in people]
        else:
            rows = [dict(_row(person, form, forms, number, is_alone=names[person.name] == 1)) for person in people]
            for row, person in zip(rows, people, strict=True) if form.spec.is_register else ():
                if person.of(form.key) is None:
                    row.update(_kept(person, form, report.campaign))
            spare: list[Cells] = [{}] * (form.spec.blank_rows if form.spec.beyond_roster else 0)  # others stand there too
            filled[branch] = [*rows, *spare]
    return filled


def _card(person: Person, form: Form, forms: Forms) -> Iterator[tuple[str, Raw]]:
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
    """A row: who it is, and what the round before, or the form as it was handed in, said."""
    identity = person.get("id_number")
    own = [entry for entry in person.entries if entry[0].form == form.key and form.spec.in_rounds == (entry[0].round is not None)]
    before = [entry for entry in own if (entry[0].round or 0) < (number or 1)]
    record = before[-1][1] if before else None
    for field in form.spec.fields:
        if field.key == "name":
            yield "name", person.name if is_alone or not identity else f"{person.name}({identity.text[-4:]})"
        elif field.key == "follow_up_contact" and record and not is_landed(record):
            continue  # whoever has not arrived is called on again
        elif record and field.key != "seq" and field.key in record.cells:
            shown = form.show(field.key, record.get(field.key))
            yield field.key, record.cells[field.key] if shown is None else shown
        elif field.key in WHO:
            yield field.key, _shown(person, field.key, forms)
        elif field.filled_from and (told := person.last(field.filled_from)) and told[1] in form.kinds[field.key].codes:
            yield field.key, form.show(field.key, told[1])
        elif field.key == "destination_type" and isinstance(remark := person.get("remark"), str) and (code := told_destination(remark)):
            yield field.key, form.show(field.key, code)


def register_cells(person: Person, form: Form, forms: Forms, campaign: Campaign) -> Cells:
    """Field -> what the register is to say next year of somebody whose membership is still here; ``campaign``: this year's."""
    kept = () if person.of(form.key) else _kept(person, form, campaign)
    return {**dict(_row(person, form, forms, None, is_alone=True)), **dict(kept)}


def _kept(person: Person, form: Form, campaign: Campaign) -> Iterator[tuple[str, Raw]]:
    """What other forms tell of somebody who stays, for the register of those: since when, why, the last contact, whom to ask at home."""
    yield "kept_from", f"{campaign.graduated_on:%Y.%m}"
    entry = latest_follow_up(person)
    record = entry[1] if entry else Record(0, {})
    told, reason = record.get("destination_type"), record.get("not_landed_reason")
    code = told if told in form.kinds["kept_for"].codes else "abroad" if abroad_entry(person) else form.kinds["kept_for"].parse(reason)
    if isinstance(code, str):
        yield "kept_for", form.show("kept_for", code)
    yield from (("last_contact", log.text) for log in [record.get("follow_up_contact")] if log)
    yield "remark", reason
    relatives = [person.get("relative1_name"), person.get("relative1_mobile")]
    if code == "abroad" and all(relatives):
        yield "contact_at_home", f"{relatives[0]} {relatives[1].numbers[0].digits}"


def _shown(person: Person, key: str, forms: Forms) -> Raw:
    found = person.last(key)
    return forms[found[0][0].form].table.show(key, found[1]) if found else None
