"""A declaration drafted from a blank official workbook: written as TOML with a comment for each thing a person has to decide."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gradflow.forms.checking import check_forms
from gradflow.forms.faults import FormError
from gradflow.forms.heads_meant import FAR
from gradflow.forms.loader import every_form, like_of, load_forms
from gradflow.kinds.base import kind_classes
from gradflow.model.campaign import Campaign
from gradflow.model.copies import OWN_SHEETS
from gradflow.model.failures import reason_of
from gradflow.model.folding import UNWRITABLE, head_key, squeezed
from gradflow.model.forms import KEY
from gradflow.pipeline.draft_columns import Column
from gradflow.pipeline.drafting import Draft, draft_sheet
from gradflow.reading.openpyxl_pass import looks_of
from gradflow.reading.sniffing import ReadingError
from gradflow.reading.sources import Sources
from gradflow.reading.workbooks import read_workbook

WIDEST, NARROWEST, MOST_OF_A_HEAD = 60.0, 5.0, 16.0
WIDTHS = {"organisation": 24.0, "address": 28.0, "phone": 16.0, "date": 11.0, "text": 10.0, "choice": 9.0, "tracking_number": 15.0}
"""Of columns of which the blank does not tell it."""
HEADER = "# 由 gradflow form draft 从“{}”的工作表“{}”起草。# 后面是说明，不起作用；请看一遍带“请核对”的各行，再运行 gradflow form check。"
SAME = 3
"""Lines of a change that changes nothing."""
FIRST = ("transfer_out", "follow_up", "member_file", "retained")
"""The built-in forms whose fields are wanted first."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A declaration that was written, and what a person has to look at."""

    path: Path | None
    """None where the sheet is a built-in form as it is."""
    annex: str
    name: str
    is_change: bool
    """Whether it changes a built-in form."""
    columns: int
    to_decide: int


def draft_forms(book: Path, folder: Path, campaign: Campaign, key: str = "") -> tuple[list[Drafted], list[str]]:
    """Draft a declaration of each sheet of a blank workbook into ``folder``; also return the sheets that show no form.

    ``key``: the form's key; that of a built-in form makes it a change of that one. Nothing that is there is overwritten.
    Raises FormError.
    """
    if key and not re.match(KEY, key):
        raise FormError(f"key 写着“{key}”：只能用小写英文字母、数字和下划线，以字母开头。")
    try:
        content = book.read_bytes()
        workbook = read_workbook(Sources(book.parent).content(book.name), book.name)
    except (ReadingError, OSError) as error:
        raise FormError(f"“{book}”打不开：{reason_of(error) if isinstance(error, OSError) else error}。") from error
    looks, forms = looks_of(content), {**{key: every_form()[key] for key in FIRST}, **every_form()}
    drafts = [
        (sheet.name, draft_sheet(sheet, forms, campaign, looks.get(sheet.name, ({}, {}))))
        for sheet in workbook.sheets
        if sheet.name not in OWN_SHEETS
    ]
    found = [draft for _, draft in drafts if draft]
    if not found:
        raise FormError(f"“{book.name}”里没有看到表头(一行至少三栏)或卡片(几行“名称：空格”)。请确认是空白的官方表。")
    bases = [draft.base for draft in found]
    for draft in found:  # a change of a form stands alone: of several sheets like it each is a form of its own
        draft.base = None if bases.count(draft.base) > 1 else draft.base
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Drafted] = []
    for number, draft in enumerate(found, start=1):
        written.append(_write(draft, book.name, folder, key if number == 1 or not key else f"{key}_{number}", found))
    return written, [name for name, draft in drafts if not draft]


def _write(draft: Draft, book: str, folder: Path, key: str, drafts: Sequence[Draft]) -> Drafted:
    built_in, present = every_form(), load_forms(folder)
    if key in built_in:
        draft.base = built_in[key]
    elif key:
        draft.base = None
    if draft.base and not key and (folder / f"{draft.base.key}.toml").exists():
        draft.base = None
    annexes = {form.spec.annex for form in {**built_in, **present}.values()}
    for base in (draft.base,) if key in built_in else dict.fromkeys((draft.base, None)):
        draft.base = base
        annex = base.spec.annex if base else _free_annex(draft, annexes)
        free = (f"form_{re.sub(r'[^0-9]', '', annex)}{f'_{n}' * (n > 1)}" for n in range(1, 1000))
        name = base.key if base else key or next(one for one in free if one not in present)
        path = folder / f"{name}.toml"
        if path.exists():
            raise FormError(f"“{path}”已经有了，没有改动。换一个名称：--key {name}_2。")
        lines = list(_lines(draft, book, name, annex, drafts))
        if base and len(lines) == SAME:
            return Drafted(None, annex, draft.name, is_change=True, columns=len(draft.columns), to_decide=0)
        try:
            path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
        except OSError as error:
            raise FormError(f"不能写“{path}”：{reason_of(error)}。") from error
        told = check_forms([path], [one for one in folder.glob("*.toml") if one != path])[0]
        if not told:
            return Drafted(path, annex, draft.name, base is not None, len(draft.columns), sum("请核对" in line for line in lines[1:]))
        path.unlink()
    raise FormError(f"“{book}”的工作表“{draft.sheet}”起草不出能用的声明：{told[0].text}。")


def _free_annex(draft: Draft, taken: set[str]) -> str:
    """The annex printed on the sheet, or else the next number that no form has."""
    annex = re.sub(r"\s", "", draft.annex)
    if annex not in taken and re.search(r"\d|[一-十]$", annex):
        return annex
    return next(one for n in range(1, 1000) if (one := f"附表{n}") not in taken)


def _text(value: object) -> str:
    """A value as TOML spells it."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_text(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_text, value)) + "]"
    return json.dumps(UNWRITABLE.sub("", value) if isinstance(value, str) else value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _lines(draft: Draft, book: str, key: str, annex: str, drafts: Sequence[Draft]) -> Iterator[str]:
    base = draft.base
    yield HEADER.format(book, draft.sheet).replace("\n", " ")
    yield ""
    yield f"key = {_text(key)}"
    if not base:
        printed = squeezed(draft.annex)
        yield f"annex = {_text(annex)}" + (
            f"   # 表上印的是“{printed}”，已被别的表使用，请核对" if printed and printed != annex else "   # 工作表名和文件名用它"
        )
    same = [one for one in drafts if one.title == draft.title]
    channel = f"（{draft.sheet}）" if len(same) > 1 else ""
    said: dict[str, Any] = {
        "name": draft.name + channel,
        "title": draft.title + channel,
        "title_words": [draft.sheet] if channel else [re.sub(r"^(?:应届|高校|大学|毕业生?|学生|党员|的)+", "", draft.name) or draft.name],
        "layout": "card" if draft.is_card else "roster",
        "branch_label": draft.branch_label,
        "lines": draft.lines,
        "blank_rows": draft.blank_rows,
        "notes": draft.notes,
    }
    usual: dict[str, Any] = base.spec.model_dump() if base else {"layout": "roster"}
    if base and any(word in draft.title for word in base.spec.title_words):
        del said["title_words"]
    if said["title"] == usual.get("title"):
        del said["name"]
    for name, value in said.items():
        is_said = value or (base and name == "notes" and not draft.is_card)
        if is_said and usual.get(name) != (tuple(value) if isinstance(value, list) else value):
            yield f"{name} = {_text(value)}{_remark(name, value)}"
    if not base and any(column.key == "name" for column in draft.columns) and not draft.is_card:
        yield "# lists_everyone = true   # 每个毕业生党员都要在这张表上的，去掉行首的 #"
        if len(drafts) > 1:
            yield '# channel = "letter"   # 按去向分成几张表的，去掉行首的 #，写 letter(开介绍信)、online(线上)或 kept(暂不转出)'
    if base:
        yield from _changes(draft) if not draft.is_card else ()
    else:
        for column in draft.columns:
            yield from _field(column, draft, {})


def _remark(key: str, value: object) -> str:
    if key == "title_words":
        return "   # 标题或文件名里有它，就认作这张表"
    return "   # 没有看到哪一届，请核对；{cohort} 代表届" if key == "title" and "{cohort}" not in str(value) else ""


def _changes(draft: Draft) -> Iterator[str]:
    """The columns of a form that changes a built-in one: what is dropped, what is new, what stands elsewhere or is called otherwise."""
    assert draft.base is not None
    spec = draft.base.spec
    own = {field.key for field in spec.fields}
    for column in draft.columns:
        if column.key in own and (not column.known or column.known[0].spec.key != spec.key):
            owner = draft.base.table.field_named(column.head)
            if not owner or owner[0] != column.key:
                column.key, column.known = f"{column.key}_own", None
    dropped = [field.key for field in spec.fields if field.key not in {column.key for column in draft.columns}]
    order = [field.key for field in spec.fields if field.key not in dropped]
    if dropped:
        labels = "、".join(field.label for field in spec.fields if field.key in dropped)
        yield f"drop = {_text(dropped)}   # 这几栏原来有，空白表上没有：{labels}"
    before = ""
    for place, column in enumerate(draft.columns):
        changed: dict[str, object] = {}
        if before and (place >= len(order) or order[place] != column.key):
            order = [key for key in order if key != column.key]
            order.insert(place, column.key)
            changed["after"] = before
        before = column.key
        field = spec.field(column.key)
        if not field or changed or field.head != column.head or field.group != column.group:
            yield from _field(column, draft, changed, is_known=field is not None)


def _field(column: Column, draft: Draft, more: dict[str, object], *, is_known: bool = False) -> Iterator[str]:
    yield ""
    yield "[[fields]]"
    yield f"key = {_text(column.key)}"
    yield f"head = {_text(column.head)}"
    if column.group:
        yield f"group = {_text(column.group)}"
    if column.known and not is_known:
        yield from _like(column, draft)
    elif not is_known:
        yield from _kind(column)
    if not draft.is_card and (column.width or not (is_known or column.known)):
        wide = column.width or max(WIDTHS.get(column.kind, NARROWEST), min(2.0 * len(squeezed(column.head)), MOST_OF_A_HEAD))
        yield f"width = {max(NARROWEST, min(wide, WIDEST))}"
    if column.is_required and not column.known:
        yield "required = true"
    if column.line:
        yield f"line = {column.line}"
    if column.beside:
        yield f"beside = {_text(column.beside)}"
    yield from (f"{key} = {_text(value)}" for key, value in more.items())


def _like(column: Column, draft: Draft) -> Iterator[str]:
    """A field that a built-in form has: all of it, or only its kind where what it says of other fields, or its place on a card, does not hold here."""
    assert column.known is not None
    form, far = column.known
    field = next(one for one in form.spec.fields if one.key == column.key)
    like = like_of(form.key, field.key)
    is_bound = "." in like or bool(
        field.required_if or field.not_before or field.at_most or field.beside or field.filled_from or field.line or draft.is_card
    )
    doubt = "请核对；不是的话删去这一行，写 kind" if far >= FAR else "不是的话删去这一行，写 kind"
    yield f"like = {_text(like if '.' in like or not is_bound else f'{like}.{field.key}')}   # 这一栏认作“{squeezed(field.label)}”；{doubt}"
    if is_bound and field.required and not draft.is_card:
        yield "required = true"
    label = squeezed(column.group + column.head).rstrip(":")
    if field.label != label:
        yield f"label = {_text(label)}"
    heads = {head_key(other.head) for other in draft.columns if other is not column}
    if not is_bound and not heads.isdisjoint(map(head_key, field.aliases)):
        yield f"aliases = {_text([alias for alias in field.aliases if head_key(alias) not in heads])}"


def _kind(column: Column) -> Iterator[str]:
    title = kind_classes()[column.kind].title
    doubt = "" if column.kind == "seq" else f"   # 这一栏认作“{title}”，请核对；不是的话改 kind(text 是文字)"
    yield f"kind = {_text(column.kind)}{doubt}"
    if column.kind == "choice":
        choices = [{"code": f"c{number}", "text": text} for number, text in enumerate(dict.fromkeys(column.choices), start=1)]
        yield f"options = {_text({'choices': choices})}   # 下拉框的各项"
    elif column.options:
        yield f"options = {_text(column.options)}"
