"""How a kind wants its cells: told by the kind, obeyed by templates and reports."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CellStyle:
    """Number format, alignment and data validation of a column."""

    number_format: str = "General"
    align: str = "left"
    choices: tuple[str, ...] = ()
    """Values of the drop-down; empty: none."""
    is_open: bool = False
    """Whether something else may be typed, after a warning."""
    exact_length: int | None = None
    """Characters a typed value must have; None: any."""
    bounds: tuple[int, int] | None = None
    """Smallest and largest whole number; None: any."""
