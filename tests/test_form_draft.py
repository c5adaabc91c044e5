"""gradflow form draft: blank workbooks as offices print them become forms that work as they are drafted."""

from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest
from blanks import BLANKS, Blank, write
from samples import sample
from support import EVERY, GOOD, GOOD_CARD, ROOT, SECOND, findings_json, run_campaign, shown

from gradflow.app.form_drafts import draft_forms
from gradflow.forms.checking import check_forms
from gradflow.forms.loader import Form, load_forms
from gradflow.model.campaign import Campaign
from gradflow.reading.openpyxl_pass import looks_of

COLLEGE = "江南某某大学"
DAY = date(2023, 7, 25)
FORMS = {name: [blank for blank in blanks if blank.heads] for name, blanks in BLANKS.items()}
KINDS = {
    "转移登记": "seq person_name choice text text text id_number choice text organisation address organisation organisation phone text date text",
    "两行表头": "seq person_name choice id_number organisation phone address text date number date text",
    "按渠道三张": "seq person_name choice ethnicity id_number text organisation text|date phone date text",
    "十五栏": "seq text text choice person_name choice age ethnicity choice date id_number organisation organisation text date",
    "统计表": "seq text number number number number text",
    "档案转递": "seq person_name text id_number date date date choice text postcode tracking_number date phone",
    "封面和大表": "seq person_name choice phone choice text choice text text",
    "保留": "seq person_name choice id_number phone choice date date choice date organisation text",
    "两层标题": "seq person_name choice date text phone choice text",
    "填过的": "seq person_name choice date number text text",
    "重复的表头": "seq person_name choice phone text phone choice date text date",
    "转出登记换行": "seq person_name choice text organisation organisation organisation date phone",
}
"""The kinds of the columns as drafted."""
TO_DECIDE = {
    "转移登记": 9,
    "两行表头": 8,
    "按渠道三张": 2,
    "十五栏": 6,
    "统计表": 5,
    "档案转递": 6,
    "封面和大表": 3,
    "保留": 2,
    "两层标题": 2,
    "填过的": 4,
    "转出登记换行": 4,
    "重复的表头": 5,
}
"""How many lines a person has to look at, at most, on a sheet."""


def drafted(folder: Path, name: str, *words: str, blanks: Any = None) -> tuple[Path, Any]:
    """A campaign with the forms drafted from a blank, and what the command said."""
    campaign = folder / "2023届"
    (campaign / "inbox").mkdir(parents=True, exist_ok=True)
    (campaign / "campaign.toml").write_text(f'college = "{COLLEGE}"\ncohort = 2023\n[[branches]]\nname = "甲支部"\n', encoding="utf-8")
    book = write(folder / f"{name}.xlsx", blanks or BLANKS[name])
    return campaign, shown("form", "draft", book, "--campaign", campaign, *words)


def own_forms(campaign: Path) -> list[Form]:
    """The forms that were drafted, in the order of their sheets."""
    forms = load_forms(campaign / "forms")
    return [forms[path.stem] for path in sorted((campaign / "forms").glob("*.toml"))]


def heads_of(blank: Blank) -> list[tuple[str, str]]:
    """Group and head of each column."""
    return [(group, head) for group, _, head in (text.rpartition("｜") for text in blank.heads)]


@pytest.mark.parametrize("name", BLANKS)
def test_a_draft_can_be_used_at_once_and_looks_like_the_blank(name: str, tmp_path: Path) -> None:
    campaign, told = drafted(tmp_path, name)
    assert (told.status, told.err) == (0, "")
    assert shown("form", "check", "--campaign", campaign).status == 0
    forms = own_forms(campaign)
    assert len(forms) == len(FORMS[name]) == told.out.count("已起草")
    for form, blank in zip(forms, FORMS[name], strict=True):
        assert [(field.group, field.head) for field in form.spec.fields] == heads_of(blank)
        widths = [field.width for field in form.spec.fields]
        assert widths == [max(5, 6 + 2 * place % 9) for place in range(1, len(widths) + 1)] or "转移登记" in name or name == "保留"
        assert [one.split()[0] for one in form.spec.notes] == [one.split()[0] for one in blank.below if one != "合计"]
        expected = [one.split("|") for one in KINDS[name].split()]
        assert all(form.kinds[field.key].name in one for field, one in zip(form.spec.fields, expected, strict=True))
        text = (campaign / "forms" / f"{form.key}.toml").read_text("utf-8")
        assert sum("请核对" in line for line in text.splitlines()[1:]) <= TO_DECIDE[name]
        looks_like(campaign, form, blank)


def looks_like(campaign: Path, form: Form, blank: Blank) -> None:
    """Whether the form's own template begins as the blank does."""
    assert shown("template", form.spec.annex, "--campaign", campaign).status == 0
    (path,) = (campaign / "templates").glob(f"{form.spec.annex}-*")
    sheet = openpyxl.load_workbook(path)[form.spec.annex]
    title = next(text for text in blank.top if any(word in text for word in ("表", "一览"))) if blank.top else ""
    written = str(sheet["A1"].value)
    assert title.split("20")[-1][-8:] in written and COLLEGE in written and "2023" in written
    lines = [text for text in blank.top if text.rstrip().endswith("：") and len(text) > 5]
    assert not lines or str(sheet["A2"].value).split("：")[0] == lines[0].split("：")[0]
    numbers = [row[0].value for row in sheet.iter_rows(max_col=1) if isinstance(row[0].value, int)]
    assert len(numbers) == (blank.rows if not blank.people else 5)


@pytest.mark.parametrize("name", [name for name in BLANKS if name != "统计表"])
def test_the_office_s_own_blank_filled_in_is_merged(name: str, tmp_path: Path) -> None:
    campaign, _ = drafted(tmp_path, name)
    forms, random = own_forms(campaign), Random(5)
    people = {}
    for form, blank in zip(forms, FORMS[name], strict=True):
        rows = [[number if one.kind == "seq" else sample(form.kinds[one.key], random) for one in form.spec.fields] for number in (1, 2)]
        people[blank.name] = rows
    filled = [blank._replace(people=people.get(blank.name, ())) for blank in BLANKS[name]]
    write(campaign / "inbox" / "甲支部.xlsx", filled)
    found = run_campaign(campaign, DAY)
    read = {one.form: one for one in found.sheets}
    assert {form.key: len(read[form.key].records) for form in forms if form.key in read} == {form.key: 2 for form in forms}
    for form in forms:
        assert set(read[form.key].columns) == {field.key for field in form.spec.fields}
    assert all(one["code"] not in {"F201", "F202"} for one in findings_json(campaign)["findings"])


def test_a_changed_official_form_becomes_a_change_of_it(tmp_path: Path) -> None:
    campaign, told = drafted(tmp_path, "转移登记")
    assert "附件2的改动《毕业生党员组织关系转移登记表》，17栏" in told.out
    text = (campaign / "forms" / "transfer_out.toml").read_text("utf-8")
    assert 'drop = ["age", "ethnicity", "address", "remark"]' in text and 'after = "sex"' in text
    again = shown("form", "draft", tmp_path / "转移登记.xlsx", "--campaign", campaign)
    assert again.status == 0 and (campaign / "forms" / "form_1.toml").exists()  # the change stays as it is
    assert (campaign / "forms" / "transfer_out.toml").read_text("utf-8") == text


@pytest.mark.parametrize("form", EVERY.values(), ids=EVERY)
def test_a_built_in_form_is_known_again(form: Form, tmp_path: Path) -> None:
    campaign, _ = drafted(tmp_path, "统计表")
    campaign_toml = campaign / "campaign.toml"
    campaign_toml.write_text(f'forms = ["{form.spec.annex}"]\n' + campaign_toml.read_text("utf-8"), encoding="utf-8")
    assert shown("template", form.key, "--campaign", campaign).status == 0
    (blank,) = (campaign / "templates").glob(f"{form.spec.annex}-*")
    told = shown("form", "draft", blank, "--campaign", campaign)
    assert told.status == 0 and f"就是自带的{form.spec.annex}，没有改动" in told.out
    assert not (campaign / "forms" / f"{form.key}.toml").exists()


def test_a_draft_names_no_form_that_the_campaign_does_not_use(tmp_path: Path) -> None:
    campaign, told = drafted(tmp_path, "按渠道三张")
    assert told.status == 0
    assert not [path.name for path in (campaign / "forms").iterdir() if any(word in path.read_text("utf-8") for word in ("附件", "附表8"))]


def test_a_key_of_one_s_own(tmp_path: Path) -> None:
    campaign, told = drafted(tmp_path, "按渠道三张", "--key", "moved")
    assert told.status == 0 and {path.stem for path in (campaign / "forms").iterdir()} == {"moved", "moved_2", "moved_3"}
    again = shown("form", "draft", tmp_path / "按渠道三张.xlsx", "--campaign", campaign, "--key", "moved")
    assert again.status == 2 and "已经有了，没有改动" in again.err
    assert "只能用小写英文字母" in drafted(tmp_path, "统计表", "--key", "表")[1].err


def test_what_shows_no_form_is_said(tmp_path: Path) -> None:
    assert "没有起草(看不出表头)：封面" in drafted(tmp_path, "封面和大表")[1].out
    told = drafted(tmp_path, "空", blanks=[Blank(["江南某某大学", "通知"], [])])[1]
    assert told.status == 2 and "没有看到表头" in told.err
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04 no")
    assert shown("form", "draft", tmp_path / "坏.xlsx", "--campaign", tmp_path / "2023届").status == 2
    assert looks_of(b"no workbook") == {}


def test_drop_downs_lines_and_guesses(tmp_path: Path) -> None:
    campaign, _ = drafted(tmp_path, "两行表头")
    (form,) = own_forms(campaign)
    assert form.spec.lines == ("填报单位（盖章）：{branch}　　填报人：        填报日期：",)
    assert [field.key for field in form.spec.fields if field.group == "接收党组织"] == [
        "receiving_department",
        "contact_phone",
        "postal_address",
    ]
    campaign, _ = drafted(tmp_path / "2", "档案转递")
    (form,) = own_forms(campaign)
    assert next(form.kinds[one.key].style().choices for one in form.spec.fields if "志愿书" in one.head) == ("有", "无")


def test_nothing_that_somebody_filled_in_gets_into_a_form(tmp_path: Path) -> None:
    people = [
        [n, f"王{name}", "甲类" if n % 2 else "乙类", f"钱{'一二'[n % 2]}", f"139612345{n}0", f"松陵街道云梨路{n}00号"]
        for n, name in enumerate("芳强敏洋昊爽", start=1)
    ]
    people.append([None, None, None, None, None, "这一行是上一个人的地址接着写的"])
    blank = Blank(
        ["江南某某大学2023届走访登记表", "填报单位：甲支部　　填报人：孙某　　填报日期：2023年6月1日"],
        ["序号", "姓名", "等次", "经办人", "电话", "地址"], ["填表人：李某　　审核人：周某", "注：1、每人一行。"], people=people,
    )  # fmt: skip
    campaign, told = drafted(tmp_path, "填过", blanks=[blank])
    assert told.status == 0
    text = next((campaign / "forms").glob("*.toml")).read_text("utf-8")
    assert not [word for row in people for word in row[1:] if word not in {None, "甲类", "乙类"} and str(word) in text]
    assert not [word for word in ("孙某", "李某", "周某", "甲支部", "2023年6月") if word in text]
    assert "填报人：" in text and "审核人：" in text and "注：1、每人一行。" in text and '"甲类"' in text


def test_sheets_of_the_same_title_and_heads_are_told_apart_by_their_names(tmp_path: Path) -> None:
    alike = [BLANKS["按渠道三张"][0]._replace(name=name) for name in ("省内", "省外")]
    campaign, _ = drafted(tmp_path, "两张", blanks=alike)
    person = [1, "王芳", "女", "汉族", "320584200005120024", "2020001", "中共昆山市委组织部", "1", "13961234579", "2023-06", ""]
    write(campaign / "inbox" / "甲支部.xlsx", [blank._replace(people=[person]) for blank in alike])
    assert {one.sheet: one.form for one in run_campaign(campaign, DAY).sheets} == {"省内": "form_1", "省外": "form_2"}


ODD = (
    '“引号”"x"',
    "反\\斜",
    "换\n行",
    "{大括号}",
    "照片",
    "手机",
    "电话",
    "姓名",
    "是否",
    "人数",
    "#号",
    "①",
    "联系人姓名",
    "党支部",
    "日期",
    "a=b",
)


def test_any_blank_becomes_a_form_that_loads(tmp_path: Path) -> None:
    random = Random(11)
    heads = [head for form in EVERY.values() for field in form.spec.fields for head in (field.head, *field.aliases[:3])]
    for number in range(12):
        chosen = [random.choice(heads if random.random() < 0.7 else ODD) for _ in range(random.randint(4, 13))]
        grouped = [f"{random.choice(('接收党组织', '基本信息'))}｜{head}" if random.random() < 0.2 else head for head in chosen]
        book = write(tmp_path / f"{number}.xlsx", [Blank(["附件9", "填报单位：", "填表{人}："], grouped, ["注：{x}"])])
        folder = tmp_path / f"forms{number}"
        written, _ = draft_forms(book, folder, Campaign.of_notice())
        assert len(written) == 1 and check_forms(sorted(folder.glob("*.toml")))[0] == []


CARD = [
    ["江南某某大学2023届毕业生党员信息卡"],
    ["姓名", None, "性别", None, "照片"],
    ["学号", None, "入党时间", None],
    ["家庭住址", None, None, None],
    ["本人手机", None, "父亲姓名", None],
    ["手机", None, "备注", None],
]


def test_a_card(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in CARD:
        book.active.append(row)
    campaign, _ = drafted(tmp_path, "统计表", "--key", "figures")
    book.save(tmp_path / "卡.xlsx")
    told = shown("form", "draft", tmp_path / "卡.xlsx", "--campaign", campaign, "--key", "card")
    assert told.status == 0, told.err
    form = load_forms(campaign / "forms")["card"]
    assert form.spec.layout == "card" and {"name", "sex", "photo"} <= form.kinds.keys()
    assert [field.line for field in form.spec.fields if field.kind != "photo"] == [1, 1, 2, 2, 3, 4, 4, 5, 5]
    assert shown("form", "check", "--campaign", campaign).status == 0


EVERYONE = ("# lists_everyone = true", "lists_everyone = true")
BY_HAND: dict[str, list[tuple[str, str]]] = {
    "两行表头": [EVERYONE],
    "按渠道三张": [("# channel", "channel"), ("# channel", "channel"), ("# channel", "channel"), ('kind = "text"', 'kind = "organisation_code"')],
    "十五栏": [EVERYONE, ('key = "file_owner"', 'key = "sort"'), ('like = "member_file.file_owner"', 'kind = "text"')],
    "档案转递": [EVERYONE],
    "封面和大表": [EVERYONE, ('label = "未办结原因"', 'label = "未办结原因"\nrequired_if = { yes_no = ["c2"] }')],
    "两层标题": [EVERYONE],
    "填过的": [('key = "column_6"\nhead = "交至"\nkind = "text"', 'key = "column_6"\nhead = "交至"\nkind = "date"')],
    "重复的表头": [
        ('key = "mobile"', 'key = "parent_mobile"'), ('like = "registration_card.mobile"', 'kind = "phone"'),
        ('key = "held_on"', 'key = "on"'), ('like = "education_month"', 'kind = "date"'),
    ],
    "转出登记换行": [EVERYONE],
}  # fmt: skip
"""What an office would change in each draft, by hand."""
PAGE = (ROOT / "docs" / "自定义表格.md").read_text("utf-8")
TABLE = [line.split("|")[1:-1] for line in PAGE.partition("## 六、")[2].splitlines() if line.startswith("| ")][2:]


@pytest.mark.parametrize(("name", "row"), [*zip(BLANKS, TABLE, strict=True)], ids=BLANKS)
def test_from_the_blank_to_the_merged_report_as_the_guide_counts(name: str, row: list[str], tmp_path: Path) -> None:
    campaign, _ = drafted(tmp_path, name)
    paths, by_hand = sorted((campaign / "forms").glob("*.toml")), BY_HAND.get(name, ())
    to_look = sum("请核对" in line for path in paths for line in path.read_text("utf-8").splitlines()[1:])
    for old, new in by_hand:
        path = next(path for path in paths if f"\n{old}" in path.read_text("utf-8"))
        path.write_text(path.read_text("utf-8").replace(f"\n{old}", f"\n{new}", 1), "utf-8")
    forms, random = own_forms(campaign), Random(5)
    people = [{**GOOD_CARD, "sort": "学生", **person} for person in (GOOD, SECOND)]
    filled = [
        blank._replace(people=[
            [number if one.kind == "seq" else person.get(one.key, sample(form.kinds[one.key], random)) for one in form.spec.fields]
            for number, person in enumerate(people, start=1)
        ])
        for form, blank in zip(forms, FORMS[name], strict=True)
    ]  # fmt: skip
    write(campaign / "inbox" / "甲支部.xlsx", filled)
    run_campaign(campaign, DAY)
    assert findings_json(campaign)["counts"]["rows_accepted"] == 2 * len(forms)
    counts = [len(forms), sum(len(form.spec.fields) for form in forms), to_look, len(by_hand)]
    assert [int(cell) for cell in row[1:5]] == counts
