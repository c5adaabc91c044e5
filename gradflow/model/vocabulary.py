"""The glossary: one key, one meaning, everywhere (docs/glossary.md is made from it)."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """An enum whose members have a value for programs and a Chinese label for people."""

    label: str
    rank: int
    """Its place among the members: 0 for the first."""

    def __new__(cls, value: str, label: str = "") -> Self:
        """Keep all three."""
        member = str.__new__(cls, value)
        member._value_, member.label, member.rank = value, label, len(cls.__members__)
        return member


class FileSort(Labelled):
    """What a file is that is no workbook."""

    PDF = "pdf", "PDF 文件"
    WORD = "word", "Word 文档"
    POWERPOINT = "powerpoint", "PPT 文件"
    OFD = "ofd", "OFD 文件"
    RTF = "rtf", "RTF 文档"
    XPS = "xps", "XPS 文件"
    VISIO = "visio", "Visio 图纸"
    PUBLISHER = "publisher", "Publisher 文件"
    OTHER_OFFICE = "other_office", "另一种 Office 文件"
    IWORK = "iwork", "Numbers 或 Pages 文件"
    LOTUS = "lotus", "很旧的表格文件(Lotus 或 Quattro)"
    PICTURE = "picture", "图片"
    VIDEO = "video", "视频"
    MAIL = "mail", "邮件"
    RAR = "rar", "RAR 压缩包"
    SEVEN_ZIP = "7z", "7z 压缩包"
    ARCHIVE = "archive", "压缩包"
    EMPTY_ARCHIVE = "empty_archive", "空的压缩包"
    PROGRAM = "program", "程序文件"
    DATABASE = "database", "数据库文件"
    WEB_PAGE = "web_page", "网页文件"
    WEB_ARCHIVE = "web_archive", "网页归档文件(.mht)"
    MARKUP = "markup", "网页或 XML 文件"
    CSV = "csv", "CSV 文本"
    BROKEN_TEXT = "broken_text", "文本文件，里面的表格读不出来"
    UNKNOWN = "unknown", "文本或未知格式的文件"


FIELD_LABELS: dict[str, str] = {
    "seq": "序号",
    "name": "姓名",
    "sex": "性别",
    "age": "年龄",
    "ethnicity": "民族",
    "id_number": "身份证号码",
    "member_status": "预备党员/正式党员",
    "phone": "联系电话",
    "mobile": "本人手机",
    "home_phone": "家庭固定电话",
    "receiving_department": "组织部名称",
    "address": "通讯地址、邮编",
    "remark": "备注",
    "own_note": "备注",
    "destination_type": "具体情况",
    "destination": "毕业后去向",
    "landed_org": "已转入党组织名称",
    "landed_on": "转入时间",
    "receipt": "回执是否反馈",
    "not_landed_reason": "未转入情况说明",
    "follow_up_contact": "联系回访方式及时间",
    "born_in": "出生年月",
    "joined_on": "入党时间",
    "class_group": "毕业院系、班级",
    "relative1_name": "直系亲属1姓名",
    "relative1_mobile": "直系亲属1手机",
    "relative2_name": "直系亲属2姓名",
    "relative2_mobile": "直系亲属2手机",
    "home_address": "家庭地址及邮编",
    "advisor_name": "班主任/辅导员姓名",
    "advisor_mobile": "班主任/辅导员手机",
    "classmate_name": "长期联系的同学姓名",
    "classmate_mobile": "长期联系的同学手机",
    "email": "电子邮箱",
    "qq": "QQ",
    "wechat": "微信号",
    "other_contact": "其他联系方式",
    "photo": "照片",
    "full_on": "转正时间",
    "dues_until": "党费交至年月",
    "letter_number": "介绍信编号",
    "letter_to": "所往党组织",
    "letter_days": "介绍信有效期",
    "letter_channel": "转接方式",
}
"""Field key -> the short Chinese name used in messages (the official head stands in the form)."""

TERMS: dict[str, str] = {
    "branch": "党支部",
    "college": "学院",
    "cohort": "届",
    "campaign": "一次活动",
    "form": "附件表格",
    "submission": "支部报送的一张表",
    "finding": "问题",
    "change": "自动更正",
    "returned copy": "退回件",
    "follow-up": "回访",
    "landed": "转入落地",
    "member file": "党员档案",
    "activist": "入党积极分子",
    "service team": "服务团队",
    "theme day": "主题党日",
}
"""English term in the code -> the Chinese term people use."""
