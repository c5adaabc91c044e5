"""A workbook of the last run is taken over only where this run would write the very same."""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from support import BRANCHES, FORMS, GOOD, SECOND, context, report, roster, workbook, write_returned

from gradflow.model.campaign import Branch
from gradflow.model.copies import Memory, Remembered
from gradflow.model.records import Record, Submission
from gradflow.model.reports import Report
from gradflow.outputs import branch_workbooks
from gradflow.outputs.branch_folders import BranchFolders, NextForm
from gradflow.outputs.branch_workbooks import Common, Earlier, write_workbooks
from gradflow.outputs.contact_card import ContactCard, Member
from gradflow.outputs.files import digest_of, write_manifest
from gradflow.outputs.next_steps import TaskSheet
from gradflow.outputs.returned import Copy, copies
from gradflow.outputs.written import OTHERS
from gradflow.reading.sources import Sources
from gradflow.writing.templates import Filling

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
        really = branch_workbooks._written
        monkeypatch.setattr(branch_workbooks, "_written", lambda *given: self.written.append(given[2].name) or really(*given))

    def __call__(self, found: Report, program: str = "1") -> list[bytes]:
        """Its copies; ``written`` tells those that were not taken over."""
        self.written.clear()
        last, self.count = self.folder / str(self.count), self.count + 1
        folder = self.folder / str(self.count)
        paths = write_returned(folder, found, Earlier(last, program))
        write_manifest(folder, {})
        return [path.read_bytes() for path in paths]


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
    assert again == [path.read_bytes() for path in write_returned(run.folder / "fresh", found)]


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


def key_of(one: Any, common: Common, program: str = "") -> str:
    return branch_workbooks._digest(common.started(program), one.made_of())


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
    copy = next(copies(found, BranchFolders(tmp_path, BRANCHES)))
    common = Common(found.campaign, found.as_of, FORMS, Sources(tmp_path))

    def write(copy: Copy) -> str:
        copy.write(tmp_path / "copy.xlsx", common)
        return digest_of(tmp_path / "copy.xlsx")

    content, key = write(copy), key_of(copy, common)
    tried = 0
    for name, other in changed(copy):
        try:
            differs = write(other) != content
        except Exception:  # noqa: BLE001, S112 - no such sheet can be
            continue
        tried += 1
        assert not differs or key_of(other, common) != key, name
    assert tried > 40


def test_the_person_named_in_a_copy_is_noted(tmp_path: Path) -> None:
    """A name is shown as it was understood."""
    found = made()
    copy = next(copies(found, BranchFolders(tmp_path, BRANCHES)))
    common = Common(found.campaign, found.as_of, FORMS, Sources(tmp_path))
    record = dataclasses.replace(copy.submissions[0].records[-1], values={"name": "赵敏敏"})
    other = _with(copy, records=(*copy.submissions[0].records[:-1], record))
    assert isinstance(record, Record)
    assert key_of(other, common) != key_of(copy, common)


PERSON = {"seq": 1, "name": "赵敏", "phone": "13861530097"}
OTHER_WORKBOOKS = [
    (NextForm("甲.xlsx", "follow_up", Filling(Branch(name="甲支部", members=2), 2, [PERSON])), [
        {"form": "transfer_out"}, {"filling": Filling(Branch(name="乙支部", members=2), 2, [PERSON])}, {"filling": Filling(Branch(name="甲支部", members=2), 1, [PERSON])},
        {"filling": Filling(Branch(name="甲支部", members=3), 2)}, {"filling": Filling(Branch(name="甲支部", members=2), 2, [{**PERSON, "name": "赵明"}])},
    ]),
    (TaskSheet("回访任务.xlsx", "甲支部", "张三", [(1, "赵敏", "13861530097", "未转入", "催办", "2023-09-01", "", "")], "依据：通知四。"), [
        {"branch": "乙支部"}, {"secretary": "李四"}, {"rows": []}, {"sources": "依据：通知五。"},
    ]),
    (ContactCard("服务团联系卡.xlsx", "甲支部", [Member(("张三", "书记", "13861530097", ""), is_late=False)]), [
        {"branch": "乙支部"}, {"team": []}, {"team": [Member(("张三", "书记", "13861530097", ""), is_late=True)]},
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("one", "changes"), OTHER_WORKBOOKS, ids=lambda one: type(one).__name__)
def test_whatever_changes_another_workbook_changes_what_is_noted_of_it(tmp_path: Path, one: Any, changes: list[dict[str, Any]]) -> None:
    """Each of its parts but the name, which stands beside; and the campaign, the day and the program for all."""
    parts = {field.name for field in dataclasses.fields(one)} - {"name"}
    assert parts == {name for change in changes for name in change}
    found = made()
    common = Common(found.campaign, found.as_of, FORMS, Sources(tmp_path))
    others = [(dataclasses.replace(one, **change), common) for change in changes]
    others += [(one, dataclasses.replace(common, as_of=date(2023, 7, 26)))]
    others += [(one, dataclasses.replace(common, campaign=found.campaign.model_copy(update={"cohort": 2024})))]
    keys = [key_of(each, with_this) for each, with_this in [(one, common), *others]]
    assert len({*keys, key_of(one, common, "2")}) == len(keys) + 1
    assert write_workbooks(tmp_path / "1", OTHERS, [one], common).keys() == {one.name}
    again = write_workbooks(tmp_path / "2", OTHERS, [one], common)
    write_manifest(tmp_path / "1", {})
    assert write_workbooks(tmp_path / "3", OTHERS, [one], common, Earlier(tmp_path / "1"), each=_refused) == again


def _refused(_work: object, wanted: Sequence[object]) -> list[str]:
    assert not wanted
    return []
