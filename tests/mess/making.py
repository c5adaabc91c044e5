"""How the files of the cases are made."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet
from support import CARD, FORM, GOOD, GOOD_CARD, GOOD_VISIT, VISIT, roster

from gradflow.forms.loader import Form
from gradflow.model.cells import Raw

NAMES = ("王芳", "李强", "赵敏", "孙浩然", "周婷", "吴磊", "郑雪", "冯宇")
ANNEX2, ANNEX3, ANNEX1 = "附件2-甲支部.xlsx", "附件3-甲支部-第一次.xlsx", "附件1-甲支部.xlsx"
GOODS: dict[str, Mapping[str, Raw]] = {"transfer_out": GOOD, "follow_up": GOOD_VISIT, "registration_card": GOOD_CARD}
FORMS = {"transfer_out": (FORM, ANNEX2), "follow_up": (VISIT, ANNEX3), "registration_card": (CARD, ANNEX1)}
Rows = list[list[Raw]]
Tweak = Callable[[Worksheet], object]


def people(count: int) -> list[dict[str, Raw]]:
    """So many people whose rows are right."""
    return [person(number) for number in range(count)]


def person(number: int, **changed: Raw) -> dict[str, Raw]:
    """One of them; the first is GOOD."""
    stem = f"3205842000{1 + number:02d}12{2 * number + 1:03d}"
    own = {} if number == 0 else {
        "name": NAMES[number], "id_number": stem + check_digit(stem), "phone": f"1396123{4579 + 211 * number}",
    }  # fmt: skip
    return {**GOOD, **own, **changed}


def check_digit(stem: str) -> str:
    """The last character of an ID (ISO 7064 MOD 11-2), worked out anew and not by the code under test."""
    rest = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(stem)) % 11
    return "10X98765432"[rest]


def visits(count: int) -> list[dict[str, Raw]]:
    """So many people whose rows of 附件3 are right."""
    return [{**GOOD_VISIT, "name": name} for name in NAMES[:count]]


def rows_of(form: Form, records: Iterable[Mapping[str, Raw]], branch: str = "甲支部") -> Rows:
    """A plain sheet of a roster: title, branch line, head, people from row 4 on."""
    if form.key == "transfer_out":
        return roster(records, branch)
    keys = [field.key for field in form.spec.fields]
    title = form.spec.titled("苏州信息职业技术学院", 2023)
    head = [field.head for field in form.spec.fields]
    return [[title], [f"党支部名称：{branch}"], head, *([n if k == "seq" else r.get(k) for k in keys] for n, r in enumerate(records, 1))]


def save(inbox: Path, rows: Rows, name: str = ANNEX2, tweak: Tweak | None = None) -> Path:
    """Write one sheet with openpyxl, every text as text."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    fill(sheet, rows)
    if tweak:
        tweak(sheet)
    path = inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def fill(sheet: Worksheet, rows: Rows) -> None:
    """Put the rows on a sheet; what begins with = stays a formula."""
    for row in rows:
        sheet.append(row)


def one(form: str, field: str, raw: Raw, **others: Raw) -> Callable[[Path], Path]:
    """A sheet of one person, right but for the given fields."""

    def make(inbox: Path) -> Path:
        declared, name = FORMS[form]
        changed = {**GOODS[form], field: raw, **others}
        if form == "registration_card":
            return save(inbox, card_rows(changed), name)
        return save(inbox, rows_of(declared, [changed]), name)

    return make


def card_rows(values: Mapping[str, Raw]) -> Rows:
    """A plain card: the title, then a label and a value a row."""
    rows: Rows = [[CARD.spec.titled("苏州信息职业技术学院", 2023)]]
    for field in CARD.spec.fields:
        if field.kind != "photo":
            rows.append([field.head, values.get(field.key)])
    return rows


def changed_package(path: Path, **entries: Callable[[bytes], bytes]) -> Path:
    """Change entries of a zip package; ``__`` in a name stands for ``/``, ``_dot_`` for a dot."""
    source = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    names = {key.replace("__", "/").replace("_dot_", "."): change for key, change in entries.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in dict.fromkeys([*source.namelist(), *names]):
            content = source.read(name) if name in source.namelist() else b""
            target.writestr(name, names[name](content) if name in names else content)
    return path


def replacing(old: str, new: str) -> Callable[[bytes], bytes]:
    """A change of one text that must be there."""

    def change(content: bytes) -> bytes:
        content = content.replace(b"<v></v>", b"<v />").replace(b"<v/>", b"<v />")  # as openpyxl writes it without lxml
        assert old.encode() in content, old
        return content.replace(old.encode(), new.encode())

    return change
