"""Many campaigns rolled up as pandas DataFrames: every figure is a sum of what branches count, and nobody's number stands in them.

Texts are masked and legible here, once for all that is made of them; columns and dtypes are told in docs/规模.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import Any

import pandas as pd

from gradflow.model.collected import COLUMN_OF, PLAIN, Collection, Summary
from gradflow.model.masking import shown, shown_name
from gradflow.model.people import Place
from gradflow.model.views import HandIn, Landing, Reason
from gradflow.pipeline.frames import FRACTION, NUMBER, TEXT, TRUTH, DataFrame

DAY = "datetime64[ms]"
SUMS = {
    "ever_read": [COLUMN_OF[one] for one in Place],
    "forms_due": [COLUMN_OF[one] for one in HandIn],
    "asked": [COLUMN_OF[one] for one in (Landing.LANDED, Landing.OPEN, Landing.TO_CHECK)],
}
"""Figures made of others: everybody ever read; forms that came or should have come; those who are to leave and were asked."""
FIGURES = (*PLAIN, *SUMS, *COLUMN_OF.values())
RATES = {
    "landed_rate": ("landing_landed", "to_leave"),
    "receipt_rate": ("receipt_back", "landing_landed"),
    "asked_rate": ("asked", "to_leave"),
    "on_time_rate": ("forms_on_time", "forms_due"),
    "done_rate": ("done", "people"),
}
"""Rate -> part and whole; missing where there is no whole."""
WHERE = {"college": TEXT, "branch": TEXT}
COUNTED = {**dict.fromkeys(FIGURES, NUMBER), **dict.fromkeys(RATES, FRACTION)}
BRANCHES = {**WHERE, **COUNTED}
COLLEGES = {"college": TEXT, "cohort": NUMBER, "as_of": DAY, "branches": NUMBER, "files": NUMBER, "is_settled": TRUTH, **COUNTED}
REASONS = {**WHERE, "reason": TEXT, "people": NUMBER}
WEEKS = {"college": TEXT, "monday": DAY, "landed": NUMBER, "so_far": NUMBER}
SHARED = {"person": NUMBER, "name": TEXT, **WHERE}
CAMPAIGN = "campaign"
"""Which of the campaigns a row is of, while colleges are made of branches: names may be alike once they are masked."""


@dataclass(frozen=True, slots=True)
class RollUp:
    """A collection in figures; colleges and branches in its order."""

    colleges: DataFrame
    """A row a college that was rolled up (``COLLEGES``)."""
    total: DataFrame
    """One row: all colleges together, by the columns of these."""
    branches: DataFrame
    """A row a branch of a college (``BRANCHES``); the unknown branch is missing."""
    reasons: DataFrame
    """Why those who are to leave have not landed, a row a branch and reason there is (``REASONS``)."""
    weeks: DataFrame
    """A row a college and week in which memberships arrived, and so far (``WEEKS``); those of no known day are last, with no Monday."""
    all_weeks: DataFrame
    """The same of all colleges together, from the first week to the last, none left out."""
    shared: DataFrame
    """People whose number stands in several colleges: a row a place, those of one person (numbered from 1) together (``SHARED``)."""


def roll_up(collection: Collection) -> RollUp:
    """All figures of a collection; its campaigns that are not rolled up are in none."""
    summaries = [one.summary for one in collection.outcomes if one.summary]
    names = [shown_name(one.college) for one in summaries]
    branches, colleges = _counted(summaries, names)
    found = ((name, one.monday, one.landed, one.so_far) for name, summary in zip(names, summaries, strict=True) for one in summary.weeks)
    weeks = _frame(found, WEEKS)
    return RollUp(
        colleges=colleges, total=total_of(colleges, collection), branches=branches, reasons=_reasons(summaries, names),
        weeks=weeks, all_weeks=_all_weeks(weeks), shared=_shared(summaries, names),
    )  # fmt: skip


def rows_of(frame: DataFrame) -> list[dict[str, Any]]:
    """The rows as values of Python; None where something is missing."""
    return [dict(zip(map(str, frame), row, strict=True)) for row in frame.astype(object).where(frame.notna(), None).itertuples(index=False)]


def _frame(rows: Iterator[Sequence[Any]], dtypes: Mapping[str, str]) -> DataFrame:
    return DataFrame(rows, columns=list(dtypes), dtype=object).astype(dict(dtypes))


def _branch(name: str) -> str | None:
    return shown_name(name) or None


def _counted(summaries: Sequence[Summary], names: Sequence[str]) -> tuple[DataFrame, DataFrame]:
    """Branches, and the colleges that are the sums of these."""
    own = ((place, _branch(one.branch), *_figures(one.counts)) for place, summary in enumerate(summaries) for one in summary.branches)
    branches = _frame(own, {CAMPAIGN: NUMBER, "branch": TEXT, **dict.fromkeys(FIGURES, NUMBER)})
    sums = branches.groupby(CAMPAIGN)[list(FIGURES)].sum().reindex(range(len(summaries)), fill_value=0)
    told = ((name, one.cohort, one.as_of, len(one.branches), one.files, one.is_settled) for name, one in zip(names, summaries, strict=True))
    colleges = _frame(told, {key: dtype for key, dtype in COLLEGES.items() if key not in COUNTED})
    branches["college"] = branches.pop(CAMPAIGN).map(dict(enumerate(names)))
    return _rated(branches, BRANCHES), _rated(colleges.join(sums), COLLEGES)


def _figures(counts: Mapping[str, int]) -> list[int]:
    sums = {name: sum(counts.get(part, 0) for part in parts) for name, parts in SUMS.items()}
    return [{**counts, **sums}.get(name, 0) for name in FIGURES]


def _rated(frame: DataFrame, dtypes: Mapping[str, str]) -> DataFrame:
    """The frame with its rates, its columns in order."""
    rates = {name: frame[part] / frame[whole].where(frame[whole] > 0) for name, (part, whole) in RATES.items()}
    return frame.assign(**rates)[list(dtypes)].astype(dict(dtypes))


def total_of(colleges: DataFrame, collection: Collection) -> DataFrame:
    """Some of the colleges of a collection together: one row, by the columns of these."""
    sums = colleges[["branches", "files", *FIGURES]].sum().to_dict()
    told = {
        "college": None,
        "cohort": collection.cohort,
        "as_of": collection.as_of,
        "is_settled": bool(colleges["is_settled"].all()),
        **sums,
    }
    kept = [name for name in COLLEGES if name not in RATES]
    return _rated(_frame(iter([[told[name] for name in kept]]), {name: COLLEGES[name] for name in kept}), COLLEGES)


def _reasons(summaries: Sequence[Summary], names: Sequence[str]) -> DataFrame:
    found = (
        (name, _branch(one.branch), reason.value, one.counts[COLUMN_OF[reason]])
        for name, summary in zip(names, summaries, strict=True)
        for one in summary.branches
        for reason in Reason
        if one.counts.get(COLUMN_OF[reason])
    )
    return _frame(found, REASONS)


def _all_weeks(weeks: DataFrame) -> DataFrame:
    """All colleges together: their weeks run from Monday to Monday, so that none is lost when those without an arrival are put between."""
    dated, undated = weeks[weeks["monday"].notna()], weeks[weeks["monday"].isna()]
    sums = dated.groupby("monday")["landed"].sum()
    if len(sums):
        sums = sums.reindex(pd.date_range(sums.index.min(), sums.index.max(), freq="7D", unit="ms"), fill_value=0)
    found = DataFrame({"monday": sums.index, "landed": sums.array})
    if len(undated):
        found = pd.concat([found, DataFrame({"monday": [pd.NaT], "landed": [undated["landed"].sum()]})])
    found = found.astype({"monday": DAY, "landed": NUMBER}).reset_index(drop=True)
    return found.assign(college=None, so_far=found["landed"].cumsum())[list(WEEKS)].astype(WEEKS)


def _shared(summaries: Sequence[Summary], names: Sequence[str]) -> DataFrame:
    """Whose mark stands in several campaigns; who stands twice in one counts there once, where they stand first.

    There may be millions of marks: they are compared by pandas, and only those found are looked at one by one.
    """
    listed = list(chain.from_iterable(one.listed for one in summaries))
    campaign = pd.RangeIndex(len(summaries)).repeat([len(one.listed) for one in summaries])
    people, _ = pd.factorize(pd.Series(list(map(attrgetter("mark"), listed)), dtype=object))
    places = DataFrame({"person": people, CAMPAIGN: campaign}).drop_duplicates()
    places = places[places.duplicated("person", keep=False)].sort_values("person", kind="stable")
    numbers, _ = pd.factorize(places["person"])
    found = zip(numbers, (listed[row] for row in places.index), (names[number] for number in places[CAMPAIGN]), strict=True)
    return _frame(((number + 1, shown(one.name), college, _branch(one.branch)) for number, one, college in found), SHARED)
