"""The example campaign: every planted fault at its exact cell, nothing clean called wrong, texts as committed."""

import json
from pathlib import Path

import jsonschema
import pytest
from support import EXAMPLE, ROOT, compare, dump, example_copy

from gradflow.cli.main import main


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return example_copy(tmp_path_factory.mktemp("example"))


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    monkeypatch.chdir(folder.parent)
    monkeypatch.setattr("sys.argv", ["gradflow", "validate", "2023届", "--as-of", "2023-07-25"])
    with pytest.raises(SystemExit) as stop:
        main()
    return int(stop.value.code or 0), capsys.readouterr().out


def findings(folder: Path) -> dict:
    return json.loads((folder / "reports" / "findings.json").read_text("utf-8"))


def test_the_example_as_committed(run: tuple[int, str], folder: Path) -> None:
    status, screen = run
    assert status == 1
    expected = EXAMPLE / "expected"
    compare(expected / "screen.txt", screen.replace("\\", "/"))
    compare(expected / "findings.json", (folder / "reports" / "findings.json").read_text("utf-8"))
    compare(expected / "汇总.txt", dump(folder / "reports" / "汇总.xlsx"))
    copies = sorted((folder / "reports" / "退回").rglob("*.xlsx"))
    compare(expected / "退回.txt", "\n".join(f"{p.parent.name}/\n{dump(p)}" for p in copies))


def test_every_planted_fault_is_named_at_its_cell_and_nothing_else_is_wrong(run: tuple[int, str], folder: Path) -> None:
    assert run
    planted = {tuple(line.split("\t")) for line in (EXAMPLE / "planted.tsv").read_text("utf-8").splitlines()}
    found = {(f["file"], f["cell"] or "", f["code"]) for f in findings(folder)["findings"] if f["severity"] != "info"}
    assert found == planted


def test_findings_json_keeps_its_schema_and_its_sums(run: tuple[int, str], folder: Path) -> None:
    assert run
    document = findings(folder)
    jsonschema.validate(document, json.loads((ROOT / "docs" / "findings.schema.json").read_text("utf-8")))
    counts = document["counts"]
    assert counts["rows_read"] == counts["rows_accepted"] + counts["rows_rejected"]
    for part in document["submissions"]:
        assert part["rows_read"] == part["rows_accepted"] + part["rows_rejected"]
    assert [s["branch"] for s in document["submissions"] if s["timeliness"] == "missing"] == ["建筑工程学院学生党支部"]
    assert [s["branch"] for s in document["submissions"] if s["timeliness"] == "late"] == ["电子信息学院学生党支部"]
