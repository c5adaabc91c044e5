"""When each content was first seen."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from gradflow.core.campaign_folder import LEDGER, OWN
from gradflow.core.failures import GradflowError

VERSION = 3
"""2: also the table ``firsts``; 3: also people. Older ledgers get what they lack when something is noted."""
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
