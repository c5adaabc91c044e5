"""Whether two rows of one form are one person's, over time: decided by what stays (ID number, name, birth, mobile), never by the place alone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Generic, TypeVar

from gradflow.model.cells import typed_text
from gradflow.model.folding import squeezed
from gradflow.model.people import Traits
from gradflow.model.records import Record
from gradflow.pipeline.grouping import grouped
from gradflow.pipeline.likeness import Spellings
from gradflow.pipeline.matching import birth_month, mobiles_of, name_key

FEWEST_TOLD = 3
"""Filled fields, beside name and ID number, that tell a row from others."""
SURE, DOUBTFUL, DIFFERENT = 10, 1, 0
"""Likeness from which two rows are one person's; that of rows which may be; that of rows which are not."""
MOST_ALIKE = 50
"""Rows with one name or number that are looked at; no branch has more."""
MOST_COMPARED = 40_000
"""Pairs of left-over rows whose names are compared letter by letter."""
OWN = frozenset({"seq", "name", "id_number", "photo"})
T = TypeVar("T")
B = TypeVar("B")
N = TypeVar("N")


def traits_of(record: Record, number: str = "") -> Traits:
    """What a row tells of its person; ``number`` is the ID number another form tells of them."""
    values = record.values
    told = values.get("id_number")
    typed = "" if told else squeezed(typed_text(record.cells.get("id_number"))).upper()
    return Traits(
        name=name_key(record),
        number=told.text if told else f"?{typed}" if typed else number,
        sex=str(values.get("sex") or ""),
        born=birth_month(record, told),
        mobiles=" ".join(sorted({*mobiles_of(record)})),
        rest=rest_of(record),
    )


def rest_of(record: Record) -> str:
    """A digest of everything typed but name and ID number; empty for too little."""
    cells = record.cells
    typed = [
        (key, (raw if isinstance(raw, str) else typed_text(raw)).strip()) for key in _told(tuple(cells)) if (raw := cells[key]) is not None
    ]
    if len(typed) < FEWEST_TOLD:
        return ""
    return hashlib.blake2b(repr(typed).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


@lru_cache(maxsize=256)
def _told(keys: tuple[str, ...]) -> tuple[str, ...]:
    """All but name and ID number, in one order."""
    return tuple(sorted({*keys} - OWN))


@dataclass(frozen=True, slots=True)
class Bond:
    """What ties two rows beside what they tell: one branch; a copy's row and the row it was made from, and what was marked there."""

    is_home: bool = True
    is_linked: bool = False
    marked: Collection[str] = ()


def likeness(before: Traits, now: Traits, bond: Bond) -> int:
    """How surely two rows are one person's: from SURE on they are, DOUBTFUL asks, DIFFERENT are two people.

    The same ID number; or the same name and one more field that stays; or, on the row a marked cell was
    corrected in, everything else.
    """
    numbers = {before.sound_number, now.sound_number} - {""}
    if before.sound_number and len(numbers) == 1 and now.sound_number:
        return 10 * SURE + (before.name == now.name)
    is_apart = len(numbers) > 1
    if before.name and before.name == now.name:
        return _of_one_name(before, now, bond, is_apart=is_apart)
    if is_apart:
        is_marked = bond.is_linked and {"name", "id_number"} <= set(bond.marked)
        return 2 * SURE if is_marked and (_shares_mobile(before, now) or _same_rest(before, now)) else DIFFERENT
    return _of_two_names(before, now, bond) if bond.is_home else DIFFERENT


def _of_one_name(before: Traits, now: Traits, bond: Bond, *, is_apart: bool) -> int:
    mobile, rest = _shares_mobile(before, now), _same_rest(before, now)
    born, sex = _agree(before.born, now.born), _agree(before.sex, now.sex)
    if is_apart:
        return 5 * SURE if mobile or rest or (bond.is_linked and "id_number" in bond.marked) else DIFFERENT
    weight = 4 * mobile + 4 * rest + 3 * born + sex + 3 * bond.is_linked + 3 * (bool(before.number) and before.number == now.number)
    if bond.is_home:
        return 3 * SURE + weight
    return 2 * SURE + weight if mobile or born > 0 else SURE if sex > 0 and born == 0 else DIFFERENT


def _of_two_names(before: Traits, now: Traits, bond: Bond) -> int:
    """A name corrected, filled in, or another person in the same row."""
    mobile, rest = _shares_mobile(before, now), _same_rest(before, now)
    is_same_number = bool(before.number) and before.number == now.number
    contradicts = _agree(before.born, now.born) < 0 or _agree(before.sex, now.sex) < 0
    is_other_mobile = bool(before.mobiles and now.mobiles) and not mobile and not {"phone", "mobile"} & set(bond.marked)
    if not before.name or not now.name:
        return 2 * SURE if bond.is_linked or rest or mobile or is_same_number else DIFFERENT
    is_near = Spellings([before.name]).one_off(now.name) is not None
    if bond.is_linked and "name" in bond.marked and not contradicts and not is_other_mobile:
        return 2 * SURE
    if (mobile or is_same_number) and (is_near or rest):
        return 2 * SURE
    if is_near and rest:
        return 2 * SURE
    return DOUBTFUL if (bond.is_linked or is_near or rest) and not contradicts and not is_other_mobile else DIFFERENT


def tells_no_other(before: Traits, now: Traits) -> bool:
    """Whether a row of the same name may be a second one of somebody whose ID number is known: it tells nothing else, or that number with a slip."""
    if not now.sound_number or before.name != now.name or before.sound_number:
        return False
    is_near = not before.number or Spellings([before.number.removeprefix("?")]).one_off(now.number) is not None
    is_other = bool(before.mobiles and now.mobiles) and not _shares_mobile(before, now)
    is_other = is_other or _agree(before.born, now.born) < 0 or _agree(before.sex, now.sex) < 0
    return not is_other and (is_near or _shares_mobile(before, now) or _same_rest(before, now))


def _shares_mobile(before: Traits, now: Traits) -> bool:
    return not set(before.mobiles.split()).isdisjoint(now.mobiles.split())


def _same_rest(before: Traits, now: Traits) -> bool:
    return bool(before.rest) and before.rest == now.rest


def _agree(one: str, other: str) -> int:
    """1 for the same, -1 for different, 0 where one is not told."""
    return 0 if not one or not other else 1 if one == other else -1


@dataclass(frozen=True, slots=True)
class Candidate(Generic[T]):
    """Something to be paired: everything known of a person, and the places a copy may name as its row's origin."""

    item: T
    traits: tuple[Traits, ...]
    links: tuple[Hashable, ...] = ()
    """Where the row stood, or where a copy says it stood."""
    marked: Collection[str] = ()
    """Fields in which a copy was returned to be corrected."""


@dataclass(frozen=True, slots=True)
class Pairs(Generic[B, N]):
    """Which of two lists are one person's, one to one; and which may be, of those left over."""

    same: tuple[tuple[B, N], ...]
    doubtful: tuple[tuple[B, N], ...]


def pair(before: Sequence[Candidate[B]], now: Sequence[Candidate[N]], is_home: Callable[[B, N], bool] = lambda *_: True) -> Pairs[B, N]:
    """Pair one to one, rows wholly alike first, then the surest; the order of the lists settles what nothing else does."""
    scores: list[tuple[int, int, int]] = []
    free_before, free_now = dict(enumerate(before)), dict(enumerate(now))
    same: list[tuple[B, N]] = []
    for one, other in _alike(before, now):
        same.append((before[one].item, now[other].item))
        del free_before[one], free_now[other]
    index = grouped((key, place) for place, candidate in free_now.items() for key in _keys(candidate))
    for one, candidate in free_before.items():
        found = dict.fromkeys(place for key in _keys(candidate) for place in islice(index.get(key, ()), MOST_ALIKE))
        if len(free_before) * len(free_now) <= MOST_COMPARED:
            found |= dict.fromkeys(free_now)
        for other in found:
            is_linked = not set(candidate.links).isdisjoint(now[other].links)
            bond = Bond(is_home(candidate.item, now[other].item), is_linked, now[other].marked)
            score = max(likeness(told, other_told, bond) for told in candidate.traits for other_told in now[other].traits)
            scores.append((score, one, other))
    doubtful: list[tuple[B, N]] = []
    for score, one, other in sorted(scores, key=lambda found: (-found[0], found[1], found[2])):
        if score > DIFFERENT and one in free_before and other in free_now:
            (same if score >= SURE else doubtful).append((before[one].item, now[other].item))
            del free_before[one], free_now[other]
    return Pairs(tuple(same), tuple(doubtful))


def _alike(before: Sequence[Candidate[B]], now: Sequence[Candidate[N]]) -> Iterator[tuple[int, int]]:
    """Rows that tell exactly the same."""
    places = grouped((now[place].traits[-1], place) for place in reversed(range(len(now))))
    for place, candidate in enumerate(before):
        found = next((places[told] for told in reversed(candidate.traits) if places.get(told)), None)
        if found:
            yield place, found.pop()


def _keys(candidate: Candidate[T]) -> Iterator[Hashable]:
    """Everything by which a partner can be found."""
    yield from (("link", link) for link in candidate.links)
    for told in candidate.traits:
        yield from ((what, value) for what, value in (("number", told.number), ("name", told.name), ("rest", told.rest)) if value)
        yield from (("mobile", mobile) for mobile in told.mobiles.split())
