"""Loads the forms: the built-in ones, then those of a campaign's own ``forms/*.toml``."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from gradflow.forms.faults import Fault, FormError, complaints, read_toml, refused
from gradflow.forms.heads_meant import HeadsMeant
from gradflow.forms.overlays import called_by_heads, extended, with_likes
from gradflow.forms.roles import Role, by_roles, known_roles, roles_of
from gradflow.kinds.base import Kind, kind_classes
from gradflow.model.campaign import NOTICE_COLLEGE, Campaign, Deadline, notice_deadlines
from gradflow.model.failures import perhaps
from gradflow.model.folding import head_key, head_keys, squeezed
from gradflow.model.forms import ANY, FieldSpec, FormSpec, OpenTask
from gradflow.model.vocabulary import FIELD_LABELS

LAST = 10**6


KNOWN = (*FormSpec.model_fields, "drop", *FieldSpec.model_fields, "like", "after", *OpenTask.model_fields)
"""All keys of a declaration."""


@dataclass(frozen=True, eq=False)
class Form:
    """A form ready for use: its declaration and a Kind for each field."""

    spec: FormSpec
    kinds: Mapping[str, Kind]
    companions: Mapping[tuple[str, str], str] = dataclasses.field(default_factory=dict)
    """(field, folded label right of it) -> the field that label then means: 手机 after 直系亲属姓名1."""
    is_table: bool = False
    """Whether this is a card form laid out as a table."""

    @property
    def key(self) -> str:
        """The form's key."""
        return self.spec.key

    @cached_property
    def table(self) -> Form:
        """The form as a table with one person a row; a roster is its own table."""
        if self.spec.layout == "roster":
            return self
        spec = self.spec.as_roster()
        return Form(spec, {one.key: self.kinds.get(one.key) or _kind(one, self.key) for one in spec.fields}, self.companions, is_table=True)

    @cached_property
    def heads(self) -> dict[str, str]:
        """Folded spelling of a head -> field key; earlier fields win."""
        found: dict[str, str] = {}
        for one in sorted(self.spec.fields, key=lambda field: bool(field.group)):
            for key in sorted(one.head_keys()):
                found.setdefault(key, one.key)
        return found

    @cached_property
    def groups(self) -> dict[str, dict[str, str]]:
        """Folded upper line of heads of two lines -> folded lower line -> field key."""
        found: dict[str, dict[str, str]] = {}
        for one in self.spec.fields:
            if one.group:
                found.setdefault(head_key(one.group), {}).update(dict.fromkeys(map(head_key, (one.head, *one.aliases)), one.key))
        return found

    @cached_property
    def spellings(self) -> tuple[str, ...]:
        """Every way a label may be written, without blanks and colon."""
        return tuple(sorted({squeezed(text).rstrip(":") for one in self.spec.fields for text in (one.head, one.label, *one.aliases)}))

    @cached_property
    def _meant(self) -> HeadsMeant:
        named = frozenset(key for key, kind in self.kinds.items() if kind.name in {"organisation", "choice", "text"})
        return HeadsMeant(self.spec, self.heads, self.companions, named)

    def field_named(self, text: str, left: str = "") -> tuple[str, int] | None:
        """The field a head means, in whatever words, and how far that is from the official head (0); None for none."""
        return self._meant.field_named(text, left)

    def field_spelt(self, text: str, left: str = "") -> tuple[str, int] | None:
        """The same, but for heads that only a telling word betrays, or with a hint behind them."""
        return self._meant.field_spelt(head_keys(text), left)

    def show(self, key: str, value: Any) -> str | float | None:
        """The one spelling of a field's value; None for none."""
        return None if value is None else self.kinds[key].show(value)


Forms = Mapping[str, Form]


def labels(keys: Iterable[str], forms: Forms) -> str:
    """Fields as people call them."""
    known = {field.key: field.label for form in forms.values() for field in form.spec.fields}
    return "；".join(known.get(key) or FIELD_LABELS.get(key, key) for key in dict.fromkeys(keys))


def form_named(forms: Forms, name: str) -> Form | None:
    """A form by its key or annex (transfer_out, 附件2), or None."""
    return next((form for form in forms.values() if name in {form.key, form.spec.annex}), None)


def find_form(forms: Forms, name: str) -> Form:
    """The same. Raises FormError where there is none."""
    if found := form_named(forms, name):
        return found
    raise FormError(f"没有“{name}”这种表，可用的有 {_listed(forms)}。")


def _listed(forms: Forms) -> str:
    return "、".join(f"{form.spec.annex}({form.key})" for form in forms.values())


NO_DAY = "通知规定的日期"


def load_forms(folder: Path | None = None, campaign: Campaign | None = None) -> dict[str, Form]:
    """Load the forms that a campaign uses, by key; hints and advice speak of its own year and dates.

    They are the built-in ones that its campaign.toml names and those of ``folder``, some of which may be changes to built-in
    ones; where it names none the notice's three, or for another college that has forms of its own only these. Raises FormError,
    naming file and key, for a declaration that cannot work.
    """
    return load_declared(folder, campaign or Campaign.of_notice())[0]


def load_declared(folder: Path | None, campaign: Campaign) -> tuple[dict[str, Form], dict[str, Form]]:
    """The same, and the lists of the office's own that its inbox may hold (``FormSpec.role``). Raises FormError, as ``load_forms`` does."""
    own, declared = _all_forms(folder)
    forms = _of_role("", declared)
    named = {name: form_named(forms, name) for name in campaign.forms}
    if unknown := next((name for name, form in named.items() if not form), ""):
        if form_named(declared, unknown):
            raise FormError(f"campaign.toml 的 forms 里写着“{unknown}”：它只作核对，没有人要交，删去这一项；名单放进 inbox 就会核对。")
        raise FormError(f"campaign.toml 的 forms 里写着“{unknown}”，没有这种表，可用的有 {_listed(forms)}。")
    used = named.values() if named or _has_own_only(campaign, own) else [form for form in forms.values() if not form.spec.is_optional]
    in_use = {key: form for key, form in forms.items() if form in used or key in own}
    return _of_campaign(in_use, campaign), _of_campaign(_of_role("reference", declared), campaign)


def _of_role(role: str, forms: Forms) -> dict[str, Form]:
    return {key: form for key, form in forms.items() if form.spec.role == role}


def _has_own_only(campaign: Campaign, own: frozenset[str]) -> bool:
    """Whether a campaign that names no forms uses its own alone: another college's than the notice's, with no days for the notice's."""
    is_said = "forms" in campaign.model_fields_set
    dated = set() if campaign.deadlines == notice_deadlines(campaign.cohort) else {one.form for one in campaign.deadlines}
    return bool(own) and (is_said or (campaign.college != NOTICE_COLLEGE and dated <= own))


@cache
def every_form() -> Mapping[str, Form]:
    """All built-in forms, by key, be they used or not, with the notice's own year and dates."""
    return _of_campaign(_of_role("", _all_forms(None)[1]), Campaign.of_notice())


def with_due_days(campaign: Campaign, forms: Forms) -> Campaign:
    """The campaign with the days that the notice gives for forms it uses, where campaign.toml gives none; without the notice's own for others."""
    usual = notice_deadlines(campaign.cohort)
    kept = [one for one in campaign.deadlines if one.form in forms or one not in usual]
    dated = {one.form for one in kept}
    more = [
        Deadline(form=key, due_on=date.fromisoformat(f"{campaign.cohort}-{form.spec.due}"))
        for key, form in forms.items()
        if form.spec.due and key not in dated
    ]
    return campaign.model_copy(update={"deadlines": (*kept, *more)})


@cache
def _built_in() -> Mapping[str, tuple[str, dict[str, Any]]]:
    """Key -> file and declaration of each built-in form; read once, for every campaign is opened with them."""
    entries = sorted((entry for entry in files("gradflow.forms").iterdir() if entry.name.endswith(".toml")), key=lambda entry: entry.name)
    read = ((entry.name, _declaration(entry)) for entry in entries)
    return {data["key"]: (name, data) for name, data in read}


def like_of(form: str, key: str) -> str:
    """What another form's field has to be ``like`` to be as this one of a built-in form: the form that declares it, or form and field."""
    return next(str(one.get("like", form)) for one in _built_in()[form][1]["fields"] if one["key"] == key)


def _all_forms(folder: Path | None) -> tuple[frozenset[str], dict[str, Form]]:
    """The keys of those that ``folder`` declares; the built-in ones and these, in the notice's order."""
    paths = sorted(folder.glob("*.toml")) if folder and folder.is_dir() else ()
    return declared_forms({path.name: _declaration(path) for path in paths})


def declared_forms(files_declared: Mapping[str, dict[str, Any]]) -> tuple[frozenset[str], dict[str, Form]]:
    """The same for declarations by the names of their files. Raises FormError."""
    declared = dict(_built_in())
    kinds = {field["key"]: field["kind"] for _, data in declared.values() for field in data["fields"] if "kind" in field}
    own: dict[str, str] = {}
    for name, raw in files_declared.items():
        data = called_by_heads(raw)
        key = str(data.get("key", ""))
        if key in own:
            raise refused(name, "key", f"key “{key}”已在 {own[key]} 里声明；换一个")
        own[key] = name
        declared[key or name] = (name, extended(declared[key][1], data, name) if key in declared else data)
    shared = {key: data for key, (_, data) in declared.items()}
    originals = {key: data for key, (_, data) in _built_in().items()}
    built_in = {key: with_likes(data, originals, originals, name) for key, (name, data) in _built_in().items()}
    roles = known_roles(built_in.values())
    forms = {
        key: build(with_likes(data, shared, originals, name), name, roles, is_own=True) if key in own else build(built_in[key], name, roles)
        for key, (name, data) in declared.items()
    }
    for name, data in declared.values():
        if name in own.values():
            _refuse_other_kinds(data, kinds, name)
    _refuse_twins(forms, declared)
    return frozenset(own), dict(sorted(forms.items(), key=lambda item: (*_annex_order(item[1]), item[0])))


def _of_campaign(forms: Mapping[str, Form], campaign: Campaign) -> dict[str, Form]:
    """The forms with the campaign's year and dates in what they say to people."""
    campaign = with_due_days(campaign, forms)
    return {key: _dated(form, campaign, list(forms.values())) for key, form in forms.items()}


def _dated(form: Form, campaign: Campaign, forms: Sequence[Form]) -> Form:
    def told(text: str) -> str:
        return text.replace("{cohort}", str(campaign.cohort)).replace("{due}", _due(form, campaign, forms))

    fields = tuple(field.model_copy(update={"hint": told(field.hint)}) for field in form.spec.fields)
    texts = {"advice": tuple(map(told, form.spec.advice)), "handing_in": told(form.spec.handing_in)}
    spec = form.spec.model_copy(update={"fields": fields, **texts})
    return dataclasses.replace(form, spec=spec, kinds={key: kind.of_year(campaign.cohort) for key, kind in form.kinds.items()})


def _due(form: Form, campaign: Campaign, forms: Sequence[Form]) -> str:
    """The days a form is due, in words; of a card without one the day of the list of everybody."""
    days = [(d.round, d.due_on) for d in campaign.deadlines if d.form == form.key]
    if not days and form.spec.is_card:
        base = next((one.key for one in forms if one.spec.is_base), "")
        days = [(None, day)] if (day := campaign.due_on(base)) else []
    return "、".join((f"第{number}次" if number else "") + f"{day.year}年{day.month}月{day.day}日" for number, day in days) or NO_DAY


def _refuse_other_kinds(data: dict[str, Any], kinds: Mapping[str, str], name: str) -> None:
    """Raise FormError where a campaign gives a known field another kind of value: rules attach to fields by key."""
    for one in data.get("fields", ()):
        known = kinds.get(str(one.get("key"))) if isinstance(one, dict) else None
        if known and "kind" in one and one["kind"] != known:
            place = f"fields.{one['key']}.kind"
            raise refused(name, place, f"{place} 只能是“{known}”(规则按栏目名使用它)；内容不同的栏目请换一个 key")


def _annex_order(form: Form) -> tuple[bool, int]:
    """The notice's order: what it prints (附件2) before what the college has made (附表4), each by its number; those without one last."""
    digits = re.search(r"\d+", form.spec.annex)
    return not form.spec.annex.startswith("附件"), int(digits[0]) if digits else LAST


def _declaration(path: Path | Traversable) -> dict[str, Any]:
    return read_toml(path, f"表格声明 {path.name}", FormError)


def build(data: dict[str, Any], name: str, roles: Mapping[str, Role] | None = None, *, is_own: bool = False) -> Form:
    """Make a Form of a parsed declaration; ``name`` is its file's, for messages. Its fields go by their ``roles``.

    Raises FormError.
    """
    try:
        spec = FormSpec.model_validate(data)
    except ValidationError as error:
        found = complaints(error, data, KNOWN)
        raise FormError(f"表格声明 {name}: {found[0].text}", name, found) from error
    kinds = {one.key: _kind(one, name) for one in spec.fields}
    named = [("must_have", key, code) for key, codes in spec.must_have.items() for code in codes]
    named += [("beyond_roster", key, code) for key, codes in spec.beyond_choices.items() for code in codes]
    named += [
        (f"fields.{one.key}.required_if", key, code) for one in spec.fields for key, codes in one.required_if.items() for code in codes
    ]
    for place, key, code in named:
        if code != ANY and code not in kinds[key].codes:
            raise refused(name, place, f"{place} 写着“{code}”，栏目“{key}”没有这个选项(code){perhaps(code, kinds[key].codes)}", key)
    try:
        renamed = roles_of(spec, {key: tuple(kind.codes) for key, kind in kinds.items()}, roles, is_own=is_own) if roles else {}
    except ValueError as error:
        raise refused(name, "fields", str(error)) from error
    spec = by_roles(spec, renamed) if renamed else spec
    kinds = {renamed.get(key, key): kind for key, kind in kinds.items()}
    return Form(spec, kinds, {(one.beside, head_key(one.head)): one.key for one in spec.fields if one.beside})


def _kind(field: FieldSpec, name: str) -> Kind:
    classes = kind_classes()
    if field.kind not in classes:
        titles = {kind.title: key for key, kind in classes.items()}
        like = perhaps(field.kind, classes) or perhaps(titles.get(field.kind, ""), classes)
        told = f"fields.{field.key}.kind 写的是“{field.kind}”{like}，只能是 {'、'.join(f'{key}({kind.title})' for key, kind in sorted(classes.items()))}"
        raise refused(name, f"fields.{field.key}.kind", told)
    try:
        return classes[field.kind](field.options)
    except ValidationError as error:
        place = f"fields.{field.key}.options"
        known = classes[field.kind].Options.model_fields
        found = [Fault(place, f"{place}: {one.text}") for one in complaints(error, field.options, known)]
        raise FormError(f"表格声明 {name}: {found[0].text}", name, found) from error


def _refuse_twins(forms: Forms, declared: Mapping[str, tuple[str, Any]]) -> None:
    annexes: dict[str, str] = {}
    for key, form in sorted(forms.items(), key=lambda item: item[0] not in _built_in()):
        other = annexes.setdefault(form.spec.annex, key)
        if other != key:
            raise refused(declared[key][0], "annex", f"annex “{form.spec.annex}”已被 {other} 使用；换一个，如 附表21")
