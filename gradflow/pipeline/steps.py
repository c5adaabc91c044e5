"""What forms say is still to do of their rows (``FormSpec.open``): of one row, and of a branch by numbers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from gradflow.forms.loader import Forms
from gradflow.model.forms import Step
from gradflow.model.people import Lane
from gradflow.model.records import Context, Record
from gradflow.model.views import StepCount
from gradflow.pipeline.findings import Settled


def is_done(step: Step, record: Record) -> bool:
    """Whether the step's field is filled in; something that was not understood is to be corrected, and asked for by that."""
    return step.until in record.values or step.until in record.unknown


def first_open(steps: Iterable[Step], record: Record) -> Step | None:
    """What is open of a row, if anything: the first step that is not done."""
    return next((step for step in steps if not is_done(step, record)), None)


def count_steps(settled: Settled, forms: Forms, context: Context) -> Iterator[StepCount]:
    """Of each branch, form with steps, and step: how many merged rows of the latest round are done; branches in their order."""
    rows: dict[tuple[str, str], dict[int | None, list[Record]]] = defaultdict(lambda: defaultdict(list))
    for sheet in settled.counted:
        if forms[sheet.form].spec.open:
            rejected = settled.rejected[sheet.key]
            rows[sheet.branch, sheet.form][sheet.round] += [one for one in sheet.records if one.row not in rejected]
    for branch, key in sorted(rows, key=lambda group: (context.campaign.branch_order(group[0]), list(forms).index(group[1]))):
        number = max(rows[branch, key], key=lambda one: one or 0)
        yield from _counted(branch, (key, number), rows[branch, key][number], forms, context)


def _counted(branch: str, lane: Lane, records: list[Record], forms: Forms, context: Context) -> Iterator[StepCount]:
    steps, day = forms[lane[0]].spec.open, context.campaign.due_on(*lane)
    waiting: dict[str, list[str]] = defaultdict(list)
    done: Counter[str] = Counter()
    for record in records:
        done.update(step.until for step in steps if is_done(step, record))
        if step := first_open(steps, record):
            waiting[step.until].append(record.person)
    for step in steps:
        yield StepCount(branch, lane, step.until, done[step.until], len(records), tuple(waiting[step.until]), day)
