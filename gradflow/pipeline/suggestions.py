"""Guesses for messages only ("is it perhaps …?"); nothing is ever matched by them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

LIKELY = 60
"""rapidfuzz ratio (0-100) from which a guess is worth making."""
LONGEST_NAME = 40
"""Characters; what is longer is no name."""


def closest(text: str, choices: Sequence[str]) -> str | None:
    """The most similar choice, or None if none is similar enough."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - needed only when something is misspelt

    found = process.extractOne(text, choices, scorer=fuzz.ratio, score_cutoff=LIKELY)
    return str(found[0]) if found else None


class Spellings:
    """Names, to be found by one that differs in one character. Asking costs no more for many names than for few."""

    def __init__(self, names: Iterable[str]) -> None:
        """Take the names up, in order: of several that fit, the first is the guess."""
        self._names = list(dict.fromkeys(name for name in names if len(name) <= LONGEST_NAME))
        self._exact: dict[str, int] = {}
        self._changed: dict[tuple[str, str], int] = {}
        self._shorter: dict[str, int] = {}
        for place, name in enumerate(self._names):
            self._exact[name] = place
            for before, after in _gaps(name):
                self._changed.setdefault((before, after), place)
                self._shorter.setdefault(before + after, place)

    def one_off(self, text: str) -> str | None:
        """The name that is the same, or differs by one character typed, left out or added, or None."""
        if not 1 < len(text) <= LONGEST_NAME:
            return None
        if text in self._exact:
            return text
        gaps = list(_gaps(text))
        found = [self._changed.get(gap) for gap in gaps]
        found += [self._exact.get(before + after) for before, after in gaps]
        places = [place for place in (*found, self._shorter.get(text)) if place is not None]
        return self._names[min(places)] if places else None


def _gaps(text: str) -> Iterator[tuple[str, str]]:
    """What stands before and behind each character."""
    return ((text[:place], text[place + 1 :]) for place in range(len(text)))
