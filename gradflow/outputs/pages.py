"""What a check or a form says of itself, for people: in ``gradflow explain``, ``gradflow form check`` and docs/."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gradflow.forms.loader import Form
from gradflow.model.campaign import NOTICE_COHORT
from gradflow.model.checks import Check, Rule
from gradflow.model.folding import squeezed
from gradflow.rules.registry import catalogue

ON_TRIAL = "查到的只给办公室看，不拦汇总、不要求说明、不进退回件；在 campaign.toml 里写明轻重才正式启用"
LEVELS = '"error" 必须改、"warning" 改或说明、"info" 提示、"beta" 试行(只给办公室看)、"off" 不检查'
FIXED = "不能关闭、试行或改变轻重，以免漏掉人"


def check_text(check: Check) -> str:
    """One check, for ``gradflow explain``."""
    lines = [f"{check.code}  {check.title}  ({check.word}，{check.scope.label})", ""]
    lines += [line for line in check.prose().splitlines() if line]
    if check.source:
        lines += ["", f"依据：{check.source}"]
    if examples := list(example_lines(check)):
        lines += ["", "例:", *(f"  {line}" for line in examples)]
    lines += ["", f"怎么改：{blanks(check.advice)}", "", f"名称：{check.name}"]
    if check.is_beta:
        lines.append(f"试行：{ON_TRIAL}")
    how = f"在 campaign.toml 的 [rules] 里写 {check.code} = 下面之一：{LEVELS}"
    lines.append(f"调整轻重：{FIXED if check.is_fixed else how}")
    return "\n".join(lines)


def example_lines(check: Check) -> Iterator[str]:
    """Examples as ``错误  性别 男 | 身份证号码 …``."""
    for example in check.examples():
        rows = (" | ".join(f"{label} {text}" for label, text in row) for row in example.rows)
        yield f"{example.verdict}  {'  ‖  '.join(rows)}"


def blanks(text: str) -> str:
    """A message with dots where its facts go."""
    return re.sub(r"\{\w+\}", "…", text.replace("{cohort}", str(NOTICE_COHORT)))


def form_page(form: Form) -> str:
    """One form: its columns and how to fill them in."""
    spec = form.spec
    title = spec.title.replace("{college}", "×××").replace("{cohort}", "20××")
    lines = [f"## {spec.annex} {spec.name}", "", f"标题：{title}", ""]
    lines += ["| 栏目 | 必填 | 怎么填 | 也认得的写法 |", "| --- | --- | --- | --- |"]
    for field in spec.fields:
        hint = f"{form.kinds[field.key].describe()}{'; ' + field.hint if field.hint else ''}".replace("|", "\\|")
        aliases = "、".join(field.aliases).replace("|", "\\|")
        lines.append(f"| {squeezed(field.whole_head)} | {'是' if field.required else field.duty} | {hint} | {aliases} |")
    lines += ["", *(f"> {note}" for note in spec.notes)]
    return "\n".join(lines)


MOST_RULES = 3
"""Titles of rules that are shown of a column."""
DUTY = {"必填": "缺了就退回", "按情况": "该填没填的退回", "": ""}


def understood(form: Form) -> Iterator[tuple[str, ...]]:
    """What was understood of a declaration, for ``gradflow form check``: a line a column, the head first."""
    yield ("栏目", "key", "内容", "必填", "查什么")
    keys = {field.key for field in form.spec.fields}
    checks = [check for check in catalogue().values() if isinstance(check, Rule)]
    for field in form.spec.fields:
        kind = form.kinds[field.key]
        known = [*kind.checks, *(one for one in checks if field.key in one.needs and keys.issuperset(one.needs))]
        more = f"等{len(known)}条" if len(known) > MOST_RULES else ""
        declared = [
            f"{word}“{other.label}”"
            for word, name in (("不早于", field.not_before), ("不超过", field.at_most))
            if (other := form.spec.field(name))
        ]
        titles = "、".join(dict.fromkeys(one.title for one in known[:MOST_RULES])) + more
        yield (field.whole_head, field.key, kind.title, field.duty, "；".join(filter(None, (DUTY[field.duty], *declared, titles))))
