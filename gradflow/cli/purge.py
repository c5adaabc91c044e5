"""gradflow purge."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from gradflow.app.purging import Doomed, Purge, count
from gradflow.cli.asking import FOLDER, out_option, show
from gradflow.cli.chinese import ChineseCommand


@click.command(
    "purge",
    cls=ChineseCommand,
    help="删去 gradflow 写下的一切：报告、催办文字、Word 登记卡、介绍信套打表和收件账本、migrated 里的表、templates 里填好了人而没有人动过的表。不动 inbox、空白表、campaign.toml、grants.toml 和 reports-保留。",
)
@FOLDER
@click.option("--dry-run", is_flag=True, help="只列出会删去什么，不删")
@click.option("--yes", "is_sure", is_flag=True, help="不再询问，直接删；有人改过或放在报告里的移到 reports-保留")
@out_option("报告写在别处的，写出那个文件夹")
def command(folder: Path, out: Path | None, *, dry_run: bool, is_sure: bool) -> None:
    """List what would go, ask, and delete it."""
    purge = Purge.of(folder, out)
    show(_lines(purge, is_named=not is_sure))
    if dry_run or not purge.doomed:
        return
    changed = sum(len(one.changed) for one in purge.doomed)
    if not is_sure and not click.confirm(f"确定删去吗{f'，连同上面有人改过或自己放的 {changed} 个' if changed else ''}", err=True):
        click.echo("没有删。")
        return
    purge.delete(lambda text: show([text]), is_asked=not is_sure)
    click.echo("已删去。inbox 里的原件由你自己保管或删除。")


def _lines(purge: Purge, *, is_named: bool) -> Iterator[str]:
    """What goes and what stays, in words; with names where somebody is to decide on them."""
    yield "会删去：" if purge.doomed else f"“{purge.folder}”里没有 gradflow 写下的文件，不用清理。"
    for one in purge.doomed:
        yield from _doomed_lines(one, is_named=is_named)
    for path in purge.kept:
        yield f"不动：{path}  （{count(path)} 个文件，是有人改过或自己放的；看过以后请自己删去）"
    if purge.doomed:
        yield "不动：inbox、templates 里其余的表、campaign.toml、grants.toml。删去后首次收到的时间也没有了，以前的收件回执也不能再核对真伪。"
        if purge.owed:
            yield f"还有 {purge.owed} 人次去向待查(往届接过来的也算)，只记在账本里；删去后不再记得他们。"


def _doomed_lines(one: Doomed, *, is_named: bool) -> Iterator[str]:
    more = f"，其中 {len(one.changed)} 个是有人改过或自己放的" if one.changed else ""
    yield f"  {one.path}  （{one.files} 个文件{more}）"
    if one.are_reports:
        yield from (f"    有人改过或自己放的：{path}" for path in one.changed if is_named)
    if one.spared:
        yield f"    不动其中不能证明是 gradflow 写的 {len(one.spared)} 个"
