"""Fuzzing the reader with atheris; not a test, run by hand (see CONTRIBUTING.md).

``python tests/fuzz_reading.py [--examine] CORPUS [libFuzzer options]``: seeds are put into CORPUS, then mutated for ever.
What must hold: nothing but ReadingError leaves read_workbook; with --examine also: examining and joining never raise, and
rows read = accepted + rejected.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
import zipfile
from pathlib import Path
from random import Random

import atheris

with atheris.instrument_imports(include=["gradflow.core", "gradflow.excel", "gradflow.pipeline", "gradflow.kinds", "xlrd", "olefile"]):
    from mess.formats import csv, html, locked, ods, xls, xlsb
    from mess.making import card_rows, people, rows_of, save, visits
    from mess.mutating import broken_package
    from support import FORM, GOOD_CARD, VISIT, report

    from gradflow.reading.sniffing import ReadingError
    from gradflow.reading.workbooks import read_workbook

FILE = "附件2.xlsx"


def seeds(folder: Path) -> None:
    """Small workbooks of every format the reader knows."""
    rows = rows_of(FORM, people(2))
    with tempfile.TemporaryDirectory() as work:
        made = Path(work)
        save(made, rows, "1.xlsx")
        save(made, rows_of(VISIT, visits(2)), "2.xlsx")
        save(made, card_rows(GOOD_CARD), "3.xlsx")
        for number, write in enumerate((xls, ods, xlsb), start=4):
            write(made / f"{number}.bin", rows)
        locked(made, rows, "x", "7.xlsx")
        (made / "8.html").write_bytes(html(rows))
        (made / "9.csv").write_bytes(csv(rows, "gb18030"))
        with zipfile.ZipFile(made / "10.zip", "w") as archive:
            archive.write(made / "1.xlsx", "附件2.xlsx")
        for path in made.iterdir():
            (folder / path.name).write_bytes(path.read_bytes())


def read_one(content: bytes) -> None:
    """Read; only ReadingError may come out."""
    with contextlib.suppress(ReadingError):
        read_workbook(content, FILE)


def examine_one(content: bytes) -> None:
    """Read, examine and join."""
    try:
        workbook = read_workbook(content, FILE)
    except ReadingError:
        return
    counts = report(workbook).counts
    assert counts["rows_read"] == counts["rows_accepted"] + counts["rows_rejected"]


def mutate(content: bytes, max_size: int, seed: int) -> bytes:
    """Mutate bytes, or an entry inside a package: a changed byte of a compressed stream only ever breaks the stream."""
    random = Random(seed)
    if random.random() < 0.15:
        return atheris.Mutate(content, max_size)

    def inside(inner: bytes, chance: Random) -> bytes:
        return atheris.Mutate(inner, len(inner) + 64) if inner else bytes(chance.randbytes(8))

    changed = broken_package(content, random, None if random.random() < 0.5 else inside)
    return changed if len(changed) <= max_size else content[:max_size]


def main() -> None:
    """Fill the corpus and begin."""
    arguments = [word for word in sys.argv if word != "--examine"]
    corpus = Path(arguments[1])
    corpus.mkdir(parents=True, exist_ok=True)
    seeds(corpus)
    sys.setrecursionlimit(1000)
    test = examine_one if "--examine" in sys.argv else read_one
    atheris.Setup([*arguments, f"-max_len={256 * 1024}"], test, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
