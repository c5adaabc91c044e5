"""R363."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.rules.registry import row_rule

SCHOOL = re.compile(r"[一-龥]{2,}?(?:大学|学院)(?:[一-龥]{2,8}?(?:学院|校区))?")
BEFORE = re.compile(
    r"^.*?(?:专转本|专升本|转本|升本|升学|考取|考上|录取|升入|就读|入读|报考|就业|签约|毕业于|中共|中国共产党)[到至在于了]?"
)
"""What stands before a school's name."""


def schools(text: str) -> list[str]:
    """The schools a text names, without the words before them (专转本：苏州大学 -> 苏州大学)."""
    found = (BEFORE.sub("", name) for part in re.split(r"[^一-龥]", text) for name in SCHOOL.findall(part))
    return [name for name in found if len(name) > len("大学")]


@row_rule(
    "R363", "schools-agree", title="抬头与备注是两所学校", needs=("receiving_department", "remark"), severity=Severity.WARNING,
    message="组织部名称写的是{here}，备注写的是{there}", advice="核对考取的学校，改成同一所；确实如此的写明情况",
    source="附件2注2: 备注写考取的学校，组织部名称写该校的，务必准确",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """只在两处都写明学校、而且没有一个名称包含另一个时才报；本校的名称不算。

    正确 | 组织部名称 苏州大学党委组织部 | 备注 专转本：苏州大学
    正确 | 组织部名称 苏州大学党委组织部 | 备注 苏州大学文正学院
    正确 | 组织部名称 中共昆山市委组织部 | 备注 专转本：苏州大学
    错误 | 组织部名称 苏州大学党委组织部 | 备注 专转本：南京工程学院
    """
    own = context.campaign.college
    here, there = ([name for name in schools(text) if own not in name] for text in (record["receiving_department"].name, record["remark"]))
    if here and there and not any(one in other or other in one for one in here for other in there):
        yield Problem("remark", {"here": f"“{here[0]}”", "there": f"“{there[0]}”"})
