"""What the office decides: errors that it lets stand, versions that it keeps, people whom it lets go."""

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


class Keep(Declaration):
    """One of several versions of a branch's form chosen: by whom and when, and over which others."""

    file: str = Field(min_length=1)
    digest: str
    """SHA-256 of the workbook chosen: a changed one has to be chosen anew."""
    over: tuple[str, ...] = ()
    """SHA-256 of those that no longer count; what comes later is weighed against it again."""
    kept_by: str = Field(min_length=1, max_length=100)
    kept_on: date


class Release(Declaration):
    """Somebody who was read once and is owed no more on a form: by whom, when and why. It lapses when they are read again."""

    person: str = Field(min_length=1)
    """The name as last read."""
    branch: str
    form: str
    round: int | None = None
    tail: str = ""
    """The last four of the ID number, where namesakes have to be told apart."""
    reason: str = Field(min_length=1, max_length=500)
    released_by: str = Field(min_length=1, max_length=100)
    released_on: date

    @property
    def key(self) -> str:
        """By what the ledger knows that it has lapsed."""
        return "|".join((self.person, self.branch, self.form, str(self.round or ""), self.tail, self.released_on.isoformat()))

    @property
    def words(self) -> str:
        """Who let them go, when and why, for people."""
        return f"{self.released_by} {self.released_on.isoformat()} 放行：{self.reason}"


def grant_key(finding: Finding, form: str, number: int | None) -> GrantKey:
    """What a grant for a finding on a sheet of that form and round has to be bound to."""
    return (finding.code, finding.person, finding.branch, form, number, finding.field or "", finding.evidence)


@dataclass(frozen=True, slots=True)
class GrantUse:
    """A grant, and whether this run still met what it was given for."""

    grant: Grant
    is_used: bool
