"""Whose sheet it is: branch and cohort, from the sheet itself, then from file and folder names."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass

from gradflow.core.campaign import Campaign, branch_key
from gradflow.core.cells import Mark, Sheet, is_blank, typed_text
from gradflow.core.folding import half_width, squeezed, visible
from gradflow.forms.loader import Form
from gradflow.kinds.regions import city_provinces
from gradflow.pipeline.rounds import find_round
from gradflow.pipeline.suggestions import closest
from gradflow.pipeline.told import Told
from gradflow.rules.intake import sheets as told


def _spaced(*words: str) -> str:
    """A pattern for any of the words, whatever blanks stand between their characters."""
    return "(?:" + "|".join(r"\s*".join(word) for word in words) + ")"


BRANCH_LINE = re.compile(
    rf"^(?:{_spaced('报送', '填报', '所在', '所属')}\s*)?{_spaced('党支部', '支部', '党组织')}\s*"
    rf"(?:{_spaced('名称', '全称')}\s*(?:\((?:盖章|公章|全称)\))?\s*[::]?|(?:\((?:盖章|公章)\))?\s*[::])\s*(?P<name>.*)$"
)
AFTER_NAME = re.compile(
    r"\s*(?:\(?(?:盖章|公章)\)?\s*)?(?:(?:填表|填报|制表|报送|上报)?(?:日期|时间|人)|联系人|联系电话|书记|负责人|人数)\s*[::].*$|\(?(?:盖章|公章)\)?$"
)
COHORT = re.compile(r"(20\d\d)\s*(?:届|年度)")
OTHER_COLLEGE = re.compile(
    r"([一-龥]{1,16}?(?:大学|职业技术学院|职业学院|职业大学|专科学校|师范学院|工学院|医学院|[省市州][一-龥]{1,8}学院))(?=[^一-龥]|毕业|$)"
)
ANY_COLLEGE = re.compile(r"([一-龥]{3,16}?学院)")
ANNEX = re.compile(r"附件\s*([0-9一二三四五六七八九])")
LONGEST_NAME = 100
CHINESE_DIGITS = str.maketrans("一二三四五六七八九", "123456789")


@dataclass(frozen=True, slots=True)
class Identity:
    """Branch (empty if unknown), the branch as written, cohort, and what was odd about the rest and about the branch."""

    branch: str
    written: str
    title: str
    """The title line, where something is wrong with it."""
    cohort: int | None
    told: tuple[Told, ...]
    told_branch: tuple[Told, ...] = ()
    round: int | None = None


def written_branch(sheet: Sheet, row: int, form: Form) -> str | None:
    """The branch named in a row such as ``党支部名称：…`` (same cell or further right); None: no such row."""
    for column, cell in enumerate(sheet.rows[row - 1], start=1):
        if not isinstance(cell, str):
            continue
        text = visible(half_width(cell))
        label = visible(half_width(form.spec.branch_label))
        if (match := BRANCH_LINE.match(text)) or text.startswith(label):
            name = AFTER_NAME.sub("", match["name"] if match else text[len(label) :]).strip(" _＿:：")
            rest = sheet.rows[row - 1][column:]
            right = [visible(typed_text(other)) for other in rest if not is_blank(other)]
            return name or (AFTER_NAME.sub("", half_width(right[0])).strip(" _＿") if right else "")
    return None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a sheet's identity is looked for."""

    file: str
    mark: Mark
    top: int
    """The row where the data begins: titles stand above it."""


def identify(sheet: Sheet, form: Form, around: Surroundings, campaign: Campaign) -> Identity:
    """Read branch, cohort and round off the lines above the data, then off the mark and the file's path."""
    above = range(1, around.top)
    names = [written_branch(sheet, row, form) for row in above]
    written = next((name for name in names if name), "")
    lines = [visible(typed_text(c)) for row in above for c in sheet.rows[row - 1] if isinstance(c, str)]
    titles = [line for line in lines if line and not BRANCH_LINE.match(half_width(line))]
    cohort = next((int(m[1]) for line in titles if (m := COHORT.search(line))), None)
    branch, told_branch = _branch(written, around.file, campaign)
    is_card = form.spec.layout == "card" or form.is_table
    is_trusted = is_card or not around.mark.source  # a returned roster leaves the branch blank on purpose
    if not branch and not written and is_trusted and (marked := branch_of(around.mark.branch, campaign)):
        branch, told_branch = marked, []
    if not written and is_card:
        told_branch = []  # a card has no line for it: the file's name tells it, or later its people
    told_titles = list(_titles(titles, cohort, campaign))
    title = next((line for line in titles if told_titles and (COHORT.search(line) or OTHER_COLLEGE.search(line))), "")
    told_names = _file_name(around.file, form, cohort, campaign)
    number, told_round = find_round([*titles, sheet.name], around.file, form, around.mark, campaign) if form.spec.in_rounds else (None, ())
    return Identity(branch, written, title, cohort, (*told_titles, *told_names, *told_round), tuple(told_branch), number)


def with_branch(identity: Identity, written: str, campaign: Campaign, file: str = "") -> Identity:
    """The same sheet's identity with the branch that a part of it, or a column, names; ``file`` if that must agree."""
    branch, told_branch = _branch(written, file, campaign)
    return dataclasses.replace(identity, branch=branch, written=written, told_branch=tuple(told_branch))


def branch_of(written: str, campaign: Campaign) -> str:
    """The branch a written name means; without registered branches, the name itself. Empty if unknown."""
    return _registered(written, campaign) if campaign.branches else squeezed(written)[:LONGEST_NAME]


def _branch(written: str, file: str, campaign: Campaign) -> tuple[str, list[Told]]:  # noqa: PLR0911 - one return a case
    named = _named_in_path(file, campaign)
    if not campaign.branches:
        name = branch_of(written, campaign)
        return name, [] if name else [Told(told.NO_BRANCH, {})]
    found = _registered(written, campaign)
    facts = {"written": written, "named": named, "taken": found or named}
    if found and named and found != named:
        return found, [Told(told.BRANCH_CONTRADICTED, facts)]
    if found:
        return found, []
    if named and written:
        return named, [Told(told.BRANCH_CONTRADICTED, facts)]
    if named:
        return named, [Told(told.BRANCH_FROM_NAME, facts)]
    if not written:
        return "", [Told(told.NO_BRANCH, {})]
    guess = closest(written, [branch.name for branch in campaign.branches])
    hint = f", 是不是“{guess}”" if guess else ""
    return "", [Told(told.UNKNOWN_BRANCH, {"written": written, "guess": hint})]


def _registered(written: str, campaign: Campaign) -> str:
    """The registered branch of that name or alias, whatever stands before and behind it."""
    plain = re.sub(r"\(?20\d\d届?\)?", "", half_width(written))
    own = squeezed(plain).replace(campaign.college, "")
    names = (campaign.spellings.get(branch_key(name)) for name in (written, plain, own))
    return next((name for name in names if name), "")


def _named_in_path(file: str, campaign: Campaign) -> str:
    """The one branch whose name or alias the path holds (the longest spelling decides)."""
    path = branch_key(file)
    hits = [(len(key), name) for key, name in campaign.spellings.items() if key in path]
    longest = {name for length, name in hits if length == max(hits)[0]}
    return longest.pop() if len(longest) == 1 else ""


def named_branch(text: str, campaign: Campaign) -> str:
    """The one registered branch that a text, or a path, names; empty for none or several."""
    return _named_in_path(text, campaign)


def _titles(titles: list[str], cohort: int | None, campaign: Campaign) -> Iterator[Told]:
    if cohort is not None and cohort != campaign.cohort:
        yield Told(told.OTHER_COHORT, {"written": cohort, "cohort": campaign.cohort})
    text = "".join(squeezed(title) for title in titles)
    if campaign.college in text:
        return
    for title in titles:
        plain = squeezed(title)
        match = OTHER_COLLEGE.search(plain) or (ANY_COLLEGE.match(plain) if _is_of_another_city(plain, campaign) else None)
        if match and match[1] not in campaign.college and _is_elsewhere(match[1], campaign):
            yield Told(told.OTHER_COLLEGE, {"title": title, "college": campaign.college})
            return


def _is_of_another_city(title: str, campaign: Campaign) -> bool:
    """Whether a title begins with a city or province that is not the college's own: 南京工程学院."""
    places = {name.removesuffix("市") for name in city_provinces()} | set(city_provinces().values())
    return any(title.startswith(name) and not campaign.college.startswith(name) for name in places)


def _is_elsewhere(college: str, campaign: Campaign) -> bool:
    return not any(college in branch.name for branch in campaign.branches)


def _file_name(file: str, form: Form, cohort: int | None, campaign: Campaign) -> Iterator[Told]:
    name = half_width(file)
    found = f"{form.spec.annex}{campaign.cohort}届"
    annex = ANNEX.search(name.rpartition("/")[2])
    own = ANNEX.search(form.spec.annex)
    if annex and own and annex[1].translate(CHINESE_DIGITS) != own[1].translate(CHINESE_DIGITS):
        yield Told(told.NAME_CONTRADICTED, {"named": annex[0], "found": form.spec.annex})
    years = {int(year) for year in COHORT.findall(name)}
    if years and campaign.cohort not in years and cohort in {None, campaign.cohort}:
        yield Told(told.NAME_CONTRADICTED, {"named": f"{min(years)}届", "found": found})
