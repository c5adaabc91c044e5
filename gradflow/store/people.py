"""Everybody who was ever read, by branch, form and round: what the reports say of them, and no more."""

from __future__ import annotations

import contextlib
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from gradflow.model.people import Kept, ToNote, Traits
from gradflow.store.arrivals import ledger_errors, opened, rows_of, writing

SCHEMA = (
    (
        "CREATE TABLE IF NOT EXISTS people (key INTEGER PRIMARY KEY, branch TEXT NOT NULL, form TEXT NOT NULL, round INTEGER, person TEXT NOT NULL,"
        " file TEXT NOT NULL, sheet TEXT NOT NULL, source TEXT NOT NULL, row INTEGER NOT NULL, maybe TEXT NOT NULL, reason TEXT NOT NULL, noted_on TEXT NOT NULL) STRICT"
    ),
    (
        "CREATE TABLE IF NOT EXISTS traits (key INTEGER NOT NULL, place INTEGER NOT NULL, name TEXT NOT NULL, number TEXT NOT NULL,"
        " sex TEXT NOT NULL, born TEXT NOT NULL, mobiles TEXT NOT NULL, rest TEXT NOT NULL, PRIMARY KEY (key, place)) STRICT, WITHOUT ROWID"
    ),
    "CREATE TABLE IF NOT EXISTS lapsed (release TEXT PRIMARY KEY) STRICT",
    "CREATE TABLE IF NOT EXISTS runs (newest TEXT NOT NULL) STRICT",
    "CREATE TABLE IF NOT EXISTS asked (key INTEGER PRIMARY KEY, source TEXT NOT NULL) STRICT",
    "CREATE TABLE IF NOT EXISTS carried (key INTEGER NOT NULL, field TEXT NOT NULL, cell TEXT NOT NULL, PRIMARY KEY (key, field)) STRICT, WITHOUT ROWID",
)


def read_people(campaign: Path) -> tuple[tuple[Kept, ...], frozenset[str]]:
    """Everybody kept, in the order they were noted, and the keys of releases that hold no more. Raises LedgerError."""
    if newest_run(campaign) is None:
        return (), frozenset()
    carried: dict[int, list[tuple[str, str]]] = defaultdict(list)
    with ledger_errors(campaign), contextlib.closing(opened(campaign)) as ledger:
        for key, field, cell in rows_of(campaign, "carried", "key, field, cell") or ():
            carried[key].append((field, cell))
        asked = dict(rows_of(campaign, "asked", "key, source") or ())
        kept = tuple(one._replace(carried=tuple(carried[one.key]), asked_in=asked.get(one.key, "")) for one in _kept(ledger))
        return kept, frozenset(key for (key,) in ledger.execute("SELECT release FROM lapsed"))


def newest_run(campaign: Path) -> date | None:
    """The latest day a run that noted people was as of; None where none did yet. Raises LedgerError."""
    with ledger_errors(campaign):
        rows = rows_of(campaign, "runs", "newest")
        return date.fromisoformat(rows[0][0]) if rows else None


def _kept(ledger: sqlite3.Connection) -> Iterator[Kept]:
    traits: dict[int, list[Traits]] = defaultdict(list)
    for key, *told in ledger.execute("SELECT key, name, number, sex, born, mobiles, rest FROM traits ORDER BY key, place"):
        traits[key].append(Traits(*told))
    for key, branch, form, number, *told, noted_on in ledger.execute("SELECT * FROM people ORDER BY key"):
        yield Kept._make((branch, form, number, tuple(traits[key]), *told, date.fromisoformat(noted_on), key, (), ""))


def note_people(campaign: Path, noted: ToNote, as_of: date) -> None:
    """Keep who is new or changed, whole or not at all, unless a later day was noted before.

    Nothing is written when nothing is new. Raises LedgerError.
    """
    newest = newest_run(campaign)
    is_newer = newest is None or as_of > newest
    if (newest and newest > as_of) or not (noted.people or noted.gone or noted.lapsed or is_newer):
        return
    with writing(campaign) as ledger:
        for table in SCHEMA:
            ledger.execute(table)
        if is_newer:
            ledger.execute("DELETE FROM runs")
            ledger.execute("INSERT INTO runs VALUES (?)", [as_of.isoformat()])
        ledger.executemany("INSERT OR IGNORE INTO lapsed VALUES (?)", [(key,) for key in sorted(noted.lapsed)])
        (last,) = ledger.execute("SELECT coalesce(max(key), 0) FROM people").fetchone()
        _write(ledger, noted, last + 1)


def _write(ledger: sqlite3.Connection, noted: ToNote, free: int) -> None:
    numbered = []
    for one in noted.people:
        numbered.append((one.key or free, one))
        free += not one.key
    for table in ("traits", "carried", "asked"):
        again = [(key,) for key in (*noted.gone, *(one.key for one in noted.people if one.key))]
        ledger.executemany(f"DELETE FROM {table} WHERE key = ?", again)  # noqa: S608 - our own names
    ledger.executemany("DELETE FROM people WHERE key = ?", [(key,) for key in noted.gone])
    ledger.executemany(
        "INSERT OR REPLACE INTO people VALUES (:key, :branch, :form, :round, :person, :file, :sheet, :source, :row, :maybe, :reason, :noted_on)",
        [one._asdict() | {"key": key, "noted_on": one.noted_on.isoformat()} for key, one in numbered],
    )
    ledger.executemany(
        "INSERT INTO traits VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(key, place, *told) for key, one in numbered for place, told in enumerate(one.traits)],
    )
    ledger.executemany("INSERT INTO asked VALUES (?, ?)", [(key, one.asked_in) for key, one in numbered if one.asked_in])
    ledger.executemany("INSERT INTO carried VALUES (?, ?, ?)", [(key, *cell) for key, one in numbered for cell in one.carried])
