"""How commands open a campaign, and look at what its inbox holds."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import click

from gradflow.app.campaign_file import read_passwords
from gradflow.app.session import FEW_FILES, Session, Validation, Watch, open_session
from gradflow.cli.asking import SCREEN, clock, say
from gradflow.model.failures import Tell


def ask(prompt: str, *, is_new: bool = False) -> str:
    """Ask for a password without showing it; a new one twice."""
    answer = click.prompt(prompt, hide_input=sys.stdin.isatty(), confirmation_prompt="再输一次" if is_new else False, err=True)
    return str(answer)


def opened(folder: Path, choice: Mapping[str, Any], reports: Path | None = None, tell: Tell = say) -> Session:
    """Open a campaign with the passwords of ``password_options``, if the command has them. Raises GradflowError."""
    passwords = list(read_passwords(file)) if (file := choice.get("password_file")) else []
    if choice.get("ask_password"):
        passwords.append(ask("加密工作簿的密码"))
    return open_session(folder, reports=reports, passwords=tuple(dict.fromkeys(passwords)), tell=tell, clock=clock)


def validated(folder: Path, choice: Mapping[str, Any]) -> Validation:
    """Open a campaign, read and check what its inbox holds. Raises GradflowError."""
    return checked(opened(folder, choice), choice)


def checked(session: Session, choice: Mapping[str, Any], *, is_quiet: bool = False) -> Validation:
    """Read and check, with a bar on stderr where there are many files. Raises GradflowError."""
    with _bar(is_quiet=is_quiet) as watch:
        return session.validate(choice["as_of"], jobs=choice.get("jobs"), watch=watch)


@contextmanager
def _bar(*, is_quiet: bool) -> Iterator[Watch]:
    with ExitStack() as stack:
        bars: list[Any] = []

        def watch(done: int, files: int) -> None:
            if not bars and not (is_quiet or SCREEN.is_quiet) and files > FEW_FILES:
                bars.append(stack.enter_context(click.progressbar(length=files, label="正在检查", file=sys.stderr)))
            for bar in bars:
                bar.update(done - bar.pos)

        yield watch
