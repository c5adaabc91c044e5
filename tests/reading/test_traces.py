"""What the guard of a package sees in a worksheet's XML that python-calamine does not tell all of, and which cells may lie far away."""

import pytest

from gradflow.reading.packages import far_cell, has_traces


@pytest.mark.parametrize(
    ("xml", "is_traced"),
    [
        (b'<c r="A1" t="e">', True), (b'<c r="A1" xt="e">', False), (b"<c><f>1</f></c>", True), (b"<x:c><x:f>1</x:f></x:c>", True), (b"<f/>", True),
        (b"<font/>", False), (b"<font/><f >", True), (b"<is><t>a:f </t></is>", False), (b"<t>a:f </t><x:f>", True), (b'<row hidden="1">', True),
        (b'<col hidden="true"', True), (b'<row hidden="0">', False), (b'<row ht="0">', True), (b'<row ht="0.00">', True), (b'<row ht="0.5">', False),
        (b'<row customht="0">', False), (b'<a ht="0.5"/><row ht="0">', True), (b'<col\nwidth="0"', True), (b'<margins right="0.75"/>', False),
    ],
)  # fmt: skip
def test_traces(xml: bytes, is_traced: bool) -> None:  # noqa: FBT001 - a table's column
    assert has_traces(b"<sheetData>" + xml) is is_traced


@pytest.mark.parametrize(
    ("place", "is_far"),
    [("IV19999", False), ("IW1", True), ("JA1", True), ("ZZ9", True), ("AAA1", True), ("A20001", True), ("B100000", True), ("HZ12", False), ("A9999", False)],
)  # fmt: skip
def test_far_cells(place: str, is_far: bool) -> None:  # noqa: FBT001 - a table's column
    assert (far_cell(20_000).search(b'<row r="3"><c r="%s" t="s">' % place.encode()) is not None) is is_far
