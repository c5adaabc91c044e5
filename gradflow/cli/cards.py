"""gradflow cards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gradflow.app.campaign_file import branch_name
from gradflow.app.inbox import CARDS, refuse_in_inbox, writing_to
from gradflow.cli.asking import FOLDER, day_option, out_option, password_options, show
from gradflow.cli.chinese import ChineseCommand
from gradflow.cli.opening import validated
from gradflow.model.cells import listed
from gradflow.outputs.own_files import FilesWritten, put_files
from gradflow.word import require_word

if TYPE_CHECKING:
    from gradflow.outputs.word_cards import Cards

MOST_NAMED, IN_ALL = 30, " 等 {} 个"


@click.command("cards", cls=ChineseCommand, help="把已汇总的附件1登记卡写成 Word 文件(.docx)，官方版式，带照片，一人一页 A4。")
@FOLDER
@day_option("按哪一天检查，如 2023-07-25；默认今天")
@click.option("--branch", "branch_name", metavar="支部", default="", help="只写这个支部的")
@click.option("--one-file", "is_joined", is_flag=True, help="每个支部合成一份文件，一人一页；不写时一人一份")
@out_option(f"写到哪里；默认是活动文件夹里的 {CARDS}")
@password_options
def command(folder: Path, out: Path | None, **choice: Any) -> None:
    """Write the accepted cards as Word documents, and tell who is left out."""
    target = out or folder / CARDS
    with writing_to(target):
        refuse_in_inbox(folder, out)
        require_word()
        from gradflow.outputs import word_cards  # noqa: PLC0415 - Word is an extra

        found = validated(folder, choice)
        session, report = found.session, found.report
        branch = branch_name(report.campaign, choice["branch_name"])
        printing = word_cards.printers(report, session.forms)
        cards = word_cards.collect_cards(report, session.forms, session.sources, printing, branch)
        files = dict(word_cards.card_files(cards, printing, is_joined=choice["is_joined"]))
        with session.locked():
            outcome = put_files(target, files, word_cards.SORT, lambda name: word_cards.belongs_to(cards.homes.get(branch, ""), name))
    show(_lines(cards, outcome, target))


def _lines(cards: Cards, outcome: FilesWritten, target: Path) -> Iterator[str]:
    from gradflow.outputs.word_cards import PhotoState  # noqa: PLC0415 - Word is an extra

    yield f"已汇总的登记卡 {len(cards.printed)} 人，写出 {len(outcome.written)} 份 Word 文件：{target}"
    if outcome.kept:
        yield f"没有覆盖 {len(outcome.kept)} 份，有人改过；要重写请先移走：{listed(outcome.kept, MOST_NAMED, IN_ALL)}"
    if outcome.removed:
        yield f"删去以前写下、现在不用的 {len(outcome.removed)} 份登记卡，都没有人改过（一人一份的和 --one-file 合成的只留这次写的）。"
    if cards.rejected:
        yield f"没有写 {cards.rejected} 人：登记卡还有必须改的，改好后再运行（见 validate 的报告）。"
    if cards.absent:
        yield f"没有写 {cards.absent} 人：名单里有，还没有登记卡。"
    for state, text in (
        (PhotoState.MISSING, "卡上没有照片"),
        (PhotoState.BROKEN, "照片没有放进去，图片损坏、太大或 Word 不认识这种格式"),
        (PhotoState.UNSEEN, "看不到照片，交来的不是 .xlsx，或是一行一人的表"),
    ):
        names = [card.name for card in cards.printed if card.photo is state]
        if names:
            yield f"相框空着 {len(names)} 人（{text}）：{listed(names, MOST_NAMED, IN_ALL)}"
