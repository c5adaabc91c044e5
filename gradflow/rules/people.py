"""What is told while people are matched between forms: who is missing, who is too many, who cannot be told apart.

Where lists of the office's own (a register of members, an employment export) and what branches say do not agree.
"""

from __future__ import annotations

from gradflow.rules.registry import intake_info, people_check, people_info, people_warning

MISSING = people_check(
    "X601", "person-missing", "转出登记表里的人漏了",
    "{listed}里的“{name}”没有在{here}里", "给这个人补上一行；确实不能填的，在“情况说明”里写明原因和这个人的去向，由党委办公室决定",
    source="通知五(对每名毕业生党员集中开展一次回访)；通知三(普遍开展毕业生党员档案检查)", blocks=False, is_explainable=True, adds_row=True, is_fixed=True,
    text="附件3和别的要写每一个人的表，附件2的人一个也不能少。其他人照常汇总。",
)  # fmt: skip
EXTRA = people_check(
    "X602", "person-not-listed", "转出登记表里没有这个人",
    "{listed}里没有“{name}”{hint}", "核对姓名；{listed}漏报的，在{listed}里补上；不是本支部的，保留这一行，在“情况说明”里写明这个人在哪个支部，由党委办公室决定",
    source="通知四、五(附件2与附件3是同一批毕业生党员)", is_explainable=True,
    text="附件3(或附表4)比附件2多出来的人。姓名差一个字的会提示可能是谁，不会自动归并。写明情况的照常汇总，由党委办公室决定。",
)  # fmt: skip
UNCLEAR = people_check(
    "X603", "namesakes-unclear", "同名的人分不清",
    "本支部有{count}个同名的“{name}”，看不出这一行是哪一个", "在姓名后面用括号注明，如身份证号后四位：{name}({example})",
    source="附件3没有身份证号一栏，同名的人只能靠注明区分",
    text="先看性别，再看姓名后的括注(身份证号后四位、男女、大小)；还分不清的不猜。",
)  # fmt: skip
NOT_REGISTERED = people_check(
    "X625", "kept-not-registered", "组织关系保留的人不在台账里",
    "{told}写着“{name}”的组织关系保留在校，这里没有", "给这个人补上一行；已经转出的，在“情况说明”里写明并改正{told}",
    source="通知四.1(对组织关系仍保留在学校的高校毕业生流动党员，应当继续履行管理职责)", blocks=False, is_explainable=True, adds_row=True,
    text="附件3写保留在校、出国(境)、延期毕业的，都要在附表8(台账)里。支部交了附表8以后才核对；其他人照常汇总。",
)  # fmt: skip
CARD_MISSING = people_info(
    "X604", "card-missing", "没有信息登记卡",
    "没有交{annex}(登记卡)", "催支部补交这个人的登记卡",
    source="通知二(建立《高校毕业生党员信息登记卡》，确保做到一人一卡)",
    text="支部已经交了别人的登记卡时才逐人提示，催办里点名，不退回附件2；一张也没有交的，在总览和人员总表里列出。",
)  # fmt: skip
CARD_EXTRA = people_warning(
    "X605", "card-not-listed", "登记卡上的人不在转出登记表里",
    "{listed}里没有“{name}”{hint}", "核对姓名、性别和出生年月；{listed}漏报的，在{listed}里补上；不是本支部的，保留这张卡，在“情况说明”里写明这个人在哪个支部",
    source="通知二、四(一人一卡，附件2是同一批毕业生党员)",
    text="登记卡上的人在本支部的附件2里找不到。",
)  # fmt: skip
OWED = people_check(
    "X621", "person-owed", "报过的人不见了",
    "“{name}”以前在{here}里报过，现在没有了", "给这个人补上一行；不该由本支部报的，在“情况说明”里写明去向和原因",
    source="通知一、五(确保每名毕业生党员不掉队；对每名毕业生党员跟踪到落实)", blocks=False, adds_row=True, is_explainable=True, is_fixed=True,
    text="读到过的人一直记着：直到重新报来、到了别的支部的表里，或者党委办公室放行(gradflow release)。支部写明情况后不再催，仍由党委办公室决定。",
)  # fmt: skip
NOT_GONE = people_check(
    "X636", "handed-on-missing", "台账里漏了往届的人",
    "“{name}”是往届还没有转出的党员，{here}里没有", "给这个人补上一行，已经转出的填转出时间和转入党组织名称；不归本支部管的，在“情况说明”里写明去向和原因",
    source="通知四.1(对组织关系仍保留在学校的高校毕业生流动党员，应当继续履行管理职责)", blocks=False, adds_row=True, is_explainable=True, is_fixed=True,
    text="去年保留在校的、没有转入的，用 gradflow init --carry 接到今年，一个也不能少，直到写明转出。",
)  # fmt: skip
OF_EARLIER = people_warning(
    "X637", "of-an-earlier-cohort", "往届的人写进了今年的转出登记表",
    "“{name}”是往届还没有转出的党员，可能不是{cohort}届的毕业生", "延期到今年毕业的，在“情况说明”里写明；不是的，写进附表8(台账)，从这张表里删去",
    blocks=False, source="通知四(组织关系只转接一次)",
    text="身份证号与 gradflow init --carry 接过来的人相同。",
)  # fmt: skip
SAME_PERSON = people_check(
    "X622", "perhaps-same-person", "是不是同一个人",
    "以前报的“{name}”没有了，多了“{other}”，是同一人吗", "是同一人，在“情况说明”里写“是同一人”；不是，给“{name}”补上一行，或写明去向和原因",
    source="通知一、五(确保每名毕业生党员不掉队)", blocks=False, adds_row=True, is_explainable=True, is_fixed=True,
    text="姓名改了、别的又看不出是谁的，问一次。身份证号相同，或姓名相同并有一项不变的内容相同的，不问。",
)  # fmt: skip
NAME_DIFFERS = people_check(
    "X631", "name-differs", "名单里的姓名与别的表都不同",
    "{others}写的是“{other}”，这里写的是“{value}”，是不是同一人", "是同一人，改正写错的一处；不是，在“情况说明”里写明，并在各表里补上缺的人",
    source="通知二、四、五(附件1、附件2、附件3是同一批毕业生党员)", is_explainable=True,
    text="登记卡和回访表写的姓名一样，只有附件2不同，而且看得出是同一个人(差一个字、手机号或出生年月相同、在同一行)，报在附件2，别的表不再报。",
)  # fmt: skip
NOT_LISTED = people_check(
    "X632", "not-listed-anywhere", "名单漏了人",
    "{others}里有“{name}”，{here}里没有", "给这个人补上一行；不该由本支部报的，在“情况说明”里写明这个人在哪个支部，由党委办公室决定",
    source="通知二、四、五(附件1、附件2、附件3是同一批毕业生党员)", blocks=False, adds_row=True, is_explainable=True, is_fixed=True,
    text="登记卡和回访表都有这个人，只有附件2没有，报在附件2，别的表不再报。只有一种表有的，由 X602、X605 报告。",
)  # fmt: skip
CARD_OF_OTHER = people_check(
    "X633", "card-of-another", "登记卡的内容是另一个人的",
    "姓名是“{name}”，{what}与{listed}里“{other}”的相同，与“{name}”的不同", "核对是谁的登记卡，改正姓名或内容；{listed}的姓名、号码填错行的改{listed}",
    source="通知二(一人一卡)；GB 11643-1999 出生日期码",
    text="性别、出生年月和手机都是本支部另一个人的，多半是姓名填错或两行串了，只报一处。",
)  # fmt: skip
OTHER_BRANCH = people_warning(
    "X610", "person-in-other-branch", "这个人在别的支部的表里",
    "这个人在“{branch}”的{listed}里", "与“{branch}”核对：这个人现在在那里的，从这张表里删去；在本支部的，写明情况，由那个支部删去",
    source="通知四(组织关系只转接一次)",
    text="按身份证号、姓名加性别加出生年月或手机号认出是同一个人，但两张表写的支部不同。",
)  # fmt: skip
VANISHED = people_check(
    "X615", "person-vanished", "上一次有的人这一次没有",
    "{before}里的“{name}”没有在{here}里", "给这个人补上一行，写明现在的情况；确实不再跟踪的，在“情况说明”里写明原因和这个人的去向，由党委办公室决定",
    source="通知注意事项2(9月25日上报所有毕业生党员转接落实情况)", blocks=False, is_explainable=True, adds_row=True, is_fixed=True,
    text="第二次回访要有第一次的每一个人；不再跟踪的也要写明原因。",
)  # fmt: skip
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
