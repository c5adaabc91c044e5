"""gradflow purge."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from gradflow.app.campaign_file import NAME as CAMPAIGN
from gradflow.app.campaign_lock import NAME as LOCK
from gradflow.app.campaign_lock import locked
from gradflow.app.inbox import CARDS, LETTERS, REMINDERS, REPORTS, TEMPLATES
from gradflow.app.out_folder import refuse_reports_at
from gradflow.cli.chinese import ChineseCommand
from gradflow.cli.opening import say
from gradflow.core.failures import reason_of
from gradflow.core.masking import on_screen
from gradflow.ledger.first_seen import FOLDER
from gradflow.ledger.first_seen import NAME as LEDGER


@click.command(
    "purge",
    cls=ChineseCommand,
    help="删去 gradflow 写下的一切：报告、催办文字、Word 登记卡、介绍信套打表和收件账本。不动 inbox、templates、campaign.toml、grants.toml 和 reports-保留。",
)
@click.argument("folder", metavar="[文件夹]", type=click.Path(path_type=Path), default=Path())
@click.option("--dry-run", is_flag=True, help="只列出会删去什么，不删")
@click.option("--yes", "is_sure", is_flag=True, help="不再询问，直接删；有人改过或放在报告里的移到 reports-保留")
@click.option("--out", metavar="文件夹", type=click.Path(path_type=Path), help="报告写在别处的，写出那个文件夹")
def command(folder: Path, out: Path | None, *, dry_run: bool, is_sure: bool) -> None:
    """List what would go, ask, and delete it."""
    doomed, kept = _looked_through(folder, out)
    for line in _lines(folder, doomed, kept, is_named=not is_sure):
        click.echo(on_screen(line))
    if dry_run or not doomed:
        return
    changed = sum(len(one.changed) for one in doomed)
    if not is_sure and not click.confirm(f"确定删去吗{f'，连同上面有人改过或自己放的 {changed} 个' if changed else ''}", err=True):
        click.echo("没有删。")
        return
    try:
        with locked(folder, say):
            for one in doomed:
                one.delete(out or folder / REPORTS, is_sure=is_sure)
        _delete(folder / FOLDER)
    except OSError as error:
        message = f"没有删完：{error.filename or ''} {reason_of(error)}。文件开着的请先关闭，再运行一次。"
        raise click.ClickException(message) from error
    click.echo("已删去。inbox 里的原件由你自己保管或删除。")


def _lines(folder: Path, doomed: Sequence[Doomed], kept: Sequence[Path], *, is_named: bool) -> Iterator[str]:
    """What goes and what stays, in words."""
    yield "会删去：" if doomed else f"“{folder}”里没有 gradflow 写下的文件，不用清理。"
    for one in doomed:
        yield from one.lines(is_named=is_named)
    for path in kept:
        yield f"不动：{path}  （{_count(path)} 个文件，是有人改过或自己放的；看过以后请自己删去）"
    if doomed:
        yield "不动：inbox、templates、campaign.toml、grants.toml。删去后首次收到的时间也没有了，以前的收件回执也不能再核对真伪。"
        if owed := _owed(folder / REPORTS):
            yield f"按最近一次检查，还有 {owed} 人次去向待查；删去后不再记得他们。"


def _owed(reports: Path) -> int:
    """How many people the last reports say are in question; 0 where there are none to ask."""
    try:
        return int(json.loads((reports / "findings.json").read_text("utf-8"))["owed"]["in_question"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0


@dataclass(frozen=True, slots=True)
class Doomed:
    """A folder or file to delete."""

    path: Path
    files: int
    changed: tuple[Path, ...] = ()
    """What people have changed or put there."""
    are_reports: bool = False
    spared: tuple[Path, ...] = ()
    """What stays, as it may be other people's."""

    def lines(self, *, is_named: bool) -> Iterator[str]:
        """What is said of it; with names where somebody is to decide on them."""
        more = f"，其中 {len(self.changed)} 个是有人改过或自己放的" if self.changed else ""
        yield f"  {self.path}  （{self.files} 个文件{more}）"
        if self.are_reports:
            yield from (f"    有人改过或自己放的：{path}" for path in self.changed if is_named)
        if self.spared:
            yield f"    不动其中不能证明是 gradflow 写的 {len(self.spared)} 个"

    def delete(self, reports: Path, *, is_sure: bool) -> None:
        """Delete it; without having been asked about them, put aside what people left in reports. Raises OSError."""
        from gradflow.outputs.written import put_aside  # noqa: PLC0415 - not for --help

        if self.are_reports and is_sure and self.changed:
            for sentence in put_aside(self.path, reports):
                click.echo(on_screen(sentence))
        if self.spared:
            _delete_around(self.path, frozenset(self.spared))
        else:
            _delete(self.path)


def _looked_through(folder: Path, out: Path | None) -> tuple[list[Doomed], list[Path]]:
    """What to delete, and the folders of people's files that stay. Raises click.ClickException for what must not be purged."""
    if not folder.is_dir():
        message = f"没有“{folder}”这个文件夹。"
        raise click.ClickException(message)
    if not any(path.is_file() for path in (folder / CAMPAIGN, folder / FOLDER / LEDGER, folder / FOLDER / LOCK)):
        message = f"“{folder}”不是活动文件夹：里面没有 {CAMPAIGN}，也没有收件账本。什么也没有删。"
        raise click.ClickException(message)
    refuse_reports_at(folder, out)
    from gradflow.outputs.written import kept_beside  # noqa: PLC0415 - not for --help

    homes = dict.fromkeys((out or folder / REPORTS, folder / REPORTS))
    return list(_doomed(folder, out or folder / REPORTS)), [kept for kept in map(kept_beside, homes) if kept.is_dir()]


def _doomed(folder: Path, reports: Path) -> Iterator[Doomed]:
    """What to delete. Raises click.ClickException where foreign files are among them."""
    from gradflow.outputs.files import unfinished  # noqa: PLC0415 - not for --help
    from gradflow.outputs.publishing import OLD, leftovers, refuse_foreign_folder  # noqa: PLC0415 - not for --help
    from gradflow.outputs.written import changes  # noqa: PLC0415 - not for --help

    refuse_foreign_folder(reports)
    _refuse_foreign_reminders(folder / REMINDERS)
    for path in (reports, *leftovers(reports)):
        if path.is_dir():
            is_old = path == reports or path.name.endswith(OLD)
            yield Doomed(path, _count(path), tuple(changes(path)) if is_old else (), are_reports=is_old)
    if (folder / REMINDERS).is_dir():
        yield Doomed(folder / REMINDERS, _count(folder / REMINDERS))
    for path in (folder / CARDS, folder / LETTERS):
        if path.is_dir():
            yield from _worked_on(path, is_bare=not (folder / CAMPAIGN).is_file())
    if (folder / FOLDER).is_dir():
        yield Doomed(folder / FOLDER, _count(folder / FOLDER))
    yield from (Doomed(path, 1) for path in unfinished(folder / TEMPLATES))


def _worked_on(path: Path, *, is_bare: bool) -> Iterator[Doomed]:
    """A folder of files people go on working on; one that may be anybody's loses only what gradflow wrote and nobody changed."""
    from gradflow.excel.sniffing import is_litter  # noqa: PLC0415 - not for --help
    from gradflow.outputs.files import is_unfinished  # noqa: PLC0415 - not for --help
    from gradflow.outputs.own_files import is_untouched  # noqa: PLC0415 - not for --help

    if path.is_symlink():
        if not is_bare:
            yield Doomed(path, 0)
        return
    files = [one for one in path.rglob("*") if not one.is_dir() or one.is_symlink()]
    changed = tuple(
        one
        for one in files
        if not is_unfinished(one)
        and not is_litter(one.name)
        and (one.is_symlink() or not one.is_file() or not is_untouched(one.read_bytes()))
    )
    if not is_bare:
        yield Doomed(path, len(files), changed)
    elif len(files) > len(changed):
        yield Doomed(path, len(files) - len(changed), spared=changed)


def _count(path: Path) -> int:
    """How many files a folder holds; none of a link."""
    from gradflow.outputs.written import MARKS  # noqa: PLC0415 - not for --help

    return 0 if path.is_symlink() else sum(one.is_file() and one.name not in {LOCK, *MARKS} for one in path.rglob("*"))


def _refuse_foreign_reminders(folder: Path) -> None:
    from gradflow.excel.sniffing import is_ignored  # noqa: PLC0415 - not for --help
    from gradflow.outputs.files import unfinished  # noqa: PLC0415 - not for --help
    from gradflow.outputs.reminders import CALENDAR, TEXTS  # noqa: PLC0415 - not for --help

    own = {TEXTS, CALENDAR, *(path.name for path in unfinished(folder))}
    foreign = sorted(one.name for one in folder.iterdir() if one.name not in own and not is_ignored(one.name)) if folder.is_dir() else []
    if foreign:
        message = f"“{folder}”里有不是 gradflow 写的文件(如“{foreign[0]}”)，没有动它。移走它再运行一次。"
        raise click.ClickException(message)


def _delete_around(folder: Path, spared: frozenset[Path]) -> None:
    """Delete all files of a folder but those, and the folders that this leaves empty. Raises OSError."""
    for path in sorted(folder.rglob("*"), reverse=True):  # what a folder holds before the folder
        if path.is_dir() and not path.is_symlink():
            with contextlib.suppress(OSError):  # it holds something that stays
                path.rmdir()
        elif path not in spared:
            path.unlink()


def _delete(path: Path) -> None:
    """Delete a file or folder; of a link, only the link."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.is_dir():
        shutil.rmtree(path)
