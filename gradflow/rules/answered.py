"""Which warnings ask for a reason that people write in the remark: there the form answers before it is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from gradflow.kinds.destinations import says_stays
from gradflow.model.cells import Raw, typed_text
from gradflow.model.findings import Finding, Severity
from gradflow.model.folding import later, squeezed

REMARKS = ("remark", "not_landed_reason")
OLDER = later(r"退[役伍]|扩招|社会(?:生源|招生|考生)|大龄|复学|参军|入伍|服役|在部队|部队入党|(?<![未没])工作后|入学前")
_MOVED = (
    r"(?<![未没需待])重新(?:在|通过)?(?:全国|线上|网上|系统)*(?:发起|转接|操作|办理)|(?:转入地|接收地|接收单位|去向|目的地|抬头|落户地|组织关系|户口).{0,6}(?:变[化更动]|[改更]|迁)"
    r"|改(?:到|转|往|签)|换了?(?:工作|单位)|离职|辞职|跳槽|解约|搬[家迁]|迁居"
)
MOVED = later(_MOVED)
SINCE = later(rf"{_MOVED}|放弃|(?:[789]|1[01])月.{{0,5}}(?:签约|就业|入职|落实|录取|考取|赴|出国|回国)|申请保留")
"""That something else has come about since the members were listed in June."""
CORRECTED = later(
    rf"{_MOVED}|[编转][入到至].{{0,16}}支部|下转|(?:上次|前次|第一次|原来|之前|此前|误).{{0,6}}(?:写|填|报|登记)|(?:写|填|报|登记)[错误]|笔误|更正|以.{{0,8}}为准"
)
STAYING = later(r"延期?毕业|延毕|暂留|暂不转|留校|参军|入伍|应征|服兵?役")


def says_staying(text: str) -> object:
    """Whether a remark says why there is no other organisation to be named."""
    return says_stays(text) or STAYING.search(text)


ANSWERS: Mapping[str, Callable[[str], object]] = {
    "C101": says_staying,
    "C357": later(r"(?:无|没有|未办|未使用|丢失?|损坏|停机|停用|注销|补办|暂用|共用).{0,4}(?:手机|号码|电话)|(?:手机|号码|电话|手机号)(?:号码?)?(?:已|暂|被)?(?:无|没有|丢|坏|损|停|注销|补办)|只有(?:这个|该|一个|父|母|家)").search,
    "C455": says_staying,
    "C456": later(r"(?:省内|系统|线上|可以?|确认|同意).{0,8}直接?转|直接?转(?:接|入)?(?:到|至|入)?(?:该|对方)?党?支部").search,
    "C467": says_staying,
    "C580": later(r"[在赴去到](?:日|韩|美|英|德|法|俄|澳|加拿大|新加坡|马来|泰|国外|境外|海外|香港|澳门|台湾)|国内.{0,4}(?:停|注销|无|没有|不用)|出国|出境|留学|[仅只]用境外").search,
    "P702": OLDER.search,
    "P715": OLDER.search,
    "R306": OLDER.search,
    "R323": later(r"在途|[邮已]寄|寄[出回]|催收|(?:无|没有|不用|不需|未|待).{0,4}回执|回执.{0,6}(?:未|没|待|等|丢|无|途|寄|催)").search,
    "S402": later(r"[共合同]用").search,
    "X611": SINCE.search,
    "X612": MOVED.search,
    "X614": CORRECTED.search,
    "X617": later(r"(?:未|没有?)(?:能|有)?(?:签(?!收)|落实|就业|找到|确定)|灵活就业|自由职业|创业|个体|[近刚才][^,，;；。]{0,4}(?:入职|就业|落实|找到|签)").search,
    "X634": MOVED.search,
}  # fmt: skip
"""Code -> whether a remark gives the reason that its advice asks for."""
AT = {"C101": "receiving_department", "C455": "receiving_department"}
"""Code -> the only field of which that holds; it may be an error there."""


def is_answered(finding: Finding, rows: Iterable[Mapping[str, Raw]]) -> bool:
    """Whether a remark in the cells of a person's rows gives the reason that a finding asks for."""
    says = ANSWERS.get(finding.code)
    if says is None or (finding.field != AT[finding.code] if finding.code in AT else finding.severity is not Severity.WARNING):
        return False
    return any(says(squeezed(typed_text(cells[key]))) for cells in rows for key in REMARKS if key in cells)
