"""Passwords: from a file or a prompt, never from the command line, where others could see them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from gradflow.app.decoding import decoded
from gradflow.core.failures import reason_of

MAX_BYTES = 64 * 2**10
Command = Callable[..., Any]


def password_options(command: Command) -> Command:
    """Add the options of commands that read the inbox."""
    file = click.option(
        "--password-file", metavar="文件", type=click.Path(path_type=Path), help="加密的工作簿用这个文本文件里的密码打开，一行一个"
    )
    ask = click.option("--ask-password", is_flag=True, help="运行时输入加密工作簿的密码(不显示)")
    return file(ask(command))


def known_passwords(file: Path | None, *, is_asked: bool) -> tuple[str, ...]:
    """The passwords of the file, one a line, then the one typed in. Raises click.ClickException."""
    found = _of_file(file) if file else []
    if is_asked:
        found.append(ask("加密工作簿的密码"))
    return tuple(dict.fromkeys(found))


def ask(prompt: str, *, is_new: bool = False) -> str:
    """Ask for a password without showing it; a new one twice."""
    answer = click.prompt(prompt, hide_input=sys.stdin.isatty(), confirmation_prompt="再输一次" if is_new else False, err=True)
    return str(answer)


def _of_file(file: Path) -> list[str]:
    try:
        with file.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        message = f"密码文件“{file}”打不开：{reason_of(error)}。"
        raise click.ClickException(message) from error
    found = [line for line in decoded(content).splitlines() if line]
    if not found or len(content) > MAX_BYTES:
        message = f"密码文件“{file}”里要一行写一个密码。"
        raise click.ClickException(message)
    return found
