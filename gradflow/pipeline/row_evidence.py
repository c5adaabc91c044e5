"""What the cells of one row under a head say of somebody: a name, numbers, values that fields ask for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from gradflow.core.cells import Raw, typed_text
from gradflow.core.findings import Problem
from gradflow.core.folding import squeezed, visible
from gradflow.kinds.base import Kind, is_ditto, is_nothing
from gradflow.kinds.person_name import PLAIN
from gradflow.pipeline.heads import Head, field_of
from gradflow.pipeline.likely_names import SURNAMES
from gradflow.pipeline.line_words import DIGITS, SECOND_HEAD, SIGNS, Sort, could_be_name, line_sort
from gradflow.pipeline.tokens import code_token

DIGITS_OF_AN_ID, DIGITS_OF_A_NUMBER, LONGEST_SHORT_NAME, LONGEST_LATIN_NAME = 10, 7, 6, 30
STRICT_KINDS = frozenset({"choice", "ethnicity", "date"})
ADDRESS = re.compile(r"(?=.{5,}).*(?:省|市|区|县|旗|州|镇|乡|村|路|街|道).*")
ORGANISATION = re.compile(r".*(?:组织部|党委|工委|党组|委员会|党支部|党总支|组织科)")
CONTACT = re.compile(r"(?:电话|手机|微信|QQ|短信|面谈|当面|走访|上门|视频|邮件)\D{0,6}(?:20\d\d[-./年]|\d{1,2}[月.]\d).*")
AGE = re.compile(r"(?:1[4-9]|[2-6]\d)(?:周?岁)?")


@dataclass
class Row:
    """The filled cells of a row under a head; ``is_wide`` where one cell is merged over most of it."""

    head: Head
    filled: Mapping[int, Raw]
    is_wide: bool = False
    own: Mapping[str, Raw] = field(default_factory=dict)
    """Field -> cell."""

    @cached_property
    def data(self) -> dict[str, Raw]:
        """Field -> cell, but for the running number."""
        return {key: cell for key, cell in self.own.items() if key != "seq"}

    @cached_property
    def texts(self) -> list[str]:
        """Different texts, from left to right, without bare numbers."""
        found = (squeezed(shown(cell)) for cell in self.filled.values())
        return [text for text in dict.fromkeys(found) if text and not is_count(text)]

    @cached_property
    def label(self) -> str:
        """The first text that is not what its field asks for; a remark beside a name is."""
        kinds = self.head.form.kinds
        for column, cell in self.filled.items():
            key = self.head.fields.get(column)
            is_own = key is not None and (fits(kinds[key], cell) or (kinds[key].name == "text" and (self.is_named or self.is_proved)))
            if not is_own and (text := squeezed(shown(cell))) and not is_count(text):
                return text
        return ""

    @cached_property
    def name(self) -> str:
        """What stands in the name's column."""
        return squeezed(shown(self.own.get("name")))

    @cached_property
    def is_numbered(self) -> bool:
        """Whether it has a running number."""
        return is_count(squeezed(shown(self.own.get("seq"))))

    @cached_property
    def is_named(self) -> bool:
        """Whether the name's column holds what may be a name, were it mistyped."""
        name = self.name
        if not name or is_count(name) or is_nothing(name) or (self.is_wide and len(self.texts) == 1):
            return False
        word = line_sort(name) or (Sort.SECTION if SECOND_HEAD.fullmatch(name) else None)
        is_like_one = has_surname(name) and PLAIN.fullmatch(name) and word not in {Sort.TOTAL, Sort.SAMPLE, Sort.BELOW_BLANK}
        is_like_one = is_like_one and (word is Sort.SECTION or len(name) == len("通知"))
        may_be_one = is_like_one and (self.is_numbered or self.understood)  # 金融, 安全
        is_word = word is not None and not may_be_one
        is_numbering = set(name) <= {*DIGITS, *SIGNS} and (len(name) == 1 or not set(name).isdisjoint(SIGNS))
        if is_word or is_numbering or field_of(self.head.form, name):
            return False
        if may_be_one or could_be_name(name):
            return True
        others = (squeezed(shown(cell)) for key, cell in self.data.items() if key != "name")
        is_alone = not self.is_numbered and all(map(is_count, others))
        has_letters = re.search(r"[A-Za-z?*□■]", name) is not None and len(name) <= LONGEST_LATIN_NAME
        return has_letters or (not is_alone and len(name) <= LONGEST_SHORT_NAME)

    @cached_property
    def is_proved(self) -> bool:
        """Whether an ID or telephone number stands in it, were it damaged."""
        return any(
            holds_number(self.head.form.kinds[self.head.fields[c]].name if c in self.head.fields else "", cell)
            for c, cell in self.filled.items()
        )

    @cached_property
    def understood(self) -> int:
        """How many fields, beside name and running number, hold what such a field holds."""
        kinds = self.head.form.kinds
        return len({squeezed(shown(cell)) for key, cell in self.data.items() if key != "name" and fits(kinds[key], cell)})


def shown(cell: Raw) -> str:
    """A cell as visible text."""
    return visible(typed_text(cell))


def is_count(text: str) -> bool:
    """Whether a text is a number of few digits, a running number or a share."""
    return re.fullmatch(r"\(?(?:第|No\.?)?\d{1,4}(?:\.\d{1,4})?%?[.、)号人名位个]?", text) is not None


def has_surname(name: str) -> bool:
    """Whether a text begins with a surname of one character."""
    return name[:1] in SURNAMES


def holds_number(kind: str, cell: Raw) -> bool:
    """Whether a cell holds an ID or telephone number: any that is damaged in its own column, a plain one in others."""
    text = squeezed(shown(cell))
    digits = len(re.findall(r"\d", text))
    if digits < DIGITS_OF_A_NUMBER:
        return re.fullmatch(r"\d(?:\.\d+)?[Ee]\+?1\d", text) is not None
    if kind == "id_number":
        return digits >= DIGITS_OF_AN_ID or "*" in text
    if kind == "phone":
        return re.search(r"\d[\d-]{6,}|\d[*x×]{3,}", text) is not None
    return (found := code_token(text)) is not None and (found.sort == "id" or found.item[0] == "phone")


def fits(kind: Kind, cell: Raw) -> bool:
    """Whether a cell holds what its field asks for."""
    text = squeezed(shown(cell))
    if is_ditto(cell):
        return True
    if kind.name in STRICT_KINDS:
        value = None if is_count(text) and not isinstance(cell, str) else kind.parse(cell)
        return value is not None and not isinstance(value, Problem) and not is_count(text)
    if kind.name in {"phone", "id_number"}:
        return holds_number(kind.name, cell)
    pattern = {"age": AGE, "address": ADDRESS, "organisation": ORGANISATION, "contact_log": CONTACT}.get(kind.name)
    return (pattern is not None and pattern.fullmatch(text) is not None) or (
        kind.name == "organisation" and ORGANISATION.match(text) is not None
    )
