"""The two English pages that are made of the code: what the Chinese outputs say, and what a release looks at."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import chinese_calendar.constants as calendar
from declared import MADE

from gradflow import __version__
from gradflow.model.campaign import Campaign
from gradflow.model.findings import FindingState, Labelled, Severity
from gradflow.model.reports import SubmissionState, Timeliness
from gradflow.model.views import FormState, Landing
from gradflow.outputs import branch_folders, consolidated, next_steps, problem_sheet
from gradflow.writing.rosters import COPY_COLUMNS

ROOT = Path(__file__).parent.parent
ENGLISH = {
    "序号": "number", "党支部": "branch", "支部": "branch", "姓名": "name", "性别": "sex", "身份证号码": "ID number", "党员身份": "full or probationary member",
    "入党时间": "joined the Party on", "联系电话": "telephone", "具体情况": "where the graduate goes", "已转入党组织": "organisation that took the member in",
    "转入时间": "taken in on", "回执": "receipt of the transfer came back", "转出天数": "days since graduation", "还没有办完的": "what is still open", "备注": "to keep in mind",
    "情形": "situation", "下一步": "next step", "最迟": "last day", "上次联系": "last contact", "书记": "branch secretary", "附件": "form", "文件": "file (linked)",
    "行号": "row", "问题(怎么改见问题清单)": "what is wrong", "原来填写的内容": "the row as typed", "级别": "severity", "工作表": "sheet", "单元格": "cell (linked)",
    "栏目": "column", "填写内容": "what is typed", "问题": "what is wrong", "怎么改": "what to do", "规则号": "rule (`gradflow explain CODE`)", "状态": "state since the last copy",
    "情况说明": "the branch's reason", "改了什么": "meaning (内容) or spelling only (只改写法)", "处数": "how many", "原来填写": "before", "改为": "after", "次": "round",
    "是否按时": "timeliness", "处理结果": "state", "收到时间": "received", "截止日": "due", "逾期天数": "days late", "逾期工作日": "working days late", "读到人数": "rows read",
    "已汇总": "merged", "待更正": "to correct", "必须改": "errors", "改或说明": "warnings", "退回过": "was returned before", "应交": "due", "按时": "in time", "逾期": "late",
    "未交": "missing", "位置": "cell (linked)", "姓名和栏目": "person and column", "原行号": "row in the original",
}  # fmt: skip
SHEETS = (
    ("人员总表", "one row per person across all forms", (*consolidated.WHO, *consolidated.KNOWN_OF_ALL.values(), *consolidated.TOLD_LATER.values(), *consolidated.HOW_FAR)),
    ("回访任务", "people to call, and why", (*next_steps.WHO, *next_steps.WHAT)),
    ("待更正", "rows with errors: not merged yet", consolidated.REJECTED_COLUMNS),
    ("问题清单", "one finding a row", consolidated.FINDING_COLUMNS),
    ("自动更正", "every value gradflow changed by itself", consolidated.CHANGE_COLUMNS),
    ("提交情况", "branch × form × round", consolidated.RECEIPT_COLUMNS),
)  # fmt: skip
WORDS: tuple[tuple[str, type[Labelled]], ...] = (
    ("Severity", Severity), ("State of a problem since the last copy", FindingState), ("Timeliness", Timeliness), ("State of a hand-in", SubmissionState),
    ("State of a person on a form", FormState), ("Where a membership is", Landing),
)  # fmt: skip
FILES = (
    ("汇总.xlsx", "the consolidated workbook for the office"),
    ("report.html", "the same at a glance; one file, no network; numbers masked"),
    ("findings.json", "everything for programs ([schema](findings.schema.json)); numbers masked"),
    (f"{branch_folders.FOLDER}/&lt;branch&gt;/", "all that goes to that branch:"),
    (f"… /{branch_folders.MESSAGE}", "message to paste into a chat"),
    (f"… /{branch_folders.RECEIPT}", "receipt of what was handed in; `gradflow verify` proves it"),
    (f"… /{branch_folders.TASKS}", "people the branch is to call, to print"),
    (f"… /{branch_folders.CARD}", "whom graduates call: one A4 page to hand out"),
    ("… /附件N-….xlsx", "the form that is due next, filled in with what is known"),
    ("… /(name of the original).xlsx", "a marked copy of a workbook with something to correct"),
)


def outputs_page() -> str:
    """docs/outputs.md."""
    parts = [MADE, "\n\n# What the Chinese outputs say\n\nFor readers of English. `gradflow validate` writes `reports/`:\n\n"]
    parts.append(_table(("file", "is"), FILES))
    parts.append(
        "\n## 汇总.xlsx\n\nA sheet without rows is not there.\n\n**总览** (overview): how far, what to do today (今天要办), the paragraph for the report upward (文字小结), branches; "
        "then charts, all figures, the sum *read = merged + to correct*, statistics.\n\n**附件N汇总**: the merged rows under the official heads, the branch after 序号, "
        "each row's source at the far right (来源, not printed); [forms.md](forms.md) lists the heads.\n"
    )
    for name, meaning, columns in SHEETS:
        parts.append(f"\n**{name}**: {meaning}\n\n" + _table(("column", "is"), [(one.head, _english(one.head)) for one in columns]))
    told = "、".join(consolidated.TIMELY)
    parts.append(
        f"\n**考核参考**: a line a branch, for reference only: {told} ({', '.join(map(_english, consolidated.TIMELY))}), rates, problems, people not done, score.\n"
    )
    parts.append(
        "\n## A returned copy\n\nThe official form with the branch's rows as typed: red cells must be corrected, yellow ones corrected or explained, green ones are settled. Right of it:\n\n"
    )
    parts.append(_table(("column", "is"), [(head, _english(head)) for head, _ in COPY_COLUMNS]))
    parts.append(
        "\nIts first sheet 退回说明 lists the problems:\n\n"
        + _table(("column", "is"), [(one.head, _english(one.head)) for one in problem_sheet.LIST])
    )
    parts.append("\n## Words\n")
    for name, kind in WORDS:
        where = "in the Python API" if kind in {FormState, Landing} else "in findings.json"
        parts.append(f"\n**{name}**\n\n" + _table(("Chinese", where), [(one.label or "(empty)", f"`{one.value}`") for one in kind]))
    return "".join(parts)


def _english(head: str) -> str:
    """What a head means. Raises KeyError for one that nobody has put into words here."""
    return ENGLISH[head]


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [tuple(heads), *map(tuple, rows)]
    first, *rest = (f"| {' | '.join(line)} |" for line in lines)
    return "\n".join((first, f"|{' --- |' * len(lines[0])}", *rest)) + "\n"


CHECKLIST = """# Releasing

What a release looks at, in this order. `make check` is green on a clean checkout throughout.

1. **Working days.** The State Council publishes a year's holidays in the November before; the calendar library then has a new release.
   It knows days to **{holidays}**; the notice's deadlines need the whole year of the cohort. Without them `remind` says that days are estimated.
2. **Regulations.** Re-read `gradflow/rules/regulations.toml`, `letter.toml` and `next_steps.toml` against their sources; last checked on **{checked}**.
3. **Regions.** `python docs/regions.py LOC_DAT` renews `gradflow/kinds/regions.tsv`; it reaches to the end of **{regions}**.
4. **The notice.** Days and sections of the new year's notice against `gradflow/forms/*.toml`; the bundled one is of **{cohort}届**. docs/通知对照.md.
5. **Speed.** On a quiet machine `python benchmarks/run.py --write`; `--commit` only if it has become faster.
6. **Judges.** `make judges`: no complaint about any kind of file.
7. **Pictures.** `python docs/pictures.py`, and look at each: no cut text, no empty strip; also with DejaVu fonts only.
8. **Windows.** `packaging\\build.bat` on a PC; on another one without Python: 新建活动, 检查, 催办, 发表, 命令窗口, a folder dropped on the program, a report
   open in Excel, OneDrive, a GBK console. What was tried is taken off the list at the end of docs/使用手册.md.
9. **Version.** Now **{version}** (`gradflow/__init__.py`); CHANGELOG.md gets the day. `make goldens pages`. Tag.
"""


def releasing_page() -> str:
    """docs/releasing.md."""
    rules = (ROOT / "gradflow" / "rules" / "regulations.toml").read_text("utf-8")
    regions = (ROOT / "gradflow" / "kinds" / "regions.tsv").read_text("utf-8")
    told = CHECKLIST.format(
        holidays=max(calendar.holidays).isoformat(), checked=re.findall(r"Checked on (\S+?)\.", rules)[0],
        regions=re.findall(r"补到 (\d+) 年", regions)[0], cohort=Campaign.of_notice().cohort, version=__version__,
    )  # fmt: skip
    return f"{MADE}\n\n{told}"
