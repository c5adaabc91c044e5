"""Builds the generated pages: ``python docs/build.py`` writes them, ``--check`` compares only."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import click
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from gradflow.cli.main import COMMANDS, group
from gradflow.forms.loader import every_form
from gradflow.outputs.collection_json import CollectionDocument
from gradflow.outputs.findings_json import Document
from gradflow.outputs.screens_json import DiffDocument, RemindDocument, StatusDocument

HERE = Path(__file__).parent


def cli_page(made: str) -> str:
    """docs/cli.md: the help pages as the commands print them."""
    parts = [f"{made}\n\n# 命令\n"]
    context = click.Context(group, info_name="gradflow", max_content_width=100, terminal_width=100)
    for name in ("", *COMMANDS):
        command = group.get_command(context, name) if name else group
        own = click.Context(command, info_name=name, parent=context, terminal_width=100) if name else context
        parts.append(f"## gradflow {name}".rstrip() + f"\n\n```text\n{command.get_help(own)}\n```\n")
        for part in command.list_commands(own) if name and isinstance(command, click.Group) else ():
            inner = click.Context(command.get_command(own, part), info_name=part, parent=own, terminal_width=100)
            parts.append(f"### gradflow {name} {part}\n\n```text\n{inner.command.get_help(inner)}\n```\n")
    return "\n".join(parts)


def mess_page() -> str:
    """docs/乱象.md: every case of the tests, made and run."""
    sys.path.insert(0, str(HERE.parent / "tests"))
    import mess  # noqa: PLC0415 - the tests' own folder

    outcomes = {}
    for case in mess.all_cases():
        with tempfile.TemporaryDirectory() as folder:
            outcomes[case.name] = mess.outcome(case, Path(folder))
    return mess.page(outcomes)


def schemas() -> dict[str, str]:
    """The JSON Schemas of what is for programs."""
    screens = [(one, "serialization") for one in (StatusDocument, DiffDocument, RemindDocument)]
    files: tuple[tuple[str, type[BaseModel]], ...] = (("findings", Document), ("collection", CollectionDocument))
    found = {name: model.model_json_schema(by_alias=True, mode="serialization") for name, model in files}
    found["screens"] = models_json_schema(screens)[1]
    return {f"{name}.schema.json": json.dumps(schema, ensure_ascii=False, indent=1) + "\n" for name, schema in found.items()}


def pages() -> dict[str, str]:
    """File name -> text."""
    sys.path.insert(0, str(HERE))
    import declared  # noqa: PLC0415 - found beside this file
    import english  # noqa: PLC0415 - found beside this file

    return {
        "rules.md": declared.rules_page(),
        "forms.md": declared.forms_page(list(every_form().values())),
        "glossary.md": declared.glossary_page(),
        "cli.md": cli_page(declared.MADE),
        "乱象.md": mess_page(),
        "outputs.md": english.outputs_page(),
        "releasing.md": english.releasing_page(),
        **schemas(),
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
