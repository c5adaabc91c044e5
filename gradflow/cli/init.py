"""gradflow init."""

from __future__ import annotations

from pathlib import Path

import click

from gradflow.app.templates import create, year_in
from gradflow.cli.asking import clock, show
from gradflow.cli.chinese import ChineseCommand
from gradflow.model.campaign import NOTICE_COLLEGE
from gradflow.model.naming import CAMPAIGN, INBOX


@click.command("init", cls=ChineseCommand, help="新建一次活动的文件夹：设置文件、官方空白表和空的收件夹。")
@click.argument("folder", metavar="文件夹", type=click.Path(path_type=Path))
@click.option("--college", metavar="校名", default=NOTICE_COLLEGE, help=f"学校全称，默认 {NOTICE_COLLEGE}")
@click.option("--cohort", metavar="年份", type=click.IntRange(2000, 2100), help="届；不写时取文件夹名里的年份")
@click.option("--all-forms", "is_all", is_flag=True, help="通知要求的其他各表也用上(附表4至8：档案、服务团队、教育管理月、谈话、保留台账)")
def command(folder: Path, college: str, cohort: int | None, *, is_all: bool) -> None:
    """Make a campaign folder; nothing that is already there is overwritten."""
    known = cohort or year_in(folder)
    cohort = known or clock().year
    count = create(folder, college, cohort, is_all=is_all)
    guessed = "" if known else "；文件夹名里没有年份，先写了今年，请核对 cohort"
    show((
        f"已建好“{folder}”（{college}{cohort}届{guessed}）。接下来：",
        f"  1. 打开 {folder / CAMPAIGN}，填上各党支部;",
        f"  2. 把 {folder / 'templates'} 里的空白表({count} 份)发给支部;",
        f"     要每个支部一份、填好支部名称的: gradflow template --all-branches --campaign {folder}",
        f"  3. 收到的表放进 {folder / INBOX}，运行 gradflow validate {folder}",
    ))  # fmt: skip
