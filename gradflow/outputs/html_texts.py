"""Texts of report.html: masked before they get near the page, and JSON that a page can hold."""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from typing import Any

from markupsafe import Markup

from gradflow.core.folding import UNSEEN
from gradflow.core.masking import masked, masked_name


def shown(text: str) -> str:
    """A text for the page: IDs and phones masked, nothing in it that turns or hides other text."""
    return masked(visible(text))


def shown_name(text: str | None) -> str:
    """The name of a file, sheet or branch: only runs as long as an ID or mobile number are masked."""
    return masked_name(visible(text or ""))


def visible(text: str) -> str:
    """The text without what UTF-8 cannot hold or eyes cannot see."""
    return UNSEEN.sub("", text.encode("utf-8", "replace").decode("utf-8"))


def json_block(data: Any) -> Markup:
    """JSON for ``<script type="application/json">``: no character of it can end the element or be markup."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - < > & are gone


def source_hash(text: str) -> str:
    """The hash by which a Content-Security-Policy allows one inline script or style."""
    return f"'sha256-{b64encode(sha256(text.encode('utf-8')).digest()).decode()}'"
