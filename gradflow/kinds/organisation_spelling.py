"""The one spelling of a local committee's name: only how it is said changes, never which organisation is meant.

A place's own committee is 中共昆山市委, its department 中共昆山市委组织部. Province and city stand where they were written, and only there. What leaves
a doubt stays as it was written, and so do all other names.
"""

from __future__ import annotations

import re

from gradflow.kinds import organisation_words as words
from gradflow.kinds.places import Place, short_name

LOCAL = frozenset({"local", "committee"})
"""Categories that have one spelling."""


def standard(places: tuple[Place, ...], rest: str) -> str | None:
    """The name in its standard spelling, where ``rest`` is what follows the places it begins with; None where the reading is not certain."""
    match = words.LOCAL.fullmatch(rest)
    if not match or not places or any(place.is_elsewhere for place in places):
        return None
    if any(region.level == 0 for region in places[-1].regions):
        return None
    own = re.sub("地区$", "地", places[-1].typed)
    return f"中共{''.join(map(_whole, places[:-1]))}{own}委{rest[match.end('body') :]}"


def _whole(place: Place) -> str:
    """The place with its level word, where that is certain: 苏州 -> 苏州市, 恩施 -> 恩施州."""
    names = {short_name(region.name) if region.level else region.name for region in place.regions if region.last is None}
    return place.typed if place.is_whole or len(names) != 1 else names.pop()
