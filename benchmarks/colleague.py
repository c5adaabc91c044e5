"""What an office's IT colleague would write: pandas and openpyxl, the core checks, a merged sheet a form, one error list.

``python benchmarks/colleague.py INBOX OUT.xlsx`` reads with openpyxl and writes with openpyxl; ``--fast`` behind it takes calamine and
xlsxwriter. It knows the three forms by their heads, expects each table as the template has it, and looks at whole columns at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pandas as pd

GRADUATED = date(2023, 6, 30)
TABLES = {
    "附件2": {
        "序号": "seq", "姓名": "name", "年龄": "age", "性别": "sex", "民族": "ethnicity", "身份证号码": "id_number", "预备党员/正式党员": "member_status",
        "联系电话（固定电话、手机）": "phone", "个人原籍（或落实就业单位、专转本考取的学校）所在的市、县、区委组织部名称": "receiving_department",
        "个人详细通讯地址、邮编": "address", "备注": "remark",
    },
    "附件3": {
        "序号": "seq", "毕业生党员姓名": "name", "性别": "sex", "预备党员/正式党员": "member_status", "具体情况（回原籍/专转本/就业单位）": "destination_type",
        "已如期转入党组织名称": "landed_org", "转入时间(年、月、日）": "landed_on", "回执是否反馈": "receipt", "备注(未转入情况说明)": "not_landed_reason",
        "联系回访方式及时间": "follow_up_contact",
    },
}  # fmt: skip
CARD = {
    "姓名": "name", "性别": "sex", "出生年月": "born_in", "入党时间": "joined_on", "毕业院系、班级": "class_group", "毕业后去向": "destination",
    "本人手机": "mobile", "家庭固定电话": "home_phone", "家庭地址及邮编": "home_address", "电子邮箱": "email", "QQ": "qq", "微信号": "wechat",
    "其他联系方式": "other_contact",
}  # fmt: skip
REQUIRED = {
    "附件2": ["name", "age", "sex", "ethnicity", "id_number", "member_status", "phone", "receiving_department", "address"],
    "附件1": ["name", "sex", "born_in", "joined_on", "class_group", "destination", "mobile", "home_address"],
    "附件3": ["name", "sex", "member_status", "destination_type", "follow_up_contact"],
}
GROUPS = [
    "汉", "蒙古", "回", "藏", "维吾尔", "苗", "彝", "壮", "布依", "朝鲜", "满", "侗", "瑶", "白",
    "土家", "哈尼", "哈萨克", "傣", "黎", "傈僳", "佤", "畲", "高山", "拉祜", "水", "东乡", "纳西", "景颇",
    "柯尔克孜", "土", "达斡尔", "仫佬", "羌", "布朗", "撒拉", "毛南", "仡佬", "锡伯", "阿昌", "普米", "塔吉克", "怒",
    "乌孜别克", "俄罗斯", "鄂温克", "德昂", "保安", "裕固", "京", "塔塔尔", "独龙", "鄂伦春", "赫哲", "门巴", "珞巴", "基诺",
]  # fmt: skip
DESTINATIONS = ["回原籍", "专转本", "就业单位", "灵活就业", "参军入伍", "出国（境）", "保留在校", "延期毕业"]
PHONE = r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}"
WHERE = ["file", "sheet", "row", "branch"]


def squeezed(value: object) -> str:
    """A text without blanks and line ends."""
    return "" if pd.isna(value) else "".join(str(value).split())


def read(inbox: Path, engine: str) -> dict[str, pd.DataFrame]:
    """The rows of each form, with file, sheet, row and branch before them."""
    found: dict[str, list[pd.DataFrame]] = {"附件2": [], "附件1": [], "附件3": []}
    for path in sorted(inbox.iterdir()):
        for sheet, cells in pd.read_excel(path, sheet_name=None, header=None, dtype=object, engine=engine).items():
            form, rows = read_sheet(cells)
            rows.insert(0, "file", path.name)
            rows.insert(1, "sheet", sheet)
            rows.insert(3, "branch", squeezed(cells.iloc[1, 0]).removeprefix("党支部名称："))
            found[form].append(rows)
    return {form: pd.concat(frames, ignore_index=True) for form, frames in found.items() if frames}


def read_sheet(cells: pd.DataFrame) -> tuple[str, pd.DataFrame]:
    """Which form a sheet is, and its rows under field names with their row numbers. Raises ValueError if it is none."""
    for number, line in enumerate(cells.head(10).itertuples(index=False)):
        heads = [squeezed(value) for value in line]
        for form, columns in TABLES.items():
            if len(columns.keys() & set(heads)) == len(columns):
                rows = cells.iloc[number + 1 :].set_axis(heads, axis=1).rename(columns=columns)
                rows.insert(0, "row", rows.index + 1)
                return form, rows[rows[[key for key in columns.values() if key != "seq"]].notna().any(axis=1)]
    return "附件1", read_card(cells)


def read_card(cells: pd.DataFrame) -> pd.DataFrame:
    """A card: each label with what stands right of it."""
    card: dict[str, object] = {"row": 3}
    for line in cells.itertuples(index=False):
        for label, value in pairwise(line):
            if isinstance(label, str) and label.endswith(("：", ":")) and (key := CARD.get(squeezed(label)[:-1])):
                card[key] = value
    if "name" not in card:
        raise ValueError("认不出的表")
    return pd.DataFrame([card])


def check_id(number: str) -> str:
    """What is wrong with an ID number; empty if nothing is."""
    if len(number) != 18 or not number[:17].isdigit():
        return "身份证号码不是18位"
    if "10X98765432"[sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(number[:17])) % 11] != number[17].upper():
        return "身份证号码校验位不对"
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return "身份证号码里的出生日期不对"
    return ""


def age_of(number: str) -> int:
    """Full years on the day of graduation, by an ID number."""
    return GRADUATED.year - int(number[6:10]) - (number[10:14] > f"{GRADUATED:%m%d}")


def as_day(value: object) -> str:
    """A date as year-month-day or year-month; empty if it is none."""
    text = squeezed(value).replace("年", ".").replace("月", ".").replace("日", "").replace("-", ".").replace("/", ".").strip(".")
    parts = text.split(".")
    try:
        day = date(*map(int, [*parts, 1][:3]))
    except (ValueError, TypeError):
        return ""
    return f"{day:%Y-%m-%d}" if len(parts) > 2 else f"{day:%Y-%m}"


Errors = Iterator[tuple["pd.Series[bool]", str, "str | pd.Series[str]"]]


def check_roster(rows: pd.DataFrame) -> Errors:
    """附件2: which rows are wrong, in which field, and why."""
    number = rows["id_number"].map(squeezed)
    wrong = number.map(check_id)
    good = (wrong == "") & (number != "")
    yield (wrong != "") & (number != ""), "id_number", wrong
    yield good & number.duplicated(keep=False), "id_number", "身份证号码重复"
    yield (
        good & (rows["sex"] != number.where(good, "0" * 18).str[16].astype(int).mod(2).map({1: "男", 0: "女"})),
        "sex",
        "性别与身份证号码不符",
    )
    yield (
        good & (pd.to_numeric(rows["age"], errors="coerce") != number[good].map(age_of).reindex(rows.index)),
        "age",
        "年龄与身份证号码不符",
    )
    yield rows["ethnicity"].notna() & ~rows["ethnicity"].map(squeezed).str.removesuffix("族").isin(GROUPS), "ethnicity", "没有这个民族"
    yield rows["phone"].notna() & ~rows["phone"].map(squeezed).str.fullmatch(PHONE), "phone", "电话号码不对"
    department = rows["receiving_department"]
    yield department.notna() & ~department.map(squeezed).str.contains("组织部|党委|工委|委员会"), "receiving_department", "不是组织部名称"
    yield rows["address"].notna() & ~rows["address"].map(squeezed).str.contains(r"(?<!\d)\d{6}(?!\d)"), "address", "地址没有邮编"


def check_cards(rows: pd.DataFrame) -> Errors:
    """附件1."""
    yield rows["mobile"].notna() & ~rows["mobile"].map(squeezed).str.fullmatch(PHONE), "mobile", "手机号码不对"
    for key in ("born_in", "joined_on"):
        yield rows[key].notna() & (rows[key].map(as_day) == ""), key, "日期不对"


def check_visits(rows: pd.DataFrame) -> Errors:
    """附件3."""
    yield rows["destination_type"].notna() & ~rows["destination_type"].isin(DESTINATIONS), "destination_type", "具体情况不对"
    yield rows["landed_on"].notna() & (rows["landed_on"].map(as_day) == ""), "landed_on", "转入时间不对"
    yield rows["landed_org"].notna() & rows["landed_on"].isna(), "landed_on", "已转入，没有写转入时间"
    yield rows["landed_org"].isna() & rows["not_landed_reason"].isna(), "not_landed_reason", "没有转入，也没有写原因"


CHECKS: dict[str, Callable[[pd.DataFrame], Errors]] = {"附件2": check_roster, "附件1": check_cards, "附件3": check_visits}


def check_all(form: str, rows: pd.DataFrame) -> Errors:
    """All checks of a form."""
    for key in REQUIRED[form]:
        yield rows[key].isna(), key, "没有填"
    if "member_status" in rows:
        yield (
            rows["member_status"].notna() & ~rows["member_status"].isin(["正式党员", "预备党员"]),
            "member_status",
            "只能写正式党员或预备党员",
        )
    yield rows.duplicated(["branch", "name"], keep=False) & rows["name"].notna(), "name", "同一支部姓名重复"
    yield from CHECKS[form](rows)


def errors_of(form: str, rows: pd.DataFrame) -> pd.DataFrame:
    """The error list of a form: where, who, which field, what was typed, why."""
    parts = [
        rows.loc[mask, [*WHERE, "name"]].assign(
            form=form, field=key, value=rows.loc[mask, key], problem=why if isinstance(why, str) else why[mask]
        )
        for mask, key, why in check_all(form, rows)
    ]
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)


def missing(form: str, rows: pd.DataFrame, roster: pd.DataFrame) -> pd.DataFrame:
    """Who stands on the roster and not on this form."""
    people = roster.merge(rows[["branch", "name"]].drop_duplicates(), how="left", on=["branch", "name"], indicator=True)
    return people.loc[people["_merge"] == "left_only", [*WHERE, "name"]].assign(form=form, field="name", problem=f"没有交{form}")


def main() -> None:
    """Read, check, merge, write."""
    is_fast = "--fast" in sys.argv
    frames = read(Path(sys.argv[1]), "calamine" if is_fast else "openpyxl")
    errors = {form: errors_of(form, rows) for form, rows in frames.items()}
    lacking = [missing(form, rows, frames["附件2"]) for form, rows in frames.items() if form != "附件2"]
    with pd.ExcelWriter(sys.argv[2], engine="xlsxwriter" if is_fast else "openpyxl") as writer:
        for form, rows in frames.items():
            wrong = pd.MultiIndex.from_frame(errors[form][["file", "sheet", "row"]])
            is_right = ~pd.MultiIndex.from_frame(rows[["file", "sheet", "row"]]).isin(wrong)
            days = {key: rows[key].map(as_day) for key in ("born_in", "joined_on", "landed_on") if key in rows}
            rows.assign(**days)[is_right].to_excel(writer, sheet_name=form, index=False)
        pd.concat([*errors.values(), *lacking]).to_excel(writer, sheet_name="错误清单", index=False)


if __name__ == "__main__":
    main()
