"""Shared by the tests: people and sheets, whole runs in this process, text dumps of workbooks. Fixtures are in conftest.py."""

from __future__ import annotations

import contextlib
import gc
import hashlib
import io
import json
import os
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from difflib import unified_diff
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from unittest.mock import patch

import openpyxl
import pytest
from dumping import dump as dump  # noqa: PLC0414 - for the tests
from filelock import FileLock, Timeout
from pydantic import ValidationError
from samples import sample

from gradflow.app.session import open_session
from gradflow.cli.main import main
from gradflow.forms.loader import Form, build, every_form, load_forms
from gradflow.kinds.base import kind_classes
from gradflow.model.campaign import Branch, Campaign
from gradflow.model.cells import Raw, Sheet, Workbook
from gradflow.model.findings import Issue
from gradflow.model.naming import LEDGER, OWN
from gradflow.model.records import Context, Record, SheetFacts, Submission
from gradflow.model.reports import FileResult, Known, Merged, Report, SubmissionStatus
from gradflow.model.vocabulary import FIELD_LABELS
from gradflow.outputs.branch_folders import BranchFolders
from gradflow.outputs.branch_workbooks import NOTHING, Common, Earlier, write_workbooks
from gradflow.outputs.files import digests_in
from gradflow.outputs.returned import copies
from gradflow.outputs.written import COPIES
from gradflow.pipeline.examine import examine
from gradflow.pipeline.findings import Findings
from gradflow.pipeline.run import run
from gradflow.pipeline.validate import validate, weigh
from gradflow.reading.sources import Sources
from gradflow.reading.workbooks import read_workbook
from gradflow.rules.regulations import limits


def trial_form() -> Form:
    """A roster with a column for each kind, named by the kind's key and headed by its title, one of a declared spelling, and roles of no built-in form."""
    fields = []
    for kind in kind_classes().values():
        with contextlib.suppress(ValidationError):
            fields.append({"key": kind().name, "head": kind.title, "kind": kind.name})
    fields.append({"key": "numbered", "head": "编号", "kind": "text", "pattern": "[A-Z]-[0-9]{3}", "hint": "A-001"})
    for role, kind_name in (("joined_on", "date"), ("full_on", "date"), ("letter_number", "text"), ("letter_days", "number")):
        fields.append({"key": role, "head": FIELD_LABELS[role], "kind": kind_name})
    return build({"key": "trial", "annex": "附表99", "name": "试填表", "title": "试填表", "fields": fields}, "trial")


ROOT = Path(__file__).parent.parent
EXAMPLE, OTHER = (ROOT / "examples" / name for name in ("2023届", "江南工程职业学院2024届"))
"""The notice's campaign, and that of another college with forms of its own."""
FORMS = load_forms()
EVERY = every_form()
"""Also the forms that a campaign does not use by default."""
FORM = FORMS["transfer_out"]
CARD, VISIT = FORMS["registration_card"], FORMS["follow_up"]
TRIAL = trial_form()
"""A form of every kind that works without options, so that one which no form of the notice uses is tried too."""
COLLEGE = "苏州信息职业技术学院"
TITLE = f"{COLLEGE}2023届毕业生党员组织关系转出情况登记表"
BRANCHES = ("甲支部", "乙支部")
SHOWN_DIFFERENCES = 60
GOOD = {
    "name": "王芳",
    "age": 23,
    "sex": "男",
    "ethnicity": "汉族",
    "id_number": "320584200005120016",
    "member_status": "正式党员",
    "phone": "13961234579",
    "receiving_department": "中共昆山市委组织部",
    "address": "江苏省苏州市吴江区松陵街道云梨路100号 215200",
    "remark": None,
}
GOOD_CARD = {
    "name": "王芳",
    "sex": "男",
    "born_in": "2000.5",
    "joined_on": "2022-04-12",
    "class_group": "计算机系 软件2001班",
    "destination": "回原籍",
    "mobile": "13961234579",
    "home_address": "江苏省苏州市吴江区松陵街道云梨路100号 215200",
}
GOOD_VISIT = {
    "name": "王芳",
    "sex": "男",
    "member_status": "正式党员",
    "destination_type": "回原籍",
    "landed_org": "中共昆山市玉山镇委员会",
    "landed_on": "2023-07-10",
    "receipt": "是",
    "not_landed_reason": None,
    "follow_up_contact": "电话 2023.7.15",
}
SECOND = {**GOOD, "name": "李强", "id_number": "110105199003078035", "phone": "13861530078", "age": 33}


def context(**more: object) -> Context:
    """A context as of 2023-07-25 with two branches; ``more`` goes to the campaign."""
    branches = tuple(Branch(name=name) for name in BRANCHES)
    campaign = Campaign.model_validate({"college": COLLEGE, "cohort": 2023, "branches": branches, **more})
    return Context(campaign, limits(), as_of=date(2023, 7, 25))


def roster(people: Iterable[Mapping[str, Raw]], branch: str = "甲支部", heads: Sequence[str] | None = None) -> list[list[Raw]]:
    """Rows of a plain 附件2 sheet: title, branch line, head, people. Data starts in row 4."""
    keys = [field.key for field in FORM.spec.fields]
    rows: list[list[Raw]] = [[TITLE], [f"党支部名称：{branch}"], list(heads or [field.head for field in FORM.spec.fields])]
    for number, person in enumerate(people, start=1):
        rows.append([number if key == "seq" else person.get(key) for key in keys])
    return rows


def visits(people: Iterable[Mapping[str, Raw]], branch: str = "甲支部") -> list[list[Raw]]:
    """Rows of an 附件3 sheet."""
    keys = [field.key for field in VISIT.spec.fields]
    title = VISIT.spec.titled(COLLEGE, 2023)
    rows = [[number if key == "seq" else person.get(key) for key in keys] for number, person in enumerate(people, start=1)]
    return [[title], [f"党支部名称：{branch}"], [field.head for field in VISIT.spec.fields], *rows]


def crowd(count: int) -> list[dict[str, Raw]]:
    """People who all have the same ID number: one error each at least."""
    random = Random(7)
    return [{**GOOD, "name": sample(FORM.kinds["name"], random), "phone": sample(FORM.kinds["phone"], random)} for _ in range(count)]


def workbook(file: str, *sheets: list[list[Raw]] | Sheet) -> Workbook:
    """A workbook as if read."""
    made = [s if isinstance(s, Sheet) else Sheet(f"Sheet{n}", s) for n, s in enumerate(sheets, start=1)]
    return Workbook(file, tuple(made), digest=file)


def report(*workbooks: Workbook, forms: Mapping[str, Form] = FORMS, ctx: Context | None = None) -> Report:
    """Run the whole pure pipeline on workbooks."""
    books = {book.file: book for book in workbooks}
    ctx = ctx or context()
    results = [examine(book, forms, ctx) for book in books.values()]
    received = {file: datetime(2023, 6, 20, 10) for file in books}
    return run(results, Known(received), forms, ctx)


def write_returned(folder: Path, found: Report, earlier: Earlier = NOTHING, sources: Sources | None = None) -> list[Path]:
    """Write the returned copies of a report into a reports folder."""
    common = Common(found.campaign, found.as_of, FORMS, sources or Sources(folder))
    return [folder / name for name in write_workbooks(folder, COPIES, copies(found, BranchFolders(folder, BRANCHES)), common, earlier)]


def merged_of(found: Report, form: str) -> Merged:
    """The accepted rows of a form, of its newest round. Raises StopIteration if there are none such."""
    return next(one for one in found.merged if one.form == form)


def examined(book: Workbook, forms: Mapping[str, Form] = FORMS, ctx: Context | None = None) -> tuple[FileResult, list[Issue]]:
    """What one workbook says by itself, and what is wrong with it: a fifth of the time of a ``report``."""
    result = examine(book, forms, ctx or context())
    return result, list(result.issues)


def flat(found: Report) -> list[list[object]]:
    """Findings as [cell, code], in order."""
    return [[f.where.cell or f.where.row, f.code] for f in found.findings]


def checked(cells: Mapping[str, Raw], *more: Mapping[str, Raw], form: Form = FORM, ctx: Context | None = None) -> Submission:
    """A submission of rows (from row 4 on) with only the given fields, checked."""
    people = (cells, *more)
    columns = {key: index for index, key in enumerate(dict.fromkeys(k for row in people for k in row), start=1)}
    records = tuple(Record(number, {key: row.get(key) for key in columns}) for number, row in enumerate(people, start=4))
    facts = SheetFacts(f"{form.spec.annex}.xlsx", "Sheet1", form.key, "", branch="甲支部", columns=columns, records=records)
    ctx = ctx or context()
    facts, issues = validate(facts, form, ctx)
    found = Findings([FileResult(facts.file, "", (facts,), tuple(issues))], ctx)
    return weigh(Submission.of(facts), found, form, ctx).settled(found.of[facts.key], facts.memory)


def collected(sheets: Iterable[Submission], ctx: Context | None = None) -> Findings:
    """What is found on sheets that were checked."""
    found = Findings((), ctx or context())
    found.of = {one.key: list(one.findings) for one in sheets}
    return found


def write_xlsx(path: Path, *sheets: list[list[Raw]]) -> Path:
    """Write sheets with openpyxl."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"Sheet{number}")
        for row in rows:
            sheet.append(row)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def keep_collecting() -> None:
    """Keep what there is from the collector, and nothing later: a run does the same, but for a process that ends soon."""
    gc.collect()
    gc.freeze()
    gc.freeze = lambda: None


class Shown(NamedTuple):
    """What a command ended with and showed."""

    status: int
    out: str
    err: str


def gradflow(*words: object, cwd: Path | None = None) -> int:
    """Run a command in this process; its exit status. What it shows goes where this process shows things (``capsys``)."""
    argv = patch.object(sys, "argv", ["gradflow", *map(str, words)])
    with argv, contextlib.chdir(cwd or Path()), pytest.raises(SystemExit) as stop:
        main()
    return int(stop.value.code or 0)


def shown(*words: object, cwd: Path | None = None) -> Shown:
    """Run a command in this process, and take what it shows."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = gradflow(*words, cwd=cwd)
    return Shown(status, out.getvalue(), err.getvalue())


def run_campaign(folder: Path, as_of: date) -> Report:
    """Validate a campaign folder through the library, and write its reports."""
    found = open_session(folder).validate(as_of, jobs=1)
    found.write()
    return found.report


def findings_json(folder: Path) -> dict[str, Any]:
    """The findings for programs, as the last run wrote them."""
    return json.loads((folder / "reports" / "findings.json").read_text("utf-8"))


def contents(folder: Path) -> dict[str, str]:
    """Every file of a folder -> the digest of its bytes."""
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*")) if p.is_file()}


def returned_copies(folder: Path, branch: str = "*") -> list[Path]:
    """The returned copies in the folders of the branches; other workbooks lie there too."""
    reports = folder / "reports"
    copies = digests_in(reports / COPIES)
    return [path for path in sorted(reports.glob(f"各支部/{branch}/*.xlsx")) if path.relative_to(reports).as_posix() in copies]


def campaign_folder(folder: Path, *, branches: Sequence[str] = BRANCHES, more: str = "") -> Path:
    """A campaign folder with campaign.toml and an empty inbox."""
    lines = [f'college = "{COLLEGE}"', "cohort = 2023", *(f'[[branches]]\nname = "{name}"' for name in branches), more]
    (folder / "inbox").mkdir(parents=True)
    (folder / "campaign.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def example_copy(folder: Path, example: Path = EXAMPLE) -> Path:
    """A copy of an example campaign without reports."""
    target = folder / example.name
    shutil.copytree(example, target, ignore=shutil.ignore_patterns("reports", "expected"))
    return target


def compare(path: Path, text: str) -> None:
    """Compare a text with a committed one; GRADFLOW_UPDATE=1 writes it instead."""
    if os.environ.get("GRADFLOW_UPDATE") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    assert path.exists(), f"{path.name} is missing: run the tests once with GRADFLOW_UPDATE=1"
    committed = path.read_text("utf-8")
    if text != committed:
        differences = unified_diff(committed.splitlines(), text.splitlines(), "committed", "made", n=0, lineterm="")
        pytest.fail("\n".join([path.name, *islice(differences, SHOWN_DIFFERENCES)]), pytrace=False)


def read(path: Path, *passwords: str) -> Workbook:
    """Read a file as a worker would. Raises ReadingError."""
    return read_workbook(Sources(path.parent).content(path.name), path.name, passwords)


@contextlib.contextmanager
def held_up(folder: Path) -> Iterator[None]:
    """A run on the campaign stays in its middle for the length of the block: it holds the campaign, and waits for the ledger."""
    (folder / OWN).mkdir(exist_ok=True)
    with contextlib.closing(sqlite3.connect(folder / OWN / LEDGER, isolation_level=None)) as ledger:
        ledger.execute("BEGIN EXCLUSIVE")
        yield


def is_held(folder: Path) -> bool:
    """Whether a run holds the campaign."""
    try:
        with FileLock(folder / OWN / "lock", timeout=0, is_singleton=False):
            return False
    except Timeout:
        return True


def until(holds: Callable[[], object], seconds: float = 30) -> None:
    """Wait until something holds."""
    latest = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < latest, "it never came about"
        time.sleep(0.02)


def handed_in(found: Report) -> list[SubmissionStatus]:
    """The receipts of what was handed in, without the missing."""
    return [receipt for receipt in found.submissions if receipt.file]
