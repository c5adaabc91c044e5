"""C251-C253, R301, X606, X607, X635: the ID number, and what other sheets say of the birthday and the sex in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from gradflow.kinds.person_name import bare_name, folded_name
from gradflow.kinds.places import region_name
from gradflow.model.cells import typed_text
from gradflow.model.findings import Problem, Severity
from gradflow.model.people import Entry, Person
from gradflow.model.records import Context, Record, Ruleset
from gradflow.rules.age import read_age
from gradflow.rules.registry import person_rule, row_rule

NAMES = {"male": "男", "female": "女"}
SEXES = {name: sex for sex, name in NAMES.items()}
OPPOSITE = {"male": "female", "female": "male"}


@row_rule(
    "C251", "id-region-unknown", title="身份证号地区码查不到", needs=("id_number",), of_kind="id_number", severity=Severity.INFO,
    message="地区码 {region} 不在现行和历史区划表里", advice="一般不必处理；有疑问时核对身份证前6位",
    source="GB/T 2260《中华人民共和国行政区划代码》(含历年撤销的代码)",
)  # fmt: skip
def id_region_unknown(record: Record, context: Ruleset) -> Iterator[Problem]:
    """区划表难免不全，所以只提示。撤销的代码(如 320584 吴江市)在表里，不会提示。

    正确 | 身份证号码 320584200005120016
    错误 | 身份证号码 329999200005120010
    """
    number = record["id_number"]
    if not number.text.startswith(("81", "82", "83")) and region_name(number.region) is None:
        yield Problem("id_number", {"region": record["id_number"].region})


@row_rule(
    "C252", "id-residence-permit", title="港澳台居民的证件号", needs=("id_number",), of_kind="id_number", severity=Severity.WARNING,
    message="号码以 {prefix} 开头，是港澳台居民的证件号，党员名册里极少见", advice="核对身份证；无误的写明情况",
    source="港澳台居民居住证申领发放办法(2018)",
)  # fmt: skip
def id_residence_permit(record: Record, context: Ruleset) -> Iterator[Problem]:
    """81、82、83(及71)开头的号码算法成立，但出现在毕业生党员里很少见。

    正确 | 身份证号码 320584200005120016
    错误 | 身份证号码 810000199408230021
    """
    if record["id_number"].text[:2] in {"71", "81", "82", "83"}:
        yield Problem("id_number", {"prefix": record["id_number"].text[:2]})


@row_rule(
    "C253", "id-ends-in-zeros", title="身份证号末三位是000", needs=("id_number",), of_kind="id_number", severity=Severity.WARNING,
    message="号码末三位是000，像是存成数字后丢了末位又转回文字", advice="对照身份证核对末三位；无误的写明情况",
    source="GB 11643-1999; Excel 数字只保留15位",
)  # fmt: skip
def id_ends_in_zeros(record: Record, context: Ruleset) -> Iterator[Problem]:
    """损坏的号码末三位是000，其中约十一分之一校验位碰巧相符。

    正确 | 身份证号码 320584200005120016
    错误 | 身份证号码 320584200002289000
    """
    if record["id_number"].text.endswith("000"):
        yield Problem("id_number")


@row_rule(
    "R301", "sex-matches-id", title="性别与身份证号不符", needs=("sex", "id_number"),
    message="性别写的是“{sex}”，身份证号第17位是{digit}（{expected}）", advice="核对身份证，改正性别或身份证号",
    source="GB 11643-1999: 顺序码奇数为男、偶数为女",
)  # fmt: skip
def sex_matches_id(record: Record, context: Ruleset) -> Iterator[Problem]:
    """身份证号第17位单数是男，双数是女。

    正确 | 性别 男 | 身份证号码 320584200005120016
    错误 | 性别 女 | 身份证号码 320584200005120016
    """
    number = record["id_number"]
    if number.sex != record["sex"]:
        yield Problem("sex", {"digit": number.text[16], "expected": NAMES[number.sex]})


@person_rule(
    "X606", "sex-agrees", title="各表的性别不一致", uses=("sex", "id_number"), compares=True,
    message="性别写的是{here}，{other}", advice="对照身份证，改正写错的一处",
    source="GB 11643-1999 顺序码；通知所附三张表均有“性别”",
)  # fmt: skip
def sex_agrees(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """附件2的性别与身份证号已经对上时，其他表以它为准；别的表(两张以上)都与它不同的，报在附件2。附件2自己就对不上的由 R301 报告。

    没有身份证号的，报在少数的一边；看不出谁多谁少的，各报一处。

    正确 | 附件1·性别 男 | 附件2·性别 男
    错误 | 附件1·性别 女 | 附件2·性别 男
    错误 | 附件2·性别 男 | 附件3·性别 女
    """
    told, number = list(person.holding("sex")), person.get("id_number")
    listed = next((one for one in told if "id_number" in one[0][1].values), None)
    counts = Counter(value for _, value in told)
    by_number = ""
    if not number:
        wrong = [one for one in told if len(counts) > 1 and counts[one[1]] == min(counts.values())]
    elif listed is None or listed[1] != number.sex:
        return
    elif counts[listed[1]] == 1 and len(told) > 2:  # noqa: PLR2004 - two others at least
        wrong = [listed]
    else:
        wrong, by_number = [one for one in told if one[1] != number.sex], f"{context.named(listed[0][0])}身份证号是{NAMES[number.sex]}"
    for entry, value in wrong:
        others = "、".join(dict.fromkeys(context.named(submission) for (submission, _), other in told if other != value))
        yield entry, Problem("sex", {"here": NAMES[value], "other": by_number or f"{others}写的是{NAMES[OPPOSITE[value]]}"})


@person_rule(
    "X627", "id-of-another-name", title="同一身份证号，两个姓名", needs=("id_number",), uses=("name",), compares=True, is_explainable=True,
    message="{other}里这个身份证号的人是“{name}”，这里写的是“{typed}”", advice="对照身份证，改正写错的姓名或号码；改过名的写明情况",
    source="GB 11643-1999: 公民身份号码唯一",
)  # fmt: skip
def id_of_another_name(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """有身份证号的表按号码对人。姓名却是另一个，不是号码填成了别人的，就是姓名写错了。同一张表里号码重复的由 S401 报告。

    正确 | 附件2·身份证号码 320584200005120016 | 附表8·身份证号码 320584200005120016
    错误 | 附件2·姓名 王芳 | 附件2·身份证号码 320584200005120016 | 附表8·姓名 李强 | 附表8·身份证号码 320584200005120016
    """
    (first, record), *others = [entry for entry in person.entries if {"id_number", "name"} <= entry[1].values.keys()] or [person.entries[0]]
    for entry in others:
        if entry[0].form != first.form and folded_name(entry[1].person) != folded_name(record.person):
            yield entry, Problem("name", {"other": context.named(first), "name": record.person, "typed": entry[1].person})


@person_rule(
    "X639", "name-in-other-characters", title="姓名用了异体字", needs=("name",), compares=True, severity=Severity.WARNING,
    message="{other}里写的是“{name}”，这里写的是“{typed}”，只差异体字或繁体字", advice="对照身份证，改正写错的一处；确实是两个人的写明情况",
    source="民委发〔2016〕33号(姓名用字以身份证为准)",
)  # fmt: skip
def name_in_other_characters(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """只差繁体字、异体字的姓名当作同一个人，照常汇总，不自动改：身份证上是哪一个字，只有支部知道。差别的字的由 X602、X627 报告。

    正确 | 附件2·姓名 张伟国 | 附件3·姓名 张伟国
    错误 | 附件2·姓名 张伟国 | 附件3·姓名 张偉国
    错误 | 附件2·姓名 周喆明 | 附件3·姓名 周哲明
    """
    (first, record), *others = [entry for entry in person.entries if "name" in entry[1].values] or [person.entries[0]]
    for entry in others:
        one, other = bare_name(entry[1].person), bare_name(record.person)
        if entry[0].form != first.form and one != other and folded_name(one) == folded_name(other):
            yield entry, Problem("name", {"other": context.named(first), "name": record.person, "typed": entry[1].person})


@person_rule(
    "X607", "birth-month-agrees", title="出生年月与身份证号不符", needs=("born_in", "id_number"),
    message="{label}写的是{here}，{form}身份证号是{month}", advice="对照身份证，改正出生年月；身份证号错了的改{form}",
    source="GB 11643-1999 出生日期码",
)  # fmt: skip
def birth_month_agrees(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """登记卡的出生年月与转出登记表的身份证号应是同一个人的，只核对到月。

    正确 | 附件1·出生年月 2000-05 | 附件2·身份证号码 320584200005120016
    错误 | 附件1·出生年月 2000-06 | 附件2·身份证号码 320584200005120016
    """
    found, numbered = person.first("born_in"), person.first("id_number")
    if not found or not numbered:
        return
    born = numbered[1].born_on
    if (found[1].year, found[1].month) != (born.year, born.month):
        form = context.named(numbered[0][0])
        yield found[0], Problem("born_in", {"here": found[1], "month": f"{born.year}-{born.month:02d}", "form": form})


@person_rule(
    "X635", "id-contradicted", title="身份证号与别的都对不上", needs=("id_number",), uses=("born_in", "age", "sex"), compares=True,
    message="身份证号与{what}都不符", advice="对照身份证核对号码，是不是填成了别人的；号码没有错的，改正别的几处",
    source="GB 11643-1999 出生日期码、顺序码",
)  # fmt: skip
def id_contradicted(person: Person, context: Context) -> Iterator[tuple[Entry, Problem]]:
    """校验位对的号码也可能是别人的：年龄、登记卡的出生年月、各表的性别中有两样以上与号码不符，就是号码错了；几张表写的性别都一样、只与号码不符的也是。

    正确 | 附件2·身份证号码 320584200005120016 | 附件1·出生年月 2000-06
    错误 | 附件2·身份证号码 320584199805120019 | 附件1·出生年月 2000-05 | 附件2·年龄 23
    错误 | 附件2·身份证号码 320584200005120016 | 附件2·性别 女 | 附件1·性别 女
    正确 | 附件2·身份证号码 320584200005120016 | 附件2·性别 男 | 附件1·性别 男
    """
    found = person.first("id_number")
    if not found:
        return
    entry, number = found
    born, month = person.first("born_in"), (number.born_on.year, number.born_on.month)
    sexes = [value for (_, record), value in person.holding("sex") if "id_number" not in record.cells]
    own = SEXES.get(typed_text(entry[1].cells.get("sex")).strip())  # though R301 doubts it
    is_other_sex = bool(sexes) and number.sex not in {*sexes, own}
    typed = re.fullmatch(r"([0-9]{1,2})(?:\.0)?", typed_text(entry[1].cells.get("age")).strip())
    age = int(typed[1]) if typed else None
    against = [
        context.told(born[0][0], "born_in") if born and (born[1].year, born[1].month) != month else "",
        "年龄" if age is not None and not _fits(age, number.born_on, context) and (not born or _fits(age, born[1].last, context)) else "",
        f"各表的性别“{NAMES[sexes[0]]}”" if is_other_sex else "",
    ]
    what = [one for one in against if one]
    if len(what) > 1 or (is_other_sex and (own or len(sexes) > 1)):
        yield entry, Problem("id_number", {"what": "、".join(what)})


def _fits(age: int, born_on: date, context: Context) -> bool:
    """Whether an age is right for a birthday, or counted year less year."""
    return read_age(age, born_on, context).fit in {"right", "by_year"}
