"""Recognising: which form, branch and cohort a sheet is, and which of its rows are people."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from gradflow.forms.loader import Form
from gradflow.model.campaign import Campaign
from gradflow.model.cells import Mark, Sheet, Workbook, listed, typed_text
from gradflow.model.copies import MEMORY_SHEET, OWN_SHEETS, Memory, read_mark, read_memory
from gradflow.model.folding import later, squeezed
from gradflow.model.people import UnreadBlock
from gradflow.model.records import Record, SheetFacts
from gradflow.pipeline.cards import SEARCHED_COLUMNS, Card, Cards, added_labels, card_answer, card_records, find_cards
from gradflow.pipeline.cards_beside import told_apart
from gradflow.pipeline.columns import added_heads, told_of_added, told_of_columns
from gradflow.pipeline.findings import Note
from gradflow.pipeline.heads import FEWEST_HEADS, HEADLESS, Head, field_of, find_head, heads_down
from gradflow.pipeline.left_over import Taken, together, unread_blocks
from gradflow.pipeline.lineage import Answer, answered, is_list, replies
from gradflow.pipeline.ownership import Identity, annexes_in, identify, typed_lines, with_branch
from gradflow.pipeline.people import People, read_people
from gradflow.pipeline.split_columns import gathered
from gradflow.pipeline.tables import parts_of, sections_of, told_of_looks
from gradflow.rules import sheets as told

TOP_ROWS = 6
ACTIVISTS = later(r"积极分子|发展对象")
AS_JSON = json.JSONEncoder(ensure_ascii=False).encode
MOST_NAMED = 10
"""Rows that are told one by one."""
NEAR_CARD = 5
"""Rows under a card in which a number without a name is its person's."""


@dataclass(slots=True)
class Recognised:
    """A sheet with its typed records, and what it is told as a whole."""

    sheet: SheetFacts
    told: list[Note]
    answers: tuple[Answer, ...] = ()
    """What stands in rows added for people who are missing."""
    is_roster: bool = False


def recognise(workbook: Workbook, forms: Sequence[Form], campaign: Campaign) -> tuple[list[Recognised], tuple[UnreadBlock, ...]]:
    """Find every sheet of the workbook that is one of the forms, and the people who stand beside what was read.

    A blank sheet beside a filled one of the same form is a template left over, and passed over.
    """
    workbook = dataclasses.replace(workbook, sheets=tuple(gathered(sheet, forms) for sheet in workbook.sheets))
    lines = _own_lines(workbook)
    memories = read_memory(lines)
    mark = mark_of(workbook)
    found: list[Recognised] = []
    taken: dict[int, Taken] = {}
    for place, sheet in enumerate(workbook.sheets):
        if sheet.name in OWN_SHEETS or (memories and is_list(sheet)):
            continue
        parts: list[Taken] = []
        own: list[Recognised] = []
        tables, beside = parts_of(sheet, forms)
        carded: list[tuple[Sheet, str, Cards]] = []
        for table in tables:
            hint = _hint(workbook, table, forms)
            head = _find_roster(table, forms, hint)
            cards = None if parts or (head and head.is_sure) else _find_cards(table, forms, hint)
            if head and (not cards or head.found > cards.found / 2):
                people = read_people(table, head, campaign)
                own += _recognise_roster(workbook, table, head, people, campaign, mark)
                parts.append(_taken(head, people, is_cut=table.rows[head.row - 1] is not sheet.rows[head.row - 1]))
            elif cards:
                carded.append((table, hint, cards))
        hinted = ((table, _hint(workbook, table, forms)) for table in beside)
        carded[:0] = [(table, hint, cards) for table, hint in hinted if (cards := _find_cards(table, forms, hint))]
        for table, hint, cards in carded:
            for stretch, one in told_apart(table, cards, hint):
                parts.append(_taken_by_cards(stretch, one))
                own.append(_recognise_cards(workbook, stretch, one, campaign, mark))
        for number, part in enumerate(own):
            part.sheet = dataclasses.replace(part.sheet, part=number, place_in_book=place)
        found += own
        if parts:
            taken[place] = together(parts)
    _without_named(found, forms)
    _with_memories(found, memories, workbook)
    filled = {one.sheet.form for one in found if one.sheet.records}
    kept = [one for one in found if one.sheet.records or one.sheet.form not in filled]
    unread = unread_blocks(workbook, taken, forms)
    _without_told_rows(kept, unread)
    return kept, unread


def _without_named(found: Sequence[Recognised], forms: Sequence[Form]) -> None:
    """Tell no sheet of an annex in the file's name that another sheet of the workbook is."""
    annexes = {form.key: annexes_in(form.spec.annex) for form in forms}
    present = set[str]().union(*(annexes[one.sheet.form] for one in found))
    for one in found:
        one.told = [t for t in one.told if t.check is not told.NAME_CONTRADICTED or present.isdisjoint(annexes_in(str(t.facts["named"])))]


def _without_told_rows(found: Sequence[Recognised], unread: Iterable[UnreadBlock]) -> None:
    """Name the rows that were nobody's, but for those in which somebody stands who was not read: that is told as such."""
    told_rows = {(block.sheet, one.row) for block in unread for one in block.people}
    for one in found:
        for place, note in [*enumerate(one.told)][::-1]:
            if note.check is told.NOT_A_PERSON and isinstance(lines := note.facts["rows"], tuple):
                rows = [f"第{row}行({what}：{text})" for row, what, text in lines if (one.sheet.sheet, row) not in told_rows]
                facts = {"rows": listed(rows, MOST_NAMED, "等{}行")}
                one.told[place : place + 1] = [dataclasses.replace(note, facts=facts)] if rows else []


def _taken(head: Head, people: People, *, is_cut: bool) -> Taken:
    """What was read of a roster: its people's own columns; ``is_cut`` where another table stands beside it."""
    columns = frozenset((*head.fields, *head.guesses.values()))
    rows = [row for record in people.records for row in record.rows]
    return Taken(
        cells=dict.fromkeys((*range(head.row, head.last_row + 1), *rows), columns),
        owners={record.row: squeezed(record.person) for record in people.records},
        heads={column: "" if text == HEADLESS else squeezed(text) for column, text in people.extras},
        others=people.others,
        shifted=people.shifted,
        done=people.samples.union(() if people.extras or is_cut else (*range(head.row, head.last_row + 1), *rows)),
        nobody=people.nobody,
        passed=frozenset(head.copy_columns.values()),
        replies=frozenset({head.copy_columns["reason"]} if head.copy_columns else ()),
        named=frozenset(column for column, key in head.fields.items() if key in {"name", "id_number"}),
        has_ids="id_number" in head.columns,
    )


def _taken_by_cards(sheet: Sheet, cards: Cards) -> Taken:
    """What was read of a sheet of cards: the places of their values; nothing is said of what stands on cards that cannot be told apart."""
    if cards.beside:
        return Taken(done=range(1, len(sheet.rows) + 1))
    cells: dict[int, set[int]] = defaultdict(set)
    owners: dict[int, str] = {}
    for card in cards.cards:
        name = squeezed(typed_text(card.cells.get("name")))
        owners.update(dict.fromkeys(range(card.row, card.last_row + NEAR_CARD + 1), name))
        for row, column in card.spots.values():
            cells[row].add(column)
    return Taken(cells, owners, passed=range(cards.edge, SEARCHED_COLUMNS + 1))


def _find_cards(sheet: Sheet, forms: Sequence[Form], hint: str) -> Cards | None:
    """The cards of the form whose labels fit best, or None."""
    found = [cards for form in forms if form.spec.is_card and (cards := find_cards(sheet, form, hint))]
    best = max(found, key=lambda cards: cards.found, default=None)
    if best and best.cards and _is_of_activists(sheet, best.cards[0].row):
        return None
    return None if best and heads_down(sheet, [form for form in forms if not form.spec.is_card]) > best.found else best


def _hint(workbook: Workbook, sheet: Sheet, forms: Sequence[Form]) -> str:
    """What the names of file and sheet, and the lines at the top, say of the form."""
    return squeezed(f"{workbook.file} {sheet.name} {''.join(_top_texts(sheet, forms))}")


def _top_texts(sheet: Sheet, forms: Sequence[Form]) -> Iterator[str]:
    """What stands above the head: what people typed under it does not say which form it is."""
    for row in sheet.rows[:TOP_ROWS]:
        texts = [cell for cell in row if isinstance(cell, str) and cell]
        if len(texts) >= FEWEST_HEADS and any(
            sum(field_of(form.table, text) is not None for text in texts) >= FEWEST_HEADS for form in forms
        ):
            return
        yield from texts


def _find_roster(sheet: Sheet, forms: Sequence[Form], hint: str) -> Head | None:
    """The head of the form it fits best, or None; so where a form of members would be read from a list of others."""
    head = find_head(sheet, [form.table for form in forms], hint)
    return None if head and not head.form.spec.beyond_roster and _is_of_activists(sheet, head.row) else head


def _is_of_activists(sheet: Sheet, row: int) -> bool:
    """Whether the name of a sheet, or the last line above a head, says that those below are not members yet: no form of members is about them."""
    above = (
        "".join(cell for cell in cells if isinstance(cell, str)) for cells in reversed(sheet.rows[max(row - 1 - TOP_ROWS, 0) : row - 1])
    )
    lines = (sheet.name, next(filter(None, above), ""))
    return any(ACTIVISTS.search(line) and "党员" not in line for line in lines)


def _recognise_roster(workbook: Workbook, sheet: Sheet, head: Head, people: People, campaign: Campaign, mark: Mark) -> Iterator[Recognised]:
    """A roster, or each branch's part of one."""
    whole = identify(sheet, head.form, workbook.file, mark, head.row, campaign)
    parted = sections_of(people, whole.written, whole.branch, campaign)
    is_shared = len(parted.sections) > 1
    for number, section in enumerate(parted.sections):
        is_own = section.written == whole.written and not is_shared
        identity = whole if is_own else with_branch(whole, section.written, campaign, "" if is_shared else workbook.file)
        facts = _facts(
            workbook, sheet, head.form, identity, section.records,
            mark=mark, columns={key: columns[0] for key, columns in head.columns.items()}, is_nil=people.is_nil,
            is_table=head.form.is_table, lines=typed_lines(sheet, head.form, head.row), doubtful=tuple(key for key, _, _ in head.doubles), extra_heads=people.extras,
        )  # fmt: skip
        shared = {"count": len(parted.sections), "written": section.written, "people": len(section.records)}
        lines = [
            *(note for note in identity.told_branch if not (parted.stray and note.check is told.NO_BRANCH)),
            *told_of_columns(sheet, head, whole),
            *(told_of_added(sheet, people, parted.column) if not number else ()),
            *_told(sheet, head.form, people, section.records),
            *told_of_looks(sheet, section.records, {*head.fields, *head.guesses.values()}, is_copy=bool(mark.source)),
            *([Note(told.SHARED_SHEET, shared)] if is_shared else []),
            *([Note(told.SEVERAL_BRANCHES, {"row": parted.stray[0], "what": parted.stray[1]})] if parted.stray else []),
        ]
        yield Recognised(facts, lines, people.answers, is_roster=True)


def _recognise_cards(workbook: Workbook, sheet: Sheet, cards: Cards, campaign: Campaign, mark: Mark) -> Recognised:
    """A sheet of cards, or a stretch of one."""
    answer = card_answer(cards)
    records = () if answer else card_records(cards)
    top = cards.cards[0].row if cards.cards else 1
    identity = identify(sheet, cards.form, workbook.file, mark, top, campaign)
    filled = () if answer else cards.filled
    facts = _facts(
        workbook, sheet, cards.form, identity, records, mark=mark,
        columns=dict.fromkeys((key for card in filled for key in card.spots), 1), extra_heads=tuple((0, label) for label in added_labels(filled)),
    )  # fmt: skip
    looks = told_of_looks(sheet, records, None, is_copy=bool(mark.source))
    return Recognised(facts, [*identity.told_branch, *_told_of_cards(cards, filled, identity), *looks], (answer,) if answer else ())


def _facts(workbook: Workbook, sheet: Sheet, form: Form, identity: Identity, records: tuple[Record, ...], **layout: Any) -> SheetFacts:
    """What sheets of every layout say, and what one of this layout does."""
    return SheetFacts(
        file=workbook.file,
        sheet=sheet.name,
        form=form.key,
        digest=_digest(form, records),
        content=workbook.digest,
        branch=identity.branch,
        written_branch=identity.written,
        title=identity.title,
        cohort=identity.cohort,
        round=identity.round,
        records=records,
        **layout,
    )


def _told_of_cards(cards: Cards, filled: Sequence[Card], identity: Identity) -> Iterator[Note]:
    yield from identity.told
    if cards.beside:
        yield Note(told.CARDS_BESIDE, {"row": next(iter(cards.beside))})
        return
    for card in filled:
        missing = [one for one in cards.form.spec.fields if one.required and one.key not in card.spots]
        for field in missing:
            yield Note(
                told.MISSING_COLUMN, {"head": squeezed(field.head).strip("：:"), "guess": ""}, card.row, str(card.cells.get("name") or "")
            )
        for key, first, second in card.doubles:
            yield Note(told.DOUBLE_LABEL, {"first": first, "second": second, "head": cards.form.spec.label(key)}, card.row)
    if heads := added_heads(list(dict.fromkeys((0, label) for card in filled for label, _ in card.added))):
        yield Note(told.EXTRA_COLUMN, {"heads": heads})
    if not filled:
        yield Note(told.NOBODY, _of_nobody(cards.form))


def _told(sheet: Sheet, form: Form, people: People, records: Sequence[Record]) -> Iterator[Note]:
    """What the rows of these people are told, and the sheet where nobody stands in it."""
    others = {record.row for record in people.records} - {record.row for record in records}
    yield from (line for line in people.told if line.row not in others)
    if sheet.far.count and not sheet.far.rows:
        more = f"等{sheet.far.count}个" if sheet.far.count > len(sheet.far.names) else ""
        yield Note(told.STRAY_CELL, {"cells": "、".join(sheet.far.names) + more})
    if not people.records and (people.is_nil or not people.shifted):
        yield Note(told.NIL_RETURN if people.is_nil else told.NOBODY, _of_nobody(form))


def _of_nobody(form: Form) -> dict[str, object]:
    """What nobody, or nothing, of is on an empty sheet, and where to say so."""
    spec = form.spec
    if spec.has_people:
        return {"what": "人", "whom": "毕业生党员" if spec.is_of_graduates else "人员", "where": "“姓名”或“备注”"}
    return {"what": "内容", "whom": "内容", "where": f"“{next(field.label for field in spec.fields if field.key != 'seq')}”"}


def _digest(form: Form, records: Sequence[Record]) -> str:
    """A digest of form and typed rows: equal for equal contents in different files."""
    keys = sorted(records[0].cells) if records else []
    rows = [[raw if type(raw := record.cells[key]) is str else typed_text(raw) for key in keys] for record in records]
    return hashlib.sha256(AS_JSON([form.key, keys, rows]).encode("utf-8", "surrogatepass")).hexdigest()


def mark_of(workbook: Workbook) -> Mark:
    """What gradflow wrote into the workbook when it made it; an empty mark if nothing."""
    return workbook.mark or read_mark(_own_lines(workbook))


def _own_lines(workbook: Workbook) -> list[list[str]]:
    """What gradflow's hidden sheet says; unlike the mark it survives being saved as .xls or .ods."""
    rows = next((sheet.rows for sheet in workbook.sheets if sheet.name == MEMORY_SHEET), ())
    return [[typed_text(cell) for cell in cells] for cells in rows]


def _with_memories(found: Sequence[Recognised], memories: Mapping[str, Memory], workbook: Workbook) -> None:
    """Give every sheet its memory, with what was replied to what it was told; a card's added rows are sheets of their own."""
    if not memories:
        return
    names = _sheets_before(found, memories, {sheet.name for sheet in workbook.sheets})
    lines = replies(workbook, memories)
    of_cards = [answer for one in found if not one.is_roster for answer in one.answers]
    for one in found:
        if name := names.get(one.sheet.sheet, ""):
            memory = answered(name, memories[name], lines, one.answers if one.is_roster else of_cards)
            one.sheet = dataclasses.replace(one.sheet, memory=memory)


def _sheets_before(found: Sequence[Recognised], memories: Mapping[str, Memory], present: AbstractSet[str]) -> Mapping[str, str]:
    """Sheet -> its name when the copy was made: the same; or, for renamed ones, by their order, if none is missing."""
    sheets = {one.sheet.sheet: one for one in found}
    gone = [name for name in memories if name not in present]
    renamed = [name for name in sheets if name not in memories]
    if len(renamed) > len(gone):  # what the branch has added does not say where its rows come from
        renamed = [name for name in renamed if any(record.origin_row for record in sheets[name].sheet.records)]
    matched = dict(zip(renamed, gone, strict=True)) if len(renamed) == len(gone) else {}
    return matched | {name: name for name in sheets if name in memories}
