"""What is kept is read by what makes our own values, and by nothing else."""

import builtins
import os
import pickle
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from samples import sample
from support import EXAMPLE, FORMS, TRIAL, context, crowd, read, roster, workbook

from gradflow.app.facts import MAKERS, PART, VALUES, joined, packed, parted, unpacked
from gradflow.model.cells import Location, MacDay, YearlessDate
from gradflow.model.reports import FileResult
from gradflow.pipeline.examine import examine


def over(result: FileResult) -> FileResult:
    return joined([unpacked(packed(part)) for part in parted(result)])


@pytest.mark.parametrize("path", sorted((EXAMPLE / "inbox").rglob("*.*")), ids=lambda path: path.name)
def test_every_result_comes_back_as_it_was(path: Path) -> None:
    if path.suffix in {".xlsx", ".xls", ".ods", ".et", ".csv"}:
        result = examine(read(path), FORMS, context())
        assert over(result) == result


@pytest.mark.parametrize("form", [*FORMS.values(), TRIAL], ids=lambda form: form.key)
def test_every_value_of_every_kind_comes_back_as_it_was(form: Any) -> None:
    random = Random(3)
    for kind in form.kinds.values():
        values = [kind.parse(sample(kind, random)) for _ in range(20)]
        assert unpacked(packed(values)) == values


def test_what_is_long_comes_back_too() -> None:
    people = [{**one, "age": 5} for one in crowd(PART + 10)]
    result = examine(workbook("a.xlsx", roster(people)), FORMS, context())
    assert len(result.issues) > PART and len(list(parted(result))) > 4 and over(result) == result


@pytest.mark.parametrize(
    "cell", [MacDay(3.5), YearlessDate(2023, 5, 1), date(2023, 5, 1), datetime(2023, 5, 1, 9), time(9), timedelta(1), 1.5, True, None, "党"]
)
def test_every_cell_comes_back_of_its_own_type(cell: object) -> None:
    again = unpacked(packed([cell]))[0]
    assert again == cell and type(again) is type(cell)


class Call:
    def __init__(self, function: Any, *args: object) -> None:
        self.function, self.args = function, args

    def __reduce__(self) -> tuple[Any, tuple[object, ...]]:
        return self.function, self.args


class Foreign:
    pass


HOSTILE = {
    "system": pickle.dumps(Call(os.system, "touch hostile")),
    "eval": pickle.dumps(Call(builtins.eval, "1")),
    "getattr": pickle.dumps(Call(getattr, Location, "__init__")),
    "foreign value": pickle.dumps(Foreign()),
    "a type of ours": pickle.dumps(Location)[:-1] + b"}\x8c\x05orderK\x01s\x86b.",
    "an attribute of a type": b"\x80\x04\x8c\x18gradflow.model.findings\x8c\x0eSeverity.label\x93.",
    "a function beside a type": b"cgradflow.model.cells\ncolumn_letters\n(K\x01tR.",
    "persistent": b"\x80\x04\x8c\x01xQ.",
    "extension": b"\x80\x04\x82\x01.",
    "text": b"no pickle",
    "nothing": b"",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_hostile_bytes_are_refused(content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Exception):  # noqa: B017, PT011 - of whatever type
        unpacked(content)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("maker", MAKERS.values(), ids=map(".".join, MAKERS))
def test_no_maker_can_be_given_an_attribute(maker: Any) -> None:
    for name in ("__init__", "__call__", "label", "x"):
        with pytest.raises((AttributeError, TypeError)):
            setattr(maker, name, 1)
    assert not isinstance(maker, type) and getattr(maker, "__dict__", None) is None


def test_only_frozen_values_are_made() -> None:
    for kind in VALUES:
        assert issubclass(kind, tuple) or kind.__dataclass_params__.frozen, kind  # type: ignore[attr-defined]
