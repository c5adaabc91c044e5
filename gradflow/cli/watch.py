"""gradflow watch."""

from __future__ import annotations

import gc
import time
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import click

from gradflow.app.campaign_file import CampaignError
from gradflow.app.settling import QUIET, QUIET_REMOTE, is_remote, signs
from gradflow.app.watching import Asked, Watcher, validate_again
from gradflow.cli.asking import FOLDER, clock, day_option, password_options, say, show
from gradflow.cli.chinese import ChineseCommand
from gradflow.cli.opening import passwords_of


@click.command(
    "watch", cls=ChineseCommand,
    help="一直看着收件夹：表放好了、设置改好了就自动检查，写出报告，说明和上次比有什么变化。按 Ctrl+C 停下。不写文件夹时看当前文件夹。",
)  # fmt: skip
@FOLDER
@day_option("按哪一天检查，如 2023-07-25；默认今天，过了零点按新的一天再检查")
@click.option("--jobs", metavar="N", type=click.IntRange(1, 64), help="同时读几份文件；默认自动")
@click.option("--poll", "is_polled", is_flag=True, help="每隔几秒自己去看，不等系统通知；网络共享一般认得出，认不出时才要写")
@password_options
def command(folder: Path, as_of: date | None, jobs: int | None, *, is_polled: bool, **choice: Any) -> None:
    """Validate whenever files have settled, until interrupted; exit 2 where there is no such folder, else 130 or 143."""
    if not folder.is_dir():
        raise CampaignError(f"没有“{folder}”这个文件夹。")
    is_polled = is_polled or is_remote(folder)
    asked = Asked(folder=folder, as_of=as_of, jobs=jobs, passwords=passwords_of(choice), clock=clock)
    watcher = Watcher(asked, partial(validate_again, asked), lambda line: show([line]), say, QUIET_REMOTE if is_polled else QUIET)
    say(f"正在看着“{folder.resolve()}”{'（隔几秒看一次）' if is_polled else ''}，表放好了就检查；按 Ctrl+C 停下。")
    while True:
        is_polled = _watch(watcher, folder, is_polled=is_polled)


def _watch(watcher: Watcher, folder: Path, *, is_polled: bool) -> bool:
    """Watch until the folder goes, or comes again; returns whether the system does not tell what happens there."""
    was_away = watcher.is_away
    try:
        for is_woken in signs(folder, is_polled=is_polled or was_away):
            if watcher.step(time.monotonic(), is_woken=is_woken):
                gc.unfreeze()  # what a run has put aside, since a process mostly ends then
                gc.collect()
            if watcher.is_away != was_away:
                break
    except (OSError, RuntimeError):
        if is_polled or was_away:
            raise
        say("系统不能通知这里的变化，改为隔几秒看一次。")
        return True
    return is_polled
