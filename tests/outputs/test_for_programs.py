"""findings.sarif and findings.jsonl: findings.json in two more dialects."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pandas as pd
import pytest
from cli.test_way_back import PEOPLE, correct_half
from outputs.sarif_subset import LOG
from support import GOOD, ROOT, SECOND, campaign_folder, context, example_copy, report, roster, workbook, write_xlsx
from test_promises import gradflow

from gradflow.core.reports import Report
from gradflow.outputs.findings_json import Document, document
from gradflow.outputs.findings_jsonl import TYPES, lines, write_lines
from gradflow.outputs.sarif import sarif

WRONG = {**GOOD, "sex": "女"}


def log(found: Report, **changed: Any) -> dict[str, Any]:
    """The run, with the first finding changed as told."""
    contents = document(found)
    contents["findings"][0].update(changed)
    made = sarif(found, contents)
    jsonschema.validate(made, LOG)
    run: dict[str, Any] = made["runs"][0]
    return run


@pytest.mark.parametrize("day", ["2023-07-25", "2023-09-25"])
def test_the_example_in_all_three(tmp_path: Path, day: str) -> None:
    folder = example_copy(tmp_path)
    gradflow("validate", str(folder), "--as-of", day)
    reports = folder / "reports"
    document = json.loads((reports / "findings.json").read_text("utf-8"))
    made = json.loads((reports / "findings.sarif").read_text("utf-8"))
    jsonschema.validate(made, LOG)
    run = made["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    levels = {"error": "error", "warning": "warning", "info": "note"}
    assert [(r["ruleId"], r["level"]) for r in run["results"]] == [(f["code"], levels[f["severity"]]) for f in document["findings"]]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    assert len(run["invocations"][0]["toolConfigurationNotifications"]) == len(document["not_run"]) > 0
    assert {r["partialFingerprints"]["gradflow/v1"] for r in run["results"]}.__len__() == len(run["results"])

    told = [json.loads(line) for line in (reports / "findings.jsonl").read_text("utf-8").splitlines()]
    schema = json.loads((ROOT / "docs" / "findings.jsonl.schema.json").read_text("utf-8"))
    for line in told:
        jsonschema.validate(line, schema)
    assert told[0]["counts"] == document["counts"] and told[0]["type"] == "header"
    for key, word in TYPES.items():
        assert [{k: v for k, v in line.items() if k != "type"} for line in told if line["type"] == word] == document[key]


@pytest.mark.parametrize(
    ("state", "baseline", "suppressed"),
    [
        ("new", "new", False),
        ("pending", "unchanged", False),
        ("miscorrected", "updated", False),
        ("explained", "unchanged", True),
        ("granted", "unchanged", True),
    ],
)
def test_states(state: str, baseline: str, suppressed: bool) -> None:  # noqa: FBT001 - a table
    run = log(report(workbook("a.xlsx", roster([WRONG]))), state=state, reason="身份证上就是这样")
    result = run["results"][0]
    assert result["baselineState"] == baseline
    assert [one["justification"] for one in result["suppressions"]] == (["身份证上就是这样"] if suppressed else [])


@pytest.mark.parametrize(
    ("chosen", "override"),
    [("off", {"enabled": False}), ("error", {"level": "error"}), ("warning", {"level": "warning"}), ("info", {"level": "note"}), ("beta", {"level": "note"})],
)  # fmt: skip
def test_what_campaign_toml_says_is_told(chosen: str, override: dict[str, object]) -> None:
    found = report(workbook("a.xlsx", roster([{**WRONG, "name": "王"}])), ctx=context(rules={"R301": chosen}))
    (told,) = log(found)["invocations"][0]["ruleConfigurationOverrides"]
    assert told["descriptor"]["id"] == "R301" and told["configuration"] == override


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"sheet": "表 1", "cell": "F7", "row": 7}, {"name": "F7", "fullyQualifiedName": "表 1!F7", "kind": "cell"}),
        ({"sheet": "表", "cell": None, "row": 7}, {"name": "7:7", "fullyQualifiedName": "表!7:7", "kind": "row"}),
        ({"sheet": "表", "cell": None, "row": None}, {"name": "表", "fullyQualifiedName": "表", "kind": "sheet"}),
        ({"sheet": None, "cell": None, "row": None}, None),
    ],
)
def test_places(change: dict[str, object], place: dict[str, str] | None) -> None:
    location = log(report(workbook("a.xlsx", roster([WRONG]))), file="inbox/甲 乙/100%:#?.xlsx", **change)["results"][0]["locations"][0]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "inbox/%E7%94%B2%20%E4%B9%99/100%25%3A%23%3F.xlsx"
    assert location.get("logicalLocations") == ([place] if place else None)


def test_fingerprints_stay_when_file_row_and_value_change() -> None:
    def fingerprints(file: str, *people: dict[str, object]) -> set[str]:
        run = log(report(workbook(file, roster(people))))
        return {r["partialFingerprints"]["gradflow/v1"] for r in run["results"] if r["ruleId"] == "R301"}

    once = fingerprints("inbox/a.xlsx", WRONG, SECOND)
    moved = fingerprints("inbox/改.xlsx", SECOND, {**WRONG, "phone": "13861530078"})
    assert once == moved and len(once) == 1
    assert fingerprints("inbox/a.xlsx", {**WRONG, "name": "赵敏"}) != once


def test_what_a_corrected_copy_solved_is_absent_with_the_fingerprint_it_had(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c", branches=("甲支部",))
    write_xlsx(folder / "inbox" / "附件2.xlsx", roster(PEOPLE))

    def results() -> dict[str, tuple[str, str]]:
        """Fingerprint -> rule and state."""
        gradflow("validate", str(folder), "--as-of", "2023-06-20")
        made = json.loads((folder / "reports" / "findings.sarif").read_text("utf-8"))
        jsonschema.validate(made, LOG)
        found = made["runs"][0]["results"]
        assert [r["suppressions"] != [] for r in found] == [r["properties"].get("state") in {"explained", "granted"} for r in found]
        return {r["partialFingerprints"]["gradflow/v1"]: (r["ruleId"], r["baselineState"]) for r in found if r.get("level") != "note"}

    before = results()
    correct_half(folder)
    after = results()
    gone = {key for key, (_, state) in after.items() if state == "absent"}
    assert gone and {before[key][0] for key in gone} == {after[key][0] for key in gone}
    assert {state for _, state in before.values()} == {"new"} and {state for _, state in after.values()} >= {
        "absent",
        "unchanged",
        "updated",
    }


def test_every_list_of_the_document_has_its_lines() -> None:
    assert {key for key, part in Document.model_fields.items() if str(part.annotation).startswith("list")} == set(TYPES)


def test_one_line_stays_one_line_whatever_a_cell_holds(tmp_path: Path) -> None:
    found = report(workbook("a.xlsx", roster([{**WRONG, "sex": "女\u2028\u2029\u0085\r\n\x0b男"}])))
    path = tmp_path / "findings.jsonl"
    write_lines(path, document(found))
    text = path.read_bytes().decode("utf-8")
    told = [json.loads(line) for line in text.splitlines()]
    assert told == list(lines(document(found)))
    frame = pd.read_json(path, lines=True, dtype=False)
    assert len(frame) == len(told) and set(frame["type"]) >= {"header", "submission", "finding"}


def test_json_on_screen_is_findings_json_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = campaign_folder(tmp_path / "c")
    write_xlsx(folder / "inbox" / "a.xlsx", roster([WRONG]))
    gradflow("validate", str(folder), "--as-of", "2023-06-20", "--format", "json")
    assert capsys.readouterr().out == (folder / "reports" / "findings.json").read_text("utf-8")
