"""What the columns of a sheet are told, and which form a table that is not quite one is most like."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Sequence
from itertools import islice, zip_longest

from gradflow.forms.loader import Form
from gradflow.model.cells import Sheet, Workbook, column_letters, listed, shortened, typed_text
from gradflow.model.copies import OWN_SHEETS
from gradflow.model.folding import squeezed
from gradflow.pipeline.findings import Note
from gradflow.pipeline.guesses import is_of_export
from gradflow.pipeline.heads import HEADLESS, SEARCHED_ROWS, Head, named_in
from gradflow.pipeline.ownership import Identity
from gradflow.pipeline.people import People
from gradflow.rules import sheets as told

FEWEST_ALIKE = 2
"""Heads from which it is worth telling what a table is like: a name and a number stand in any list."""
MOST_NAMED = 8
MANY_MISSING = 3
"""Missing columns from which it is likely to be another form."""
SEARCHED_COLUMNS = 4
"""Columns in which heads may stand one under another."""
MOST_ADDED, LONGEST_NAMED = 10, 30
"""Added columns that are named, and characters of their heads."""


def most_like(workbook: Workbook, forms: Sequence[Form]) -> str:
    """The form whose heads most of some row, or column, of the workbook names: ，最像附件2：认得…，缺…; empty if none is like it."""
    best: tuple[float, Form, set[str], str, bool] | None = None
    for sheet in workbook.sheets:
        if sheet.name in OWN_SHEETS:
            continue
        top = sheet.rows[:SEARCHED_ROWS]
        for is_down, row in (*((False, row) for row in top), *((True, column) for column in islice(zip_longest(*top), SEARCHED_COLUMNS))):
            texts = [cell for cell in row if isinstance(cell, str) and not cell.isdecimal()]
            for form in forms if len(texts) >= FEWEST_ALIKE else ():
                named = named_in(form.table, texts) - {"seq"}
                score = len(named) + len(named) / len(form.spec.fields)
                if len(named) >= FEWEST_ALIKE and (best is None or score > best[0]):
                    best = (score, form.table, named, sheet.name, is_down)
    if best is None:
        return ""
    where = f"工作表“{best[3]}”" if len(workbook.sheets) > 1 else ""
    down = "，表头竖写在一列里(应横写在一行里，一人一行)" if best[4] else ""
    return f"；{where}{likeness(best[1], best[2])}{down}"


def likeness(form: Form, named: Collection[str]) -> str:
    """最像附件2：认得姓名、性别，缺年龄、民族: what is known and which required fields lack."""
    known = listed([squeezed(one.label) for one in form.spec.fields if one.key in named and one.key != "seq"], MOST_NAMED, "等{}栏")
    lacking = listed([squeezed(one.label) for one in form.spec.fields if one.required and one.key not in named], MOST_NAMED, "等{}栏")
    return f"最像{form.spec.annex}：认得{known}" + (f"，缺{lacking}" if lacking else "")


def told_of_columns(sheet: Sheet, head: Head, identity: Identity) -> Iterator[Note]:
    """What title and columns of a sheet are told: columns that are missing, all at once where they are many or the form is another college's."""
    missing = [field for field in head.form.spec.fields if field.required and field.key not in head.columns]
    lost = [field for field in missing if field.key not in head.guesses]
    like = likeness(head.form, {*head.columns, *head.guesses})
    is_foreign = any(one.check is told.OTHER_COLLEGE for one in identity.told)
    for one in identity.told:
        is_all = one.check is told.OTHER_COLLEGE and lost
        yield dataclasses.replace(one, facts={**one.facts, "like": f"；{like}"}) if is_all else one
    if len(lost) >= MANY_MISSING and not is_foreign:
        yield Note(told.MISSING_COLUMNS, {"like": like})
    for field in missing:
        typed = typed_text(sheet.at(head.row, head.guesses.get(field.key, 0)))
        if typed or not (is_foreign or len(lost) >= MANY_MISSING):
            guess = f"；有一栏写作“{shortened(squeezed(typed), LONGEST_NAMED)}”，是不是它" if typed else ""
            if other := head.beside_it.get(field.key):
                guess = f"；“{shortened(other[0], LONGEST_NAMED)}”一栏各行都写着“{shortened(other[1], LONGEST_NAMED)}”，不是这一栏要的内容"
            yield Note(told.MISSING_COLUMN, {"head": squeezed(field.whole_head), "guess": guess})
    for field in () if is_foreign or len(lost) >= MANY_MISSING else head.form.spec.fields:
        if not field.required and (column := head.guesses.get(field.key)):
            typed = typed_text(sheet.at(head.last_row, column)) or typed_text(sheet.at(head.row, column))
            yield Note(told.COLUMN_GUESSED, {"head": squeezed(field.whole_head), "typed": shortened(squeezed(typed), LONGEST_NAMED)})
    for key, first, second in head.doubles:
        yield Note(told.DOUBLE_COLUMN, {"first": first, "second": second, "head": head.form.spec.label(key)})


def told_of_added(sheet: Sheet, people: People, branches: int | None) -> Iterator[Note]:
    """The added columns, once a sheet; ``branches`` is the one that names the branches."""
    hidden = sheet.looks.hidden_columns if sheet.looks else frozenset[int]()
    if heads := added_heads([(column, text) for column, text in people.extras if column != branches and column not in hidden]):
        yield Note(told.EXTRA_COLUMN, {"heads": heads})


def added_heads(extras: Sequence[tuple[int, str]]) -> str:
    """The added columns by their heads; those that online forms add themselves are nobody's, and not worth telling."""
    named = [f"“{shortened(text, LONGEST_NAMED)}”" for _, text in extras if text != HEADLESS and not is_of_export(text)]
    if headless := [column_letters(column) for column, text in extras if text == HEADLESS]:
        named.append(f"没有表头的{listed(headless, MOST_ADDED)}列")
    return listed(named, MOST_ADDED, "等{}栏")
