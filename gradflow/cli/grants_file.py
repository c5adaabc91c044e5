"""grants.toml: the errors the office lets stand, kept beside campaign.toml."""

from __future__ import annotations

import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from gradflow.core.failures import reason_of
from gradflow.core.grants import Grant

NAME = "grants.toml"
HEADER = "由 gradflow grant 写入：党委办公室准许照原样保留的内容。要撤回，请用 gradflow grant --withdraw。"


class GrantsError(Exception):
    """The file cannot be read or written; the message is one Chinese sentence."""


GRANTS = TypeAdapter(tuple[Grant, ...])


def read_grants(folder: Path) -> tuple[Grant, ...]:
    """All grants of a campaign, in the order they were given. Raises GrantsError."""
    path = folder / NAME
    if not path.exists():
        return ()
    try:
        data = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
        return GRANTS.validate_python(data.get("grants", []))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        message = f"{NAME} 被改坏了，读不出来。请恢复原来的文件，或删去它再用 gradflow grant 重新准许。"
        raise GrantsError(message) from error
    except OSError as error:
        message = f"{NAME} 打不开：{reason_of(error)}。"
        raise GrantsError(message) from error


def write_grants(folder: Path, grants: Sequence[Grant]) -> None:
    """Write all grants, whole or not at all. Raises GrantsError."""
    import tomlkit  # noqa: PLC0415 - needed for granting only

    document = tomlkit.document()
    document.add(tomlkit.comment(HEADER))
    tables = tomlkit.aot()
    for grant in grants:
        table = tomlkit.table()
        table.update(grant.model_dump(exclude_none=True))
        tables.append(table)
    document.add("grants", tables)
    try:
        with tempfile.NamedTemporaryFile("w", dir=folder, prefix=".grants-", encoding="utf-8", newline="\n", delete=False) as file:
            file.write(tomlkit.dumps(document) if grants else tomlkit.dumps(tomlkit.document().add(tomlkit.comment(HEADER))))
        Path(file.name).replace(folder / NAME)
    except OSError as error:
        message = f"不能写 {NAME}：{reason_of(error)}。检查权限和剩余空间。"
        raise GrantsError(message) from error
