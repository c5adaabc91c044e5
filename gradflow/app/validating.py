"""All that ``gradflow validate`` does to a campaign, for the screen and for many campaigns alike."""

from __future__ import annotations

import gc
from collections.abc import Callable

from gradflow.app.last_run import LastRun, Shown
from gradflow.app.session import Session, Validation
from gradflow.app.summary import summary_lines
from gradflow.app.templates import renewed_templates
from gradflow.model.masking import on_screen
from gradflow.model.naming import OWN


def validate_and_write(
    session: Session, check: Callable[[], Validation], last: LastRun | None, *, password: str = "", jobs: int | None = None
) -> tuple[Validation, Shown]:
    """Renew blanks, read and check (``check``), write the reports, and let ``last`` remember it; all of it while the campaign is held.

    ``password``: locks 汇总.xlsx. Returns what was found, and what is to be shown. Raises GradflowError.
    """
    if session.has_lost_ledger:
        session.tell(f"收件账本({OWN})不在了：首次收到的时间、以前收件回执的真伪、谁还去向待查，都从这次起重新记。")
    with session.locked():
        if not session.is_bare and (renewed := renewed_templates(session)):
            session.tell(f"campaign.toml 或表改过了：templates 里没有人动过的 {len(renewed)} 份空白表已换成新的；有人改过的没有动。")
        found = check()
        gc.freeze()  # nor need later collections walk through what has been read
        written = found.write(password=password, jobs=jobs)
        lines = map(on_screen, summary_lines(found.report, session.forms, written))
        shown = Shown(session.told, tuple(lines), statuses(found))
        if last and found.is_repeatable:
            last.remember(shown)
    return found, shown


def statuses(found: Validation) -> dict[str, int]:
    """What the caller wants to fail on -> exit status 0 or 1."""
    is_open = any(finding.is_open for finding in found.findings)
    return {"error": int(not found.is_settled), "warning": int(not found.is_settled or is_open), "never": 0}
