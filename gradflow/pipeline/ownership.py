"""Whose sheet it is: branch and cohort, from the sheet itself, then from file and folder names."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from gradflow.forms.loader import Form
from gradflow.kinds.places import city_provinces
from gradflow.model.campaign import Campaign, branch_key, branch_numbers, with_plain_numbers
from gradflow.model.cells import Mark, Sheet, is_blank, typed_text
from gradflow.model.folding import half_width, later, squeezed, visible
from gradflow.pipeline.findings import Note
from gradflow.pipeline.likeness import Spellings, closest
from gradflow.pipeline.line_words import NUMBERING, SIGNS, heading_core
from gradflow.pipeline.rounds import find_round
from gradflow.rules import sheets as told

BRANCH_LINE = re.compile(
    r"^(?:(?:报送|填报|上报|所在|所属|隶属|本|学生|毕业生|党员|班级|基层)\s*)*(?:党\s*支\s*部|支\s*部|党\s*组\s*织)\s*"
    r"(?:(?:名\s*称|全\s*称)\s*(?:\((?:盖章|公章|全称)\))?\s*[::]?|(?:\((?:盖章|公章|全称|名称)\))?\s*[::])\s*(?P<name>.*)$"
)
AFTER_NAME = re.compile(
    r"\s*(?:\(?(?:盖章|公章|签章)\)?\s*)?(?:(?:填表|填报|制表|报送|上报)?(?:日期|时间|人)|联系人|联系电话|书记|负责人|人数)\s*[::].*$"
    r"|\(?(?:盖章|公章|签章)\)?$"
)
UNIT_LINE = later(
    r"^(?:(?:报送|填报|上报|填表|所在|所属|隶属|推荐|毕业|本|学院|二级|系部?|基层|班级|学生|党员)\s*)*"
    r"(?:单\s*位|学\s*院|院系|院\(系\)|系\s*部|系\s*别|系|部\s*门|党\s*委|党\s*总\s*支|党\s*支\s*部|支\s*部|党\s*组\s*织)\s*(?:名\s*称|全\s*称)?"
    r"(?:\s*\((?:党总支|系部?|部门|盖章|公章|签章)\))*\s*(?:[::]\s*(?P<name>.*))?$"
)
"""Other labels behind which offices have the branch written; without a colon the name stands in the next cell."""
OF_OTHERS = re.compile(r"审核|复核|审批|主送|抄送|(?:报|送|交|发|寄)送?[至到往]|联系人")
"""Words behind which a branch stands that the sheet is not of."""
TO_OTHERS = re.compile(r"接收|转[入往至到]")
"""Words in a line under the table, beside which stands where people go."""
EXAMPLE = re.compile(r"[如例]\s*[::“\"]|例如|比如|示例|请|邮箱|咨询|。|^(?:注|说明|填表说明|填写说明)\s*\d?[::、]")
"""A line that shows or asks how to fill in, and names branches for that."""
COHORT = re.compile(r"(20\d\d)\s*(?:届|年度)")
YEAR = re.compile(r"(20\d\d)\s*年度")
OTHER_COLLEGE = later(
    r"([一-龥]{1,16}?(?:大学|职业技术学院|职业学院|职业大学|专科学校|师范学院|工学院|医学院|[省市州][一-龥]{1,8}学院))(?=[^一-龥]|毕业|$)"
)
ANY_COLLEGE = later(r"([一-龥]{3,16}?学院)")
OF_ANY_COLLEGE = re.compile(r"^中共|职业|技术|[省市]")
"""What tells no college from another."""
ANNEX = re.compile(
    r"附件\s*([0-9一二三四五六七八九](?:\s*[、,，.和与及+＋&~～至到—–-]+\s*(?:附件)?\s*[0-9一二三四五六七八九](?![0-9年月日届次]))*)(?![0-9])"
)
"""附件2, 附件2、3, 附件二和附件三."""
BEFORE_HEADED = re.compile(r"^(?:以下|下面|下列)?(?:人员|党员|学生)?(?:均|都)?(?:[为是系]|属于)?")
BEHIND_HEADED = later(
    r"(?:\(?20\d\d[届级]?\)?|应届|本届|高校|大学生|毕业生?|学生|正式|预备|党员|人员|同志|名单|名册|花名册|情况|部分|登记表|一览表?|组织关系|转出|[合小总共]计|共|计|第?[一二三四五六七八九十\d]*党?小组|(?<=支部)[^支\w]?[一-龥]{1,8}\d{2,4}级?\d?班\W*)+$"
)
"""What stands beside a branch's name in a heading over its people."""
OF_A_BRANCH = re.compile(r"(?:支部|总支|党委|党组|委员会)$")
LED_BY = later(r"(?<=支部)\W*(?:党?支部)?(?:(?:副?书记|负责人|联系人|支委|(?:组织|宣传|纪检)委员)(?!.*支部)|(?:联系)?电话).*$")
"""Who looks after a branch, or where to ring, behind its name."""
UNREGISTERED = later(
    r"(?!转|去|到|接收|拟|以[上下]|[本各该原]|[^支]*(?:团|[省市县镇乡村].*|街道.*|社区.*|公司.*)支部)(?!(?:所[在属]|其[他它余]|学生|毕业生?|教工|教师|党员|基层|联合)*党?支部)[一-龥A-Za-z\d()·]{1,24}支部"
)
"""What in a heading is a branch's own name, be it in no register; not 团支部, 学生支部 or where people go."""
LEFT_OUT = re.compile(r"学院|学生|毕业生|[系党]")
"""What people leave out of a branch's name."""
NUMBER = re.compile(r"\d+|[一二三四五六七八九十]+(?=[班级])")
"""Of a class, a year or a branch."""
LONGEST_NAME, LONGEST_LINE = 100, 300
SURE_COLLEGE = 6
"""Characters of a college's name that is more than its city's: 苏州信息学院."""
SURE_NAME = 3
"""Characters of a name that is not taken for another word."""
CHINESE_DIGITS = str.maketrans("一二三四五六七八九", "123456789")


@dataclass(frozen=True, slots=True)
class Identity:
    """Branch (empty if unknown), the branch as written, cohort, and what was odd about the rest and about the branch."""

    branch: str
    written: str
    title: str
    """The title line for its copy, where another than the official one is to stand: another cohort's must be asked about."""
    cohort: int | None
    told: tuple[Note, ...]
    told_branch: tuple[Note, ...] = ()
    round: int | None = None


def written_branch(sheet: Sheet, row: int, form: Form) -> str | None:
    """The branch named in a row such as ``党支部名称：…`` (same cell or further right); None: no such row."""
    label = visible(half_width(form.spec.branch_label))
    return _labelled(sheet, row, BRANCH_LINE, label)


def _labelled(sheet: Sheet, row: int, labels: re.Pattern[str], own: str | None = None) -> str | None:
    """What stands behind such a label, or the form's ``own``; None: no such row."""
    for column, cell in enumerate(sheet.rows[row - 1], start=1):
        if not isinstance(cell, str) or not 0 < len(cell) <= LONGEST_LINE:
            continue
        text = visible(half_width(cell))
        is_own = own is not None and text.startswith(own)
        match = None if is_own else labels.match(text)
        if is_own or match:
            behind = (match["name"] or "") if match else text.removeprefix(own or "")
            name = AFTER_NAME.sub("", behind).strip(" _＿:：")
            right = [visible(typed_text(other)) for other in sheet.rows[row - 1][column:] if not is_blank(other)]
            return name or (AFTER_NAME.sub("", half_width(right[0])).strip(" _＿") if right else "")
    return None


def typed_lines(sheet: Sheet, form: Form, top: int) -> tuple[str, ...]:
    """The form's lines above the table (填报人：…), as they are filled in; empty for one that is not there."""
    rows = ("　".join(visible(typed_text(cell)) for cell in cells if not is_blank(cell)) for cells in sheet.rows[: top - 1])
    typed = {squeezed(row): row for row in rows}
    labels = (squeezed(re.split("[:：{]", line, maxsplit=1)[0]) for line in form.spec.lines)
    return tuple(next((row for key, row in typed.items() if label and key.startswith(label)), "") for label in labels)


def identify(sheet: Sheet, form: Form, file: str, mark: Mark, top: int, campaign: Campaign) -> Identity:
    """Read branch, cohort and round off the lines above the data, which begins at row ``top``, then off the mark and the file's path."""
    above = range(1, top)
    written = next((name for row in above if (name := written_branch(sheet, row, form))), "")
    lines = [line for row in above for cell in sheet.rows[row - 1] if isinstance(cell, str) and cell and (line := visible(cell))]
    titles = [line for line in lines if not BRANCH_LINE.match(half_width(line))]
    years = _years(form)
    cohort = next((int(m[1]) for line in titles if (m := years.search(line))), None)
    inside = list(dict.fromkeys(name for line in lines for name in _named_in(half_width(line), campaign)))
    outside = {"工作表名": mentioned(sheet.name, campaign), "文件名或文件夹名": named_in_path(file, campaign)}
    branch, told_branch = _branch(written, inside, outside, campaign)
    is_card = form.spec.is_card or form.is_table
    is_trusted = is_card or not mark.source  # a returned roster leaves the branch blank on purpose
    if not branch and not written and is_trusted and (marked := branch_of(mark.branch, campaign)):
        branch, told_branch = marked, []
    if not written and is_card:  # a card has no line for it: its file or people tell it
        told_branch = [one for one in told_branch if one.check is told.TWO_BRANCHES]
    elif (
        not branch
        and not written
        and is_trusted
        and (
            unit := next((name for row in above if (name := _labelled(sheet, row, UNIT_LINE))), "")
            or next((name for line in titles if (name := headed_branch(squeezed(line), campaign))), "")
        )
    ):
        branch, told_branch = _branch(unit, inside, outside, campaign)
    told_titles = list(_titles(titles, cohort, campaign))
    is_of_others = any(one.check is told.OTHER_COHORT for one in told_titles)
    title = next((line for line in titles if is_of_others and (years.search(line) or OTHER_COLLEGE.search(line))), "")
    if cohort and len(told_titles) > 1:  # the college is wrong too, which needs no asking
        title = form.spec.titled(campaign.college, cohort)
    told_names = _file_name(file, form, cohort, campaign)
    number, told_round = find_round([*titles, sheet.name], file, form, mark, campaign) if form.spec.in_rounds else (None, ())
    return Identity(branch, written, title, cohort, (*told_titles, *told_names, *told_round), tuple(told_branch), number)


def with_branch(identity: Identity, written: str, campaign: Campaign, file: str = "") -> Identity:
    """The same sheet's identity with the branch that a part of it, or a column, names; ``file`` if that must agree."""
    branch, told_branch = _branch(written, [], {"文件名或文件夹名": named_in_path(file, campaign)}, campaign)
    return dataclasses.replace(identity, branch=branch, written=written, told_branch=tuple(told_branch))


def branch_of(written: str, campaign: Campaign) -> str:
    """The branch a written name means; without registered branches, the name itself. Empty if unknown."""
    return _registered(written, campaign) if campaign.branches else squeezed(written)[:LONGEST_NAME]


def _branch(written: str, inside: Sequence[str], outside: Mapping[str, Sequence[str]], campaign: Campaign) -> tuple[str, list[Note]]:
    """The branch, by what is written behind its label, else by what else stands above the table, else by the names around it.

    Two that contradict above the table, or around it where the table is silent, are told and not chosen from.
    """
    if not campaign.branches:
        name = branch_of(written, campaign)
        return name, [] if name else [Note(told.NO_BRANCH, {})]
    own = _registered(written, campaign)
    within = list(dict.fromkeys(filter(None, (own, *inside))))
    around = list(dict.fromkeys(name for names in outside.values() for name in names))
    if len(within or around) > 1:
        return "", [Note(told.TWO_BRANCHES, {"named": "”和“".join(sorted(within or around))})]
    found = next(iter(within or around), "")
    places = [(place, names) for place, names in outside.items() if names]
    place, named = next(((place, names[0]) for place, names in places if found not in names), ("", ""))
    if not found and written:
        return "", [Note(told.UNKNOWN_BRANCH, {"written": written, "guess": perhaps(written, campaign)})]
    if not found:
        return "", [Note(told.NO_BRANCH, {})]
    if within and written and not own:
        place, named = "标题", found
    elif not within:
        place, named = places[0][0], found if written else ""
    facts = {"written": written or found, "named": named, "taken": found, "place": place}
    if named:
        return found, [Note(told.BRANCH_CONTRADICTED, facts)]
    return found, [] if within else [Note(told.BRANCH_FROM_NAME, facts)]


def perhaps(written: str, campaign: Campaign) -> str:
    """The question whether the branch is meant whose name is most like it; never a sister with another number, or another class's."""
    key = branch_key(written)
    names = {branch_key(branch.name): branch.name for branch in campaign.branches}
    alike = [one for one in names if branch_numbers(one) == branch_numbers(key) and set(NUMBER.findall(one)) <= set(NUMBER.findall(key))]
    guess = closest(key, alike)
    return f", 是不是“{names[guess]}”" if guess else ""


def foot_branch(texts: Sequence[str], words: Sequence[str], campaign: Campaign) -> str:
    """The branch that a row of squeezed texts under a table is signed with: the one it names, what stands behind a unit's label, or one of its words."""
    whole = "".join(texts)
    is_of_others = any(sign.search(whole) for sign in (TO_OTHERS, OF_OTHERS, EXAMPLE))
    lines = (whole, *(text for text in texts if ":" in text[:-1]), *(() if is_of_others else words))
    return next(filter(None, (_signed(line, campaign) for line in lines)), "")


def _signed(line: str, campaign: Campaign) -> str:
    if named := [] if TO_OTHERS.search(line) else _named_in(line, campaign):
        return named[0] if len(named) == 1 else ""
    label = None if OF_OTHERS.search(line) else UNIT_LINE.match(line)
    behind = AFTER_NAME.sub("", (label and label["name"]) or "")
    return behind if OF_A_BRANCH.search(behind) else ""


def _registered(written: str, campaign: Campaign) -> str:
    """The registered branch of that name or alias, whatever stands before and behind it."""
    plain = re.sub(r"\(?20\d\d届?\)?", "", half_width(written))
    own = squeezed(plain).replace(campaign.college, "")
    found = next((name for text in (written, plain, own) if (name := campaign.spellings.get(branch_key(text)))), "")
    named = [] if found or not written else _named_in(half_width(written), campaign)
    return named[0] if len(named) == 1 else found


def headed_branch(text: str, campaign: Campaign, *, is_heading: bool = True) -> str:
    """What of a lone squeezed text is a registered branch's name, or that name shortened, or in a heading any branch's; empty where it is something else."""
    if not campaign.branches or len(text) > LONGEST_NAME:
        return ""
    labelled = BRANCH_LINE.match(text)
    text = labelled["name"] if labelled else text
    bare = AFTER_NAME.sub("", LED_BY.sub("", NUMBERING.sub("", text.strip(SIGNS)))).replace(campaign.college, "").strip(SIGNS)
    core = BEFORE_HEADED.sub("", heading_core(bare))
    names = (bare, core, BEHIND_HEADED.sub("", core))
    known = (name for name in names if branch_key(name) in campaign.spellings or _shortened(name, campaign))
    return next(known, core if is_heading and UNREGISTERED.fullmatch(core) else "")


def _shortened(written: str, campaign: Campaign) -> str:
    """The one registered branch whose name is like it but for such words as people leave out: 机电工程党支部."""
    key = LEFT_OUT.sub("", branch_key(written)) if OF_A_BRANCH.search(written) else ""
    named = {name for own, name in campaign.spellings.items() if LEFT_OUT.sub("", own) == key}
    return named.pop() if len(named) == 1 else ""


def meant_branch(written: str, campaign: Campaign) -> tuple[str, bool]:
    """The branch that a name in a heading means, and whether that is sure: it is registered, and no college's or class's name."""
    found = campaign.spellings.get(branch_key(written), "")
    is_whole = OF_A_BRANCH.search(written) or branch_key(written) == branch_key(found)
    return found or _shortened(written, campaign), bool(found and is_whole)


def mentioned(text: str, campaign: Campaign) -> list[str]:
    """The registered branches a line names as such, from left to right: 中共…学院计算机支部2023届毕业生党员登记表.

    A name must begin where a name may: 第一支部 does not stand in 教工第一支部.
    """
    if not campaign.branches or len(text) > LONGEST_LINE:
        return []
    pattern, names = campaign.spotter
    plain = re.sub(r"中国共产党|中共", "|", with_plain_numbers(squeezed(text)).replace(campaign.college, "|")).replace("党支部", "支部")
    return list(dict.fromkeys(names[match[0]] for match in pattern.finditer(plain)))


def _named_in(line: str, campaign: Campaign) -> list[str]:
    """The branches a line above a table names as its own."""
    own = OF_OTHERS.split(AFTER_NAME.sub("", line), maxsplit=1)[0]
    return [] if EXAMPLE.search(own) else mentioned(own, campaign)


def named_in_path(file: str, campaign: Campaign) -> list[str]:
    """The branches whose name or alias a path holds; a shorter spelling within a longer one, or of two characters beside it, is none."""
    path = branch_key(file).replace(campaign.college, "|")
    found: dict[str, None] = {}
    for key, name in campaign.longest_spellings:
        if key in path and (len(key) >= SURE_NAME or not found):
            path = path.replace(key, "|")
            found[name] = None
    return list(found) or mentioned(file, campaign)


def named_branch(text: str, campaign: Campaign) -> str:
    """The one registered branch that a text, or a path, names; empty for none or several."""
    found = named_in_path(text, campaign)
    return found[0] if len(found) == 1 else ""


def _years(form: Form) -> re.Pattern[str]:
    """How the campaign's year is written: where earlier cohorts stand too, 2022届 says whose sheet it is, and no year."""
    return YEAR if form.spec.beyond_roster and "届" not in form.spec.title else COHORT


def _titles(titles: list[str], cohort: int | None, campaign: Campaign) -> Iterator[Note]:
    if cohort is not None and cohort != campaign.cohort:
        yield Note(told.OTHER_COHORT, {"written": cohort, "cohort": campaign.cohort})
    text = "".join(squeezed(title) for title in titles)
    if campaign.college in text:
        return
    for title in titles:
        plain = squeezed(title)
        match = OTHER_COLLEGE.search(plain) or (ANY_COLLEGE.match(plain) if _is_of_another_city(plain, campaign) else None)
        if match and not any(match[1] in name for name in (campaign.college, *(branch.name for branch in campaign.branches))):
            facts = {"title": title, "college": campaign.college, "like": ""}
            yield Note(told.COLLEGE_MISSPELT if _is_own_misspelt(match[1], campaign) else told.OTHER_COLLEGE, facts)
            return


def _is_own_misspelt(name: str, campaign: Campaign) -> bool:
    """Whether a college's name is the own one, a little off: 苏州信息学院, 苏州市信息职业技学院; not 常州信息职业技术学院, nor 苏州职业技术学院."""
    own, other = (OF_ANY_COLLEGE.sub("", one) for one in (campaign.college, name))
    if len(own) < SURE_COLLEGE:
        return False
    is_near = len(own) != len(other) or name.startswith(own.removesuffix("学院"))
    return other in {own, own[:4:2] + own[4:]} or (is_near and any(map(Spellings((own, campaign.college)).one_off, (other, name))))


def _is_of_another_city(title: str, campaign: Campaign) -> bool:
    """Whether a title begins with a city or province that is not the college's own: 南京工程学院."""
    places = {name.removesuffix("市") for name in city_provinces()} | set(city_provinces().values())
    return any(title.startswith(name) and not campaign.college.startswith(name) for name in places)


@lru_cache(maxsize=16)
def annexes_in(name: str) -> frozenset[str]:
    """The numbers of the annexes a name speaks of; 1至3 are three."""
    found: set[str] = set()
    for match in ANNEX.finditer(name):
        numbers = re.sub(r"附件|\s", "", match[1]).translate(CHINESE_DIGITS)
        found |= set(re.findall(r"\d", numbers))
        found |= {str(n) for first, last in re.findall(r"(\d)[~至到—–-](?=(\d))", numbers) for n in range(int(first), int(last))}
    return frozenset(found)


def _file_name(file: str, form: Form, cohort: int | None, campaign: Campaign) -> Iterator[Note]:
    name = half_width(file)
    found = f"{form.spec.annex}{campaign.cohort}届"
    named = annexes_in(name.rpartition("/")[2])
    own = annexes_in(form.spec.annex)
    if named and own and named.isdisjoint(own):
        yield Note(told.NAME_CONTRADICTED, {"named": f"附件{'、'.join(sorted(named))}", "found": form.spec.annex})
    years = {int(year) for year in _years(form).findall(name)}
    if years and campaign.cohort not in years and cohort in {None, campaign.cohort}:
        yield Note(told.NAME_CONTRADICTED, {"named": f"{min(years)}届", "found": found})
