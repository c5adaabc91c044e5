"""The dated limits that rules use, from ``regulations.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def regulations() -> dict[str, dict[str, Any]]:
    """Name -> value, unit and source."""
    return tomllib.loads((files("gradflow.rules") / "regulations.toml").read_text("utf-8"))


def limits() -> dict[str, Any]:
    """Name -> value."""
    return {name: entry["value"] for name, entry in regulations().items()}
