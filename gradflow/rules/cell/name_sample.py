"""C151."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.rules.registry import row_rule

SAMPLE = re.compile(r"张三丰?|李四|王五|赵六|王小明|小明|.{0,2}某某?|本人|同学|学生|(?:中共)?(?:预备|正式)?党员|示例|样例|例子?|姓名")


@row_rule(
    "C151", "name-sample", title="像是样例行", needs=("name",), severity=Severity.WARNING,
    message="“{name}”像是模板里的样例", advice="是样例行的写明情况，由党委办公室去掉；确有其人的也写明情况",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """模板里的样例行(张三、李四……)没有删去。

    正确 | 姓名 张珊
    错误 | 姓名 张三
    错误 | 姓名 王某某
    """
    if SAMPLE.fullmatch(record["name"]):
        yield Problem("name")
