"""The reports of a collection: what stands in them adds up at every level, and nobody's number is in them."""

import hashlib
import json
import random
import re
import zipfile
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pandas as pd
import pytest
from dumping import dump
from support import ROOT, compare

from gradflow.model.collected import COLUMN_OF, BranchSummary, Collection, Listed, Outcome, Summary
from gradflow.model.failures import MissingExtraError
from gradflow.model.people import Place
from gradflow.model.views import HandIn, Landing, Reason, Statistic, Week
from gradflow.outputs import collection as reports
from gradflow.outputs import publishing
from gradflow.outputs.collection import publish_collection
from gradflow.outputs.collection_book import MOST_TOLD
from gradflow.outputs.publishing import PublishingError
from gradflow.pipeline.rollup import RATES, roll_up
from gradflow.writing import tables

DAY = date(2023, 7, 25)
LEAVING = (Landing.LANDED, Landing.OPEN, Landing.NOT_ASKED, Landing.TO_CHECK)
NUMBER = "320502200103070016"
NASTY = ('=HYPERLINK("x")', "<script>alert(1)</script>", "长" * 5000, "控\x00制\x1f符\u202e号\ud800", f"支部{NUMBER}", "")


def mark(number: object) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def branch(rng: random.Random, name: str) -> BranchSummary:
    accepted, rejected, done, waiting, left = (rng.randint(0, 30) for _ in range(5))
    landings = {one: rng.randint(0, 9) for one in Landing}
    statistics = {one: rng.randint(0, 20) for one in Statistic} | {
        Statistic.TO_LEAVE: sum(landings[one] for one in LEAVING), Statistic.RECEIPT_BACK: rng.randint(0, landings[Landing.LANDED])
    }  # fmt: skip
    units, hand_ins = {one: rng.randint(0, 9) for one in Place}, {one: rng.randint(0, 3) for one in HandIn}
    reasons = {one: rng.randint(0, 3) for one in Reason if rng.random() < 0.5}
    return BranchSummary(branch=name, counts={
        "rows_read": accepted + rejected, "rows_accepted": accepted, "rows_rejected": rejected,
        **{COLUMN_OF[what]: count for what, count in (units | hand_ins | statistics | landings | reasons).items()},
        "people": done + waiting + left, "done": done, "waiting": waiting, "open": left, "errors": rng.randint(0, 5), "warnings": rng.randint(0, 5),
    })  # fmt: skip


def weeks(rng: random.Random) -> tuple[Week, ...]:
    monday, so_far, found = date(2023, 6, 26) + timedelta(weeks=rng.randint(0, 20)), 0, []
    for number in range(rng.randint(0, 6)):
        landed = rng.randint(0, 9)
        so_far += landed
        found.append(Week(monday + timedelta(weeks=number), landed, so_far))
    return (*found, Week(None, 2, so_far + 2)) if rng.random() < 0.3 else tuple(found)


def college(rng: random.Random, name: str, branches: tuple[str, ...]) -> Summary:
    listed = tuple(
        Listed(mark=mark(rng.randint(0, 20_000)), branch=rng.choice(branches or ("",)), name=f"王{rng.choice('芳伟敏静')}")
        for _ in range(30)
    )
    return Summary(
        college=name, cohort=2023, as_of=DAY, files=rng.randint(1, 90), branches=tuple(branch(rng, one) for one in branches),
        weeks=weeks(rng), listed=listed, is_settled=rng.random() < 0.3,
    )  # fmt: skip


def collection(count: int, *, seed: int = 1, names: tuple[str, ...] = (), refused: int = 0) -> Collection:
    """So many colleges that are rolled up, and some that are not among them."""
    rng = random.Random(seed)
    own = [tuple(f"第{number}党支部" for number in range(rng.randint(0, 5))) + ("",) * (rng.random() < 0.2) for _ in range(count)]
    outcomes = [
        Outcome(place=f"省/{number}", summary=college(rng, f"第{number}学院", branches)) for number, branches in enumerate(own)
    ]  # fmt: skip
    outcomes += [Outcome(place=f"省/{one}", summary=college(rng, one, names)) for one in names if one]
    for number in range(refused):
        outcomes.insert(
            rng.randint(0, len(outcomes)), Outcome(place=f"坏/{number}", refusal="这里没有 campaign.toml。运行 gradflow init。")
        )
    return Collection(cohort=2023, as_of=DAY, outcomes=tuple(outcomes))


def published(folder: Path, found: Collection, title: str = "苏州市", *, has_parquet: bool = False) -> Path:
    publish_collection(folder / "reports", found, title=title, tell=str, has_parquet=has_parquet)
    return folder / "reports"


def ever_read(one: BranchSummary) -> int:
    return sum(one.counts[COLUMN_OF[place]] for place in Place)


def sums(found: Collection) -> Counter[str]:
    """All that branches count, added up here."""
    total: Counter[str] = Counter()
    for summary in (one.summary for one in found.outcomes if one.summary):
        total.update(files=summary.files, branches=len(summary.branches))
        for one in summary.branches:
            total.update(one.counts, ever_read=ever_read(one), forms_due=sum(one.counts[COLUMN_OF[what]] for what in HandIn))
    return total


def table(path: Path, sheet: str, heads: int = 2) -> tuple[list[str], list[list[Any]]]:
    """The keys of a sheet's columns (both lines of their heads) and its rows, without what stands under them."""
    rows = [list(row) for row in openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)]
    group, keys = "", []
    for place, head in enumerate(rows[heads - 1]):
        group = rows[0][place] or group
        keys.append(f"{group}·{head}" if head else rows[0][place])
    return keys, rows[heads:]


def test_the_sum_holds_at_every_level_of_every_report(tmp_path: Path) -> None:
    found = collection(200, refused=3)
    folder, expected = published(tmp_path, found, has_parquet=True), sums(found)
    told = json.loads((folder / "findings.json").read_text("utf-8"))
    frames = {name: pd.read_parquet(folder / f"{name}.parquet") for name in reports.FRAMES}
    for key in expected:  # the frames, which all else is made of
        assert frames["colleges"][key].sum() == expected[key]
        assert key in {"branches", "files"} or frames["branches"][key].sum() == expected[key]
    for one in (told["total"], *told["colleges"]):
        assert (
            one["rows_read"] == one["rows_accepted"] + one["rows_rejected"] and one["people"] == one["done"] + one["waiting"] + one["open"]
        )
        assert one["ever_read"] == sum(one["units"].values()) and one["forms_due"] == sum(one["forms"].values())
    for key in ("rows_read", "ever_read", "people", "files", "errors"):
        assert sum(one[key] for one in told["colleges"]) == told["total"][key] == expected[key]
    assert sum(told["total"]["reasons"].values()) == frames["reasons"]["people"].sum()
    for sheet, level, count in (("各校", "colleges", 200), ("各支部", "branches", len(frames["branches"]))):
        keys, rows = table(folder / "总汇.xlsx", sheet)
        units = keys.index("历次读到·人次"), *(keys.index(f"历次读到·{one.label}") for one in Place)
        read, accepted, rejected = (keys.index(f"读到的行·{head}") for head in ("行数", "已汇总", "待更正"))
        body = rows[:count]
        assert all(row[units[0]] == sum(row[place] for place in units[1:]) and row[read] == row[accepted] + row[rejected] for row in body)
        for column, key in ((units[0], "ever_read"), (read, "rows_read"), (keys.index("人员·没办完"), "open")):
            assert sum(row[column] for row in body) == expected[key] == frames[level][key].sum()
        assert sheet != "各校" or [rows[count][column] for column in (0, units[0], read)] == [
            "合计",
            expected["ever_read"],
            expected["rows_read"],
        ]
    assert f'data-figure="ever_read">{expected["ever_read"]}<' in (folder / "report.html").read_text("utf-8")


def test_of_many_colleges_the_first_sheet_tells_those_with_most_to_do_and_the_rest_together(tmp_path: Path) -> None:
    found = collection(MOST_TOLD + 5)
    sheet = openpyxl.load_workbook(published(tmp_path, found) / "总汇.xlsx")["总览"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    start = next(number for number, row in enumerate(rows) if str(row[0]).startswith("各校读到的人和行"))
    head = next(number for number in range(start, len(rows)) if rows[number][0] == "院校")
    body = [row for row in rows[head + 1 :] if row[0] != "院校"][: MOST_TOLD + 2]
    assert body[-2][0] == "其余5所" and body[-1][0] == "合计"
    expected = sums(found)
    for column, key in ((1, "branches"), (3, "ever_read"), (8, "rows_read")):
        assert sum(row[column] for row in body[:-1]) == body[-1][column] == expected[key]
    left = {one.summary.college: sum(b.counts["open"] for b in one.summary.branches) for one in found.outcomes if one.summary}
    told = [row[0] for row in body[:-2]]
    assert min(left[name] for name in told) >= max(count for name, count in left.items() if name not in told)


def test_every_page_of_the_first_sheet_begins_with_a_heading_or_the_heads_of_its_table(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(published(tmp_path, collection(MOST_TOLD + 5, refused=2)) / "总汇.xlsx")["总览"]
    firsts = [sheet.cell(one.id + 1, 1) for one in sheet.row_breaks.brk]
    assert sum(cell.value == "院校" for cell in firsts) == 3
    assert all(cell.font.b for cell in firsts)


def test_weeks_of_all_colleges_run_on_and_add_up() -> None:
    found = collection(30)
    rolled = roll_up(found)
    dated = rolled.all_weeks["monday"].dropna()
    assert (dated.diff().dropna() == pd.Timedelta(weeks=1)).all() and dated.is_monotonic_increasing
    expected = Counter[object]()
    for summary in (one.summary for one in found.outcomes if one.summary):
        expected.update({one.monday: one.landed for one in summary.weeks})
    told = {None if pd.isna(one.monday) else one.monday.date(): one.landed for one in rolled.all_weeks.itertuples()}
    assert {day: count for day, count in told.items() if count} == {day: count for day, count in expected.items() if count}
    assert list(rolled.all_weeks["so_far"])[-1] == expected.total() and pd.isna(list(rolled.all_weeks["monday"])[-1])


def test_a_rate_of_nothing_is_missing_and_never_endless() -> None:
    one = BranchSummary(branch="甲支部", counts={"rows_read": 3, "errors": 1, COLUMN_OF[Statistic.RECEIPT_BACK]: 2})
    summary = Summary(college="甲", cohort=2023, as_of=DAY, files=0, branches=(one,), weeks=(), listed=(), is_settled=True)
    rolled = roll_up(Collection(cohort=2023, as_of=DAY, outcomes=(Outcome(place="甲", summary=summary),)))
    assert all(frame[list(RATES)].isna().all(axis=None) for frame in (rolled.colleges, rolled.total, rolled.branches))


def listed(*people: tuple[object, str, str]) -> tuple[Listed, ...]:
    return tuple(Listed(mark=mark(number), branch=where, name=name) for number, where, name in people)


def of(*colleges: tuple[str, tuple[Listed, ...]]) -> Collection:
    rng = random.Random(0)
    made = (
        Summary(college=name, cohort=2023, as_of=DAY, files=1, branches=(branch(rng, "甲支部"),), weeks=(), listed=own, is_settled=True)
        for name, own in colleges
    )
    return Collection(cohort=2023, as_of=DAY, outcomes=tuple(Outcome(place=f"{number}", summary=one) for number, one in enumerate(made)))


THREE = of(
    ("甲学院", listed((1, "一支部", "王芳"), (2, "一支部", "李强"), (2, "二支部", "李强"), (3, "一支部", "赵敏"))),
    ("乙学院", listed((3, "三支部", "赵　敏"), (4, "三支部", "王芳"))),
    ("丙学院", listed((3, "四支部", "赵敏"), (1, "", "王芳"), (1, "四支部", "王芳"))),
)
PEOPLE = [
    [1, "王芳", "甲学院", "一支部"], [1, "王芳", "丙学院", None], [2, "赵敏", "甲学院", "一支部"], [2, "赵　敏", "乙学院", "三支部"], [2, "赵敏", "丙学院", "四支部"],
]  # fmt: skip


def test_people_of_several_colleges_are_told_by_name_and_place(tmp_path: Path) -> None:
    """Twice in one college is that college's matter; a namesake is nobody else."""
    shared = roll_up(THREE).shared
    assert shared.astype(object).where(shared.notna(), None).to_numpy().tolist() == PEOPLE
    folder = published(tmp_path, THREE)
    told = json.loads((folder / "findings.json").read_text("utf-8"))["shared"]
    assert [[place["name"] for place in one["places"]] for one in told] == [["王芳", "王芳"], ["赵敏", "赵　敏", "赵敏"]]
    rows = [list(row) for row in openpyxl.load_workbook(folder / "总汇.xlsx")["两校同一人"].iter_rows(values_only=True)]
    assert rows[1:6] == [[*row[:3], row[3] or "(未识别支部)"] for row in PEOPLE]
    assert "甲学院" in (folder / "report.html").read_text("utf-8")


def test_a_sheet_without_rows_is_left_out(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(published(tmp_path, of(("甲学院", ()))) / "总汇.xlsx")
    assert book.sheetnames == ["总览", "各校", "各支部", "未转入原因"]


def test_branches_past_the_end_of_a_sheet_go_on_on_the_next_and_none_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "LAST_ROW", 100)
    found = collection(60)
    book = openpyxl.load_workbook(published(tmp_path, found) / "总汇.xlsx")
    names = [name for name in book.sheetnames if name.startswith("各支部")]
    assert len(names) > 1 and names[1] == "各支部(2)" and all(book[name].max_row <= 100 for name in names)
    assert any("下接工作表“各支部(2)”" in str(cell.value) for cell in book["各支部"]["A"])
    told = [(row[0], row[2]) for name in names for row in book[name].iter_rows(values_only=True) if isinstance(row[2], int)]
    summaries = [one.summary for one in found.outcomes if one.summary]
    assert told == [(one.college, ever_read(branch)) for one in summaries for branch in one.branches]


def packed(path: Path) -> str:
    """All text of a file, of a workbook's parts too."""
    if path.suffix != ".xlsx":
        return path.read_bytes().decode("utf-8", "replace")
    with zipfile.ZipFile(path) as package:
        return "".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())


def test_no_mark_and_no_number_stands_in_any_report_and_odd_names_do_no_harm(tmp_path: Path) -> None:
    found = collection(3, names=NASTY, refused=1)
    refused = Outcome(place=f"=1+1/{NUMBER}", refusal=f"打不开“{NUMBER}”。<b>")
    people = (("甲", listed((NUMBER, f"支部{NUMBER}", f"王{NUMBER}"))), ("乙", listed((NUMBER, "乙", "=王"))))
    found = Collection(cohort=2023, as_of=DAY, outcomes=(*found.outcomes, refused, *of(*people).outcomes))
    folder = published(tmp_path, found, title=f"=市{NUMBER}", has_parquet=True)
    marks = {one.mark for outcome in found.outcomes if outcome.summary for one in outcome.summary.listed}
    for path in sorted(folder.iterdir()):
        text = packed(path)
        assert NUMBER not in text, path.name
        assert path.name == ".gradflow-files" or not marks & set(re.findall(r"[0-9a-f]{64}", text)), path.name
    book = openpyxl.load_workbook(folder / "总汇.xlsx")
    assert not [cell.coordinate for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    page = (folder / "report.html").read_text("utf-8")
    assert "<script>alert" not in page and "<b>" not in page.partition("没有汇入的")[2].partition("</table>")[0] and "\u202e" not in page
    told = json.loads((folder / "findings.json").read_text("utf-8"))
    assert told["campaigns"][-3]["refusal"].startswith("打不开“3205**") and told["shared"][0]["places"][0]["name"].startswith("王3205*")


def test_findings_obey_their_schema_and_refusals_are_told_first(tmp_path: Path) -> None:
    folder = published(tmp_path, collection(2, refused=2))
    told = json.loads((folder / "findings.json").read_text("utf-8"))
    jsonschema.validate(told, json.loads((ROOT / "docs" / "collection.schema.json").read_text("utf-8")))
    assert sum(one["college"] is None and "campaign.toml" in one["refusal"] for one in told["campaigns"]) == 2
    column = [cell.value for cell in openpyxl.load_workbook(folder / "总汇.xlsx")["总览"]["A"] if cell.value]
    assert column[0] == "苏州市2023届毕业生党员组织关系转接  总汇" and column[2] == "没有汇入的（2个）"
    page = (folder / "report.html").read_text("utf-8")
    assert page.index('id="refused"') < page.index('id="colleges"') and "2 所院校汇入了，2 个没有汇入" in page


def test_nothing_rolled_up_is_told_too(tmp_path: Path) -> None:
    folder = published(tmp_path, collection(0, refused=2), title="")
    assert json.loads((folder / "findings.json").read_text("utf-8"))["total"]["rates"]["landed_rate"] is None
    assert openpyxl.load_workbook(folder / "总汇.xlsx").sheetnames == ["总览"]


def test_the_same_collection_gives_the_same_bytes_whether_kept_or_validated_anew(tmp_path: Path) -> None:
    found = collection(5, refused=1)
    kept = Collection(
        cohort=2023, as_of=DAY, outcomes=tuple(Outcome(place=one.place, summary=one.summary, refusal=one.refusal, is_unchanged=True) for one in found.outcomes)
    )  # fmt: skip
    first, second = (published(tmp_path / name, one, has_parquet=True) for name, one in (("a", found), ("b", kept)))
    assert {p.name: p.read_bytes() for p in first.iterdir()} == {p.name: p.read_bytes() for p in second.iterdir()}
    assert {p.name for p in first.iterdir()} == {
        ".gradflow-files", "总汇.xlsx", "report.html", "findings.json", "colleges.parquet", "branches.parquet", "reasons.parquet", "weeks.parquet",
    }  # fmt: skip


def test_a_foreign_folder_is_refused_and_on_failure_the_old_reports_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a" / "reports").mkdir(parents=True)
    (tmp_path / "a" / "reports" / "论文.docx").write_text("x")
    with pytest.raises(PublishingError, match="论文"):
        published(tmp_path / "a", THREE)
    folder = published(tmp_path / "b", THREE)
    before = {p.name: p.read_bytes() for p in folder.iterdir()}

    def full(*_: object) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(publishing, "write_manifest", full)
    with pytest.raises(PublishingError, match="磁盘已满"):
        published(tmp_path / "b", collection(2))
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before and [p.name for p in (tmp_path / "b").iterdir()] == ["reports"]


def test_parquet_without_its_extra_is_one_sentence_and_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match=r"\[parquet\]"):
        published(tmp_path, THREE, has_parquet=True)
    assert not (tmp_path / "reports").exists()


def test_parquet_has_the_columns_that_the_docs_tell(tmp_path: Path) -> None:
    folder = published(tmp_path, collection(3), has_parquet=True)
    text = (ROOT / "docs" / "规模.md").read_text("utf-8")
    for name in reports.FRAMES:
        for column in pd.read_parquet(folder / f"{name}.parquet").columns:
            assert f"`{column}`" in text or column in {*COLUMN_OF.values()}, column
    for prefix in ("units_", "forms_", "landing_", "reason_"):
        assert f"`{prefix}…`" in text


def test_the_workbook_of_a_small_collection(tmp_path: Path) -> None:
    rng = random.Random(3)
    outcomes = (
        Outcome(place="苏信/2023届", summary=college(rng, "苏信学院", ("一支部", ""))),
        Outcome(place="苏农/2022届", refusal="这是2022届的活动，这次汇总的是2023届，没有汇入。"),
        Outcome(place="苏卫/2023届", summary=college(rng, "苏卫学院", ("一支部",))),
    )
    folder = published(tmp_path, Collection(cohort=2023, as_of=DAY, outcomes=outcomes))
    compare(ROOT / "tests" / "outputs" / "collection.txt", dump(folder / "总汇.xlsx"))
