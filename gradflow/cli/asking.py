"""What commands ask for and say: passwords from a file or a prompt, never from the command line, where others could see them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from gradflow.core.masking import on_screen

Command = Callable[..., Any]


def clock() -> datetime:
    """Now, by the office's own clock."""
    return datetime.now()  # noqa: DTZ005 - local time, as people read it


def say(text: str) -> None:
    """Show a sentence on stderr."""
    click.echo(on_screen(text), err=True)


def password_options(command: Command) -> Command:
    """Add the options of commands that read the inbox."""
    file = click.option(
        "--password-file", metavar="文件", type=click.Path(path_type=Path), help="加密的工作簿用这个文本文件里的密码打开，一行一个"
    )
    prompt = click.option("--ask-password", is_flag=True, help="运行时输入加密工作簿的密码(不显示)")
    return file(prompt(command))


def ask(prompt: str, *, is_new: bool = False) -> str:
    """Ask for a password without showing it; a new one twice."""
    answer = click.prompt(prompt, hide_input=sys.stdin.isatty(), confirmation_prompt="再输一次" if is_new else False, err=True)
    return str(answer)
