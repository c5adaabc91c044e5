"""Builds examples/2023届: workbooks as branches send them, by other writers than gradflow's own.

Run ``python examples/build.py`` (needs LibreOffice for the .xls and .ods files; the results are
committed, so nobody else needs it). Everybody in the example is drawn at random.
"""

from __future__ import annotations

import subprocess
import tempfile
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random

import openpyxl
from openpyxl.styles import Alignment, Border, Font, Side

from gradflow.core.campaign import Campaign
from gradflow.excel.reading import read_workbook
from gradflow.excel.templates import write_template
from gradflow.forms.loader import load_forms
from gradflow.kinds.id_number import check_digit
from gradflow.ledger.first_seen import first_seen

HERE = Path(__file__).parent / "2023届"
INBOX = HERE / "inbox"
FORM = load_forms()["transfer_out"]
KEYS = [one.key for one in FORM.spec.fields]
HEADS = {one.key: one.head for one in FORM.spec.fields}
TITLE = FORM.spec.titled("苏州信息职业技术学院", 2023)
RANDOM = Random(20230608)
PLANTED: list[tuple[str, str, str]] = []
"""(file, cell or "", code) of every fault put in on purpose."""

PLACES = (
    ("320584", "中共苏州市吴江区委组织部", "江苏省苏州市吴江区松陵街道", "215200"),
    ("320583", "昆山市委组织部", "江苏省昆山市玉山镇", "215300"),
    ("320586", "苏州市吴中区委组织部", "江苏省苏州市吴中区长桥街道", "215128"),
    ("320682", "中共如皋市委组织部", "江苏省南通市如皋市如城街道", "226500"),
    ("342221", "砀山县委组织部", "安徽省宿州市砀山县砀城镇", "235300"),
    ("411522", "中共光山县委组织部", "河南省信阳市光山县弦山街道", "465450"),
    ("130102", "石家庄市长安区委组织部", "河北省石家庄市长安区中山东路", "050000"),
)
Row = dict[str, object]


def make_id(region: str, born: str, *, is_male: bool) -> str:
    """An ID number with a right check digit that belongs to nobody."""
    sequence = RANDOM.randrange(10, 990, 2) + is_male
    first17 = f"{region}{born}{sequence:03d}"
    return first17 + check_digit(first17)


def make_person() -> Row:
    """One invented graduate, everything right."""
    region, department, street, postcode = RANDOM.choice(PLACES)
    is_male = RANDOM.random() < 0.5
    born = f"2001{RANDOM.randint(1, 5):02d}{RANDOM.randint(1, 28):02d}"
    kinds = FORM.kinds
    return {
        "name": kinds["name"].sample(RANDOM),
        "age": 22,
        "sex": "男" if is_male else "女",
        "ethnicity": kinds["ethnicity"].sample(RANDOM),
        "id_number": make_id(region, born, is_male=is_male),
        "member_status": RANDOM.choice(["正式党员", "预备党员", "预备党员"]),
        "phone": kinds["phone"].sample(RANDOM),
        "receiving_department": department,
        "address": f"{street}{RANDOM.randint(1, 300)}号 {postcode}",
        "remark": None,
    }


@dataclass
class Filled:
    """A workbook as one branch filled it in."""

    name: str
    branch: str
    received: str
    rows: list[Row]
    keys: list[str] = field(default_factory=lambda: list(KEYS))
    heads: dict[str, str] = field(default_factory=dict)
    above: int = 0
    """Extra lines above the title."""

    @property
    def path(self) -> Path:
        """Where it lies in the inbox."""
        return INBOX / self.name

    def cell(self, number: int, key: str) -> str:
        """The cell of a person (1-based) and field."""
        return f"{chr(65 + self.keys.index(key))}{self.above + 3 + number}"

    def plant(self, number: int, key: str, value: object, code: str | None) -> None:
        """Put a value into a person's cell; ``code`` is what must be said of it (None: fine)."""
        self.rows[number - 1][key] = value
        self.expect(number, key, code)

    def expect(self, number: int, key: str, code: str | None) -> None:
        """Note a fault that stands at a cell."""
        if code:
            PLANTED.append((f"inbox/{self.name}", self.cell(number, key), code))


def write_plain(filled: Filled, path: Path) -> None:
    """Write with openpyxl, laid out by hand as a clerk would."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    for _ in range(filled.above):
        sheet.append(["附件2"])
    sheet.append([TITLE])
    sheet.append([f"党支部名称：{filled.branch}"])
    sheet.append([filled.heads.get(key, HEADS.get(key, key)) for key in filled.keys])
    thin = Side(style="thin")
    for number, row in enumerate(filled.rows, start=1):
        sheet.append([number if key == "seq" else row.get(key) for key in filled.keys])
        for cell in sheet[sheet.max_row]:
            cell.border = Border(thin, thin, thin, thin)
    for note in FORM.spec.notes:
        sheet.append([note])
    top = filled.above + 1
    sheet.merge_cells(start_row=top, start_column=1, end_row=top, end_column=len(filled.keys))
    sheet.cell(top, 1).font = Font(size=16, bold=True)
    sheet.cell(top, 1).alignment = Alignment(horizontal="center")
    book.save(path)


def write_in_template(filled: Filled, path: Path) -> None:
    """Fill gradflow's own template with openpyxl."""
    write_template(path, FORM, Campaign(college="苏州信息职业技术学院", cohort=2023))
    book = openpyxl.load_workbook(path)
    sheet = book["附件2"]
    sheet["A2"] = f"党支部名称：{filled.branch}"
    extra = len(filled.rows) - 5
    for merged in [str(m) for m in sheet.merged_cells.ranges if m.min_row > 8]:
        sheet.unmerge_cells(merged)
    sheet.insert_rows(9, max(extra, 0))
    for number, row in enumerate(filled.rows, start=1):
        for column, key in enumerate(KEYS, start=1):
            sheet.cell(3 + number, column).value = number if key == "seq" else row.get(key)
    book.save(path)


def convert(filled: Filled, suffix: str) -> None:
    """Write with openpyxl, then let LibreOffice save it as .xls or .ods."""
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / (Path(filled.name).stem + ".xlsx")
        write_plain(filled, plain)
        command = ["soffice", f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to", suffix]
        subprocess.run([*command, "--outdir", str(filled.path.parent), str(plain)], check=True, capture_output=True)  # noqa: S603 - our own words


def computer() -> Filled:
    """Clean, in the official template."""
    return Filled("附件2-计算机支部.xlsx", "计算机科学与技术学院学生党支部", "2023-06-19T09:12:00", [make_person() for _ in range(8)])


def software() -> Filled:
    """Clean, as people type: blanks in names, 汉, several phones, short words, years as age."""
    filled = Filled("软件学院/附件2.xlsx", "软件一支部", "2023-06-20T16:40:00", [make_person() for _ in range(9)], above=1)
    filled.rows[0]["name"] = "王 芳"
    filled.rows[1]["name"] = "阿依古丽•买买提"
    filled.rows[1]["ethnicity"] = "维吾尔"
    filled.rows[2]["id_number"] = "11010519491231002x"
    filled.rows[2] = make_person() | {"ethnicity": "汉", "member_status": "正式"}
    filled.rows[3]["phone"] = "139 1234 5679/0512-63456789"
    filled.rows[4]["phone"] = 13961234588
    filled.rows[5]["member_status"] = "中共预备党员"
    filled.rows[6]["id_number"] = make_id("320584", "20011105", is_male=True)
    filled.rows[6] |= {"sex": "男", "age": "22岁"}
    filled.rows[7] |= {"receiving_department": "苏州大学党委组织部", "remark": "专转本：苏州大学"}
    filled.rows[8]["address"] = "河北省石家庄市长安区中山东路8号 50000"
    return filled


def business() -> Filled:
    """.xls with Excel's damage and contradictions."""
    filled = Filled("商学院毕业生党员.xls", "商学院学生党支部", "2023-06-21T11:05:00", [make_person() for _ in range(7)])
    filled.plant(1, "id_number", 320584200105123000, "C201")
    filled.plant(2, "id_number", "320584010512345", "C203")
    filled.plant(3, "sex", "女" if filled.rows[2]["sex"] == "男" else "男", "R301")
    filled.plant(4, "member_status", "党员", "C122")
    filled.plant(5, "ethnicity", "中国", "C140")
    filled.plant(6, "age", 30, "R302")
    return filled


def mechanics() -> Filled:
    """.ods, columns in another order with one added; phones wrong or dragged down."""
    keys = [
        "seq",
        "name",
        "sex",
        "学号",
        "ethnicity",
        "age",
        "id_number",
        "member_status",
        "phone",
        "address",
        "receiving_department",
        "remark",
    ]
    filled = Filled(
        "机电支部 附件2 转出登记.ods", "机电工程学院学生党支部", "2023-06-22T08:30:00", [make_person() for _ in range(8)], keys=keys
    )
    for number, row in enumerate(filled.rows, start=1):
        row["学号"] = f"20200{number:03d}"
    filled.plant(2, "phone", "1391234567", "C301")
    for number in (4, 5, 6):
        filled.plant(number, "phone", str(13861530077 + number), "S403")
    filled.plant(7, "name", None, "C101")
    filled.plant(8, "address", "江苏省苏州市吴江区云梨路100号", "C551")
    return filled


def languages() -> Filled:
    """Every way an ID number goes wrong."""
    filled = Filled(
        "附件2 外国语学院学生党支部（改）.xlsx", "外国语学院学生党支部", "2023-06-23T17:55:00", [make_person() for _ in range(8)]
    )
    good = str(filled.rows[0]["id_number"])
    filled.plant(1, "id_number", good[:16] + ("1" if good[16] != "1" else "3") + good[17], "C207")
    filled.plant(2, "id_number", "32058420011305123X", "C206")
    filled.plant(3, "id_number", "32O584200105123456", "C205")
    filled.plant(4, "id_number", "3.2E+17", "C202")
    filled.plant(5, "id_number", "32058420010512345", "C204")
    filled.plant(6, "id_number", "G320584200105123456", "C209")
    same = filled.rows[6]["id_number"]
    filled.rows[7] |= {"id_number": same, "sex": filled.rows[6]["sex"]}
    filled.expect(7, "id_number", "S401")
    filled.expect(8, "id_number", "S401")
    return filled


def design() -> Filled:
    """A misspelt head: one error, however many rows."""
    filled = Filled("艺术设计学院学生党支部-附件2.xlsx", "艺术设计学院学生党支部", "2023-06-23T10:00:00", [make_person() for _ in range(6)])
    filled.heads = {"id_number": "身份正号码"}
    PLANTED.append((f"inbox/{filled.name}", "", "F201"))
    return filled


def electronics(shared: Row) -> Filled:
    """Late; organisations that cannot be right, and a person another branch has too."""
    filled = Filled("电子支部附件2最终版.xlsx", "电子信息学院学生党支部", "2023-06-27T14:20:00", [make_person() for _ in range(9)])
    key = "receiving_department"
    filled.plant(1, key, "待定", "C455")
    filled.plant(2, key, "恒力集团有限公司", "C451")
    filled.plant(3, key, "市委组织部", "C452")
    filled.plant(4, key, "吴江市委组织部", "C461")
    filled.plant(5, key, "鼓楼区委组织部", "C462")
    filled.rows[5][key] = "苏州大学党委组织部"
    filled.expect(6, "remark", "R310")
    filled.rows[6] |= {name: shared[name] for name in ("name", "sex", "id_number")}
    filled.expect(7, "id_number", "X501")
    filled.plant(8, "address", "浙江省杭州市西湖区文三路1号 215200", "C553")
    filled.plant(9, key, "同上", "C451")
    filled.rows[8][key] = "中共常熟市委组织部"
    PLANTED.pop()
    return filled


def main() -> None:
    """Write inbox, ledger and the list of planted faults."""
    people = [computer(), software(), business(), mechanics(), languages(), design()]
    shared = people[1].rows[0]
    people.append(electronics(shared))
    people[1].expect(1, "id_number", "X501")
    for filled in people:
        filled.path.parent.mkdir(parents=True, exist_ok=True)
        filled.path.unlink(missing_ok=True)
        if filled is people[0]:
            write_in_template(filled, filled.path)
        elif filled.path.suffix == ".xlsx":
            write_plain(filled, filled.path)
        else:
            convert(filled, filled.path.suffix[1:])
    (HERE / ".gradflow" / "ledger.sqlite").unlink(missing_ok=True)
    for filled in people:
        digest = read_workbook(filled.path, filled.name).digest
        first_seen(HERE, [digest], datetime.fromisoformat(filled.received))
    lines = sorted("\t".join(fault) for fault in PLANTED)
    (HERE / "planted.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
