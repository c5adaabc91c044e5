"""gradflow migrate."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from gradflow.app.inbox import MIGRATED, refuse_in_inbox, writing_to
from gradflow.app.migrating import migrate
from gradflow.cli.asking import CAMPAIGN, out_option, password_options, show
from gradflow.cli.chinese import ChineseCommand
from gradflow.cli.opening import opened


@click.command("migrate", cls=ChineseCommand, help="把往年(或别的样式)填好的表搬进今年的表，另写一份；原来的文件不动。")
@click.argument("files", metavar="文件…", nargs=-1, required=True, type=click.Path(path_type=Path))
@CAMPAIGN
@out_option("写到哪里，默认是活动文件夹里的 migrated")
@password_options
def command(files: tuple[Path, ...], folder: Path, out: Path | None, **choice: Any) -> None:
    """Write this year's workbooks with the rows of others; exit 1 where a file had none."""
    session = opened(folder, choice)
    refuse_in_inbox(folder, out)
    is_whole = True
    for file in files:
        with writing_to(out or folder / MIGRATED):
            found, left = migrate(session, file, out or folder / MIGRATED)
        show(f"{file.name} → {one}" for one in found)
        show([] if found else [f"{file.name}：没有可以搬的行"])
        show(f"  没有搬或要核对：{note}" for note in left)
        is_whole = is_whole and bool(found)
    show(["核对搬过来的内容，补填今年的情况，再放进收件夹。没有搬的也写在各份的“填写说明”里。"])
    click.get_current_context().exit(0 if is_whole else 1)
