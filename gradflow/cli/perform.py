"""What a process is started with that performs one campaign's task; nobody types it."""

from __future__ import annotations

import click

from gradflow.app.campaign_task import serve


@click.command("perform")
def command() -> None:
    """Take a task from stdin and give its outcome on stdout."""
    serve()
