"""The ledger's failures are one sentence."""

from datetime import datetime
from pathlib import Path

import pytest

from gradflow.store.ledger import LedgerError, first_seen

NOW = datetime(2023, 6, 1)


def test_a_broken_ledger_says_what_to_delete(tmp_path: Path) -> None:
    (tmp_path / ".gradflow").mkdir()
    (tmp_path / ".gradflow" / "ledger.sqlite").write_bytes(b"not a database, but long enough to look at" * 40)
    with pytest.raises(LedgerError, match="删去"):
        first_seen(tmp_path, dict.fromkeys(["a"], NOW))


def test_a_ledger_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / ".gradflow").write_text("a file in its place", encoding="utf-8")
    with pytest.raises(LedgerError, match="写权限"):
        first_seen(tmp_path, dict.fromkeys(["a"], NOW))


def test_nothing_new_writes_nothing(tmp_path: Path) -> None:
    first_seen(tmp_path, dict.fromkeys(["a"], NOW))
    before = (tmp_path / ".gradflow" / "ledger.sqlite").read_bytes()
    first_seen(tmp_path, dict.fromkeys(["a"], datetime(2023, 7, 1)))
    assert (tmp_path / ".gradflow" / "ledger.sqlite").read_bytes() == before
