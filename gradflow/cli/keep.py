"""gradflow keep."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from gradflow.app.campaign_lock import locked
from gradflow.app.grants_file import read_decisions, write_decisions
from gradflow.app.inbox import is_named
from gradflow.cli.chinese import ChineseCommand, Day
from gradflow.cli.grant import OFFICE
from gradflow.cli.opening import opened, password_options, say, validated
from gradflow.core.grants import Keep
from gradflow.core.masking import on_screen
from gradflow.core.records import Submission
from gradflow.core.reports import Report


@click.command("keep", cls=ChineseCommand, help="一个支部的同一张表交了几份不同的，选用其中一份，其余的不再计算。")
@click.argument("file", metavar="文件名")
@click.option("--by", metavar="姓名", default=OFFICE, help=f"谁选用的；默认写{OFFICE}")
@click.option("--undo", is_flag=True, help="撤回选用")
@click.option("--campaign", "folder", metavar="文件夹", type=click.Path(path_type=Path), default=Path(), help="活动文件夹，默认当前文件夹")
@click.option("--as-of", metavar="日期", type=Day(), help="按哪一天检查，如 2023-07-25；默认今天")
@password_options
def command(file: str, folder: Path, **choice: Any) -> None:
    """Choose one version over the others that are there, or take that back."""
    told = _undo(file, folder) if choice["undo"] else _keep(file, folder, choice)
    click.echo(on_screen(f"{told}再运行一次 gradflow validate。"))


def _keep(file: str, folder: Path, choice: dict[str, Any]) -> str:
    """Note the choice. Raises GradflowError or click.ClickException."""
    report = validated(opened(folder, choice), choice["as_of"]).report
    chosen = _meant(file, report)
    slots = {(one.branch, one.form, one.round) for one in chosen}
    others = [
        one for result in report.results for one in result.submissions
        if (one.branch, one.form, one.round) in slots and one.content != chosen[0].content
    ]  # fmt: skip
    if not others:
        message = f"“{chosen[0].file}”没有别的版本，不用选。"
        raise click.ClickException(message)
    over = tuple(dict.fromkeys(one.content for one in others))
    keep = Keep(file=chosen[0].file, digest=chosen[0].content, over=over, kept_by=choice["by"], kept_on=report.as_of)
    with locked(folder, say):
        decisions = read_decisions(folder)
        left = tuple(one for one in decisions.keeps if not {keep.digest, *keep.over} & {one.digest, *one.over})
        write_decisions(folder, decisions.model_copy(update={"keeps": (*left, keep)}))
    names = "、".join(f"“{name}”" for name in dict.fromkeys(one.file for one in others))
    return f"已选用“{keep.file}”，{names}不再计算；只在那几份里的人仍会点名，直到报来或放行。"


def _meant(file: str, report: Report) -> list[Submission]:
    """The sheets of the file of that name, with or without its folders. Raises click.ClickException where none or several fit."""
    found = {result.file: list(result.submissions) for result in report.results if is_named(result.file, file) and result.submissions}
    if len(found) != 1:
        names = "、".join(found)
        message = f"收件夹里没有“{file}”，或者它不是报送的表。" if not found else f"有几个“{file}”：{names}。请连文件夹一起写。"
        raise click.ClickException(message)
    return next(iter(found.values()))


def _undo(file: str, folder: Path) -> str:
    """Take a choice back. Raises GradflowError or click.ClickException."""
    with locked(folder, say):
        decisions = read_decisions(folder)
        left = tuple(one for one in decisions.keeps if not is_named(one.file, file))
        if left == decisions.keeps:
            message = f"没有选用过“{file}”。运行 gradflow grant 可以列出所有决定。"
            raise click.ClickException(message)
        write_decisions(folder, decisions.model_copy(update={"keeps": left}))
    return f"已撤回对“{file}”的选用。"
