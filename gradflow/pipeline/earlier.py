"""People of earlier cohorts whose membership is still here: on the register (通知四.1), or handed on by the year before and not on it yet.

They are no graduates of this campaign's: they stand in no figure and on no list of those, and are named until they have been transferred.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gradflow.forms.loader import Form, Forms, every_form
from gradflow.model.findings import Problem
from gradflow.model.people import Person
from gradflow.model.records import Context, Record, Submission
from gradflow.model.views import ItemKind, Landing, OpenItem, PersonStatus
from gradflow.pipeline.accounting import Account, Unit
from gradflow.pipeline.findings import Settled
from gradflow.rules.landing import transfers_begin
from gradflow.rules.retention import GONE


def register_form(forms: Forms) -> Form:
    """The register of those whose membership stays at the college: the campaign's, or the built-in one where it uses none."""
    return next(form for form in (*forms.values(), *every_form().values()) if form.spec.is_register)


def place_handed_on(account: Account, forms: Forms) -> None:
    """Whoever was handed on and graduates this year after all (延期毕业), or stands on the register again: put there by the ID number alone."""
    lists = {key for key, form in forms.items() if form.spec.is_base or form.spec.is_register}
    waiting = [unit for unit in account.absent() if unit.kept.carried]
    rows = {row.traits.sound_number: row for row in account.rows if row.lane[0] in lists} if waiting else {}
    for unit in waiting:
        numbers = ({traits.sound_number for traits in unit.traits} - {""}) & rows.keys()
        for number in sorted(numbers)[:1]:
            account.give(unit, rows[number])


def earlier_people(
    people: Iterable[Person], absent: Sequence[Unit], settled: Settled, forms: Forms, context: Context
) -> list[PersonStatus]:
    """Everybody of an earlier cohort who has not gone, in branch order; ``absent`` are people on no row that counts."""
    form = register_form(forms)
    found = [
        _status(person, form, OpenItem(ItemKind.STILL_KEPT)) for person in people if _is_still_here(person, form, settled, forms, context)
    ]
    handed_on = (_person(unit, form) for unit in absent if unit.kept.carried)
    found += [_status(person, form, OpenItem(ItemKind.NOT_LISTED, (form.key, None)), OpenItem(ItemKind.STILL_KEPT)) for person in handed_on]
    return sorted(found, key=lambda one: context.campaign.branch_order(one.branch)[0])


def _is_still_here(person: Person, form: Form, settled: Settled, forms: Forms, context: Context) -> bool:
    """Whether only the register, or a form about others, tells of the person, since before this year, and no merged row that they have gone."""
    rows = [(sheet, record) for sheet, record in person.entries if sheet.form == form.key]
    if not rows or ((since := person.get("kept_from")) and since.last >= transfers_begin(context)):
        return False
    is_gone = any(GONE in record.values and record.row not in settled.sheets[sheet.key].rejected for sheet, record in rows)
    return not is_gone and all(forms[sheet.form].spec.is_beyond(record.values) for sheet, record in person.entries)


def _person(unit: Unit, form: Form) -> Person:
    """Somebody handed on, as if the register had them."""
    cells = dict(unit.kept.carried)
    parsed = {key: form.kinds[key].parse(cell) for key, cell in cells.items() if key in form.kinds}
    values = {key: value for key, value in parsed.items() if value is not None and not isinstance(value, Problem)}
    sheet = Submission("", "", form.key, "", branch=unit.branch or unit.kept.branch)
    return Person(((sheet, Record(0, cells, values)),))


def _status(person: Person, form: Form, *open_items: OpenItem) -> PersonStatus:
    phone = person.get("phone")
    return PersonStatus(
        person, person.branch, {}, person, landing=Landing.KEPT, open=open_items, is_listed=False,
        values={"phone": str(form.show("phone", phone) or "") if phone and form.spec.field("phone") else ""},
    )  # fmt: skip
