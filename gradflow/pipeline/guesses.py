"""Which added column may be one the form asks for: its head is misspelt, or shares a word with it and its values fit.

What online forms put around their answers: columns of their own, and marks for questions that were not answered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from gradflow.forms.loader import Form
from gradflow.kinds.base import Kind
from gradflow.kinds.choice import UNKNOWN
from gradflow.kinds.organisation import NAMING, classify
from gradflow.model.cells import Raw, Sheet, is_blank, typed_text
from gradflow.model.findings import Problem
from gradflow.model.folding import bare_head_key, head_key, later, squeezed
from gradflow.model.forms import FieldSpec
from gradflow.pipeline.likeness import closest
from gradflow.pipeline.tokens import likely_name

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


LONGEST_LITERAL = 80
"""Characters of a head that is looked up as it stands."""
MOST_COMPARED = 300
"""Rows by which columns are judged."""
JUDGED = frozenset({"person_name", "date", "choice", "organisation", "text", "contact_log", "phone", "address"})
"""Kinds whose values can be told from others'."""
NOT_ASKED = later(
    r"学号|学籍|学历|学位|学制|专业|班级|年级|院系|学院|系部|寝室|宿舍|籍贯|生源|出生|生日|入党|转正|申请|积极分子|毕业(?:时间|日期|证|院校|学校)|转出"
    r"|开具|有效|编号|号码?$|职务|职称|特长|党费|党龄|档案|户[口籍]|团|QQ|微信|邮箱|银行|签[名字收]|所在|所属|原[党单]|领取|发放|登记"
    r"|家长|父|母|亲属|监护|联系人|辅导员|班主任|介绍人|书记|负责人|经办|回访人"
)
"""Heads of what lists often add and no form asks for."""
SEAT = later(r"(?:组织|支部|党委|总支|单位|公司|学校|院校)[^(（]*(?:地址|电话|联系|邮编|住址)")
"""Where an organisation is to be found: nobody's own address or telephone."""


def guess(sheet: Sheet, last_line: int, form: Form, missing: Sequence[FieldSpec], extras: Sequence[tuple[int, str]]) -> dict[str, int]:
    """For fields without a column, the added column that may be it; required fields choose first."""
    found: dict[str, int] = {}
    free = {column: text for column, text in extras if len(text) <= LONGEST_LITERAL and not is_of_export(text) and not SEAT.search(text)}
    for field in missing if free else ():
        texts = {squeezed(text): column for column, text in free.items() if column not in found.values()}
        spellings = (squeezed(field.head), field.label) if field.required else ()
        if like := next((like for one in spellings if (like := closest(one, list(texts)))), None):
            found[field.key] = texts[like]
    for field in missing if free else ():
        kind = form.kinds[field.key]
        if field.key not in found and kind.name in JUDGED and field.is_merged:
            shared = {column: _shared(field, text) for column, text in free.items() if column not in found.values()}
            fits = [column for column, words in shared.items() if words and _fits(sheet, last_line, kind, column)]
            found.update({field.key: max(fits, key=lambda column: shared[column])} if fits else {})
    return found


def _shared(field: FieldSpec, head: str) -> int:
    """How many pairs of characters a head shares with the words of a field; 0 for a head of something no form asks for."""
    if NOT_ASKED.search(head):
        return 0
    if field.key == "name":
        return len({*head_key(head)} & {*field.label}) if len(head_key(head)) == len(field.label) else 0  # 性名, 名姓
    words = "|".join(head_key(text) for text in (field.head, field.label, *field.aliases, field.hint))
    return len(set(_pairs(head_key(head))) & set(_pairs(words)))


def _pairs(text: str) -> Iterator[str]:
    return (text[at : at + 2] for at in range(len(text) - 1))


def _fits(sheet: Sheet, last_line: int, kind: Kind, column: int) -> bool:
    """Whether most of what stands in a column is what the kind holds."""
    filled = list(_filled(sheet, last_line, column).values())
    return bool(filled) and 2 * sum(_is_of(kind, raw) for raw in filled) > len(filled)


def _is_of(kind: Kind, raw: Raw) -> bool:
    text = squeezed(typed_text(raw))
    if kind.name in {"text", "address"}:
        return re.search("[一-龥]{2}", text) is not None
    if kind.name == "organisation":
        return classify(text) in NAMING
    if kind.name == "person_name":
        return bool((name := likely_name(text)) and name[1])
    value = kind.parse(raw)
    return value is not None and not isinstance(value, Problem) and (kind.name != "contact_log" or re.search(r"\d", text) is not None)


def _filled(sheet: Sheet, last_line: int, column: int) -> dict[int, Raw]:
    """Row -> what is filled in there, under a head."""
    rows = range(last_line + 1, min(last_line + MOST_COMPARED, len(sheet.rows)) + 1)
    return {row: raw for row in rows if not is_blank(raw := sheet.at(row, column)) and raw not in SKIPPED}


def understood(sheet: Sheet, last_line: int, kind: Kind, column: int) -> dict[int, str]:
    """Row -> what is understood there as a value of the kind."""
    parsed = ((row, kind.parse(raw)) for row, raw in _filled(sheet, last_line, column).items())
    return {row: str(kind.show(value)) for row, value in parsed if value is not None and not isinstance(value, Problem)}


def says_one_thing_else(sheet: Sheet, last_line: int, kind: Kind, column: int) -> str:
    """The one text a column says of several people that is no choice of its field at all; empty where there is none."""
    filled = _filled(sheet, last_line, column)
    texts = {squeezed(typed_text(raw)) for raw in filled.values()}
    if kind.name != "choice" or len(filled) < 2 or len(texts) > 1:  # noqa: PLR2004 - a typo stands once
        return ""
    value = kind.parse(next(iter(filled.values())))
    return texts.pop() if isinstance(value, Problem) and value.check == UNKNOWN.code else ""
