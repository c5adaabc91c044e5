"""A ledger brought from a store, joined with the one kept here: what either has noted is known afterwards, and nobody is lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from gradflow.app.campaign_file import CampaignError
from gradflow.model.naming import LEDGER, OWN
from gradflow.model.people import Kept, ToNote
from gradflow.pipeline.grouping import grouped
from gradflow.pipeline.same_person import Candidate, pair
from gradflow.store.arrivals import LedgerError, NewerLedgerError, check_ledger, note_again
from gradflow.store.people import newest_run, note_people, read_people


def join_ledgers(theirs: Path, ours: Path, place: str) -> None:
    """Note in the ledger of the campaign folder ``theirs`` what that of ``ours``, if there is one, has noted beside it.

    ``place``: where theirs was brought from. Raises CampaignError for theirs, LedgerError for ours.
    """
    try:
        check_ledger(theirs)
        people, _ = read_people(theirs)
    except NewerLedgerError as error:
        raise CampaignError(f"“{place}”的收件账本是由更新的 gradflow 写的，这个版本读不了。换用更新的版本，再运行一次。") from error
    except LedgerError as error:
        raise CampaignError(f"“{place}”的收件账本({OWN}/{LEDGER})打不开或已损坏。请学院核对那一份，修好再运行一次。") from error
    if (ours / OWN / LEDGER).exists():
        note_again(theirs, ours)
        own, lapsed = read_people(ours)
        if newest := max(filter(None, map(newest_run, (theirs, ours))), default=None):
            note_people(theirs, ToNote(people=tuple(_joined(people, own)), lapsed=tuple(lapsed)), newest)


def _joined(theirs: Sequence[Kept], ours: Sequence[Kept]) -> Iterator[Kept]:
    """Those whom only ours has, and those of whom ours knows more; whoever may be two people stays two."""
    homes = grouped(((one.branch, one.lane), one) for one in theirs)
    for home, own in grouped(((one.branch, one.lane), one) for one in ours).items():
        pairs = pair([Candidate(one, one.traits) for one in own], [Candidate(one, one.traits) for one in homes.get(home, ())])
        known = {one.key: other for one, other in pairs.same}
        for one in own:
            joined = _both(known[one.key], one) if one.key in known else one._replace(key=0)
            if joined != known.get(one.key):
                yield joined


def _both(theirs: Kept, ours: Kept) -> Kept:
    """One person as theirs has them, with what only ours tells; who was read here alone is read."""
    base = ours if ours.source and not theirs.source else theirs
    traits = (*(told for told in ours.traits if told not in theirs.traits), *theirs.traits)
    return base._replace(
        key=theirs.key, traits=traits, maybe=theirs.maybe or ours.maybe, reason=theirs.reason or ours.reason,
        carried=theirs.carried or ours.carried, noted_on=min(theirs.noted_on, ours.noted_on),
    )  # fmt: skip
