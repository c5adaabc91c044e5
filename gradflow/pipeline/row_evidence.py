"""What the cells of one row under a head say: somebody's name, numbers and values; a further line of the person above; how to fill in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count

from gradflow.kinds.base import Kind, is_ditto, is_nothing
from gradflow.kinds.id_number import is_sound
from gradflow.kinds.person_name import HAN, PLAIN, SURNAMES
from gradflow.model.cells import Raw, is_blank, typed_text
from gradflow.model.findings import Problem
from gradflow.model.folding import later, squeezed, visible
from gradflow.pipeline.heads import Head, field_of
from gradflow.pipeline.line_words import (
    COUNT_BEHIND,
    DIGITS,
    NUMBERING,
    SECOND_HEAD,
    SIGNS,
    LineKind,
    could_be_name,
    is_instruction,
    line_kind,
)
from gradflow.pipeline.tokens import MAIL, code_token, likely_name, number_token

DIGITS_OF_AN_ID, DIGITS_OF_A_NUMBER, LONGEST_SHORT_NAME, LONGEST_LATIN_NAME = 10, 7, 6, 30
SEXES = frozenset({"男", "女"})
STRICT_KINDS = frozenset({"choice", "ethnicity", "date"})
ADDRESS = later(r"(?=.{5,}).*(?:省|市|区|县|旗|州|镇|乡|村|路|街|道).*")
ORGANISATION = re.compile(r".*(?:组织部|党委|工委|党组|委员会|党支部|党总支|组织科)")
CONTACT = later(r"(?:电话|手机|微信|QQ|短信|面谈|当面|走访|上门|视频|邮件)\D{0,6}(?:20\d\d[-./年]|\d{1,2}[月.]\d).*")
AGE = re.compile(r"(?:1[4-9]|[2-6]\d)(?:周?岁)?")


@dataclass
class Row:
    """The filled cells of a row under a head; ``is_wide`` where one cell is merged over most of it."""

    head: Head
    filled: Mapping[int, Raw]
    is_wide: bool = False
    own: Mapping[str, Raw] = field(default_factory=dict)
    """Field -> cell."""

    @classmethod
    def of(cls, cells: Sequence[Raw], head: Head, *, is_wide: bool = False) -> Row:
        """A row without what gradflow added to it."""
        ours, likely = head.copy_columns.values(), head.likely
        filled = {c: cell for c, cell in enumerate(cells, start=1) if cell is not None and not is_blank(cell) and c not in ours}
        return cls(head, filled, is_wide, {likely[column]: cell for column, cell in filled.items() if column in likely})

    @cached_property
    def shown(self) -> str:
        """All that stands in it."""
        return " ".join(map(shown, self.filled.values()))

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
        word = line_kind(name) or (LineKind.SECTION if SECOND_HEAD.fullmatch(name) else None)
        is_like_one = name[:1] in SURNAMES and PLAIN.fullmatch(name) and word not in {LineKind.TOTAL, LineKind.SAMPLE, LineKind.BELOW_BLANK}
        is_like_one = is_like_one and (word is LineKind.SECTION or len(name) == len("通知"))
        may_be_one = is_like_one and (self.is_numbered or self.understood)  # 金融, 安全
        is_word = word is not None and not may_be_one
        is_numbering = set(name) <= {*DIGITS, *SIGNS} and (len(name) == 1 or not set(name).isdisjoint(SIGNS))
        if is_word or is_numbering or field_of(self.head.form, name) or MAIL.fullmatch(name):
            return False
        if may_be_one or could_be_name(name):
            return True
        others = (squeezed(shown(cell)) for key, cell in self.data.items() if key != "name")
        is_alone = not self.is_numbered and all(map(is_count, others))
        has_letters = re.search(r"[A-Za-z?*□■]", name) is not None and len(name) <= LONGEST_LATIN_NAME
        return has_letters or (not is_alone and len(name) <= LONGEST_SHORT_NAME)

    @cached_property
    def numbers(self) -> list[int]:
        """The columns in which an ID or telephone number stands, were it damaged."""
        fields, kinds = self.head.fields, self.head.form.kinds
        return [c for c, cell in self.filled.items() if holds_number(kinds[fields[c]].name if c in fields else "", cell)]

    @cached_property
    def is_proved(self) -> bool:
        """Whether one of them stands in the table: beside it, it is somebody else's."""
        own = self.head.likely
        added = {column for column, _ in self.head.extras}
        last = next(column for column in count(max(own)) if column + 1 not in added)
        return any(min(own) <= column <= last for column in self.numbers)

    @cached_property
    def told(self) -> dict[str, str]:
        """Field -> text of those, beside name and running number, that hold what such a field holds."""
        kinds = self.head.form.kinds
        return {key: squeezed(shown(cell)) for key, cell in self.data.items() if key != "name" and fits(kinds[key], cell)}

    @cached_property
    def understood(self) -> int:
        """How many different texts these are."""
        return len(set(self.told.values()))

    @cached_property
    def has_true_values(self) -> bool:
        """Whether it holds several values of the form's own fields, none hidden or nobody's, each what its field asks for."""
        enough = MOST_CELLS - bool(PLAIN.fullmatch(self.name) and self.name[:1] in SURNAMES and self.is_numbered)
        if self.understood < enough or any(_masked(self)) or MASKED_NAME.fullmatch(self.name):
            return False
        kinds, told = self.head.form.kinds, self.told
        if ("id_number" in told and not is_sound(told["id_number"].upper())) or any(map(HIDDEN.search, told.values())):
            return False
        choices = {text for key, text in told.items() if kinds[key].name in {"choice", "ethnicity"}}
        return self.understood - sum(re.search(r"\d", text) is not None for text in choices) >= enough


def shown(cell: Raw) -> str:
    """A cell as visible text."""
    return visible(typed_text(cell))


def is_count(text: str) -> bool:
    """Whether a text is a number of few digits, a running number or a share."""
    return re.fullmatch(r"\(?(?:第|No\.?)?\d{1,4}(?:\.\d{1,4})?%?[.、)号人名位个]?", text) is not None


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


def moved(row: Row) -> str:
    """What tells that a row stands under heads that are not its own: an ID number, or a named one's mobile or sex, where none is asked for, and nothing that fits."""
    kinds = row.head.form.kinds
    if row.understood or not row.head.form.spec.has_people:
        return ""
    cells = [cell for key, cell in row.data.items() if kinds[key].name not in {"phone", "id_number", "text"}]
    tokens = [
        one for cell in cells for one in (number_token(cell) if isinstance(cell, int | float) else (code_token(squeezed(shown(cell))),))
    ]
    is_name = bool((name := likely_name(row.name)) and name[1])
    found = {one.sort if one.sort == "id" else one.item[0] for one in tokens if one}
    found.update("sex" for key, cell in row.data.items() if key != "sex" and not row.is_numbered and cell in SEXES)
    return "id" if "id" in found else next((sort for sort in ("phone", "sex") if sort in found and is_name), "")


TAKES_MANY = frozenset({"phone", "address", "organisation", "text", "accounts", "mail"})
"""Kinds of which one person may have lines: the second stands in a row of its own."""
POSTCODE = re.compile(r"(?:邮编|邮政编码)?:?\(?\d{6}\)?")
HAS_POSTCODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
HOUSE = re.compile(r"(?:\d{1,5}-?)*(?:号|幢|栋|室|单元|弄|组|座|楼|层|#).{0,20}|\d{1,4}-\d.{0,12}")
OWN_PHONE = re.compile(r"(?:(?:手机|固话|固定电话|座机|本人|家庭|家长|家里|宅电|微信|父亲|母亲|父|母)(?:号码?|电话)?[:(]?)?[\d(+].*")
OF_ORGANISATION = later(r"(?:党?支部|党总支|总支|党委|工委|组织部|组织科|委员会)(?:\(.*\))?$|[^职机体]制$")
HEADING = re.compile(r"^(?:转往|转到|转至|转入|转出|去往|去|到|在|回|留)|(?:班|年级|\d级|届|专业|学院|小组|名单|党员|毕业生|学生)$")
OF_A_COMPANY = re.compile(r"(?:公司|集团|厂|中心|银行|医院|事务所|研究院)$")
OF_A_SCHOOL = re.compile(r"(?:学院|大学|学校)$")
OPEN = re.compile(r"[、,:;(\[“]$|[(][^)]*$")
"""How a remark ends that goes on."""
NOBODYS = frozenset({LineKind.TOTAL, LineKind.NOTE, LineKind.BELOW_BLANK, LineKind.SAMPLE, LineKind.SIGN_OFF})
GOES_ON = later(rf"[{HAN})）、，,：]\n(?:[{HAN}(（、，）)]|\d{{1,4}}[{HAN}-])|\d\n[号幢栋室楼组弄座]")
"""An end and a beginning between which no blank belongs: 恒力石化（苏州）, 有限公司; 云梨路, 100号."""


def continues(cells: Sequence[Raw], above: Sequence[Raw], head: Head) -> bool:
    """Whether a row holds nothing but a further line of the person above: a telephone number, an address, an organisation, a remark."""
    filled = {column: cell for column, cell in enumerate(cells, start=1) if not is_blank(cell)}
    return bool(filled) and all(
        column in head.fields and _goes_on(head, head.fields[column], cell, above[column - 1] if column <= len(above) else None)
        for column, cell in filled.items()
    )


def _goes_on(head: Head, key: str, cell: Raw, above: Raw) -> bool:
    """Whether a cell goes on with the one above of the same column, and is no total, note or signature under the table."""
    kind = head.form.kinds[key]
    text, before = squeezed(shown(cell)), squeezed(shown(above))
    if kind.name not in TAKES_MANY or is_nothing(text) or is_nothing(before):
        return False
    if kind.name == "text":
        return bool(before) and _goes_on_in_prose(text, before)
    if kind.name == "address":
        is_part = POSTCODE.fullmatch(text) or HOUSE.fullmatch(text) if before else None
        bare = re.sub("^(?:联系)?地址:", "", text)
        is_one = fits(kind, cell) and not (HEADING.search(text) or OF_ORGANISATION.search(text) or _is_nobodys(bare))
        return not HAS_POSTCODE.search(before) and (bool(is_part) or is_one)
    if kind.name == "organisation":
        is_one = bool(OF_ORGANISATION.fullmatch(text) or (fits(kind, cell) and not _is_nobodys(text)))
        return bool(before and is_one) and not OF_ORGANISATION.search(before)  # below a whole or missing one it is who signs
    return fits(kind, cell) and (OWN_PHONE.fullmatch(text) is not None or kind.name != "phone")


def _is_nobodys(text: str) -> bool:
    """Whether a text is a total, a note, a signature, or a heading with a number or count."""
    sort = line_kind(text)
    return sort in NOBODYS or (sort is LineKind.SECTION and bool(COUNT_BEHIND.search(text) or NUMBERING.match(text)))


def _goes_on_in_prose(text: str, before: str) -> bool:
    """Whether a remark goes on: the end of a company's or school's name, what an open end asks for, or words that say nothing else."""
    if _is_nobodys(text) or re.match(rf"[{HAN}(（“A-Za-z\d]", text) is None or re.search(f"[{HAN}]", text) is None:
        return False
    if OF_A_COMPANY.search(text) or (OF_A_SCHOOL.search(text) and OF_A_SCHOOL.search(before)):
        return True
    if OPEN.search(before) and line_kind(text) is None:
        return True
    is_name = (likely_name(text) or ("", False))[1]
    is_other = any(pattern.search(text) for pattern in (OF_ORGANISATION, NUMBERING)) or SECOND_HEAD.fullmatch(text)
    is_told = is_name or is_other or ":" in text or is_instruction(text)
    return line_kind(text) is None and not is_told


def glued(texts: Iterable[str]) -> str:
    """The lines of one value as one text: Chinese goes on without a blank, numbers stand apart."""
    joined = ""
    for text in texts:
        is_apart = joined and (POSTCODE.fullmatch(squeezed(text)) or not GOES_ON.search(f"{joined[-6:]}\n{text}"))
        joined += f" {text}" if is_apart else text
    return joined


MARKS = re.compile(r"例|样|如|示范|范本|模板|参考|某|[*×?○〇□△_x]|号码|身份证|eg|sample|demo", re.IGNORECASE)
"""What a row must hold somewhere to be looked at as a sample."""
OF_A_SAMPLE = re.compile(r"示例|样例|范例|举例|例子|示范|^\W?例\W?$|sample", re.IGNORECASE)
"""Words by which a remark says that its row is one."""
MASKED_NAME = later(r"[^\d]{0,2}(?:某|[*×xX○△_]{1,3}|[〇□]{2})(?:某|[*×xX○〇□△_]|[一-龥]){0,3}")
MASKED_NUMBER = later(
    r"(?=(?:[^*×xX#•○●□?…某]*[*×xX#•○●□?…某]){3})[\d*×xX#•○●□?…某+()._-]+(?:\(.*\))?|\d*\.{2,}\d*|.{0,6}(?:身份证|手机|电话|号码|\d位).{0,6}"
    r"|1[3-9]\d(?:0{8}|12345678|8{8})|1?23456789\d*|.*(\d)\1{6}.*|13800138000"
)
"""A number that is hidden, or nobody's."""
SAMPLE_NAMES = frozenset("张三 李四 王五 赵六 小明 王小明 张三丰".split())  # noqa: SIM905 - a list one can read
FLAGS = frozenset({"是", "否", "必填", "选填", "必", "选", "Y", "N", "y", "n", "√", "×", "可空", "非空"})
"""How a row under the head tells which columns must be filled."""
NEVER_NAMES = frozenset({"示例", "样例", "举例", "例子", "填写示例", "填写样例"})
SAMPLE_HEADING = later(
    r"\W*(?:以下|下面)?[为是]?(?:填写|填表|填报|表格)?(?:样例|示例|范例|样表|样本|示范|举例|例子?)(?:行|如下)?(?:\W*(?:请?删除?|仅?供?参考)\w{0,4})?\W*"
)
"""A line of its own that says that a sample follows."""
HIDDEN = re.compile(r"[*×○□△]{2}|[Xx]{2}|某某")
LONGEST_NUMBER = 60
MOST_CELLS = 3
"""Filled fields from which a row counts as a person although nothing in it is understood."""


def _masked(row: Row) -> list[bool]:
    """Of each ID and telephone number, whether it is hidden or nobody's."""
    kinds = row.head.form.kinds
    numbers = [squeezed(shown(cell)) for key, cell in row.own.items() if kinds[key].name in {"id_number", "phone"}]
    return [len(text) <= LONGEST_NUMBER and bool(MASKED_NUMBER.fullmatch(text)) for text in numbers]


def sample_sort(row: Row, *, is_true: bool) -> LineKind | None:
    """Whether a row shows how to fill in: it says so where its number or name or remark stands, or both name and numbers are masked."""
    if not any(isinstance(cell, str) and MARKS.search(cell) for cell in row.filled.values()):
        return None
    keys = [
        key
        for key, cell in row.own.items()
        if isinstance(cell, str) and (key in {"seq", "name"} or row.head.form.kinds[key].name == "text")
    ]
    for key in keys:
        text = squeezed(shown(row.own[key]))
        may_be_name = key == "name" and is_true and PLAIN.fullmatch(text) and text not in NEVER_NAMES  # 范例
        is_told = key in {"seq", "name"} or OF_A_SAMPLE.search(text)
        if is_told and line_kind(text) is LineKind.SAMPLE and not may_be_name:
            return LineKind.SAMPLE
    masked = _masked(row)
    is_sample = (MASKED_NAME.fullmatch(row.name) or (row.name in SAMPLE_NAMES and len(masked) > 1)) and masked and all(masked)
    return LineKind.SAMPLE if is_sample and not is_sound(squeezed(shown(row.own.get("id_number"))).upper()) else None


def is_told_how(row: Row) -> bool:
    """Whether most of its texts tell how to fill in."""
    texts = [text for cell in row.filled.values() if (text := squeezed(shown(cell))) and not is_count(text)]
    told = sum(map(is_instruction, texts))
    if len(texts) > MOST_CELLS and set(texts) <= FLAGS:
        return True
    is_known = row.understood or row.is_proved or row.is_numbered
    is_known = row.name[:1] in SURNAMES or (is_known and (told <= MOST_CELLS or row.understood > 1 or could_be_name(row.name)))
    if not is_known and len(texts) >= MOST_CELLS and told > 1:
        return True
    if could_be_name(row.name):
        return told >= MOST_CELLS and told >= len(texts) - 1
    return len(row.data) > 1 and told * 2 >= len(texts) and told * 2 > row.understood and (told > 1 or not row.is_named)
