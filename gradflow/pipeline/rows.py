"""Telling people's rows from everything else that stands under a head: by evidence, not by position.

A person has a name, or an ID number or telephone number, or several values a form asks for; what else a row may be, it says
in words (``line_words``). In doubt it is a person: nobody may be lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Sequence
from typing import NamedTuple

from gradflow.kinds.base import is_nothing
from gradflow.kinds.id_number import is_sound
from gradflow.kinds.person_name import HAN, PLAIN
from gradflow.model.cells import ERROR_VALUES, Raw, typed_text
from gradflow.model.folding import half_width, later, squeezed
from gradflow.pipeline.heads import LONG_NUMBER, Head
from gradflow.pipeline.line_words import (
    HEADCOUNT,
    NOT_A_COUNT,
    SEQ_HEAD,
    SIGNS,
    LineKind,
    could_be_name,
    counted,
    is_other_head,
    is_second_head,
    line_kind,
)
from gradflow.pipeline.ownership import BRANCH_LINE
from gradflow.pipeline.row_evidence import (
    MARKS,
    MOST_CELLS,
    NOBODYS,
    SAMPLE_NAMES,
    SEXES,
    Row,
    fits,
    is_count,
    is_told_how,
    sample_sort,
    shown,
)
from gradflow.pipeline.tokens import likely_name

WHOM = r"(?:应届|本届|年度?|20\d\d[届级年]|高校|大学生?|专科|中共|学生|毕业班?|毕业生?|正式|预备|符合条件|需要?|应|可|此类|[转迁]出|组织关系|的|或|和|党员|人员)*(?:毕业生?|学生|党员|人员|转出|上报|填报|情况|名单)"
NOBODY = later(
    rf"(?!.*(?:其他|其余|剩余|另外))[{HAN}\d]{{0,24}}?(?:无|没有|不存在){WHOM}|(?:[{HAN}\d]{{0,20}}?支部)?(?:共?有)?{WHOM}(?:数|人数)?[为是共]?(?:[无零〇]|没有|暂无|0[人名位]?|[零〇][人名位])"
    rf"|[{HAN}]{{0,20}}?支部[暂]?无|零报告|[无零〇]|没有|暂无|[共计有]*[0零〇][人名位]"
)
"""What says that there is nobody to report."""
BESIDE_NOBODY = later(
    rf"[{HAN}\d]{{0,20}}支部|(?:备注|情况)?说明|备注|注|情况|.{{0,6}}(?:核查|核实|统计|排查|摸排)|特此.{{2}}|{WHOM}(?:人?数|名单)?"
)
SPELT = ("一 二 三 四 五 六 七 八 九 十 十一 十二 十三 十四 十五", "I II III IV V VI VII VIII IX X XI XII XIII XIV XV")
ORDINALS = (tuple(map(str, range(1, 30))), tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), *(tuple(signs.split()) for signs in SPELT))
STEMS = frozenset("甲乙丙丁戊己庚辛壬癸子")
"""How the columns of Chinese statistics begin that hold no numbers: 甲, 乙, 1, 2 …"""
ID_LIKE = re.compile(r"\d{14}")
FIGURES = frozenset({"date", "number"})
NOT_AT_A_GLANCE = later(rf"{MARKS.pattern}|[姓名]", re.IGNORECASE)
"""What a name must not hold to be one at a glance: a sample's marks, or a misspelt head's."""
SURE_CELLS = 2
"""Understood values of the form's own fields from which a row counts as a person."""


class Sorted(NamedTuple):
    """A row's sort, and the text that decided it; ``is_true`` where it holds a person's true values all the same."""

    sort: LineKind
    text: str = ""
    is_true: bool = False


def sort_row(row: Row, notes: Container[str]) -> Sorted:  # noqa: PLR0911 - one return a sort
    """Tell what a row under the head is. In doubt it is a person: no one may be lost."""
    filled, own = row.filled, row.own
    alone = {text for cell in filled.values() if not (text := squeezed(shown(cell))).isdecimal()}
    if len(alone) == 1 and _says_nobody(*alone):
        return Sorted(LineKind.NIL)
    if not filled or not own or not row.data:
        return Sorted(_without_data(row), row.shown)
    if all(cell in ERROR_VALUES for cell in row.data.values()):
        return Sorted(*_errors_only(row))
    if (sample := sample_sort(row, is_true=row.has_true_values)) is not None:
        is_doubtful = row.has_true_values and row.name not in SAMPLE_NAMES
        named = (own.get("seq"), own.get("name")) if is_doubtful else filled.values()
        return Sorted(sample, " ".join(map(shown, named)).strip(), is_doubtful)
    if row.has_true_values:
        return Sorted(LineKind.PERSON)  # whatever its name
    if (sort := _of_form(row)) is not None:
        return Sorted(sort)
    if len(row.data) >= MOST_CELLS and row.is_named and (row.is_numbered or "seq" not in own) and could_be_name(row.name):
        return Sorted(LineKind.PERSON)
    return Sorted(LineKind.BLANK if squeezed(row.shown) in notes else _by_evidence(row), row.shown)


def sort_entry(row: Row, notes: Container[str]) -> Sorted:
    """The same for a form about events or figures: a row is an entry unless it says in words that it is something else."""
    is_empty = not row.data and (row.is_numbered or not row.filled)
    if is_empty or squeezed(row.shown) in notes:
        return Sorted(LineKind.BLANK)
    if len(row.texts) == 1 and _says_nobody(row.texts[0]):
        return Sorted(LineKind.NIL)
    if (sample := sample_sort(row, is_true=False)) is not None:
        return Sorted(sample, row.shown)
    if (sort := _of_form(row)) is not None:
        return Sorted(sort)
    is_alone = len(row.data) <= (not row.is_numbered)
    return Sorted(_by_words(row) if is_alone or _is_said(row) else LineKind.PERSON, row.shown)


def _of_form(row: Row) -> LineKind | None:
    """Whether a row belongs to the form itself, or says that nothing is filled in."""
    if _counts_columns(list(row.filled.values())) or _is_head(row):
        return LineKind.HEAD
    texts = [typed_text(cell) for cell in row.data.values()]
    if texts and all(map(is_nothing, texts)):
        return LineKind.NIL if "无" in "".join(texts) else LineKind.BLANK
    return None


def _is_said(row: Row) -> bool:
    """Whether an entry's row says that it is a total, a note or a signature: its first text does, and nothing but days and figures stands beside it, or more that says so."""
    kinds = row.head.form.kinds
    first = line_kind(row.texts[0]) if row.texts and not row.is_numbered else None
    if first not in NOBODYS:
        return False
    cells = [(row.head.fields.get(column, ""), cell, squeezed(shown(cell))) for column, cell in row.filled.items()]
    said = [text for key, cell, text in cells if line_kind(text) in NOBODYS and not (key and fits(kinds[key], cell))]
    others = [text for key, _, text in cells if text not in said and not is_count(text) and (not key or kinds[key].name not in FIGURES)]
    has_values = row.understood or (first is not LineKind.TOTAL and any(is_count(text) for *_, text in cells))
    return len(said) > 1 or not others or not has_values


def quick_look(head: Head) -> Callable[[Sequence[Raw]], bool]:
    """A look that tells usual people's rows, of which there may be very many: a number, a name that an ID number or its words prove, two values more."""
    kinds = head.form.kinds
    seq, name, id_number, sex = (head.columns.get(key, (head.guesses.get(key, 0),))[0] for key in ("seq", "name", "id_number", "sex"))
    remarks = [column for column, key in head.fields.items() if kinds[key].name == "text"]
    others = [column for column, key in head.fields.items() if key not in {"seq", "name"} and column not in remarks]
    words = [column for column in others if kinds[head.fields[column]].name in {"age", "choice", "ethnicity"}]
    widest = max(seq, name, id_number, *remarks, *others)

    def is_person(cells: Sequence[Raw]) -> bool:
        own = [None, *cells]
        own += [None] * (widest - len(cells))
        text, number, proof = own[name], own[seq], own[id_number]
        if type(text) is not str or PLAIN.fullmatch(text) is None or text in SAMPLE_NAMES or NOT_AT_A_GLANCE.search(text):
            return False
        if type(number) is str and number and not number.isdecimal():
            return False
        if any(type(told) is str and MARKS.search(told) for column in remarks if (told := own[column])):
            return False
        if type(proof) is str and is_sound(proof):
            return True
        told_elsewhere = (own[column] for column in words if column != sex or type(own[column]) is not str or own[column] not in SEXES)
        if any(type(told) is str and (LONG_NUMBER.match(told) or (told in SEXES and not number)) for told in told_elsewhere):
            return False
        return len([column for column in others if own[column] not in {None, ""}]) >= MOST_CELLS - 1 and could_be_name(text)

    return is_person


def fits_well(row: Row) -> bool:
    """Whether a row holds a name and values where the fields of a head ask for them."""
    return row.is_named and row.understood > SURE_CELLS and 2 * row.understood >= len(row.data) - 1


def _without_data(row: Row) -> LineKind:
    """What a row is that holds nothing in the form's fields but perhaps a running number."""
    seq = squeezed(shown(row.own.get("seq")))
    if not seq or is_count(seq) or not any(sign.isalnum() for sign in seq):
        return LineKind.BLANK  # what stands beside the table is looked at as what was left over
    name = likely_name(seq)
    is_named = name and name[1] and could_be_name(seq) and (len(row.texts) == 1 or row.numbers) and not row.is_wide
    return LineKind.PERSON if is_named or row.is_proved else _by_words(row)


def _by_evidence(row: Row) -> LineKind:  # noqa: PLR0911 - one return a sort
    if is_told_how(row):
        return LineKind.SAMPLE
    if HEADCOUNT.fullmatch("".join(row.texts)):
        return LineKind.TOTAL
    if len("".join(row.texts)) == len(row.texts) and (spread := line_kind("".join(row.texts))) in {LineKind.TOTAL, LineKind.BELOW_BLANK}:
        return spread  # a character a cell
    label = row.label
    first = line_kind(label) if label else None
    is_label = first in {LineKind.TOTAL, LineKind.SIGN_OFF, LineKind.NOTE, LineKind.BELOW_BLANK} and (not row.is_named or label != row.name)
    is_sure = row.understood > SURE_CELLS and (row.is_named or row.is_proved or row.understood > MOST_CELLS)
    if is_sure or (row.is_numbered and row.understood >= SURE_CELLS and first is not LineKind.TOTAL):
        return LineKind.PERSON
    if is_label and first:
        return first
    is_signed = bool(row.texts) and all(line_kind(text) is LineKind.SIGN_OFF and not ID_LIKE.search(text) for text in row.texts)
    if is_signed and not (row.is_named or row.is_numbered):
        return LineKind.SIGN_OFF  # 联系电话：0512-63456789
    is_proved = row.is_proved and (row.understood or not any(map(line_kind, row.texts)))
    if row.is_named or is_proved or row.understood >= SURE_CELLS:
        return LineKind.PERSON
    others = len({squeezed(shown(cell)) for cell in row.data.values() if not is_count(squeezed(shown(cell)))})
    sort = _by_words(row)
    return LineKind.PERSON if others >= MOST_CELLS and sort is LineKind.TEXT else sort


def _by_words(row: Row) -> LineKind:
    """What a row is that shows nobody: by its words, each and together."""
    texts = row.texts
    joined = "".join(texts)
    spec = row.head.form.spec
    if any(BRANCH_LINE.match(text) or text.startswith(squeezed(spec.branch_label)) for text in texts[:2]):
        return LineKind.BRANCH
    sorts = [line_kind(text) for text in texts]
    for sort in (LineKind.BELOW_BLANK, LineKind.TOTAL, LineKind.SAMPLE):
        if sort in sorts or line_kind(joined) is sort:
            return sort
    if len(texts) == 1 and any(word in joined for word in spec.title_words):
        return LineKind.TITLE
    return next(filter(None, sorts), LineKind.TEXT)


def _is_head(row: Row) -> bool:
    """Whether it names columns: of this form, or of another table."""
    heads = sum(row.head.names(column, cell) is not None for column, cell in row.filled.items())
    if heads > 1 and heads * 2 > len(row.filled):
        return True
    if row.is_proved or len(row.texts) != len(row.filled):
        return False
    is_numbering = len(row.texts) > 1 and SEQ_HEAD.fullmatch(squeezed(shown(row.own.get("seq"))))  # 序号 where numbers stand
    return bool(is_numbering) or is_other_head(row.texts) or (not row.is_named and is_second_head(row.texts))


def _errors_only(row: Row) -> tuple[LineKind, str]:
    """What a row is that holds nothing but errors: formulas filled down over nobody, a total's, a look-up that found nobody, or somebody."""
    name = row.data.get("name")
    if name is None:
        return LineKind.BLANK, ""
    if line_kind(squeezed(shown(row.own.get("seq")))) in {*NOBODYS, LineKind.SECTION}:
        return _by_words(row), row.shown
    is_lone = len(row.data) == 1 and not row.own.get("seq")
    return (LineKind.NOT_FOUND, str(name)) if name == "#N/A" or is_lone else (LineKind.PERSON, "")


def _counts_columns(cells: Sequence[Raw]) -> bool:
    """Whether a row numbers or letters the columns: 1, 2, 3 …; (1), (2) …; ①, ② …; A, B, C …; 一, 二 …; 甲, 乙, 1, 2 … under the head."""
    signs = [_sign(squeezed(shown(cell))) for cell in cells]
    first = next((place for place, sign in enumerate(signs) if sign not in STEMS), len(signs))
    runs = [tuple(signs[start:]) for start in {first, 1}]
    return len(signs) > MOST_CELLS and any(
        not run or (len(run) >= MOST_CELLS and run in {order[: len(run)], order[1 : len(run) + 1]}) for run in runs for order in ORDINALS
    )


def _sign(text: str) -> str:
    """A column's number or letter without what stands about it: 第3列, (3), ③, F3 are 3."""
    bare = half_width(text).strip(SIGNS).upper()
    return re.sub(r"^(?:第|列|栏|F|COLUMN)(?=\d)|(?<=[\dA-Z])[列栏项]$", "", bare)


def _says_nobody(text: str) -> bool:
    """Whether a squeezed line says that there is nobody to report, with nothing else but whose line it is."""
    parts = [part for part in re.split("[,:;。()、!]", text.strip(SIGNS)) if part]
    told = [bool(NOBODY.fullmatch(part)) for part in parts]
    return any(told) and all(is_told or BESIDE_NOBODY.fullmatch(part) for is_told, part in zip(told, parts, strict=True))


def number_told(row: Row) -> int | None:
    """How many people a total row says there are; None if it does not say, or says several numbers."""
    kinds = row.head.form.kinds
    numbers: set[int] = set()
    told: set[int] = set()
    has_words = False
    for column, cell in row.filled.items():
        key, text = row.head.fields.get(column, ""), squeezed(shown(cell))
        if not text or (key and kinds[key].name == "number"):
            continue  # a sum of figures counts no people
        if line_kind(text) is LineKind.TOTAL:
            if (said := counted(text)) is not None:
                return said
            if NOT_A_COUNT.search(text):
                return None
        elif match := re.fullmatch(r"(\d{1,4})(人|名|位|个)?", text):
            if key != "seq" and (match[2] or not key or kinds[key].name != "age"):
                (told if match[2] else numbers).add(int(match[1]))
        else:
            has_words = has_words or not (is_nothing(text) or re.fullmatch("(?:[共计总有人名位]|党员|学生|毕业生|数)+", text))
    found = told or (set() if has_words else numbers)  # beside 男, 女 a bare number counts some of them
    return found.pop() if len(found) == 1 else None
