"""cards/<支部>/<姓名>.docx: the accepted cards as Word documents, one person a page."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from gradflow.forms.loader import Form, Forms
from gradflow.model.cells import typed_text
from gradflow.model.forms import PHOTO
from gradflow.model.naming import composed, free_path, name_key, safe_name
from gradflow.model.people import Entry
from gradflow.model.records import Record
from gradflow.model.reports import Report
from gradflow.outputs.own_files import placed, seal
from gradflow.outputs.words import UNKNOWN_BRANCH
from gradflow.reading.sources import Sources
from gradflow.reading.workbooks import photo_of
from gradflow.word.cards import CardPrinter, WordCard
from gradflow.writing.widths import clean

NAMELESS, ALL = "没有姓名", "全部登记卡"
SORT = "card"
"""Of the seal."""


class PhotoState(StrEnum):
    """What became of a card's photo."""

    SHOWN = "shown"
    MISSING = "missing"
    BROKEN = "broken"
    """There is one, but Word cannot show it."""
    UNSEEN = "unseen"
    """The file's kind does not let one see it."""


@dataclass(frozen=True, slots=True)
class PrintedCard:
    """One accepted card, ready to be printed."""

    form: str
    branch: str
    name: str
    born: str
    """To tell namesakes apart."""
    photo: PhotoState
    card: WordCard


@dataclass(frozen=True, slots=True)
class Cards:
    """The accepted cards in the order of the merged sheet, and how many people are left out."""

    printed: tuple[PrintedCard, ...]
    rejected: int
    """Cards that have to be corrected."""
    absent: int
    """People a roster lists, without a card."""
    homes: Mapping[str, str]
    """Branch -> the name of its folder, for every branch of the campaign."""


def printers(report: Report, forms: Forms) -> dict[str, CardPrinter]:
    """A printer for every card form. Needs the extra ``word``."""
    campaign = report.campaign
    cards = (form for form in forms.values() if form.spec.is_card)
    return {form.key: CardPrinter(form.spec, form.spec.titled(campaign.college, campaign.cohort)) for form in cards}


def collect_cards(report: Report, forms: Forms, sources: Sources, printing: Mapping[str, CardPrinter], branch: str = "") -> Cards:
    """Pick the accepted cards, of one branch or of all, with their photos."""
    rejected = {s.key: s.rejected for s in report.sheets}
    entries: list[Entry] = []
    faulty = absent = 0
    for standing in report.person_statuses:
        if branch and branch not in {standing.branch, *(s.branch for s, _ in standing.person.entries if s.form in printing)}:
            continue
        for form in printing:
            own = [entry for entry in standing.person.entries if entry[0].form == form]
            accepted = [(s, r) for s, r in own if r.row not in rejected[s.key] and branch in {"", s.branch}]
            entries += accepted
            faulty += bool(own and not accepted)
            absent += not own and standing.is_listed
    order = report.campaign.branch_order
    entries.sort(key=lambda e: (order(e[0].branch)[0], e[0].file, e[0].place_in_book, e[1].row))
    printed = tuple(_printed(entry, forms[entry[0].form], sources, printing[entry[0].form]) for entry in entries)
    return Cards(printed, faulty, absent, _homes(report))


def _homes(report: Report) -> dict[str, str]:
    """A folder of its own for every branch, whichever of them are written."""
    found = sorted({s.branch or UNKNOWN_BRANCH for s in report.sheets})
    names = dict.fromkeys((*(branch.name for branch in report.campaign.branches), *found))
    taken: set[str] = set()
    return {name: free_path(Path(safe_name(name)), taken).name for name in names}


def _printed(entry: Entry, form: Form, sources: Sources, printer: CardPrinter) -> PrintedCard:
    submission, record = entry
    texts = {one.key: clean(_text(record, form, one.key)) for one in form.spec.fields if one.key != PHOTO}
    photo, state = _photo(entry, form, sources, printer)
    branch = submission.branch or UNKNOWN_BRANCH
    return PrintedCard(form.key, branch, record.person or NAMELESS, texts.get("born_in", ""), state, WordCard(texts, photo))


def _text(record: Record, form: Form, field: str) -> str:
    """A field in its one spelling; what was not understood, or says that there is nothing, as it was typed."""
    shown = form.show(field, record.get(field))
    return typed_text(record.cells.get(field)) if shown is None else str(shown)


def _photo(entry: Entry, form: Form, sources: Sources, printer: CardPrinter) -> tuple[bytes, PhotoState]:
    submission, record = entry
    if not form.spec.field(PHOTO):
        return b"", PhotoState.SHOWN
    if record.picture is None:
        return b"", PhotoState.MISSING if record.get(PHOTO) is False else PhotoState.UNSEEN
    photo = photo_of(sources, submission.file, record.picture.entry) if record.picture.entry else b""
    return (photo, PhotoState.SHOWN) if printer.takes(photo) else (b"", PhotoState.BROKEN)


def card_files(cards: Cards, printing: Mapping[str, CardPrinter], *, is_joined: bool) -> Iterator[tuple[str, bytes]]:
    """Names in the folder and sealed documents: one a person, or one a branch with a page for each."""
    groups: dict[str, list[PrintedCard]] = defaultdict(list)
    forms = dict.fromkeys(card.form for card in cards.printed)
    for card, name in zip(cards.printed, _names(cards.printed), strict=True):
        annex = f"-{safe_name(card.form)}" if len(forms) > 1 else ""
        folder = cards.homes[card.branch]
        groups[f"{folder}/{f'{folder}-{ALL}' if is_joined else name}{annex}.docx"].append(card)
    for name, own in groups.items():
        yield name, seal(printing[own[0].form].document([card.card for card in own]), placed(SORT, name))


def belongs_to(home: str, name: str) -> bool:
    """Whether a file of that name is in a branch's folder; in any where none is asked for."""
    return name.endswith(".docx") and (not home or name.startswith(f"{home}/"))


def _names(cards: Sequence[PrintedCard]) -> Iterator[str]:
    """A file name for each person; namesakes of a branch by month of birth, then by number."""
    plain = [(card.form, card.branch, _folded(card.name)) for card in cards]
    often = Counter(plain)
    taken: set[tuple[str, str, str]] = set()
    for card, key in zip(cards, plain, strict=True):
        wanted = f"{card.name}-{card.born}" if often[key] > 1 and card.born else card.name
        name, number = safe_name(composed(wanted)), 1
        while (card.form, card.branch, _folded(name)) in taken:
            number += 1
            name = safe_name(f"{wanted[:70]}({number})")
        taken.add((card.form, card.branch, _folded(name)))
        yield name


def _folded(name: str) -> str:
    return name_key(safe_name(composed(name)))
