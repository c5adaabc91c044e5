"""Whether two texts name two schools, hospitals, banks or firms; where a short, a former or a second name may be meant, they do not (R363, X634, X638)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gradflow.kinds.places import read_places
from gradflow.model.folding import later

SCHOOL = later(r"[一-龥]{2,}?(?:大学|学院)(?:[一-龥]{2,8}?(?:学院|校区))?")
BEFORE = later(r"^.*?(?:专?[转升]本|升学|考取|考上|录取|升入|就读|入读|报考|就业|签约|毕业于|中共|中国共产党)[到至在于了]?")
"""What stands before a school's name."""
FORMER = later(r"(?<![一-龥])[原现][一-龥]")
"""What announces another name of the same school: 原文正学院."""
VOCATIONAL = re.compile("职业技术|职业")
RENAMED = {
    "文正学院": "苏州城市学院", "滨江学院": "无锡学院", "南广学院": "南京传媒学院", "江苏技术师范学院": "江苏理工学院",
    "徐州师范大学": "江苏师范大学", "徐州师范学院": "江苏师范大学",
}  # fmt: skip
"""A school's former name -> today's; where only 学院 has become 大学, no table is needed."""
BY_SUBJECT = later(
    r"(?:工程|信息|计算机|机械|机电|电[子气]|经济|管理|经管|商|财经|金融|会计|外[国语]*语|外国语|文|法|理|艺术|设计|软件|化工|材料|土木|建筑|智能|自动化|马克思主义|教育|数学|物理|医|护理|药|传播)学院$"
)
"""A college within a university, which is called after its subject; an independent one (滨江学院) may have become a school of its own."""
SHORT_UNIVERSITY = later(r"^[一-龥]{1,3}大(?!学|连|同|庆|理|丰|兴)[一-龥]+学院")
"""A university written short before its college's name: 南师大泰州学院."""
NUMBERED = later(r"(?P<before>[一-龥]*)第(?P<number>[一二三四五六七八九十]+)(?P<sort>人民医院|医院|中学|小学)")


def schools(text: str) -> list[str]:
    """The schools a text names, without the words before them (专转本：苏州大学 -> 苏州大学)."""
    if FORMER.search(text.replace("原籍", "")):
        return []
    written = re.sub("师院", "师范学院", text)
    found = (BEFORE.sub("", name) for part in re.split(r"[^一-龥]", written) for name in SCHOOL.findall(part))
    return [name for name in found if len(name) > len("大学")]


def are_two_schools(here: Sequence[str], there: Sequence[str]) -> bool:
    """Whether each of some schools is another one than each of others, all named in full."""
    return bool(here and there) and all(_are_two(one, other) for one in here for other in there)


def _are_two(one: str, other: str) -> bool:
    """Whether two names are of two schools, both in full; a school that has been renamed, or is written short, may be one."""
    names = [_own_name(name) for name in (one, other)]
    is_short = one[0] == other[0] and not (read_places(one)[0] and read_places(other)[0])
    return all(names) and not is_short and names[0] != names[1] and one not in other and other not in one


def _own_name(name: str) -> str:
    """A school's name as it is today, without what changes when it is raised; empty where it is not in full, or is an independent college's."""
    parts = re.findall("[一-龥]+?(?:大学|学院|校区)", name)
    if SHORT_UNIVERSITY.match(name) or any(not BY_SUBJECT.search(part) and not part.endswith("校区") for part in parts[1:]):
        return ""
    return re.sub("(?:大学|学院)$", "", VOCATIONAL.sub("", RENAMED.get(parts[0], parts[0])))


def are_two_numbered(one: str, other: str) -> bool:
    """Whether two texts name two hospitals or schools that only their numbers tell apart (昆山市第一中学, 昆山市第二中学)."""
    here, there = NUMBERED.search(one), NUMBERED.search(other)
    if not here or not there or here["sort"] != there["sort"] or here["number"] == there["number"]:
        return False
    return here["before"].endswith(there["before"]) or there["before"].endswith(here["before"])


TRADES = "物流|快递|证券|保险|医药|制药|光电|汽车|房地产|房产|地产|电商|科技|电子|教育|文化|传媒|广告|建筑|装饰|装修|建材|家具|食品|餐饮|服装|化工|机械|模具|五金|软件|网络|设计|[外贸]贸|贸易|旅游|物业|中介|律师|会计师"
"""What firms are called by."""
BANKS = {
    "建行": "建设银行",
    "农行": "农业银行",
    "工行": "工商银行",
    "中行": "中国银行",
    "交行": "交通银行",
    "招行": "招商银行",
    "农商行": "农商银行",
}
"""A bank's short name -> the longer one."""
_SHORT_BANK = later("|".join(rf"{short}(?![一-龥]*银行)" for short in BANKS))


def written_out(text: str) -> str:
    """A text with the short names of banks written out."""
    return _SHORT_BANK.sub(lambda short: BANKS[short[0]], text.replace("农村商业", "农商"))


def is_short_for(short: str, name: str) -> bool:
    """Whether all characters of one stand in the other, in the same order."""
    rest = iter(name)
    return all(character in rest for character in short)


def may_be_one_firm(one: str, other: str, here: str, there: str) -> bool:
    """Whether the own names of two firms may be one's, by what each begins with: 徐工 of 徐州工程机械; the texts tell the rest."""
    return is_short_for(one[:2], there) or is_short_for(other[:2], here)
