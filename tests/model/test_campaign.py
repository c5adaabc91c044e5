"""Campaigns and branches."""

from datetime import date

import pytest
from pydantic import ValidationError

from gradflow.model.campaign import Branch, Campaign, branch_key


def test_defaults_are_the_notices() -> None:
    campaign = Campaign.model_validate({"college": "某学院", "cohort": 2024})
    assert campaign.graduated_on == date(2024, 6, 30)
    assert [(d.form, d.round, d.due_on) for d in campaign.deadlines] == [
        ("transfer_out", None, date(2024, 6, 24)),
        ("follow_up", 1, date(2024, 7, 25)),
        ("follow_up", 2, date(2024, 9, 25)),
    ]


@pytest.mark.parametrize("name", ["中共计算机支部", "计算机支部委员会", " 计算机 支部", "计算机支部："])
def test_spellings_of_one_branch(name: str) -> None:
    assert branch_key(name) == "计算机支部"


def test_one_alias_cannot_mean_two_branches() -> None:
    branches = (Branch(name="甲支部", aliases=("一支部",)), Branch(name="乙支部", aliases=("一支部",)))
    with pytest.raises(ValidationError, match="既指"):
        Campaign.model_validate({"college": "某学院", "cohort": 2023, "branches": branches})
