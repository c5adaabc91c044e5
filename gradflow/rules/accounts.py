"""C581, C611-C613: mail addresses, QQ and WeChat."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from gradflow.kinds.accounts import EMAIL, QQ_NUMBER, WECHAT_NAME, is_reference
from gradflow.model.findings import Problem, Severity
from gradflow.model.records import Record, Ruleset
from gradflow.rules.registry import row_rule

SERVICES = (
    "qq.com", "163.com", "126.com", "139.com", "189.cn", "gmail.com", "foxmail.com", "hotmail.com", "outlook.com", "sina.com", "sina.cn", "sohu.com",
    "yeah.net", "aliyun.com", "icloud.com", "21cn.com", "vip.qq.com", "vip.163.com", "vip.126.com", "vip.sina.com",
)  # fmt: skip
"""Mail services that students use, the commonest first."""
OTHERS = frozenset({"mail.com", "ymail.com", "email.com", "163.net", "139.cn"})
"""Services that exist too, though they look like a slip."""
MAINLY_CN = frozenset({"qq", "163", "126", "139", "189", "gmail", "foxmail"})
"""Names that have no other ending."""
SHORTEST = 3
"""Characters of a name in which a wrong letter still leaves the right one to be seen."""
FAR = 4
"""The rank of what is no slip."""


@row_rule(
    "C581", "email-domain", title="邮箱后缀像是打错了", needs=("email",), severity=Severity.WARNING,
    message="“{email}”的后缀{domain}像是{meant}打错的", advice="核对邮箱，是不是 {suggestion}；确实如此的写明情况",
    source="附件1“电子邮箱”；常用邮箱的后缀",
)  # fmt: skip
def email_domain(record: Record, context: Ruleset) -> Iterator[Problem]:
    """与常用邮箱的后缀只差一个字母，或两个字母颠倒、后半截写错的，信件寄不到。

    正确 | 电子邮箱 wangfang@163.com
    错误 | 电子邮箱 wangfang@gmial.com
    错误 | 电子邮箱 wangfang@qq.con
    """
    email = record["email"]
    domain = email.rpartition("@")[2].casefold()
    if EMAIL.fullmatch(email) and (meant := meant_domain(domain)):
        yield Problem("email", {"domain": domain, "meant": meant, "suggestion": f"{email[: -len(domain)]}{meant}"})


@lru_cache(maxsize=4096)
def meant_domain(domain: str) -> str | None:
    """The well-known domain that this one is a slip of: another ending, two letters swapped, one missing or too many, one wrong."""
    if domain in SERVICES or domain in OTHERS:
        return None
    rank, place = min((_rank(domain, known), place) for place, known in enumerate(SERVICES))
    return SERVICES[place] if rank < FAR else None


def _rank(typed: str, known: str) -> int:
    """How likely a slip it is: 0 another ending, 1 two letters swapped or one wrong in the ending, 2 one too many or missing, 3 one wrong, FAR for anything else."""
    name = typed.partition(".")[0]
    if name in MAINLY_CN and known.startswith(f"{name}."):
        return 0
    if len(typed) != len(known):
        short, long = sorted((typed, known), key=len)
        return 2 if any(long[:place] + long[place + 1 :] == short for place in range(len(long))) else FAR
    wrong = [place for place, (one, other) in enumerate(zip(typed, known, strict=True)) if one != other]
    if len(wrong) == 1:
        return 1 if wrong[0] > len(name) else 3 if len(name) >= SHORTEST else FAR
    is_swapped = [typed[place] for place in wrong] == [known[place] for place in reversed(wrong)]
    return 1 if wrong[1:] == [wrong[0] + 1] and is_swapped else FAR


@row_rule(
    "C611", "email-odd", title="电子邮箱不像邮箱", needs=("email",), severity=Severity.WARNING,
    message="“{email}”不像电子邮箱", advice="如 name@example.com；确实如此的写明情况",
    source="附件1“电子邮箱”",
)  # fmt: skip
def email_odd(record: Record, context: Ruleset) -> Iterator[Problem]:
    """照原样保留，请核对。常见的是漏了 @、用了中文句号或逗号。

    正确 | 电子邮箱 name@example.com
    错误 | 电子邮箱 123456qq.com
    """
    if not EMAIL.fullmatch(record["email"]):
        yield Problem("email")


@row_rule(
    "C612", "qq-odd", title="QQ 号不像 QQ 号", needs=("qq",), severity=Severity.WARNING,
    message="“{qq}”不像QQ", advice="5至11位数字；确实如此的写明情况",
    source="附件1“QQ”",
)  # fmt: skip
def qq_odd(record: Record, context: Ruleset) -> Iterator[Problem]:
    """照原样保留，请核对。

    正确 | QQ 123456789
    正确 | QQ 同手机号
    错误 | QQ 12a45
    """
    if not QQ_NUMBER.fullmatch(record["qq"]) and not is_reference(record["qq"]):
        yield Problem("qq")


@row_rule(
    "C613", "wechat-odd", title="微信号不像微信号", needs=("wechat",), severity=Severity.WARNING,
    message="“{wechat}”不像微信号", advice="填微信号(字母开头，6位以上)、手机号或“同手机号”，不填昵称；确实如此的写明情况",
    source="附件1“微信号”",
)  # fmt: skip
def wechat_odd(record: Record, context: Ruleset) -> Iterator[Problem]:
    """照原样保留，请核对。昵称搜不到人。

    正确 | 微信号 wang_fang01
    正确 | 微信号 与手机号相同
    错误 | 微信号 芳芳
    """
    if not WECHAT_NAME.fullmatch(record["wechat"]) and not is_reference(record["wechat"]):
        yield Problem("wechat")
