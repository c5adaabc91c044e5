"""What a table that is not quite a form is most like, in one phrase."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from gradflow.core.cells import Workbook
from gradflow.core.copies import OWN_SHEETS
from gradflow.core.folding import squeezed
from gradflow.forms.loader import Form
from gradflow.pipeline.heads import SEARCHED_ROWS, named_in

FEWEST_ALIKE = 2
"""Heads from which it is worth telling what a table is like: a name and a number stand in any list."""
MOST_NAMED = 8


def most_like(workbook: Workbook, forms: Sequence[Form]) -> str:
    """The form whose heads most of some row of the workbook names: ，最像附件2：认得…，缺…; empty if none is like it."""
    best: tuple[float, Form, set[str], str] | None = None
    for sheet in workbook.sheets:
        if sheet.name in OWN_SHEETS:
            continue
        for row in sheet.rows[:SEARCHED_ROWS]:
            texts = [cell for cell in row if isinstance(cell, str) and not cell.isdecimal()]
            for form in forms if len(texts) >= FEWEST_ALIKE else ():
                named = named_in(form.table, texts) - {"seq"}
                score = len(named) + len(named) / len(form.spec.fields)
                if len(named) >= FEWEST_ALIKE and (best is None or score > best[0]):
                    best = (score, form.table, named, sheet.name)
    if best is None:
        return ""
    where = f"工作表“{best[3]}”" if len(workbook.sheets) > 1 else ""
    return f"；{where}{likeness(best[1], best[2])}"


def likeness(form: Form, named: Collection[str]) -> str:
    """最像附件2：认得姓名、性别，缺年龄、民族: what is known and which required fields lack."""
    known = _listed(squeezed(one.label) for one in form.spec.fields if one.key in named and one.key != "seq")
    lacking = _listed(squeezed(one.label) for one in form.spec.fields if one.required and one.key not in named)
    return f"最像{form.spec.annex}：认得{known}" + (f"，缺{lacking}" if lacking else "")


def _listed(labels: Iterable[str]) -> str:
    found = list(labels)
    return "、".join(found[:MOST_NAMED]) + (f"等{len(found)}栏" if len(found) > MOST_NAMED else "")
