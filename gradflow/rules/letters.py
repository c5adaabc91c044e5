"""The letter of transfer (党员组织关系介绍信): its blanks and its wording, from ``letter.toml``.

R334, S407: what a form says of letters, where it has a column for them. R368: whether a row says that none is to be written.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache, partial
from importlib.resources import files
from typing import Literal

from pydantic import Field, model_validator

from gradflow.kinds.destinations import says_gone, says_not_moving
from gradflow.kinds.organisation import NAMING
from gradflow.model.cells import typed_text
from gradflow.model.findings import Problem, Severity
from gradflow.model.folding import squeezed
from gradflow.model.forms import KEY, Declaration
from gradflow.model.records import Record, Ruleset
from gradflow.rules.duplicates import beside, sharing
from gradflow.rules.organisation import is_staying
from gradflow.rules.registry import row_rule, sheet_rule

BLANK = re.compile(r"\{(.+?)\}")
HEAD = r"^[一-龥]{1,20}$"


class Blank(Declaration):
    """One blank of the letter: a column of the mail-merge sheet, a merge field of the Word letter."""

    key: str = Field(pattern=KEY)
    head: str = Field(pattern=HEAD)
    width: float = Field(gt=0, le=60)
    by_office: bool = False
    """Whether the office fills it in, or completes it: what it typed is taken over when the sheet is made again."""


class Line(Declaration):
    """A line of the letter, with ``{head}`` for each blank."""

    text: str
    align: Literal["left", "center", "right"] = "left"


class Part(Declaration):
    """One of the letter's three parts (联)."""

    title: str
    name: str
    lines: tuple[Line, ...]


class Letter(Declaration):
    """The whole letter."""

    source: str
    blanks: tuple[Blank, ...]
    parts: tuple[Part, ...]

    @model_validator(mode="after")
    def _known_blanks(self) -> Letter:
        heads = {blank.head for blank in self.blanks}
        unknown = {head for part in self.parts for line in part.lines for head in BLANK.findall(line.text)} - heads
        if unknown:
            raise ValueError(f"letter.toml: {sorted(unknown)}")
        return self


@cache
def letter() -> Letter:
    """The declaration."""
    return Letter.model_validate(tomllib.loads((files("gradflow.rules") / "letter.toml").read_text("utf-8")))


@row_rule(
    "R334", "letter-days", title="介绍信有效期不对", needs=("letter_days",),
    message="有效期写的是{shown}天，最长{longest}天", advice="改为1至{longest}天", rests_on=("letter_days",),
)  # fmt: skip
def letter_days(record: Record, context: Ruleset) -> Iterator[Problem]:
    """表里有介绍信有效期一栏的，不能超过规定的最长天数。

    正确 | 介绍信有效期 90
    错误 | 介绍信有效期 91
    错误 | 介绍信有效期 0
    """
    if not 1 <= record["letter_days"] <= context.limits["letter_days"]:
        yield Problem("letter_days", {"longest": context.limits["letter_days"]})


@sheet_rule(
    "S407", "letter-number-unique", title="介绍信编号重复", needs=("letter_number",), glances=("name",),
    message="介绍信编号“{shown}”在第{rows}行也有", advice="一封介绍信一个编号，核对存根后改正",
    source="党员组织关系介绍信: 存根、介绍信、回执联编号相同，一人一封",
)  # fmt: skip
def letter_number_unique(records: Sequence[Record], context: Ruleset) -> Iterator[Problem]:
    """两个人的介绍信不会是同一个编号。

    正确 | 介绍信编号 0004 ‖ 介绍信编号 0005
    错误 | 介绍信编号 0004 ‖ 介绍信编号 0004
    """
    for same in sharing(records, lambda record: (record["letter_number"],)):
        yield from (Problem("letter_number", beside(record, same), record.row) for record in same)


NAMED_STAYING = re.compile(r"不转|保留|暂缓|出国|出境")
"""Behind a name, where no rule on remarks looks."""


@row_rule(
    "R368", "told-not-transferred", title="写的是不能转出的情况", needs=("receiving_department",), uses=("name", "remark"),
    severity=Severity.WARNING, message="{label}写了“{what}”，却列在要转出的名单里",
    advice="在“情况说明”里写明：不转组织关系的由党委办公室处理，照常转出的写明原因",
    source="通知一、2(转出的是毕业生党员的组织关系)",
)  # fmt: skip
def told_not_transferred(record: Record, context: Ruleset) -> Iterator[Problem]:
    """去世、出党、停止党籍的没有组织关系可转；休学、延期毕业的还没有毕业；已经转出的不再开介绍信。说的是亲属、已复学或未发生的不算。

    正确 | 组织部名称 中共昆山市委组织部 | 备注 父亲去世，回原籍照顾母亲
    正确 | 组织部名称 中共昆山市委组织部 | 备注 休学一年后已复学
    正确 | 组织部名称 中共昆山市委组织部 | 姓名 张三(女)
    错误 | 组织部名称 中共昆山市委组织部 | 姓名 张三(已退党)
    错误 | 组织部名称 中共昆山市委组织部 | 姓名 张三(不转)
    错误 | 组织部名称 中共昆山市委组织部 | 备注 本人已去世
    错误 | 组织部名称 中共昆山市委组织部 | 备注 休学一年，2024年毕业
    错误 | 组织部名称 中共昆山市委组织部 | 备注 已被除名
    错误 | 组织部名称 中共昆山市委组织部 | 备注 已于5月转出
    错误 | 组织部名称 中共昆山市委组织部 | 备注 不是本支部学生
    正确 | 组织部名称 中共昆山市委组织部 | 备注 原三方协议作废，重新签约恒力集团有限公司
    """
    if is_staying(record["receiving_department"]):
        return
    is_named = record["receiving_department"].category in NAMING
    for key in ("name", "remark", *(("receiving_department",) if is_named else ())):
        text = typed_text(record.cells.get(key)).strip()
        says = says_gone if key == "receiving_department" else partial(says_not_moving, cohort=context.campaign.cohort)
        if text and (says(squeezed(text)) or (key == "name" and NAMED_STAYING.search(text))):
            yield Problem(key, {"what": text})
