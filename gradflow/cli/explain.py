"""gradflow explain."""

from __future__ import annotations

from pathlib import Path

import click

from gradflow.cli.asking import CAMPAIGN
from gradflow.cli.chinese import ChineseCommand
from gradflow.cli.opening import opened
from gradflow.forms.loader import form_named
from gradflow.outputs.pages import check_text, form_page
from gradflow.rules.registry import catalogue


@click.command("explain", cls=ChineseCommand, help="解释一条规则(如 C207)或一种表(如 附件2)。不写代号时列出全部规则。")
@click.argument("code", metavar="[代号]", required=False)
@CAMPAIGN
def command(code: str | None, folder: Path) -> None:
    """Print what a rule checks, why, right and wrong examples, what to do."""
    checks = catalogue()
    if code is None:
        for check in checks.values():
            click.echo(f"{check.code}  {check.word}  {check.title}")
        return
    names = {check.name: check for check in checks.values()}
    check_found = checks.get(code.upper()) or names.get(code)
    if check_found:
        click.echo(check_text(check_found))
        return
    form = form_named(opened(folder, {}).forms, code)
    if form is None:
        raise click.ClickException(f"没有“{code}”这条规则或这种表。运行 gradflow explain 可以列出全部规则。")
    click.echo(form_page(form))
