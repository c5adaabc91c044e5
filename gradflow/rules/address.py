"""C551-C554, X616: whether a letter arrives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from gradflow.kinds.address import is_postcode_of, postcode_owners
from gradflow.model.findings import Problem, Severity
from gradflow.model.people import Entry, Person
from gradflow.model.records import Context, Record, Ruleset
from gradflow.rules.registry import person_rule, row_rule

_address_rule = partial(row_rule, needs=("address",), source="附件2栏目(个人详细通讯地址、邮编)")


@_address_rule(
    "C551", "postcode-missing", title="没有邮编", severity=Severity.WARNING,
    message="地址里没有6位邮编", advice="在地址后面空一格写6位邮编",
)  # fmt: skip
def postcode_missing(record: Record, context: Ruleset) -> Iterator[Problem]:
    """寄送介绍信和联系函要用邮编，官方表头要求写上。

    正确 | 通讯地址、邮编 江苏省苏州市吴江区云梨路100号 215200
    错误 | 通讯地址、邮编 江苏省苏州市吴江区云梨路100号
    """
    if record["address"].postcode is None:
        yield Problem("address")


FAKES = {"000000", "123456", "654321", *(digit * 6 for digit in "123456789")}
WITHOUT = {"香港", "澳门"}
"""Where there are no postcodes, so that people type anything."""


@_address_rule(
    "C552", "postcode-fake", title="邮编是随手填的", of_kind="address", but=frozenset({"home_address"}),
    message="“{postcode}”不是真实的邮编", advice="查明并填写真实的6位邮编",
)  # fmt: skip
def postcode_fake(record: Record, context: Ruleset) -> Iterator[Problem]:
    """000000、123456、同一数字重复六次的都不是真实邮编。

    正确 | 通讯地址、邮编 江苏省苏州市吴江区云梨路100号 215200
    错误 | 通讯地址、邮编 江苏省苏州市吴江区云梨路100号 123456
    """
    address = record["address"]
    if address.postcode in FAKES and address.province not in WITHOUT:
        yield Problem("address", {"postcode": address.postcode})


@_address_rule(
    "C553", "postcode-province", title="邮编与省份不符", of_kind="address", but=frozenset({"home_address"}), severity=Severity.WARNING,
    message="邮编 {postcode} {whose}不是{province}的邮编", advice="核对邮编与地址；无误的写明情况",
)  # fmt: skip
def postcode_province(record: Record, context: Ruleset) -> Iterator[Problem]:
    """邮编前两位代表省份，经外省投递的几个县另有表。常见的是填成了学校的邮编。

    正确 | 通讯地址、邮编 内蒙古自治区兴安盟乌兰浩特市兴安路1号 137400
    正确 | 通讯地址、邮编 浙江省杭州市西湖区文三路1号 310012
    错误 | 通讯地址、邮编 浙江省杭州市西湖区文三路1号 215200
    """
    address = record["address"]
    if address.postcode not in FAKES and not is_postcode_of(address):
        owner = "、".join(postcode_owners(address.postcode))
        yield Problem("address", {"postcode": address.postcode, "whose": f"是{owner}的，" if owner else "", "province": address.province})


SHORTEST = 8
"""Han characters of the shortest address a postman can use."""
BESIDE, DIGIT = re.compile(r"[\s\d()::,,、。.]|邮编|邮政编码"), re.compile(r"\d")
NO_DOOR = re.compile(r"(?:[镇乡县市]|(?<![社管小])(?<!管理)区|街道|大道|[路街巷弄])$")
"""How an address ends that has no number: in a town or a road."""


@_address_rule(
    "C554", "address-vague", title="地址不够详细", severity=Severity.WARNING,
    message="地址{what}，信件寄不到", advice="写全省、市、区县、街道(乡镇)和门牌号，后面写6位邮编",
)  # fmt: skip
def address_vague(record: Record, context: Ruleset) -> Iterator[Problem]:
    """地址要能寄到信：有省、市、区县，也有街道、乡镇或门牌。

    正确 | 通讯地址、邮编 江苏省苏州市吴江区云梨路100号 215200
    错误 | 通讯地址、邮编 云梨路100号 215200
    错误 | 通讯地址、邮编 江苏省苏州市 215200
    错误 | 通讯地址、邮编 吴江区松陵镇人民路7号 215200
    错误 | 通讯地址、邮编 江苏省苏州市吴江区松陵镇 215200
    正确 | 通讯地址、邮编 江苏省宿迁市沭阳县李恒镇张庄村三组 223600
    """
    address = record["address"]
    whole = address.text.replace(address.postcode, "") if address.postcode else address.text
    text = BESIDE.sub("", whole)
    if address.province is None and not re.match(r"[^省市州县区旗盟]{1,8}[市州盟]", text):
        yield Problem("address", {"what": "没有写省、市"})
    elif len(text) < SHORTEST:
        yield Problem("address", {"what": "太短"})
    elif not DIGIT.search(whole) and NO_DOOR.search(text):
        yield Problem("address", {"what": "没有写门牌号(或小区、村组)"})


@person_rule(
    "X616", "address-province-agrees", title="两张表的地址不在同一个省", needs=("address", "home_address"), severity=Severity.INFO,
    message="家庭地址在{home}，{there}在{post}", advice="一般不必处理；像是写错的，请支部核对",
    source="附件1“家庭地址及邮编”；附件2“个人详细通讯地址、邮编”",
)  # fmt: skip
def address_province_agrees(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """通讯地址可以不是家庭地址，所以只提示。

    正确 | 附件1·家庭地址及邮编 江苏省苏州市吴江区云梨路1号 215200 | 附件2·通讯地址、邮编 江苏省苏州市吴江区云梨路2号 215200
    错误 | 附件1·家庭地址及邮编 安徽省宿州市砀山县砀城镇1号 235300 | 附件2·通讯地址、邮编 江苏省苏州市吴江区云梨路2号 215200
    """
    found, post = person.first("home_address"), person.first("address")
    if found and post and found[1].province and post[1].province and found[1].province != post[1].province:
        there = context.told(post[0][0], "address")
        yield found[0], Problem("home_address", {"home": found[1].province, "post": post[1].province, "there": there})
