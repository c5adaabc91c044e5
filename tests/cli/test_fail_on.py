"""Exit statuses of gradflow validate --fail-on."""

from pathlib import Path

import pytest
from support import GOOD, campaign_folder, gradflow, roster, write_xlsx

WRONG, ODD = {**GOOD, "sex": "女"}, {**GOOD, "address": "江苏省昆山市玉山镇1号"}
DUE, AFTER = "2023-06-20", "2023-06-26"


@pytest.mark.parametrize(
    ("person", "rules", "day", "statuses"),
    [
        (GOOD, "", DUE, [0, 0, 0, 0]),
        (WRONG, "", DUE, [1, 1, 1, 0]),
        (ODD, 'C551 = "warning"', DUE, [0, 0, 1, 0]),
        (ODD, 'C551 = "info"', DUE, [0, 0, 0, 0]),
        (ODD, 'C551 = "beta"', DUE, [0, 0, 0, 0]),
        (WRONG, 'R301 = "warning"', DUE, [0, 0, 1, 0]),
        (WRONG, 'R301 = "beta"', DUE, [0, 0, 0, 0]),
        (GOOD, "", AFTER, [1, 1, 1, 0]),  # the second branch has handed in nothing
    ],
)
def test_exit_status(tmp_path: Path, person: dict[str, object], rules: str, day: str, statuses: list[int]) -> None:
    """``statuses``: by default, on error, on warning, never."""
    folder = campaign_folder(tmp_path / "c", more=f"[rules]\n{rules}")
    write_xlsx(folder / "inbox" / "a.xlsx", roster([person]))
    found = [
        gradflow("validate", str(folder), "--as-of", day, *more)
        for more in ((), ("--fail-on", "error"), ("--fail-on", "warning"), ("--fail-on", "never"))
    ]
    assert found == statuses


def test_what_cannot_run_is_2_whatever_is_asked(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "c")
    (folder / "campaign.toml").write_text("nonsense", encoding="utf-8")
    assert gradflow("validate", str(folder), "--fail-on", "never") == 2


def test_an_unknown_choice_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert gradflow("validate", str(tmp_path), "--fail-on", "info") == 2
    assert "never" in capsys.readouterr().err
