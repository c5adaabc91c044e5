"""gradflow validate. Imports little: where nothing has changed since the last run, that is all that runs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import click

from gradflow.app.last_run import FAIL_ON, LastRun, Shown
from gradflow.cli.asking import FOLDER, STYLE, clock, day_option, out_option, password_options, say, show
from gradflow.cli.chinese import ChineseCommand
from gradflow.model.naming import REPORTS


@click.command("validate", cls=ChineseCommand, help="检查收件夹里的表，汇总并写出报告。不写文件夹时检查当前文件夹。")
@FOLDER
@day_option("按哪一天检查，如 2023-07-25；默认今天")
@out_option("报告写到哪里；默认是活动文件夹里的 reports；不能在收件夹里")
@STYLE
@click.option(
    "--fail-on", "least", type=click.Choice(FAIL_ON), default="error",
    help="什么时候退出状态为 1：error(默认)有必须改的、未交或逾期；warning 还有没说明的改或说明也算；never 只要运行完就是 0",
)  # fmt: skip
@click.option("--jobs", metavar="N", type=click.IntRange(1, 64), help="同时读几份文件；默认自动")
@click.option("--encrypt", "is_locked", is_flag=True, help="给汇总.xlsx加上打开密码：密码文件的第一行，没有密码文件时现场输入")
@password_options
def command(folder: Path, out: Path | None, style: str, **choice: Any) -> None:
    """Read, check, merge and write reports; exit 0, 1 or 2 as the contract says."""
    reports = out or folder / REPORTS
    has_secrets = choice["is_locked"] or choice["password_file"] or choice["ask_password"]
    last = None if has_secrets else LastRun(folder, reports, choice["as_of"], clock().date())
    shown = last.shown() if last else None
    if shown:
        for text in shown.told:
            say(text)
        say("收件夹、设置和报告都和上次检查时一样：报告没有重写，下面是上次的结果。")
    else:
        shown = _validate_anew(folder, out, choice, last, is_quiet=style == "json")
    if style == "json":
        click.echo((reports / "findings.json").read_text("utf-8"), nl=False)
    else:
        show(shown.lines)
    click.get_current_context().exit(shown.statuses[choice["least"]])


def _validate_anew(folder: Path, out: Path | None, choice: Mapping[str, Any], last: LastRun | None, *, is_quiet: bool) -> Shown:
    """Read, check, merge, write reports, and let ``last`` remember it, if it may; return what is to be shown. Raises GradflowError."""
    from gradflow.app.validating import validate_and_write  # noqa: PLC0415 - only where something has changed
    from gradflow.cli.opening import ask, checked, opened  # noqa: PLC0415 - only where something has changed

    session = opened(folder, choice, out)
    password = ""
    if choice["is_locked"]:
        password = session.passwords[0] if choice["password_file"] else ask("汇总.xlsx 的打开密码", is_new=True)
    check = partial(checked, session, choice, is_quiet=is_quiet)
    return validate_and_write(session, check, last, password=password, jobs=choice["jobs"])[1]
