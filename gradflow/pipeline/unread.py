"""Nobody is passed over in silence: people who stand in a workbook without having been read are told."""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby

from gradflow.forms.loader import Forms
from gradflow.kinds.id_number import is_sound
from gradflow.model.cells import Location
from gradflow.model.findings import Issue
from gradflow.model.folding import squeezed
from gradflow.model.people import Kept, LikelyPerson, Traits, UnreadBlock
from gradflow.model.records import Context, Key, Record, Submission
from gradflow.model.reports import FileResult
from gradflow.pipeline.evidence import Evidence
from gradflow.pipeline.findings import Findings, file_issue, value_digest
from gradflow.pipeline.grouping import grouped
from gradflow.pipeline.matching import base_forms
from gradflow.pipeline.ownership import named_branch
from gradflow.rules.sheets import FAR_ROWS, HEAD_CHANGED, OF_PEOPLE, UNREAD_PEOPLE

MOST_NAMED = 100
"""People of one finding: more are told by several, so that each is named."""
LONG_ROW = 1000
ID_LENGTH = 18
FEWEST_DIGITS = 6
"""Digits by which ID numbers are looked up."""
SURE_LENGTH = 15
"""Characters of an ID number, as far as it is known, that tell somebody without a name."""
MOST_UNLIKE = 2
"""Things known of both by which a namesake of the same branch is somebody else; a telephone or a sex does it alone."""


def note_unread(
    counted: Sequence[Submission], sheets: Sequence[Submission], results: Sequence[FileResult], findings: Findings, forms: Forms,
    context: Context,
) -> tuple[Kept, ...]:  # fmt: skip
    """Tell of everybody who was not read and does not stand elsewhere for the same branch.

    The finding stands on a sheet of that branch that counts, from the same workbook or its corrected copy, so that the
    branch hears of it; else on the file.
    """
    if not any(result.unread for result in results):
        return ()
    read = _Read(sheets, forms)
    by_file = grouped((sheet.file, sheet) for sheet in sheets)
    seen: set[tuple[str, str]] = set()
    on_sheets: dict[Key, list[Issue]] = defaultdict(list)
    missed: list[Kept] = []
    told_of: set[tuple[str, LikelyPerson]] = set()
    copies = {file for file, own in by_file.items() if any(sheet.memory.sources for sheet in own)}
    for result in sorted(results, key=lambda result: result.file in copies):  # what its original told a copy tells no more
        known = told_of if result.file in copies else ()
        for block in result.unread:
            if result.digest and (result.digest, block.sheet) in seen:
                continue
            seen.add((result.digest, block.sheet))
            own = by_file[result.file]
            branch = _branch_of(result.file, own, block, context)
            missing = tuple(
                one for one in block.people if not read.holds(one, branch, result.file) and (branch, _unplaced(one)) not in known
            )
            told_of.update((branch, _unplaced(one)) for one in missing if branch)
            bearer = _bearer(result.file, own, branch, counted)
            beside = bearer or next(iter(own), None)  # theirs beside whose sheet they stand
            form, number = (beside.form, beside.round) if beside else (next(iter(base_forms(forms)), ""), None)
            where = (result.file, block.sheet, result.digest)
            missed += (Kept(branch, form, number, (_traits(one),), one.name, *where, one.row, noted_on=context.as_of) for one in missing)
            told = _issues(result.file, block, missing, branch)
            if bearer:
                on_sheets[bearer.key] += told
                if missing:  # where they stand is told with them
                    findings.of[bearer.key] = [
                        f for f in findings.of[bearer.key] if (f.code, f.where.sheet) != (HEAD_CHANGED.code, block.sheet)
                    ]
            else:
                findings.of_files[result.file] += findings.weighed(*told)
    for key, found in on_sheets.items():
        findings.begin(key, *found)
    return tuple(missed)


def _traits(one: LikelyPerson) -> Traits:
    number = one.id_number if len(one.id_number) == ID_LENGTH else f"?{one.id_number}" if one.id_number else ""
    return Traits(squeezed(one.name), number, mobiles=" ".join(sorted(value for sort, value in one.items if sort == "phone")))


def _branch_of(file: str, own: Sequence[Submission], block: UnreadBlock, context: Context) -> str:
    """The branch of the file's sheets if it is one; else what the sheet or the path says; empty for none."""
    branches = {submission.branch for submission in own if submission.branch}
    if len(branches) == 1:
        return branches.pop()
    return named_branch(block.lines, context.campaign) or ("" if branches else named_branch(file, context.campaign))


def _bearer(file: str, own: Sequence[Submission], branch: str, counted: Sequence[Submission]) -> Submission | None:
    """The sheet that tells the branch: of the workbook itself, or of the copy that replaced it."""
    sources = {submission.source for submission in own}
    found = [s for s in counted if s.branch == branch and branch and (s.file == file or not sources.isdisjoint(s.memory.sources))]
    return min(found, key=lambda s: (s.file != file, s.place_in_book, s.key), default=None)


def _issues(file: str, block: UnreadBlock, missing: Sequence[LikelyPerson], branch: str) -> list[Issue]:
    where = Location(file, block.sheet)
    found: list[Issue] = []
    if block.far.rows:
        facts = {"row": block.far.first_row, "count": block.far.rows, "why": f"在{block.far.names[0]}等处，离表格太远", **OF_PEOPLE}
        found.append(file_issue(FAR_ROWS, {"sheet": block.sheet, **facts}, where, branch))
    for start in range(0, len(missing), MOST_NAMED):
        part = missing[start : start + MOST_NAMED]
        how = [next((f"{value}了一格" for sort, value in one.items if sort == "shifted"), "") for one in part]
        alike = how[0] if len({*how}) == 1 else ""
        names = "、".join(
            (one.name or f"第{one.row}行没有姓名的1人") + (f"（{aside}）" if aside and not alike else "")
            for one, aside in zip(part, how, strict=True)
        ) + (f"（{alike}）" if alike else "")
        facts = {"sheet": block.sheet, "rows": _rows(sorted({one.row for one in part})), "count": len(part), "names": names}
        told = file_issue(UNREAD_PEOPLE, facts, where, branch)
        found.append(dataclasses.replace(told, evidence=value_digest(names)))  # who it is, wherever that stands
    return found


def _unplaced(one: LikelyPerson) -> LikelyPerson:
    """Who it is, wherever that stands: what stood beside a table stands elsewhere in its copy."""
    return dataclasses.replace(one, row=0)


def _rows(rows: Sequence[int]) -> str:
    """第3—7行、第9行."""
    shown = []
    for _, run in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):
        numbers = [row for _, row in run]
        first, last = numbers[0], numbers[-1]
        between = "行至第" if last >= LONG_ROW else "—"  # a long run of digits would be taken for somebody's number
        shown.append(f"第{first}{between}{last}行" if last > first else f"第{first}行")
    return "、".join(shown)


class _Read:
    """Everybody who was read, by branch: found by ID number, or by name with something that agrees."""

    def __init__(self, sheets: Iterable[Submission], forms: Forms) -> None:
        self._evidence = Evidence(tuple(forms.values()))
        self._ids: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._names: dict[str, list[tuple[str, str, Record]]] = defaultdict(list)
        self._others: set[str] = set()
        for submission in sheets:
            where = (submission.branch, submission.file)
            form = forms[submission.form].table
            names = [key for key in form.kinds if key.endswith("_name") and key != "classmate_name"]  # a classmate may be one of ours
            for record in submission.records:
                self._names[_folded(record.person)].append((*where, record))
                if number := self._id_of(record):
                    self._ids[number[:FEWEST_DIGITS]].append((number, submission.branch or submission.file))
                self._others.update(_folded(str(record.cells[key])) for key in names if record.cells.get(key))

    def _id_of(self, record: Record) -> str:
        return next((token.text for token in self._evidence.tokens(record.cells.get("id_number")) if token.sort == "id"), "")

    def holds(self, one: LikelyPerson, branch: str, file: str) -> bool:
        """Whether somebody was read, for the branch or from the same file; for any branch where it is not known."""
        places = {branch, file} if branch else None
        number = one.id_number
        if number and not (one.name and number.endswith("…")):
            alike = (own for own, where in self._ids.get(number[:FEWEST_DIGITS], ()) if not places or where in places)
            if any(_same(number, own) and min(map(len, (number, own))) >= SURE_LENGTH for own in alike):
                return True
        name = _folded(one.name)
        if name in self._others and not number and not {"member_status", "organisation"} & {sort for sort, _ in one.items}:
            return True  # a relative or teacher that a card names
        return bool(name) and any(
            self._agrees(one, record) for own, at, record in self._names.get(name, ()) if not places or own in places or at in places
        )

    def _agrees(self, one: LikelyPerson, record: Record) -> bool:
        """Whether a record of that name is the same person's."""
        number = self._id_of(record)
        if one.id_number and number and is_sound(number) and is_sound(one.id_number):
            return False
        items = self._evidence.items_of(record.cells.values())
        is_alike = number and one.id_number and (_same(number, one.id_number) or _differ_little(number, one.id_number))
        if one.items & items or is_alike:
            return True
        unlike = {sort for sort, _ in one.items} & {sort for sort, _ in items}  # other lists ask for other days and addresses
        return not one.id_number and unlike.isdisjoint({"phone", "sex"}) and len(unlike) < MOST_UNLIKE


def _folded(name: str) -> str:
    return re.sub(r"\([^()]*\)|[·•.]", "", squeezed(name))


def _same(first: str, second: str) -> bool:
    """Whether two ID numbers are the same as far as both are known."""
    known, other = sorted((first, second), key=lambda text: not text.endswith("…"))
    start = known.removesuffix("…")
    return first == second or (known.endswith("…") and other.removesuffix("…").startswith(start))


def _differ_little(first: str, second: str) -> bool:
    """Whether one of two ID numbers may be the other with a digit wrong, left out or masked."""
    return sum(a == b for a, b in zip(first, second, strict=False)) >= FEWEST_DIGITS * 2
