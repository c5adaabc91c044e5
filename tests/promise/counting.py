"""Runs gradflow in this process, reads what it wrote, and counts on its own where everybody is whoever was typed into a file."""

from __future__ import annotations

import contextlib
import io
import json
import re
import sys
import traceback
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any
from unittest.mock import patch

import openpyxl

from gradflow.cli.main import main
from gradflow.model.masking import masked_value
from promise.people import Person, Typed, plain_name

Unit = tuple[int, str, str, int]
"""Person's number, branch, form, round."""
ANNEXES = {"附件1": "registration_card", "附件2": "transfer_out", "附件3": "follow_up"}
COLLEGE = "苏州信息职业技术学院"
BRANCHES = (
    "计算机学院学生党支部",
    "商学院学生党支部",
    "机电学院学生党支部",
    "外国语学院学生党支部",
    "艺术学院学生党支部",
    "建筑学院学生党支部",
)
ALIASES = {name: name.replace("学院学生党支部", "支部") for name in BRANCHES}


@dataclass(frozen=True, slots=True)
class Failure:
    """A broken promise: its kind, what happened, and words by which like failures are put together."""

    kind: str
    text: str
    about: str = ""

    def __str__(self) -> str:
        return f"[{self.kind}] {self.text}"


@dataclass(slots=True)
class Outcome:
    """One run of a command."""

    status: int
    out: str
    err: str

    @property
    def is_crash(self) -> bool:
        """Whether a person saw a traceback, or no exit status of the contract came."""
        return "Traceback" in self.out + self.err or self.status not in {0, 1, 2}


def gradflow(*words: str) -> Outcome:
    """Run a command in this process, one worker."""
    out, err = io.StringIO(), io.StringIO()
    status: Any = 0
    with patch.object(sys, "argv", ["gradflow", *words]), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
        except SystemExit as stop:
            status = stop.code or 0
        except BaseException:  # noqa: BLE001 - a crash is what is looked for
            status = 99
            err.write(traceback.format_exc())
    return Outcome(status if isinstance(status, int) else 1, out.getvalue(), err.getvalue())


def make_campaign(folder: Path, branches: Sequence[str], aliased: Iterable[str] = (), members: Mapping[str, int] | None = None) -> None:
    """A campaign folder with its branches and an empty inbox."""
    lines = [f'college = "{COLLEGE}"', "cohort = 2023"]
    for name in branches:
        lines += ["[[branches]]", f'name = "{name}"']
        lines += [f'aliases = ["{ALIASES[name]}"]'] if name in aliased else []
        lines += [f"members = {members[name]}"] if members and name in members else []
    (folder / "inbox").mkdir(parents=True)
    (folder / "campaign.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


@dataclass(slots=True)
class Place:
    """A row of 汇总.xlsx that stands for a person."""

    kind: str
    branch: str
    form: str
    file: str
    name: str
    text: str
    rounds: frozenset[int] = frozenset()
    person: int | None = None
    """Whom it was found to be."""


@dataclass(slots=True)
class Reports:
    """What a run wrote."""

    places: list[Place]
    findings: list[dict[str, Any]]
    document: dict[str, Any]

    @property
    def errors(self) -> list[dict[str, Any]]:
        """What waits for somebody: errors, and what a branch has explained."""
        return [f for f in self.findings if f["severity"] == "error" or f["state"] == "explained"]


def read_reports(folder: Path) -> Reports:
    """Read 汇总.xlsx and findings.json."""
    document = json.loads((folder / "findings.json").read_text("utf-8"))
    book = openpyxl.load_workbook(folder / "汇总.xlsx", read_only=True)
    places = [place for sheet in book.worksheets for place in _places(sheet.title, list(sheet.iter_rows(values_only=True)))]
    book.close()
    return Reports(places, document["findings"], document)


def _places(title: str, rows: list[tuple[object, ...]]) -> Iterator[Place]:
    merged = re.fullmatch(r"(附件[123])汇总(?:\(第(\d)次\))?", title)
    if not merged and title != "待更正":
        return
    start, head = next((n, list(map(plain_name, row))) for n, row in enumerate(rows) if "党支部" in list(map(plain_name, row)))
    named = next(n for n, text in enumerate(head) if text in {"姓名", "姓名:", "毕业生党员姓名"})
    for row in rows[start + 1 :]:
        text = " ".join(str(value) for value in row if value is not None)
        branch = str(row[head.index("党支部")] or "")
        if merged:
            if isinstance(row[0], int):
                source = str(row[head.index("来源")]) if "来源" in head else text
                rounds = frozenset({int(merged[2])}) if merged[2] else frozenset()
                yield Place("merged", branch, ANNEXES[merged[1]], source.split(" › ")[0], plain_name(row[named]), text, rounds)
        elif any(row):
            form = next((key for annex, key in ANNEXES.items() if annex in str(row[head.index("附件")])), "")
            yield Place("to correct", branch, form, str(row[head.index("文件")]), plain_name(row[named]), text)


@dataclass(slots=True)
class Books:
    """The generator's own knowledge: who was ever in a file that was there at a run that notes."""

    people: list[Person]
    ever: dict[Unit, list[Typed]] = field(default_factory=lambda: defaultdict(list))
    rounds: dict[str, int] = field(default_factory=dict)
    """File -> round, of all that were ever there."""
    let_go: set[Unit] = field(default_factory=set)

    def note(self, typed: Iterable[Typed]) -> None:
        """These stood in the inbox at a run."""
        for one in typed:
            self.rounds[one.file] = one.rnd
            if one not in self.ever[one.unit]:
                self.ever[one.unit].append(one)


@dataclass(slots=True)
class Count:
    """Where each unit was found: merged, to correct, in question, let go, or lost."""

    found: dict[Unit, str]
    failures: list[Failure]

    def of(self, *kinds: str) -> set[Unit]:
        """The units found there."""
        return {unit for unit, kind in self.found.items() if kind in kinds}


def count(books: Books, now: Sequence[Typed], reports: Reports) -> Count:
    """Find everybody; whoever is in none of the four places is a failure."""
    _claim(books, reports.places)
    in_rows: dict[tuple[int, str, int], dict[str, str]] = defaultdict(dict)
    for place in reports.places:
        if place.person is not None:
            for rnd in place.rounds:
                kinds = in_rows[place.person, place.form, rnd]
                kinds[place.branch] = "merged" if "merged" in (place.kind, kinds.get(place.branch)) else place.kind
    found: dict[Unit, str] = {}
    failures, crowds = [], defaultdict[tuple[str, str], list[Unit]](list)
    files = {one.file for one in now}
    for unit, typed in books.ever.items():
        number, branch, form, rnd = unit
        kinds = in_rows.get((number, form, rnd), {})
        kind = kinds.get(branch) or next(iter(kinds.values()), "")
        kind = kind or ("let go" if unit in books.let_go else "")
        kind = kind or ("in question" if _is_named(typed, reports, books.rounds) else "")
        if not kind:
            block = next((b for one in typed for b in [_blamed(one, reports, is_gone=one.file not in files)] if b), None)
            if block:
                crowds[block["file"], block["message"]].append(unit)
                kind = "in question"
        found[unit] = kind or "lost"
        if not kind:
            last = typed[-1]
            gone = "" if last.file in files else " (file gone)"
            failures.append(Failure("lost", f"{'; '.join(map(str, typed[-2:]))}{gone}", f"{last.block}/{last.mistake}"))
    failures += [
        Failure("told too few", f"{file}: {len(units)} people are in no other place; told: {message}")
        for (file, message), units in crowds.items()
        if (told := [int(n) for n in re.findall(r"(\d+)\s*(?:人|个人|名)", message)]) and max(told) < len(units)
    ]
    return Count(found, failures)


def _claim(books: Books, places: list[Place]) -> None:
    """Say whom each row stands for: by ID, else name and one more field, else name and branch; nobody takes a row of somebody else's ID."""
    ids = {one.id_number: unit[0] for unit, typed in books.ever.items() for one in typed if len(one.id_number) > 14}
    ids |= {person.id_number: person.number for person in books.people}
    names: dict[tuple[str, str, str], dict[int, Typed]] = defaultdict(dict)
    for (number, branch, form, _), typed in books.ever.items():
        for one in typed:
            names[one.name, form, branch].setdefault(number, one)
    taken: Counter[tuple[int, str, str]] = Counter()
    later = []
    for place in places:
        place.rounds = frozenset({books.rounds[place.file]}) if place.file in books.rounds else place.rounds or frozenset({0, 1, 2})
        seen = {ids[text] for text in re.findall(r"(?<![\w])\w{15,20}(?![\w])", place.text) if text in ids}
        if len(seen) == 1:
            place.person = seen.pop()
            taken[place.person, place.form, place.file] += 1
        else:
            later.append(place)
    for place in later:
        able = names.get((place.name, place.form, place.branch), {})
        able = able or {
            n: t for (name, form, _), found in names.items() if (name, form) == (place.name, place.form) for n, t in found.items()
        }
        free = [n for n in able if not taken[n, place.form, place.file]] or list(able)
        by_mobile = [n for n in free if able[n].mobile and able[n].mobile in place.text]
        by_file = [n for n in free if able[n].file == place.file]
        for choice in (by_mobile, by_file, free):
            if choice:
                place.person = choice[0]
                taken[place.person, place.form, place.file] += 1
                break


def _is_named(typed: Sequence[Typed], reports: Reports, rounds: Mapping[str, int]) -> bool:
    """Whether an open finding on a whole sheet, or on who stands where, names the person."""
    _, branch, _form, rnd = typed[0].unit
    names = {one.name for one in typed if one.name} | {typed[0].person.name}
    names |= {f"没有姓名的一人（{masked_value(one.id_number)}）" for one in typed if not one.name and one.id_number}
    for finding in reports.errors:
        if finding["cell"] and finding["code"][0] not in "FX":
            continue
        if finding["branch"] not in {None, branch} or (finding["code"][0] == "F" and rounds.get(finding["file"] or "", rnd) != rnd):
            continue
        if names & {plain_name(finding["person"])} or any(name in finding["message"] for name in names):
            return True
    return False


def _blamed(one: Typed, reports: Reports, *, is_gone: bool) -> dict[str, Any] | None:
    """The error on the whole file or sheet the row stood in, if there is one."""
    for finding in reports.errors:
        is_file = finding["file"] == one.file or (is_gone and Path(one.file).name in finding["message"])
        is_sheet = is_gone or finding["sheet"] in {None, one.sheet} or one.file.endswith((".csv", ".xls"))
        if is_file and is_sheet and not finding["person"] and not finding["cell"] and finding["code"][0] == "F":
            return finding
    return None


def checked(outcome: Outcome, reports: Reports, counted: Count) -> list[Failure]:
    """What must hold of every run, whoever was typed where."""
    counts, failures = reports.document["counts"], list(counted.failures)
    if outcome.is_crash:
        failures.append(Failure("traceback", (outcome.err or outcome.out)[-600:]))
    open_units = counted.of("lost", "to correct")
    if outcome.status == 0 and (
        open_units or any(f["severity"] == "error" and f["state"] not in {"explained", "granted"} for f in reports.findings)
    ):
        failures.append(Failure("exit 0", f"although {len(open_units)} are owed: {sorted(open_units)[:4]}"))
    kinds = Counter(place.kind for place in reports.places)
    told = counts["rows_read"], counts["rows_accepted"], counts["rows_rejected"]
    if told[0] != told[1] + told[2] or told[1:] != (kinds["merged"], kinds["to correct"]):
        failures.append(Failure("sum", f"read, accepted, rejected {told}; rows in the sheets {dict(kinds)}"))
    owed = reports.document.get("owed")
    if owed and owed["ever_read"] != owed["merged"] + owed["to_correct"] + owed["in_question"] + owed["released"]:
        failures.append(Failure("owed sum", str(owed)))
    return failures


def foreign_names(folder: Path, books: Books, handed_in: Mapping[str, set[str]]) -> list[Failure]:
    """Names of other branches' people in what goes to a branch: all of a workbook's package, and texts."""
    names = {one.name or one.person.name for typed in books.ever.values() for one in typed}
    failures = []
    for branch in BRANCHES:
        own = handed_in.get(branch, set())
        foreign = {name for name in names - own if not any(name in mine for mine in own)}
        for path in sorted([*folder.glob(f"*/{branch}/**/*"), *folder.glob(f"*/{branch}.*")]):
            text = _all_text(path) if path.is_file() else ""
            seen = sorted(name for name in foreign if name in text)
            if seen:
                failures.append(Failure("foreign name", f"{path.relative_to(folder)} names {seen[:5]}", path.parent.parent.name))
    return failures


def _all_text(path: Path) -> str:
    content = path.read_bytes()
    if content[:2] != b"PK":
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return unescape("\n".join(package.read(name).decode("utf-8", "replace") for name in package.namelist()))


def error_keys(reports: Reports) -> Counter[tuple[object, ...]]:
    """The errors, apart from what a second look rightly changes in them."""
    return Counter(
        (f["file"], f["sheet"], f["cell"], f["person"], f["code"], f["message"]) for f in reports.findings if f["severity"] == "error"
    )
