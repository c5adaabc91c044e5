"""Capital numerals, as the letter's instructions ask for."""

import pytest

from gradflow.model.folding import capital_digits, capital_number


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "壹"), (6, "陆"), (10, "壹拾"), (12, "壹拾贰"), (20, "贰拾"), (30, "叁拾"), (90, "玖拾"), (100, "壹佰"), (105, "壹佰零伍"), (110, "壹佰壹拾"), (999, "玖佰玖拾玖")],
)  # fmt: skip
def test_numbers_as_they_are_spoken(number: int, text: str) -> None:
    assert capital_number(number) == text


@pytest.mark.parametrize("number", [0, -1, 1000])
def test_no_letter_counts_further(number: int) -> None:
    with pytest.raises(ValueError, match="counts"):
        capital_number(number)


def test_years_are_read_digit_by_digit() -> None:
    assert capital_digits(2023) == "贰零贰叁"
