"""gradflow init."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from gradflow.app.branch_list import read_branches
from gradflow.app.new_campaign import carry, create, refuse_campaign, starter, year_in
from gradflow.cli.asking import clock, day_option, password_options, show
from gradflow.cli.chinese import ChineseCommand
from gradflow.cli.opening import opened
from gradflow.model.campaign import NOTICE_COLLEGE
from gradflow.model.failures import GradflowError
from gradflow.model.naming import CAMPAIGN, INBOX


@click.command("init", cls=ChineseCommand, help="新建一次活动的文件夹：设置文件、官方空白表和空的收件夹。")
@click.argument("folder", metavar="[文件夹]", type=click.Path(path_type=Path), required=False)
@click.option("--college", metavar="校名", help=f"学校全称，默认 {NOTICE_COLLEGE}")
@click.option("--cohort", metavar="年份", type=click.IntRange(2000, 2100), help="届；不写时取文件夹名里的年份")
@click.option("--all-forms", "is_all", is_flag=True, help="通知要求的其他各表也用上(附表4至8：档案、服务团队、教育管理月、谈话、保留台账)")
@click.option(
    "--carry",
    "old",
    metavar="上一届的文件夹",
    type=click.Path(path_type=Path),
    help="接上一届：设置、支部、自己的表，还有保留在校、没有转入的人",
)
@click.option(
    "--branches", "listed", metavar="名册", type=click.Path(path_type=Path), help="从支部名册(Excel、CSV)里读各支部：名称、简称、书记、人数"
)
@day_option("接上一届时按哪一天看那一届的人，默认今天")
@password_options
def command(folder: Path | None, old: Path | None, **choice: Any) -> None:
    """Make a campaign folder; nothing that is already there is overwritten."""
    folder = folder or _asked_for()
    if old and (choice["college"] or choice["is_all"] or choice["listed"]):
        raise click.UsageError("--carry 照上一届的设置，不能和 --college、--all-forms、--branches 一起用。")
    show(_next_lines(folder, old, choice) if old else _first_lines(folder, choice))


def _asked_for() -> Path:
    """The folder's name, as somebody types it who has started this by a double click."""
    try:
        return Path(click.prompt("新建活动的文件夹名，写上届，如 2024届", err=True).strip())
    except click.Abort as error:
        raise click.UsageError("还缺少“文件夹”。") from error


def _first_lines(folder: Path, choice: dict[str, Any]) -> Iterator[str]:
    refuse_campaign(folder)
    known = choice["cohort"] or year_in(folder)
    cohort, college = known or clock().year, choice["college"] or NOTICE_COLLEGE
    told: list[str] = []
    branches = read_branches(choice["listed"], told.append) if choice["listed"] else []
    count = create(folder, starter(college, cohort, branches, is_all=choice["is_all"]))
    guessed = "" if known else "；文件夹名里没有年份，先写了今年，请核对 cohort"
    yield f"已建好“{folder}”（{college}{cohort}届{guessed}）。接下来："
    yield f"  1. 打开 {folder / CAMPAIGN}，{f'核对从名册里读到的 {len(branches)} 个党支部' if branches else '填上各党支部'};"
    yield from (f"     {text};" for text in told)
    yield from _rest(folder, count)


def _rest(folder: Path, count: int) -> Iterator[str]:
    yield f"  2. 把 {folder / 'templates'} 里的空白表({count} 份)发给支部;"
    yield f"     要每个支部一份、填好支部名称的: gradflow template --all-branches --campaign {folder}"
    yield f"  3. 收到的表放进 {folder / INBOX}，双击 {folder} 里的“检查”，或运行 gradflow validate {folder}"


def _next_lines(folder: Path, old: Path, choice: dict[str, Any]) -> Iterator[str]:
    try:
        before = opened(old, choice)
        cohort = choice["cohort"] or year_in(folder) or before.campaign.cohort + 1
        count, taken = carry(before, choice["as_of"], folder, cohort)
    except GradflowError as error:
        raise click.ClickException(f"没有接成：{error}") from error
    yield f"已建好“{folder}”（{before.campaign.college}{cohort}届），接“{old}”。接过来的："
    yield from (f"  {text};" for text in taken)
    yield "接下来："
    yield f"  1. 打开 {folder / CAMPAIGN} 核对：日期移到了{cohort}年的同月同日，不一定是工作日；支部、书记、支委有没有变；毕业生党员人数(members)重新填;"
    yield from _rest(folder, count)
