"""A campaign (一次活动): one notice for one cohort, as campaign.toml tells it; what the office lets stand, keeps and lets go of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from gradflow.model.findings import Finding
from gradflow.model.folding import later, spoken_number, squeezed
from gradflow.model.forms import Declaration

NOTICE_COLLEGE = "苏州信息职业技术学院"
NOTICE_COHORT = 2023
"""The bundled notice (shared by the templates): 党委办公室, 2023-06-08."""

NO_NOTICE = (5, 1)
"""Month and day before which no notice is given out: ``notice_on`` by default."""


_DIGITS = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[壹贰叁肆伍陆柒捌玖拾]{1,3}|(?<![A-Za-z])(?:I{1,3}|I?V|VI{1,3}|IX))"
_OF_WHOM = r"(?:学生|毕业生|教师|教工|职工|党员|联合)*"
_NUMBERED = later(
    rf"第\(?({_DIGITS})\)?号?(?![A-Za-z\d一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾班级届期组次批年月日季轮页部])|(?<!\d)\(?({_DIGITS})\)?号?(?={_OF_WHOM}党?(?:支部|总支))"
    rf"|(?<=支部)[-_]?第?(?:\(({_DIGITS})(?:\)|$)|(\d{{1,2}})号?(?![\d人名位份个年月日届级班次]|\.\d)|({_DIGITS})号?(?![A-Za-z\d一-龥]))"
)
"""The number of a branch among its sisters, in any spelling: 第一, 第11, 二支部, 支部(2)."""
_PLACED = later(rf"(第\d+号)?({_OF_WHOM})(第\d+号)?党?支部(第\d+号)?$")
_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")


def with_plain_numbers(text: str) -> str:
    """A squeezed text with the numbers of branches in one spelling, which is all that tells sisters apart: 第1号."""

    def plain(match: re.Match[str]) -> str:
        digits = next(filter(None, match.groups()))
        number = int(digits) if digits.isdecimal() else _ROMAN.index(digits) if digits in _ROMAN else spoken_number(digits)
        return match[0] if number is None else f"第{number}号"

    return _NUMBERED.sub(plain, text)


@lru_cache(maxsize=4096)
def branch_key(name: str) -> str:
    """Fold what may differ in a branch's name without another branch being meant."""
    key = with_plain_numbers(squeezed(name)).replace("中共", "").replace("中国共产党", "").strip("()[]“”\"':：.。,，、_-")
    return key.removesuffix("委员会")


def branch_numbers(key: str) -> list[str]:
    """The numbers in a folded name."""
    return re.findall(r"第(\d+)号", key)


def _with_number_elsewhere(key: str) -> Iterator[str]:
    """A folded name with its number wherever people put it: 第1学生党支部, 学生第1支部, 学生支部(1)."""
    match = _PLACED.search(key)
    numbers = [one for one in match.group(1, 3, 4) if one] if match else []
    if match and len(numbers) == 1 and (match[2] or match.start()):
        before, whom, number = key[: match.start()], match[2], numbers[0]
        for branch in ("党支部", "支部"):
            yield from (f"{before}{number}{whom}{branch}", f"{before}{whom}{number}{branch}", f"{before}{whom}{branch}{number}")


TITLED = re.compile(r"(?:书记|老师|主任|同志|院长|教授)$")
"""What people are called by, behind a name."""


class Branch(Declaration):
    """A Party branch (党支部) that hands in forms."""

    name: str = Field(min_length=1, max_length=100)
    aliases: tuple[str, ...] = ()
    secretary: str = ""
    members: int = Field(default=0, ge=0)
    """Graduating members known to the office; 0: not checked."""
    committee: int = Field(default=0, ge=0)
    """Members of the branch committee (支委) known to the office; 0: not checked."""

    @property
    def secretary_name(self) -> str:
        """The secretary's name without what they are called by: 王明 of 王明书记."""
        return TITLED.sub("", self.secretary.strip())

    def spellings(self) -> Iterable[str]:
        """All folded names of this branch."""
        return (branch_key(name) for name in (self.name, *self.aliases))


class Deadline(Declaration):
    """The day by which a form is due; the day itself still counts."""

    form: str
    round: int | None = Field(default=None, ge=1)
    due_on: date

    @property
    def lane(self) -> tuple[str, int | None]:
        """Form and round."""
        return (self.form, self.round)


Weight = Annotated[float, Field(ge=0, le=100)]


class Weights(Declaration):
    """Points off a branch's 100, for each (``Shortfall``).

    Source: 辽宁机电职业技术学院 2019 (上交不及时 1, 未上交 2); 毕业生党员组织关系转移考核 2011 (没按时转移 1).
    """

    late: Weight = 1
    missing: Weight = 2
    returned: Weight = 0
    errors: Weight = 0
    unexplained: Weight = 0
    no_reason: Weight = 1
    not_landed: Weight = 0
    no_receipt: Weight = 0
    not_asked: Weight = 0
    open: Weight = 0
    undone: Weight = 0


def notice_deadlines(cohort: int) -> tuple[Deadline, ...]:
    """The bundled notice's three deadlines (六、注意事项 1-2), moved to the cohort's year."""
    return (
        Deadline(form="transfer_out", due_on=date(cohort, 6, 24)),
        Deadline(form="follow_up", round=1, due_on=date(cohort, 7, 25)),
        Deadline(form="follow_up", round=2, due_on=date(cohort, 9, 25)),
    )


class Campaign(Declaration):
    """All that campaign.toml may say."""

    college: str = Field(min_length=1, max_length=100)
    cohort: int = Field(ge=2000, le=2100)
    graduated_on: date
    notice_on: date
    """When the notice was given out, 1 May by default: no form can have been handed in before."""
    home_city: str = ""
    """The city whose offices want the electronic member file along (通知三); empty: not checked."""
    office_phone: str = Field(default="", max_length=60)
    """The Party office's line, for the card handed to graduates; empty: not on it."""
    forms: tuple[str, ...] = ()
    """Keys, or short names (附表4), of the built-in forms that are used; empty: the notice's three."""
    branches: tuple[Branch, ...] = ()
    deadlines: tuple[Deadline, ...]
    appraisal: Weights = Field(default_factory=Weights)
    rules: dict[str, Literal["error", "warning", "info", "beta", "off"]] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _defaults(cls, data: object) -> object:
        if not isinstance(data, dict):
            return data
        year = data.get("cohort")
        if not isinstance(year, int) or not 2000 <= year <= 2100:  # noqa: PLR2004 - the field's own bounds, told by pydantic
            year = NOTICE_COHORT
        return {"graduated_on": date(year, 6, 30), "notice_on": date(year, *NO_NOTICE), "deadlines": notice_deadlines(year), **data}

    @classmethod
    def of_notice(cls) -> Campaign:
        """What holds without a campaign.toml."""
        return cls.model_validate({"college": NOTICE_COLLEGE, "cohort": NOTICE_COHORT})

    @field_validator("branches")
    @classmethod
    def _one_branch_a_name(cls, branches: tuple[Branch, ...]) -> tuple[Branch, ...]:
        owners: dict[str, str] = {}
        for branch in branches:
            for spelling in branch.spellings():
                if owners.setdefault(spelling, branch.name) != branch.name:
                    raise ValueError(f"“{spelling}”既指“{owners[spelling]}”又指“{branch.name}”")
        if len({branch.name for branch in branches}) < len(branches):
            names = [branch.name for branch in branches]
            raise ValueError(f"有两个支部同名：“{next(name for name in names if names.count(name) > 1)}”")
        return branches

    @property
    def name(self) -> str:
        """College and cohort, as marks in workbooks carry them."""
        return f"{self.college}{self.cohort}届"

    @property
    def is_notice_dated(self) -> bool:
        """Whether campaign.toml says when the notice was given out."""
        return self.notice_on != date(self.cohort, *NO_NOTICE)

    @cached_property
    def spellings(self) -> dict[str, str]:
        """Folded name or alias -> the branch's name; the number where nobody registered it, if that is one branch's alone."""
        found = {key: branch.name for branch in self.branches for key in branch.spellings() if key}
        owners: dict[str, set[str]] = {}
        for key, name in found.items():
            for other in _with_number_elsewhere(key):
                owners.setdefault(other, set()).add(name)
        return {key: next(iter(names)) for key, names in owners.items() if len(names) == 1} | found

    @cached_property
    def longest_spellings(self) -> tuple[tuple[str, str], ...]:
        """The same pairs, the longest spellings first."""
        return tuple(sorted(self.spellings.items(), key=lambda pair: -len(pair[0])))

    @cached_property
    def spotter(self) -> tuple[re.Pattern[str], dict[str, str]]:
        """A pattern for the names of branches where they stand as such in a line, the longest first, and whose they are."""
        owners: dict[str, set[str]] = {}
        for key, name in self.spellings.items():
            owners.setdefault(key.replace("党支部", "支部"), set()).add(name)
        names = {key: next(iter(found)) for key, found in owners.items() if len(found) == 1 and len(key) > 1}
        parts = []
        for key in sorted(names, key=len, reverse=True):
            is_whole = re.search(r"(?:支部|总支|党委|委员会|小组)(?:第\d+号)?$", key)
            behind = "" if is_whole else r"(?![一-龥]{0,12}支部)" + ("" if re.search("[系院部班]$", key) else r"(?![一-龥])")
            parts.append((r"(?<!\d)" if key[0].isdigit() else "") + re.escape(key) + behind)
        return re.compile(rf"(?:(?<![一-龥])|(?<=[院系委支部校位织属送报于]))(?:{'|'.join(parts) or '(?!)'})"), names

    @cached_property
    def places(self) -> dict[str, int]:
        """Branch name -> its place in the order of campaign.toml."""
        return {branch.name: place for place, branch in enumerate(self.branches)}

    def due_on(self, form: str, number: int | None = None) -> date | None:
        """The day a form (and round) is due, or None."""
        return next((d.due_on for d in self.deadlines if d.lane == (form, number)), None)

    def branch_order(self, name: str) -> tuple[int, str]:
        """A sort key: the order of campaign.toml, unknown branches last."""
        return (self.places.get(name, len(self.branches)), name)


GrantKey = tuple[str, str, str, str, int | None, str, str]
"""Code, person, branch, form, round, field and the digest of the values: what a grant is bound to."""


class Grant(Declaration):
    """One error let stand for one person: by whom, when and why. It lapses when the value changes."""

    code: str
    person: str = Field(min_length=1)
    branch: str
    form: str
    round: int | None = None
    field: str = ""
    evidence: str
    """The digest of the values it was given for (``Finding.evidence``)."""
    reason: str = Field(min_length=1, max_length=500)
    granted_by: str = Field(min_length=1, max_length=100)
    granted_on: date

    @property
    def key(self) -> GrantKey:
        """What it is bound to."""
        return (self.code, self.person, self.branch, self.form, self.round, self.field, self.evidence)

    @property
    def words(self) -> str:
        """Who let it stand, when and why, for people."""
        return f"{self.granted_by} {self.granted_on.isoformat()} 准许：{self.reason}"


class Keep(Declaration):
    """One of several versions of a branch's form chosen: by whom and when, and over which others."""

    file: str = Field(min_length=1)
    digest: str
    """SHA-256 of the workbook chosen: a changed one has to be chosen anew."""
    over: tuple[str, ...] = ()
    """SHA-256 of those that no longer count; what comes later is weighed against it again."""
    kept_by: str = Field(min_length=1, max_length=100)
    kept_on: date


class Release(Declaration):
    """Somebody who was read once and is owed no more on a form: by whom, when and why. It lapses when they are read again."""

    person: str = Field(min_length=1)
    """The name as last read."""
    branch: str
    form: str
    round: int | None = None
    tail: str = ""
    """The last four of the ID number, where namesakes have to be told apart."""
    reason: str = Field(min_length=1, max_length=500)
    released_by: str = Field(min_length=1, max_length=100)
    released_on: date

    @property
    def key(self) -> str:
        """By what the ledger knows that it has lapsed."""
        return "|".join((self.person, self.branch, self.form, str(self.round or ""), self.tail, self.released_on.isoformat()))

    @property
    def words(self) -> str:
        """Who let them go, when and why, for people."""
        return f"{self.released_by} {self.released_on.isoformat()} 放行：{self.reason}"


def grant_key(finding: Finding, form: str, number: int | None) -> GrantKey:
    """What a grant for a finding on a sheet of that form and round has to be bound to."""
    return (finding.code, finding.person, finding.branch, form, number, finding.field or "", finding.evidence)


@dataclass(frozen=True, slots=True)
class GrantUse:
    """A grant, and whether this run still met what it was given for."""

    grant: Grant
    is_used: bool
