"""Nobody who was ever read is lost: N1, N3-N8 and the decisions under "People owed", each by its kind, as an office would meet it."""

import os
import shutil
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from support import GOOD, GOOD_VISIT, campaign_folder, findings_json, returned_copies, roster, shown, visits, write_xlsx

import gradflow

PEOPLE = {
    "王芳": ("320584200005120016", "男", "13961234579"),
    "李强": ("110105199003078035", "男", "13861530078"),
    "陈静": ("320584200101150028", "女", "13861530085"),
    "赵敏": ("320584200103150046", "女", "13861530093"),
}


def check_digit(body: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


def person(name: str, number: int = 0, **more: object) -> dict:
    """Somebody of that name; the number tells namesakes and others apart."""
    body = f"3205842000{(number % 12) + 1:02}{10 + number // 12:02}{(number * 2 + 1) % 1000:03}"
    return {**GOOD, "name": name, "id_number": body + check_digit(body), "phone": f"139612{34500 + number * 7:05}", "age": 23, **more}


CROWD = [person(name, number) for number, name in enumerate(("王大明", "李小红", "陈建国", "赵文"), start=1)]


class Office:
    """A campaign folder, and what its office does."""

    def __init__(self, folder: Path) -> None:
        self.folder = campaign_folder(folder)
        self.status, self.screen, self.day = 0, "", date.min

    def put(self, file: str, people: list[dict], branch: str = "甲支部") -> Path:
        return write_xlsx(self.folder / "inbox" / file, roster(people, branch))

    def visit(self, file: str, people: list[dict], branch: str = "甲支部") -> Path:
        return write_xlsx(self.folder / "inbox" / file, visits([{**GOOD_VISIT, **one} for one in people], branch))

    def run(self, *words: str) -> int:
        self.status, out, err = shown(*words, cwd=self.folder)
        self.screen = out + err
        assert "程序出错" not in self.screen, self.screen
        return self.status

    def validate(self, day: str = "2023-06-20", *more: str) -> dict:
        self.day = date.fromisoformat(day)
        assert self.run("validate", ".", "--as-of", day, *more) in {0, 1}, self.screen
        found = self.report
        owed = found["owed"]
        assert owed["ever_read"] == owed["merged"] + owed["to_correct"] + owed["in_question"] + owed["released"]
        assert owed["merged"] + owed["to_correct"] <= found["counts"]["rows_read"]
        return found

    @property
    def report(self) -> dict:
        return findings_json(self.folder)

    def told(self, *codes: str) -> list[tuple[str, str]]:
        """Code and person of findings, of these codes or all that weigh."""
        return [
            (f["code"], f["person"] or "") for f in self.report["findings"] if (f["code"] in codes if codes else f["severity"] != "info")
        ]

    def copy(self, branch: str = "甲支部") -> Path:
        (path,) = returned_copies(self.folder, branch)
        return path

    def return_copy(self, file: str, change: object = None, branch: str = "甲支部", sheet: str = "附件2") -> None:
        book = openpyxl.load_workbook(self.copy(branch))
        if change:
            change(book[sheet])
        book.save(self.folder / "inbox" / file)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "2023届")


def row_of(sheet: object, name: str) -> int:
    return next(cell.row for cell in sheet["B"] if cell.value == name)


LABELS = {"name": "姓名", "sex": "性别", "age": "年龄", "ethnicity": "民族", "id_number": "身份证", "phone": "电话"}


def replace_people(sheet: object, people: list[dict], branch: str) -> None:
    """Use a copy as a template for others."""
    sheet["A2"] = f"党支部名称：{branch}"
    heads = {key: cell.column for cell in sheet[3] for key, label in LABELS.items() if label in "".join(str(cell.value).split())}
    for row, one in enumerate(people, start=4):
        for key, column in heads.items():
            sheet.cell(row, column, one[key])


WRONG = {"sex": "女"}
"""Contradicts the ID number: an error in one cell."""


def test_n1_a_copy_used_as_a_template_erases_nobody(office: Office) -> None:
    office.put("甲.xlsx", [{**CROWD[0], **WRONG}, *CROWD[1:]])
    office.validate()
    others = [person(name, number) for number, name in enumerate(("周一山", "吴二水", "郑三火"), start=30)]

    def change(sheet: object) -> None:
        sheet.delete_rows(7, 1)
        replace_people(sheet, others, "乙支部")

    office.return_copy("乙.xlsx", change)
    found = office.validate()
    assert found["counts"]["rows_read"] == 7
    assert found["owed"]["in_question"] == 0
    assert ("F114", "") in office.told()
    texts = "".join(
        str(cell.value) for sheet in openpyxl.load_workbook(office.copy("乙支部")).worksheets for row in sheet.iter_rows() for cell in row
    )
    assert not any(one["name"] in texts for one in CROWD)
    office.return_copy("乙2.xlsx", branch="乙支部")
    assert [code for code, _ in office.told("F114")] == ["F114"]
    office.validate()
    assert office.told("F114") == []


def test_n4_who_was_asked_for_on_a_sheet_is_asked_for_there_however_the_workbook_is_tidied_away(office: Office) -> None:
    office.put("甲.xlsx", [{**CROWD[0], **WRONG}, *CROWD[1:]])
    office.validate("2023-06-11")
    office.put("甲.xlsx", [{**CROWD[0], **WRONG}, *CROWD[2:]])
    office.validate("2023-06-12")
    office.return_copy("改.xlsx")
    office.validate("2023-06-13")
    assert office.told("X621", "F115") == [("X621", CROWD[1]["name"])]
    (office.folder / "inbox" / "甲.xlsx").unlink()
    office.validate("2023-06-14")
    assert office.told("X621", "F115") == [("X621", CROWD[1]["name"])]
    for number, name in enumerate(("改.xlsx", "改最终版.xlsx", "改最终版2.xlsx"), start=14):
        office.validate(f"2023-06-{number}")
        assert office.told("X621", "F115") == [("X621", CROWD[1]["name"])]
        if number < 16:
            (office.folder / "inbox" / name).rename(office.folder / "inbox" / f"改最终版{'2' * (number - 14)}.xlsx")
    (office.folder / "inbox" / "改最终版2.xlsx").unlink()
    office.validate("2023-06-17")
    assert ("F115", "") in office.told() and not office.told("X621")


def test_a_list_that_came_in_parts_and_then_whole_has_nobody_in_one_only(office: Office) -> None:
    for number in range(2):
        office.put(f"第{number + 1}部分.xlsx", CROWD[2 * number : 2 * number + 2])
    office.validate("2023-06-11")
    office.put("全部.xlsx", [*CROWD, person("钱多余", 9)])
    found = office.validate("2023-06-12")
    assert (found["counts"]["rows_accepted"], office.told("F121")) == (5, [("F121", "钱多余")])


def test_a_copy_of_one_part_filled_up_with_the_others_is_whole(office: Office) -> None:
    office.put("软件1班.xlsx", [{**CROWD[0], **WRONG}, CROWD[1]])
    office.put("软件2班.xlsx", CROWD[2:])
    office.validate("2023-06-11")

    def fill_up(sheet: object) -> None:
        sheet["D4"] = CROWD[0]["sex"]
        for notes in [*sheet.merged_cells.ranges]:
            sheet.unmerge_cells(str(notes))
        sheet.delete_rows(6, 40)
        heads = {key: cell.column for cell in sheet[3] for key, label in LABELS.items() if label in "".join(str(cell.value).split())}
        for row, one in enumerate(CROWD[2:], start=6):
            for column in range(1, 12):
                sheet.cell(row, column).value = sheet.cell(5, column).value
            for key, column in heads.items():
                sheet.cell(row, column).value = one[key]

    office.return_copy("全支部.xlsx", fill_up)
    found = office.validate("2023-06-12")
    assert (found["counts"]["rows_accepted"], office.told()) == (4, [])


def test_n1_a_copy_filled_in_by_another_branch_that_left_the_line_replaces_nobody(office: Office) -> None:
    office.put("甲.xlsx", [{**CROWD[0], **WRONG}, *CROWD[1:]])
    office.validate("2023-06-11")
    others = [person(name, number) for number, name in enumerate(("周一山", "吴二水", "郑三火"), start=30)]

    def change(sheet: object) -> None:
        sheet.delete_rows(7, 1)
        replace_people(sheet, others, "甲支部")

    office.return_copy("乙支部 附件2.xlsx", change)
    found = office.validate("2023-06-12")
    assert found["counts"]["rows_read"] == 7 and found["owed"]["in_question"] == 0
    assert office.told("F223", "X621") == [("F223", "")]


def test_n3_somebody_deleted_stays_owed_however_often_copies_come_back(office: Office) -> None:
    office.put("甲.xlsx", [{**CROWD[0], **WRONG}, *CROWD[1:]])
    office.validate()
    office.return_copy("改1.xlsx", lambda sheet: sheet.delete_rows(row_of(sheet, "陈建国")))
    office.validate("2023-06-21")
    assert ("X621", "陈建国") in office.told()
    office.return_copy("改2.xlsx", lambda sheet: sheet.delete_rows(row_of(sheet, "陈建国")))
    (office.folder / "inbox" / "甲.xlsx").unlink()
    office.validate("2023-06-22")
    assert ("X621", "陈建国") in office.told()
    assert office.report["owed"]["in_question"] == 1
    office.put("补.xlsx", [CROWD[2]])
    office.validate("2023-06-23")
    assert office.told("X621") == []
    assert office.report["owed"]["in_question"] == 0


def test_n4_saved_over_with_a_row_less(office: Office) -> None:
    office.put("甲.xlsx", CROWD)
    assert office.validate()["counts"]["errors"] == 0
    office.put("甲.xlsx", CROWD[:-1])
    office.validate("2023-06-21")
    assert office.told() == [("X621", "赵文")]
    assert office.status == 1


def test_n4_one_of_two_namesakes(office: Office) -> None:
    office.put("甲.xlsx", [person("王芳", 1), person("王芳", 2), CROWD[1]])
    office.validate()
    office.put("甲.xlsx", [person("王芳", 2), CROWD[1]])
    office.validate("2023-06-21")
    assert office.told("X621") == [("X621", "王芳")]


def test_n4_a_row_overwritten_by_another_person(office: Office) -> None:
    office.put("甲.xlsx", [{**CROWD[0], **WRONG}, *CROWD[1:]])
    office.validate()
    other = person("孙新来", 50)

    def overwrite(sheet: object) -> None:
        row = row_of(sheet, "陈建国")
        for cell in sheet[row]:
            if cell.value == "陈建国":
                cell.value = other["name"]
            elif cell.value == CROWD[2]["id_number"]:
                cell.value = other["id_number"]
            elif str(cell.value) == CROWD[2]["phone"]:
                cell.value = other["phone"]

    office.return_copy("改.xlsx", overwrite)
    office.validate("2023-06-21")
    assert office.told("X621", "X622") == [("X621", "陈建国")]


@pytest.mark.parametrize("names", [("李小红", "李小虹"), ("李小红", "李晓红")])
def test_a_name_or_number_corrected_never_nags(office: Office, names: tuple[str, str]) -> None:
    office.put("甲.xlsx", CROWD)
    office.validate()
    office.put("甲.xlsx", [CROWD[0], {**CROWD[1], "name": names[1]}, *CROWD[2:]])
    office.validate("2023-06-21")
    assert office.told() == []
    number = person("甲", 60)["id_number"]
    office.put("甲.xlsx", [{**CROWD[0], "id_number": number}, {**CROWD[1], "name": names[1]}, *CROWD[2:]])
    office.validate("2023-06-22")
    assert office.told("X621", "X622", "F115") == []


def test_in_doubt_it_is_asked_once_and_answered_in_the_copy(office: Office) -> None:
    office.visit("附件3第一次.xlsx", [{"name": "张山", "sex": "男"}, {"name": "李强", "sex": "男"}])
    office.validate("2023-07-20")
    office.visit("附件3第一次.xlsx", [
        {"name": "张三", "sex": "男", "landed_org": "中共苏州市吴江区松陵街道工作委员会", "landed_on": "2023-07-12"}, {"name": "李强", "sex": "男"},
    ])  # fmt: skip
    office.validate("2023-07-21")
    assert office.told("X621", "X622") == [("X622", "张山")]
    office.validate("2023-07-21")
    assert office.told("X621", "X622") == [("X622", "张山")]

    def answer(sheet: object) -> None:
        heads = {str(cell.value): cell.column for cell in sheet[3]}
        sheet.cell(row_of(sheet, "张山"), heads["情况说明"], "是同一人")

    office.return_copy("改.xlsx", answer, sheet="附件3")
    office.validate("2023-07-22")
    assert office.told("X621", "X622") == []
    assert office.report["owed"]["in_question"] == 0
    assert office.report["owed"]["ever_read"] == 2


def test_a_reason_explains_and_the_office_lets_go(office: Office) -> None:
    office.put("甲.xlsx", CROWD)
    office.validate()
    office.put("甲.xlsx", CROWD[:-1])
    office.validate("2023-06-21")

    def answer(sheet: object) -> None:
        heads = {str(cell.value): cell.column for cell in sheet[3]}
        sheet.cell(row_of(sheet, "赵文"), heads["情况说明"], "已转学到南京大学")

    office.return_copy("改.xlsx", answer)
    office.validate("2023-06-22")
    assert [(f["state"], f["severity"], f["reason"]) for f in office.report["findings"] if f["code"] == "X621"] == [
        ("explained", "warning", "已转学到南京大学")
    ]
    assert (office.status, office.report["owed"]["in_question"]) == (0, 1)
    (office.folder / "inbox" / "改.xlsx").unlink()
    office.validate("2023-06-23")
    assert (office.status, office.report["owed"]["in_question"]) == (0, 1)
    assert office.run("release", "赵文", "--reason", "已见转学证明", "--as-of", "2023-06-23") == 0
    office.validate("2023-06-23")
    assert (office.status, office.report["owed"]["in_question"], office.report["owed"]["released"]) == (0, 0, 1)
    office.put("甲.xlsx", CROWD)
    office.validate("2023-06-24")
    assert office.told("F119") == [("F119", "赵文")]
    office.validate("2023-06-24")
    assert office.told("F119") == []
    office.put("甲.xlsx", CROWD[:-1])
    office.validate("2023-06-24")
    assert office.told("X621") == [("X621", "赵文")]


def test_release_by_several_names_by_file_and_undone(office: Office) -> None:
    office.put("甲.xlsx", CROWD)
    office.put("误放.xlsx", [person("钱误放", 70), person("孙误放", 71)], "乙支部")
    office.validate()
    (office.folder / "inbox" / "误放.xlsx").unlink()
    office.put("甲.xlsx", CROWD[:2])
    office.validate("2023-06-21")
    gone = [f for f in office.report["findings"] if f["code"] == "F115"]
    assert len(gone) == 1
    assert "钱误放" in gone[0]["message"] and "gradflow release --from" in gone[0]["advice"]
    assert office.run("release", "--from", "误放.xlsx", "--reason", "放错了文件夹的表", "--as-of", "2023-06-21") == 0
    assert office.run("release", "陈建国", "赵文", "--reason", "核实后不再报送", "--branch", "甲支部", "--as-of", "2023-06-21") == 0
    office.validate("2023-06-21")
    assert office.told() == []
    assert (office.status, office.report["owed"]["released"]) == (0, 4)
    shutil.rmtree(office.folder / ".gradflow")
    office.validate("2023-06-21")
    assert office.run("release", "赵文", "--undo") == 0
    assert "钱误放" in (office.run("grant"), office.screen)[1]


def test_a_workbook_gone_is_one_finding_and_those_elsewhere_need_nothing(office: Office) -> None:
    office.put("附件2.xlsx", CROWD[:2])
    office.put("附件2-补充.xlsx", CROWD[2:])
    office.validate()
    assert office.told() == []
    path = office.folder / "inbox" / "附件2-补充.xlsx"
    kept = path.read_bytes()
    path.unlink()
    office.validate("2023-06-21")
    assert [code for code, _ in office.told()] == ["F115"]
    path.with_name("改了名.xlsx").write_bytes(kept)
    office.validate("2023-06-22")
    assert office.told() == []


def test_n5_versions_equal_people_count_once_and_the_later_correction_counts(office: Office) -> None:
    old = office.put("附件2.xlsx", [{**CROWD[0], **WRONG}, *CROWD[1:]])
    new = office.put("附件2（改好）.xlsx", CROWD)
    for path, day in ((old, 1686900000), (new, 1687000000)):
        os.utime(path, (day, day))
    found = office.validate("2023-06-22")
    assert (found["counts"]["rows_read"], found["counts"]["rows_accepted"], office.status) == (4, 4, 0)
    assert [(c["field"], c["before"], c["after"]) for c in found["changes"] if c["field"] == "sex"] == [("sex", "女", "男")]


def test_n5_what_differs_waits_and_one_copy_settles_all(office: Office) -> None:
    office.put("附件2.xlsx", [*CROWD[:3], {**CROWD[3], "address": "江苏省苏州市吴江区松陵街道仲英大道1号 215200"}])
    office.put("附件2（改）.xlsx", [CROWD[0], CROWD[1], CROWD[3], person("钱只在新", 80)])
    found = office.validate("2023-06-22")
    assert (found["counts"]["rows_read"], found["counts"]["rows_rejected"]) == (5, 1)
    assert sorted(office.told()) == [("F120", "赵文"), ("F121", "钱只在新"), ("F121", "陈建国")]
    book = openpyxl.load_workbook(office.copy())
    names = [str(cell.value) for sheet in book.worksheets if sheet.title.startswith("附件2") for cell in sheet["B"]]
    assert {"王大明", "李小红", "陈建国", "赵文", "钱只在新"} <= set(names)
    office.return_copy("交回.xlsx")
    found = office.validate("2023-06-23")
    assert (found["counts"]["rows_read"], found["counts"]["errors"]) == (5, 0)
    assert found["owed"]["in_question"] == 0


def test_keep_chooses_a_version_and_undo_takes_it_back(office: Office) -> None:
    office.put("附件2.xlsx", CROWD)
    office.put("附件2（改）.xlsx", [{**CROWD[0], "address": "江苏省苏州市吴江区松陵街道仲英大道1号 215200"}, *CROWD[1:3]])
    office.validate("2023-06-22")
    assert office.run("keep", "附件2（改）.xlsx", "--as-of", "2023-06-22") == 0
    found = office.validate("2023-06-22")
    assert found["counts"]["rows_read"] == 3
    assert office.told("X621", "F115") == [("X621", "赵文")]
    assert office.run("keep", "附件2（改）.xlsx", "--undo") == 0
    assert office.validate("2023-06-22")["counts"]["rows_read"] == 4
    assert office.told("X621", "F115") == []


def test_n6_and_n7_a_sheet_that_is_refused_is_no_version(office: Office) -> None:
    strange = roster([person("吴往届", 90)])
    strange[0] = [str(strange[0][0]).replace("2023", "2022")]
    write_xlsx(office.folder / "inbox" / "去年.xlsx", strange)
    wrong = roster(CROWD)
    wrong[0] = strange[0]
    write_xlsx(office.folder / "inbox" / "附件2.xlsx", wrong)
    office.put("附件2（改正）.xlsx", CROWD)
    found = office.validate("2023-06-22")
    states = {s["file"]: (s["state"], s["rows_accepted"]) for s in found["submissions"] if s["file"]}
    assert states["inbox/附件2（改正）.xlsx"] == ("clean", 4)
    assert states["inbox/附件2.xlsx"][0] == "superseded"
    assert [code for code, _ in office.told()] == ["F211"]
    (office.folder / "inbox" / "去年.xlsx").unlink()
    office.validate("2023-06-22")
    assert office.told() == []


def test_n8_a_sheet_without_a_branch_takes_no_part(office: Office) -> None:
    office.put("名单.xlsx", CROWD, "丙支部")
    office.put("乙.xlsx", [person("郑乙", 95)], "乙支部")
    office.validate()
    office.put("甲支部 名单.xlsx", CROWD, "甲支部")
    found = office.validate("2023-06-21")
    assert office.told() == []
    assert found["counts"]["rows_accepted"] == 5


def test_moved_to_another_branch_is_settled_on_both_sides(office: Office) -> None:
    office.put("甲.xlsx", CROWD)
    office.put("乙.xlsx", [CROWD[3], person("郑乙", 95)], "乙支部")
    office.validate()
    assert {code for code, _ in office.told()} == {"X501"}
    office.put("甲.xlsx", CROWD[:3])
    office.validate("2023-06-21")
    assert office.told() == []


def test_a_branch_renamed_is_one_finding_until_its_old_name_is_an_alias(office: Office) -> None:
    office.visit("附件3第一次.xlsx", [{"name": "张山", "sex": "男"}, {"name": "李强", "sex": "男"}])
    office.validate("2023-07-20")
    toml = office.folder / "campaign.toml"
    text = toml.read_text("utf-8")
    toml.write_text(text.replace('name = "甲支部"', 'name = "甲新支部"'), "utf-8")
    (office.folder / "inbox" / "附件3第一次.xlsx").unlink()
    office.validate("2023-07-21")
    assert [code for code, _ in office.told("F115", "F116", "X621")] == ["F116"]
    toml.write_text(text.replace('name = "甲支部"', 'name = "甲新支部"\naliases = ["甲支部"]'), "utf-8")
    office.visit("附件3第一次.xlsx", [{"name": "张山", "sex": "男"}, {"name": "李强", "sex": "男"}], "甲新支部")
    office.validate("2023-07-21")
    assert office.told("F115", "F116", "X621") == []


def test_trial_runs_and_earlier_days_note_and_forget_nobody(office: Office, tmp_path: Path) -> None:
    office.put("甲.xlsx", CROWD[:3])
    office.validate("2023-06-22")
    office.put("甲.xlsx", CROWD)
    assert office.run("validate", ".", "--as-of", "2023-06-23", "--out", str(tmp_path / "试")) in {0, 1}
    office.validate("2023-06-21")
    office.put("甲.xlsx", CROWD[:3])
    office.validate("2023-06-24")
    assert office.told() == []


def test_a_shorter_second_round(office: Office) -> None:
    both = [{"name": "张山", "sex": "男"}, {"name": "李强", "sex": "男"}]
    office.visit("附件3第一次.xlsx", both)
    office.validate("2023-07-20")
    office.visit("附件3第二次.xlsx", both[:1])
    office.validate("2023-08-20")
    assert ("X615", "李强") in office.told()
    (office.folder / "inbox" / "附件3第一次.xlsx").unlink()
    office.validate("2023-08-21")
    assert [person for _, person in office.told("X615", "X621", "F115")] in (["李强"], [""])


def test_who_came_twice_before_the_round_began_is_one_person(office: Office) -> None:
    """The ID number that the roster tells is known of rows that count only; and those of equal workbooks count once."""
    office.put("附件2.xlsx", CROWD[:2])
    people = [{"name": one["name"], "sex": one["sex"]} for one in CROWD[:2]]
    for number, some in enumerate((people, people, people[1:])):
        office.visit(f"附件3第二次{number}.xlsx", some)
        office.validate(f"2023-07-{10 + number}")
    office.validate("2023-07-31")
    assert office.told("X621", "F115") == []


def test_campaign_toml_cannot_switch_it_off(office: Office) -> None:
    toml = office.folder / "campaign.toml"
    toml.write_text(toml.read_text("utf-8") + '[rules]\nX621 = "off"\nF115 = "info"\n', "utf-8")
    office.put("甲.xlsx", CROWD)
    office.validate()
    office.put("甲.xlsx", CROWD[:3])
    office.validate("2023-06-21")
    assert (office.told(), office.status) == ([("X621", "赵文")], 1)


def test_marks_in_a_circle_cost_nobody(office: Office) -> None:
    office.put("甲.xlsx", [{**CROWD[0], **WRONG}, *CROWD[1:]])
    office.validate()
    office.return_copy("改.xlsx")
    office.validate("2023-06-21")
    found = office.validate("2023-06-21")
    assert found["counts"]["rows_read"] == 4


def test_a_ledger_deleted_is_said_once_and_purge_says_who_was_owed(office: Office) -> None:
    office.put("甲.xlsx", CROWD)
    office.validate()
    office.put("甲.xlsx", CROWD[:2])
    office.validate("2023-06-21")
    office.run("purge", ".", "--dry-run")
    assert "还有 2 人次去向待查" in office.screen
    shutil.rmtree(office.folder / ".gradflow")
    office.validate("2023-06-21")
    assert "收件账本(.gradflow)不在了" in office.screen
    assert office.report["owed"]["in_question"] == 0
    office.validate("2023-06-21")
    assert "不在了" not in office.screen


def test_somebody_unread_stays_owed_when_the_workbook_is_gone(office: Office) -> None:
    """N2: named while the sheet is there; a corrected copy without it, or a workbook taken away, loses nobody."""
    path = write_xlsx(
        office.folder / "inbox" / "甲.xlsx", roster([{**CROWD[0], **WRONG}]), [[one["name"], one["id_number"]] for one in CROWD[1:]]
    )
    office.validate()
    assert office.told("F247") == [("F247", "")]
    assert office.report["owed"]["in_question"] == 3
    office.return_copy("改.xlsx")
    office.validate("2023-06-21")
    assert office.report["owed"]["in_question"] == 3
    path.unlink()
    office.validate("2023-06-22")
    assert office.report["owed"]["in_question"] == 3
    texts = "".join(f["message"] for f in office.report["findings"] if f["severity"] == "error")
    assert all(one["name"] in texts for one in CROWD[1:])
    office.put("补.xlsx", CROWD[1:])
    office.validate("2023-06-23")
    assert office.report["owed"]["in_question"] == 0


ON_20_JULY = [{"name": one["name"], "sex": one["sex"], "follow_up_contact": "电话 2023.7.20"} for one in CROWD[:3]]
ON_18_SEPTEMBER = [{**one, "follow_up_contact": "电话 2023.9.18"} for one in ON_20_JULY]


def came(path: Path, day: str) -> None:
    moment = datetime.fromisoformat(f"{day}T10:00").timestamp()
    os.utime(path, (moment, moment))


def states(office: Office, form: str) -> dict[int | None, tuple[str, str | None]]:
    own = [one for one in office.report["submissions"] if (one["form"], one["branch"]) == (form, "甲支部")]
    return {one["round"]: (one["timeliness"], one["state"]) for one in own}


def in_july(office: Office, file: str) -> Path:
    """Roster and first round in time; the path of the second."""
    came(office.put("附件2.xlsx", CROWD[:3]), "2023-06-20")
    office.validate("2023-06-25")
    path = office.visit(file, ON_20_JULY)
    came(path, "2023-07-21")
    office.validate("2023-07-26")
    assert states(office, "follow_up") == {1: ("on_time", "clean")}
    return path


@pytest.mark.parametrize("second", ["附件3.xlsx", "附件3-第二次.xlsx"])
def test_l_a_round_that_came_in_time_has_come_although_its_file_is_gone(office: Office, second: str) -> None:
    in_july(office, "附件3.xlsx").unlink()
    came(office.visit(second, ON_18_SEPTEMBER), "2023-09-20")
    for day in ("2023-09-21", "2023-09-26"):
        office.validate(day)
        assert states(office, "follow_up") == {1: ("on_time", None), 2: ("on_time", "clean")}
        assert "附件3第1次" not in (office.folder / "reports" / "各支部" / "甲支部" / "消息.txt").read_text("utf-8-sig")


def test_l_a_roster_taken_away_is_told_the_office_and_not_asked_of_the_branch(office: Office) -> None:
    in_july(office, "附件3.xlsx")
    (office.folder / "inbox" / "附件2.xlsx").unlink()
    for day in ("2023-07-27", "2023-07-28"):
        office.validate(day)
        assert states(office, "transfer_out") == {None: ("on_time", None)}
        assert office.told("F115") == [("F115", "")]
        assert next(f["message"] for f in office.report["findings"] if f["code"] == "F115").startswith(
            "“附件2.xlsx”不在收件夹里了，里面有3人现在不在任何一份附件2里"
        )
        assert not (office.folder / "reports" / "各支部" / "甲支部" / "消息.txt").exists()


def test_l_a_workbook_filed_for_the_wrong_branch_and_taken_back_has_not_come(office: Office) -> None:
    came(office.put("甲.xlsx", CROWD[:3]), "2023-06-20")
    office.validate("2023-06-21")
    (office.folder / "inbox" / "甲.xlsx").unlink()
    came(office.put("乙.xlsx", CROWD[:3], "乙支部"), "2023-06-22")
    for day in ("2023-06-25", "2023-06-26"):
        office.validate(day)
        assert states(office, "transfer_out") == {None: ("missing", None)}


@pytest.mark.parametrize("file", ["附件3-第一次.xlsx", "附件3.xlsx"])
def test_l_last_rounds_form_filled_in_again_is_one_question(office: Office, file: str) -> None:
    """The file's name, or the mark of a form filled in beforehand, tells the round before."""
    path = in_july(office, file)
    if "第" not in file:
        office.run("template", "附件3", "--round", "1", "--campaign", ".", "--as-of", "2023-07-01")
        path.unlink()
        (form,) = (office.folder / "templates").glob("附件3-*-甲支部.xlsx")
        book = openpyxl.load_workbook(form)
        for row, one in enumerate(ON_18_SEPTEMBER, start=4):
            for column, key in ((5, "destination_type"), (9, "not_landed_reason"), (10, "follow_up_contact")):
                book["附件3"].cell(row, column).value = {**GOOD_VISIT, "not_landed_reason": "9月报到后转入", **one}[key]
        book.save(path)
    else:
        office.visit(file, ON_18_SEPTEMBER)
    came(path, "2023-09-20")
    office.validate("2023-09-21")
    assert office.told() == [("F227", "")]
    assert states(office, "follow_up")[1] == ("on_time", None)


def test_l_a_round_corrected_late_stays_that_round(office: Office) -> None:
    path = in_july(office, "附件3-第一次.xlsx")
    office.visit(path.name, [{**one, "follow_up_contact": "电话 2023.7.28"} for one in ON_20_JULY])
    came(path, "2023-08-01")
    office.validate("2023-08-02")
    assert {code for code, _ in office.told()} == {"R327"}


DOUBLED = {
    "no number": {"id_number": None}, "a wrong digit": {"id_number": CROWD[0]["id_number"][:-1] + ("0" if CROWD[0]["id_number"][-1] != "0" else "1")},
    "the name": dict.fromkeys(set(GOOD) - {"name"}), "name and sex": dict.fromkeys(set(GOOD) - {"name", "sex"}),
    "name and phone": dict.fromkeys(set(GOOD) - {"name", "phone"}), "another number typed": {"id_number": "32058420000101"},
}  # fmt: skip


@pytest.mark.parametrize("changed", DOUBLED.values(), ids=DOUBLED.keys())
def test_l_a_doubled_row_deleted_leaves_nobody_owed(office: Office, changed: dict) -> None:
    office.put("甲.xlsx", [*CROWD[:3], {**CROWD[0], **changed}])
    office.validate()
    office.return_copy("改.xlsx", lambda sheet: sheet.delete_rows(7))
    office.validate("2023-06-21")
    assert office.told() == []


@pytest.mark.parametrize("other", [{"sex": "女", "id_number": None}, {"phone": "13712345675", "id_number": None}])
def test_l_a_namesake_deleted_is_owed(office: Office, other: dict) -> None:
    office.put("甲.xlsx", [*CROWD[:3], {**CROWD[0], **other}])
    office.validate()
    office.return_copy("改.xlsx", lambda sheet: sheet.delete_rows(7))
    office.validate("2023-06-21")
    assert ("X621", CROWD[0]["name"]) in office.told()


@pytest.mark.parametrize("answer", ["copy", "copy without a round", "new form"])
def test_l_what_round_it_is_can_be_answered_in_every_way(office: Office, answer: str) -> None:
    in_july(office, "附件3-第一次.xlsx")
    path = office.visit("附件3-第一次（9月）.xlsx", ON_18_SEPTEMBER)
    came(path, "2023-09-20")
    office.validate("2023-09-21")
    assert office.told() == [("F227", "")]
    if answer == "new form":
        came(office.visit("附件3-第二次.xlsx", [{**one, "follow_up_contact": "电话 2023.9.19"} for one in ON_20_JULY]), "2023-09-22")
    else:
        name = "附件3-第二次（改）.xlsx" if answer == "copy" else "附件3（9月改）.xlsx"
        office.return_copy(name, sheet="附件3")
        came(office.folder / "inbox" / name, "2023-09-22")
    office.validate("2023-09-26")
    assert office.told() == []
    found = states(office, "follow_up")
    assert (found[1], found[2], found.get(None, ("", "superseded"))[1]) == (("on_time", "clean"), ("on_time", "clean"), "superseded")


WAITS = {"landed_org": None, "landed_on": None, "receipt": None, "follow_up_contact": "电话 2023.7.10"}


def landing_of(office: Office, name: str) -> tuple[str, bool]:
    (one,) = (one for one in gradflow.open(office.folder).validate(office.day).report.person_statuses if one.person.name == name)
    return one.landing.value, one.is_done


@pytest.mark.parametrize("how", ["released", "branch says so", "left out of the table"])
def test_who_stands_on_a_row_and_has_nothing_to_transfer_is_let_go(office: Office, how: str) -> None:
    """去世、出党、退学: nothing more is asked of the person, in this round and the next, and no letter is made out."""
    gone, stays = CROWD[0], CROWD[1]
    told = {**gone, **WAITS, "sex": gone["sex"], "not_landed_reason": "" if how == "left out of the table" else "6月因病去世"}
    rows = [{"name": stays["name"], "sex": stays["sex"], **WAITS, "not_landed_reason": "9月办理"}]
    rows += [] if how == "left out of the table" else [told]
    office.put("附件2.xlsx", [gone, stays])
    office.visit("附件3第一次.xlsx", rows)
    office.validate("2023-07-26")
    assert landing_of(office, gone["name"])[1] is False
    if how == "branch says so":
        (copy,) = (one for one in returned_copies(office.folder) if "附件3" in one.name)
        book = openpyxl.load_workbook(copy)
        sheet = next(one for one in book if one.title.startswith("附件3"))
        heads = {cell.value: cell.column for line in sheet.iter_rows() for cell in line if cell.value}
        row = next(line[0].row for line in sheet.iter_rows() if line[1].value == gone["name"])
        sheet.cell(row, heads["情况说明"]).value = "6月因病去世，已报组织部"
        book.save(office.folder / "inbox" / "附件3第一次.xlsx")
    else:
        assert office.run("release", gone["name"], "--reason", "已去世，见死亡证明", "--as-of", "2023-07-26") == 0, office.screen
    office.validate("2023-07-26")
    assert landing_of(office, gone["name"]) == ("ended", True)
    office.visit("附件3第二次.xlsx", rows)
    found = office.validate("2023-09-26")
    assert landing_of(office, gone["name"]) == ("ended", True)
    assert not [one for one in found["findings"] if one["person"] == gone["name"] and one["severity"] != "info" and one["state"] == "new"]
    assert office.run("letters", ".", "--as-of", "2023-09-26") in {0, 1} and "要开介绍信 1 人" in office.screen


def test_where_one_name_fits_nobody_nobody_is_let_go(office: Office) -> None:
    gone = {**CROWD[0], **WAITS, "not_landed_reason": "6月因病去世"}
    office.put("附件2.xlsx", [CROWD[0]])
    office.visit("附件3第一次.xlsx", [gone])
    office.validate("2023-07-26")
    assert office.run("release", gone["name"], "王不在", "--reason", "已去世，见死亡证明", "--as-of", "2023-07-26") == 2
    assert "王不在" in office.screen and not (office.folder / "grants.toml").exists()
