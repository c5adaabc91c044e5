"""What a rule says of a cell or row follows from the fields it declares alone: that is why it is asked once of what is alike."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from random import Random
from typing import Any

import pytest
from samples import sample
from support import EVERY, FORMS, TRIAL, context

from gradflow.kinds.base import Kind
from gradflow.model.cells import Raw, YearlessDate
from gradflow.model.checks import Rule, Scope
from gradflow.model.findings import Correction, Problem
from gradflow.model.records import Record
from gradflow.pipeline.normalise import Column
from gradflow.pipeline.validate import can_run
from gradflow.rules.registry import rules

RULES = (*rules(Scope.CELL), *rules(Scope.ROW))
KINDS: dict[str, Kind] = {key: kind for form in (TRIAL, *EVERY.values()) for key, kind in form.kinds.items()}
TYPED: tuple[Raw, ...] = (
    None, "无", "同上", "x?", 7, 1.0, True, date(2023, 7, 20), "张三", "本校党委", "学院党委", "市委组织部", "苏州大学党委组织部", "中共昆山市委组织部", "恒力集团有限公司",
    "未转入", "已转", "保留在校", "专转本", "去世", "是", "否", "已邮寄", "2023-07-10", "2024-07-10", "电话 2023.7.20", "电话", "13912345679", "11010519491231002X",
    "3205**********0016", "320584200005120016", "22", "江苏省苏州市吴江区云梨路100号 215200", "河南省信阳市光山县正大街1号", "例1", *[YearlessDate(2022, 6, 1)] * 4,
)  # fmt: skip
CONTEXTS = [
    dataclasses.replace(
        context(), form=form.spec, as_of=date(2023, 9, 1), sheet_day=day, received_on=day, is_last_round=day is not None, annexes={}
    )
    for form in EVERY.values()
    for day in (None, date(2023, 7, 25))
]
LABELS = {field.label: field.key for form in (TRIAL, *EVERY.values()) for field in form.spec.fields}
SEEDS = range(60)


class Watched(Mapping[str, Any]):
    """A mapping that notes which keys are asked for; going through all of it asks for each."""

    def __init__(self, held: Mapping[str, Any], asked: set[str]) -> None:
        self.held, self.asked = held, asked

    def __getitem__(self, key: str) -> Any:
        self.asked.add(key)
        return self.held[key]

    def __iter__(self) -> Iterator[str]:
        self.asked.update(self.held)
        return iter(self.held)

    def __len__(self) -> int:
        return len(self.held)


def of_example(rule: Rule, random: Random) -> dict[str, Raw]:
    """The cells of one of the rule's own examples, or none."""
    found = [row for example in rule.examples() for row in example.rows]
    return {LABELS[label]: text for label, text in random.choice([*found, ()])}


def drawn(random: Random, keys: list[str], given: Mapping[str, Raw]) -> Record:
    """A row of which each field holds what is given, a good value, an odd one, or one that was not understood."""
    cells: dict[str, Raw] = {}
    values: dict[str, Any] = {}
    unknown = set()
    for key in keys:
        raw = given[key] if key in given else sample(KINDS[key], random) if random.random() < 0.5 else random.choice(TYPED)
        value = None if raw is None else KINDS[key].parse(raw)
        cells[key] = raw
        if isinstance(value, Problem):
            unknown.add(key)
        elif value is not None:
            values[key] = value
    return Record(4, cells, values, frozenset(unknown))


def said(rule: Rule, record: Record, place: int) -> list[Problem | Correction]:
    """All a rule says of a row, as of a day and round."""
    return list(rule.check(record, CONTEXTS[place % len(CONTEXTS)]))


@cache
def rows(rule: Rule) -> tuple[tuple[int, Record, Record], ...]:
    """Rows on which a rule can run, each with another that differs in everything it does not declare."""
    return tuple(_rows(rule))


def _rows(rule: Rule) -> Iterator[tuple[int, Record, Record]]:
    for seed in SEEDS:
        random = Random(f"{rule.code} {seed}")
        keys = sorted(KINDS) if seed % 2 else [key for key in sorted(KINDS) if key in rule.fields or random.random() < 0.5]
        given = of_example(rule, random)
        one, other = drawn(random, keys, given), drawn(random, keys, {})
        mixed = Record(
            9,
            {key: (one if key in rule.fields else other).cells[key] for key in keys},
            {key: held.values[key] for key in keys if key in (held := one if key in rule.fields else other).values},
            frozenset(key for key in keys if key in (one if key in rule.fields else other).unknown),
            extras=("x",), reason="说明", origin_row=3, last_row=11,
        )  # fmt: skip
        if can_run(rule, one):
            yield seed, one, mixed


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.fields], ids=lambda rule: rule.code)
def test_what_a_rule_does_not_declare_changes_nothing_it_says(rule: Rule) -> None:
    seen = 0
    for seed, one, mixed in rows(rule):
        seen += 1
        assert said(rule, one, seed) == said(rule, mixed, seed)
    assert seen


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.fields], ids=lambda rule: rule.code)
def test_a_rule_asks_for_no_field_it_does_not_declare(rule: Rule) -> None:
    for seed, one, _ in rows(rule):
        asked: set[str] = set()
        said(rule, dataclasses.replace(one, cells=Watched(one.cells, asked), values=Watched(one.values, asked)), seed)
        assert asked <= rule.fields


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_speaks_of_fields_it_declares_and_corrects_only_what_it_needs(rule: Rule) -> None:
    for seed, one, _ in rows(rule) if rule.fields else ():
        for outcome in said(rule, one, seed):
            if isinstance(outcome, Problem):
                assert outcome.field in rule.fields | set(rule.columns)
            else:
                assert outcome.field in rule.needs and rule.scope is Scope.ROW


@pytest.mark.parametrize("rule", [rule for rule in RULES if not rule.fields], ids=lambda rule: rule.code)
def test_a_rule_that_declares_no_field_looks_at_each_cell_by_itself(rule: Rule) -> None:
    told = 0
    for seed in SEEDS:
        row = drawn(Random(seed), sorted(KINDS), {})
        alone = [
            Record(0, {key: raw}, {key: row.values[key]} if key in row.values else {}, row.unknown & {key})
            for key, raw in row.cells.items()
        ]
        whole = said(rule, row, seed)
        apart = [outcome for cell in alone for outcome in said(rule, cell, seed)]
        assert sorted(whole, key=lambda one: one.field) == sorted(apart, key=lambda one: one.field)
        told += len(whole)
    assert told


def test_a_text_is_understood_once_and_apart_from_equal_values_of_other_types(monkeypatch: pytest.MonkeyPatch) -> None:
    kind, parsed = type(FORMS["transfer_out"].kinds["remark"]), []
    really = kind.parse
    monkeypatch.setattr(kind, "parse", lambda self, raw: parsed.append(raw) or really(self, raw))
    column = Column(FORMS["transfer_out"], "remark", context())
    read = [column.read(raw) for raw in ("甲", 1, 1.0, True, "1", "甲", 1.0)]
    assert [*map(repr, parsed)] == ["'甲'", "1", "1.0", "True", "'1'"]
    assert [one.value for one in read] == ["甲", "1", "1", "TRUE", "1", "甲", "1"]
