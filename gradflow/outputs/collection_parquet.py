"""What was rolled up as Parquet, for the next level: columns and types are told in docs/规模.md."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from gradflow.model.failures import missing_extra

if TYPE_CHECKING:
    from gradflow.pipeline.rollup import RollUp

FRAMES = ("colleges", "branches", "reasons", "weeks")


def check_parquet() -> None:
    """Raise MissingExtraError, which says what to install, where the extra ``parquet`` is not there."""
    if find_spec("pyarrow") is None:
        raise missing_extra("写 Parquet 文件", " Parquet ", "parquet", "；不需要的话去掉 --parquet")


def write_parquet(folder: Path, rolled: RollUp) -> None:
    """Write colleges, branches, reasons and weeks, a file each. Raises OSError."""
    for name in FRAMES:
        getattr(rolled, name).to_parquet(folder / f"{name}.parquet", engine="pyarrow", index=False)
