"""How many true values are complained of, kind by kind; every value below is true, so every finding is false.

``python benchmarks/recognition.py [TOWNS]``. TOWNS is a JSON file of province -> city -> county -> streets and towns, such as
``dist/pcas.json`` of the public modood/Administrative-divisions-of-China; without it only the region table is tried.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

from gradflow.kinds.organisation import read_organisation
from gradflow.kinds.places import LEVEL, MUNICIPALITIES, NO_NAMES, PROVINCES, Region, city_of, regions, short_name
from gradflow.model.campaign import Campaign
from gradflow.model.checks import Rule, Scope
from gradflow.model.findings import Problem, Severity
from gradflow.model.records import Context, Record
from gradflow.rules.registry import rules

TODAY = date(2026, 7, 1)
CONTEXT = Context(Campaign.model_validate({"college": "某学院", "cohort": 2026, "branches": [{"name": "甲支部"}]}), as_of=TODAY)
SEEN = Path("-")


def judged(field: str, name: str) -> Iterator[Rule]:
    """The checks that complain of an organisation's name in that field."""
    record = Record(1, {field: name}, {field: read_organisation(name)})
    for rule in rules(Scope.CELL):
        if rule.needs == (field,) and any(isinstance(found, Problem) for found in rule.check(record, CONTEXT)):
            yield rule


def tell(title: str, names: Iterable[str], field: str, *, allowed: frozenset[str] = frozenset()) -> None:
    """Print the rates of one pattern; ``allowed`` are codes that are right to come."""
    found: Counter[Severity] = Counter()
    examples: dict[str, str] = {}
    total = 0
    for name in names:
        total += 1
        told = [rule for rule in judged(field, name) if rule.code not in allowed]
        for rule in told:
            examples.setdefault(rule.code, name)
        if told:
            found[max((rule.severity for rule in told), key=list(reversed(Severity)).index)] += 1
    rates = " ".join(f"{severity.value} {found[severity] / max(total, 1):.2%}" for severity in Severity)
    print(f"{title:<34}{total:>7}  {rates}  {'; '.join(f'{code} {name}' for code, name in examples.items())}")


def _existing() -> list[Region]:
    return [r for names in regions().values() for r in names if r.last is None and r.level and r.code < "71" and r.name not in NO_NAMES]


def _own(region: Region) -> str:
    return re.sub("地区$", "地", region.name)


def _bare(name: str) -> str:
    return LEVEL.sub("", short_name(name))


PATTERNS: dict[str, Callable[[Region], str]] = {
    "X委组织部": lambda r: f"{_own(r)}委组织部",
    "中共X委组织部": lambda r: f"中共{_own(r)}委组织部",
    "中国共产党X委员会组织部": lambda r: f"中国共产党{r.name}委员会组织部",
    "X区区委组织部": lambda r: f"{r.name}{_own(r)[-1]}委组织部",
    "X委组织部党员管理科": lambda r: f"{_own(r)}委组织部党员管理科",
    "X直属机关工委": lambda r: f"{_own(r)}直属机关工委",
    "X教育局党委": lambda r: f"{r.name}教育局党委",
    "X人才服务中心党委": lambda r: f"{r.name}人才服务中心党委",
    "X人武部": lambda r: f"{r.name}人民武装部",
    "省X委组织部": lambda r: f"{r.province}{_own(r)}委组织部",
    "自治州、县的简称": lambda r: f"{re.sub('地区$', '地', short_name(r.name))}委组织部",
}
OF_COUNTIES: dict[str, Callable[[str, Region], str]] = {
    "市+X委组织部": lambda city, r: f"{city}{_own(r)}委组织部",
    "市(无“市”)+X委组织部": lambda city, r: f"{_bare(city)}{_own(r)}委组织部",
    "省+市+X委组织部": lambda city, r: f"{PROVINCES[r.code[:2]] * (r.code[:2] not in MUNICIPALITIES)}{_bare(city)}{_own(r)}委组织部",
    "市+X区区委组织部": lambda city, r: f"{city}{r.name}{_own(r)[-1]}委组织部",
}
OF_TOWNS: dict[str, Callable[[str, str], str]] = {
    "街道党工委、镇党委": lambda _, town: town + ("党工委" if town.endswith("街道") else "党委"),
    "县+街道党工委、镇党委": lambda county, town: county + town + ("党工委" if town.endswith("街道") else "党委"),
    "镇委、乡委": lambda _, town: town + ("委" if town[-1] in "镇乡" else "党工委"),
    "中共…委员会": lambda county, town: f"中共{county}{town}" + ("工作委员会" if town.endswith("街道") else "委员会"),
    "党委组织办": lambda county, town: f"{county}{town}党委组织办",
}
SAME_NAME = frozenset({"C462"})
"""A county's name that several cities have is told rightly where the city is left out."""


def towns(path: Path) -> list[tuple[str, str]]:
    """County and street or town, without what the statistics call virtual ones and without offices of no name of their own."""
    provinces = json.loads(path.read_text("utf-8"))
    found = (
        (c, t.replace("街道办事处", "街道")) for cities in provinces.values() for cs in cities.values() for c, ts in cs.items() for t in ts
    )
    return [(county, town) for county, town in found if re.search(r".(?:街道|镇|乡|苏木)$", town)]


def organisations(path: Path | None) -> None:
    """Names of Party organisations, as addressees of letters and as where a member arrived."""
    places = _existing()
    counties = [(city_of(r), r) for r in places if r.level == 2 and city_of(r) != r.province and r.code[:2] not in MUNICIPALITIES]
    counties += [(f"{r.province}市", r) for r in places if r.level == 2 and r.code[:2] in MUNICIPALITIES]
    for field in ("receiving_department", "landed_org"):
        print(field)
        for title, make in PATTERNS.items():
            tell(title, map(make, places), field, allowed=SAME_NAME)
        for title, make_of in OF_COUNTIES.items():
            tell(title, (make_of(city, r) for city, r in counties), field)
        for title, make_town in OF_TOWNS.items() if path else ():
            tell(title, (make_town(county, town) for county, town in towns(path or SEEN)), field)


if __name__ == "__main__":
    organisations(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
