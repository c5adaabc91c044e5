"""Believable values of every kind, drawn at random, as one would type them: for tests, and for building the examples. They belong to nobody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from gradflow.kinds import id_number, tracking_number
from gradflow.kinds.base import Kind
from gradflow.kinds.ethnicity import GROUPS
from gradflow.model.cells import Raw

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰涛明超霞平刚桂婷浩宇轩然博文思雨欣怡子涵梓晨佳琪俊豪雪莹嘉晓东海燕"
HAN_SHARE = 0.9
"""Share of 汉族, as in life."""
REGIONS = ("320584", "320509", "320581", "342221", "411522", "320586", "500101")
ROADS = ("云梨路", "鲈乡北路", "仲英大道", "中山南路", "笠泽路")
PLACES = ("昆山市", "常熟市", "张家港市", "太仓市", "江苏省苏州市吴江区", "苏州市吴中区", "如皋市", "兴化市")


def sample(kind: Kind, random: Random) -> Raw:
    """A value of the kind; None for what is mostly empty."""
    return DRAWN[kind.name](kind, random) if kind.name in DRAWN else None


def _id_number(_: Kind, random: Random) -> str:
    """With a right check digit."""
    region = random.choice(REGIONS)
    born = date(random.randint(1999, 2002), random.randint(1, 12), random.randint(1, 28))
    first17 = f"{region}{born:%Y%m%d}{random.randint(0, 99):02d}{random.randint(1, 9)}"
    return first17 + id_number.check_digit(first17)


def _date(kind: Any, random: Random) -> str:
    """Between the two days the form names."""
    first, last = kind.options.sample_from, kind.options.sample_to
    day = first + timedelta(days=random.randint(0, (last - first).days))
    return f"{day.year}.{day.month}.{day.day}"


def _number(kind: Any, random: Random) -> float:
    """Near the smallest."""
    low, most, scale = kind.options.min, min(kind.options.max, kind.options.min + 50), int(10**kind.options.decimals)
    return random.randint(low * scale, most * scale) / scale


def _tracking_number(_: Kind, random: Random) -> str:
    """Of EMS within China, or of S10 with its check digit."""
    first8 = f"{random.randint(1, 99999999):08d}"
    return random.choice([f"1{first8}{random.randint(1000, 9999)}", f"EA{first8}{tracking_number.check_digit(first8)}CN"])


DRAWN: dict[str, Callable[[Any, Random], Raw]] = {
    "address": lambda _, random: f"江苏省苏州市吴江区松陵街道{random.choice(ROADS)}{random.randint(1, 999)}号 215200",
    "age": lambda _, random: random.randint(20, 24),
    "choice": lambda kind, random: random.choice([one.text for one in kind.options.choices]),
    "contact_log": lambda _, random: f"{random.choice(('电话', '微信', '上门'))} 2023.7.{random.randint(3, 20)}",
    "date": _date,
    "email": lambda _, random: f"{random.randint(10**7, 10**9)}@example.com",
    "ethnicity": lambda _, random: "汉族" if random.random() < HAN_SHARE else random.choice(GROUPS),
    "id_number": _id_number,
    "number": _number,
    "organisation": lambda _, random: f"中共{random.choice(PLACES)}委组织部",
    "organisation_code": lambda _, random: f"0{random.choice(('11', '32', '51'))}{random.randint(0, 10**9 - 1):09d}",
    "person_name": lambda _, random: random.choice(SURNAMES) + "".join(random.sample(GIVEN, random.randint(1, 2))),
    "phone": lambda _, random: f"1{random.choice(['36', '38', '39', '52', '87'])}{random.randint(2 * 10**7, 99999999)}",
    "postcode": lambda _, random: random.choice(("215000", "215200", "215300")),
    "qq": lambda _, random: str(random.randint(10**7, 10**9)),
    "tracking_number": _tracking_number,
    "wechat": lambda _, random: f"wx_{random.randint(10**5, 10**7)}",
}
