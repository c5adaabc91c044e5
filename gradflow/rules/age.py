"""R302-R307: full years of age (周岁), counted as Party practice does: a year is full on the birthday."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

from gradflow.model.findings import Correction, Problem, Severity
from gradflow.model.records import Record, Ruleset
from gradflow.rules.registry import row_rule


def full_years(born_on: date, day: date) -> int:
    """Full years on that day."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def told_years(years: int) -> str:
    """An age that cannot be, in words."""
    return f"是{years}周岁" if years >= 0 else "还没有出生"


class AgeReading(NamedTuple):
    """How a typed age stands to the ID number's birthday."""

    fit: Literal["right", "by_year", "near", "far"]
    """``by_year``: year of graduation less year of birth, one reading only, so it is corrected; ``near``: one year off, or 虚岁."""
    right: frozenset[int]
    """Full years on any day of the window before graduation: all count as right."""


@lru_cache(maxsize=16)
def read_age(typed: int, born_on: date, context: Ruleset) -> AgeReading:
    """Compare an age with a birthday: once for the rules that run on a row one after the other."""
    last = context.campaign.graduated_on
    first = last - timedelta(days=context.limits["age_window_days"])
    right, by_year = frozenset({full_years(born_on, first), full_years(born_on, last)}), last.year - born_on.year
    if typed in right or typed == by_year:
        return AgeReading("right" if typed in right else "by_year", right)
    return AgeReading("near" if typed in {by_year + 1, min(right) - 1, max(right) + 1} else "far", right)


@row_rule(
    "R302", "age-matches-id", title="年龄与身份证号不符", needs=("age", "id_number"),
    message="年龄写的是{age}，按身份证号出生日期应为{right}周岁", advice="改为周岁；相差较大时核对身份证号是否填错行",
    source="附件2“年龄”；GB 11643-1999 出生日期码",
)  # fmt: skip
def age_matches_id(record: Record, context: Ruleset) -> Iterator[Problem]:
    """年龄与身份证号算出的周岁相差两岁以上，多半是身份证号或整行填错。

    正确 | 年龄 23 | 身份证号码 320584200005120016
    错误 | 年龄 18 | 身份证号码 320584200005120016
    """
    reading = read_age(record["age"], record["id_number"].born_on, context)
    if reading.fit == "far" and max(reading.right) >= context.limits["adult_age"]:
        yield Problem("age", {"right": "或".join(map(str, sorted(reading.right)))})


@row_rule(
    "R303", "age-nominal", title="年龄像是虚岁", needs=("age", "id_number"), of_graduates=True, severity=Severity.WARNING,
    message="年龄写的是{age}，按身份证号应为{right}周岁，像是虚岁或算错一岁", advice="改为周岁",
    source="附件2“年龄”惯例填周岁",
)  # fmt: skip
def age_nominal(record: Record, context: Ruleset) -> Iterator[Problem]:
    """虚岁等于年份之差加一；差一岁的也请核对。

    正确 | 年龄 21 | 身份证号码 320584200112010015
    错误 | 年龄 23 | 身份证号码 320584200112010015
    """
    reading = read_age(record["age"], record["id_number"].born_on, context)
    if reading.fit == "near":
        yield Problem("age", {"right": "或".join(map(str, sorted(reading.right)))})


@row_rule(
    "R304", "age-by-year", title="年龄按年份之差计算", needs=("age", "id_number"), of_graduates=True,
    severity=Severity.INFO, corrects=True,
    message="年龄写的是{age}，是按年份之差算的，生日还没到", advice="改为周岁：{right}",
    source="附件2“年龄”惯例填周岁",
)  # fmt: skip
def age_by_year(record: Record, context: Ruleset) -> Iterator[Correction]:
    """年份之差比周岁多一岁(生日未到)，只有一种理解，自动改为周岁并列入自动更正，支部不必处理。

    在 campaign.toml 里设为 "error"、"warning" 或 "beta" 时不自动改，只指出应改为几岁。

    正确 | 年龄 21 | 身份证号码 320584200112010015
    改为 | 年龄 22 | 身份证号码 320584200112010015
    """
    reading = read_age(record["age"], record["id_number"].born_on, context)
    if reading.fit == "by_year":
        yield Correction("age", max(reading.right))


@row_rule(
    "R305", "age-possible", title="按身份证号不可能是党员", needs=("id_number",),
    message="按身份证号，到{as_of}{years}，不可能是{whom}", advice="对照身份证核对号码第7-14位(出生年月日)，年龄也一并核对",
    rests_on=("adult_age", "highest_age"),
)  # fmt: skip
def age_possible(record: Record, context: Ruleset) -> Iterator[Problem]:
    """年满十八岁才能申请入党；超过六十岁的应届毕业生多半是号码写错。往届的、教职工也列的表不看上限。

    正确 | 身份证号码 320584200005120016
    错误 | 身份证号码 320584201005120010
    """
    years = full_years(record["id_number"].born_on, context.campaign.graduated_on)
    if whom := _who_not(years, years, context):
        yield Problem("id_number", {"years": told_years(years), "as_of": context.campaign.graduated_on.isoformat(), "whom": whom})


@row_rule(
    "R306", "age-usual", title="年龄比一般毕业生大", needs=("id_number",), of_graduates=True, severity=Severity.WARNING,
    message="按身份证号已{years}周岁，比一般毕业生大", advice="核对身份证号；高职扩招、退役军人等属实的写明情况",
    source="经验值: 应届毕业生通常18-30周岁",
)  # fmt: skip
def age_usual(record: Record, context: Ruleset) -> Iterator[Problem]:
    """超过30周岁的毕业生不多见，请核对号码。

    正确 | 身份证号码 320584200005120016
    错误 | 身份证号码 320584198005120016
    """
    years = full_years(record["id_number"].born_on, context.campaign.graduated_on)
    if context.limits["usual_age"] < years <= context.limits["highest_age"]:
        yield Problem("id_number", {"years": years})


@row_rule(
    "R307", "born-in-possible", title="按出生年月不可能是党员", needs=("born_in",),
    message="出生年月{born_in}，到{day}{years}，不可能是{whom}", advice="对照身份证核对出生年月",
    rests_on=("adult_age",),
)  # fmt: skip
def born_in_possible(record: Record, context: Ruleset) -> Iterator[Problem]:
    """年满十八岁才能申请入党；超过六十岁的应届毕业生多半是年份写错。只写到月的按最有利的一天算。

    正确 | 出生年月 2005-06
    错误 | 出生年月 2005-07
    """
    day = context.campaign.graduated_on
    oldest, youngest = (full_years(born, day) for born in (record["born_in"].first, record["born_in"].last))
    if whom := _who_not(oldest, youngest, context):
        yield Problem("born_in", {"years": told_years(oldest), "day": day.isoformat(), "whom": whom})


def _who_not(oldest: int, youngest: int, context: Ruleset) -> str:
    """What somebody between these ages cannot be, on the form under check; empty where they can."""
    if context.form and context.form.beyond_roster:
        return "党员或入党积极分子" if oldest < context.limits["adult_age"] else ""
    return "" if oldest >= context.limits["adult_age"] and youngest <= context.limits["highest_age"] else "应届毕业生党员"
