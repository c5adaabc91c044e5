"""Normalising: typed cells become values; every change of a value is recorded."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, NamedTuple

from gradflow.core.cells import ERROR_VALUES, Raw, is_blank, typed_text
from gradflow.core.findings import Change, Problem
from gradflow.core.records import NOTHING, Record, Submission
from gradflow.forms.loader import Form
from gradflow.kinds.base import Kind, is_ditto
from gradflow.rules.cells import DITTO, ERROR_VALUE, LONGEST, TOO_LONG

MERGED = "(合并单元格)"
"""What a cell that a merge covers is said to have held."""


class Normalised(NamedTuple):
    """The submission with values and changes, and the problems of cells that did not parse."""

    submission: Submission
    problems: tuple[tuple[Record, Problem], ...]


def normalise(submission: Submission, form: Form) -> Normalised:
    """Parse every cell by its field's kind."""
    records: list[Record] = []
    changes: list[Change] = []
    problems: list[tuple[Record, Problem]] = []
    above: Mapping[str, Raw] = {}
    plan = [(key, form.kinds[key]) for key in submission.columns]
    for record in submission.records:
        values: dict[str, Any] = {}
        unknown: list[tuple[str, Problem]] = []
        effective = dict(record.cells)
        for key, kind in plan:
            raw = record.cells[key]
            if raw is None:
                continue
            if is_ditto(raw) and not kind.reads_ditto:
                effective[key] = raw = above.get(key) if kind.repeats else None
            value = _parsed(kind, raw, record.cells[key])
            if isinstance(value, Problem):
                unknown.append((key, value))
            elif value is not None:
                values[key] = value
        above = effective
        full = dataclasses.replace(record, values=values, unknown=record.unknown.union(key for key, _ in unknown) or NOTHING)
        records.append(full)
        problems.extend((full, dataclasses.replace(problem, field=key)) for key, problem in unknown)
        changes.extend(_changes(submission, form, full))
    done = dataclasses.replace(submission, records=tuple(records), changes=tuple(changes))
    return Normalised(done, tuple(problems))


def _parsed(kind: Kind, raw: Raw, typed: Raw) -> Any:
    """The kind's reading, unless the cell holds an error value or repeats nothing."""
    if raw is None:
        return Problem(facts={"value": typed}, check=DITTO.code)
    if isinstance(raw, str) and raw in ERROR_VALUES:
        return Problem(facts={"value": raw}, check=ERROR_VALUE.code)
    if isinstance(raw, str) and len(raw) > LONGEST:
        return Problem(check=TOO_LONG.code)
    return kind.parse(raw)


def _changes(submission: Submission, form: Form, record: Record) -> list[Change]:
    """Every filled cell whose value is not spelt as it was typed; one that is understood as nothing becomes empty."""
    found = []
    for key in submission.columns:
        raw, value = record.cells[key], record.values.get(key)
        if value is None:
            if key not in record.unknown and key != "seq" and not is_blank(raw):
                found.append(change(submission, form, record, key, typed_text(raw), ""))
            continue
        after = form.kinds[key].show(value)
        if key in record.spread:
            found.append(change(submission, form, record, key, MERGED, str(after)))
        elif raw != after and key != "seq":
            before = typed_text(raw)
            if before != str(after):
                found.append(change(submission, form, record, key, before, str(after)))
    return found


def change(submission: Submission, form: Form, record: Record, key: str, before: str, after: str) -> Change:
    """A line for 自动更正."""
    field = form.spec.field(key)
    return Change(
        where=submission.place(record, key),
        field=key,
        label=field.label if field else key,
        person=record.person,
        branch=submission.branch,
        before=before,
        after=after,
        is_spelling=form.kinds[key].is_respelt(before, after),
    )
