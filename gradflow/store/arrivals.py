"""When each content was first seen.

When the first readable workbook of each branch, form and round came, though it may have been moved away since; which were returned.

Which receipts were written: the digest of each, so that one that comes back can be told from one that was made up.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from gradflow.model.failures import GradflowError
from gradflow.model.naming import LEDGER, OWN
from gradflow.model.reports import Returned, Slot

VERSION = 5
"""2: also the table ``firsts``; 3: also people; 4: also ``returned``; 5: also ``carried``. Older ledgers get what they lack when something is noted."""
SCHEMA = "CREATE TABLE IF NOT EXISTS contents (digest TEXT PRIMARY KEY, first_seen_at TEXT NOT NULL) STRICT"
BUSY_SECONDS = 10


class LedgerError(GradflowError):
    """The ledger cannot be read or written; the message says what to do, in Chinese."""


class _FromTheFutureError(Exception):
    """The ledger is of a version this program does not know."""


def first_seen(campaign: Path, times: Mapping[str, datetime | None]) -> dict[str, datetime]:
    """Return when each content (SHA-256) was first seen, noting new ones with the time given; None: nobody saw it, it is not noted.

    Nothing is written when nothing is new. Raises LedgerError.
    """
    path = campaign / OWN / LEDGER
    with ledger_errors(path):
        known = _known(path)
        new = {digest: time for digest, time in times.items() if time and digest not in known}
        if new:
            _note(path, new)
    return {digest: time for digest, time in (known | new).items() if digest in times}


@contextlib.contextmanager
def ledger_errors(path: Path) -> Iterator[None]:
    """Turn what goes wrong with the ledger into LedgerError."""
    try:
        yield
    except _FromTheFutureError as error:
        message = f"收件账本“{path}”是由更新的 gradflow 写的，这个版本读不了。换用更新的版本；或删去 {OWN} 文件夹再运行一次(只会丢失首次收到的时间和以前收件回执的真伪)。"
        raise LedgerError(message) from error
    except (OSError, sqlite3.OperationalError) as error:
        message = f"收件账本“{path}”不能读写：检查活动文件夹的写权限和剩余空间，或稍后再运行一次。"
        raise LedgerError(message) from error
    except (sqlite3.Error, ValueError) as error:
        message = f"收件账本“{path}”打不开或已损坏。删去 {OWN} 文件夹再运行一次(只会丢失首次收到的时间，以前的收件回执也不能再核对真伪)。"
        raise LedgerError(message) from error


def _known(path: Path) -> dict[str, datetime]:
    if not path.exists():
        return {}
    with contextlib.closing(opened(path)) as ledger:
        refuse_newer(ledger)
        is_begun = ledger.execute("SELECT 1 FROM sqlite_master WHERE name = 'contents'").fetchone()  # a run may have been killed at once
        rows = ledger.execute("SELECT digest, first_seen_at FROM contents").fetchall() if is_begun else ()
    return {digest: datetime.fromisoformat(time).replace(tzinfo=None) for digest, time in rows}


def _note(path: Path, new: Mapping[str, datetime]) -> None:
    with writing(path) as ledger:
        ledger.execute(SCHEMA)
        ledger.executemany(
            "INSERT OR IGNORE INTO contents VALUES (?, ?)",
            [(digest, time.isoformat(timespec="seconds")) for digest, time in sorted(new.items())],
        )


@contextlib.contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """The ledger, its owner's only, to be written whole or not at all."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.closing(opened(path)) as ledger:
        path.chmod(0o600)
        ledger.execute("BEGIN IMMEDIATE")
        refuse_newer(ledger)
        ledger.execute(f"PRAGMA user_version = {VERSION}")
        yield ledger
        ledger.execute("COMMIT")


def refuse_newer(ledger: sqlite3.Connection) -> None:
    """Stop before a ledger whose meaning may have changed: ledger_errors says what to do."""
    (version,) = ledger.execute("PRAGMA user_version").fetchone()
    if version > VERSION:
        raise _FromTheFutureError


def opened(path: Path) -> sqlite3.Connection:
    """A connection that begins no transaction by itself: what is noted is noted whole or not at all."""
    return sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)


FIRSTS_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS firsts (branch TEXT, form TEXT, round INTEGER, first_at TEXT NOT NULL,"
    " PRIMARY KEY (branch, form, round)) STRICT"
)
NOTE = "INSERT INTO firsts VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET first_at = min(first_at, excluded.first_at)"


def known_firsts(campaign: Path) -> dict[Slot, datetime]:
    """Branch, form and round -> the earliest time a workbook of it came, as far as noted. Raises LedgerError."""
    path = campaign / OWN / LEDGER
    with ledger_errors(path):
        rows = rows_of(path, "firsts", "branch, form, round, first_at")
        return {(branch, form, number or None): datetime.fromisoformat(time).replace(tzinfo=None) for branch, form, number, time in rows}


def rows_of(path: Path, table: str, columns: str) -> list[tuple[Any, ...]]:
    """All that a table holds; nothing where there is no ledger, or an older one."""
    if not path.exists():
        return []
    with contextlib.closing(opened(path)) as ledger:
        refuse_newer(ledger)
        is_begun = ledger.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        return ledger.execute(f"SELECT {columns} FROM {table}").fetchall() if is_begun else []  # noqa: S608 - our own names


def note_firsts(campaign: Path, firsts: Mapping[Slot, datetime]) -> None:
    """Note times that are earlier than those noted. Nothing is written when none is. Raises LedgerError."""
    path = campaign / OWN / LEDGER
    known = known_firsts(campaign)
    new = {slot: time for slot, time in firsts.items() if slot not in known or time < known[slot]}
    if not new:
        return
    with ledger_errors(path), writing(path) as ledger:
        ledger.execute(FIRSTS_SCHEMA)
        rows = [(branch, form, number or 0, time.isoformat(timespec="seconds")) for (branch, form, number), time in new.items()]
        ledger.executemany(NOTE, sorted(rows))


RETURNED_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS returned (branch TEXT, form TEXT, round INTEGER, digest TEXT, returned_on TEXT NOT NULL,"
    " PRIMARY KEY (branch, form, round, digest)) STRICT"
)
NOTE_RETURNED = "INSERT INTO returned VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET returned_on = min(returned_on, excluded.returned_on)"


def known_returned(campaign: Path) -> dict[Returned, date]:
    """Branch, form, round and content (SHA-256) -> the first day it had something to correct or explain. Raises LedgerError."""
    path = campaign / OWN / LEDGER
    with ledger_errors(path):
        rows = rows_of(path, "returned", "branch, form, round, digest, returned_on")
        return {(branch, form, number or None, digest): date.fromisoformat(day) for branch, form, number, digest, day in rows}


def note_returned(campaign: Path, found: Iterable[Returned], day: date) -> None:
    """Note what has something to correct or explain on that day. Nothing is written when nothing is new. Raises LedgerError."""
    path, known = campaign / OWN / LEDGER, known_returned(campaign)
    new = [(one, day.isoformat()) for one in found if day < known.get(one, date.max)]
    if not new:
        return
    with ledger_errors(path), writing(path) as ledger:
        ledger.execute(RETURNED_SCHEMA)
        ledger.executemany(NOTE_RETURNED, sorted((branch, form, number or 0, digest, on) for (branch, form, number, digest), on in new))


ISSUED_SCHEMA = "CREATE TABLE IF NOT EXISTS receipts (digest TEXT PRIMARY KEY) STRICT"


def note_issued(campaign: Path, digests: Iterable[str]) -> None:
    """Note the digests of receipts before they are given out. Nothing is written when nothing is new. Raises LedgerError."""
    path = campaign / OWN / LEDGER
    new = sorted(set(digests) - (issued(campaign) or frozenset()))
    if not new:
        return
    with ledger_errors(path), writing(path) as ledger:
        ledger.execute(ISSUED_SCHEMA)
        ledger.executemany("INSERT OR IGNORE INTO receipts VALUES (?)", [(digest,) for digest in new])


def issued(campaign: Path) -> frozenset[str] | None:
    """The digests of all receipts written; None where there is no ledger that has noted any. Raises LedgerError."""
    path = campaign / OWN / LEDGER
    with ledger_errors(path):
        if not path.exists():
            return None
        with contextlib.closing(opened(path)) as ledger:
            if not ledger.execute("SELECT 1 FROM sqlite_master WHERE name = 'receipts'").fetchone():
                return None
            return frozenset(digest for (digest,) in ledger.execute("SELECT digest FROM receipts"))
