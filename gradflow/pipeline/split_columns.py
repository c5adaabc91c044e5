"""Fields that stand in several columns: under one head, under numbered heads, in parts (方式, 时间), or as choices with ticks.

Their texts are joined in the first column before a sheet is read, so that all that follows sees the columns the form asks for.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import groupby, takewhile

from gradflow.forms.heads_meant import FAR
from gradflow.forms.loader import Form
from gradflow.kinds.address import province_of
from gradflow.kinds.base import Kind, is_nothing
from gradflow.kinds.organisation import NAMING, classify
from gradflow.kinds.person_name import SURNAMES, TWO_CHARACTER_SURNAMES
from gradflow.model.cells import Raw, Sheet, is_blank, typed_text
from gradflow.model.findings import Problem
from gradflow.model.folding import DIGIT, bare_head_key, head_key, later, squeezed
from gradflow.pipeline.heads import MOST_COLUMNS, OF_OTHERS, SEARCHED_ROWS, form_of, may_be_head
from gradflow.pipeline.row_evidence import POSTCODE

MANNER, TIME = later(r"(?:联系|回访|联络)*(?:方式|形式|途径|渠道)"), later(r"(?:联系|回访|联络)*(?:时间|日期)")
NUMBER = later(r"[（(]?[1-3①②③一二三][)）]?$|[（(]?(?:第[1-3一二三]|首|[一二三再])次的?[)）]?")
"""What parts the heads of several columns of one field: 联系电话1, 联系电话（二）, 第一次联系回访."""
MEANS = later(r"[^\W\d_年月日]")
TICK = later(r"[√✓✔☑✅●■◉★vVyY1是有对]|TRUE|\uf0fe|\uf0fc|\uf052")
NO_TICK = later(r"[□☐○◯×✗✘xX0否/\\—–-]+|无|FALSE")
PLACE = later(r"(?:所在)?(?:省份?|省市|[地城]?市|市?[区县]|区[/、]?县|县[/、]?区)(?:名称?)?")
"""The head of a column that holds the first part of an address."""
PARTY = "中共"
LONGEST_PART = 12
"""Characters of a head below another."""
FREE = frozenset({"phone", "address", "contact_log", "text"})
"""Kinds of which one column alone may be understood, and say less than all."""


@dataclass(frozen=True, slots=True)
class _Group:
    """The columns of one field; ``words`` are the choices they stand for, and ``head`` is what they are called together."""

    kind: Kind
    columns: tuple[int, ...]
    head: Raw
    line: int
    """The last line of its head."""
    words: tuple[str, ...] = ()
    is_sure: bool = True
    """Whether a head stands over all of it, or each."""

    def of(self, cells: Sequence[Raw]) -> Raw:
        """What the columns say of one person."""
        own = [cells[column - 1] if column <= len(cells) else None for column in self.columns]
        if self.words:
            return "、".join(filter(None, map(_chosen, self.words, own))) or None
        filled = [raw for raw in own if not is_blank(raw)]
        if self.kind.name in FREE | {"organisation"}:
            filled = [raw for raw in filled if not is_nothing(typed_text(raw))] or filled[:1]
        return filled[0] if len(filled) == 1 else _joined(self.kind, [typed_text(raw).strip() for raw in filled]) if filled else None


def gathered(sheet: Sheet, forms: Sequence[Form]) -> Sheet:
    """The sheet with each field whole in one column; the same one where that was so."""
    tables = [form.table for form in forms if form.spec.has_people]
    top = enumerate(sheet.rows[:SEARCHED_ROWS], start=1)
    heads = [(row, form) for row, cells in top if tables and may_be_head(cells) and (form := form_of(cells, tables))]
    ends = [*(row - 1 for row, _ in heads[1:]), len(sheet.rows)]
    rows: list[Sequence[Raw]] | None = None
    for (row, form), end in zip(heads, ends, strict=False):
        for group in _groups(sheet, form, row):
            below = range(group.line + 1, end + 1)
            if _is_one(group, [sheet.rows[at - 1] for at in below]):
                rows = rows or list(sheet.rows)
                for at in range(row, group.line + 1):
                    rows[at - 1] = _put(rows[at - 1], group.columns, group.head if at == row else None)
                for at in below:
                    if any(not is_blank(sheet.at(at, column)) for column in group.columns):
                        rows[at - 1] = _put(rows[at - 1], group.columns, group.of(rows[at - 1]))
    return dataclasses.replace(sheet, rows=rows) if rows else sheet


def _put(cells: Sequence[Raw], columns: tuple[int, ...], raw: Raw) -> list[Raw]:
    found = [*cells, *[None] * (columns[-1] - len(cells))]
    for column in columns:
        found[column - 1] = raw if column == columns[0] else None
    return found


def _is_one(group: _Group, rows: Sequence[Sequence[Raw]]) -> bool:
    """Whether the columns of a group say one thing: together more is understood than in the first, or as much where that alone may be whole."""
    lines = [[cells[column - 1] if column <= len(cells) else None for column in group.columns] for cells in rows]
    if group.words:
        ticks = [squeezed(typed_text(raw)) for line in lines for raw in line if not is_blank(raw)]
        return group.is_sure or (any(map(TICK.fullmatch, ticks)) and all(TICK.fullmatch(one) or NO_TICK.fullmatch(one) for one in ticks))
    if group.kind.name == "organisation" and not group.is_sure:
        named = [[_is_understood(group.kind, raw) for raw in line] for line in lines]
        return all(sum(line) <= 1 for line in named) and sum(map(any, zip(*named, strict=True))) > 1
    lines = [line for line in lines if any(not is_blank(raw) for raw in line[1:])]
    if group.kind.name == "address" and any(sum(map(_is_whole_address, line)) > 1 for line in lines):
        return False
    alone = sum(_is_understood(group.kind, line[0]) for line in lines)
    whole = sum(_is_understood(group.kind, group.of([None] * (group.columns[0] - 1) + _spaced(group.columns, line))) for line in lines)
    if group.kind.name == "address" and not group.is_sure:
        return bool(lines) and all(POSTCODE.fullmatch(squeezed(typed_text(raw))) for line in lines for raw in line[1:] if not is_blank(raw))
    return whole > alone or (whole == alone > 0 and group.is_sure and group.kind.name in FREE)


def _spaced(columns: tuple[int, ...], line: Sequence[Raw]) -> list[Raw]:
    found: list[Raw] = [None] * (columns[-1] - columns[0] + 1)
    for column, raw in zip(columns, line, strict=True):
        found[column - columns[0]] = raw
    return found


def _is_understood(kind: Kind, raw: Raw) -> bool:
    if kind.name == "organisation":
        return classify(squeezed(typed_text(raw))) in NAMING
    return (value := kind.parse(raw)) is not None and not isinstance(value, Problem)


def _is_whole_address(raw: Raw) -> bool:
    """Whether a column holds an address by itself: a province or city and a number behind it."""
    text = squeezed(typed_text(raw))
    return province_of(text) is not None and any(map(str.isdecimal, text))


def _chosen(word: str, raw: Raw) -> str:
    """What a column says that stands for one choice: the choice, where it is ticked, and what else is written there."""
    text = squeezed(typed_text(raw))
    if not text or text == squeezed(word) or TICK.fullmatch(text):
        return word if text else ""
    return "" if NO_TICK.fullmatch(text) else f"{word}（{typed_text(raw).strip()}）"


def _joined(kind: Kind, texts: Sequence[str]) -> str:
    """The texts of several columns as one value."""
    if kind.name == "date":
        return ("" if any(sign in text for text in texts for sign in "年月日") else ".").join(texts)
    if kind.name == "phone" and len(texts) > 1 and texts[0].isdecimal() and texts[0].startswith("0") and len(texts[0]) < 5:  # noqa: PLR2004 - 0512
        return "-".join(texts)
    if kind.name == "contact_log":
        return reduce(lambda told, text: f"{told}{'；' if _is_call(told.rsplit('；', 1)[-1]) else ' '}{text}", texts)
    if kind.name == "address":
        begins = [place for place, text in enumerate(texts) if (province := province_of(text)) and text.startswith(province[:2])]
        texts = texts[begins[-1] :] if begins else texts  # what stands before is of another place, or said again
        return "".join(f" {text}" if POSTCODE.fullmatch(squeezed(text)) else text for text in texts)
    if kind.name == "organisation" and texts[1:] and texts[-1].startswith(PARTY):
        texts = [PARTY, *(text.removeprefix(PARTY) for text in texts)]
    is_rare = kind.name == "person_name" and squeezed(texts[0]) not in SURNAMES | TWO_CHARACTER_SURNAMES
    return (" " if is_rare or kind.name in FREE else "").join(texts)


def _is_call(text: str) -> bool:
    """Whether a text tells both when and how."""
    return bool(DIGIT.search(text) and MEANS.search(text))


def _groups(sheet: Sheet, form: Form, row: int) -> Iterator[_Group]:
    """The columns under a head row that are, or may be, one field."""
    yield from _under_one_head(sheet, form, row)
    cells = sheet.rows[row - 1]
    texts = {column: cell for column, cell in enumerate(cells, start=1) if isinstance(cell, str) and not is_blank(cell)}
    named = {column: _field(form, text) for column, text in texts.items()}
    bare = {column: NUMBER.sub("", squeezed(text)) for column, text in texts.items()}
    yield from _numbered(form, row, texts, bare)
    yield from _in_parts(form, row, {column: text for column, text in bare.items() if text})
    for column in (one for one, key in named.items() if key and form.kinds[key].name == "address"):
        places = tuple(takewhile(lambda at: PLACE.fullmatch(squeezed(texts.get(at, ""))), range(column - 1, 0, -1)))[::-1]
        if places:
            yield _Group(form.kinds[named[column]], (*places, column), texts[column], row)
    for field in form.spec.fields:
        kind = form.kinds[field.key]
        own = tuple(column for column, key in named.items() if key == field.key)
        if kind.name == "organisation" and len(own) > 1:
            yield _Group(kind, own, field.whole_head, row, is_sure=False)
        if kind.codes and field.key not in named.values():
            run = _run(kind, texts)
            if len(run) > 1:
                yield _Group(kind, run, field.whole_head, row, tuple(texts[column] for column in run), is_sure=False)


def _numbered(form: Form, row: int, texts: Mapping[int, str], bare: Mapping[int, str]) -> Iterator[_Group]:
    """Heads beside one another that only a number parts (``bare`` is without it), and 转入年, 月, 日."""
    for name, columns in groupby(texts, key=lambda column: (bare[column], column - [*texts].index(column))):
        run, key = tuple(columns), _field(form, name[0])
        is_several = len({squeezed(texts[at]) for at in run}) == len(run) > 1
        if is_several and key and form.kinds[key].name in {"phone", "text", "contact_log"}:
            yield _Group(form.kinds[key], run, name[0], row)
    for first, text in bare.items():
        if text.endswith("年") and (bare.get(first + 1), bare.get(first + 2)) == ("月", "日"):
            key = _field(form, head := f"{text[:-1]}时间")
            if key and form.kinds[key].name == "date":
                yield _Group(form.kinds[key], (first, first + 1, first + 2), head, row)


def _run(kind: Kind, texts: Mapping[int, str]) -> tuple[int, ...]:
    """Columns beside one another that are called like the choices of a kind, each another one."""
    codes = {column: code for column, text in texts.items() if isinstance(code := kind.parse(text), str)}
    first = next((column for column in codes if column + 1 in codes), 0)
    run = tuple(takewhile(codes.__contains__, range(first, first + len(codes) + 1))) if first else ()
    return run if len({codes[column] for column in run}) == len(run) else ()


def _in_parts(form: Form, row: int, texts: Mapping[int, str]) -> Iterator[_Group]:
    """联系回访方式 and 联系回访时间, once or several times: how, and when, where no head asks for both."""
    field = next((field for field in form.spec.fields if form.kinds[field.key].name == "contact_log"), None)
    keys = {column: bare_head_key(text) for column, text in texts.items()} if field else {}
    how, when = ([column for column, key in keys.items() if part.fullmatch(key)] for part in (MANNER, TIME))
    if field and len(how) == len(when) > 0 and ("回访" in keys[how[0]] + keys[when[0]] or abs(how[0] - when[0]) == 1):
        yield _Group(form.kinds[field.key], tuple(sorted((*how, *when))), field.whole_head, row)


def _field(form: Form, text: Raw) -> str:
    """The field a head names without a hint behind it."""
    named = form.field_named(text) if isinstance(text, str) else None
    return named[0] if named and named[1] < 2 * FAR else ""


def _under_one_head(sheet: Sheet, form: Form, row: int) -> Iterator[_Group]:
    """Columns over which a field's head is merged, or right of which no head stands, with or without parts of it below."""
    merged = {
        (one.left, one.right): one
        for one in sheet.merges
        if one.top in {row - 1, row} and one.top <= one.bottom <= row + 1 and 0 < one.right - one.left < MOST_COLUMNS
    }
    for (left, right), merge in merged.items():
        text = sheet.at(merge.top, left)
        if merge.top < row and merge.bottom < row and not isinstance(sheet.at(row, right), str):
            continue  # a title
        if (key := _field(form, text)) and not (form.groups and head_key(str(text)) in form.groups):
            columns = tuple(range(left, right + 1))
            line = merge.bottom + (merge.bottom < row or (merge.bottom == row and _goes_below(sheet, row)))
            parts = [sheet.at(line, column) for column in columns] if line > merge.bottom else []
            yield from _of_parts(form, key, columns, text, max(line, row), parts)
    covered = {column for left, right in merged for column in range(left, right + 1)}
    cells = sheet.rows[row - 1]
    width = max(map(len, sheet.rows[row : row + 3]), default=0)
    for column, text in enumerate(cells, start=1):
        blank: Callable[[int], bool] = lambda at: at <= width and at not in covered and is_blank(sheet.at(row, at))  # noqa: E731
        columns = (column, *takewhile(blank, range(column + 1, column + MOST_COLUMNS)))
        if len(columns) > 1 and column not in covered and (key := _field(form, text)):
            line = row + _goes_below(sheet, row)
            parts = [sheet.at(line, one) for one in columns] if line > row else []
            if parts and all(isinstance(part, str) and not is_blank(part) for part in parts):
                yield from _of_parts(form, key, columns, text, line, parts)
            elif not parts and form.kinds[key].name in {"address", "id_number", "date"}:
                yield _Group(form.kinds[key], columns, text, row, is_sure=False)


def _goes_below(sheet: Sheet, row: int) -> bool:
    """Whether the line under a head row holds nothing but parts of heads: short words, none under the first head, several beside one another."""
    if row >= len(sheet.rows):
        return False
    named = {column: cell for column, cell in enumerate(sheet.rows[row], start=1) if not is_blank(cell)}
    first = next((column for column, cell in enumerate(sheet.rows[row - 1], start=1) if not is_blank(cell)), 0)
    is_words = all(
        isinstance(cell, str) and len(squeezed(cell)) <= LONGEST_PART and not cell.strip().isdecimal() for cell in named.values()
    )
    parts = [
        column for column in named if not is_blank(sheet.at(row, column)) and column + 1 in named and is_blank(sheet.at(row, column + 1))
    ]
    return bool(parts) and is_words and first not in named and len(named) < len(sheet.rows[row - 1]) - 1


def _of_parts(form: Form, key: str, columns: tuple[int, ...], head: Raw, line: int, parts: Sequence[Raw]) -> Iterator[_Group]:
    """The group under one head, by what its parts are called; parts that are others', or fields themselves, are read as heads."""
    kind, texts = form.kinds[key], [typed_text(part) for part in parts if not is_blank(part)]
    codes = [kind.parse(text) for text in texts] if kind.codes and len(texts) == len(columns) else []
    if codes and all(isinstance(code, str) for code in codes) and len({*codes}) == len(codes):
        yield _Group(kind, columns, head, line, tuple(texts))
        return
    is_placed = kind.name == "address" and any(PLACE.fullmatch(squeezed(text)) for text in texts)
    is_apart = kind.name in {"phone", "address"} or any(OF_OTHERS.search(text) or _field(form, text) not in {"", key} for text in texts)
    if not texts or is_placed or not is_apart:
        yield _Group(kind, columns, head, line)
