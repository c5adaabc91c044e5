"""Guesses for messages only ("is it perhaps …?"); nothing is ever matched by them."""

from __future__ import annotations

from collections.abc import Sequence

LIKELY = 60
"""rapidfuzz ratio (0-100) from which a guess is worth making."""


def closest(text: str, choices: Sequence[str]) -> str | None:
    """The most similar choice, or None if none is similar enough."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - needed only when something is misspelt

    found = process.extractOne(text, choices, scorer=fuzz.ratio, score_cutoff=LIKELY)
    return str(found[0]) if found else None


def one_off(text: str, choices: Sequence[str]) -> str | None:
    """The choice that differs by one character typed, left out or added, or None."""
    from rapidfuzz import process  # noqa: PLC0415 - needed only when somebody is missing
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415 - needed only when somebody is missing

    found = process.extractOne(text, choices, scorer=Levenshtein.distance, score_cutoff=1)
    return str(found[0]) if found and len(text) > 1 else None
