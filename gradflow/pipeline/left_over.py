"""What is left over of a workbook when its forms have been read, and who stands in it."""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import zip_longest

from gradflow.forms.loader import Form
from gradflow.kinds.id_number import is_sound
from gradflow.model.cells import Raw, Sheet, Workbook, is_blank, typed_text
from gradflow.model.copies import MEMORY_SHEET, MEMORY_WORDS, REASON_HEAD
from gradflow.model.folding import squeezed, visible
from gradflow.model.people import LikelyPerson, UnreadBlock
from gradflow.pipeline.evidence import FEWEST_ITEMS, SAMPLE, Evidence
from gradflow.pipeline.line_words import is_other_head
from gradflow.pipeline.lineage import list_head, own_lines
from gradflow.pipeline.tables import OWN_NOTE
from gradflow.pipeline.tokens import likely_name

TOP_ROWS, LONGEST_LINE = 6, 100
NEAR_ROWS = 12
"""Rows within which a name and an ID number may belong together: on a card, or in columns."""
FEWEST_DOWN = 8
"""Heads one under another beside which one column is somebody's."""
FEWEST_WORDS = 6
"""Cells of a row that may be a head although not half of it is known."""
MOST_SAMPLES = 3
"""People on a sheet that shows how to fill in; more are a list."""
OF_OFFICE = re.compile(r"职务|职称|分工|书记|委员|支委|辅导员|班主任|联系人|负责人|联络|联系方式|通讯录|通信录|经办|服务团")
"""Words of lists of those who look after a branch, in their heads or title."""
Cells = Sequence[tuple[int, Raw]]
"""Filled cells of a row by their columns."""
ID_LENGTH = 18
EMBEDDED_ID = re.compile(r"(?<![0-9A-Za-z])[1-8]\d{16}[\dXx](?![0-9A-Za-z])")
OF_OTHERS = re.compile(r"[父母]|户主|房东|联系人|家[长属]|亲[属戚人]|监护|[原旧老]身份|曾用|同名|介绍人|辅导员|班主任|更正|变更|换证")
ALSO = re.compile(r"另[有外]|还有|漏|补[报填充]|未[报填交]")
"""Whose ID number a remark may give beside a member's, and what says all the same that somebody is left out."""
GUIDE = "说明"
"""Sheets of text: somebody on 填写说明 has got there by mistake."""
LISTED = frozenset({("head", "姓名")})
OPTIONS = re.compile(r"选项|下拉|数据源|数据验证|字典|序列|参数|代码|list|dict|option", re.IGNORECASE)


@dataclass(frozen=True)
class Taken:
    """What of a sheet was read."""

    cells: Mapping[int, Collection[int]] = field(default_factory=dict)
    """Row -> its columns that were read."""
    owners: Mapping[int, str] = field(default_factory=dict)
    """Row -> the name that was read from it."""
    heads: Mapping[int, str] = field(default_factory=dict)
    """Column -> what the head says of it, where no field of the form does."""
    others: Collection[int] = ()
    """Rows of another table under it, or which stand a cell aside."""
    shifted: Mapping[int, str] = field(default_factory=dict)
    """How the latter do."""
    done: Collection[int] = ()
    """Rows of which nothing is left: heads, and people's where no column was added."""
    nobody: Collection[int] = ()
    """Rows that say they are nobody's: only an ID number makes somebody of them."""
    passed: Collection[int] = ()
    """Columns that gradflow added to a copy."""
    replies: Collection[int] = ()
    """Those of them in which the branch writes."""
    named: Collection[int] = ()
    """Columns of names and ID numbers: of a second one in a cell their own checks tell."""
    has_ids: bool = False
    """Whether the form asks for ID numbers: else one beside its row is its person's."""


NOTHING = Taken()
_evidence = lru_cache(maxsize=4)(Evidence)


def together(parts: Sequence[Taken]) -> Taken:
    """What was read of all tables of a sheet."""
    if len(parts) == 1:
        return parts[0]
    cells: dict[int, set[int]] = defaultdict(set)
    for part in parts:
        for row, columns in part.cells.items():
            cells[row].update(columns)
    return Taken(
        cells,
        {row: name for part in parts for row, name in part.owners.items()},
        {column: head for part in parts for column, head in part.heads.items()},
        done={row for part in parts for row in part.done} - {row for row in cells if sum(row in part.cells for part in parts) > 1},
        has_ids=any(part.has_ids for part in parts),
        shifted={row: how for part in parts for row, how in part.shifted.items()},
        **{name: {place for part in parts for place in getattr(part, name)} for name in ("others", "nobody", "passed", "replies", "named")},
    )


def unread_blocks(workbook: Workbook, taken: Mapping[int, Taken], forms: Iterable[Form]) -> tuple[UnreadBlock, ...]:
    """The people of each sheet that were not read; ``taken`` says by the sheet's place what was."""
    evidence = _evidence(tuple(forms))
    blocks = []
    for place, sheet in enumerate(workbook.sheets):
        own = taken.get(place) or _taken_of_list(sheet)
        people = (*_unread(sheet, own, evidence), *_inside(sheet, own, evidence))
        if (people or sheet.far.rows) and not _is_memory(sheet):
            lines = (visible(cell) for row in sheet.rows[:TOP_ROWS] for cell in row if isinstance(cell, str) and len(cell) <= LONGEST_LINE)
            blocks.append(UnreadBlock(sheet.name, people, sheet.far, "\n".join(lines)))
    return tuple(blocks)


def _is_memory(sheet: Sheet) -> bool:
    """Whether a sheet is the hidden one of a copy, which names people: by what it holds, not by its name alone."""
    return sheet.name.startswith(MEMORY_SHEET) and all(cells[0] in MEMORY_WORDS for cells in sheet.rows if cells)


def _taken_of_list(sheet: Sheet) -> Taken:
    """What gradflow wrote on 退回说明: its lines, but for what the branch writes on them."""
    if not (head := list_head(sheet)):
        return NOTHING
    first, columns = head
    own = frozenset(columns.values()) - {columns[REASON_HEAD]}
    rows = own_lines(sheet)
    return Taken(dict.fromkeys(rows, own), dict.fromkeys(rows, ""), done={first}, has_ids=True)


def _unread(sheet: Sheet, taken: Taken, evidence: Evidence) -> tuple[LikelyPerson, ...]:
    found: list[LikelyPerson] = []
    seen: dict[int, Cells] = {}
    heads = beside = further = dict[int, str]()
    columns = set[int]().union(*taken.cells.values())
    inner = range(min(columns), max(columns) + 1) if columns else range(0)
    above, is_of_office = "", False
    is_sample_sheet = bool(SAMPLE.search(sheet.name)) and GUIDE not in sheet.name
    for row, cells in _left_over(sheet, taken):
        is_top = row in taken.cells and row not in taken.owners  # of the head of what was read
        outer = [cell for cell in cells if cell[0] not in inner]
        has_list = bool(inner) and any(evidence.is_name_head(raw) for _, raw in outer)
        named = {column: squeezed(typed_text(raw)) for column, raw in cells if evidence.is_head(raw)} if is_top else {}
        between = [cell for cell in cells if cell[0] not in named] if named else ()
        found.extend(one for one in evidence.people_in(row, between, heads) if one.id_number)
        if is_top and not named and (any(column in heads for column, _ in cells) or evidence.people_in(row, cells, heads)):
            beside = heads  # a row of a list whose head, if any, stands higher
        elif is_top or (has_list and len(outer) == 1) or _is_head(cells, evidence):
            heads = named if is_top else {column: squeezed(typed_text(raw)) for column, raw in cells}
            further = dict(taken.heads) if is_top else further
            beside = heads if has_list or row in taken.cells else beside
            is_of_office = any(map(OF_OFFICE.search, (squeezed(above), *heads.values())))
            seen[row] = cells
            continue
        if evidence.is_sample(cells) or _is_like_head(cells, evidence):
            is_sample_sheet = is_sample_sheet or (len(cells) == 1 and GUIDE not in typed_text(cells[0][1]))
            continue
        above = typed_text(cells[0][1]) if len(cells) == 1 else above
        own = {**further, **(beside if row in taken.cells else heads)}
        is_nobody = row in taken.nobody  # but beside such a line somebody may stand
        people = evidence.people_in(row, outer if is_nobody else cells, own)
        people = _but_whom_to_ring(people, sheet.name, above)
        listing = own if row in taken.others else {**further, **beside}
        if listing and not (is_of_office and (row in taken.others or heads is beside)):
            people = _listed(row, cells, listing, people, evidence)
        owner = taken.owners.get(row)
        if owner is not None:
            people = [one for one in people if squeezed(one.name) != owner and (one.name or taken.has_ids)]
        if is_nobody:
            rest = [cell for cell in cells if cell[0] in inner]
            people += (one for one in evidence.people_in(row, rest, own) if one.id_number)
        if len(cells) > 1 or people:
            seen[row] = cells
        how = taken.shifted.get(row)
        found.extend(dataclasses.replace(one, items=one.items | {("shifted", how)}) if how else one for one in people)
    found = _named(found or _in_columns(sheet, seen, taken, evidence), seen, evidence)
    if is_sample_sheet and len(found) <= MOST_SAMPLES and sum(is_sound(one.id_number) for one in found) < 2:  # noqa: PLR2004 - one by chance
        return ()
    is_proof = any(one.id_number or one.items >= LISTED or len(one.items) >= FEWEST_ITEMS for one in found)
    is_little = len(found) < 2 and not is_proof  # noqa: PLR2004 - one name with a number, in a note or under a table
    return () if is_little or _are_options(sheet, found) else tuple(found)


def _but_whom_to_ring(people: list[LikelyPerson], *titles: str) -> list[LikelyPerson]:
    """The people of whom more than a telephone is known, where a title says that they look after others."""
    if not any(OF_OFFICE.search(title) and ":" not in squeezed(title)[:-1] for title in titles):
        return people
    return [one for one in people if one.id_number or any(sort != "phone" for sort, _ in one.items)]


def _inside(sheet: Sheet, taken: Taken, evidence: Evidence) -> Iterator[LikelyPerson]:
    """Whoever a comment, or a cell that was read, names by an ID number among other words: 另有赵敏320…; who that is may have been read, in this row or another.

    On forms that do not ask for ID numbers it is the row's own person, unless another's name stands before it.
    """
    for (row, column), text in sheet.looks.notes.items() if sheet.looks else ():  # comments and text boxes
        if EMBEDDED_ID.search(text) and not (OWN_NOTE.match(visible(text)) or (OF_OTHERS.search(text) and not ALSO.search(text))):
            people = evidence.people_in(row, [(column, text)], {})
            yield from (one for one in people if is_sound(one.id_number) and one.name and squeezed(one.name) != taken.owners.get(row))
    for row, columns in taken.cells.items():
        long = [raw for raw in sheet.rows[row - 1] if isinstance(raw, str) and len(raw) > ID_LENGTH]
        for raw in filter(EMBEDDED_ID.search, long):
            column = sheet.rows[row - 1].index(raw) + 1
            is_of_others = OF_OTHERS.search(raw) and not ALSO.search(raw)
            if is_of_others or column in taken.named or (column not in columns and column not in taken.replies):
                continue
            for one in evidence.people_in(row, [(column, raw)], {}):
                name = one.name if (known := likely_name(one.name)) and known[1] else ""
                if is_sound(one.id_number) and name != taken.owners.get(row) and (name or taken.has_ids):
                    yield dataclasses.replace(one, name=name)


def _listed(row: int, cells: Cells, heads: Mapping[int, str], people: Sequence[LikelyPerson], evidence: Evidence) -> list[LikelyPerson]:
    """The people of a row with its names under a further head 姓名, or behind that label on a sheet of cards: those are people whatever stands beside."""
    under = [(column, raw) for column, raw in cells if evidence.is_name_head(heads.get(column, ""))]
    names = dict.fromkeys(name for cell in under for name in evidence.names_in([(0, "姓名"), cell]).values())
    known = {one.name for one in people}
    found = [dataclasses.replace(one, items=one.items | LISTED) if one.name in names else one for one in people]
    return found + [LikelyPerson(row, name, items=LISTED) for name in names if name not in known]


def _left_over(sheet: Sheet, taken: Taken) -> Iterator[tuple[int, Cells]]:
    """Rows with their filled cells (column, typed) that were not read."""
    for row, cells in enumerate(sheet.rows, start=1):
        read = taken.cells.get(row, ())
        if row in taken.done:
            continue
        rest: Cells = [
            (column, raw)
            for column, raw in enumerate(cells, start=1)
            if raw is not None and column not in read and column not in taken.passed and not is_blank(raw)
        ]
        if rest:
            yield row, rest


def _is_head(cells: Cells, evidence: Evidence) -> bool:
    """Whether a row is a head, of a table that no form was found for."""
    texts = [raw for _, raw in cells if isinstance(raw, str)]
    heads = sum(map(evidence.is_head, texts)) if len(texts) * 2 > len(cells) else 0
    tokens = (token for _, raw in cells for token in evidence.tokens(raw))
    is_told = (heads > 1 and heads * 2 > len(cells)) or (len(texts) == len(cells) and is_other_head([squeezed(text) for text in texts]))
    return is_told and not any(token.sort == "id" or token.item[0] == "phone" for token in tokens)


def _is_like_head(cells: Cells, evidence: Evidence) -> bool:
    """Whether a row of many words, without any number, is a head of which only some cells are known: 序号, 性名, 年令 …"""
    is_words = len(cells) >= FEWEST_WORDS and all(isinstance(raw, str) and not raw.strip()[:1].isdigit() for _, raw in cells)
    return is_words and sum(evidence.is_head(raw) for _, raw in cells) > 1


def _in_columns(sheet: Sheet, seen: Mapping[int, Cells], taken: Taken, evidence: Evidence) -> list[LikelyPerson]:
    """People who stand in columns, their names in one row behind the word 姓名."""
    heads = sum(evidence.is_head(cells[0][1]) for cells in seen.values())
    fewest = 1 if heads >= FEWEST_DOWN else 2
    for row, cells in seen.items():
        found = evidence.names_in(cells) if len(cells) > fewest and evidence.is_head(cells[0][1]) else {}  # the word, the names
        if len(found) >= fewest:
            rows = [at for at in range(max(1, row - NEAR_ROWS), min(len(sheet.rows), row + NEAR_ROWS) + 1) if at not in taken.cells]
            return [one for column in found for one in evidence.people_in(row, [(1, sheet.at(at, column)) for at in rows], {})]
    return []


def _named(people: Sequence[LikelyPerson], seen: Mapping[int, Cells], evidence: Evidence) -> list[LikelyPerson]:
    """Put an ID number that has no name in its row to the name that stands near it, as on a card."""
    found: list[LikelyPerson] = []
    used = {(one.row, one.name) for one in people}
    for one in people:
        before = found[-1] if found else None
        if one.name or not one.id_number:
            found.append(one)
        elif before and before.name and not before.id_number and one.row - before.row <= NEAR_ROWS:
            found[-1] = dataclasses.replace(before, id_number=one.id_number, items=before.items | one.items)
        else:
            near = sorted(range(one.row - NEAR_ROWS, one.row + NEAR_ROWS + 1), key=lambda at: (abs(at - one.row), at > one.row))
            free = ((at, name) for at in near if at in seen and at != one.row for name in evidence.names_in(seen[at]).values())
            at, name = next((place for place in free if place not in used), (0, ""))
            used.add((at, name))
            found.append(dataclasses.replace(one, name=name))
    return found


def _are_options(sheet: Sheet, people: Sequence[LikelyPerson]) -> bool:
    """Whether a sheet only feeds drop-downs: it is put away, and in columns of unlike length no value stands twice."""
    is_put_away = bool(OPTIONS.search(sheet.name)) or bool(sheet.looks and sheet.looks.is_hidden)
    if not is_put_away or any(one.id_number or any(sort == "phone" for sort, _ in one.items) for one in people):
        return False
    columns = [[raw for raw in column if not is_blank(raw)] for column in zip_longest(*sheet.rows)]
    return len({len(column) for column in columns if column}) > 1 and all(len(set(column)) == len(column) for column in columns)
