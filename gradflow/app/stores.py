"""Stores a campaign may lie in, by URL, and what lies there: only ever listed and read. The one door to fsspec (the extra ``stores``).

What goes wrong with a store is told in one sentence, in which neither the URL's password nor anything of its query stands.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from gradflow.app.campaign_file import CampaignError
from gradflow.model.failures import missing_extra, missing_package
from gradflow.reading.sniffing import is_ignored, is_system

try:
    import fsspec
except ImportError:  # the extra is not installed
    fsspec = None

SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)(?:://|::)")
"""At least two letters: one is a drive."""
ACCOUNT = re.compile(r"(?<=://)[^/:@]*:(?!\d+(?:/|$))(?:.*@|.*)|(?:^|(?<=://))[^/]*@")
"""What stands before a host, or where that is not clear all there is, for a password may hold any sign. A number behind a host is a port."""
PACKAGES = {"smbclient": "smbprotocol"}
"""Module -> the package it comes in, where that is called otherwise."""
TIMES = ("LastModified", "last_modified", "mtime", "modified", "updated", "modify", "date_time")
"""What stores call the time a file was last changed."""
READ_AT = frozenset({"time", "atime", "last_access_time"})
"""What changes in a listing when a file is only read."""
PLAIN = (str, int, float, bytes, datetime, tuple)
IN_MILLISECONDS = 10**11
"""Numbers from here on are no seconds: that would be the year 5138."""
LATEST = 2**33
"""Seconds; no clock is as wrong as the year 2242."""
MOST_FILES = 20_000
SIDE_BY_SIDE = 16
BATCH_BYTES, BATCH_FILES = 64 * 2**20, 500
"""Held in memory at a time."""
UNCHANGED = "以前拷来的没有动。"


def is_url(place: str) -> bool:
    """Whether that names a store, and no folder: a drive, a network share and ``file://`` are folders."""
    found = SCHEME.match(place)
    return "://" in place and found is not None and found[1].casefold() != "file"


def shown(url: str) -> str:
    """The URL as people may see it."""
    parts = (part.partition("?") for part in url.split("::"))
    return "::".join(ACCOUNT.sub("***@", place) + ("?***" if query else "") for place, query, _ in parts)


@dataclass(frozen=True, slots=True)
class Stored:
    """A file in a store."""

    name: str
    """Below the campaign's folder, with ``/``."""
    path: str
    size: int | None
    """Bytes; None where the store does not tell."""
    mark: str
    """Of all that the listing tells of it (size, time, etag, checksum): another one, if the file may have changed."""
    is_link: bool
    told: Mapping[str, Any]


class Store:
    """A campaign's folder in a store. Whatever cannot be listed or read is a CampaignError: nothing is left out silently."""

    def __init__(self, url: str) -> None:
        """Connect. Raises MissingExtraError for a package to be installed, CampaignError for everything else."""
        self.place = shown(url)
        if fsspec is None:
            raise missing_extra("从网络存储取材料", "存储", "stores")
        self._require(url)
        with self._asking():
            self._system, self._root = fsspec.core.url_to_fs(url)
            self._system.invalidate_cache()
            self._root = self._root.rstrip("/")

    def _require(self, url: str) -> None:
        """Tell what is unknown, or not installed, of a URL that may have several parts (``zip://2023届::s3://…``)."""
        for scheme in (part.partition("://")[0] for part in url.split("::") if "://" in part):
            try:
                fsspec.get_filesystem_class(scheme)
            except ValueError as error:
                raise CampaignError(f"“{self.place}”用不了：不认识 {scheme}:// 这种地址。能用哪些，见 docs/规模.md。") from error
            except ImportError as error:
                module = str(getattr(error.__cause__ or error, "name", None) or scheme).partition(".")[0]
                package = PACKAGES.get(module, module)
                raise missing_package(f"读“{self.place}”要先装上 {package}", package) from error

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Tell in one sentence whatever a store's library raises: each has errors of its own."""
        try:
            yield
        except CampaignError:
            raise
        except Exception as error:
            raise CampaignError(f"“{self.place}”读不到：{_reason(error)}{UNCHANGED}") from error

    def files(self, top_files: Sequence[str], top_folders: Sequence[str]) -> dict[str, Stored]:
        """Name -> file, of those files in the campaign's folder, and of all that lies in those folders, at any depth; systems' own left out."""
        with self._asking():
            top = {self._name(info): info for info in self._listed([self._root])}
            found = [info for name, info in top.items() if name in top_files and not _is_folder(info)]
            level = [str(top[name]["name"]) for name in top_folders if name in top and _is_folder(top[name])]
            seen = len(level)
            while level:
                infos = self._listed(level)
                found += (info for info in infos if not _is_folder(info) and not is_ignored(self._name(info).rpartition("/")[2]))
                level = [str(info["name"]) for info in infos if _is_folder(info) and not is_system(self._name(info).rpartition("/")[2])]
                seen += len(infos)
                if seen > MOST_FILES:
                    raise CampaignError(f"“{self.place}”里的文件太多(超过{MOST_FILES}个)，不像一个活动文件夹。检查地址。{UNCHANGED}")
        return {one.name: one for one in map(self._stored, found)}

    def _listed(self, folders: Sequence[str]) -> list[dict[str, Any]]:
        """What lies in these folders, not what lies in those; a store that lists a folder in itself means its mark."""
        with ThreadPoolExecutor(SIDE_BY_SIDE if self._system.async_impl else 1) as pool:
            listings = pool.map(lambda folder: self._system.ls(folder, detail=True), folders)
            found = [(folder, info) for folder, infos in zip(folders, listings, strict=True) for info in infos]
        if any(folder == info["name"].rstrip("/") and info.get("StorageClass") == "DIRECTORY" for folder, info in found):  # of S3
            raise CampaignError(f"“{self.place}”里有没有名称的文件夹(连着两个“/”)，里面的文件取不到。给它起个名称，再运行一次。{UNCHANGED}")
        return [info for folder, info in found if info["name"].strip("/") != folder.strip("/")]

    def _name(self, info: Mapping[str, Any]) -> str:
        return str(info["name"]).removeprefix(self._root).strip("/")

    def _stored(self, info: Mapping[str, Any]) -> Stored:
        told = sorted((key, value) for key, value in info.items() if isinstance(value, PLAIN) and key not in READ_AT)
        mark = hashlib.sha256(repr(told).encode("utf-8", "surrogatepass")).hexdigest()
        size, is_link = info.get("size"), info["type"] == "link" or bool(info.get("islink"))
        return Stored(self._name(info), str(info["name"]), size if isinstance(size, int) else None, mark, is_link, info)

    def contents(self, files: Sequence[Stored], most_bytes: int) -> Iterator[tuple[Stored, bytes]]:
        """Each of these files, with its content; of one whose size is not told at most one byte more than ``most_bytes``."""
        for batch in _batches(files):
            asked = [one for one in batch if one.size != 0]  # of an empty object no store gives a part
            ends = [(most_bytes if one.size is None else one.size) + 1 for one in asked]
            with self._asking():
                bodies = self._system.cat_ranges([one.path for one in asked], [0] * len(asked), ends, on_error="return") if asked else []
                for one, body in zip(asked, bodies, strict=True):
                    if isinstance(body, FileNotFoundError) or (isinstance(body, bytes) and one.size not in {None, len(body)}):
                        raise CampaignError(f"“{self.place}”里的“{one.name}”正在变动。等上传完，再运行一次。{UNCHANGED}")
                    if not isinstance(body, bytes):
                        raise body
            given = dict(zip((one.name for one in asked), bodies, strict=True))
            yield from ((one, given.get(one.name, b"")) for one in batch)

    def changed_at(self, file: Stored) -> float | None:
        """When a file was last changed, in seconds since 1970; None where the store does not tell, or not sensibly."""
        told = next((file.told[key] for key in TIMES if file.told.get(key)), None)
        with self._asking():
            try:
                return _seconds(self._system.modified(file.path) if told is None else told)
            except NotImplementedError:
                return None


def _is_folder(info: Mapping[str, Any]) -> bool:
    return bool(info["type"] == "directory")


def _batches(files: Sequence[Stored]) -> Iterator[list[Stored]]:
    batch: list[Stored] = []
    weight = 0
    for one in files:
        if batch and (weight + (one.size or 0) > BATCH_BYTES or len(batch) == BATCH_FILES):
            yield batch
            batch, weight = [], 0
        batch.append(one)
        weight += one.size or 0
    if batch:
        yield batch


def _reason(error: Exception) -> str:
    """Why, and what to do; never in the words of the library, which may quote the URL."""
    if isinstance(error, FileNotFoundError):
        return "那里没有这个文件夹。检查地址有没有写错。"
    if isinstance(error, PermissionError) or re.search("Credential|Auth|Login|Token", type(error).__name__):
        return "没有给出账号，或者账号没有读的权限。检查存储组件自己的环境变量(见 docs/规模.md)。"
    return "连不上，或者读到一半断了。检查网络和地址，再运行一次。"


def _seconds(told: object) -> float | None:
    """A time in whatever way a store tells it; one without a zone is UTC, but for the parts of a date in a zip (local time)."""
    try:
        found = _moment(told)
    except (ValueError, TypeError, OverflowError, OSError):
        return None
    return found if 0 < found < LATEST else None


def _moment(told: object) -> float:
    if isinstance(told, tuple):
        return datetime(*told).timestamp()  # noqa: DTZ001 - as the clock stood where it was packed
    if isinstance(told, str):
        told = datetime.strptime(told[:14], "%Y%m%d%H%M%S") if told[:14].isdigit() else datetime.fromisoformat(told)  # noqa: DTZ007 - see below
    if isinstance(told, datetime):
        return (told if told.tzinfo else told.replace(tzinfo=UTC)).timestamp()
    number = float(told)  # type: ignore[arg-type]  # what is no number is a TypeError
    return number / 1000 if number > IN_MILLISECONDS else number
