"""Finding the head row of a form, wherever it stands, and which column is which field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice, zip_longest
from math import ceil
from operator import eq, ne
from typing import NamedTuple

from gradflow.forms.heads_meant import FAR
from gradflow.forms.loader import Form
from gradflow.model.cells import Raw, Sheet, is_blank, typed_text
from gradflow.model.copies import ORIGIN_HEAD, PROBLEM_HEAD, REASON_HEAD
from gradflow.model.findings import Problem
from gradflow.model.folding import bare_head_key, head_key, later, squeezed
from gradflow.pipeline.guesses import LONGEST_LITERAL, guess, says_one_thing_else, understood
from gradflow.pipeline.labels import MOST_REMEMBERED, is_plain
from gradflow.pipeline.tokens import likely_name

OFFICE = "组织部"
SEARCHED_ROWS = 60
HEADLESS = "(无表头)"
FEWEST_HEADS = 4
LOOKED_AT = 20
"""Rows below a head that tell what its columns hold."""
MOST_LINES, MOST_COLUMNS = 4, 40
"""Rows and columns a cell of a head is merged over, at most."""
LONG_NUMBER = later(r"\d{7}")
OF_OTHERS = later(r"家长|父母|父亲|母亲|监护人|亲属|联系人|辅导员|班主任|介绍人|书记|负责人|经办人|同学")
"""Whose columns they are not, where a cell above several of them says so."""
IN_BRACKETS = later(rf"[(（][^()（）]*(?:{OF_OTHERS.pattern})")
OF_HOME = (later(r"学校|校内|在校|宿舍|寝室"), later(r"户籍|户口|籍贯|原籍|生源|身份证"), later(r"家庭|老家|家里|父母"))
"""Whose addresses reach a graduate less surely than one that no such word stands before: at school, registered, the family's."""
COPY_HEADS = {PROBLEM_HEAD: "problem", REASON_HEAD: "reason", ORIGIN_HEAD: "origin_row"}


@dataclass(frozen=True)
class Head:
    """A head row: ``columns`` lists each field's 1-based columns, the official one first."""

    form: Form
    row: int
    last_row: int
    columns: dict[str, tuple[int, ...]]
    extras: tuple[tuple[int, str], ...]
    doubles: tuple[tuple[str, int, int], ...]
    copy_columns: dict[str, int]
    guesses: dict[str, int]
    """Fields without a column -> the added column that may be it."""
    texts: Mapping[str, str]
    """Text of a head cell -> the field it names here."""
    beside_it: Mapping[str, tuple[str, str]]
    """Fields without a column -> a head that means it, and what else is said in every row under it."""

    @property
    def found(self) -> int:
        """How many fields it names."""
        return len(self.columns)

    @property
    def is_sure(self) -> bool:
        """Whether so many heads in one row leave no doubt, whatever the title says."""
        return self.found >= enough_heads(self.form, is_named=False)

    def names(self, column: int, cell: Raw) -> str | None:
        """The field a cell names, as its head row or the form spells it, or its column's with a slip; None for none."""
        found = self.texts.get(cell) or field_of(self.form, cell) if isinstance(cell, str) else None
        return found or (key if (key := self.likely.get(column)) and self._is_slip(key, cell) else None)

    def _is_slip(self, key: str, cell: Raw) -> bool:
        """Whether a cell is a field's head but for one character, or with two of them changed: 性名; and nothing that may stand under it."""
        text, kind = squeezed(typed_text(cell)), self.form.kinds[key]
        spelt = (squeezed(one) for one in (self.form.spec.label(key), *(head for head, own in self.texts.items() if own == key)))
        is_near = any(len(own) == len(text) > 1 and (sum(map(ne, own, text)) == 1 or sorted(own) == sorted(text)) for own in spelt)
        name = likely_name(text) if is_near else None
        return is_near and not (name and name[1]) and (key == "name" or isinstance(kind.parse(cell), Problem))

    @cached_property
    def fields(self) -> dict[int, str]:
        """Column -> the field it feeds."""
        return {column: key for key, columns in self.columns.items() for column in columns}

    @cached_property
    def likely(self) -> dict[int, str]:
        """The same, with the columns that may be a field's."""
        return {column: key for key, column in self.guesses.items()} | self.fields


def field_of(form: Form, cell: Raw) -> str | None:
    """The field a cell is the head of, as it is spelt, or None."""
    return _field_of(form, cell) if isinstance(cell, str) and len(cell) <= LONGEST_LITERAL else None


@lru_cache(maxsize=MOST_REMEMBERED)
def _field_of(form: Form, text: str) -> str | None:
    return form.heads.get(head_key(text)) or form.heads.get(bare_head_key(text))


def find_head(sheet: Sheet, forms: Iterable[Form], hint: str) -> Head | None:
    """The head row of a sheet, or None. ``hint`` is text (titles, names) that settles ties.

    The form is the one whose heads fit best; its head row is the first that fits well enough, so
    that no one between two head rows is lost.
    """
    named = {form: any(word in hint for word in form.spec.title_words) for form in forms}
    enough = {form: enough_heads(form, is_named=is_named) for form, is_named in named.items()}
    counts = zip(enough, zip(*_head_counts(sheet, enough), strict=True), strict=False)
    fitting = [(max(rows), form, rows) for form, rows in counts if max(rows) >= enough[form]]
    if not fitting:
        return None
    most, form, rows = max(fitting, key=lambda one: one[0] + one[0] / len(one[1].spec.fields) + named[one[1]] / 2)
    first = next(row for row, count in enumerate(rows, start=1) if count >= max(enough[form], most / 2))  # another list above it names less
    return _head(sheet, form, first)


def _head_counts(sheet: Sheet, enough: Mapping[Form, int]) -> Iterator[list[int]]:
    """How many fields of each form each row names, if it may name enough, down to the first row that names all of some form."""
    whole = [len(form.spec.fields) for form in enough]
    for row, below in zip(sheet.rows[:SEARCHED_ROWS], (*sheet.rows[1 : SEARCHED_ROWS + 1], ()), strict=False):
        texts = [cell for cell in row if isinstance(cell, str) and not cell.isdecimal()]
        filled = len(texts) - texts.count("")
        found = [len(named_in(form, texts)) if filled >= least else 0 for form, least in enough.items()]
        for place, form in enumerate(enough):
            if form.groups and any(_is_group(form, cell) for cell in texts):
                found[place] = len(named_in(form, [*texts, *(cell for cell in below if isinstance(cell, str))]))
        yield found
        if any(map(eq, found, whole)):
            break


def heads_down(sheet: Sheet, forms: Iterable[Form]) -> int:
    """How many fields of a table the first column with heads names, one under another: its people stand in columns."""
    texts = ([cell for cell in column if isinstance(cell, str)] for column in zip_longest(*sheet.rows[:SEARCHED_ROWS]))
    columns = [*islice(filter(any, texts), MOST_LINES)]
    counts = [(len({key for cell in column if (key := field_of(form, cell))}), form) for form in forms for column in columns]
    return max((count for count, form in counts if count >= enough_heads(form, is_named=False)), default=0)


def named_in(form: Form, texts: Sequence[str]) -> set[str]:
    """The fields a row of texts names, those left out that only a telling word betrays, unless a number of seven digits says that it is a person's."""
    if len(texts) < FEWEST_HEADS - 1 or any(map(LONG_NUMBER.search, texts)):
        return {key for text in texts if (key := field_of(form, text))}
    return {named[0] for text in texts if (named := form.field_named(text)) and not FAR <= named[1] < 2 * FAR}


def may_be_head(cells: Sequence[Raw], of_events: Container[str] = ()) -> bool:
    """Whether a row names a column of names, or of a form about events: a quick look at very many rows."""
    texts = [cell for cell in cells if isinstance(cell, str)]
    return bool([cell for cell in texts if ("名" in cell and ("姓" in cell or "名字" in cell)) or cell.strip() in of_events])


def form_of(cells: Sequence[Raw], forms: Sequence[Form]) -> Form | None:
    """The form of which a row names most fields, if it names enough to leave no doubt."""
    filled = sum(not is_blank(cell) for cell in cells)
    if filled < min(enough_heads(form, is_named=False) for form in forms):
        return None
    named = [([key for cell in cells if (key := field_of(form, cell))], form) for form in forms]
    keys, form = max(named, key=lambda one: len(set(one[0])))
    return form if len(set(keys)) >= enough_heads(form, is_named=False) and len(keys) * 2 > filled else None


@lru_cache(maxsize=64)
def enough_heads(form: Form, *, is_named: bool) -> int:
    """How many heads make a head row: fewer when the title names the form as well."""
    required = sum(field.required for field in form.spec.fields) or len(form.spec.fields)
    share = ceil(required * 0.6)
    return min(FEWEST_HEADS, share) if is_named else max(share, min(FEWEST_HEADS, len(form.spec.fields)))


def _head(sheet: Sheet, form: Form, row: int) -> Head:
    lines = _lines(sheet, form, row)
    spread = _spread(sheet, form, lines)
    found: dict[str, list[_Claim]] = defaultdict(list)
    extras: list[tuple[int, str]] = []
    copies: dict[str, int] = {}
    left = ""
    for column in range(1, max(len(sheet.rows[line - 1]) for line in lines) + 1):
        named = [typed_text(raw) for line in lines if not is_blank(raw := spread.get((line, column), sheet.at(line, column)))]
        left, far, text = _named(form, list(dict.fromkeys(named)), left)
        if left:
            found[left].append(_Claim(far, column, text))
        elif named and (mark := COPY_HEADS.get(squeezed(named[0]))):
            copies[mark] = column
        elif named:
            extras.append((column, text.strip()))
    if len(copies) < len(COPY_HEADS):
        names = {key: head for head, key in COPY_HEADS.items()}
        extras.extend((column, names[key]) for key, column in copies.items())
        copies = {}
    _give_to_companions(form, found)
    columns: dict[str, tuple[int, ...]] = {}
    doubles: list[tuple[str, int, int]] = []
    beside_it: dict[str, tuple[str, str]] = {}
    for key, claims in found.items():
        rivals = _before(copies, [one for one in claims if not IN_BRACKETS.search(one.text)] or claims)
        rivals = [
            one for one in rivals if one is rivals[0] or not _is_of_others(sheet, lines, (rivals[0].column, one.column), dict(extras))
        ]
        own, rest, double = _settle(sheet, lines[-1], form, key, rivals)
        extras.extend((one.column, one.text) for one in (*rest, *(one for one in claims if one not in rivals)))
        claim = next(one for one in claims if one.column == own[0])
        if claim.far and (other := says_one_thing_else(sheet, lines[-1], form.kinds[key], claim.column)):
            beside_it[key] = (squeezed(claim.text), other)
            extras.append((claim.column, claim.text.strip()))
            continue
        columns[key] = own
        doubles.extend([(key, own[0], double)] if double else [])
    missing = sorted((field for field in form.spec.fields if field.key not in columns), key=lambda field: not field.required)
    guesses = guess(sheet, lines[-1], form, missing, [one for one in extras if one[1] not in dict(beside_it.values())])
    kept = tuple(sorted((c, text) for c, text in extras if c not in guesses.values()))
    texts = {one.text: key for key, claims in found.items() for one in claims}
    return Head(form, row, lines[-1], columns, kept, tuple(doubles), copies, guesses, texts, beside_it)


def _give_to_companions(form: Form, found: dict[str, list[_Claim]]) -> None:
    """Part plain telephones: 联系电话 right of 班主任姓名 is the teacher's where nothing else is, and the person's where nothing else is."""
    for (beside, _), companion in form.companions.items():
        places = {one.column + 1 for one in found.get(beside, ())}
        plain = [(key, one) for key, claims in found.items() if len(claims) > 1 for one in claims if is_plain(one.text)]
        for key, one in [(key, one) for key, one in plain if one.column in places][:1]:
            other = companion if key != companion else (field_of(form, one.text) or key)
            if other not in found:
                found[key].remove(one)
                found[other] = [one]


def _is_of_others(sheet: Sheet, lines: Sequence[int], columns: tuple[int, int], extras: Mapping[int, str]) -> bool:
    """Whether the second of two columns that name a field is of a list beside the form: behind a blank column, or right behind others' names."""
    below = [*lines, *range(lines[-1] + 1, min(lines[-1] + LOOKED_AT, len(sheet.rows)) + 1)]
    is_near = True
    for column in range(columns[1] - 1, columns[0], -1):
        cells = [raw for row in below if not is_blank(raw := sheet.at(row, column))]
        names = [found for raw in cells if isinstance(raw, str) and (found := likely_name(squeezed(raw)))]
        is_near = is_near and column in extras
        if not cells or (is_near and sum(is_sure for _, is_sure in names) * 2 >= len(cells) > 1):
            return True
    return False


def _before(copies: Mapping[str, int], claims: Sequence[_Claim]) -> Sequence[_Claim]:
    """The claims left of what gradflow added to a copy; what stands right of it was none when the copy was made."""
    return [one for one in claims if one.column < max(copies.values())] or claims if copies else claims


def _lines(sheet: Sheet, form: Form, row: int) -> list[int]:
    """The rows a head consists of: what its cells are merged over, a line above that names what this one leaves blank, and a line below that goes on."""
    first, last = _merged_over(sheet, form, row)
    if top := next((line for line in (row - 1, row) if line > 0 and any(_is_group(form, cell) for cell in sheet.rows[line - 1])), 0):
        return list(range(min(first, top), max(last, top + 1) + 1))
    above = sheet.rows[first - 2] if first > 1 else ()
    if any(is_blank(sheet.at(first, column)) and _is_head(form, cell) for column, cell in enumerate(above, start=1)):
        first -= 1
    own = sheet.rows[last - 1]
    below = sheet.rows[last] if last < len(sheet.rows) else ()
    named = [(column, cell) for column, cell in enumerate(below, start=1) if not is_blank(cell)]
    is_below = bool(named) and all(_goes_on(form, own[column - 1] if column <= len(own) else None, cell) for column, cell in named)
    return list(range(first, last + is_below + 1))


def _goes_on(form: Form, own: Raw, cell: Raw) -> bool:
    """Whether a cell under a head cell goes on with the head: it names a field itself where the head does not name another, or with it."""
    key = field_of(form, cell)
    if key and (is_blank(own) or field_of(form, own) in {None, key}):
        return True
    is_text = isinstance(cell, str) and bool(head_key(cell)) and cell.strip("()（） ") != "无"
    is_text = is_text and not (
        "支部" in (text := squeezed(typed_text(cell))) and len(text) > len("所属党支部名称")
    )  # 【甲学院学生党支部】 below 序号
    return is_text and not is_blank(own) and field_of(form, f"{typed_text(own)}{cell}") is not None


def _merged_over(sheet: Sheet, form: Form, row: int) -> tuple[int, int]:
    """The first and last row of a head, as its cells are merged; a row in which something stands under several heads is a person's."""
    first = last = row
    for merge in sorted(sheet.merges, key=lambda one: (one.top, one.bottom)):
        is_near = merge.top <= last and merge.bottom >= first and merge.bottom - merge.top < MOST_LINES
        if not is_near or merge.top == merge.bottom or not _is_head(form, sheet.at(merge.top, merge.left)):
            continue
        first = max(min(first, merge.top), row - MOST_LINES)
        while last < min(merge.bottom, row + MOST_LINES, len(sheet.rows)) and not _is_persons(sheet, form, row, last + 1):
            last += 1
    return first, last


def _is_persons(sheet: Sheet, form: Form, head: int, row: int) -> bool:
    """Whether in a row under a head something that is no head stands under several of its heads."""
    cells = sheet.rows[row - 1]
    under = [cell for column, cell in enumerate(cells, start=1) if not is_blank(cell) and _is_head(form, sheet.at(head, column))]
    return sum(not _is_head(form, cell) for cell in under) > 1


def _is_head(form: Form, cell: Raw) -> bool:
    """Whether a cell is a head without a hint behind it: 性别 男 is none."""
    named = form.field_named(cell) if isinstance(cell, str) else None
    return named is not None and named[1] < 2 * FAR


def _is_group(form: Form, cell: Raw) -> bool:
    """Whether a cell is the upper line of heads of two lines."""
    return bool(form.groups) and isinstance(cell, str) and head_key(cell) in form.groups


def _spread(sheet: Sheet, form: Form, lines: Sequence[int]) -> dict[tuple[int, int], Raw]:
    """What stands for the columns right of it in the upper lines of a head: cells merged across, and groups that lost their merge."""
    found: dict[tuple[int, int], Raw] = {}
    for line in lines[:-1] if form.groups else ():
        group: Raw = None
        for column, cell in enumerate(sheet.rows[lines[-1] - 1], start=1):
            above = sheet.at(line, column)
            group = group if is_blank(above) else above if _is_group(form, above) else None
            found.update({(line, column): group} if group is not None and is_blank(above) and not is_blank(cell) else {})
    for merge in sheet.merges:
        if merge.top in lines[:-1] and merge.right - merge.left < MOST_COLUMNS:
            for column in range(merge.left + 1, merge.right + 1):
                found[merge.top, column] = sheet.at(merge.top, merge.left)
    return found


def _named(form: Form, cells: Sequence[str], left: str) -> tuple[str, int, str]:
    """The field a column's head cells name, from top to bottom, how far it is from the official head, and the text that names it."""
    whole = "".join(cells)
    under = next((lower for one in cells[:-1] if (lower := form.groups.get(head_key(one)))), {}) if form.groups else {}
    if key := under.get(head_key(cells[-1]) if cells else ""):
        return key, 0, whole
    of_others = len(cells) > 1 and OF_OTHERS.search(cells[0])  # 家长信息 above 姓名 and 电话
    for text in (whole,) if of_others else (*reversed(cells), whole):
        if found := form.field_named(text, left):
            return *found, text
    return "", 0, whole


class _Claim(NamedTuple):
    """A column whose head names a field."""

    far: int
    """From the official head."""
    column: int
    text: str


def _settle(
    sheet: Sheet, last_line: int, form: Form, key: str, claims: Sequence[_Claim]
) -> tuple[tuple[int, ...], list[_Claim], int | None]:
    """Which columns feed a field, which claimed it in vain, and one that contradicts.

    Columns that are read together (landline, mobile) all count. Of others the one counts whose values fit (where the official head asks for a
    组织部, they name one), then the one nearest to the official head; it stands against one of the same head, or of values that may have only one
    truth.
    """
    kind = form.kinds[key]
    if len(claims) == 1:
        return (claims[0].column,), [], None
    beside = [one for one in claims if kind.joins(head_key(one.text))]
    rivals = [one for one in claims if one not in beside] or [min(beside, key=lambda one: (one.far > 0, one.column))]
    read = {one.column: understood(sheet, last_line, kind, one.column) for one in rivals}
    most = max(map(len, read.values()))
    fitting = [one for one in rivals if 2 * len(read[one.column]) >= most]
    is_of_office = (field := form.spec.field(key)) is not None and OFFICE in field.head
    others = {one.column for one in fitting if is_of_office and 2 * sum(OFFICE in text for text in read[one.column].values()) <= most}
    away = {one.column: len(OF_HOME) - next((n for n, word in enumerate(OF_HOME) if word.search(one.text)), len(OF_HOME)) for one in rivals}
    is_address = kind.name == "address"
    own = min(fitting, key=lambda one: (one.column in others, is_address and away[one.column], one.far, one.column))
    joined = [one.column for one in beside if one is not own]
    rest = [one for one in rivals if one is not own]
    strict = [one for one in fitting if one is not own and (kind.is_strict or head_key(one.text) == head_key(own.text))]
    known = read[own.column]
    double = next((one.column for one in strict if any(known.get(row, text) != text for row, text in read[one.column].items())), None)
    return (own.column, *joined), rest, double


def headless(sheet: Sheet, head: Head, rows: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Columns in which people have something although no head stands above them."""
    known = {*head.fields, *head.guesses.values(), *(column for column, _ in head.extras), *head.copy_columns.values()}
    cells = (cell for row in rows for cell in enumerate(sheet.rows[row - 1], start=1) if cell[0] not in known)
    return ((column, HEADLESS) for column in sorted({column for column, cell in cells if not is_blank(cell)}))
