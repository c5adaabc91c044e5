"""A copy of the last run is taken over only where this run would write the very same."""

import dataclasses
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from support import BRANCHES, FORMS, GOOD, SECOND, context, report, roster, workbook

from gradflow.model.copies import Memory, Remembered
from gradflow.model.records import Record, Submission
from gradflow.model.reports import Report
from gradflow.outputs import returned
from gradflow.outputs.branch_folders import BranchFolders
from gradflow.outputs.copied_sheets import Copying
from gradflow.outputs.files import write_manifest
from gradflow.outputs.returned import Copy, Earlier, _copies, _write_copy, write_returned
from gradflow.reading.sources import Sources

BAD = {**SECOND, "id_number": "110105194912310021"}
DAY = date(2023, 7, 25)


def made(day: date = DAY, name: str = "赵敏") -> Report:
    ctx = dataclasses.replace(context(), as_of=day)
    people = [GOOD, {**BAD, "name": name}]
    return report(workbook("inbox/甲.xlsx", roster(people)), workbook("inbox/乙.xlsx", roster([BAD], branch="乙支部")), ctx=ctx)


class Run:
    """Runs of the outputs, each into a folder of its own beside the last."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.count = folder, 0
        self.written: list[str] = []
        really = returned._write_copy
        monkeypatch.setattr(returned, "_write_copy", lambda *given: self.written.append(given[2].name) or really(*given))

    def __call__(self, found: Report, program: str = "1") -> list[bytes]:
        """Its copies; ``written`` tells those that were not taken over."""
        self.written.clear()
        last, self.count = self.folder / str(self.count), self.count + 1
        folder = self.folder / str(self.count)
        copies = write_returned(BranchFolders(folder, BRANCHES), found, FORMS, Sources(folder), Earlier(last, program))
        write_manifest(folder, {path.relative_to(folder).as_posix(): digest for path, digest in copies.items()})
        return [path.read_bytes() for path in copies]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    return Run(tmp_path, monkeypatch)


def test_the_same_copies_are_not_written_again(run: Run) -> None:
    first = run(made())
    assert len(run.written) == 2
    assert run(made()) == first
    assert run.written == []
    assert run(made()) == first, "taken over from what was itself taken over"
    assert run.written == []


@pytest.mark.parametrize(
    ("found", "program", "written"),
    [(made(name="王刚"), "1", ["各支部/甲支部/甲.xlsx"]), (made(date(2023, 7, 26)), "1", None), (made(), "2", None)],
)
def test_a_copy_of_anything_else_is_written(run: Run, found: Report, program: str, written: list[str] | None) -> None:
    run(made())
    again = run(found, program)
    assert sorted(run.written) == (written or ["各支部/乙支部/乙.xlsx", "各支部/甲支部/甲.xlsx"])
    assert again == [
        path.read_bytes() for path in write_returned(BranchFolders(run.folder / "fresh", BRANCHES), found, FORMS, Sources(run.folder))
    ]


def edited(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book.save(path)


@pytest.mark.parametrize("spoil", [edited, Path.unlink, lambda path: path.write_bytes(path.read_bytes() + b"\0")])
def test_a_copy_that_somebody_changed_is_never_taken(run: Run, spoil: Callable[[Path], object]) -> None:
    first = run(made())
    spoil(run.folder / "1" / "各支部/甲支部/甲.xlsx")
    assert run(made()) == first
    assert run.written == ["各支部/甲支部/甲.xlsx"]


def test_without_its_notes_nothing_is_taken(run: Run) -> None:
    run(made())
    (run.folder / "1" / ".gradflow-files").unlink()
    run(made())
    (run.folder / "2" / ".gradflow-copies").write_bytes(b"\xff\xfe nonsense")
    run(made())
    assert len(run.written) == 2


def others(value: Any) -> Iterator[Any]:
    """Other values of the same sort."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, str):
        yield value + "乙"
    elif isinstance(value, int | None):
        yield (value or 0) + 1
    elif isinstance(value, tuple):
        yield ()
        yield (*value, "学号")
        yield ((9, "学号"),)
    elif isinstance(value, dict):
        yield dict.fromkeys(value)
    elif isinstance(value, Memory):
        yield Memory(findings=frozenset({Remembered(5, "C521", "id_number", "")}))
        yield Memory((("0" * 64, "附件2"),))


def changed(copy: Copy) -> Iterator[tuple[str, Copy]]:
    """The copy with one thing of its first sheet changed at a time: of the sheet, a row or a finding."""
    sheet = copy.submissions[0]
    for name in (one.name for one in dataclasses.fields(Submission) if one.name not in {"records", "findings", "changes"}):
        for value in others(getattr(sheet, name)):
            yield name, _with(copy, **{name: value})
    for part in ("records", "findings"):
        first = getattr(sheet, part)[-1]
        for name in (one.name for one in dataclasses.fields(first)):
            for value in others(getattr(first, name)):
                yield f"{part}.{name}", _with(copy, **{part: (*getattr(sheet, part)[:-1], dataclasses.replace(first, **{name: value}))})
        yield part, _with(copy, **{part: getattr(sheet, part)[:-1]})


def _with(copy: Copy, **more: Any) -> Copy:
    return dataclasses.replace(copy, submissions=(dataclasses.replace(copy.submissions[0], **more), *copy.submissions[1:]))


def test_whatever_changes_a_copy_changes_what_is_noted_of_it(tmp_path: Path) -> None:
    """Understood values follow from what was typed: nothing else may be forgotten."""
    found = made()
    copy = next(_copies(found, BranchFolders(tmp_path, BRANCHES)))
    copying = Copying(found.campaign, found.as_of, FORMS, Sources(tmp_path))
    write = partial(_write_copy, tmp_path, copying)
    (tmp_path / copy.name).parent.mkdir(parents=True)
    content, key = write(copy), Earlier().keys([copy], copying)
    tried = 0
    for name, other in changed(copy):
        try:
            differs = write(other) != content
        except Exception:  # noqa: BLE001, S112 - no such sheet can be
            continue
        tried += 1
        assert not differs or Earlier().keys([other], copying) != key, name
    assert tried > 40


def test_the_person_named_in_a_copy_is_noted(tmp_path: Path) -> None:
    """A name is shown as it was understood."""
    found = made()
    copy = next(_copies(found, BranchFolders(tmp_path, BRANCHES)))
    copying = Copying(found.campaign, found.as_of, FORMS, Sources(tmp_path))
    record = dataclasses.replace(copy.submissions[0].records[-1], values={"name": "赵敏敏"})
    other = _with(copy, records=(*copy.submissions[0].records[:-1], record))
    assert isinstance(record, Record)
    assert Earlier().keys([other], copying) != Earlier().keys([copy], copying)
