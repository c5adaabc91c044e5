"""Which place's organisation department a name means, for the rules that ask whether it exists."""

from __future__ import annotations

import re

from gradflow.kinds.organisation import Organisation
from gradflow.kinds.regions import places_in, wider_places

DEPARTMENT = re.compile(r"(?:中共|中国共产党)?(?P<place>[一-龥]{2,}?(?:省|自治区|市|州|盟|地区|县|区|旗))党?委(?:员会)?组织(?:人事)?部")

RENAMED: dict[str, str] = {
    "吴江市": "苏州市吴江区", "吴县市": "苏州市吴中区或相城区", "沧浪区": "苏州市姑苏区", "平江区": "苏州市姑苏区",
    "金阊区": "苏州市姑苏区", "通州市": "南通市通州区", "江都市": "扬州市江都区", "姜堰市": "泰州市姜堰区",
    "溧水县": "南京市溧水区", "高淳县": "南京市高淳区", "赣榆县": "连云港市赣榆区", "金坛市": "常州市金坛区",
    "大丰市": "盐城市大丰区", "洪泽县": "淮安市洪泽区", "海安县": "海安市", "海门市": "南通市海门区",
    "港闸区": "南通市崇川区", "铜山县": "徐州市铜山区", "崇明县": "上海市崇明区", "下关区": "南京市鼓楼区",
    "白下区": "南京市秦淮区", "武进市": "常州市武进区", "锡山市": "无锡市锡山区",
}  # fmt: skip
"""Abolished places near Suzhou -> today's name (民政部行政区划变更, to 2025), for the hint only."""


def department_place(organisation: Organisation) -> str | None:
    """The place a local organisation department stands for, as typed (吴江市，南京市鼓楼区)."""
    match = DEPARTMENT.fullmatch(re.sub(r"[(（][^()（）]*[)）]", "", organisation.name))
    return match["place"] if match and organisation.category == "local" else None


def own_name(place: str) -> str:
    """The place's own name without the province and city before it (江苏省苏州市吴江区 -> 吴江区)."""
    return re.sub(r"^(?:.{2,8}?(?:省|自治区))?(?:.{2,10}?[市州盟](?=..))?", "", place)


def different_place(planned: str, landed: str) -> tuple[str, str] | None:
    """The two places where two names clearly mean different cities or counties; None where they may agree.

    A county lies within its city, and a renamed place keeps the beginning of its name.
    """
    one, other = places_in(planned), places_in(landed)
    if not one or not other:
        return None
    here, there = one[-1], other[-1]
    agrees = here in other or there in one or here[:-1] == there[:-1] or here in wider_places(there) or there in wider_places(here)
    renamed = RENAMED.get(here, "").endswith(there) or RENAMED.get(there, "").endswith(here)
    return None if agrees or renamed else (here, there)
