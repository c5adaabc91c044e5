"""The example campaign: every planted fault at its exact cell, nothing clean called wrong, texts as committed."""

import contextlib
import io
import json
import shutil
from pathlib import Path
from typing import NamedTuple

import jsonschema
import pytest
from support import EXAMPLE, ROOT, compare, dump, example_copy

from gradflow.cli.main import main


class Run(NamedTuple):
    day: str
    folder: Path
    status: int
    screen: str


DAYS = ("2023-07-25", "2023-09-25")


@pytest.fixture(scope="module", params=DAYS)
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The example validated as of one of the two days the notice asks for a report."""
    folder = example_copy(tmp_path_factory.mktemp("example"))
    status, screen = gradflow(folder.parent, "validate", "2023届", "--as-of", request.param)
    return Run(request.param, folder, status, screen)


def gradflow(cwd: Path, *words: str) -> tuple[int, str]:
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(io.StringIO()) as shown:
        patch.chdir(cwd)
        patch.setattr("sys.argv", ["gradflow", *words])
        with pytest.raises(SystemExit) as stop:
            main()
    return int(stop.value.code or 0), shown.getvalue()


def findings(folder: Path) -> dict:
    return json.loads((folder / "reports" / "findings.json").read_text("utf-8"))


def test_the_example_as_committed(run: Run) -> None:
    assert run.status == 1
    expected = EXAMPLE / "expected" / run.day
    compare(expected / "screen.txt", run.screen.replace("\\", "/"))
    compare(expected / "findings.json", (run.folder / "reports" / "findings.json").read_text("utf-8"))
    compare(expected / "汇总.txt", dump(run.folder / "reports" / "汇总.xlsx"))
    copies = sorted((run.folder / "reports" / "退回").rglob("*.xlsx"))
    compare(expected / "退回.txt", "\n".join(f"{p.parent.name}/\n{dump(p)}" for p in copies))


def test_the_example_has_noted_its_runs_already(run: Run) -> None:
    """The README's command leaves the checkout as it was."""
    assert (run.folder / ".gradflow" / "ledger.sqlite").read_bytes() == (EXAMPLE / ".gradflow" / "ledger.sqlite").read_bytes()


@pytest.mark.parametrize("command", ["status", "remind"])
def test_status_and_reminders_as_committed(run: Run, command: str) -> None:
    _, screen = gradflow(run.folder.parent, command, "2023届", "--as-of", run.day)
    compare(EXAMPLE / "expected" / run.day / f"{command}.txt", screen.replace("\\", "/"))


def test_every_planted_fault_is_named_at_its_cell_and_nothing_else_is_wrong(run: Run) -> None:
    planted = {tuple(line.split("\t")) for line in (EXAMPLE / f"planted-{run.day}.tsv").read_text("utf-8").splitlines()}
    found = {(f["file"], f["sheet"], f["cell"] or "", f["code"]) for f in findings(run.folder)["findings"] if f["severity"] != "info"}
    assert found == planted


def test_findings_json_keeps_its_schema_and_its_sums(run: Run) -> None:
    document = findings(run.folder)
    jsonschema.validate(document, json.loads((ROOT / "docs" / "findings.schema.json").read_text("utf-8")))
    counts = document["counts"]
    assert counts["rows_read"] == counts["rows_accepted"] + counts["rows_rejected"]
    for part in document["submissions"]:
        assert part["rows_read"] == part["rows_accepted"] + part["rows_rejected"]


def test_states_on_the_two_days(run: Run) -> None:
    states = {(s["branch"], s["form"], s["round"]): (s["timeliness"], s["state"]) for s in findings(run.folder)["submissions"]}
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


def test_without_the_ledger_only_times_differ(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "2023届"
    shutil.copytree(run.folder, folder, ignore=shutil.ignore_patterns(".gradflow", "reports", "reminders"))
    gradflow(tmp_path, "validate", "2023届", "--as-of", run.day)
    bare, known = findings(folder), findings(run.folder)
    for document in (bare, known):
        for part in document["submissions"]:
            part.pop("received_at")
            part.pop("timeliness")
    assert bare == known
