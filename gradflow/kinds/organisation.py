"""Names of Party organisations, classified by an ordered list of patterns.

The list was tried on forty real letter heads. Since 2019 any grass-roots Party committee that may
approve probationary members can receive transfers directly (《中国共产党党员教育管理工作条例》
第二十五条), so a name that does not end in 组织部 is not wrong for that.
"""

from __future__ import annotations

import re
from functools import lru_cache
from random import Random
from typing import NamedTuple

from gradflow.core.cells import Raw
from gradflow.core.folding import INVISIBLE, SPACE, half_width
from gradflow.core.styles import CellStyle
from gradflow.kinds import base

_OFFICES = r"(?:组织(?:人事|宣传|干部|统战)*(?:部|处|局)|组干处|干部处|党群(?:工作)?(?:部|局|办公室)|党建(?:工作)?(?:部|办)|政治部|人事部)?"
_COMMITTEE = r"(?:党工委|党委会?|工委|工作委员会|委员会|党组)"

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (category, re.compile(pattern))
    for category, pattern in (
        ("undecided", r"^(?:尚|还|暂时?|目前|仍)?未(?:能|曾)?(?:转|落实|接收|报到|定|办)"),
        ("branch", r"(?:总支部?|支部)(?:委员会)?$"),
        ("headless", r"^(?:[市县区州省]?委|党委|中共)?组织部$"),
        ("local", r"^(?:中共|中国共产党)?[一-龥]{2,}(?:省|市|州|盟|地区?|县|区|旗|师|兵团)党?委(?:员会)?组织(?:人事)?部$"),
        (
            "system",
            (
                r"(?:教育工委|教育工作委员会|教卫(?:党委|工委)|教育卫生工作(?:党委|委员会)|直?属?机关(?:党)?工委|直?属?机关工作委员会"
                r"|国资委党委|国有资产监督管理委员会(?:党委|委员会)|两新.{0,8}工委|社会工作部)(?:组织(?:人事)?(?:部|处)|组干处|干部处)?$"
            ),
        ),
        ("township", r"(?:街道|镇|乡|苏木|社区|村)(?:党工委|党委|工委|工作委员会|委员会)(?:组织(?:人事)?(?:部|科|办公室|办))?$"),
        (
            "zone",
            rf"(?:开发区|高新区|经开区|新区|园区|度假区|保税区|风景区|示范区|产业园|自贸区|保护区)(?:管委会)?{_COMMITTEE}{_OFFICES}$",
        ),
        ("talent", r"(?:人才|就业|人力资源).{0,12}(?:党委|党工委|委员会|党总支)$"),
        ("unit", rf"(?:大学|学院|学校|中学|小学|集团|公司|医院|银行|研究院|研究所|局|厅|中心){_COMMITTEE}{_OFFICES}$"),
        ("section", r"组织科$"),
        (
            "government",
            r"(?:政府|人社局|人力资源和社会保障局|人才市场|派出所|档案馆|居委会|村委会|居民委员会|村民委员会|办事处|[^党]局|[^党]厅)$",
        ),
        ("employer", r"(?:公司|集团|大学|学院|学校|中学|小学|医院|银行|厂|店|中心|研究院|研究所)$"),
        ("committee", r"[市县区州省旗]委$"),
        ("no_committee", r"[市县区州省旗]组织部$"),
        ("place", r"^.{1,}(?:省|市|州|县|区|镇|乡|街道|社区|村)$"),
        ("party", rf"(?:{_COMMITTEE}|政治(?:工作)?部){_OFFICES}$"),
        (
            "undecided",
            r"^(?:(?:正在|已在)?.{0,4}(?:办理|转接|审核)中|暂无|没有|待定|未定|待确定|不详|不清楚|不知道|未知|未落实|回原籍|原籍|老家|同上|生源地|户籍地|不转|暂不转|不转出|保留|留校)$",
        ),
    )
)
"""Category -> pattern, tried in this order on the squeezed name."""

PARTY_UNITS = frozenset({"unit", "system"})
"""Categories one can only be sent to by a job or a school."""


class Organisation(NamedTuple):
    """A name as filled in, and the category it falls under (``other`` where no pattern fits)."""

    name: str
    category: str


@lru_cache(maxsize=4096)
def classify(name: str) -> str:
    """The category of an organisation's name."""
    bare = re.sub(r"\([^()]*\)", "", half_width(name)) or half_width(name)
    bare = re.sub(r"^(?:中共|中国共产党)(?=[市县区州省]?委?组织部$)", "", bare)
    return next((key for key, pattern in PATTERNS if pattern.search(bare)), "other")


@lru_cache(maxsize=4096)
def _organisation(typed: str) -> Organisation | None:
    if base.is_nothing(typed):
        return None
    name = SPACE.sub("", INVISIBLE.sub("", typed)).strip("“”\"'‘’。.,，;；、")
    return Organisation(name, classify(name)) if name else None


class OrganisationKind(base.Kind):
    """A Party organisation; the value is an Organisation. Which categories fit, rules decide."""

    name = "organisation"
    is_strict = False
    title = "党组织名称"
    repeats = True

    def parse(self, raw: Raw) -> Organisation | None:
        """Return the organisation; never a Problem."""
        return _organisation(raw) if isinstance(raw, str) else _organisation(self.text(raw))

    def show(self, value: Organisation) -> str:
        """The name."""
        return value.name

    def style(self) -> CellStyle:
        """Text."""
        return CellStyle(number_format="@")

    def sample(self, random: Random) -> Raw:
        """The organisation department of a county or city."""
        places = ("昆山市", "常熟市", "张家港市", "太仓市", "江苏省苏州市吴江区", "苏州市吴中区", "如皋市", "兴化市")
        return f"中共{random.choice(places)}委组织部"

    def describe(self) -> str:
        """How to fill this in."""
        return "写党组织全称，如 中共昆山市委组织部；不写单位名、学校名或地名"
