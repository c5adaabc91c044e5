"""Publishing reports/: the folder appears whole or not at all (contract §4.6)."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any

from gradflow.forms.loader import Forms
from gradflow.model.failures import GradflowError, Tell, reason_of
from gradflow.model.reports import Report
from gradflow.outputs import consolidated, contact_card, findings_json, html_page, next_steps, reminders, returned
from gradflow.outputs.branch_folders import MESSAGE, RECEIPT, BranchFolders, next_forms
from gradflow.outputs.branch_workbooks import BranchWorkbook, Common, Earlier, write_workbooks
from gradflow.outputs.files import has_manifest, write_manifest
from gradflow.outputs.written import COPIES, OTHERS, kept_beside, put_aside
from gradflow.pipeline.progress import Progress
from gradflow.reading.sniffing import is_litter
from gradflow.reading.sources import Sources
from gradflow.writing.books import locked_workbook
from gradflow.writing.links import Links

OLD, GONE = "-old", "-gone"
"""Old reports: which may have to be put back, or may hold what people left in them; and those that only wait to be deleted."""
LEFTOVER = re.compile(rf"[a-z0-9_]{{8}}(?:{OLD}|{GONE})?")
"""What mkdtemp puts behind the prefix."""
PATIENCE, PAUSE = 5, 0.3
"""How often a folder that is held is tried again, and the seconds in between."""


class PublishingError(GradflowError):
    """The reports cannot be written; the message says why and what to do, in Chinese."""


Spread = Callable[[Callable[[], object], Callable[[Any], str], Sequence[Any]], Iterable[str]]
"""Does something here and, when it can beside it, one thing with each of several; gives what comes of these in their order."""


def one_by_one(meanwhile: Callable[[], object], work: Callable[[Any], str], things: Sequence[Any]) -> Iterable[str]:
    """All in this process."""
    meanwhile()
    return map(work, things)


@dataclass(frozen=True, slots=True, repr=False)
class Target:
    """Where reports are written, the password of the consolidated workbook, if it gets one, and the branches' receipts."""

    folder: Path
    password: str = ""
    receipts: Mapping[str, str] = field(default_factory=dict)
    """Branch -> text, as the ledger knows them."""
    tell: Tell = str
    """Is given a sentence on all that was moved aside or could not be deleted."""
    program: str = ""
    """Is another where the program would write another copy."""
    spread: Spread = one_by_one
    """How returned copies are written: here, one after the other, or in several processes beside all else."""


def publish(target: Target, report: Report, forms: Forms, progress: Progress, sources: Sources) -> None:
    """Write all outputs of a campaign (``publish_folder``). Raises PublishingError; the old reports are then as they were."""
    out = target.folder

    def write(work: Path) -> Mapping[str, str]:
        links = Links(sources.root, out)
        write_book = partial(consolidated.write_consolidated, report=report, forms=forms, progress=progress, links=links)
        known = dict[str, str]()
        folders = BranchFolders(work, report.campaign.places)

        def write_for_office() -> None:
            known.update(_write_consolidated(work / consolidated.NAME, target.password, write_book))
            findings_json.write_findings(work / findings_json.NAME, findings_json.document(report))
            html_page.write_page(work / html_page.NAME, report, forms, progress)

        common, earlier = Common(report.campaign, report.as_of, forms, sources), Earlier(out, target.program)
        copies = returned.copies(report, folders)
        digests = write_workbooks(work, COPIES, copies, common, earlier, partial(target.spread, write_for_office))
        others = chain[BranchWorkbook](
            next_steps.task_sheets(folders, report),
            contact_card.contact_cards(folders, report, forms),
            next_forms(folders, report, forms, progress),
        )
        digests |= write_workbooks(work, OTHERS, others, common, earlier)
        texts = {MESSAGE: reminders.reminders(report, progress, forms), RECEIPT: target.receipts}
        for name, branch, text in ((name, *one) for name, own in texts.items() for one in own.items()):
            folders.write_text(branch, name, text)
        return known | digests

    publish_folder(out, target.tell, write)


def publish_folder(folder: Path, tell: Tell, write: Callable[[Path], Mapping[str, str]]) -> None:
    """Have reports written beside their folder, then put them in its place in one step.

    ``write`` fills a new folder and returns the digests it knows, by the names of the files in it. Raises PublishingError; the old
    reports are then as they were.
    """
    out = folder if folder.name not in {"", ".."} else folder.resolve()
    refuse_foreign_folder(out)
    refuse_open_files(out)
    try:
        recover(out, tell)
        out.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        message = f"不能在“{out.parent}”里写报告：{reason_of(error)}。换一个可写的文件夹(--out), 或检查权限。"
        raise PublishingError(message) from error
    try:
        write_manifest(work, write(work))
        _restrict(work)
        _swap(work, out, tell)
    except OSError as error:
        message = f"报告没有写成：{reason_of(error)}。原来的报告没有改动；处理后再运行一次。"
        raise PublishingError(message) from error
    finally:
        _clear(work, tell)


def _write_consolidated(path: Path, password: str, write: Callable[[Path | BytesIO], None]) -> dict[str, str]:
    """Write 汇总.xlsx; one behind a password is made in memory, so that the plain one is never on the disk: its digest is returned."""
    if not password:
        write(path)
        return {}
    plain = BytesIO()
    write(plain)
    locked = locked_workbook(plain, password)
    path.write_bytes(locked)
    return {path.name: hashlib.sha256(locked).hexdigest()}


def leftovers(out: Path) -> list[Path]:
    """Folders that runs killed half-way left beside the reports; the old reports may be among them."""
    prefix = f".{out.name}-"
    if not out.parent.is_dir():
        return []
    return sorted(p for p in out.parent.iterdir() if p.name.startswith(prefix) and LEFTOVER.fullmatch(p.name, len(prefix)) and p.is_dir())


def recover(out: Path, tell: Tell = str) -> None:
    """Put back the reports of a run that was killed while it exchanged them, and clear away what such runs left.

    What people had left in the old reports is put aside first. Only for a run that is alone on the campaign. Raises OSError.
    """
    for path in leftovers(out):
        if path.name.endswith(OLD) and not out.exists():
            path.rename(out)
            continue
        for sentence in put_aside(path, out) if path.name.endswith(OLD) else ():
            tell(sentence)
        _clear(path, tell)


def _clear(path: Path, tell: Tell) -> None:
    """Delete a folder; one that stays is told, and the next run tries again."""
    if not path.exists():
        return
    gone = path.with_name(path.name.removesuffix(OLD).removesuffix(GONE) + GONE)
    with contextlib.suppress(OSError):
        path = path.rename(gone)
    shutil.rmtree(path, ignore_errors=True)
    if path.exists():
        tell(f"旧的报告没有删掉，里面有个人信息：“{path}”。关闭里面打开的文件，下次运行会再删；也可以自己删去。")


def refuse_foreign_folder(out: Path) -> None:
    """Raise PublishingError if ``out`` is no reports folder: what it holds would be lost.

    A link is refused too: what it leads to would stay, with everybody's numbers in it, where nobody looks any more.
    """
    for path, other in ((out, "换一个报告文件夹(--out)"), (kept_beside(out), "再运行一次")):
        if path.is_symlink():
            message = f"“{path}”是链接，不是文件夹。移走这个链接，或{other}。"
            raise PublishingError(message)
        if path.exists() and not path.is_dir():
            message = f"“{path}”不是文件夹。移走它，或{other}。"
            raise PublishingError(message)
    if not out.exists() or has_manifest(out):
        return
    names = sorted(p.relative_to(out).as_posix() for p in out.rglob("*") if not is_litter(p.name))
    if names:
        message = f"“{out}”里有不是 gradflow 写的、或看不出是谁写的文件(如“{names[0]}”)，没有动它。移走它，或换一个报告文件夹(--out)。"
        raise PublishingError(message)


def refuse_open_files(out: Path) -> None:
    """Raise PublishingError if a report is open in Excel: Windows then lets nobody replace it."""
    for path in sorted(out.rglob("*")) if out.is_dir() else ():
        if path.is_file() and not is_litter(path.name):
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


def _move(folder: Path, place: Path) -> None:
    """Rename a folder; OneDrive and virus scanners hold what has just been written for a moment, and Windows then refuses. Raises OSError."""
    for _ in range(PATIENCE):
        with contextlib.suppress(PermissionError):
            folder.rename(place)
            return
        time.sleep(PAUSE)
    folder.rename(place)


def _swap(work: Path, out: Path, tell: Tell) -> None:
    """Put the new reports in the place of the old ones. Raises OSError; the old ones are there then, with all people left in them."""
    old = work.with_name(work.name + OLD)
    if not out.exists():
        _move(work, out)
        return
    try:
        _move(out, old)
        _move(work, out)
        sentences = put_aside(old, out)
    except BaseException:  # refused or interrupted in between: the old reports stand there again
        if old.exists():
            if out.exists():
                out.rename(work)
            old.rename(out)
        raise
    for sentence in sentences:
        tell(sentence)
    _clear(old, tell)
