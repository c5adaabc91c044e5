"""Publishing reports/: the folder appears whole or not at all (contract §4.6)."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from pathlib import Path, PurePath

from gradflow.core.failures import reason_of
from gradflow.core.reports import Report
from gradflow.excel.links import Links
from gradflow.excel.locking import locked_workbook
from gradflow.excel.sniffing import is_ignored
from gradflow.excel.sources import Sources
from gradflow.forms.loader import Forms
from gradflow.outputs import acknowledgements, consolidated, findings_json, findings_jsonl, html_page, sarif
from gradflow.outputs.returned import FOLDER, write_returned
from gradflow.pipeline.progress import Progress

OLD = "-old"
LEFTOVER = re.compile(r"[a-z0-9_]{8}(?:-old)?")
"""What mkdtemp puts behind the prefix."""
COPY_DEPTH = 3
"""退回, the branch, the copy."""
COPY_SUFFIXES = frozenset({".xlsx"})
OWN_NAMES = frozenset({
    consolidated.NAME, findings_json.NAME, findings_jsonl.NAME, sarif.NAME, FOLDER, acknowledgements.FOLDER, html_page.NAME,
})  # fmt: skip


class PublishingError(Exception):
    """The reports cannot be written; the message says why and what to do, in Chinese."""


@dataclass(frozen=True, slots=True, repr=False)
class Target:
    """Where reports are written, the password of the consolidated workbook, if it gets one, and the branches' receipts."""

    folder: Path
    password: str = ""
    receipts: Mapping[str, str] = field(default_factory=dict)
    """Branch -> text, as the ledger knows them."""


def publish(target: Target, report: Report, forms: Forms, progress: Progress, sources: Sources) -> None:
    """Write all outputs beside the reports folder, then put them in its place in one step.

    Raises PublishingError; the old reports are then as they were.
    """
    out = target.folder
    refuse_foreign_folder(out)
    refuse_open_files(out)
    try:
        recover(out)
        out.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        message = f"不能在“{out.parent}”里写报告：{reason_of(error)}。换一个可写的文件夹(--out), 或检查权限。"
        raise PublishingError(message) from error
    try:
        links = Links(sources.root, out)
        write = partial(consolidated.write_consolidated, report=report, forms=forms, progress=progress, links=links)
        _write_consolidated(work / consolidated.NAME, target.password, write)
        _write_for_programs(work, report)
        html_page.write_page(work / html_page.NAME, report, forms, progress)
        write_returned(work, report, forms, sources)
        acknowledgements.write_acknowledgements(work, target.receipts)
        _restrict(work)
        _swap(work, out)
    except OSError as error:
        message = f"报告没有写成：{reason_of(error)}。原来的报告没有改动；处理后再运行一次。"
        raise PublishingError(message) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _write_for_programs(work: Path, report: Report) -> None:
    """The findings in three dialects."""
    document = findings_json.document(report)
    findings_json.write_findings(work / findings_json.NAME, document)
    findings_jsonl.write_lines(work / findings_jsonl.NAME, document)
    sarif.write_sarif(work / sarif.NAME, report, document)


def _write_consolidated(path: Path, password: str, write: Callable[[Path | BytesIO], None]) -> None:
    """Write 汇总.xlsx; one behind a password is made in memory, so that the plain one is never on the disk."""
    if not password:
        write(path)
        return
    plain = BytesIO()
    write(plain)
    path.write_bytes(locked_workbook(plain, password))


def leftovers(out: Path) -> list[Path]:
    """Folders that runs killed half-way left beside the reports; the old reports may be among them."""
    prefix = f".{out.name}-"
    if not out.parent.is_dir():
        return []
    return sorted(p for p in out.parent.iterdir() if p.name.startswith(prefix) and LEFTOVER.fullmatch(p.name, len(prefix)) and p.is_dir())


def recover(out: Path) -> None:
    """Put back the reports of a run that was killed while it exchanged them, and clear away what such runs left.

    Only for a run that is alone on the campaign. Raises OSError.
    """
    for path in leftovers(out):
        if path.name.endswith(OLD) and not out.exists():
            path.rename(out)
        else:
            shutil.rmtree(path, ignore_errors=True)


def refuse_foreign_folder(out: Path) -> None:
    """Raise PublishingError if ``out`` holds anything gradflow did not write: it would be lost.

    A link is refused too: what it leads to would stay, with everybody's numbers in it, where nobody looks any more.
    """
    if out.is_symlink():
        message = f"“{out}”是链接，不是文件夹。移走这个链接，或换一个报告文件夹(--out)。"
        raise PublishingError(message)
    if not out.exists():
        return
    if not out.is_dir():
        message = f"“{out}”不是文件夹。换一个报告文件夹(--out)。"
        raise PublishingError(message)
    foreign = sorted(p.relative_to(out).as_posix() for p in out.rglob("*") if not is_ignored(p.name) and not _is_own(p.relative_to(out)))
    if foreign:
        message = f"“{out}”里有不是 gradflow 写的文件(如“{foreign[0]}”)，没有动它。移走它，或换一个报告文件夹(--out)。"
        raise PublishingError(message)


def _is_own(path: PurePath) -> bool:
    """Whether gradflow writes files of that name there; in a branch's folder it writes workbooks only."""
    if path.parts[0] == acknowledgements.FOLDER:
        return len(path.parts) == 1 or (len(path.parts) == 2 and path.suffix == acknowledgements.SUFFIX)  # noqa: PLR2004 - folder, file
    if path.parts[0] == FOLDER:
        return len(path.parts) < COPY_DEPTH or (len(path.parts) == COPY_DEPTH and path.suffix in COPY_SUFFIXES)
    return path.parts[0] in OWN_NAMES and len(path.parts) == 1


def refuse_open_files(out: Path) -> None:
    """Raise PublishingError if a report is open in Excel: Windows then lets nobody replace it."""
    for path in sorted(out.rglob("*")) if out.is_dir() else ():
        if path.is_file() and not is_ignored(path.name):
            try:
                with path.open("r+b"):
                    pass
            except PermissionError as error:
                name = path.relative_to(out)
                message = f"报告“{name}”正在被 Excel 打开(或没有写权限)。关闭它再运行一次；原来的报告没有改动。"
                raise PublishingError(message) from error


def _restrict(work: Path) -> None:
    """Reports hold personal data: only their owner may read them."""
    os.chmod(work, 0o700)  # noqa: PTH101 - symmetrical with the loop
    for path in work.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)


def _swap(work: Path, out: Path) -> None:
    old = work.with_name(work.name + OLD)
    if out.exists():
        out.rename(old)
    try:
        work.rename(out)
    except OSError:
        if old.exists():
            old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)
