"""What 人员总表 says of each person, and the figures of the upward report: whatever is summed stands there person by person."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from gradflow.forms.loader import Forms
from gradflow.kinds.contact_log import is_lost
from gradflow.kinds.ethnicity import GROUPS
from gradflow.kinds.places import province_of
from gradflow.model.campaign import Campaign
from gradflow.model.cells import is_blank, typed_text
from gradflow.model.findings import FindingState
from gradflow.model.folding import later
from gradflow.model.people import Entry, Person
from gradflow.model.records import Context, Record, Submission
from gradflow.model.views import Counted, ItemKind, Landing, OpenItem, PersonStatus, Reason, Statistic, Tally
from gradflow.model.vocabulary import Labelled

MOVED = later(
    r"(?<![无没未不])(?<!没有)(?:单位|工作|去向|学校|转入地点?|接收地)(?:又|已经?|有了?|有所|发生了?)?(?:变|调动|改变|改[成为到])"
    r"|(?<![无没未不])(?<!没有)(?:变更|更换|换了?)(?:个|到|成|了|一?家)?新?(?:的)?(?:单位|工作|公司|去向|转入地|地方)"
    r"|改派|跳槽|(?<![无没未不])(?:离职|辞职)"
)
REFUSED = re.compile(
    r"[未无没]有?(?:建立?|成立)?(?:立)?党(?:组织|支部|委)|尚未?成立党|党组织未[建成]|(?:不予?|拒绝?|不肯|不愿意?|未予|没有?)接[收受]|拒收|不收(?!回执)"
)
REASONS = (
    (Reason.MOVED, MOVED),
    (Reason.LETTER, later("介绍信(?!已?经?(?:[寄邮交送递]|在途|开(?:好|出|具)))|抬头|过期|遗失|重开")),
    (Reason.SENT_BACK, re.compile("退回|驳回|信息不全")),
    (Reason.REFUSED, REFUSED),
    (Reason.MEMBER_FILE, re.compile("档案")),
    (Reason.NOT_REGISTERED, re.compile("报到|开学|入学|9月|九月|录取")),
    (Reason.UNDER_REVIEW, re.compile("审核|审批|接收中|办理|等待|流程|转接中|已发起")),
    (Reason.NO_EMPLOYER, re.compile("单位|落实|待业|就业|找工作")),
)
"""Why somebody has not landed, told by words of the reason; the first that fits."""
HAN = GROUPS[0]
STATUSES = {"full": Statistic.FULL, "probationary": Statistic.PROBATIONARY, None: Statistic.STATUS_UNSURE}
SEXES = {"male": Statistic.MALE, "female": Statistic.FEMALE, None: Statistic.SEX_UNSURE}
ENDS = {ItemKind.PROBATION_OVER: Statistic.PROBATION_OVER, ItemKind.PROBATION_ENDS: Statistic.PROBATION_ENDS}
LISTED, TO_LEAVE, TO_CHECK = Statistic.GRADUATES, Statistic.TO_LEAVE, Landing.TO_CHECK
"""Looked up once, for they are asked of everybody."""
NONE: Mapping[Labelled, int] = {}
PLAIN = ("sex", "ethnicity", "id_number", "receiving_department")
FOLLOWED = ("destination_type", "landed_org", "landed_on", "receipt")
NOT_FOLLOWED: Mapping[str, str | None] = dict.fromkeys(FOLLOWED, "")
NOT_CLEAR = {**NOT_FOLLOWED, "destination_type": None}


class Register:
    """What the people of a run share."""

    def __init__(self, submissions: Sequence[Submission], forms: Forms, context: Context) -> None:
        self.shows = {form.key: {key: kind.show for key, kind in form.table.kinds.items()} for form in forms.values()}
        self.extra = tuple(extra_fields(forms))
        self.home = province_of(context.campaign.college) or province_of(context.campaign.home_city)
        self.granted = {(s.key, f.where.row, f.field) for s in submissions for f in s.findings if f.state is FindingState.GRANTED}

    def values(self, person: Person, merged: Person, told: Entry | None, landing: Landing) -> dict[str, str | None]:
        """Field -> value, of merged rows; a card's joining day, and of the latest follow-up row what it says."""
        values = {key: self._shown(person, merged, key) for key in PLAIN}
        values["phone"] = self._shown(person, merged, "phone", "mobile")
        status = merged.last("member_status")
        values["member_status"] = self._text(*status, "member_status") if status else self._shown(person, merged, "member_status")
        values["joined_on"] = str(joined[1]) if (joined := merged.first("joined_on")) else self._shown(person, merged, "joined_on")
        for key in self.extra:
            values[key] = self._shown(person, merged, key)
        if landing is TO_CHECK or told is None:
            values.update(NOT_CLEAR if landing is TO_CHECK else NOT_FOLLOWED)
            return values
        for key in FOLLOWED:
            values[key] = self._text(told, told[1].get(key), key)
        return values

    def _text(self, entry: Entry, value: Any, key: str) -> str:
        return "" if value is None else str(self.shows[entry[0].form][key](value))

    def _shown(self, person: Person, merged: Person, *keys: str) -> str | None:
        """The first of some fields as the first merged form that understood it shows it; as typed where the office lets that stand."""
        for key in keys:
            for submission, record in merged.entries:
                if key in record.values:
                    return str(self.shows[submission.form][key](record.values[key]))
            for submission, record in merged.entries if self.granted else ():
                if key in record.unknown and any((submission.key, row, key) in self.granted for row in record.rows):
                    return typed_text(record.cells.get(key))
        for _, record in person.entries:
            for key in keys:
                if key in record.cells and not is_blank(record.cells[key]):
                    return None
        return ""

    def counts(self, merged: Person, told: Entry | None, landing: Landing, end: OpenItem | None) -> tuple[Counted, ...]:
        """The figures somebody counts in whom a roster lists."""
        status = merged.last("member_status")
        counts: list[Counted] = [LISTED, STATUSES.get(status[1] if status else None, STATUSES[None])]
        group = merged.get("ethnicity")
        of_group = Statistic.ETHNICITY_UNSURE if not group else Statistic.HAN if group == HAN else Statistic.MINORITY
        counts += [SEXES.get(merged.get("sex"), SEXES[None]), of_group, landing]
        if end:
            counts.append(ENDS[end.kind])
        if not landing.stays:
            counts += (TO_LEAVE, self._direction(merged), *_more(landing, told))
        return tuple(counts)

    def _direction(self, merged: Person) -> Statistic:
        """Within the college's province or beyond, by the letter head."""
        organisation = merged.get("receiving_department")
        province = province_of(organisation.name) if organisation else None
        if not province or not self.home:
            return Statistic.PROVINCE_UNSURE
        return Statistic.WITHIN if province == self.home else Statistic.BEYOND


ASKED_FOR: Mapping[Counted, str] = {
    **dict.fromkeys(STATUSES.values(), "member_status"), **dict.fromkeys(SEXES.values(), "sex"),
    **dict.fromkeys((Statistic.HAN, Statistic.MINORITY, Statistic.ETHNICITY_UNSURE), "ethnicity"),
    **dict.fromkeys((Statistic.WITHIN, Statistic.BEYOND, Statistic.PROVINCE_UNSURE), "receiving_department"),
    **dict.fromkeys((Landing.LANDED, Landing.OPEN, Landing.NOT_ASKED, Landing.TO_CHECK, *Reason), "landed_org"), Statistic.RECEIPT_BACK: "receipt",
    **dict.fromkeys((Statistic.PROBATION_ENDS, Statistic.PROBATION_OVER), "joined_on"),
}  # fmt: skip
"""What some figures follow from."""


def counted_by(forms: Forms) -> frozenset[Counted]:
    """The figures that the forms in use can tell."""
    held = frozenset[str]().union(*(form.kinds for form in forms.values()))
    return frozenset(what for what in (*Statistic, *Landing, *Reason) if ASKED_FOR.get(what, "name") in held)


def tell_landing(forms: Forms) -> str:
    """The forms that tell whether memberships have arrived: 附件3; empty for none."""
    telling = [form.spec for form in forms.values() if "landed_org" in form.kinds]
    return "、".join(spec.annex for spec in ([spec for spec in telling if spec.in_rounds] or telling))


def extra_fields(forms: Forms) -> dict[str, str]:
    """Fields of forms that are to stand in 人员总表 beside what always does -> their labels."""
    own = {*PLAIN, *FOLLOWED, "phone", "member_status", "joined_on"}
    return {field.key: field.label for form in forms.values() for field in form.spec.fields if field.in_register and field.key not in own}


def _more(landing: Landing, told: Entry | None) -> Iterator[Counted]:
    """What is also counted of somebody who has landed, or has not and says why."""
    if told and landing is Landing.LANDED and has_receipt(told[1]):
        yield Statistic.RECEIPT_BACK
    elif told and landing is Landing.OPEN:
        yield why_open(reason_of(told[1]))


def why_open(reason: str) -> Reason:
    """What kind of reason it is."""
    return Reason.LOST if is_lost(reason) else next((name for name, pattern in REASONS if pattern.search(reason)), Reason.OTHER)


def has_receipt(record: Record) -> bool:
    """Whether a follow-up row says that the receipt is back."""
    return record.get("receipt") in {"yes", "online"}


def reason_of(record: Record) -> str:
    """The reason a follow-up row gives for a membership that has not landed; empty for none."""
    return str(record.get("not_landed_reason") or "")


def upward_report(found: Iterable[PersonStatus], campaign: Campaign) -> tuple[Tally, ...]:
    """Figures by branch for the report upwards; every one is a count of rows of 人员总表."""
    counts: dict[str, Counter[Labelled]] = defaultdict(Counter)
    for one in found:
        counts[one.branch].update(one.counts)
    return by_branch(counts, campaign)


def by_branch(counts: Mapping[str, Counter[Labelled]], campaign: Campaign) -> tuple[Tally, ...]:
    """Counts in branch order; branches nobody registered come last."""
    names = [branch.name for branch in campaign.branches]
    return tuple(Tally(name, counts.get(name, NONE)) for name in (*names, *sorted(counts.keys() - set(names))))
