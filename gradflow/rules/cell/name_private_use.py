"""C152."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.rules.registry import row_rule

PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")


@row_rule(
    "C152", "name-private-use", title="姓名里有自造字", needs=("name",), severity=Severity.WARNING,
    message="“{name}”里有旧系统的自造字(码位 {codepoint}), 在别的电脑上会显示成空白",
    advice="用输入法重新打出这个字；打不出的写明字形(如 石+页)",
    source="民委发〔2016〕33号(姓名用字应在 GB 18030 范围内)",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """老系统把生僻字存在私用区，别的电脑认不出。

    正确 | 姓名 王䶮
    错误 | 姓名 王
    """
    if match := PRIVATE.search(record["name"]):
        yield Problem("name", {"codepoint": f"U+{ord(match[0]):04X}"})
