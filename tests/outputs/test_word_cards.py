"""gradflow cards: the accepted cards as Word documents, with their photos; nobody's work is overwritten."""

import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest
import xlsxwriter
from conftest import Validated
from docx.document import Document
from pictures import PICTURE, png
from support import (
    CARD,
    COLLEGE,
    FORMS,
    GOOD,
    GOOD_CARD,
    Shown,
    campaign_folder,
    compare,
    contents,
    context,
    example_copy,
    report,
    roster,
    shown,
    write_xlsx,
)

from gradflow.app.inbox import list_files
from gradflow.model.campaign import Branch
from gradflow.outputs.word_cards import Cards, PhotoState, PrintedCard, belongs_to, card_files, collect_cards, printers
from gradflow.reading.sources import Sources
from gradflow.word.cards import WordCard

DAY = ("--as-of", "2023-07-25")
GOLDEN = Path(__file__).parent / "card.txt"


def write_cards(path: Path, people: Sequence[Mapping[str, object]], photos: Mapping[int, bytes] | None = None) -> None:
    """A workbook with a card a sheet, value right of label, a photo where ``photos`` has one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
    for number, person in enumerate(people):
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, CARD.spec.titled(COLLEGE, 2023))
        for row, line in enumerate(CARD.spec.card_lines(), start=2):
            for place, one in enumerate(line):
                sheet.write_string(row, 2 * place, one.head)
                if person.get(one.key) is not None:
                    sheet.write_string(row, 2 * place + 1, str(person[one.key]))
        sheet.write_string(2, 4, "（免冠照片）")
        if photos and number in photos:
            sheet.insert_image(2, 4, "photo.png", {"image_data": BytesIO(PICTURE)})
    book.close()
    for number in photos or {}:
        if photos[number] != PICTURE:
            swap_picture(path, photos[number])


def swap_picture(path: Path, photo: bytes) -> None:
    """Put other bytes in the place of a workbook's pictures."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w") as package:
        for name, part in parts.items():
            package.writestr(name, photo if name.startswith("xl/media/") else part)


def dump(path: Path) -> str:
    """A document as text: page, paragraphs, tables with heights and widths, pictures."""
    document: Document = docx.Document(str(path))
    section = document.sections[0]
    lines = [f"=== {path.name}", f"page {section.page_width.mm:.0f} x {section.page_height.mm:.0f} margins {section.left_margin.mm:.0f}"]
    lines += [f"p {p.alignment} break {p.paragraph_format.page_break_before}: {p.text}" for p in document.paragraphs]
    for table in document.tables:
        for row in table.rows:
            lines.append(f"row {row.height.mm:.1f} {row.height_rule}")
            cells = {id(cell._tc): cell for cell in row.cells}.values()
            lines += [f"  {cell.width.mm:.0f} | {cell.text}" for cell in cells]
    lines += [f"picture {shape.width.mm:.1f} x {shape.height.mm:.1f}" for shape in document.inline_shapes]
    return "\n".join(lines) + "\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = campaign_folder(tmp_path / "2023届")
    write_xlsx(folder / "inbox" / "附件2.xlsx", roster([GOOD, {**GOOD, "name": "赵敏", "id_number": "110105199003078043", "sex": "女"}]))
    return folder


def texts(path: Path) -> list[str]:
    return [cell.text for table in docx.Document(str(path)).tables for row in table.rows for cell in row.cells]


@pytest.fixture(scope="module")
def cards(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Shown]:
    """The example with its cards, and what was shown."""
    folder = example_copy(tmp_path_factory.mktemp("cards"))
    return folder, shown("cards", folder, *DAY)


def test_the_examples_cards(cards: tuple[Path, Shown]) -> None:
    folder, (status, out, _) = cards
    assert status == 0
    assert "已汇总的登记卡 28 人，写出 28 份" in out
    assert "没有写 3 人：登记卡还有必须改的" in out
    photographed = next(p for p in sorted((folder / "cards").rglob("*.docx")) if docx.Document(str(p)).inline_shapes)
    compare(GOLDEN, dump(photographed))


def test_as_many_cards_as_merged_rows(cards: tuple[Path, Shown], example: Callable[[str], Validated]) -> None:
    book = openpyxl.load_workbook(example("2023-07-25").folder / "reports" / "汇总.xlsx")
    (head, *rows) = book["附件1汇总"].iter_rows(min_row=2, values_only=True)
    merged = [row[head.index("姓名")] for row in rows if row[head.index("姓名")]]
    assert sorted(p.stem for p in (cards[0] / "cards").rglob("*.docx")) == sorted(merged)


def test_same_inputs_same_bytes_and_a_second_run_changes_nothing(cards: tuple[Path, Shown], tmp_path: Path) -> None:
    folder = example_copy(tmp_path)
    for _ in range(2):
        assert shown("cards", folder, *DAY).status == 0
        assert contents(folder / "cards") == contents(cards[0] / "cards")
    assert len(list((folder / "cards").rglob("*.docx"))) == 28


def test_photos_in_place_missing_and_broken(folder: Path) -> None:
    write_cards(folder / "inbox" / "附件1-甲支部.xlsx", [GOOD_CARD], {0: png(50, 70)})
    write_cards(
        folder / "inbox" / "附件1-甲支部-2.xlsx", [{**GOOD_CARD, "name": "赵敏", "sex": "女", "born_in": "1990.3"}], {0: PICTURE[:50]}
    )
    write_cards(folder / "inbox" / "附件1-乙支部.xlsx", [{**GOOD_CARD, "name": "孙二", "mobile": "13861530078"}])
    status, out, _ = shown("cards", folder, *DAY)
    found = {p.stem: docx.Document(str(p)) for p in (folder / "cards").rglob("*.docx")}
    assert status == 0, out
    assert {name: len(document.inline_shapes) for name, document in found.items()} == {"王芳": 1, "赵敏": 0, "孙二": 0}
    assert "图片损坏、太大或 Word 不认识这种格式）：赵敏" in out
    assert "（卡上没有照片）：孙二" in out
    assert "（免冠照片）" in texts(folder / "cards" / "甲支部" / "赵敏.docx")


@pytest.mark.parametrize(
    "name", ["<王>&芳", "{{7*7}}", "{% raw %}", "../../甲", "/etc/甲", "CON", "王/芳", "王\u202e芳", "=1+1", "甲" * 200]
)
def test_hostile_names_stay_text_and_inside_the_folder(tmp_path: Path, name: str) -> None:
    folder = campaign_folder(tmp_path / "c", more='[rules]\nC110 = "off"')
    write_cards(folder / "inbox" / "附件1-甲支部.xlsx", [{**GOOD_CARD, "name": name, "destination": name}])
    status, out, told = shown("cards", folder, *DAY)
    assert status == 0 and "写出 1 份" in out, out + told
    (path,) = tmp_path.rglob("*.docx")
    assert path.parent == folder / "cards" / "甲支部"
    assert name.replace("\u202e", "") in texts(path)


def test_namesakes_have_a_file_each(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c")
    others = [{**GOOD_CARD, "born_in": born, "mobile": f"1396123457{n}"} for n, born in enumerate(("2000.5", "2001.3", "2001.3"))]
    write_cards(folder / "inbox" / "附件1-甲支部.xlsx", [*others[:2], {**others[2], "sex": "女"}])
    write_cards(folder / "inbox" / "附件1-乙支部.xlsx", [{**GOOD_CARD, "mobile": "13861530078", "born_in": "1999.3"}])
    shown("cards", folder, *DAY)
    found = {p.relative_to(folder / "cards").as_posix() for p in (folder / "cards").rglob("*.docx")}
    assert found == {"甲支部/王芳-2000-05.docx", "甲支部/王芳-2001-03.docx", "甲支部/王芳-2001-03(2).docx", "乙支部/王芳.docx"}


def test_one_file_a_branch_and_one_branch_only(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c")
    write_cards(folder / "inbox" / "附件1-甲支部.xlsx", [GOOD_CARD, {**GOOD_CARD, "name": "孙二", "mobile": "13961234580"}])
    write_cards(folder / "inbox" / "附件1-乙支部.xlsx", [{**GOOD_CARD, "name": "赵敏", "mobile": "13861530078"}])

    def files() -> set[str]:
        return {p.relative_to(folder / "cards").as_posix() for p in (folder / "cards").rglob("*.docx")}

    shown("cards", folder, *DAY)
    assert files() == {"甲支部/王芳.docx", "甲支部/孙二.docx", "乙支部/赵敏.docx"}
    status, out, _ = shown("cards", folder, "--one-file", "--branch", "甲支部", *DAY)
    assert status == 0 and "删去以前写下、现在不用的 2 份" in out
    assert files() == {"甲支部/甲支部-全部登记卡.docx", "乙支部/赵敏.docx"}
    document = docx.Document(str(folder / "cards" / "甲支部" / "甲支部-全部登记卡.docx"))
    assert [table.cell(0, 1).text for table in document.tables] == ["王芳", "孙二"]
    assert shown("cards", folder, "--branch", "丙", *DAY)[0] == 2


def test_branches_with_one_safe_name_have_a_folder_each() -> None:
    names = ("计算机/软件支部", "计算机:软件支部")
    made = report(ctx=context(branches=[Branch(name=name) for name in names]))
    printing = printers(made, FORMS)
    homes = collect_cards(made, FORMS, Sources(Path()), {}).homes
    printed = [PrintedCard("registration_card", name, "王芳", "", PhotoState.MISSING, WordCard({}, b"")) for name in names]
    files = dict(card_files(Cards(tuple(printed), 0, 0, homes), printing, is_joined=True))
    first, second = "计算机_软件支部", "计算机_软件支部(2)"
    assert list(files) == [f"{first}/{first}-全部登记卡.docx", f"{second}/{second}-全部登记卡.docx"]
    assert [belongs_to(homes[names[0]], name) for name in files] == [True, False]


def test_cards_beside_letters_leave_them_alone(folder: Path) -> None:
    out = folder / "letters"
    shown("letters", folder, *DAY)
    (out / "自己的").mkdir()
    before = {p.name for p in out.iterdir()}
    shown("cards", folder, "--out", out, *DAY)
    assert {p.name for p in out.iterdir()} >= before


def test_what_a_killed_run_left_is_not_told_as_somebodys_work(folder: Path) -> None:
    (folder / "cards").mkdir()
    (folder / "cards" / ".王芳.docx.part").write_bytes(b"half")
    assert "有人改过" not in shown("purge", folder, "--dry-run")[1]


def test_what_somebody_changed_is_left_alone(folder: Path) -> None:
    write_cards(folder / "inbox" / "附件1-甲支部.xlsx", [GOOD_CARD])
    shown("cards", folder, *DAY)
    path = folder / "cards" / "甲支部" / "王芳.docx"
    document = docx.Document(str(path))
    document.tables[0].cell(3, 1).text = "手工改过"
    document.save(str(path))
    out = shown("cards", folder, *DAY)[1]
    assert "没有覆盖 1 份，有人改过" in out
    assert "手工改过" in texts(path)
    (folder / "inbox" / "附件1-甲支部.xlsx").unlink()
    shown("cards", folder, *DAY)
    assert path.exists()
    assert "1 个文件，其中 1 个是有人改过" in shown("purge", folder, "--dry-run")[1]


def test_only_accepted_cards_are_written(folder: Path) -> None:
    write_cards(folder / "inbox" / "附件1-甲支部.xlsx", [{**GOOD_CARD, "mobile": "1396123457"}])
    status, out, _ = shown("cards", folder, *DAY)
    assert status == 0
    assert "写出 0 份" in out and "没有写 1 人：登记卡还有必须改的" in out and "没有写 1 人：名单里有，还没有登记卡" in out
    assert not list((folder / "cards").rglob("*.docx"))


def test_a_campaigns_own_card_is_printed_as_it_declares(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c")
    own = 'key = "registration_card"\ntitle = "{college}党员卡（{cohort}）"\n[[fields]]\nkey = "dormitory"\nhead = "宿舍："\nkind = "text"\nline = 13\n'
    (folder / "forms").mkdir()
    (folder / "forms" / "card.toml").write_text(own, encoding="utf-8")
    write_cards(folder / "inbox" / "附件1-甲支部.xlsx", [GOOD_CARD])
    status, out, told = shown("cards", folder, *DAY)
    assert status == 0, out + told
    path = folder / "cards" / "甲支部" / "王芳.docx"
    assert docx.Document(str(path)).paragraphs[0].text == f"{COLLEGE}党员卡（2023）"
    assert texts(path)[-5] == "宿舍："


def test_without_the_extra_one_sentence_says_what_to_install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docxtpl", None)
    status, out, told = shown("cards", folder, *DAY)
    assert (status, out) == (2, "")
    assert len(told.splitlines()) == 1 and '".[word]"' in told and "Traceback" not in told
    assert not (folder / "cards").exists()


def test_written_files_are_no_inbox_and_their_owners_only(tmp_path: Path) -> None:
    bare = tmp_path / "in"
    write_cards(bare / "附件1-甲支部.xlsx", [GOOD_CARD])
    write_xlsx(bare / "附件2-甲支部.xlsx", roster([GOOD]))
    for command in ("cards", "letters"):
        assert shown(command, bare, *DAY)[0] == 0
        assert [p for p in (bare / command).rglob("*") if p.stat().st_mode & 0o77] == []
        assert (bare / command).stat().st_mode & 0o77 == 0
    assert list_files(bare, is_bare=True) == ["附件1-甲支部.xlsx", "附件2-甲支部.xlsx"]
    shown("purge", bare, "--yes")
    assert sorted(p.name for p in bare.iterdir()) == ["附件1-甲支部.xlsx", "附件2-甲支部.xlsx"]
