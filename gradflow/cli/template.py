"""gradflow template."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from gradflow.cli.campaign_file import CampaignError, Opened, open_campaign
from gradflow.cli.chinese import ChineseCommand
from gradflow.core.campaign import Branch, branch_key
from gradflow.forms.loader import Form, Forms, form_named


@click.command("template", cls=ChineseCommand, help="生成官方空白表。不写表名时生成全部；表名可写 附件2 或 transfer_out。")
@click.argument("names", metavar="[表名]...", nargs=-1)
@click.option("--branch", "branch_name", metavar="支部", help="只给这个支部，填好支部名称")
@click.option("--all-branches", is_flag=True, help="每个支部一份，填好支部名称")
@click.option("--campaign", metavar="文件夹", type=click.Path(path_type=Path), default=Path(), help="活动文件夹，默认当前文件夹")
@click.option("--out", metavar="文件夹", type=click.Path(path_type=Path), help="写到哪里，默认是活动文件夹里的 templates")
def command(names: tuple[str, ...], branch_name: str | None, all_branches: bool, campaign: Path, out: Path | None) -> None:  # noqa: FBT001 - click passes by name
    """Write blank workbooks."""
    try:
        opened = open_campaign(campaign)
    except CampaignError as error:
        raise click.ClickException(str(error)) from error
    branches: Sequence[Branch] = ()
    if branch_name:
        branches = [find_branch(opened, branch_name)]
    elif all_branches:
        branches = opened.campaign.branches
        if not branches:
            if opened.is_bare:
                message = f"“{campaign.resolve()}”里没有 campaign.toml。先进入活动文件夹，或加上 --campaign 活动文件夹。"
                raise click.ClickException(message)
            message = "campaign.toml 里还没有登记党支部，先在 [[branches]] 里写上各支部。"
            raise click.ClickException(message)
    folder = out or campaign / "templates"
    forms = [find_form(opened.forms, name) for name in names] or None
    try:
        for path, is_new in write_templates(opened, folder, forms, branches):
            click.echo(f"已写出 {path}" if is_new else f"没有覆盖 {path}：里面已经填了内容或另有改动，要重写请先移走它")
    except OSError as error:
        message = f"不能写到“{folder}”：{error.strerror}。文件开着的请先关闭。"
        raise click.ClickException(message) from error


def find_form(forms: Forms, name: str) -> Form:
    """A form by its key or annex. Raises click.ClickException."""
    found = form_named(forms, name)
    if found is None:
        known = "、".join(f"{form.spec.annex}({form.key})" for form in forms.values())
        message = f"没有“{name}”这种表，可用的有 {known}。"
        raise click.ClickException(message)
    return found


def find_branch(opened: Opened, name: str) -> Branch:
    """A branch by its name or an alias. Raises click.ClickException."""
    campaign = opened.campaign
    if found := campaign.spellings.get(branch_key(name)):
        return campaign.branches[campaign.places[found]]
    known = "、".join(branch.name for branch in opened.campaign.branches) or "(还没有登记)"
    message = f"campaign.toml 里没有“{name}”这个党支部。已登记的：{known}"
    raise click.ClickException(message)


def write_templates(opened: Opened, folder: Path, forms: Sequence[Form] | None, branches: Sequence[Branch]) -> list[tuple[Path, bool]]:
    """Write blank workbooks of the forms (all by default), one set or one per branch.

    Returns each path and whether it was written: a file somebody has changed is left alone.
    """
    from gradflow.outputs.blanks import write_blank  # noqa: PLC0415 - xlsxwriter, only when writing

    folder.mkdir(parents=True, exist_ok=True)
    return [write_blank(folder, form, opened.campaign, branch) for form in forms or opened.forms.values() for branch in branches or (None,)]
