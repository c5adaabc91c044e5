"""V1, V3, V5, V13, V14: names of Party organisations as people fill them in."""

import tomllib
from pathlib import Path

import pytest
from support import FORM, GOOD, GOOD_VISIT, VISIT, checked

GROUPS = tomllib.loads((Path(__file__).parent / "organisations.toml").read_text("utf-8"))["group"]
NAMES = [(name, group["heading"], group["landed"]) for group in GROUPS for name in group["names"]]


def told(key: str, name: str) -> str:
    """The codes told of the cell, in order."""
    form, good = (FORM, GOOD) if key == "receiving_department" else (VISIT, GOOD_VISIT)
    found = checked({**good, key: name, "remark": "恒力石化（苏州）有限公司"} if form is FORM else {**good, key: name}, form=form)
    return " ".join(sorted(f.code for f in found.findings if f.field == key))


def test_the_table_is_large_and_half_of_it_is_wrong() -> None:
    wrong = [name for name, heading, landed in NAMES if heading or landed]
    assert len(NAMES) == len({name for name, _, _ in NAMES}) >= 200
    assert 0.4 < len(wrong) / len(NAMES) < 0.6


@pytest.mark.parametrize(("name", "heading", "landed"), NAMES, ids=[name for name, _, _ in NAMES])
def test_v1_v3_v14(name: str, heading: str, landed: str) -> None:
    assert told("receiving_department", name) == heading
    assert told("landed_org", name) == {"open": "R322"}.get(landed, landed)
