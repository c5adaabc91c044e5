"""C106."""

from __future__ import annotations

from gradflow.kinds.base import cell_check

LONGEST = 1000
"""Characters; a cell of an official form holds a few dozen."""
TOO_LONG = cell_check(
    "C106", "cell-too-long", "内容太长",
    f"这一格超过{LONGEST}个字，放不进登记表", "只写这一栏要的内容，其余的另外说明",
    text="太长的往往是误把整篇文字贴了进来。",
)  # fmt: skip
