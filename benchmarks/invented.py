"""Campaigns of invented graduates, drawn from a seed: the workbooks branches would send, clean or with a share of faulty rows.

Nobody in them exists: names are drawn sign by sign, numbers are counted. Workbook number *n* of a size is always the same.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import openpyxl

ROOT = Path(__file__).resolve().parent.parent
COLLEGE, COHORT = "苏州信息职业技术学院", 2023
Row = dict[str, object]
SURNAMES = "顾陆沈钱严章葛戚谢邹喻柏窦潘奚范彭鲁韦昌苗凤花俞任袁柳鲍史费廉岑薛雷倪汤滕殷罗毕郝邬安乐于时傅皮卞齐康伍余元卜"
GIVEN = "澄昕芮瑾珂翊岚泓骁筱霁旻瑜婧沅晞颢懿璟琮湉茜蔚昱栩鸣铎霖钰晗祺冉煜辰睿逸翀璇珺琰滢嫣彧彬航凯哲涵铭宸奕墨舒曼雯菲薇芷若妍依蕾蓓竹松柏枫桐楠樱"
GROUPS = ("汉族",) * 17 + ("回族", "满族", "土家族")
STREETS = ("云梨路", "鲈乡北路", "仲英大道", "中山南路", "笠泽路", "人民路", "解放西路", "文昌路")
PLACES = tuple(
    line.split()
    for line in """320281 无锡市江阴市 214400|320282 无锡市宜兴市 214200|320321 徐州市丰县 221700|320322 徐州市沛县 221600
320324 徐州市睢宁县 221200|320381 徐州市新沂市 221400|320382 徐州市邳州市 221300|320481 常州市溧阳市 213300
320581 苏州市常熟市 215500|320582 苏州市张家港市 215600|320583 苏州市昆山市 215300|320585 苏州市太仓市 215400
320623 南通市如东县 226400|320681 南通市启东市 226200|320682 南通市如皋市 226500|320722 连云港市东海县 222300
320922 盐城市滨海县 224500|320923 盐城市阜宁县 224400|320924 盐城市射阳县 224300|320925 盐城市建湖县 224700
320981 盐城市东台市 224200|321023 扬州市宝应县 225800|321084 扬州市高邮市 225600|321181 镇江市丹阳市 212300
321182 镇江市扬中市 212200|321183 镇江市句容市 212400|321281 泰州市兴化市 225700|321282 泰州市靖江市 214500
321283 泰州市泰兴市 225400|321322 宿迁市沭阳县 223600|321323 宿迁市泗阳县 223700|321324 宿迁市泗洪县 223900""".replace("\n", "|").split("|")
)
"""Counties' code of administrative division, name below the province, and postcode."""
FIRST_BORN, BORN_DAYS, SEQUENCES = date(2000, 9, 1), 300, 88
MOST_PEOPLE = len(PLACES) * BORN_DAYS * SEQUENCES
SPREAD = 1_299_709
"""A prime: person *n* gets the ID number at place ``n * SPREAD``, so that neighbours differ and no number comes twice."""


def heads(form: str) -> dict[str, str]:
    """Field key -> head or label, letter for letter as the form declares it."""
    spec = tomllib.loads((ROOT / "gradflow" / "forms" / f"{form}.toml").read_text("utf-8"))
    return {field["key"]: field["head"] for field in spec["fields"]} | {"": spec["title"].format(college=COLLEGE, cohort=COHORT)}


def check_digit(stem: str) -> str:
    """The last sign of an ID number (ISO 7064 MOD 11-2)."""
    return "10X98765432"[sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(stem)) % 11]


@dataclass(frozen=True, slots=True)
class Graduate:
    """One invented graduate: what all forms say of him or her."""

    name: str
    sex: str
    born: date
    id_number: str
    mobile: str
    place: Sequence[str]
    street: str
    group: str
    joined: date

    @property
    def county(self) -> str:
        """The county's own name."""
        return self.place[1].split("市", 1)[1]

    @property
    def status(self) -> str:
        """A full member after a year."""
        return "正式党员" if self.joined.year < COHORT - 1 else "预备党员"

    @property
    def address(self) -> str:
        """Where mail reaches them."""
        return f"江苏省{self.place[1]}新城街道{self.street} {self.place[2]}"

    def transfer_out(self) -> Row:
        """The row of 附件2."""
        age = COHORT - self.born.year - ((self.born.month, self.born.day) > (6, 30))
        return {
            "name": self.name, "age": age, "sex": self.sex, "ethnicity": self.group, "id_number": self.id_number, "member_status": self.status,
            "phone": self.mobile, "receiving_department": f"中共{self.county}委组织部", "address": self.address, "remark": None,
        }  # fmt: skip

    def registration_card(self) -> Row:
        """The card of 附件1."""
        return {
            "name": self.name, "sex": self.sex, "born_in": f"{self.born.year}.{self.born.month}",
            "joined_on": f"{self.joined.year}.{self.joined.month}.{self.joined.day}", "class_group": "软件学院 2020级1班", "destination": "回原籍",
            "mobile": self.mobile, "home_address": self.address, "qq": self.mobile[1:], "wechat": "同手机号",
        }  # fmt: skip

    def follow_up(self) -> Row:
        """The row of 附件3: landed, all of them."""
        day = 3 + self.born.day % 17
        return {
            "name": self.name, "sex": self.sex, "member_status": self.status, "destination_type": "回原籍",
            "landed_org": f"{self.county}新城街道党工委", "landed_on": f"2023.7.{day}", "receipt": "是", "not_landed_reason": None,
            "follow_up_contact": f"电话 2023.7.{day}",
        }  # fmt: skip


def graduate(number: int, name: str, random: Random) -> Graduate:
    """The graduate of that number. No two numbers below MOST_PEOPLE share an ID number or a mobile."""
    place, rest = divmod(number * SPREAD % MOST_PEOPLE, BORN_DAYS * SEQUENCES)
    day, sequence = divmod(rest, SEQUENCES)
    born = FIRST_BORN + timedelta(days=day)
    stem = f"{PLACES[place][0]}{born:%Y%m%d}{sequence + 11:03d}"
    return Graduate(
        name=name,
        sex="男" if sequence % 2 == 0 else "女",
        born=born,
        id_number=stem + check_digit(stem),
        mobile=f"139{(number + 1) * SPREAD % 10**8:08d}",
        place=PLACES[place],
        street=f"{random.choice(STREETS)}{random.randint(1, 999)}号",
        group=random.choice(GROUPS),
        joined=date(2021, 11, 8) + timedelta(days=random.choice((random.randrange(50), 340 + random.randrange(60)))),
    )


def branch_people(branch: int, count: int) -> list[Graduate]:
    """The people of a branch, no two of one name. Raises ValueError if there are not names enough."""
    if count > len(SURNAMES) * len(GIVEN) * (len(GIVEN) - 1) // 2:
        raise ValueError(f"no {count} names")
    random = Random(f"{branch} of {count}")
    names: dict[str, None] = {}
    while len(names) < count:
        names.setdefault(random.choice(SURNAMES) + "".join(random.sample(GIVEN, 2)))
    return [graduate(branch * count + place, name, random) for place, name in enumerate(names)]


FAULTS: dict[str, tuple[Row, ...]] = {
    "transfer_out": (
        {"id_number": "320583200101010000"}, {"id_number": None}, {"phone": "1391234567"}, {"phone": None}, {"age": 35}, {"ethnicity": "中国"},
        {"member_status": "党员"}, {"receiving_department": None},
    ),
    "registration_card": ({"mobile": "1391234567"}, {"born_in": "2001.13"}, {"joined_on": None}, {"home_address": None}),
    "follow_up": ({"landed_on": "2023.6.31"}, {"landed_on": None}, {"destination_type": "不清楚"}, {"member_status": None}),
}  # fmt: skip
"""What a faulty row holds in the place of what is right; each is an error."""


def typed(form: str, people: Sequence[Graduate], share: float, random: Random) -> Iterator[Row]:
    """The rows of a form as typed; a share of them with one fault each."""
    for one in people:
        yield getattr(one, form)() | (random.choice(FAULTS[form]) if random.random() < share else {})


def write_table(path: Path, form: str, branch: str, rows: Iterator[Row]) -> None:
    """A roster or a follow-up table: title, branch, head, people."""
    columns = heads(form)
    title = columns.pop("")
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Sheet1")
    for cells in ([title], [f"党支部名称：{branch}"], list(columns.values())):
        sheet.append(cells)
    for number, row in enumerate(rows, start=1):
        sheet.append([number if key == "seq" else row[key] for key in columns])
    book.save(path)


def write_cards(path: Path, form: str, branch: str, rows: Iterator[Row]) -> None:
    """A workbook of cards, one a sheet: labels, and values right of them."""
    labels = heads(form)
    title = labels.pop("")
    book = openpyxl.Workbook(write_only=True)
    for row in rows:
        sheet = book.create_sheet(str(row["name"]))
        sheet.append([title])
        sheet.append([f"党支部名称：{branch}"])
        pairs = [(label, row.get(key)) for key, label in labels.items() if key != "photo"]
        for left, right in zip(pairs[::2], pairs[1::2], strict=False):
            sheet.append([*left, *right])
        for pair in pairs[len(pairs) // 2 * 2 :]:
            sheet.append(pair)
    book.save(path)


FORMS = {"transfer_out": ("附件2", "2023-06-19"), "registration_card": ("附件1", "2023-06-19"), "follow_up": ("附件3第一次", "2023-07-21")}
"""Form -> what its workbooks are called, and the day they came."""


def write_workbook(path: Path, form: str, branch: int, count: int, share: float, hour: int = 9) -> None:
    """One workbook of a branch of so many people, come at an hour of its form's day; ``share`` of its rows are faulty."""
    random = Random(f"{form} {branch} {count} {share}")
    rows = typed(form, branch_people(branch, count), share, random)
    (write_cards if form == "registration_card" else write_table)(path, form, branch_name(branch), rows)
    came = datetime.fromisoformat(f"{FORMS[form][1]}T{hour:02}:00").timestamp()
    os.utime(path, (came, came))


def branch_name(branch: int) -> str:
    """A branch's name."""
    return f"第{branch + 1}党支部"


def workbook(folder: Path, form: str, branch: int) -> Path:
    """Where a branch's workbook of a form lies."""
    return folder / "inbox" / f"{FORMS[form][0]}-{branch_name(branch)}.xlsx"


def make_campaign(folder: Path, forms: Sequence[str], branches: int, count: int, share: float, first: int = 0) -> None:
    """A campaign folder with a workbook a branch and form, ``count`` people each; ``share`` of the rows are faulty.

    ``first``: the number of its first branch; no two branches have the same people.
    """
    (folder / "inbox").mkdir(parents=True)
    listed = "".join(f'[[branches]]\nname = "{branch_name(branch)}"\n' for branch in range(first, first + branches))
    (folder / "campaign.toml").write_text(f'college = "{COLLEGE}"\ncohort = {COHORT}\n{listed}', "utf-8")
    for branch in range(first, first + branches):
        for form in forms:
            write_workbook(workbook(folder, form, branch), form, branch, count, share)
