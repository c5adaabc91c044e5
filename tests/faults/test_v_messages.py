"""What is said of a value is true of what was typed; numbers in use are the member's own."""

import pytest
from support import EVERY, FORM, GOOD, checked

from gradflow.model.cells import Raw
from gradflow.model.findings import Problem


@pytest.mark.parametrize(
    ("key", "typed", "message"),
    [
        ("id_number", "办理中", "“办理中”里没有号码"), ("id_number", "见附件", "“见附件”里没有号码"),
        ("id_number", "320584200005120016(有误)", "“320584200005120016(有误)”里除了号码还有别的内容"),
        ("id_number", "320509220302201234", "号码第7-14位的出生日期2203年02月20日的年份不可能"),
        ("id_number", "320509200002301234", "号码第7-14位的出生日期2000年02月30日不是真实的日期"),
        ("id_number", "3.2E+16", "号码成了科学计数法(后面带“E+16”)，末几位已经丢失"), ("id_number", "3.20509E+17", "号码成了科学计数法(后面带“E+17”)，末几位已经丢失"),
        ("phone", "QQ 123456789", "“QQ 123456789”不是电话号码"), ("phone", "1.38E+10", "“1.38E+10”不是电话号码：Excel 当作数字存了，后面的几位已经丢失"),
        ("phone", "13812345679 8", "“13812345679 8”不是电话号码（12位）"),
        ("receiving_department", "张家港市委", "“张家港市委”后面没有“组织部”"), ("receiving_department", "昆山组织部", "“昆山组织部”缺“委”字"),
    ],
)  # fmt: skip
def test_a_message_quotes_what_was_typed(key: str, typed: Raw, message: str) -> None:
    assert [one.message for one in checked({**GOOD, key: typed}).findings] == [message]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("①18912345671 ②15912345673", "18912345671、15912345673"), ("1.18912345671 2.15912345673", "18912345671、15912345673"), ("(1)18912345671", "18912345671"),
        ("18912345671（8月后启用）", "18912345671(8月后启用)"),
    ],
)  # fmt: skip
def test_numbers_of_a_list_and_of_a_note_belong_to_no_telephone(typed: str, shown: str) -> None:
    phone = FORM.kinds["phone"]
    assert phone.show(phone.parse(typed)) == shown == phone.show(phone.parse(shown))


OWN = (
    "18912345671（本人）、15912345673（父）|18912345671、15912345673(母亲)|18912345671（停机）、15912345673|18912345671(父亲，与本人同号)|18912345671（不停机）|18912345671（微信同号）|本人18912345671|18912345671(母校附近)"
    "|18912345671（短号661234）|18912345671(旧号)、15912345673(新号)"
    "|18912345671（不会停机）|18912345671（停机已恢复）|18912345671（已更换，原号停机）|18912345671（换新号，旧号作废）|18912345671(入伍后停机)|18912345671（同学帮忙登记，本人号码）"
    "|18912345671(本人手机，父亲名下)|18912345671（爸妈也知道这个号）|18912345671（暂时欠费，可微信联系）|18912345671（有时打不通，可发短信）|18912345671（父亲代充话费）|18912345671（哥哥公司集团号）"
    "|18912345671（欠费会停机，已充值）|18912345671（实名：父亲）|18912345671（本人、父亲）|18912345671（班长）|18912345671（机主母亲）|18912345671（8月后停用）|18912345671（wx：abc12345）|18912345671转8001|18912345671（国内）、+81 80-1234-5678（日本）"
)
NOBODYS = (
    "18912345671（已停机）|18912345671停机|18912345671（空号）|18912345671(父)|父亲：18912345671|18912345671（停机）、15912345673（父）|18912345671（家长）|18912345671（号码不存在）|18912345671（现已停用）、15912345673（母亲）"
    "|18912345671（妈妈的手机）|18912345671（注销）|18912345671（已拉黑）|18912345671（不用了）|18912345671（舍友）|18912345671（表姐）|18912345671（欠费停机）|18912345671（家长电话）"
)


@pytest.mark.parametrize(("typed", "codes"), [*((one, []) for one in OWN.split("|")), *((one, ["C357"]) for one in NOBODYS.split("|"))])
def test_v_a_number_is_the_members_and_in_use(typed: str, codes: list[str]) -> None:
    assert [one.code for one in checked({**GOOD, "phone": typed}).findings] == codes


@pytest.mark.parametrize(
    ("form", "key", "typed", "value"),
    [
        *(("transfer_out", "name", one, "赵敏") for one in ("赵敏（女）", "赵敏（大）", "赵敏(赵庄村)", "赵敏(赵县)", "赵敏(本科)", "赵敏（赵敏）", "赵敏（曾用名赵小敏）")),
        *(("transfer_out", "name", one, "C110") for one in ("赵敏（赵明敏）", "赵敏曾用名赵小敏", "赵敏又名赵明", "李小娜(李娜)")),
        ("transfer_out", "name", "张伟(张家港)", "张伟"), ("transfer_out", "name", "王原名", "王原名"),
        ("service_team", "party_duty", "组委", "organisation"), ("service_team", "party_duty", "宣委", "publicity"), ("service_team", "party_duty", "纪检", "discipline"),
        *(("service_team", "party_duty", one, "C120") for one in ("前书记", "原书记", "拟任书记", "离任书记", "书记（拟）", "团支部书记")),
        *(("service_team", "party_duty", one, "secretary") for one in ("代书记", "现任书记", "新任书记", "书记、辅导员", "学院党总支书记")),
        *(("service_team", "is_reachable", one, "C120") for one in ("是（寒暑假除外）", "是（工作日）", "是（基本）")), ("service_team", "is_reachable", "是（王明）", "yes"),
        *(("follow_up", "member_status", one, "C120") for one in ("正式党员（拟）", "正式党员(暂)")), ("follow_up", "member_status", "预备党员（待转正）", "probationary"),
        ("follow_up", "member_status", "正式党员（2022.6转正）", "full"), ("follow_up", "receipt", "是（原件）", "yes"), ("follow_up", "receipt", "是（待核）", "C120"),
        ("transfer_out", "ethnicity", "其他（穿青人）", "穿青人"), ("transfer_out", "ethnicity", "其他（汉族）", "C140"),
    ],
)  # fmt: skip
def test_a_note_takes_back_what_stands_before_it_or_says_no_more(form: str, key: str, typed: str, value: str) -> None:
    found = EVERY[form].kinds[key].parse(typed)
    assert (found.check if isinstance(found, Problem) else found) == value
