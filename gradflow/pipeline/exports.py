"""What online forms put around their answers: columns of their own, and marks for questions that were not answered."""

from __future__ import annotations

from collections.abc import Iterable

from gradflow.model.cells import Raw
from gradflow.model.folding import bare_head_key, later

_WHO = "提交|填写|填报|填表|答题|答卷|作答|回答|创建|修改|更新|录入|收集|发起|审批|审核|上报|登记"
_OWN_COLUMN = later(
    rf"(?:最后|最近|上次|首次|最新)?(?:{_WHO}|开始|结束|完成)+(?:者|人|用户|人员)?(?:答卷|答题|填写|提交|修改|更新)?"
    r"(?:者|人|时间|日期|时长|用时|方式|渠道|来源|设备|终端|状态|结果|编号|序号|id|ip|ip地址|地区|昵称|工号|部门|姓名|账号|userid|记录|进度|次数)"
    rf"|(?:{_WHO})(?:者|人)|所用时间|答题?用时|用时|耗时|时长|(?:数据|渠道)?来源(?:详情|渠道)?|来自ip|ip(?:地址)?|ua|referrer|useragent"
    r"|(?:所在)?(?:地理)?位置.{0,8}|定位|经纬度|经度|纬度|浏览器|操作系统|设备(?:类型|型号)?|终端|语言|清洗数据结果|自定义字段\d*|扩展(?:字段|属性)\d*"
    r"|总分|得分|分数|测评得分|自动评分|(?:数据|记录|答卷|自动|流水|审批|表单|应用|用户|微信|填写)?(?:id|编号|序号)|uuid|(?:微信)?(?:openid|unionid)"
    r"|用户(?:类型|名|昵称)?|(?:微信|qq|wps|钉钉)?(?:昵称|头像)|微信(?:性别|国家|省市?|城市)|(?:微信|手机)?签名|匿名|流程(?:状态|名称)|当前(?:节点|负责人|处理人|状态)|历史审批人.{0,6}"
    r"|父记录\d*|starttime|completiontime|submissiontime|lastmodifiedtime|email|name|respondent.{0,6}|submittedby|createdby|createdat|timestamp|时间戳(?:记录)?"
)
"""Columns that 问卷星, 金山表单, 腾讯文档, 腾讯问卷, 飞书, 钉钉, 微软 Forms, 简道云, 金数据, 麦客 and 问卷网 add to what was asked (bare head keys)."""
_SURE = later(
    rf"提交答卷时间|所用时间|来自ip|答题时长|(?:开始|结束)(?:答题)?时间|(?:{_WHO})(?:者|人)?(?:时间|id)|(?:提交|填写|答题|创建|发起)(?:者|人)|自动编号|父记录"
)
"""Columns that nobody has in a list written by hand."""
SKIPPED: frozenset[Raw] = frozenset({
    "(空)", "（空）", "(跳过)", "（跳过）", "[空]", "〔空〕", "[跳过]", "【空】", "【跳过】", "(未填写)",
    "（未填写）", "(未填)", "（未填）", "未填写", "未作答", "(未作答)", "（未作答）", "anonymous", "N/A", "n/a",
    "NULL", "null", "nan", "NaN", "None", "未填", "选填", '""',
})  # fmt: skip
"""How exports say that a question was left out; nobody answers so."""
CODED: frozenset[Raw] = frozenset({-3, -2, "-3", "-2"})
"""How 问卷星 says it in numbers: -3 not asked, -2 not answered. Only in its exports, for a number may be an answer elsewhere."""


def is_of_export(head: str) -> bool:
    """Whether a column is one that the online form adds, not one it asks for."""
    return _OWN_COLUMN.fullmatch(bare_head_key(head)) is not None


def skipped_marks(heads: Iterable[str]) -> frozenset[Raw]:
    """The values that mean that nothing was answered, on a sheet with these added columns."""
    return SKIPPED | CODED if any(_SURE.fullmatch(bare_head_key(head)) for head in heads) else SKIPPED
