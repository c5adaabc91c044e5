"""gradflow verify."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from gradflow.app.summary import columns
from gradflow.app.verification import Origin, Verification, verify
from gradflow.cli.asking import CAMPAIGN
from gradflow.cli.chinese import ChineseCommand
from gradflow.model.acknowledgements import SHORT, Named
from gradflow.model.folding import visible
from gradflow.model.masking import masked_name

WORDS = {
    Origin.ALTERED: "不是原文：校验码对不上，内容改动过，或没有抄全",
    Origin.UNKNOWN: "不是这里写出的：收件账本里没有它。可能是别处写的、仿造的，或写出以后账本(.gradflow)被删过",
    Origin.KNOWN: "是原文：与收件账本里记下的完全一致",
    Origin.UNCHECKED: "没有核对：这里没有收件账本。在党委办公室的活动文件夹里核对，或用 --campaign 写明活动文件夹",
}
MOST_SHOWN, LONGEST_SHOWN = 5, 60
"""Lines that no seal speaks for, and characters of each, shown on the screen."""


@click.command(
    "verify", cls=ChineseCommand, help="核对收件回执是不是原文，给出的文件是不是当时交的那一份。写文件夹时，回执里的每一份都要在里面。"
)
@click.argument("receipt", metavar="回执.txt", type=click.Path(path_type=Path))
@click.argument("paths", metavar="[文件或文件夹 …]", nargs=-1, type=click.Path(path_type=Path))
@CAMPAIGN
def command(receipt: Path, paths: tuple[Path, ...], folder: Path) -> None:
    """Exit 0 when all agrees, 1 when something does not, 2 when there is nothing to check with."""
    found = verify(receipt, paths, folder)
    for line in _said_of(found):
        click.echo(line)
    if not paths and Origin.UNCHECKED in found.origins:
        raise click.ClickException("没有收件账本，也没有给出文件，什么也核对不了。")
    for line in columns(list(_rows(found))) if paths else ():
        click.echo(line)
    click.echo(_conclusion(found))
    click.get_current_context().exit(0 if found.is_right else 1)


def _said_of(found: Verification) -> Iterator[str]:
    """Each receipt and what it is, then what no seal speaks for."""
    text, origins = found.text, found.origins
    if len(origins) > 1:
        yield f"这份文本里有 {len(origins)} 份回执，一份一份核对："
    for read, origin in zip(text.acknowledgements, origins, strict=True):
        yield f"收件回执：{_shown(read.branch)}，检查日期 {_shown(read.day)}，列有 {len(read.files)} 份工作簿"
        yield f"回执：{WORDS[origin]}。"
    places = [f"{where}有 {len(lines)} 行" for where, lines in (("上面", text.above), ("下面", text.below)) if lines]
    if not places:
        return
    is_harmless = "" if text.passing else "，都不像回执的内容(如问候、签名)，不影响核对"
    yield f"注意：校验码只管到回执的标题和校验码之间；{'、'.join(places)}不在校验之内{is_harmless}。"
    for line in text.passing[:MOST_SHOWN]:
        yield f"  不在校验之内，却像回执的内容：{_shown(line)[:LONGEST_SHOWN]}"
    if len(text.passing) > MOST_SHOWN:
        yield f"  ……共 {len(text.passing)} 行"


def _rows(found: Verification) -> Iterator[tuple[str, str, str]]:
    """A line for every file given and every one the receipt names; in a folder only those that matter."""
    comparison, given = found.comparison, found.given
    for name, named in comparison.same:
        yield "一致", _shown(name), f"就是当时交的 {_named(named)}"
    for name, named in comparison.changed:
        yield "不一致", _shown(name), f"与当时交的 {_named(named)} 同名，内容改动过或不是同一份"
    for name in comparison.strange:
        if name in found.wrong:
            yield "不一致", _shown(name), "内容与回执里的哪一份都不同：改动过，或不是当时交的"
    for name, why in given.unreadable.items():
        yield "打不开", _shown(name), why
    for named in comparison.absent:
        yield ("没有找到" if given.is_whole else "没有给出"), _shown(named.name), f"回执里的指纹 {named.digest[:SHORT] or '(当时读不出)'}"


def _shown(name: str) -> str:
    return masked_name(visible(name))


def _named(named: Named) -> str:
    return f"“{_shown(named.name)}”（指纹 {named.digest[:SHORT]}）"


def _conclusion(found: Verification) -> str:
    if not found.is_right:
        return "结论：核对不一致" + ("，校验码之外有像回执内容的文字，不能算数。" if found.text.passing else "。")
    files = "，给出的文件就是回执里写的" if found.given.groups or found.given.is_whole else ""
    is_unchecked = Origin.UNCHECKED in found.origins
    return f"结论：{files.removeprefix('，')}；回执本身的真伪没有核对。" if is_unchecked else f"结论：核对一致{files}。"
