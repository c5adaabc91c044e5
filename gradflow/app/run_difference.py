"""What changed from one run to the next, in three lines: as the findings.json of both tell it, be the run before of today or of last week."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from gradflow.forms.loader import Forms
from gradflow.model.cells import listed
from gradflow.model.findings import FindingState, Severity
from gradflow.model.masking import masked_name
from gradflow.model.people import Lane
from gradflow.model.reports import Timeliness
from gradflow.outputs.findings_json import NAME
from gradflow.outputs.words import UNKNOWN_BRANCH, lane_name

MOST_NAMED = 4
"""Things named of each sort; the rest are counted."""


class Problem(NamedTuple):
    """Something to correct or explain; the same in a corrected copy of another name."""

    severity: str
    branch: str
    person: str
    field: str
    code: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a campaign stood after a run."""

    files: dict[str, list[tuple[str, Lane | None]]] = field(default_factory=dict)
    """File -> branch, form and round of each sheet, as far as they are known."""
    problems: dict[Problem, list[str]] = field(default_factory=dict)
    """What is open -> the file of each."""
    counts: Counter[str] = field(default_factory=Counter)
    """As in findings.json; of ``errors`` and ``warnings``."""
    missing: dict[Lane, list[str]] = field(default_factory=dict)
    """Form and round -> branches that have not handed it in by its day."""


def standing_of(reports: Path) -> Standing:
    """What the reports tell; nothing where there are none, or they cannot be read."""
    found = Standing()
    try:
        told = json.loads((reports / NAME).read_bytes())
        found.counts.update(told["counts"])
        for one in told["submissions"]:
            _add_submission(found, one)
        for one in told["findings"]:
            _add_finding(found, one)
    except (OSError, ValueError, LookupError, TypeError):
        return Standing()
    return found


def _add_submission(found: Standing, one: dict[str, Any]) -> None:
    lane = (one["form"], one["round"]) if one["form"] else None
    if one["file"]:
        found.files.setdefault(one["file"], []).append((one["branch"] or "", lane))
    elif lane and one["timeliness"] == Timeliness.MISSING.value:
        found.missing.setdefault(lane, []).append(one["branch"] or "")


def _add_finding(found: Standing, one: dict[str, Any]) -> None:
    is_warning = one["severity"] == Severity.WARNING.value and one["state"] != FindingState.EXPLAINED.value
    if is_warning or one["severity"] == Severity.ERROR.value:
        problem = Problem(one["severity"], one["branch"] or "", one["person"] or "", one["field"] or "", one["code"])
        found.problems.setdefault(problem, []).append(one["file"] or "")


def difference(before: Standing, after: Standing, touched: Iterable[str], forms: Forms) -> Iterator[str]:
    """At most three lines, to be masked; ``touched``: files whose content or time changed, as far as that is known."""
    yield _what_came(before, after, touched, forms)
    yield from filter(None, [_what_is_to_correct(before, after, forms)])
    yield how_far(after, forms)


def _what_came(before: Standing, after: Standing, touched: Iterable[str], forms: Forms) -> str:
    names = [masked_name(name) for name in touched]
    changed = [file for file in after.files if file in before.files and any(file == name or file.startswith(f"{name}/") for name in names)]
    parts = (
        ("新收到", [file for file in after.files if file not in before.files], after),
        ("换过", changed, after),
        ("拿走了", [file for file in before.files if file not in after.files], before),
    )
    told = [f"{word} {len(files)} 份：{_listed([_file_text(one, where, forms) for one in files])}" for word, files, where in parts if files]
    return "；".join(told) or ("收件夹里的表没有变" if after.files else "收件夹里还没有表")


def _file_text(file: str, where: Standing, forms: Forms) -> str:
    """Branch and form; the name of a file where they are not known, or of one that holds several."""
    sheets = [(branch, lane) for branch, lane in dict.fromkeys(where.files[file]) if lane]
    if len(sheets) != 1:
        return file.rpartition("/")[2]
    ((branch, lane),) = sheets
    return f"{branch or UNKNOWN_BRANCH}{lane_name(lane, forms)}"


def _what_is_to_correct(before: Standing, after: Standing, forms: Forms) -> str:
    came = _beyond(after, before)
    gone = _beyond(before, after)
    taken = [(problem, file) for problem, file in gone if _is_taken_away(file, before, after)]
    solved = [one for one in gone if one not in taken]
    told = []
    if came:
        counts = Counter(problem.severity for problem, _ in came)
        words = "，".join(f"{severity.label} {counts[severity.value]} 处" for severity in Severity if counts[severity.value])
        told.append(f"新出现{words}：{_problems_text(came, forms)}")
    if solved:
        told.append(f"改好 {len(solved)} 处：{_problems_text(solved, forms)}")
    if taken:
        told.append(f"随拿走的表去掉 {len(taken)} 处")
    return "；".join(told) or ("要改的和上次一样" if after.problems else "")


def _beyond(one: Standing, other: Standing) -> list[tuple[Problem, str]]:
    """What one has more of than the other, each with its file."""
    return [(problem, file) for problem, files in one.problems.items() for file in files[len(other.problems.get(problem, ())) :]]


def _is_taken_away(file: str, before: Standing, after: Standing) -> bool:
    """Whether a file is gone and nothing has come in its place."""
    here = {sheet for sheets in after.files.values() for sheet in sheets}
    return bool(file) and file not in after.files and not here.intersection(before.files.get(file, ()))


def _problems_text(found: Sequence[tuple[Problem, str]], forms: Forms) -> str:
    labels = {one.key: one.label for form in forms.values() for one in form.spec.fields}
    return _listed(
        [f"{one.person or one.branch or file.rpartition('/')[2]}{labels.get(one.field, '')}（{one.code}）" for one, file in found]
    )


def _listed(texts: Sequence[str]) -> str:
    return listed([*dict.fromkeys(filter(None, texts))], MOST_NAMED, " 等")


def how_far(now: Standing, forms: Forms) -> str:
    """How many rows are merged, what is to correct, who has not handed in."""
    counts = now.counts
    rows = f"读到 {counts['rows_read']} 行，已汇总 {counts['rows_accepted']} 行，待更正 {counts['rows_rejected']} 行"
    missing = "；".join(
        f"{lane_name(lane, forms)}还没有交：{_listed(branches)}（{len(branches)} 个）" for lane, branches in now.missing.items()
    )
    return f"现在{rows}；必须改 {counts['errors']} 处，改或说明 {counts['warnings']} 处；{missing or '没有到期未交的'}"
