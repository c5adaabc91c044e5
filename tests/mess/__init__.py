"""The 65 kinds of mess seen in returned workbooks: each made for real, run, and told in docs/乱象.md.

A kind may have several cases. ``verdict`` is what must come of it:

- 退回: the file or sheet is refused as a whole, in one sentence
- 必须改: the person's row waits for correction
- 改或说明: the row is merged; the branch corrects it or says why
- 提示: told to the office only
- 自动更正: put right, and listed in 自动更正
- 照读: read, and nothing said
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from support import FORMS, context

from gradflow.app.examination import Archive, ExaminationContext, examine_file
from gradflow.model.cells import typed_text
from gradflow.model.findings import Finding, Severity
from gradflow.model.folding import INVISIBLE
from gradflow.model.reports import FileResult, Known, Report
from gradflow.pipeline.run import run
from gradflow.reading.sniffing import is_ignored
from gradflow.reading.sources import Sources

Make = Callable[[Path], object]
SHOWN = 3


@dataclass(frozen=True)
class Mess:
    """One case: which kind, what is sent, what must come of it, and how it is made in an inbox folder."""

    number: int
    title: str
    sent: str
    verdict: str
    make: Make
    rows: int | None = None
    """People that must be read; None: one."""

    @property
    def name(self) -> str:
        """The name of its test."""
        return f"{self.number:02d}-{self.title}-{self.sent}".replace("/", "或").replace(" ", "_")


CASES: list[Mess] = []


def mess(number: int, title: str, verdict: str, sent: str, rows: int | None = None) -> Callable[[Make], Make]:
    """Enter a case that a function makes."""

    def enter(make: Make) -> Make:
        CASES.append(Mess(number, title, sent, verdict, make, rows))
        return make

    return enter


def all_cases() -> list[Mess]:
    """Every case, by number."""
    for info in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{info.name}")
    return sorted(CASES, key=lambda case: case.number)


def outcome(case: Mess, folder: Path) -> Report:
    """Make the case's files and run everything on them."""
    inbox = folder / "inbox"
    inbox.mkdir()
    case.make(inbox)
    ctx = context()
    exam = ExaminationContext(Sources(folder), FORMS, ctx)
    files = sorted(p.relative_to(folder).as_posix() for p in inbox.rglob("*") if p.is_file() and not is_ignored(p.name))
    results = list(_results(files, exam))
    return run(results, Known({result.file: datetime(2023, 6, 20) for result in results}), FORMS, ctx)


def _results(files: list[str], exam: ExaminationContext) -> Iterator[FileResult]:
    for file in files:
        found = examine_file(file, exam)
        if isinstance(found, Archive):
            yield from _results(list(found.members), exam)
        else:
            yield found


def verdict_of(report: Report) -> str:
    """The gravest thing that came of it."""
    if any(f.is_error and f.where.row is None and f.blocks for f in report.findings):
        return "退回"
    for severity, verdict in ((Severity.ERROR, "必须改"), (Severity.WARNING, "改或说明"), (Severity.INFO, "提示")):
        if report.count(severity):
            return verdict
    return "自动更正" if report.changes else "照读"


def said(report: Report) -> list[str]:
    """What people are told, the gravest first, in a few sentences."""
    findings = sorted(report.findings, key=lambda f: f.severity.rank)
    lines = list(dict.fromkeys(_sentence(finding) for finding in findings))
    lines += [f"自动更正 {change.label} “{_shown(change.before)}”→“{change.after}”" for change in report.changes]
    more = len(lines) - SHOWN
    return [*lines[:SHOWN], *([f"……（共 {len(lines)} 条）"] if more > 0 else [])]


def _sentence(finding: Finding) -> str:
    place = f"{finding.where.cell} " if finding.where.cell else ""
    return f"【{finding.severity.label}】{place}{finding.message}。{finding.advice}"


def _shown(text: str) -> str:
    return INVISIBLE.sub("", typed_text(text).replace("\n", "⏎").replace("\r", ""))


def page(outcomes: dict[str, Report]) -> str:
    """docs/乱象.md."""
    cases = all_cases()
    lines = [
        "<!-- 由 python docs/build.py 生成，不要手改 -->",
        "",
        "# 支部会交来什么，gradflow 怎么说",
        "",
        f"真实工作簿里常见的 65 种乱象，共 {len(cases)} 个例子。每个例子都是一项测试：文件真的做出来、真的读一遍，本页的话是程序当时说的。",
        "",
        (
            "结果分六种：**退回**（整份文件或整张表不收，一句话说明原因）、**必须改**（那一行待更正，其余照收）、"
            "**改或说明**（照收，请支部核对）、**提示**（只告诉党委办公室）、**自动更正**（照收，改前改后列在“自动更正”）、**照读**（照收，不提）。"
        ),
        "",
        "| # | 乱象 | 交来的是 | 结果 | gradflow 说 |",
        "|---|---|---|---|---|",
    ]
    for case in cases:
        told = "<br>".join(said(outcomes[case.name])) or "—"
        lines.append(f"| {case.number} | {case.title} | {case.sent} | {case.verdict} | {_escaped(told)} |")
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("*", "\\*").replace("\n", "⏎")
