"""What is told where lists of the office's own (a register of members, an employment export) and what branches say do not agree."""

from __future__ import annotations

from gradflow.rules.registry import intake_info, people_info, people_warning

HELD_AGAINST = intake_info(
    "F261", "held-against", "只作核对的名单",
    "作为核对用的{annex}读入：{rows}人，各支部的表里有{known}人{unknown}", "不必处理",
    text="党委办公室自己的名单(党员名册、毕业去向数据等)，放进 inbox 只与各支部的表对照，不汇总、不退回、不算谁交的表。",
)  # fmt: skip
FORGOTTEN = people_warning(
    "X641", "forgotten-by-branch", "名册里的人没有报",
    "{annex}里有“{name}”，{here}里没有", "给这个人补上一行；不是今年毕业的、已经转走的，在“情况说明”里写明",
    blocks=False, adds_row=True,
    source="通知一、五(确保每名毕业生党员不掉队)",
    text="党委办公室放了党员名册才核对。名册里写着毕业年份的，只看今年毕业的；看不出是哪个支部的，只告诉党委办公室。",
)  # fmt: skip
REFERENCE_DIFFERS = people_warning(
    "X642", "reference-differs", "与名册写的不同",
    "{annex}里的{label}是“{there}”", "核对这一栏，写错的改正；没有写错的，在“情况说明”里写明，由党委办公室改名册",
    source="通知二(信息登记卡和各表要真实、准确)",
    text="与党委办公室的名册(党员名册、毕业去向数据等)逐栏对照：姓名、性别、民族、身份证号、入党时间、转递编号等。电话常换，不比。",
)  # fmt: skip
UNIT_DIFFERS = people_info(
    "X643", "unit-differs", "单位与登记数据里的不同",
    "{annex}里的{label}是“{there}”，这里是“{here}”", "核对这个人最后去了哪里；换了单位的，问支部是否要改抬头",
    source="附件2注2(备注写明落实的单位或考取的学校)；教学厅〔2023〕5号(毕业去向登记)",
    text="就业部门登记的单位、学校与附件2备注里写的不像同一个。只提示党委办公室：简称、分公司很多，写法不同不一定是错。",
)  # fmt: skip
