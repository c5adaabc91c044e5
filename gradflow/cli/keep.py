"""gradflow keep."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from gradflow.app.decisions import OFFICE, keep, unkeep
from gradflow.cli.asking import opened, password_options, validated
from gradflow.cli.chinese import ChineseCommand, Day
from gradflow.model.masking import on_screen


@click.command("keep", cls=ChineseCommand, help="一个支部的同一张表交了几份不同的，选用其中一份，其余的不再计算。")
@click.argument("file", metavar="文件名")
@click.option("--by", metavar="姓名", default=OFFICE, help=f"谁选用的；默认写{OFFICE}")
@click.option("--undo", is_flag=True, help="撤回选用")
@click.option("--campaign", "folder", metavar="文件夹", type=click.Path(path_type=Path), default=Path(), help="活动文件夹，默认当前文件夹")
@click.option("--as-of", metavar="日期", type=Day(), help="按哪一天检查，如 2023-07-25；默认今天")
@password_options
def command(file: str, folder: Path, as_of: date | None, **choice: Any) -> None:
    """Choose one version over the others that are there, or take that back."""
    if choice["undo"]:
        unkeep(opened(folder), file)
        told = f"已撤回对“{file}”的选用。"
    else:
        kept, others = keep(validated(opened(folder, choice), as_of), file, choice["by"])
        names = "、".join(f"“{name}”" for name in others)
        told = f"已选用“{kept}”，{names}不再计算；只在那几份里的人仍会点名，直到报来或放行。"
    click.echo(on_screen(f"{told}再运行一次 gradflow validate。"))
