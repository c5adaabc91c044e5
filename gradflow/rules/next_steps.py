"""What is to be done next with a graduate: words and sources by situation, from ``next_steps.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from pydantic import TypeAdapter

from gradflow.model.forms import Declaration
from gradflow.model.views import Situation


class NextStepWords(Declaration):
    """What is said of one situation."""

    name: str
    step: str
    """With ``{end}`` for the end of the probationary year, and names of limits in braces."""
    source: str
    own: str = ""
    """What graduates are told to do then, on the card they are given; empty where there is nothing they could."""
    remind: str = ""
    """How a line of the message to the branch begins; empty where it needs none."""


@cache
def next_step_words() -> dict[Situation, NextStepWords]:
    """Situation -> its words, the most pressing first."""
    read = tomllib.loads((files("gradflow.rules") / "next_steps.toml").read_text("utf-8"))
    found = TypeAdapter(dict[Situation, NextStepWords]).validate_python(read)
    return {situation: found[situation] for situation in Situation}
