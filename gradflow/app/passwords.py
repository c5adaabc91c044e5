"""Passwords of locked workbooks from a text file."""

from __future__ import annotations

from pathlib import Path

from gradflow.app.campaign_file import CampaignError
from gradflow.app.decoding import decoded
from gradflow.core.failures import reason_of

MAX_BYTES = 64 * 2**10


def read_passwords(file: Path) -> tuple[str, ...]:
    """The passwords of the file, one a line. Raises CampaignError."""
    try:
        with file.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        message = f"密码文件“{file}”打不开：{reason_of(error)}。"
        raise CampaignError(message) from error
    found = [line for line in decoded(content).splitlines() if line]
    if not found or len(content) > MAX_BYTES:
        message = f"密码文件“{file}”里要一行写一个密码。"
        raise CampaignError(message)
    return tuple(found)
