"""What can be wrong with a file before any sheet of it is looked at."""

from __future__ import annotations

from gradflow.rules.registry import intake_check, intake_info, intake_warning

UNREADABLE = intake_check(
    "F101", "file-unreadable", "文件打不开",
    "文件打不开：{why}", "{todo}",
    text="文件损坏、没有拷完、加了打开密码，或大到不像一张登记表。其他文件照常处理。",
)  # fmt: skip
NOT_A_WORKBOOK = intake_check(
    "F102", "file-not-a-workbook", "不是 Excel 工作簿",
    "这是{what}，不是 Excel 工作簿", "{todo}",
    text="按文件内容而不是扩展名判断。Word、PDF、照片、RAR 都不能汇总；zip 压缩包里的工作簿会直接读取。",
)  # fmt: skip
COVERING_LETTER = intake_info(
    "F253", "covering-letter", "不是表的附带文件",
    "这是“{branch}”的{what}，看来不是要报送的表，没有读", "不必处理；其实是要报送的表的，填进官方模板重新报送",
    text="报送时附带的函、说明、照片等：文件名或文件夹名里有登记过的支部，名称不像是表(附件几、登记卡、名单等)；Word 文档还看里面有没有身份证号、几个电话或几个官方栏目。可能是填好的表的，仍按 F102 报错，以免漏人。",
)  # fmt: skip
NO_FORM = intake_check(
    "F103", "no-form-found", "没有找到要报送的表",
    "工作簿里没有一张表的表头与官方表格相符{guess}", "把内容填进官方模板，不要改动标题和表头",
    text="在每张工作表的前几十行里寻找官方表头(顺序可变，空格、括号、题号和“请填写”等字样不计)，都不相符时报这一条，并说明最像哪一张表、认得哪几栏、缺哪几栏。",
)  # fmt: skip
FORM_NOT_USED = intake_warning(
    "F125", "form-not-used", "这次没有用的表",
    "这是{form}，这次活动没有用这张表，没有读", "这次不用交这张表，不必处理",
    office="要收这张表的，在 campaign.toml 的 forms 里写上“{annex}”，再运行一次",
    text="通知要求的各张表，campaign.toml 的 forms 里写了的才收。交来的是别的一张，就说明是哪一张，不当作认不出的文件。",
)  # fmt: skip
OWN_OUTPUT = intake_info(
    "F126", "own-output", "发给支部的单子又放了回来",
    "这是发给支部的“{sheet}”，不是要报送的表，没有读", "不必处理；在上面记了联系结果的，抄到附件3里报送",
    text="回访任务、服务团联系卡是给支部用的，凭工作簿里的标记认出来；里面另外加了表的照常读。",
)  # fmt: skip
CONFLICT = intake_check(
    "F104", "conflicting-cards", "一个人交了几张不同的卡",
    "“{person}”的{form}有{count}张内容不同的：{files}", "每人只交一张卡：核对后只保留正确的一张",
    text="内容完全相同的只算一张；用退回件改好的会自动替换原件；其他情况不猜哪一张是最新的。",
)  # fmt: skip
SAME_CONTENT = intake_info(
    "F105", "same-content", "内容相同的重复文件",
    "内容与“{kept}”完全相同，只计算一次", "不必处理",
    text="同一张表以不同文件名交了两次而内容相同，只算一份。",
)  # fmt: skip
REPLACED = intake_info(
    "F106", "replaced-by-correction", "已被更正件替换",
    "已由更正后的退回件“{kept}”替换", "不必处理",
    text="支部把退回件改好交回后，原来的工作簿不再计算。",
)  # fmt: skip
NO_FORM_IN_TEXT = intake_check(
    "F110", "no-form-in-text", "不是 Excel 工作簿，也没有要报送的表",
    "这是{what}，里面没有要报送的表{guess}", "用官方空白表填写，保存后重新报送",
    text="网页、XML 和 CSV 文本里如果有要报送的表就照常读取，否则退回。",
)  # fmt: skip
ODD_FORMAT = intake_info(
    "F109", "not-quite-a-workbook", "不是真正的 Excel 工作簿",
    "这是{what}，不是真正的 Excel 工作簿，已读出里面的表", "请支部下次用 Excel 或 WPS 填写，直接保存后报送",
    text="一些系统导出的 .xls 其实是网页或文本文件。里面有要报送的表就照常读取，否则按 F102 退回。",
)  # fmt: skip
BLANK_TWIN = intake_info(
    "F108", "blank-beside-filled", "空白表没有计入",
    "这张表里没有{one}，已按“{kept}”计算", "不必处理",
    text="同一支部既交了填好的表又交了空白表，只算填好的。",
)  # fmt: skip
PEOPLE_GONE = intake_check(
    "F115", "people-gone-with-file", "收件夹里的表拿走了",
    "“{file}”{what}，里面有{count}人现在不在任何一份{here}里：{names}", '放回收件夹，或请支部重新报送；确实不再要的：gradflow release --from "{file}" --reason 原因',
    is_fixed=True,
    text="读到过的人不会因为文件移走、改名、改坏而忘掉。也在别处的人不用管；其余的一份文件报一条，放回文件或放行就没有了。",
)  # fmt: skip
BRANCH_UNKNOWN_NOW = intake_check(
    "F116", "branch-renamed", "支部改了名或删去了",
    "以前报过的{count}人属于“{written}”，现在的 campaign.toml 里没有这个支部：{names}", "支部改了名的，把旧名写进它的 aliases；撤销的支部，写进接管的支部的 aliases",
    is_fixed=True,
    text="收件账本里的支部名称按现在的名称和别名来认。",
)  # fmt: skip
HANDED_ON = intake_check(
    "F127", "handed-on", "往届的人还没有写进台账",
    "{file}转来、还没有转出的{count}人不在任何一份{annex}里：{names}", "写进{annex}；已经转出的，填转出时间和转入党组织名称",
    office="把填好名单的台账发给支部(gradflow template 附表8 --from-roster)，收回来放进 inbox；已经办结的：gradflow release 姓名 --reason 原因",
    is_fixed=True,
    text="gradflow init --carry 接过来的人(保留在校的，没有转入的)一直记着：写进台账并填上转出时间和转入党组织，或者党委办公室放行。支部交了台账还缺的，由 X636 报告。",
)  # fmt: skip
RELEASE_LAPSED = intake_info(
    "F119", "release-lapsed", "放行的人又报来了",
    "“{name}”{day}放行过，现在又报来了，已照常汇总，那次放行不再有效", "不必处理",
    text="放行只对不再报送的人有效；又报来的照常汇总，以后再不见了要重新放行。",
)  # fmt: skip
BORROWED = intake_warning(
    "F114", "made-from-another-branch", "用别的支部的退回件改成的",
    "这份表是用“{owner}”的退回件改成的；已按本支部的表计算，“{owner}”的表不受影响", "请用发给本支部的这份退回件改，交回它就行；不要拿别的支部的退回件当模板",
    text="退回件里记着它是从哪一份表来的。支部、附件或次数对不上的，不替换任何别的表。",
)  # fmt: skip
VERSIONS_DIFFER = intake_check(
    "F120", "versions-differ", "几份表里同一个人写得不同",
    "“{own}”里是{typed}，{others}，看不出以哪个为准", "在这份退回件里写成正确的，交回它，几份表就都算处理了",
    text="同一支部同一张表交了几份，按人比对：写法相同的只算一次；后交的改正了先交的错处，按后交的算；其余不猜，等支部确定。",
)  # fmt: skip
IN_ONE_VERSION = intake_warning(
    "F121", "in-one-version-only", "几份表里只有一份有这个人",
    "{who}不在{files}里，已照常汇总", "该报送的，在“情况说明”里写明；不该报送的也写明原因，由党委办公室处理",
    text="同一支部同一张表交了几份，有的人只在其中一份里：先照常汇总，请支部确认。",
)  # fmt: skip
PARTS = intake_info(
    "F122", "sheet-in-parts", "分几份交来",
    "这张表分几份交来，没有重复的{one}，已一起汇总：另有{files}，这一份{count}{unit}", "不必处理",
    text="同一支部同一张表的几份里没有相同的人，是补报的，都汇总。",
)  # fmt: skip
TAKEN_UP = intake_info(
    "F123", "taken-up-in-version", "里面的人都在另一份里",
    "里面的{one}都已在“{kept}”里，这一份不另计算；内容不同的在那一份里指出", "不必处理",
    text="同一支部同一张表改好后又交了一份，先前的一份里每个人都在新的一份里。",
)  # fmt: skip
OUTVOTED = intake_info(
    "F124", "other-version-chosen", "党委办公室选用了另一份",
    "党委办公室已选用“{kept}”，这一份不再计算", "不必处理；要改选，用 gradflow keep",
    text="gradflow keep 文件名 选用几份中的一份，--undo 撤回。",
)  # fmt: skip
ODD_TIME = intake_info(
    "F112", "modified-before-the-notice", "修改时间不可信",
    "文件自带的修改时间是{modified}，比发通知({notice_on})还早，不可信，改按首次收到的时间计算", "不必处理",
    text="拷贝、解压或时钟不准会让文件带上 1970 年、1980 年等时间。早于 campaign.toml 里 notice_on(不写时是当年 5 月 1 日)的不采用，以收件账本里首次收到的时间为准。",
)  # fmt: skip
PASSED_OVER = intake_check(
    "F113", "not-read-in-inbox", "收件夹里有东西没有读",
    "没有读：它{what}", "{todo}",
    text="链接、快捷方式、隐藏的文件和文件夹不读，里面可能有支部交的表，所以每一个都说明；系统和同步软件自己的文件除外。",
)  # fmt: skip
