"""What files were found to say, kept from one run to the next: parts of bytes by key, for their owner's eyes only.

A store that is no database, or not this one, is made anew; one that cannot be read or written is an empty one. No error leaves this file:
without a store a run is only slower. No connection stays open while workers are made.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path

from gradflow.model.naming import OWN

NAME = "facts.sqlite"
VERSION = 1
SCHEMA = "CREATE TABLE IF NOT EXISTS facts (key TEXT NOT NULL, part INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (key, part)) STRICT"
PRAGMAS = (
    "PRAGMA secure_delete = ON",  # what is dropped is gone
    "PRAGMA synchronous = OFF",  # who keeps something here seals it
)
FAILURES = (sqlite3.Error, OSError, ValueError, MemoryError)
"""Also what the contents of a damaged store make of a query."""
UNUSABLE = frozenset(
    {
        sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH,
    }
)  # fmt: skip
"""Errors that say nothing against the store itself."""


def read_facts(campaign: Path, keys: Collection[str]) -> Iterator[tuple[str, list[bytes]]]:
    """Each key of which something is kept in a campaign's folder, with its parts in order."""
    path = campaign / OWN / NAME
    if not keys or not path.exists():
        return
    try:
        with contextlib.closing(_opened(path)) as store:
            for key in keys:
                parts = [body for (body,) in store.execute("SELECT body FROM facts WHERE key = ? ORDER BY part", [key])]
                if parts:
                    yield key, parts
    except FAILURES as error:
        _is_cleared(path, error)


def write_facts(campaign: Path, new: Mapping[str, Sequence[bytes]]) -> None:
    """Keep the parts of new keys, whole or not at all."""
    rows = [(key, place, part) for key, parts in new.items() for place, part in enumerate(parts)]

    def write(store: sqlite3.Connection) -> None:
        store.executemany("DELETE FROM facts WHERE key = ?", [(key,) for key in new])
        store.executemany("INSERT INTO facts VALUES (?, ?, ?)", rows)

    _change(campaign, write)


def drop_facts_but(campaign: Path, keys: Collection[str]) -> None:
    """Drop all other keys, so that nothing is left of them."""

    def drop(store: sqlite3.Connection) -> None:
        known = {key for (key,) in store.execute("SELECT DISTINCT key FROM facts")}
        store.executemany("DELETE FROM facts WHERE key = ?", [(key,) for key in known.difference(keys)])

    if (campaign / OWN / NAME).exists():
        _change(campaign, drop)


def _change(campaign: Path, change: Callable[[sqlite3.Connection], None]) -> None:
    """Make a change, once more where the store has to be made anew."""
    path = campaign / OWN / NAME
    for _ in range(2):
        try:
            with contextlib.closing(_opened(path)) as store:
                store.execute("BEGIN IMMEDIATE")
                change(store)
                store.execute("COMMIT")
        except FAILURES as error:
            if _is_cleared(path, error):
                continue
        return


def _opened(path: Path) -> sqlite3.Connection:
    """The store, made where there is none. Raises sqlite3.DatabaseError for one that is not of this version, and whatever else SQLite raises."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.is_symlink():
        path.unlink()  # whatever it leads to is not ours
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    path.chmod(0o600)
    store = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        _prepare(store)
    except BaseException:
        store.close()
        raise
    return store


def _prepare(store: sqlite3.Connection) -> None:
    for pragma in PRAGMAS:
        store.execute(pragma)
    (version,) = store.execute("PRAGMA user_version").fetchone()
    if version not in {0, VERSION}:
        raise sqlite3.DatabaseError
    if not version:
        store.execute("BEGIN IMMEDIATE")
        store.execute(SCHEMA)
        store.execute(f"PRAGMA user_version = {VERSION}")
        store.execute("COMMIT")


def _is_cleared(path: Path, error: Exception) -> bool:
    """Whether a store that raised the error was deleted, for it is not to be trusted."""
    if not isinstance(error, sqlite3.Error) or getattr(error, "sqlite_errorcode", 0) & 0xFF in UNUSABLE:  # the primary code
        return False
    with contextlib.suppress(OSError):
        path.unlink()
        return True
    return False
