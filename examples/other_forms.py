"""The notice's other forms in the example: one branch has all of them right, another shows what goes wrong in each."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from people import KINDS, RANDOM, Graduate, Row, sample

OWN = Random(20230925)
"""Apart from the graduates', who are drawn first."""
CITIES = ("昆山市人才服务中心", "砀山县人才交流中心", "如皋市人才服务中心", "光山县人才交流中心")


def named(count: int) -> list[str]:
    """Names nobody else in the example has, drawn at random."""
    state = RANDOM.getstate()
    found = [str(sample(KINDS["name"], OWN)) for _ in range(count)]
    RANDOM.setstate(state)
    return found


def member_file(one: Graduate | str) -> Row:
    """The file of a graduate, or of an activist by name: complete, sealed, sent, signed for, told."""
    is_member = isinstance(one, Graduate)
    is_full = is_member and one.row["member_status"] == "正式党员"
    row: Row = {
        "name": one.name if is_member else one,
        "sex": one.row["sex"] if is_member else OWN.choice(["男", "女"]),
        "file_owner": one.row["member_status"] if is_member else "入党积极分子",
        "material_application": "有",
        "material_pledge": "有" if is_member else "不需要",
        "material_review": "有" if is_member else "不需要",
        "material_full": "有" if is_full else "不需要",
        "material_training": "有",
        "material_certificate": "有" if not is_member else "不需要",
        "is_digitised": "是",
        "checked_on": "2023.6.13",
        "sealed_on": "2023.6.20",
        "file_destination": OWN.choice(CITIES),
        "dispatch_channel": "EMS",
        "tracking_number": f"1{OWN.randrange(10**11, 10**12)}",
        "has_e_file_along": "是",
        "sent_on": "2023.6.28",
        "signed_for_on": f"2023.7.{OWN.randint(3, 9)}",
        "told_on": f"2023.7.{OWN.randint(10, 14)}",
        "tracker": "支部组织委员",
    }
    return row


def team(names: Sequence[str]) -> list[Row]:
    """The committee of a branch: reachable and trained."""
    duties = ("支部书记", "组织委员", "宣传委员", "纪检委员")
    return [
        {
            "name": name,
            "party_duty": duty,
            "phone": sample(KINDS["phone"], OWN),
            "other_contact": "微信同手机号",
            "is_reachable": "是",
            "trained_on": "2023.6.15",
        }
        for name, duty in zip(names, duties, strict=False)
    ]


def month(count: int, leader: str) -> list[Row]:
    """The education month's ledger: each kind of activity."""
    activities = (
        ("集体学习", "2023.6.13", "学习党的二十大报告和党章"),
        ("主题党日", "2023.6.16", "离校不离党：毕业生党员主题党日"),
        ("谈心谈话", "2023.6.19", "支部书记与毕业生党员逐一谈心"),
        ("发放材料", "2023.6.20", "发放《党员组织关系管理问答》和《党员组织纪律警示卡》"),
    )
    return [
        {"activity": kind, "held_on": day, "place": "党员活动室", "topic": topic, "led_by": leader, "expected": count, "present": count}
        for kind, day, topic in activities
    ]


def talk(one: Graduate) -> Row:
    """A graduate who was talked to and has the papers in hand."""
    return {
        "name": one.name,
        "sex": one.row["sex"],
        "has_difficulty": "没有",
        "talked_on": f"2023.6.{OWN.randint(12, 20)}",
        "talked_by": "支部书记",
        "handed_out_on": "2023.6.20",
    }


def kept(name: str, number: str, reason: str) -> Row:
    """Somebody of an earlier year whose membership stays for now."""
    return {
        "name": name,
        "sex": "男" if int(number[16]) % 2 else "女",
        "id_number": number,
        "member_status": "正式党员",
        "phone": sample(KINDS["phone"], OWN),
        "kept_for": reason,
        "kept_from": "2022.6",
        "expected_out": "2023.12",
        "last_contact": "电话 2023.6.5",
        "dues_until": "2023.6",
    }
