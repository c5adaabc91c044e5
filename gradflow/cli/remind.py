"""gradflow remind."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from gradflow.app.inbox import REMINDERS, refuse_in_inbox, writing_to
from gradflow.cli.asking import opened, password_options, validated
from gradflow.cli.chinese import ChineseCommand, Day
from gradflow.model.masking import on_screen
from gradflow.outputs.reminders import calendar, reminders, write_reminders
from gradflow.outputs.words import calendar_note


@click.command("remind", cls=ChineseCommand, help="给每个还有事情要办的支部写一段可以直接发出的催办文字，并写出截止日日历(.ics)。")
@click.argument("folder", metavar="[文件夹]", type=click.Path(path_type=Path), default=Path())
@click.option("--as-of", metavar="日期", type=Day(), help="按哪一天写，如 2023-07-25；默认今天")
@click.option("--out", metavar="文件夹", type=click.Path(path_type=Path), help=f"写到哪里；默认是活动文件夹里的 {REMINDERS}")
@password_options
def command(folder: Path, as_of: date | None, out: Path | None, **choice: Any) -> None:
    """Print one text per branch, and write them and the deadlines to a folder."""
    refuse_in_inbox(folder, out)
    found = validated(opened(folder, choice), as_of)
    report, forms = found.report, found.session.forms
    texts = reminders(report, found.progress, forms)
    target = out or folder / REMINDERS
    with writing_to(target):
        written = write_reminders(target, texts, calendar(report.campaign, forms, report.as_of))
    for text in texts.values():
        click.echo(on_screen(text))
        click.echo()
    if note := calendar_note(report):
        click.echo(on_screen(note))
    quiet = [branch.name for branch in report.campaign.branches if branch.name not in texts]
    if quiet:
        click.echo(on_screen(f"不用催的支部（{len(quiet)}）：{'、'.join(quiet)}"))
    click.echo(on_screen(f"以上文字已写到 {written[0]}；截止日日历 {written[1]} 可以导入手机或 Outlook。"))
