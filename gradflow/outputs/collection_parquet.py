"""What was rolled up as Parquet, for the next level: columns and types are told in docs/规模.md."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from gradflow.model.failures import MissingExtraError

if TYPE_CHECKING:
    from gradflow.pipeline.rollup import RollUp

FRAMES = ("colleges", "branches", "reasons", "weeks")
INSTALL = (
    '写 Parquet 文件要先装上 Parquet 组件。在 gradflow 文件夹里运行 .venv\\Scripts\\pip install -c constraints.txt ".[parquet]"'
    "（Linux、macOS 是 .venv/bin/pip），再运行一次；不需要的话去掉 --parquet。"
)  # fmt: skip


def check_parquet() -> None:
    """Raise MissingExtraError, which says what to install, where the extra ``parquet`` is not there."""
    if find_spec("pyarrow") is None:
        raise MissingExtraError(INSTALL)


def write_parquet(folder: Path, rolled: RollUp) -> None:
    """Write colleges, branches, reasons and weeks, a file each. Raises OSError."""
    for name in FRAMES:
        getattr(rolled, name).to_parquet(folder / f"{name}.parquet", engine="pyarrow", index=False)
