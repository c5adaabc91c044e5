"""faults.md V8, V9: contacts that mean the mobile, mail domains one letter off, forms of address as names."""

import pytest
from support import CARD, COLLEGE, GOOD, GOOD_CARD, report, roster, workbook

from gradflow.kinds.accounts import is_reference
from gradflow.kinds.person_name import PersonName
from gradflow.rules.accounts import meant_domain
from gradflow.rules.name import SAMPLE


def misread(rows: list[tuple[str, str]], key: str) -> list[tuple[str, object]]:
    """The rows whose value on a card is not as expected, with what it is."""
    return [(typed, found) for typed, expected in rows if (found := CARD.show(key, CARD.kinds[key].parse(typed))) != expected]


SAME = """同手机|同手机号|与手机号相同|手机号即微信|同上(手机)|同电话|同上|手机同号|微信号同手机号|本人手机号|与上同|跟手机号一样|手机号|即手机号|电话号码|绑定手机号|手机号码相同|和手机号一致|与本人手机号码一致|如上|同前|〃
手机（微信同号）|手机/微信同号|同以上手机号|同联系电话|手机号可搜|上述手机号""".replace("\n", "|").split("|")
OTHERS = {
    "wechat": ["同QQ", "QQ同号", "wang_fang01", "芳芳", "同父亲手机", "phoneqq"],
    "qq": ["同微信", "123456789"],
    "other_contact": ["同QQ", "钉钉 123", "父亲13961234501"],
}


def test_v8_the_services_own_name_in_front_is_no_part_of_the_account() -> None:
    assert misread([(typed, "123456789") for typed in ("QQ：123456789", "qq123456789", "扣扣123456789")], "qq") == []
    rows = [("微信号：wang_fang01", "wang_fang01"), ("微信 wang_fang01", "wang_fang01"), ("微信13961234579", "13961234579")]
    assert misread(rows, "wechat") == []


@pytest.mark.parametrize("key", OTHERS)
def test_v8_the_mobile_in_any_words(key: str) -> None:
    same = [*SAME, *(["微信同号", "vx同号"] if key != "qq" else [])]
    assert misread([(typed, "同手机号") for typed in same], key) == []
    assert misread([(typed, typed) for typed in OTHERS[key]], key) == []


def test_v8_a_card_that_says_so_has_no_finding() -> None:
    assert is_reference("同QQ") and not is_reference("QQ") and not is_reference("微信号") and not is_reference("芳芳")
    labels = {one.key: one.head for one in CARD.spec.fields if one.kind != "photo"}
    more = {"wechat": "同上", "qq": "与手机号相同", "other_contact": "同上"}
    card = [[CARD.spec.titled(COLLEGE, 2023)], *([labels[key], value] for key, value in {**GOOD_CARD, **more}.items())]
    found = report(workbook("甲支部/附件1.xlsx", card))
    assert [f.code for f in found.findings if f.field in more] == []
    assert {c.after for s in found.sheets for c in s.changes if c.field in more} == {"同手机号"}


SLIPS = {
    "gmail.com": "gmial.com gamil.com gmai.com gmail.con gmail.cn", "qq.com": "qq.con qq.cm qqq.com qq.co qq.vom qq.comm qq.com.cn", "163.com": "136.com 163.con 163.cm 1633.com",
    "126.com": "126.con 162.com", "foxmail.com": "foxmial.com foxmai.com", "sina.com": "sina.con", "outlook.com": "outlok.com", "hotmail.com": "hotmial.com",
}  # fmt: skip
TRUE_DOMAINS = "qq.com 163.com 126.com 139.com sina.cn sina.com vip.qq.com suda.edu.cn szit.edu.cn example.com ymail.com mail.com email.com yeah.net hotmail.fr outlook.de aq.com ec.com 163.net live.com 189.cn yahoo.com.cn me.com"


def test_v8_a_mail_domain_one_letter_off() -> None:
    assert [(typed, meant) for meant, domains in SLIPS.items() for typed in domains.split() if meant_domain(typed) != meant] == []
    assert [domain for domain in TRUE_DOMAINS.split() if meant_domain(domain)] == []


TITLES = """书记|主任|中共|党员|同志|学生|老师|本人|无名|测试|王书记|李主任|张老师|陈同学|刘同志|党支部书记|班主任|辅导员|正式党员|预备党员|中共党员|中共预备党员|团员|群众|组织委员|宣传委员|团支书|党小组长|秘书|书记员|主席|党委|党建|副书记|王副书记|学习委员|党委书记|学生会主席|团委|干事|部长|队长|王秘书|村支书|党总支|测试一|张测试|某某|王某某|示例|未知|不详|待定|佚名
曹明晨同学|严雨浩同志|赵子彤老师|严嘉晨先生|王芳女士|匿名|负责人|联系人|填表人|组长|班长|毕业生|女士|先生|学员|预备|正式""".replace(
    "\n", "|"
).split("|")
ODD_NAMES = """高兴|安静|向阳|党建国|党旗|任书|朱仁|王主|钱学森|张志新|正大|李学生|程同|吴名|毛团员|方正|郑式|施礼|孙中山|时光|常无|老舍|师范|司马无忌|文学|毕业|成员|何必|万一|马上|白天|黄昏|甘愿|黎明|例外|和平|费用|费翔|中山
主父偃|书法|同安|党员生|丁一|查理|党军|党建军|党建华|党校明|关书|支文|席主|会长江|任长|班超|总文|李长|张会|于长|队文|团团|书玉""".replace(
    "\n", "|"
).split("|")


def test_v9_what_somebody_is_called_is_no_name_and_odd_names_are_names() -> None:
    assert [word for word in TITLES if not SAMPLE.fullmatch(word)] == []
    assert [name for name in ODD_NAMES if SAMPLE.fullmatch(name) or PersonName().parse(name) != name] == []
    found = report(workbook("附件2.xlsx", roster([{**GOOD, "name": "书记"}]))).findings
    assert [(f.code, f.severity.value) for f in found if f.field == "name"] == [("C151", "warning")]


@pytest.mark.parametrize("title", ["书记", "组织委员", "党委", "党建", "秘书", "主席"])
def test_b10_a_row_with_a_title_for_a_name_is_kept_and_asked_about(title: str) -> None:
    found = report(workbook("附件2.xlsx", roster([{**GOOD, "name": title}])))
    assert [record["name"] for s in found.sheets for record in s.records] == [title]
    assert [(f.code, f.severity.value) for f in found.findings if f.code != "F235"] == [("C151", "warning")]


PHONES = "138 6217 0003|138-6217-0003|+86 13862170003|+8613862170003|86 138 6217 0003|0086-138-6217-0003|微信：138 6217 0003|１３８ ６２１７ ０００３|138.6217.0003|(+86)13862170003|微信号138-6217-0003"
NONE = {
    "wechat": "没有微信 不用微信 无微信 不使用微信 没微信 暂无微信 未注册微信 没有微信号 微信没有",
    "qq": "没有QQ 无QQ 不用QQ 没有qq号 不玩QQ 无QQ号 未注册 没用过QQ",
    "email": "没有邮箱 无邮箱 无电子邮箱 没有E-mail",
    "other_contact": "无其他联系方式 没有其他",
}


def test_c4_a_mobile_in_any_spelling_and_none_in_any_words() -> None:
    assert misread([(typed, "13862170003") for typed in PHONES.split("|")], "wechat") == []
    assert [(key, typed) for key, words in NONE.items() for typed in words.split() if CARD.kinds[key].parse(typed) is not None] == []
    kept = [("wechat", "wuweixin01"), ("wechat", "no_wechat"), ("qq", "123456789"), ("email", "buyong@qq.com"), ("wechat", "无名")]
    assert [(key, typed) for key, typed in kept if CARD.kinds[key].parse(typed) != typed] == []
