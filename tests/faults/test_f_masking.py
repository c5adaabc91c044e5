"""F4: numbers of persons are masked however they are written, and nothing else is; every output is looked at."""

import dataclasses
import json
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from support import FORMS, GOOD, GOOD_CARD, SECOND, campaign_folder, report, roster, shown, workbook, write_xlsx

from gradflow.model.folding import plain
from gradflow.model.masking import Masking, masked, masked_name, masked_value, on_screen
from gradflow.outputs import findings_json
from gradflow.outputs.html_lists import list_findings

ID, MOBILE = "320584199809044682", "13907784483"
ZERO = "\u200b"
SPELLINGS = f"""{ID}|3 2 0 5 8 4 1 9 9 8 0 9 0 4 4 6 8 2|320584 19980904 4682|１２{ID}|３２０５８４１９９８０９０４４６８２|320584年1998月0904号4682
320584199{ZERO * 5}809044682|身份证3205841998接09044682|13907784483|139-0778-4483|139转0778转4483|139    0778     4483|139————07784483
13907，，，，784483|320584199  809044682|+8613907784483|（139）0778（4483）|一三九07784483|32058419x9809044682|①③⑨⓪⑦⑦⑧④④⑧③
一三九零七七八四四八三|𝟏𝟑𝟗𝟎𝟕𝟕𝟖𝟒𝟒𝟖𝟑|¹³⁹⁰⁷⁷⁸⁴⁴⁸³|幺三九零七七八四四八三|壹叁玖零柒柒捌肆肆捌叁|一三九〇七七八四四八三|₁₃₉₀₇₇₈₄₄₈₃|❶❸❾⓿❼❼❽❹❹❽❸
١٣٩٠٧٧٨٤٤٨٣|1️⃣3️⃣9️⃣0️⃣7️⃣7️⃣8️⃣4️⃣4️⃣8️⃣3️⃣|l39O7784483|I39 O778 4483|139O7784483|1 3 9 0 7 7 8 4 4 8 3|1-3-9-0-7-7-8-4-4-8-3|1，3，9，0，7，7，8，4，4，8，3
1.3.9.0.7.7.8.4.4.8.3|1、3、9、0、7、7、8、4、4、8、3|13 90 77 84 48 3|139_0778_4483|139·0778·4483|139/0778/4483|139\\0778\\4483|1390.7784.483
139,0778,4483|139、0778、4483|139；0778；4483|139:0778:4483|139~0778~4483|139=0778=4483|139+0778+4483|139#0778#4483|[139][0778][4483]|【139】0778【4483】
139{ZERO}0778{ZERO}4483|139\xa00778\xa04483|139\u30000778\u30004483|139\ufeff07784483|139\t0778\t4483|1390778后面4483
139加0778加4483|139再0778再4483|139号0778号4483|139 and 0778 and 4483|139a0778a4483|139空0778空4483|13907杠784483|1390778又4483|139然后07784483
0086-13907784483|139.0778.4483|139’0778’4483|+86 139-0778-4483|139 077 84483|86 139 0778 4483|+86-139-0778-4483|（+86）13907784483|手机139-07784483|tel:13907784483|T13907784483|13907784483家长|微信13907784483
320584-19980904-4682|320584-1998-0904-4682|320584 1998 09 04 4682|320584/1998/09/04/4682|320584.19980904.4682|320584_19980904_4682|320584，19980904，4682
320584、1998、0904、4682|3205 8419 9809 0446 82|320 584 199 809 044 682|320584 199809044682|32058419980904 4682|3205841998 09044682|320584199 809044682
320584出生1998年0904后4682|320584转19980904转4682|320584接1998接0904接4682|320584199809044682号|320584{ZERO}19980904{ZERO}4682
叁贰零伍捌肆壹玖玖捌零玖零肆肆陆捌贰|三二零五八四一九九八零九零四四六八二|③②⓪⑤⑧④①⑨⑨⑧⓪⑨⓪④④⑥⑧②|３２０５８４-１９９８０９０４-４６８２|𝟑𝟐𝟎𝟓𝟖𝟒𝟏𝟗𝟗𝟖𝟎𝟗𝟎𝟒𝟒𝟔𝟖𝟐
32O584l998O9O44682|320584 l9980904 4682|（320584）19980904（4682）|[320584]199809044682|320584**19980904**4682|32058419980904468x2|ID320584199809044682
3.20584199809044682|320584199809044682.0|'320584199809044682|“320584199809044682”|=320584199809044682|320584199809044682人|身份证：320584199809044682；电话：13907784483"""
TABLE = [
    spelling for line in SPELLINGS.split("\n") for spelling in line.split("|") if sum(sign.isdecimal() for sign in plain(spelling)) > 10
]
TABLE += [
    "139\n0778\n4483",
    "139|0778|4483",
    "139\r\n07784483",
    "320584\n19980904\n4682",
    "320584|19980904|4682",
    "139 | 0778 | 4483",
    "3 2 0 5 8 4 1 9 9 8 0 9 0 4 4 6",
]
NEVER = """2022.13.1|2023-02-30|20231301|2023.7.1-2023.7.5|2023.6.31—2023.7.2|2023/6/15 13:45:12|2023-07-25T10:00:00|2022.9-2026.6|19980904|1998.9.4
二〇二三年七月二十五日|2023年13月45日|2023.7.25 13:30-15:00|13:00-14:30 2023.7.25|附件2-20230725.xlsx|微信图片_20230725103000.jpg|20230701-20230705
2021、2022、2023|2023届2024年6月24日前交28份|2022-2023学年第13、14、15周|第12、13、14行|第3、5、7、9、11、12、14、15、18行|第1000-1200行|第138、1987、6543行
13行、14行、15行、16行、17行|13、14、15、16、17、18|B13、B14、B15、C16、D17、D18|XFD1048576|X607|C352、F103、X607、X501、R310、C209|组通字〔2015〕33号
中组发〔2014〕13号、苏组发（2023）12号|GB 11643-1999|202000011|学号2020010123|软件2001班|软件2001、会计2002、物流2003|215200|邮编215200，2023年7月25日|215200 2023-07-25
1000000元|13,907,784,483元|¥1,390,778|月薪4000-5000元|85、92、78、90、66、71|读到 1234 = 已汇总 1200 + 待更正 34|共13人，3处，14份，15个，16行，17天
180 份，待更正 270 份，待更正 120 份，待更正 81 行|（一）（二）（三）（四）（五）（六）（七）（八）（九）|一二三四五六七八九十|3.14159|30000×30000|100%，15%，13%，12%，11%"""
PLAIN = [text for line in NEVER.split("\n") for text in line.split("|")]
AROUND = ("{}", "“{}”不成立", "备注写的是{}。", "入党时间 {} 王芳", "附件2-3-{}.xlsx")


def leaks(number: str, shown: str) -> bool:
    """Whether eight digits of a number can be read in a row; asterisks part them."""
    read = "".join(sign for sign in plain(shown) if sign.isdecimal() or sign == "*")
    return any(number[first : first + 8] in read for first in range(len(number) - 7))


@pytest.mark.parametrize("spelling", TABLE)
def test_f4_a_number_in_any_spelling_is_masked(spelling: str) -> None:
    for around in AROUND:
        text = around.format(spelling)
        name = text.replace("/", "-")  # a slash parts folders
        assert not any(leaks(number, shown) for number in (ID, MOBILE) for shown in (masked(text), masked_name(name), on_screen(text))), (
            text
        )


@pytest.mark.parametrize("text", PLAIN)
def test_f4_dates_lists_counts_and_codes_stay(text: str) -> None:
    for around in AROUND[:4]:
        assert masked(around.format(text)) == around.format(text)
    assert masked_name(text) == text


def test_f4_there_are_enough_of_them() -> None:
    assert len(TABLE) >= 124
    assert len(PLAIN) >= 50


CODES = """党组织编码051000011185|中组部编码 051000011185|党组织代码：011100054394|统一社会信用代码91320509138285715E|统一社会信用代码：12320000466007321F
信用代码 913205007039655326|EMS单号EA123456789CN|EMS单号：1234567890123|EMS 1234567890123|机要号20230624001
机要通信号：0012345678|机要件号2023062400123|介绍信编号2023-00012345|介绍信编号：苏组介第0012345号|介绍信编号第0012345号|介绍信存根号0012345
介绍信文号〔2023〕第0012345号|准考证号23320501234567|准考证号：233205012345|考生号23320501150123|学号2001030211|学号20010302112345
学号：1630713012345|编号2023062400123|编号 2023062400123|毕业证书编号137521202306001234|毕业证书号137521202306001234
毕业证书编号为137521202306001234|证书号：137521202306001234|学位证书编号1375242023001234|工号20230001|发票91320000134756781X
发票号码12345678|ISBN9787010000000|快递单号 SF1234567890123|顺丰单号：SF1234567890123|运单号773012345678901|快递号773012345678901
挂号信号XA12345678932|邮件号1234567890123|档案号0000012345678|税号91320594MA1P8XY12B|统一社会信用代码（91320594MA1P8XY12B）
组织机构代码 46600732-1|EMS单号1234567890123、1234567890124|学号2001030211、2001030212、2001030213|中共四川大学委员会（051000011185）
中国共产党中国农业大学农学院委员会（011100054394）|党委编码:051000011185|条码6901234567892|流水号202306240000123|订单号 202306240000123456
报名号0512012345|EMS单号为1234567890123|档案EMS单号“1234567890123”|机要编号[2023]0012345|学号２００１０３０２１１２３４５|准考证 233205012345
单号NO.1234567890|编号No1234567890"""
CALLED_CODES = f"""统一社会信用代码{ID}|编号{ID}|学号{MOBILE}|EMS单号{MOBILE}|编号 139-0778-4483|编号139 0778 4483|编号86{MOBILE}
身份证编号32058419980904468|证件编号32058419980904468|证件编码3205841998090446|身份证代码{ID}|学籍号G{ID}|编号G{ID}|编号 0512-63456789
机要0512-63456789|电话编号051263456789|手机编号1390778448|党委（{MOBILE}）|支部（051263456789）|支部（02512345678）|联系编号051263456789
学号2001030211 {MOBILE}|学号2001030211、{MOBILE}|学号320584-19980904-4682|EMS单号1234567890123 {MOBILE}
编号320584 19980904 4682|银行卡号6222021234567890123|账号6222021234567890123|号码051263456789|单号{MOBILE}、13907784484
学号一三九零七七八四四八三|编号320584199809044683|编号１３９０７７８４４８３|准考证号{ID}X|介绍信编号2023-00012345，联系电话{MOBILE}"""
"""What is masked although it is called a code: an ID or telephone number it is all the same, or the word speaks of a person's own."""


@pytest.mark.parametrize("text", [text for line in CODES.split("\n") for text in line.split("|")])
def test_f4_what_is_announced_as_a_code_stays(text: str) -> None:
    for around in (*AROUND[:3], "恒力集团有限公司（{}）"):
        assert masked(around.format(text)) == around.format(text)


@pytest.mark.parametrize("text", [text for line in CALLED_CODES.split("\n") for text in line.split("|")])
def test_f4_a_number_of_a_person_is_masked_whatever_it_is_called(text: str) -> None:
    for around in AROUND:
        shown = masked(around.format(text))
        assert "*" in shown and not leaks(ID, shown) and not leaks(MOBILE, shown)


SCRIPTS = ("0123456789", "０１２３４５６７８９", "〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖", "⓪①②③④⑤⑥⑦⑧⑨", "⁰¹²³⁴⁵⁶⁷⁸⁹", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗")
SIGNS = (
    " ",
    "-",
    "_",
    ".",
    "·",
    "，",
    "/",
    "(",
    "—",
    "  ",
    "——",
    ZERO,
    "\u3000",
    "\n",
    "\t",
    " - ",
    "，，，，",
    ZERO * 5,
    "転",
    "转",
    "接",
)
GROUPS = {18: ((6, 8, 4), (6, 4, 4, 4), (6, 4, 2, 2, 4), (10, 8), (9, 9), (1,) * 18), 11: ((3, 4, 4), (3, 8), (7, 4), (5, 6), (1,) * 11)}


def test_f4_numbers_drawn_at_random_never_survive() -> None:
    random = Random(4)
    for _ in range(3000):
        born = date(1985, 1, 1) + timedelta(random.randint(0, 8000))
        number = random.choice(
            (f"3205{random.randint(1, 84):02}{born:%Y%m%d}{random.randint(0, 9999):04}", f"1{random.randint(3 * 10**9, 10**10 - 1)}")
        )
        parts, left = [], number.translate(str.maketrans(SCRIPTS[0], random.choice(SCRIPTS)))
        for size in random.choice(GROUPS[len(number)]):
            parts, left = [*parts, left[:size]], left[size:]
        text = f"{random.choice(('', '电话', '备注：', '王芳 ', '编号', 'EMS单号：'))}{random.choice(SIGNS).join(parts)}{random.choice(('', '。', ' 王芳', '，2023-06-20报'))}"
        assert not leaks(number, masked(text)), text


def test_f4_dates_rows_and_codes_drawn_at_random_always_stay() -> None:
    random = Random(5)
    spell = (
        "{y}.{m}.{d}",
        "{y}-{m:02}-{d:02}",
        "{y}/{m}/{d}",
        "{y}年{m}月{d}日",
        "{y}{m:02}{d:02}",
        "{y}年{m}月",
        "{y}-{m:02}-{d:02} 13:{t}:09",
    )
    for _ in range(3000):
        days = [
            random.choice(spell).format(
                y=random.randint(1980, 2026), m=random.randint(1, 14), d=random.randint(1, 32), t=random.randint(10, 59)
            )
            for _ in range(random.randint(1, 4))
        ]
        rows = "、".join(map(str, sorted(random.sample(range(1, 400), random.randint(2, 20)))))
        codes = "、".join(f"{random.choice('CFRXP')}{random.randint(100, 900)}" for _ in range(random.randint(2, 12)))
        for text in (random.choice(("-", "—", "至", "、", "，", " ")).join(days), f"第{rows}行", codes):
            assert masked(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("身份证号320584199809044682 X607", "身份证号3205************82 X607"),
        ("出生年月与身份证号不符：1998.13.4、32058419980904468X [X607]", "出生年月与身份证号不符：1998.13.4、3205************8X [X607]"),
        ("F7 13907784483 第12、13、14行 X501 X607", "F7 139******83 第12、13、14行 X501 X607"),
        ("2023-02-30 13907784483 215200", "2023-02-30 139******83 215200"),
        ("软件2001班 一三九07784483（组通字〔2015〕33号）", "软件2001班 一三九******83（组通字〔2015〕33号）"),
        ("139 0778 4483 2023.6.31—2023.7.2 28份", "139******83 2023.6.31—2023.7.2 28份"),
        ("13907784483、0512-63456789 转801", "139******83、051*******89 转801"),
    ],
)
def test_f4_what_stands_beside_a_number_stays(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("13907784483", "139******83"),
        ("20231301", "202***01"),
        ("1390 7784 4831", "139*******31"),
        ("13907784483、0512-63456789", "139******83、051*******89"),
        ("第13907784483行", "第139******83行"),
        ("6345-6789", "634***89"),
        ("一三九零七七八四四八", "一三九*****四八"),
        ("13-9.07年78月44号83", "139******83"),
        ("无", "无"),
        ("见附件", "见附件"),
    ],
)
def test_f4_what_is_known_to_be_a_number_is_masked_as_a_whole(typed: str, shown: str) -> None:
    assert masked_value(typed) == shown
    assert Masking(frozenset({"phone"})).value("phone", typed) == shown
    assert Masking(frozenset({"phone"})).value("joined_on", "2023.6.31—2023.7.2") == "2023.6.31—2023.7.2"


@pytest.mark.parametrize("code", ["1090123456789", "EA473124829CN", "20230624001", "0012345678", "051000011185"])
def test_f4_what_is_known_to_be_a_code_stays_and_what_stands_beside_it_does_not(code: str) -> None:
    masking = Masking(codes=frozenset({"tracking_number"}))
    assert masking.value("tracking_number", code) == code
    assert masking.about("tracking_number", f" {code} ", f"“{code}”不对，问{MOBILE}") == f"“{code}”不对，问{masked(MOBILE)}"
    assert masking.value("remark", code) == masked(code)


@pytest.mark.parametrize("number", [ID, MOBILE, f"+86 {MOBILE}", "0512-63456789"])
def test_f4_a_number_of_a_person_is_masked_in_a_field_of_codes_too(number: str) -> None:
    masking = Masking(codes=frozenset({"tracking_number"}))
    assert "*" in masking.value("tracking_number", number)
    assert not leaks(number, masking.about("tracking_number", number, f"“{number}”是手机号"))


def made() -> dict[str, object]:
    """findings.json of people whose cells break every rule on numbers and dates."""
    people = [
        {**GOOD, "phone": "63456789"},
        {**SECOND, "phone": "1390 7784 4831", "id_number": "20231301", "remark": f"电话一三九{MOBILE[3:]}"},
    ]
    card = {**GOOD_CARD, "joined_on": "2022.13.1", "mobile": "139转0778转448"}
    found = report(workbook("附件2-甲支部.xlsx", roster(people)), workbook("附件1-甲支部.xlsx", [*map(list, card.items())]))
    return findings_json.document(found).model_dump(mode="json")


def test_f4_advice_and_messages_show_their_own_words_and_no_number() -> None:
    told = {one["code"]: one for one in made()["findings"]}  # type: ignore[attr-defined]
    assert told["C352"]["advice"] == "补上区号，写成 区号-号码"
    assert told["C352"]["message"] == "“634***89”没有区号"
    assert "1390 7784 4831" not in told["C301"]["message"] and "（12位）" in told["C301"]["message"]
    assert told["C301"]["value"] == "139*******31"


def test_f4_a_reason_is_masked_wherever_it_is_told() -> None:
    found = report(workbook("附件2-甲支部.xlsx", roster([{**GOOD, "phone": "63456789"}])))
    reason = f"本人电话{MOBILE[:3]}转{MOBILE[3:]}，已核对第12、13行"
    finding = dataclasses.replace(found.findings[0], reason=reason, person=f"王芳{ID}")
    found = dataclasses.replace(found, findings=(finding,))
    document = findings_json.document(found).model_dump(mode="json")
    (told,) = document["findings"]
    assert told["reason"] == "本人电话139******83，已核对第12、13行"
    assert told["person"] == "王芳3205************82"
    page = json.dumps(list_findings(found, FORMS).data(), ensure_ascii=False)
    assert not any(leaks(number, text) for number in (ID, MOBILE) for text in (json.dumps(document, ensure_ascii=False), page))
    assert "139******83" in page


COMMANDS = (
    ("validate",), ("validate", "--format", "json"), ("status",), ("remind",), ("cards",), ("letters",), ("purge", "--dry-run"),
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign full of numbers, with one granted error and somebody gone who is owed."""
    folder = campaign_folder(tmp_path_factory.mktemp("f4") / "c")
    odd = {**GOOD, "sex": "女", "name": f"王芳一三九{MOBILE[3:]}", "remark": "320584年1998月0904号4682"}
    write_xlsx(folder / "inbox" / f"附件2-甲-{MOBILE[:3]}转{MOBILE[3:]}.xlsx", roster([odd, SECOND]))
    run("validate", folder)
    write_xlsx(folder / "inbox" / f"附件2-甲-{MOBILE[:3]}转{MOBILE[3:]}.xlsx", roster([odd]))
    run("validate", folder)
    return folder


def run(command: str, folder: Path, *words: str) -> str:
    """All that a command shows."""
    where = [str(folder)] if command in {"validate", "status", "remind", "cards", "letters", "purge"} else ["--campaign", str(folder)]
    day = [] if command in {"purge", "verify"} else ["--as-of", "2023-06-20"]
    told = shown(command, *words, *where, *day)
    return told.out + told.err


def test_f4_no_command_shows_a_number(folder: Path) -> None:
    reason = f"问过本人{MOBILE[:3]}-{MOBILE[3:7]}-{MOBILE[7:]}，没有错"
    told = [run(command, folder, *words) for command, *words in COMMANDS]
    person = f"王芳一三九{MOBILE[3:]}"
    told += [
        run("grant", folder, "C209", "--person", "没有这个人" + ID, "--reason", reason),
        run("grant", folder, "R301", "--person", person, "--reason", reason),
    ]
    told += [
        run("keep", folder, f"附件2-{ID}.xlsx"),
        run("release", folder),
        run("release", folder, str(SECOND["name"]), "--reason", reason),
    ]
    told += [run("grant", folder), run("diff", folder), run("diff", folder, "甲支部"), run("validate", folder)]
    told += [run("verify", folder, str(next((folder / "reports").rglob("*.txt"))), str(folder / f"{ID}.xlsx"))]
    assert not [text for text in told if leaks(ID, text) or leaks(MOBILE, text)]
    written = [p for p in folder.rglob("*") if p.is_file() and p.suffix in {".json", ".html", ".txt", ".ics"}]
    assert len(written) >= 5
    assert not [p.name for p in written if leaks(ID, p.read_text("utf-8-sig")) or leaks(MOBILE, p.read_text("utf-8-sig"))]


@pytest.mark.parametrize("digits", ["⓪①②③④⑤⑥⑦⑧⑨", "⁰¹²³⁴⁵⁶⁷⁸⁹", "〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖"])
def test_f4_a_name_that_ends_in_a_numeral_hides_no_number(digits: str) -> None:
    assert all("*" in masked("张三" + "".join(digits[int(sign)] for sign in number)) for number in (ID, MOBILE))
