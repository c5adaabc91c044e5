"""Workbooks to fill in: blank ones, and those with everybody already filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gradflow.app.campaign_file import CampaignError
from gradflow.app.session import Session, Validation
from gradflow.core.campaign import Branch
from gradflow.excel.templates import Filling
from gradflow.forms.loader import Form
from gradflow.outputs.blanks import write_blank
from gradflow.pipeline.prefill import prefilled

Written = tuple[Path, bool]
"""A path, and whether it was written: a file somebody has changed is left as it is."""


def write_templates(session: Session, folder: Path, forms: Sequence[Form] = (), branches: Sequence[Branch] = ()) -> list[Written]:
    """Write blank workbooks of the forms (all by default), one set or one per branch."""
    folder.mkdir(parents=True, exist_ok=True)
    return [
        write_blank(folder, form, session.campaign, Filling(branch))
        for form in forms or session.forms.values()
        for branch in branches or (None,)
    ]


@dataclass(frozen=True, slots=True)
class Prefilling:
    """Which workbooks to fill in beforehand."""

    forms: Sequence[Form]
    branches: Sequence[Branch]
    """All by default."""
    round: int | None

    @classmethod
    def of(cls, session: Session, forms: Sequence[Form], branches: Sequence[Branch], number: int | None) -> Prefilling:
        """Those of the forms (all by default) that can be. Raises CampaignError for a form that cannot."""
        chosen = [
            form for form in forms or session.forms.values() if form.spec.in_rounds or (form.spec.layout == "card" and not number)
        ]  # fmt: skip
        if len(chosen) < len(forms):
            message = "只有登记卡(附件1, --from-roster)和分几次交的表(附件3, --round)可以预先填好。"
            raise CampaignError(message)
        return cls(chosen, branches, number)

    def write(self, folder: Path, found: Validation) -> tuple[list[Written], list[str]]:
        """Write one workbook per form and branch with everybody its roster lists; also return the branches left out.

        Raises CampaignError when nobody is known yet.
        """
        session = found.session
        branches = {one.name: one for one in found.report.campaign.branches if not self.branches or one in self.branches}
        folder.mkdir(parents=True, exist_ok=True)
        written = []
        filled: Mapping[str, object] = {}
        for form in self.forms:
            number = self.round or 1 if form.spec.in_rounds else None
            filled = people = prefilled(found.report, form, session.forms, number)
            written += [
                write_blank(folder, form, session.campaign, Filling(branches[name], number, people[name]))
                for name in people
                if name in branches
            ]
        if not written:
            message = "收件夹里还没有读到这些支部的附件2，没有人可以预先填好。"
            raise CampaignError(message)
        return written, [name for name in branches if name not in filled]
