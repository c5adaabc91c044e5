"""Workbooks to fill in: blank ones, and those with everybody already filled in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gradflow.app.campaign_file import CampaignError
from gradflow.app.inbox import TEMPLATES
from gradflow.app.session import Session, Validation
from gradflow.forms.loader import Form
from gradflow.model.campaign import Branch
from gradflow.model.naming import CAMPAIGN, FORMS
from gradflow.outputs.own_files import UNFILLED, blank_name, sort_of, write_blank
from gradflow.pipeline.prefilling import can_be_prefilled, prefilled
from gradflow.writing.templates import Filling

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


def renewed_templates(session: Session) -> list[Path]:
    """Write the blanks in templates/ anew that nobody has touched and that are older than campaign.toml or a form of the college's own."""
    own, home = (session.folder / FORMS).glob("*.toml"), session.folder / TEMPLATES
    changed = max(path.stat().st_mtime for path in (session.folder / CAMPAIGN, *own))
    found = []
    for form in session.forms.values() if home.is_dir() else ():
        for branch in (None, *session.campaign.branches):
            path = home / blank_name(form, Filling(branch))
            before = path.read_bytes() if path.exists() and path.stat().st_mtime < changed else b""
            if before and sort_of(before) == UNFILLED:
                write_blank(home, form, session.campaign, Filling(branch))
                found += [path] * (path.read_bytes() != before)
    return found


def prefillable(session: Session, forms: Sequence[Form], number: int | None) -> list[Form]:
    """Those of the forms (all by default) that can be filled in beforehand. Raises CampaignError for a form that cannot."""
    able = {key: form for key, form in session.forms.items() if can_be_prefilled(form, session.forms)}
    chosen = [form for form in forms or able.values() if form.key in able and (form.spec.in_rounds or not number)]
    if len(chosen) < len(forms):
        known = "、".join(form.spec.annex + (", --round" if form.spec.in_rounds else "") for form in able.values())
        raise CampaignError(f"只有要写每一个人的表和保留在校的台账({known})可以预先填好。")
    return chosen


def write_prefilled(
    folder: Path, found: Validation, forms: Sequence[Form], branches: Sequence[Branch] = (), number: int | None = None
) -> tuple[list[Written], list[str]]:
    """Write one workbook per form and branch (all by default) with everybody its roster lists; also return the branches left out.

    Raises CampaignError when nobody is known yet.
    """
    session = found.session
    homes = {one.name: one for one in session.campaign.branches if not branches or one in branches}
    folder.mkdir(parents=True, exist_ok=True)
    written, filled = [], dict[str, object]()
    for form in forms:
        own = number or 1 if form.spec.in_rounds else None
        people = prefilled(found.report, form, session.forms, own)
        filled = {**people}
        written += [
            write_blank(folder, form, session.campaign, Filling(homes[name], own, people[name])) for name in people if name in homes
        ]
    if not written:
        raise CampaignError("收件夹里还没有读到这些支部的名单，没有人可以预先填好。")
    return written, [name for name in homes if name not in filled]
