"""How many people each check between forms looked at, and of whom something is missing."""

from __future__ import annotations

from collections import defaultdict

from gradflow.core.checks import Check, Rule
from gradflow.forms.loader import Forms
from gradflow.pipeline.looking import Looked, Seen, labels, not_received
from gradflow.pipeline.matching import base_form
from gradflow.rules import people as told

Slots = set[tuple[str, int | None]]
"""The forms and rounds a branch handed in."""


def look_at_people(check: Check, seen: Seen, forms: Forms) -> Looked:
    """What a rule on people, or the roll call, looked at."""
    return _rule(check, seen, forms) if isinstance(check, Rule) else _roll_call(check, seen, forms)


def _rule(rule: Rule, seen: Seen, forms: Forms) -> Looked:
    looked = Looked(labels((*rule.needs, *rule.uses), forms), unit="人")
    looks_at = frozenset((*rule.needs, *rule.uses))
    homes = [key for key, form in forms.items() if looks_at & form.kinds.keys()]
    for entries, count in seen.people.items():
        holding = [held for _, held in entries if not looks_at.isdisjoint(held)]
        if not rule.needs_set <= frozenset().union(*holding):
            continue
        if rule.compares and len(holding) == 1:
            looked.gaps["只有一张表，没有可比的"] += count
        elif holding:
            looked.checked += count
        elif homes and not any(form in homes for form, _ in entries):  # a cell left empty would be nothing to look at
            looked.gaps[f"没有{forms[homes[0]].spec.annex}"] += count
    for one in seen.not_run:
        if one.code == rule.code:
            looked.gaps[one.missing] += one.people
    if not looked.checked and not looked.gaps:
        looked.gaps["没有人填写" if seen.people else not_received(homes, forms)] = 0
    return looked


def _roll_call(check: Check, seen: Seen, forms: Forms) -> Looked:
    """The roll is called in branches that handed in both the roster and what is held against it."""
    handed: dict[str, Slots] = defaultdict(set)
    for submission in seen.submissions:
        if submission.branch and submission.records:
            handed[submission.branch].add((submission.form, submission.round))
    looked = Looked("各表的人员对照", unit="个支部")
    for slots in handed.values():
        if _can_call(check, slots, forms):
            looked.checked += 1
        else:
            looked.gaps["没有可以对照的另一张表"] += 1
    if not handed:
        looked.gaps[not_received(list(forms), forms)] = 0
    return looked


def _can_call(check: Check, slots: Slots, forms: Forms) -> bool:
    base = base_form(forms)
    others = [form for form, _ in slots if form != base]
    if check is told.VANISHED:
        return len(others) > len(set(others))
    if check in {told.MISSING, told.EXTRA}:
        others = [form for form in others if forms[form].spec.lists_everyone]
    elif check in {told.CARD_MISSING, told.CARD_EXTRA}:
        others = [form for form in others if forms[form].spec.layout == "card"]
    return bool(others) and any(form == base for form, _ in slots)
