"""The ``gradflow`` command."""

from __future__ import annotations

import sys
from typing import NoReturn

import click

from gradflow import __version__
from gradflow.cli.chinese import LazyGroup, usage_sentence
from gradflow.model.failures import sentence_of

COMMANDS = {
    "init": ("gradflow.cli.init", "新建一次活动的文件夹"),
    "template": ("gradflow.cli.template", "生成官方空白表"),
    "migrate": ("gradflow.cli.migrate", "把往年填好的表搬进今年的表"),
    "validate": ("gradflow.cli.validate", "检查收件夹里的表，汇总并写出报告"),
    "watch": ("gradflow.cli.watch", "一直看着收件夹，表放好了就检查"),
    "collect": ("gradflow.cli.collect", "多校汇集：逐校检查，汇成一份总汇"),
    "status": ("gradflow.cli.status", "各支部交了哪些表、谁还没有办完"),
    "remind": ("gradflow.cli.remind", "写出给各支部的催办文字和截止日日历"),
    "diff": ("gradflow.cli.diff", "支部交回的退回件改得怎么样"),
    "grant": ("gradflow.cli.grant", "准许一处确实如此的内容照原样汇总"),
    "keep": ("gradflow.cli.keep", "几份不同的表里选用一份"),
    "release": ("gradflow.cli.release", "报过、现在哪里都没有的人，核实后放行"),
    "cards": ("gradflow.cli.cards", "把汇总的登记卡写成 Word 文件，一人一页"),
    "letters": ("gradflow.cli.letters", "写出组织关系介绍信的套打表(邮件合并)"),
    "verify": ("gradflow.cli.verify", "核对收件回执和当时交的文件"),
    "form": ("gradflow.cli.form", "本校自己的表：从空白表起草声明，检查声明"),
    "explain": ("gradflow.cli.explain", "解释一条规则或一种表"),
    "purge": ("gradflow.cli.purge", "删去 gradflow 写下的报告和账本"),
}
HIDDEN = {"perform": ("gradflow.cli.perform", "")}
"""Commands that gradflow itself calls."""


@click.group(
    cls=LazyGroup,
    modules={**COMMANDS, **HIDDEN},
    help="毕业生党员组织关系转接：收表、检查、汇总、退回。",
    epilog="常用: gradflow init 2024届 → 把支部交来的表放进 inbox → gradflow validate 2024届，或双击文件夹里的“检查”，或把文件夹拖到程序上",
    context_settings={"max_content_width": 100},
)
@click.version_option(__version__, message="gradflow %(version)s", help="显示版本")
def group() -> None:
    """Hold the commands together."""


def main() -> None:
    """Run, turning every expected failure into one sentence on stderr and exit status 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        status = group.main(standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        status = 2
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "gradflow"
        fail(f"{usage_sentence(error)} 用法见 {path} --help")
    except click.ClickException as error:
        fail(error.message)
    except (click.Abort, KeyboardInterrupt):
        fail("已中断，原来的报告没有改动。", 130)
    except Exception as error:  # noqa: BLE001 - the last door
        fail(sentence_of(error))
    sys.exit(status if isinstance(status, int) else 0)


def fail(message: str, status: int = 2) -> NoReturn:
    """Say why it could not run, and exit."""
    from gradflow.model.masking import on_screen  # noqa: PLC0415 - a third of the start

    click.echo(on_screen(f"gradflow: {message}"), err=True)
    sys.exit(status)
