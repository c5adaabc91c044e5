"""gradflow letters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from gradflow.app.inbox import LETTERS, refuse_in_inbox, writing_to
from gradflow.app.session import Session
from gradflow.cli.asking import FOLDER, day_option, out_option, password_options, say, show
from gradflow.cli.chinese import ChineseCommand
from gradflow.cli.opening import validated
from gradflow.model.failures import MissingExtraError
from gradflow.outputs.letter_files import Filed, open_doubts, write_letter_files
from gradflow.pipeline.letters import Letters, Terms, letters
from gradflow.rules.letters import letter
from gradflow.word import require_word

BRANCH = "支部"
BLANKS = {"heading": "抬头", "id_number": "身份证号码", "destination": "“去”", "dues_month": "党费交至年月", "number": "介绍信编号"}
"""What has to be filled in before letters are printed."""


class Month(click.ParamType[date]):
    """A month written 2023-06."""

    name = "年月"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return its first day, or fail in Chinese."""
        match = re.fullmatch(r"(20\d\d)-(0?[1-9]|1[0-2])", str(value))
        if match is None:
            self.fail(f"“{value}”不是年月，要写成 2023-06 的样子", param, ctx)
        return date(int(match[1]), int(match[2]), 1)


@click.command(
    "letters", cls=ChineseCommand, help="写出党员组织关系介绍信的套打表(.xlsx)和 Word 介绍信(.docx)，在 Word 里用“邮件合并”打印。"
)
@FOLDER
@day_option("介绍信上的日期，年龄也算到这一天，如 2023-06-26；默认今天")
@click.option("--from", "sender", metavar="名称", default="", help=f"“由…去…”里的“由”；默认 中共…委员会，写“{BRANCH}”时用各人的党支部")
@click.option("--dues", metavar="年月", type=Month(), help="党费都已交到哪一个月，如 2023-06；不写时空着，由办公室填")
@click.option("--valid-days", metavar="天数", type=int, help="有效期；默认按规定的最长天数")
@click.option("--landed", "has_landed", is_flag=True, help="已经转入的也写，补存根用")
@out_option(f"写到哪里；默认是活动文件夹里的 {LETTERS}")
@password_options
def command(folder: Path, out: Path | None, **choice: Any) -> None:
    """Write the mail-merge sheet and the Word letter; the screen shows counts and the path only."""
    target = out or folder / LETTERS
    document = _document()
    with writing_to(target):
        refuse_in_inbox(folder, out)
        checked = validated(folder, choice)
        session = checked.session
        found = letters(checked.report, session.forms, _terms(session, checked.as_of, choice))
        with session.locked():
            filed = write_letter_files(target, letter(), found, document)
    show(_lines(found, filed))


def _document() -> bytes:
    """The Word letter; none, and a line on stderr, where the extra is not installed."""
    try:
        require_word()
    except MissingExtraError as error:
        say(f"只写套打表，没有写 Word 介绍信。{error}")
        return b""
    from gradflow.word.documents import letter_document  # noqa: PLC0415 - Word is an extra

    return letter_document(letter())


def _terms(session: Session, day: date, choice: Mapping[str, Any]) -> Terms:
    longest = session.context(day).limits["letter_days"]
    days = longest if choice["valid_days"] is None else choice["valid_days"]
    if not 0 < days <= longest:
        raise click.ClickException(f"有效期不能是 {days} 天，介绍信最长 {longest} 天。")
    sender = choice["sender"].strip() or f"中共{session.campaign.college}委员会"
    return Terms("" if sender == BRANCH else sender, days, choice["dues"], has_landed=choice["has_landed"])


def _lines(found: Letters, filed: Filed) -> Iterator[str]:
    yield f"要开介绍信 {len(filed.rows)} 人，已写到 {filed.path}；没有列入的 {len(found.left_out)} 行写在表“未列入”里。"
    for key, text in BLANKS.items():
        count = sum(not row[key] for row in filed.rows)
        if count:
            yield f"  {text}空着的 {count} 人，套打前补上。"
    if doubts := open_doubts(found, filed.rows):
        yield f"还有没说明的疑问 {len(doubts)} 处、{len({one.seq for one in doubts})} 人：表里是黄色格子，逐条列在表“未列入”末尾，核对后再打印。"
    if filed.issued:
        yield f"写了编号、这次没有列入的 {len(filed.issued)} 人，编号留在表“已编号未列入”里；不要再开第二份。"
    if filed.old:
        told = "填过的编号、党费年月等已经带过来" if filed.is_old_read else "里面的内容读不出来，没有带过来"
        yield f"原来的一份有人填过，改名为 {filed.old.name}；{told}。"
    yield "怎样在 Word 里套打，见表“说明”。"
