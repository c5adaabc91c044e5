"""gradflow keep."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from gradflow.app.decisions import OFFICE, keep, unkeep
from gradflow.cli.asking import CAMPAIGN, day_option, password_options, show
from gradflow.cli.chinese import ChineseCommand
from gradflow.cli.opening import opened, validated


@click.command("keep", cls=ChineseCommand, help="一个支部的同一张表交了几份不同的，选用其中一份，其余的不再计算。")
@click.argument("file", metavar="文件名")
@click.option("--by", metavar="姓名", default=OFFICE, help=f"谁选用的；默认写{OFFICE}")
@click.option("--undo", is_flag=True, help="撤回选用")
@CAMPAIGN
@day_option("按哪一天检查，如 2023-07-25；默认今天")
@password_options
def command(file: str, folder: Path, **choice: Any) -> None:
    """Choose one version over the others that are there, or take that back."""
    if choice["undo"]:
        unkeep(opened(folder, {}), file)
        told = f"已撤回对“{file}”的选用。"
    else:
        kept, others = keep(validated(folder, choice), file, choice["by"])
        names = "、".join(f"“{name}”" for name in others)
        told = f"已选用“{kept}”，{names}不再计算；只在那几份里的人仍会点名，直到报来或放行。"
    show([f"{told}再运行一次 gradflow validate。"])
