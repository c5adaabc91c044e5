"""Capital numerals (大写数字), which a letter takes so that nobody alters a figure afterwards."""

from __future__ import annotations

CAPITALS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ((100, "佰"), (10, "拾"), (1, ""))
LARGEST = 999


def capital_digits(number: int) -> str:
    """A year digit by digit: 2023 -> 贰零贰叁."""
    return "".join(CAPITALS[int(digit)] for digit in str(number))


def capital_number(number: int) -> str:
    """A number from 1 to 999 as it is spoken: 90 -> 玖拾, 12 -> 壹拾贰, 105 -> 壹佰零伍. Raises ValueError for others."""
    if not 0 < number <= LARGEST:
        message = f"no letter counts to {number}"
        raise ValueError(message)
    text, is_gap = "", False
    for worth, name in PLACES:
        digit, number = divmod(number, worth)
        if digit:
            text += ("零" if is_gap and text else "") + CAPITALS[digit] + name
        is_gap = not digit
    return text
