"""gradflow grant."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from gradflow.app.campaign_file import Decisions, read_decisions
from gradflow.app.decisions import OFFICE, SHORTEST, Reason, Whose, grant, ungrant
from gradflow.cli.asking import CAMPAIGN, day_option, password_options, show
from gradflow.cli.chinese import ChineseCommand
from gradflow.cli.opening import opened, validated
from gradflow.model.forms import in_round


@click.command("grant", cls=ChineseCommand, help="准许一处确实如此的“错误”照原样汇总，记下谁、什么时候、为什么。不写规则号时列出已准许的。")
@click.argument("code", metavar="[规则号]", required=False)
@click.option("--person", metavar="姓名", default="", help="准许谁的")
@click.option("--reason", metavar="理由", default="", help=f"为什么准许，至少{SHORTEST}个字，如 已见身份证原件")
@click.option("--branch", "branch_name", metavar="支部", default="", help="几个支部有同名的人时写明支部")
@click.option("--cell", metavar="单元格", default="", help="同一支部有重名的人时写明单元格，如 F7")
@click.option("--by", metavar="姓名", help=f"谁准许的；默认写{OFFICE}")
@click.option("--undo", is_flag=True, help="撤回准许")
@CAMPAIGN
@day_option("按哪一天检查，如 2023-07-25；默认今天")
@password_options
def command(code: str | None, folder: Path, **choice: Any) -> None:
    """Let an error stand, take that back, or list what stands."""
    whose = Whose(choice["person"], choice["branch_name"], choice["cell"])
    if code is None:
        show(_listed(read_decisions(folder)))
    elif choice["undo"]:
        show([f"已撤回 {ungrant(opened(folder, {}), code, whose)} 处。再运行一次 gradflow validate。"])
    else:
        show(_granted(code, whose, folder, choice))


def _listed(decisions: Decisions) -> Iterator[str]:
    if decisions == Decisions():
        yield "还没有准许过。要准许一处，写 gradflow grant 规则号 --person 姓名 --reason 理由"
    for one in decisions.grants:
        yield f"{one.code}  {one.branch}  {one.person}  {one.words}"
    for keep in decisions.keeps:
        yield f"选用  {keep.file}  {keep.kept_by} {keep.kept_on.isoformat()}"
    for release in decisions.releases:
        yield f"放行  {release.branch}  {release.person}  {release.words}"


def _granted(code: str, whose: Whose, folder: Path, choice: dict[str, Any]) -> Iterator[str]:
    reason = Reason(choice["reason"].strip(), choice["by"] or OFFICE)
    found = validated(folder, choice)
    for submission, finding in grant(found, code, whose, reason):
        where = in_round(found.session.forms[submission.form].spec.annex, submission.round)
        cell = f"{finding.where.cell} " if finding.where.cell else ""
        message = found.report.masking.about(finding.field, finding.value, finding.message)
        yield f"已准许：{finding.branch} {finding.person} {where} {cell}{finding.label}：{message}"
    yield "内容一改，准许就失效。再运行一次 gradflow validate 就按准许处理。"
