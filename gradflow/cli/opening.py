"""How commands open a campaign, and look at what its inbox holds."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import click

from gradflow.app.passwords import read_passwords
from gradflow.app.session import FEW_FILES, Session, Validation, Watch, open_session
from gradflow.cli.asking import ask, clock, say
from gradflow.core.failures import Tell


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
