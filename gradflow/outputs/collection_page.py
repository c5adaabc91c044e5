"""report.html of a collection: one page with all colleges and branches, in one file, without network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gradflow.model.collected import COLUMN_OF, Collection
from gradflow.model.views import HandIn, Landing, Statistic
from gradflow.outputs import collection_book as words
from gradflow.outputs.collection_book import ACCOUNT, BRANCH, COLLEGE, FIGURES_TOLD, Row, cells, printed
from gradflow.outputs.html_lists import Cell, Columns, Listing, Words
from gradflow.outputs.html_page import bars, by_branch, by_week, rendered, series, tiles
from gradflow.outputs.svg_charts import Chart
from gradflow.outputs.words import PLACES, share_text
from gradflow.pipeline.rollup import RollUp, rows_of
from gradflow.writing.widths import Column

MISSING, TO_LEAVE, LANDED = COLUMN_OF[HandIn.MISSING], COLUMN_OF[Statistic.TO_LEAVE], COLUMN_OF[Landing.LANDED]
PROGRESS = (
    Column("应交", key="forms_due"), Column("未交", key=MISSING), Column("必须改", key="errors"), Column("改或说明", key="warnings"),
    Column("人数", key="people"), Column("没办完", key="open"), Column("应转出", key=TO_LEAVE), Column("已转入", key=LANDED), *words.RATES,
)  # fmt: skip
FIGURES = (*ACCOUNT, *PROGRESS)


def write_page(path: Path, collection: Collection, rolled: RollUp, title: str) -> None:
    """Write the page: UTF-8, the same bytes for the same collection. Raises OSError."""
    path.write_text(page(collection, rolled, title), encoding="utf-8", newline="\n")


def page(collection: Collection, rolled: RollUp, title: str) -> str:
    """The page's source."""
    total, colleges, refused = rows_of(rolled.total)[0], rows_of(rolled.colleges), words.refused(collection)
    columns = (COLLEGE, Column("支部", key="branches"), *FIGURES)
    return rendered(
        "collection.html.j2",
        (_branches(rolled), _shared(rolled)),
        title=f"{words.title_of(collection, title)}  总汇",
        as_of=collection.as_of.isoformat(),
        verdict=_verdict(total, len(colleges), len(refused)),
        figures=_figures(total, len(colleges)),
        refused=refused,
        told=FIGURES_TOLD,
        heads=[column.head for column in columns],
        lines=[{"is_settled": row["is_settled"], "cells": _cells(row, columns)} for row in colleges],
        total=_cells(total, columns),
        charts=_charts(colleges, rolled),
        book="总汇.xlsx",
    )


def _cells(row: Row, columns: tuple[Column, ...]) -> list[str]:
    return ["" if value is None else str(value) for value in printed(cells(row, columns))]


def _verdict(total: Row, colleges: int, refused: int) -> str:
    left = (
        f"{total['errors']} 处必须改" if total["errors"] else "",
        f"{total[MISSING]} 份没有交" if total[MISSING] else "",
        f"{total['open']} 人没有办完" if total["open"] else "",
    )
    told = "，".join(filter(None, left))
    outside = f"，{refused} 个没有汇入" if refused else ""
    return f"{colleges} 所院校汇入了{outside}。" + (f"还有 {told}。" if told else "没有必须改的，没有缺交，人员全部办结。")


def _figures(total: Row, colleges: int) -> list[dict[str, Any]]:
    account = " + ".join(f"{place.label} {total[COLUMN_OF[place]]}" for place in PLACES)
    return tiles((
        ("colleges", "院校", colleges, f"所，{total['branches']} 个支部", "plain"),
        ("ever_read", "历次读到的人次", total["ever_read"], account, "plain"),
        ("rows_read", "读到的行", total["rows_read"], f"汇总 {total['rows_accepted']} + 待更正 {total['rows_rejected']}", "plain"),
        ("errors", "必须改", total["errors"], "处，不改不汇总", "missing"),
        ("warnings", "改或说明", total["warnings"], "处", "returned"),
        ("missing", "未交", total[MISSING], "份", "missing"),
        ("people", "人员", total["people"], f"人，{total['done']} 人已办结，{total['open']} 人没有办完，{total['waiting']} 人还没到期", "plain"),
        ("landed", "已转入", total[LANDED], share_text(total[LANDED], total[TO_LEAVE]), "plain"),
    ))  # fmt: skip


def _charts(colleges: list[dict[str, Any]], rolled: RollUp) -> list[Chart]:
    reasons = words.reasons(rolled)
    empty = "还没有名单，不知道谁应转出。"
    return [
        by_branch("landing", "各校转入落地", words.landings(colleges), ("good", "late", "missing", "returned", "plain"), (empty, "各校")),
        by_week(words.weeks(rolled), "还没有人转入，或回访的表还没有收到。"),
        Chart("reasons", "未转入原因", series(reasons, ("missing",)), bars(reasons, 1), "没有。", unit="人"),
    ]


def _branches(rolled: RollUp) -> Listing:
    columns = (COLLEGE, BRANCH, *FIGURES)
    rows = [_cells(row, columns) for row in rows_of(rolled.branches)]
    found = dict(
        zip((column.key for column in columns), map(list, zip(*rows, strict=True)) if rows else ([] for _ in columns), strict=True)
    )
    shown: Columns = {**found, COLLEGE.key: Words(found[COLLEGE.key], str)}
    heads = tuple(Cell(column.head, (column.key,), "th" if column is BRANCH else "td") for column in columns)
    return Listing("branches", "各支部", "一个支部", "个支部", "各支部", heads, shown, ((COLLEGE.key, "院校"),))


def _shared(rolled: RollUp) -> Listing:
    rows = rows_of(rolled.shared)
    columns: Columns = {
        "number": [str(row["person"]) for row in rows],
        "person": [row["name"] for row in rows],
        COLLEGE.key: Words((row["college"] for row in rows), str),
        BRANCH.key: [str(cells(row, (BRANCH,))[0]) for row in rows],
    }
    heads = (Cell("序号", ("number",)), Cell("姓名", ("person",), "th"), Cell("院校", (COLLEGE.key,)), Cell("党支部", (BRANCH.key,)))
    return Listing(
        "shared", "两校同一人", "一处", "处", "两校同一人", heads, columns, ((COLLEGE.key, "院校"),), note=words.SHARED_TOLD, is_left_out_empty=True
    )  # fmt: skip
