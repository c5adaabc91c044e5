"""Pages made from the declarations: rules, forms, glossary."""

from __future__ import annotations

from collections.abc import Iterator

from gradflow.forms.loader import Form
from gradflow.model.checks import Check, Scope
from gradflow.model.vocabulary import FIELD_LABELS, TERMS
from gradflow.outputs.pages import FIXED, LEVELS, ON_TRIAL, blanks, example_lines, form_page
from gradflow.rules.registry import catalogue

MADE = "<!-- 由 docs/build.py 生成，不要手改 -->"


def rules_page() -> str:
    """docs/rules.md."""
    lines = [MADE, "", "# 规则一览", ""]
    lines += [f"每条规则的轻重可以在 campaign.toml 的 `[rules]` 里改：{LEVELS}。", f"试行的规则{ON_TRIAL}。", ""]
    lines += ["| 规则号 | 轻重 | 检查什么 |", "| --- | --- | --- |"]
    lines += [f"| [{c.code}](#{c.code.lower()}) | {c.word} | {c.title} |" for c in catalogue().values()]
    for scope in Scope:
        lines += ["", f"## {scope.label}"]
        for check in catalogue().values():
            if check.scope is scope:
                lines += ["", *_rule_section(check)]
    return "\n".join(lines) + "\n"


def _rule_section(check: Check) -> Iterator[str]:
    yield from (f"### {check.code}", "", f"**{check.title}** — {check.word} · `{check.name}`", "")
    if check.is_beta:
        yield from (f"试行：{ON_TRIAL}。", "")
    if check.is_fixed:
        yield from (f"这一条{FIXED}。", "")
    yield from (line for line in check.prose().splitlines() if line)
    if check.source:
        yield from ("", f"依据：{check.source}")
    if examples := list(example_lines(check)):
        yield from ("", "```text", *examples, "```")
    yield from ("", f"怎么改：{blanks(check.advice)}")


def forms_page(forms: list[Form]) -> str:
    """docs/forms.md."""
    return "\n\n".join([MADE, "# 表格一览", *map(form_page, forms)]) + "\n"


def glossary_page() -> str:
    """docs/glossary.md."""
    lines = [MADE, "", "# 词汇表", "", "| 代码里的名称 | 中文 |", "| --- | --- |"]
    lines += [f"| `{key}` | {text} |" for key, text in FIELD_LABELS.items()]
    lines += [f"| {key} | {text} |" for key, text in TERMS.items()]
    return "\n".join(lines) + "\n"
