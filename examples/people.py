"""Invented graduates for the examples: everything right, drawn at random; faults are planted elsewhere."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from gradflow.forms.loader import every_form
from gradflow.kinds.id_number import check_digit

sys.path.append(str(Path(__file__).parents[1] / "tests"))

from samples import sample

FORMS = every_form()
KINDS = FORMS["transfer_out"].kinds
RANDOM = Random(20230608)
Row = dict[str, object]

PLACES = (
    ("320584", "中共苏州市吴江区委组织部", "江苏省苏州市吴江区松陵街道", "215200", "苏州市吴江区松陵街道党工委"),
    ("320583", "昆山市委组织部", "江苏省昆山市玉山镇", "215300", "中共昆山市玉山镇委员会"),
    ("320586", "苏州市吴中区委组织部", "江苏省苏州市吴中区长桥街道", "215128", "苏州市吴中区长桥街道龙桥社区党支部"),
    ("320682", "中共如皋市委组织部", "江苏省南通市如皋市如城街道", "226500", "如皋市如城街道党工委"),
    ("342221", "砀山县委组织部", "安徽省宿州市砀山县砀城镇", "235300", "中共砀山县砀城镇委员会"),
    ("411522", "中共光山县委组织部", "河南省信阳市光山县弦山街道", "465450", "光山县弦山街道党工委"),
    ("130102", "石家庄市长安区委组织部", "河北省石家庄市长安区中山东路", "050000", "石家庄市长安区中山东路街道党工委"),
)


def make_id(region: str, born: str, *, is_male: bool) -> str:
    """An ID number with a right check digit that belongs to nobody."""
    sequence = RANDOM.randrange(10, 990, 2) + is_male
    first17 = f"{region}{born}{sequence:03d}"
    return first17 + check_digit(first17)


@dataclass
class Graduate:
    """One invented graduate: the roster's row, and what the card and the follow-up tables say."""

    row: Row
    born: str
    joined: str
    mobile: str
    landing: str

    @property
    def name(self) -> str:
        """The name as first drawn."""
        return str(self.row["name"])

    def card(self) -> Row:
        """The card, everything right."""
        kinds = FORMS["registration_card"].kinds
        return {
            "name": self.row["name"],
            "sex": self.row["sex"],
            "born_in": f"{self.born[:4]}.{int(self.born[4:6])}",
            "joined_on": self.joined,
            "class_group": f"学生工作部 2020级{RANDOM.randint(1, 4)}班",
            "destination": str(self.row["remark"] or "回原籍"),
            "mobile": self.mobile,
            "relative1_name": sample(KINDS["name"], RANDOM),
            "relative1_mobile": sample(KINDS["phone"], RANDOM),
            "home_address": self.row["address"],
            "advisor_name": sample(KINDS["name"], RANDOM),
            "advisor_mobile": sample(KINDS["phone"], RANDOM),
            "classmate_name": sample(KINDS["name"], RANDOM),
            "classmate_mobile": sample(KINDS["phone"], RANDOM),
            "email": sample(kinds["email"], RANDOM),
            "qq": sample(kinds["qq"], RANDOM),
            "wechat": "同手机号",
        }

    def visit(self, number: int, *, has_landed: bool) -> Row:
        """The follow-up row of a round, everything right."""
        day = date(2023, 7, 3) + timedelta(days=RANDOM.randint(0, 17))
        called = date(2023, 7, 10) if number == 1 else date(2023, 9, 12)
        row: Row = {
            "name": self.row["name"],
            "sex": self.row["sex"],
            "member_status": self.row["member_status"],
            "destination_type": "专转本" if self.row["remark"] else "回原籍",
            "follow_up_contact": f"{RANDOM.choice(['电话', '微信'])} {called.year}.{called.month}.{called.day + RANDOM.randint(0, 8)}",
        }
        if has_landed:
            return row | {
                "landed_org": self.landing,
                "landed_on": f"{day.year}.{day.month}.{day.day}",
                "receipt": RANDOM.choice(["是", "线上", "√"]),
            }
        return row | {"not_landed_reason": "9月到校报到后转入" if self.row["remark"] else "已发起转接，等待接收方审核"}


def make_graduate() -> Graduate:
    """One invented graduate."""
    region, department, street, postcode, landing = RANDOM.choice(PLACES)
    is_male, is_full = RANDOM.random() < 0.5, RANDOM.random() < 0.5
    born = f"2001{RANDOM.randint(1, 5):02d}{RANDOM.randint(1, 28):02d}"
    joined = (
        date(2021, 11, 8) + timedelta(days=RANDOM.randint(0, 200)) if is_full else date(2022, 10, 8) + timedelta(days=RANDOM.randint(0, 60))
    )
    mobile = str(sample(KINDS["phone"], RANDOM))
    row: Row = {
        "name": sample(KINDS["name"], RANDOM),
        "age": 22,
        "sex": "男" if is_male else "女",
        "ethnicity": sample(KINDS["ethnicity"], RANDOM),
        "id_number": make_id(region, born, is_male=is_male),
        "member_status": "正式党员" if is_full else "预备党员",
        "phone": mobile,
        "receiving_department": department,
        "address": f"{street}{RANDOM.randint(1, 300)}号 {postcode}",
        "remark": None,
    }
    return Graduate(row, born, f"{joined.year}.{joined.month}.{joined.day}", mobile, landing)


def to_university(one: Graduate) -> Graduate:
    """The same graduate, going on to a university of the province."""
    one.row |= {"receiving_department": "苏州大学党委组织部", "remark": "专转本：苏州大学"}
    one.landing = "苏州大学计算机学院党委"
    return one


def make_class(count: int) -> list[Graduate]:
    """Graduates with different names."""
    found: dict[str, Graduate] = {}
    while len(found) < count:
        one = make_graduate()
        found.setdefault(one.name, one)
    return list(found.values())
