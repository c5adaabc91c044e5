"""The letter of transfer (党员组织关系介绍信): its blanks and its wording, from ``letter.toml``."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import Field, model_validator

from gradflow.model.forms import KEY, Declaration

BLANK = re.compile(r"\{(.+?)\}")
HEAD = r"^[一-龥]{1,20}$"


class Blank(Declaration):
    """One blank of the letter: a column of the mail-merge sheet, a merge field of the Word letter."""

    key: str = Field(pattern=KEY)
    head: str = Field(pattern=HEAD)
    width: float = Field(gt=0, le=60)
    by_office: bool = False
    """Whether the office fills it in, or completes it: what it typed is taken over when the sheet is made again."""


class Line(Declaration):
    """A line of the letter, with ``{head}`` for each blank."""

    text: str
    align: Literal["left", "center", "right"] = "left"


class Part(Declaration):
    """One of the letter's three parts (联)."""

    title: str
    name: str
    lines: tuple[Line, ...]


class Letter(Declaration):
    """The whole letter."""

    source: str
    blanks: tuple[Blank, ...]
    parts: tuple[Part, ...]

    @model_validator(mode="after")
    def _known_blanks(self) -> Letter:
        heads = {blank.head for blank in self.blanks}
        unknown = {head for part in self.parts for line in part.lines for head in BLANK.findall(line.text)} - heads
        if unknown:
            raise ValueError(f"letter.toml: {sorted(unknown)}")
        return self


@cache
def letter() -> Letter:
    """The declaration."""
    return Letter.model_validate(tomllib.loads((files("gradflow.rules") / "letter.toml").read_text("utf-8")))
