"""Builds examples/2023届: the whole paper trail of one campaign, by other writers than gradflow's own.

Run ``python examples/build.py`` (needs LibreOffice for the .xls and .ods files and Pillow for the
photos; the results are committed, so nobody else needs them). Everybody in it is drawn at random.
"""

from __future__ import annotations

from collections.abc import Iterator

from other_forms import kept, member_file, month, named, talk, team
from people import Graduate, Row, make_class, make_id, to_university
from writing import HERE, Filled, finish, write

PLANTED: dict[str, list[tuple[str, ...]]] = {"2023-07-25": [], "2023-09-25": []}
"""As of -> (file, sheet, cell or "", code) of every fault put in on purpose."""
JULY, SEPTEMBER = ("2023-07-25",), ("2023-09-25",)
BOTH = JULY + SEPTEMBER
COMPUTER, SOFTWARE, BUSINESS = "计算机科学与技术学院学生党支部", "软件学院学生第一党支部", "商学院学生党支部"
MECHANICS, LANGUAGES, DESIGN = "机电工程学院学生党支部", "外国语学院学生党支部", "艺术设计学院学生党支部"
ELECTRONICS, SPORTS = "电子信息学院学生党支部", "体育部学生党支部"


def expect(filled: Filled, number: int, key: str, code: str, days: tuple[str, ...] = BOTH) -> None:
    """Note a fault that stands at a cell (number 0: on the sheet as a whole)."""
    sheet, cell = filled.cell(number, key) if number else (filled.cell(1, key)[0], "")
    for day in days:
        PLANTED[day].append((f"inbox/{filled.name}", sheet, cell, code))


def plant(filled: Filled, number: int, key: str, value: object, code: str, days: tuple[str, ...] = BOTH) -> None:
    """Put a value into a person's cell; ``code`` is what must be said of it."""
    filled.rows[number - 1][key] = value
    expect(filled, number, key, code, days)


def roster(name: str, branch: str, received: str, people: list[Graduate], **more: object) -> Filled:
    """附件2 of a branch; faults planted in it leave the people as they are."""
    return Filled(name, "transfer_out", branch, received, [dict(one.row) for one in people], **more)


def cards(name: str, branch: str, received: str, people: list[Graduate], **more: object) -> Filled:
    """附件1 of a branch."""
    return Filled(name, "registration_card", branch, received, [one.card() for one in people], **{"style": "cards", **more})


def visits(
    name: str, branch: str, received: str, people: list[Graduate], number: int, *, open_ones: tuple[int, ...] = (), **more: object
) -> Filled:
    """附件3 of a branch; ``open_ones`` are the people (from 1) who have not landed."""
    rows = [one.visit(number, has_landed=place not in open_ones) for place, one in enumerate(people, start=1)]
    return Filled(name, "follow_up", branch, received, rows, round=number, **more)


def again(before: Filled, name: str, received: str, people: list[Graduate], *, open_ones: tuple[int, ...] = (), **more: object) -> Filled:
    """The second round: what had landed stays, what is new is added."""
    filled = visits(name, before.branch, received, people, 2, open_ones=open_ones, **more)
    for row, old in zip(filled.rows, before.rows, strict=True):
        row |= {key: old[key] for key in ("landed_org", "landed_on", "receipt") if key in old}
    return filled


def computer(people: list[Graduate]) -> Iterator[Filled]:
    """Clean, in the official templates; cards with and without photo."""
    people += make_class(8)
    yield roster("附件2-计算机支部.xlsx", COMPUTER, "2023-06-19T09:12:00", people, style="template")
    yield cards("附件1-计算机支部.xlsx", COMPUTER, "2023-06-19T09:12:00", people)
    first = visits("附件3-计算机支部.xlsx", COMPUTER, "2023-07-21T08:40:00", people, 1, open_ones=(3, 7), style="template")
    yield first
    yield again(first, "附件3-计算机支部（2）.xlsx", "2023-09-20T10:00:00", people, open_ones=(7,), style="template")


def software(people: list[Graduate]) -> Iterator[Filled]:
    """As people type: blanks in names, 汉, several phones, short words, cards as a table."""
    people += make_class(9)
    people[1].row |= {"name": "阿依古丽·买买提", "ethnicity": "维吾尔族"}
    to_university(people[7])
    filled = roster("软件学院/附件2.xlsx", "软件一支部", "2023-06-20T16:40:00", people, above=1)
    filled.rows[0]["name"] = " ".join(str(filled.rows[0]["name"])) if len(str(filled.rows[0]["name"])) == 2 else filled.rows[0]["name"]
    filled.rows[1] |= {"name": "阿依古丽•买买提", "ethnicity": "维吾尔"}
    filled.rows[2] |= {"ethnicity": "汉" if filled.rows[2]["ethnicity"] == "汉族" else filled.rows[2]["ethnicity"]}
    filled.rows[3]["phone"] = f"{people[3].mobile[:3]} {people[3].mobile[3:7]} {people[3].mobile[7:]}/0512-63456789"
    filled.rows[4]["phone"] = int(people[4].mobile)
    filled.rows[5]["member_status"] = "中共" + str(filled.rows[5]["member_status"])
    number = make_id("320584", "20011105", is_male=people[6].row["sex"] == "男")
    people[6].row["id_number"], people[6].born = number, "20011105"
    filled.rows[6] |= {"id_number": number, "age": "22岁"}
    expect(filled, 1, "id_number", "X501")
    yield filled
    table = cards("软件学院/附件1 登记卡汇总.xlsx", "软件一支部", "2023-06-20T16:45:00", people, style="table")
    table.rows[3]["born_in"] = f"{people[3].born[:4]}年{int(people[3].born[4:6])}月"
    yield table
    first = visits("软件学院/附件3第一次.xlsx", "软件一支部", "2023-07-24T17:20:00", people, 1, open_ones=(8,), above=1)
    first.rows[0]["landed_on"] = "2023年7月5日"
    first.rows[1]["receipt"] = "已反馈"
    yield first
    second = again(first, "软件学院/附件3第二次.xlsx", "2023-09-21T09:30:00", people)
    second.rows[4] |= {"landed_org": None, "landed_on": None, "receipt": None, "not_landed_reason": "接收方退回，重新发起"}
    expect(second, 5, "landed_org", "X613", SEPTEMBER)
    plant(second, 6, "landed_on", "2023.7.1", "X614", SEPTEMBER)
    first.rows[5]["landed_on"] = "2023.7.12"
    second.rows[7]["landed_on"] = "2023.9.8"
    yield second


def business() -> Iterator[Filled]:
    """.xls with Excel's damage; a card missing, a person missing, one misspelt."""
    people = make_class(7)
    people[6].row["name"] = "张玮"
    filled = roster("商学院毕业生党员.xls", BUSINESS, "2023-06-21T11:05:00", people)
    plant(filled, 1, "id_number", 320584200105123000, "C201")
    plant(filled, 2, "id_number", "320584010512345", "C203")
    plant(filled, 3, "sex", "女" if filled.rows[2]["sex"] == "男" else "男", "R301")
    plant(filled, 4, "member_status", "党员", "C122")
    plant(filled, 5, "ethnicity", "中国", "C140")
    plant(filled, 6, "age", 30, "R302")
    yield filled
    own = [one for place, one in enumerate(people) if place != 5]
    yield cards("商学院/登记卡.xls", BUSINESS, "2023-06-21T11:05:00", own)
    first = visits("商学院/附件3（7月25日）.xlsx", BUSINESS, "2023-07-25T16:00:00", people, 1, open_ones=(2,))
    del first.rows[4]
    expect(first, 0, "name", "X601")
    plant(first, 1, "landed_on", None, "R321")
    plant(first, 3, "landed_on", "2022.7.6", "R324")
    plant(first, 4, "receipt", "否", "R323", SEPTEMBER)
    plant(first, 6, "name", "张伟", "X602")
    yield first


def mechanics() -> Iterator[Filled]:
    """.ods, columns in another order with one added; no cards; reasons and dates missing."""
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
    people = make_class(8)
    filled = roster("机电支部 附件2 转出登记.ods", MECHANICS, "2023-06-22T08:30:00", people, keys=keys)
    for number, row in enumerate(filled.rows, start=1):
        row["学号"] = f"20200{number:03d}"
    plant(filled, 2, "phone", "1391234567", "C301")
    for number in (4, 5, 6):
        plant(filled, number, "phone", str(13861530077 + number), "S403")
    plant(filled, 7, "name", None, "C101")
    plant(filled, 8, "address", "江苏省苏州市吴江区云梨路100号", "C551")
    yield filled
    first = visits("机电支部 附件3 第一次.ods", MECHANICS, "2023-07-24T09:00:00", people, 1, open_ones=(2, 3))
    plant(first, 2, "not_landed_reason", None, "R325")
    plant(first, 4, "landed_on", "2023年7月", "C604")
    plant(first, 5, "follow_up_contact", "电话", "R327")
    plant(first, 6, "landed_org", "恒力集团有限公司", "C470")
    yield first
    second = again(first, "机电支部 附件3 第二次.ods", "2023-09-22T09:00:00", people, open_ones=(3,))
    second.rows[1] |= {"landed_org": people[1].landing, "landed_on": "2023.8.2", "receipt": "是", "not_landed_reason": None}
    second.rows[3]["landed_on"] = "2023.7.9"
    second.rows[5]["landed_org"] = people[5].landing
    yield second


def languages() -> Iterator[Filled]:
    """Every way an ID number goes wrong; cards against the rules of the Party."""
    people = make_class(8)
    filled = roster("附件2 外国语学院学生党支部（改）.xlsx", LANGUAGES, "2023-06-23T17:55:00", people)
    good = str(filled.rows[0]["id_number"])
    plant(filled, 1, "id_number", good[:16] + ("1" if good[16] != "1" else "3") + good[17], "C207")
    plant(filled, 2, "id_number", "32058420011305123X", "C206")
    plant(filled, 3, "id_number", "32O584200105123456", "C205")
    plant(filled, 4, "id_number", "3.2E+17", "C202")
    plant(filled, 5, "id_number", "32058420010512345", "C204")
    plant(filled, 6, "id_number", "G320584200105123456", "C209")
    same = filled.rows[6]
    people[7].row["sex"] = same["sex"]
    filled.rows[7] |= {"id_number": same["id_number"], "sex": same["sex"]}
    expect(filled, 7, "id_number", "S401")
    expect(filled, 8, "id_number", "S401")
    people[7].born = people[6].born
    yield filled
    own = cards("附件1-外国语学院学生党支部.xlsx", LANGUAGES, "2023-06-23T17:55:00", people)
    plant(own, 1, "joined_on", "2018.6.1", "P701")
    own.rows[1]["joined_on"], filled.rows[1]["member_status"] = "2022.12.1", "正式党员"
    expect(own, 2, "joined_on", "P703")
    people[1].row["member_status"] = "正式党员"
    filled.rows[2]["member_status"] = people[2].row["member_status"] = "预备党员"
    plant(own, 3, "joined_on", "2023.4.18", "P707")
    filled.rows[3]["member_status"] = people[3].row["member_status"] = "预备党员"
    own.rows[3]["joined_on"] = "2022.6.20"
    plant(own, 5, "mobile", "13961239999", "X608")
    own.rows[6]["born_in"] = "2001.9"  # told once it is known whose the number is
    yield own
    first = visits("外国语学院学生党支部 附件3 第一次.xlsx", LANGUAGES, "2023-07-23T15:00:00", people, 1)
    expect(first, 4, "member_status", "P704")
    first.rows[4]["sex"] = "女" if people[4].row["sex"] == "男" else "男"
    expect(first, 5, "sex", "X606")
    yield first


def design() -> Iterator[Filled]:
    """A misspelt head: one error, however many rows. No follow-up table yet."""
    filled = roster("艺术设计学院学生党支部-附件2.xlsx", DESIGN, "2023-06-23T10:00:00", make_class(6), heads={"id_number": "身份正号码"})
    expect(filled, 0, "name", "F201")
    yield filled


def electronics(shared: Graduate) -> Iterator[Filled]:
    """Late; organisations that cannot be right, and a person another branch has too."""
    people = make_class(9)
    filled = roster("电子支部附件2最终版.xlsx", ELECTRONICS, "2023-06-27T14:20:00", people)
    key = "receiving_department"
    plant(filled, 1, key, "待定", "C455")
    plant(filled, 2, key, "恒力集团有限公司", "C451")
    plant(filled, 3, key, "市委组织部", "C452")
    plant(filled, 4, key, "吴江市委组织部", "C461")
    plant(filled, 5, key, "鼓楼区委组织部", "C462")
    filled.rows[5][key] = "苏州大学党委组织部"
    expect(filled, 6, "remark", "R310")
    filled.rows[6] |= {name: shared.row[name] for name in ("name", "sex", "id_number")}
    expect(filled, 7, "id_number", "X501")
    plant(filled, 8, "address", "浙江省杭州市西湖区文三路1号 215200", "C553")
    filled.rows[8][key] = "中共常熟市委组织部"
    yield filled


def sports() -> Iterator[Filled]:
    """No graduating member: nil returns."""
    nothing: list[Row] = [{"name": "无"}]
    yield Filled("体育部学生党支部附件2.xlsx", "transfer_out", SPORTS, "2023-06-20T08:00:00", nothing)
    yield Filled("体育部学生党支部附件3第一次.xlsx", "follow_up", SPORTS, "2023-07-20T08:00:00", nothing)


def all_in_order(people: list[Graduate]) -> Iterator[Filled]:
    """The notice's other forms of a branch that has done everything: in our templates."""
    folder, official = "计算机支部 其他各表/", {"style": "template"}
    rows = [member_file(one) for one in (*people, *named(2))]
    yield Filled(f"{folder}附表4 档案.xlsx", "member_file", COMPUTER, "2023-07-20T09:00:00", rows, **official)
    leader, *others = named(4)
    yield Filled(f"{folder}附表5 服务团队.xlsx", "service_team", COMPUTER, "2023-06-20T09:00:00", team([leader, *others]), **official)
    yield Filled(f"{folder}附表6 活动记录.xlsx", "education_month", COMPUTER, "2023-06-26T09:00:00", month(len(people), leader), **official)
    yield Filled(
        f"{folder}附表7 谈话和发放.xlsx", "leaving_checklist", COMPUTER, "2023-06-26T09:00:00", list(map(talk, people)), **official
    )
    stays = [kept(named(1)[0], make_id("320584", "20000316", is_male=True), "单位未落实")]
    yield Filled(f"{folder}附表8 保留台账.xlsx", "retained", COMPUTER, "2023-07-20T09:00:00", stays, **official)


def all_amiss(people: list[Graduate]) -> Iterator[Filled]:
    """The same of a branch in which every rule of these forms finds something."""
    files = Filled(
        "软件学院/附表4 档案.xlsx", "member_file", SOFTWARE, "2023-07-21T15:00:00", [member_file(one) for one in (*people, *named(1))]
    )
    plant(files, 1, "dispatch_channel", "本人自带", "C120")
    plant(files, 2, "tracking_number", "SF1234567890123", "C702")
    plant(files, 3, "tracking_number", "EA473124828CN", "C701")
    plant(files, 4, "sealed_on", "2023.6.10", "R331")
    plant(files, 5, "material_training", "缺", "R341")
    plant(files, 6, "tracker", None, "C102")
    full = next(number for number, row in enumerate(files.rows, start=1) if row["file_owner"] == "正式党员")
    plant(files, full, "file_owner", "预备党员", "P724")
    plant(files, 8, "checked_on", "2013.6.13", "R348")
    files.rows[8] |= {"signed_for_on": None, "told_on": None}
    expect(files, 9, "signed_for_on", "P723", SEPTEMBER)
    plant(files, 10, "material_certificate", None, "C102")
    yield files
    crew = Filled("软件学院/附表5 服务团队.xlsx", "service_team", SOFTWARE, "2023-06-21T15:00:00", team(named(3))[1:])
    plant(crew, 1, "is_reachable", "否", "R342")
    plant(crew, 2, "phone", "1390000", "C301")
    expect(crew, 0, "name", "S404")
    expect(crew, 0, "name", "S406")
    yield crew
    meetings = Filled("软件学院/附表6 活动记录.xlsx", "education_month", SOFTWARE, "2023-06-28T15:00:00", month(len(people), named(1)[0]))
    plant(meetings, 1, "present", "全体", "C711")
    meetings.rows[1]["present"] = len(people) - 2
    expect(meetings, 2, "absent_reason", "R344")
    plant(meetings, 3, "held_on", "2022.6.19", "R345")
    plant(meetings, 4, "present", len(people) + 3, "R332")
    yield meetings
    talks = Filled("软件学院/附表7 谈话和发放.xlsx", "leaving_checklist", SOFTWARE, "2023-06-28T15:00:00", list(map(talk, people)))
    talks.rows[0] |= {"has_difficulty": "有", "help_given": None}
    expect(talks, 0, "name", "S405")  # what somebody's difficulty is, or lacks, is the branch's own
    del talks.rows[8]
    expect(talks, 0, "name", "X601")
    yield talks
    names = named(3)
    rows = [kept(name, make_id("320584", f"1998031{n}", is_male=True), "出国（境）") for n, name in enumerate(names)]
    for row in rows:
        row["contact_at_home"] = "家人 13861530078"
    register = Filled("软件学院/附表8 保留台账.xlsx", "retained", SOFTWARE, "2023-07-21T15:00:00", rows)
    plant(register, 1, "kept_from", "2017.6", "R353")
    plant(register, 2, "last_contact", "微信 2022.10.3", "R352")
    plant(register, 3, "contact_at_home", None, "C102")
    plant(register, 3, "dues_until", "2022.9", "R355")
    yield register


def main() -> None:
    """Write inbox, ledger and the lists of planted faults."""
    first: list[Graduate] = []
    second: list[Graduate] = []
    files = [*computer(first), *software(second), *business(), *mechanics(), *languages(), *design(), *electronics(second[0]), *sports()]
    files += [*all_in_order(first), *all_amiss(second)]
    for filled in files:
        write(filled)
    finish(HERE, {filled.path: filled.received for filled in files}, PLANTED)


if __name__ == "__main__":
    main()
