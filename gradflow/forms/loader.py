"""Loads the forms: the built-in ones, then those of a campaign's own ``forms/*.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from gradflow.core.forms import FieldSpec, FormSpec
from gradflow.kinds.base import Kind, kind_classes


class FormError(ValueError):
    """A form's declaration is wrong; the message names file and key, in Chinese."""


@dataclass(frozen=True)
class Form:
    """A form ready for use: its declaration and a Kind for each field."""

    spec: FormSpec
    kinds: Mapping[str, Kind]

    @property
    def key(self) -> str:
        """The form's key."""
        return self.spec.key

    @cached_property
    def heads(self) -> dict[str, str]:
        """Folded spelling of a head -> field key; earlier fields win."""
        found: dict[str, str] = {}
        for field in self.spec.fields:
            for key in sorted(field.head_keys()):
                found.setdefault(key, field.key)
        return found

    def field_of_head(self, whole: str, bare: str) -> str | None:
        """The field a folded head names: by its spellings, else by a telling word."""
        found = self.heads.get(whole) or self.heads.get(bare)
        if found or not whole:
            return found
        return next((f.key for f in self.spec.fields if any(word in whole for word in f.contains)), None)

    def show(self, key: str, value: Any) -> str | int | None:
        """The one spelling of a field's value; None for none."""
        return None if value is None else self.kinds[key].show(value)


Forms = Mapping[str, Form]


def form_named(forms: Forms, name: str) -> Form | None:
    """A form by its key or annex (transfer_out, 附件2), or None."""
    return next((form for form in forms.values() if name in {form.key, form.spec.annex}), None)


def load_forms(folder: Path | None = None) -> dict[str, Form]:
    """Load the built-in forms and, on top, those of ``folder``, by key.

    Raises FormError, naming file and key, for a declaration that cannot work.
    """
    declared: dict[str, tuple[str, dict[str, Any]]] = {}
    for entry in sorted(files("gradflow.forms").iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".toml"):
            data = _parse(entry.name, entry.read_bytes())
            declared[data["key"]] = (entry.name, data)
    own = sorted(folder.glob("*.toml")) if folder and folder.is_dir() else []
    seen: dict[str, str] = {}
    for path in own:
        data = _parse(path.name, _read(path))
        if other := seen.get(str(data.get("key"))):
            message = f"表格声明 {path.name}: key “{data['key']}”已在 {other} 里声明"
            raise FormError(message)
        seen[str(data.get("key"))] = path.name
        key = str(data.get("key", ""))
        base = declared[key][1] if key in declared else None
        declared[key or path.name] = (path.name, extended(base, data, path.name) if base else data)
    forms = {key: build(data, name) for key, (name, data) in declared.items()}
    _refuse_twins(forms, declared)
    return forms


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"表格声明 {path.name} 打不开"
        raise FormError(message) from error


def _parse(name: str, content: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        message = f"表格声明 {name} 不是 UTF-8 编码，另存为 UTF-8"
        raise FormError(message) from error
    except tomllib.TOMLDecodeError as error:
        message = f"表格声明 {name} 写法有误：{error}"
        raise FormError(message) from error


def extended(base: dict[str, Any], own: dict[str, Any], name: str) -> dict[str, Any]:
    """Lay a campaign's declaration over the built-in one of the same key.

    Top-level keys replace; a field of a known key is updated, a new one is appended (or put
    ``after`` another); ``drop`` lists field keys to leave out. Raises FormError for unknown keys.
    """
    if not all(isinstance(own.get(key, []), list) for key in ("fields", "drop")) or not all(
        isinstance(field, dict) for field in own.get("fields", ())
    ):
        message = f'表格声明 {name}: fields 要写成 [[fields]] 各段, drop 要写成 ["栏目"]'
        raise FormError(message)
    fields = {field["key"]: dict(field) for field in base["fields"]}
    for key in own.get("drop", ()):
        if fields.pop(key, None) is None:
            message = f"表格声明 {name}: drop 里的“{key}”不是这张表的栏目"
            raise FormError(message)
    order = list(fields)
    for field in own.get("fields", ()):
        change = {key: value for key, value in field.items() if key != "after"}
        key = str(change.get("key", ""))
        fields[key] = {**fields.get(key, {}), **change}
        after = field.get("after")
        if after is not None and after not in order:
            message = f"表格声明 {name}: fields.{key} 的 after 写着“{after}”，没有这个栏目"
            raise FormError(message)
        if after is not None or key not in order:
            order = [other for other in order if other != key]
            order.insert(order.index(after) + 1 if after else len(order), key)
    rest = {key: value for key, value in own.items() if key not in {"fields", "drop"}}
    return {**base, **rest, "fields": [fields[key] for key in order]}


def build(data: dict[str, Any], name: str) -> Form:
    """Make a Form of a parsed declaration; ``name`` is its file's, for messages.

    Raises FormError.
    """
    try:
        spec = FormSpec.model_validate(data)
    except ValidationError as error:
        message = f"表格声明 {name}: {explained(error, data)}"
        raise FormError(message) from error
    return Form(spec, {field.key: _kind(field, name) for field in spec.fields})


def _kind(field: FieldSpec, name: str) -> Kind:
    classes = kind_classes()
    if field.kind not in classes:
        message = f"表格声明 {name}: fields.{field.key}.kind 写的是“{field.kind}”，只能是 {'、'.join(sorted(classes))}"
        raise FormError(message)
    try:
        return classes[field.kind](field.options)
    except ValidationError as error:
        where = f"fields.{field.key}.options"
        message = f"表格声明 {name}: {where}: {explained(error, field.options)}"
        raise FormError(message) from error


def _refuse_twins(forms: Forms, declared: Mapping[str, tuple[str, Any]]) -> None:
    annexes: dict[str, str] = {}
    for key, form in forms.items():
        other = annexes.setdefault(form.spec.annex, key)
        if other != key:
            message = f"表格声明 {declared[key][0]}: annex “{form.spec.annex}”已被 {other} 使用"
            raise FormError(message)


PYDANTIC_WORDS = {
    "extra_forbidden": "不认识这个键",
    "missing": "缺少这个键",
    "string_type": "应是文字",
    "int_type": "应是整数",
    "int_parsing": "应是整数",
    "float_parsing": "应是数",
    "float_type": "应是数",
    "greater_than": "数太小",
    "bool_parsing": "应是 true 或 false",
    "bool_type": "应是 true 或 false",
    "tuple_type": '应是列表，写成 ["…"]；几段的写成 [[…]]',
    "greater_than_equal": "数太小",
    "less_than_equal": "数太大",
    "date_from_datetime_inexact": "应是日期，如 2023-06-24",
    "string_pattern_mismatch": "只能用小写英文字母、数字和下划线，以字母开头",
    "too_short": "不能为空",
    "string_too_short": "不能为空",
    "literal_error": "不在可选值之内",
    "date_from_datetime_parsing": "应是日期，如 2023-06-24",
    "date_type": "应是日期，如 2023-06-24(不加引号)",
}


def explained(error: ValidationError, data: Any) -> str:
    """Put pydantic's first complaint into Chinese: key path, what is wrong, what is allowed."""
    first = error.errors()[0]
    path = ""
    for part in first["loc"]:
        if isinstance(part, int):
            named = data[part].get("key", data[part].get("name")) if _has_name(data, part) else None
            path += f".{named}" if named else f"[{part + 1}]"
        else:
            path += f".{part}" if path else part
        data = data[part] if _holds(data, part) else None
    kind = first["type"]
    reason = PYDANTIC_WORDS.get(kind) or str(first["msg"]).removeprefix("Value error, ")
    expected = first.get("ctx", {}).get("expected", "")
    allowed = f"（{str(expected).replace(' or ', '、')}）" if kind == "literal_error" else ""
    return f"{path or '整份声明'}: {reason}{allowed}"


def _holds(data: Any, part: Any) -> bool:
    if isinstance(data, Mapping):
        return part in data
    return isinstance(data, list | tuple) and isinstance(part, int) and part < len(data)


def _has_name(data: Any, part: int) -> bool:
    return _holds(data, part) and isinstance(data[part], Mapping)
