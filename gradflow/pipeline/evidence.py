"""What looks like a person in rows that no form was read from: an ID number, or a name with a telephone or a value of a known field beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from gradflow.forms.loader import Form
from gradflow.kinds.choice import Choice
from gradflow.kinds.dates import PartialDate, read_date
from gradflow.kinds.ethnicity import GROUPS, Ethnicity
from gradflow.model.cells import Raw, typed_text
from gradflow.model.folding import INVISIBLE, bare_head_key, half_width, head_key, squeezed
from gradflow.model.people import Item, LikelyPerson
from gradflow.pipeline.tokens import ID, NUMBERS, PARTED_ID, PARTS, Token, code_token, dated, likely_name, number_token

SHORTEST_CODE = 5
"""Characters of what can be told without a Chinese one: 3.2E+17, a@b.c."""
LONGEST_TEXT = 400
"""Characters of a cell in which names are looked for; longer ones are looked through for numbers only."""
MOST_KNOWN = 50_000
"""Texts whose meaning is kept in mind."""
FEWEST_ITEMS = 3
"""Known values from which one row without an ID number is somebody even if it stands alone."""

ORGANISATION = re.compile(r".{0,40}(?:组织部|组织科|党委|工委|党组|党总支|委员会)(?!书记|委员|成员|办公室).{0,12}")
ADDRESS = re.compile(r".*(?:省|市|区|县|旗|州).*(?:路|街|道|号|村|镇|乡|室|栋|幢|组|邮编).*|.*(?:省|市|区|县).*\d{6}")
CLASS = re.compile(r".{0,20}\d{2,4}.{0,6}班")
DATE_LIKE = re.compile(r"[\d〇○零一二三四五六七八九十年月日号份.,/:T、·-]{4,}")
SEPARATORS = re.compile(r"[\s,、;|。/()]+")

OFFICE = re.compile(
    r"填表|填报|制表|审核|复核|审批|经办|负责|联系人|报送|上报|统计|签字|签名|盖章|接收人|联络|书记|辅导员|班主任|老师|教师|主任"
    r"|院长|校长|导师|介绍人|委员$|支委|紧急|亲属|亲戚|家长|家属|父亲|母亲|父母|爸爸|妈妈|配偶|监护|丈夫|妻子|哥哥|姐姐|弟弟|妹妹|干事|秘书|职务|称谓|关系"
    r"|(?:领取|代领|收款|值班|带班|主持|记录|发放|签发|移交|保管|通知|推荐|见证)[人员]"
)
"""Words for those who fill in, sign, look after or are related: nobody a form lists."""
OFFICE_LENGTH = 12
NAME_HEAD = re.compile(r"姓名|名字|^(?:毕业生?)?(?:学生|党员|人员|本人|同学|成员|名单|毕业生)+$")
WHAT_ONE_IS = re.compile("(?:学生|党员|人员|本人|同学|成员|毕业生?)+")
"""Heads of names that are values under another head."""
OTHER_HEAD = re.compile(
    r"^所?[在属]?(?:党?支部|班级|专业|学号|院系|系部|学院|单位|部门|籍贯|生源地|政治面貌|学历|年级|人数|数量)(?:名称)?$"
)
OTHER_NUMBER = re.compile(r"学号|考生号|准考证|毕业证|学位|证书|[银卡账帐]号$|单号|合同")
SAMPLE = re.compile(r"示例|样例|范例|例如|举例|样表|样张|填写说明|填表说明|^\(?例\d?[):]?$|^例[::]")

PROOF = frozenset({"id", "item"})
"""Without these nobody is somebody."""
SAYS_NOTHING = frozenset({"seq", "name", "remark", "not_landed_reason", "photo"})
"""Fields whose values are no proof of a person."""
CONTACT = "contact"
"""A telephone behind somebody else's name: it tells a person's row, and nothing of the person."""
MAIN_SORTS = frozenset({"sex", "ethnicity", "member_status", "organisation", "date"})
"""What is known of the person a row is about, and not of the relatives and teachers it names."""


@dataclass
class _Segment:
    """A stretch of a row that speaks of one person."""

    name: str = ""
    maybe: str = ""
    id_number: str = ""
    items: set[Item] = field(default_factory=set)
    is_office: bool = False

    def add(self, token: Token, head: str) -> None:
        """Put a token to the person."""
        if token.sort == "id":
            self.id_number = token.text
        elif token.sort == "item":
            self.items.add(token.item)
        elif token.sort == "name" or (token.sort == "maybe" and NAME_HEAD.search(head)):
            self.name = token.text
        elif token.sort == "maybe":
            self.maybe = self.maybe or token.text

    def is_somebody(self) -> bool:
        """Whether it holds proof, or a name with something known beside it."""
        if self.id_number:
            return True
        known = {item for item in self.items if item[0] not in {"phone", CONTACT}}
        return bool(self.name and self.items) and (not self.is_office or len(known) > 1)

    def is_contact(self) -> bool:
        """Whether it may be somebody's relative or teacher: a name, with a number or an address."""
        return not self.id_number and MAIN_SORTS.isdisjoint(sort for sort, _ in self.items)


class Evidence:
    """Reads rows by the heads and choices of the forms in use; what it has read once it keeps in mind."""

    def __init__(self, forms: Sequence[Form]) -> None:
        self._forms = forms
        self._heads = frozenset(key for form in forms for key in (*form.heads, *form.table.heads))
        of_people = (form.table.heads for form in forms if form.spec.is_of_graduates)
        self._fields = {head: key for heads in of_people for head, key in heads.items() if key not in SAYS_NOTHING}
        self._choices: dict[str, Item] = {}
        """Those that tell something by themselves: of two characters, or 男 and 女."""
        for key, kind in (pair for form in forms for pair in form.kinds.items()):
            for item in kind.options.choices if isinstance(kind, Choice) else ():
                for text in (item.text, *item.aliases):
                    if not text.isascii() and (len(text) > 1 or key == "sex"):
                        self._choices.setdefault(squeezed(text).casefold(), (key, item.code))
        self._said = lru_cache(MOST_KNOWN)(lambda text: tuple(self._read(text)))
        self._is_told_head = lru_cache(MOST_KNOWN)(self._is_head)

    def people_in(self, row: int, cells: Iterable[tuple[int, Raw]], heads: Mapping[int, str]) -> list[LikelyPerson]:
        """The people a row speaks of, left to right; ``heads`` holds what stands above its columns."""
        said = [(column, token) for column, raw in cells for token in self._under(raw, heads.get(column, ""))]
        if PROOF.isdisjoint(token.sort for _, token in said):
            return []
        segments = [segment for segment in self._segments(said, heads) if segment.is_somebody()]
        if segments and not segments[0].is_contact():
            segments = [segments[0], *(one for one in segments[1:] if not one.is_contact())]
        return [LikelyPerson(row, one.name or one.maybe, one.id_number, frozenset(one.items)) for one in segments]

    def names_in(self, cells: Iterable[tuple[int, Raw]]) -> dict[int, str]:
        """Column -> name, whatever stands beside it; behind the word 姓名 every name counts."""
        found = [(column, token) for column, raw in cells for token in self.tokens(raw)]
        is_told = any(token.sort == "label" and NAME_HEAD.search(token.text) for _, token in found[:2])
        return {column: token.text for column, token in found if token.sort == "name" or (is_told and token.sort == "maybe")}

    def items_of(self, cells: Iterable[Raw]) -> set[Item]:
        """What the cells of a row that was read say of its person."""
        return {token.item for raw in cells for token in self.tokens(raw) if token.sort == "item"}

    def is_head(self, raw: Raw) -> bool:
        """Whether a cell may be a head: of some form, or of any list of people."""
        return isinstance(raw, str) and len(raw) <= LONGEST_TEXT and self._is_told_head(raw)

    def _is_head(self, raw: str) -> bool:
        if head_key(raw) in self._heads or bare_head_key(raw) in self._heads:
            return True
        text = squeezed(raw)
        return len(text) <= OFFICE_LENGTH and bool(NAME_HEAD.search(text) or OTHER_HEAD.search(text) or OFFICE.search(text))

    def is_name_head(self, head: Raw) -> bool:
        """Whether a head names a column of the form's own people."""
        return isinstance(head, str) and any(form.table.heads.get(head_key(head)) == "name" for form in self._forms)

    def is_sample(self, cells: Iterable[tuple[int, Raw]]) -> bool:
        """Whether a row says that it only shows how to fill in."""
        return any(token.sort == "sample" for _, raw in cells for token in self.tokens(raw))

    def _segments(self, said: Iterable[tuple[int, Token]], heads: Mapping[int, str]) -> Iterator[_Segment]:
        current = _Segment()
        label, is_used, is_other = "", False, False  # what a label says of a name it says of the number behind it too: 介绍人：赵敏 320…
        for column, token in said:
            is_name = token.sort in {"name", "maybe"}
            label = "" if is_used and (is_name or token.sort == "item") else label
            head = label or heads.get(column, "")
            is_whole = current.name or (current.maybe and current.id_number)
            is_next = (token.sort == "name" and is_whole) or (token.sort == "id" and current.id_number)
            is_ours = _fits(token, head)
            if is_next and is_ours:
                yield current
                current = _Segment()
            is_other = not is_ours if is_name else is_other
            current.is_office = current.is_office or token.sort == "post"
            if is_ours:
                current.add(token._replace(item=(CONTACT, token.text)) if is_other and token.item[0] == "phone" else token, head)
            if token.sort == "name" and not OFFICE.search(head):
                current.maybe = current.maybe or token.text  # whatever stands above or before it: 合计：王芳 …
            is_value = token.sort == "label" and WHAT_ONE_IS.fullmatch(token.text) and heads.get(column)  # 党员
            label = "" if is_value else token.text if token.sort in {"label", "post"} else label if is_name else ""
            is_used = is_name
        yield current

    def _under(self, raw: Raw, head: str) -> tuple[Token, ...]:
        """What a cell says below a head: under one of a form, whatever stands there is a value of that field."""
        found, key = self.tokens(raw), self._fields.get(head_key(head)) if head else None
        if key is None or key.endswith("_name") or any(token.sort in {"id", "item", "label", "sample"} for token in found):
            return found
        text = squeezed(typed_text(raw))
        return (Token("item", text, (key, text)),)

    def tokens(self, raw: Raw) -> tuple[Token, ...]:
        """What a cell says."""
        if raw is None or isinstance(raw, bool):
            return ()
        if isinstance(raw, str):
            return self._said(raw)
        if isinstance(raw, date):
            return (dated(PartialDate(raw.year, raw.month)),)
        if isinstance(raw, int | float):
            return number_token(raw)
        return ()

    def _read(self, raw: str) -> Iterator[Token]:
        if raw.isascii() and len(raw) < SHORTEST_CODE:
            return
        raw = PARTED_ID.sub(lambda match: PARTS.sub("", match[0]), half_width(raw))
        plain, parts = squeezed(raw), NUMBERS.split(INVISIBLE.sub("", raw))
        is_more = any(map(ID.fullmatch, parts[1::2])) and any(parts[::2])  # what stands around an ID number is told by itself
        if not is_more and (whole := self._one(plain)):
            yield whole
            return
        for place, part in enumerate(parts):
            if place % 2:
                yield from filter(None, (self._one(squeezed(part)),))
            elif len(plain) <= LONGEST_TEXT:
                yield from self._parts(part)

    def _parts(self, text: str) -> Iterator[Token]:
        if name := likely_name(squeezed(text)):
            text = name[0]
        for part in SEPARATORS.split(text):
            label, colon, value = part.partition(":")
            if colon and label:
                yield Token("sample", label) if SAMPLE.search(label) else Token("label", label)
            said = value if colon else part
            if found := self._one(said):
                yield found
            elif colon and label and any(map(str.isalnum, value)):
                yield Token("text", value)  # so that the label says nothing of the next cell

    def _one(self, text: str) -> Token | None:  # noqa: PLR0911 - one return a sort
        """What a text without blanks is, if it is one thing."""
        if not text or len(text) > LONGEST_TEXT:
            return None
        if text[0].isascii() and (found := code_token(text)):
            return found
        bare = text.strip("():：")
        if SAMPLE.search(text):
            return Token("sample", text)
        if head_key(text) in self._heads or NAME_HEAD.fullmatch(bare) or (text[-1] == ":" and len(text) > 1):
            return Token("label", bare)
        if item := self._item(text):
            return Token("item", text, item)
        if len(text) <= OFFICE_LENGTH and OFFICE.search(text):
            return Token("post", bare)
        name = likely_name(text)
        return Token("name" if name[1] else "maybe", name[0]) if name else None

    def _item(self, text: str) -> Item | None:
        key = text.casefold()
        plain = re.sub(r"\([^()]*\)$", "", key)
        if found := self._choices.get(key) or self._choices.get(plain):
            return found
        if not text.isascii() and len(text) <= max(map(len, GROUPS)) and (group := Ethnicity().parse(text)) and isinstance(group, str):
            return ("ethnicity", group)
        if DATE_LIKE.fullmatch(text) and isinstance(found_date := read_date(text), PartialDate):
            return dated(found_date).item
        if ORGANISATION.fullmatch(text):
            return ("organisation", re.sub(r"^(?:中共|中国共产党)", "", text))
        if CLASS.fullmatch(text):
            return ("class", text)
        return ("address", text) if len(text) >= len("某省某市某某路1") and ADDRESS.fullmatch(text) else None


def _fits(token: Token, head: str) -> bool:
    """Whether a head or label lets a token speak of a person of ours."""
    if not head or token.sort in {"label", "post", "sample"}:
        return True
    if OFFICE.search(head) or (token.sort == "id" and OTHER_NUMBER.search(head)):
        return False
    return token.sort not in {"name", "maybe"} or bool(NAME_HEAD.search(head))
