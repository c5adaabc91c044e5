"""What became of each check of the catalogue: it ran on so many rows, people, branches or files; it could not run on others, and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gradflow.forms.loader import Form, Forms, labels
from gradflow.kinds.base import kind_classes
from gradflow.model.checks import Check, Rule, RuleRun, Scope
from gradflow.model.findings import Finding
from gradflow.model.records import Context, Submission
from gradflow.pipeline.crosscheck import Checked
from gradflow.pipeline.findings import Settled
from gradflow.pipeline.matching import base_forms
from gradflow.pipeline.normalise import put_to, speaks_of
from gradflow.rules import files, sheets
from gradflow.rules import people as told
from gradflow.rules.declared import DECLARED, MUST_HAVE
from gradflow.rules.registry import catalogue


@dataclass(slots=True)
class Coverage:
    """How many rows, people, branches or files a check looked at, and why not at others."""

    looks_at: str
    unit: str = "行"
    checked: int = 0
    gaps: Counter[str] = field(default_factory=Counter)
    """What is missing -> of how many."""

    def or_else(self, why: str) -> Coverage:
        """The same; where there was nothing to look at, why."""
        if not self.checked and not self.gaps:
            self.gaps[why] = 0
        return self


def not_received(keys: Sequence[str], forms: Forms) -> str:
    """Which forms would have been needed, in words."""
    return f"没有收到{'、'.join(forms[key].spec.annex for key in keys)}" if keys else "这次活动没有这样的表"


LOOKS = frozenset({sheets.HIDDEN.code, sheets.STRUCK.code, sheets.COLOURED.code, sheets.NOTE.code})
"""They need a sheet's formats, which not every file shows."""
OF_CARDS = frozenset({sheets.CARDS_BESIDE.code, sheets.DOUBLE_LABEL.code, sheets.BRANCH_BY_PEOPLE.code})
OF_ROUNDS = frozenset({sheets.ROUND_CONTRADICTED.code, sheets.ROUND_BY_TIME.code, sheets.ROUND_NOT_OPEN.code})
OF_COPIES = frozenset({files.REPLACED.code, files.BORROWED.code})


def files_covered(check: Check, settled: Settled, findings: Sequence[Finding], forms: Forms, context: Context) -> Coverage:
    """What a check of files or sheets looked at."""
    if check.code == sheets.HEADCOUNT.code:
        return _headcount(settled, forms, context)
    if check.code in OF_COPIES:
        copies = sum(bool(s.memory.sources) for s in settled.counted)
        return Coverage("更正过的退回件", "张表", copies).or_else("没有收到更正过的退回件")
    if check.code in OF_CARDS | OF_ROUNDS:
        own = [key for key, form in forms.items() if (form.spec.is_card if check.code in OF_CARDS else form.spec.in_rounds)]
        annexes = "、".join(forms[key].spec.annex for key in own)
        return Coverage(annexes, "张表", sum(s.form in own for s in settled.counted)).or_else(not_received(own, forms))
    looked = Coverage("收到的文件", "份文件", sum(not result.is_passed_over for result in settled.results))
    if check.code in LOOKS:
        unseen = {(f.where.file, f.where.sheet) for f in findings if f.code == sheets.LOOKS_UNSEEN.code}
        looked.gaps += Counter({"格式没有读到": len(unseen)})
    if check.code.startswith("F2"):
        unread = sum(not result.is_readable for result in settled.results if not result.is_passed_over)
        looked.checked -= unread
        looked.gaps += Counter({"打不开": unread})
    return looked.or_else("没有收到文件")


def _headcount(settled: Settled, forms: Forms, context: Context) -> Coverage:
    known = {branch.name for branch in context.campaign.branches if branch.members}
    rosters = [key for key, form in forms.items() if form.spec.lists_everyone]
    handed_in = {s.branch for s in settled.counted if s.form in rosters}
    looked = Coverage("登记的毕业生人数", "个支部", len(handed_in & known))
    looked.gaps += Counter({"campaign.toml 里没有写 members": len(handed_in - known)})
    return looked.or_else(not_received(rosters, forms))


Slots = frozenset[tuple[str, int | None]]
"""The forms and rounds a branch handed in."""


def people_covered(rule: Rule, checked: Checked, forms: Forms) -> Coverage:
    """What a rule on people looked at."""
    looked = Coverage(labels((*rule.needs, *rule.uses), forms), unit="人")
    homes = [key for key, form in forms.items() if rule.looks_at & form.kinds.keys()]
    for entries, count in checked.sorts.items():
        holding = [held for _, held in entries if not rule.looks_at.isdisjoint(held)]
        if not rule.needs_set <= frozenset().union(*holding):
            continue
        if rule.compares and len(holding) == 1:
            looked.gaps["只有一张表，没有可比的"] += count
        elif holding:
            looked.checked += count
        elif homes and not any(form in homes for form, _ in entries):  # a cell left empty would be nothing to look at
            looked.gaps[f"没有{forms[homes[0]].spec.annex}"] += count
    for one in checked.not_run:
        if one.code == rule.code:
            looked.gaps[one.missing] += one.people
    return looked.or_else("没有人填写" if checked.sorts else not_received(homes, forms))


def branches_covered(check: Check, submissions: Sequence[Submission], forms: Forms) -> Coverage:
    """The roll is called in branches that handed in both the roster and what is held against it."""
    handed: dict[str, set[tuple[str, int | None]]] = defaultdict(set)
    for submission in submissions:
        if submission.branch and submission.records:
            handed[submission.branch].add(submission.lane)
    alike = Counter(map(frozenset, handed.values()))
    looked = Coverage("各表的人员对照", "个支部", sum(count for slots, count in alike.items() if _can_call(check, slots, forms)))
    looked.gaps += Counter({"没有可以对照的另一张表": len(handed) - looked.checked})
    return looked.or_else(not_received(list(forms), forms))


def _can_call(check: Check, slots: Slots, forms: Forms) -> bool:
    base = base_forms(forms)
    others = [form for form, _ in slots if form not in base]
    if check is told.VANISHED:
        return len(others) > len(set(others))
    if check in {told.MISSING, told.EXTRA}:
        others = [form for form in others if forms[form].spec.lists_everyone]
    elif check is told.NOT_REGISTERED:
        others = [form for form in others if forms[form].spec.is_register]
    elif check in {told.CARD_MISSING, told.CARD_EXTRA}:
        others = [form for form in others if forms[form].spec.is_card]
    return bool(others) and any(form in base for form, _ in slots)


@dataclass(frozen=True, slots=True)
class RowShape:
    """Rows of one form that hold, and failed to hold, the same fields: there are few sorts of them, however many rows."""

    form: str
    columns: frozenset[str]
    held: frozenset[str]
    unknown: frozenset[str]


Rows = Counter[RowShape]


def sort_rows(submissions: Iterable[Submission]) -> Rows:
    """Count the rows of each sort."""
    rows: Rows = Counter()
    for submission in submissions:
        columns = frozenset(submission.columns)
        alike = Counter((frozenset(record.values), record.unknown) for record in submission.records)
        rows.update({RowShape(submission.form, columns, held, unknown): count for (held, unknown), count in alike.items()})
    return rows


def rows_covered(check: Check, rows: Rows, forms: Forms) -> Coverage:
    """What a rule on values, or a kind's own check, looked at."""
    columns = {(form.key, key): form for form in forms.values() for key in _of_kind(check, form)}
    if columns or not isinstance(check, Rule) or not (check.needs or check.columns):
        return _kind_check(columns, rows, forms)
    wanted = {*check.needs, *check.columns}
    homes = {key for key, form in forms.items() if wanted <= set(form.kinds) and speaks_of(check, form)}
    looked = Coverage(labels((*check.needs, *check.columns, *check.uses), forms))
    for sort, count in rows.items():
        if sort.form not in homes:
            continue
        if gap := next(_gaps(check, wanted, sort, forms), ""):
            looked.gaps[gap] += count
        elif check.needs_set <= sort.held:
            looked.checked += count
    return looked.or_else(_absent(homes, rows, forms))


def _absent(homes: set[str], rows: Rows, forms: Forms) -> str:
    """Which forms would have been needed, where none of them came; else that nobody filled them in."""
    present = {sort.form for sort in rows}
    absent = [key for key in forms if key in homes and key not in present]
    return "没有人填写" if homes and not absent else not_received(absent, forms)


def _gaps(rule: Rule, wanted: set[str], sort: RowShape, forms: Forms) -> Iterator[str]:
    """Why the rule could not look at rows of a sort. Where nothing it needs is filled in, there is nothing to look at."""
    if absent := sorted(wanted - sort.columns):
        yield f"表里没有“{labels(absent[:1], forms)}”一栏"
    if unread := [key for key in (*rule.needs, *rule.uses) if key in sort.unknown]:
        yield f"“{labels(unread[:1], forms)}”要先改正"
    lacking = [key for key in rule.needs if key not in sort.held]
    if lacking and len(lacking) < len(rule.needs):
        yield f"没有填“{labels(lacking[:1], forms)}”"


def _of_kind(check: Check, form: Form) -> Sequence[str]:
    """The columns that a check of a kind of value looks at; of a rule those that are not its own, with its own."""
    if isinstance(check, Rule):
        others = put_to(check, form)
        return [*others, *(key for key in check.needs if others and key in form.kinds)]
    return [key for key, kind in form.kinds.items() if check in kind.checks]


def _kind_check(columns: Mapping[tuple[str, str], Form], rows: Rows, forms: Forms) -> Coverage:
    """A kind's check looks at every column of the kind; one that no kind claims looks at them all."""
    if not columns:
        return Coverage("所有栏目", checked=rows.total()).or_else(_absent(set(forms), rows, forms))
    looked = Coverage(labels((key for _, key in columns), forms))
    for sort, count in rows.items():
        own = [key for form, key in columns if form == sort.form]
        if not sort.columns.isdisjoint(own):
            looked.checked += count
        elif own:
            looked.gaps[f"表里没有“{labels(own[:1], forms)}”一栏"] += count
    return looked.or_else(_absent({form for form, _ in columns}, rows, forms))


def _concerns(check: Check, forms: Forms) -> bool:
    """Whether some form in use has what the check looks at."""
    if check.code == MUST_HAVE.code:
        return any(form.spec.must_have for form in forms.values())
    if declared := DECLARED.get(check.code):
        return any(getattr(field, declared) for form in forms.values() for field in form.spec.fields)
    if isinstance(check, Rule):
        held = [frozenset(form.kinds) for form in forms.values()]
        if check.scope is Scope.PERSON:
            held = [frozenset().union(*held)]
        is_own = any({*check.needs, *check.columns} <= keys and not (check.fields and check.fields.isdisjoint(keys)) for keys in held)
        return is_own or any(put_to(check, form) for form in forms.values())
    is_of_kinds = any(check in kind.checks for kind in kind_classes().values())
    return not is_of_kinds or any(check in kind.checks for form in forms.values() for kind in form.kinds.values())


def rule_runs(settled: Settled, checked: Checked, findings: Sequence[Finding], forms: Forms, context: Context) -> Iterator[RuleRun]:
    """One line a check, in order of codes; those switched off too, those of forms that the campaign does not use not."""
    found = Counter(finding.code for finding in findings)
    rows = sort_rows(settled.counted)
    for check in (one for one in catalogue().values() if _concerns(one, forms)):
        if check.scope is Scope.INTAKE:
            looked = files_covered(check, settled, findings, forms, context)
        elif check.scope is Scope.PERSON:
            looked = people_covered(check, checked, forms) if isinstance(check, Rule) else branches_covered(check, settled.counted, forms)
        else:
            looked = rows_covered(check, rows, forms)
        severity = context.severity(check)
        is_on = severity is not None
        yield RuleRun(
            check.code, check.title, check.scope, severity, check.severity, context.is_beta(check), check.is_beta, looked.looks_at,
            found=found[check.code], checked=looked.checked if is_on else 0, unit=looked.unit,
            gaps=tuple(f"{count}{looked.unit}：{why}" if count else why for why, count in looked.gaps.most_common()) if is_on else (),
        )  # fmt: skip
