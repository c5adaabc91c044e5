"""Which field of a form a head means that is spelt in other words than the form's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

from gradflow.model.folding import bare_head_key, head_and_hint, head_key, head_keys, head_meaning
from gradflow.model.forms import FormSpec

FAR = 1000
"""How far from the official head one is that only a telling word betrays; twice as far is one with a hint behind it."""
MOST_ASKED = 4096
"""Heads that are remembered with what was found for them."""
OF_IT = re.compile(
    r"档案|户口|户籍|学籍|团员|团组织|党费|编码|号|电话|手机|联系|地址|住址|邮编|编号|代码|时间|日期|年月|邮箱|传真|是否|类别|类型|性质|层级|级别|负责人|书记|经办|有效期|回执|状态|隶属|所在地|原因|方式|渠道|签"
)
"""Words that ask for something about an organisation, a receipt or a reason, not for the thing itself; or that it is another's."""
OF_OTHER_PAPERS = re.compile(r"档案|户口|户籍|学籍|团员|团组织|党费|有效期")


class HeadsMeant:
    """The heads of one form, in whatever words."""

    def __init__(self, spec: FormSpec, heads: Mapping[str, str], companions: Mapping[tuple[str, str], str], named: frozenset[str]) -> None:
        """Take up the form's spellings; ``named`` are its fields that hold one thing: an organisation, a choice, a text."""
        self._spec, self._heads, self._companions, self._named = spec, heads, companions, named
        self._asked: dict[tuple[str, str], tuple[str, int] | None] = {}

    def field_named(self, text: str, left: str = "") -> tuple[str, int] | None:
        """The field a head means and how far that is from the official head (0); None for none.

        Asks for the head's own spelling first, then without question words, then for a telling word, then without a hint.
        """
        if (text, left) not in self._asked:
            if len(self._asked) > MOST_ASKED:
                self._asked.clear()
            self._asked[text, left] = self._field_named(text, left)
        return self._asked[text, left]

    def _field_named(self, text: str, left: str) -> tuple[str, int] | None:
        keys = head_keys(text)
        if found := self.field_spelt(keys, left):
            return found
        meant = tuple(map(head_meaning, keys))
        for place, (words, key) in enumerate(self._telling if self._any_telling.search("\n".join((*keys, *meant))) else ()):
            if any(words.search(one) and self._is_about(key, words.sub("", one)) for one in (*keys, *meant)):
                return key, FAR + place
        head, hint = head_and_hint(text)
        named = self.field_named(head, left) if head else None
        other = self.field_spelt(head_keys(hint)) if named else None
        return (named[0], 2 * FAR + named[1]) if named and (other is None or other[0] == named[0]) else None

    def field_spelt(self, keys: tuple[str, ...], left: str = "") -> tuple[str, int] | None:
        """The field one of the keys is a spelling of, or means the same as one."""
        for key in keys:
            if field := self._companions.get((left, key)) or self._heads.get(key):
                return field, self._order.get(key, 0)
        return next(((field, FAR - 1) for key in keys if (one := head_meaning(key)) and (field := self._meanings.get(one))), None)

    def _is_about(self, field: str, rest: str) -> bool:
        """Whether a head with a telling word asks for the thing itself: 组织部 is an organisation, 组织部电话 is not."""
        return not (OF_IT if field in self._named else OF_OTHER_PAPERS).search(rest)

    @cached_property
    def _telling(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        """Words that betray a column, and its field."""
        return tuple((re.compile(re.escape(word).replace("…", ".*")), one.key) for one in self._spec.fields for word in one.contains)

    @cached_property
    def _any_telling(self) -> re.Pattern[str]:
        return re.compile("|".join(words.pattern for words, _ in self._telling) or "(?!)")

    @cached_property
    def _order(self) -> dict[str, int]:
        """Folded spelling -> its place among its field's: the official one first, then the aliases as they are listed."""
        order: dict[str, int] = {}
        for one in self._spec.fields:
            for place, text in enumerate((one.head, one.label, *one.aliases)):
                order.setdefault(head_key(text), place)
                order.setdefault(bare_head_key(text), place)
        return order

    @cached_property
    def _meanings(self) -> dict[str, str]:
        """What the spellings mean -> field key; earlier fields win."""
        found: dict[str, str] = {}
        for key, field in self._heads.items():
            found.setdefault(head_meaning(key), field)
        return found
