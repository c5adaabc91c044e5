"""pydantic's complaints about a declaration, in Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

PYDANTIC_WORDS = {
    "extra_forbidden": "不认识这个键",
    "missing": "缺少这个键",
    "string_type": "应是文字",
    "int_type": "应是整数",
    "int_parsing": "应是整数",
    "float_parsing": "应是数",
    "float_type": "应是数",
    "greater_than": "数太小",
    "bool_parsing": "应是 true 或 false",
    "bool_type": "应是 true 或 false",
    "tuple_type": '应是列表，写成 ["…"]；几段的写成 [[…]]',
    "greater_than_equal": "数太小",
    "less_than_equal": "数太大",
    "date_from_datetime_inexact": "应是日期，如 2023-06-24",
    "string_pattern_mismatch": "只能用小写英文字母、数字和下划线，以字母开头",
    "too_short": "不能为空",
    "string_too_short": "不能为空",
    "literal_error": "不在可选值之内",
    "date_from_datetime_parsing": "应是日期，如 2023-06-24",
    "date_type": "应是日期，如 2023-06-24(不加引号)",
}


def explained(error: ValidationError, data: Any) -> str:
    """Put pydantic's first complaint into Chinese: key path, what is wrong, what is allowed."""
    first = error.errors()[0]
    path = ""
    for part in first["loc"]:
        if isinstance(part, int):
            named = data[part].get("key", data[part].get("name")) if _has_name(data, part) else None
            path += f".{named}" if named else f"[{part + 1}]"
        else:
            path += f".{part}" if path else part
        data = data[part] if _holds(data, part) else None
    kind = first["type"]
    reason = PYDANTIC_WORDS.get(kind) or str(first["msg"]).removeprefix("Value error, ")
    expected = first.get("ctx", {}).get("expected", "")
    allowed = f"，可以写 {str(expected).replace(' or ', '、').replace(', ', '、')}" if kind == "literal_error" else ""
    return f"{path or '整份声明'}: {reason}{allowed}"


def _holds(data: Any, part: Any) -> bool:
    if isinstance(data, Mapping):
        return part in data
    return isinstance(data, list | tuple) and isinstance(part, int) and part < len(data)


def _has_name(data: Any, part: int) -> bool:
    return _holds(data, part) and isinstance(data[part], Mapping)
