"""grants.toml: what the office has decided, kept beside campaign.toml: what stands, which version counts, who was let go."""

from __future__ import annotations

import tempfile
import tomllib
from pathlib import Path

from pydantic import ValidationError

from gradflow.core.campaign_folder import GRANTS
from gradflow.core.failures import GradflowError, reason_of
from gradflow.core.forms import Declaration
from gradflow.core.grants import Grant, Keep, Release

HEADER = "由 gradflow grant、keep、release 写入：党委办公室的决定。要撤回，请用同一个命令加 --undo。"


class GrantsError(GradflowError):
    """grants.toml cannot be read or written, or it is not clear what the office decides."""


class Decisions(Declaration):
    """All that the office has decided, in the order it was."""

    grants: tuple[Grant, ...] = ()
    keeps: tuple[Keep, ...] = ()
    releases: tuple[Release, ...] = ()


def read_decisions(folder: Path) -> Decisions:
    """What the office of a campaign has decided. Raises GrantsError."""
    path = folder / GRANTS
    if not path.exists():
        return Decisions()
    try:
        return Decisions.model_validate(tomllib.loads(path.read_bytes().decode("utf-8-sig")))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        message = f"{GRANTS} 被改坏了，读不出来。请恢复原来的文件，或删去它再用 gradflow grant、keep、release 重新写。"
        raise GrantsError(message) from error
    except OSError as error:
        message = f"{GRANTS} 打不开：{reason_of(error)}。"
        raise GrantsError(message) from error


def write_decisions(folder: Path, decisions: Decisions) -> None:
    """Write all decisions, whole or not at all. Raises GrantsError."""
    import tomlkit  # noqa: PLC0415 - needed for deciding only

    document = tomlkit.document()
    document.add(tomlkit.comment(HEADER))
    for name, entries in decisions.model_dump(exclude_none=True).items():
        tables = tomlkit.aot()
        for entry in entries:
            table = tomlkit.table()
            table.update(entry)
            tables.append(table)
        if entries:
            document.add(name, tables)
    try:
        with tempfile.NamedTemporaryFile("w", dir=folder, prefix=".grants-", encoding="utf-8", newline="\n", delete=False) as file:
            file.write(tomlkit.dumps(document))
        Path(file.name).replace(folder / GRANTS)
    except OSError as error:
        message = f"不能写 {GRANTS}：{reason_of(error)}。检查权限和剩余空间。"
        raise GrantsError(message) from error
