"""文字小结 and 考核参考 say nothing that the other sheets of 汇总.xlsx do not."""

import re
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise, takewhile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import Validated
from support import FORMS, GOOD, GOOD_VISIT, SECOND, context, report, roster, shown, visits, workbook

from gradflow.model.reports import Report
from gradflow.outputs.briefing import PARAGRAPH_TITLE, paragraph
from gradflow.outputs.words import UNKNOWN_BRANCH

DAYS = ("2023-07-25", "2023-09-25")
Rows = list[tuple[Any, ...]]
FIGURE = re.compile(r"\d+%?")
HEAD = "截至2023年7月25日，苏州信息职业技术学院2023届毕业生党员组织关系转接工作涉及2个党支部"
WAITING = {**GOOD_VISIT, "name": "李强", "landed_org": "无", "landed_on": "无", "receipt": None, "not_landed_reason": "单位未落实"}


@pytest.fixture(scope="module", params=DAYS)
def sheets(request: pytest.FixtureRequest, example: Callable[[str], Validated]) -> dict[str, Rows]:
    """The example's 汇总.xlsx, read back."""
    book = openpyxl.load_workbook(example(request.param).folder / "reports" / "汇总.xlsx")
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def under(rows: Rows, title: str) -> Rows:
    """The table below a heading of 总览, up to the next line that is empty or a heading."""
    first = next(place for place, row in enumerate(rows) if str(row[0]).startswith(title)) + 1
    return list(takewhile(lambda row: {*row[1:]} != {None}, rows[first:]))


def totals(rows: Rows) -> dict[str, int]:
    """Heads of the upward report -> what stands in its last lines."""
    parts = [under(rows, f"上报统计{number}") for number in "一二"]
    return {head: count for part in parts for head, count in zip(part[0], part[-1], strict=True) if head and isinstance(count, int)}


def test_every_figure_of_the_paragraph_stands_on_the_sheet(sheets: dict[str, Rows]) -> None:
    rows = sheets["总览"]
    text = next(after[0] for row, after in pairwise(rows) if row[0] == PARAGRAPH_TITLE)
    front = {str(row[0]).strip(): row[1] for row in rows if row[0]}
    total = totals(rows)
    on_time, due = map(int, re.findall(r"\d+", front["按时率(按时的/交来的和到期的)"])[:2])
    waiting = under(rows, "未转入原因")[1:]
    assert sum(int(row[1]) for row in waiting) == total["未转入"]
    reasons: Counter[str] = Counter()
    for row in waiting:
        reasons.update({name: int(count) for name, count in re.findall(r"([^、]+?)(\d+)", row[2])})
    expected = [
        ("毕业生党员", total["毕业生党员"]), ("正式党员", total["正式"]), ("预备党员", total["预备"]), ("身份待核", total["身份待核"]),
        ("应上交各类表", due), ("按时上交", on_time), ("逾期上交", front["逾期交来(每个支部每份表)"]), ("尚未上交", front["未交(每个支部每份表)"]),
        ("应转出", total["应转出"]), ("省内", total["省内"]), ("省外", total["省外"]), ("省份待核", total["省份待核"]),
        ("已转入", total["已转入"]), ("转入率", front["转入率(已转入/应转出)"].split("=")[1]), ("已收回执", total["已收回执"]),
        ("未转入", total["未转入"]), *reasons.items(),
        ("尚未回访", total["未回访"]), ("转入情况待核", total["转入待核"]),
        ("已满未转正", total["已满未转正"]), ("不在附件2名单", total["不在附件2"]),
        ("目前尚有", front["其中没有办完"]), ("必须改正", front["必须改"]), ("需改正或说明", front["改或说明"]), ("其中已说明", front["其中已说明"]),
    ]  # fmt: skip
    told = {word: figure for word, figure in expected if figure not in {0, "0%"}}
    for word, figure in told.items():
        assert f"{word}{figure}" in text, (word, figure)
    heads, *lines = under(rows, "各支部（读到的行")
    branches = [row for row in lines if row[0] not in {heads[0], UNKNOWN_BRANCH}]  # the heads stand again on every page
    nil = sum("零报告" in str(row[heads.index("附件2")]) for row in branches)
    assert f"涉及{len(branches)}个党支部（零报告{nil}个）" in text
    year, month, day = map(int, sheets["总览"][1][0].split("：")[1].split("-"))
    others = [year, month, day, 2023, len(branches), nil, 2]  # cohort, branches, 附件2
    body, coming = text.rsplit("附件3第", 1)
    assert Counter(FIGURE.findall(body)) == Counter(map(str, [*told.values(), *others]))
    assert coming == {7: "1次最迟7月25日上交。", 9: "2次、附表4最迟9月25日上交。"}[month]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (report(), f"{HEAD}。应上交各类表2份，尚未上交2份。附件3第1次最迟7月25日上交。"),
        (
            report(workbook("附件2.xlsx", roster([GOOD])), ctx=context(deadlines=[])),
            f"{HEAD}，有毕业生党员1人，其中正式党员1人。应转出1人，其中转往省内1人；尚未回访1人。目前尚有1人没有办完。",
        ),
        (
            report(workbook("附件2.xlsx", roster([GOOD, SECOND])), workbook("附件3第1次.xlsx", visits([GOOD_VISIT, WAITING]))),
            (
                f"{HEAD}，有毕业生党员2人，其中正式党员2人。应上交各类表3份，按时上交2份、尚未上交1份。"
                "应转出2人，其中转往省内2人；已转入1人，转入率50%，已收回执1份；未转入1人（单位未落实1人）。"
                "目前尚有2人没有办完，需改正或说明1处。附件3第1次最迟7月25日上交。"
            ),
        ),
        (
            report(workbook("附件2.xlsx", roster([GOOD])), workbook("附件3第1次.xlsx", visits([{**GOOD_VISIT, "receipt": "否"}]))),
            (
                f"{HEAD}，有毕业生党员1人，其中正式党员1人。应上交各类表3份，按时上交2份、尚未上交1份。"
                "应转出1人，其中转往省内1人；已转入1人，转入率100%。目前尚有1人没有办完。附件3第1次最迟7月25日上交。"
            ),
        ),
        (report(ctx=context(branches=[])), "附件3第1次最迟7月25日上交。"),
    ],
)
def test_what_there_is_none_of_is_left_out(found: Report, said: str) -> None:
    assert paragraph(found, FORMS) == said


def test_status_and_the_page_say_the_same(example: Callable[[str], Validated], tmp_path: Path) -> None:
    folder = shutil.copytree(example(DAYS[0]).folder, tmp_path / "2023届")
    lines = shown("status", folder, "--as-of", DAYS[0]).out.splitlines()
    text = lines[lines.index(f"{PARAGRAPH_TITLE}：") + 1]
    assert f"<p>{text}</p>" in (folder / "reports" / "report.html").read_text("utf-8")


def test_every_figure_of_the_appraisal_is_a_count_of_another_sheet(sheets: dict[str, Rows]) -> None:
    head, *lines = sheets["考核参考"]
    for line in (dict(zip(head, one, strict=True)) for one in lines if one[1] is not None):
        assert line == {**line, **recounted(str(line["党支部"]), sheets)}


def recounted(branch: str, sheets: dict[str, Rows]) -> dict[str, object]:
    """A branch's figures, by the lines of the other sheets."""
    handed_in = {(row["附件"], row["次"]): row for row in of_branch(sheets["提交情况"], "支部", branch)}
    timely = Counter(row["是否按时"] for row in handed_in.values())
    came = [row for row in handed_in.values() if row["处理结果"] in {"通过", "退回", "零报告"}]
    problems = of_branch(sheets["问题清单"], "支部", branch)
    people = [row for row in of_branch(sheets["人员总表"], "党支部", branch) if row["还没有办完的"] != "已办结"]
    second = next(row for row in of_branch(under(sheets["总览"], "上报统计二"), "党支部", branch))
    leaving, landed = second["应转出"], second["已转入"]
    return {
        "应交": sum(timely.values()) - timely[None], "按时": timely["按时"], "逾期": timely["逾期"], "未交": timely["未交"],
        "逾期天数": sum(row["逾期天数"] or 0 for row in handed_in.values()),
        "一次通过率": share(sum(row["退回过"] is None for row in came), len(came)),
        "转入率": share(landed, leaving), "回执率": share(second["已收回执"], landed), "回访率": share(leaving - second["未回访"], leaving),
        "必须改": sum(row["级别"] == "必须改" for row in problems),
        "改或说明 未说明": sum(row["级别"] == "改或说明" and row["状态"] != "已说明" for row in problems),
        "没有转入也没有说明": sum(row["规则号"] == "R325" and row["级别"] == "必须改" for row in problems),
        "没办完": sum(any(not part.endswith("到期") for part in row["还没有办完的"].split("；")) for row in people),
    }  # fmt: skip


def of_branch(rows: Sequence[tuple[Any, ...]], column: str, branch: str) -> list[dict[str, Any]]:
    head, *lines = rows
    found = [{name: value for name, value in zip(head, line, strict=True) if name} for line in lines]
    return [line for line in found if line[column] == branch]


def share(part: int, whole: int) -> str | None:
    return f"{part}/{whole}={part / whole:.0%}" if whole else None
