"""gradflow validate."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from gradflow.app.session import Session
from gradflow.app.summary import summary_lines
from gradflow.cli.chinese import ChineseCommand, Day
from gradflow.cli.opening import ask, opened, password_options, say, validated
from gradflow.core.masking import on_screen
from gradflow.core.reports import Report
from gradflow.ledger.first_seen import FOLDER


@click.command("validate", cls=ChineseCommand, help="检查收件夹里的表，汇总并写出报告。不写文件夹时检查当前文件夹。")
@click.argument("folder", metavar="[文件夹]", type=click.Path(path_type=Path), default=Path())
@click.option("--as-of", metavar="日期", type=Day(), help="按哪一天检查，如 2023-07-25；默认今天")
@click.option("--out", metavar="文件夹", type=click.Path(path_type=Path), help="报告写到哪里；默认是活动文件夹里的 reports；不能在收件夹里")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", help="屏幕上显示文字还是 JSON")
@click.option(
    "--fail-on", "least", type=click.Choice(["error", "warning", "never"]), default="error",
    help="什么时候退出状态为 1：error(默认)有必须改的、未交或逾期；warning 还有没说明的改或说明也算；never 只要运行完就是 0",
)  # fmt: skip
@click.option("--jobs", metavar="N", type=click.IntRange(1, 64), help="同时读几份文件；默认自动")
@click.option("--encrypt", "is_locked", is_flag=True, help="给汇总.xlsx加上打开密码：密码文件的第一行，没有密码文件时现场输入")
@password_options
def command(folder: Path, as_of: date | None, out: Path | None, style: str, **choice: Any) -> None:
    """Read, check, merge and write reports; exit 0, 1 or 2 as the contract says."""
    session = opened(folder, choice, out)
    password = _password(session, choice) if choice["is_locked"] else ""
    if session.has_lost_ledger:
        say(f"收件账本({FOLDER})不在了：首次收到的时间、以前收件回执的真伪、谁还去向待查，都从这次起重新记。")
    with session.locked():
        found = validated(session, as_of, choice["jobs"], is_quiet=style == "json")
        gc.freeze()  # nor need later collections walk through what has been read
        written = found.write(password=password)
    if style == "json":
        click.echo((written / "findings.json").read_text("utf-8"), nl=False)
    else:
        for line in summary_lines(found.report, session.forms, written):
            click.echo(on_screen(line))
    click.get_current_context().exit(exit_status(found.report, choice["least"]))


def exit_status(report: Report, least: str) -> int:
    """0 or 1, by what the caller wants to fail on: ``error``, ``warning`` or ``never``."""
    fails = {
        "error": not report.is_settled,
        "warning": not report.is_settled or any(finding.is_open for finding in report.findings),
        "never": False,
    }
    return int(fails[least])


def _password(session: Session, choice: Mapping[str, Any]) -> str:
    """The new password of the consolidated workbook."""
    return session.passwords[0] if choice["password_file"] else ask("汇总.xlsx 的打开密码", is_new=True)
