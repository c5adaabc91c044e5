"""gradflow init."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import click

from gradflow.app.templates import write_templates
from gradflow.cli.chinese import ChineseCommand
from gradflow.cli.opening import opened
from gradflow.core.campaign import NOTICE_COLLEGE
from gradflow.core.campaign_folder import CAMPAIGN, INBOX
from gradflow.core.failures import reason_of
from gradflow.core.masking import on_screen

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


@click.command("init", cls=ChineseCommand, help="新建一次活动的文件夹：设置文件、官方空白表和空的收件夹。")
@click.argument("folder", metavar="文件夹", type=click.Path(path_type=Path))
@click.option("--college", metavar="校名", default=NOTICE_COLLEGE, help=f"学校全称，默认 {NOTICE_COLLEGE}")
@click.option("--cohort", metavar="年份", type=click.IntRange(2000, 2100), help="届；不写时取文件夹名里的年份")
def command(folder: Path, college: str, cohort: int | None) -> None:
    """Make a campaign folder; nothing that is already there is overwritten."""
    if (folder / CAMPAIGN).exists():
        message = f"“{folder}”里已经有 {CAMPAIGN}，没有改动。"
        raise click.ClickException(message)
    if college != college.strip() or re.search(r'["\\\n]', college) or not college:
        message = "校名里不能有引号、反斜杠、换行或首尾空格。"
        raise click.ClickException(message)
    given = cohort
    year = re.search(r"20\d\d", folder.resolve().name)
    cohort = cohort or (int(year[0]) if year else date.today().year)  # noqa: DTZ011 - the office's own calendar
    try:
        (folder / INBOX).mkdir(parents=True, exist_ok=True)
        (folder / CAMPAIGN).write_text(STARTER.format(college=college, cohort=cohort), encoding="utf-8")
        written = write_templates(opened(folder), folder / "templates")
    except OSError as error:
        message = f"不能在“{folder}”里新建文件：{reason_of(error)}。"
        raise click.ClickException(message) from error
    guessed = "" if year or given else "；文件夹名里没有年份，先写了今年，请核对 cohort"
    lines = (
        f"已建好“{folder}”（{college}{cohort}届{guessed}）。接下来：",
        f"  1. 打开 {folder / CAMPAIGN}，填上各党支部;",
        f"  2. 把 {folder / 'templates'} 里的空白表({len(written)} 份)发给支部;",
        f"     要每个支部一份、填好支部名称的: gradflow template --all-branches --campaign {folder}",
        f"  3. 收到的表放进 {folder / INBOX}，运行 gradflow validate {folder}",
    )
    for line in lines:
        click.echo(on_screen(line))
