"""One declaration laid over another: a campaign's change of a built-in form, a field that is like another form's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gradflow.forms.faults import refused
from gradflow.model.failures import perhaps
from gradflow.model.folding import squeezed
from gradflow.model.vocabulary import FIELD_LABELS


def with_likes(
    data: dict[str, Any], declared: Mapping[str, dict[str, Any]], built_in: Mapping[str, dict[str, Any]], name: str
) -> dict[str, Any]:
    """Lay each field that is ``like`` another form's over the field of the same key there: one list of choices, one place.

    ``like = "form.field"`` takes the kind and options of a field of another key, and its role where no other field has that. Raises FormError where there is no such field.
    """
    fields: list[Any] = []
    for field in data.get("fields", ()):
        if not isinstance(field, dict) or "like" not in field:
            fields.append(field)
            continue
        form, _, key = str(field["like"]).partition(".")
        others = [*declared.get(form, {}).get("fields", ()), *built_in.get(form, {}).get("fields", ())]  # one dropped there too
        base = next((f for f in others if f.get("key") == (key or field.get("key")) and "like" not in f), None)
        if base is None:
            like = perhaps(form, declared) or perhaps(key or str(field.get("key")), (str(one.get("key")) for one in others))
            told = f"fields.{field.get('key')} 的 like 写着“{field['like']}”，那张表里没有这一栏{like}"
            raise refused(name, f"fields.{field.get('key')}.like", told)
        taken = {one: base[one] for one in ("kind", "options") if one in base} if key else base
        if key in FIELD_LABELS and not any(key in {one.get("key"), one.get("role")} for one in data["fields"] if isinstance(one, dict)):
            taken["role"] = key
        fields.append({**taken, **{key: value for key, value in field.items() if key != "like"}})
    return {**data, "fields": fields} if isinstance(data.get("fields"), list) else data


def called_by_heads(data: dict[str, Any]) -> dict[str, Any]:
    """A campaign's declaration, each field called as its head says: people look for that in their form."""
    for one in (one for one in data["fields"] if isinstance(one, dict)) if isinstance(data.get("fields"), list) else ():
        if isinstance(one.get("head"), str) and not {"label", "beside"} & one.keys():
            one["label"] = squeezed(f"{one.get('group', '')}{one['head']}").rstrip(":")
    return data


def extended(base: dict[str, Any], own: dict[str, Any], name: str) -> dict[str, Any]:
    """Lay a campaign's declaration over the built-in one of the same key.

    Top-level keys replace; a field of a known key is updated, a new one is appended (or put
    ``after`` another); ``drop`` lists field keys to leave out. Raises FormError for unknown keys.
    """
    if not all(isinstance(own.get(key, []), list) for key in ("fields", "drop")) or not all(
        isinstance(field, dict) for field in own.get("fields", ())
    ):
        raise refused(name, "", 'fields 要写成 [[fields]] 各段, drop 要写成 ["栏目"]')
    fields = {field["key"]: dict(field) for field in base["fields"]}
    for key in own.get("drop", ()):
        if fields.pop(key, None) is None:
            raise refused(name, "drop", f"drop 里的“{key}”不是这张表的栏目{perhaps(str(key), fields)}", key)
    order = list(fields)
    for field in own.get("fields", ()):
        change = {key: value for key, value in field.items() if key != "after"}
        key = str(change.get("key", ""))
        fields[key] = {**fields.get(key, {}), **change}
        after = field.get("after")
        if after is not None and after not in order:
            told = f"fields.{key} 的 after 写着“{after}”，前面没有这个栏目{perhaps(str(after), order)}"
            raise refused(name, f"fields.{key}.after", told)
        if after is not None or key not in order:
            order = [other for other in order if other != key]
            order.insert(order.index(after) + 1 if after else len(order), key)
    rest = {key: value for key, value in own.items() if key not in {"fields", "drop"}}
    return {**base, **rest, "fields": [fields[key] for key in order]}
