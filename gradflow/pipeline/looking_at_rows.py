"""How many rows each check of cells, rows and sheets looked at, and what kept it from the others.

Rows alike in what they hold are counted together: there are few sorts of them, however many rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gradflow.core.checks import Check, Rule
from gradflow.core.records import Submission
from gradflow.forms.loader import Forms
from gradflow.pipeline.looking import Looked, labels, not_received


@dataclass(frozen=True, slots=True)
class Sort:
    """Rows of one form that hold, and failed to hold, the same fields."""

    form: str
    columns: frozenset[str]
    held: frozenset[str]
    unknown: frozenset[str]


Rows = Counter[Sort]


def sort_rows(submissions: Iterable[Submission]) -> Rows:
    """Count the rows of each sort."""
    rows: Rows = Counter()
    for submission in submissions:
        columns = frozenset(submission.columns)
        alike = Counter((frozenset(record.values), record.unknown) for record in submission.records)
        for (held, unknown), count in alike.items():
            rows[Sort(submission.form, columns, held, unknown)] += count
    return rows


def look_at_rows(check: Check, rows: Rows, forms: Forms) -> Looked:
    """What a rule on values, or a kind's own check, looked at."""
    if not isinstance(check, Rule):
        return _kind_check(check, rows, forms)
    if not (check.needs or check.columns):
        return _told_absent(Looked("所有栏目", checked=sum(rows.values())), set(forms), rows, forms)
    wanted = {*check.needs, *check.columns}
    homes = {key for key, form in forms.items() if wanted <= set(form.kinds)}
    looked = Looked(labels((*check.needs, *check.columns, *check.uses), forms))
    for sort, count in rows.items():
        if sort.form not in homes:
            continue
        if gap := next(_gaps(check, wanted, sort, forms), ""):
            looked.gaps[gap] += count
        elif check.needs_set <= sort.held:
            looked.checked += count
    return _told_absent(looked, homes, rows, forms)


def _gaps(rule: Rule, wanted: set[str], sort: Sort, forms: Forms) -> Iterator[str]:
    """Why the rule could not look at rows of a sort. Where nothing it needs is filled in, there is nothing to look at."""
    if absent := sorted(wanted - sort.columns):
        yield f"表里没有“{labels(absent[:1], forms)}”一栏"
    if unread := [key for key in (*rule.needs, *rule.uses) if key in sort.unknown]:
        yield f"“{labels(unread[:1], forms)}”要先改正"
    lacking = [key for key in rule.needs if key not in sort.held]
    if lacking and len(lacking) < len(rule.needs):
        yield f"没有填“{labels(lacking[:1], forms)}”"


def _kind_check(check: Check, rows: Rows, forms: Forms) -> Looked:
    """A kind's check looks at every column of the kind; one that no kind claims looks at them all."""
    columns = {(form.key, key): form for form in forms.values() for key, kind in form.kinds.items() if check in kind.checks}
    if not columns:
        return _told_absent(Looked("所有栏目", checked=sum(rows.values())), set(forms), rows, forms)
    homes = {form for form, _ in columns}
    looked = Looked(labels((key for _, key in columns), forms))
    for sort, count in rows.items():
        own = [key for form, key in columns if form == sort.form]
        if not own:
            continue
        if sort.columns.isdisjoint(own):
            looked.gaps[f"表里没有“{labels(own[:1], forms)}”一栏"] += count
        else:
            looked.checked += count
    return _told_absent(looked, homes, rows, forms)


def _told_absent(looked: Looked, homes: set[str], rows: Rows, forms: Forms) -> Looked:
    """Say which forms would have been needed where none of them came."""
    if not looked.checked and not looked.gaps:
        present = {sort.form for sort in rows}
        absent = [key for key in forms if key in homes and key not in present]
        looked.gaps["没有人填写" if homes and not absent else not_received(absent, forms)] = 0
    return looked
