"""What commands say, and the options that several of them have. Imports little: nobody waits for what a command may not need."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from gradflow.cli.chinese import Day
from gradflow.model.masking import on_screen

Command = Callable[..., Any]
FOLDER = click.argument("folder", metavar="[文件夹]", type=click.Path(path_type=Path), default=Path())
CAMPAIGN = click.option(
    "--campaign", "folder", metavar="文件夹", type=click.Path(path_type=Path), default=Path(), help="活动文件夹，默认当前文件夹"
)


def clock() -> datetime:
    """Now, by the office's own clock."""
    return datetime.now()  # noqa: DTZ005 - local time, as people read it


def say(text: str) -> None:
    """Show a sentence on stderr."""
    click.echo(on_screen(text), err=True)


def show(lines: Iterable[str]) -> None:
    """Show lines on stdout."""
    for line in lines:
        click.echo(on_screen(line))


def out_option(where: str) -> Callable[[Command], Command]:
    """The option of commands that write somewhere."""
    return click.option("--out", metavar="文件夹", type=click.Path(path_type=Path), help=where)


def day_option(how: str) -> Callable[[Command], Command]:
    """The option of commands that look at things as of a day."""
    return click.option("--as-of", metavar="日期", type=Day(), help=how)


def password_options(command: Command) -> Command:
    """Add the options of commands that read the inbox: from a file or a prompt, never where others could see them."""
    file = click.option(
        "--password-file", metavar="文件", type=click.Path(path_type=Path), help="加密的工作簿用这个文本文件里的密码打开，一行一个"
    )
    prompt = click.option("--ask-password", is_flag=True, help="运行时输入加密工作簿的密码(不显示)")
    return file(prompt(command))
