"""A branch's service team and activities, held against what the office knows of it, and against its roster (通知一、四.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from gradflow.forms.loader import Forms
from gradflow.kinds.person_name import folded_name
from gradflow.model.campaign import Branch
from gradflow.model.findings import Problem
from gradflow.model.records import Context, Record, Submission
from gradflow.pipeline.completeness import Call
from gradflow.pipeline.findings import Note, cell_issue, note_issue
from gradflow.pipeline.grouping import grouped
from gradflow.pipeline.matching import base_forms, listed_in, name_key
from gradflow.rules.branch_work import COMMITTEE_INCOMPLETE, FEW_EXPECTED, HELPERS, OTHER_SECRETARY


def check_branch_work(submissions: Sequence[Submission], forms: Forms, context: Context) -> Iterator[Call]:
    """All that is told of teams and activities; what the office does not know is not checked."""
    campaign = context.campaign
    of_teams = (one for one in submissions if "party_duty" in forms[one.form].kinds and one.branch in campaign.places)
    for name, team in grouped((one.branch, (one, record)) for one in of_teams for record in one.records).items():
        branch = campaign.branches[campaign.places[name]]
        yield from _committee(branch, team)
        yield from _secretary(branch, team, forms, context)
    yield from _expected(submissions, forms, context)


def _committee(branch: Branch, team: Sequence[tuple[Submission, Record]]) -> Iterator[Call]:
    """Fewer members of the committee than there are; somebody whose duty was not understood may be one."""
    members = {name_key(record) for _, record in team if record.get("party_duty") not in HELPERS}
    if len(members) < branch.committee:
        facts, (first, _) = {"count": len(members), "committee": branch.committee}, team[0]
        yield first, note_issue(Note(COMMITTEE_INCOMPLETE, facts), first)


def _secretary(branch: Branch, team: Sequence[tuple[Submission, Record]], forms: Forms, context: Context) -> Iterator[Call]:
    """A secretary of another name than campaign.toml's."""
    known = folded_name(branch.secretary_name)
    leading = [(submission, record) for submission, record in team if record.get("party_duty") == "secretary"]
    if known and all(name_key(record) != known for _, record in leading):
        for submission, record in leading:
            problem = Problem("name", {"name": record.person, "secretary": branch.secretary_name})
            yield submission, cell_issue(OTHER_SECRETARY, problem, submission, record, forms[submission.form], context)


def _expected(submissions: Sequence[Submission], forms: Forms, context: Context) -> Iterator[Call]:
    """Meetings of all to which fewer are expected than the branch has graduates."""
    base = base_forms(forms)
    members = Counter(one.branch for one in submissions if one.form in base for _ in one.records)
    for submission in submissions:
        form = forms[submission.form]
        for record in submission.records if "activity" in form.kinds else ():
            expected, most = record.get("expected"), members[submission.branch]
            if record.get("activity") in {"study", "theme_day"} and expected is not None and expected < most:
                facts = {"expected": expected, "listed": listed_in(base, forms), "members": most}
                yield submission, cell_issue(FEW_EXPECTED, Problem("expected", facts), submission, record, form, context)
