"""The one spelling of a Party organisation's name: only how it is said changes, never which organisation is meant.

A place's own committee is 中共昆山市委, its department 中共昆山市委组织部; any other committee is 中共…委员会 or 中共…工作委员会, a branch
…党支部. Province and city stand where they were written, and only there. What leaves a doubt stays as it was written.
"""

from __future__ import annotations

import re

from gradflow.kinds import organisation_words as words
from gradflow.kinds.places import Place, short_name

COMMITTEES = frozenset({"unit", "system", "township", "zone", "talent", "party"})
LOCAL = frozenset({"local", "committee"})
OTHERS = frozenset({"military", "section", "unclear", "no_committee"})
"""Categories of names of which only 中国共产党 is written shorter."""
BRANCH = re.compile(r"(?P<own>.+?)(?P<party>党)?(?P<total>总)?支(?:部(?:委员会|委)?|(?<=总支)(?:委员会)?)")
COMMITTEE = re.compile(rf"(?P<own>.+?)(?P<body>党工委|工作委员会|工委|党委会|党委|委员会|(?<=[镇乡])委)(?P<office>{words.END})")
TOWN_TWICE = re.compile(r"(?<=[一-龥]{2})(?<!大留|大安|河沙|辛安|莲子)(?:镇(?=镇$)|乡(?=乡$))")
"""A level written once more (玉山镇镇委); a few towns are called so (大留镇镇)."""


def standard(name: str, category: str, places: tuple[Place, ...], rest: str) -> str:
    """The name in its standard spelling, or as it is; ``rest`` is what follows the places it begins with."""
    if category in LOCAL:
        return _local(places, rest) or name
    body = words.PREFIX.sub("", name)
    is_ours = body != name
    if category == "branch" and (match := BRANCH.fullmatch(body)):
        return f"{match['own']}党{match['total'] or ''}支{'部' * (not match['total'])}" if is_ours or match["party"] else name
    if category in COMMITTEES and (match := COMMITTEE.fullmatch(body)):
        return _committee(match, category, is_ours=is_ours) or name
    return f"中共{body}" if is_ours and category in COMMITTEES | OTHERS else name


def _committee(match: re.Match[str], category: str, *, is_ours: bool) -> str | None:
    """中共…委员会 for 党委, 中共…工作委员会 for 党工委, with the office behind it; None where another body may be meant."""
    own, body = match["own"], match["body"]
    if own.endswith(("委", "委员会", "党")) or (body == "委员会" and not is_ours) or (category == "zone" and body.startswith("党委")):
        return None
    if body == "委":
        own = TOWN_TWICE.sub("", own)
    return f"中共{own}{'工作' if body in {'党工委', '工委', '工作委员会'} else ''}委员会{match['office']}"


def _local(places: tuple[Place, ...], rest: str) -> str | None:
    """中共昆山市委 and what follows it; None where the reading is not certain."""
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
