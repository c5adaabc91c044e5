"""How commands open a campaign, and look at what its inbox holds."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import click

from gradflow.app.campaign_file import read_passwords
from gradflow.app.session import FEW_FILES, Session, Validation, open_session
from gradflow.cli.asking import SCREEN, clock, say
from gradflow.model.failures import Watch


def ask(prompt: str, *, is_new: bool = False) -> str:
    """Ask for a password without showing it; a new one twice."""
    answer = click.prompt(prompt, hide_input=sys.stdin.isatty(), confirmation_prompt="再输一次" if is_new else False, err=True)
    return str(answer)


def opened(folder: Path, choice: Mapping[str, Any], reports: Path | None = None) -> Session:
    """Open a campaign with the passwords of ``password_options``, if the command has them. Raises GradflowError."""
    return open_session(folder, reports=reports, passwords=passwords_of(choice), tell=say, clock=clock)


def passwords_of(choice: Mapping[str, Any]) -> tuple[str, ...]:
    """What ``password_options`` give. Raises CampaignError where the file cannot be read."""
    passwords = list(read_passwords(file)) if (file := choice.get("password_file")) else []
    if choice.get("ask_password"):
        passwords.append(ask("加密工作簿的密码"))
    return tuple(dict.fromkeys(passwords))


def validated(folder: Path, choice: Mapping[str, Any]) -> Validation:
    """Open a campaign, read and check what its inbox holds. Raises GradflowError."""
    return checked(opened(folder, choice), choice)


def checked(session: Session, choice: Mapping[str, Any], *, is_quiet: bool = False) -> Validation:
    """Read and check, with a bar on stderr where there are many files. Raises GradflowError."""
    with bar("正在检查", is_wanted=lambda _, files: not is_quiet and files > FEW_FILES) as watch:
        return session.validate(choice["as_of"], jobs=choice.get("jobs"), watch=watch)


@contextmanager
def bar(label: str, is_wanted: Callable[[int, int], bool]) -> Iterator[Watch]:
    """What is to be told how many of how many things are done; a bar on stderr from the first time on that this ``is_wanted``."""
    with ExitStack() as stack:
        bars: list[Any] = []

        def watch(done: int, things: int) -> None:
            if not bars and not SCREEN.is_quiet and is_wanted(done, things):
                bars.append(stack.enter_context(click.progressbar(length=things, label=label, file=sys.stderr)))
            for bar in bars:
                bar.update(done - bar.pos)

        yield watch
