"""Codes beside words (2.女, 满族(11)) and boxes ticked among several (☑男 □女): how lists to choose from are filled in."""

from __future__ import annotations

import re

HAN = "一-龥"
CODE_BEFORE = re.compile(rf"^(?:[(\[【]?[0-9]{{1,2}}[)\]】]?|\(?[a-z]\)?(?![a-z]))[.、,:)\-_—–\s]*(?=[{HAN}])", re.IGNORECASE)
CODE_BEHIND = re.compile(rf"(?<=[{HAN}])\s*(?:[-_:—–]?[0-9]{{1,2}}|[(\[【][0-9]{{1,2}}[)\]】])$")

TICKED, EMPTY, CROSSED = "☑", "☐", "☒"
SIGNS: tuple[tuple[str, str], ...] = (
    (TICKED, r"[(\[【]\s*[√✓✔☑xv*■●]\s*[)\]】]|[√✓✔☑✅🗹■●◉◼⬛⚫\uf052\uf0fe\uf0fc]|(?<![a-z])[rþü](?=[一-龥])"),
    (EMPTY, r"[(\[【]\s*[)\]】]|[□☐▢◻⬜○◯⚪£¨\uf0a3\uf0a8\uf06f]"),
    (CROSSED, r"[×✗✘✕☒❌❎]"),
)
"""What people, Word's form fields and the symbol fonts of older programs put for a box; text is half-width and lower case."""
OPTION_NUMBER = re.compile(r"(?:(?<=^)|(?<=[\s/、,;|☑☐☒]))(?:[0-9]|[a-z])[.、)](?=\s*[一-龥☑☐☒])")
PARTING = re.compile(r"[\s/、,，;；|。]+")
PIECE = re.compile(rf"[{TICKED}{EMPTY}{CROSSED}]|[^{TICKED}{EMPTY}{CROSSED}]+")


def uncoded(text: str) -> str:
    """The words without one code before or behind them: 02正式党员, 女(2), 11-满族."""
    return CODE_BEHIND.sub("", CODE_BEFORE.sub("", text))


def ticked(text: str) -> dict[str, bool]:
    """Each word among boxes -> whether it alone of all is marked; empty where the text has no boxes or they cannot be told apart.

    A box belongs to the word it touches; without blanks, to the one behind it if the text begins with a box,
    to the one before it if the text ends with one. A cross says no beside a tick, and yes beside empty boxes.
    """
    for sign, pattern in SIGNS:
        text = re.sub(pattern, sign, text)
    if not re.search(f"[{TICKED}{EMPTY}{CROSSED}]", text):
        return {}
    chunks = [PIECE.findall(chunk) for chunk in PARTING.split(OPTION_NUMBER.sub("", text)) if chunk]
    pairs = _by_touch(chunks) or _by_order([piece for chunk in chunks for piece in chunk])
    if not pairs:
        return {}
    signs = {sign for _, sign in pairs}
    yes = TICKED if TICKED in signs else CROSSED if EMPTY in signs else None
    return {word: sign == yes for word, sign in pairs}


def _by_touch(chunks: list[list[str]]) -> list[tuple[str, str]]:
    """(word, sign) where every chunk is a word with one sign beside it or none."""
    found = []
    for chunk in chunks:
        signs = [piece for piece in chunk if piece in TICKED + EMPTY + CROSSED]
        words = [piece for piece in chunk if piece not in signs]
        if len(words) != 1 or len(signs) > 1:
            return []
        found.append((words[0], signs[0] if signs else ""))
    return found


def _by_order(pieces: list[str]) -> list[tuple[str, str]]:
    """(word, sign) where signs stand before all words or behind all words."""
    is_sign = [piece in TICKED + EMPTY + CROSSED for piece in pieces]
    if is_sign[0] == is_sign[-1]:
        return []
    step = -1 if is_sign[0] else 1
    found = []
    for place, piece in enumerate(pieces):
        if not is_sign[place]:
            beside = place + step
            is_marked = 0 <= beside < len(pieces) and is_sign[beside]
            found.append((piece, pieces[beside] if is_marked else ""))
    return found
