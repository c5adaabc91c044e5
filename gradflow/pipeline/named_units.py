"""The one unit or school that a remark names, brackets that belong to the name included."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gradflow.kinds.organisation import classify
from gradflow.kinds.places import is_place, province_of
from gradflow.model.folding import later
from gradflow.rules.remark import names_unit

OPENING, CLOSING = "([（［【〔", ")]）］】〕"
SEPARATORS = frozenset(",，、;；:：。/|\n+＋→")
WORDS = (
    r"专转本|专升本|专接本|转本|升本|升学|升入|考研|考取|考上|考入|录取|录用|聘用|[就入]读|从业|[就供任入受在留]职|受[聘雇]|留任|应聘|校?招聘?(?=[进入至到录用考])|就业|[进加]入|工作|实习|入[伍学]|签订|签约|签署|签"
    r"|三方|劳动合同|合同|协议|落实|意向|用人|接收|单位|学校|院校|(?:公司|企业)(?=[为是]|名称|全称)|(?<=[位校司业])全称|名称|名为|毕业(?=[后去])|去向|备注|(?:党?组织)?关系(?:挂?靠|[转挂放落])|挂靠|本科|本人|该生|我(?=[在已于就签入去到])|[今去]年|目前|即将|秋季"
    r"|通过(?=校?招|专?[转升接]本|考)|经(?=校?招|专?[转升接]本|考)|考试|服务(?=于)|派遣|分配|借调|前往|[赴读](?=本科|.{2,10}(?:大学|学院)$)|已|拟|暂|被|去(?!哪)|在(?!线)|到(?!家)|后(?=[进入在到去就])"
    r"|的(?=单位|[学院]校|公司|企业)|所在(?=单位|[学院]校|公司|企业)|现(?=[于在])|[将于](?=于?\d)|(?<=本)入|(?<=[位校称司向])[为是]|(?<=企业)[为是]|(?<=录取)为"
    r"|\d{1,2}月(?:\d{1,2}[日号])?起?(?=[到至去入就签在])|(?:20)?\d{2}[年届.](?:\d{1,2}[月.]?)?(?:\d{1,2}[日号]?)?起?|20\d{2}(?=专|转|升|录|考)|[—–~-]"
)
"""What people write before a name; none of these begins one."""
LEADING = later(
    rf"^(?:(?:\d{{1,2}}[.、)）]|[①-⑳])(?=\D))?"
    rf"(?:与(?=.*(?:签|协议|合同))|[和同跟](?=[^已]*签(?:订|署|了|约)?(?:三方|劳动|就业|合同|协议|$))|现(?=[已在被])"
    rf"|(?:现|将|拟|已)?(?:{WORDS})(?:[至到于往在])?)*(?=.{{3}})"
)
GENERIC = later(rf"(?:{WORDS}|的|所|接收|拟|将|现|本科|该|某)*+(?:学校|院校|大学|学院|单位|公司|集团|企业)?")
TRAILING = later(
    r"(?:已|现|拟|将|正在|正式|全日制|的|本科生?|专转本|在读|录用|聘用|研究生|硕士|就读|读书|读研|深造|录取|考取|签约|签订|已?签了?|三方|就业|劳动|协议|合同|任职|入职|报到|实习|员工|待?落实"
    r"|专业|方向|学习|参军|[^大小中学]{2,6}(?:专业|岗位?|职位))+$"
)
REMARK = later(
    r"签|三方|协议|合同|录取|录用|考|待|暂|拟|未|已|转本|升本|接本|升学|本科|硕士|研究生|就业|实习|入职|报到|意向|备注|岗|原名|现名|简称|曾用|联系|电话|保留|公示|试用|约|\d{3}"
)
"""Words of a remark in brackets; no name holds them there."""
OF_A_NAME = re.compile(
    r"(?:校区|分校|校本部|学部|[分支]行|分局|研究所|[^商饭酒开]店|厂|集团|分?公司|总部|部|院|系|中心|合伙|个人独资|控股|股份|国际|中国|华东|华南|华北|西南|自贸区|开发区|园区|新区)$"
)
"""How what stands in brackets at the end of a name ends, where it is a part of it."""
A_BRANCH = re.compile(r"(?:分公司|[分支]行|分[店院校局]|营业部|门店)$")
"""How a name ends behind which brackets hold the place of the branch (盛泽), if no work (柜员)."""
WITHHELD = re.compile(r"(?<!某)某(?!某)")
"""上海某公司: the name is kept back."""
ELSEWHERE = later(
    r"^(?:本人|该生|其|现|已)*(?:档案|户口|户籍|社保|医保|党费|公积金|材料|毕业证|现?住(?!友|宅|[建房]|总))|^.{0,6}曾(?:经|[在于就任签服实考入被录读])|毕业于|毕业[院学]校"
    r"|^(?:本人)?(?:原先?|之前|以前|此前|前期?|早先|大[一二三四]时?|[寒暑]假|在校期间)(?:[在于签]|任职|就职|工作|实习|单位)"
    r"|^(?:本人|我)?的?(?:[男女]朋?友|对象|[未前]婚?[妻夫]|爱人|配偶|丈夫|妻子|老公|老婆|[父母]亲?|爸爸?|妈妈?|家[人长属]|亲[戚属]|[哥姐弟妹]{1,2}|兄长|朋友|同学|[室舍]友|班主任|辅导员|老师)(?:[现目]前?|都|均|也)*(?:[在于为是]|就职|工作)"
    r"|[未没不][有能曾]*被.*[录聘]|(?:报考|备考|拟考)(?!.*(?:[已被]|成功|考[取上]))|^(?:准备|拟|参加|待|正在|将|等待?|去)*面试(?!通过|成功)|^等待?.*(?:通知|结果|消息)$"
)
"""A clause that names a unit where the member does not go: others', where a file lies, what was, failed or may come."""
UNITS = frozenset({"employer", "unit", "system", "township", "zone", "talent"})
"""Categories of names that one can be sent to; other words of a remark name no unit."""
ENDING = re.compile(r"^.{4,}(?:校区|分校|[分支]行|事务所|幼儿园|出版社)$")
"""How names end that these categories do not know."""
PART = re.compile(r"(?:校区|分校|[分支]行)$")
"""How a part of what is named before ends: no second name."""
SHORTEST = 3
"""Characters of a unit's name: 公司 alone names nothing."""


def unit_of(text: object) -> str:
    """The one unit or school that a remark names (专转本：苏州大学 -> 苏州大学); empty where it names none or several."""
    found = dict.fromkeys(_units(text)) if isinstance(text, str) else {}
    return next(iter(found)) if len(found) == 1 else ""


def _units(text: str) -> Iterator[str]:
    """The units named, as often as they are."""
    text = re.sub(r"((?:档案|户[口籍]|毕业[院学]校|面试|报考|曾)[^,，;；。]{0,4})[:：]", r"\1在", text)
    for piece in _pieces(re.sub(rf"\s*([{re.escape(OPENING + CLOSING)}])\s*", r"\1", text.strip())):
        if ELSEWHERE.search(piece):
            continue
        name, *others = _apart(piece)
        bare = TRAILING.sub("", LEADING.sub("", name))
        parts = [part for part in re.split(r"[和与及或跟]", bare) if _is_unit(part)]
        if len(parts) > 1:
            yield from parts
        elif _is_unit(bare):
            yield bare
        for other in others:
            if not PART.search(other):
                yield from _units(other)


def _is_unit(name: str) -> bool:
    """Whether it is one name, whole, of something one can be sent to."""
    is_whole = sum(map(name.count, OPENING)) == sum(map(name.count, CLOSING))
    return (
        is_whole
        and len(name) >= SHORTEST
        and not GENERIC.fullmatch(name)
        and not WITHHELD.search(name)
        and (classify(name) in UNITS or ENDING.search(name) is not None)
    )


def _pieces(text: str) -> Iterator[str]:
    """The text parted at separators and blanks outside brackets; a point parts only what is not Latin or figures."""
    depth, start = 0, 0
    for place, character in enumerate(text):
        depth += (character in OPENING) - (character in CLOSING and depth > 0)
        around = text[max(place - 1, 0) : place + 2]
        is_point = character == "." and not re.fullmatch(r"[A-Za-z]\..|\d\.\d", around)
        if depth == 0 and (character in SEPARATORS or is_point or (character.isspace() and not around.strip().isascii())):
            yield text[start:place]
            start = place + 1
    yield text[start:]


def _apart(piece: str) -> list[str]:
    """The piece without brackets that are a remark; then what stands in these."""
    kept, remarks, place = "", [], 0
    while place < len(piece):
        if piece[place] not in OPENING:
            kept += piece[place]
            place += 1
            continue
        end = _closing(piece, place)
        inner = piece[place + 1 : end]
        if _belongs(inner, kept, piece[end + 1 :]):
            kept += piece[place : end + 1]
        else:
            remarks.append(inner)
        place = end + 1
    return [kept, *remarks]


def _belongs(inner: str, before: str, behind: str) -> bool:
    """Whether what stands in brackets is a part of the name around it."""
    if not inner or REMARK.search(inner) or not SEPARATORS.isdisjoint(inner) or (before and GENERIC.fullmatch(before)):
        return False
    if not before:
        return bool(behind) and _is_city(inner)
    is_within = behind[:1] not in {"", *OPENING} and not TRAILING.fullmatch(behind)
    is_there = A_BRANCH.search(before) and re.fullmatch("[一-龥]{1,3}[^员师工长理岗]", inner) and names_unit(inner)
    return is_within or _is_city(inner) or bool(is_there) or OF_A_NAME.search(inner) is not None


def _is_city(inner: str) -> bool:
    """Whether it is a province, city or county without its last word, as names hold them; with it, it is an address."""
    return is_place(inner) or (province_of(inner) is not None and len(inner) <= SHORTEST and inner[-1] not in "省市县区")


def _closing(piece: str, opening: int) -> int:
    """Where the bracket closes; the end of the text where it does not."""
    depth = 0
    for place in range(opening, len(piece)):
        depth += (piece[place] in OPENING) - (piece[place] in CLOSING)
        if depth == 0:
            return place
    return len(piece)
