"""Invented graduates, what they type, and the ways in which they mistype it. Numbers belong to nobody; names are drawn from lists."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

Cells = dict[str, object]
"""Field key -> what stands in the cell."""
SURNAMES = "顾陆沈钱严章葛戚谢邹喻柏窦潘奚范彭鲁韦昌苗凤花俞任袁柳鲍史费廉岑薛雷倪汤滕殷罗毕郝邬安乐于时傅皮卞齐康伍余元卜"
GIVEN = "澄昕芮瑾珂翊岚泓骁筱霁旻瑜婧沅晞颢懿璟琮湉茜蔚昱栩鸣铎霖钰晗祺冉煜辰睿逸翀璇珺琰滢嫣彧"
LONG = ("阿依古丽·买买提", "吐尔逊·艾合买提", "迪丽努尔·卡德尔", "巴特尔·苏和")
PLACES = (
    ("320584", "中共苏州市吴江区委组织部", "江苏省苏州市吴江区松陵街道", "215200", "苏州市吴江区松陵街道党工委"),
    ("320583", "中共昆山市委组织部", "江苏省昆山市玉山镇", "215300", "中共昆山市玉山镇委员会"),
    ("320682", "中共如皋市委组织部", "江苏省南通市如皋市如城街道", "226500", "如皋市如城街道党工委"),
    ("411522", "中共光山县委组织部", "河南省信阳市光山县弦山街道", "465450", "光山县弦山街道党工委"),
)
ODD_DATES = (
    "{0}.{1}.{2}",
    "{0}年{1}月{2}日",
    "{0}-{1:02}-{2:02}",
    "{0}/{1}/{2}",
    "{0}{1:02}{2:02}",
    "{1}月{2}日",
    "{0}.{1}",
    "2023.6.31",
    "{0}.{1}.{2}.",
)


@dataclass(frozen=True, slots=True)
class Person:
    """One invented graduate. ``number`` tells people of one name apart."""

    number: int
    name: str
    sex: str
    id_number: str
    mobile: str
    place: int
    is_full: bool
    joined_on: date

    def __str__(self) -> str:
        return f"{self.name}(#{self.number} {self.id_number[-4:]})"

    def cells(self, form: str, rnd: int = 0) -> Cells:
        """A row of the form without a mistake."""
        _region, department, street, postcode, landing = PLACES[self.place]
        address = f"{street}云梨路{self.number + 10}号 {postcode}"
        born, joined, status = self.id_number[6:14], self.joined_on, "正式党员" if self.is_full else "预备党员"
        match form:
            case "transfer_out":
                age = 2023 - int(born[:4]) - (born[4:] > "0630")
                return {
                    "name": self.name, "age": age, "sex": self.sex, "ethnicity": "汉族", "id_number": self.id_number,
                    "member_status": status, "phone": self.mobile, "receiving_department": department, "address": address, "remark": None,
                }  # fmt: skip
            case "follow_up":
                day = 3 + self.number % 17
                has_landed = (self.number + rnd) % 3 > 0
                return {
                    "name": self.name, "sex": self.sex, "member_status": status, "destination_type": "回原籍",
                    "landed_org": landing if has_landed else None, "landed_on": f"2023.7.{day}" if has_landed else None,
                    "receipt": "是" if has_landed else None, "not_landed_reason": None if has_landed else "已发起转接，等待接收方审核",
                    "follow_up_contact": f"电话 2023.7.{day}" if rnd < 2 else f"电话 2023.9.{day}",
                }  # fmt: skip
            case _:
                return {
                    "name": self.name, "sex": self.sex, "born_in": f"{born[:4]}.{int(born[4:6])}",
                    "joined_on": f"{joined.year}.{joined.month}.{joined.day}", "class_group": f"商学院 会计200{self.number % 4 + 1}班",
                    "destination": "回原籍", "mobile": self.mobile, "home_address": address,
                    "qq": f"{81204577 + 1013 * self.number}", "wechat": "同手机号",
                }  # fmt: skip


@dataclass(slots=True)
class Typed:
    """What somebody typed for a person into a row, and where that row stands."""

    person: Person
    branch: str
    form: str
    rnd: int
    cells: Cells
    mistake: str = ""
    file: str = ""
    sheet: str = ""
    block: str = "table"

    @property
    def unit(self) -> tuple[int, str, str, int]:
        """Person x branch x form x round."""
        return self.person.number, self.branch, self.form, self.rnd

    @property
    def name(self) -> str:
        """The name as typed, without blanks and notes behind it."""
        return plain_name(self.cells.get("name"))

    @property
    def id_number(self) -> str:
        """The number as typed, if it is a text."""
        return str(self.cells.get("id_number") or "") if isinstance(self.cells.get("id_number"), str) else ""

    @property
    def mobile(self) -> str:
        """The mobile or phone as typed."""
        return str(self.cells.get("phone") or self.cells.get("mobile") or "")

    def __str__(self) -> str:
        where = f"{self.branch} {self.form}{self.rnd or ''} {self.file}›{self.sheet} [{self.block}]"
        return f"{self.person} {where}{' mistake: ' + self.mistake if self.mistake else ''}"


def plain_name(value: object) -> str:
    """A name without blanks, and without a note in brackets."""
    text = "".join(str(value or "").split())
    return text.split("(")[0].split("（")[0]


def check_digit(stem: str) -> str:
    """The last character of an ID (ISO 7064 MOD 11-2), worked out anew and not by the code under test."""
    return "10X98765432"[sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(stem)) % 11]


@dataclass(slots=True)
class Crowd:
    """Draws people; nobody's name is part of another's unless they are to be namesakes."""

    random: Random
    people: list[Person] = field(default_factory=list)

    def draw(self, name: str = "") -> Person:
        """One more person, of that name if one is given."""
        random = self.random
        taken = {person.name for person in self.people}
        while not name:
            made = random.choice(SURNAMES) + "".join(random.sample(GIVEN, 1 if random.random() < 0.1 else 2))
            made = random.choice(LONG) if random.random() < 0.03 else made
            name = "" if any(made in other or other in made for other in taken) else made
        place = random.randrange(len(PLACES))
        sex = random.choice("男女")
        born = date(2000, 9, 1) + timedelta(days=random.randrange(300))
        stem = f"{PLACES[place][0]}{born:%Y%m%d}{random.randrange(10, 990, 2) + (sex == '男'):03d}"
        is_full = random.random() < 0.5
        joined = (
            date(2021, 11, 8) + timedelta(days=random.randrange(180))
            if is_full
            else date(2022, 10, 8) + timedelta(days=random.randrange(60))
        )
        number = len(self.people)
        mobile = f"{random.choice(('139', '138', '159', '187'))}{random.randrange(10**5):05d}{(number * 317 + 101) % 1000:03d}"
        person = Person(number, name, sex, stem + check_digit(stem), mobile, place, is_full, joined)
        self.people.append(person)
        return person

    def several(self, count: int) -> list[Person]:
        """So many people; now and then the last is a namesake of the first."""
        drawn = [self.draw() for _ in range(count)]
        if count > 2 and self.random.random() < 0.08:
            drawn[-1] = self.draw(drawn[0].name)
        return drawn


def misspelt(name: str, random: Random) -> str:
    """The name with its last character changed."""
    return name[:-1] + random.choice([sign for sign in GIVEN if sign not in name])


def mistyped(cells: Cells, random: Random) -> str:  # noqa: C901 - one mistake a case
    """Make one mistake of a branch in a row; what it is."""
    number = str(cells.get("id_number") or "")
    ways = ["none of these", "blanks in the name", "a note behind the name", "misspelt name"]
    ways += ["bad check digit", "number cut to 3.2E+17", "text 3.20584E+17", "no ID", "no name", "ID a digit short"] if number else []
    ways += ["odd date"] if "landed_on" in cells or "joined_on" in cells else []
    ways += ["wrong phone", "no phone"] if "phone" in cells or "mobile" in cells else []
    way = random.choice(ways[1:])
    phone = "phone" if "phone" in cells else "mobile"
    match way:
        case "blanks in the name":
            cells["name"] = " ".join(str(cells["name"])) if len(str(cells["name"])) < 4 else cells["name"]
        case "a note behind the name":
            cells["name"] = f"{cells['name']}(已转)"
        case "misspelt name":
            cells["name"] = misspelt(str(cells["name"]), random)
        case "bad check digit":
            cells["id_number"] = number[:17] + random.choice([digit for digit in "0123456789X" if digit != number[17]])
        case "number cut to 3.2E+17":
            cells["id_number"] = float(number[:15] + "000")
        case "text 3.20584E+17":
            cells["id_number"] = f"{number[0]}.{number[1:6]}E+17"
        case "no ID":
            cells["id_number"] = None
        case "no name":
            cells["name"] = None
        case "ID a digit short":
            cells["id_number"] = number[:9] + number[10:]
        case "odd date":
            key = "landed_on" if "landed_on" in cells else "joined_on"
            cells[key] = random.choice(ODD_DATES).format(2023 if key == "landed_on" else 2022, 7, random.randint(1, 20))
        case "wrong phone":
            cells[phone] = str(cells[phone])[: random.choice((7, 10))]
        case "no phone":
            cells[phone] = None
    return way
