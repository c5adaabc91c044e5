"""C613."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.core.findings import Problem, Severity
from gradflow.core.records import Context, Record
from gradflow.kinds.accounts import WECHAT_NAME, is_reference
from gradflow.rules.registry import row_rule


@row_rule(
    "C613", "wechat-odd", title="微信号不像微信号", needs=("wechat",), severity=Severity.WARNING,
    message="“{wechat}”不像微信号", advice="填微信号(字母开头，6位以上)、手机号或“同手机号”，不填昵称；确实如此的写明情况",
    source="附件1“微信号”",
)  # fmt: skip
def check(record: Record, context: Context) -> Iterator[Problem]:
    """照原样保留，请核对。昵称搜不到人。

    正确 | 微信号 wang_fang01
    正确 | 微信号 与手机号相同
    错误 | 微信号 芳芳
    """
    if not WECHAT_NAME.fullmatch(record["wechat"]) and not is_reference(record["wechat"]):
        yield Problem("wechat")
