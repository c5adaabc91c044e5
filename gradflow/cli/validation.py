"""A run of ``gradflow validate`` where the last one cannot answer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gradflow.app.last_run import LastRun, Shown
from gradflow.app.validating import validate_and_write
from gradflow.cli.asking import say
from gradflow.cli.opening import ask, checked, opened


def validate_anew(folder: Path, out: Path | None, choice: Mapping[str, Any], last: LastRun | None, *, is_quiet: bool) -> Shown:
    """Read, check, merge, write reports, and let ``last`` remember it, if it may; return what is to be shown. Raises GradflowError."""
    told: list[str] = []

    def tell(text: str) -> None:
        told.append(text)
        say(text)

    session = opened(folder, choice, out, tell)
    password = ""
    if choice["is_locked"]:
        password = session.passwords[0] if choice["password_file"] else ask("汇总.xlsx 的打开密码", is_new=True)
    return validate_and_write(
        session, lambda: checked(session, choice, is_quiet=is_quiet), last, told, password=password, jobs=choice["jobs"]
    )[1]
