"""What commands ask for and say: passwords from a file or a prompt, never from the command line, where others could see them.

How commands open a campaign, and look at what its inbox holds.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from gradflow.app.campaign_file import read_passwords
from gradflow.app.session import FEW_FILES, Session, Validation, Watch, open_session
from gradflow.model.failures import Tell
from gradflow.model.masking import on_screen

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


def opened(folder: Path, choice: Mapping[str, Any] | None = None, reports: Path | None = None, tell: Tell = say) -> Session:
    """Open a campaign with the passwords of ``password_options``. Raises GradflowError."""
    file = choice and choice["password_file"]
    passwords = list(read_passwords(file)) if file else []
    if choice and choice["ask_password"]:
        passwords.append(ask("加密工作簿的密码"))
    return open_session(folder, reports=reports, passwords=tuple(dict.fromkeys(passwords)), tell=tell, clock=clock)


def validated(session: Session, as_of: date | None, jobs: int | None = None, *, is_quiet: bool = False) -> Validation:
    """Read and check, with a bar on stderr where there are many files. Raises GradflowError."""
    with _bar(is_quiet=is_quiet) as watch:
        return session.validate(as_of, jobs=jobs, watch=watch)


@contextmanager
def _bar(*, is_quiet: bool) -> Iterator[Watch]:
    with ExitStack() as stack:
        bars: list[Any] = []

        def watch(done: int, files: int) -> None:
            if not bars and not is_quiet and files > FEW_FILES:
                bars.append(stack.enter_context(click.progressbar(length=files, label="正在检查", file=sys.stderr)))
            for bar in bars:
                bar.update(done - bar.pos)

        yield watch
