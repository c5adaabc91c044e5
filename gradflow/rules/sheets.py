"""What can be wrong with a sheet as a whole: its title, its branch, its columns."""

from __future__ import annotations

from collections.abc import Mapping

from gradflow.model.forms import FormSpec
from gradflow.rules.registry import intake_check, intake_info, intake_warning

MISSING_COLUMN = intake_check(
    "F201", "column-missing", "缺少一栏",
    "没有找到“{head}”一栏{guess}", "退回件里已有“{head}”栏：核对或补填后交回",
    text="必填的栏目没有找到。如果有一栏的表头写得相近，会指出来；表头写错只报一次，不会每行都报。",
)  # fmt: skip
MISSING_COLUMNS = intake_check(
    "F255", "columns-missing", "缺少几栏",
    "缺少几栏，可能用的不是官方表格：{like}", "退回件里已换成官方表头，认得的栏目已填好：补填缺的栏目后交回",
    text="一张表缺三栏以上必填的栏目时合在一起报一条，说明最像哪一张表、认得哪几栏、缺哪几栏。缺一两栏的按 F201 分别报。",
)  # fmt: skip
COLUMN_GUESSED = intake_warning(
    "F256", "column-guessed", "可能换了名称的一栏",
    "没有找到“{head}”一栏，有一栏写作“{typed}”，先照它的原样读", "退回件里已放进“{head}”栏：核对，不是这一栏的移到别处，然后交回",
    text="不是必填的栏目没有找到，而有一个不认得的栏目，表头里有同样的词，各行的内容也合得上。原样进汇总，请支部核对。",
)  # fmt: skip
EXTRA_COLUMN = intake_info(
    "F202", "column-added", "多出的栏目",
    "{heads}不是官方表格里的栏目，不进汇总", "不必处理；退回件里会保留在最右边",
    text="支部自己加的栏目不进汇总表，一张表报一次。问卷星、腾讯文档等导出时自带的栏目(提交时间、来源等)、写着支部的一栏和隐藏的辅助栏不提。",
)  # fmt: skip
DOUBLE_COLUMN = intake_check(
    "F203", "column-twice", "同一栏出现两次",
    "第{first}列和第{second}列都是“{head}”，不知以哪一列为准", "只保留一列",
    text="两个栏目的表头指同一项内容时不猜用哪一列。电话分成固定电话、手机两列的，会合起来读。",
)  # fmt: skip
OTHER_COHORT = intake_check(
    "F211", "other-cohort", "用的是别的届的表",
    "标题写的是{written}届，这次要的是{cohort}届", "换用{cohort}届的模板；如果只是标题没改，改正标题",
    office="确实是今年的人，只是用了往年的表的，gradflow migrate 搬进今年的表，核对后放进收件夹",
    text="标题里的届别与本次活动不同，整张表都不汇总，以免混入往届的人。",
)  # fmt: skip
OTHER_COLLEGE = intake_check(
    "F212", "other-college", "用的是别的学校的表",
    "标题“{title}”不是{college}的表{like}", "换用本校的模板重新填写；退回件就是本校的表，标题已换成本校的，认得的栏目已填好，核对补填后交回也行",
    text="标题里写着另一所学校的名称。表头也不同的，说明最像哪一张表、认得哪几栏、缺哪几栏，不再逐栏报缺少。",
)  # fmt: skip
COLLEGE_MISSPELT = intake_info(
    "F262", "college-misspelt", "标题里的校名少写或多写了字",
    "标题“{title}”里的校名不是“{college}”，当作本校的表读了", "请支部下次用全称；退回件的标题已经改正",
    text="去掉“职业”“技术”“市”以后与本校相同或只少一个、多一个字的，不算别的学校(F212)。",
)  # fmt: skip
UNKNOWN_BRANCH = intake_check(
    "F221", "branch-unknown", "支部不在登记簿里",
    "支部名单里没有“{written}”这个党支部{guess}", "写支部全称；名称没有写错的，请告诉党委办公室",
    office="在 campaign.toml 的 [[branches]] 里登记这个支部，或把这个写法加进它的 aliases",
    text="只认 campaign.toml 里登记的名称和别名。名称相近的会提示，但不会自动归入。",
)  # fmt: skip
NO_BRANCH = intake_check(
    "F222", "branch-missing", "没有写党支部名称",
    "表里、文件名和文件夹名里都没有党支部名称", "在“党支部名称:”后面写上支部全称；没有这一栏的(如登记卡)，写在文件名里",
    text="先看表内“党支部名称:”和标题，再看工作表名、文件名和文件夹名。",
)  # fmt: skip
BRANCH_CONTRADICTED = intake_warning(
    "F223", "branch-contradicted", "表内支部与文件名不一致",
    "表内写的是“{written}”，{place}是“{named}”，已按“{taken}”处理", "核对支部名称，改正写错的一处",
    text="表内的党支部名称优先；表内的名称不认得时才看标题、工作表名和文件名。两处不一致就报告。",
)  # fmt: skip
TWO_BRANCHES = intake_check(
    "F254", "two-branches", "写着两个党支部",
    "写着不止一个党支部：“{named}”，看不出这张表是哪一个的", "只留本支部的名称，写在“党支部名称:”后面",
    text="表格上方(标题、“党支部名称”等)写着两个登记过的支部；或者表内没有写，而工作表名、文件名和文件夹名写着不同的支部。不猜是哪一个。",
)  # fmt: skip
BRANCH_FROM_NAME = intake_info(
    "F224", "branch-from-file-name", "支部名称取自文件名",
    "表内没有写党支部名称，已按{place}归入“{taken}”", "请支部下次在表内写上支部名称",
    text="表内空着，工作表名、文件名或文件夹名里有登记过的名称时，按后者归入。",
)  # fmt: skip
NAME_CONTRADICTED = intake_warning(
    "F225", "file-name-contradicted", "文件名与表的内容不一致",
    "文件名写着{named}，表的内容是{found}，已按内容处理", "核对后改正文件名",
    text="文件名里的附件号或届别与表内的标题、表头不一致。",
)  # fmt: skip
ROUND_CONTRADICTED = intake_check(
    "F227", "round-contradicted", "看不出是第几次",
    "这份表是第几次，各处说得不一样：{rounds}", "核对是第几次；在退回件里填好，文件名写明第一次或第二次，交回退回件(不要拿上一次的文件改)",
    text="附件3要交两次。先看模板里的标记，再看文件名、文件夹名、工作表名和标题；说法不一致时不猜。",
)  # fmt: skip
ROUND_BY_TIME = intake_info(
    "F228", "round-by-time", "按收到时间算作第几次",
    "没有写明是第几次，按收到时间{day}算作第{round}次", "算错了的，在文件名里写明第一次或第二次",
    text="模板标记、文件名、文件夹名和标题都没有说是第几次时，看收到的时间。",
)  # fmt: skip
ROUND_NOT_OPEN = intake_info(
    "F229", "round-not-open", "还没有到这一次",
    "这是第{round}次的表，上一次的截止日{day}还没有过，先不计入", "其实是上一次的，在文件名里改正；否则到时会自动计入",
    text="第二次回访从第一次截止的次日起算。",
)  # fmt: skip
BRANCH_BY_PEOPLE = intake_info(
    "F230", "branch-by-people", "支部按人员归入",
    "没有写党支部名称，按{annex}里的人员归入“{taken}”", "请支部下次在文件名或文件夹名里写上支部名称",
    text="登记卡上没有党支部名称一栏。文件名和文件夹名里也没有时，看卡上的人在哪个支部的转出登记表里。",
)  # fmt: skip
CARDS_BESIDE = intake_check(
    "F236", "cards-side-by-side", "几张卡并排",
    "第{row}行并排有两张卡，看不出各栏属于谁", "一人一张工作表，分开填写",
    text="一张工作表里上下放几张卡、左右并排几张卡都可以读；并排而看不出各栏属于哪一张的，整张表不读，也不再逐栏报。",
)  # fmt: skip
DOUBLE_LABEL = intake_check(
    "F237", "label-twice", "同一栏填了两次",
    "第{first}行和第{second}行都是“{head}”，内容不同，不知以哪一处为准", "只保留一处",
    text="一张卡上同一栏出现两次而内容不同，不猜。",
)  # fmt: skip
NOT_A_PERSON = intake_info(
    "F231", "row-left-out", "没有当作人员的一行",
    "没有当作{whom}的行：{rows}", "不必处理，样例行下次不用留；其中如果有{whom}，请填好{fields}后重新报送",
    blocks=False,
    text="样例、小标题和别的文字不是人员，一张表合在一起说一次，以免漏掉一个人。空行、合计、附注、签章和“以下空白”照例不提；一个人占两行的合成一行。",
)  # fmt: skip
TRUE_ROW_LEFT_OUT = intake_check(
    "F248", "full-row-left-out", "内容齐全却没有当作人员的一行",
    "这一行内容齐全，但写明是{what}，没有当作人员：{text}", "写的是一个人的，在退回件里给这个人补上一行，不带“例”“样例”等字样；不是的，在“情况说明”里写明",
    blocks=False, is_explainable=True, adds_row=True,
    text="写着“例”“样例”等字样、其他各栏却都是真实内容(号码没有遮盖，身份证号码无误)的一行，可能是把样例行改成了自己的：这一行不进汇总，核对以前不算完，以免漏掉一个人。",
)  # fmt: skip
UNDER_SAMPLE = intake_warning(
    "F259", "row-under-sample", "“样例”下面的一行",
    "上一行写着“{text}”，这一行是不是样例看不出来，已当作{whom}", "是样例的清空这两行；确有{real}的，清空上一行，或在“情况说明”里写明",
    text="单独一行“填写样例”下面的一行内容齐全，可能是样例，也可能是支部在样例上改成了自己的人：照人员读取，请支部核对。",
)  # fmt: skip
SEVERAL_BRANCHES = intake_check(
    "F226", "several-branches", "看不出各行属于哪个支部",
    "第{row}行{what}，看不出各行属于哪个支部", "“党支部”一栏每一行都写，或者每个支部单独一张表",
    text="一张表里有几个支部时，按中间的“党支部名称”各行或“党支部”一栏分开；分不清的整张退回，不猜。",
)  # fmt: skip
SHARED_SHEET = intake_info(
    "F238", "shared-sheet", "几个支部合用一张表",
    "这张表里有{count}个支部，已分开计算，这里是“{written}”的{people}{unit}", "不必处理；下次请每个支部单独一张表",
    text="表的中间又写着另一个党支部名称，或者有“党支部”一栏，按它把人员分到各支部。",
)  # fmt: skip
HEAD_CHANGED = intake_info(
    "F239", "head-changed", "中间的表头与前面不同",
    "第{row}行又有一行表头，栏目的位置与前面不同，它下面的各行没有读", "是要报送的{whom}，按第一行表头的栏目顺序接着填；不是的不必处理",
    text="分页重复的表头不算人员，直接跳过；如果栏目换了位置，就是另一张表，下面各行不照前面的栏目读。里面有人员的，按 F247 逐个点名。",
)  # fmt: skip
WRONG_TOTAL = intake_warning(
    "F240", "total-wrong", "合计与人数不符",
    "合计行写着“{text}”，表里是{count}人", "核对有没有漏报或多报：漏报的补上；多报的不要删，和合计写错的一样，在“情况说明”里写明",
    text="合计行不是人员，不进汇总。写的人数与表里的行数一致就不提。",
)  # fmt: skip
HIDDEN = intake_warning(
    "F241", "hidden-rows", "有隐藏的内容",
    "{what}是隐藏的{why}，已照常读取", "核对隐藏的{whom}：照常报送的不用改，交回退回件即可；不再报送的也不要删，在“情况说明”里写明{who_gone}，由党委办公室决定",
    text="隐藏或筛选掉的行、列和工作表里有人员时，照常读取并报告：看不见的行也在文件里。",
)  # fmt: skip
STRUCK = intake_warning(
    "F242", "struck-out", "画了删除线",
    "{cells} 画了删除线，已照常读取", "照常报送的不用改，交回退回件即可；不再报送的也不要删，在“情况说明”里写明{gone}，由党委办公室决定",
    text="删除线可能表示“不算”，也可能只是改过。不替支部决定，照常读取并报告。",
)  # fmt: skip
COLOURED = intake_info(
    "F243", "coloured-rows", "有几行标了颜色",
    "第{rows}行标了颜色", "党委办公室留意：颜色可能表示待核，含义请问支部",
    text="颜色不进汇总。只有一部分人员标了颜色时报告。",
)  # fmt: skip
NOTE = intake_info(
    "F244", "cell-note", "单元格有批注",
    "有批注：{text}", "党委办公室留意：要紧的内容请支部写进“备注”",
    text="批注不进汇总，内容在这里列出，以免漏看。",
)  # fmt: skip
LOOKS_UNSEEN = intake_info(
    "F245", "looks-unseen", "格式没有看到",
    "这张表的格式没有读到，有没有隐藏的行、删除线和批注没有核对", "不必处理；要核对时打开原文件看一眼",
    text="单元格的内容已照常读取，只是文件的格式部分过大或不规范，看不到行是否隐藏、有没有删除线等。",
)  # fmt: skip
STRAY_CELL = intake_info(
    "F234", "stray-cell", "远处的单元格",
    "表格之外很远的单元格 {cells} 没有读取", "请支部删去这些单元格的内容",
    text="误把内容敲在很远的行或列，会使整张表大得打不开；近处的人员照常读取。",
)  # fmt: skip
FAR_ROWS = intake_check(
    "F246", "far-rows", "远处还有几行",
    "工作表“{sheet}”第{row}行起还有{count}行内容，{why}，没有读取", "核对这些行：是{whom}的移到表格末尾，不是的删去，重新报送",
    blocks=False, is_fixed=True,
    text="表格下面隔着两万行还有成行的内容，或者活动、台账一类的表中间换了表头。不能断定是不是人员或记录，不读也不猜；其余的照常汇总。",
)  # fmt: skip
UNREAD_PEOPLE = intake_check(
    "F247", "people-unread", "有人员没有读到",
    "工作表“{sheet}”{rows}像是{count}个人，没有读到：{names}", "把这些人填进正式表里(一人一行)重新报送；不用报送的，在“情况说明”里写明原因和去向",
    blocks=False, is_fixed=True, is_explainable=True,
    text="没有官方表头的工作表、表头以上或表格旁边的内容，不当作报送的表来读；里面如果有身份证号，或者有两行以上的姓名带着电话或其他栏目的内容，就逐个点名，以免漏掉一个人。这些人已经在本支部别的表里读到的，不提。",
)  # fmt: skip
OF_PEOPLE = {
    "one": "人",
    "whom": "人员",
    "fields": "姓名等栏目",
    "real": "其人",
    "unit": "人",
    "who_gone": "是谁和去向",
    "gone": "这个人的去向",
}
OF_ENTRIES = {"one": "记录", "whom": "记录", "fields": "各栏", "real": "其事", "unit": "条", "who_gone": "是哪一条和原因", "gone": "原因"}


def words_of(spec: FormSpec) -> Mapping[str, str]:
    """What messages on a sheet call its rows: of people, or of events or figures."""
    return OF_PEOPLE if spec.has_people else OF_ENTRIES


NOBODY = intake_warning(
    "F232", "no-person", "表里一个人也没有",
    "表里没有填任何{what}", "确实没有{whom}的，请在第一行{where}写“无”；否则补填后重新报送",
    text="空表可能是交错了文件。确实没有毕业生党员的支部写明“无”(零报告)。",
)  # fmt: skip
NIL_RETURN = intake_info(
    "F233", "nil-return", "零报告",
    "支部报告没有{whom}", "不必处理",
    text="表里没有人员，并写明了“无”。",
)  # fmt: skip
HEADCOUNT = intake_warning(
    "F235", "headcount", "人数与党办掌握的不同",
    "表里有{count}人，党委办公室掌握的毕业生党员是{members}人", "核对有没有漏报或多报：漏报的补上；多报的不要删，和人数无误的一样，在“情况说明”里写明原因，由党委办公室核对",
    blocks=False,
    text="campaign.toml 里给支部写了 members 的才核对。",
)  # fmt: skip
