"""The shape of a form's declaration: what one TOML file under ``forms/`` may say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, field_validator, model_validator

from gradflow.model.failures import perhaps
from gradflow.model.folding import bare_head_key, head_key
from gradflow.model.vocabulary import FIELD_LABELS

PHOTO = "photo"
"""The field, and kind, of the photo on a card."""
COMPARED = (("not_before", "date"), ("at_most", "number"))
"""Keys of a field that name another to be compared with, and the kind both have to be of."""
MOST_A_LINE = 2
"""Fields a line of a card holds, beside the photo."""
ANY = "*"
"""In ``required_if``: whatever is filled in."""
KEY = r"^[a-z][a-z0-9_]*$"


def in_round(annex: str, number: int | None) -> str:
    """附件2, or 附件3第1次."""
    return f"{annex}第{number}次" if number else annex


class Declaration(BaseModel):
    """A frozen model that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class MisdeclaredError(ValueError):
    """A declaration that cannot work: the text says why, ``place`` where (``fields.phone.line``), and ``about`` which other field is spoken of."""

    def __init__(self, text: str, place: str, about: str = "") -> None:
        """Take up where it is."""
        super().__init__(text)
        self.place, self.about = place, about


class FieldSpec(Declaration):
    """One column of a form, or one label of a card."""

    key: str = Field(pattern=KEY)
    head: str = Field(min_length=1)
    """The official column head, letter for letter."""
    group: str = ""
    """In heads of two lines: what stands above this one, and above its neighbours of the same group."""
    label: str = ""
    """The short name for messages; the glossary's by default, then the head."""
    aliases: tuple[str, ...] = ()
    """Tolerated spellings of the head; white space, brackets and full width are folded anyway."""
    contains: tuple[str, ...] = ()
    """Words that betray this column where no spelling fits: a head with one of them is taken; … stands for anything between two."""
    kind: str
    role: str = ""
    """What it is for (``forms/roles.py``) where its key does not say so: rules, letters and figures ask for that."""
    options: dict[str, Any] = Field(default_factory=dict)
    required: StrictBool = False
    hint: str = ""
    width: float = Field(default=10, gt=0, le=120)
    """Column width in characters of the default font."""
    line: int = Field(default=0, ge=0, le=60)
    """On a card: the line the label stands in; 0 on a roster."""
    beside: str = ""
    """On a card: the field whose label this one follows, where one label stands for several fields (手机)."""
    is_merged: StrictBool = True
    """Whether the field goes into the merged sheet; other people's data stays out of it."""
    required_if: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Another field -> its choices (``*`` for any value) with any of which this one has to be filled in too."""
    pattern: str = ""
    """A regular expression that all of a cell's text has to fit, without blanks and in half width; ``hint`` says in words how."""
    not_before: str = ""
    """Another field of dates: this one's day is no earlier."""
    at_most: str = ""
    """Another field of numbers: this one's is no larger."""
    in_register: StrictBool = False
    """Whether 人员总表 has a column for it."""
    filled_from: str = ""
    """Another form's field of choices: in workbooks filled in beforehand this one has its latest, where it is one of its own too."""

    @model_validator(mode="before")
    @classmethod
    def _short_label(cls, data: Any) -> Any:
        if isinstance(data, dict) and not data.get("label") and data.get("head"):
            head = re.sub(r"\s", "", f"{data.get('group', '')}{data['head']}")
            return {**data, "label": FIELD_LABELS.get(str(data.get("key")), head)}
        return data

    @field_validator("pattern")
    @classmethod
    def _expression(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error:
            raise ValueError(f"pattern “{pattern}”不是正则表达式，如 10 位数字写作 [0-9]{{10}}") from None
        return pattern

    @property
    def duty(self) -> str:
        """Whether it has to be filled in, for people."""
        return "必填" if self.required else "按情况" if self.required_if else ""

    @property
    def whole_head(self) -> str:
        """The head in one line, with what stands above it."""
        return re.sub(r"\s", "", f"{self.group}·{self.head}" if self.group else self.head)

    def head_keys(self) -> set[str]:
        """All folded spellings by which this column is known."""
        spellings = (*(() if self.beside else (self.head,)), self.group + self.head, self.label, *self.aliases)
        return {key for text in spellings for key in (head_key(text), bare_head_key(text)) if key}


class OpenTask(Declaration):
    """Something that is open of a row until a field is filled in."""

    until: str
    text: str = Field(min_length=1, max_length=40)
    """What is said of a person, or row, as long as it is not."""
    remind: str = Field(default="", max_length=40)
    """What the branch is reminded of; the text by default."""
    measure: str = Field(default="", max_length=12)
    """The head of the column of 考核参考 that tells in how many rows it is done; none by default."""


class FormSpec(Declaration):
    """One form: its title, columns and notes. Templates, reading and reports all follow it."""

    key: str = Field(pattern=KEY)
    annex: str = Field(min_length=1, max_length=20)
    """The short name that sheets and files carry, such as 附件2."""
    name: str
    title: str
    """The official title, with ``{college}`` and ``{cohort}``."""
    title_words: tuple[str, ...] = ()
    """Words that a title or file name of this form holds: they tell forms with like heads apart."""
    role: Literal["", "reference"] = ""
    """A reference is a list of the office's own: read and held against what branches say; nobody hands it in, nothing of it is merged."""
    layout: Literal["roster", "card"] = "roster"
    """A roster has one person a row, a card one person a sheet, value beside label."""
    lists_everyone: StrictBool = False
    """Whether each branch lists all its graduating members, so that their number can be checked."""
    channel: Literal["", "letter", "online", "kept"] = ""
    """Where there is a list for each way to go: whether those on this one get a letter, go online, or stay for now."""
    in_rounds: StrictBool = False
    """Whether it is handed in several times; the deadlines in campaign.toml number the rounds."""
    beyond_roster: StrictBool | dict[str, tuple[str, ...]] = False
    """Whether people may stand here whom no roster lists: activists, a committee. They are checked and merged, and are no graduates.

    A field -> choices: only those of whom it says one of these.
    """
    is_optional: StrictBool = False
    """Whether a campaign uses it only if its campaign.toml names it."""
    due: str = ""
    """The day of the campaign's year by which it is due where campaign.toml names none: 09-25."""
    must_have: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Field -> choices each of which some row of a branch has to have, once the form is due."""
    open: tuple[OpenTask, ...] = ()
    """What is open of a row, in order: the first unfilled one is told."""
    branch_label: str = "党支部名称："
    lines: tuple[str, ...] = ()
    """Lines between title and heads, to be filled in by hand. ``{branch}`` in one stands for the branch's name: it has no line of its own then."""
    blank_rows: int = Field(default=5, ge=1, le=1000)
    """Numbered rows that the official blank workbook brings."""
    fields: tuple[FieldSpec, ...] = Field(min_length=1)
    notes: tuple[str, ...] = ()
    """The official notes under the table."""
    advice: tuple[str, ...] = ()
    """Further lines for the 填写说明 sheet; ``{cohort}`` and ``{due}`` stand for the campaign's year and the form's days."""
    handing_in: str = ""
    """A line below them in workbooks to fill in, with the same blanks; a returned copy has days of its own."""

    @field_validator("annex")
    @classmethod
    def _sheet_name(cls, annex: str) -> str:
        if re.search(r"[\[\]:*?/\\']", annex):
            raise ValueError("annex 用作工作表名，不能含有 [ ] : * ? / \\ '")
        return annex

    @field_validator("title")
    @classmethod
    def _title_blanks(cls, title: str) -> str:
        unknown = set(re.findall(r"\{(.*?)\}", title)) - {"college", "cohort"}
        if unknown or re.search(r"[{}]", re.sub(r"\{\w+\}", "", title)):
            raise ValueError(f"title 里只能用 {{college}} 和 {{cohort}}，不认识 {'、'.join(sorted(unknown)) or '单个的花括号'}")
        return title

    @field_validator("due")
    @classmethod
    def _day_of_a_year(cls, due: str) -> str:
        try:
            date.fromisoformat(f"2023-{due or '09-25'}")
        except ValueError:
            raise ValueError('写月和日，如 "09-25"') from None
        return due

    @model_validator(mode="after")
    def _distinct(self) -> FormSpec:
        keys = [field.key for field in self.fields]
        if len(set(keys)) < len(keys):
            twice = next(k for k in keys if keys.count(k) > 1)
            raise MisdeclaredError(f"fields 里有重复的 key: {twice}", f"fields.{twice}.key")
        self._check_card(keys)
        owners = {head_key(field.head): field.key for field in self.fields if not (field.beside or field.group)}
        for field in self.fields:
            for alias in field.aliases:
                if owners.get(head_key(alias), field.key) != field.key:
                    raise MisdeclaredError(
                        f"fields.{field.key}.aliases 里的“{alias}”是另一栏的 head；删去这一个写法", f"fields.{field.key}.aliases"
                    )
        if not all(word.strip() for word in self.title_words):
            raise MisdeclaredError("title_words 里不能有空的词", "title_words")
        self._check_references()
        heads = [(head_key(field.head), field.beside, field.group) for field in self.fields]
        if len(set(heads)) < len(heads):
            twice = next(field.key for place, field in enumerate(self.fields) if heads[place] in heads[:place])
            raise MisdeclaredError(
                f"fields.{twice}.head: fields 里有两栏的 head 相同；两行表头的，用 group 写明各在什么下面", f"fields.{twice}.head"
            )
        groups = [group for group, _ in groupby(field.group for field in self.fields) if group]
        if len(set(groups)) < len(groups) or (groups and self.is_card):
            wrong = next((group for group in groups if groups.count(group) > 1), groups[0])
            at = next(field.key for field in reversed(self.fields) if field.group == wrong)
            raise MisdeclaredError(f"fields.{at}.group: group 相同的栏目要挨在一起，只用于名单", f"fields.{at}.group")
        if any("{branch}" in line and f"{self.branch_label}{{branch}}" not in line for line in self.lines):
            raise MisdeclaredError("lines 里 {branch} 前面的文字要与 branch_label 相同", "lines")
        return self

    def _check_references(self) -> None:
        """Whatever names a field names one of this form; what only people can be asked for is asked of forms about people."""
        kinds = {field.key: field.kind for field in self.fields}
        named = [("open", step.until, "") for step in self.open] + [("must_have", key, "choice") for key in self.must_have]
        named += [("beyond_roster", key, "choice") for key in self.beyond_choices]
        for field in self.fields:
            place = f"fields.{field.key}."
            named += [(f"{place}required_if", key, "") for key in field.required_if]
            named += [(f"{place}{name}", one, kind) for name, kind in COMPARED if (key := getattr(field, name)) for one in (key, field.key)]
        for place, key, kind in named:
            if key not in kinds:
                raise MisdeclaredError(f"{place} 写着“{key}”，没有这个栏目{perhaps(key, kinds)}", place, key)
            if kind and kinds[key] != kind:
                raise MisdeclaredError(f"{place}: 栏目“{key}”的 kind 要是“{kind}”", place, key)
        if self.lists_everyone and not (self.has_people or self.of_kind("person_name")):
            raise MisdeclaredError("lists_everyone 只用于有 name(姓名)一栏的表", "lists_everyone")
        if self.in_rounds and self.due:
            raise MisdeclaredError("due 只用于交一次的表；分几次交的，在 campaign.toml 的 [[deadlines]] 里写每一次的日期", "due")

    def _check_card(self, keys: list[str]) -> None:
        for field in self.fields:
            place = f"fields.{field.key}.line"
            if self.is_card != (field.line > 0):
                raise MisdeclaredError(f'{place}: 卡片(layout = "card")的每一栏都要写在第几行，名单不写', place)
            if self.is_card and sum(one.line == field.line and one.kind != PHOTO for one in self.fields) > MOST_A_LINE:
                raise MisdeclaredError(f"{place}: 卡片的一行最多 {MOST_A_LINE} 栏", place)
            if field.beside and field.beside not in keys:
                raise MisdeclaredError(f"fields.{field.key}.beside 写着“{field.beside}”，没有这个栏目", f"fields.{field.key}.beside")

    @property
    def has_people(self) -> bool:
        """Whether it is about people: it asks for a name. Else it is about events or figures."""
        return "name" in self._by_key

    @property
    def beyond_choices(self) -> dict[str, tuple[str, ...]]:
        """Field -> choices that say of a row that no roster lists its person; empty where any row's may be such a one, or none."""
        return self.beyond_roster if isinstance(self.beyond_roster, dict) else {}

    def is_beyond(self, values: Mapping[str, Any]) -> bool:
        """Whether a row of these values may be of somebody whom no roster lists; one that does not tell may be."""
        return bool(self.beyond_roster) and (self.is_called_beyond(values) or self.beyond_choices.keys().isdisjoint(values))

    def is_called_beyond(self, values: Mapping[str, Any]) -> bool:
        """Whether a row says so itself, by one of its choices."""
        return any(values.get(key) in codes for key, codes in self.beyond_choices.items())

    @property
    def is_of_graduates(self) -> bool:
        """Whether it is about graduating members and nobody else: a branch that has none owes it not."""
        return self.has_people and not self.beyond_roster

    @property
    def is_base(self) -> bool:
        """Whether it can be the roster that the others are held against."""
        return self.lists_everyone and self.is_of_graduates and not self.in_rounds

    @property
    def is_of_some(self) -> bool:
        """Whether it is a list of graduates, of all or of some, that is handed in once."""
        return self.is_of_graduates and self.layout == "roster" and not self.in_rounds

    @property
    def is_register(self) -> bool:
        """Whether it is the register of those whose membership stays at the college: it asks since when."""
        return bool(self.beyond_roster) and "kept_from" in self._by_key

    @property
    def is_card(self) -> bool:
        """Whether it has one person a sheet, and not one a row."""
        return self.layout == "card"

    @property
    def expects_everyone(self) -> bool:
        """Whether every graduating member has to be on it."""
        return self.lists_everyone or self.is_card

    def card_lines(self) -> list[list[FieldSpec]]:
        """A card's fields line by line, without the photo."""
        fields = sorted((one for one in self.fields if one.kind != PHOTO), key=lambda one: one.line)
        return [list(line) for _, line in groupby(fields, key=lambda one: one.line)]

    def as_roster(self) -> FormSpec:
        """The same form with one person a row: every label is a column head."""
        numbered = {"key": "seq", "head": FIELD_LABELS["seq"], "kind": "seq", "width": 5}
        named = ((one, one.aliases if one.beside else (one.head, *one.aliases)) for one in self.fields if one.key != "seq")
        columns = [{**one.model_dump(), "head": one.label, "aliases": aliases, "line": 0, "beside": ""} for one, aliases in named]
        return FormSpec.model_validate({**self.model_dump(), "layout": "roster", "advice": (), "fields": [numbered, *columns]})

    @property
    def has_groups(self) -> bool:
        """Whether its heads are of two lines."""
        return any(field.group for field in self.fields)

    def top_lines(self) -> tuple[str, ...]:
        """The lines between title and heads, one with ``{branch}``."""
        own = f"{self.branch_label}{{branch}}"
        return self.lines if any("{branch}" in line for line in self.lines) else (own, *self.lines)

    def titled(self, college: str, cohort: int) -> str:
        """The official title of one campaign."""
        return self.title.replace("{college}", college).replace("{cohort}", str(cohort))

    def field(self, key: str) -> FieldSpec | None:
        """The field with that key, or None."""
        return self._by_key.get(key)

    def label(self, key: str) -> str:
        """What people call a field; its key where the form has none such."""
        field = self._by_key.get(key)
        return field.label if field else key

    @cached_property
    def private(self) -> frozenset[str]:
        """Fields whose content stays with the branch (``FieldSpec.is_merged``)."""
        return frozenset(field.key for field in self.fields if not field.is_merged)

    @cached_property
    def required_fields(self) -> tuple[FieldSpec, ...]:
        """Those that must be filled in."""
        return tuple(field for field in self.fields if field.required)

    def of_kind(self, kind: str) -> tuple[str, ...]:
        """The keys of fields of a kind."""
        return self._by_kind.get(kind, ())

    @cached_property
    def _by_kind(self) -> dict[str, tuple[str, ...]]:
        return {field.kind: tuple(one.key for one in self.fields if one.kind == field.kind) for field in self.fields}

    @cached_property
    def _by_key(self) -> dict[str, FieldSpec]:
        return {field.key: field for field in self.fields}
