"""gradflow remind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from gradflow.app.inbox import REMINDERS, refuse_in_inbox, writing_to
from gradflow.cli.asking import FOLDER, STYLE, day_option, out_option, password_options, show, show_document
from gradflow.cli.chinese import ChineseCommand
from gradflow.cli.opening import validated
from gradflow.outputs.files import replace_file
from gradflow.outputs.reminders import CALENDAR, calendar, reminders
from gradflow.outputs.screens_json import remind_document
from gradflow.outputs.words import calendar_note


@click.command("remind", cls=ChineseCommand, help="给每个还有事情要办的支部写一段可以直接发出的催办文字，并写出截止日日历(.ics)。")
@FOLDER
@day_option("按哪一天写，如 2023-07-25；默认今天")
@out_option(f"写到哪里；默认是活动文件夹里的 {REMINDERS}")
@STYLE
@password_options
def command(folder: Path, out: Path | None, style: str, **choice: Any) -> None:
    """Print one text per branch, and write the deadlines to a folder."""
    refuse_in_inbox(folder, out)
    found = validated(folder, choice)
    report, forms = found.report, found.session.forms
    texts = reminders(report, found.progress, forms)
    target = out or folder / REMINDERS
    with writing_to(target):
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(target / CALENDAR, calendar(report.campaign, forms, report.as_of), is_private=True)
    quiet = [branch.name for branch in report.campaign.branches if branch.name not in texts]
    if style == "json":
        show_document(remind_document(texts, quiet))
        return
    show(f"{text}\n" for text in texts.values())
    show(filter(None, [calendar_note(report)]))
    if quiet:
        show([f"不用催的支部（{len(quiet)}）：{'、'.join(quiet)}"])
    show([f"截止日日历 {target / CALENDAR} 可以导入手机或 Outlook。"])
