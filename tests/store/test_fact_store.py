"""The store of facts: it gives back what was put, and nothing that is in doubt; it raises nothing, whatever happens to it."""

import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from gradflow.store import facts
from gradflow.store.facts import NAME, drop_facts_but, read_facts, write_facts

NEW = {"one": [b"a"], "two": [b"b" * 9000, b"", b"c"]}


def known(folder: Path, *keys: str) -> dict[str, list[bytes]]:
    return dict(read_facts(folder, keys or tuple(NEW)))


def store_of(folder: Path) -> Path:
    return folder / ".gradflow" / NAME


def altered(statement: str) -> Callable[[Path], None]:
    def alter(store: Path) -> None:
        with closing(sqlite3.connect(store)) as connection, connection:
            connection.execute(statement)

    return alter


def test_what_was_put_is_given_back(tmp_path: Path) -> None:
    assert known(tmp_path) == {} and not store_of(tmp_path).exists()
    write_facts(tmp_path, NEW)
    assert known(tmp_path, "two", "nine", "one") == NEW
    write_facts(tmp_path, {"two": [b"d"]})
    assert known(tmp_path) == {**NEW, "two": [b"d"]}
    assert [stat.S_IMODE(path.stat().st_mode) for path in (store_of(tmp_path), store_of(tmp_path).parent)] == [0o600, 0o700]


def test_nothing_is_left_of_what_is_dropped(tmp_path: Path) -> None:
    drop_facts_but(tmp_path, ())
    assert not store_of(tmp_path).exists()
    write_facts(tmp_path, {"one": [b"SECRET" * 3000], "two": [b"b"]})
    drop_facts_but(tmp_path, ["two"])
    assert known(tmp_path) == {"two": [b"b"]}
    assert [path.name for path in store_of(tmp_path).parent.iterdir() if b"SECRET" in path.read_bytes()] == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda store: store.write_bytes(b"no database at all" * 99),
        lambda store: store.write_bytes(store.read_bytes()[:5000]),
        lambda store: store.write_bytes(b""),
        altered("PRAGMA user_version = 9"),
        altered("DROP TABLE facts"),
        altered("ALTER TABLE facts RENAME COLUMN body TO corpse"),
    ],
)
def test_what_is_damaged_is_not_known_and_can_be_put_again(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    write_facts(tmp_path, NEW)
    damage(store_of(tmp_path))
    assert "two" not in known(tmp_path)
    drop_facts_but(tmp_path, tuple(NEW))
    write_facts(tmp_path, NEW)
    assert known(tmp_path) == NEW


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    write_facts(tmp_path / "other", NEW)
    (tmp_path / "own" / ".gradflow").mkdir(parents=True)
    store_of(tmp_path / "own").symlink_to(store_of(tmp_path / "other"))
    write_facts(tmp_path / "own", {"three": [b"3"]})
    drop_facts_but(tmp_path / "own", ())
    assert known(tmp_path / "other", *NEW, "three") == NEW


def test_a_store_in_use_is_an_empty_one(tmp_path: Path) -> None:
    write_facts(tmp_path, NEW)
    with closing(sqlite3.connect(store_of(tmp_path), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert known(tmp_path) == {}
        write_facts(tmp_path, {"one": [b"2"]})
        drop_facts_but(tmp_path, ())
    assert known(tmp_path) == NEW


@pytest.mark.parametrize("failing", ["open", "connect"])
def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError if failing == "open" else sqlite3.OperationalError

    monkeypatch.setattr(os if failing == "open" else facts.sqlite3, failing, fail)
    write_facts(tmp_path, NEW)
    monkeypatch.undo()
    assert known(tmp_path) == {}


def test_a_full_disk_is_told_to_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_facts(tmp_path, NEW)
    monkeypatch.setattr(facts, "PRAGMAS", (*facts.PRAGMAS, "PRAGMA max_page_count = 8"))
    write_facts(tmp_path, {"three": [b"3" * 99999]})
    monkeypatch.undo()
    assert known(tmp_path, *NEW, "three") == NEW
