"""Files people go on working on: the seal tells whether somebody has, and then nothing is lost."""

import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from gradflow.outputs.own_files import is_untouched, placed, put_files, seal, sort_of


def book(text: str) -> bytes:
    content = BytesIO()
    made = xlsxwriter.Workbook(content)
    made.add_worksheet().write_string(0, 0, text)
    made.close()
    return content.getvalue()


def cards(**texts: str) -> dict[str, bytes]:
    """Sealed books at their places: 甲_a is 甲/a.xlsx."""
    names = {name.replace("_", "/") + ".xlsx": text for name, text in texts.items()}
    return {name: seal(book(text), placed("card", name)) for name, text in names.items()}


def saved_by_somebody(content: bytes) -> bytes:
    made = openpyxl.load_workbook(BytesIO(content))
    saved = BytesIO()
    made.save(saved)
    return saved.getvalue()


def test_a_seal_holds_until_somebody_saves() -> None:
    sealed = seal(book("王芳"), "card")
    assert is_untouched(sealed)
    assert not is_untouched(saved_by_somebody(sealed))
    assert not is_untouched(book("王芳"))
    assert openpyxl.load_workbook(BytesIO(sealed)).active["A1"].value == "王芳"


def test_a_part_changed_by_hand_breaks_the_seal() -> None:
    sealed, changed = seal(book("王芳"), "card"), BytesIO()
    with zipfile.ZipFile(BytesIO(sealed)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace("王芳".encode(), "王方".encode()))
    assert not is_untouched(changed.getvalue())


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"text", seal(book("a"), "card")[:-50]])
def test_what_is_no_package_is_not_ours(content: bytes) -> None:
    assert not is_untouched(content)


def test_a_package_tells_no_time_and_is_sealed_once() -> None:
    sealed = seal(book("王芳"), "card")
    assert seal(sealed, "card") == sealed
    with zipfile.ZipFile(BytesIO(sealed)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.read("docProps/core.xml").count(b"<dc:identifier>") == 1


def test_only_untouched_files_are_replaced_or_removed(tmp_path: Path) -> None:
    folder = tmp_path / "cards"
    first = cards(甲_a="a", 甲_b="b", 乙_c="c", 乙_d="d")
    assert put_files(folder, first, "card").written == tuple(first)
    (folder / "甲" / "b.xlsx").write_bytes(saved_by_somebody(first["甲/b.xlsx"]))
    (folder / "甲" / "notes.txt").write_text("我的", encoding="utf-8")
    outcome = put_files(folder, cards(甲_a="A", 甲_b="B"), "card", lambda name: not name.endswith("d.xlsx"))
    assert (outcome.written, outcome.kept, outcome.removed) == (("甲/a.xlsx",), ("甲/b.xlsx",), ("乙/c.xlsx",))
    assert {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} == {
        "甲/a.xlsx",
        "甲/b.xlsx",
        "甲/notes.txt",
        "乙/d.xlsx",
    }
    assert put_files(folder, {}, "card").removed == ("乙/d.xlsx", "甲/a.xlsx")
    assert not (folder / "乙").exists()
    assert openpyxl.load_workbook(folder / "甲" / "b.xlsx").active["A1"].value == "b"


def test_files_are_their_owners_only(tmp_path: Path) -> None:
    put_files(tmp_path / "cards", cards(甲_a="a"), "card")
    assert {p.stat().st_mode & 0o77 for p in (tmp_path / "cards", *(tmp_path / "cards").rglob("*"))} == {0}


def test_nothing_is_removed_but_its_own_where_it_was_written(tmp_path: Path) -> None:
    folder, first = tmp_path / "out", cards(甲_a="a")
    put_files(folder, first, "card")
    for place in ("已打印", "空的"):
        (folder / place).mkdir()
    (folder / "已打印" / "a.xlsx").write_bytes(first["甲/a.xlsx"])
    (folder / "letters.xlsx").write_bytes(seal(book("l"), "letter"))
    assert put_files(folder, {}, "card").removed == ("甲/a.xlsx",)
    assert sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*")) == ["letters.xlsx", "已打印", "已打印/a.xlsx", "空的"]
    assert sort_of((folder / "letters.xlsx").read_bytes()) == "letter"


def test_a_long_name_is_written_and_what_a_killed_run_left_is_in_nobodys_way(tmp_path: Path) -> None:
    name = "甲/" + "长" * 80 + ".xlsx"
    (tmp_path / "甲").mkdir()
    (tmp_path / "甲" / f".{'长' * 60}.part").write_bytes(b"half")
    put_files(tmp_path, {name: seal(book("a"), placed("card", name))}, "card")
    assert [p.name for p in (tmp_path / "甲").iterdir()] == [name[2:]]
