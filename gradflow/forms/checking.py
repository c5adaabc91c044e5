"""All that is wrong in the declarations of forms: each fault with its line, not only the first.

A fault found is mended in a copy of what the file says, and the whole is put together again, until nothing is wrong or can be mended.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from gradflow.forms.faults import Fault, FormError, read_toml, sign_fault
from gradflow.forms.loader import Form, declared_forms
from gradflow.model.forms import FieldSpec

MOST_FAULTS = 100
FIELD = re.compile(r"fields(?:\.(?P<key>\w+)|\[(?P<number>\d+)\])(?:[.\[](?P<name>\w+))?")
NEEDED = {"kind": "text", "head": "{key}", "text": "-", "until": "", "annex": "{key}", "name": "-", "title": "-", "key": "{key}"}
"""What stands for a key that must be there, once it was found wrong."""
HEADER = re.compile(r"^\s*\[\[\s*(\w+)\s*\]\]")


class Told(NamedTuple):
    """A fault of a file: its line (0 where none is to be told), and what is wrong and what to do, in Chinese."""

    file: str
    line: int
    text: str


def check_forms(paths: Sequence[Path], beside: Iterable[Path] = ()) -> tuple[list[Told], list[Form]]:
    """What is wrong in declarations, by file and line, and the forms of those that are right; ``beside`` are others that they may speak of."""
    told: list[Told] = []
    declared: dict[str, dict[str, Any]] = {}
    for path in dict.fromkeys((*paths, *beside)):
        try:
            declared[path.name] = read_toml(path, path.name, FormError)
        except FormError as error:
            told += _unread(path, str(error)) if path in paths else []
    asked = {path.name: path for path in paths if path.name in declared}
    found, forms = _faults(declared)
    for file, faults in found.items():
        text = asked[file].read_text("utf-8-sig") if file in asked else ""
        told += [Told(file, line_of(text, one.place), one.text) for one in faults if file in asked or file not in declared]
    right = [str(declared[name].get("key")) for name in asked if name not in found]
    return sorted(told), [forms[key] for key in right if key in forms]


def _unread(path: Path, text: str) -> list[Told]:
    """What is to be told of a file that is no TOML: the signs typed wrong in all its lines, else what is most likely meant."""
    lines = path.read_text("utf-8", "replace").splitlines() if path.is_file() else []
    wrong = [Told(path.name, number, fault) for number, line in enumerate(lines, start=1) if (fault := sign_fault(line))]
    line = re.search(r"第(\d+)行：", text)
    return wrong or [Told(path.name, int(line[1]) if line else 0, text[line.end() :] if line else text.removeprefix(path.name).strip())]


def _faults(declared: Mapping[str, dict[str, Any]]) -> tuple[dict[str, list[Fault]], Mapping[str, Form]]:
    """The faults of each file that has some, and all forms as they are without them."""
    left = copy.deepcopy(dict(declared))
    found: dict[str, list[Fault]] = {}
    forms: Mapping[str, Form] = {}
    for _ in range(MOST_FAULTS):
        try:
            forms = declared_forms(left)[1]
            break
        except FormError as error:
            faults = list(error.faults) or [Fault("", str(error))]
            before = copy.deepcopy(left.get(error.file))
            known = found.setdefault(error.file, [])
            mended = {one.place for one in known if one.place.endswith(".kind")}
            known += [one for one in faults if one not in known and one.place not in mended]
            for one in faults if error.file in left else ():
                _mend(left[error.file], one.place)
            if left.get(error.file) == before and left.pop(error.file, None) is None:
                break
    return {file: [one for one in faults if not _follows(one, {other.place for other in faults})] for file, faults in found.items()}, forms


def _follows(fault: Fault, places: Container[str]) -> bool:
    """Whether a fault only follows from one of these places: the kind of the field it speaks of, or what its own field should be like."""
    field = fault.place.removesuffix(".kind")
    return (field != fault.place and f"{field}.like" in places) or any(
        f"fields.{fault.about}.{name}" in places for name in ("kind", "options", "like")
    )


def _mend(data: dict[str, Any], place: str) -> None:
    """Take out what is wrong, or put something in its place that must be there; what stands in the built-in form is overlaid."""
    match = FIELD.match(place)
    if match is None:
        _take_out(data, re.split(r"[.\[]", place)[0], "form")
        return
    fields = data.setdefault("fields", [])
    number = int(match["number"] or 0)
    one = fields[number - 1] if 0 < number <= len(fields) else next((f for f in reversed(fields) if f.get("key") == match["key"]), None)
    if one is None and not match["key"]:
        return
    if one is None:
        one = {"key": match["key"]}
        fields.append(one)
    if match["name"] in {"kind", "options", "like"} and one.get("kind") != "text":
        for name in ("options", "like"):
            one.pop(name, None)
        one.setdefault("head", one.get("key", "-"))
        one.update(kind="text")
    elif match["name"] in FieldSpec.model_fields and match["name"] not in one and match["name"] not in NEEDED:
        one[match["name"]] = FieldSpec.model_fields[match["name"]].get_default(call_default_factory=True)
    elif match["name"] in {"key", "kind", None}:
        fields.remove(one)
    else:
        _take_out(one, match["name"], str(one.get("key", "field")))


def _take_out(data: dict[str, Any], name: str, key: str) -> None:
    data.pop(name, None)
    if name in NEEDED:
        data[name] = NEEDED[name].format(key=key)


def line_of(text: str, place: str) -> int:
    """The line of a declaration where a place such as ``fields.phone.width`` stands, from 1; where its field begins if it does not stand there; 0 for none."""
    lines = text.splitlines()
    match = FIELD.match(place)
    if match is None:
        return _line_with(lines, range(len(lines)), re.split(r"[.\[]", place)[0])
    starts = [number for number, line in enumerate(lines) if re.search(r"(?:^|[{,])\s*key\s*=", line) and not _is_top(lines, number)]
    own = [number for number in starts if re.search(rf'key\s*=\s*["\']{match["key"]}["\']', lines[number])]
    numbered = [number for number, line in enumerate(lines) if (header := HEADER.match(line)) and header[1] == "fields"] or starts
    number = int(match["number"] or 0)
    at = own[-1] if own else numbered[number - 1] if 0 < number <= len(numbered) else None
    if at is None:
        return 0
    first, last = at, at + 1
    if HEADER.match(lines[at - 1]) or not lines[at].lstrip().startswith("{"):
        first = next((number for number in range(at, -1, -1) if HEADER.match(lines[number])), at)
        last = next((number for number in range(at + 1, len(lines)) if HEADER.match(lines[number])), len(lines))
    return _line_with(lines, range(first, last), match["name"] or "key") or at + 1


def _is_top(lines: Sequence[str], number: int) -> bool:
    """Whether a line stands before the first field and in no inline table: the form's own key."""
    return not lines[number].lstrip().startswith("{") and not any(HEADER.match(line) for line in lines[:number])


def _line_with(lines: Sequence[str], numbers: Iterable[int], name: str) -> int:
    """The first of these lines (from 0) on which a key is set, from 1; 0 for none."""
    pattern = re.compile(rf'(?:^|[{{,]|\[)\s*"?{re.escape(name)}"?\s*(?:[=.\]])')
    return next((number + 1 for number in numbers if name and pattern.search(lines[number].split("#")[0])), 0)
