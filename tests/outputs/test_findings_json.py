"""findings.json, the findings for programs."""

from pathlib import Path

import pytest
from support import GOOD, campaign_folder, gradflow, roster, write_xlsx

WRONG = {**GOOD, "sex": "女"}


def test_json_on_screen_is_findings_json_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = campaign_folder(tmp_path / "c")
    write_xlsx(folder / "inbox" / "a.xlsx", roster([WRONG]))
    gradflow("validate", str(folder), "--as-of", "2023-06-20", "--format", "json")
    assert capsys.readouterr().out == (folder / "reports" / "findings.json").read_text("utf-8")
