"""A run of ``gradflow validate`` where the last one cannot answer."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gradflow.app.last_run import LastRun, Shown
from gradflow.app.session import Validation
from gradflow.app.summary import summary_lines
from gradflow.app.templates import renewed_templates
from gradflow.cli.asking import say
from gradflow.cli.opening import ask, checked, opened
from gradflow.model.masking import on_screen
from gradflow.model.naming import OWN


def validate_anew(folder: Path, out: Path | None, choice: Mapping[str, Any], last: LastRun | None, *, is_quiet: bool) -> Shown:
    """Read, check, merge, write reports, and let ``last`` remember it, if it may; return what is to be shown. Raises GradflowError."""
    told: list[str] = []

    def tell(text: str) -> None:
        told.append(text)
        say(text)

    session = opened(folder, choice, out, tell)
    at_opening = tuple(told)
    password = ""
    if choice["is_locked"]:
        password = session.passwords[0] if choice["password_file"] else ask("汇总.xlsx 的打开密码", is_new=True)
    if session.has_lost_ledger:
        say(f"收件账本({OWN})不在了：首次收到的时间、以前收件回执的真伪、谁还去向待查，都从这次起重新记。")
    with session.locked():
        if not session.is_bare and (renewed := renewed_templates(session)):
            say(f"campaign.toml 或表改过了：templates 里没有人动过的 {len(renewed)} 份空白表已换成新的；有人改过的没有动。")
        found = checked(session, choice, is_quiet=is_quiet)
        gc.freeze()  # nor need later collections walk through what has been read
        written = found.write(password=password, jobs=choice["jobs"])
        lines = map(on_screen, summary_lines(found.report, session.forms, written))
        shown = Shown(at_opening, tuple(lines), statuses(found))
        if last and found.is_repeatable:
            last.remember(shown)
    return shown


def statuses(found: Validation) -> dict[str, int]:
    """What the caller wants to fail on -> exit status 0 or 1."""
    is_open = any(finding.is_open for finding in found.findings)
    return {"error": int(not found.is_settled), "warning": int(not found.is_settled or is_open), "never": 0}
