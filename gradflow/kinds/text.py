"""Free text: remarks and the like. Only what nobody can see is taken out."""

from __future__ import annotations

from random import Random
from typing import ClassVar

from gradflow.core.cells import Raw
from gradflow.core.folding import unspelt
from gradflow.core.styles import CellStyle
from gradflow.kinds import base


class Text(base.Kind):
    """Any text; 无 and / count as nothing."""

    name = "text"
    is_strict = False
    title = "文字"
    repeats = True

    def parse(self, raw: Raw) -> str | None:
        """Return the visible text, or None."""
        return self.text(raw) or None

    def meaning(self, value: str) -> str:
        """The words without signs, blanks and width."""
        return unspelt(value)

    def style(self) -> CellStyle:
        """Text format, so that nothing typed here is turned into a date or number."""
        return CellStyle(number_format="@")

    def sample(self, random: Random) -> Raw:
        """Nothing: remarks are mostly empty."""
        return None

    def describe(self) -> str:
        """How to fill this in."""
        return "按实际情况填写文字"


class Sequence(base.Kind):
    """The row's own number: read past, renumbered in reports."""

    name = "seq"
    is_strict = False
    title = "序号"
    checks: ClassVar = ()

    def parse(self, raw: Raw) -> str | None:
        """Return what stands there; nothing depends on it."""
        return self.text(raw) or None

    def style(self) -> CellStyle:
        """Centred."""
        return CellStyle(align="center")

    def sample(self, random: Random) -> Raw:
        """Nothing: the writer numbers the rows."""
        return None

    def describe(self) -> str:
        """How to fill this in."""
        return "从1开始依次编号"
