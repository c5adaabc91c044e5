"""Where the remark gives the reason that a warning asks for, nothing is asked; who is kept in school passes through 附件2."""

import pytest
from support import FORMS, GOOD, GOOD_VISIT, SECOND, report, roster, visits, workbook

from gradflow.pipeline.letters import Terms, letters
from gradflow.rules.answered import ANSWERS

KEPT = [
    (None, "保留在校", ""), ("/", "暂留，单位未落实", ""), ("保留在校", "保留在校", ""), ("本校", "留校", ""), ("暂不转出", "申请保留组织关系", ""), ("暂缓", "参军入伍，9月办理", ""),
    (None, "延期毕业，不转", ""), ("出国", "赴德国留学", ""), ("本校党委", "组织关系保留在校", ""), ("保留在校", None, "C467"), ("本校党委", "待业", "C467"), (None, None, "C101"), ("待定", None, "C455"),
    ("待定", "保留在校", ""), ("未定", "单位未落实，组织关系暂留学校", ""), ("待落实", "延期毕业", ""), ("待定", "入伍，等待部队确定", ""), ("待定", "赴德国留学", ""),
    ("待定", "档案保留在学校", "C455"), ("待定", "单位未落实", "C455"), ("待定", "不保留在校", "C455"), ("恒力集团有限公司", "保留在校", "C451"),
]  # fmt: skip


@pytest.mark.parametrize(("heading", "remark", "code"), KEPT)
def test_who_is_kept_in_school(heading: str | None, remark: str | None, code: str) -> None:
    told = report(workbook("附件2.xlsx", roster([{**GOOD, "receiving_department": heading, "remark": remark}])))
    assert " ".join(f.code for f in told.findings if f.where.row and f.severity.value != "info") == code
    assert not letters(told, FORMS, Terms(sender="中共某学院委员会", valid_days=90)).blanks


REMARKS = [
    ("R306", "退役士兵", True), ("R306", "高职扩招学生", True), ("R306", "回原籍", False), ("S402", "与姐姐共用手机", True), ("S402", "待业", False), ("C357", "本人无手机", True),
    ("C357", "回原籍", False), ("C580", "在日本，国内号码已停", True), ("C456", "省内系统直接转到支部", True), ("C456", "回原籍", False), ("X612", "转入地变化，已线上重新发起转接", True),
    ("X612", "等待接收", False), ("X634", "转入地变化，已线上重新转接", True), ("X634", "未重新转接", False), ("R323", "回执对方已邮寄，在途", True), ("R323", "线上转接，无纸质回执", True), ("R323", "已转入", False),
    ("X611", "放弃入学，8月到昆山沪光就业", True), ("X611", "8月签约昆山好孩子，已转出", True), ("X611", "9月赴英国留学，已申请保留组织关系", True), ("X611", "签约恒力集团", False), ("X611", "专转本录取苏州大学", False),
    ("X614", "8月跳槽到亨通集团有限公司，已重新转接", True), ("X614", "编入社区支部", True), ("X614", "上次写错了", True), ("X614", "9月办理", False), ("X611", "已与恒力解约，回原籍", True), ("X611", "回原籍", False), ("X617", "未签协议", True), ("X617", "回原籍", False), ("C467", "组织关系保留在校", True), ("C467", "待业", False), ("P715", "退役士兵，2016年9月在部队入党", True),
]  # fmt: skip


@pytest.mark.parametrize(("code", "remark", "is_so"), REMARKS)
def test_what_a_remark_answers(code: str, remark: str, is_so: bool) -> None:  # noqa: FBT001 - a row of the table
    assert bool(ANSWERS[code](remark)) == is_so


def test_a_warning_that_is_answered_is_not_told() -> None:
    visit = {**GOOD_VISIT, "landed_org": "中共常熟市虞山街道工作委员会"}
    for note, codes in ((None, {"X612"}), ("转入地变化，已线上重新转接", set())):
        files = workbook("附件2.xlsx", roster([GOOD])), workbook("附件3第一次.xlsx", visits([{**visit, "not_landed_reason": note}]))
        assert {f.code for f in report(*files).findings if f.code == "X612"} == codes


@pytest.mark.parametrize("same", ["同上", "″", "″″", "‖", "↑", "上同", "如上", "同上行", "〃"])
def test_same_as_above_in_other_words(same: str) -> None:
    (sheet,) = report(workbook("附件2.xlsx", roster([GOOD, {**SECOND, "address": same}]))).sheets
    assert sheet.records[1]["address"] == sheet.records[0]["address"]
