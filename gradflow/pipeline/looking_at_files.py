"""What each check of files and sheets looked at, and which had nothing before them."""

from __future__ import annotations

from gradflow.core.checks import Check
from gradflow.core.records import Context
from gradflow.forms.loader import Forms
from gradflow.pipeline.looking import Looked, Seen, not_received
from gradflow.rules.intake import files, sheets

LOOKS = frozenset({sheets.HIDDEN.code, sheets.STRUCK.code, sheets.COLOURED.code, sheets.NOTE.code})
"""They need a sheet's formats, which not every file shows."""
OF_CARDS = frozenset({sheets.CARDS_BESIDE.code, sheets.DOUBLE_LABEL.code, sheets.BRANCH_BY_PEOPLE.code})
OF_ROUNDS = frozenset({sheets.ROUND_CONTRADICTED.code, sheets.ROUND_BY_TIME.code, sheets.ROUND_NOT_OPEN.code})
OF_COPIES = frozenset({files.REPLACED.code, files.BORROWED.code})


def look_at_files(check: Check, seen: Seen, forms: Forms, context: Context) -> Looked:
    """What a check of files or sheets looked at."""
    if check.code == sheets.HEADCOUNT.code:
        return _headcount(seen, forms, context)
    if check.code in OF_COPIES:
        looked = Looked("更正过的退回件", unit="张表", checked=sum(bool(s.memory.sources) for s in seen.submissions))
        return looked if looked.checked else _without(looked, "没有收到更正过的退回件")
    if check.code in OF_CARDS | OF_ROUNDS:
        own = [key for key, form in forms.items() if (form.spec.layout == "card" if check.code in OF_CARDS else form.spec.in_rounds)]
        looked = Looked("、".join(forms[key].spec.annex for key in own), unit="张表", checked=sum(s.form in own for s in seen.submissions))
        return looked if looked.checked else _without(looked, not_received(own, forms))
    looked = Looked("收到的文件", unit="份文件", checked=sum(not result.is_passed_over for result in seen.results))
    if check.code in LOOKS:
        unseen = len({(f.where.file, f.where.sheet) for f in seen.findings if f.code == sheets.LOOKS_UNSEEN.code})
        looked.gaps.update({"格式没有读到": unseen} if unseen else {})
    if check.code.startswith("F2"):
        unread = sum(not result.is_readable for result in seen.results if not result.is_passed_over)
        looked.checked -= unread
        looked.gaps.update({"打不开": unread} if unread else {})
    return looked if looked.checked or looked.gaps else _without(looked, "没有收到文件")


def _headcount(seen: Seen, forms: Forms, context: Context) -> Looked:
    known = {branch.name for branch in context.campaign.branches if branch.members}
    looked = Looked("登记的毕业生人数", unit="个支部")
    rosters = [key for key, form in forms.items() if form.spec.lists_everyone]
    handed_in = {s.branch for s in seen.submissions if s.form in rosters}
    looked.checked = len(handed_in & known)
    if unknown := len(handed_in - known):
        looked.gaps["campaign.toml 里没有写 members"] = unknown
    return looked if handed_in else _without(looked, not_received(rosters, forms))


def _without(looked: Looked, why: str) -> Looked:
    looked.gaps[why] = 0
    return looked
