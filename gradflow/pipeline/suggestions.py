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
