"""Which receipts were written: the digest of each, so that one that comes back can be told from one that was made up."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

from gradflow.core.campaign_folder import LEDGER, OWN
from gradflow.ledger.first_seen import ledger_errors, opened, writing

SCHEMA = "CREATE TABLE IF NOT EXISTS receipts (digest TEXT PRIMARY KEY) STRICT"


def note_issued(campaign: Path, digests: Iterable[str]) -> None:
    """Note the digests of receipts before they are given out. Nothing is written when nothing is new. Raises LedgerError."""
    path = campaign / OWN / LEDGER
    new = sorted(set(digests) - (issued(campaign) or frozenset()))
    if not new:
        return
    with ledger_errors(path), writing(path) as ledger:
        ledger.execute(SCHEMA)
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
