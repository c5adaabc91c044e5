"""The example campaigns: every planted fault at its exact cell, nothing clean called wrong, texts as committed."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from conftest import Validated
from support import EXAMPLE, OTHER, ROOT, compare, dump, findings_json, returned_copies, shown

DAYS = ("2023-07-25", "2023-09-25")
"""The two days the notice asks for a report."""
RUNS = [*((day, EXAMPLE) for day in DAYS), ("2024-07-08", OTHER)]


@pytest.fixture(scope="module", params=RUNS, ids=[day for day, _ in RUNS])
def run(request: pytest.FixtureRequest, example: Callable[..., Validated]) -> Validated:
    """An example validated as of a day."""
    return example(*request.param)


def copies_of(run: Validated, known: dict[str, str]) -> str:
    """Every returned copy as text; a sheet that several have is told once."""
    copies = sorted(returned_copies(run.folder))
    return "\n".join(f"{path.parent.name}/\n{dump(path, known)}" for path in copies)


def test_the_example_as_committed(run: Validated, example: Callable[..., Validated]) -> None:
    assert run.status == 1
    expected = run.source / "expected" / run.day
    compare(expected / "screen.txt", run.screen.replace("\\", "/"))
    compare(expected / "findings.json", (run.folder / "reports" / "findings.json").read_text("utf-8"))
    compare(expected / "汇总.txt", dump(run.folder / "reports" / "汇总.xlsx"))
    known: dict[str, str] = {}
    if run.day == DAYS[1]:  # what stands as it stood is named only
        copies_of(example(DAYS[0]), known)
        known = {text: f"{DAYS[0]}/退回.txt, {name}" for text, name in known.items()}
    compare(expected / "退回.txt", copies_of(run, known))


def test_the_example_has_noted_its_runs_already(run: Validated) -> None:
    """The README's command leaves the checkout as it was."""
    assert (run.folder / ".gradflow" / "ledger.sqlite").read_bytes() == (run.source / ".gradflow" / "ledger.sqlite").read_bytes()


@pytest.mark.parametrize("command", ["status", "remind"])
def test_status_and_reminders_as_committed(run: Validated, tmp_path: Path, command: str) -> None:
    folder = shutil.copytree(run.folder, tmp_path / run.folder.name)
    told = shown(command, folder.name, "--as-of", run.day, cwd=tmp_path)
    compare(run.source / "expected" / run.day / f"{command}.txt", told.out.replace("\\", "/"))


def test_every_planted_fault_is_named_at_its_cell_and_nothing_else_is_wrong(run: Validated) -> None:
    planted = {tuple(line.split("\t")) for line in (run.source / f"planted-{run.day}.tsv").read_text("utf-8").splitlines()}
    found = {(f["file"], f["sheet"], f["cell"] or "", f["code"]) for f in findings_json(run.folder)["findings"] if f["severity"] != "info"}
    assert found == planted


def test_findings_json_keeps_its_schema_and_its_sums(run: Validated) -> None:
    document = findings_json(run.folder)
    jsonschema.validate(document, json.loads((ROOT / "docs" / "findings.schema.json").read_text("utf-8")))
    counts = document["counts"]
    assert counts["rows_read"] == counts["rows_accepted"] + counts["rows_rejected"]
    for part in document["submissions"]:
        assert part["rows_read"] == part["rows_accepted"] + part["rows_rejected"]


@pytest.mark.parametrize("day", DAYS)
def test_states_on_the_two_days(example: Callable[..., Validated], day: str) -> None:
    run = example(day)
    states = {(s["branch"], s["form"], s["round"]): (s["timeliness"], s["state"]) for s in findings_json(run.folder)["submissions"]}
    missing = {(branch[:2], form, number) for (branch, form, number), (timeliness, _) in states.items() if timeliness == "missing"}
    assert states["电子信息学院学生党支部", "transfer_out", None] == ("late", "returned")
    assert states["体育部学生党支部", "transfer_out", None] == ("on_time", "nil")
    second = states["计算机科学与技术学院学生党支部", "follow_up", 2]
    if run.day == "2023-07-25":  # the first round's last day: nothing of it is missing yet, the second has not begun
        assert missing == {("建筑", "transfer_out", None)}
        assert second == (None, "early")
    else:
        assert missing == {("建筑", "transfer_out", None), ("艺术", "follow_up", 1), ("电子", "follow_up", 1), ("建筑", "follow_up", 1)}
        assert second == ("on_time", "clean")


def test_without_the_ledger_only_times_differ(run: Validated, tmp_path: Path) -> None:
    folder = tmp_path / run.folder.name
    shutil.copytree(run.folder, folder, ignore=shutil.ignore_patterns(".gradflow", "reports", "reminders"))
    shown("validate", folder, "--as-of", run.day)
    bare, known = findings_json(folder), findings_json(run.folder)
    for document in (bare, known):
        document["appraisal"] = [one["measures"][1:] for one in document["appraisal"]["branches"]]  # but for what came in time, and at once
        for part in document["submissions"]:
            part.pop("received_at")
            part.pop("timeliness")
    assert bare == known
