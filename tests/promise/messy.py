"""A · Random campaigns: forms laid out and written in the many ways in which branches hand them in."""

from __future__ import annotations

import copy
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from random import Random

from promise.counting import (
    ALIASES,
    BRANCHES,
    COLLEGE,
    Books,
    Failure,
    checked,
    count,
    error_keys,
    foreign_names,
    gradflow,
    make_campaign,
    read_reports,
)
from promise.people import Cells, Crowd, Person, Typed, mistyped
from promise.writing import KINDS, ONE_SHEET, Grid, put, written, zipped

HEADS: dict[str, dict[str, tuple[str, ...]]] = {
    "transfer_out": {
        "seq": ("序号", "编号", "序"), "name": ("姓 名", "姓名", "党员姓名", "名字"), "age": ("年龄", "周岁"), "sex": ("性别", "性 别"),
        "ethnicity": ("民族", "族别"), "id_number": ("身份证号码", "身份证号", "公民身份号码", "居民身份证号码"),
        "member_status": ("预备党员/正式党员", "党员类别", "正式/预备", "政治面貌"),
        "phone": ("联系电话\n（固定电话、手机）", "联系电话", "手机号码", "联系方式"),
        "receiving_department": ("个人原籍（或落实就业单位、专转本考取的学校）所在的市、县、区委组织部名称", "介绍信抬头", "接收党组织"),
        "address": ("个人详细通讯地址、邮编", "家庭住址", "地址及邮编"), "remark": ("备注", "说明"),
    },
    "follow_up": {
        "seq": ("序号", "编号"), "name": ("毕业生党员姓名", "姓名", "学生姓名"), "sex": ("性别", "性 别"), "member_status": ("预备党员/正式党员", "党员类别"),
        "destination_type": ("具体情况（回原籍/专转本/就业单位）", "毕业去向", "去向"), "landed_org": ("已如期转入党组织名称", "转入党组织名称", "接收党组织"),
        "landed_on": ("转入时间(年、月、日）", "转入日期"), "receipt": ("回执是否反馈", "是否有回执"),
        "not_landed_reason": ("备注(未转入情况说明)", "未转入原因"), "follow_up_contact": ("联系回访方式及时间", "回访情况"),
    },
    "registration_card": {
        "name": ("姓名",), "sex": ("性别",), "born_in": ("出生年月",), "joined_on": ("入党时间",), "class_group": ("毕业院系、班级",),
        "destination": ("毕业后去向",), "mobile": ("本人手机",), "home_address": ("家庭地址及邮编",), "qq": ("QQ",), "wechat": ("微信号",),
    },
}  # fmt: skip
TITLES = {
    "transfer_out": "{}{}届毕业生党员组织关系转出情况登记表", "follow_up": "{}{}届毕业生党员组织关系转出回访情况统计表",
    "registration_card": "{}毕业生党员信息登记卡（{}年度）",
}  # fmt: skip
CARD = (
    (("姓  名：", "name"), ("性  别：", "sex")), (("出生年月：", "born_in"), ("入党时间：", "joined_on")), (("毕业院系、班级：", "class_group"),),
    (("毕业后去向：", "destination"),), (("本人手机：", "mobile"), ("家庭固定电话：", "")), (("直系亲属姓名1：", ""), ("手  机：", "")),
    (("姓名2：", ""), ("手  机：", "")), (("家庭地址及邮编：", "home_address"),), (("班主任/辅导员姓名：", ""), ("手  机：", "")),
    (("毕业后会长期联系的同学姓名：", ""), ("手  机：", "")), (("电子邮箱：", ""), ("QQ：", "qq")), (("微信号：", "wechat"), ("其他联系方式：", "")),
)  # fmt: skip
ROUNDS = {0: "", 1: "第一次", 2: "第二次"}
ANNEX = {"registration_card": "附件1", "transfer_out": "附件2", "follow_up": "附件3"}
DAYS = ("2023-06-20", "2023-06-24", "2023-07-20", "2023-08-01", "2023-09-26")
ROUND_2_BEGINS = date(2023, 7, 26)
NOTES = (
    ["注：1、“联系电话”要真实有效；"], ["填表人：", None, "审核人：", None, "日期："], ["以上情况属实"], ["支部书记签字："],
    ["注：2、已落实就业单位的请在备注栏内注明"], ["2023年6月20日"],
)  # fmt: skip
EXTRAS = (
    "pasted rows without heads", "title but no head", "name and ID only", "second sheet with head", "table beside", "table below",
    "name and ID below", "pasted rows far below", "own list with other heads", "last year's form",
)  # fmt: skip


@dataclass(slots=True)
class Block:
    """A table, or what stands for one: its rows and all choices of its layout, drawn beforehand."""

    kind: str
    form: str
    branch: str
    rnd: int
    rows: list[Typed]
    columns: list[tuple[str, str]] = field(default_factory=list)
    """Field key (or "" for a column of the branch's own) and head."""
    title: str = ""
    above: list[list[object]] = field(default_factory=list)
    branch_at: str = "line"
    heads: str = "one line"
    ending: list[list[object]] = field(default_factory=list)
    after: int = 0
    """How many people stand behind the ending."""
    blanks: set[int] = field(default_factory=set)
    printed: int = 0
    hidden: set[int] = field(default_factory=set)

    def describe(self) -> str:
        """The recipe in words."""
        words = [f"{self.kind}: {self.branch} {ANNEX[self.form]}{ROUNDS[self.rnd]}, {len(self.rows)} people"]
        words += [f"{len(self.above)} lines above"] if self.above else []
        words += [f"branch {self.branch_at}"] if self.branch_at != "line" else []
        words += [f"heads {self.heads}"] if self.heads != "one line" else []
        words += ["no title"] if not self.title else []
        words += [f"ends with {[row[0] for row in self.ending]}"] if self.ending else []
        words += [f"{self.after} people after the notes"] if self.after else []
        words += [f"columns {'|'.join(h for _, h in self.columns)}"] if self.kind != "table" else []
        words += ["blank rows"] if self.blanks else []
        words += [f"{len(self.hidden)} rows hidden"] if self.hidden else []
        words += [f"{one.person.name}: {one.mistake}" for one in self.rows if one.mistake]
        return ", ".join(words)


@dataclass(slots=True)
class Page:
    """A sheet."""

    title: str
    blocks: list[Block]
    is_hidden: bool = False


@dataclass(slots=True)
class File:
    """A file of the inbox; ``archive`` is the zip it lies in."""

    name: str
    kind: str
    pages: list[Page]
    archive: str = ""

    @property
    def told_as(self) -> str:
        """What gradflow calls it."""
        return "/".join(filter(None, ("inbox", self.archive, self.name)))

    def describe(self) -> str:
        """The recipe in words."""
        pages = (f"«{p.title}»{' hidden' if p.is_hidden else ''}: " + " + ".join(b.describe() for b in p.blocks) for p in self.pages)
        return f"{self.told_as} ({self.kind}) " + " || ".join(pages)


@dataclass(slots=True)
class Plan:
    """A campaign, before it is written."""

    branches: list[str]
    aliased: list[str]
    day: str
    files: list[File]
    people: list[Person]
    members: dict[str, int] = field(default_factory=dict)

    def typed(self) -> list[Typed]:
        """Everybody's rows, with where they stand."""
        rows = []
        for file in self.files:
            for page in file.pages:
                for block in page.blocks:
                    for one in block.rows:
                        one.file, one.sheet, one.block = file.told_as, page.title, block.kind
                        rows.append(one)
        return rows


def draw_plan(seed: int) -> Plan:
    """Draw a campaign."""
    random = Random(seed)
    crowd = Crowd(random)
    branches = random.sample(BRANCHES, random.randint(2, 6))
    plan = Plan(branches, [b for b in branches if random.random() < 0.6], random.choice(DAYS), [], crowd.people)
    rate = random.choice((0.0, 0.05, 0.25))
    for branch in branches:
        members = crowd.several(random.randint(2, 7))
        if plan.files and random.random() < 0.1:  # someone stands in another branch's sheet too
            members.append(random.choice(plan.files[0].pages[0].blocks[0].rows).person)
        if random.random() < 0.2:
            plan.members[branch] = len(members)
        maker = _Maker(random, crowd, plan, branch, members, rate)
        maker.hand_in("transfer_out", 0)
        if random.random() < 0.4:
            maker.hand_in("registration_card", 0)
        for rnd in (1, 2):
            if plan.day > "2023-07" and random.random() < 0.55:
                maker.hand_in("follow_up", rnd)
    _join_some(plan, random)
    return plan


@dataclass(slots=True)
class _Maker:
    random: Random
    crowd: Crowd
    plan: Plan
    branch: str
    members: list[Person]
    rate: float

    def hand_in(self, form: str, rnd: int) -> None:
        """One file of the branch."""
        random, kind = self.random, self.random.choice(list(KINDS))
        if form == "registration_card" and random.random() < 0.6:
            pages = [Page(p.name.replace("·", "")[:20] + str(p.number), [self._block("card", form, rnd, [p])]) for p in self.members]
        else:
            block = self._block("table", form, rnd, self.members)
            pages = [Page(random.choice(("Sheet1", "附件", "登记表")), [block])]
            if form != "registration_card" and random.random() < 0.5:
                self._add_extra(pages, block)
            if random.random() < 0.08:
                pages[0].is_hidden = len(pages) > 1 and kind not in ONE_SHEET
            block.hidden = {n for n in range(len(block.rows)) if random.random() < 0.3} if random.random() < 0.1 else set()
        is_bare = any(b.branch_at == "file" for page in pages for b in page.blocks)
        if kind in ONE_SHEET and (len(pages) > 1 or pages[0].blocks[0].hidden):
            kind = "xlsx"
        self.plan.files.append(File(self._file_name(form, rnd, is_bare=is_bare) + KINDS[kind], kind, pages))

    def _file_name(self, form: str, rnd: int, *, is_bare: bool) -> str:
        random, annex, turn = self.random, ANNEX[form], ROUNDS[rnd]
        called = ALIASES[self.branch] if self.branch in self.plan.aliased else self.branch
        names = [
            f"{annex}{turn}-{self.branch}",
            f"{called} {annex} {turn}".strip(),
            f"{self.branch}/{annex}{turn}",
            f"材料/{annex}-{called}{turn}",
        ]
        names += (
            []
            if is_bare or form == "registration_card"
            else [f"交来{len(self.plan.files)}-{annex}{turn}", f"新建 工作表{len(self.plan.files)}{turn}"]
        )
        return random.choice(names)

    def _typed(self, person: Person, form: str, rnd: int, *, may_err: bool = True) -> Typed:
        one = Typed(person, self.branch, form, rnd, person.cells(form, rnd))
        if may_err and self.random.random() < self.rate:
            one.mistake = mistyped(one.cells, self.random)
        return one

    def _block(self, kind: str, form: str, rnd: int, people: list[Person], *, may_err: bool = True) -> Block:
        random = self.random
        rows = [self._typed(person, form, rnd, may_err=may_err) for person in people]
        if rows and kind == "table" and random.random() < self.rate:
            rows.append(copy.deepcopy(random.choice(rows)))
            rows[-1].mistake += " twice in the sheet"
        block = Block(kind, form, self.branch, rnd, rows, [(k, h[0]) for k, h in HEADS[form].items()], TITLES[form].format(COLLEGE, 2023))
        if form != "registration_card" and kind == "table":
            self._lay_out(block)
        elif form == "registration_card":
            block.branch_at = "file"
        return block

    def _lay_out(self, block: Block) -> None:
        """Draw what departs from the official layout."""
        random = self.random
        if random.random() < 0.3:
            block.columns = [(key, random.choice(HEADS[block.form][key])) for key, _ in block.columns]
        if random.random() < 0.2:
            random.shuffle(block.columns)
        if random.random() < 0.1:
            block.columns.insert(random.randrange(len(block.columns)), ("", "学号"))
        if random.random() < 0.2:
            block.above = [[ANNEX[block.form]], *([[None]] * random.randint(0, 9))]
        block.title = "" if random.random() < 0.08 else block.title
        block.branch_at = random.choice(("line", "line", "line", "cell", "right", "column", "file", "alias"))
        block.branch_at = "line" if block.branch_at == "alias" and self.branch not in self.plan.aliased else block.branch_at
        block.heads = random.choice(("one line",) * 6 + ("split", "group"))
        block.ending = random.sample(NOTES, random.randint(0, 3)) if random.random() < 0.6 else []
        if random.random() < 0.3:
            block.ending.insert(
                0, random.choice((["合计", f"{len(block.rows)}人"], [f"合计：{len(block.rows)}人"], ["总计", len(block.rows)]))
            )
        block.after = random.randint(1, len(block.rows)) if block.ending and random.random() < 0.2 else 0
        block.blanks = {random.randrange(len(block.rows)) for _ in range(random.randint(1, 3))} if random.random() < 0.2 else set()
        block.printed = random.choice((0, 0, 0, 3))

    def _add_extra(self, pages: list[Page], block: Block) -> None:
        """People, or the same people again, in what is no proper sheet of the form."""
        random = self.random
        kind = random.choice(EXTRAS)
        is_again = random.random() < 0.25
        people = (
            random.sample(self.members, min(len(self.members), 3)) if is_again else [self.crowd.draw() for _ in range(random.randint(2, 4))]
        )
        extra = self._block(kind, block.form, block.rnd, people, may_err=False)
        extra.columns = [(key, head) for key, head in block.columns if key]
        match kind:
            case "second sheet with head" | "last year's form":
                extra.title = TITLES[block.form].format(COLLEGE, 2022) if kind == "last year's form" else extra.title
            case "name and ID only" | "name and ID below" | "table beside":
                keys = ("name", "id_number") if block.form == "transfer_out" else ("name", "sex", "landed_on")
                extra.columns = [(key, HEADS[block.form][key][0]) for key in keys]
            case "table below":
                extra.columns = extra.columns[::-1]
            case "own list with other heads":
                keys = ("name", "id_number", "phone") if block.form == "transfer_out" else ("name", "sex", "destination_type")
                extra.columns = [(key, head) for key, head in zip(keys, ("同志", "证件", "联络"), strict=True)]
            case _:
                pass
        if kind in {"table beside", "table below", "name and ID below", "pasted rows far below"}:
            pages[0].blocks.append(extra)
        else:
            pages.append(Page(random.choice(("Sheet2", "补充", "备用")), [extra], is_hidden=random.random() < 0.15))


def _join_some(plan: Plan, random: Random) -> None:
    """Two branches in one sheet, a sheet a branch in one workbook, files in an archive."""
    plain = [f for f in plan.files if len(f.pages) == 1 and f.pages[0].blocks[0].kind == "table" and len(f.pages[0].blocks) == 1]
    pairs = [(a, b) for a in plain for b in plain if a is not b and _fits(a.pages[0].blocks[0], b.pages[0].blocks[0])]
    if pairs and random.random() < 0.35:
        first, second = random.choice(pairs)
        plan.files.remove(second)
        other = second.pages[0].blocks[0]
        first.name = f"合交{ANNEX[other.form]}{ROUNDS[other.rnd]}" + KINDS[first.kind]
        if first.kind in ONE_SHEET or random.random() < 0.6:
            other.kind, other.columns, other.above, other.title = "same sheet", first.pages[0].blocks[0].columns, [], ""
            other.branch_at = "line"
            first.pages[0].blocks[0].after = 0
            first.pages[0].blocks.append(other)
        else:
            first.pages.append(Page("另一支部", [other]))
    if random.random() < 0.3:
        chosen = random.sample(plan.files, min(len(plan.files), random.randint(1, 3)))
        for file in chosen:
            file.archive = "材料.zip" if "/" in file.name or random.random() < 0.7 else f"{ALIASES[BRANCHES[0]]}交来.zip"
            file.archive = "材料.zip"
    names: set[str] = set()
    for number, file in enumerate(plan.files):
        if file.told_as in names:
            stem, dot, end = file.name.rpartition(".")
            file.name = f"{stem}({number}){dot}{end}"
        names.add(file.told_as)


def _fits(one: Block, other: Block) -> bool:
    same = (one.form, one.rnd) == (other.form, other.rnd) and one.branch != other.branch and one.form != "registration_card"
    return same and {one.branch_at, other.branch_at} <= {"line"} and one.heads == other.heads == "one line"


# ---------------------------------------------------------------- writing


def grid(page: Page) -> Grid:
    """The sheet as rows of cells."""
    made = Grid(page.title, [], page.is_hidden)
    for block in page.blocks:
        if block.kind == "table beside":
            _beside(made.rows, block)
        else:
            made.rows += [[None]] * {"table below": 2, "name and ID below": 3, "pasted rows far below": 12, "same sheet": 1}.get(
                block.kind, 0
            )
            start = len(made.rows)
            rows, places = _rows(block)
            made.rows += rows
            made.hidden_rows |= {start + places[n] for n in block.hidden if n < len(places)}
    return made


def _rows(block: Block) -> tuple[list[list[object]], list[int]]:
    """The rows of a block, and at which of them each person stands."""
    if block.kind == "card":
        return _card(block), []
    lines = [list(row) for row in block.above]
    if block.kind not in {
        "pasted rows without heads",
        "pasted rows far below",
        "name and ID below",
        "name and ID only",
        "own list with other heads",
    }:
        lines += [[block.title]] if block.title else []
        lines += _branch_lines(block)
    if block.kind not in {"pasted rows without heads", "pasted rows far below", "title but no head"}:
        lines += _heads(block)
    places, number = [], 0
    behind = len(block.rows) - block.after
    for n, one in enumerate(block.rows):
        if n == behind:
            lines += [list(row) for row in block.ending]
        lines += [[None]] if n in block.blanks else []
        number += 1
        places.append(len(lines))
        lines.append(_line(block, one, number))
    lines += [[number + 1 + n] for n in range(block.printed)] if block.columns[0][0] == "seq" and not block.after else []
    lines += [list(row) for row in block.ending] if not block.after else []
    return lines, places


def _line(block: Block, one: Typed, number: int) -> list[object]:
    cells: Cells = {**one.cells, "seq": number, "": f"2020{number:04d}"}
    return [cells.get(key) for key, _ in block.columns] + ([block.branch] if block.branch_at == "column" else [])


def _branch_lines(block: Block) -> list[list[object]]:
    match block.branch_at:
        case "line":
            return [[f"党支部名称：{block.branch}"]]
        case "alias":
            return [[f"党支部名称：{ALIASES[block.branch]}"]]
        case "cell":
            return [["党支部名称：", None, block.branch]]
        case "right":
            return [[None] * 6 + [f"党支部名称：{block.branch}"]]
        case _:
            return []


def _heads(block: Block) -> list[list[object]]:
    heads: list[object] = [head for _, head in block.columns] + (["所在党支部"] if block.branch_at == "column" else [])
    if block.heads == "group":
        return [[None, "基本情况"], heads]
    if block.heads == "split" and "身份证号码" in heads:
        at = heads.index("身份证号码")
        return [[*heads[:at], "身份证", *heads[at + 1 :]], [None] * at + ["号码"]]
    return [heads]


def _card(block: Block) -> list[list[object]]:
    rows: list[list[object]] = [[block.title]]
    cells = block.rows[0].cells
    return rows + [[value for label, key in pairs for value in (label, cells.get(key))] for pairs in CARD]


def _beside(rows: list[list[object]], block: Block) -> None:
    """Put a table right of what stands there, two columns away."""
    width, top = max(map(len, rows), default=0) + 2, 3
    for n, line in enumerate([*_heads(block), *(_line(block, one, n) for n, one in enumerate(block.rows, 1))]):
        while len(rows) <= top + n:
            rows.append([])
        rows[top + n] += [None] * (width - len(rows[top + n])) + line


def write_plan(plan: Plan, folder: Path) -> None:
    """Write the campaign folder."""
    make_campaign(folder, plan.branches, plan.aliased, plan.members)
    archives: dict[str, dict[str, bytes]] = {}
    for file in plan.files:
        content = written(file.kind, [grid(page) for page in file.pages])
        if file.archive:
            archives.setdefault(file.archive, {})[file.name] = content
        else:
            put(folder / "inbox" / file.name, content)
    for name, files in archives.items():
        put(folder / "inbox" / name, zipped(files))
    came = datetime.fromisoformat("2023-06-15T09:00").timestamp()
    for path in (folder / "inbox").rglob("*"):
        os.utime(path, (came, came))


# ---------------------------------------------------------------- judging


@dataclass(slots=True)
class Verdict:
    """What a campaign came to."""

    failures: list[Failure]
    figures: dict[str, int]


def judge(plan: Plan, folder: Path) -> Verdict:
    """Write the campaign, run it twice, count."""
    shutil.rmtree(folder, ignore_errors=True)
    write_plan(plan, folder)
    has_begun = date.fromisoformat(plan.day) >= ROUND_2_BEGINS
    typed = [one for one in plan.typed() if has_begun or one.rnd < 2]
    books = Books(plan.people)
    books.note(typed)
    words = ("validate", str(folder), "--as-of", plan.day, "--jobs", "1")
    outcome = gradflow(*words)
    figures = {"campaigns": 1, "workbooks": len(plan.files), "people": len({one.person.number for one in typed}), "units": len(books.ever)}
    if outcome.is_crash or not (folder / "reports" / "findings.json").exists():
        return Verdict([Failure("traceback", (outcome.err or outcome.out)[-800:])], figures)
    reports = read_reports(folder / "reports")
    failures = checked(outcome, reports, count(books, typed, reports))
    own: dict[str, set[str]] = {}
    for one in plan.typed():
        own.setdefault(one.branch, set()).add(one.name or one.person.name)
    failures += foreign_names(folder / "reports", books, own)
    again = gradflow(*words)
    if again.status != outcome.status:
        failures.append(Failure("second run", f"exit status {outcome.status}, then {again.status}"))
    before, after = error_keys(reports), error_keys(read_reports(folder / "reports"))
    failures += [Failure("second run", f"new: {key}", str(key[4])) for key in after - before]
    failures += [Failure("second run", f"gone: {key}", str(key[4])) for key in before - after]
    return Verdict(failures, figures)


def shrunk(plan: Plan, folder: Path, kind: str, about: str, tries: int = 60) -> tuple[Plan, Verdict]:
    """A smaller campaign that breaks the same promise: files, sheets, blocks, mistakes, people and oddities left out one by one."""
    best = judge(plan, folder)
    is_smaller = True
    while is_smaller and tries:
        is_smaller = False
        for change in _changes(plan):
            smaller = copy.deepcopy(plan)
            change(smaller)
            tries -= 1
            verdict = judge(smaller, folder)
            if any((failure.kind, failure.about) == (kind, about) for failure in verdict.failures):
                plan, best, is_smaller = smaller, verdict, True
                break
            if not tries:
                break
    return plan, best


def _changes(plan: Plan) -> Iterator[Callable[[Plan], object]]:  # noqa: C901 - one way a branch
    """Ways to leave something out of a plan."""
    for f in range(len(plan.files)):
        yield lambda p, f=f: p.files.pop(f)
    for f, file in enumerate(plan.files):
        if file.archive:
            yield lambda p, f=f: setattr(p.files[f], "archive", "")
        for s, page in enumerate(file.pages):
            if len(file.pages) > 1:
                yield lambda p, f=f, s=s: p.files[f].pages.pop(s)
            for b, block in enumerate(page.blocks):
                if len(page.blocks) > 1:
                    yield lambda p, f=f, s=s, b=b: p.files[f].pages[s].blocks.pop(b)
                if len(block.rows) > (1 if block.kind in {"table", "card"} else 2):
                    yield lambda p, f=f, s=s, b=b: p.files[f].pages[s].blocks[b].rows.pop()
                    yield lambda p, f=f, s=s, b=b: p.files[f].pages[s].blocks[b].rows.pop(0)
                plain = {"above": [], "heads": "one line", "ending": [], "after": 0, "blanks": set(), "printed": 0, "hidden": set()}
                for name, value in plain.items():
                    if getattr(block, name) != value:
                        yield lambda p, f=f, s=s, b=b, n=name, v=value: setattr(p.files[f].pages[s].blocks[b], n, v)


def describe(plan: Plan) -> str:
    """The campaign in words."""
    aliased = f", with aliases {plan.aliased}" if plan.aliased else ""
    return f"as of {plan.day}; branches {plan.branches}{aliased}\n" + "\n".join("    " + file.describe() for file in plan.files)
