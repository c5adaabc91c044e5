"""gradflow migrate: last year's rows in this year's workbooks, and what had no place."""

from collections.abc import Callable
from pathlib import Path

import pytest
from support import COLLEGE, FORM, GOOD, GOOD_CARD, SECOND, Shown, contents, read, roster, shown, visits, write_xlsx

from gradflow.app.session import open_session

UNREAD = [["别的名单"], ["赵六", SECOND["id_number"]]]
OLD_TITLE = FORM.spec.titled(COLLEGE, 2022)


def last_year(*people: dict, branch: str = "甲支部") -> list[list]:
    """A roster of the year before."""
    return [[OLD_TITLE], *roster(people, branch)[1:]]


def migrated(folder: Path, *files: Path) -> tuple[Shown, list[Path]]:
    """What is said, and the workbooks made."""
    told = shown("migrate", *files, "--campaign", folder)
    return told, sorted((folder / "migrated").glob("*.xlsx"))


def rows(path: Path) -> list[list]:
    """The first sheet without its blank cells at the end."""
    return [list(row) for row in read(path).sheets[0].rows]


def guide(path: Path) -> str:
    """All that 填写说明 says."""
    return "\n".join(str(row[0]) for sheet in read(path).sheets if sheet.name == "填写说明" for row in sheet.rows)


def test_rows_stand_in_this_years_workbook_as_typed(folder: Path) -> None:
    file = write_xlsx(folder.parent / "老表.xlsx", last_year({**GOOD, "age": 23.0, "member_status": "党员"}, SECOND))
    before = file.read_bytes()
    told, (path,) = migrated(folder, file)
    assert told.status == 0 and path.name == f"附件2-{FORM.spec.name}-甲支部.xlsx" and path.stat().st_mode & 0o077 == 0
    title, branch, _, first, second, *_ = rows(path)
    assert title[0] == FORM.spec.titled(COLLEGE, 2023) and branch[0].endswith("甲支部")
    assert first[1:8] == ["王芳", "23", "男", "汉族", GOOD["id_number"], "党员", GOOD["phone"]] and second[1] == "李强"
    note = "第4行 王芳 预备党员/正式党员：“党员”不合要求，照原样搬来，请改正"
    assert note in told.out and note in guide(path) and file.read_bytes() == before
    again, both = migrated(folder, file)
    assert len(both) == 2 and "(2)" in again.out, "nothing is overwritten"


def test_columns_and_rows_without_a_place_are_told(folder: Path) -> None:
    sheet = last_year(GOOD)
    for place, cell in enumerate(("学号", "20210101"), start=2):
        sheet[place] = [*sheet[place], cell]
    sheet += [[None, "例：张某某", "20", "女"]]
    told, (path,) = migrated(folder, write_xlsx(folder.parent / "a.xlsx", sheet, UNREAD))
    for text in ("“学号”一栏(1 行有内容)，今年的附件2里没有这一栏", "例：张某某", "工作表“Sheet2”第2行的“赵六”没有读到"):
        assert text in told.out and text in guide(path)


def test_a_card_becomes_of_a_table_and_sheets_of_a_branch_share_a_workbook(folder: Path) -> None:
    card = open_session(folder).forms["registration_card"].table
    heads = [field.head for field in card.spec.fields]
    table = [[card.spec.titled(COLLEGE, 2022)], ["党支部名称：甲支部"], heads, [GOOD_CARD.get(field.key) for field in card.spec.fields]]
    file = write_xlsx(folder.parent / "a.xlsx", table, last_year(GOOD), last_year(SECOND))
    _, (cards, both) = migrated(folder, file)
    assert read(cards).sheets[0].name == "王芳" and [row[1] for row in rows(both)[3:5]] == ["王芳", "李强"]


def test_no_branch_reads_of_another(folder: Path) -> None:
    wrong = {**SECOND, "member_status": "党员"}
    told, (other, one) = migrated(folder, write_xlsx(folder.parent / "a.xlsx", last_year(GOOD), last_year(wrong, branch="乙支部"), UNREAD))
    assert "李强" in told.out and "李强" in guide(other) and "李强" not in guide(one)
    assert "赵六" in told.out and "赵六" not in guide(one) + guide(other)


def test_rounds_and_old_kinds_of_files(folder: Path, by_office: Callable[..., list[Path]]) -> None:
    plain = [write_xlsx(folder.parent / f"附件3第二次{n}.xlsx", visits([{"name": "王芳", "sex": "男"}])) for n in range(2)]
    files = [*by_office("xls", plain[0]), *by_office("ods", plain[1])]
    told, made = migrated(folder, *files)
    assert told.status == 0 and len(made) == 2 and all("第2次" in path.name and rows(path)[3][1] == "王芳" for path in made)


@pytest.mark.parametrize("content", [None, b"%PDF-1.4 no workbook"], ids=["not there", "a PDF"])
def test_what_cannot_be_read_is_one_sentence(folder: Path, content: bytes | None) -> None:
    file = folder.parent / "x.xlsx"
    if content is not None:
        file.write_bytes(content)
    told, made = migrated(folder, file)
    assert told.status == 2 and len(told.err.strip().splitlines()) == 1 and "x.xlsx" in told.err and not made


def test_a_workbook_of_no_form_moves_nothing(folder: Path) -> None:
    told, made = migrated(folder, write_xlsx(folder.parent / "x.xlsx", [["a", "b"], [1, 2]]))
    assert told.status == 1 and not made and "x.xlsx：没有可以搬的行" in told.out and "没有一张表的表头" in told.out


def test_purge_deletes_what_nobody_has_changed(folder: Path) -> None:
    migrated(folder, write_xlsx(folder.parent / "a.xlsx", last_year(GOOD)))
    shown("validate", folder, "--as-of", "2023-06-20")
    assert shown("purge", folder, "--yes").status == 0 and not (folder / "migrated").exists()


def test_last_years_workbook_in_the_inbox_is_told_with_the_way_out(folder: Path) -> None:
    write_xlsx(folder / "inbox" / "a.xlsx", last_year(GOOD))
    before = contents(folder / "inbox")
    out = shown("validate", folder, "--as-of", "2023-06-20").out
    page = (folder / "reports" / "report.html").read_text("utf-8")
    assert "F211" in out and "gradflow migrate" in page and contents(folder / "inbox") == before
