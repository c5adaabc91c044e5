"""gradflow form draft."""

from __future__ import annotations

from pathlib import Path

import click

from gradflow.app.form_drafts import draft_forms
from gradflow.cli.asking import CAMPAIGN, show
from gradflow.cli.chinese import ChineseCommand
from gradflow.cli.opening import opened
from gradflow.model.naming import FORMS


@click.command(
    "draft",
    cls=ChineseCommand,
    help="从学校发的空白表(.xlsx .xls .et .ods)起草表格声明，写到活动文件夹的 forms 里，一张工作表一份；填过的表也行。",
)
@click.argument("book", metavar="空白表", type=click.Path(path_type=Path))
@click.option("--key", metavar="名称", default="", help="声明的英文名称；写自带表的名称(如 transfer_out)就当作那张表的改动")
@CAMPAIGN
def command(book: Path, key: str, folder: Path) -> None:
    """Write the declarations, and say what to look at."""
    written, passed = draft_forms(book, folder / FORMS, opened(folder, {}).campaign, key)
    for one in written:
        if one.path is None:
            show([f"《{one.name}》就是自带的{one.annex}，没有改动，不用声明；要用它，在 campaign.toml 的 forms 里写上"])
            continue
        what = f"{one.annex}的改动" if one.is_change else one.annex
        show([f"已起草 {one.path}：{what}《{one.name}》，{one.columns}栏，{one.to_decide}处请核对"])
    if passed:
        show([f"没有起草(看不出表头)：{'、'.join(passed)}"])
    show(
        [
            f"接下来：用记事本打开，看带“请核对”的各行；再运行 gradflow form check --campaign {folder}，然后 gradflow template --campaign {folder}"
        ]
    )
