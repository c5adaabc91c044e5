"""汇总.xlsx: the consolidated workbook (contract §3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from io import BytesIO
from pathlib import Path

from gradflow.forms.loader import Form, Forms
from gradflow.model.cells import CellStyle, Location, typed_text
from gradflow.model.findings import Change, Finding, Resolution, weightiest_first
from gradflow.model.folding import PARTY
from gradflow.model.reports import Merged, Report, SubmissionStatus
from gradflow.model.views import Appraisal, FormState, OpenItem, PersonStatus, Rejected, Shortfall
from gradflow.outputs.next_steps import sources, tasks_table
from gradflow.outputs.overview import Content, write_overview
from gradflow.outputs.words import (
    UNKNOWN_BRANCH,
    UNMERGED,
    cell_name,
    item_text,
    items_text,
    lane_name,
    reason_text,
    share_text,
    state_text,
    wait_text,
)
from gradflow.pipeline.progress import Progress
from gradflow.pipeline.register import extra_fields
from gradflow.pipeline.working_days import lateness
from gradflow.rules.follow_up import not_landed_needs_reason
from gradflow.rules.registry import office_advice
from gradflow.writing.books import Book
from gradflow.writing.links import Links
from gradflow.writing.tables import Look, write_table
from gradflow.writing.widths import Column, Table

REGISTER_SHEET = "人员总表"
WHO = (Column("序号", 6), Column("党支部", 24), Column("姓名", 10, "name"))
KNOWN_OF_ALL = {
    "sex": Column("性别", 6, "sex"), "id_number": Column("身份证号码", 21, "id_number"),
    "member_status": Column("党员身份", 10), "joined_on": Column("入党时间", 12), "phone": Column("联系电话", 18, "phone"),
}  # fmt: skip
TOLD_LATER = {
    "destination_type": Column("具体情况", 10), "landed_org": Column("已转入党组织", 26), "landed_on": Column("转入时间", 12), "receipt": Column("回执", 7),
}  # fmt: skip
HOW_FAR = (Column("转出天数", 7), Column("还没有办完的", 40), Column("备注", 24))
"""Fields of forms -> their columns; those that no form in use asks for are left out."""
ALWAYS = "phone"
"""The telephone, of whichever field."""


def register_table(report: Report, forms: Forms) -> Table:
    """人员总表: a row a person, in branch order: who, how far, what is still open; values are those of merged rows."""
    lanes = list(report.person_statuses[0].states) if report.person_statuses else []
    extra = extra_fields(forms)
    held = frozenset[str]().union(*(form.kinds for form in forms.values()))
    known, later = ([key for key in keys if key in held or key == ALWAYS] for keys in (KNOWN_OF_ALL, TOLD_LATER))
    columns = (
        *WHO, *(KNOWN_OF_ALL[key] for key in known), *(Column(lane_name(lane, forms), 9) for lane in lanes),
        *(Column(label, 14) for label in extra.values()), *(TOLD_LATER[key] for key in later), *HOW_FAR,
    )  # fmt: skip
    fields = (known, extra, later)
    said = cache(partial(_said, forms))  # few are the ways to stand, however many people
    return Table(REGISTER_SHEET, columns, [_row(number, one, said, fields) for number, one in enumerate(report.person_statuses, start=1)])


Said = tuple[tuple[str, ...], str, str]
"""How somebody stands on each form, what is not done, and what to keep in mind."""


def _row(number: int, one: PersonStatus, said: Callable[..., Said], fields: tuple[Iterable[str], ...]) -> Sequence[object]:
    values, (known, extra, later) = one.values, fields
    states, todo, notes = said(tuple(one.states.values()), one.open, one.waits, one.notes)
    first, more = ([UNMERGED if (value := values[key]) is None else value for key in keys] for keys in (known, (*extra, *later)))
    return (number, one.branch or UNKNOWN_BRANCH, one.person.name, *first, *states, *more, one.days_open or "", todo, notes)


def _said(forms: Forms, states: Iterable[FormState], due: Iterable[OpenItem], waits: Iterable[OpenItem], notes: Iterable[OpenItem]) -> Said:
    todo = [*(item_text(item, forms) for item in due), *(wait_text(item, forms) for item in waits)]
    return tuple(state.label for state in states), "；".join(todo) or "已办结", items_text(notes, forms)


NAME = "汇总.xlsx"
Told = tuple[str, Table, Look, Iterable[Location]]
"""A sheet: what 总览 says of it, its table, how that is shown, and where its rows come from."""
SOURCE = Column("来源", 48, "来源")
"""Its key is none that a field may have."""
SOLVED_LEVEL = "已解决"
"""What stands for a level beside a problem that a corrected copy has solved; such lines follow the findings."""


def write_consolidated(target: Path | BytesIO, report: Report, forms: Forms, progress: Progress, links: Links) -> None:
    """Write the workbook: 总览, the official sheets, then what is wrong, changed and missing; of those without rows 总览 tells."""
    campaign = report.campaign
    styles = {field: kind.style() for form in forms.values() for field, kind in form.kinds.items()}
    told: list[Finding | Resolution] = [*weightiest_first(report.findings), *report.solved]
    files = [Location(receipt.file or "", receipt.sheet) for receipt in report.submissions]
    tasks = Look(kept=3, styles=styles, notes=(sources(report.tasks),))
    sheets: tuple[Told, ...] = (
        *(_official(one, forms[one.form], report, styles) for one in report.merged),
        ("一人一行：各表到了哪一步，还有什么没有办完", register_table(report, forms), Look(kept=3, styles=styles), ()),
        ("要联系的人：什么情形，下一步做什么，最迟哪天", tasks_table(report), tasks, ()),
        ("有“必须改”的行，改正后才进汇总表", rejected_table(report, forms), Look(kept=1, linked=("row", "file")), (one.where for one in report.rejected)),
        ("一个问题一行：在哪个单元格，怎么改", findings_table(report), Look(kept=2, linked=("cell", "file"), marked="level"), (one.where for one in told)),
        (
            "自动改过的：改了内容的一处一行，只改写法的每栏合成一行", changes_table(report, forms), Look(kept=1, linked=("cell", "file")),
            (change.where for change in _reworded(report)),
        ),
        ("每个支部每份表：什么时候收到，结果怎样", receipts_table(report, forms), Look(kept=2, linked=("file",)), files),
        ("每个支部一行：交表、质量、转入和得分，供考核参考", *appraisal_table(report), ()),
    )  # fmt: skip
    with Book(target, title=f"{campaign.name}毕业生党员汇总", is_even=True) as book:
        write_overview(book, report, forms, progress, [Content(table.name, len(table.rows), text) for text, table, *_ in sheets])
        for _, table, look, places in sheets:
            if table.rows:
                write_table(book, table, look, [links.to(place) for place in places])


def _official(one: Merged, form: Form, report: Report, styles: Mapping[str, CellStyle]) -> Told:
    spec, campaign, day, blank = form.spec, report.campaign, report.as_of, "\u3000" * 8
    lines = [line.replace("{branch}", "" if "支部" in spec.branch_label else campaign.college) for line in spec.lines]
    look = Look(
        spec.titled(campaign.college, campaign.cohort), lines, kept=3, linked=(SOURCE.key,), styles=styles, notes=spec.notes,
        signature=f"填报人：{blank}审核人：{blank}日期：{day.year}年{day.month}月{day.day}日", is_official=True,
    )  # fmt: skip
    return f"没有错误的行：{spec.name}", merged_table(one, form), look, one.origins


def merged_table(one: Merged, form: Form) -> Table:
    """附件N汇总: 党支部 after 序号, renumbered; each row's source last."""
    suffix = "" if one.is_newest else f"(第{one.round}次)" if one.round else "(次数待核)"
    fields = {field.key: field for field in form.table.spec.fields}
    own = (Column(fields[key].head, fields[key].width, key, fields[key].group) for key in one.fields)
    found = enumerate(zip(one.branches, one.rows, one.origins, strict=True), start=1)
    rows = [(number, branch, *values, str(origin)) for number, (branch, values, origin) in found]
    return Table(f"{form.spec.annex}汇总{suffix}", (Column("序号", 6, "seq"), Column("党支部", 24, "branch"), *own, SOURCE), rows)


REJECTED_COLUMNS = (
    Column("党支部", 24), Column("附件", 7), Column("文件", 24, "file"), Column("工作表", 10), Column("行号", 6, "row"),
    Column("姓名", 10), Column("问题(怎么改见问题清单)", 44), Column("原来填写的内容", 90),
)  # fmt: skip


def rejected_table(report: Report, forms: Forms) -> Table:
    """待更正: every row that is not merged, with its problems and all it held."""
    return Table("待更正", REJECTED_COLUMNS, [_rejected_row(one, forms[one.form]) for one in report.rejected])


def _rejected_row(one: Rejected, form: Form) -> tuple[object, ...]:
    told = [field for field in form.spec.fields if field.is_merged and field.key not in {"seq", "name"}]
    held = [(field.label, typed_text(one.record.cells.get(field.key))) for field in told]
    if not one.record.person:  # whose row it is may stand elsewhere in it
        number = typed_text(one.record.cells.get("seq"))
        held = [("序号", "" if number.isdecimal() else number), *held]
        held += ((head, typed_text(raw)) for (_, head), raw in zip(one.extra_heads, one.record.extras, strict=False))
    return (
        one.branch or UNKNOWN_BRANCH, form.spec.annex, one.where.file, one.where.sheet, one.where.row, one.record.person,
        "\n".join(dict.fromkeys(f"{found.label}: {found.message}" if found.label else found.message for found in one.findings)),
        "; ".join(f"{label}: {text}" for label, text in held if text),
    )  # fmt: skip


FINDING_COLUMNS = (
    Column("级别", 10, "level"), Column("支部", 24), Column("文件", 30, "file"), Column("工作表", 10), Column("单元格", 8, "cell"),
    Column("姓名", 10), Column("栏目", 14), Column("填写内容", 26), Column("问题", 46), Column("怎么改", 40),
    Column("规则号", 8), Column("状态", 10), Column("情况说明", 24),
)  # fmt: skip


def findings_table(report: Report) -> Table:
    """问题清单: one finding a row."""
    corrected = report.corrected_sheets
    rows = [
        (
            f.word, f.branch, f.where.file, f.where.sheet or "",
            cell_name(f.where), f.person, f.label, f.value, f.message, office_advice(f.code, f.advice), f.code,
            state_text(f, corrected), reason_text(f),
        )
        for f in weightiest_first(report.findings)
    ]  # fmt: skip
    solved = [
        (
            SOLVED_LEVEL, o.branch, o.where.file, o.where.sheet or "", o.where.cell or "", o.person, o.label, o.after,
            f"上次指出：{o.title}（当时填写：{o.before or '空白'}）", "", o.code, o.state.label, "",
        )
        for o in report.solved
    ]  # fmt: skip
    return Table("问题清单", FINDING_COLUMNS, (*rows, *solved))


CHANGE_COLUMNS = (
    Column("改了什么", 10), Column("处数", 6), Column("支部", 24), Column("文件", 30, "file"), Column("工作表", 10),
    Column("单元格", 8, "cell"), Column("姓名", 10), Column("栏目", 14), Column("原来填写", 40), Column("改为", 40),
)  # fmt: skip
REWORDED, RESPELT = "内容", "只改写法"


def _reworded(report: Report) -> list[Change]:
    """The changes of more than the spelling: these are told one by one."""
    return [change for change in report.changes if not change.is_spelling]


def changes_table(report: Report, forms: Forms) -> Table:
    """自动更正: every value whose meaning gradflow read into what was typed; then, a line a form and column, what it only spelt otherwise.

    What got 中共 before it stands on a line of its own.
    """
    rows = [
        (REWORDED, 1, c.branch, c.where.file, c.where.sheet or "", c.where.cell or "", c.person, c.label, c.before, c.after)
        for c in _reworded(report)
    ]
    form_of = {(s.file, s.sheet): s.form for s in report.sheets}
    spelt: dict[tuple[str, str, bool], list[Change]] = defaultdict(list)
    for change in report.changes:
        if change.is_spelling:
            form = forms.get(form_of.get((change.where.file, change.where.sheet or ""), ""))
            is_named_anew = change.after.startswith(PARTY) and not change.before.startswith(PARTY)
            spelt[form.spec.annex if form else "", change.label, is_named_anew].append(change)
    sums = [
        (RESPELT, len(own), "各支部", annex, "", "", "", label, f"如 {own[0].before}", f"{own[0].after}")
        for (annex, label, _), own in sorted(spelt.items())
    ]
    return Table("自动更正", CHANGE_COLUMNS, (*rows, *sums))


RECEIPT_COLUMNS = (
    Column("支部", 24), Column("附件", 8), Column("次", 5), Column("是否按时", 10), Column("处理结果", 14),
    Column("收到时间", 18), Column("截止日", 12), Column("逾期天数", 8), Column("逾期工作日", 8), Column("读到人数", 8), Column("已汇总", 8),
    Column("待更正", 8), Column("必须改", 8), Column("改或说明", 8), Column("退回过", 8), Column("文件", 36, "file"), Column("工作表", 12),
)  # fmt: skip


def receipts_table(report: Report, forms: Forms) -> Table:
    """提交情况: branch × form × round."""
    annexes = {key: form.spec.annex for key, form in forms.items()}
    rows = [
        (
            r.branch or "(未识别)", annexes.get(r.form or "", ""), r.round or "", r.timeliness.label if r.timeliness else "", r.state.label,
            r.received_at.isoformat(" ", "minutes") if r.received_at else "", r.due_on.isoformat() if r.due_on else "",
            r.days_late or "", _working_days_late(r), r.rows_read, r.rows_accepted, r.rows_rejected, r.errors, r.warnings,
            "是" if r.was_returned else "", r.file or "", r.sheet or "",
        )
        for r in report.submissions
    ]  # fmt: skip
    return Table("提交情况", RECEIPT_COLUMNS, rows)


def _working_days_late(receipt: SubmissionStatus) -> int | str:
    """Working days after the deadline; 不详 for years whose holidays are not published."""
    if not receipt.days_late or not receipt.due_on or not receipt.first_at:
        return ""
    late = lateness(receipt.due_on, receipt.first_at.date())
    return "不详" if late.is_estimated else late.working_days


APPRAISAL_SHEET = "考核参考"
TIMELY = ("应交", "按时", "逾期", "逾期天数", "未交")
FIGURES = (Shortfall.ERRORS, Shortfall.UNEXPLAINED, Shortfall.NO_REASON, Shortfall.OPEN)
PROBLEMS = "问题清单：必须改；改或说明 未说明(状态不是“已说明”)；"
SOURCES = (
    "供参考，不替代党委评定。支部不分先后，按 campaign.toml 里的次序。",
    "提交情况：应交、按时、逾期、逾期天数(日历日)、未交，一次通过率(“退回过”空着的/交来的)。每个支部每份表(分几次交的每一次)算一份，没有截止日的不算应交。",
    f"{PROBLEMS}{Shortfall.NO_REASON.label}(规则号 {not_landed_needs_reason.code}，还没有改的)。",
    "总览的上报统计二：转入率(已转入/应转出)，回执率(已收回执/已转入)，回访率(应转出里不是“未回访”的/应转出)。",
    "人员总表：没办完(“还没有办完的”里有现在要办的；只写着以后到期的不算)。没有要做的，率空着，也不扣分。",
)
"""Where each figure is counted."""


def _cells(one: Appraisal, figures: Sequence[Shortfall]) -> Iterator[object]:
    yield from (one.branch, one.due, one.on_time, one.shortfalls[Shortfall.LATE], one.days_late, one.shortfalls[Shortfall.MISSING])
    yield from (share_text(measure.part, measure.whole) for measure in one.measures)
    yield from (one.shortfalls[what] for what in figures)
    yield one.score


def _tells_landing(report: Report) -> bool:
    return any(one.key == "landed" for appraisal in report.appraisals[:1] for one in appraisal.measures)


def formula(report: Report) -> str:
    """How the score is made, with the weights in use."""
    weights = {one: getattr(report.campaign.appraisal, one) for one in Shortfall}
    parts = [
        f"{one.label}×{weight:.10g}"
        for one, weight in weights.items()
        if weight and (one is not Shortfall.NO_REASON or _tells_landing(report))
    ]
    return f"得分 = 100 − {' − '.join(parts)}，最低0分。" if parts else "得分 = 100。"


def appraisal_table(report: Report) -> tuple[Table, Look]:
    """考核参考: a line a branch, and how it is shown."""
    measures = report.appraisals[0].measures if report.appraisals else ()
    figures = [one for one in FIGURES if one is not Shortfall.NO_REASON or _tells_landing(report)]
    heads = (*TIMELY, *(one.head for one in measures), *(one.label for one in figures), "得分")
    columns = (Column("党支部", 24), *(Column(head, 9) for head in heads))
    told = f"{formula(report)}各项扣几分写在 campaign.toml 的 [appraisal] 里。"
    sources = SOURCES if _tells_landing(report) else (*SOURCES[:2], PROBLEMS, SOURCES[-1])
    return Table(APPRAISAL_SHEET, columns, [tuple(_cells(one, figures)) for one in report.appraisals]), Look(kept=1, notes=(told, *sources))
