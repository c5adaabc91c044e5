"""Rates of recognition for kinds that do not rest on the region table: postcodes, landlines, mobiles, ethnic groups, names.

``python benchmarks/recognition_values.py [COUNTIES.csv [NAMES.txt]]``. COUNTIES.csv is a public table with the heads province, city,
county, zipCode and, if it has them, areaCode (such as region.csv of sfyc23/China-zip-code-latitude-and-longitude, 3,155 counties); NAMES.txt
has a name a line. Without tables the built-in lists are tried alone. A postcode that is doubted in the table of counties and is
none of the province it stands under may be the table's mistake: each one is printed.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from pathlib import Path

from gradflow.forms.loader import load_forms
from gradflow.kinds.address import Address, is_postcode_of
from gradflow.kinds.ethnicity import GROUPS
from gradflow.kinds.phone import Phones
from gradflow.model.findings import Problem

KINDS = load_forms()["transfer_out"].kinds
SEGMENTS = [
    *map(str, (*range(130, 140), 145, 147, *range(149, 154), *range(155, 160), 162, *range(165, 168), *range(170, 174))),
    *map(str, (*range(175, 179), *range(180, 194), *range(195, 200))),
]
"""Mobile segments in use (README-CN of VincentSit/ChinaMobilePhoneNumberRegex)."""
AREA_SPELLINGS = ("0{0}-{1}", "(0{0}){1}", "0{0}{1}", "0{0} {1}", "+86 {0} {1}", "0086-0{0}-{1}", "0{0}-{1}转801")
GROUP_SPELLINGS = ("{0}族", "{0}", "{0} 族", "{1:02d}", "{0}族({1:02d})", "{1:02d}-{0}族", "1.{0}族")


def tell(what: str, wrong: Iterable[object], tried: int) -> None:
    """Print a rate and what was not understood."""
    found = list(wrong)
    print(f"{what}: {tried - len(found)} of {tried} right", *(f"\n    {one}" for one in found), sep="")


def postcodes(rows: list[dict[str, str]]) -> None:
    """Every county's own postcode must not be doubted; that of 吴江 must be, outside 江苏."""
    doubted, missed = [], []
    for row in rows:
        place = row["province"] + "".join(dict.fromkeys((row["city"], row["county"])))
        own, foreign = (KINDS["address"].parse(f"{place}解放路1号 {code}") for code in (row["zipCode"].zfill(6), "215200"))
        if not isinstance(own, Address) or not is_postcode_of(own):
            doubted.append(f"{place} {row['zipCode']}")
        if isinstance(foreign, Address) and foreign.province not in {"江苏", "台湾", None} and is_postcode_of(foreign):
            missed.append(place)
    tell("postcodes not doubted", doubted, len(rows))
    tell("postcodes of 吴江 doubted elsewhere", missed, len(rows))


def landlines(areas: set[str]) -> None:
    """Every area code in every spelling."""
    typed = [
        (one.format(area, line), f"0{area}-{line}") for area in sorted(areas) for line in ("6345678", "63456789") for one in AREA_SPELLINGS
    ]
    tell("landlines", (text for text, wanted in typed if not _is_number(text, wanted)), len(typed))


def _is_number(text: str, wanted: str) -> bool:
    found = KINDS["phone"].parse(text)
    return isinstance(found, Phones) and [number.digits.partition("转")[0] for number in found.numbers] == [wanted]


def main(counties: str = "", names: str = "") -> None:
    """Print all rates."""
    tell("mobiles", (one for one in SEGMENTS if not _is_number(f"{one} 1234 5679", f"{one}12345679")), len(SEGMENTS))
    groups = [(one.format(group[:-1], code), group) for code, group in enumerate(GROUPS, start=1) for one in GROUP_SPELLINGS]
    tell("ethnic groups", (text for text, group in groups if KINDS["ethnicity"].parse(text) != group), len(groups))
    rows = list(csv.DictReader(Path(counties).read_text("utf-8-sig").splitlines())) if counties else []
    postcodes(rows)
    landlines({row["areaCode"].lstrip("0") for row in rows if row.get("areaCode")} or {"10", "20", "512", "755", "991"})
    people = Path(names).read_text("utf-8").split() if names else ["阿依古丽·买买提", "𫖯䶮", "欧阳娜娜", "王芳"]
    tell("names", (name for name in people if isinstance(KINDS["name"].parse(name), Problem)), len(people))


if __name__ == "__main__":
    main(*sys.argv[1:])
