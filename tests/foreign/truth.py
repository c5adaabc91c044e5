"""What the merged sheets must hold, and how it is compared with what they do hold."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl

from foreign.people import BRANCHES, Person
from foreign.tables import FOLLOW, ROSTER

CARD = ("姓名", "性别", "出生年月", "入党时间", "毕业院系、班级", "毕业后去向", "本人手机", "家庭地址及邮编", "QQ", "电子邮箱")


def org_key(org: object) -> str:
    """One key per organisation: with or without 中共, 委员会 or 委, the level once or twice before it."""
    text = re.sub(r"^(?:中共|中国共产党)", "", str(org or ""))
    text = re.sub(r"([市县区旗州盟])党委组织部$", r"\1委组织部", text.replace("委员会组织部", "委组织部"))
    return re.sub(r"([市县区旗])\1委", r"\1委", text)


def roster_truth(person: Person) -> dict[str, object]:
    return {
        "name": person.name,
        "age": person.age,
        "sex": person.sex,
        "nation": person.nation,
        "id": person.id_number,
        "status": person.status,
        "phone": "、".join(sorted(person.phones)),
        "org": org_key(person.org),
        "address": f"{person.street} {person.place.postcode}",
        "remark": person.remark,
    }


def follow_truth(person: Person) -> dict[str, object]:
    assert person.called_on is not None
    return {
        "name": person.name,
        "sex": person.sex,
        "status": person.status,
        "goes": person.goes,
        "landed": org_key(person.follow["landed"]),
        "landed_on": f"{person.landed_on:%Y-%m-%d}" if person.landed_on else "",
        "receipt": person.follow["receipt"],
        "reason": person.follow["reason"],
        "contact": f"{person.follow['contact']} {person.called_on:%Y-%m-%d}",
    }


def card_truth(person: Person) -> dict[str, object]:
    return {
        "姓名": person.name,
        "性别": person.sex,
        "出生年月": f"{person.born:%Y-%m}",
        "入党时间": f"{person.joined:%Y-%m-%d}",
        "毕业院系、班级": person.class_name,
        "毕业后去向": person.remark or person.goes,
        "本人手机": person.mobile,
        "家庭地址及邮编": f"{person.street} {person.place.postcode}",
        "QQ": qq(person),
        "电子邮箱": f"{qq(person)}@qq.com",
    }


def qq(person: Person) -> str:
    return str(100000000 + person.seed % 800000000)


def address_key(text: object) -> str:
    """Street and postcode, whichever way they stand together."""
    words = str(text or "")
    code = re.search(r"(?<!\d)\d{6}(?!\d)", words)
    street = re.sub(r"(?:邮编|邮政编码)[:：]?", "", words.replace(code[0], "") if code else words)
    return f"{street.strip(' ，、,（）()')} {code[0] if code else '?'}"


def contact_key(text: object) -> str:
    """The way and the day of a visit, in whatever order and spelling they stand."""
    words = str(text or "").translate(str.maketrans("０１２３４５６７８９．〇一二三四五六七八九", "0123456789.0123456789"))
    words = re.sub(r"(\d)?十(\d)?", lambda found: f"{found[1] or 1}{found[2] or 0}", words)
    way = next((way for way in ("电话", "微信", "QQ") if way in words), "?")
    day = re.search(r"(20\d\d)\D{0,3}(\d\d?)\D{0,3}(\d\d?)", words)
    return f"{way} {int(day[1])}-{int(day[2]):02d}-{int(day[3]):02d}" if day else words


def merged(book: Path, sheet: str) -> list[dict[str, object]]:
    """The rows of one merged sheet by their heads without blanks."""
    whole = openpyxl.load_workbook(book, read_only=True)
    rows = list(whole[sheet].iter_rows(values_only=True))
    whole.close()
    heads = [re.sub(r"\s", "", str(head or "")) for head in rows[1]]
    return [dict(zip(heads, row, strict=False)) for row in rows[2:] if row[2] is not None]


def _by_field(row: dict[str, object], columns: dict[str, str]) -> dict[str, object]:
    return {key: row.get(re.sub(r"\s", "", head)) for key, head in columns.items()} | {"branch": row["党支部"], "from": row.get("来源")}


def roster_faults(book: Path, people: list[Person]) -> list[str]:
    rows = [_by_field(row, ROSTER) for row in merged(book, "附件2汇总")]
    for row in rows:
        row["phone"] = "、".join(sorted(str(row["phone"]).split("、")))
        row["org"] = org_key(row["org"])
        row["address"] = address_key(row["address"])
    return _compare("附件2", rows, {(BRANCHES[person.branch][0], person.id_number): roster_truth(person) for person in people}, "id")


def follow_faults(book: Path, people: list[Person], sheet: str = "附件3汇总") -> list[str]:
    rows = [_by_field(row, FOLLOW) for row in merged(book, sheet)]
    for row in rows:
        row["landed"] = org_key(row["landed"])
        row["contact"] = contact_key(row["contact"])
        row["receipt"] = "" if row["receipt"] == "否" and not row["landed"] else row["receipt"]
    return _compare(sheet, rows, {(BRANCHES[person.branch][0], person.name): follow_truth(person) for person in people}, "name")


def card_faults(book: Path, people: list[Person]) -> list[str]:
    rows = [{**row, "branch": row["党支部"], "from": row.get("来源")} for row in merged(book, "附件1汇总")]
    return _compare("附件1", rows, {(BRANCHES[person.branch][0], person.name): card_truth(person) for person in people}, "姓名")


def _compare(form: str, rows: list[dict[str, object]], wanted: dict[tuple[str, str], dict[str, object]], key: str) -> list[str]:
    faults: list[str] = []
    left = dict(wanted)
    for row in rows:
        truth = left.pop((str(row["branch"]), str(row[key])), None)
        if truth is None:
            faults.append(
                f"{form}: a row nobody wrote, or twice: {row['branch']} {row.get('name') or row.get('姓名')} {row[key]} ({row['from']})"
            )
            continue
        faults += [
            f"{form}: {field}: wanted {want!r}, merged {row[field]!r} ({truth.get('name') or truth.get('姓名')}, {row['from']})"
            for field, want in truth.items()
            if (row[field] or "") != want
        ]
    return faults + [
        f"{form}: not merged: {branch} {truth.get('name') or truth.get('姓名')} {which}" for (branch, which), truth in left.items()
    ]
