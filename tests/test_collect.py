"""``gradflow collect``: many campaigns rolled up; whatever befalls one is told in a sentence, and the others go on."""

import json
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from support import COLLEGE, EXAMPLE, GOOD, SECOND, Shown, campaign_folder, contents, example_copy, findings_json, roster, shown, write_xlsx

from gradflow.app import collection
from gradflow.app.campaign_task import Task, perform
from gradflow.model.collected import Outcome

DAY = "2023-07-25"
PUBLIC = ("总汇.xlsx", "report.html", "findings.json")


@pytest.fixture(autouse=True)
def performed(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> list[str]:
    """Tasks are performed in this process, and noted; but for tests that are marked ``workers``."""
    done: list[str] = []

    def here(tasks: Sequence[Task], **_: object) -> Iterator[tuple[int, Outcome]]:
        for number, task in reversed([*enumerate(tasks)]):
            done.append(task.place)
            yield number, perform(task)

    if "workers" not in request.keywords:
        monkeypatch.setattr(collection, "side_by_side", here)
    return done


def college(folder: Path, name: str, *people: dict[str, object], cohort: int = 2023) -> Path:
    """A campaign of a college, whose one roster came on a fixed day."""
    campaign_folder(folder)
    path = folder / "campaign.toml"
    path.write_text(re.sub(r'college = ".*"\ncohort = 2023', f'college = "{name}"\ncohort = {cohort}', path.read_text("utf-8")), "utf-8")
    hand_in(folder, "附件2.xlsx", *people or [GOOD])
    return folder


def hand_in(folder: Path, name: str, *people: dict[str, object], branch: str = "甲支部") -> None:
    """Put a roster of the campaign's own college into its inbox, come on a fixed day."""
    own = re.search(r'college = "(.*)"', (folder / "campaign.toml").read_text("utf-8"))[1].strip()
    cells = [[cell.replace(COLLEGE, own) if isinstance(cell, str) else cell for cell in row] for row in roster(people, branch)]
    os.utime(write_xlsx(folder / "inbox" / name, cells), (1687225200, 1687225200))


@pytest.fixture(name="three")
def _three(tmp_path: Path) -> Path:
    """Three colleges: one clean, one with a row to correct, one of an example's size."""
    college(tmp_path / "甲校", "甲学院")
    college(tmp_path / "乙校", "乙学院", GOOD, {**SECOND, "sex": "女"})
    shutil.move(example_copy(tmp_path), tmp_path / "丙校")
    return tmp_path


def collect(folder: Path, *words: object) -> Shown:
    return shown("collect", *words, "--as-of", DAY, cwd=folder)


def document(folder: Path) -> dict:
    return json.loads((folder / "reports" / "findings.json").read_text("utf-8"))


def test_the_sum_holds_at_every_level(three: Path) -> None:
    status, out, err = collect(three, "甲校", "乙校", "丙校")
    assert (status, "Traceback" in err) == (1, False)
    told = document(three / "总汇")
    own = [findings_json(three / name) for name in ("甲校", "乙校", "丙校")]
    for figures in (told["total"], *told["colleges"]):
        assert figures["rows_read"] == figures["rows_accepted"] + figures["rows_rejected"]
        assert figures["ever_read"] == sum(figures["units"].values())
        assert figures["people"] == figures["done"] + figures["waiting"] + figures["open"]
    for college_part, campaign in zip(told["colleges"], own, strict=True):
        assert {key: college_part[key] for key in campaign["counts"]} == campaign["counts"]
        owed = campaign["owed"]
        assert (college_part["ever_read"], college_part["units"]) == (owed["ever_read"], {key: owed[key] for key in college_part["units"]})
    for key in ("files", "rows_read", "rows_accepted", "ever_read", "errors", "warnings"):
        assert told["total"][key] == sum(one[key] for one in told["colleges"])
    assert f"历次读到 {told['total']['ever_read']} 人次 = " in out and "汇入 3 所院校。" in out
    assert all((three / "总汇" / "reports" / name).stat().st_size for name in PUBLIC)


def test_every_campaign_gets_the_reports_that_it_gets_alone(three: Path, tmp_path: Path) -> None:
    alone = shutil.copytree(three / "乙校", tmp_path / "alone")
    assert shown("validate", alone, "--as-of", DAY).status == 1
    collect(three, "甲校", "乙校")
    assert contents(three / "乙校" / "reports") == contents(alone / "reports")


def test_only_what_changed_is_performed_and_the_bytes_are_the_same(three: Path, performed: list[str]) -> None:
    collect(three, "甲校", "乙校")
    before = contents(three / "总汇" / "reports")
    again = collect(three, "甲校", "乙校")
    assert performed == ["乙校", "甲校"]
    assert "其中 2 所和上次一样" in again.out
    assert contents(three / "总汇" / "reports") == before
    hand_in(three / "甲校", "又一份.xlsx", SECOND, branch="乙支部")
    collect(three, "甲校", "乙校")
    assert performed == ["乙校", "甲校", "甲校"]
    assert document(three / "总汇")["total"]["rows_read"] == 4
    (three / "总汇" / ".gradflow" / "key").unlink()  # under another key nothing that was kept can be compared
    collect(three, "甲校", "乙校")
    assert performed[3:] == ["乙校", "甲校"]
    shown("validate", "甲校", "--as-of", "2023-08-01", cwd=three)
    collect(three, "甲校", "乙校")
    assert performed[5:] == ["甲校"]


def test_whatever_is_wrong_with_one_is_a_sentence_and_the_others_go_on(three: Path) -> None:
    college(three / "丁校", "丁学院", cohort=2022)
    college(three / "戊校", "甲学院 ")
    (three / "空的").mkdir()
    shutil.copytree(three / "甲校", three / "坏的")
    (three / "坏的" / "campaign.toml").write_text("college = ", "utf-8")
    status, out, err = collect(three, "乙校", "丁校", "甲校", "戊校", "空的", "坏的", "没有", "s3://bucket/己校", "乙校/../乙校")
    assert (status, err.count("\n") <= 1) == (2, True)
    lines = {line.split("：")[0].strip(): line for line in out.splitlines()[1:9]}
    for place, word in {
        "丁校": "2022届", "甲校": "戊校", "戊校": "甲校", "空的": "campaign.toml", "坏的": "写法有误", "没有": "没有这个文件夹",
        "s3://bucket/己校": "",
    }.items():  # fmt: skip
        assert word in lines[place] and lines[place].endswith("。"), lines[place]
    assert "没有汇入的（7）" in out and "汇入 1 所院校。" in out
    told = document(three / "总汇")
    assert [one["college"] for one in told["colleges"]] == ["乙学院"]
    assert [one["place"] for one in told["campaigns"] if one["refusal"]] == [
        "丁校",
        "甲校",
        "戊校",
        "空的",
        "坏的",
        "没有",
        "s3://bucket/己校",
    ]
    assert not (three / "丁校" / "reports").exists()


def test_a_campaign_that_cannot_be_written_is_told(three: Path) -> None:
    (three / "甲校" / "reports").write_text("no folder")
    status, out, _ = collect(three, "甲校", "乙校")
    assert status == 2 and "  甲校：" in out and "不是文件夹" in out and "汇入 1 所院校。" in out


def test_a_folder_for_the_reports_that_cannot_be_is_told_before_anything_is_done(three: Path, performed: list[str]) -> None:
    (three / "挡着").write_text("no folder")
    for out, word in (("挡着", "挡着"), ("甲校", "活动文件夹"), ("甲校/inbox", "甲校")):
        status, told, err = collect(three, "甲校", "乙校", "--out", out)
        assert (status, told) == (2, "") and word in err and len(err.strip().splitlines()) == 1
    (three / "总汇" / "reports").mkdir(parents=True)
    (three / "总汇" / "reports" / "论文.docx").write_text("mine")
    status, told, err = collect(three, "甲校", "乙校")
    assert (status, told) == (2, "") and "论文.docx" in err
    assert not performed and (three / "总汇" / "reports" / "论文.docx").read_text() == "mine"


@pytest.mark.parametrize(("people", "status"), [([GOOD], 0), ([{**GOOD, "sex": "女"}], 1)], ids=["settled", "to correct"])
def test_the_exit_status_is_the_worst_of_the_campaigns(tmp_path: Path, people: list[dict[str, object]], status: int) -> None:
    for number, own in enumerate(([GOOD], people)):
        folder = college(tmp_path / f"{number}", f"第{number}学院", *own)
        toml = (folder / "campaign.toml").read_text("utf-8")
        (folder / "campaign.toml").write_text(toml.replace('[[branches]]\nname = "乙支部"', ""), "utf-8")
    assert shown("collect", "0", "1", "--as-of", "2023-06-20", cwd=tmp_path).status == status
    assert shown("collect", "0", "1", "没有", "--as-of", "2023-06-20", cwd=tmp_path).status == 2


def test_a_file_names_the_campaigns_from_where_it_lies(three: Path) -> None:
    home = three / "苏州市"
    home.mkdir()
    (home / "collection.toml").write_text('name = "苏州市"\ncohort = 2023\ncampaigns = ["../乙校", "../甲校"]\n', "utf-8")
    for words in (["苏州市"], []):
        status, out, _ = shown("collect", *words, "--as-of", DAY, cwd=three if words else home)
        assert status == 1 and "苏州市2023届总汇" in out
    told = document(home)
    assert (told["title"], [one["college"] for one in told["colleges"]]) == ("苏州市", ["乙学院", "甲学院"])
    assert shown("collect", "苏州市", "甲校", "--as-of", DAY, cwd=three).status == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('campaigns = ["../甲校"]\nchort = 2023\n', ("第2行", "chort", "cohort")),
        ("campaigns = []\n", ("第1行", "campaigns")),
        ("cohort = 2023\n", ("campaigns",)),
        ('campaigns = ["../甲校"]\ncohort = "今年"\n', ("第2行", "cohort")),
        ("campaigns = [甲校]\n", ("第1行",)),
        ('campaigns = ["../甲校", " "]\n', ("第1行", "不能空着")),
        ('campaigns = ["../甲校\\u0000"]\n', ("第1行", "看不见的字符")),
    ],
)  # fmt: skip
def test_a_wrong_collection_file_is_told_in_one_sentence(three: Path, text: str, words: Sequence[str]) -> None:
    (three / "市").mkdir()
    (three / "市" / "collection.toml").write_text(text, "utf-8")
    status, out, err = collect(three, "市")
    assert (status, out, len(err.strip().splitlines())) == (2, "", 1)
    assert "collection.toml" in err and all(word in err for word in words)


@pytest.mark.parametrize("place", ["", " ", "甲\t校"])
def test_what_is_no_place_is_told(three: Path, place: str) -> None:
    status, out, err = collect(three, "甲校", place)
    assert (status, out, len(err.strip().splitlines())) == (2, "", 1) and "不能空着" in err


def test_somebody_in_two_colleges_is_told_and_no_number_leaves_a_campaign(three: Path) -> None:
    status, _, err = collect(three, "甲校", "乙校", "丙校")
    told = document(three / "总汇")
    assert [[(one["college"], one["name"]) for one in person["places"]] for person in told["shared"]] == [
        [("甲学院", GOOD["name"]), ("乙学院", GOOD["name"])]
    ]
    home = three / "总汇"
    key = (home / ".gradflow" / "key").read_text()
    kept = b"".join(path.read_bytes() for path in (home / ".gradflow" / "collected").iterdir())
    marks = re.findall(rb'"mark":\s*"([0-9a-f]{64})"', kept)
    assert len(set(marks)) < len(marks)
    everything = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert str(GOOD["id_number"]).encode() not in everything
    public = b"".join(path.read_bytes() for path in (home / "reports").rglob("*") if path.is_file())
    assert key.encode() not in public and not any(mark in public for mark in marks) and key not in err
    if os.name == "posix":
        assert {path.stat().st_mode & 0o077 for path in (home / ".gradflow").rglob("*")} == {0}
    assert status == 1


def test_for_programs_it_prints_the_document(three: Path) -> None:
    status, out, _ = collect(three, "甲校", "--format", "json")
    assert json.loads(out) == document(three / "总汇")
    assert status == 1  # nobody has followed up


@pytest.mark.workers
def test_in_processes_of_their_own_it_is_the_same(three: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = shutil.copytree(three, three.parent / "there")
    collect(three, "甲校", "乙校", "丙校")
    with monkeypatch.context() as patch:
        patch.setattr(collection, "side_by_side", lambda tasks, **_: ((number, perform(task)) for number, task in enumerate(tasks)))
        collect(there, "甲校", "乙校", "丙校")
    assert contents(three / "总汇" / "reports") == contents(there / "总汇" / "reports")
    assert contents(three / "丙校" / "reports") == contents(there / "丙校" / "reports")
    assert EXAMPLE.exists() and date.fromisoformat(DAY)
