"""findings.jsonl: findings.json a line at a time, for jq, pandas and whatever streams."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gradflow.outputs import findings_json

NAME = "findings.jsonl"
TYPES = {
    "submissions": "submission", "findings": "finding", "changes": "change", "not_run": "not_run", "solved": "solved", "grants": "grant",
}  # fmt: skip
"""List of the document -> what its lines say they are."""
ENDS = str.maketrans({"\u0085": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})
"""Characters that JSON lets stand in a text, and some programs take for the end of a line."""


def lines(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The header (everything that is not a list), then the lists' entries in the document's order."""
    yield {"type": "header", **{key: value for key, value in document.items() if key not in TYPES}}
    for key, word in TYPES.items():
        yield from ({"type": word, **entry} for entry in document[key])


def write_lines(path: Path, document: Mapping[str, Any]) -> None:
    """Write the file: UTF-8, one object a line."""
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for line in lines(document):
            stream.write(json.dumps(line, ensure_ascii=False).translate(ENDS) + "\n")


def json_schema() -> dict[str, Any]:
    """The JSON Schema of one line (committed as docs/findings.jsonl.schema.json), from that of the document."""
    whole = findings_json.json_schema()
    parts, own = whole["$defs"], whole["properties"]
    header = {**whole, "properties": {key: value for key, value in own.items() if key not in TYPES}}
    header["required"] = [key for key in whole["required"] if key not in TYPES]
    del header["$defs"]
    kinds = {"header": header, **{word: parts.pop(own[key]["items"]["$ref"].rpartition("/")[2]) for key, word in TYPES.items()}}
    return {"$defs": parts, "title": NAME, "oneOf": [_typed(kind, word) for word, kind in kinds.items()]}


def _typed(kind: Mapping[str, Any], word: str) -> dict[str, Any]:
    """The schema with the key that tells the lines apart."""
    return {**kind, "properties": {"type": {"const": word}, **kind["properties"]}, "required": ["type", *kind["required"]]}
