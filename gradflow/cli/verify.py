"""gradflow verify."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from gradflow.app.decoding import decoded
from gradflow.app.text_table import columns
from gradflow.cli.chinese import ChineseCommand
from gradflow.core.acknowledgements import SHORT, Acknowledgement, Comparison, Named, ReceiptText, compared, read_text
from gradflow.core.failures import reason_of
from gradflow.core.folding import visible
from gradflow.core.masking import masked_name
from gradflow.ledger.issued import issued

MAX_BYTES = 4 * 2**20
ALTERED = "不是原文：校验码对不上，内容改动过，或没有抄全"
UNKNOWN = "不是这里写出的：收件账本里没有它。可能是别处写的、仿造的，或写出以后账本(.gradflow)被删过"
KNOWN = "是原文：与收件账本里记下的完全一致"
UNCHECKED = "没有核对：这里没有收件账本。在党委办公室的活动文件夹里核对，或用 --campaign 写明活动文件夹"

TRUSTED = frozenset({KNOWN, UNCHECKED})
MOST_SHOWN, LONGEST_SHOWN = 5, 60
"""Lines that no seal speaks for, and characters of each, shown on the screen."""


@dataclass(frozen=True, slots=True)
class Given:
    """What was given to compare: name -> SHA-256 of everything in it; what could not be read, and why."""

    found: dict[str, str]
    unreadable: dict[str, str]
    is_whole: bool
    """Whether a folder was given, in which everything the receipt names should be."""
    groups: tuple[frozenset[str], ...] = ()
    """The names found in each file given by name: an archive has several."""


@click.command(
    "verify", cls=ChineseCommand, help="核对收件回执是不是原文，给出的文件是不是当时交的那一份。写文件夹时，回执里的每一份都要在里面。"
)
@click.argument("receipt", metavar="回执.txt", type=click.Path(path_type=Path))
@click.argument("paths", metavar="[文件或文件夹 …]", nargs=-1, type=click.Path(path_type=Path))
@click.option("--campaign", metavar="文件夹", type=click.Path(path_type=Path), default=Path(), help="活动文件夹，默认当前文件夹")
def command(receipt: Path, paths: tuple[Path, ...], campaign: Path) -> None:
    """Exit 0 when all agrees, 1 when something does not, 2 when there is nothing to check with."""
    text = _read(receipt)
    known = issued(campaign)
    origins = [_origin(one, known) for one in text.receipts]
    for line in _said_of(text, origins):
        click.echo(line)
    if not paths and UNCHECKED in origins:
        raise click.ClickException("没有收件账本，也没有给出文件，什么也核对不了。")
    given = _gather(paths)
    comparison = compared(_together(text, origins), given.found)
    for line in columns(list(_rows(comparison, given))) if paths else ():
        click.echo(line)
    is_right = not text.passing and all(origin in TRUSTED for origin in origins) and _agree(comparison, given)
    click.echo(_conclusion(text, origins, given, is_right=is_right))
    click.get_current_context().exit(0 if is_right else 1)


def _read(path: Path) -> ReceiptText:
    """Read a text with receipts. Raises click.ClickException for one that has none."""
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise click.ClickException(masked_name(f"回执“{path}”打不开：{reason_of(error)}。")) from error
    read = read_text(decoded(content))
    if not read.receipts or len(content) > MAX_BYTES:
        raise click.ClickException(masked_name(f"“{path}”不是收件回执。先写回执的文本文件，再写要核对的文件。"))
    return read


def _origin(receipt: Acknowledgement, known: frozenset[str] | None) -> str:
    """What is to be said of one receipt, by itself."""
    if not receipt.is_whole:
        return ALTERED
    return UNCHECKED if known is None else KNOWN if receipt.digest in known else UNKNOWN


def _together(text: ReceiptText, origins: Sequence[str]) -> Acknowledgement:
    """All that the receipts to be trusted name, or all of them where none is."""
    trusted = [one for one, origin in zip(text.receipts, origins, strict=True) if origin in TRUSTED] or text.receipts
    return dataclasses.replace(trusted[0], files=tuple(dict.fromkeys(named for one in trusted for named in one.files)))


def _said_of(text: ReceiptText, origins: Sequence[str]) -> Iterator[str]:
    """Each receipt and what it is, then what no seal speaks for."""
    if len(origins) > 1:
        yield f"这份文本里有 {len(origins)} 份回执，一份一份核对："
    for read, origin in zip(text.receipts, origins, strict=True):
        yield f"收件回执：{_shown(read.branch)}，检查日期 {_shown(read.day)}，列有 {len(read.files)} 份工作簿"
        yield f"回执：{origin}。"
    places = [f"{where}有 {len(lines)} 行" for where, lines in (("上面", text.above), ("下面", text.below)) if lines]
    if not places:
        return
    is_harmless = "" if text.passing else "，都不像回执的内容(如问候、签名)，不影响核对"
    yield f"注意：校验码只管到回执的标题和校验码之间；{'、'.join(places)}不在校验之内{is_harmless}。"
    for line in text.passing[:MOST_SHOWN]:
        yield f"  不在校验之内，却像回执的内容：{_shown(line)[:LONGEST_SHOWN]}"
    if len(text.passing) > MOST_SHOWN:
        yield f"  ……共 {len(text.passing)} 行"


def _gather(paths: Sequence[Path]) -> Given:
    """Take the fingerprints of all that is given. Raises click.ClickException for what is not there."""
    from gradflow.excel.sniffing import is_ignored, is_system  # noqa: PLC0415 - not for --help

    given = Given({}, {}, any(path.is_dir() for path in paths))
    groups = []
    for path in paths:
        if not path.exists():
            raise click.ClickException(masked_name(f"没有“{path}”这个文件或文件夹。"))
        if path.is_dir():
            for folder, folders, files in os.walk(path):
                folders[:] = sorted(one for one in folders if not is_system(one))
                for name in sorted(files):
                    if not is_ignored(name):
                        _add(Path(folder, name), given)
        else:
            groups.append(frozenset(_add(path, given)))
    return Given(given.found, given.unreadable, given.is_whole, tuple(groups))


def _add(path: Path, given: Given) -> list[str]:
    """Add a file, or the members of an archive; return their names."""
    from gradflow.excel.sniffing import Format, ReadingError, format_of  # noqa: PLC0415 - not for --help
    from gradflow.excel.sources import Sources, members  # noqa: PLC0415 - not for --help

    sources = Sources(path.parent, is_given=True)
    name = path.as_posix()
    try:
        content = sources.content(path.name)
        given.found[name] = hashlib.sha256(content).hexdigest()
    except ReadingError as error:
        given.unreadable[name] = _why(error.facts)
        return [name]
    names = []
    with contextlib.suppress(ReadingError):  # no workbook and no archive: its own fingerprint is all there is
        for member in members(path.name, content) if format_of(content) is Format.ARCHIVE else ():
            names.append(f"{path.parent.as_posix()}/{member}")
            try:
                given.found[names[-1]] = hashlib.sha256(sources.content(member)).hexdigest()
            except ReadingError as error:
                given.unreadable[names[-1]] = _why(error.facts)
    if names:
        del given.found[name]
    return names or [name]


def _why(facts: Mapping[str, str]) -> str:
    """Why reading refused a file, whichever check says so."""
    return facts.get("why") or facts.get("what", "")


def _agree(comparison: Comparison, given: Given) -> bool:
    """Whether everything given by name is in the receipt, and everything in the receipt is in the folders given."""
    return not _wrong(comparison, given) and not (given.is_whole and comparison.absent)


def _wrong(comparison: Comparison, given: Given) -> frozenset[str]:
    """The files given by name that the receipt does not name; an archive is named if anything in it is."""
    same = {name for name, _ in comparison.same}
    return frozenset(name for group in given.groups if not group & same for name in group)


def _rows(comparison: Comparison, given: Given) -> Iterator[tuple[str, str, str]]:
    """A line for every file given and every one the receipt names; in a folder only those that matter."""
    for name, named in comparison.same:
        yield "一致", _shown(name), f"就是当时交的 {_named(named)}"
    for name, named in comparison.changed:
        yield "不一致", _shown(name), f"与当时交的 {_named(named)} 同名，内容改动过或不是同一份"
    wrong = _wrong(comparison, given)
    for name in comparison.strange:
        if name in wrong:
            yield "不一致", _shown(name), "内容与回执里的哪一份都不同：改动过，或不是当时交的"
    for name, why in given.unreadable.items():
        yield "打不开", _shown(name), why
    for named in comparison.absent:
        yield ("没有找到" if given.is_whole else "没有给出"), _shown(named.name), f"回执里的指纹 {named.digest[:SHORT] or '(当时读不出)'}"


def _shown(name: str) -> str:
    return masked_name(visible(name))


def _named(named: Named) -> str:
    return f"“{_shown(named.name)}”（指纹 {named.digest[:SHORT]}）"


def _conclusion(text: ReceiptText, origins: Sequence[str], given: Given, *, is_right: bool) -> str:
    if not is_right:
        return "结论：核对不一致" + ("，校验码之外有像回执内容的文字，不能算数。" if text.passing else "。")
    files = "，给出的文件就是回执里写的" if given.groups or given.is_whole else ""
    return f"结论：{files.removeprefix('，')}；回执本身的真伪没有核对。" if UNCHECKED in origins else f"结论：核对一致{files}。"
