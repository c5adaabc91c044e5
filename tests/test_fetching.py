"""A campaign that lies in a store is brought whole, only what changed, at the store's times; what goes wrong is one sentence, and the copy stays."""

import io
import shutil
import sqlite3
import stat
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from support import EXAMPLE

from gradflow.app import fetching, stores
from gradflow.app.campaign_file import CampaignError
from gradflow.app.fetching import fetch_campaign
from gradflow.app.session import open_session
from gradflow.app.stores import is_url
from gradflow.model.failures import MissingExtraError
from gradflow.model.people import Kept, ToNote, Traits
from gradflow.store.ledger import (
    first_seen,
    issued,
    known_firsts,
    known_returned,
    note_firsts,
    note_issued,
    note_people,
    note_returned,
    read_people,
)

WORD = "Geheim"
ROOT, LEDGER = "/苏信 2023届", ".gradflow/ledger.sqlite"
SLOT = ("甲支部", "transfer_out", None)
URL = f"shelf://{ROOT}"
ON_TIME = datetime(2023, 6, 20, 10, 0, 0, 250000, tzinfo=UTC).timestamp()


class Shelf(fsspec.AbstractFileSystem):
    """A store of these tests' own: path -> content, with times and etags as it pleases, failing where it is told to."""

    protocol = "shelf"
    cachable = False
    files: ClassVar[dict[str, bytes]] = {}
    facts: ClassVar[dict[str, dict[str, Any]]] = {}
    failing: ClassVar[dict[str, Exception]] = {}
    asked: ClassVar[list[str]] = []

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return path.rpartition("://")[2].rstrip("/")

    def ls(self, path: str, **_: Any) -> list[Any]:
        if path in self.failing:
            raise self.failing[path]
        found: dict[str, dict[str, Any]] = {}
        for name, content in self.files.items():
            if name.startswith(f"{path}/"):
                first, is_deeper, _rest = name.removeprefix(f"{path}/").partition("/")
                child = f"{path}/{first}"
                told = {"name": child, "size": len(content), "type": "file", "etag": hash(content), **self.facts.get(name, {})}
                found[child] = {"name": child, "size": 0, "type": "directory", **self.facts.get(child, {})} if is_deeper else told
        if not found:
            raise FileNotFoundError(path)
        return list(found.values())

    def cat_file(self, path: str, start: int | None = None, end: int | None = None, **_: Any) -> bytes:
        self.asked.append(path.removeprefix(f"{ROOT}/"))
        if path in self.failing:
            raise self.failing[path]
        if start is not None and start >= len(self.files[path]):
            raise ValueError  # S3: the requested range is not satisfiable
        return self.files[path][start:end]


@pytest.fixture(autouse=True)
def shelf(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Shelf]]:
    for name in ("files", "facts", "failing"):
        monkeypatch.setattr(Shelf, name, {})
    monkeypatch.setattr(Shelf, "asked", [])
    fsspec.register_implementation("shelf", Shelf, clobber=True)
    put("campaign.toml", b'college = "x"')
    return Shelf


def put(name: str, content: bytes, **facts: Any) -> None:
    Shelf.files[f"{ROOT}/{name}"] = content
    Shelf.facts[f"{ROOT}/{name}"] = {"mtime": ON_TIME, **facts}


def drop(name: str) -> None:
    del Shelf.files[f"{ROOT}/{name}"]


def fetch(folder: Path, url: str = URL) -> list[str]:
    """The names asked of the store."""
    Shelf.asked.clear()
    fetch_campaign(url, folder)
    return sorted(Shelf.asked)


def refusal(folder: Path, url: str = URL) -> str:
    with pytest.raises(CampaignError) as refused:
        fetch(folder, url)
    return str(refused.value)


def held(folder: Path) -> dict[str, bytes]:
    """All of a copy but what gradflow keeps for itself."""
    files = (path for path in folder.rglob("*") if path.is_file() and ".gradflow" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize(
    ("place", "is_one"),
    [
        ("s3://桶/2023届", True), ("zip://2023届::s3://b/a.zip", True), ("simplecache::s3://b/a", True), ("SFTP://h/x", True), ("memory://x", True),
        ("C:\\材料\\2023届", False), ("C:/材料", False), ("c://材料", False), ("\\\\server\\share\\2023届", False), ("//server/share", False),
        ("/mnt/nas/2023届", False), ("苏信/2023届", False), ("file:///mnt/2023届", False), ("FILE://x", False), ("", False),
    ],
)  # fmt: skip
def test_what_is_a_url(place: str, *, is_one: bool) -> None:
    assert is_url(place) is is_one


def test_a_campaign_is_brought_whole_and_private(tmp_path: Path) -> None:
    names = [
        "inbox/计算机 支部/附件2 100% #1 (终稿).xlsx",
        "inbox/a/b/c/名单.xls",
        "inbox/空.csv",
        "forms/my.toml",
        "grants.toml",
        "inbox/.隐藏.xlsx",
    ]
    for name in names:
        put(name, name.encode() if "空" not in name else b"")
    for name in (
        "reports/汇总.xlsx",
        "templates/附件1.docx",
        "inbox/~$锁.xlsx",
        "inbox/.git/config",
        ".gradflow/facts.sqlite",
        "inbox.txt",
    ):
        put(name, b"stays there")
    before = dict(Shelf.files)
    fetch(tmp_path / "fetched" / "苏信")
    found = held(tmp_path / "fetched" / "苏信")
    assert found == {name: Shelf.files[f"{ROOT}/{name}"] for name in ["campaign.toml", *names]}
    assert Shelf.files == before
    for path in (tmp_path / "fetched" / "苏信").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_only_what_changed_is_asked_for_and_what_is_gone_goes(tmp_path: Path) -> None:
    for name in ("inbox/a/1.xlsx", "inbox/2.xlsx", "inbox/b/c/3.xlsx", "grants.toml", "forms/x.toml"):
        put(name, name.encode())
    assert len(fetch(tmp_path / "c")) == 6
    put("grants.toml", b"grants.toml", atime=1.0, last_access_time="now")
    assert fetch(tmp_path / "c") == []
    put("inbox/a/1.xlsx", b"changed")
    put("inbox/2.xlsx", b"inbox/2.xlsx", mtime=ON_TIME + 60)
    for name in ("inbox/b/c/3.xlsx", "grants.toml", "forms/x.toml"):
        drop(name)
    assert fetch(tmp_path / "c") == ["inbox/2.xlsx", "inbox/a/1.xlsx"]
    assert held(tmp_path / "c") == {"campaign.toml": b'college = "x"', "inbox/a/1.xlsx": b"changed", "inbox/2.xlsx": b"inbox/2.xlsx"}
    assert not (tmp_path / "c" / "inbox" / "b").exists() and not (tmp_path / "c" / "forms").exists()
    put("inbox/a/1.xlsx", b"CHANGED", etag="same size, same time")
    assert fetch(tmp_path / "c") == ["inbox/a/1.xlsx"]
    (tmp_path / "c" / "inbox" / "a" / "1.xlsx").write_bytes(b"touched")
    assert fetch(tmp_path / "c") == ["inbox/a/1.xlsx"] and held(tmp_path / "c")["inbox/a/1.xlsx"] == b"CHANGED"
    for name in ("inbox/a/1.xlsx", "inbox/2.xlsx"):
        drop(name)
    fetch(tmp_path / "c")
    assert list((tmp_path / "c" / "inbox").iterdir()) == []


@pytest.mark.parametrize(
    "told",
    [
        {"LastModified": datetime(2023, 6, 20, 18, tzinfo=UTC)}, {"last_modified": datetime(2023, 6, 20, 18)}, {"mtime": 1687284000.0}, {"modified": "2023-06-20T18:00:00Z"},
        {"updated": "2023-06-20T20:00:00+02:00"}, {"modify": "20230620180000"}, {"mtime": 1687284000_000}, {"date_time": time.localtime(1687284000)[:6]},
    ],
)  # fmt: skip
def test_times_are_the_stores_in_whatever_way_it_tells_them(tmp_path: Path, told: dict[str, Any]) -> None:
    put("inbox/1.xlsx", b"1", **{"mtime": None, **told})
    fetch(tmp_path / "c")
    assert (tmp_path / "c" / "inbox" / "1.xlsx").stat().st_mtime == 1687284000


@pytest.mark.parametrize("told", [None, "yesterday", 0, -5.0, 1e30, float("nan"), [2023], (2023, 13, 1), datetime(9999, 1, 1), b"x"])
def test_without_a_time_the_first_fetch_counts_and_is_kept(tmp_path: Path, told: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching.time, "time", lambda: 1_700_000_000)
    put("inbox/1.xlsx", b"1", mtime=told)
    fetch(tmp_path / "c")
    monkeypatch.setattr(fetching.time, "time", lambda: 1_800_000_000)
    put("inbox/1.xlsx", b"1", mtime=told, etag="another")
    assert fetch(tmp_path / "c") == ["inbox/1.xlsx"]
    assert (tmp_path / "c" / "inbox" / "1.xlsx").stat().st_mtime == 1_700_000_000
    put("inbox/1.xlsx", b"2", mtime=told)
    fetch(tmp_path / "c")
    assert (tmp_path / "c" / "inbox" / "1.xlsx").stat().st_mtime == 1_800_000_000


class OddStoreError(Exception):
    """What a store's library raises: no OSError, and it quotes the URL."""


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OddStoreError(f"https://u:{WORD}@h"), "连不上"), (ConnectionResetError(), "连不上"), (PermissionError(WORD), "账号"), (TimeoutError(), "连不上"),
        (type("NoCredentialsError", (Exception,), {})(), "账号"), (RecursionError(), "连不上"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("where", ["", "/inbox", "/inbox/b", "/inbox/b/2.xlsx", "/campaign.toml"])
def test_a_store_that_fails_in_the_middle_leaves_the_copy_as_it_was(tmp_path: Path, error: Exception, told: str, where: str) -> None:
    for name in ("inbox/a/1.xlsx", "inbox/b/2.xlsx", "inbox/c/3.xlsx"):
        put(name, name.encode())
    fetch(tmp_path / "c")
    before = held(tmp_path / "c")
    for name in ("inbox/a/1.xlsx", "inbox/b/2.xlsx", "campaign.toml"):
        put(name, b"new")
    drop("inbox/c/3.xlsx")
    Shelf.failing[ROOT + where] = error
    sentence = refusal(tmp_path / "c")
    assert told in sentence and "没有动" in sentence and ROOT in sentence and WORD not in sentence
    assert held(tmp_path / "c") == before
    assert not (tmp_path / "c" / ".gradflow" / "fetching").exists()
    Shelf.failing.clear()
    assert fetch(tmp_path / "c") == ["campaign.toml", "inbox/a/1.xlsx", "inbox/b/2.xlsx"]
    assert len(held(tmp_path / "c")) == 3


def test_little_is_held_in_memory_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "BATCH_BYTES", 10)
    asked: list[int] = []
    cat_ranges = Shelf.cat_ranges

    def counted(self: Shelf, paths: list[str], *rest: Any, **more: Any) -> Any:
        asked.append(len(paths))
        return cat_ranges(self, paths, *rest, **more)

    monkeypatch.setattr(Shelf, "cat_ranges", counted)
    for number in range(7):
        put(f"inbox/{number}.xlsx", b"1234")
    fetch(tmp_path / "c")
    assert asked == [1, 2, 2, 2, 1] and len(held(tmp_path / "c")) == 8


def test_a_time_without_a_zone_is_utc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put("inbox/1.xlsx", b"1", mtime=datetime(2023, 6, 20, 18))
    with monkeypatch.context() as patched:
        patched.setenv("TZ", "Asia/Shanghai")
        time.tzset()
        fetch(tmp_path / "c")
    time.tzset()
    assert (tmp_path / "c" / "inbox" / "1.xlsx").stat().st_mtime == 1687284000


def test_what_changes_meanwhile_is_told(tmp_path: Path) -> None:
    put("inbox/1.xlsx", b"half", size=9)
    assert "inbox/1.xlsx”正在变动" in refusal(tmp_path / "c")
    put("inbox/1.xlsx", b"more than before", size=9)
    assert "正在变动" in refusal(tmp_path / "c")
    put("inbox/1.xlsx", b"gone")
    Shelf.failing[f"{ROOT}/inbox/1.xlsx"] = FileNotFoundError()
    assert "正在变动" in refusal(tmp_path / "c")
    assert held(tmp_path / "c") == {}


def test_a_place_that_is_no_campaign_is_told_and_empties_no_copy(tmp_path: Path) -> None:
    put("inbox/1.xlsx", b"1")
    fetch(tmp_path / "c")
    drop("campaign.toml")
    assert "没有 campaign.toml" in refusal(tmp_path / "c")
    Shelf.files.clear()
    assert "没有这个文件夹" in refusal(tmp_path / "c")
    assert len(held(tmp_path / "c")) == 2


def test_an_interrupted_fetch_is_finished_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        put(f"inbox/{number}.xlsx", b"old")
    fetch(tmp_path / "c")
    for number in range(3):
        put(f"inbox/{number}.xlsx", b"new")
    put("inbox/00.xlsx", b"new")
    drop("inbox/3.xlsx")
    replace, done = Path.replace, []

    def killed(self: Path, target: Path) -> Path:
        if target.suffix == ".xlsx" and done.append(target) is None and len(done) > 2:
            raise KeyboardInterrupt
        return replace(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            fetch(tmp_path / "c")
    for name in ("0", "00"):  # which had been put in their places by then
        assert (tmp_path / "c" / "inbox" / f"{name}.xlsx").read_bytes() == b"new"
        drop(f"inbox/{name}.xlsx")
    fetch(tmp_path / "c")
    assert held(tmp_path / "c") == {"campaign.toml": b'college = "x"', **{f"inbox/{name}.xlsx": b"new" for name in ("1", "2")}}


def test_what_others_put_into_the_copy_is_told_and_stays(tmp_path: Path) -> None:
    put("inbox/1.xlsx", b"1")
    fetch(tmp_path / "c")
    (tmp_path / "c" / "inbox" / ".DS_Store").write_bytes(b"litter")
    fetch(tmp_path / "c")
    own = tmp_path / "c" / "inbox" / "补交.xlsx"
    own.write_bytes(b"handed in nowhere")
    assert "补交.xlsx”不是从" in refusal(tmp_path / "c") and own.exists()


@pytest.mark.parametrize(
    "name",
    ["../../out.xlsx", "..", ".", "a/ /x.xlsx", "C:\\x.xlsx", "..\\..\\x.xlsx", "a\0b.xlsx", "CON.xlsx", "nul", "x. ", "问?.xlsx", "长" * 150 + ".xlsx", "a\u202excod.xlsx"],
)  # fmt: skip
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    put(f"inbox/{name}", b"1")
    put("inbox/好.xlsx", b"2")
    home = tmp_path / "deep" / "down" / "c"
    fetch(home)
    found = held(home)
    assert {path for path in tmp_path.rglob("*") if path.is_file() and home not in path.parents} == set()
    for one in found:
        for part in one.split("/"):
            assert (
                len(part.encode()) <= 240
                and not set('<>:"\\|?*\0\u202e') & set(part)
                and part == part.rstrip(" .")
                and part.split(".")[0] not in {"CON", "nul"}
            )
    assert {b"1", b"2"} < {*found.values()}
    assert not name.endswith(".xlsx") or all(one.endswith((".xlsx", ".toml")) for one in found)


def test_a_folder_without_a_name_is_told_and_a_folders_mark_is_nothing(tmp_path: Path) -> None:
    put("inbox/", b"")
    put("inbox/1.xlsx", b"1")
    fetch(tmp_path / "c")
    assert held(tmp_path / "c") == {"campaign.toml": b'college = "x"', "inbox/1.xlsx": b"1"}
    drop("inbox/")
    put("inbox//2.xlsx", b"2")
    Shelf.facts[f"{ROOT}/inbox/"] = {"StorageClass": "DIRECTORY"}
    assert "没有名称的文件夹" in refusal(tmp_path / "c")


def test_names_that_some_system_takes_for_the_same_stay_distinct(tmp_path: Path) -> None:
    names = ["A.xlsx", "a.xlsx", "x:y.xlsx", "x_y.xlsx", "x?y.xlsx", "e\u0301.xlsx", "\u00e9.xlsx", "d", "D/1.xlsx", "d./1.xlsx"]
    for name in names:
        put(f"inbox/{name}", name.encode())
    fetch(tmp_path / "c")
    found = held(tmp_path / "c")
    assert {content.decode() for content in found.values()} >= set(names)
    folded = {fetching.name_key(name) for name in found}
    assert len(folded) == len(found) == len(names) + 1
    assert found["inbox/x_y.xlsx"] == b"x_y.xlsx" and found["inbox/A.xlsx"] == b"A.xlsx"
    assert fetch(tmp_path / "c") == []


def test_what_is_too_large_is_not_brought_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied = tmp_path / "c"
    for path in EXAMPLE.rglob("*"):
        if path.is_file() and path.relative_to(EXAMPLE).parts[0] in {"campaign.toml", "inbox"}:
            put(path.relative_to(EXAMPLE).as_posix(), path.read_bytes())
    put("inbox/录像.xlsx", b"never read", size=5 * 2**30)
    assert "inbox/录像.xlsx" not in fetch(copied)
    huge = (copied / "inbox" / "录像.xlsx").stat()
    assert huge.st_size == 5 * 2**30 and huge.st_blocks < 64
    assert fetch(copied) == []
    result = open_session(copied, reports=tmp_path / "r").validate(date(2023, 7, 25), jobs=1)
    assert [finding.message for finding in result.findings if finding.where.file == "inbox/录像.xlsx"] == [
        "文件打不开：有5120 MB, 不像一张登记表"
    ]
    put("grants.toml", b"", size=5 * 2**30)
    assert "grants.toml 有5120 MB" in refusal(copied)
    drop("grants.toml")
    put(".gradflow/ledger.sqlite", b"", size=5 * 2**30)
    assert "ledger.sqlite 有5120 MB" in refusal(copied)
    drop(".gradflow/ledger.sqlite")
    put("inbox/新.xlsx", b"eleven bytes")
    monkeypatch.setattr(fetching.shutil, "disk_usage", lambda _: SimpleNamespace(free=2**30 + 10))
    assert "磁盘只剩1024 MB" in refusal(copied)


def test_a_size_that_is_not_told_is_no_way_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MAX_FILE_BYTES", 1000)
    put("inbox/1.xlsx", b"1" * 5000, size=None)
    put("inbox/2.xlsx", b"2" * 500, size=None)
    fetch(tmp_path / "c")
    assert {name: len(content) for name, content in held(tmp_path / "c").items() if "inbox" in name} == {
        "inbox/1.xlsx": 1001,
        "inbox/2.xlsx": 500,
    }


class Endless(Shelf):
    """Every folder holds two more."""

    def ls(self, path: str, **_: Any) -> list[Any]:
        self.asked.append(path)
        own = [{"name": f"{path}/{name}", "size": 0, "type": "directory"} for name in ("a", "b")]
        return super().ls(path) if path == ROOT else own


def test_an_endless_listing_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put("inbox/x", b"")
    fsspec.register_implementation("endless", Endless, clobber=True)
    monkeypatch.setattr(stores, "MOST_FILES", 100)
    assert "文件太多" in refusal(tmp_path / "c", f"endless://{ROOT}") and len(Shelf.asked) < 100
    assert held(tmp_path / "c") == {}


def test_a_link_is_not_followed_and_told(tmp_path: Path) -> None:
    put("inbox/链接.xlsx", b"/etc/passwd", type="link")
    assert fetch(tmp_path / "c") == ["campaign.toml"]
    assert held(tmp_path / "c")["inbox/链接.xlsx"] == fetching.LINK


@pytest.mark.parametrize(
    ("url", "told"),
    [
        (f"ftp://某人:{WORD}@host/x", "ftp://***@host/x"), (f"ftp://u:{WORD}/1@2@host:21/x", "ftp://***@host:21/x"), (f"https://h/x?token={WORD}&a=b@c", "https://h/x?***"),
        (f"zip://a@b::sftp://u:{WORD}@h/甲@乙.zip?sig={WORD}", "***@"), (f"ftp://u:{WORD}?x@h/y", "ftp://***@?***"), (f"ftp://u:12{WORD}/x", "ftp://***@"),
        ("sftp://host:22/材料@2023届", "sftp://host:22/材料@2023届"), ("s3://桶/苏信/2023届", "s3://桶/苏信/2023届"),
    ],
)  # fmt: skip
def test_no_secret_of_a_url_is_shown(url: str, told: str) -> None:
    assert WORD not in stores.shown(url) and told in stores.shown(url)


def test_what_is_not_installed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("s3fs", "paramiko", "smbclient"):
        monkeypatch.setitem(sys.modules, module, None)
    for url, package in (
        ("s3://b/x", "s3fs"),
        ("sftp://u:Geheim@h/x", "paramiko"),
        ("smb://h/x", "smbprotocol"),
        ("zip://x::s3://b/a.zip", "s3fs"),
    ):
        with pytest.raises(MissingExtraError, match=f"pip install {package}") as refused:
            fetch_campaign(url, tmp_path / "c")
        assert WORD not in str(refused.value)
    assert "不认识 gopher://" in refusal(tmp_path / "c", "gopher://h/x")
    monkeypatch.setattr(stores, "fsspec", None)
    with pytest.raises(MissingExtraError, match=r"\.\[stores\]"):
        fetch_campaign(URL, tmp_path / "c")
    assert not (tmp_path / "c").exists()


def test_where_nothing_can_be_written_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "c").write_bytes(b"a file in its place")
    assert "不能写到" in refusal(tmp_path / "c")


def test_what_fsspec_itself_brings(tmp_path: Path) -> None:
    memory = MemoryFileSystem()
    memory.pipe({"/届/campaign.toml": b"a", "/届/inbox/甲/附件 2.xlsx": b"b"})
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(zipfile.ZipInfo("届/campaign.toml", (2023, 6, 1, 8, 0, 0)), b"a")
        archive.writestr(zipfile.ZipInfo("届/inbox/甲/附件 2.xlsx", (2023, 6, 1, 8, 0, 0)), b"b")
    (tmp_path / "a.zip").write_bytes(content.getvalue())
    wanted = {"campaign.toml": b"a", "inbox/甲/附件 2.xlsx": b"b"}
    try:
        fetch(tmp_path / "m", "memory://届")
        memory.pipe({"/届/inbox/甲/附件 2.xlsx": b"c"})
        fetch(tmp_path / "m", "memory://届")
        assert held(tmp_path / "m") == wanted | {"inbox/甲/附件 2.xlsx": b"c"}
    finally:
        memory.rm("/届", recursive=True)
    fetch(tmp_path / "z", f"zip://届::file://{tmp_path}/a.zip")
    assert held(tmp_path / "z") == wanted
    assert (tmp_path / "z" / "campaign.toml").stat().st_mtime == datetime(2023, 6, 1, 8).timestamp()
    (tmp_path / "a.zip").write_bytes(b"no zip")
    assert "连不上，或者读到一半断了" in refusal(tmp_path / "z", f"zip://届::file://{tmp_path}/a.zip")


def kept(name: str, **more: Any) -> Kept:
    return Kept("甲支部", "transfer_out", None, (Traits(name=name, number=f"n{name}"),), name, noted_on=date(2023, 6, 20))._replace(**more)


def college(tmp_path: Path, *people: Kept, day: int = 20) -> Path:
    """What a college notes in its own ledger, which then lies in the store; its folder."""
    home = tmp_path / "college"
    home.mkdir(exist_ok=True)
    first_seen(home, {"both": datetime(2023, 6, 10), f"theirs{day}": datetime(2023, 6, day)})
    note_firsts(home, {SLOT: datetime(2023, 6, day)})
    note_people(home, ToNote(people=people), date(2023, 6, day))
    put(LEDGER, (home / LEDGER).read_bytes())
    return home


def names(folder: Path) -> list[str]:
    return sorted(one.person for one in read_people(folder)[0])


def test_a_ledger_is_taken_with_its_first_times_and_people(tmp_path: Path) -> None:
    college(tmp_path, kept("王芳"))
    copy = tmp_path / "c"
    fetch(copy)
    assert names(copy) == ["王芳"] and stat.S_IMODE((copy / LEDGER).stat().st_mode) == 0o600
    assert first_seen(copy, {"both": datetime(2023, 9, 1)}) == {"both": datetime(2023, 6, 10)}
    note_people(copy, ToNote(people=(kept("李明"),)), date(2023, 6, 21))
    fetch(copy)
    assert names(copy) == ["李明", "王芳"]
    drop(LEDGER)
    fetch(copy)
    assert names(copy) == ["李明", "王芳"]
    (copy / LEDGER).unlink()
    college(tmp_path)
    fetch(copy)
    assert names(copy) == ["王芳"]


def test_a_ledger_that_changed_is_joined_and_nobody_is_lost(tmp_path: Path) -> None:
    home = college(tmp_path, kept("王芳"), kept("陈静", carried=(("name", "陈静"),)))
    copy = tmp_path / "c"
    fetch(copy)
    # both go on by themselves; the keys they give are the same ones
    theirs = [
        one._replace(traits=(*one.traits, Traits(name="王芳", mobiles="139"))) for one in read_people(home)[0] if one.person == "王芳"
    ]
    college(tmp_path, *theirs, kept("赵强"), kept("双胞"), day=25)
    ours = [one._replace(source="read", file="inbox/8.xlsx", reason="转走") for one in read_people(copy)[0] if one.person == "陈静"]
    note_people(copy, ToNote(people=(*ours, kept("李明"), kept("双胞"), kept("双胞")), lapsed=("release",)), date(2023, 6, 22))
    first_seen(copy, {"both": datetime(2023, 6, 12), "theirs25": datetime(2023, 6, 22), "ours": datetime(2023, 6, 22)})
    note_firsts(copy, {SLOT: datetime(2023, 6, 1)})
    note_returned(copy, [(*SLOT, "ours")], date(2023, 6, 22))
    note_issued(copy, ["receipt"])
    fetch(copy)
    people, lapsed = read_people(copy)
    assert names(copy) == ["双胞", "双胞", "李明", "王芳", "赵强", "陈静"] and lapsed == {"release"}
    assert [len(one.traits) for one in people if one.person == "王芳"] == [2]
    assert [(one.source, one.reason, bool(one.carried)) for one in people if one.person == "陈静"] == [("read", "转走", True)]
    seen = first_seen(copy, dict.fromkeys(("both", "theirs25", "ours"), datetime(2023, 9, 1)))
    assert seen == {"both": datetime(2023, 6, 10), "theirs25": datetime(2023, 6, 22), "ours": datetime(2023, 6, 22)}
    assert known_firsts(copy) == {SLOT: datetime(2023, 6, 1)}
    assert known_returned(copy) == {(*SLOT, "ours"): date(2023, 6, 22)} and issued(copy) == {"receipt"}
    before = (copy / LEDGER).read_bytes()
    assert fetch(copy) == [] and (copy / LEDGER).read_bytes() == before
    college(tmp_path, day=26)
    fetch(copy)
    assert len(read_people(copy)[0]) == len(people)


def test_a_ledger_whose_writer_was_killed_is_read_with_its_journal(tmp_path: Path) -> None:
    ledger = college(tmp_path, kept("王芳")) / LEDGER
    with closing(sqlite3.connect(ledger, isolation_level=None)) as writer:
        writer.execute("PRAGMA cache_size = 1")
        writer.execute("BEGIN")
        writer.execute("UPDATE people SET person = '张冠李戴'")
        writer.executemany("INSERT INTO contents VALUES (?, '2023-06-25T00:00:00')", [(f"x{number}" * 300,) for number in range(99)])
        put(LEDGER, ledger.read_bytes())
        put(f"{LEDGER}-journal", Path(f"{ledger}-journal").read_bytes())
    fetch(tmp_path / "c")
    assert names(tmp_path / "c") == ["王芳"]
    assert [path.name for path in (tmp_path / "c" / ".gradflow").iterdir() if "journal" in path.name] == []


def damaged_in_one_page(ledger: bytes) -> bytes:
    return ledger[:4096] + b"\xff" * 4096 + ledger[8192:]


def damaged(ledger: bytes) -> bytes:
    return ledger[:4096] + b"\xff" * (len(ledger) - 4096)


def newer(ledger: bytes) -> bytes:
    return ledger[:60] + (99).to_bytes(4, "big") + ledger[64:]


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        (damaged, "已损坏。请学院"),
        (damaged_in_one_page, "已损坏。请学院"),
        (lambda _: b"no ledger" * 99, "已损坏。请学院"),
        (newer, "更新的 gradflow"),
    ],
)
def test_a_ledger_that_cannot_be_read_is_told_and_the_copy_stays(tmp_path: Path, spoilt: Callable[[bytes], bytes], told: str) -> None:
    college(tmp_path, kept("王芳"))
    fetch(tmp_path / "c")
    before = held(tmp_path / "c")
    put("inbox/new.xlsx", b"new")
    put(LEDGER, spoilt(Shelf.files[f"{ROOT}/{LEDGER}"]))
    assert told in refusal(tmp_path / "c")
    assert held(tmp_path / "c") == before and names(tmp_path / "c") == ["王芳"]
    assert told in refusal(tmp_path / "new")


def test_a_fetched_campaign_gives_what_it_gives_at_home(tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(EXAMPLE, home, ignore=shutil.ignore_patterns("reports", "templates"))
    for path in home.rglob("*"):
        if path.is_file():
            put(path.relative_to(home).as_posix(), path.read_bytes(), mtime=path.stat().st_mtime)
    fetch(tmp_path / "c")
    one, other = (open_session(folder).validate(date(2023, 7, 25), jobs=1) for folder in (home, tmp_path / "c"))
    assert one.findings == other.findings and one.submissions == other.submissions and one.counts == other.counts
