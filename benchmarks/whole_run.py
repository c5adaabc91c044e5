"""Reading + checking + 汇总.xlsx against plain reading and plain writing of the same rows, in one run.

``python benchmarks/whole_run.py [FILES] [ROWS]`` (1,000 workbooks of 50 rows by default). The ratio
holds where single times do not: machines are noisy.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from random import Random

import openpyxl
import python_calamine
import xlsxwriter

from gradflow.app.session import open_session
from gradflow.core.reports import Report
from gradflow.excel.links import Links
from gradflow.forms.loader import load_forms
from gradflow.outputs.consolidated import write_consolidated
from gradflow.rules.age import full_years

FORM = load_forms()["transfer_out"]
NOW = datetime(2023, 6, 20, 12)


def make_campaign(folder: Path, files: int, rows: int) -> None:
    """Write a campaign of clean workbooks, one branch each, with openpyxl."""
    random = Random(1)
    taken: set[object] = set()
    (folder / "inbox").mkdir()
    branches = "".join(f'[[branches]]\nname = "第{n}党支部"\n' for n in range(files))
    (folder / "campaign.toml").write_text(f'college = "苏州信息职业技术学院"\ncohort = 2023\n{branches}', "utf-8")
    title = FORM.spec.titled("苏州信息职业技术学院", 2023)
    for number in range(files):
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet("附件2")
        sheet.append([title])
        sheet.append([f"党支部名称：第{number}党支部"])
        sheet.append([field.head for field in FORM.spec.fields])
        for row in range(1, rows + 1):
            cells = {key: kind.sample(random) for key, kind in FORM.kinds.items()}
            while cells["id_number"] in taken:
                cells["id_number"] = FORM.kinds["id_number"].sample(random)
            taken.add(cells["id_number"])
            born = str(cells["id_number"])
            cells |= {
                "seq": row,
                "sex": "男" if int(born[16]) % 2 else "女",
                "age": full_years(date(int(born[6:10]), int(born[10:12]), int(born[12:14])), date(2023, 6, 30)),
            }
            sheet.append([cells[field.key] for field in FORM.spec.fields])
        book.save(folder / "inbox" / f"{number:05d}.xlsx")


def plain(folder: Path) -> None:
    """Read every workbook with python-calamine and write its rows once with xlsxwriter."""
    book = xlsxwriter.Workbook(str(folder / "plain.xlsx"), {"constant_memory": True})
    sheet = book.add_worksheet()
    number = 0
    for path in sorted((folder / "inbox").iterdir()):
        for cells in python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python():
            for column, value in enumerate(cells):
                sheet.write(number, column, value)
            number += 1
    book.close()


def checked(folder: Path, jobs: int | None) -> Report:
    """Read, check, merge, and write 汇总.xlsx."""
    found = open_session(folder).validate(NOW.date(), jobs=jobs)
    write_consolidated(folder / "汇总.xlsx", found.report, found.session.forms, found.progress, Links(folder, folder))
    return found.report


def timed(work: Callable[[], object]) -> tuple[float, object]:
    """Seconds and result."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def main() -> None:
    """Measure and print."""
    files, rows = (int(word) for word in (*sys.argv[1:], "1000", "50")[:2]) if len(sys.argv) != 2 else (int(sys.argv[1]), 50)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_campaign(folder, files, rows)
        for round_number in range(3):
            base, _ = timed(lambda: plain(folder))
            one, report = timed(lambda: checked(folder, 1))
            auto, _ = timed(lambda: checked(folder, None))
            counts = report.counts if isinstance(report, Report) else {}
            print(
                f"run {round_number}: plain {base:.2f} s; one worker {one:.2f} s = {one / base:.2f}x; automatic {auto:.2f} s = {auto / base:.2f}x"
            )
    print(counts)


if __name__ == "__main__":
    main()
