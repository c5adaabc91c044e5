"""C102, C107, R331, R332, S404: what a form's declaration asks of its rows: filled in if, spelt so, in order, no more than, at least one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import gt
from typing import Any

from gradflow.model.cells import typed_text
from gradflow.model.findings import Problem, Severity
from gradflow.model.folding import squeezed
from gradflow.model.forms import ANY, FieldSpec
from gradflow.model.records import Record, Ruleset
from gradflow.rules.registry import intake_check, sheet_rule


def is_asked_for(record: Record, conditions: Mapping[str, Sequence[str]]) -> str:
    """The field by which another one has to be filled in (``FieldSpec.required_if``); empty for none."""
    return next((key for key, codes in conditions.items() if key in record.values and (ANY in codes or record[key] in codes)), "")


@sheet_rule(
    "C102", "required-if", title="按另一栏的内容必须填的没有填",
    message="“{other}”{typed}，“{label}”也要填", advice="补填“{label}”；填错的是“{other}”就改正那一栏",
    source="表格声明里的 required_if，各表的依据见表格说明",
)  # fmt: skip
def required_if(records: Sequence[Record], context: Ruleset) -> Iterator[Problem]:
    """有的栏目是否要填，要看另一栏：档案寄出了才有投递方式，有实际困难才有帮扶措施。

    正确 | 有无实际困难 没有 | 困难和帮扶措施 无
    错误 | 有无实际困难 有 | 困难和帮扶措施 无
    """
    for field in _fields(context, "required_if"):
        for record in records:
            if field.key in record.values or field.key in record.unknown or field.key not in record.cells:
                continue
            if other := is_asked_for(record, field.required_if):
                facts = {"label": field.label, "other": _label(context, other), "typed": _typed(other, record, context)}
                yield Problem(field.key, facts, record.row)


@sheet_rule(
    "C107", "pattern", title="不是这一栏的写法",
    message="“{value}”不是“{label}”的写法", advice="{how}",
    source="表格声明里的 pattern，各表的依据见表格说明",
)  # fmt: skip
def spelt_as_declared(records: Sequence[Record], context: Ruleset) -> Iterator[Problem]:
    """有固定写法的栏目：学号是10位数字，介绍信编号是年份加四位数。空白、全角半角不计。

    正确 | 编号 A-001
    正确 | 编号 Ａ - 001
    错误 | 编号 A001
    """
    for field in _fields(context, "pattern"):
        for record in records:
            if field.key in record.values and not re.fullmatch(field.pattern, squeezed(typed_text(record.cells[field.key]))):
                yield Problem(
                    field.key, {"label": field.label, "how": f"改成这样：{field.hint}" if field.hint else "照填写说明改写"}, record.row
                )


@sheet_rule(
    "R331", "not-before", title="两个日期的先后不对",
    message="“{label}”{here}早于“{other}”{there}", advice="核对这两个日期，改正写错的一个",
    source="表格声明里的 not_before，各表的依据见表格说明",
)  # fmt: skip
def not_before(records: Sequence[Record], context: Ruleset) -> Iterator[Problem]:
    """同一行里有先后的两个日期：先检查，再密封，再寄出，再签收。只写到年月的，整个月都算。

    正确 | 检查日期 2023-06-20 | 密封盖章日期 2023-06-20
    错误 | 检查日期 2023-06-20 | 密封盖章日期 2023-06-19
    """
    return _compared(records, context, "not_before", lambda day, before: day.last < before.first)


@sheet_rule(
    "R332", "at-most", title="一个数比它的上限大",
    message="“{label}”{here}比“{other}”{there}多", advice="核对这两个数，改正写错的一个",
    source="表格声明里的 at_most，各表的依据见表格说明",
)  # fmt: skip
def at_most(records: Sequence[Record], context: Ruleset) -> Iterator[Problem]:
    """同一行里一个数不会比另一个大：实到人数不超过应到人数。

    正确 | 应到人数 12 | 实到人数 12
    错误 | 应到人数 12 | 实到人数 13
    """
    return _compared(records, context, "at_most", gt)


DECLARED = {required_if.code: "required_if", not_before.code: "not_before", at_most.code: "at_most"}
"""Rules that a form's declaration sets to two of its fields -> the key."""


def _compared(records: Sequence[Record], context: Ruleset, key: str, is_wrong: Callable[[Any, Any], bool]) -> Iterator[Problem]:
    """The fields that declare another under a key, wherever both are understood and do not go together."""
    for field in _fields(context, key):
        other = getattr(field, key)
        for record in records:
            here, there = record.get(field.key), record.get(other)
            if here is not None and there is not None and is_wrong(here, there):
                facts = {"label": field.label, "here": str(here), "other": _label(context, other), "there": str(there)}
                yield Problem(field.key, facts, record.row)


MUST_HAVE = intake_check(
    "S404", "choice-lacking", "该有的一项没有",
    "“{label}”里没有{lacking}", "补上缺的；确实没有的写明情况",
    severity=Severity.WARNING,
    text="有的表里每一项至少要有一行：服务团队要有支部书记，教育管理月四种活动都要有。截止日以后才报；一个支部的几张表合起来看。",
)  # fmt: skip

PRIVATE = intake_check(
    "S405", "private-field", "不公开的栏目",
    "这一行有要补填或改正的，内容不公开", "支部照退回件改；是哪一栏、填了什么，只写在支部的退回件里",
    source="个人信息保护法第六条(限于实现处理目的的最小范围)",
    text="不进汇总的栏目(有无实际困难、帮扶措施等)，党委办公室的报告里不写填了什么。有的问题单凭是哪一栏就看得出内容，连栏目也不写，只说这一行要改。",
)  # fmt: skip


def _fields(context: Ruleset, name: str) -> Sequence[FieldSpec]:
    return [field for field in context.form.fields if getattr(field, name)] if context.form else ()


def _typed(key: str, record: Record, context: Ruleset) -> str:
    """What stands in a field, for a message; not what stays with the branch."""
    is_private = context.form and key in context.form.private
    return "已填" if is_private else f"填的是“{typed_text(record.cells.get(key)).strip()}”"


def _label(context: Ruleset, key: str) -> str:
    return context.form.label(key) if context.form else key
