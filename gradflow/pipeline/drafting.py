"""What a blank official workbook says of a form: title, lines, heads, notes, and which known field each column is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gradflow.forms.loader import Form, Forms
from gradflow.model.campaign import Campaign
from gradflow.model.cells import Raw, Sheet, is_blank, typed_text
from gradflow.model.folding import squeezed, visible
from gradflow.model.forms import MOST_A_LINE, PHOTO
from gradflow.pipeline.cards import find_cards
from gradflow.pipeline.draft_columns import Column, recognise_columns, words_of_head
from gradflow.pipeline.heads import SEARCHED_ROWS, find_head
from gradflow.pipeline.line_words import SECOND_HEAD, LineKind, line_kind
from gradflow.pipeline.ownership import OTHER_COLLEGE
from gradflow.pipeline.row_evidence import NOBODYS

FEWEST_COLUMNS, FEWEST_KNOWN, FEWEST_LINES = 3, 2, 3
MOST_HEAD_LINES, LONGEST_LABEL, MOST_ROWS = 3, 20, 300
ANNEX = re.compile(r"附\s*[件表]\s*[0-9一二三四五六七八九十]{0,2}(?:[-－—][0-9]+)?\s*[:：]?")
OF_A_TITLE = re.compile(r"表|册|卡|台账|名单|记录|统计|汇总|清单|情况")
ANY_COLLEGE = re.compile(r"^[X×x○〇*＊某_＿\s]+(?:大学|学院|学校)")
BLANK_YEAR = re.compile(r"(?:20[\d_＿×xX*＊○〇\s]{0,6}|[_＿×xX*＊○\s　]{2,})(?=\s*(?:届|年))")
LABEL = re.compile(r"[^\s　:：、，]*(?:支部|单位|学院|党委|总支|党组织|部门|院系|系部)[^\s　:：]{0,8}[:：]")
UNIT = re.compile(r"单位[:：]\s*[万亿]?[人元名个份天项件]+")
BEHIND = re.compile(r"(?<=[:：])[ 　]*(?![年月日_＿{])[^\s　:：]+(?=[\s　]|$)")
"""What somebody has filled in behind a label: it is nobody else's, and no part of the form."""
OF_ANY = frozenset({"sex", "member_status", "ethnicity"})
MOST = (3, 5)
"""Of the columns of a built-in form, how many have to be there for a sheet to be a change of it."""


@dataclass
class Draft:
    """A form as a sheet shows it."""

    sheet: str
    columns: list[Column]
    title: str = ""
    annex: str = ""
    branch_label: str = ""
    lines: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    blank_rows: int = 0
    is_card: bool = False
    base: Form | None = None
    """The built-in form of which it is a change."""

    @property
    def name(self) -> str:
        """The title without college and year."""
        bare = re.sub(r"\{college\}|[（(]?\{cohort\}(?:届|年度|年)?[)）]?", "", self.title)
        name = squeezed(bare)
        return (name if name.count("(") == name.count(")") and not name.startswith("()") else name.strip("()")) or self.sheet


def draft_sheet(
    sheet: Sheet, forms: Forms, campaign: Campaign, looks: tuple[Mapping[int, float], Mapping[int, tuple[str, ...]]]
) -> Draft | None:
    """The form that a sheet shows, or None: a cover page, instructions."""
    if span := _head_span(sheet, forms):
        first, last = span
        draft = Draft(sheet.name, list(_columns(sheet, first, last, *looks)))
        for column in draft.columns:
            rows = range(last + 1, last + 1 + MOST_ROWS)
            column.values = tuple(raw for row in rows if not is_blank(raw := sheet.at(row, column.place)) and not _is_note(raw))
        draft.blank_rows, draft.notes = _below(sheet, last, draft.columns)
    elif labels := _labels(sheet, forms):
        first = labels[0][0]
        draft = Draft(sheet.name, [column for _, column in labels], is_card=True)
    else:
        return None
    _read_top(draft, sheet, first, campaign)
    recognise_columns(draft.columns, forms, is_card=draft.is_card)
    if draft.is_card:
        _set_lines(draft.columns)
        draft.base = next((form for form in forms.values() if form.spec.is_card and _is_whole(sheet, form, draft)), None)
    else:
        head = find_head(sheet, [form for form in forms.values() if form.spec.layout == "roster"], draft.title)
        draft.base = head.form if head and head.is_sure and _is_telling(draft, head.form) else None
    return draft


def _is_whole(sheet: Sheet, form: Form, draft: Draft) -> bool:
    """Whether a card has all labels that a built-in one has to have, and none beside."""
    cards = find_cards(sheet, form, draft.title)
    found = cards.cards[0].spots.keys() if cards and len(cards.cards) == 1 else set()
    return {one.key for one in form.spec.required_fields} <= found and len(draft.columns) <= len(found)


def _is_word(text: str, forms: Forms) -> bool:
    plain = squeezed(text)
    if len(plain) > LONGEST_LABEL * 3 or plain.endswith(":") or not re.search("[A-Za-z一-龥]", plain):
        return False
    return any(form.table.field_named(text) for form in forms.values()) or bool(SECOND_HEAD.fullmatch(plain) or words_of_head(plain))


def _texts(cells: Iterable[Raw]) -> list[str]:
    return [cell for cell in cells if isinstance(cell, str) and not is_blank(cell)]


def _head_span(sheet: Sheet, forms: Forms) -> tuple[int, int] | None:
    """The first and last row of the heads of a roster, or None."""
    best = (0, 0)
    for row, cells in enumerate(sheet.rows[:SEARCHED_ROWS], start=1):
        texts = _texts(cells)
        known = sum(_is_word(text, forms) for text in texts)
        if len(set(texts)) >= FEWEST_COLUMNS and known >= FEWEST_KNOWN and not _alternates(cells, sheet, row):
            best = max(best, (2 * known + len(texts), -row))
    if not best[0]:
        return None
    first = last = -best[1]
    wide = max(len(cells) for cells in sheet.rows[first - 1 : first]) or 1
    above = _texts(sheet.rows[first - 2]) if first > 1 else []
    merges = [one for one in sheet.merges if one.top == first - 1 and one.left < one.right]
    if above and merges and all(one.right - one.left + 1 < wide for one in merges) and not any(re.search("[:：]|20", t) for t in above):
        first -= 1
    last = max([last, *(one.bottom for one in sheet.merges if first <= one.top <= last and one.bottom - one.top < MOST_HEAD_LINES)])
    below = sheet.rows[last] if last < len(sheet.rows) else ()
    own = sheet.rows[last - 1]
    filled = [place for place, cell in enumerate(below) if not is_blank(cell)]
    is_lower = len(filled) > 1 and all(
        isinstance(below[place], str)
        and _is_word(str(below[place]), forms)
        and (place >= len(own) or is_blank(own[place]) or (place + 1 < len(own) and is_blank(own[place + 1])))  # it may go over several
        for place in filled
    )
    return first, last + (is_lower and first == last)


def _alternates(cells: Sequence[Raw], sheet: Sheet, row: int) -> bool:
    """Whether labels and blanks take turns, as on a card."""
    merged = {column for one in sheet.merges if one.top <= row <= one.bottom for column in range(one.left + 1, one.right + 1)}
    filled = [column for column, cell in enumerate(cells, start=1) if not is_blank(cell)]
    gaps = sum(column + 1 not in filled and column + 1 not in merged for column in filled[:-1])
    return gaps * 2 >= len(filled)


def _columns(sheet: Sheet, first: int, last: int, widths: Mapping[int, float], choices: Mapping[int, tuple[str, ...]]) -> Iterator[Column]:
    """The columns, each with the one line above its head, if there is one."""
    over = {
        (row, column): sheet.at(one.top, one.left)
        for one in sheet.merges
        if first <= one.top <= last and one.left < one.right
        for row in range(one.top, min(one.bottom, last) + 1)
        for column in range(one.left, one.right + 1)
    }
    for column in range(1, max(len(sheet.rows[row - 1]) for row in range(first, last + 1)) + 1):
        found = [
            raw
            for row in range(first, last + 1)
            if isinstance(raw := over.get((row, column)) or sheet.at(row, column), str) and not is_blank(raw)
        ]
        stack = list(dict.fromkeys(found))
        if len(stack) == 1 and first < last and not over and is_blank(sheet.at(first, column)):
            left = next((raw for at in range(column, 0, -1) if not is_blank(raw := sheet.at(first, at))), None)
            stack = [str(left), *stack] if left else stack
        if stack:
            yield Column(
                stack[-1].strip(),
                visible(stack[-2]) if len(stack) > 1 else "",
                widths.get(column, 0),
                choices.get(column, ()),
                place=column,
            )


def _is_note(raw: Raw) -> bool:
    return isinstance(raw, str) and line_kind(squeezed(raw)) in NOBODYS


def _below(sheet: Sheet, last: int, columns: Sequence[Column]) -> tuple[int, list[str]]:
    """How many numbered rows are blank, and the notes under the table."""
    numbered, notes = 0, []
    is_blank_form = sum(bool(column.values) for column in columns) < FEWEST_COLUMNS  # else a long line may be somebody's
    for row in range(last + 1, len(sheet.rows) + 1):
        filled = [raw for raw in sheet.rows[row - 1] if not is_blank(raw)]
        texts = list(dict.fromkeys(text.strip() for text in _texts(filled)))
        is_numbered = bool(filled) and squeezed(typed_text(filled[0])).isdecimal()
        if is_numbered and len(filled) == 1:
            numbered += 1
        elif texts and not is_numbered and len(filled) < max(FEWEST_COLUMNS, len(columns) // 2):
            sort = line_kind(squeezed(texts[0]))
            is_long = len("".join(texts)) > LONGEST_LABEL / 2 and sort is not LineKind.TOTAL
            if sort in {LineKind.NOTE, LineKind.SIGN_OFF} or (is_blank_form and is_long):
                line = "　　".join(texts)
                notes.append(BEHIND.sub("　　", line).rstrip() if sort is LineKind.SIGN_OFF else line)
    return numbered, notes


def _labels(sheet: Sheet, forms: Forms) -> list[tuple[int, Column]]:
    """Row and label of a card, value beside it; nothing where the sheet is no card."""
    found: list[tuple[int, Column]] = []
    lines = 0
    for row, cells in enumerate(sheet.rows[:SEARCHED_ROWS], start=1):
        labels = [str(cell) for place, cell in enumerate(cells) if _is_label(cells, place, forms)]
        labels = [
            text for text in labels if not found or len(labels) > 1 or _is_word(text.rstrip("：: "), forms) or not OF_A_TITLE.search(text)
        ]
        if not found and (len(labels) < MOST_A_LINE or any(map(OF_A_TITLE.search, labels))):
            continue
        lines += len(labels) > 1
        found += [(row, Column(text.strip(), place=row)) for text in labels]
    return found if lines >= FEWEST_LINES or (lines and len(found) > FEWEST_LINES * 2) else []


def _is_label(cells: Sequence[Raw], place: int, forms: Forms) -> bool:
    cell = cells[place]
    if not isinstance(cell, str) or is_blank(cell) or len(squeezed(cell)) > LONGEST_LABEL:
        return False
    if _is_word(cell.rstrip("：: "), forms):
        return True
    is_right = place + 1 >= len(cells) or is_blank(cells[place + 1])
    return not _is_note(cell) and (cell.rstrip().endswith(("：", ":")) or (is_right and (place == 0 or is_blank(cells[place - 1]))))


def _read_top(draft: Draft, sheet: Sheet, first: int, campaign: Campaign) -> None:
    """Title, annex, the branch's line and others that stand above the heads."""
    titles: list[str] = []
    for cells in sheet.rows[: first - 1]:
        texts = list(dict.fromkeys(text.strip() for text in _texts(cells)))
        line = "　　".join(texts)
        if ANNEX.fullmatch(squeezed(line)):
            draft.annex = squeezed(line).rstrip(":")
        elif re.search("[:：]", line) and not OF_A_TITLE.search(re.split("[:：]", line)[0]):
            _add_line(draft, line)
        elif line:
            titles.append(BLANK_YEAR.sub("{cohort}", line.replace("{", "（").replace("}", "）"), count=1))
    named = [title for title in titles if OF_A_TITLE.search(title)] or titles
    college = titles[0] if len(titles) > 1 and OTHER_COLLEGE.fullmatch(titles[0]) and titles[0] != named[-1] else ""
    title = college + (named[-1] if named else draft.sheet)
    if match := re.match(rf"({ANNEX.pattern.replace('{0,2}', '{1,2}')})[:：\s]*(?=.)", title):
        draft.annex, title = draft.annex or squeezed(match[1]).rstrip(":"), title[match.end() :]
    title = ANY_COLLEGE.sub("{college}", re.sub(r"\s+", "", title).replace(campaign.college, "{college}"))
    if "{college}" not in title and (other := OTHER_COLLEGE.search(title.replace("{cohort}", "2023"))):
        title = title.replace(other[1], "{college}", 1)
    draft.title = title


def _add_line(draft: Draft, line: str) -> None:
    """A line above the heads; the first that asks for the branch is the branch's."""
    line = line.replace("{", "（").replace("}", "）")
    is_unit = UNIT.search(squeezed(line)) is not None
    line = line if is_unit else BEHIND.sub("　　", line)
    match = None if draft.branch_label or is_unit else LABEL.search(line)
    if not match:
        draft.lines.append(line)
        return
    draft.branch_label = match[0]
    rest = line[match.end() :].lstrip(" 　_＿")
    behind = re.search(r"[^\s　]+[:：].*$", rest)
    if match.start() or behind:
        draft.lines.append(f"{line[: match.start()]}{match[0]}{{branch}}　　{behind[0] if behind else ''}".rstrip())


def _set_lines(columns: Sequence[Column]) -> None:
    """Put a card's labels into lines of as many as one holds; ``place`` is the row they stand in."""
    line, here, row = 0, MOST_A_LINE, 0
    for column in columns:
        if column.kind == PHOTO:
            column.line = max(line, 1)
            continue
        if column.place != row or here == MOST_A_LINE:
            line, here, row = line + 1, 0, column.place
        column.line, here = line, here + 1


def _is_telling(draft: Draft, form: Form) -> bool:
    """Whether most of a form's columns are there, and one that only this form asks for: a name, a sex and a number stand in any."""
    own = {column.key for column in draft.columns} & {one.key for one in form.spec.fields}
    telling = {"organisation", "choice", "date"}
    is_own = any(one.required and one.key in own - OF_ANY and form.kinds[one.key].name in telling for one in form.spec.fields)
    return is_own and len(own) * MOST[1] >= len(form.spec.fields) * MOST[0]
