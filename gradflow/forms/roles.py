"""What fields are for. Rules, letters and figures ask for a field's role; the key under which a form declares it is only a name.

A role is a word of the glossary, or the key of some field of the built-in forms. A field has the role it names; else that of its
key; else, in a campaign's own forms, the one whose head it bears, if its kind and choices are that role's. Once it is known a
field goes by its role: that is its key from there on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, NamedTuple

from gradflow.model.folding import bare_head_key, head_key
from gradflow.model.forms import FieldSpec, FormSpec
from gradflow.model.vocabulary import FIELD_LABELS

NONE = "none"
"""In a declaration: the field is for nothing that rules know, whatever its head says."""
BY_KIND = {"seq": "seq", "person_name": "name", "id_number": "id_number"}
"""Kinds of which the only field of a form about people cannot be for anything else; elsewhere a name may be a host's."""
OF_SOMEBODY = frozenset({"person_name", "id_number", "phone", "address", "postcode"})
"""Kinds of which the head above (联系人, 接收党组织) says whose they are."""
Heads = Mapping[tuple[str, str], int]
"""Layout and folded head -> 0 for the official one, 1 for another spelling."""


class Role(NamedTuple):
    """What fields of a role hold, and what they are called."""

    kinds: frozenset[str]
    codes: frozenset[str] = frozenset()
    """Of a choice: the codes that rules know."""
    heads: Heads = MappingProxyType({})


def _folded(head: str) -> list[str]:
    return [key for key in (head_key(head), bare_head_key(head)) if key]


def _role(kinds: str, *heads: str, codes: str = "") -> Role:
    return Role(frozenset(kinds.split()), frozenset(codes.split()), {("roster", key): 1 for head in heads for key in _folded(head)})


MORE: Mapping[str, Role] = {
    "full_on": _role("date", "转正时间", "转正日期", "转正年月", "转为正式党员时间", "转为正式党员日期"),
    "dues_until": _role("date", "党费交至", "党费缴至", "党费交至年月", "党费缴至年月", "党费缴纳至", "党费交纳至", "党费缴纳至年月", "党费交到"),
    "letter_number": _role("text", "介绍信编号", "介绍信号", "介绍信序号", "介绍信字号", "组织关系介绍信编号"),
    "letter_to": _role("organisation text", "具体去处", "所往基层党委", "所往党组织", "所去基层党委", "转往基层党委", "开往单位基层党委"),
    "letter_days": _role("number", "有效期", "有效期天数", "介绍信有效期", "介绍信有效期天数"),
    "letter_channel": _role("choice", "渠道", "转接方式", "转接渠道", "转移方式", "转接类型", "办理方式", codes="online letter"),
}  # fmt: skip
"""Roles that no form of the notice's three has."""


def known_roles(built_in: Iterable[Mapping[str, Any]]) -> dict[str, Role]:
    """Role -> what it is, of the built-in forms' declarations (with every ``like`` laid out) and of ``MORE``."""
    found = dict(MORE)
    for form in built_in:
        for one in form["fields"]:
            before = found.get(one["key"], Role(frozenset()))
            codes = (choice["code"] for choice in one.get("options", {}).get("choices", ()))
            found[one["key"]] = Role(before.kinds | {one["kind"]}, before.codes.union(codes), {**_heads(form, one), **before.heads})
    return found


def _heads(form: Mapping[str, Any], one: Mapping[str, Any]) -> Heads:
    layout = form.get("layout", "roster")
    official = [key for text in (one["head"], one.get("label", "")) for key in _folded(text)]
    return {(layout, key): int(key not in official) for key in (*official, *(k for text in one.get("aliases", ()) for k in _folded(text)))}


def roles_of(spec: FormSpec, codes: Mapping[str, Sequence[str]], roles: Mapping[str, Role], *, is_own: bool) -> dict[str, str]:
    """Declared key -> role, of those fields whose role is another word; ``codes`` are those of each choice.

    Raises ValueError, in Chinese and naming the key, for a role that there is not, that holds something else, or that two fields have.
    """
    found = {one.key: one.role for one in spec.fields if one.role not in {"", NONE, one.key}}
    for key, role in found.items():
        _check(key, role, codes, roles, spec)
    taken = {role: key for key, role in found.items()}
    taken |= {one.key: one.key for one in spec.fields if one.key not in found}
    if len(taken) < len(spec.fields):
        key, role = next((key, role) for key, role in found.items() if taken[role] != key)
        raise ValueError(
            f"fields.{key} 和 fields.{taken[role]} 的用途(role)都是“{role}”，一张表里只能有一栏；另一栏写 role = “{NONE}” 或换一个"
        )
    for one in spec.fields if is_own else ():
        role = "" if one.key in found or one.key in roles or one.role == NONE else _told(one, spec, codes, roles)
        if role and role not in taken:
            found[one.key], taken[role] = role, one.key
    return found


def _check(key: str, role: str, codes: Mapping[str, Sequence[str]], roles: Mapping[str, Role], spec: FormSpec) -> None:
    place, known = f"fields.{key}.role", roles.get(role)
    if known is None:
        like = get_close_matches(role, roles, 1)
        raise ValueError(f"{place} 写着“{role}”，没有这种用途{f'，是不是 {like[0]}' if like else ''}；全部用途见 docs/glossary.md")
    kind = next(one.kind for one in spec.fields if one.key == key)
    if kind not in known.kinds:
        raise ValueError(f"{place} 是“{role}”的，kind 只能是“{'”或“'.join(sorted(known.kinds))}”")
    if strange := [code for code in codes.get(key, ()) if code not in known.codes]:
        raise ValueError(f"{place} 是“{role}”的，选项(code)只能是 {'、'.join(sorted(known.codes))}，没有“{strange[0]}”")


def _told(one: FieldSpec, spec: FormSpec, codes: Mapping[str, Sequence[str]], roles: Mapping[str, Role]) -> str:
    """The role that a field's kind or head leaves no doubt of; empty for none."""
    if (role := BY_KIND.get(one.kind)) and len(spec.of_kind(one.kind)) == 1 and (spec.lists_everyone or spec.channel or spec.beyond_roster):
        return role
    own = codes.get(one.key, ())
    able = {name: role for name, role in roles.items() if name in FIELD_LABELS and one.kind in role.kinds and role.codes.issuperset(own)}
    keys = _folded(one.group + one.head) + (_folded(one.head) if one.kind not in OF_SOMEBODY else [])
    for layout in dict.fromkeys((spec.layout, "roster", "card")):
        ranks = {name: min((role.heads.get((layout, key), 2) for key in keys), default=2) for name, role in able.items()}
        best = [name for name, rank in ranks.items() if rank < 2 and rank == min(ranks.values())]  # noqa: PLR2004 - 2: no spelling of it
        if best:
            return best[0] if len(best) == 1 else ""
    return ""


def by_roles(spec: FormSpec, names: Mapping[str, str]) -> FormSpec:
    """The form with its fields going by their roles, wherever one is named."""

    def named(mapping: Mapping[str, Any]) -> dict[str, Any]:
        return {names.get(key, key): value for key, value in mapping.items()}

    data = spec.model_dump()
    for one in data["fields"]:
        one.update({key: names.get(one[key], one[key]) for key in ("key", "beside", "not_before", "at_most")})
        one["required_if"] = named(one["required_if"])
    data["open"] = [{**step, "until": names.get(step["until"], step["until"])} for step in data["open"]]
    data["must_have"] = named(data["must_have"])
    data["beyond_roster"] = named(spec.beyond_roster) if isinstance(spec.beyond_roster, dict) else spec.beyond_roster
    return FormSpec.model_validate(data)
