"""No whole ID or phone number gets past masking."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradflow.core.masking import masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("11010519491231002X", "1101************2X"),
        ("号码 110105194912310021 有误", "号码 1101************21 有误"),
        ("13961234579", "139******79"),
        ("139 6123 4579", "139******79"),
        ("0512-63456789", "051*******89"),
        ("１３９６１２３４５７９", "１３９******７９"),
        ("3.20586200005123E+17", "3205*********23E+17"),
        ("2023-07-25", "2023-07-25"),
        ("20230725", "20230725"),
        ("附件2（改）.xlsx › F7 王芳 215200", "附件2（改）.xlsx › F7 王芳 215200"),
    ],
)
def test_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


@given(st.text(max_size=20), st.integers(10**17, 10**18 - 1), st.text(max_size=20))
def test_an_id_never_survives(before: str, number: int, after: str) -> None:
    assert str(number) not in masked(f"{before}{number}{after}")
