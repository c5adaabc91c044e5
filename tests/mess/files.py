"""Mess in whole files: names, formats, archives, locks."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from support import FORM

from mess import mess
from mess.formats import csv, html, locked, ods, xls, xlsb
from mess.making import ANNEX2, Rows, people, person, rows_of, save


def rows(count: int = 1) -> Rows:
    return rows_of(FORM, people(count))


def write(inbox: Path, name: str, content: bytes) -> None:
    (inbox / name).write_bytes(content)


def zipped(entries: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return stream.getvalue()


def workbook_bytes(inbox: Path, made: Rows) -> bytes:
    path = save(inbox, made, "x.xlsx")
    content = path.read_bytes()
    path.unlink()
    return content


@mess(6, "文件名不规范", "照读", "新建 XLS 工作表(1).xlsx，表内有支部名称")
def odd_name(inbox: Path) -> None:
    save(inbox, rows(), "新建 XLS 工作表(1).xlsx")


@mess(6, "文件名不规范", "改或说明", "文件名写乙支部，表内写甲支部")
def contradicting_name(inbox: Path) -> None:
    save(inbox, rows(), "附件2-乙支部.xlsx")


@mess(7, "同一文件交了几版", "提示", "附件2.xlsx 和 副本附件2.xlsx 内容相同")
def same_twice(inbox: Path) -> None:
    save(inbox, rows(), "附件2.xlsx")
    save(inbox, rows(), "副本附件2.xlsx")


@mess(7, "同一文件交了几版", "改或说明", "附件2.xlsx 和 附件2(改).xlsx 内容不同", rows=2)
def different_versions(inbox: Path) -> None:
    save(inbox, rows(1), "附件2.xlsx")
    save(inbox, rows(2), "附件2(改).xlsx")


@mess(15, ".xls、.et", "照读", ".xls（97-2003）")
def old_format(inbox: Path) -> None:
    xls(inbox / "附件2-甲支部.xls", rows())


@mess(15, ".xls、.et", "照读", ".et（WPS 表格，BIFF8）")
def wps_format(inbox: Path) -> None:
    xls(inbox / "附件2-甲支部.et", rows())


@mess(16, "Word、PDF、图片、压缩包、扫描件", "退回", ".docx", rows=0)
def word(inbox: Path) -> None:
    write(inbox, "附件1.docx", zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}))


@mess(16, "Word、PDF、图片、压缩包、扫描件", "退回", "盖章.pdf", rows=0)
def scan(inbox: Path) -> None:
    write(inbox, "盖章.pdf", b"%PDF-1.7\n%\xe2\xe3")


@mess(16, "Word、PDF、图片、压缩包、扫描件", "退回", "照片.jpg", rows=0)
def photo(inbox: Path) -> None:
    write(inbox, "照片.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF")


@mess(16, "Word、PDF、图片、压缩包、扫描件", "退回", "党员材料.rar", rows=0)
def rar(inbox: Path) -> None:
    write(inbox, "党员材料.rar", b"Rar!\x1a\x07\x01\x00")


@mess(16, "Word、PDF、图片、压缩包、扫描件", "照读", "党员材料.zip，里面两个支部的表", rows=2)
def archive(inbox: Path) -> None:
    one, two = (workbook_bytes(inbox, rows_of(FORM, [person(n)], branch)) for n, branch in enumerate(("甲支部", "乙支部")))
    write(inbox, "党员材料.zip", zipped({"甲/附件2.xlsx": one, "乙/附件2.xlsx": two, "__MACOSX/._附件2.xlsx": b"x", "Thumbs.db": b"x"}))


@mess(49, "工作表受保护、加密、只读", "照读", "工作表保护（没有打开密码）")
def protected(inbox: Path) -> None:
    save(inbox, rows(), tweak=lambda sheet: sheet.protection.enable())


@mess(49, "工作表受保护、加密、只读", "退回", "有打开密码", rows=0)
def password(inbox: Path) -> None:
    locked(inbox, rows(), "秘密")


@mess(50, "假扩展名、临时文件、0字节", "照读", ".xlsx 其实是 .xls")
def xls_called_xlsx(inbox: Path) -> None:
    xls(inbox / ANNEX2, rows())


@mess(50, "假扩展名、临时文件、0字节", "提示", ".xls 其实是网页")
def page(inbox: Path) -> None:
    write(inbox, "附件2-甲支部.xls", html(rows(), "gb2312"))


@mess(50, "假扩展名、临时文件、0字节", "退回", ".xls 其实是网页，里面不是要报的表", rows=0)
def other_page(inbox: Path) -> None:
    write(inbox, "成绩.xls", html([["课程", "成绩"], ["高数", 90]]))


@mess(50, "假扩展名、临时文件、0字节", "退回", "0 字节", rows=0)
def empty(inbox: Path) -> None:
    write(inbox, ANNEX2, b"")


@mess(50, "假扩展名、临时文件、0字节", "照读", "旁边还有 ~$附件2.xlsx、Thumbs.db、.DS_Store")
def litter(inbox: Path) -> None:
    save(inbox, rows())
    for name in ("~$附件2-甲支部.xlsx", "Thumbs.db", ".DS_Store", "desktop.ini", "附件2.tmp"):
        write(inbox, name, b"x")


@mess(50, "假扩展名、临时文件、0字节", "退回", "只拷了一半的 .xlsx", rows=0)
def half(inbox: Path) -> None:
    path = save(inbox, rows())
    path.write_bytes(path.read_bytes()[:3000])


@mess(51, "编码", "提示", "GB18030 的 CSV")
def gbk_csv(inbox: Path) -> None:
    write(inbox, "附件2-甲支部.csv", csv(rows(), "gb18030"))


@mess(51, "编码", "提示", "UTF-8 的 CSV")
def utf8_csv(inbox: Path) -> None:
    write(inbox, "附件2-甲支部.csv", csv(rows(), "utf-8-sig"))


@mess(51, "编码", "提示", "zip 里的文件名是 GBK")
def gbk_names(inbox: Path) -> None:
    class Old(zipfile.ZipInfo):
        def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - zipfile's name
            return self.filename.encode("gbk"), self.flag_bits & ~0x800

    content = workbook_bytes(inbox, rows_of(FORM, people(1), ""))
    with zipfile.ZipFile(inbox / "材料.zip", "w") as target:
        target.writestr(Old("甲支部材料/附件2-甲支部.xlsx"), content)


@mess(65, "宏、xlsm、xlsb、ods、Numbers", "照读", ".xlsm")
def macros(inbox: Path) -> None:
    save(inbox, rows(), "附件2-甲支部.xlsm")


@mess(65, "宏、xlsm、xlsb、ods、Numbers", "照读", ".xlsb")
def binary(inbox: Path) -> None:
    xlsb(inbox / "附件2-甲支部.xlsb", rows())


@mess(65, "宏、xlsm、xlsb、ods、Numbers", "照读", ".ods")
def open_document(inbox: Path) -> None:
    ods(inbox / "附件2-甲支部.ods", rows())


@mess(65, "宏、xlsm、xlsb、ods、Numbers", "退回", ".numbers", rows=0)
def numbers(inbox: Path) -> None:
    write(inbox, "附件2.numbers", zipped({"Index/Document.iwa": b"x"}))
