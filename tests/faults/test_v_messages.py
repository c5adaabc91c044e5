"""What is said of a value is true of what was typed; numbers in use are the member's own."""

import pytest
from support import FORM, GOOD, checked

from gradflow.model.cells import Raw


@pytest.mark.parametrize(
    ("key", "typed", "message"),
    [
        ("id_number", "办理中", "“办理中”里没有号码"), ("id_number", "见附件", "“见附件”里没有号码"),
        ("id_number", "320584200005120016(有误)", "“320584200005120016(有误)”里除了号码还有别的内容"),
        ("id_number", "320509220302201234", "号码第7-14位的出生日期2203年02月20日的年份不可能"),
        ("id_number", "320509200002301234", "号码第7-14位的出生日期2000年02月30日不是真实的日期"),
        ("id_number", "3.20509E+17", "号码成了科学计数法(后面带“E+17”)，末几位已经丢失"),
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
)
NOBODYS = "18912345671（已停机）|18912345671停机|18912345671（空号）|18912345671(父)|父亲：18912345671|18912345671（停机）、15912345673（父）|18912345671（家长）|18912345671（8月后停用）|18912345671（李同学）"


@pytest.mark.parametrize(("typed", "codes"), [*((one, []) for one in OWN.split("|")), *((one, ["C357"]) for one in NOBODYS.split("|"))])
def test_v_a_number_is_the_members_and_in_use(typed: str, codes: list[str]) -> None:
    assert [one.code for one in checked({**GOOD, "phone": typed}).findings] == codes
