"""Whatever a workbook holds: it is read or refused, no row is lost, reports come out, and a returned copy reads back.

Found by these tests, or by fuzz_reading.py (see CONTRIBUTING.md), and kept: see FOUND.
"""

from __future__ import annotations

import contextlib
import struct
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from mess.formats import html, ods, xls, xlsb
from mess.making import GOODS, card_rows, people, rows_of, save
from mess.mutating import broken_package
from support import FORM, FORMS, GOOD, context, read, report, returned_copies, roster, workbook

from gradflow.model.cells import ERROR_VALUES, MacDay, Merge, Raw, Sheet, Workbook, YearlessDate
from gradflow.model.reports import Report
from gradflow.outputs.publishing import Target, publish
from gradflow.pipeline.progress import progress_of
from gradflow.reading.sniffing import ReadingError
from gradflow.reading.sources import Sources
from gradflow.reading.workbooks import read_workbook

FUZZ = settings(deadline=None, derandomize=True, database=None, max_examples=40, suppress_health_check=list(HealthCheck))
FEWER = settings(FUZZ, max_examples=10, phases=(Phase.explicit, Phase.generate))

NASTY = (
    "=1+1", '=HYPERLINK("http://x","y")', "@SUM(A1)", "&L&P", "'", "]]>", "<b>", "\x1b[2J", "\u202e1", "_x0000_", "\ufffe", "\ud800", "同上", "无",
    "320584200005120016", "3.2E+17", "13961234579", "2023.13.45", "99999-99-99", "9" * 400, "甲" * 33_000, "{name}", "%s", "\\", "\n\n", "党支部名称：",
    "合计", "姓名", "序号",
)  # fmt: skip
TEXTS = st.text(st.characters(), max_size=30) | st.sampled_from(NASTY) | st.sampled_from(sorted(ERROR_VALUES))
NUMBERS = st.integers() | st.floats() | st.booleans() | st.floats(0, 60_000).map(MacDay) | st.just(10**400)
TIMES = st.dates() | st.datetimes() | st.times() | st.timedeltas() | st.dates().map(lambda day: YearlessDate(day.year, day.month, day.day))
CELLS: st.SearchStrategy[Raw] = st.none() | TEXTS | NUMBERS | TIMES
FIELDS = [(key, field.key) for key, form in FORMS.items() for field in form.spec.fields]


def book_of(form: str, cells: dict[str, Raw]) -> Workbook:
    """A workbook of one person whose cells are right but for the given ones, and one whose are."""
    good = dict(GOODS[form])
    if form == "registration_card":
        return workbook("附件1.xlsx", card_rows({**good, **cells}), card_rows({**good, "name": "李强"}))
    return workbook(f"{FORMS[form].spec.annex}-第一次.xlsx", rows_of(FORMS[form], [{**good, **cells}, {**good, "name": "李强"}]))


def no_row_is_lost(found: Report) -> None:
    counts = found.counts
    assert counts["rows_read"] == counts["rows_accepted"] + counts["rows_rejected"]
    assert counts["rows_accepted"] == sum(len(one.rows) for one in found.merged)


def published(found: Report, folder: Path) -> list[Path]:
    """Publish a report; the returned copies."""
    publish(Target(folder / "reports"), found, FORMS, progress_of(found, FORMS, context()), Sources(folder))
    return returned_copies(folder)


def comes_back(found: Report, folder: Path) -> None:
    """What is returned is read again with as many rows."""
    returned = [s for s in found.sheets if any(f.is_open for f in s.findings)]
    again = report(*(read(path) for path in published(found, folder)))
    no_row_is_lost(again)
    assert again.counts["rows_read"] == sum(len(s.records) for s in returned)


@FUZZ
@given(st.sampled_from(FIELDS), CELLS)
def test_any_value_in_any_column(place: tuple[str, str], raw: Raw) -> None:
    found = report(book_of(place[0], {place[1]: raw}))
    no_row_is_lost(found)
    assert found.counts["rows_read"] == 2


@FEWER
@given(st.sampled_from(sorted(FORMS)), st.data())
def test_any_values_are_published_and_read_back(tmp_path_factory: pytest.TempPathFactory, form: str, data: st.DataObject) -> None:
    keys = [field.key for field in FORMS[form].spec.fields if field.key not in {"seq", "name", "photo"}]
    cells = data.draw(st.dictionaries(st.sampled_from(keys), CELLS, min_size=3))
    comes_back(report(book_of(form, cells)), tmp_path_factory.mktemp("out"))


HEADS = [field.head for field in FORM.spec.fields]


@st.composite
def broken_heads(draw: st.DrawFn) -> list[str]:
    """The official heads with typing errors, blanks, doubles, gaps and another order."""
    heads = list(draw(st.permutations(HEADS)))
    for place in draw(st.lists(st.integers(0, len(heads) - 1), max_size=5)):
        head = heads[place]
        cut = draw(st.integers(0, len(head)))
        heads[place] = draw(st.sampled_from([
            head[:cut] + head[cut + 1 :], head[:cut] + "错" + head[cut:], head[:cut] + " \n" + head[cut:], f"{cut}.{head}", f"{head}（{cut}）",
            "", head * 2, heads[cut % len(heads)], head.upper(), draw(TEXTS),
        ]))  # fmt: skip
    return heads


@FUZZ
@given(broken_heads(), st.lists(st.tuples(st.integers(1, 8), st.integers(1, 12), st.integers(0, 3), st.integers(0, 5)), max_size=3))
def test_any_heads(heads: list[str], merges: list[tuple[int, int, int, int]]) -> None:
    rows = roster(people(3), heads=heads)
    spans = tuple(Merge(top, left, top + down, left + across) for top, left, down, across in merges)
    no_row_is_lost(report(workbook("附件2.xlsx", Sheet("Sheet1", rows, merges=spans))))


@FEWER
@given(st.integers(0, 10**9))
def test_any_layout(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    """Rows and columns put in, heads again, several tables under and beside one another, in several sheets."""
    random = Random(seed)
    tables = [rows_of(FORMS[key], [dict(GOODS[key])] * random.randint(0, 3)) for key in ("transfer_out", "follow_up")]
    tables += [card_rows({**GOODS["registration_card"]}), roster(people(3), branch="乙支部")]
    sheets = []
    for _ in range(random.randint(1, 3)):
        rows: list[list[Raw]] = []
        for _ in range(random.randint(1, 3)):
            rows += [list(row) for row in random.choice(tables)[random.choice((0, 0, 1, 2)) :]]
        for _ in range(random.randint(0, 4)):
            ways: tuple[Callable[[], object], ...] = (
                lambda rows=rows: rows.insert(
                    random.randint(0, len(rows)), [random.choice((None, "说明", "合计：3人", "党支部名称：乙支部"))]
                ),
                lambda rows=rows: [row.insert(random.randint(0, 3), random.choice((None, "x"))) for row in rows],
                lambda rows=rows: [row.extend(random.choice(tables)[0]) for row in rows[:1]],
                lambda rows=rows: rows.insert(random.randint(0, len(rows)), list(HEADS)),
                lambda rows=rows: rows.pop(random.randrange(len(rows))) if rows else None,
                lambda rows=rows: random.shuffle(rows),
            )
            random.choice(ways)()
        sheets.append(rows)
    found = report(workbook("附件.xlsx", *sheets))
    no_row_is_lost(found)
    published(found, tmp_path_factory.mktemp("out"))


def files(folder: Path) -> dict[str, bytes]:
    """A small workbook of every kind."""
    rows = roster(people(2))
    made = {"xlsx": save(folder, rows, "a.xlsx"), "card": save(folder, card_rows(GOODS["registration_card"]), "b.xlsx")}
    made |= {"xls": xls(folder / "c.xls", rows), "ods": ods(folder / "d.ods", rows), "xlsb": xlsb(folder / "e.xlsb", rows)}
    return {**{name: path.read_bytes() for name, path in made.items()}, "html": html(rows)}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return files(tmp_path_factory.mktemp("whole"))


@pytest.mark.filterwarnings("ignore")
@settings(FUZZ, max_examples=150)
@given(st.sampled_from(["xlsx", "xlsx", "xlsx", "card", "xls", "ods", "xlsb", "html"]), st.integers(0, 10**9))
def test_any_damage_is_read_or_refused(whole: dict[str, bytes], kind: str, seed: int) -> None:
    random = Random(seed)
    content = whole[kind]
    for _ in range(random.randint(1, 3)):
        content = broken_package(content, random)
    with contextlib.suppress(ReadingError):
        no_row_is_lost(report(read_workbook(content, "附件2.xlsx")))


def in_a_circle(content: bytes) -> bytes:
    """An .xls whose table of sectors sends every sector to the first: no chain ends."""
    sector = struct.unpack_from("<I", content, 76)[0]
    start = 512 * (sector + 1)
    return content[:start] + bytes(512) + content[start + 512 :]


CUT_SHORT = struct.pack("<HH", 0x00E5, 0)
"""A list of merges with nothing in it, at which xlrd gives up."""


def far_away(content: bytes) -> bytes:
    """An .xls with a list of merges cut short, and a cell in the last row and column a record can name."""
    number = content.index(struct.pack("<HH", 0x00FD, 10))
    moved = content[: number + 4] + b"\xff\xff\xff\xff" + content[number + 8 :]
    end = moved.index(struct.pack("<HH", 0x000A, 0), number)
    return moved[:end] + CUT_SHORT + moved[end + 4 :]


def ends_before_it_starts(content: bytes) -> bytes:
    """An .xls whose sheet says that it ends above its first row."""
    size = content.index(struct.pack("<HH", 0x0200, 14))
    end = content.index(struct.pack("<HH", 0x000A, 0), size)
    return content[: size + 4] + struct.pack("<II", 9, 1) + content[size + 12 : end] + CUT_SHORT + content[end + 4 :]


FOUND: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "sectors in a circle": (in_a_circle, "损坏"),
    "a sheet that ends before it starts": (ends_before_it_starts, "大得不像"),
    "a far cell in a broken .xls": (far_away, "大得不像"),
}


@pytest.mark.parametrize("name", FOUND)
def test_what_was_found(whole: dict[str, bytes], name: str) -> None:
    """Each took the memory of the whole machine, or the process with it."""
    change, why = FOUND[name]
    with pytest.raises(ReadingError) as refusal:
        read_workbook(change(whole["xls"]), "附件2.xls")
    assert why in refusal.value.facts["why"]


CROWDS: dict[str, Callable[[int], list[Workbook]]] = {
    "nobody has a number": lambda n: [workbook("附件2.xlsx", roster([{**GOOD, "id_number": None}] * n))],
    "all have one number": lambda n: [workbook("附件2.xlsx", roster([{**GOOD, "name": f"王{chr(0x4E00 + k)}"} for k in range(n)]))],
    "all are strangers": lambda n: [
        workbook("附件2.xlsx", roster([{**GOOD, "name": f"王{chr(0x4E00 + k)}"} for k in range(n)])),
        workbook(
            "附件3-第一次.xlsx", rows_of(FORMS["follow_up"], [{**GOODS["follow_up"], "name": f"李{chr(0x6E00 + k)}"} for k in range(n)])
        ),
    ],
    "all are namesakes": lambda n: [
        workbook("附件2.xlsx", roster([GOOD] * n)),
        workbook("附件3-第一次.xlsx", rows_of(FORMS["follow_up"], [GOODS["follow_up"]] * n)),
    ],
}


@pytest.mark.parametrize("crowd", CROWDS)
def test_work_grows_no_faster_than_the_crowd(crowd: str) -> None:
    """Counted in calls and not in seconds: twice the people, twice the calls, and not four times."""
    few, many = (calls_of(CROWDS[crowd](n)) for n in (60, 120))
    assert many < few * 2.6


def calls_of(books: list[Workbook]) -> int:
    import cProfile  # noqa: PLC0415 - here only

    profile = cProfile.Profile()
    profile.runcall(report, *books)
    return sum(entry.callcount for entry in profile.getstats())
