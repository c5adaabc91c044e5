"""gradflow grant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from gradflow.app.campaign_file import find_branch
from gradflow.app.campaign_lock import locked
from gradflow.app.grants_file import Decisions, read_decisions, write_decisions
from gradflow.cli.chinese import ChineseCommand, Day
from gradflow.cli.opening import opened, password_options, say, validated
from gradflow.core.findings import Finding, Severity
from gradflow.core.folding import squeezed
from gradflow.core.forms import in_round
from gradflow.core.grants import Grant, grant_key
from gradflow.core.masking import on_screen
from gradflow.core.records import Submission
from gradflow.core.reports import Report

OFFICE = "党委办公室"
SHORTEST = 6
"""Characters a reason of the office must have, as one of a branch must."""

Met = tuple[Submission, Finding]


@click.command("grant", cls=ChineseCommand, help="准许一处确实如此的“错误”照原样汇总，记下谁、什么时候、为什么。不写规则号时列出已准许的。")
@click.argument("code", metavar="[规则号]", required=False)
@click.option("--person", metavar="姓名", help="准许谁的")
@click.option("--reason", metavar="理由", help=f"为什么准许，至少{SHORTEST}个字，如 已见身份证原件")
@click.option("--branch", "branch_name", metavar="支部", help="几个支部有同名的人时写明支部")
@click.option("--cell", metavar="单元格", help="同一支部有重名的人时写明单元格，如 F7")
@click.option("--by", metavar="姓名", help=f"谁准许的；默认写{OFFICE}")
@click.option("--undo", is_flag=True, help="撤回准许")
@click.option("--campaign", "folder", metavar="文件夹", type=click.Path(path_type=Path), default=Path(), help="活动文件夹，默认当前文件夹")
@click.option("--as-of", metavar="日期", type=Day(), help="按哪一天检查，如 2023-07-25；默认今天")
@password_options
def command(code: str | None, folder: Path, **choice: Any) -> None:
    """Let an error stand, take that back, or list what stands."""
    if code is None:
        for line in _listed(read_decisions(folder)):
            click.echo(on_screen(line))
    elif choice["undo"]:
        _undo(code, folder, choice)
    else:
        _grant(code, folder, choice)


def _listed(decisions: Decisions) -> Iterator[str]:
    if decisions == Decisions():
        yield "还没有准许过。要准许一处，写 gradflow grant 规则号 --person 姓名 --reason 理由"
    for grant in decisions.grants:
        yield f"{grant.code}  {grant.branch}  {grant.person}  {grant.words}"
    for keep in decisions.keeps:
        yield f"选用  {keep.file}  {keep.kept_by} {keep.kept_on.isoformat()}"
    for release in decisions.releases:
        yield f"放行  {release.branch}  {release.person}  {release.words}"


def _grant(code: str, folder: Path, choice: dict[str, Any]) -> None:
    """Find the findings meant, and let them stand. Raises GradflowError or click.ClickException."""
    person, reason = choice["person"], (choice["reason"] or "").strip()
    if not person or len(reason) < SHORTEST:
        message = f"要写明 --person 姓名 和 --reason 理由（至少{SHORTEST}个字）。"
        raise click.ClickException(message)
    found = validated(opened(folder, choice), choice["as_of"])
    report, forms = found.report, found.session.forms
    met = _one_person(_meant(code, person, report), report, choice)
    given = [_given(submission, finding, reason, (choice["by"] or OFFICE, report.as_of)) for submission, finding in met]
    with locked(folder, say):
        decisions = read_decisions(folder)
        kept = [grant for grant in decisions.grants if grant.key not in {one.key for one in given}]
        write_decisions(folder, decisions.model_copy(update={"grants": (*kept, *given)}))
    for submission, finding in met:
        where = in_round(forms[submission.form].spec.annex, submission.round)
        cell = f"{finding.where.cell} " if finding.where.cell else ""
        message = report.masking.about(finding.field, finding.value, finding.message)
        click.echo(on_screen(f"已准许：{finding.branch} {finding.person} {where} {cell}{finding.label}：{message}"))
    click.echo("内容一改，准许就失效。再运行一次 gradflow validate 就按准许处理。")


def _meant(code: str, person: str, report: Report) -> list[Met]:
    """Open findings of that code on that person. Raises click.ClickException where there is none."""
    on_code = [
        (submission, finding)
        for result in report.results
        for submission in result.submissions
        for finding in submission.findings
        if finding.code == code.upper() and finding.person and finding.severity is not Severity.INFO
    ]
    met = [(submission, finding) for submission, finding in on_code if squeezed(finding.person) == squeezed(person)]
    if not met:
        names = "、".join(dict.fromkeys(finding.person for _, finding in on_code))
        who = f"有这个问题的是：{names}" if names else "现在没有谁有这个问题"
        message = f"没有找到“{person}”的 {code.upper()}。{who}。"
        raise click.ClickException(message)
    return met


def _one_person(met: list[Met], report: Report, choice: dict[str, Any]) -> list[Met]:
    """The findings of one person only. Raises click.ClickException where it is not clear whose are meant, CampaignError for no such branch."""
    if choice["branch_name"]:
        name = find_branch(report.campaign, choice["branch_name"]).name
        met = [one for one in met if one[1].branch == name]
    branches = list(dict.fromkeys(finding.branch for _, finding in met))
    if len(branches) != 1:
        message = (
            f"{'几个支部都有这个人' if branches else '这个支部没有这个人的这个问题'}：用 --branch 写明是哪个支部（{'、'.join(branches)}）。"
        )
        raise click.ClickException(message)
    everybody = met
    if choice["cell"]:
        met = [one for one in met if one[1].where.cell == choice["cell"].upper()]
    places = [(s.form, s.round, finding.field) for s, finding in met]
    if not met or len(set(places)) < len(places):
        cells = "、".join(finding.where.cell or "" for _, finding in met)
        message = f"{'这个支部有重名的人' if met else '这个单元格没有这个问题'}：用 --cell 写明是哪个单元格（{cells}）。"
        raise click.ClickException(message)
    keys = {grant_key(finding, s.form, s.round) for s, finding in met}
    if sum(grant_key(finding, s.form, s.round) in keys for s, finding in everybody) > len(met):
        message = f"两个“{met[0][1].person}”填的内容一样，分不开准许哪一个。请支部先在姓名后面注明身份证号后四位，如 王芳(0016)。"
        raise click.ClickException(message)
    return met


def _given(submission: Submission, finding: Finding, reason: str, given: tuple[str, date]) -> Grant:
    code, person, branch, form, number, field, evidence = grant_key(finding, submission.form, submission.round)
    return Grant(
        code=code, person=person, branch=branch, form=form, round=number, field=field, evidence=evidence,
        reason=reason, granted_by=given[0], granted_on=given[1],
    )  # fmt: skip


def _undo(code: str, folder: Path, choice: dict[str, Any]) -> None:
    """Take back what was granted to a person under a code. Raises GradflowError or click.ClickException."""
    branch = find_branch(opened(folder).campaign, choice["branch_name"]).name if choice["branch_name"] else None
    if choice["cell"]:
        message = "撤回时不写 --cell：这个人的这条规则一起撤回。"
        raise click.ClickException(message)
    with locked(folder, say):
        decisions = read_decisions(folder)
        gone = [
            grant for grant in decisions.grants
            if grant.code == code.upper() and squeezed(grant.person) == squeezed(choice["person"] or "")
            and branch in {None, grant.branch}
        ]  # fmt: skip
        if not gone:
            message = f"没有给“{choice['person'] or ''}”准许过 {code.upper()}。运行 gradflow grant 可以列出已准许的。"
            raise click.ClickException(message)
        left = tuple(grant for grant in decisions.grants if grant not in gone)
        write_decisions(folder, decisions.model_copy(update={"grants": left}))
    click.echo(on_screen(f"已撤回 {len(gone)} 处。再运行一次 gradflow validate。"))
