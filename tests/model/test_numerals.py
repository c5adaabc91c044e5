"""Capital numerals, as the letter's instructions ask for."""

import pytest

from gradflow.model.folding import capital_digits, capital_number, spoken_number


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


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("二十一", 21),
        ("一百零五", 105),
        ("一百一十", 110),
        ("两百", 200),
        ("九百九十九", 999),
        ("零", 0),
        ("〇", 0),
        ("贰拾壹", 21),
    ],
)
def test_numerals_are_read(text: str, number: int) -> None:
    assert spoken_number(text) == number


@pytest.mark.parametrize("text", ["", "二百五", "一千", "十几", "二十多", "百", "二二", "12", "十十"])
def test_what_is_no_numeral_or_has_two_readings_is_not_read(text: str) -> None:
    assert spoken_number(text) is None


def test_every_numeral_is_read_as_it_is_written() -> None:
    assert all(spoken_number(capital_number(number)) == number for number in range(1, 1000))
