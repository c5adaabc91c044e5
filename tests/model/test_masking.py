"""No whole ID or phone number gets past masking."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gradflow.model.masking import Masking, masked, masked_name, on_screen
from gradflow.model.number_shapes import NAMES


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
        ("139/6123/4579", "139******79"),
        ("139–6123–4579", "139******79"),
        ("139－6123－4579", "139******79"),
        ("(139)6123-4579", "(139******79"),
        ("139\n6123\n4579", "139******79"),
        ("320584|20000512|0016", "3205************16"),
        ("320584 2000-05-12 0016", "3205************16"),
        ("1396l234579", "139******79"),
        ("13961234579/0512-63456789", "139******79/051*******89"),
        ("2023-07-25 10:00:00", "2023-07-25 10:00:00"),
        ("附件2-20230725.xlsx", "附件2-20230725.xlsx"),
        ("138-20011231", "138******31"),
        ("138 1987 6543", "138******43"),
        ("0512-20051234", "051*******34"),
        ("附件2-2023.6.20.xlsx", "附件2-2023.6.20.xlsx"),
        ("第3、5、7、9、11、12、14行", "第3、5、7、9、11、12、14行"),
        ("附件2（改）.xlsx › F7 王芳 215200", "附件2（改）.xlsx › F7 王芳 215200"),
    ],
)
def test_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


@given(
    st.text(st.characters(exclude_categories=["L", "N"], exclude_characters="○◯"), max_size=3),
    st.sampled_from([(3, 4, 4), (11,), (1,) * 11, (4, 4, 3)]),
)
def test_a_phone_never_survives_whatever_signs_part_its_digits(sign: str, groups: tuple[int, ...]) -> None:
    digits, parts = "13961234579", []
    for size in groups:
        parts, digits = [*parts, digits[:size]], digits[size:]
    shown = masked(sign.join(parts))
    assert "".join(c for c in shown if c.isdigit()) in {"13979", "139"}


def test_a_name_for_programs_keeps_what_is_shorter_than_a_phone() -> None:
    assert masked_name("inbox/20230725/附件2-20230725.xlsx") == "inbox/20230725/附件2-20230725.xlsx"
    assert masked_name("inbox/139·6123·4579.zip/13961234579.xls") == "inbox/139******79.zip/139******79.xls"


def test_a_terminal_is_given_no_commands() -> None:
    assert on_screen("\x1b[31m红\u202e\x07.xlsx\n13961234579") == "[31m红.xlsx\n139******79"


@given(st.text(max_size=20), st.integers(10**17, 10**18 - 1), st.text(max_size=20))
def test_an_id_never_survives(before: str, number: int, after: str) -> None:
    assume(not re.search(NAMES, before))  # what is announced as another number is one
    assert str(number) not in masked(f"{before}{number}{after}")


@pytest.mark.parametrize(("typed", "quoted"), [("158\n4367\n01179", "158 4367 01179"), ("05163-481207 17712345678", "05163-481207")])
def test_what_a_sentence_quotes_of_a_number_is_masked_however_it_is_folded(typed: str, quoted: str) -> None:
    told = Masking(frozenset({"phone"})).about("phone", typed, f"“{typed}”里的“{quoted}”不是电话号码（12位）")
    assert not re.search(r"\d{4}[^*]*\d{3}", told.replace("12位", "")) and "不是电话号码（12位）" in told
