"""C151, C152: names that cannot be anybody's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.rules.registry import row_rule

SAMPLE = re.compile(
    r"张三丰?|李四|王五|赵六|王小明|小明|.{0,2}某{1,2}|.{0,2}测试.{0,2}|示例|样例|例子?|姓名|名字|无名氏?|佚名|匿名|未知|不详|待[定补填查]|未填"
    r"|[男女]生|先生|女士|小姐|毕业生|团员|群众|中共|(?:中共)?(?:预备|正式|入党积极)分?子?党?员?|(?:中共)?党员|党支部|支委|[组班]长|负责人|联系人|经办人|填[表报]人|审核人"
    r"|本人|学生|学员|委员|.?(?:同学|同志|老师|教师|(?:党?支部)?书记|主任|辅导员|班主任|院长|处长|科长)"
)
"""Samples, and words for what somebody is, alone or behind a surname (王书记)."""


@row_rule(
    "C151", "name-sample", title="像是样例或称呼", needs=("name",), severity=Severity.WARNING,
    message="“{name}”像是样例或称呼，不像姓名", advice="写身份证上的姓名；是样例行的写明情况，由党委办公室去掉；确有其人的也写明情况",
)  # fmt: skip
def name_sample(record: Record, context: Context) -> Iterator[Problem]:
    """模板里的样例行(张三、李四……)没有删去，或者把职务、称呼写成了姓名。

    正确 | 姓名 张珊
    错误 | 姓名 张三
    错误 | 姓名 王某某
    错误 | 姓名 书记
    """
    if SAMPLE.fullmatch(record["name"]):
        yield Problem("name")


PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")


@row_rule(
    "C152", "name-private-use", title="姓名里有自造字", needs=("name",), severity=Severity.WARNING,
    message="“{name}”里有旧系统的自造字(码位 {codepoint}), 在别的电脑上会显示成空白",
    advice="用输入法重新打出这个字；打不出的写明字形(如 石+页)",
    source="民委发〔2016〕33号(姓名用字应在 GB 18030 范围内)",
)  # fmt: skip
def name_private_use(record: Record, context: Context) -> Iterator[Problem]:
    """老系统把生僻字存在私用区，别的电脑认不出。

    正确 | 姓名 王䶮
    错误 | 姓名 王
    """
    if match := PRIVATE.search(record["name"]):
        yield Problem("name", {"codepoint": f"U+{ord(match[0]):04X}"})
