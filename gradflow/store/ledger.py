"""When each content was first seen, and the first readable workbook of each branch, form and round, be it moved away; which were returned.

Which receipts were written: the digest of each, so that one that comes back can be told from one that was made up.

Everybody who was ever read, by branch, form and round: what the reports say of them, and no more.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from gradflow.model.failures import GradflowError
from gradflow.model.naming import LEDGER, OWN
from gradflow.model.people import Kept, ToNote, Traits
from gradflow.model.reports import Returned, Slot

VERSION = 6
"""2: also the table ``firsts``; 3: also people; 4: also ``returned``; 5: also ``carried``; 6: also ``asked``. Older ledgers get what they lack when something is noted."""
BUSY_SECONDS = 10


class LedgerError(GradflowError):
    """The ledger cannot be read or written; the message says what to do, in Chinese."""


class NewerLedgerError(LedgerError):
    """It was written by a newer gradflow."""


class _FromTheFutureError(Exception):
    """The ledger is of a version this program does not know."""


@contextlib.contextmanager
def ledger_errors(campaign: Path) -> Iterator[None]:
    """Turn what goes wrong with a campaign's ledger into LedgerError."""
    path = campaign / OWN / LEDGER
    try:
        yield
    except _FromTheFutureError as error:
        raise NewerLedgerError(
            f"收件账本“{path}”是由更新的 gradflow 写的，这个版本读不了。换用更新的版本；或删去 {OWN} 文件夹再运行一次(只会丢失首次收到的时间和以前收件回执的真伪)。"
        ) from error
    except (OSError, sqlite3.OperationalError) as error:
        raise LedgerError(f"收件账本“{path}”不能读写：检查活动文件夹的写权限和剩余空间，或稍后再运行一次。") from error
    except (sqlite3.Error, ValueError) as error:
        raise LedgerError(
            f"收件账本“{path}”打不开或已损坏。删去 {OWN} 文件夹再运行一次(只会丢失首次收到的时间，以前的收件回执也不能再核对真伪)。"
        ) from error


def refuse_newer(ledger: sqlite3.Connection) -> None:
    """Stop before a ledger whose meaning may have changed: ledger_errors says what to do."""
    (version,) = ledger.execute("PRAGMA user_version").fetchone()
    if version > VERSION:
        raise _FromTheFutureError


def opened(campaign: Path) -> sqlite3.Connection:
    """A connection that begins no transaction by itself: what is noted is noted whole or not at all."""
    return sqlite3.connect(campaign / OWN / LEDGER, timeout=BUSY_SECONDS, isolation_level=None)


@contextlib.contextmanager
def writing(campaign: Path) -> Iterator[sqlite3.Connection]:
    """The ledger, its owner's only, to be written whole or not at all. Raises LedgerError."""
    path = campaign / OWN / LEDGER
    with ledger_errors(campaign):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with contextlib.closing(opened(campaign)) as ledger:
            path.chmod(0o600)
            ledger.execute("BEGIN IMMEDIATE")
            refuse_newer(ledger)
            ledger.execute(f"PRAGMA user_version = {VERSION}")
            yield ledger
            ledger.execute("COMMIT")


def rows_of(campaign: Path, table: str, columns: str) -> list[tuple[Any, ...]] | None:
    """All that a table holds; None where there is no ledger, or one that has not got that table yet."""
    if not (campaign / OWN / LEDGER).exists():
        return None
    with contextlib.closing(opened(campaign)) as ledger:
        refuse_newer(ledger)
        is_begun = ledger.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone()  # a run may have been killed at once
        return ledger.execute(f"SELECT {columns} FROM {table}").fetchall() if is_begun else None  # noqa: S608 - our own names


def _note(campaign: Path, schema: str, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Put rows into the table of that schema; nothing is written where there are none."""
    if rows := sorted(rows):
        with writing(campaign) as ledger:
            ledger.execute(schema)
            ledger.executemany(statement, rows)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=None)


NOTE_SEEN = "INSERT INTO contents VALUES (?, ?) ON CONFLICT DO UPDATE SET first_seen_at = min(first_seen_at, excluded.first_seen_at)"
CONTENTS = "CREATE TABLE IF NOT EXISTS contents (digest TEXT PRIMARY KEY, first_seen_at TEXT NOT NULL) STRICT"


def first_seen(campaign: Path, times: Mapping[str, datetime | None]) -> dict[str, datetime]:
    """Return when each content (SHA-256) was first seen, noting new ones with the time given; None: nobody saw it, it is not noted.

    Nothing is written when nothing is new. Raises LedgerError.
    """
    with ledger_errors(campaign):
        known = {digest: _moment(time) for digest, time in rows_of(campaign, "contents", "digest, first_seen_at") or ()}
    new = {digest: time for digest, time in times.items() if time and digest not in known}
    rows = ((digest, time.isoformat(timespec="seconds")) for digest, time in new.items())
    _note(campaign, CONTENTS, NOTE_SEEN, rows)
    return {digest: time for digest, time in (known | new).items() if digest in times}


FIRSTS = (
    "CREATE TABLE IF NOT EXISTS firsts (branch TEXT, form TEXT, round INTEGER, first_at TEXT NOT NULL,"
    " PRIMARY KEY (branch, form, round)) STRICT"
)
NOTE_FIRST = "INSERT INTO firsts VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET first_at = min(first_at, excluded.first_at)"


def known_firsts(campaign: Path) -> dict[Slot, datetime]:
    """Branch, form and round -> the earliest time a workbook of it came, as far as noted. Raises LedgerError."""
    with ledger_errors(campaign):
        rows = rows_of(campaign, "firsts", "branch, form, round, first_at") or ()
        return {(branch, form, number or None): _moment(time) for branch, form, number, time in rows}


def note_firsts(campaign: Path, firsts: Mapping[Slot, datetime]) -> None:
    """Note times that are earlier than those noted. Nothing is written when none is. Raises LedgerError."""
    known = known_firsts(campaign)
    new = [(slot, time.isoformat(timespec="seconds")) for slot, time in firsts.items() if slot not in known or time < known[slot]]
    _note(campaign, FIRSTS, NOTE_FIRST, ((branch, form, number or 0, time) for (branch, form, number), time in new))


RETURNED = (
    "CREATE TABLE IF NOT EXISTS returned (branch TEXT, form TEXT, round INTEGER, digest TEXT, returned_on TEXT NOT NULL,"
    " PRIMARY KEY (branch, form, round, digest)) STRICT"
)
NOTE_RETURNED = "INSERT INTO returned VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET returned_on = min(returned_on, excluded.returned_on)"


def known_returned(campaign: Path) -> dict[Returned, date]:
    """Branch, form, round and content (SHA-256) -> the first day it had something to correct or explain. Raises LedgerError."""
    with ledger_errors(campaign):
        rows = rows_of(campaign, "returned", "branch, form, round, digest, returned_on") or ()
        return {(branch, form, number or None, digest): date.fromisoformat(day) for branch, form, number, digest, day in rows}


def note_returned(campaign: Path, found: Iterable[Returned], day: date) -> None:
    """Note what has something to correct or explain on that day. Nothing is written when nothing is new. Raises LedgerError."""
    known = known_returned(campaign)
    new = (one for one in found if day < known.get(one, date.max))
    _note(campaign, RETURNED, NOTE_RETURNED, ((branch, form, number or 0, digest, day.isoformat()) for branch, form, number, digest in new))


ISSUED = "CREATE TABLE IF NOT EXISTS receipts (digest TEXT PRIMARY KEY) STRICT"
NOTE_ISSUED = "INSERT OR IGNORE INTO receipts VALUES (?)"


def note_issued(campaign: Path, digests: Iterable[str]) -> None:
    """Note the digests of receipts before they are given out. Nothing is written when nothing is new. Raises LedgerError."""
    new = set(digests) - (issued(campaign) or frozenset())
    _note(campaign, ISSUED, NOTE_ISSUED, ((digest,) for digest in new))


def issued(campaign: Path) -> frozenset[str] | None:
    """The digests of all receipts written; None where there is no ledger that has noted any. Raises LedgerError."""
    with ledger_errors(campaign):
        rows = rows_of(campaign, "receipts", "digest")
    return None if rows is None else frozenset(digest for (digest,) in rows)


def check_ledger(campaign: Path) -> None:
    """Raise LedgerError for a ledger that is damaged anywhere, NewerLedgerError for one of a newer gradflow."""
    with ledger_errors(campaign), contextlib.closing(opened(campaign)) as ledger:
        refuse_newer(ledger)
        if ledger.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
            raise sqlite3.DatabaseError


NOTED = (
    ("contents", "digest, first_seen_at", CONTENTS, NOTE_SEEN),
    ("firsts", "branch, form, round, first_at", FIRSTS, NOTE_FIRST),
    ("returned", "branch, form, round, digest, returned_on", RETURNED, NOTE_RETURNED),
    ("receipts", "digest", ISSUED, NOTE_ISSUED),
)


def note_again(campaign: Path, other: Path) -> None:
    """Note in a campaign's ledger what another one noted of contents, arrivals and receipts; the earlier time holds. Raises LedgerError."""
    for table, columns, schema, statement in NOTED:
        with ledger_errors(other):
            rows = rows_of(other, table, columns) or ()
        _note(campaign, schema, statement, rows)


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
