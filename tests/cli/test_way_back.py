"""The way back: a returned copy corrected by half, a reason written, a grant given; every earlier problem has its state."""

import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from support import GOOD, SECOND, campaign_folder, findings_json, returned_copies, roster, shown, write_xlsx

PRINTED_SO = "110105194912310021"
"""An ID number whose check digit is wrong, and which is said to be printed so."""
PEOPLE = [
    GOOD,
    {
        **SECOND,
        "name": "赵敏",
        "sex": "女",
        "id_number": "320584200005120040",
        "age": 23,
        "phone": "1386153009",
        "address": "江苏省昆山市玉山镇1号",
    },
    {**SECOND, "name": "孙丽", "sex": "女", "id_number": "32058420000512002", "age": 23, "phone": "13861530101"},
    {**SECOND, "name": "周强", "id_number": PRINTED_SO, "phone": "13861530212"},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = campaign_folder(tmp_path / "2023届", branches=("甲支部",))
    write_xlsx(made / "inbox" / "附件2.xlsx", roster(PEOPLE))
    return made


def validate(folder: Path) -> dict[str, list[dict[str, str]]]:
    shown("validate", str(folder), "--as-of", "2023-06-20")
    return findings_json(folder)


def returned(folder: Path, name: str) -> Path:
    return folder / "reports" / "各支部" / "甲支部" / name


def states(found: dict[str, list[dict[str, str]]]) -> dict[tuple[str, str], str]:
    """(person, code) -> state, of what is to be corrected or explained, and of what is solved."""
    told = {(f["person"], f["code"]): f["state"] for f in found["findings"] if f["severity"] != "info" or f["state"] == "granted"}
    return told | {(f["person"], f["code"]): "solved" for f in found["solved"]}


def correct_half(folder: Path) -> Path:
    """One mistake corrected, one corrected wrongly, one reason written, one left alone, one made anew."""
    book = openpyxl.load_workbook(returned(folder, "附件2.xlsx"))
    sheet = book["附件2"]
    assert [cell.value for cell in sheet["B"]][3:7] == ["王芳", "赵敏", "孙丽", "周强"]
    sheet["H5"] = "13861530090"
    sheet["M5"] = "家在农村没有邮编，已核实"
    sheet["F6"] = "3205842000051200"
    sheet["D4"] = "女"
    path = folder / "inbox" / "改好的.xlsx"
    book.save(path)
    return path


def test_a_whole_loop(folder: Path) -> None:
    first = validate(folder)
    assert states(first) == dict.fromkeys([("赵敏", "C301"), ("赵敏", "C551"), ("孙丽", "C204"), ("周强", "C207")], "new")
    correct_half(folder)
    second = validate(folder)
    assert states(second) == {
        ("赵敏", "C301"): "solved",
        ("赵敏", "C551"): "explained",
        ("孙丽", "C204"): "miscorrected",
        ("周强", "C207"): "pending",
        ("王芳", "R301"): "new",
    }
    counts = second["counts"]
    assert (counts["rows_read"], counts["rows_accepted"], counts["rows_rejected"]) == (4, 1, 3)
    merged = texts(folder / "reports" / "汇总.xlsx", "附件2汇总")
    assert merged[2][:3] == ["1", "甲支部", "赵敏"]
    assert not {"问题", "情况说明", "原行号", "退回说明"} & {cell for row in merged for cell in row}
    solved = [row for row in texts(folder / "reports" / "汇总.xlsx", "问题清单") if row[0] == "已解决"]
    assert [(row[5], row[7], row[11]) for row in solved] == [("赵敏", "13861530090", "已改好")]


def texts(path: Path, sheet: str) -> list[list[str]]:
    return [[str(cell.value or "") for cell in row] for row in openpyxl.load_workbook(path)[sheet].iter_rows()]


def test_the_next_copy_says_what_became_of_everything(folder: Path) -> None:
    validate(folder)
    correct_half(folder)
    validate(folder)
    path = returned(folder, "改好的.xlsx")
    guide = texts(path, "退回说明")
    told = {row[3]: row[8] for row in guide if row[1] in {"必须改", "改或说明"}}
    assert told == {"王芳": "新发现", "孙丽": "改了仍不对", "周强": "没有改"}
    solved = "附件2!H5|赵敏|联系电话|13861530090|上次填写“1386153009”：电话号码不成立|已改好，不用再改|已改好"
    assert ["|".join(row[2:9]) for row in guide if row[1] == "已改好"] == [solved]
    sheet = openpyxl.load_workbook(path)["附件2"]
    assert sheet["L5"].value.startswith("【已说明】")
    assert (sheet["J5"].font.italic, sheet["J5"].fill.fgColor.rgb, sheet["J5"].comment.text) == (
        True, "FFE2EFDA", "【已说明】地址里没有6位邮编\n家在农村没有邮编，已核实",
    )  # fmt: skip
    assert (sheet["F6"].font.bold, sheet["F6"].border.left.style) == (True, "thick")
    assert sheet["F6"].comment.text.startswith("【必须改·改了仍不对】")


def test_our_own_marks_are_never_told_back(folder: Path) -> None:
    validate(folder)
    for name in ("一", "二", "三"):
        newest = max(returned_copies(folder))
        shutil.copy(newest, folder / "inbox" / f"交回{name}.xlsx")
        found = validate(folder)
        assert {f["code"] for f in found["findings"] if f["file"].endswith(f"交回{name}.xlsx")} == {"C301", "C551", "C204", "C207"}


def test_an_error_that_is_true_is_granted_until_the_value_changes(folder: Path) -> None:
    validate(folder)
    words = ("--campaign", str(folder), "--as-of", "2023-06-20")
    status, out, _ = shown("grant", "C207", "--person", "周强", "--reason", "已见原件，身份证上就是这样印的", "--by", "李老师", *words)
    assert (status, PRINTED_SO in out, "已准许：甲支部 周强 附件2 F7" in out) == (0, False, True)
    found = validate(folder)
    assert states(found)["周强", "C207"] == "granted"
    assert (found["counts"]["errors"], found["counts"]["rows_rejected"]) == (2, 2)
    merged = [row for row in texts(folder / "reports" / "汇总.xlsx", "附件2汇总") if row[2] == "周强"]
    assert merged[0][6] == PRINTED_SO
    people = [row for row in texts(folder / "reports" / "汇总.xlsx", "人员总表") if row[2] == "周强"]
    assert PRINTED_SO in people[0]
    overview = [row for row in texts(folder / "reports" / "汇总.xlsx", "总览") if row[1] == "有效"]
    assert "李老师 2023-06-20 准许：已见原件" in overview[0][2]
    assert "周强" in shown("grant", "--campaign", str(folder))[1]

    book = openpyxl.load_workbook(folder / "inbox" / "附件2.xlsx")
    book["Sheet1"]["F7"] = "110105194912310022"
    book.save(folder / "inbox" / "附件2.xlsx")
    found = validate(folder)
    assert states(found)["周强", "C207"] == "new"
    assert [grant["is_used"] for grant in found["grants"]] == [False]

    assert shown("grant", "C207", "--person", "周强", "--undo", "--campaign", str(folder))[0] == 0
    assert validate(folder)["grants"] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("C207", "--person", "吴刚", "--reason", "已见身份证原件"), "没有找到“吴刚”的 C207。有这个问题的是：周强"),
        (("C207", "--person", "周强"), "至少6个字"),
        (("C207", "--person", "周强", "--reason", "属实"), "至少6个字"),
        (("C207", "--person", "周强", "--reason", "已见身份证原件", "--branch", "乙支部"), "没有“乙支部”这个党支部"),
        (("C207", "--person", "周强", "--undo"), "没有给“周强”准许过 C207"),
    ],
)
def test_a_grant_that_cannot_be_given_is_refused(folder: Path, words: tuple[str, ...], said: str) -> None:
    status, _, err = shown("grant", *words, "--campaign", str(folder), "--as-of", "2023-06-20")
    assert (status, said in err) == (2, True), err
    assert not (folder / "grants.toml").exists()


def test_namesakes_are_granted_by_their_cell(folder: Path) -> None:
    write_xlsx(
        folder / "inbox" / "附件2.xlsx", roster([PEOPLE[3], {**PEOPLE[3], "id_number": "110105194912310022", "phone": "13861530333"}])
    )
    words = ("grant", "C207", "--person", "周强", "--reason", "已见身份证原件", "--campaign", str(folder), "--as-of", "2023-06-20")
    status, _, err = shown(*words)
    assert (status, "用 --cell 写明是哪个单元格（F4、F5）" in err) == (2, True)
    assert shown(*words, "--cell", "f5")[0] == 0
    assert [f["cell"] for f in validate(folder)["findings"] if f["state"] == "granted"] == ["F5"]


def test_diff_shows_a_branch_person_by_person(folder: Path) -> None:
    words = ("--campaign", str(folder), "--as-of", "2023-06-20")
    assert "还没有" in shown("diff", *words)[1]
    validate(folder)
    correct_half(folder)
    status, out, _ = shown("diff", "甲支部", *words)
    assert status == 1
    assert out.splitlines()[0] == "甲支部：已改好 1 处，已说明 1 处，没有改 1 处，改了仍不对 1 处，新发现 1 处"
    assert "1386153009" not in out
    assert PRINTED_SO not in out
    lines = [line.split() for line in out.splitlines()]
    assert ["赵敏"] in lines
    assert any(line[:3] == ["改了仍不对", "身份证号码", "F6"] for line in lines)
    status, out, _ = shown("diff", *words)
    assert out.splitlines()[1].split() == ["甲支部", "1", "1", "—", "1", "1", "1"]
    status, _, err = shown("diff", "丁支部", *words)
    assert (status, "没有“丁支部”" in err) == (2, True)


def test_a_row_whose_number_was_lost_is_known_by_its_name(folder: Path) -> None:
    validate(folder)
    path = correct_half(folder)
    book = openpyxl.load_workbook(path)
    for row in range(4, 8):
        book["附件2"].cell(row, 14).value = None
    book.save(path)
    assert states(validate(folder))["周强", "C207"] == "pending"


def test_a_problem_whose_rule_cannot_run_any_more_is_not_called_solved(folder: Path) -> None:
    write_xlsx(folder / "inbox" / "附件2.xlsx", roster([{**GOOD, "sex": "女"}]))
    validate(folder)
    book = openpyxl.load_workbook(returned(folder, "附件2.xlsx"))
    book["附件2"]["F4"] = "看不清"
    book.save(folder / "inbox" / "改.xlsx")
    found = validate(folder)
    assert found["solved"] == []


def test_a_missing_person_who_was_added_is_solved(folder: Path) -> None:
    write_xlsx(folder / "inbox" / "附件2.xlsx", roster(PEOPLE[:1]))
    shown("template", "follow_up", "--round", "1", "--campaign", str(folder), "--as-of", "2023-07-10")
    write_xlsx(folder / "inbox" / "附件2.xlsx", roster([GOOD, {**PEOPLE[1], "phone": "13861530090", "address": f"{GOOD['address']}"}]))
    template = next((folder / "templates").glob("附件3-*.xlsx"))
    book = openpyxl.load_workbook(template)
    for column, value in zip("EFGHJ", ("回原籍", "中共昆山市玉山镇委员会", "2023.7.8", "是", "电话 2023.7.12"), strict=True):
        book["附件3"][f"{column}4"] = value
    book.save(folder / "inbox" / "附件3第一次.xlsx")
    shown("validate", str(folder), "--as-of", "2023-07-20")
    copy = returned(folder, "附件3第一次.xlsx")
    book = openpyxl.load_workbook(copy)
    assert book["附件3"]["B5"].value == "赵敏"
    for column, value in zip("CDEIJ", ("女", "正式党员", "专转本", "9月报到后转入", "电话 2023.7.12"), strict=True):
        book["附件3"][f"{column}5"] = value
    book.save(folder / "inbox" / "补.xlsx")
    shown("validate", str(folder), "--as-of", "2023-07-20")
    solved = findings_json(folder)["solved"]
    assert [one["person"] for one in solved] == ["赵敏"]


@pytest.mark.parametrize("suffix", ["xls", "ods", "xlsx"])
def test_a_copy_saved_by_another_program_is_understood_alike(folder: Path, by_office: Callable[..., list[Path]], suffix: str) -> None:
    validate(folder)
    by_office(suffix, correct_half(folder))
    assert states(validate(folder)) == {
        ("赵敏", "C301"): "solved",
        ("赵敏", "C551"): "explained",
        ("孙丽", "C204"): "miscorrected",
        ("周强", "C207"): "pending",
        ("王芳", "R301"): "new",
    }


def test_cards_known_by_their_people_keep_their_branch_when_the_roster_comes_back(tmp_path: Path) -> None:
    made = campaign_folder(tmp_path / "2023届")
    write_xlsx(made / "inbox" / "附件2.xlsx", roster(PEOPLE))
    shown("template", "registration_card", "--campaign", str(made))
    book = openpyxl.load_workbook(next((made / "templates").glob("附件1*.xlsx")))
    for cell, value in {
        "B2": "周强",
        "D2": "男",
        "B3": "1990.3",
        "D3": "2022.4.12",
        "B4": "软件2001班",
        "B5": "回原籍",
        "B6": "13861530212",
    }.items():
        book["附件1"][cell] = value
    book.save(made / "inbox" / "卡.xlsx")
    validate(made)
    shutil.copy(returned(made, "附件2.xlsx"), made / "inbox" / "原样.xlsx")
    found = validate(made)
    assert [f["message"] for f in found["findings"] if f["code"] == "F222"] == []
    assert {s["branch"] for s in found["submissions"] if s["form"] == "registration_card" and s["file"]} == {"甲支部"}


def spoil_head(folder: Path, source: Path, cell: str) -> Path:
    book = openpyxl.load_workbook(source)
    book["附件2"][cell] = "乱写的"
    path = folder / "inbox" / "改好的.xlsx"
    book.save(path)
    return path


def test_a_column_that_cannot_be_found_any_more_solves_nothing_and_is_remembered(folder: Path) -> None:
    validate(folder)
    path = spoil_head(folder, correct_half(folder), "F3")
    found = validate(folder)
    assert [one["code"] for one in found["solved"]] == ["C301"]
    book = openpyxl.load_workbook(returned(folder, "改好的.xlsx"))
    assert book["附件2"]["F3"].value == "身份证号码"
    book["附件2"]["F7"] = PRINTED_SO
    path.unlink()
    book.save(folder / "inbox" / "再改.xlsx")
    assert states(validate(folder))["周强", "C207"] == "pending", "remembered through a copy that did not show the column"


def test_a_rule_switched_off_is_not_called_solved(folder: Path) -> None:
    validate(folder)
    correct_half(folder)
    with (folder / "campaign.toml").open("a", encoding="utf-8") as stream:
        stream.write('[rules]\nC551 = "off"\nC207 = "beta"\n')
    assert {one["code"] for one in validate(folder)["solved"]} == {"C301"}


def test_a_rule_raised_to_an_error_is_not_explained_by_an_old_reason(folder: Path) -> None:
    validate(folder)
    correct_half(folder)
    assert states(validate(folder))["赵敏", "C551"] == "explained"
    shutil.copy(returned(folder, "改好的.xlsx"), folder / "inbox" / "三.xlsx")
    with (folder / "campaign.toml").open("a", encoding="utf-8") as stream:
        stream.write('[rules]\nC551 = "error"\n')
    found = validate(folder)
    assert states(found)["赵敏", "C551"] == "pending"
    assert found["counts"]["rows_accepted"] == 0


def test_one_pass_may_correct_one_value_and_explain_another(folder: Path) -> None:
    """The rule on the receipt looks at the organisation too, which is corrected at the same time."""
    write_xlsx(folder / "inbox" / "附件2.xlsx", roster([GOOD]))
    shown("template", "follow_up", "--round", "1", "--campaign", str(folder), "--as-of", "2023-07-10")
    book = openpyxl.load_workbook(next((folder / "templates").glob("附件3-*.xlsx")))
    for column, value in zip("EFGHJ", ("回原籍", "昆山市玉山镇党委", "2023.6.8", "否", "电话 2023.7.12"), strict=True):
        book["附件3"][f"{column}4"] = value
    book.save(folder / "inbox" / "附件3第一次.xlsx")
    shown("validate", str(folder), "--as-of", "2023-07-20")
    book = openpyxl.load_workbook(returned(folder, "附件3第一次.xlsx"))
    heads = {cell.value: cell.column for cell in book["附件3"][3]}
    book["附件3"]["F4"] = "中共昆山市玉山镇委员会"
    book["附件3"].cell(4, heads["情况说明"]).value = "回执已寄出，预计月底收到"
    book.save(folder / "inbox" / "改.xlsx")
    shown("validate", str(folder), "--as-of", "2023-07-20")
    told = findings_json(folder)["findings"]
    assert [f["state"] for f in told if f["severity"] == "warning"] == ["explained"]


def test_a_grant_on_what_two_forms_say_lapses_when_the_other_form_changes(folder: Path) -> None:
    write_xlsx(folder / "inbox" / "附件2.xlsx", roster([GOOD]))
    shown("template", "registration_card", "--campaign", str(folder), "--from-roster")
    book = openpyxl.load_workbook(next((folder / "templates").glob("附件1*.xlsx")))
    card = {"B3": "2000.6", "D3": "2022.4.12", "B4": "软件2001班", "B5": "回原籍", "B9": GOOD["address"]}
    for cell, value in card.items():
        book["王芳"][cell] = value
    book.save(folder / "inbox" / "卡.xlsx")
    words = ("--campaign", str(folder), "--as-of", "2023-06-20")
    wrong = [f for f in validate(folder)["findings"] if f["severity"] == "error"]
    assert [f["person"] for f in wrong] == ["王芳"]
    assert shown("grant", wrong[0]["code"], "--person", "王芳", "--reason", "户口本上是六月，已核实", *words)[0] == 0
    assert states(validate(folder))["王芳", wrong[0]["code"]] == "granted"
    write_xlsx(folder / "inbox" / "附件2.xlsx", roster([{**GOOD, "id_number": "320584200011120012", "age": 22}]))
    found = validate(folder)
    assert states(found)["王芳", wrong[0]["code"]] == "new"
    assert [grant["is_used"] for grant in found["grants"]] == [False]


def test_what_two_namesakes_have_alike_cannot_be_granted_to_one(folder: Path) -> None:
    other = {**GOOD, "phone": None, "id_number": "320584200011120024"}
    write_xlsx(folder / "inbox" / "附件2.xlsx", roster([{**GOOD, "phone": None}, other]))
    words = ("grant", "C101", "--person", "王芳", "--reason", "本人没有手机，已核实", "--campaign", str(folder), "--as-of", "2023-06-20")
    status, _, err = shown(*words, "--cell", "H4")
    assert (status, "分不开准许哪一个" in err) == (2, True)
