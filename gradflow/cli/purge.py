"""gradflow purge."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import click

from gradflow.cli.alone import NAME as LOCK
from gradflow.cli.alone import alone
from gradflow.cli.campaign_file import CampaignError
from gradflow.cli.chinese import ChineseCommand
from gradflow.cli.inbox import CARDS, LETTERS, REMINDERS, TEMPLATES
from gradflow.cli.validate import REPORTS
from gradflow.core.failures import reason_of
from gradflow.core.masking import on_screen
from gradflow.ledger.first_seen import FOLDER


@click.command(
    "purge",
    cls=ChineseCommand,
    help="删去 gradflow 写下的一切：报告、催办文字、Word 登记卡、介绍信套打表和收件账本。不动 inbox、templates、campaign.toml 和 grants.toml。",
)
@click.argument("folder", metavar="[文件夹]", type=click.Path(path_type=Path), default=Path())
@click.option("--dry-run", is_flag=True, help="只列出会删去什么，不删")
@click.option("--yes", "is_sure", is_flag=True, help="不再询问，直接删")
@click.option("--out", metavar="文件夹", type=click.Path(path_type=Path), help="报告写在别处的，写出那个文件夹")
def command(folder: Path, out: Path | None, *, dry_run: bool, is_sure: bool) -> None:
    """List what would go, ask, and delete it."""
    if not folder.is_dir():
        message = f"没有“{folder}”这个文件夹。"
        raise click.ClickException(message)
    reports = out or folder / REPORTS
    doomed = list(_doomed(folder, reports))
    if not doomed:
        click.echo(on_screen(f"“{folder}”里没有 gradflow 写下的文件，不用清理。"))
        return
    click.echo("会删去：" if dry_run or not is_sure else "删去：")
    for path, files in doomed:
        click.echo(on_screen(f"  {path}  （{files} 个文件{_changed(path)}）"))
    click.echo("不动：inbox、templates、campaign.toml、grants.toml。删去后首次收到的时间也没有了，以前的收件回执也不能再核对真伪。")
    if dry_run:
        return
    if not is_sure and not click.confirm("确定删去吗", err=True):
        click.echo("没有删。")
        return
    try:
        with alone(folder):
            for path, _ in doomed:
                _delete(path)
        _delete(folder / FOLDER)
    except CampaignError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        message = f"没有删完：{error.filename or ''} {reason_of(error)}。文件开着的请先关闭，再运行一次。"
        raise click.ClickException(message) from error
    click.echo("已删去。inbox 里的原件由你自己保管或删除。")


def _doomed(folder: Path, reports: Path) -> Iterator[tuple[Path, int]]:
    """What to delete, and how many files each holds. Raises click.ClickException where foreign files are among them."""
    from gradflow.outputs.files import unfinished  # noqa: PLC0415 - not for --help
    from gradflow.outputs.publishing import PublishingError, leftovers, refuse_foreign_folder  # noqa: PLC0415 - not for --help

    try:
        refuse_foreign_folder(reports)
    except PublishingError as error:
        raise click.ClickException(str(error)) from error
    _refuse_foreign_reminders(folder / REMINDERS)
    for path in (reports, *leftovers(reports), folder / REMINDERS, folder / CARDS, folder / LETTERS, folder / FOLDER):
        if path.is_dir():
            files = 0 if path.is_symlink() else sum(one.is_file() and one.name != LOCK for one in path.rglob("*"))
            yield path, files
    yield from ((path, 1) for path in unfinished(folder / TEMPLATES))


def _refuse_foreign_reminders(folder: Path) -> None:
    from gradflow.excel.sniffing import is_ignored  # noqa: PLC0415 - not for --help
    from gradflow.outputs.files import unfinished  # noqa: PLC0415 - not for --help
    from gradflow.outputs.reminders import CALENDAR, TEXTS  # noqa: PLC0415 - not for --help

    own = {TEXTS, CALENDAR, *(path.name for path in unfinished(folder))}
    foreign = sorted(one.name for one in folder.iterdir() if one.name not in own and not is_ignored(one.name)) if folder.is_dir() else []
    if foreign:
        message = f"“{folder}”里有不是 gradflow 写的文件(如“{foreign[0]}”)，没有动它。移走它再运行一次。"
        raise click.ClickException(message)


def _changed(path: Path) -> str:
    """How many of the files people go on working on somebody has changed, or put there."""
    if path.name not in {CARDS, LETTERS} or path.is_symlink():
        return ""
    from gradflow.outputs.files import is_unfinished  # noqa: PLC0415 - not for --help
    from gradflow.outputs.own_files import is_untouched  # noqa: PLC0415 - not for --help

    count = sum(one.is_file() and not is_unfinished(one) and not is_untouched(one.read_bytes()) for one in path.rglob("*"))
    return f"，其中 {count} 个是有人改过或自己放的" if count else ""


def _delete(path: Path) -> None:
    """Delete a file or folder; of a link, only the link."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.is_dir():
        shutil.rmtree(path)
