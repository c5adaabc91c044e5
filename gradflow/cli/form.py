"""gradflow form."""

from __future__ import annotations

import click

from gradflow.cli.chinese import LazyGroup

COMMANDS = {
    "draft": ("gradflow.cli.form_draft", "从空白表起草一份声明(forms/*.toml)"),
    "check": ("gradflow.cli.form_check", "检查声明写得对不对，列出读懂了什么"),
}


@click.group(
    "form", cls=LazyGroup, modules=COMMANDS, help="本校自己的表：从学校发的空白表起草声明，再检查。每一个键的写法见 docs/自定义表格.md。"
)
def command() -> None:
    """Hold the two together."""
