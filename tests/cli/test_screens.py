"""What commands show: for programs, quietly, into a log; days, options and commands as people write them."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from support import EXAMPLE, GOOD, ROOT, campaign_folder, example_copy, roster, shown, write_xlsx

from gradflow.cli.asking import say, show
from gradflow.cli.chinese import Day
from gradflow.model.masking import masked

NUMBER, PHONE = str(GOOD["id_number"]), "13912345678"
SCHEMA = json.loads((ROOT / "docs" / "screens.schema.json").read_text("utf-8"))


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    """One branch has something to correct, one has not handed in."""
    folder = campaign_folder(tmp_path / "c")
    write_xlsx(folder / "inbox" / "附件2.xlsx", roster([{**GOOD, "name": f"王芳{PHONE}"}]))
    return folder


def document(kind: str, *words: object) -> dict[str, Any]:
    told = json.loads(shown(*words, "--format", "json").out)
    jsonschema.validate(told, {**SCHEMA, "$ref": f"#/$defs/{kind}"})
    return told


def test_status_for_programs_is_what_the_reports_say(tmp_path: Path) -> None:
    folder = example_copy(tmp_path / "c")
    told = document("StatusDocument", "status", folder, "--as-of", "2023-07-25")
    expected = json.loads((EXAMPLE / "expected" / "2023-07-25" / "findings.json").read_text("utf-8"))
    assert (told["counts"], told["owed"]) == (expected["counts"], expected["owed"])
    text = shown("status", folder, "--as-of", "2023-07-25").out
    assert told["paragraph"] in text
    for branch in told["branches"]:
        if branch["forms"]:
            line = next(line for line in text.splitlines() if line.startswith(branch["branch"]))
            own = [one for one in branch["open"] if "  " in line and "still_kept" not in {item["kind"] for item in one["open"]}]
            assert line.endswith(f"{len(own)}/{branch['people']}人" if branch["people"] else "—")


def test_remind_for_programs_has_the_same_messages_and_writes_them(folder: Path) -> None:
    told = document("RemindDocument", "remind", folder, "--as-of", "2023-06-27")
    text = shown("remind", folder, "--as-of", "2023-06-27").out
    assert told["messages"] and all(one["text"] in text for one in told["messages"])
    assert all(name in text.split("不用催的支部")[1] for name in told["not_needed"])
    assert len(told["messages"]) + len(told["not_needed"]) == len(
        document("StatusDocument", "status", folder, "--as-of", "2023-06-27")["branches"]
    )


def test_diff_for_programs_tells_what_became_of_a_returned_copy(folder: Path) -> None:
    shown("validate", folder, "--as-of", "2023-06-20")
    assert document("DiffDocument", "diff", "--campaign", folder, "--as-of", "2023-06-20") == {"outcomes": []}
    copy = next((folder / "reports").rglob("*附件2*.xlsx"))
    (folder / "inbox" / "改过.xlsx").write_bytes(copy.read_bytes())
    told = document("DiffDocument", "diff", "--campaign", folder, "--as-of", "2023-06-21")["outcomes"]
    assert {one["state"] for one in told} == {"pending"} and PHONE not in json.dumps(told)


def test_quiet_says_nothing_but_why_it_cannot_run(folder: Path) -> None:
    status, out, err = shown("validate", folder, "--as-of", "2023-06-20", "--quiet")
    assert (status, out, err) == (1, "", "")
    assert (folder / "reports" / "汇总.xlsx").exists()
    assert shown("template", "transfer_out", "--campaign", folder).out  # nothing of it stays
    status, out, err = shown("validate", folder / "nowhere", "--quiet")
    assert (status, out) == (2, "") and "没有" in err


def test_a_log_holds_what_was_shown_masked_and_why_it_could_not_run(folder: Path, tmp_path: Path) -> None:
    log = tmp_path / "日志.txt"
    _, out, _ = shown("validate", folder, "--as-of", "2023-06-20", "--log", log)
    shown("validate", folder / f"nowhere{PHONE}", "--quiet", "--log", log)
    text = log.read_text("utf-8")
    assert [line[21:] for line in text.splitlines()][: len(out.splitlines())] == out.splitlines()
    assert "nowhere" in text.splitlines()[-1]
    assert PHONE not in text and masked(PHONE) in text


def test_whatever_is_said_is_masked(capsys: pytest.CaptureFixture[str]) -> None:
    say(f"电话{PHONE}")
    show([f"证件{NUMBER}"])
    assert PHONE not in (told := capsys.readouterr()).err and NUMBER not in told.out


@pytest.mark.parametrize("place", ["c/inbox/log.txt", "c/inbox/甲/log.txt", "nowhere/log.txt", "c"])
def test_a_log_that_cannot_be_is_told_before_anything_is_done(folder: Path, tmp_path: Path, place: str) -> None:
    status, out, err = shown("validate", folder, "--log", tmp_path / place)
    assert (status, out) == (2, "") and "--log" in err and len(err.strip().splitlines()) == 1
    assert not (folder / "reports").exists() and not (tmp_path / "c" / "inbox" / "log.txt").exists()


@pytest.mark.parametrize(
    "text", ["2023-07-25", "2023-7-25", "2023/07/25", "2023/7/25", "2023.7.25", "20230725", "2023年7月25日", " 2023-7-25 "]
)
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    assert Day().convert(text, None, None) == date(2023, 7, 25)


@pytest.mark.parametrize(
    "text", ["", "2023", "7-25", "2023-7", "25/7/2023", "2023-13-1", "2023-2-30", "2023-7/25", "202375", "明天", "２０２３-7-25x"]
)
def test_what_is_no_day_is_told(text: str, folder: Path) -> None:
    status, _, err = shown("status", folder, "--as-of", text)
    assert status == 2 and "--as-of" in err and "2023-07-25" in err


def test_slips_are_met_with_what_was_meant(folder: Path) -> None:
    assert "是不是“validate”" in shown("validat", folder).err
    assert "是不是“--as-of”" in shown("validate", folder, "--asof", "2023-07-25").err
    assert "是不是“check”" in shown("form", "chek").err
    assert "是不是" not in shown("xyzzy").err


@pytest.mark.parametrize("words", [(), ("validate",), ("form",), ("form", "check")])
def test_help_is_also_h(words: tuple[str, ...]) -> None:
    assert shown(*words, "-h") == shown(*words, "--help")
    assert shown(*words, "-h").status == 0
