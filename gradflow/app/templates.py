"""Workbooks to fill in: blank ones, and those with everybody already filled in.

A new campaign folder: commented settings, blank workbooks, an empty inbox.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gradflow.app.campaign_file import CampaignError
from gradflow.app.session import Session, Validation, open_session
from gradflow.forms.loader import Form, every_form
from gradflow.model.campaign import Branch
from gradflow.model.failures import reason_of
from gradflow.model.naming import CAMPAIGN, INBOX
from gradflow.outputs.own_files import write_blank
from gradflow.pipeline.letters import prefilled
from gradflow.writing.templates import Filling

Written = tuple[Path, bool]
"""A path, and whether it was written: a file somebody has changed is left as it is."""


def write_templates(session: Session, folder: Path, forms: Sequence[Form] = (), branches: Sequence[Branch] = ()) -> list[Written]:
    """Write blank workbooks of the forms (all by default), one set or one per branch."""
    folder.mkdir(parents=True, exist_ok=True)
    return [
        write_blank(folder, form, session.campaign, Filling(branch))
        for form in forms or session.forms.values()
        for branch in branches or (None,)
    ]


@dataclass(frozen=True, slots=True)
class Prefilling:
    """Which workbooks to fill in beforehand."""

    forms: Sequence[Form]
    branches: Sequence[Branch]
    """All by default."""
    round: int | None

    @classmethod
    def of(cls, session: Session, forms: Sequence[Form], branches: Sequence[Branch], number: int | None) -> Prefilling:
        """Those of the forms (all by default) that can be. Raises CampaignError for a form that cannot."""
        specs = {form: form.spec for form in session.forms.values()}
        able = {form.key: form for form, spec in specs.items() if (spec.expects_everyone and not spec.is_base) or spec.is_register}
        chosen = [form for form in forms or able.values() if form.key in able and (form.spec.in_rounds or not number)]
        if len(chosen) < len(forms):
            known = "、".join(form.spec.annex + (", --round" if form.spec.in_rounds else "") for form in able.values())
            raise CampaignError(f"只有要写每一个人的表和保留在校的台账({known})可以预先填好。")
        return cls(chosen, branches, number)

    def write(self, folder: Path, found: Validation) -> tuple[list[Written], list[str]]:
        """Write one workbook per form and branch with everybody its roster lists; also return the branches left out.

        Raises CampaignError when nobody is known yet.
        """
        session = found.session
        branches = {one.name: one for one in found.report.campaign.branches if not self.branches or one in self.branches}
        folder.mkdir(parents=True, exist_ok=True)
        written = []
        filled: Mapping[str, object] = {}
        for form in self.forms:
            number = self.round or 1 if form.spec.in_rounds else None
            filled = people = prefilled(found.report, form, session.forms, number)
            written += [
                write_blank(folder, form, session.campaign, Filling(branches[name], number, people[name]))
                for name in people
                if name in branches
            ]
        if not written:
            raise CampaignError("收件夹里还没有读到这些支部的名单，没有人可以预先填好。")
        return written, [name for name in branches if name not in filled]


STARTER = """\
# 一次活动的全部设置都在这个文件里。以 # 开头的行是说明，不起作用。
# 中文要放在英文双引号里；日期写成 {cohort}-06-24 的样子，不加引号。

college = "{college}"    # 学校全称，与表格标题一致
cohort = {cohort}                      # 届
graduated_on = {cohort}-06-30          # 毕业日，年龄算到这一天

# 要用的表：行首的 # 去掉就启用，加上就不用。本校自己的表(forms 文件夹里的)一放进去就启用，不用写在这里。
forms = [
{forms}
]

# 电子化档案要随纸质档案移交的城市(通知三)；不写就不核对。
# home_city = "苏州市"

# 学院党委办公室的电话，印在发给毕业生党员的“服务团联系卡”上；不写就不印。
# office_phone = "0512-63456789"

# 发通知的那一天，不写就是当年5月1日。修改时间比它还早的文件(如1970年)，改按首次收到的时间算。
# notice_on = {cohort}-06-08

# 每个党支部一段，报告按这里的先后排列。去掉行首的 # 后改成本校的支部。
# [[branches]]
# name = "计算机科学与技术学院学生党支部"   # 全称
# aliases = ["计算机支部"]                  # 表里或文件名里可能出现的其他写法
# secretary = ""                           # 支部书记
# members = 12                             # 党办掌握的毕业生党员人数；不写或写 0 表示不核对
# committee = 5                            # 支委人数，与附表5(服务团队)核对；不写或写 0 表示不核对

# 截止日(当天仍算按时)。不写时用通知的三个日期：6月24日、7月25日、9月25日；附表4按9月25日，附表6、附表7按9月30日。
# [[deadlines]]
# form = "transfer_out"
# due_on = {cohort}-06-24

# 考核参考(汇总.xlsx最后一张表): 每个支部100分，下面每一样扣几分，可以写小数，0 不扣。供参考，不替代党委评定。
# [appraisal]
# late = 1          # 逾期，每份
# missing = 2       # 未交，每份
# no_reason = 1     # 没有转入也没有说明，每人
# returned = 0      # 退回过(没有一次通过)，每份
# errors = 0        # 必须改，每处
# unexplained = 0   # 改或说明 没有说明的，每处
# not_landed = 0    # 应转出而没有转入，每人
# no_receipt = 0    # 已转入没有回执，每人
# not_asked = 0     # 应转出而没有回访，每人
# open = 0          # 没办完，每人
# undone = 0        # 其他各表的每一率，每少一个

# 规则的轻重: "error" 必须改, "warning" 改或说明, "info" 提示, "beta" 试行(只给办公室看), "off" 不检查。
# [rules]
# C551 = "info"
"""


def _form_lines(*, is_all: bool) -> str:
    """A line of campaign.toml for each built-in form; those it does not use by default stand behind a #."""
    used = [(form.spec, "#   " if form.spec.is_optional and not is_all else "    ") for form in every_form().values()]
    return "\n".join(f'{mark}"{spec.annex}",   # {spec.name}' for spec, mark in used)


def create(folder: Path, college: str, cohort: int, *, is_all: bool = False) -> int:
    """Make a campaign folder, of the notice's three forms or of all, and return how many blank workbooks are in it.

    Nothing that is there is overwritten. Raises CampaignError.
    """
    if (folder / CAMPAIGN).exists():
        raise CampaignError(f"“{folder}”里已经有 {CAMPAIGN}，没有改动。")
    if college != college.strip() or re.search(r'["\\\n]', college) or not college:
        raise CampaignError("校名里不能有引号、反斜杠、换行或首尾空格。")
    try:
        (folder / INBOX).mkdir(parents=True, exist_ok=True)
        (folder / CAMPAIGN).write_text(STARTER.format(college=college, cohort=cohort, forms=_form_lines(is_all=is_all)), encoding="utf-8")
        return len(write_templates(open_session(folder), folder / "templates"))
    except OSError as error:
        raise CampaignError(f"不能在“{folder}”里新建文件：{reason_of(error)}。") from error


def year_in(folder: Path) -> int | None:
    """The year a folder's name tells, or None."""
    year = re.search(r"20\d\d", folder.resolve().name)
    return int(year[0]) if year else None
