"""The people's rows of a recognised sheet, as typed, and the rows that were nobody."""

from __future__ import annotations

import sys
from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gradflow.kinds.choice import Choice
from gradflow.kinds.person_name import HAN
from gradflow.model.campaign import Campaign
from gradflow.model.cells import Merge, Raw, Sheet, is_blank, typed_text
from gradflow.model.folding import later, squeezed, visible
from gradflow.model.records import NOTHING, Record
from gradflow.pipeline.below import elsewhere, is_same_head, is_to_ring, listed_again, shift
from gradflow.pipeline.findings import Note
from gradflow.pipeline.guesses import skipped_marks
from gradflow.pipeline.heads import FEWEST_HEADS, Head, headless
from gradflow.pipeline.line_words import SHOWS, LineKind
from gradflow.pipeline.lineage import Answer, is_added
from gradflow.pipeline.ownership import LED_BY, OF_A_BRANCH, foot_branch, headed_branch, meant_branch, written_branch
from gradflow.pipeline.row_evidence import SAMPLE_HEADING, Row, continues, fits, glued, moved, shown
from gradflow.pipeline.rows import SURE_CELLS, Sorted, fits_well, number_told, quick_look, sort_entry, sort_row
from gradflow.rules import sheets as told

SHOWN_LENGTH = 40
TOLD = frozenset({LineKind.SAMPLE, LineKind.SECTION, LineKind.TEXT, LineKind.NOT_FOUND, LineKind.PREFILLED})
"""Rows that are nobody's and not usual under a table."""
HEADINGS = frozenset({LineKind.SECTION, LineKind.TEXT, LineKind.TITLE, LineKind.NOTE, LineKind.BLANK})
"""Rows that may be a branch's heading; one with nobody under it says nothing."""
CLOSING = frozenset({LineKind.TOTAL, LineKind.SIGN_OFF})
"""Rows that may stand under a branch's people."""
OF_A_SAMPLE = later(rf"{SHOWS}|填写|例如?|^如|[^{HAN}·•]")
"""What is no part of the name in a sample's."""
NOTHING_FILLED_IN = frozenset({"seq", "name"})
"""What gradflow itself writes into a row for somebody who is missing."""


@dataclass(frozen=True, slots=True)
class People:
    """Records in sheet order; heads of added columns; what was odd; other branches named below."""

    records: tuple[Record, ...]
    extras: tuple[tuple[int, str], ...]
    told: tuple[Note, ...]
    branches_below: tuple[tuple[int, str], ...]
    """(row, branch as written) behind a label, in a heading, total or signature."""
    is_nil: bool
    others: frozenset[int] = frozenset()
    """Rows under a head with another order of columns: they were not read."""
    answers: tuple[Answer, ...] = ()
    """What stands in rows gradflow added for people who are missing, of which nothing was filled in."""
    nobody: frozenset[int] = frozenset()
    """Rows that say they are nobody's."""
    headings: frozenset[int] = frozenset()
    """Those of them that name a branch without a label."""
    samples: frozenset[int] = frozenset()
    """Those of them that show how to fill in."""
    shifted: Mapping[int, str] = field(default_factory=dict)
    """Rows that were not read for they stand a cell aside, and how."""


@dataclass
class _Sorted:
    """The rows under a head, sorted."""

    people: dict[int, int] = field(default_factory=dict)
    """First row of a person -> last row."""
    rows: dict[int, Row] = field(default_factory=dict)
    """Of people that no quick look told."""
    told: list[Note] = field(default_factory=list)
    left_out: list[tuple[int, str, str]] = field(default_factory=list)
    """(row, what it is, its text) of rows that are told to be nobody."""
    branches: list[tuple[int, str]] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    """Of rows that are nothing but a branch's name."""
    feet: list[tuple[int, str]] = field(default_factory=list)  # of rows that say whose table it is, if they stand under it
    totals: list[tuple[int, int, str]] = field(default_factory=list)
    """(row, number of people, text)."""
    parts: list[int] = field(default_factory=list)
    """Rows at which a count may begin anew: headings and totals."""
    others: set[int] = field(default_factory=set)
    nobody: dict[int, LineKind] = field(default_factory=dict)
    is_nil: bool = False
    shifted: dict[int, str] = field(default_factory=dict)


PREFILLED = frozenset({"choice", "ethnicity"})
"""Kinds of values that are filled down over rows before anybody is put into them."""
OF_ENTRIES = frozenset({"choice", "date", "number"})
"""Kinds of values by which a row is an event, or figures, of its own, whatever is merged down beside it."""


def read_people(sheet: Sheet, head: Head, campaign: Campaign | None = None) -> People:
    """Sort every row under the head and read those that are people; the ``campaign`` knows the names of branches."""
    found = _sorted(sheet, head, campaign)
    for row, one in [*_prefilled(found, head)] if head.form.spec.has_people else ():
        del found.people[row]
        _add_nobody(found, sheet, one, row, Sorted(LineKind.PREFILLED, one.shown))
    answers = {row: answer for row in found.people if (answer := _answer(sheet, head, row))} if head.copy_columns else {}
    people = {row: last for row, last in found.people.items() if row not in answers}
    extras = (*head.extras, *headless(sheet, head, people))
    reader = _Reader(sheet, head, extras)
    records = tuple(reader.record(range(row, last + 1)) for row, last in people.items())
    last = max(found.people, default=0)
    named = tuple(_headings(found))
    headings = frozenset(row for row, _ in named)
    parting = {row for row, name in named if row > min(found.people, default=0) or (campaign and meant_branch(name, campaign)[0])}
    found.left_out = [line for line in found.left_out if line[0] not in parting or line[0] > last]
    left_out = [Note(told.NOT_A_PERSON, {"rows": tuple(found.left_out)})] if found.left_out else []
    lines = sorted((*left_out, *found.told, *_wrong_totals(sheet, head, found, tuple(people))), key=lambda one: one.row or 0)
    samples = frozenset(row for row, sort in found.nobody.items() if sort is LineKind.SAMPLE)
    return People(
        records, extras, tuple(lines), tuple(sorted((*found.branches, *named))), found.is_nil and not records,
        frozenset(found.others), tuple(answers.values()), frozenset(found.nobody), headings, samples, found.shifted,
    )  # fmt: skip


def _headings(found: _Sorted) -> Iterator[tuple[int, str]]:
    """The headings with people under them; or, where nothing else names a branch, the one name under the table."""
    last = max(found.people, default=0)
    feet = [one for one in found.feet if one[0] > last]
    lone = found.headings or (feet[:1] if len({name for _, name in feet}) == 1 else [])
    return iter([one for one in found.headings if one[0] < last] or (lone if len(lone) == 1 and not found.branches else ()))


def _sorted(sheet: Sheet, head: Head, campaign: Campaign | None) -> _Sorted:
    notes = {squeezed(note) for note in (*head.form.spec.notes, "".join(head.form.spec.notes))}
    found = _Sorted()
    sort_any = sort_row if head.form.spec.has_people else sort_entry
    owners, wide, is_person = _owners(sheet, head), _wide_rows(sheet, head), quick_look(head)
    lost: list[int] = []
    is_ours, is_weak, other = True, False, 0  # until a head with another order of columns begins another table
    for row in range(head.last_row + 1, len(sheet.rows) + 1):
        cells = sheet.rows[row - 1]
        if is_ours and row not in owners and is_person(cells):
            found.people[row] = row
            continue
        if is_ours and (first := _person_above(sheet, head, row, owners, found)):
            found.people[first] = row
            found.left_out.append((row, LineKind.CONTINUED.value, Row.of(cells, head).shown[:SHOWN_LENGTH]))
            continue
        one = Row.of(cells, head, is_wide=row in wide)
        what = sort_any(one, notes)
        what = _noted_branch(found, row, one, what, campaign) if campaign and is_ours else what
        sort = what.sort
        if sort is LineKind.HEAD:
            is_ours, other = is_same_head(sheet, head, row), row
            is_weak = sum(head.names(column, cell) is not None for column, cell in one.filled.items()) < max(
                FEWEST_HEADS, len(head.columns) / 2
            )
        elif not is_ours and is_weak and fits_well(one):
            is_ours = True  # what looked like another table's head was a line between people
        if not is_ours:
            is_filled = sort is not LineKind.HEAD and any(not is_blank(cell) for cell in cells)
            if other and is_filled and (is_weak or head.form.spec.has_people):
                found.told.append(Note(told.HEAD_CHANGED, {"row": other}))
                other = 0
            found.others.add(row)
            lost += [row] if is_filled and not (is_weak or head.form.spec.has_people) else []
        elif sort is LineKind.PERSON:
            found.people[row] = row
            found.rows[row] = one
        else:
            _add_nobody(found, sheet, one, row, what)
    _part_with(found, sheet, head)
    if lost:
        facts = {"sheet": sheet.name, "row": lost[0], "count": len(lost), "why": "上面又有一行表头，栏目的位置与前面不同"}
        found.told.append(Note(told.FAR_ROWS, facts))
    headings = ((row, text) for row, _, text in found.left_out if SAMPLE_HEADING.fullmatch(squeezed(text)))
    found.told += [Note(told.UNDER_SAMPLE, {"text": text}, row + 1) for row, text in headings if row + 1 in found.people]
    return found


def _prefilled(found: _Sorted, head: Head) -> Iterator[tuple[int, Row]]:
    """Rows in which nobody stands but what was filled down: nothing that is one person's, or the same with his sex as in another row."""
    kinds = head.form.kinds
    blank = {
        row: tuple((key, squeezed(shown(cell))) for key, cell in one.data.items())
        for row, one in found.rows.items()
        if found.people.get(row) == row
        and one.data
        and "name" in head.columns
        and len(one.own) == len(one.filled)
        and (one.is_numbered or "seq" not in one.own)
        and all(kinds[key].name in PREFILLED and fits(kinds[key], cell) for key, cell in one.data.items())
    }
    alike = Counter(blank.values())
    return ((row, found.rows[row]) for row, values in blank.items() if alike[values] > 1 or "sex" not in dict(values))


def _noted_branch(found: _Sorted, row: int, one: Row, what: Sorted, campaign: Campaign) -> Sorted:
    """Note the branch, or several, that the texts of a row name; of a person's row and of a signature it is all there is."""
    sort, texts = what.sort, one.texts
    if sort is not LineKind.PERSON and (foot := foot_branch(texts, one.shown.split(), campaign)):
        found.feet.append((row, foot))
    if sort not in HEADINGS | CLOSING | {LineKind.PERSON}:
        return what
    is_lone = len(texts) == 1 and (sort is not LineKind.PERSON or OF_A_BRANCH.search(texts[0]))
    is_led = LED_BY.search("".join(texts)) and "支部" in texts[0] and "id_number" not in one.own
    if is_led and one.understood < SURE_CELLS - one.is_named:
        texts = ["".join(texts)]
    elif not is_lone and sort in {LineKind.PERSON, LineKind.SIGN_OFF}:
        return what
    named = "、".join(dict.fromkeys(filter(None, (headed_branch(text, campaign, is_heading=sort not in CLOSING) for text in texts))))
    if named:
        (found.branches if sort in CLOSING else found.headings).append((row, named))
    return Sorted(LineKind.SECTION, what.text or named) if named and sort not in CLOSING else what


def _part_with(found: _Sorted, sheet: Sheet, head: Head) -> None:
    """Leave rows that stand under heads that are not theirs to who tells of unread people; one name with a mobile nobody would tell, and of nothing else the heads themselves are wrong."""
    unlike = {row: sign for row, one in found.rows.items() if (sign := moved(one) or elsewhere(one))}
    to_ring = {row: LineKind.SIGN_OFF for row, sign in unlike.items() if sign != "id" and is_to_ring(sheet, row, unlike)}
    found.nobody.update(to_ring)
    is_told = len(unlike) < len(found.people) and (len(unlike) > 1 or "id" in unlike.values())
    found.shifted = {row: how for row, one in found.rows.items() if head.form.spec.has_people and (how := shift(one))}
    others = [*(unlike.keys() - to_ring if is_told else ()), *found.shifted, *listed_again(sheet, head, found.people, found.rows)]
    found.others.update(others)
    found.people = {row: last for row, last in found.people.items() if row not in others and row not in to_ring}


def _add_nobody(found: _Sorted, sheet: Sheet, one: Row, row: int, what: Sorted) -> None:
    """Note a row that is nobody's for what it says."""
    sort, text, is_true = what
    is_list = sort is LineKind.SECTION and len(one.texts) > 2  # noqa: PLR2004 - a heading, and what stands beside it
    if not is_list and sort not in {LineKind.BLANK, LineKind.HEAD, LineKind.NOTE, LineKind.TEXT}:  # in a note people may be named
        found.nobody[row] = sort
    if sort is LineKind.BRANCH and (name := written_branch(sheet, row, one.head.form)):
        found.branches.append((row, name))
    elif sort is LineKind.TOTAL and (number := number_told(one)) is not None:
        found.totals.append((row, number, text))
    elif is_true:
        name = OF_A_SAMPLE.sub("", one.name)
        found.told.append(Note(told.TRUE_ROW_LEFT_OUT, {"what": sort.value, "text": text[:SHOWN_LENGTH]}, row, name))
    elif sort in TOLD:
        found.left_out.append((row, sort.value, text[:SHOWN_LENGTH]))
    if sort in {LineKind.TOTAL, LineKind.SECTION, LineKind.BRANCH, LineKind.HEAD}:
        found.parts.append(row)
    found.is_nil = found.is_nil or sort is LineKind.NIL


def _owners(sheet: Sheet, head: Head) -> dict[int, int]:
    """Row -> the row above whose number, name or ID number is merged down over it."""
    places = {head.columns[key][0] for key in ("seq", "name", "id_number") if key in head.columns}
    down = ((row, merge) for row, merge in _merged_down(sheet, head) if any(merge.left <= place <= merge.right for place in places))
    return {row: merge.top for row, merge in down if merge.top > head.last_row}


def _merged_down(sheet: Sheet, head: Head) -> Iterator[tuple[int, Merge]]:
    """The rows under a head over which something is merged down from above, and the merges."""
    down = (merge for merge in sheet.merges if merge.top > head.row)
    return ((row, merge) for merge in down for row in range(merge.top + 1, min(merge.bottom, len(sheet.rows)) + 1))


def _wide_rows(sheet: Sheet, head: Head) -> frozenset[int]:
    """Rows in which one cell is merged over most of the table."""
    most = max(2, len(head.fields) // 2)
    return frozenset(row for merge in sheet.merges if merge.right - merge.left >= most for row in range(merge.top, merge.bottom + 1))


def _person_above(sheet: Sheet, head: Head, row: int, owners: Mapping[int, int], found: _Sorted) -> int | None:
    """The first row of the person of whom this row is a further line: merged with it, or with neither number nor name of its own."""
    last = next(reversed(found.people), 0)
    if not last or not any(not is_blank(cell) for cell in sheet.rows[row - 1]):
        return None
    filled = [key for column, key in head.fields.items() if not is_blank(sheet.at(row, column))]
    if not head.form.spec.has_people and any(head.form.kinds[key].name in OF_ENTRIES for key in filled):
        return None
    own = {key for key in ("name", "id_number") if key in head.columns and not is_blank(sheet.at(row, head.columns[key][0]))}
    if owners.get(row) == last:
        name_column = head.columns.get("name", (0,))[0]
        is_covered = any(m.top == last and m.bottom >= row and m.left <= name_column <= m.right for m in sheet.merges)
        return last if is_covered or not own else None
    is_numbered = "seq" in head.columns and not is_blank(sheet.at(last, head.columns["seq"][0]))
    if own or not is_numbered or found.people[last] != row - 1:
        return None
    above = [_typed(sheet, range(last, row), (column,)) for column in range(1, len(sheet.rows[row - 1]) + 1)]
    return last if continues(sheet.rows[row - 1], above, head) else None


def _wrong_totals(sheet: Sheet, head: Head, found: _Sorted, people: Sequence[int]) -> Iterator[Note]:
    """Totals that fit nobody: not all people, not those above since or below until some heading or total, not those with the value they name."""
    before = 0
    for row, number, text in found.totals if head.form.spec.has_people else ():  # of figures it is their sum
        above = bisect(people, row)
        right = {above, len(people) - above} | {abs(above - bisect(people, part)) for part in found.parts}
        right |= set() if "小计" in text else {len(people)}
        if number not in right and number not in _with_value(sheet, head, people, text):
            yield Note(told.WRONG_TOTAL, {"text": text[:SHOWN_LENGTH], "count": above - before or above}, row)
        before = above


def _with_value(sheet: Sheet, head: Head, people: Sequence[int], text: str) -> Iterator[int]:
    """How many people have the choice that a total names: 预备党员小计."""
    plain = squeezed(text)
    for key, kind in head.form.kinds.items():
        if isinstance(kind, Choice) and key in head.columns:
            codes = [kind.parse(sheet.at(row, head.columns[key][0])) for row in people]
            yield from (codes.count(item.code) for item in kind.options.choices if item.text in plain)


class _Reader:
    """Makes records of the rows of a sheet."""

    def __init__(self, sheet: Sheet, head: Head, extras: tuple[tuple[int, str], ...]) -> None:
        self._sheet, self._head, self._extras = sheet, head, extras
        down = ((row, one) for row, one in _merged_down(sheet, head) if one.left == one.right)
        self._covered = {(row, one.left): sheet.at(one.top, one.left) for row, one in down}
        """Cells that a vertical merge hides -> what its first cell holds."""
        self._skipped = skipped_marks(text for _, text in extras)
        kinds = head.form.kinds
        self._places = [(key, columns, kinds[key].is_personal) for key, columns in head.columns.items()]

    def record(self, rows: range) -> Record:
        row, head = rows[0], self._head
        cells: dict[str, Raw] = {}
        spread: set[str] = set()
        line = [None if is_blank(raw) or raw in self._skipped else raw for raw in self._sheet.rows[row - 1]]
        for key, columns, is_personal in self._places:
            is_one = len(columns) == len(rows) == 1 and columns[0] <= len(line)
            raw = line[columns[0] - 1] if is_one else _typed(self._sheet, rows, columns, self._skipped)
            if raw is None and self._covered and not is_personal and not is_blank(above := self._covered.get((row, columns[0]))):
                raw = above
                spread.add(key)
            cells[key] = sys.intern(raw) if type(raw) is str and not is_personal else raw  # what many hold is held once
        for key, column in head.guesses.items():
            cells[key] = _typed(self._sheet, rows, (column,), self._skipped)
        added = {key: visible(typed_text(self._sheet.at(row, column))) for key, column in head.copy_columns.items()}
        origin = added.get("origin_row", "")
        return Record(
            row,
            cells,
            extras=tuple(self._extra(rows, column) for column, _ in self._extras),
            reason=added.get("reason", ""),
            unknown=frozenset(head.guesses) or NOTHING,
            origin_row=int(origin) if origin.isdecimal() else None,
            last_row=rows[-1] if len(rows) > 1 else 0,
            spread=frozenset(spread) or NOTHING,
        )

    def _extra(self, rows: range, column: int) -> Raw:
        """What stands in an added column, or what a merge shows there."""
        own = _typed(self._sheet, rows, (column,))
        return self._covered.get((rows[0], column)) if own is None else own


def _answer(sheet: Sheet, head: Head, row: int) -> Answer | None:
    """The name and 情况说明 of a row gradflow added, if nothing else stands in it: it is no person then."""
    if not is_added(sheet.at(row, head.copy_columns.get("origin_row", 0))):
        return None
    columns = [*((key, one) for key, own in head.columns.items() for one in own), *head.guesses.items()]
    if any(key not in NOTHING_FILLED_IN and not is_blank(sheet.at(row, column)) for key, column in columns):
        return None
    name = sheet.at(row, head.columns["name"][0]) if "name" in head.columns else None
    return visible(typed_text(name)), visible(typed_text(sheet.at(row, head.copy_columns["reason"])))


def _typed(sheet: Sheet, rows: range, columns: tuple[int, ...], skipped: frozenset[Raw] = frozenset()) -> Raw:
    """The cell, or the different texts of several columns or rows that feed one field; None for what says that nothing was answered."""
    cells = [raw for row in rows for column in columns if not is_blank(raw := sheet.at(row, column)) and raw not in skipped]
    if len(cells) <= 1:
        return cells[0] if cells else None
    typed = {visible(typed_text(raw)): raw for raw in cells}
    return (glued(typed) if len(rows) > 1 else " ".join(typed)) if len(typed) > 1 else next(iter(typed.values()))
