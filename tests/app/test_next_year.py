"""The next year: whoever has not gone is handed on, asked for, and let go only once transferred; what else a campaign takes over."""

import re
import sqlite3
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from random import Random

import openpyxl
import pytest
from samples import sample
from support import (
    COLLEGE,
    EVERY,
    FORM,
    GOOD,
    GOOD_VISIT,
    Shown,
    campaign_folder,
    contents,
    findings_json,
    read,
    roster,
    run_campaign,
    shown,
    visits,
    write_xlsx,
)

from gradflow.app.session import open_session
from gradflow.model.cells import Raw
from gradflow.model.reports import Report
from gradflow.store.ledger import read_people

REGISTER = EVERY["retained"]
ALL = 'forms = ["附件1", "附件2", "附件3", "附表8"]\n'
END, NEXT = "2023-12-01", "2024-07-01"
OPEN = {"landed_org": None, "landed_on": None, "receipt": None}
AWAY = {"kept_for": "单位未落实", "kept_from": "2022.6", "last_contact": "微信 2023.11.1"}
GONE = {"left_on": "2024.3.5", "left_to": "中共昆山市玉山镇委员会", "kept_for": "单位未落实", "last_contact": "微信 2024.3.5"}


def person(name: str, seed: int) -> dict[str, Raw]:
    """A graduate with an ID number and a telephone of their own."""
    random = Random(seed)
    own = {key: sample(FORM.kinds[key], random) for key in ("id_number", "phone")}
    male = int(str(own["id_number"])[16]) % 2
    return {**GOOD, **own, "name": name, "sex": "男" if male else "女", "age": 2023 - int(str(own["id_number"])[6:10])}


LANDED, WAITING, KEPT, OLDER = person("王芳", 1), person("李强", 2), person("赵敏", 3), person("孙伟", 4)


def register(*people: Mapping[str, Raw], year: int, branch: str = "甲支部") -> list[list[Raw]]:
    """Rows of the register."""
    keys = [field.key for field in REGISTER.spec.fields]
    rows = [[number if key == "seq" else one.get(key) for key in keys] for number, one in enumerate(people, start=1)]
    heads = [field.head for field in REGISTER.spec.fields]
    return [[REGISTER.spec.titled(COLLEGE, year)], [f"党支部名称：{branch}"], heads, *rows]


def visit(one: Mapping[str, Raw], **more: Raw) -> dict[str, Raw]:
    """A follow-up row of a graduate."""
    return {**GOOD_VISIT, "name": one["name"], "sex": one["sex"], **more}


def first_year(folder: Path, *, settings: str = ALL) -> Path:
    """2023届 at its end: one has landed, one has not, one is kept, and one of an earlier cohort stands on the register."""
    home = campaign_folder(folder / "2023届", branches=("甲支部",), more="members = 3\ncommittee = 3")
    path = home / "campaign.toml"
    path.write_text("# 全校的设置\n" + settings + path.read_text("utf-8"), "utf-8")
    write_xlsx(home / "inbox" / "附件2.xlsx", roster([LANDED, WAITING, KEPT]))
    rows = [
        visit(LANDED),
        visit(WAITING, **OPEN, not_landed_reason="对方党委审核中"),
        visit(KEPT, **OPEN, destination_type="保留在校", not_landed_reason="单位未落实，申请保留"),
    ]
    write_xlsx(home / "inbox" / "附件3第二次.xlsx", visits(rows))
    if settings == ALL:
        write_xlsx(home / "inbox" / "附表8.xlsx", register({**OLDER, **AWAY}, {**KEPT, **AWAY, "kept_from": "2023.6"}, year=2023))
    run_campaign(home, date.fromisoformat(END))
    return home


def carried(old: Path, year: int, *more: object, day: str = END) -> tuple[Path, Shown]:
    """The next campaign, and what was said of it."""
    folder = old.parent / f"{year}届"
    told = shown("init", folder, "--carry", old, "--as-of", day, *more)
    return folder, told


def template(folder: Path) -> Path:
    """The register filled in for 甲支部."""
    return next((folder / "templates").glob("附表8-*-甲支部.xlsx"))


def filled(folder: Path, answers: Mapping[str, Mapping[str, Raw]]) -> Path:
    """The branch's register with answers by name, None for a row that is cleared, put into the inbox."""
    book = openpyxl.load_workbook(template(folder))
    sheet = book["附表8"]
    columns = {field.key: place for place, field in enumerate(REGISTER.spec.fields, start=1)}
    for row in range(4, sheet.max_row + 1):
        answer = answers.get(str(sheet.cell(row, columns["name"]).value), {})
        for key, value in (dict.fromkeys(columns) if answer is None else answer).items():
            sheet.cell(row, columns[key]).value = value
    target = folder / "inbox" / "附表8 甲支部.xlsx"
    book.save(target)
    return target


def validated(folder: Path, day: str) -> tuple[Report, set[tuple[str, str]]]:
    """A run, and code and person of what it finds."""
    report = run_campaign(folder, date.fromisoformat(day))
    return report, {(one.code, one.person) for one in report.findings}


def test_who_has_not_gone_is_asked_for_until_transferred(tmp_path: Path) -> None:
    folder, told = carried(first_year(tmp_path), 2024)
    assert told.status == 0 and "往届党员 3 人(1 个支部)" in told.out
    names = [row[1] for row in read(template(folder)).sheets[0].rows[3:] if row[1]]
    assert names == ["李强", "赵敏", "孙伟"]

    report, found = validated(folder, "2024-05-10")
    assert found == {("F127", "")} and "李强、赵敏、孙伟" in report.findings[0].message
    assert not report.person_statuses and {task.status.person.name for task in report.tasks} == {"孙伟", "李强", "赵敏"}
    assert findings_json(folder)["owed"]["in_question"] == 3
    for command in ("status", "remind"):
        out = shown(command, folder, "--as-of", "2024-05-10").out
        assert all(name in out for name in ("李强", "赵敏", "孙伟")) and "王芳" not in out

    filled(folder, {"李强": GONE, "赵敏": {"last_contact": "微信 2024.5.20"}, "孙伟": {"last_contact": "微信 2024.6.1"}})
    report, found = validated(folder, NEXT)
    assert found == {("R351", "孙伟")}, "no error of theirs: kept beyond two years, which is true"
    assert [one.person.name for one in report.earlier] == ["赵敏", "孙伟"] and report.counts["rows_accepted"] == 3
    assert {task.status.person.name: task.day for task in report.tasks} == {"赵敏": date(2024, 11, 20), "孙伟": date(2024, 6, 30)}
    assert findings_json(folder)["owed"] == {"ever_read": 3, "merged": 3, "to_correct": 0, "in_question": 0, "released": 0, "people": 3}
    out = shown("status", folder, "--as-of", NEXT).out
    assert "赵敏：往届，组织关系还没有转出" in out and "李强" not in out and "共 0 人" in out

    last, told = carried(folder, 2025, day="2024-12-01")
    assert [one.person for one in read_people(last)[0]] == ["赵敏", "孙伟"] and "台账已经填好他们" in told.out


def test_one_left_out_of_the_register_is_told_on_it(tmp_path: Path) -> None:
    folder, _ = carried(first_year(tmp_path), 2024)
    filled(folder, {"李强": GONE, "孙伟": None})
    report, found = validated(folder, NEXT)
    assert ("X636", "孙伟") in found and [one.person.name for one in report.earlier] == ["赵敏", "孙伟"]
    assert shown("release", "孙伟", "--reason", "已转到外校，见介绍信回执", "--campaign", folder, "--as-of", NEXT).status == 0
    report, found = validated(folder, NEXT)
    assert ("X636", "孙伟") not in found and [one.person.name for one in report.earlier] == ["赵敏"]


def test_the_register_taken_away_again_is_missed(tmp_path: Path) -> None:
    folder, _ = carried(first_year(tmp_path), 2024)
    sheet = filled(folder, {})
    validated(folder, NEXT)
    sheet.unlink()
    report, found = validated(folder, NEXT)
    assert ("F115", "") in found and {one.person.name for one in report.earlier} == {"李强", "赵敏", "孙伟"}


def test_one_of_them_among_this_years_graduates_is_asked_about(tmp_path: Path) -> None:
    folder, _ = carried(first_year(tmp_path), 2024)
    path = write_xlsx(folder / "inbox" / "附件2.xlsx", [[FORM.spec.titled(COLLEGE, 2024)], *roster([{**KEPT, "age": 0}])[1:]])
    for _ in range(2):
        report, found = validated(folder, NEXT)
        assert ("X637", "赵敏") in found and {one.person.name for one in report.earlier} == {"李强", "孙伟"}
    path.unlink()
    filled(folder, {})
    _, found = validated(folder, NEXT)
    assert not {code for code, _ in found} & {"X637", "X621", "X636", "F115"}, "they stand on the register now, and are owed nowhere else"


@pytest.mark.parametrize(
    "settings", ["", 'forms = ["附件2", "附件3"]\n', 'forms = [\n    "附件2",   # 名单\n#   "附表8",\n    "附件3",\n]\n']
)
def test_the_register_is_switched_on_where_somebody_is_left(tmp_path: Path, settings: str) -> None:
    old = first_year(tmp_path, settings=settings)
    folder, told = carried(old, 2024)
    assert "今年因此用上了附表8" in told.out and "retained" in open_session(folder).forms
    assert [one.person for one in read_people(folder)[0]] == ["李强", "赵敏"]


def test_settings_are_taken_over_in_the_new_year(tmp_path: Path) -> None:
    more = 'home_city = "苏州市"\nnotice_on = 2023-06-08   # 发文日\noffice_phone = "0512-63456789"\n' + ALL
    more += '[appraisal]\nlate = 2\n[rules]\nC551 = "info"\n[[deadlines]]\nform = "transfer_out"\ndue_on = 2023-06-20\n'
    old = first_year(tmp_path, settings="")
    (old / "campaign.toml").write_text(
        f'college = "{COLLEGE}"\ncohort = 2023\n'
        + more
        + '[[branches]]\nname = "甲支部"\naliases = ["甲"]\nsecretary = "王明"\nmembers = 3   # 党办\ncommittee = 5\n'
    )
    own = 'key = "dues"\nannex = "附表9"\nname = "党费"\ntitle = "{college}2023届党费台账"\nis_optional = true\n# 苏组通〔2023〕12号\n'
    own += '[[fields]]\nkey = "paid_on"\nhead = "交费日期"\nkind = "date"\noptions = { sample_from = 2023-05-01, sample_to = 2023-06-01 }\n'
    (old / "forms").mkdir()
    (old / "forms" / "dues.toml").write_text(own, "utf-8")
    before = contents(old / "inbox")
    folder, told = carried(old, 2025)
    text = (folder / "campaign.toml").read_text("utf-8")
    assert told.status == 0 and "notice_on = 2025-06-08   # 发文日" in text and "members = 0   # 党办" in text
    then, now = (open_session(one).campaign for one in (old, folder))
    assert now.model_dump(exclude={"cohort", "graduated_on", "notice_on", "deadlines", "branches"}) == then.model_dump(
        exclude={"cohort", "graduated_on", "notice_on", "deadlines", "branches"}
    )
    assert (now.cohort, now.graduated_on, now.due_on("transfer_out")) == (2025, date(2025, 6, 30), date(2025, 6, 20))
    assert now.branches == (then.branches[0].model_copy(update={"members": 0}),)
    form = (folder / "forms" / "dues.toml").read_text("utf-8")
    assert "2025届党费" in form and "sample_from = 2025-05-01" in form and "〔2023〕12号" in form
    assert open_session(folder).forms["dues"].spec.annex == "附表9" and contents(old / "inbox") == before


@pytest.mark.parametrize(
    ("spoil", "where", "expected"),
    [
        (Path.stat, "2023届", "就是要接的那个文件夹"),
        (Path.stat, "2022届", "接不到2022届"),
        (lambda old: (old / "campaign.toml").unlink(), "2024届", "不是活动文件夹"),
        (lambda old: (old / "campaign.toml").write_text("college = 3"), "2024届", "没有接成：campaign.toml"),
        (lambda old: (old / ".gradflow" / "ledger.sqlite").write_bytes(b"broken" * 300), "2024届", "已损坏"),
        (lambda old: old.rename(old.with_name("x")), "2024届", "没有“"),
    ],
    ids=["itself", "an older cohort", "no campaign", "broken settings", "broken ledger", "no folder"],
)
def test_what_cannot_be_carried_is_told_in_one_sentence(tmp_path: Path, spoil, where: str, expected: str) -> None:
    old = first_year(tmp_path)
    spoil(old)
    told = shown("init", tmp_path / where, "--carry", old, "--as-of", END)
    assert told.status == 2 and expected in told.err and len(told.err.strip().splitlines()) == 1
    assert where == "2023届" or not (tmp_path / where / "campaign.toml").exists()


def test_a_lost_ledger_is_told_and_the_inbox_still_read(tmp_path: Path) -> None:
    old = first_year(tmp_path)
    (old / ".gradflow" / "ledger.sqlite").unlink()
    folder, told = carried(old, 2024)
    assert "收件账本不在了" in told.out and len(read_people(folder)[0]) == 3


def test_somebody_in_question_is_handed_on_too(tmp_path: Path) -> None:
    old = first_year(tmp_path)
    for path in (old / "inbox").iterdir():
        path.unlink()
    folder, _ = carried(old, 2024)
    assert {one.person for one in read_people(folder)[0]} == {"王芳", "李强", "赵敏", "孙伟"}, "nobody knows any more that one had landed"


def test_one_who_is_not_missing_altogether_is_handed_on_once(tmp_path: Path) -> None:
    old = first_year(tmp_path)
    write_xlsx(
        old / "inbox" / "附件3第二次.xlsx",
        visits([visit(LANDED), visit(KEPT, **OPEN, destination_type="保留在校", not_landed_reason="单位未落实，申请保留")]),
    )
    folder, _ = carried(old, 2024)
    assert [one.person for one in read_people(folder)[0]] == ["李强", "赵敏", "孙伟"]


def test_whoever_has_left_by_the_register_is_not_handed_on(tmp_path: Path) -> None:
    old = first_year(tmp_path)
    gone = {**KEPT, **AWAY, "kept_from": "2023.6", "left_on": "2023.10.8", "left_to": "中共昆山市玉山镇委员会"}
    write_xlsx(old / "inbox" / "附表8.xlsx", register({**OLDER, **AWAY}, gone, year=2023))
    folder, _ = carried(old, 2024)
    assert [one.person for one in read_people(folder)[0]] == ["李强", "孙伟"]


def test_the_ledger_is_private_and_purge_tells_of_them(tmp_path: Path) -> None:
    folder, _ = carried(first_year(tmp_path), 2024)
    ledger = folder / ".gradflow" / "ledger.sqlite"
    assert ledger.stat().st_mode & 0o077 == 0 and template(folder).stat().st_mode & 0o077 == 0
    with sqlite3.connect(ledger) as content:
        assert content.execute("SELECT count(*) FROM carried").fetchone()[0] > 10
    assert "还有 3 人次去向待查" in shown("purge", folder, "--dry-run").out
    assert shown("purge", folder, "--yes").status == 0 and not ledger.exists()
    assert not list((folder / "templates").glob("附表8-*-甲支部.xlsx")) and len(list((folder / "templates").iterdir())) == 4


def test_an_untouched_blank_is_renewed_and_a_changed_one_left(tmp_path: Path) -> None:
    folder, _ = carried(first_year(tmp_path), 2024)
    blank, changed = sorted((folder / "templates").glob("附件[23]*.xlsx"))
    book = openpyxl.load_workbook(changed)
    book.worksheets[0]["B4"] = "王芳"
    book.save(changed)
    for path in (folder / "templates").iterdir():
        path.touch()
    settings = folder / "campaign.toml"
    settings.write_text(settings.read_text("utf-8").replace(COLLEGE, "江苏某某学院"), "utf-8")
    told = shown("validate", folder, "--as-of", "2024-05-10")
    assert re.search("没有人动过的 [0-9]+ 份空白表已换成新的", told.err)
    assert "江苏某某学院2024届" in str(read(blank).sheets[0].at(1, 1)) and COLLEGE in str(read(changed).sheets[0].at(1, 1))
    assert "李强" in {cell for row in read(template(folder)).sheets[0].rows for cell in row}, "nor one that people stand in"
    settings.write_text(settings.read_text("utf-8") + '[rules]\nC551 = "info"\n', "utf-8")
    assert "换成新的" not in shown("validate", folder, "--as-of", "2024-05-10").err, "nothing in them has changed"
    assert "没有覆盖" in shown("template", "附表8", "--branch", "甲支部", "--campaign", folder).out
    told = shown("template", "附件2", "附件3", "--campaign", folder)
    assert f"已写出 {blank}" in told.out and f"没有覆盖 {changed}" in told.out
