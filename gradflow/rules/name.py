"""C151-C153: names that cannot be anybody's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gradflow.model.cells import typed_text
from gradflow.model.findings import Problem, Severity
from gradflow.model.folding import later
from gradflow.model.records import Record, Ruleset
from gradflow.rules.phone import is_made_up
from gradflow.rules.registry import row_rule

SAMPLE = re.compile(
    r".{0,2}某{1,2}|.{0,2}测试.{0,2}|示例|样例|例子?|姓名|名字|无名氏?|佚名|匿名|未知|不详|待[定补填查]|未填"
    r"|[男女]生|毕业生|团员|群众|中共|(?:中共)?(?:预备|正式|入党积极)分?子?党?员?|(?:中共)?党员|党(?:总?支部|委|建|务|校|组织?)|党?总支|团(?:委|支部|总支)|支委|学生会|负责人|联系人"
    r"|经办人|填[表报]人|审核人|本人|学生|学员|.{0,3}(?:同学|同志|老师|教师|先生|女士|小姐)"
    r"|.{0,3}(?:(?:党?支部)?书记员?|[团村]?支书|主任|主席|秘书|干事|委员|辅导员|[院处科校部队会社班组]长|小组长)"
)
"""Words for nobody, and for what somebody is, alone or behind a surname (王书记)."""
STOCK = frozenset("张三 张三丰 李四 王五 赵六 小明 王小明".split())  # noqa: SIM905 - a list one can read
"""Names that samples bear, and people too: samples where another mark of one stands on the row."""
SAMPLE_IDS = frozenset({"11010519491231002X", "440524188001010014"})
"""The examples of GB 11643."""
MASKED = re.compile(r"[xX×*＊]{2,}|…")


@row_rule(
    "C151", "name-sample", title="像是样例或称呼", needs=("name",), glances=("id_number", "phone", "mobile", "seq"), severity=Severity.WARNING,
    message="“{name}”像是样例或称呼，不像姓名", advice="写身份证上的姓名；是样例行的写明情况，由党委办公室去掉；确有其人的也写明情况",
)  # fmt: skip
def name_sample(record: Record, context: Ruleset) -> Iterator[Problem]:
    """模板里的样例行没有删去，或者把职务、称呼写成了姓名。确有人叫张三、王小明：号码也是样例的、打了星号的、没有身份证号的才报。

    正确 | 姓名 张珊
    正确 | 姓名 张三 | 身份证号码 320584200005120016
    错误 | 姓名 张三 | 身份证号码 11010519491231002X
    错误 | 姓名 张三 | 身份证号码 3205**********0016
    错误 | 姓名 王某某
    错误 | 姓名 书记
    错误 | 姓名 曹明晨同学
    """
    name = record["name"]
    if SAMPLE.fullmatch(name) or (name in STOCK and _is_marked(record)):
        yield Problem("name")


def _is_marked(record: Record) -> bool:
    """Whether a row has another mark of a sample: in its number, its telephone, or what stands in front of it."""
    number = record.get("id_number")
    if "id_number" in record.cells and (number is None or number.text in SAMPLE_IDS):
        return True
    phones = [record[key] for key in ("phone", "mobile") if record.get(key)]
    if "例" in typed_text(record.cells.get("seq")) or any(is_made_up(mobile) for held in phones for mobile in held.mobiles):
        return True
    return any(MASKED.search(typed_text(record.cells.get(key))) for key in ("phone", "mobile"))


PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")


@row_rule(
    "C152", "name-private-use", title="姓名里有自造字", needs=("name",), severity=Severity.WARNING,
    message="“{name}”里有旧系统的自造字({codepoint})，在别的电脑上会显示成空白",
    advice="用输入法重新打出这个字；打不出的照旧，在“情况说明”里写明字形(如 石+页)",
    source="民委发〔2016〕33号(姓名用字应在 GB 18030 范围内)",
)  # fmt: skip
def name_private_use(record: Record, context: Ruleset) -> Iterator[Problem]:
    """老系统把生僻字存在私用区，别的电脑认不出。

    正确 | 姓名 王䶮
    错误 | 姓名 王
    """
    if match := PRIVATE.search(record["name"]):
        yield Problem("name", {"codepoint": f"U+{ord(match[0]):04X}"})


SYMBOL = later("[*＊★☆※#＃△▲◆◇□■○●◎]")


@row_rule(
    "C153", "name-marked", title="姓名旁边有记号", needs=("name",), severity=Severity.INFO,
    message="姓名旁边的“{mark}”没有读进姓名", advice="记号有意思的(预备党员、入伍、暂缓等)，写进相应的栏目或备注",
    source="民委发〔2016〕33号(姓名用字与间隔号)",
)  # fmt: skip
def name_marked(record: Record, context: Ruleset) -> Iterator[Problem]:
    """记号是什么意思只有填表的人知道，不能代替文字；照收，姓名里去掉记号。

    正确 | 姓名 王小波
    错误 | 姓名 ★王小波
    """
    if match := SYMBOL.search(typed_text(record.cells.get("name"))):
        yield Problem("name", {"mark": match[0]})
