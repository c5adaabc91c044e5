"""What the office decides on a run's result: to let an error stand, to choose a version, to let people go; and taking that back."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from gradflow.app.campaign_file import GrantsError, branch_name, read_decisions, write_decisions
from gradflow.app.inbox import is_named
from gradflow.app.session import Session, Validation
from gradflow.model.campaign import Grant, Keep, Release, grant_key
from gradflow.model.findings import Finding, FindingState, Severity
from gradflow.model.folding import squeezed
from gradflow.model.forms import Declaration
from gradflow.model.people import Kept, OwedPerson, Place
from gradflow.model.records import Submission
from gradflow.pipeline.grouping import grouped
from gradflow.pipeline.lineage import cards_of, is_version
from gradflow.pipeline.person_status import NOT_TRANSFERRED
from gradflow.rules.people import MISSING

OFFICE = "党委办公室"
SHORTEST = 6
"""Characters a reason of the office must have, as one of a branch must."""
WITH_TAIL = re.compile(r"(.+)\(([0-9]{3}[0-9Xx])\)")

LETS_GO = NOT_TRANSFERRED | {MISSING.code}
"""What is granted where somebody on a row is let go."""
Met = tuple[Submission, Finding]


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose findings are meant: a name, and where several people have it, the branch or the cell."""

    person: str
    branch: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the office decides something, and who does. Raises GrantsError for one that is too short."""

    text: str
    by: str = OFFICE

    def __post_init__(self) -> None:
        """Refuse what says nothing."""
        if len(self.text) < SHORTEST:
            raise GrantsError(f"要写明 --reason 理由（至少{SHORTEST}个字）。")


def grant(found: Validation, code: str, whose: Whose, reason: Reason) -> list[Met]:
    """Let the open findings of a code on one person stand, and return them. Raises GrantsError or CampaignError where it is not clear whose."""
    met = _one_person(_meant(code, whose.person, found), found, whose)
    given = [_granted(submission, finding, reason, found.as_of) for submission, finding in met]
    keys = {one.key for one in given}
    _decide(found.session, "grants", lambda one: one.key in keys, given)
    return met


def _decide(session: Session, kind: str, is_gone: Callable[[Any], bool], given: Sequence[Declaration]) -> None:
    """Put decisions of a kind in the place of others. Raises GrantsError."""
    with session.locked():
        decisions = read_decisions(session.folder)
        left = [one for one in getattr(decisions, kind) if not is_gone(one)]
        write_decisions(session.folder, decisions.model_copy(update={kind: (*left, *given)}))


def _take_back(session: Session, kind: str, is_meant: Callable[[Any], bool], otherwise: str) -> int:
    """Take decisions of a kind back; return how many. Raises GrantsError, with that sentence where there is none."""
    with session.locked():
        meant = sum(map(is_meant, getattr(read_decisions(session.folder), kind)))
        if not meant:
            raise GrantsError(f"{otherwise}。运行 gradflow grant 可以列出所有决定。")
        _decide(session, kind, is_meant, ())
    return meant


def _meant(code: str, person: str, found: Validation) -> list[Met]:
    """Open findings of that code on that person. Raises GrantsError where there is none."""
    on_code = [
        (submission, finding)
        for submission in found.report.sheets
        for finding in submission.findings
        if finding.code == code.upper() and finding.person and finding.severity is not Severity.INFO
    ]
    met = [(submission, finding) for submission, finding in on_code if squeezed(finding.person) == squeezed(person)]
    if not met:
        names = "、".join(dict.fromkeys(finding.person for _, finding in on_code))
        who = f"有这个问题的是：{names}" if names else "现在没有谁有这个问题"
        raise GrantsError(f"没有找到“{person}”的 {code.upper()}。{who}。")
    return met


def _one_person(met: list[Met], found: Validation, whose: Whose) -> list[Met]:
    """The findings of one person only. Raises GrantsError where it is not clear whose are meant, CampaignError for no such branch."""
    name = branch_name(found.report.campaign, whose.branch)
    met = [one for one in met if name in {"", one[1].branch}]
    branches = list(dict.fromkeys(finding.branch for _, finding in met))
    if len(branches) != 1:
        raise GrantsError(
            f"{'几个支部都有这个人' if branches else '这个支部没有这个人的这个问题'}：用 --branch 写明是哪个支部（{'、'.join(branches)}）。"
        )
    everybody = met
    if whose.cell:
        met = [one for one in met if one[1].where.cell == whose.cell.upper()]
    places = [(s.form, s.round, finding.field) for s, finding in met]
    if not met or len(set(places)) < len(places):
        cells = "、".join(finding.where.cell or "" for _, finding in met)
        raise GrantsError(f"{'这个支部有重名的人' if met else '这个单元格没有这个问题'}：用 --cell 写明是哪个单元格（{cells}）。")
    keys = {grant_key(finding, s.form, s.round) for s, finding in met}
    if sum(grant_key(finding, s.form, s.round) in keys for s, finding in everybody) > len(met):
        raise GrantsError(f"两个“{met[0][1].person}”填的内容一样，分不开准许哪一个。请支部先在姓名后面注明身份证号后四位，如 王芳(0016)。")
    return met


def _granted(submission: Submission, finding: Finding, reason: Reason, day: date) -> Grant:
    code, person, branch, form, number, field, evidence = grant_key(finding, submission.form, submission.round)
    return Grant(
        code=code, person=person, branch=branch, form=form, round=number, field=field, evidence=evidence,
        reason=reason.text, granted_by=reason.by, granted_on=day,
    )  # fmt: skip


def ungrant(session: Session, code: str, whose: Whose) -> int:
    """Take back what was granted to a person under a code; return how many. Raises GrantsError or CampaignError."""
    if whose.cell:
        raise GrantsError("撤回时不写 --cell：这个人的这条规则一起撤回。")
    branch, person = branch_name(session.campaign, whose.branch), squeezed(whose.person)

    def is_meant(one: Grant) -> bool:
        return one.code == code.upper() and squeezed(one.person) == person and branch in {"", one.branch}

    return _take_back(session, "grants", is_meant, f"没有给“{whose.person}”准许过 {code.upper()}")


def keep(found: Validation, file: str, by: str = OFFICE) -> tuple[str, list[str]]:
    """Choose one version over the others that are there; return its name and theirs. Raises GrantsError."""
    chosen = _sheets_of(file, found)
    cards = cards_of(found.session.forms)
    versions = (one for one in found.report.sheets if any(is_version(kept, one, cards) for kept in chosen))
    others = [one for one in versions if one.content != chosen[0].content]
    if not others:
        raise GrantsError(f"“{chosen[0].file}”没有别的版本，不用选。")
    over = tuple(dict.fromkeys(one.content for one in others))
    kept = Keep(file=chosen[0].file, digest=chosen[0].content, over=over, kept_by=by, kept_on=found.as_of)
    _decide(found.session, "keeps", lambda one: bool({kept.digest, *over} & {one.digest, *one.over}), [kept])
    return kept.file, list(dict.fromkeys(one.file for one in others))


def _sheets_of(file: str, found: Validation) -> list[Submission]:
    """The sheets of the file of that name, with or without its folders. Raises GrantsError where none or several fit."""
    fitting = [one for one in found.report.sheets if is_named(one.file, file)]
    names = dict.fromkeys(one.file for one in fitting)
    if len(names) > 1:
        raise GrantsError(f"有几个“{file}”：{'、'.join(names)}。请连文件夹一起写。")
    if not fitting:
        raise GrantsError(f"收件夹里没有“{file}”，或者它不是报送的表。")
    return fitting


def unkeep(session: Session, file: str) -> None:
    """Take a choice back. Raises GrantsError."""
    _take_back(session, "keeps", lambda one: is_named(one.file, file), f"没有选用过“{file}”")


def in_question(found: Validation, branch: str = "") -> list[OwedPerson]:
    """People who were read once and stand nowhere now, of all branches or one. Raises CampaignError for no such branch."""
    name = branch_name(found.session.campaign, branch)
    return [one for one in found.report.owed.absent if one.place is Place.IN_QUESTION and name in {"", one.kept.branch}]


def release(found: Validation, meant: Sequence[OwedPerson], reason: Reason) -> None:
    """Let people go who are in question. Raises GrantsError or CampaignError."""
    whom = attrgetter("person", "branch", "form", "round", "tail")
    given = [_released(one.kept, reason, found.as_of) for one in meant]
    keys = set(map(whom, given))
    _decide(found.session, "releases", lambda one: whom(one) in keys, given)


def release_by_name(found: Validation, names: Sequence[str], branch: str, reason: Reason) -> tuple[list[str], list[OwedPerson]]:
    """Let people go who are in question, and who stand on a row of which it was asked whether there is anything to transfer; return both.

    Raises GrantsError or CampaignError; where a name fits nobody or several, nobody is let go.
    """
    asked = grouped((squeezed(f.person), f) for s in found.report.sheets for f in s.findings if f.code in LETS_GO)
    there = {name: {f.code for f in asked[squeezed(name)] if f.state is not FindingState.GRANTED} for name in names}
    owed = in_question(found, branch)
    gone = [one for name in names if not there[name] for one in of_name(name, owed)]
    for name, code in ((name, code) for name, codes in there.items() for code in sorted(codes)):
        grant(found, code, Whose(name, branch), reason)
    release(found, gone, reason)
    return [name for name in names if there[name]], gone


def of_name(name: str, owed: Sequence[OwedPerson]) -> list[OwedPerson]:
    """Those of that name (王芳, 王芳(0016)), one person only. Raises GrantsError where none or several people fit."""
    match = WITH_TAIL.fullmatch(squeezed(name))
    plain, tail = (match[1], match[2].upper()) if match else (squeezed(name), "")
    found = [
        one for one in owed
        if plain in {squeezed(one.kept.person), *(traits.name for traits in one.kept.traits)}
        and (not tail or any(number.endswith(tail) for number in _numbers(one.kept)))
    ]  # fmt: skip
    if not found:
        names = "、".join(dict.fromkeys(one.kept.person for one in owed)) or "(没有)"
        raise GrantsError(f"“{name}”不在去向待查的人里。去向待查的有：{names}。")
    branches = list(dict.fromkeys(one.kept.branch for one in found))
    if len(branches) > 1:
        raise GrantsError(f"几个支部都有“{name}”：用 --branch 写明是哪个支部（{'、'.join(branches)}）。")
    if len({one.kept.lane for one in found}) < len(found):
        tails = "、".join(f"{plain}({number[-4:]})" for number in dict.fromkeys(n for one in found for n in _numbers(one.kept)))
        raise GrantsError(f"这个支部有几个“{name}”：在姓名后面注明身份证号后四位（{tails}）。")
    return found


def last_read_in(file: str, owed: Sequence[OwedPerson]) -> list[OwedPerson]:
    """All who were last read in that file. Raises GrantsError where nobody was."""
    found = [one for one in owed if is_named(one.kept.file, file)]
    if not found:
        raise GrantsError(f"没有去向待查的人最后是在“{file}”里读到的。")
    return found


def _numbers(kept: Kept) -> list[str]:
    return [traits.sound_number for traits in kept.traits if traits.sound_number]


def _released(kept: Kept, reason: Reason, day: date) -> Release:
    tail = next((number[-4:] for number in _numbers(kept)), "")
    person = kept.person or next((traits.name for traits in kept.traits if traits.name), "(没有姓名)")
    return Release(
        person=person, branch=kept.branch, form=kept.form, round=kept.round, tail=tail,
        reason=reason.text, released_by=reason.by, released_on=day,
    )  # fmt: skip


def unrelease(session: Session, people: Sequence[str], branch: str = "") -> int:
    """Take releases back; return how many. Raises GrantsError or CampaignError."""
    own, names = branch_name(session.campaign, branch), set(map(squeezed, people))

    def is_meant(one: Release) -> bool:
        return not names.isdisjoint({squeezed(one.person), f"{squeezed(one.person)}({one.tail})"}) and own in {"", one.branch}

    return _take_back(session, "releases", is_meant, f"没有放行过“{'、'.join(people)}”")
