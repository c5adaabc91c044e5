"""Examining one workbook: recognise, normalise, validate; and telling covering letters from forms. Runs in worker processes."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from gradflow.forms.loader import Form, Forms, every_form
from gradflow.model.campaign import Campaign
from gradflow.model.cells import Location, Workbook
from gradflow.model.checks import Check
from gradflow.model.copies import OWN_OUTPUTS, OWN_SHEETS
from gradflow.model.findings import Issue
from gradflow.model.folding import half_width, later, squeezed
from gradflow.model.people import UnreadBlock
from gradflow.model.records import Ruleset, SheetFacts
from gradflow.model.reports import FileResult
from gradflow.model.vocabulary import FileSort
from gradflow.pipeline.columns import most_like
from gradflow.pipeline.findings import file_issue, note_issue
from gradflow.pipeline.heads import FEWEST_HEADS, field_of
from gradflow.pipeline.labels import said_by
from gradflow.pipeline.ownership import named_branch
from gradflow.pipeline.recognise import TOP_ROWS, Recognised, mark_of, recognise
from gradflow.pipeline.tokens import ID, NUMBERS
from gradflow.pipeline.validate import validate
from gradflow.rules import files
from gradflow.rules.sheets import MISSING_COLUMN, MISSING_COLUMNS, words_of

FORM_NAME = later(r"附件\s*[0-9一二三四五六七八九]|[登信资人]\S{0,6}卡|表(?![示达扬彰率现态])|名单|名册|汇总|统计|台账")
"""What a file may be called that is a form, printed or scanned."""
LETTER_NAME = later(
    r"函|报告|说明|请示|汇报|总结|通知|证明|介绍信|承诺|决定|决议|批复|申请|会议|纪要|记录|公示|封面|目录|照片|合影|活动|方案|计划|简报|心得|新闻|意见|讲话|签到"
)
"""What letters, minutes and pictures are called."""
PAPERS = frozenset({FileSort.WORD, FileSort.PDF, FileSort.OFD, FileSort.RTF, FileSort.POWERPOINT, FileSort.PICTURE, FileSort.VIDEO})
MOST_LINES = 5000


def covering_letter_of(file: str, facts: Mapping[str, str], forms: Iterable[Form], campaign: Campaign) -> str:
    """The branch whose covering letter a file is; empty where it may be a filled form, or names no branch.

    ``facts`` hold its ``sort`` and may hold its ``text`` and whether it has ``pictures`` and ``tables``; without the text its name must say that it is a letter.
    """
    branch = named_branch(file, campaign)
    name = half_width(PurePosixPath(file).stem)
    text, is_letter = facts.get("text"), bool(LETTER_NAME.search(name))
    if not branch or facts["sort"] not in PAPERS or (FORM_NAME.search(name) and (text is None or not is_letter)):
        return ""
    if text is None or (facts.get("pictures") and not is_letter):
        return branch if text is None and is_letter else ""
    return "" if _looks_filled_in(text, forms, FEWEST_HEADS // 2 if facts.get("tables") else FEWEST_HEADS) else branch


def _looks_filled_in(text: str, forms: Iterable[Form], fewest: int) -> bool:
    """Whether an ID number stands in a text, several telephones, or at least the ``fewest`` heads of a form: it may be one that was typed in Word."""
    lines = text.split("\n")
    numbers = set(NUMBERS.findall(half_width(text)))
    if len(lines) > MOST_LINES or len(numbers) > 1 or any(ID.fullmatch(number) for number in numbers):
        return True
    for form in forms:  # as heads, or as labels with a colon
        texts = [*lines, *(label.text for line in lines for label in said_by(form, line).labels)]
        if len({field_of(form.table, text) for text in texts} - {None}) >= fewest:
            return True
    return False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file could not be read."""

    check: Check
    facts: dict[str, str]
    branch: str = ""

    def as_letter(self, file: str, forms: Forms, campaign: Campaign) -> Refusal:
        """The same of a file that no workbook is: it may turn out to be a branch's covering letter."""
        branch = covering_letter_of(file, self.facts, forms.values(), campaign) if self.check is files.NOT_A_WORKBOOK else ""
        return Refusal(files.COVERING_LETTER, {**self.facts, "branch": branch}, branch) if branch else self


def examine(workbook: Workbook, forms: Forms, ruleset: Ruleset) -> FileResult:
    """Recognise and check everything in a workbook; never raises for what it holds.

    A list of the office's own (``FormSpec.role``) is looked for only where no form is filled in: what a branch hands in is never taken for one.
    """
    file = workbook.file
    own = mark_of(workbook).form
    if own in OWN_OUTPUTS and {sheet.name for sheet in workbook.sheets} - OWN_SHEETS == {own}:
        return refused(file, Refusal(files.OWN_OUTPUT, {"sheet": own}), workbook.digest)
    all_forms = [form for form in forms.values() if not form.spec.role]
    issues: list[Issue] = []
    found, unread = recognise(workbook, all_forms, ruleset.campaign)
    told = {note.check for one in found for note in one.told}
    if not found or told & {MISSING_COLUMN, MISSING_COLUMNS}:
        unused = {key: form for key, form in every_form().items() if key not in forms}
        again, left = recognise(workbook, [*forms.values(), *unused.values()], ruleset.campaign)
        lists = [one for one in again if _is_list(one, again, workbook, forms)]
        is_open = not found or MISSING_COLUMNS in told  # else only a form of which no column is missing is the likelier one
        others = {
            one.sheet.sheet: unused[key].spec
            for one in again
            if (key := one.sheet.form) in unused and (is_open or not {note.check for note in one.told} & {MISSING_COLUMN, MISSING_COLUMNS})
        }
        for sheet, spec in others.items():
            facts = {"form": f"{spec.annex}《{spec.name}》", "annex": spec.annex}
            issues.append(file_issue(files.FORM_NOT_USED, facts, Location(file, sheet)))
        away = {*others, *(one.sheet.sheet for one in lists)}
        found = [*(one for one in found if one.sheet.sheet not in away), *lists]
        unread = (*(block for block in unread if block.sheet not in away), *(block for block in left if block.sheet in away))
    guess = "" if found else most_like(workbook, all_forms)
    if not found and workbook.odd_format:
        return refused(file, Refusal(files.NO_FORM_IN_TEXT, {"what": workbook.odd_format, "guess": guess}), unread=unread)
    if not found and not issues:
        issues.append(file_issue(files.NO_FORM, {"guess": guess}, Location(file)))
    elif workbook.odd_format:
        issues.append(file_issue(files.ODD_FORMAT, {"what": workbook.odd_format}, Location(file)))
    sheets = [_checked(one, forms, ruleset, issues) for one in found]
    return FileResult(file, workbook.digest, tuple(sheets), tuple(issues), unread=unread)


def _is_list(one: Recognised, found: Sequence[Recognised], workbook: Workbook, forms: Forms) -> bool:
    """Whether a sheet is a list of the office's own: called so, and not of one branch alone, which would be that branch's to hand in."""
    if not (spec := forms[one.sheet.form].spec if one.sheet.form in forms else None) or not spec.role:
        return False
    branches = {other.sheet.branch or other.sheet.written_branch for other in found if other.sheet.sheet == one.sheet.sheet}
    top = workbook.sheets[one.sheet.place_in_book].rows[:TOP_ROWS]
    called = squeezed("".join((workbook.file, one.sheet.sheet, *(cell for row in top for cell in row if isinstance(cell, str)))))
    return len(branches - {""}) != 1 and any(word in called for word in spec.title_words)


def refused(file: str, refusal: Refusal, digest: str = "", unread: tuple[UnreadBlock, ...] = (), *, is_certain: bool = True) -> FileResult:
    """The result of a file that cannot be read."""
    issue = file_issue(refusal.check, refusal.facts, Location(file), refusal.branch)
    is_passed_over = refusal.check in {files.PASSED_OVER, files.SAME_CONTENT, files.COVERING_LETTER, files.OWN_OUTPUT}
    return FileResult(file, digest, (), (issue,), is_readable=False, unread=unread, is_passed_over=is_passed_over, is_certain=is_certain)


def _checked(recognised: Recognised, forms: Forms, ruleset: Ruleset, issues: list[Issue]) -> SheetFacts:
    """The sheet as it is understood; what is wrong with it goes to ``issues``."""
    sheet = recognised.sheet
    form = forms[sheet.form].table if sheet.is_table else forms[sheet.form]
    words = words_of(form.spec)
    issues += (note_issue(dataclasses.replace(told, facts={**words, **told.facts}), sheet) for told in recognised.told)
    sheet, found = validate(sheet, form, ruleset)
    issues += found
    return sheet
