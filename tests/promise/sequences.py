"""B · Random sequences of what branches and offices do with returned copies, from June to October."""

from __future__ import annotations

import copy
import functools
import io
import os
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from promise.counting import (
    BRANCHES,
    COLLEGE,
    Books,
    Count,
    Failure,
    Outcome,
    Reports,
    Unit,
    checked,
    count,
    foreign_names,
    gradflow,
    make_campaign,
    read_reports,
)
from promise.messy import ANNEX, HEADS, ROUND_2_BEGINS, ROUNDS, TITLES
from promise.people import Crowd, Person, Typed, misspelt, mistyped, plain_name

OWN_SHEETS = {"退回说明", "填写说明"}
FORMS = (("transfer_out", 0), ("follow_up", 1), ("follow_up", 2))
MARK = "退回说明"
TWICE, LEAVES_OUT = " [twice before a run]", " [leaves some out]"
SEEN = {"bad check digit", "number cut to 3.2E+17", "text 3.20584E+17", "no ID", "no name", "ID a digit short", "wrong phone", "no phone"}
"""Mistakes that the program calls errors: corrected, the later reading is the only good one."""
FIRST_DAY, LAST_DAY = date(2023, 6, 10), date(2023, 10, 25)
Step = tuple[str, int, bool, int]
"""Operation, seed of its choices, whether a run follows, days that pass."""
Slot = tuple[str, str, int]
"""Branch, form, round."""


@dataclass(slots=True)
class Copy:
    """A returned copy as a run wrote it."""

    name: str
    slot: Slot
    content: bytes


@dataclass(slots=True)
class Story:
    """What a sequence came to."""

    failures: list[Failure]
    figures: dict[str, int]
    recipe: str


@dataclass(slots=True)
class World:
    """The campaign folder, and all that is known of who typed what into which file."""

    folder: Path
    crowd: Crowd
    branches: list[str]
    books: Books
    members: dict[str, list[Person]]
    day: date = FIRST_DAY
    files: dict[str, list[Typed]] = field(default_factory=dict)
    """Name in the inbox -> its rows."""
    originals: dict[str, str] = field(default_factory=dict)
    """Copy in the inbox -> the file it was made from."""
    copies: list[Copy] = field(default_factory=list)
    """Of the last run."""
    old_copies: list[Copy] = field(default_factory=list)
    aliases: dict[str, int] = field(default_factory=dict)
    """Name or ID as once typed -> whose it is."""
    handed_in: dict[str, set[str]] = field(default_factory=dict)
    touched: set[Slot] = field(default_factory=set)
    newest: date | None = None
    last: Count | None = None
    last_errors: Counter[tuple[object, ...]] = field(default_factory=Counter)
    log: list[str] = field(default_factory=list)
    told: set[tuple[str, str]] = field(default_factory=set)
    failures: list[Failure] = field(default_factory=list)
    runs: int = 0

    # ------------------------------------------------------------ files

    def put(self, name: str, content: bytes, rows: Sequence[Typed], op: str) -> None:
        """A file comes into the inbox, or over one that is there."""
        path = self.folder / "inbox" / name
        path.write_bytes(content)
        came = datetime(self.day.year, self.day.month, self.day.day, 9, 0, self.runs % 60).timestamp()
        os.utime(path, (came, came))
        self.files[name] = [Typed(r.person, r.branch, r.form, r.rnd, dict(r.cells), r.mistake, f"inbox/{name}", r.sheet, op) for r in rows]
        for one in self.files[name]:
            self.know(one)

    def remove(self, name: str) -> None:
        """A file goes."""
        (self.folder / "inbox" / name).unlink()
        del self.files[name]
        self.originals.pop(name, None)

    def know(self, one: Typed) -> None:
        """What was typed for a person."""
        for text in (one.id_number, f"{one.branch}{one.name}"):
            self.aliases.setdefault(text, one.person.number)
        self.handed_in.setdefault(one.branch, set()).add(one.name or one.person.name)

    def now(self) -> list[Typed]:
        """Everybody in the inbox whose round has begun."""
        return [one for rows in self.files.values() for one in rows if one.rnd < 2 or self.day >= ROUND_2_BEGINS]

    def slots(self) -> dict[Slot, list[str]]:
        """Branch, form, round -> the files there."""
        found: dict[Slot, list[str]] = {}
        for name, rows in self.files.items():
            for slot in {(one.branch, one.form, one.rnd) for one in rows}:
                found.setdefault(slot, []).append(name)
        return found

    def fresh_name(self, stem: str) -> str:
        """A name that no file has yet."""
        names = (f"{stem}{more}.xlsx" for more in ("", *(f"({n})" for n in range(2, 99))))
        return next(name for name in names if name not in self.files and f"inbox/{name}" not in self.books.rounds)

    # ------------------------------------------------------------ copies

    def opened(self, returned: Copy) -> Opened:
        """A copy, open in Excel."""
        return Opened(self, openpyxl.load_workbook(io.BytesIO(returned.content)), returned)

    def collect_copies(self) -> None:
        """Take what the run returned."""
        self.old_copies += self.copies
        self.copies = []
        for branch in self.branches:
            for path in sorted((self.folder / "reports").glob(f"*/{branch}/**/*.xlsx")):
                book = openpyxl.load_workbook(path)
                marks = {mark.name: mark.value for mark in book.custom_doc_props.props}
                if MARK in book.sheetnames and marks.get("gradflow.form") in {"transfer_out", "follow_up"}:
                    slot = branch, str(marks["gradflow.form"]), int(marks.get("gradflow.round") or 0)
                    self.copies.append(Copy(path.name, slot, path.read_bytes()))

    # ------------------------------------------------------------ runs

    def run(self, ops: Sequence[str], *, is_honest: bool) -> None:
        """Validate, note, count."""
        self.runs += 1
        outcome = gradflow("validate", str(self.folder), "--as-of", self.day.isoformat(), "--jobs", "1")
        self.log.append(f"— run as of {self.day}: exit status {outcome.status}")
        if outcome.is_crash or not (self.folder / "reports" / "findings.json").exists():
            self.fail([Failure("traceback", (outcome.err or outcome.out)[-600:])], ops)
            return
        reports, now = read_reports(self.folder / "reports"), self.now()
        self.books.note(now)
        self.newest = self.day
        counted = count(self.books, now, reports)
        self.books.let_go -= counted.of("merged", "to correct")
        self.fail(checked(outcome, reports, counted), ops)
        self.fail(foreign_names(self.folder / "reports", self.books, self.handed_in), ops)
        self.fail([*self._strangers(reports), *self._still_asked(reports, counted)], ops)
        errors = Counter(
            (f["code"], f["branch"], f["person"]) for f in reports.errors if f["code"][0] == "F" or f["code"] in {"X621", "X622"}
        )
        if is_honest and self.last:
            self.fail(self._nagging(counted, errors, reports), ops)
        self.last, self.last_errors, self.touched = counted, errors, set()
        self.collect_copies()

    def _nagging(self, counted: Count, errors: Counter[tuple[object, ...]], reports: Reports) -> list[Failure]:
        """Who is owed, and what is asked, only since something honest was done."""
        assert self.last
        newly = counted.of("in question") - self.last.of("in question", "lost")
        failures = [
            Failure("nag", f"newly owed: {self.books.people[unit[0]]} {unit[1:]}, was {self.last.found.get(unit)}")
            for unit in sorted(newly)
        ]
        for key in errors - self.last_errors:
            message = next(f["message"] for f in reports.errors if (f["code"], f["branch"], f["person"]) == key)
            failures.append(Failure("nag", f"new error {key}: {message}"))
        return failures

    def _strangers(self, reports: Reports) -> list[Failure]:
        """People who were in no file at a run that notes, and yet are named."""
        known = {name for typed in self.books.ever.values() for one in typed for name in (one.name, one.person.name)}
        known |= {name for rows in self.files.values() for one in rows for name in (one.name, one.person.name)}
        strangers = {person.name for person in self.crowd.people} - known
        seen = {name for f in reports.errors for name in strangers if name in f"{f['person']} {f['message']}"}
        return [Failure("noted by a mere look", f"named though never noted: {sorted(seen)}")] if seen else []

    def _still_asked(self, reports: Reports, counted: Count) -> list[Failure]:
        """People let go of whom nothing else is in question, and whom an error of the owed kind names all the same."""
        failures = []
        for unit in sorted(counted.of("let go")):
            names = {one.name for one in self.books.ever[unit]}
            others = {
                u
                for u in counted.of("in question", "lost", "to correct")
                if u[1] == unit[1] and names & {o.name for o in self.books.ever[u]}
            }
            asked = [f for f in reports.errors if f["code"] in {"X621", "X622", "F115"} and f["person"] in names and f["branch"] == unit[1]]
            if asked and not others:
                failures.append(
                    Failure("still asked", f"{self.books.people[unit[0]]} {unit[1:]} was let go: {asked[0]['code']} {asked[0]['message']}")
                )
        return failures

    def fail(self, failures: Sequence[Failure], ops: Sequence[str]) -> None:
        """Keep what was not told before, with what had just been done."""
        for one in failures:
            what = one.kind, one.text.split(" inbox/")[0]  # a person lost is told once
            if what not in self.told:
                self.told.add(what)
                self.failures.append(
                    Failure(one.kind, f"{one.text} — after {' + '.join(ops) or 'nothing'}, as of {self.day}", " + ".join(sorted(ops)))
                )
                self.log.append(f"      ✗ {self.failures[-1]}")


@dataclass(slots=True)
class Opened:
    """A returned copy open in Excel: where its rows stand."""

    world: World
    book: openpyxl.Workbook
    returned: Copy

    @property
    def sheets(self) -> list[tuple[Worksheet, int, dict[str, int]]]:
        """Sheets with people: head row, and field key -> column."""
        found = []
        heads = {plain(head[0]): key for key, head in HEADS[self.returned.slot[1]].items()}
        for sheet in self.book.worksheets:
            if sheet.sheet_state == "visible" and sheet.title not in OWN_SHEETS:
                for row in sheet.iter_rows(max_row=15):
                    columns = {heads[plain(cell.value)]: cell.column for cell in row if plain(cell.value) in heads}
                    if len(columns) > 4:
                        found.append((sheet, row[0].row, columns))
                        break
        return found

    def rows(self) -> list[tuple[Worksheet, int, dict[str, int]]]:
        """The rows of people."""
        found = []
        for sheet, top, columns in self.sheets:
            for row in range(top + 1, sheet.max_row + 1):
                texts = [sheet.cell(row, columns[key]).value for key in columns if key != "seq"]
                if len([text for text in texts if text not in {None, ""}]) > 2:
                    found.append((sheet, row, columns))
        return found

    def typed(self, branch: str) -> list[Typed]:
        """The rows as typed, each with whose it is."""
        rows, used = [], set[int]()
        for sheet, row, columns in self.rows():
            cells = {key: sheet.cell(row, column).value for key, column in columns.items() if key != "seq"}
            one = Typed(self.world.crowd.people[0], branch, *self.returned.slot[1:], cells, sheet=sheet.title)
            number = self._whose(one, used)
            if number is not None:
                used.add(number)
                one.person = self.world.crowd.people[number]
                rows.append(one)
        return rows

    def _whose(self, one: Typed, used: set[int]) -> int | None:
        by_id = self.world.aliases.get(one.id_number) if one.id_number else None
        if by_id is not None:
            return by_id
        names = [p.number for p in self.world.crowd.people if p.name == one.name and p.number not in used]
        named = [self.world.aliases.get(f"{branch}{one.name}") for branch in (self.returned.slot[0], one.branch)]
        return next((n for n in [*names, *named] if n is not None), None)

    def write(self, row: tuple[Worksheet, int, dict[str, int]], cells: dict[str, object]) -> None:
        """Type values into a row."""
        sheet, number, columns = row
        for key, value in cells.items():
            sheet.cell(number, columns[key]).value = value

    def saved(self) -> bytes:
        """The workbook's bytes."""
        stream = io.BytesIO()
        self.book.save(stream)
        return stream.getvalue()


def plain(value: object) -> str:
    """A head without blanks and brackets' widths."""
    return "".join(str(value or "").split()).translate(str.maketrans("（）", "()"))


def official(form: str, branch: str, rows: Sequence[Typed]) -> bytes:
    """A workbook in the official layout."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = ANNEX[form]
    sheet.append([TITLES[form].format(COLLEGE, 2023)])
    sheet.append([f"党支部名称：{branch}"])
    sheet.append([head[0] for head in HEADS[form].values()])
    for number, one in enumerate(rows, 1):
        one.sheet = sheet.title
        sheet.append([number if key == "seq" else one.cells.get(key) for key in HEADS[form]])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


# ---------------------------------------------------------------- what people do
# Each returns what was done in words, or "" where there was nothing to do it to.

Op = Callable[[World, Random], str]
HONEST: dict[str, Op] = {}
OTHER: dict[str, Op] = {}


def honest(op: Op) -> Op:
    """Nobody may be owed because of this."""
    HONEST[op.__name__] = op
    return op


def other(op: Op) -> Op:
    """Nobody may be lost by this, but somebody may be asked for."""
    OTHER[op.__name__] = op
    return op


def _touch(world: World, slot: Slot) -> str:
    """A note where something was done to the same form before the last run: then nothing here counts as honest."""
    twice = slot in world.touched
    world.touched.add(slot)
    return TWICE if twice else ""


def _hand_back(world: World, random: Random, opened: Opened, branch: str = "", op: str = "copy") -> str:
    """Save a copy into the inbox: over the original, under its name with a note, or under a new name."""
    branch = branch or opened.returned.slot[0]
    name = opened.returned.name
    is_own = branch == opened.returned.slot[0]
    way = random.choice(("over", "note", "new")) if is_own else "new"
    form, rnd = opened.returned.slot[1:]
    source = name if name in world.files else ""
    if way != "over" or not source:
        stem = (
            name.removesuffix(".xlsx") + random.choice(("（改）", "-更正", "(1)"))
            if way == "note"
            else f"{branch}{ANNEX[form]}{ROUNDS[rnd]}改好的"
        )
        name = world.fresh_name(stem)
    rows = opened.typed(branch)
    world.put(name, opened.saved(), rows, op)
    if source and source != name:
        world.originals[name] = source
    return f"{branch}: copy of {opened.returned.name} handed back as {name}{_touch(world, (branch, form, rnd))}"


def _a_copy(world: World, random: Random) -> Opened | None:
    return world.opened(random.choice(world.copies)) if world.copies else None


@honest
def hand_in(world: World, random: Random) -> str:
    """The first file of a form and round."""
    here = world.slots()
    ever = {unit[1:] for unit in world.books.ever}
    free = [
        (b, *f)
        for b in world.branches
        for f in FORMS
        if (b, *f) not in here and (b, *f) not in ever and (world.day >= date(2023, 7, 1) or f[1] == 0)
    ]
    if not free:
        return ""
    branch, form, rnd = random.choice(free)
    people = world.members[branch]
    people = random.sample(people, random.randint(2, len(people))) if rnd and random.random() < 0.3 else people
    rows = [Typed(person, branch, form, rnd, person.cells(form, rnd)) for person in people]
    for one in rows:
        if random.random() < 0.25:
            one.mistake = mistyped(one.cells, random)
    name = world.fresh_name(random.choice((f"{ANNEX[form]}{ROUNDS[rnd]}-{branch}", f"{branch}{ROUNDS[rnd]}{ANNEX[form]}")))
    world.put(name, official(form, branch, rows), rows, "hand_in")
    return f"{branch}: {name} with {len(rows)} people, mistakes: {[f'{o.person.name} {o.mistake}' for o in rows if o.mistake]}{_touch(world, (branch, form, rnd))}"


@honest
def as_is(world: World, random: Random) -> str:
    """A copy comes back unchanged."""
    opened = _a_copy(world, random)
    return _hand_back(world, random, opened) if opened else ""


@honest
def corrected(world: World, random: Random) -> str:
    """Wrong cells of a copy are corrected, all or some."""
    opened = _a_copy(world, random)
    if not opened:
        return ""
    done = []
    for row, one in zip(opened.rows(), opened.typed(opened.returned.slot[0]), strict=False):
        right = one.person.cells(one.form, one.rnd)
        wrong = {key: right[key] for key, value in one.cells.items() if key in right and str(value or "") != str(right[key] or "")}
        if wrong and random.random() < 0.8:
            opened.write(row, wrong)
            done.append(f"{one.person.name}: {', '.join(wrong)}")
    return f"{_hand_back(world, random, opened)}; corrected {done}" if done else ""


@honest
def swapped(world: World, random: Random) -> str:
    """Two rows of a copy change places, with or without what stands right of them."""
    opened = _a_copy(world, random)
    rows = opened.rows() if opened else []
    if not opened or len(rows) < 2:
        return ""
    first, second = random.sample(rows, 2)
    sheet, columns = first[0], first[2]
    if second[0] is not sheet:
        return ""
    width = sheet.max_column if random.random() < 0.5 else max(columns.values())
    for column in range(2, width + 1):
        one, two = sheet.cell(first[1], column), sheet.cell(second[1], column)
        one.value, two.value = two.value, one.value
    return f"{_hand_back(world, random, opened)}; rows {first[1]} and {second[1]} swapped {'with' if width > max(columns.values()) else 'without'} 原行号"


@honest
def sorted_by_name(world: World, random: Random) -> str:
    """A copy is sorted, whole rows."""
    opened = _a_copy(world, random)
    rows = opened.rows() if opened else []
    if not opened or len({id(row[0]) for row in rows}) != 1:
        return ""
    sheet, _, columns = rows[0]
    values = [[sheet.cell(n, c).value for c in range(1, sheet.max_column + 1)] for _, n, _ in rows]
    values.sort(key=lambda cells: str(cells[columns["name"] - 1]))
    for (_, number, _), cells in zip(rows, values, strict=True):
        for column, value in enumerate(cells, 1):
            sheet.cell(number, column).value = value
    return f"{_hand_back(world, random, opened)}; sorted by name"


@honest
def one_more(world: World, random: Random) -> str:
    """A row is added to a copy."""
    opened = _a_copy(world, random)
    if not opened or not opened.rows():
        return ""
    branch, form, rnd = opened.returned.slot
    person = world.crowd.draw()
    one = Typed(person, branch, form, rnd, person.cells(form, rnd))
    world.know(one)
    sheet, number, columns = opened.rows()[-1]
    sheet.insert_rows(number + 1)
    opened.write((sheet, number + 1, columns), one.cells)
    return f"{_hand_back(world, random, opened)}; {person} added"


@honest
def renamed_file(world: World, random: Random) -> str:
    """A file of the inbox gets another name."""
    if not world.files:
        return ""
    old = random.choice(list(world.files))
    rows = world.files[old]
    new = world.fresh_name(old.removesuffix(".xlsx") + random.choice(("最终版", "-新", "(3)")))
    path = world.folder / "inbox" / old
    path.rename(path.with_name(new))
    source = world.originals.get(old)
    world.files = {new if name == old else name: value for name, value in world.files.items()}
    for one in rows:
        one.file = f"inbox/{new}"
    world.originals = {new if k == old else k: new if v == old else v for k, v in world.originals.items()}
    return f"{old} renamed to {new}{' (a copy)' if source else ''}" + "".join(_touch(world, (o.branch, o.form, o.rnd)) for o in rows[:1])


@honest
def doubled_file(world: World, random: Random) -> str:
    """A file lies there twice."""
    if not world.files:
        return ""
    old = random.choice(list(world.files))
    new = world.fresh_name(f"副本{old.removesuffix('.xlsx')}")
    world.put(new, (world.folder / "inbox" / old).read_bytes(), world.files[old], "doubled_file")
    return f"{old} copied to {new}" + "".join(_touch(world, (o.branch, o.form, o.rnd)) for o in world.files[old][:1])


@honest
def original_taken_out(world: World, random: Random) -> str:
    """The original goes after its copy came and was counted."""
    seen = {one.file for typed in world.books.ever.values() for one in typed}
    pairs = [(new, old) for new, old in world.originals.items() if old in world.files and new in world.files and f"inbox/{new}" in seen]
    if not pairs:
        return ""
    new, old = random.choice(pairs)
    slot = next(((o.branch, o.form, o.rnd) for o in world.files[old]), ("", "", 0))
    owing = {one.unit for one in world.files[old]} - {one.unit for name, rows in world.files.items() if name != old for one in rows}
    note = LEAVES_OUT if owing else ""
    world.remove(old)
    return f"{old} taken out, its copy {new} stays{note}{_touch(world, slot)}"


@honest
def sent_again(world: World, random: Random) -> str:
    """The branch corrects its own file, not the copy, and sends it as 附件2（改好）."""
    alone = [(slot, names[0]) for slot, names in world.slots().items() if len(names) == 1 and names[0] not in world.originals]
    wrong = [(slot, name) for slot, name in alone if any(one.mistake in SEEN for one in world.files[name])]
    if not wrong:
        return ""
    slot, name = random.choice(wrong)
    rows = copy.deepcopy(world.files[name])
    done = []
    for one in rows:
        if one.mistake in SEEN:
            done.append(f"{one.person.name} {one.mistake}")
            one.cells, one.mistake = one.person.cells(one.form, one.rnd), ""
    new = world.fresh_name(name.removesuffix(".xlsx") + "（改好）")
    world.put(new, official(slot[1], slot[0], rows), rows, "sent_again")
    return f"{slot[0]}: {name} corrected and sent again as {new}: {done}{_touch(world, slot)}"


@honest
def rerun(world: World, random: Random) -> str:  # noqa: ARG001 - one signature for all
    """Nothing happens."""
    return "nothing new"


@honest
def looked(world: World, random: Random) -> str:
    """status, remind."""
    word = random.choice(("status", "remind"))
    outcome = gradflow(word, str(world.folder), "--as-of", world.day.isoformat())
    if outcome.is_crash:
        world.fail([Failure("traceback", outcome.err[-600:])], [word])
    return f"office: {word}"


@other
def explained(world: World, random: Random) -> str:
    """Reasons are written wherever a copy has room for them."""
    opened = _a_copy(world, random)
    if not opened:
        return ""
    done = 0
    for sheet in opened.book.worksheets:
        heads = {cell.value: cell for row in sheet.iter_rows(max_row=15) for cell in row if cell.value in {"情况说明", "问题"}}
        if len(heads) == 2 and sheet.sheet_state == "visible":
            for number in range(heads["问题"].row + 1, sheet.max_row + 1):
                if sheet.cell(number, heads["问题"].column).value:
                    sheet.cell(number, heads["情况说明"].column).value = "已与本人核实，情况属实"
                    done += 1
    return f"{_hand_back(world, random, opened, op='explained')}; {done} reasons written" if done else ""


@other
def row_deleted(world: World, random: Random) -> str:
    """A row of a copy is deleted."""
    opened = _a_copy(world, random)
    if not opened or len(opened.rows()) < 2:
        return ""
    at = random.randrange(len(opened.rows()))
    sheet, number, columns = opened.rows()[at]
    name = sheet.cell(number, columns["name"]).value
    sheet.delete_rows(number)
    return f"{_hand_back(world, random, opened, op='row_deleted')}; row {number} ({name}) deleted"


@other
def row_overwritten(world: World, random: Random) -> str:
    """Another person is typed over a row; 原行号 stays."""
    opened = _a_copy(world, random)
    if not opened or not opened.rows():
        return ""
    branch, form, rnd = opened.returned.slot
    row = random.choice(opened.rows())
    before = row[0].cell(row[1], row[2]["name"]).value
    person = world.crowd.draw()
    one = Typed(person, branch, form, rnd, person.cells(form, rnd))
    world.know(one)
    opened.write(row, one.cells)
    return f"{_hand_back(world, random, opened, op='row_overwritten')}; row {row[1]} ({before}) overwritten with {person}"


@other
def name_changed(world: World, random: Random) -> str:
    """A name in a copy changes by one character."""
    opened = _a_copy(world, random)
    rows = [row for row in opened.rows() if row[0].cell(row[1], row[2]["name"]).value] if opened else []
    if not opened or not rows:
        return ""
    branch = opened.returned.slot[0]
    row = random.choice(rows)
    before = str(row[0].cell(row[1], row[2]["name"]).value)
    whose = next((t.person for t in opened.typed(branch) if t.name == plain_name(before)), None)
    if whose is None:
        return ""
    after = misspelt(plain_name(before), random)
    world.aliases.setdefault(f"{branch}{after}", whose.number)
    opened.write(row, {"name": after})
    return f"{_hand_back(world, random, opened, op='name_changed')}; row {row[1]} {before} → {after}"


@other
def original_shortened(world: World, random: Random) -> str:
    """The branch's own file comes again under its name, a row less or another value."""
    names = [name for name, rows in world.files.items() if len(rows) > 1 and name not in world.originals]
    if not names:
        return ""
    name = random.choice(names)
    rows = copy.deepcopy(world.files[name])
    slot = rows[0].branch, rows[0].form, rows[0].rnd
    if any((one.branch, one.form, one.rnd) != slot for one in rows):
        return ""
    gone = rows.pop(random.randrange(len(rows)))
    is_new = random.random() < 0.4
    target = world.fresh_name(name.removesuffix(".xlsx") + "（改）") if is_new else name
    world.put(target, official(slot[1], slot[0], rows), rows, "original_shortened")
    return f"{slot[0]}: {name} comes again as {target} without {gone.person}{_touch(world, slot)}"


@other
def other_value(world: World, random: Random) -> str:
    """The branch's own file comes again beside the first with another good value."""
    names = [name for name, rows in world.files.items() if rows and name not in world.originals and rows[0].form == "transfer_out"]
    if not names:
        return ""
    name = random.choice(names)
    rows = copy.deepcopy(world.files[name])
    one = random.choice(rows)
    one.cells["address"] = str(one.cells["address"]).replace("云梨路", "学苑路")
    target = world.fresh_name(name.removesuffix(".xlsx") + "（新地址）")
    world.put(target, official(one.form, one.branch, rows), rows, "other_value")
    return f"{one.branch}: {name} again as {target}, another address for {one.person.name}{_touch(world, (one.branch, one.form, one.rnd))}"


@other
def anothers_template(world: World, random: Random) -> str:
    """A branch takes another's returned copy, changes the branch line and types its own people over it."""
    opened = _a_copy(world, random)
    if not opened or len(world.branches) < 2 or not opened.rows():
        return ""
    owner, form, rnd = opened.returned.slot
    branch = random.choice([b for b in world.branches if b != owner])
    for sheet, _, _ in opened.sheets:
        for row in sheet.iter_rows(max_row=5):
            for cell in row:
                if owner in str(cell.value or ""):
                    cell.value = str(cell.value).replace(owner, branch)
    people = world.members[branch]
    rows = opened.rows()
    for row, person in zip(rows, people, strict=False):
        one = Typed(person, branch, form, rnd, person.cells(form, rnd))
        world.know(one)
        opened.write(row, one.cells)
    left = rows[len(people) :]
    if random.random() < 0.7:
        for sheet, number, _ in reversed(left):
            sheet.delete_rows(number)
        left = []
    return f"{_hand_back(world, random, opened, branch, 'anothers_template')}; made from {owner}'s copy, {len(left)} of its rows left in"


@other
def old_copy_again(world: World, random: Random) -> str:
    """An older copy comes (again) after a newer one."""
    if not world.old_copies:
        return ""
    opened = world.opened(random.choice(world.old_copies))
    return _hand_back(world, random, opened, op="old_copy_again") + "; an older copy"


@other
def file_taken_out(world: World, random: Random) -> str:
    """A file goes, whatever it holds."""
    if not world.files:
        return ""
    name = random.choice(list(world.files))
    world.remove(name)
    return f"{name} taken out"


@other
def moved(world: World, random: Random) -> str:
    """A person moves from one branch's copy to another branch's own file."""
    opened = _a_copy(world, random)
    if not opened or len(opened.rows()) < 2:
        return ""
    owner, form, rnd = opened.returned.slot
    targets = [
        n
        for n, rows in world.files.items()
        if rows and (rows[0].form, rows[0].rnd) == (form, rnd) and rows[0].branch != owner and n not in world.originals
    ]
    typed = opened.typed(owner)
    if not targets or len(typed) != len(opened.rows()):
        return ""
    at, name = random.randrange(len(typed)), random.choice(targets)
    sheet, number, _ = opened.rows()[at]
    sheet.delete_rows(number)
    rows = copy.deepcopy(world.files[name])
    person = typed[at].person
    rows.append(Typed(person, rows[0].branch, form, rnd, person.cells(form, rnd)))
    world.put(name, official(form, rows[0].branch, rows), rows, "moved")
    _touch(world, (rows[0].branch, form, rnd))
    return f"{_hand_back(world, random, opened, op='moved')}; {person} moved to {rows[0].branch}'s {name}"


@other
def ledger_deleted(world: World, random: Random) -> str:  # noqa: ARG001 - one signature for all
    """The ledger goes: counting starts anew."""
    if not (world.folder / ".gradflow").exists():
        return ""
    shutil.rmtree(world.folder / ".gradflow")
    world.books.ever.clear()
    world.books.let_go.clear()
    return ".gradflow deleted"


@other
def looked_elsewhere(world: World, random: Random) -> str:
    """A file comes, somebody looks with --out or an earlier --as-of, the file goes again: nobody is noted or forgotten."""
    branch = random.choice(world.branches)
    person = world.crowd.draw()
    rows = [Typed(person, branch, "transfer_out", 0, person.cells("transfer_out"))]
    name = world.fresh_name(f"{branch}附件2试一试")
    (world.folder / "inbox" / name).write_bytes(official("transfer_out", branch, rows))
    is_out = random.random() < 0.5 or not world.newest
    early = world.day if is_out or not world.newest else world.newest - timedelta(days=random.randint(3, 30))
    words = ["validate", str(world.folder), "--as-of", early.isoformat(), "--jobs", "1"]
    outcome = gradflow(*words, *(["--out", str(world.folder.parent / "elsewhere")] if is_out else []))
    (world.folder / "inbox" / name).unlink()
    if outcome.is_crash:
        world.fail([Failure("traceback", outcome.err[-600:])], ["looked_elsewhere"])
    return f"office: {name} with {person} looked at {'with --out' if is_out else f'as of {early}'}, then taken out"


@functools.cache
def _help(command: str) -> str:
    """What the command says of itself, if this gradflow has it."""
    outcome = gradflow(command, "--help")
    return "" if outcome.status else outcome.out


def _office(world: World, command: str, *words: str) -> Outcome:
    """A command of the office; a refusal is told, a crash is a failure."""
    day = ["--as-of", world.day.isoformat()] if "--as-of" in _help(command) else []
    outcome = gradflow(command, *words, "--campaign", str(world.folder), *day)
    if outcome.is_crash:
        world.fail([Failure("traceback", outcome.err[-600:])], [command])
    return outcome


def _in_question(world: World) -> list[Unit]:
    return sorted(world.last.of("in question")) if world.last else []


def _names(world: World, unit: Unit) -> str:
    last = world.books.ever[unit][-1]
    return last.name or last.person.name


@other
def released(world: World, random: Random) -> str:
    """The office lets somebody go, or two at once."""
    units = _in_question(world)
    if not units or not _help("release"):
        return ""
    branch = random.choice(units)[1]
    names = sorted({_names(world, unit) for unit in units if unit[1] == branch})
    names = random.sample(names, min(len(names), random.randint(1, 2)))
    outcome = _office(world, "release", *names, "--branch", branch, "--reason", "已经退学不再转出")
    if outcome.status:
        world.fail([Failure("office command", f"release {names} of {branch} refused: {outcome.err.strip()[-300:]}")], ["released"])
        return ""
    world.books.let_go |= {unit for unit in units if unit[1] == branch and any(one.name in names for one in world.books.ever[unit])}
    return f"office: release {' '.join(names)} --branch {branch}"


@other
def release_undone(world: World, random: Random) -> str:
    """The office takes it back."""
    if not world.books.let_go or not _help("release"):
        return ""
    unit = random.choice(sorted(world.books.let_go))
    name, branch = _names(world, unit), unit[1]
    outcome = _office(world, "release", name, "--branch", branch, "--undo")
    if outcome.status:
        return f"office: release {name} --branch {branch} --undo refused: {outcome.err.strip()[-200:]}"
    world.books.let_go = {u for u in world.books.let_go if not (u[1] == branch and any(one.name == name for one in world.books.ever[u]))}
    return f"office: release {name} --branch {branch} --undo"


@other
def released_file(world: World, random: Random) -> str:
    """The office lets all of a file go that is no longer there."""
    units = _in_question(world)
    gone = {one.file for unit in units for one in world.books.ever[unit] if one.file.removeprefix("inbox/") not in world.files}
    if not gone or not _help("release"):
        return ""
    file = random.choice(sorted(gone))
    outcome = _office(world, "release", "--from", file, "--reason", "整份文件不再报送")
    if outcome.status:
        return f"office: release --from {file} refused: {outcome.err.strip()[-200:]}"
    world.books.let_go |= {unit for unit in units if any(one.file == file for one in world.books.ever[unit])}
    return f"office: release --from {file}"


@other
def kept(world: World, random: Random) -> str:
    """The office says which of several versions counts."""
    several = [names for names in world.slots().values() if len(names) > 1]
    if not several or not _help("keep"):
        return ""
    name = random.choice(random.choice(several))
    undo = ["--undo"] if random.random() < 0.2 else []
    outcome = _office(world, "keep", f"inbox/{name}", *undo)
    return f"office: keep {' '.join(undo)} {name}{f' refused: {outcome.err.strip()[-200:]}' if outcome.status else ''}"


# ---------------------------------------------------------------- playing


def drawn_steps(seed: int) -> list[Step]:
    """What to try: operation, seed of its choices, whether a run follows, days that pass."""
    random = Random(seed)
    steps = [("hand_in", random.randrange(10**6), False, 0) for _ in range(random.randint(2, 4))]
    steps[-1] = (*steps[-1][:2], True, 1)
    for _ in range(random.randint(5, 9)):
        names = (
            [*list(HONEST), "hand_in", "corrected", "corrected"]
            if random.random() < 0.62
            else [*list(OTHER), "row_deleted", "anothers_template"]
        )
        steps.append((random.choice(names), random.randrange(10**6), random.random() < 0.8, random.randint(0, 18)))
    steps[-1] = (*steps[-1][:2], True, steps[-1][3])
    return steps


def play(seed: int, folder: Path, steps: Sequence[Step] | None = None) -> Story:
    """Play a sequence."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(folder.parent / "elsewhere", ignore_errors=True)
    random = Random(seed)
    crowd = Crowd(random)
    branches = random.sample(BRANCHES, random.randint(2, 3))
    make_campaign(folder, branches)
    world = World(folder, crowd, branches, Books(crowd.people), {})
    for branch in branches:
        world.members[branch] = crowd.several(random.randint(3, 6))
    pending: list[str] = []
    is_honest = True
    for name, choices, is_run, days in drawn_steps(seed) if steps is None else steps:
        world.day = min(world.day + timedelta(days=days), LAST_DAY)
        crowd.random = Random(choices + 1)
        done = (HONEST | OTHER)[name](world, Random(choices))
        if done:
            pending.append(name)
            is_honest = is_honest and name in HONEST and not any(note in done for note in (TWICE, LEAVES_OUT))
            world.log.append(f"{world.day} {name}: {done}")
        if is_run and (pending or not world.runs):
            world.run(pending, is_honest=is_honest)
            pending, is_honest = [], True
    figures = {
        "sequences": 1, "runs": world.runs, "workbooks": len(world.books.rounds), "people": len(crowd.people), "units": len(world.books.ever),
    }  # fmt: skip
    return Story(world.failures, figures, f"branches {branches}\n" + "\n".join(f"    {line}" for line in world.log))


def shrunk(seed: int, folder: Path, kind: str, about: str) -> Story:
    """A shorter sequence that breaks the same promise: steps are left out as long as it stays broken."""
    steps: Sequence[Step] = drawn_steps(seed)
    best = play(seed, folder, steps)
    at = 0
    while at < len(steps):
        smaller = [*steps[:at], *steps[at + 1 :]]
        story = play(seed, folder, smaller)
        if any((failure.kind, failure.about) == (kind, about) for failure in story.failures):
            steps, best = smaller, story
        else:
            at += 1
    return best
