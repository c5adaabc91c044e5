"""The photo on a card: a picture lying on the sheet or standing in a cell."""

from __future__ import annotations

from gradflow.core.cells import Raw
from gradflow.core.styles import CellStyle
from gradflow.kinds import base

FOUND, MISSING = "有", "无"
"""What the reader of cards puts in the photo's place."""


class Photo(base.Kind):
    """Whether there is a photo; the value is a bool, None where nobody can tell."""

    name = "photo"
    title = "照片"
    how = "插入近期免冠照片"
    looks = CellStyle(align="center")

    def parse(self, raw: Raw) -> bool | None:
        """Return whether there is one; a formula that shows a picture (WPS DISPIMG) is one."""
        return None if raw is None else raw != MISSING

    def show(self, value: bool) -> str:  # noqa: FBT001 - the value itself
        """有 or 无."""
        return "有" if value else "无"
