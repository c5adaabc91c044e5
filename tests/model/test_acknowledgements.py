"""The text of a receipt: what may happen to it, and what may not."""

from collections.abc import Callable

import pytest

from gradflow.model.acknowledgements import Acknowledgement, Named, compared, read_text, sealed

A, B = "a" * 64, "b" * 64
LINES = (
    "毕业生党员材料收件回执",
    "",
    "党支部：甲支部",
    "检查日期：2023-06-20",
    "1. inbox/附件2.xlsx",
    "2. 坏.xlsx",
    "",
    f"   核对码1：{A}",
    "   核对码2：(读不出)",
)
TEXT = sealed(LINES)


def read_acknowledgement(text: str) -> Acknowledgement | None:
    return next(iter(read_text(text).acknowledgements), None)


def test_what_is_written_is_read() -> None:
    read = read_acknowledgement(TEXT)
    assert read is not None
    assert (read.branch, read.day, read.is_whole) == ("甲支部", "2023-06-20", True)
    assert read.files == (Named("inbox/附件2.xlsx", A), Named("坏.xlsx", ""))


HARMLESS: dict[str, Callable[[str], str]] = {
    "line ends": lambda text: text.replace("\n", "\r\n"),
    "byte order mark": lambda text: f"\ufeff{text}",
    "indents lost": lambda text: "\n".join(line.strip() for line in text.splitlines()),
    "empty lines lost": lambda text: "\n".join(line for line in text.splitlines() if line),
    "quoted in a mail": lambda text: f"您好，附上回执。\n\n{text}\n此致\n李强",
    "no-break spaces": lambda text: text.replace("   核对码", "\u00a0\u00a0 核对码"),
}
HARMFUL: dict[str, Callable[[str], str]] = {
    "another branch": lambda text: text.replace("甲支部", "乙支部"),
    "another day": lambda text: text.replace("06-20", "06-24"),
    "another content": lambda text: text.replace("aa\n", "ab\n"),
    "another file name": lambda text: text.replace("附件2", "附件3"),
    "a file more": lambda text: text.replace("校验码", f"3. c.xlsx\n核对码3：{B}\n校验码"),
    "a file less": lambda text: "\n".join(text.splitlines()[:-3] + text.splitlines()[-1:]),
    "cut off": lambda text: text[: text.index("校验码")],
    "another seal": lambda text: text[:-2] + ("0\n" if text[-2] != "0" else "1\n"),
}


@pytest.mark.parametrize("change", HARMLESS.values(), ids=HARMLESS)
def test_a_receipt_survives_being_mailed_and_saved(change: Callable[[str], str]) -> None:
    read = read_acknowledgement(change(TEXT))
    assert read == read_acknowledgement(TEXT)
    assert read is not None and read.is_whole


@pytest.mark.parametrize("change", HARMFUL.values(), ids=HARMFUL)
def test_a_change_that_matters_is_seen(change: Callable[[str], str]) -> None:
    changed = change(TEXT)
    assert changed != TEXT
    read = read_acknowledgement(changed)
    assert read is not None and not read.is_whole


@pytest.mark.parametrize("text", ["", "你好", "校验码：0123456789abcdef", TEXT.replace("收件回执", "收条")])
def test_what_is_no_receipt(text: str) -> None:
    assert read_acknowledgement(text) is None


def test_a_line_break_in_a_name_does_not_break_the_seal() -> None:
    read = read_acknowledgement(sealed([LINES[0], "党支部：甲\n支部\u2028三"]))
    assert read is not None and read.is_whole


@pytest.mark.parametrize(
    ("given", "same", "changed", "strange", "absent"),
    [
        ({}, [], [], [], ["inbox/附件2.xlsx", "坏.xlsx"]),
        ({"x/改名.xlsx": A}, ["x/改名.xlsx"], [], [], ["坏.xlsx"]),
        ({"附件2.xlsx": B}, [], ["附件2.xlsx"], [], ["inbox/附件2.xlsx", "坏.xlsx"]),
        ({"别的.xlsx": B}, [], [], ["别的.xlsx"], ["inbox/附件2.xlsx", "坏.xlsx"]),
        ({"a.xlsx": A, "附件2.xlsx": B}, ["a.xlsx"], [], ["附件2.xlsx"], ["坏.xlsx"]),
    ],
)
def test_comparing_is_by_content(given: dict[str, str], same: list[str], changed: list[str], strange: list[str], absent: list[str]) -> None:
    read = read_acknowledgement(TEXT)
    assert read is not None
    found = compared(read, given)
    assert [name for name, _ in found.same] == same
    assert [name for name, _ in found.changed] == changed
    assert list(found.strange) == strange
    assert [named.name for named in found.absent] == absent
