"""A new campaign folder: commented settings, blank workbooks, an empty inbox; or the next year's, which takes over from the one before.

What is taken over: campaign.toml as it is written, its days in the new year; the college's own forms; everybody whose membership is still here.
Those stand in the new ledger (``Kept.carried``) with what the register (附表8) knows of them, and are asked for there.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from importlib.resources import files
from itertools import chain
from pathlib import Path

import tomlkit
from tomlkit.items import Array

from gradflow.app.campaign_file import CampaignError
from gradflow.app.double_click import IN_CAMPAIGN, own_program, write_scripts
from gradflow.app.inbox import TEMPLATES
from gradflow.app.session import Session, Validation, open_session
from gradflow.app.templates import write_prefilled, write_templates
from gradflow.forms.loader import Form, every_form, load_forms
from gradflow.model.campaign import Branch, Campaign
from gradflow.model.cells import Raw, is_blank, typed_text
from gradflow.model.failures import reason_of
from gradflow.model.naming import CAMPAIGN, FORMS, INBOX
from gradflow.model.people import Kept, Person, Place, ToNote, Traits
from gradflow.model.views import Landing
from gradflow.outputs.files import replace_file
from gradflow.outputs.words import people_text
from gradflow.pipeline.earlier import register_form
from gradflow.pipeline.person_status import last_day
from gradflow.pipeline.prefilling import register_cells
from gradflow.pipeline.same_person import traits_of
from gradflow.rules.retention import GONE
from gradflow.store.ledger import note_people

STARTER = files("gradflow.app").joinpath("starter.txt").read_text("utf-8")
"""campaign.toml with its comments; braces hold what differs."""


def _branch_lines(branches: Sequence[Branch]) -> str:
    blocks = []
    for one in branches:
        told = {key: value for key, value in one.model_dump().items() if value or key == "secretary"}
        blocks.append("\n[[branches]]\n" + "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in told.items()))
    return "".join(blocks)


def starter(college: str, cohort: int, branches: Sequence[Branch] = (), *, is_all: bool = False) -> str:
    """A commented campaign.toml, of the notice's three forms or of all. Raises CampaignError."""
    if college != college.strip() or re.search(r'["\\\n]', college) or not college:
        raise CampaignError("校名里不能有引号、反斜杠、换行或首尾空格。")
    used = [(form.spec, "#   " if form.spec.is_optional and not is_all else "    ") for form in every_form().values()]
    forms = "\n".join(f'{mark}"{spec.annex}",   # {spec.name}' for spec, mark in used)
    return STARTER.format(college=college, cohort=cohort, forms=forms, branches=_branch_lines(branches))


def create(folder: Path, settings: str) -> int:
    """Make a campaign folder with that campaign.toml, and return how many blank workbooks are in it.

    Nothing that is there is overwritten. Raises CampaignError.
    """
    refuse_campaign(folder)
    try:
        (folder / INBOX).mkdir(parents=True, exist_ok=True)
        (folder / CAMPAIGN).write_text(settings, encoding="utf-8")
        write_scripts(folder, IN_CAMPAIGN, own_program())
        return len(write_templates(open_session(folder), folder / TEMPLATES))
    except OSError as error:
        raise CampaignError(f"不能在“{folder}”里新建文件：{reason_of(error)}。") from error


def refuse_campaign(folder: Path) -> None:
    """Raise CampaignError where there is a campaign already."""
    if (folder / CAMPAIGN).exists():
        raise CampaignError(f"“{folder}”里已经有 {CAMPAIGN}，没有改动。")


def year_in(folder: Path) -> int | None:
    """The year a folder's name tells, or None."""
    year = re.search(r"20\d\d", folder.resolve().name)
    return int(year[0]) if year else None


DAY = re.compile(r"(?<!\d)(20\d\d)-(\d\d)-(\d\d)(?!\d)")
YEAR = re.compile(r"(?<!\d)20\d\d(?=届|年度|[./]\d)")
"""A year in a college's own form that is no part of a document's number."""


def carry(old: Session, as_of: date | None, folder: Path, cohort: int) -> tuple[int, list[str]]:
    """Make the next campaign of one; return how many blanks are in it, and what was taken over, in words.

    ``as_of``: the day on which the people of the one before are looked at, None for now. Nothing that is there is overwritten.
    Raises GradflowError where one of the two cannot be used.
    """
    _refuse(old, folder, cohort)
    is_lost, register = old.has_lost_ledger, register_form(old.forms)
    found = old.validate(as_of)
    people = tuple(_handed_on(found, register))
    switched_on = register.spec.annex if people and register.key not in old.forms else ""
    settings = _next_settings((old.folder / CAMPAIGN).read_text("utf-8-sig"), old, cohort, switched_on)
    try:
        own = list(_next_forms(old, folder, cohort))
        campaign = Campaign.model_validate(tomllib.loads(settings))
        load_forms(folder / FORMS, campaign)
        note_people(folder, ToNote(people), date.min)
        blanks = create(folder, settings)
    except OSError as error:
        raise CampaignError(f"不能在“{folder}”里新建文件：{reason_of(error)}。") from error
    if people and campaign.branches:
        session = open_session(folder, clock=old.clock)
        write_prefilled(folder / TEMPLATES, session.validate(as_of), [session.forms[register.key]])
    told = [
        f"党支部 {len(campaign.branches)} 个，要用的表、规则、考核等设置" + (f"，自己的表 {len(own)} 份(里面的年份也移了)" if own else "")
    ]
    return blanks, [*told, *_about_people(found, people, switched_on, is_lost=is_lost)]


def _about_people(found: Validation, people: Sequence[Kept], switched_on: str, *, is_lost: bool) -> Iterator[str]:
    """Who was handed on, and what makes that doubtful."""
    if is_lost:
        yield "注意：那一届的收件账本不在了，只按它收件夹里的表接人"
    if not people:
        yield "往届没有还要接着办的人"
        return
    branches = len({one.branch for one in people})
    on = f"；今年因此用上了{switched_on}" if switched_on else ""
    yield f"还没有转出的往届党员 {len(people)} 人({branches} 个支部)，转出之前一直催；templates 里的台账已经填好他们{on}"
    unlisted = {one.person.name for one in found.people if not one.is_listed}
    if names := [one.person for one in people if one.person in unlisted]:
        yield f"注意：其中{people_text(names, len(names))}不在那一届的附件2里，可能是姓名写错：核实后用 gradflow release 放行"
    if (last := last_day(found.report.campaign)) and found.as_of <= last:
        yield f"注意：那一届到{last.isoformat()}才截止，现在还没有回访到的人也接了过来"


def _refuse(old: Session, folder: Path, cohort: int) -> None:
    if folder.resolve() == old.folder.resolve():
        raise CampaignError(f"“{folder}”就是要接的那个文件夹：新的一届另起一个文件夹名。")
    refuse_campaign(folder)
    if old.is_bare:
        raise CampaignError(f"“{old.folder}”里没有 {CAMPAIGN}，不是活动文件夹，没有可以接的。")
    if cohort <= old.campaign.cohort:
        raise CampaignError(f"“{old.folder}”是{old.campaign.cohort}届，接不到{cohort}届：用 --cohort 写明今年的届。")


def _handed_on(found: Validation, register: Form) -> Iterator[Kept]:
    """Everybody whose membership is still at the college, or of whom nobody knows: as the ledger keeps them, with what the register is to say."""
    before = f"{found.report.campaign.cohort}届"
    for row, (branch, traits, cells) in enumerate(chain(_still_here(found, register), _in_question(found, register)), start=1):
        carried = tuple(sorted((key, typed_text(cell)) for key, cell in cells.items() if not is_blank(cell)))
        yield Kept(branch, register.key, None, traits, dict(carried).get("name", ""), before, row=row, carried=carried)


Handed = tuple[str, tuple[Traits, ...], Mapping[str, Raw]]
"""Branch, who it is, and the cells of the register."""


def _still_here(found: Validation, register: Form) -> Iterator[Handed]:
    """Those of this year and of earlier ones who have neither landed nor gone."""
    for one in (*found.people, *found.report.earlier):
        if one.landing not in {Landing.LANDED, Landing.ENDED} and one.merged.get(GONE) is None:
            yield one.branch, _traits(one.person), register_cells(one.person, register, found.session.forms, found.report.campaign)


def _traits(person: Person) -> tuple[Traits, ...]:
    number = person.get("id_number")
    return tuple(dict.fromkeys(traits_of(record, number.text if number else "") for _, record in person.entries))


def _in_question(found: Validation, register: Form) -> Iterator[Handed]:
    """Those who were read once and stand nowhere now."""
    forms, known = found.session.forms, {told for one in found.people for told in _known_by(one.branch, _traits(one.person))}
    since = f"{found.report.campaign.graduated_on:%Y.%m}"
    for kept in (one.kept for one in found.report.owed.absent if one.place is Place.IN_QUESTION and not one.kept.carried):
        own, last = _known_by(kept.branch, kept.traits), kept.traits[-1]
        is_graduate = kept.form in forms and forms[kept.form].spec.is_of_graduates
        if (is_graduate or kept.form == register.key) and own.isdisjoint(known):
            known |= own
            cells = {"name": kept.person, "id_number": last.sound_number, "phone": last.mobiles.partition(" ")[0], "kept_from": since}
            yield kept.branch, kept.traits, cells


def _known_by(branch: str, traits: Sequence[Traits]) -> set[str]:
    """The ID numbers of somebody; the branch and name of one without."""
    return {one.sound_number for one in traits} - {""} or {f"{branch} {one.name}" for one in traits}


def _moved(text: str, years: int) -> str:
    """The text with its days so many years later, on the same day of the month."""
    return DAY.sub(lambda day: f"{int(day[1]) + years}-{day[2]}-{'28' if day[2] + day[3] == '0229' else day[3]}", text)


def _next_settings(text: str, old: Session, cohort: int, switched_on: str) -> str:
    """campaign.toml of the next year, with all else as somebody wrote it; ``switched_on``: a form to be used beside those in use."""
    settings = tomlkit.parse(_moved(text, cohort - old.campaign.cohort))
    settings["cohort"] = cohort
    for one in settings.get("branches", ()):
        if "members" in one:
            one["members"] = 0
    used = settings.get("forms")
    if switched_on and isinstance(used, Array) and used:
        used.add_line(switched_on) if "\n" in used.as_string() else used.append(switched_on)
    elif switched_on:
        settings["forms"] = [*(form.spec.annex for form in old.forms.values()), switched_on]
    return tomlkit.dumps(settings)


def _next_forms(old: Session, folder: Path, cohort: int) -> Iterator[Path]:
    """Write the college's own forms with their years moved; nothing that is there is overwritten. Raises OSError."""
    years = cohort - old.campaign.cohort
    for path in sorted((old.folder / FORMS).glob("*.toml")):
        (folder / FORMS).mkdir(parents=True, exist_ok=True)
        target = folder / FORMS / path.name
        text = _moved(path.read_text("utf-8-sig"), years)
        if not target.exists():
            replace_file(target, YEAR.sub(lambda year: str(int(year[0]) + years), text).encode(), is_private=False)
        yield target
