"""The branches of a campaign from a list somebody keeps in a spreadsheet: names, short names, secretaries, numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from gradflow.app.campaign_file import CampaignError
from gradflow.app.named_books import read_book
from gradflow.model.campaign import Branch, branch_key
from gradflow.model.cells import Sheet, typed_text
from gradflow.model.folding import squeezed

HEADS = {
    "name": re.compile(r"(?:所[在属])?(?:学生|基层)?(?:党支部|支部|党组织)(?:名称|全称|名)?(?:\(全称\))?|名称|全称"),
    "aliases": re.compile(r".*(?:简称|别名|别称|又名|曾用名|其他(?:写法|名称)).*"),
    "secretary": re.compile(r"(?:现任)?(?:党?支部)?书记(?:姓名)?"),
    "members": re.compile(r".*(?:毕业|应届|应报).*[数人]"),
    "committee": re.compile(r"(?:支部)?(?:支委|委员)会?(?:人数|数|数量|个数)?"),
}
"""Key of ``[[branches]]`` -> the heads, without blanks and stars, that mean it. 人数 alone may be all members and means none."""
NOBODY = re.compile(r"(?:合计|总计|小计|共计|总数).*|(?:备?注|说明|填表|制表|审核|负责人|日期|单位)[：:人].*")
NUMBER = re.compile(r"([0-9]{1,4})(?:\.0)?[人名个]?")
MOST_ROWS_ABOVE, LONGEST_NAME = 20, 100


def read_branches(path: Path, tell: Callable[[str], object]) -> list[Branch]:
    """The branches of a list, in its order; ``tell`` is given a sentence on all of it that is not used. Raises CampaignError where it holds none."""
    for sheet in read_book(path, ()).sheets:
        for row, cells in enumerate(sheet.rows[:MOST_ROWS_ABOVE], start=1):
            heads = {column: re.sub(r"[*＊]", "", squeezed(typed_text(cell))) for column, cell in enumerate(cells, start=1)}
            if any(map(HEADS["name"].fullmatch, heads.values())):
                if found := list(_branches(sheet, row, _columns(heads, tell), tell)):
                    return found
                raise CampaignError(f"“{path}”的表头下面一个支部也没有。")
    raise CampaignError(f"“{path}”里没有找到“党支部名称”一栏：给写着支部的一栏加上表头“党支部名称”，再运行一次。")


def _columns(heads: Mapping[int, str], tell: Callable[[str], object]) -> dict[str, int]:
    """Key -> its first column; other heads are told."""
    columns: dict[str, int] = {}
    others = []
    for column, head in heads.items():
        key = next((key for key, pattern in HEADS.items() if pattern.fullmatch(head)), "")
        if key and key not in columns:
            columns[key] = column
        elif head not in {"", "序号", "编号"}:
            others.append(head)
    if others:
        tell(f"没有用的栏目：{'、'.join(others)}")
    return columns


def _branches(sheet: Sheet, head_row: int, columns: Mapping[str, int], tell: Callable[[str], object]) -> Iterator[Branch]:
    rows: dict[str, dict[str, Any]] = {}
    for row, cells in enumerate(sheet.rows[head_row:], start=head_row + 1):
        texts = [squeezed(typed_text(cell)) for cell in cells]
        name = texts[columns["name"] - 1] if columns["name"] <= len(texts) else ""
        if any(map(NOBODY.fullmatch, texts)) or not any(texts):
            continue
        is_known = branch_key(name) in rows
        if is_known or not 0 < len(name) <= LONGEST_NAME:
            tell(f"第{row}行没有用：" + (f"“{name}”上面已经有了" if is_known else "没有写支部，或者名称太长"))
        else:
            known = {key: typed_text(sheet.at(row, column)).strip() for key, column in columns.items()}
            rows[branch_key(name)] = dict(_understood(known, row, tell), name=name)
    spellings = Counter(branch_key(one) for told in rows.values() for one in {told["name"], *told.get("aliases", ())})
    for told in rows.values():
        shared = [one for one in told.get("aliases", ()) if spellings[branch_key(one)] > 1]
        if shared:
            tell(f"“{told['name']}”的简称“{'、'.join(shared)}”别的支部也有，没有用")
        yield Branch(**told | {"aliases": tuple(one for one in told.get("aliases", ()) if one not in shared)})


def _understood(known: Mapping[str, str], row: int, tell: Callable[[str], object]) -> Iterator[tuple[str, Any]]:
    for key, text in known.items():
        if key == "aliases":
            yield key, tuple(dict.fromkeys(filter(None, map(squeezed, re.split(r"[、，,；;/\n]+", text)))))
        elif key == "secretary":
            yield key, " ".join(text.split())
        elif key in {"members", "committee"} and (number := NUMBER.fullmatch(squeezed(text))):
            yield key, int(number[1])
        elif key != "name" and text:
            tell(f"第{row}行的“{text[:20]}”不是人数，没有用")
