"""How one clerk writes: the same value in the spellings of one hand. What is written means what the truth holds."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from foreign.people import Person

FULL = str.maketrans("0123456789.X", "０１２３４５６７８９．Ｘ")
HAN = dict(zip("0123456789", "〇一二三四五六七八九", strict=True))
CODES = {"男": "1.男", "女": "2.女", "正式党员": "1.正式党员", "预备党员": "2.预备党员"}

Cell = object


def han_number(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("十" if tens == 1 else HAN[str(tens)] + "十" if tens else "") + (HAN[str(ones)] if ones else "")


DATES: dict[str, Callable[[date], Cell]] = {
    "dots": lambda day: f"{day.year}.{day.month}.{day.day}",
    "zeros": lambda day: f"{day:%Y.%m.%d}",
    "slashes": lambda day: f"{day.year}/{day.month}/{day.day}",
    "iso": lambda day: f"{day:%Y-%m-%d}",
    "chinese": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "hao": lambda day: f"{day.year}年{day.month}月{day.day}号",
    "spaced": lambda day: f"{day.year} 年 {day.month} 月 {day.day} 日",
    "digits": lambda day: f"{day:%Y%m%d}",
    "number": lambda day: int(f"{day:%Y%m%d}"),
    "pauses": lambda day: f"{day.year}、{day.month}、{day.day}",
    "full": lambda day: f"{day.year}.{day.month}.{day.day}".translate(FULL),
    "clock": lambda day: f"{day:%Y-%m-%d} 00:00:00",
    "han": lambda day: "".join(HAN[digit] for digit in str(day.year)) + f"年{han_number(day.month)}月{han_number(day.day)}日",
    "real": lambda day: datetime(day.year, day.month, day.day),
}
IDS: dict[str, Callable[[str], Cell]] = {
    "plain": str,
    "groups": lambda number: f"{number[:6]} {number[6:14]} {number[14:]}",
    "full": lambda number: number.translate(FULL),
    "small": str.lower,
    "quote": lambda number: f"'{number}",
    "trail": lambda number: f"{number}\u00a0",
    "hidden": lambda number: f"\u202d{number}\u202c",
    "tab": lambda number: f"{number}\t",
}
PHONES: dict[str, Callable[[str], str]] = {
    "plain": str,
    "dashes": lambda number: f"{number[:3]}-{number[3:7]}-{number[7:]}",
    "spaces": lambda number: f"{number[:3]} {number[3:7]} {number[7:]}",
    "plus": lambda number: f"+86 {number}",
    "double": lambda number: f"0086-{number}",
    "full": lambda number: number.translate(FULL),
    "hidden": lambda number: f"\u202d{number}\u202c",
    "label": lambda number: f"手机：{number}",
    "number": str,
}
LANDLINES: dict[str, Callable[[str], str]] = {
    "plain": str,
    "brackets": lambda number: "({})".format(number.replace("-", ")", 1))[:-1] if "-" in number else number,
    "together": lambda number: number.replace("-", ""),
    "wide": lambda number: number.replace("-", "－"),
    "label": lambda number: f"家庭电话：{number}",
}
ADDRESSES: dict[str, Callable[[str, str], str]] = {
    "behind": lambda street, code: f"{street} {code}",
    "before": lambda street, code: f"{code} {street}",
    "brackets": lambda street, code: f"{street}（邮编：{code}）",
    "comma": lambda street, code: f"{street}，{code}",
    "label": lambda street, code: f"{street}，邮编{code}",
    "lines": lambda street, code: f"{street}\n{code}",
    "pause": lambda street, code: f"{street}、{code}",
    "glued": lambda street, code: f"{street}邮政编码：{code}",
}
NATIONS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "short": lambda nation: nation.removesuffix("族") if nation not in {"土族", "穿青人"} else nation,
    "spaced": lambda nation: nation.replace("族", " 族"),
}
STATUSES: dict[str, Callable[[str], str]] = {
    "plain": str,
    "short": lambda status: status.removesuffix("党员"),
    "long": lambda status: f"中共{status}",
    "code": CODES.__getitem__,
    "boxes": lambda status: "☑预备党员 □正式党员" if status == "预备党员" else "□预备党员 ☑正式党员",
    "ticks": lambda status: "预备党员√ 正式党员" if status == "预备党员" else "预备党员 正式党员√",
}
SEXES: dict[str, Callable[[str], Cell]] = {
    "plain": str,
    "long": lambda sex: f"{sex}性",
    "code": CODES.__getitem__,
    "boxes": lambda sex: "☑男 □女" if sex == "男" else "□男 ☑女",
    "number": lambda sex: 1 if sex == "男" else 2,
    "space": lambda sex: f" {sex} ",
}
AGES: dict[str, Callable[[int], Cell]] = {
    "number": int,
    "text": str,
    "sui": lambda age: f"{age}岁",
    "zhou": lambda age: f"{age}周岁",
    "full": lambda age: str(age).translate(FULL),
}
RECEIPTS = {
    "plain": {"是": "是", "线上": "线上", "": ""},
    "have": {"是": "有", "线上": "线上", "": "无"},
    "tick": {"是": "√", "线上": "系统转接", "": "×"},
    "words": {"是": "已反馈", "线上": "电子回执", "": "未反馈"},
    "letters": {"是": "Y", "线上": "线上", "": "N"},
    "long": {"是": "回执已收到", "线上": "线上转接", "": "待反馈"},
}
GOES = {
    "plain": {},
    "other": {"回原籍": "生源地", "就业单位": "已签约", "专转本": "专升本", "参军入伍": "入伍"},
    "third": {"回原籍": "户籍地", "就业单位": "就业", "专转本": "升本", "参军入伍": "参军"},
    "code": {"回原籍": "1.回原籍", "专转本": "2.专转本", "就业单位": "3.就业单位"},
    "work": {"回原籍": "回生源地", "就业单位": "协议就业", "专转本": "升学", "参军入伍": "义务兵"},
}


def org_long(org: str) -> str:
    """The official long form: 中共…委员会组织部."""
    if org.endswith("委组织部") and not org.endswith("党委组织部"):
        return "中共" + org.removeprefix("中共").removesuffix("委组织部") + "委员会组织部"
    return org


ORGS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "party": lambda org: org if org.startswith(("中共", "中国")) else f"中共{org}",
    "long": org_long,
    "break": lambda org: org.replace("委组织部", "委\n组织部"),
    "quoted": lambda org: f"“{org}”",
}


@dataclass(frozen=True)
class Hand:
    """One clerk's spellings, by the names of the tables above."""

    date: str = "dots"
    id: str = "plain"
    phone: str = "plain"
    landline: str = "plain"
    joint: str = "、"
    address: str = "behind"
    nation: str = "plain"
    status: str = "plain"
    sex: str = "plain"
    age: str = "number"
    org: str = "plain"
    receipt: str = "plain"
    goes: str = "plain"
    contact: str = "{way} {day}"
    blank: str = ""
    name: str = "plain"


JOINTS = ("、", "/", "；", ";", ",", "，", " ", "\n", " / ", "\\")
CONTACTS = ("{way} {day}", "{day} {way}", "{way}（{day}）", "{day}{way}回访", "{way}回访，{day}", "{way}，{day}")


def some_hand(rng: random.Random) -> Hand:
    """Any clerk: one spelling of each kind, held through a workbook."""
    return Hand(
        date=rng.choice(list(DATES)),
        id=rng.choice(list(IDS)),
        phone=rng.choice(list(PHONES)),
        landline=rng.choice(list(LANDLINES)),
        joint=rng.choice(JOINTS),
        address=rng.choice(list(ADDRESSES)),
        nation=rng.choice(list(NATIONS)),
        status=rng.choice(list(STATUSES)),
        sex=rng.choice(list(SEXES)),
        age=rng.choice(list(AGES)),
        org=rng.choice(list(ORGS)),
        receipt=rng.choice(list(RECEIPTS)),
        goes=rng.choice(list(GOES)),
        contact=rng.choice(CONTACTS),
        blank=rng.choice(("", "", "无", "/", "—")),
        name=rng.choice(("plain", "aligned", "spaces", "dots")),
    )


def name_of(person: Person, how: str) -> str:
    name = person.name
    if how == "aligned" and len(name) == 2:
        return f"{name[0]}　{name[1]}"
    if how == "spaces" and len(name) == 2:
        return f"{name[0]}  {name[1]} "
    if how == "dots":
        return name.replace("·", random.Random(person.seed).choice("•・‧."))
    return name


def roster_cells(person: Person, hand: Hand) -> dict[str, Cell]:
    mobile = PHONES[hand.phone](person.mobile)
    landline = LANDLINES[hand.landline](person.landline) if person.landline else ""
    phone: Cell = hand.joint.join((mobile, landline)) if landline else mobile
    return {
        "name": name_of(person, hand.name),
        "age": AGES[hand.age](person.age),
        "sex": SEXES[hand.sex](person.sex),
        "nation": NATIONS[hand.nation](person.nation),
        "id": IDS[hand.id](person.id_number),
        "status": STATUSES[hand.status](person.status),
        "phone": int(person.mobile) if hand.phone == "number" and not landline else phone,
        "mobile": mobile,
        "landline": landline,
        "org": ORGS[hand.org](person.org),
        "address": ADDRESSES[hand.address](person.street, person.place.postcode),
        "street": person.street,
        "postcode": person.place.postcode,
        "remark": person.remark or hand.blank,
        "class": person.class_name,
        "student": person.student_number,
    }


def follow_cells(person: Person, hand: Hand) -> dict[str, Cell]:
    assert person.called_on is not None
    contact = hand.contact.format(
        way=person.follow["contact"], day=DATES["dots" if hand.date in {"real", "number"} else hand.date](person.called_on)
    )
    return {
        "name": name_of(person, hand.name),
        "sex": SEXES[hand.sex](person.sex),
        "status": STATUSES[hand.status](person.status),
        "goes": GOES[hand.goes].get(person.goes, person.goes),
        "landed": person.follow["landed"] or hand.blank,
        "landed_on": DATES[hand.date](person.landed_on) if person.landed_on else hand.blank,
        "receipt": RECEIPTS[hand.receipt][person.follow["receipt"]],
        "reason": person.follow["reason"] or hand.blank,
        "contact": contact,
        "class": person.class_name,
        "student": person.student_number,
    }
