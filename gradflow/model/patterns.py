"""Patterns that are compiled when they are first asked: of the many for what is odd, a clean run asks none."""

from __future__ import annotations

import re
from typing import Any, cast


class _Later:
    """Stands for a compiled pattern."""

    def __init__(self, *given: Any) -> None:
        self.given = given

    def __getattr__(self, name: str) -> Any:
        """What the pattern has, kept for the next time."""
        if name.startswith("_") or name == "given":
            raise AttributeError(name)
        found = self.__dict__[name] = getattr(re.compile(*self.given), name)
        return found


def later(text: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """The pattern of the text. A class of all Han characters alone takes a millisecond to compile."""
    return cast("re.Pattern[str]", _Later(text, flags))
