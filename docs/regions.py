"""Make gradflow/kinds/regions.tsv, the table of administrative regions.

``python docs/regions.py LOC_DAT``: python-stdnum's ``stdnum/cn/loc.dat`` (release 2.2), which was taken from the Chinese
Wikipedia's 中华人民共和国行政区划代码 (GB/T 2260 with the years of each name; facts of the 民政部's yearly changes). What it
lacks to the end of 2025 is added here.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

TABLE = Path(__file__).parents[1] / "gradflow" / "kinds" / "regions.tsv"
ADDED = {"330113": "[2021-]临平区", "330114": "[2021-]钱塘区"}
"""浙政发〔2021〕7号: 杭州市部分行政区划调整."""
SIMPLIFIED = str.maketrans("達區嶺員會", "达区岭员会")
HEAD = """\
# 行政区划代码、名称、起止年份（空：不详或至今）。GB/T 2260 与民政部历年县级以上行政区划变更，取自中文维基百科“中华人民共和国行政区划代码”
# (CC BY-SA 4.0)，由 docs/regions.py 从 python-stdnum 2.2 的 cn/loc.dat 生成，补到 2025 年。
"""


def rows(text: str) -> list[tuple[str, str, str, str]]:
    """Code, name, first and last year of every name a region ever bore."""
    typed: dict[str, str] = dict(ADDED)
    province = ""
    for line in text.splitlines():
        if match := re.match(r"(\d\d) province=", line):
            province = match[1]
        elif match := re.match(r'  (\d{4}) county="([^"]*)"', line):
            typed[province + match[1]] = match[2].translate(SIMPLIFIED)
    found = []
    for code, names in sorted(typed.items()):
        for name in names.split(","):
            years = re.match(r"\[(\d*)-(\d*)\]", name)
            first, last = (years[1], years[2]) if years else ("", "")
            if not (first and last and last < first):
                found.append((code, re.sub(r"\[.*?\]", "", name), first, last))
    return found


def main() -> None:
    """Write the table."""
    lines = ("\t".join(row) for row in rows(Path(sys.argv[1]).read_text("utf-8")))
    TABLE.write_text(HEAD + "\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
