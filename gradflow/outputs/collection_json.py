"""findings.json of a collection: what stands in every college and in all, for programs; names masked (docs/collection.schema.json)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, Literal

from gradflow.model.collected import COLUMN_OF, Collection
from gradflow.model.masking import shown, shown_name
from gradflow.model.people import Place
from gradflow.model.views import HandIn, Landing, Reason, Statistic
from gradflow.model.vocabulary import Labelled
from gradflow.outputs.findings_json import SCHEMA_KEYS, Part
from gradflow.pipeline.rollup import RATES, RollUp, rows_of


class Figures(Part):
    """What is counted; people are never counted twice within a college."""

    branches: int
    files: int
    rows_read: int
    """Always rows_accepted + rows_rejected."""
    rows_accepted: int
    rows_rejected: int
    ever_read: int
    """Everybody ever read, by form and round: always the sum of ``units``."""
    units: dict[Place, int]
    people: int
    """Always done + waiting + open."""
    done: int
    waiting: int
    open: int
    forms_due: int
    """Forms that came or should have come: always the sum of ``forms``."""
    forms: dict[HandIn, int]
    statistics: dict[Statistic, int]
    landings: dict[Landing, int]
    reasons: dict[Reason, int]
    errors: int
    warnings: int
    rates: dict[str, float | None]
    """Null where there is nothing to have a share of."""


class CollegePart(Figures):
    """One college that was rolled up."""

    college: str
    is_settled: bool
    """Whether nothing is left to correct, nothing missing, nothing late."""


class OutcomePart(Part):
    """What became of one campaign, in the order they were named."""

    place: str
    """The folder or address."""
    college: str | None
    """Null for one that was not rolled up."""
    refusal: str | None
    """Then why not."""


class PlacePart(Part):
    """Where somebody is listed."""

    college: str
    branch: str | None
    name: str
    """As it is written there."""


class SharedPart(Part):
    """One person whom several colleges list."""

    places: list[PlacePart]


class CollectionDocument(Part):
    """The whole of findings.json of a collection."""

    schema_: Literal[1] = 1
    title: str
    cohort: int
    as_of: date
    total: Figures
    campaigns: list[OutcomePart]
    colleges: list[CollegePart]
    shared: list[SharedPart]

    model_config = SCHEMA_KEYS


def document(collection: Collection, rolled: RollUp, title: str) -> CollectionDocument:
    """The document."""
    return CollectionDocument.model_validate({
        "title": shown_name(title),
        "cohort": collection.cohort,
        "as_of": collection.as_of,
        "total": _figures(Figures, rows_of(rolled.total)[0]),
        "campaigns": [
            {
                "place": shown_name(one.place), "college": shown_name(one.summary.college) if one.summary else None,
                "refusal": shown(one.refusal) if one.refusal else None,
            }
            for one in collection.outcomes
        ],
        "colleges": [_figures(CollegePart, row) for row in rows_of(rolled.colleges)],
        "shared": [
            {"places": [{name: one[name] for name in PlacePart.model_fields} for one in places]}
            for _, places in groupby(rows_of(rolled.shared), itemgetter("person"))
        ],
    })  # fmt: skip


def _figures(kind: type[Figures], row: Mapping[str, Any]) -> Mapping[str, Any]:
    groups: Mapping[str, type[Labelled]] = {
        "units": Place,
        "forms": HandIn,
        "statistics": Statistic,
        "landings": Landing,
        "reasons": Reason,
    }
    counts = {group: {what.value: row[COLUMN_OF[what]] for what in members} for group, members in groups.items()}
    return {**{name: row[name] for name in kind.model_fields if name in row}, **counts, "rates": {rate: row[rate] for rate in RATES}}
