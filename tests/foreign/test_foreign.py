"""A correct campaign of 300 people in some sixty workbooks: no error, no warning, every merged value exact."""

import shutil
from pathlib import Path

import pytest

from foreign.campaign import check


@pytest.mark.workers
def test_a_correct_campaign_is_read_without_a_false_word(tmp_path: Path) -> None:
    faults = check(tmp_path / "2023届", seed=1)
    shutil.rmtree(tmp_path)
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(faults)
