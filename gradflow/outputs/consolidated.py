"""汇总.xlsx: the consolidated workbook (contract §3)."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from gradflow.core.findings import FindingState
from gradflow.core.reports import Column, Receipt, Report, Table
from gradflow.excel.books import Book
from gradflow.excel.tables import write_levels, write_table
from gradflow.forms.loader import Forms
from gradflow.outputs.overview import write_overview
from gradflow.pipeline.progress import Progress
from gradflow.pipeline.working_days import working_days_after

NAME = "汇总.xlsx"
SOLVED_LEVEL = "已解决"
"""What stands for a level beside a problem that a corrected copy has solved; such lines follow the findings."""
TIMELINESS = {"on_time": "按时", "late": "逾期", "missing": "未交", None: ""}
STATES = {
    "clean": "通过", "returned": "退回", "nil": "零报告", "early": "还没有到这一次", "unreadable": "打不开", "superseded": "已被替换或重复",
    "not_a_form": "不是报送表", "missing": "未交",
}  # fmt: skip


def write_consolidated(target: Path | BytesIO, report: Report, forms: Forms, progress: Progress) -> None:
    """Write the workbook: 总览, the official sheets, then what is wrong, changed and missing."""
    campaign = report.campaign
    with Book(target, title=f"{campaign.name}毕业生党员汇总", is_long=True) as book:
        write_overview(book, report, progress)
        styles = {field: kind.style() for form in forms.values() for field, kind in form.kinds.items()}
        for one in report.merged:
            title = forms[one.form].spec.titled(campaign.college, campaign.cohort)
            write_table(book, one.table, title=title, styles=styles)
        if report.register:
            write_table(book, report.register, styles=styles)
        if report.rejected:
            write_table(book, report.rejected)
        findings = findings_table(report)
        write_levels(write_table(book, findings), book, 0, len(findings.rows) + 1)
        write_table(book, changes_table(report))
        write_table(book, receipts_table(report, forms))


FINDING_COLUMNS = (
    Column("级别", 10), Column("支部", 24), Column("文件", 30), Column("工作表", 10), Column("单元格", 8),
    Column("姓名", 10), Column("栏目", 14), Column("填写内容", 26), Column("问题", 46), Column("怎么改", 40),
    Column("规则号", 8), Column("状态", 10), Column("情况说明", 24),
)  # fmt: skip


def findings_table(report: Report) -> Table:
    """问题清单: one finding a row."""
    corrected = report.corrected_sheets
    rows = [
        (
            f.word, f.branch, f.where.file, f.where.sheet or "",
            f.where.cell or (f"第{f.where.row}行" if f.where.row else ""),
            f.person, f.label, f.value, f.message, f.advice, f.code,
            "" if f.state is FindingState.NEW and (f.where.file, f.where.sheet) not in corrected else f.state.label,
            f"{f.reason}（未采纳：{f.note}）" if f.note else f.reason,
        )
        for f in report.findings
    ]  # fmt: skip
    solved = [
        (
            SOLVED_LEVEL, o.branch, o.where.file, o.where.sheet or "", o.where.cell or "", o.person, o.label, o.after,
            f"上次指出：{o.title}（当时填写：{o.before or '空白'}）", "", o.code, o.state.label, "",
        )
        for o in report.outcomes
        if o.state is FindingState.SOLVED
    ]  # fmt: skip
    return Table("问题清单", FINDING_COLUMNS, (*rows, *solved))


CHANGE_COLUMNS = (
    Column("支部", 24), Column("文件", 30), Column("工作表", 10), Column("单元格", 8), Column("姓名", 10),
    Column("栏目", 14), Column("原来填写", 40), Column("改为", 40),
)  # fmt: skip


def changes_table(report: Report) -> Table:
    """自动更正: every value gradflow changed on its own."""
    rows = ((c.branch, c.where.file, c.where.sheet or "", c.where.cell or "", c.person, c.label, c.before, c.after) for c in report.changes)
    return Table("自动更正", CHANGE_COLUMNS, tuple(rows))


RECEIPT_COLUMNS = (
    Column("支部", 24), Column("附件", 8), Column("次", 5), Column("是否按时", 10), Column("处理结果", 14),
    Column("收到时间", 18), Column("截止日", 12), Column("逾期天数", 8), Column("逾期工作日", 8), Column("读到人数", 8), Column("已汇总", 8),
    Column("待更正", 8), Column("必须改", 8), Column("改或说明", 8), Column("文件", 36), Column("工作表", 12),
)  # fmt: skip


def receipts_table(report: Report, forms: Forms) -> Table:
    """提交情况: branch × form × round."""
    return Table("提交情况", RECEIPT_COLUMNS, tuple(_receipt_row(r, forms) for r in report.receipts))


def _receipt_row(receipt: Receipt, forms: Forms) -> tuple[object, ...]:
    form = forms.get(receipt.form or "")
    received = receipt.received_at.isoformat(" ", "minutes") if receipt.received_at else ""
    return (
        receipt.branch or "(未识别)", form.spec.annex if form else "", receipt.round or "",
        TIMELINESS[receipt.timeliness], STATES[receipt.state], received,
        receipt.due_on.isoformat() if receipt.due_on else "", receipt.days_late or "", _working_days_late(receipt),
        receipt.rows_read, receipt.rows_accepted, receipt.rows_rejected, receipt.errors, receipt.warnings,
        receipt.file or "", receipt.sheet or "",
    )  # fmt: skip


def _working_days_late(receipt: Receipt) -> int | str:
    """Working days after the deadline; 不详 for years whose holidays are not published."""
    if not receipt.days_late or not receipt.due_on or not receipt.first_at:
        return ""
    days = working_days_after(receipt.due_on, receipt.first_at.date())
    return "不详" if days is None else days
