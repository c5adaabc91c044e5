"""gradflow validate."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from gradflow.cli.alone import alone
from gradflow.cli.campaign_file import CampaignError, Opened, open_campaign
from gradflow.cli.chinese import ChineseCommand, Day
from gradflow.cli.inbox import REPORTS, list_files
from gradflow.cli.out_folder import refuse_reports_at
from gradflow.cli.passwords import ask, known_passwords, password_options
from gradflow.cli.reporting import make_report, moment, tell_bare
from gradflow.cli.summary import summary_lines
from gradflow.core.acknowledgements import digest_of
from gradflow.core.masking import on_screen
from gradflow.core.reports import Report


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
    now = moment(as_of)
    opened = open_campaign(folder)
    refuse_reports_at(folder, out)
    files = list_files(folder, is_bare=opened.is_bare, out=out)
    tell_bare(opened, files)
    opened = opened.with_passwords(known_passwords(choice["password_file"], is_asked=choice["ask_password"]))
    password = _password(opened, choice) if choice["is_locked"] else ""
    _tell_forgotten(folder)
    with alone(folder):
        report = make_report(opened, files, now, choice["jobs"], is_quiet=style == "json")
        written = write_reports(opened, report, out or folder / REPORTS, password)
        if out is None or out.resolve() == (folder / REPORTS).resolve():
            keep_people(folder, report)
    if style == "json":
        click.echo((written / "findings.json").read_text("utf-8"), nl=False)
    else:
        for line in summary_lines(report, opened.forms, written):
            click.echo(on_screen(line))
    click.get_current_context().exit(exit_status(report, choice["least"]))


def exit_status(report: Report, least: str) -> int:
    """0 or 1, by what the caller wants to fail on: ``error``, ``warning`` or ``never``."""
    fails = {
        "error": not report.is_settled,
        "warning": not report.is_settled or any(finding.is_open for finding in report.findings),
        "never": False,
    }
    return int(fails[least])


def _tell_forgotten(folder: Path) -> None:
    """Say that the ledger is gone, once: from now on there is a new one."""
    from gradflow.ledger.first_seen import FOLDER, NAME  # noqa: PLC0415 - not for --help

    if (folder / REPORTS / "findings.json").exists() and not (folder / FOLDER / NAME).exists():
        text = f"收件账本({FOLDER})不在了：首次收到的时间、以前收件回执的真伪、谁还去向待查，都从这次起重新记。"
        click.echo(on_screen(text), err=True)


def keep_people(folder: Path, report: Report) -> None:
    """Let the ledger keep who was read, unless the day looked at is before one that was noted. Raises CampaignError."""
    from gradflow.ledger.first_seen import LedgerError  # noqa: PLC0415 - not for --help
    from gradflow.ledger.people import note_people  # noqa: PLC0415 - not for --help

    try:
        note_people(folder, report.to_note, report.as_of)
    except LedgerError as error:
        raise CampaignError(str(error)) from error


def _password(opened: Opened, choice: Mapping[str, Any]) -> str:
    """The new password of the consolidated workbook."""
    return opened.passwords[0] if choice["password_file"] else ask("汇总.xlsx 的打开密码", is_new=True)


def write_reports(opened: Opened, report: Report, out: Path, password: str = "") -> Path:
    """Write the reports folder. Raises CampaignError."""
    from gradflow.ledger.first_seen import LedgerError  # noqa: PLC0415 - not for --help
    from gradflow.ledger.issued import note_issued  # noqa: PLC0415 - not for --help
    from gradflow.outputs.acknowledgements import acknowledgements  # noqa: PLC0415 - xlsxwriter, when all is read
    from gradflow.outputs.publishing import PublishingError, Target, publish  # noqa: PLC0415 - xlsxwriter, when all is read
    from gradflow.pipeline.progress import progress_of  # noqa: PLC0415 - not for --help

    try:
        progress = progress_of(report, opened.forms, opened.context(report.as_of))
        receipts = acknowledgements(report, opened.forms, opened.sources)
        note_issued(opened.folder, map(digest_of, receipts.values()))
        publish(
            Target(out, password, receipts, lambda text: click.echo(on_screen(text), err=True)),
            report,
            opened.forms,
            progress,
            opened.sources,
        )
    except (PublishingError, LedgerError) as error:
        raise CampaignError(str(error)) from error
    return out
