"""Nobody is lost: a few seeds of each kind; ``many.py`` runs as many as one likes."""

from pathlib import Path

import pytest

from promise import messy, sequences


@pytest.mark.parametrize("seed", range(20))
def test_n2_everybody_in_a_messy_campaign_is_merged_to_correct_or_told(seed: int, tmp_path: Path) -> None:
    plan = messy.draw_plan(seed)
    failures = messy.judge(plan, tmp_path / "2023届").failures
    assert not failures, "\n".join([f"seed {seed}: {messy.describe(plan)}", *map(str, failures)])


@pytest.mark.parametrize("seed", range(20))
def test_n3_everybody_ever_read_stays_owed_through_the_summer(seed: int, tmp_path: Path) -> None:
    story = sequences.play(seed, tmp_path / "2023届")
    assert not story.failures, "\n".join([f"seed {seed}: {story.recipe}", *map(str, story.failures)])
