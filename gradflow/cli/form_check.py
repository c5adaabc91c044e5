"""gradflow form check."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from gradflow.cli.asking import CAMPAIGN, show
from gradflow.cli.chinese import ChineseCommand
from gradflow.forms.checking import check_forms
from gradflow.forms.loader import Form
from gradflow.model.naming import FORMS
from gradflow.outputs.pages import understood
from gradflow.writing.widths import display_width


@click.command(
    "check",
    cls=ChineseCommand,
    help="检查表格声明(.toml)：错在哪个文件、哪一行、怎么改；都对的，列出读懂了什么。不写文件时检查活动文件夹 forms 里的全部。",
)
@click.argument("files", metavar="[文件]...", nargs=-1, type=click.Path(path_type=Path))
@CAMPAIGN
def command(files: tuple[Path, ...], folder: Path) -> int:
    """Print all faults, or what was understood; 2 where a declaration cannot be used."""
    own = sorted((folder / FORMS).glob("*.toml"))
    paths = list(files) or own
    if not paths:
        raise click.ClickException(f"“{(folder / FORMS).resolve()}”里没有 .toml 文件。先用 gradflow form draft 空白表.xlsx 起草一份。")
    if wrong := next((path for path in paths if path.suffix.lower() != ".toml" or not path.is_file()), None):
        is_there = "不是 .toml 文件；空白表用 gradflow form draft 起草声明" if wrong.exists() else "没有这个文件"
        raise click.ClickException(f"“{wrong}”：{is_there}。")
    names = {path.name for path in paths}
    told, forms = check_forms(paths, [path for path in own if path.name not in names])
    show(f"{one.file}{f' 第{one.line}行' if one.line else ''}：{one.text}" for one in told)
    for form in forms:
        show(_lines(form))
    show([f"共 {len(told)} 处要改。改好再检查一次。" if told else "写得对，可以用：gradflow template 生成空白表。"])
    return 2 if told else 0


def _lines(form: Form) -> Iterator[str]:
    spec = form.spec
    what = "卡片，一人一张" if spec.is_card else "名单，一人一行" if spec.has_people else "没有姓名一栏：一行一件事"
    yield f"{spec.annex}《{spec.name}》({form.key})：{what}，{len(spec.fields)}栏"
    table = list(understood(form))
    widths = [max(display_width(cells[place]) for cells in table) for place in range(len(table[0]))]
    for cells in table:
        yield "  " + "  ".join(text + " " * (width - display_width(text)) for text, width in zip(cells, widths, strict=True)).rstrip()
    yield ""
