"""Builds the generated pages: ``python docs/build.py`` writes them, ``--check`` compares only."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from gradflow.cli.main import COMMANDS, group
from gradflow.forms.loader import load_forms
from gradflow.outputs.findings_json import json_schema
from gradflow.outputs.pages import MADE, forms_page, glossary_page, rules_page

HERE = Path(__file__).parent


def cli_page() -> str:
    """docs/cli.md: the help pages as the commands print them."""
    parts = [f"{MADE}\n\n# 命令\n"]
    context = click.Context(group, info_name="gradflow", max_content_width=100, terminal_width=100)
    for name in ("", *COMMANDS):
        command = group.get_command(context, name) if name else group
        own = click.Context(command, info_name=name, parent=context, terminal_width=100) if name else context
        parts.append(f"## gradflow {name}".rstrip() + f"\n\n```text\n{command.get_help(own)}\n```\n")
    return "\n".join(parts)


def pages() -> dict[str, str]:
    """File name -> text."""
    schema = json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n"
    return {
        "rules.md": rules_page(),
        "forms.md": forms_page(list(load_forms().values())),
        "glossary.md": glossary_page(),
        "cli.md": cli_page(),
        "findings.schema.json": schema,
    }


def main() -> int:
    """Write or compare; return the exit status."""
    stale = []
    for name, text in pages().items():
        path = HERE / name
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8", newline="\n")
        elif not path.exists() or path.read_text("utf-8") != text:
            stale.append(name)
    if stale:
        print(f"stale: {', '.join(stale)}; run python docs/build.py")
    return bool(stale)


if __name__ == "__main__":
    sys.exit(main())
