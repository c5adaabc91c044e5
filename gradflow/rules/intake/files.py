"""What can be wrong with a file before any sheet of it is looked at."""

from __future__ import annotations

from gradflow.core.findings import Severity
from gradflow.rules.registry import intake_check

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
NO_FORM = intake_check(
    "F103", "no-form-found", "没有找到要报送的表",
    "工作簿里没有一张表的表头与官方表格相符{guess}", "用官方模板填写，不要改动标题和表头",
    text="在每张工作表的前几十行里寻找官方表头(顺序可变、空格和括号不计)，都不相符时报这一条。",
)  # fmt: skip
CONFLICT = intake_check(
    "F104", "conflicting-versions", "同一张表交了几个不同的版本",
    "{branch}的{form}有{count}个内容不同的版本：{files}", "{todo}",
    text="内容完全相同的只算一份；用退回件改好的那一份会自动替换原件；其他情况不猜哪一份是最新的。",
)  # fmt: skip
SAME_CONTENT = intake_check(
    "F105", "same-content", "内容相同的重复文件",
    "内容与“{kept}”完全相同，只计算一次", "不必处理",
    severity=Severity.INFO,
    text="同一张表以不同文件名交了两次而内容相同，只算一份。",
)  # fmt: skip
REPLACED = intake_check(
    "F106", "replaced-by-correction", "已被更正件替换",
    "已由更正后的退回件“{kept}”替换", "不必处理",
    severity=Severity.INFO,
    text="支部把退回件改好交回后，原来的工作簿不再计算。",
)  # fmt: skip
VANISHED = intake_check(
    "F107", "people-vanished", "更正件里少了人",
    "原件有{before}人，更正件有{after}人，少了：{names}", "漏掉的补上；确实不再报送的，请党委办公室核实后把原件移出收件夹",
    severity=Severity.WARNING,
    text="更正件替换原件时，原件里有而更正件里没有的人逐一列出，防止改错时误删。",
)  # fmt: skip
NO_FORM_IN_TEXT = intake_check(
    "F110", "no-form-in-text", "不是 Excel 工作簿，也没有要报送的表",
    "这是{what}，里面没有要报送的表", "用官方模板填写，另存为 .xlsx 后重新报送",
    text="网页、XML 和 CSV 文本里如果有要报送的表就照常读取，否则退回。",
)  # fmt: skip
ODD_FORMAT = intake_check(
    "F109", "not-quite-a-workbook", "不是真正的 Excel 工作簿",
    "这是{what}，不是真正的 Excel 工作簿，已读出里面的表", "请支部下次另存为“Excel 工作簿(.xlsx)”再报送",
    severity=Severity.INFO,
    text="一些系统导出的 .xls 其实是网页或文本文件。里面有要报送的表就照常读取，否则按 F102 退回。",
)  # fmt: skip
BLANK_TWIN = intake_check(
    "F108", "blank-beside-filled", "空白表没有计入",
    "这张表是空白的，已按“{kept}”计算", "不必处理",
    severity=Severity.INFO,
    text="同一支部既交了填好的表又交了空白表，只算填好的。",
)  # fmt: skip
PASSED_OVER = intake_check(
    "F113", "not-read-in-inbox", "收件夹里有东西没有读",
    "没有读：它{what}", "{todo}",
    text="链接、快捷方式、隐藏的文件和文件夹不读，里面可能有支部交的表，所以每一个都说明；系统和同步软件自己的文件除外。",
)  # fmt: skip
