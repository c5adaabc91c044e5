"""gradflow template."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from gradflow.app.campaign_file import find_branch
from gradflow.app.inbox import TEMPLATES, refuse_in_inbox, writing_to
from gradflow.app.templates import prefillable, write_prefilled, write_templates
from gradflow.cli.asking import CAMPAIGN, day_option, out_option, say, show
from gradflow.cli.chinese import ChineseCommand
from gradflow.cli.opening import checked, opened
from gradflow.forms.loader import find_form
from gradflow.model.campaign import Branch


@click.command("template", cls=ChineseCommand, help="生成官方空白表。不写表名时生成全部；表名可写 附件2 或 transfer_out。")
@click.argument("names", metavar="[表名]...", nargs=-1)
@click.option("--branch", "branch_name", metavar="支部", help="只给这个支部，填好支部名称")
@click.option("--all-branches", is_flag=True, help="每个支部一份，填好支部名称")
@click.option(
    "--from-roster", is_flag=True, help="附件1、附件3、附表4等：按收到的附件2预先填好每个人，每个支部一份；附表8(台账)填好附件3写着保留的人"
)
@click.option("--round", "number", metavar="N", type=click.IntRange(1, 9), help="附件3第几次：预先填好每个人和上一次的内容，每个支部一份")
@CAMPAIGN
@day_option("预先填好时按哪一天算，默认今天")
@out_option("写到哪里，默认是活动文件夹里的 templates")
def command(names: tuple[str, ...], folder: Path, out: Path | None, **choice: Any) -> None:
    """Write workbooks, blank or pre-filled."""
    branch_name, all_branches = choice["branch_name"], choice["all_branches"]
    session = opened(folder, {})
    refuse_in_inbox(folder, out)
    branches: Sequence[Branch] = [find_branch(session.campaign, branch_name)] if branch_name else ()
    if all_branches and not branch_name:
        branches = session.campaign.branches
        if not branches:
            if session.is_bare:
                raise click.ClickException(f"“{folder.resolve()}”里没有 campaign.toml。先进入活动文件夹，或加上 --campaign 活动文件夹。")
            raise click.ClickException("campaign.toml 里还没有登记党支部，先在 [[branches]] 里写上各支部。")
    target = out or folder / TEMPLATES
    forms = [find_form(session.forms, name) for name in names]
    with writing_to(target):
        if choice["from_roster"] or choice["number"]:
            chosen = prefillable(session, forms, choice["number"])
            written, left_out = write_prefilled(target, checked(session, choice), chosen, branches, choice["number"])
            if left_out:
                say(f"没有写的支部（还没有交附件2、零报告，或附件2整张要改）：{'、'.join(left_out)}")
        else:
            written = write_templates(session, target, forms, branches)
        show(f"已写出 {path}" if is_new else f"没有覆盖 {path}：里面已经填了内容或另有改动，要重写请先移走它" for path, is_new in written)
