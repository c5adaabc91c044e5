"""One cause, one finding: which finding, being there for a person, makes which others silent.

What follows from a value that is wrong is silent without any table (``pipeline/validate.py``): this one is for values that are
sound by themselves and contradict each other.
"""

from __future__ import annotations

SILENCES: dict[str, frozenset[str]] = {
    "C206": frozenset({"C131"}),  # the age was counted from that birthday
    "C467": frozenset({"R364"}),  # to the own college
    "R310": frozenset({"R363", "R364"}),
    "R305": frozenset({"C131"}),
    "C554": frozenset({"C551"}),  # the address has to be written anew, postcode and all
    "P703": frozenset({"P707", "P710"}),  # a full member who joined lately: the date, or the status there, is wrong
    "P706": frozenset({"P702", "P710"}),
    "P710": frozenset({"P704", "P705", "P709"}),  # full before, probationary now: the status is in question
    "R366": frozenset({"P711", "P712"}),  # out of touch: nothing moves until the person is found
    "X613": frozenset({"P711", "P712"}),  # landed before, not landed now
    "X608": frozenset({"R365"}),  # the card's own mobile is a relative's
    "X502": frozenset({"X608"}),
    "X602": frozenset({"C151"}),  # a name nobody has: whose it is, is asked
    "X605": frozenset({"C151"}),
    "X631": frozenset({"C151"}),
    "X606": frozenset({"X612", "X614", "X634"}),  # the row may be another person's
    "X612": frozenset({"R364"}),
    "X617": frozenset({"R364"}),
    "X630": frozenset({"R310", "R364"}),  # the remark is blank
    "X633": frozenset({"X606", "X607", "X608", "X612", "X614", "X634", "X635"}),  # the card is another person's
    "X634": frozenset({"X611", "X612"}),  # the place has changed, and with it perhaps the destination
    "X635": frozenset({"X501", "R301", "R302", "R303", "X606", "X607"}),  # all else that is known contradicts the ID number
}
"""Code -> the codes that tell the same of the same person."""
ONCE_A_PERSON = frozenset({"C151"})
"""Checks that need an answer on one of a person's sheets only: they ask whether the person is one."""
