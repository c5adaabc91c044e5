"""When the first readable workbook of each branch, form and round came, though it may have been moved away since."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from gradflow.core.campaign_folder import LEDGER, OWN
from gradflow.core.reports import Slot
from gradflow.ledger.first_seen import ledger_errors, opened, refuse_newer, writing

SCHEMA = (
    "CREATE TABLE IF NOT EXISTS firsts (branch TEXT, form TEXT, round INTEGER, first_at TEXT NOT NULL,"
    " PRIMARY KEY (branch, form, round)) STRICT"
)
NOTE = "INSERT INTO firsts VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET first_at = min(first_at, excluded.first_at)"


def known_firsts(campaign: Path) -> dict[Slot, datetime]:
    """Branch, form and round -> the earliest time a workbook of it came, as far as noted. Raises LedgerError."""
    path = campaign / OWN / LEDGER
    with ledger_errors(path):
        if not path.exists():
            return {}
        with contextlib.closing(opened(path)) as ledger:
            refuse_newer(ledger)
            if not ledger.execute("SELECT 1 FROM sqlite_master WHERE name = 'firsts'").fetchone():
                return {}
            rows = ledger.execute("SELECT branch, form, round, first_at FROM firsts").fetchall()
        return {(branch, form, number or None): datetime.fromisoformat(time).replace(tzinfo=None) for branch, form, number, time in rows}


def note_firsts(campaign: Path, firsts: Mapping[Slot, datetime]) -> None:
    """Note times that are earlier than those noted. Nothing is written when none is. Raises LedgerError."""
    path = campaign / OWN / LEDGER
    known = known_firsts(campaign)
    new = {slot: time for slot, time in firsts.items() if slot not in known or time < known[slot]}
    if not new:
        return
    with ledger_errors(path), writing(path) as ledger:
        ledger.execute(SCHEMA)
        rows = [(branch, form, number or 0, time.isoformat(timespec="seconds")) for (branch, form, number), time in new.items()]
        ledger.executemany(NOTE, sorted(rows))
