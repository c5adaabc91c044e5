"""gradflow template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from gradflow.app.campaign_file import Opened, find_branch, open_campaign
from gradflow.app.out_folder import refuse_in_inbox, writing_to
from gradflow.cli.chinese import ChineseCommand, Day
from gradflow.core.campaign import Branch
from gradflow.core.masking import on_screen
from gradflow.forms.loader import Form, Forms, form_named


@click.command("template", cls=ChineseCommand, help="生成官方空白表。不写表名时生成全部；表名可写 附件2 或 transfer_out。")
@click.argument("names", metavar="[表名]...", nargs=-1)
@click.option("--branch", "branch_name", metavar="支部", help="只给这个支部，填好支部名称")
@click.option("--all-branches", is_flag=True, help="每个支部一份，填好支部名称")
@click.option("--from-roster", is_flag=True, help="附件1、附件3：按收到的附件2预先填好每个人，每个支部一份")
@click.option("--round", "number", metavar="N", type=click.IntRange(1, 9), help="附件3第几次：预先填好每个人和上一次的内容，每个支部一份")
@click.option("--campaign", metavar="文件夹", type=click.Path(path_type=Path), default=Path(), help="活动文件夹，默认当前文件夹")
@click.option("--as-of", metavar="日期", type=Day(), help="预先填好时按哪一天算，默认今天")
@click.option("--out", metavar="文件夹", type=click.Path(path_type=Path), help="写到哪里，默认是活动文件夹里的 templates")
def command(names: tuple[str, ...], campaign: Path, out: Path | None, **choice: Any) -> None:
    """Write workbooks, blank or pre-filled."""
    branch_name, all_branches = choice["branch_name"], choice["all_branches"]
    opened = open_campaign(campaign)
    refuse_in_inbox(campaign, out)
    branches: Sequence[Branch] = [find_branch(opened.campaign, branch_name)] if branch_name else ()
    if all_branches and not branch_name:
        branches = opened.campaign.branches
        if not branches:
            if opened.is_bare:
                message = f"“{campaign.resolve()}”里没有 campaign.toml。先进入活动文件夹，或加上 --campaign 活动文件夹。"
                raise click.ClickException(message)
            message = "campaign.toml 里还没有登记党支部，先在 [[branches]] 里写上各支部。"
            raise click.ClickException(message)
    folder = out or campaign / "templates"
    forms = [find_form(opened.forms, name) for name in names] or None
    with writing_to(folder):
        if choice["from_roster"] or choice["number"]:
            written = write_prefilled(opened, folder, forms, branches, number=choice["number"], as_of=choice["as_of"])
        else:
            written = write_templates(opened, folder, forms, branches)
        for path, is_new in written:
            text = f"已写出 {path}" if is_new else f"没有覆盖 {path}：里面已经填了内容或另有改动，要重写请先移走它"
            click.echo(on_screen(text))


def find_form(forms: Forms, name: str) -> Form:
    """A form by its key or annex. Raises click.ClickException."""
    found = form_named(forms, name)
    if found is None:
        known = "、".join(f"{form.spec.annex}({form.key})" for form in forms.values())
        message = f"没有“{name}”这种表，可用的有 {known}。"
        raise click.ClickException(message)
    return found


def write_templates(opened: Opened, folder: Path, forms: Sequence[Form] | None, branches: Sequence[Branch]) -> list[tuple[Path, bool]]:
    """Write blank workbooks of the forms (all by default), one set or one per branch.

    Returns each path and whether it was written: a file somebody has changed is left alone.
    """
    from gradflow.excel.templates import Filling  # noqa: PLC0415 - xlsxwriter, only when writing
    from gradflow.outputs.blanks import write_blank  # noqa: PLC0415 - xlsxwriter, only when writing

    folder.mkdir(parents=True, exist_ok=True)
    return [
        write_blank(folder, form, opened.campaign, Filling(branch))
        for form in forms or opened.forms.values()
        for branch in branches or (None,)
    ]


def write_prefilled(
    opened: Opened, folder: Path, forms: Sequence[Form] | None, wanted: Sequence[Branch], *, number: int | None, as_of: date | None
) -> list[tuple[Path, bool]]:
    """Write one workbook per branch with everybody its roster lists already filled in.

    Raises click.ClickException when a form cannot be pre-filled, or nobody is known yet.
    """
    from gradflow.app.session import report_on  # noqa: PLC0415 - the whole pipeline, for pre-filling only
    from gradflow.excel.templates import Filling  # noqa: PLC0415 - xlsxwriter, only when writing
    from gradflow.outputs.blanks import write_blank  # noqa: PLC0415 - xlsxwriter, only when writing
    from gradflow.pipeline.prefill import prefilled  # noqa: PLC0415 - the whole pipeline, for pre-filling only

    chosen = [form for form in forms or opened.forms.values() if form.spec.in_rounds or (form.spec.layout == "card" and not number)]
    if forms and len(chosen) < len(forms):
        message = "只有登记卡(附件1, --from-roster)和分几次交的表(附件3, --round)可以预先填好。"
        raise click.ClickException(message)
    _, report = report_on(opened.folder, as_of)
    branches = {branch.name: branch for branch in report.campaign.branches}
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    filled: Mapping[str, object] = {}
    for form in chosen:
        own = number or 1 if form.spec.in_rounds else None
        filled = prefilled(report, form, opened.forms, own)
        for name, people in filled.items():
            if name in branches and (not wanted or branches[name] in wanted):
                written.append(write_blank(folder, form, opened.campaign, Filling(branches[name], own, people)))
    if not written:
        message = "收件夹里还没有读到这些支部的附件2，没有人可以预先填好。"
        raise click.ClickException(message)
    skipped = [name for name, branch in branches.items() if name not in filled and (not wanted or branch in wanted)]
    if skipped:
        click.echo(on_screen(f"没有写的支部（还没有交附件2、零报告，或附件2整张要改）：{'、'.join(skipped)}"), err=True)
    return written
