"""Grants: errors that the office lets stand, because what was typed is true after all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pydantic import Field

from gradflow.core.findings import Finding
from gradflow.core.forms import Declaration

GrantKey = tuple[str, str, str, str, int | None, str, str]
"""Code, person, branch, form, round, field and the digest of the values: what a grant is bound to."""


class Grant(Declaration):
    """One error let stand for one person: by whom, when and why. It lapses when the value changes."""

    code: str
    person: str = Field(min_length=1)
    branch: str
    form: str
    round: int | None = None
    field: str = ""
    evidence: str
    """The digest of the values it was given for (``Finding.evidence``)."""
    reason: str = Field(min_length=1, max_length=500)
    granted_by: str = Field(min_length=1, max_length=100)
    granted_on: date

    @property
    def key(self) -> GrantKey:
        """What it is bound to."""
        return (self.code, self.person, self.branch, self.form, self.round, self.field, self.evidence)

    @property
    def words(self) -> str:
        """Who let it stand, when and why, for people."""
        return f"{self.granted_by} {self.granted_on.isoformat()} 准许：{self.reason}"


def grant_key(finding: Finding, form: str, number: int | None) -> GrantKey:
    """What a grant for a finding on a sheet of that form and round has to be bound to."""
    return (finding.code, finding.person, finding.branch, form, number, finding.field or "", finding.evidence)


@dataclass(frozen=True, slots=True)
class GrantUse:
    """A grant, and whether this run still met what it was given for."""

    grant: Grant
    is_used: bool
