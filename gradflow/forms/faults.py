"""What is wrong in a TOML file that cannot be read: the line, the sign, and what to type instead, in Chinese.

pydantic's complaints about a declaration, in Chinese.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from gradflow.model.failures import GradflowError, perhaps, reason_of
from gradflow.model.folding import half_width
from gradflow.model.forms import MisdeclaredError

SIGNS = {
    "“": '"', "”": '"', "„": '"', "＂": '"', "‘": '"', "’": '"', "「": '"', "」": '"', "，": ",", "、": ",", "；": ",", "：": "=", "＝": "=", "。": ".",
    "【": "[", "】": "]", "［": "[", "］": "]", "〔": "[", "〕": "]", "｛": "{", "｝": "}", "（": "[", "）": "]", "＃": "#", "—": "-", "－": "-", "–": "-",
}  # fmt: skip
"""Chinese signs, and what stands for them in TOML."""
PIECES = re.compile(r"""\"(?:[^"\\]|\\.)*"|'[^']*'|#.*|(["'].*)|([^\x00-\x7f])""")
"""A string, a comment, a string that is not closed, or a sign outside of them."""
TWICE = re.compile(r"overwrite|twice|Cannot (?:declare|mutate)|already", re.IGNORECASE)
SLASHED = "反斜杠 \\ 在双引号里有别的意思，写成 \\\\ 或 /。"
FAULTS = tuple(
    (re.compile(pattern), text)
    for pattern, text in (
        (
            r"=\s*(\d{4})(?:[./]|年|-(?=\d-|\d{2}-\d(?!\d)))(\d{1,2})(?:[./-]|月)(\d{1,2})日?\s*(?:#.*)?$",
            "日期要写成 {0}-{1:0>2}-{2:0>2}，不加引号。",
        ),
        (r"=\s*(\d+)\s*[一-龥]+\s*(?:#.*)?$", "数字后面不写别的，写成 {0}。"),
        (r"^[^\x00-\x7f]", "名称只能用英文，中文只能写在 = 后面的英文双引号里；说明文字前面加 #。"),
        (r"=\s*\(", "圆括号要改成方括号 [ ]。"),
        (r"=\s*\"[^\"]*\"\s*,\s*\"", '几个名称要一起放在方括号里，如 ["甲", "乙"]。'),
        (r"=\s*(?!(?:true|false|inf|nan)\b)([^\s\"'\[{{(#0-9+-][^#\"]*?),?\s*(?:#.*)?$", '文字要放在英文双引号里，写成 "{0}"。'),
        (r"\"[^\"]*\\[^\"\\nrtbfuU]", SLASHED),
        (r"^[^\"]*\"(?:[^\"]*\"[^\"]*\")*[^\"]*\\[^\"]*$", SLASHED),
        (r"^(?!.*\"\"\")[^\"#]*\"(?:[^\"]*\"[^\"]*\")*[^\"]*$", "英文双引号要成对，少了或多了一个。"),
        (r"^\[\[[^\[\]]+\]?$|^\[[^\[\]]+(?:\]\])?$", "方括号要成对，如 [[branches]]。"),
        (r"^[^=\[\]\"',}#]+$", "少了 =；要写成 名称 = 内容，说明文字前面加 #。"),
    )
)
"""What else people often write that TOML does not take, and what to do; tried in order on a line without blanks around it."""


def read_toml(path: Path | Traversable, name: str, failure: type[GradflowError]) -> dict[str, Any]:
    """What a TOML file says that people write. Raises ``failure``: what is wrong with the file of that name, and what to do."""
    text = ""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return tomllib.loads(text)
    except OSError as error:
        raise failure(f"{name} 打不开：{reason_of(error)}。") from error
    except UnicodeDecodeError as error:
        raise failure(f"{name} 不是 UTF-8 编码。用记事本打开，另存为时编码选 UTF-8。") from error
    except tomllib.TOMLDecodeError as error:
        raise failure(f"{name} {toml_fault(text, error)}") from error


def toml_fault(text: str, error: Exception) -> str:
    """`` 第3行：…`` for the fault that is most likely meant by the parser's complaint."""
    told = re.search(r"at line (\d+)", str(error))
    reported = int(told[1]) if told else len(text.splitlines())
    if TWICE.search(str(error)):
        return f"第{reported}行：同一个名称前面已经写过一次，删去一处。"
    lines = list(enumerate(text.splitlines(), start=1))
    for number, line in lines:
        if fault := sign_fault(line):
            return f"第{number}行：{fault}"
    if "array" in str(error).lower() and "declar" not in str(error):
        opened = [number for number, line in lines if number <= reported and line.count("[") > line.count("]")]
        return f"第{opened[-1] if opened else reported}行：方括号没有成对，或两项之间少了英文逗号。"
    nearest = sorted(lines, key=lambda one: abs(one[0] - reported))
    for number, line in nearest:
        if fault := _line_fault(line):
            return f"第{number}行：{fault}"
    where = f"第{reported}行" if told else "末尾"
    return f"{where}写法有误：中文要放在英文双引号里，名称只用英文，日期写成 2026-06-24 的样子，方括号要成对。"


def sign_fault(line: str) -> str:
    """A Chinese or full-width sign outside strings and comments, or a string that one of them was meant to close."""
    for sign in _outside(line):
        if sign in SIGNS and line.split("#", maxsplit=1)[0].rstrip().endswith(sign) and SIGNS[sign] in ",.":
            return f"行末的 {sign} 是多出来的，删去。"
        if sign in SIGNS:
            kind = "中文引号" if SIGNS[sign] == '"' else "中文标点"
            return f"{kind} {sign} 要改成英文的 {SIGNS[sign]}"
        plain = half_width(sign)
        if sign.isspace() and sign not in " \t":
            return "有全角空格或看不见的空格，改成普通空格。"
        if plain != sign and plain.isascii():
            return f"全角的 {sign} 要改成半角的 {plain}"
    return ""


def _outside(line: str) -> Iterator[str]:
    """The characters outside strings and comments; of a string that is not closed, the Chinese quote meant to close it."""
    for piece in PIECES.finditer(line):
        unclosed, sign = piece.groups(default="")
        yield from (one for one in unclosed if SIGNS.get(one) == '"')
        yield from sign


def _line_fault(line: str) -> str:
    """What else is wrong with a line, if it is something people often write."""
    bare = "" if line.lstrip().startswith("#") else line.strip()
    found = ((pattern.search(bare), text) for pattern, text in FAULTS if bare)
    return next((text.format(*match.groups()) for match, text in found if match), "")


PYDANTIC_WORDS = {kind: words for words, kinds in {
    "不认识这个键": "extra_forbidden",
    "缺少这个键": "missing",
    "应是文字": "string_type",
    "应是整数": "int_type int_parsing",
    "应是数": "float_parsing float_type",
    "数太小": "greater_than greater_than_equal",
    "应是 true 或 false": "bool_parsing bool_type",
    '应是列表，写成 ["…"]；几段的写成 [[…]]': "tuple_type",
    "数太大": "less_than_equal",
    "应是日期，如 2023-06-24": "date_from_datetime_inexact date_from_datetime_parsing",
    "只能用小写英文字母、数字和下划线，以字母开头": "string_pattern_mismatch",
    "不能为空": "too_short string_too_short",
    "字数太多": "string_too_long",
    "不在可选值之内": "literal_error",
    "应是日期，如 2023-06-24(不加引号)": "date_type",
}.items() for kind in kinds.split()}  # fmt: skip


MISPLACED_IN = "不写在这里；整张表的键要写在第一个 [[fields]] 之前"
MISPLACED = "不写在这里：栏目的键写在 [[fields]] 里，drop 和 after 只用于改 gradflow 自带的表"


class Fault(NamedTuple):
    """Something wrong in a declaration: its key (``fields.phone.width``, empty for the whole), what is wrong and what to do, in Chinese."""

    place: str
    text: str
    about: str = ""
    """The key of another field that is spoken of."""


def explained(error: ValidationError, data: Any, known: Iterable[str] = ()) -> str:
    """Put pydantic's first complaint into Chinese: key path, what is wrong, what is allowed; ``known``: keys of the uppermost level."""
    return complaints(error, data, known if len(error.errors()[0]["loc"]) == 1 else ())[0].text


def complaints(error: ValidationError, data: Any, known: Iterable[str] = ()) -> list[Fault]:
    """All of pydantic's complaints about data; keys that it does not know may be meant for ``known`` ones.

    Of a list all of whose entries are wrong it also complains that there are too few: that only follows.
    """
    names, told = list(known), error.errors()
    within = {one["loc"][:depth] for one in told for depth in range(len(one["loc"]))}
    return [_complaint(one, data, names) for one in told if not (one["type"] == "too_short" and one["loc"] in within)]


def _complaint(one: Any, data: Any, known: Sequence[str]) -> Fault:
    path, typed = "", data
    for part in one["loc"]:
        typed = _within(typed, part)
        if isinstance(part, int):
            named = _within(typed, "key") or _within(typed, "name")
            path += f".{named}" if named else f"[{part + 1}]"
        else:
            path += f".{part}" if path else part
    kind, context = one["type"], one.get("ctx", {})
    reason = PYDANTIC_WORDS.get(kind) or str(one["msg"]).removeprefix("Value error, ")
    if kind == "extra_forbidden" and (key := str(one["loc"][-1])):
        reason = (MISPLACED_IN if len(one["loc"]) > 1 else MISPLACED).format(key) if key in known else reason + perhaps(key, known)
    expected = str(context.get("expected", "")).replace(" or ", "、").replace(", ", "、")
    misdeclared = context.get("error")
    if isinstance(misdeclared, MisdeclaredError):
        return Fault(misdeclared.place, reason, misdeclared.about)
    return Fault(path, f"{path or '整份声明'}: {reason}{f'，可以写 {expected}' if kind == 'literal_error' else ''}")


def _within(data: Any, part: str | int) -> Any:
    """What stands there in lists and tables; None where there is nothing."""
    try:
        return data[part]
    except (LookupError, TypeError):
        return None


class FormError(GradflowError):
    """A form's declaration is wrong, or there is no such form; the message names file and key, in Chinese."""

    def __init__(self, message: str, file: str = "", faults: Sequence[Fault] = ()) -> None:
        """``faults``: what is wrong in that file, the first of which the message tells."""
        super().__init__(message)
        self.file, self.faults = file, tuple(faults)


def refused(file: str, place: str, text: str, about: str = "") -> FormError:
    """The error of one fault, at a place of a file; ``about`` names another field it speaks of."""
    return FormError(f"表格声明 {file}: {text}", file, [Fault(place, text, about)])
