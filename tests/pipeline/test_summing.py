"""What a campaign hands up: every figure adds up to its own, and nobody's number is in it."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter
from support import EXAMPLE, GOOD, OTHER, TITLE, roster, write_xlsx

from gradflow.app.session import Validation, open_session
from gradflow.model.collected import COLUMN_OF, Summary
from gradflow.model.people import Place
from gradflow.model.views import Landing
from gradflow.model.vocabulary import Labelled
from gradflow.pipeline.progress import headline
from gradflow.pipeline.summing import summarise

KEY = bytes(range(32))
ROWS = ("rows_read", "rows_accepted", "rows_rejected", "errors", "warnings")
PEOPLE = ("people", "done", "waiting", "open")


@pytest.fixture(params=["as it came", "two branches' files taken away", "another college", "nobody registered"])
def found(request: pytest.FixtureRequest, tmp_path: Path, example: Callable[..., Any]) -> Validation:
    source, day = (OTHER, "2024-07-01") if request.param == "another college" else (EXAMPLE, "2023-09-25")
    folder = tmp_path / "c"
    shutil.copytree(example(day, source).folder, folder)
    if request.param == "two branches' files taken away":
        for path in [path for path in sorted((folder / "inbox").iterdir()) if path.is_file()][::3]:
            path.unlink()
        assert open_session(folder).validate(date.fromisoformat(day), jobs=1).report.owed.absent
    if request.param == "nobody registered":
        text = (folder / "campaign.toml").read_text("utf-8")
        (folder / "campaign.toml").write_text(re.sub(r"(?s)\[\[branches\]\].*?(?=\n\[\[deadlines|\n\[rules|\Z)", "", text), "utf-8")
    return open_session(folder).validate(date.fromisoformat(day), jobs=1)


def _sums(summary: Summary) -> Counter[str]:
    return sum((Counter(one.counts) for one in summary.branches), Counter())


def test_everything_adds_up_to_the_campaigns_own(found: Validation) -> None:
    report, summary = found.report, summarise(found.report, found.progress, KEY)
    names = [one.branch for one in summary.branches]
    head = headline(report)
    assert len(set(names)) == len(names)
    assert names[: len(report.campaign.branches)] == [branch.name for branch in report.campaign.branches]
    sums = _sums(summary)
    assert {name: sums[name] for name in ROWS} == {name: report.counts[name] for name in ROWS}
    assert {name: sums[name] for name in PEOPLE} == {name: getattr(head, name) for name in PEOPLE}
    each = [Counter(one.counts) for one in summary.branches]
    assert all(one["people"] == one["done"] + one["waiting"] + one["open"] for one in each)
    assert all(one["rows_read"] == one["rows_accepted"] + one["rows_rejected"] for one in each)
    gone = {
        one.branch: sum(one.counts.get(COLUMN_OF[place], 0) for place in (Place.IN_QUESTION, Place.RELEASED)) for one in summary.branches
    }
    assert +Counter(gone) == Counter(one.kept.branch for one in report.owed.absent)
    tallies = (*report.statistics, *report.figures.hand_ins)
    counted = sum((Counter(one.counts) for one in tallies), Counter[Labelled](report.owed.units))
    assert counted == +Counter({what: sums[column] for what, column in COLUMN_OF.items()})
    assert {*sums} <= {*ROWS, *PEOPLE, *COLUMN_OF.values()}
    assert summary.weeks[-1].so_far == sums[COLUMN_OF[Landing.LANDED]] if summary.weeks else True


def test_of_a_number_only_a_mark_is_handed_up(found: Validation) -> None:
    people = {number.text for one in found.people if one.is_listed and (number := one.person.get("id_number"))}
    summary = summarise(found.report, found.progress, KEY)
    text = TypeAdapter(Summary).dump_json(summary).decode()
    assert people
    assert len({one.mark for one in summary.listed}) == len(people)
    assert not any(number in text for number in people)
    assert not {one.mark for one in summary.listed} & {one.mark for one in summarise(found.report, found.progress, b"another").listed}
    assert TypeAdapter(Summary).validate_json(text) == summary


def test_what_is_of_no_branch_counts_and_who_stands_on_another_years_sheet_is_not_listed(folder: Path) -> None:
    (folder / "inbox" / "坏的.xlsx").write_bytes(b"PK no workbook")
    write_xlsx(folder / "inbox" / "附件2.xlsx", [[TITLE.replace("2023", "2022")], *roster([GOOD])[1:]])
    found = open_session(folder).validate(date(2023, 7, 25), jobs=1)
    summary = summarise(found.report, found.progress, KEY)
    assert found.people[0].person.get("id_number") and not summary.listed
    assert [(one.branch, bool(one.counts.get("errors"))) for one in summary.branches] == [("甲支部", True), ("乙支部", False), ("", True)]
    assert _sums(summary)["errors"] == found.counts.errors
