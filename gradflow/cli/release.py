"""gradflow release."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from gradflow.app.decisions import OFFICE, SHORTEST, Reason, in_question, last_read_in, release, release_by_name, unrelease
from gradflow.cli.asking import CAMPAIGN, day_option, password_options, show
from gradflow.cli.chinese import ChineseCommand
from gradflow.cli.opening import opened, validated

AGAIN, STAYS = "再报来的照常汇总。", "表里的行照样汇总，不再催转。"


@click.command(
    "release",
    cls=ChineseCommand,
    help="报过、现在哪份表里都没有的人，或者去世、出党等不再转接的人，核实后放行，不再催。不写姓名时列出还在查的人。",
)
@click.argument("people", metavar="[姓名]…", nargs=-1)
@click.option("--reason", metavar="理由", default="", help=f"为什么不再催，至少{SHORTEST}个字，如 已转到外校，见转档单")
@click.option("--from", "file", metavar="文件名", default="", help="放行最后在这份文件里读到的所有人，不管文件还在不在")
@click.option("--branch", "branch_name", metavar="支部", default="", help="只放行这个支部的；几个支部有同名的人时要写")
@click.option("--by", metavar="姓名", default=OFFICE, help=f"谁放行的；默认写{OFFICE}")
@click.option("--undo", is_flag=True, help="撤回放行")
@CAMPAIGN
@day_option("按哪一天检查，如 2023-07-25；默认今天")
@password_options
def command(people: tuple[str, ...], folder: Path, **choice: Any) -> None:
    """Let people go who are owed, take that back, or list who is owed."""
    if not choice["undo"]:
        show(_released(people, folder, choice))
    elif choice["file"] or not people:
        raise click.ClickException("撤回放行要写姓名。")
    else:
        show([f"已撤回 {unrelease(opened(folder, {}), people, choice['branch_name'])} 人次。再运行一次 gradflow validate。"])


def _released(people: tuple[str, ...], folder: Path, choice: dict[str, Any]) -> list[str]:
    reason = Reason(choice["reason"].strip(), choice["by"]) if people or choice["file"] else None
    found = validated(folder, choice)
    owed = in_question(found, choice["branch_name"])
    if reason is None:
        return [f"{one.kept.branch}  {one.kept.person}  {one.kept.file}" for one in owed] or ["没有去向待查的人。"]
    if choice["file"]:
        there, meant = list[str](), last_read_in(choice["file"], owed)
        release(found, meant, reason)
    else:
        there, meant = release_by_name(found, people, choice["branch_name"], reason)
    names = "、".join(dict.fromkeys([*there, *(one.kept.person for one in meant)]))
    return [f"已放行 {len(there) + len(meant)} 人次：{names}。{AGAIN if meant else STAYS}再运行一次 gradflow validate。"]
