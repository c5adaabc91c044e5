"""report.html as text: nothing whole, nothing live, nothing from elsewhere, and the figures of findings.json."""

import dataclasses
import json
import re
from base64 import b64encode
from datetime import date, datetime
from hashlib import sha256
from html.parser import HTMLParser
from itertools import permutations
from pathlib import Path
from random import Random
from typing import Any

import pytest
from samples import sample
from support import FORM, FORMS, GOOD, GOOD_VISIT, SECOND, context, crowd, report, roster, visits, workbook

from gradflow.model.campaign import Branch, Grant, GrantUse
from gradflow.model.cells import Workbook
from gradflow.model.findings import FindingState, Resolution
from gradflow.model.reports import Report, SubmissionState, SubmissionStatus, Timeliness
from gradflow.outputs.chart_data import Bar
from gradflow.outputs.findings_json import document
from gradflow.outputs.html_lists import PLAIN_ROWS, list_findings
from gradflow.outputs.html_page import page, tone
from gradflow.outputs.svg_charts import EM, WIDTH, Chart, Series, ems, shortened
from gradflow.outputs.words import cell_text
from gradflow.pipeline.progress import Cell, CellState, progress_of

HOSTILE = ("<script>alert(1)</script>", "</script><img src=x onerror=alert(1)>", "\"'&<b>", "<!--", "&lt;b&gt;", "\u2028]]>", "{{ 7*7 }}")
CSS = (Path(__file__).parents[2] / "gradflow" / "outputs" / "html" / "report.css").read_text("utf-8")


class Reader(HTMLParser):
    """What a browser makes of the source: elements, the text people see, and what the scripts hold."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.seen: list[str] = []
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in {"script", "style"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        place = {"script": self.scripts, "style": self.styles}.get(self.open[-1] if self.open else "", self.seen)
        place.append(data)

    @property
    def text(self) -> str:
        return "\n".join(part.strip() for part in self.seen if part.strip())

    @property
    def data(self) -> dict:
        return json.loads(self.scripts[0])


def source(found: Report) -> str:
    return page(found, FORMS, progress_of(found, FORMS, context()))


def books() -> list[Workbook]:
    return [
        workbook("附件2-甲.xlsx", roster([GOOD, {**SECOND, "sex": "女"}])),
        workbook("附件3第一次-甲.xlsx", visits([GOOD_VISIT])),
        workbook("附件2-乙.xlsx", roster([{**GOOD, "name": "赵敏"}], branch="乙支部")),
        workbook("其他.xlsx", [["食堂菜单"]]),
    ]


def test_the_figures_are_those_of_findings_json() -> None:
    found = report(*books())
    reader, wanted = Reader(source(found)), document(found).model_dump(mode="json")
    figures = dict(re.findall(r'data-figure="(\w+)">(\d+)<', source(found)))
    counts = {key: int(figures[key]) for key in ("files", "rows_read", "errors", "warnings")}
    assert counts == {key: wanted["counts"][key] for key in counts}
    assert f"汇总 {wanted['counts']['rows_accepted']} + 待更正 {wanted['counts']['rows_rejected']}" in reader.text
    assert int(figures["changes"]) == len(wanted["changes"])
    assert int(figures["missing"]) == sum(s["timeliness"] == "missing" for s in wanted["submissions"])
    data = reader.data["findings"]
    shown = [
        {c: table[part] if table else part for c, table, part in zip(data["columns"], data["texts"], row, strict=True)}
        for row in data["rows"]
    ]
    levels = {"必须改": "error", "改或说明": "warning", "提示": "info"}
    assert [(levels[s["level"]], s["rule"].split()[0], s["message"], s["value"], s["file"]) for s in shown] == [
        (f["severity"], f["code"], f["message"], f["value"], f["file"]) for f in sorted(wanted["findings"], key=_weight)
    ]


def _weight(finding: dict[str, Any]) -> tuple[bool, int]:
    return finding["state"] in {"explained", "granted"}, ["error", "warning", "info"].index(finding["severity"])


def test_ids_and_phones_are_masked_wherever_they_stand() -> None:
    number, mobile = str(GOOD["id_number"]), str(GOOD["phone"])
    odd = {
        **GOOD,
        "name": f"王芳{number}",
        "address": f"{mobile} {number[:6]} {number[6:]}",
        "receiving_department": f"找{mobile}",
        "sex": "女",
    }
    text = source(report(workbook(f"附件2-{number}.xlsx", roster([odd], branch=f"甲支部{mobile}")), workbook(f"{mobile}.xlsx", [["?"]])))
    assert "139******79" in text and "3205************16" in text
    plain = re.sub(r"[\s\-_·.]", "", text)
    assert [secret for secret in (number, mobile) if secret in plain] == []


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text(text: str) -> None:
    rows = roster([{**GOOD, "name": text, "sex": text, "ethnicity": text, "remark": text}], branch=f"支部{text}")
    made = source(report(workbook(f"附件2 {text}.xlsx", rows)))
    harmless = source(report(workbook("附件2.xlsx", roster([{**GOOD, "name": "王", "sex": "?", "ethnicity": "?"}], branch="支部"))))
    tags = {tag for tag, _ in Reader(made).tags}
    assert tags == {tag for tag, _ in Reader(harmless).tags} or tags < {tag for tag, _ in Reader(harmless).tags} | {"li"}
    assert sum(tag == "script" for tag, _ in Reader(made).tags) == 2
    assert not any(name.startswith("on") or name == "style" for _, attributes in Reader(made).tags for name in attributes)
    visible = text.replace("\u2028", "")
    assert visible in json.dumps(Reader(made).data, ensure_ascii=False).replace('\\"', '"')
    assert not set("<>&\u2028") & set(Reader(made).scripts[0])


def test_marks_that_turn_text_round_are_left_out() -> None:
    made = source(report(workbook("附件2\u202egnp.xlsx", roster([{**GOOD, "name": "王\u202e芳\u2066\u200f\x07", "sex": "女"}]))))
    assert not re.search("[\u200e\u200f\u202a-\u202e\u2066-\u2069\x00-\x09\x0b-\x1f]", made)


def test_nothing_comes_from_elsewhere_or_goes_there() -> None:
    made = source(report(*books()))
    without_comments = re.sub(r"(?m)(^|<script>)\s*// .*$", "", made)
    for word in ("http:", "https:", "src=", "@import", "url(", "//", "fetch(", "XMLHttpRequest", "import(", "eval("):
        assert word not in without_comments, word
    links = {attributes["href"] for tag, attributes in Reader(made).tags if "href" in attributes}
    assert all(link == "data:," or link.startswith("#") for link in links)


def test_the_script_keeps_to_what_old_browsers_know() -> None:
    script = Reader(source(report(*books()))).scripts[1]
    newer = (
        "?.",
        "??",
        "...",
        "async ",
        "await ",
        "=>",
        "`",
        ".includes(",
        ".append(",
        ".replaceChildren(",
        "Object.entries",
        ".flat(",
        ".at(",
        "**",
    )
    assert [word for word in newer if word in script] == []


def test_the_policy_allows_its_own_script_and_style_only() -> None:
    reader = Reader(source(report(*books())))
    policy = next(a["content"] for tag, a in reader.tags if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy") or ""
    assert policy.startswith("default-src 'none';") and "unsafe" not in policy
    for text in (reader.scripts[1], reader.styles[0]):
        assert f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" in policy


def test_every_anchor_leads_somewhere_and_every_id_is_one() -> None:
    tags = Reader(source(report(*books()))).tags
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    wanted = {(attributes.get("href") or "#").lstrip("#") for tag, attributes in tags if tag == "a"}
    wanted |= {word for _, attributes in tags for word in (attributes.get("aria-labelledby") or "").split()}
    assert wanted <= set(ids)


def test_same_bytes_whatever_the_order_of_files() -> None:
    assert len({source(report(*order)) for order in list(permutations(books()))[::5]}) == 1


def test_without_scripts_a_long_list_says_where_the_rest_is() -> None:
    found = report(workbook("附件2-甲.xlsx", roster(crowd(PLAIN_ROWS + 20))))
    reader = Reader(source(found))
    count = len(found.findings)
    assert count > PLAIN_ROWS
    assert f"这里列出前 {PLAIN_ROWS} 处，共 {count} 处。其余的在同一文件夹的汇总.xlsx里，见“问题清单”。" in reader.text
    assert len(reader.data["findings"]["rows"]) == count
    assert sum(a.get("class") in {"level-0", "level-1", "level-2"} for tag, a in reader.tags if tag == "tr") == PLAIN_ROWS
    assert "这里列出" not in Reader(source(report(*books()))).text


def test_an_empty_campaign_says_so() -> None:
    text = Reader(source(report())).text
    assert "收件夹里还没有文件。" in text
    for sentence in ("没有要改的问题。", "还没有附件2，不知道谁应转出。", "还没有人转入，或附件3还没有收到。"):
        assert sentence in text
    assert "已执行" not in text.partition("没有核对的规则")[2]  # nothing came, so nothing has been passed
    assert "催交附件2" in text  # its day is over


def test_what_is_to_do_today() -> None:
    text = Reader(source(report(*books()))).text
    assert re.search(r"发退回件\s+2\s", text) and re.search(r"甲支部（必须改\d", text)
    assert "7月25日截止，就是今天，还没有收到。" in text
    assert re.search(r"没有读进来的文件\s+1", text) and "其他.xlsx" in text


def test_of_many_branches_the_charts_draw_the_most_pressing() -> None:
    names = [f"第{number}党支部" for number in range(1, 41)]
    ctx = context(branches=tuple(Branch(name=name) for name in names))
    random = Random(3)
    people = [{**GOOD, "name": sample(FORM.kinds["name"], random), "id_number": sample(FORM.kinds["id_number"], random)} for _ in range(30)]
    found = report(*(workbook(f"{one}.xlsx", roster([who], branch=one)) for one, who in zip(names, people, strict=False)), ctx=ctx)
    text = page(found, FORMS, progress_of(found, FORMS, ctx))
    assert "共 40 个党支部，只画最需要过问的 24 个，其余见“各支部提交情况”。" in text
    assert "共 30 个党支部，只画最需要过问的 24 个，其余见“汇总.xlsx的总览”。" in text
    drawn = re.search(r'<desc id="chart-hand-in-told">(.*?)</desc>', text)
    assert drawn and drawn[1].startswith("第31党支部：未交1；") and drawn[1].count("；") == 23
    assert "还有 24 个，见“各支部提交情况”。" in text  # of the 40 whose first round is due today, 16 are named


def test_findings_know_their_form() -> None:
    found = report(*books())
    listing = list_findings(found, FORMS)
    texts = {name: words.texts() for name, words in listing.words.items()}
    told = {(texts["file"][row[3]], texts["form"][row[2]]) for row in listing.rows}
    assert told >= {("附件2-甲.xlsx", "附件2"), ("附件3第一次-甲.xlsx", "附件3第1次"), ("其他.xlsx", "看不出是哪张表")}


def test_the_way_back_is_told() -> None:
    found = report(*books())
    first = next(f for f in found.findings if f.is_error)
    changed = dataclasses.replace(first, state=FindingState.MISCORRECTED, reason="身份证就是这样印的")
    place: dict[str, Any] = {"where": first.where, "branch": "甲支部", "field": "", "label": first.label}
    outcomes = (
        Resolution(FindingState.SOLVED, person="李强", code="C301", title="", before="1386153007", after=str(SECOND["phone"]), **place),
        Resolution(FindingState.MISCORRECTED, person=first.person, code=first.code, title="", before="", after="", **place),
    )
    facts = {"code": "R301", "person": "王芳", "branch": "甲支部", "form": "transfer_out", "field": "sex", "evidence": ""}
    grant = Grant.model_validate(
        {**facts, "reason": f"电话{GOOD['phone']}核实", "granted_by": "党委办公室", "granted_on": date(2023, 7, 1)}
    )
    grants = (GrantUse(grant, is_used=False),)
    reader = Reader(source(dataclasses.replace(found, findings=(changed, *found.findings), outcomes=outcomes, grants=grants)))
    assert "改了仍不对" in reader.text and "身份证就是这样印的（未采纳：必须改的不能用说明代替）" in reader.text
    assert re.search(r"已经改好的\s+1 处", reader.text) and "1386****07" not in reader.text and "138*****07" in reader.text
    assert "王芳 性别：性别与身份证号不符（R301）" in reader.text and "党委办公室 2023-07-01 准许：电话139******79核实" in reader.text
    assert "已失效" in reader.text
    assert "已经改好的" not in Reader(source(found)).text


def came(on: date) -> SubmissionStatus:
    """A form that was due on 25 July."""
    at, timeliness = datetime(on.year, on.month, on.day, 10), Timeliness.LATE if on > date(2023, 7, 25) else Timeliness.ON_TIME
    return SubmissionStatus("a.xlsx", None, "follow_up", "甲支部", 1, at, date(2023, 7, 25), timeliness, SubmissionState.CLEAN, first_at=at)


IN_TIME, LATE = came(date(2023, 7, 24)), came(date(2023, 7, 28))


@pytest.mark.parametrize(
    ("cell", "text", "wanted"),
    [
        (Cell(CellState.DONE, IN_TIME), "按时", "good"), (Cell(CellState.RETURNED, IN_TIME), "按时，退回", "returned"),
        (Cell(CellState.DONE, IN_TIME, is_nil=True), "按时，零报告", "good"), (Cell(CellState.DONE, LATE), "逾期3天(3个工作日)", "late"),
        (Cell(CellState.RETURNED, LATE), "逾期3天(3个工作日)，退回", "returned"), (Cell(CellState.MISSING), "未交", "missing"),
        (Cell(CellState.DUE_TODAY), "今天截止", "due"), (Cell(CellState.EARLY), "还没有到", "quiet"), (Cell(CellState.EMPTY), "", "quiet"),
        (Cell(CellState.NOT_NEEDED), "不用交", "quiet"), (Cell(CellState.DONE, merged=8, wanted=8), "8/8", "good"),
        (Cell(CellState.PARTLY, merged=6, wanted=8), "6/8", "quiet"),
        (Cell(CellState.PARTLY, LATE, merged=6, wanted=8), "6/8，逾期3天(3个工作日)", "late"),
        (Cell(CellState.RETURNED, merged=4, wanted=8, returned=4), "4/8，4张退回", "returned"),
        (Cell(CellState.MISSING, merged=0, wanted=9), "0/9，未交", "missing"),
    ],
)  # fmt: skip
def test_words_and_tones_of_the_matrix(cell: Cell, text: str, wanted: str) -> None:
    assert (cell_text(cell), tone(cell)) == (text, wanted)


def test_no_words_are_cut_at_the_right() -> None:
    series = tuple(Series(name, "good") for name in ("已转入", "未转入", "未回访", "转入待核", "不转出"))
    bars = (Bar("甲", (5, 1, 1, 4, 0)), Bar("乙", (12, 10, 0, 0, 0)), Bar("丙", (1, 1, 1, 1, 1)), Bar("丁", (0, 0, 0, 0, 0)))
    svg = str(Chart("x", "标题", series, bars, "").svg())
    words = re.findall(r'<text class="ink" x="([\d.]+)" y="[\d.]+" text-anchor="start">([^<]*)</text>', svg)
    assert len(words) == len(series) + len(bars)
    assert max(float(x) + EM * ems(text) for x, text in words) <= WIDTH


def test_charts_print_every_value_and_tell_it() -> None:
    series = (Series("按时", "good"), Series("未交", "missing"))
    chart = Chart("x", "标题<", series, (Bar("甲&乙", (3, 1)), Bar("丙", (0, 0))), "没有")
    svg = str(chart.svg())
    assert 'role="img"' in svg and "标题&lt;" in svg and "甲&amp;乙：按时3 未交1；丙：无" in svg
    assert len(re.findall(r"<rect", svg)) == 4  # two of the legend, two of the first bar
    upright = Chart("y", "周", (Series("人", "good"),), (Bar("7月3日", (0,)), Bar("7月10日", (12,))), "没有", is_upright=True)
    assert ">12</text>" in str(upright.svg())
    assert not Chart("z", "空", series, (), "没有").svg()


def test_long_labels_lose_their_middle() -> None:
    text = "马克思主义理论与思想政治教育研究中心学生第十一党支部"
    short = shortened(text, 14.5)
    assert ems(short) <= 14.5 and short.startswith("马克思主义") and short.endswith("第十一党支部")
    assert shortened("商学院学生党支部", 14.5) == "商学院学生党支部"


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_contrast_is_enough(theme: int) -> None:
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", re.findall(r":root \{([^}]*--page[^}]*)\}", CSS)[theme]))
    texts = [("ink", "page"), ("ink", "panel"), ("ink", "head"), ("quiet", "page"), ("quiet", "panel"), ("quiet", "head"), ("link", "page")]
    texts += [(tone, back) for tone in ("missing", "returned", "late", "due", "good") for back in (f"{tone}-back", "page", "panel")]
    weak = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in texts}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}
    drawn = [("bar", "page"), ("bar-good", "page"), ("focus", "page"), ("missing", "page"), ("quiet", "page")]
    assert {pair for pair in drawn if contrast(colours[pair[0]], colours[pair[1]]) < 3} == set()
