"""各支部/<支部>/: all that goes to a branch (contract §3): returned copies, message, receipt, tasks, card, the form that is due next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from gradflow.forms.loader import Forms
from gradflow.model.naming import free_path, safe_name
from gradflow.model.reports import Report
from gradflow.outputs.branch_workbooks import Common
from gradflow.outputs.own_files import LONGEST_BRANCH, blank_name
from gradflow.outputs.words import UNKNOWN_BRANCH
from gradflow.pipeline.prefilling import can_be_prefilled, prefilled
from gradflow.pipeline.progress import Progress
from gradflow.writing.templates import Filling, write_template

FOLDER = "各支部"
MESSAGE, RECEIPT, TASKS, CARD = "消息.txt", "收件回执.txt", "回访任务.xlsx", "服务团联系卡.xlsx"
RESERVED = (MESSAGE, RECEIPT, TASKS, CARD)


class BranchFolders:
    """Where in a reports folder what goes to each branch lies; no two branches share a folder, on no system."""

    def __init__(self, root: Path, branches: Iterable[str]) -> None:
        """``branches``: those of the campaign, in order; others get their folders as they are asked for."""
        self.root = root
        self._taken: set[str] = set()
        self._homes: dict[str, Path] = {}
        for branch in branches:
            self._home(branch)

    def _home(self, branch: str) -> Path:
        if branch not in self._homes:
            home = free_path(Path(FOLDER) / safe_name(branch or UNKNOWN_BRANCH, LONGEST_BRANCH), self._taken)
            self._homes[branch] = home
            for name in RESERVED:
                free_path(home / name, self._taken)
        return self._homes[branch]

    def place(self, branch: str, name: str) -> str:
        """The path of one more file of the branch's in the reports folder, with ``/``; numbered where its name is taken."""
        return free_path(self._home(branch) / name, self._taken).as_posix()

    def own(self, branch: str, name: str) -> str:
        """The path in the reports folder of the file that has one of the names that are ``RESERVED``, with ``/``."""
        return (self._home(branch) / name).as_posix()

    def write_text(self, branch: str, name: str, text: str) -> None:
        """Write a text as Windows programs open it. Raises OSError."""
        path = self.root / self.own(branch, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig", "replace"))


@dataclass(frozen=True, slots=True)
class NextForm:
    """A workbook that a branch is to hand in next (``BranchWorkbook``)."""

    name: str
    form: str
    filling: Filling

    def made_of(self) -> object:
        """For whom, and what stands in it already."""
        return self.form, self.filling

    def write(self, path: Path, common: Common) -> None:
        """Write it."""
        write_template(path, common.forms[self.form], common.campaign, self.filling)


def next_forms(folders: BranchFolders, report: Report, forms: Forms, progress: Progress) -> Iterator[NextForm]:
    """For every branch the workbooks it is to hand in next, filled in with what is known of its people."""
    for (key, number), branches in progress.awaited.items():
        form = forms[key]
        people = prefilled(report, form, forms, number) if can_be_prefilled(form, forms) else {}
        for branch in branches:
            filling = Filling(branch, number, people.get(branch.name, ()))
            yield NextForm(folders.place(branch.name, blank_name(form, filling)), key, filling)
