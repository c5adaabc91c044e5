"""The yardsticks do the work they are compared for: the limit writes our cells, the colleague merges our rows and finds our errors."""

import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
import python_calamine
from support import ROOT

sys.path.append(str(ROOT / "benchmarks"))
import colleague
import page
import plot
from invented import FORMS, branch_people, make_campaign
from limit import keep_cells
from measuring import Cost, Costs, environment, measure, python
from workloads import EVERYTHING, Result

HERE = ROOT / "benchmarks"
Rows = list[list[object]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign of three forms with every fifth row faulty, looked at by gradflow and both yardsticks."""
    made = tmp_path_factory.mktemp("benchmarks") / "campaign"
    make_campaign(made, tuple(FORMS), 2, 15, 0.2)
    measure(python("-m", "gradflow", "validate", made, "--as-of", "2023-07-25", "--fail-on", "never"))
    keep_cells(made / "reports" / "汇总.xlsx", made / "cells")
    inbox, cells = made / "inbox", made / "cells"
    measure(python(HERE / "limit.py", inbox, cells, made / "limit.xlsx"))
    measure(python(HERE / "limit.py", inbox, cells, made / "floor.xlsx", "--floor"))
    measure(python(HERE / "colleague.py", inbox, made / "slow.xlsx"))
    measure(python(HERE / "colleague.py", inbox, made / "fast.xlsx", "--fast"))
    return made


def sheets(path: Path) -> dict[str, Rows]:
    book = python_calamine.CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def filled(rows: Rows) -> dict[tuple[int, int], str]:
    return {(number, column): str(value) for number, row in enumerate(rows) for column, value in enumerate(row) if value != ""}


def ours(rows: Rows, columns: dict[str, str]) -> Iterator[dict[str, object]]:
    """A merged sheet of ours by field; file, sheet and row from the column 来源."""
    number = next(number for number, row in enumerate(rows) if row[0] == "序号")
    heads = [colleague.squeezed(head) for head in rows[number]]
    for row in rows[number + 1 :]:
        if row[-1]:
            file, sheet, cell = str(row[-1]).removeprefix("inbox/").split(" › ")
            cells = {columns[head]: value for head, value in zip(heads, row, strict=True) if head in columns}
            yield cells | {"file": file, "sheet": sheet, "row": float(cell[1:]), "branch": row[1]}


def theirs(rows: Rows) -> Iterator[dict[str, object]]:
    return (dict(zip(map(str, rows[0]), row, strict=True)) for row in rows[1:])


def by_place(rows: Iterator[dict[str, object]]) -> dict[tuple[object, ...], dict[str, object]]:
    return {(row["file"], row["sheet"], row["row"]): {key: value for key, value in row.items() if key != "seq"} for row in rows}


@pytest.mark.parametrize("yardstick", ["limit", "floor"])
def test_the_limit_writes_every_cell_of_ours(folder: Path, yardstick: str) -> None:
    expected, written = sheets(folder / "reports" / "汇总.xlsx"), sheets(folder / f"{yardstick}.xlsx")
    assert list(written) == list(expected)
    for name, rows in expected.items():
        assert filled(written[name]) == filled(rows), name


@pytest.mark.parametrize("yardstick", ["slow", "fast"])
@pytest.mark.parametrize("form", ["附件1", "附件2", "附件3"])
def test_the_colleague_merges_our_rows(folder: Path, form: str, yardstick: str) -> None:
    columns = colleague.TABLES.get(form, colleague.CARD)
    merged = by_place(ours(sheets(folder / "reports" / "汇总.xlsx")[f"{form}汇总"], columns))
    assert by_place(theirs(sheets(folder / f"{yardstick}.xlsx")[form])) == merged
    assert 15 < len(merged) < 30


@pytest.mark.parametrize("yardstick", ["slow", "fast"])
def test_the_colleague_finds_our_errors(folder: Path, yardstick: str) -> None:
    listed = {(row["form"], row["file"], row["sheet"], row["name"]) for row in theirs(sheets(folder / f"{yardstick}.xlsx")["错误清单"])}
    to_correct = {
        (row["附件"], str(row["文件"]).removeprefix("inbox/"), row["工作表"], row["姓名"])
        for row in theirs(sheets(folder / "reports" / "汇总.xlsx")["待更正"])
    }
    assert listed == to_correct
    assert len(to_correct) > 5


def test_people_are_drawn_again_alike_and_no_number_comes_twice() -> None:
    people = list(chain.from_iterable(branch_people(branch, 40) for branch in range(50)))
    assert people[:40] == branch_people(0, 40)
    assert len({one.id_number for one in people}) == len({one.mobile for one in people}) == len(people)


def test_the_stages_are_found_by_their_names_and_make_up_the_run(tmp_path: Path) -> None:
    make_campaign(tmp_path / "c", ("transfer_out",), 3, 10, 0.2)
    done = subprocess.run(
        python(HERE / "stages.py", tmp_path / "c", "2023-06-20"), env=environment(), check=True, capture_output=True, text=True
    )
    told = json.loads(done.stdout)
    assert [stage for stage, seconds in told.items() if seconds <= 0] == []
    assert {"reading workbooks", "workbooks of every branch"} <= told.keys() and (tmp_path / "c" / "reports" / "汇总.xlsx").exists()
    assert "| reading workbooks |" in page.shown("stages", Result("", {stage: Costs([Cost(cpu, cpu, 0)]) for stage, cpu in told.items()}))


def test_ratios_are_of_the_least_and_within_a_turn() -> None:
    ones = Costs([Cost(3, 9, 1), Cost(2, 8, 5), Cost(4, 4, 2)])
    others = Costs([Cost(1, 1, 1), Cost(4, 1, 1), Cost(2, 1, 1)])
    assert (ones.least("cpu"), ones.median("wall"), ones.peak) == (2, 8, 5)
    assert (ones.ratio(others, "cpu"), ones.paired(others, "cpu")) == (2, 2)


def test_computing_of_children_counts_and_what_is_set_aside_does_not() -> None:
    burn = "import time; end = time.process_time() + .3\nwhile time.process_time() < end: pass\n"
    with_child = measure(python("-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}])"))
    assert with_child.cpu >= 0.3 and with_child.wall >= 0.3 and with_child.peak > 1
    assert measure(python("-c", f"{burn}print('uncounted 0.3 0.3')")).cpu < 0.3
    with pytest.raises(SystemExit, match="ended with 3"):
        measure(python("-c", "raise SystemExit(3)"))


def test_the_page_tells_every_goal_and_the_picture_is_drawn() -> None:
    def result(title: str, **seconds: float) -> Result:
        return Result(title, {name: Costs([Cost(cpu, cpu, 100 * cpu)]) for name, cpu in seconds.items()})

    alike = result("alike", **dict.fromkeys(EVERYTHING, 2.0))
    grown = result("growth", **{"10": 0.1, "100": 1.0, "1000": 10.0})
    results = dict.fromkeys(("college", "rosters", "faulty", "long"), alike) | {"growth": grown}
    text = page.page(results | {"start": result("start", **{"gradflow --help": 0.01, "gradflow --version": 0.1})}, "command")
    assert text.count("| yes |") + text.count("| no |") == len(page.GOALS)
    for line in (
        "| (a) wall seconds, two workers | 2.00 | ≤ 2 | yes |",
        "| --version: wall seconds | 0.10 | ≤ 0.08 | no |",
        "| growth: CPU a workbook",
    ):
        assert line in text
    assert "| growth: kB a further row | 20.48 |" in text
    again = page.renewed(text, {"long": result("alike", gradflow=3.0), "stages": result("stages", start=1.0)}, "again")
    assert again.count("\n## ") == text.count("\n## ") - text.count("\n## alike") + 2 and again.count("again\n") == 2
    drawn = ET.fromstring(plot.picture(alike, grown))  # noqa: S314 - our own
    assert len(drawn.findall("{*}circle")) == 3 and len(drawn.findall("{*}rect")) == 1 + len(EVERYTHING)
