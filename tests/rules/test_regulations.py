"""Limits and article numbers stand in one dated file, and every Party rule rests on it."""

import re
from pathlib import Path

from gradflow.model.checks import Rule
from gradflow.rules.registry import catalogue
from gradflow.rules.regulations import regulations

RULES = Path(__file__).parents[2] / "gradflow" / "rules"


def test_every_limit_has_its_unit_and_source() -> None:
    for name, entry in regulations().items():
        assert set(entry) == {"value", "unit", "source"}, name
        assert entry["source"], name


def test_article_numbers_stand_nowhere_else() -> None:
    for path in RULES.rglob("*.py"):
        assert not re.search(r"《中国共产党[^》]*》[^\n]*第[一二三四五六七八九十]+条", path.read_text("utf-8")), path.name


def test_every_party_rule_has_a_case_that_triggers_it_and_one_that_just_does_not() -> None:
    rules = [check for check in catalogue().values() if isinstance(check, Rule) and re.match(r"[PX]", check.code)]
    assert len(rules) > 25
    for rule in rules:
        assert {"正确", "错误"} <= {example.verdict for example in rule.examples()}, rule.code
