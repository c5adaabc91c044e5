"""Free text: remarks and the like, of which only what nobody can see is taken out; the photo on a card, lying on the sheet or in a cell.

Whether a word is meant: it does not count where it is denied, has failed or is only planned (未考取, 专转本落榜, 准备就业).

Codes beside words (2.女, 满族(11)) and boxes ticked among several (☑男 □女): how lists to choose from are filled in.
"""

from __future__ import annotations

import re
from functools import lru_cache

from gradflow.kinds import base
from gradflow.model.cells import CellStyle, Raw
from gradflow.model.folding import later, unspelt


class Text(base.Kind):
    """Any text; 无 and / count as nothing."""

    name = "text"
    is_strict = False
    title = "文字"
    how = "按实际情况填写文字"
    looks = CellStyle(number_format="@")
    repeats = True

    def parse(self, raw: Raw) -> str | None:
        """Return the visible text, or None."""
        return self.text(raw) or None

    def meaning(self, value: str) -> str:
        """The words without signs, blanks and width."""
        return unspelt(value)


class Sequence(base.Kind):
    """The row's own number: read past, renumbered in reports."""

    name = "seq"
    takes_errors = True
    is_strict = False
    title = "序号"
    how = "从1开始依次编号"
    looks = CellStyle(align="center")

    def parse(self, raw: Raw) -> str | None:
        """Return what stands there, be it an error (#REF! where the row above was deleted): nothing depends on it."""
        return self.text(raw) or None


FOUND, MISSING = "有", "无"
"""What the reader of cards puts in the photo's place."""


class Photo(base.Kind):
    """Whether there is a photo; the value is a bool, None where nobody can tell."""

    name = "photo"
    title = "照片"
    how = "插入近期免冠照片"
    looks = CellStyle(align="center")

    def parse(self, raw: Raw) -> bool | None:
        """Return whether there is one; a formula that shows a picture (WPS DISPIMG) is one."""
        return None if raw is None else raw != MISSING

    def show(self, value: bool) -> str:  # noqa: FBT001 - the value itself
        """有 or 无."""
        return FOUND if value else MISSING


PARTS = re.compile(r"[^\w?？※]+")
"""What parts a text into clauses."""
_DONE = "报到|入职|上岗|手续|档案|关系|党组织|入学|开学|上班|毕业证"
"""What may be outstanding although somebody has been admitted or has signed."""
_ON = (
    "有|存在|能|被|再|去|来|到|要|想|准备|打算|考虑|参加|报|考[取上入试]?|选择|实现|成功|顺利|找|落实|签[订约]?|确定|正式|通过|合适|满意|任何|意|进行|继续"
    "|回|于|本科|学校|今年|进入?|升入?|拿到|获得|收到|上|的|录[取用]|公布"
)
"""What stands between a denial and the word it denies."""
_PLAN = (
    "准备(?!好)|打算|(?<![部扶岗])计划|(?<![模虚比])拟|(?<![理联思梦畅构设])想(?![象念])|争取|(?<!新)希望(?!集团|小学|教育)|有意|意向|可能|也许|预计|[二三再][战考]"
    "|[明来后]年|将来|[今以]后|下半年|报考|报名|备[考战]|冲刺|应聘(?![到至进入于上])|面试(?!通过|成功|合格)|求职|复习|考虑|联系(?![好到上])|寻?找(?!到)|(?<![高参统补自])考(?=※)|暂定|如果"
)
_SINCE = "考试?|[今去]年|[0-9]{4}年?|结果|成绩|分数|通知书?|名单|[面笔]试|体检|政审|签证|申请|后|最[终后]|报名|已经?|还|尚|仍|均|都|并|也|暂时?|目前|现|正在?|被|能|的|情况"
_FAILED = (
    "(?:[未没不无]|没有|(?<![接招])待)(?:有|能|被|再)*(?:录|考[取上中]|上[岸线]|过|通过|成(?!立)|达|中|果|望|如愿|理想|定|确[定认]|落实|出来|公布|知|明|参加|考虑|实现|找到|签[订约]?$|※)"
    "|落[榜选]|名落|失[败利]|待(?:通知|结果)|放弃|告吹|泡汤|取消|(?:[二三再]战|[再备]考|复[读习])中?$|与否|吗|[?？]|可能"
    "|(?:准备|打算|计划|意向|拟)中?$|(?:落实|联系|洽谈|寻找|求职|复习|选择)中$|(?<=[试名请])中$"
)
DENIED = later(
    rf"(?:未(?![来央名])|没有?|等待?|(?<![接招优看])待(?![在遇业]))(?:(?!{_DONE})[^※]){{0,12}}※(?!.{{0,6}}(?:{_DONE}))|(?:[无不非否慢缓]|[延推]迟|放弃)(?:{_ON})*+※(?!{_DONE})"
    rf"|(?:{_PLAN})(?:(?!已|成功)[^※]){{0,12}}※(?!.*(?:已|成功|上岸))|※(?:{_SINCE}|[学院]校|本科|单位|公司|岗位?|录[取用]|※)*+(?:{_FAILED})|(?<!通过)(?<!经)※考试$"
)
"""A word, for which ※ stands, that is denied, failed or planned within its clause."""
UNDECIDED = re.compile(r"[待未不]确?定|未知|可能|[?？]|(?:准备|打算|计划|意向|拟)中?")
"""A clause that takes back whatever the clauses before it say."""
REFUSED = re.compile(
    rf"{UNDECIDED.pattern}|(?:{_SINCE})*+(?:(?:[未没不]|没有)(?:能|被|有)*(?:录[取用]|考[取上]|上[岸线]|通?过|成功|达线)|未果|名?落[榜选孙]|失[败利]|放弃|告吹|取消).{{0,2}}"
)
"""The same, of what has to be won: a school or a post."""


@lru_cache(maxsize=65536)
def is_meant(words: re.Pattern[str], text: str, refused: re.Pattern[str] = UNDECIDED) -> bool:
    """Whether the text says one of the words, and neither denies it nor calls it a plan; what a later clause takes back is not meant."""
    found = False
    for part in PARTS.split(text):
        marked = words.sub("※", part)
        if marked == part:
            found = found and not refused.fullmatch(part)
        elif not DENIED.search(marked):
            found = True
        elif refused.fullmatch(part):
            found = False
    return found


HAN = "一-龥"
CODE_BEFORE = re.compile(rf"^(?:[(\[【]?[0-9]{{1,2}}[)\]】]?|\(?[a-z]\)?(?![a-z]))[.、,:)\-_—–\s]*(?=(?-i:[{HAN}]))", re.IGNORECASE)
CODE_BEHIND = re.compile(rf"(?<=[{HAN}])\s*(?:[-_:—–/]?[0-9]{{1,2}}|[(\[【][0-9]{{1,2}}[)\]】])$")

TICKED, EMPTY, CROSSED = "☑", "☐", "☒"
SIGNS: tuple[tuple[str, str], ...] = (
    (TICKED, r"[(\[【]\s*[√✓✔☑xv*■●]\s*[)\]】]|[√✓✔☑✅🗹■●◉◼⬛⚫\uf052\uf0fe\uf0fc]|(?<![a-z])[rþü](?=[一-龥])"),
    (EMPTY, r"[(\[【]\s*[)\]】]|[□☐▢◻⬜○◯⚪£¨\uf0a3\uf0a8\uf06f]"),
    (CROSSED, r"[×✗✘✕☒❌❎]"),
)
"""What people, Word's form fields and the symbol fonts of older programs put for a box; text is half-width and lower case."""
OPTION_NUMBER = later(r"(?:(?<=^)|(?<=[\s/、,;|☑☐☒]))(?:[0-9]|[a-z])[.、)](?=\s*[一-龥☑☐☒])")
PARTING = re.compile(r"[\s/、,，;；|。]+")
PIECE = re.compile(rf"[{TICKED}{EMPTY}{CROSSED}]|[^{TICKED}{EMPTY}{CROSSED}]+")


def uncoded(text: str) -> str:
    """The words without one code before or behind them: 02正式党员, 女(2), 11-满族."""
    return CODE_BEHIND.sub("", CODE_BEFORE.sub("", text))


def ticked(text: str) -> dict[str, bool]:
    """Each word among boxes -> whether it alone of all is marked; empty where the text has no boxes or they cannot be told apart.

    A box belongs to the word it touches; without blanks, to the one behind it if the text begins with a box,
    to the one before it if the text ends with one. A cross says no beside a tick, and yes beside empty boxes.
    """
    for sign, pattern in SIGNS:
        text = re.sub(pattern, sign, text)
    if not re.search(f"[{TICKED}{EMPTY}{CROSSED}]", text):
        return {}
    chunks = [PIECE.findall(chunk) for chunk in PARTING.split(OPTION_NUMBER.sub("", text)) if chunk]
    pairs = _by_touch(chunks) or _by_order([piece for chunk in chunks for piece in chunk])
    if not pairs:
        return {}
    signs = {sign for _, sign in pairs}
    yes = TICKED if TICKED in signs else CROSSED if EMPTY in signs else None
    return {word: sign == yes for word, sign in pairs}


def _by_touch(chunks: list[list[str]]) -> list[tuple[str, str]]:
    """(word, sign) where every chunk is a word with one sign beside it or none."""
    found = []
    for chunk in chunks:
        signs = [piece for piece in chunk if piece in TICKED + EMPTY + CROSSED]
        words = [piece for piece in chunk if piece not in signs]
        if len(words) != 1 or len(signs) > 1:
            return []
        found.append((words[0], signs[0] if signs else ""))
    return found


def _by_order(pieces: list[str]) -> list[tuple[str, str]]:
    """(word, sign) where signs stand before all words or behind all words."""
    is_sign = [piece in TICKED + EMPTY + CROSSED for piece in pieces]
    if is_sign[0] == is_sign[-1]:
        return []
    step = -1 if is_sign[0] else 1
    return [(piece, pieces[i + step] if is_sign[i + step] else "") for i, piece in enumerate(pieces) if not is_sign[i]]
