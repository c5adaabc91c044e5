"""What many campaigns hand up to be rolled up, as enums and numbers: of each campaign its figures, and no number of any person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from gradflow.model.people import Place
from gradflow.model.views import HandIn, Landing, Reason, Statistic, Week
from gradflow.model.vocabulary import Labelled

COLUMN_OF: Mapping[Labelled, str] = {
    **{one: f"units_{one.value}" for one in Place},
    **{one: f"forms_{one.value}" for one in HandIn},
    **{one: one.value for one in Statistic},
    **{one: f"landing_{one.value}" for one in Landing},
    **{one: f"reason_{one.value}" for one in Reason},
}
"""What is counted -> its column: people ever read by where they are now; forms (each round by itself); people; of those listed how they landed, or why not."""
PLAIN = ("rows_read", "rows_accepted", "rows_rejected", "people", "done", "waiting", "open", "errors", "warnings")
"""Columns of figures that are not told apart any further."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchSummary:
    """What is counted of one branch of one campaign; every figure stands on a sheet of that campaign's own 汇总.xlsx."""

    branch: str
    """Empty for the unknown one."""
    counts: Mapping[str, int]
    """By ``PLAIN`` and ``COLUMN_OF``: rows_read is rows_accepted + rows_rejected, people is done + waiting + open, distinct people; what is left out is 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Somebody a roster lists, with a sound ID number."""

    mark: str
    """Of the number, under the collection's own key (HMAC-SHA-256, hex): the same in all campaigns, and of no use without the key; never in an output."""
    branch: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What one campaign hands up."""

    college: str
    cohort: int
    as_of: date
    files: int
    branches: tuple[BranchSummary, ...]
    """In the campaign's order; those nobody registered, and the unknown one, last."""
    weeks: tuple[Week, ...]
    """When memberships arrived."""
    listed: tuple[Listed, ...]
    is_settled: bool
    """Whether nothing is left to correct, nothing missing, nothing late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one campaign."""

    place: str
    """Folder or address, as it was named."""
    summary: Summary | None = None
    """None where it could not be validated, or is not rolled up."""
    refusal: str = ""
    """Then why, and what to do: a sentence for people."""
    is_unchanged: bool = False
    """Whether its last run's reports stand, for nothing has changed since."""
    holds_for: str = field(default="", compare=False)
    """A digest of all that the summary depends on (``app.last_run``); empty where the same again would be worked out anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """Many campaigns of one cohort, in the order they were named."""

    cohort: int
    as_of: date
    outcomes: tuple[Outcome, ...]
