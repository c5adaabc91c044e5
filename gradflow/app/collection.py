"""A collection: campaigns of many colleges, and the folder their reports are rolled up in.

That folder holds collection.toml where there is one, the reports, copies of campaigns that lie in stores, and in ``.gradflow`` the key under
which ID numbers are marked and what each campaign handed up last: nobody's number, but names, so only its owner may read them.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from pydantic import Field, field_validator

from gradflow.app.campaign_file import CampaignError, load_campaign, read_settings
from gradflow.app.campaign_lock import locked
from gradflow.app.campaign_task import OUTCOME, Task, side_by_side
from gradflow.app.fetching import fetch_campaign
from gradflow.app.inbox import refuse_reports_at, writing_to
from gradflow.app.last_run import LastRun
from gradflow.app.stores import is_url, shown
from gradflow.model.campaign import Campaign
from gradflow.model.collected import Collection, Outcome
from gradflow.model.failures import Tell, Watch, sentence_of
from gradflow.model.folding import squeezed
from gradflow.model.forms import Declaration
from gradflow.model.masking import on_screen
from gradflow.model.naming import CAMPAIGN, COLLECTION, OWN, REPORTS, safe_name
from gradflow.outputs.collection import check_parquet, publish_collection
from gradflow.outputs.files import replace_file
from gradflow.outputs.publishing import refuse_foreign_folder, refuse_open_files
from gradflow.pipeline.grouping import grouped
from gradflow.pipeline.rollup import RollUp

HOME = "总汇"
"""The collection's folder where none is named."""
FETCHED, KEY, LAST = "fetched", "key", "collected"
KEY_BYTES = 32
DIGITS = 8
"""Of a digest behind a name, to tell copies apart whose addresses end alike."""
THREADS = 8
"""Campaigns that are looked at together: it is mostly waiting for disks and stores."""


NO_PLACE = "每一项要写一个文件夹或地址，不能空着，也不能有换行等看不见的字符"


def _is_place(place: str) -> bool:
    return bool(place.strip()) and place.isprintable()


class Settings(Declaration):
    """All that collection.toml may say."""

    name: str = Field(default="", max_length=100)
    """What the reports are called: 苏州市."""
    cohort: int | None = Field(default=None, ge=2000, le=2100)
    """Which year's campaigns are rolled up; by default that of most of them."""
    campaigns: tuple[str, ...] = Field(min_length=1)
    """Folders, from where collection.toml lies, or addresses in stores; in the order of the reports."""

    @field_validator("campaigns")
    @classmethod
    def _are_places(cls, campaigns: tuple[str, ...]) -> tuple[str, ...]:
        """Raises ValueError for what no file system takes."""
        if not all(map(_is_place, campaigns)):
            raise ValueError(NO_PLACE)
        return campaigns


@dataclass(frozen=True, slots=True)
class Member:
    """A campaign as it was named, and where it lies; one of a store, where it is brought to."""

    place: str
    folder: Path
    url: str = ""

    def campaign(self) -> Campaign:
        """What it is, brought here first if it lies in a store. Raises GradflowError or OSError."""
        if self.url:
            fetch_campaign(self.url, self.folder)
        elif not self.folder.is_dir():
            raise CampaignError("没有这个文件夹。检查写法，再运行一次。")
        elif not (self.folder / CAMPAIGN).exists():
            raise CampaignError(f"里面没有 {CAMPAIGN}，不是活动文件夹。换成该校的活动文件夹，或者去掉这一处。")
        return load_campaign(self.folder / CAMPAIGN)


@dataclass(frozen=True, slots=True)
class CollectionFolder:
    """The folder of a collection, and the campaigns it is of, each once."""

    folder: Path
    settings: Settings
    members: tuple[Member, ...]

    @property
    def reports(self) -> Path:
        """Where its reports are written."""
        return self.folder / REPORTS


def open_collection(places: Sequence[str], out: Path | None = None) -> CollectionFolder:
    """The collection that places name: one with a collection.toml, or campaigns. ``out``: its folder, wherever that file lies.

    Raises CampaignError.
    """
    if not all(map(_is_place, places)):
        raise CampaignError(f"要汇总的活动文件夹{NO_PLACE.removeprefix('每一项')}。")
    named = (Path(place) if Path(place).name == COLLECTION else Path(place, COLLECTION) for place in places or ["."])
    root, declared = Path(), [path for path in named if path.is_file()]
    if declared and len(places) > 1:
        raise CampaignError(f"“{declared[0].parent}”里有 {COLLECTION}：要汇总的都写在那个文件里，命令里只写这一个文件夹。")
    if declared:
        root, settings = declared[0].parent, read_settings(declared[0], Settings)
    elif places:
        settings = Settings(campaigns=tuple(places))
    else:
        raise CampaignError(f"这里没有 {COLLECTION}。写上要汇总的活动文件夹，或者在 {COLLECTION} 里列出来。")
    home = out or (root if declared else Path(HOME))
    if (home / CAMPAIGN).exists():
        raise CampaignError(f"“{home}”是一个活动文件夹，总汇不能写在里面。用 --out 换一个文件夹。")
    members = dict[Path, Member]()
    for place in settings.campaigns:
        member = _member(place, root, home)
        members.setdefault(member.folder, member)
    return CollectionFolder(home, settings, tuple(members.values()))


def _member(place: str, root: Path, home: Path) -> Member:
    if not is_url(place):
        path = url2pathname(urlsplit(place).path) if place.casefold().startswith("file://") else place
        return Member(place, Path(os.path.realpath(root / path)))
    url = place.rstrip("/")
    digest = hashlib.sha256(url.encode("utf-8", "surrogateescape")).hexdigest()[:DIGITS]
    tail = "_".join(shown(url).rpartition("://")[2].split("/")[-2:])
    return Member(shown(url), Path(os.path.realpath(home / FETCHED / f"{safe_name(tail)}-{digest}")), url)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a run over a collection is made."""

    as_of: date | None
    """The day that stands for ``today``."""
    today: date
    jobs: int | None = None
    dask: str | None = None
    """See ``side_by_side``."""
    has_parquet: bool = False


def collect(opened: CollectionFolder, manner: Manner, tell: Tell = str, watch: Watch = lambda *_: None) -> tuple[Collection, RollUp | None]:
    """Validate every campaign of a collection, roll them up, and write the collection's reports; whatever befalls one is its refusal.

    Reports are written, and their figures returned, if anything could be rolled up. Raises CampaignError, MissingExtraError or
    PublishingError where nothing at all can be done.
    """
    if manner.has_parquet:
        check_parquet()
    refuse_foreign_folder(opened.reports)
    refuse_open_files(opened.reports)
    home = opened.folder
    with writing_to(home):
        home.mkdir(parents=True, exist_ok=True)
    with locked(home, tell), writing_to(home):
        run = _Run(opened, manner.as_of, manner.today)
        outcomes = run.outcomes(partial(side_by_side, jobs=manner.jobs, dask=manner.dask), watch)
        collection = Collection(cohort=run.cohort, as_of=manner.as_of or manner.today, outcomes=outcomes)
        if not any(one.summary for one in outcomes):
            return collection, None
        title, has_parquet = opened.settings.name, manner.has_parquet
        return collection, publish_collection(opened.reports, collection, title=title, tell=tell, has_parquet=has_parquet)


class _Run:
    """One run over a collection whose folder is held."""

    def __init__(self, opened: CollectionFolder, as_of: date | None, today: date) -> None:
        self.members, self.as_of, self.today = opened.members, as_of, today
        self.own = opened.folder / OWN
        self.key = _key(self.own / KEY)
        with ThreadPoolExecutor(THREADS) as threads:
            found = dict(enumerate(threads.map(_campaign_of, self.members)))
        self.refusals = {number: one for number, one in found.items() if isinstance(one, str)}
        campaigns = {number: one for number, one in found.items() if not isinstance(one, str)}
        for number in campaigns:
            refuse_reports_at(self.members[number].folder, opened.reports)
        cohorts = Counter(campaign.cohort for campaign in campaigns.values())
        self.cohort = opened.settings.cohort or max(
            cohorts, key=lambda one: (cohorts[one], one), default=0
        )  # of most, of several the newest
        self.refusals |= dict(_not_rolled_up(campaigns, self.members, self.cohort))

    def outcomes(self, perform: Callable[[Sequence[Task]], Iterator[tuple[int, Outcome]]], watch: Watch) -> tuple[Outcome, ...]:
        """What became of every campaign: refused, kept from the last run, or performed."""
        found = {number: Outcome(place=self.members[number].place, refusal=why) for number, why in self.refusals.items()}
        left = [number for number in range(len(self.members)) if number not in found]
        with ThreadPoolExecutor(THREADS) as threads:
            kept = zip(left, threads.map(self._kept, left), strict=True)
            found |= {number: outcome for number, outcome in kept if outcome}
        left = [number for number in left if number not in found]
        watch(len(found), len(self.members))
        waiting = (self.members[number] for number in left)
        tasks = [Task(place=one.place, folder=str(one.folder), key=self.key, as_of=self.as_of) for one in waiting]
        for number, outcome in perform(tasks):
            if outcome.holds_for:
                path = self._place(left[number])
                path.parent.mkdir(mode=0o700, exist_ok=True)
                replace_file(path, OUTCOME.dump_json(outcome), is_private=True)
            found[left[number]] = outcome
            watch(len(found), len(self.members))
        self._forget()
        return tuple(found[number] for number in sorted(found))

    def _kept(self, number: int) -> Outcome | None:
        """What a campaign handed up last, if nothing it depends on has changed since."""
        member = self.members[number]
        with contextlib.suppress(OSError, ValueError):
            kept = OUTCOME.validate_json(self._place(number).read_bytes())
            last = LastRun(member.folder, member.folder / REPORTS, self.as_of, self.today)
            if last.shown() and kept.holds_for == last.print:
                return replace(kept, place=member.place, is_unchanged=True)
        return None

    def _place(self, number: int) -> Path:
        """Where that is kept: under another key it is another's."""
        folder = str(self.members[number].folder).encode("utf-8", "surrogateescape")
        return self.own / LAST / f"{hmac.digest(bytes.fromhex(self.key), folder, 'sha256').hex()}.json"

    def _forget(self) -> None:
        """Delete what is kept of campaigns that are in the collection no more."""
        ours = {self._place(number) for number in range(len(self.members))}
        for path in sorted((self.own / LAST).glob("*")):
            if path not in ours:
                path.unlink()


def _key(path: Path) -> str:
    """The collection's key, in hex; made where there is none that is whole. Raises OSError."""
    with contextlib.suppress(FileNotFoundError, ValueError):
        key = path.read_text("ascii")
        if len(bytes.fromhex(key)) == KEY_BYTES:
            return key
    key = secrets.token_hex(KEY_BYTES)
    replace_file(path, key.encode("ascii"), is_private=True)
    return key


def _campaign_of(member: Member) -> Campaign | str:
    """What a campaign is, or the sentence on why it cannot be told."""
    try:
        return member.campaign()
    except Exception as error:  # noqa: BLE001 - one campaign never stops the others
        return on_screen(sentence_of(error))


def _not_rolled_up(campaigns: Mapping[int, Campaign], members: Sequence[Member], cohort: int) -> Iterator[tuple[int, str]]:
    """Those of another year, and those of one name: of these it is not clear which to believe."""
    alike = grouped(((squeezed(one.college), one.cohort), members[number].place) for number, one in campaigns.items())
    for number, campaign in campaigns.items():
        others = [place for place in alike[squeezed(campaign.college), campaign.cohort] if place != members[number].place]
        if campaign.cohort != cohort:
            yield number, f"是{campaign.cohort}届的，这里汇总{cohort}届。换成该校{cohort}届的活动文件夹，或者去掉这一处。"
        elif others:
            yield number, f"与“{'”“'.join(others)}”同是{campaign.name}，分不清以哪一处为准，都没有汇入。只留一处。"
