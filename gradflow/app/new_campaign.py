"""A new campaign folder: commented settings, blank workbooks, an empty inbox."""

from __future__ import annotations

import re
from pathlib import Path

from gradflow.app.campaign_file import CampaignError
from gradflow.app.session import open_session
from gradflow.app.templates import write_templates
from gradflow.core.campaign_folder import CAMPAIGN, INBOX
from gradflow.core.failures import reason_of

STARTER = """\
# 一次活动的全部设置都在这个文件里。以 # 开头的行是说明，不起作用。
# 中文要放在英文双引号里；日期写成 {cohort}-06-24 的样子，不加引号。

college = "{college}"    # 学校全称，与表格标题一致
cohort = {cohort}                      # 届
graduated_on = {cohort}-06-30          # 毕业日，年龄算到这一天

# 发通知的那一天，不写就是当年5月1日。修改时间比它还早的文件(如1970年)，改按首次收到的时间算。
# notice_on = {cohort}-06-08

# 每个党支部一段，报告按这里的先后排列。去掉行首的 # 后改成本校的支部。
# [[branches]]
# name = "计算机科学与技术学院学生党支部"   # 全称
# aliases = ["计算机支部"]                  # 表里或文件名里可能出现的其他写法
# secretary = ""                           # 支部书记
# members = 12                             # 党办掌握的毕业生党员人数；不写或写 0 表示不核对

# 截止日(当天仍算按时)。不写时用通知的三个日期：6月24日、7月25日、9月25日。
# [[deadlines]]
# form = "transfer_out"
# due_on = {cohort}-06-24

# 规则的轻重: "error" 必须改, "warning" 改或说明, "info" 提示, "beta" 试行(只给办公室看), "off" 不检查。
# [rules]
# C551 = "info"
"""


def create(folder: Path, college: str, cohort: int) -> int:
    """Make a campaign folder and return how many blank workbooks are in it; nothing that is there is overwritten. Raises CampaignError."""
    if (folder / CAMPAIGN).exists():
        message = f"“{folder}”里已经有 {CAMPAIGN}，没有改动。"
        raise CampaignError(message)
    if college != college.strip() or re.search(r'["\\\n]', college) or not college:
        message = "校名里不能有引号、反斜杠、换行或首尾空格。"
        raise CampaignError(message)
    try:
        (folder / INBOX).mkdir(parents=True, exist_ok=True)
        (folder / CAMPAIGN).write_text(STARTER.format(college=college, cohort=cohort), encoding="utf-8")
        return len(write_templates(open_session(folder), folder / "templates"))
    except OSError as error:
        message = f"不能在“{folder}”里新建文件：{reason_of(error)}。"
        raise CampaignError(message) from error


def year_in(folder: Path) -> int | None:
    """The year a folder's name tells, or None."""
    year = re.search(r"20\d\d", folder.resolve().name)
    return int(year[0]) if year else None
