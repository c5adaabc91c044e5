"""A choice from a short list that the form declares: sex, member status, ..."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, ClassVar, Literal

from pydantic import Field, model_validator

from gradflow.kinds import base, destinations
from gradflow.kinds.text import is_meant, ticked, uncoded
from gradflow.model.cells import CellStyle, Raw, typed_text
from gradflow.model.checks import Check
from gradflow.model.findings import Problem
from gradflow.model.folding import half_width, later, squeezed
from gradflow.model.forms import Declaration

UNKNOWN = base.cell_check(
    "C120", "choice-unknown", "不在可选项之内",
    "“{value}”{how}", "从下拉框里选一项:{choices}",
    text="""
    选择类栏目只认表中列出的选项(含常见的同义写法)，其余写法不猜；没有考取、只是打算的不算去向。

    正确 | 性别 女
    改为 | 性别 女性
    改为 | 性别 2.女
    改为 | 预备党员/正式党员 ☑正式党员 □预备党员
    改为 | 具体情况 专转本：苏州大学
    错误 | 性别 不详
    错误 | 具体情况 准备专转本
    """,
)  # fmt: skip
SEVERAL = base.cell_check(
    "C121", "choice-several", "几个选项都写上了",
    "“{value}”把几个选项都写上了，看不出是哪一个", "只留一项:{choices}",
    text="""
    表头里列出的选项被整串照抄进了格子，一格写了两项，或者打钩的不止一项、一项也没有。

    错误 | 预备党员/正式党员 预备党员/正式党员
    错误 | 预备党员/正式党员 ☑正式党员 ☑预备党员
    正确 | 预备党员/正式党员 正式党员
    """,
)  # fmt: skip
AMBIGUOUS = base.cell_check(
    "C122", "choice-ambiguous", "写法有两种理解",
    "“{value}”看不出是{choices_or}", "写清楚是哪一项:{choices}",
    text="""
    例如只写“党员”：正式党员与预备党员都可能这样写，所以不猜。

    错误 | 预备党员/正式党员 党员
    错误 | 预备党员/正式党员 正式党员（待转正）
    改为 | 预备党员/正式党员 正式
    """,
)  # fmt: skip

NOTE = re.compile(r"\([^()]*\)$")
"""A note behind a choice: 正式党员(2022.5转正)."""
_DAY = r"(?:(?:(?:19|20)[0-9]{2}[年./-])?[0-9]{1,2}[月./-][0-9]{1,2}|(?:19|20)[0-9]{2}[年./-][0-9]{1,2}|[0-9]{1,2}(?=[日号月]))[日号月]?"
BESIDE_DAY = re.compile(rf"(?<![0-9.])[,，;；。]?{_DAY}$|^{_DAY}[,，;；。]?(?![0-9])")
"""A day beside a choice: 是,2023.7.12; √7.12."""
HEDGED = later(r"\((?:拟任?|候任|待(?:[任定]|核实?|确[定认])|暂定?|[原前曾]任?|基本|可能|大概|不确定|[^()]*(?:除外|工作日|白天)[^()]*)\)$")
"""A note that takes back the choice before it, or part of it."""
PAIR = 2


class Option(Declaration):
    """One choice: its code for rules, its text for people, its tolerated spellings."""

    code: str
    text: str
    aliases: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    """Words that tell this choice in longer text, unless they are denied or planned there or another choice is told too."""
    pattern: str = ""
    """The same as a regular expression that looks for denials itself; {years} is the campaign's year or one of the two after it."""
    barred: str = ""
    """The same of words that speak for another choice, so that nobody can tell which is right: 正式党员(待转正)."""
    is_offered: bool = True
    """Whether it stands in drop-downs and advice; one that does not is understood where it is typed."""

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, data: Any) -> Any:
        """A text alone is its own code."""
        return {"code": data, "text": data} if isinstance(data, str) else data


class Refused(Declaration):
    """What must not be chosen, told by words, and why."""

    pattern: str
    why: str
    """What is said behind the text as typed: 是由本人携带."""


class ChoiceOptions(base.Options):
    """The list of choices, and spellings that could mean several of them."""

    choices: tuple[Option, ...] = Field(min_length=2)
    tells: Literal["", "destination"] = ""
    """What longer text may tell: a destination is read as it is on cards and in remarks; the codes are those of ``destinations``."""
    ambiguous: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()

    @model_validator(mode="after")
    def _one_meaning(self) -> ChoiceOptions:
        if len({item.code for item in self.choices}) < len(self.choices):
            raise ValueError("choices 里有两项的 code 相同")
        seen: dict[str, str] = {}
        for pattern in (*(one.barred for one in self.choices), *(one.pattern for group in (self.choices, self.refused) for one in group)):
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"choices 或 refused 里的 pattern “{pattern}”写法有误") from error
        for item in self.choices:
            for spelling in (item.text, *item.aliases):
                if seen.setdefault(squeezed(spelling).casefold(), item.code) != item.code:
                    raise ValueError(f"choices 里“{spelling}”指向两个选项")
        return self


def bracketed(text: str) -> str:
    """What stands in brackets that go round the whole text."""
    return text[1:-1] if text[:1] == "(" and text[-1:] == ")" and not {"(", ")"} & set(text[1:-1]) else text


class Choice(base.Kind):
    """One of a few; the value is the choice's code."""

    name = "choice"
    title = "选项"
    checks: ClassVar = (UNKNOWN, SEVERAL, AMBIGUOUS)
    Options = ChoiceOptions
    options: ChoiceOptions

    def __init__(self, options: Mapping[str, Any] | None = None) -> None:
        """Index every spelling once."""
        super().__init__(options)
        self._codes = {squeezed(spelling).casefold(): item.code for item in self.options.choices for spelling in (item.text, *item.aliases)}
        self._texts = {item.code: item.text for item in self.options.choices}
        self._offered = tuple(item.text for item in self.options.choices if item.is_offered)
        self._words = {item.code: re.compile("|".join(map(re.escape, item.keywords))) for item in self.options.choices if item.keywords}
        self._barred = {item.code: re.compile(item.barred) for item in self.options.choices if item.barred}
        self._ambiguous = {squeezed(text).casefold() for text in self.options.ambiguous}

    def parse(self, raw: Raw) -> str | Problem | None:
        """Return the choice's code."""
        if isinstance(raw, str) and (code := self._codes.get(raw) or self._codes.get(squeezed(raw).casefold())):
            return code  # also one that says nothing elsewhere: 无, ×
        text = self.text(raw)
        key = squeezed(text).casefold().strip(".。,、;:!~/'\"“”‘’`") or squeezed(text).casefold()
        if not key:
            return None
        refused = next((one.why for one in self.options.refused if is_meant(re.compile(one.pattern), key)), "")
        found = UNKNOWN if refused else self._read(key, half_width(text).casefold())
        if isinstance(found, str) and not (found in self._barred and self._barred[found].search(key)):
            return found
        found = AMBIGUOUS if isinstance(found, str) else found
        is_taken_back = self._mentions(key) and not self._all_told(key)
        how = refused or ("没有写明现在是哪一项：没有成的、只是打算的不算" if is_taken_back else "不在可选项之内")
        return base.fault(found, value=typed_text(raw), how=how, choices="、".join(self._offered), choices_or="还是".join(self._offered))

    def _read(self, key: str, text: str) -> str | Check:
        """The choice's code, or what is wrong; ``key`` is the text without blanks, which part boxes."""
        if HEDGED.search(key) and not self.options.tells:
            return UNKNOWN
        if code := self._code(key):
            return code
        if marks := ticked(text):
            chosen = [squeezed(word) for word in marks if marks[word]]
            codes = {self._code(word) or self._told(word) for word in chosen}
            if len(codes) == 1:
                return codes.pop() or self._unread(chosen[0])
            return SEVERAL if len(marks) > 1 else UNKNOWN
        parts = {self._codes.get(part) for part in re.split(r"[/、,;|或和()]", key) if part}
        return self._told(key) or (SEVERAL if len(parts - {None}) > 1 else self._unread(key))

    def _unread(self, key: str) -> Check:
        return AMBIGUOUS if {key, uncoded(key)} & self._ambiguous else UNKNOWN

    def _code(self, key: str) -> str | None:
        """The choice a folded text spells, with or without a code beside it and a note behind it."""
        if code := self._codes.get(key):
            return code
        code = next(
            (code for one in (uncoded(key), NOTE.sub("", key), BESIDE_DAY.sub("", key), bracketed(key)) if (code := self._codes.get(one))),
            None,
        )
        return None if code is None or self._is_denied(key, code) else code

    def _is_denied(self, key: str, code: str) -> bool:
        """Whether the note behind a choice takes it back: 正式党员(预备), 专转本(未录取)."""
        note = NOTE.search(key)
        if note is None:
            return False
        is_other = len(self._texts) == PAIR and self._codes.get(note[0].strip("()"), code) != code
        return is_other or (self._mentions(key) and code not in self._all_told(key))

    def _told(self, key: str) -> str | None:
        """The one choice that longer text tells (专转本：苏州大学); None for none or several."""
        told = self._all_told(key)
        return told.pop() if len(told) == 1 else None

    def _all_told(self, key: str) -> set[str]:
        years = "|".join(str(self.year + more) for more in range(3))
        told = {item.code for item in self.options.choices if item.pattern and re.search(item.pattern.replace("{years}", years), key)}
        told |= {code for code, words in self._words.items() if is_meant(words, key)}
        return told | (destinations.told(key, is_name=True) & self._texts.keys() if self.options.tells else set())

    def _mentions(self, key: str) -> bool:
        """Whether the text has a word that would tell a choice, were it meant."""
        return any(words.search(key) for words in self._words.values()) or (bool(self.options.tells) and destinations.is_mentioned(key))

    @property
    def codes(self) -> Collection[str]:
        """The choices' codes."""
        return self._texts.keys()

    def show(self, value: str) -> str:
        """The choice's official text."""
        return self._texts[value]

    def style(self) -> CellStyle:
        """A drop-down of the official texts."""
        return CellStyle(align="center", choices=self._offered, is_open=len(self._offered) < len(self._texts))

    def describe(self) -> str:
        """How to fill this in."""
        return f"从下拉框选择:{'、'.join(self._offered)}"
