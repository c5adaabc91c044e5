"""gradflow release."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from gradflow.app.campaign_file import find_branch
from gradflow.app.campaign_lock import locked
from gradflow.app.grants_file import read_decisions, write_decisions
from gradflow.app.inbox import is_named
from gradflow.cli.chinese import ChineseCommand, Day
from gradflow.cli.grant import OFFICE, SHORTEST
from gradflow.cli.opening import opened, password_options, say, validated
from gradflow.core.folding import squeezed
from gradflow.core.grants import Release
from gradflow.core.masking import on_screen
from gradflow.core.people_owed import Kept, OwedPerson, Place

WITH_TAIL = re.compile(r"(.+)\(([0-9]{3}[0-9Xx])\)")


@click.command("release", cls=ChineseCommand, help="报过、现在哪份表里都没有的人，核实后放行，不再催。不写姓名时列出还在查的人。")
@click.argument("people", metavar="[姓名]…", nargs=-1)
@click.option("--reason", metavar="理由", default="", help=f"为什么不再催，至少{SHORTEST}个字，如 已转到外校，见转档单")
@click.option("--from", "file", metavar="文件名", help="放行最后在这份文件里读到的所有人，不管文件还在不在")
@click.option("--branch", "branch_name", metavar="支部", help="只放行这个支部的；几个支部有同名的人时要写")
@click.option("--by", metavar="姓名", default=OFFICE, help=f"谁放行的；默认写{OFFICE}")
@click.option("--undo", is_flag=True, help="撤回放行")
@click.option("--campaign", "folder", metavar="文件夹", type=click.Path(path_type=Path), default=Path(), help="活动文件夹，默认当前文件夹")
@click.option("--as-of", metavar="日期", type=Day(), help="按哪一天检查，如 2023-07-25；默认今天")
@password_options
def command(people: tuple[str, ...], folder: Path, **choice: Any) -> None:
    """Let people go who are owed, take that back, or list who is owed."""
    branch = find_branch(opened(folder).campaign, choice["branch_name"]).name if choice["branch_name"] else None
    lines = _undo(people, folder, branch, choice) if choice["undo"] else _release(people, folder, branch, choice)
    for line in lines:
        click.echo(on_screen(line))


def _release(people: Sequence[str], folder: Path, branch: str | None, choice: dict[str, Any]) -> list[str]:
    """Note whom the office lets go. Raises GradflowError or click.ClickException."""
    report = validated(opened(folder, choice), choice["as_of"]).report
    owed = [one for one in report.owed.absent if one.place is Place.IN_QUESTION and branch in {None, one.kept.branch}]
    if not people and not choice["file"]:
        return [f"{one.kept.branch}  {one.kept.person}  {one.kept.file}" for one in owed] or ["没有去向待查的人。"]
    reason = choice["reason"].strip()
    if len(reason) < SHORTEST:
        message = f"要写明 --reason 理由（至少{SHORTEST}个字）。"
        raise click.ClickException(message)
    meant = _from_file(choice["file"], owed) if choice["file"] else [one for name in people for one in _of_name(name, owed)]
    given = [_given(one, reason, choice["by"], report.as_of) for one in meant]
    with locked(folder, say):
        decisions = read_decisions(folder)
        keys = {(one.person, one.branch, one.form, one.round, one.tail) for one in given}
        left = [one for one in decisions.releases if (one.person, one.branch, one.form, one.round, one.tail) not in keys]
        write_decisions(folder, decisions.model_copy(update={"releases": (*left, *given)}))
    names = "、".join(dict.fromkeys(one.kept.person for one in meant))
    return [f"已放行 {len(meant)} 人次：{names}。再报来的照常汇总。再运行一次 gradflow validate。"]


def _of_name(name: str, owed: Sequence[OwedPerson]) -> list[OwedPerson]:
    """Those of that name who are owed, one person only. Raises click.ClickException where none or several people fit."""
    match = WITH_TAIL.fullmatch(squeezed(name))
    plain, tail = (match[1], match[2].upper()) if match else (squeezed(name), "")
    found = [
        one for one in owed
        if plain in {squeezed(one.kept.person), *(traits.name for traits in one.kept.traits)}
        and (not tail or any(number.endswith(tail) for number in _numbers(one.kept)))
    ]  # fmt: skip
    if not found:
        names = "、".join(dict.fromkeys(one.kept.person for one in owed)) or "(没有)"
        message = f"“{name}”不在去向待查的人里。去向待查的有：{names}。"
        raise click.ClickException(message)
    branches = list(dict.fromkeys(one.kept.branch for one in found))
    if len(branches) > 1:
        message = f"几个支部都有“{name}”：用 --branch 写明是哪个支部（{'、'.join(branches)}）。"
        raise click.ClickException(message)
    groups: dict[tuple[str, int | None], list[OwedPerson]] = defaultdict(list)
    for one in found:
        groups[one.kept.lane].append(one)
    if any(len(same) > 1 for same in groups.values()):
        tails = "、".join(f"{plain}({number[-4:]})" for number in dict.fromkeys(n for one in found for n in _numbers(one.kept)))
        message = f"这个支部有几个“{name}”：在姓名后面注明身份证号后四位（{tails}）。"
        raise click.ClickException(message)
    return found


def _numbers(kept: Kept) -> list[str]:
    return [traits.sound_number for traits in kept.traits if traits.sound_number]


def _from_file(file: str, owed: Sequence[OwedPerson]) -> list[OwedPerson]:
    """All who were last read in that file. Raises click.ClickException where nobody was."""
    found = [one for one in owed if is_named(one.kept.file, file)]
    if not found:
        message = f"没有去向待查的人最后是在“{file}”里读到的。"
        raise click.ClickException(message)
    return found


def _given(one: OwedPerson, reason: str, by: str, day: date) -> Release:
    tail = next((number[-4:] for number in _numbers(one.kept)), "")
    kept = one.kept
    person = kept.person or next((traits.name for traits in kept.traits if traits.name), "(没有姓名)")
    return Release(
        person=person, branch=kept.branch, form=kept.form, round=kept.round, tail=tail, reason=reason, released_by=by, released_on=day
    )


def _undo(people: Sequence[str], folder: Path, branch: str | None, choice: dict[str, Any]) -> list[str]:
    """Take releases back. Raises GradflowError or click.ClickException."""
    if choice["file"] or not people:
        message = "撤回放行要写姓名。"
        raise click.ClickException(message)
    with locked(folder, say):
        decisions = read_decisions(folder)
        names = {squeezed(name) for name in people}
        gone = [
            one for one in decisions.releases
            if {squeezed(one.person), f"{squeezed(one.person)}({one.tail})"} & names and branch in {None, one.branch}
        ]  # fmt: skip
        if not gone:
            message = f"没有放行过“{'、'.join(people)}”。运行 gradflow grant 可以列出所有决定。"
            raise click.ClickException(message)
        left = tuple(one for one in decisions.releases if one not in gone)
        write_decisions(folder, decisions.model_copy(update={"releases": left}))
    return [f"已撤回 {len(gone)} 人次。再运行一次 gradflow validate。"]
