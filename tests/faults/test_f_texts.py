"""Texts: branches read nothing of the office's machinery, and all speaks of the campaign's own year and dates (faults C7, F8)."""

import dataclasses
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from mess import Mess, all_cases, outcome
from support import (
    CARD,
    COLLEGE,
    FORMS,
    GOOD,
    GOOD_CARD,
    GOOD_VISIT,
    SECOND,
    campaign_folder,
    context,
    report,
    roster,
    visits,
    workbook,
    write_returned,
)

from gradflow.app.campaign_file import CampaignError
from gradflow.app.session import open_session
from gradflow.cli.diff import _row as diff_row
from gradflow.forms.loader import load_forms
from gradflow.model.campaign import Branch, Campaign
from gradflow.model.cells import Location
from gradflow.model.findings import FindingState, Resolution
from gradflow.model.masking import Masking
from gradflow.model.reports import Report
from gradflow.outputs.acknowledgements import acknowledgements
from gradflow.outputs.briefing import tasks
from gradflow.outputs.consolidated import findings_table
from gradflow.outputs.html_page import page
from gradflow.outputs.reminders import reminders
from gradflow.outputs.words import _plain_name as short_name
from gradflow.outputs.words import calendar_note, late_text
from gradflow.pipeline.progress import progress_of
from gradflow.pipeline.working_days import unpublished_years
from gradflow.reading.sources import Sources
from gradflow.rules.registry import catalogue
from gradflow.writing.templates import Filling, write_template

OFFICE_WORDS = re.compile(
    r"inbox|toml|sha-?256|指纹|gradflow|reports/|支部×附件|members|aliases|\.(?:xlsx?|xlsb|csv|ods|et|json|txt)格式|另存为 ?\.|UTF-8|收件账本|findings",
    re.IGNORECASE,
)
"""What the office works with; names of files that a branch itself has given are its own."""
OWN_SHEETS = {"_选项", "_gradflow"}
CASES = [case for case in all_cases() if case.verdict in {"退回", "必须改", "改或说明"}]


def texts_of(path: Path) -> Iterator[str]:
    """All that one can read in a workbook: cells, comments and their author, hints, names of sheets, head and foot lines."""
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        if sheet.title in OWN_SHEETS:
            continue
        yield sheet.title
        for row in sheet.iter_rows():
            for cell in row:
                yield from (str(cell.value),) if cell.value is not None else ()
                yield from (cell.comment.text, cell.comment.author) if cell.comment else ()
        for rule in sheet.data_validations.dataValidation:
            yield from filter(None, (rule.promptTitle, rule.prompt, rule.errorTitle, rule.error))
        yield from filter(None, (sheet.oddFooter.center.text, sheet.oddHeader.center.text))


def branch_texts(made: Report, folder: Path) -> Iterator[tuple[str, str]]:
    """Everything a branch gets of a report: returned copies, receipts, messages."""
    sources = Sources(folder)
    for path in write_returned(folder / "out", made, sources=sources):
        yield from ((path.name, text) for text in texts_of(path))
    for branch, text in acknowledgements(made, FORMS, sources).items():
        yield from ((f"收件回执 {branch}", line) for line in text.splitlines())
    ctx = context()
    for branch, text in reminders(made, progress_of(made, FORMS, ctx), FORMS).items():
        yield branch, text


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_c7_a_branch_reads_nothing_of_the_office(tmp_path: Path, case: Mess) -> None:
    made = outcome(case, tmp_path)
    typed = {str(cell) for s in made.sheets for r in s.records for cell in r.cells.values()}
    found = [(where, text) for where, text in branch_texts(made, tmp_path) if text not in typed and OFFICE_WORDS.search(text)]
    assert found == []


OFFICE_ONLY = {"F115", "F116", "F124"}
"""Told of files and branches that are gone: no copy is written of them."""


def test_c7_no_check_speaks_to_a_branch_of_settings() -> None:
    told = {
        code: re.sub(r"\{\w+\}", "", f"{check.message} {check.advice}") for code, check in catalogue().items() if code not in OFFICE_ONLY
    }
    assert {code: text for code, text in told.items() if OFFICE_WORDS.search(text)} == {}


def test_c7_the_office_is_told_what_it_can_do_itself() -> None:
    (finding,) = [f for f in report(workbook("附件2.xlsx", roster([GOOD], branch="丙支部"))).findings if f.code == "F221"]
    assert "campaign.toml" not in finding.advice
    (row,) = [row for row in findings_table(report(workbook("附件2.xlsx", roster([GOOD], branch="丙支部")))).rows if row[10] == "F221"]
    assert "campaign.toml" in row[9]


def campaign(year: int) -> Campaign:
    return Campaign.model_validate({"college": COLLEGE, "cohort": year, "branches": (Branch(name="甲支部", members=2),)})


@pytest.mark.parametrize("year", [2025, 2026, 2027])
@pytest.mark.parametrize("key", FORMS)
def test_f8_forms_speak_of_their_own_year(tmp_path: Path, key: str, year: int) -> None:
    form, path = load_forms(None, campaign(year))[key], tmp_path / "a.xlsx"
    write_template(path, form, campaign(year), Filling(campaign(year).branches[0], 1 if form.spec.in_rounds else None))
    texts = list(texts_of(path))
    assert not [text for text in texts if "2023" in text or "截止日前" in text]
    assert any(f"{year}年{month}" in text for text in texts for month in ("6月24日", "7月25日"))
    assert not [text for text in texts if "{" in text]


def test_f8_what_nobody_should_pick_is_understood_but_not_offered() -> None:
    kind = FORMS["follow_up"].kinds["destination_type"]
    assert "已去世或已出党" not in kind.style().choices and "已去世" not in kind.describe()
    assert kind.parse("病故") == kind.parse("已去世或已出党") == "ended"
    book = BytesIO()
    write_template(book, FORMS["follow_up"], campaign(2023))
    assert not any("去世" in zipfile.ZipFile(book).read(name).decode("utf-8", "ignore") for name in zipfile.ZipFile(book).namelist())


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"landed_on": "7.10"}, "写成 2026.7.1 的样子"), ({"follow_up_contact": "电话"}, "如 电话 2026.7.20")],
)
def test_f8_advice_is_of_the_campaigns_year(wrong: dict[str, str], said: str) -> None:
    ctx = context(cohort=2026, graduated_on=date(2026, 6, 30))
    forms = load_forms(None, ctx.campaign)
    sheet = visits([{**GOOD_VISIT, "landed_on": "2026-07-10", "follow_up_contact": "电话 2026.7.15", **wrong}])
    sheet[0] = [str(sheet[0][0]).replace("2023", "2026")]
    found = report(workbook("附件3第一次.xlsx", sheet), forms=forms, ctx=dataclasses.replace(ctx, as_of=date(2026, 7, 25)))
    assert any(said in finding.advice for finding in found.findings), [f.advice for f in found.findings]


def guide(made: Report, folder: Path) -> list[str]:
    (path,) = write_returned(folder, made)
    return [str(row[0]) for row in openpyxl.load_workbook(path)["退回说明"].iter_rows(values_only=True) if row[0]]


def test_f8_a_table_of_cards_is_explained_as_a_table(tmp_path: Path) -> None:
    table = FORMS["registration_card"].table.spec
    rows = [{**GOOD_CARD, "sex": "不详"}.get(one.key, 1 if one.key == "seq" else None) for one in table.fields]
    sheet = [[table.titled(COLLEGE, 2023)], ["党支部名称：甲支部"], [one.head for one in table.fields], rows]
    (path,) = write_returned(tmp_path, report(workbook("附件1.xlsx", sheet)))
    told = [str(row[0]) for row in openpyxl.load_workbook(path)["填写说明"].iter_rows(values_only=True)]
    assert "直系亲属1手机" in told and not any("每人一张工作表" in line or "右边的空格" in line for line in told)


def test_f8_who_names_no_branch_is_told_where_to_name_it_and_is_a_task() -> None:
    sheet = [
        [CARD.spec.titled(COLLEGE, 2023)],
        *([cell for one in line for cell in (one.head, GOOD_CARD.get(one.key))] for line in CARD.spec.card_lines()),
    ]
    made = report(workbook("附件1.xlsx", sheet))
    (found,) = [one for one in made.findings if one.code == "F222"]
    assert "登记卡" in found.advice and "文件名" in found.advice
    told = {task.title: task.names for task in tasks(made, FORMS, progress_of(made, FORMS, context()))}
    assert told["看不出是哪个支部的文件"] == ["附件1.xlsx"]


@pytest.mark.parametrize(
    ("as_of", "said"),
    [
        (date(2023, 6, 20), "最迟2023年6月24日（截止日"),
        (date(2023, 7, 25), "请尽快，最迟2023年7月28日"),
        (date(2023, 9, 27), "请尽快，最迟2023年10月8日"),
    ],
)
def test_f8_a_returned_copy_says_by_when(tmp_path: Path, as_of: date, said: str) -> None:
    made = report(workbook("附件2.xlsx", roster([{**GOOD, "sex": "女"}])), ctx=dataclasses.replace(context(), as_of=as_of))
    assert any(said in line for line in guide(made, tmp_path))
    text = reminders(made, progress_of(made, FORMS, dataclasses.replace(context(), as_of=as_of)), FORMS)["甲支部"]
    day = re.search(r"(\d+月\d+日)", said.split("年")[1])
    assert day and f"{day[1]}前" in text and "改好附件2的退回件" in text


@pytest.mark.parametrize(
    ("person", "says", "omits"),
    [
        ({"sex": "女"}, ("红底粗框",), ("黄底", "绿底", "情况说明”格")),
        ({"address": "江苏省苏州市吴江区松陵街道云梨路100号"}, ("黄底虚框", "情况说明”格"), ("红底", "绿底")),
    ],
)
def test_c7_a_returned_copy_explains_only_the_colours_it_shows(
    tmp_path: Path, person: dict[str, str], says: tuple[str, ...], omits: tuple[str, ...]
) -> None:
    told = "\n".join(guide(report(workbook("附件2.xlsx", roster([{**GOOD, **person}]))), tmp_path))
    assert all(word in told for word in says) and not any(word in told for word in omits)


def test_f8_what_must_be_corrected_stands_first(tmp_path: Path) -> None:
    people = [{**SECOND, "age": 33}, {**GOOD, "sex": "女", "address": "江苏省苏州市吴江区松陵街道云梨路100号"}]
    made = report(workbook("附件2.xlsx", roster(people)))
    levels = [str(row[0]) for row in findings_table(made).rows]
    assert levels == sorted(levels, key=["必须改", "改或说明", "提示"].index) and len(set(levels)) > 1
    (path,) = write_returned(tmp_path, made)
    book = openpyxl.load_workbook(path)
    listed = [told[1] for row in book["退回说明"].iter_rows(values_only=True) if (told := re.search("【(.*?)】", str(row[3])))]
    assert listed == sorted(listed, key=["必须改", "改或说明"].index)
    told = next(str(cell) for row in book["附件2"].iter_rows(values_only=True) if row[1] == "王芳" for cell in row if "【" in str(cell))
    assert told.index("【必须改】") < told.index("【改或说明】")
    late = dataclasses.replace(context(), as_of=date(2023, 8, 30))
    text = reminders(made, progress_of(made, FORMS, late), FORMS)["甲支部"]
    assert text.splitlines()[1].startswith("1. 改好")


@pytest.mark.parametrize(
    ("name", "shown"),
    [("阿卜杜热合曼·麦麦提艾力", "阿卜杜热合曼·麦麦提艾力"), ("王芳(0016)", "王芳"), ("王芳 0016", "王芳"), ("长" * 40, "长" * 30 + "…")],
)
def test_f8_a_reminder_cuts_no_name_in_silence(name: str, shown: str) -> None:
    assert short_name(name) == shown


def outcome_of(before: str, after: str, state: FindingState = FindingState.SOLVED) -> Resolution:
    return Resolution(
        state, Location("a.xlsx", "附件2", 4, 6), "甲支部", "王芳", "C207", "校验位不符", "id_number", "身份证号码", before, after
    )


@pytest.mark.parametrize("state", [FindingState.SOLVED, FindingState.MISCORRECTED])
def test_f8_two_numbers_that_look_alike_when_masked_are_told_apart(state: FindingState) -> None:
    changed = " ".join(diff_row(outcome_of("411425200005120016", "411425199905120016", state), Masking()))
    assert "号码已改" in changed and "→" not in changed
    assert "空白 → 4114" in " ".join(diff_row(outcome_of("", "411425200005120032", state), Masking()))
    assert "这一格没有动" in " ".join(diff_row(outcome_of("正式党员", "正式党员", state), Masking()))


TOML = """college = "苏州信息职业技术学院"
cohort = 2026
[[branches]]
name = "甲支部"
aliases = ["甲", "乙"]
[[deadlines]]
form = "transfer_out"
due_on = 2026-06-24
"""
WRONG_LINES = (
    ("cohort = ２０２６", "全角的 ２ 要改成半角的 2"), ("college = “苏州信息职业技术学院”", '中文引号 “ 要改成英文的 "'),
    ('college = "苏州信息职业技术学院”', '中文引号 ” 要改成英文的 "'), ('college = “苏州信息职业技术学院"', '中文引号 “ 要改成英文的 "'),
    ('college："苏州信息职业技术学院"', "中文标点 ： 要改成英文的 ="), ('college＝"苏州"', "中文标点 ＝ 要改成英文的 ="), ("name = ‘甲支部’", '中文引号 ‘ 要改成英文的 "'),
    ('aliases = ["甲"，"乙"]', "中文标点 ， 要改成英文的 ,"), ('aliases = ["甲"、"乙"]', "中文标点 、 要改成英文的 ,"), ('aliases = 【"甲", "乙"】', "中文标点 【 要改成英文的 ["),
    ('aliases = ["甲", "乙"］', "中文标点 ］ 要改成英文的 ]"), ('aliases = ["甲", "乙"', "方括号没有成对"), ('aliases = ("甲", "乙")', "圆括号要改成方括号"),
    ('aliases = "甲", "乙"', "一起放在方括号里"), ("［［branches］］", "中文标点 ［ 要改成英文的 ["), ("[[branches]", "方括号要成对"), ("due_on = 2026.6.24", "日期要写成 2026-06-24"),
    ("due_on = 2026年6月4日", "日期要写成 2026-06-04"), ("due_on = 2026/6/24 # 截止", "日期要写成 2026-06-24"), ("due_on = 2026-6-24", "日期要写成 2026-06-24"),
    ("name = 甲支部", '写成 "甲支部"'), ("name 甲支部", "少了 ="), ('名称 = "甲支部"', "名称只能用英文"), ('name = "甲支部', "英文双引号要成对"),
    ('name = "C:\\甲"', "反斜杠"), ('name　= "甲支部"', "全角空格"), ('name = "甲支部"，', "行末的 ， 是多出来的"), ('name = "甲支部" ＃说明', "中文标点 ＃ 要改成英文的 #"),
    ("cohort = 2026届", "写成 2026"), ('name = "甲支部"\nname = "乙"', "前面已经写过一次"), ("这里写甲支部", "名称只能用英文"),
)  # fmt: skip


@pytest.mark.parametrize(("line", "said"), WRONG_LINES, ids=[line for line, _ in WRONG_LINES])
def test_f8_a_wrong_sign_in_campaign_toml_is_named(tmp_path: Path, line: str, said: str) -> None:
    key = re.match(r"\w+|\W", line)
    lines = TOML.splitlines()
    place = next((n for n, old in enumerate(lines) if key and old.startswith(key[0][:4])), 2 if "branches" in line else 3)
    lines[place] = line
    folder = campaign_folder(tmp_path / "c")
    (folder / "campaign.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(CampaignError) as caught:
        open_session(folder)
    assert said in str(caught.value)
    number = place + 1 + line.count("\n")
    assert f"第{number}行" in str(caught.value)


def test_f8_chinese_signs_within_strings_and_notes_are_no_fault(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c")
    text = TOML.replace('"甲"', '"甲，“一”：【二】（三）"') + "# 说明：“中文”，都可以\n"
    (folder / "campaign.toml").write_text(text, encoding="utf-8")
    assert open_session(folder).campaign.branches[0].name == "甲支部"


@pytest.mark.parametrize(
    ("due", "day", "said"),
    [
        ((2026, 9, 30), (2026, 10, 9), "逾期9天(2个工作日)"), ((2026, 12, 31), (2027, 1, 4), "逾期4天(约1个工作日)"),
        ((2027, 4, 30), (2027, 5, 5), "逾期5天(约3个工作日)"), ((2027, 9, 30), (2027, 10, 8), "逾期8天(约5个工作日)"),
    ],
)  # fmt: skip
def test_f8_holidays_beyond_the_published_years(due: tuple[int, int, int], day: tuple[int, int, int], said: str) -> None:
    assert late_text(date(*due), date(*day)) == said


def test_f8_that_working_days_are_estimated_is_told() -> None:
    assert unpublished_years([date(2026, 6, 24), date(2027, 7, 25)]) == [2027]
    ctx = context(cohort=2027, graduated_on=date(2027, 6, 30))
    made = report(workbook("附件2.xlsx", roster([GOOD])), ctx=dataclasses.replace(ctx, as_of=date(2027, 6, 20)))
    assert calendar_note(made).startswith("2027年的放假安排还不知道") and calendar_note(made) in page(
        made, FORMS, progress_of(made, FORMS, ctx)
    )
