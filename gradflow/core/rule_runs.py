"""What became of each check in a run: whether it ran, what it found, what it could not look at."""

from __future__ import annotations

from dataclasses import dataclass

from gradflow.core.checks import Scope
from gradflow.core.findings import Severity
from gradflow.core.vocabulary import Labelled


class RunState(Labelled):
    """Whether a check ran; one that could not run has not been passed."""

    DONE = "done", "已执行"
    PARTLY = "partly", "部分执行"
    NOT_DONE = "not_done", "没有执行"
    OFF = "off", "已关闭"


@dataclass(frozen=True, slots=True)
class RuleRun:
    """One check of the catalogue in one run."""

    code: str
    title: str
    scope: Scope
    severity: Severity | None
    """In this campaign; None: switched off."""
    default: Severity
    is_beta: bool
    """Whether it is on trial in this campaign."""
    is_made_beta: bool
    """Whether it is on trial unless campaign.toml says otherwise."""
    looks_at: str
    """The columns, or what else it looks at, for people."""
    found: int = 0
    checked: int = 0
    """How many rows, people, branches or files it looked at."""
    unit: str = "行"
    gaps: tuple[str, ...] = ()
    """Whom it could not look at and what is missing, such as 25人：没有附件1."""

    @property
    def state(self) -> RunState:
        """What may be said of it."""
        if self.severity is None:
            return RunState.OFF
        if not self.checked and not self.found:
            return RunState.NOT_DONE
        return RunState.PARTLY if self.gaps else RunState.DONE
