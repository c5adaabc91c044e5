"""Fault line H7: web archives and pages that call themselves .xls."""

from __future__ import annotations

import base64
import quopri

import pytest
from support import GOOD, SECOND, report, roster

from gradflow.model.cells import Raw
from gradflow.reading.sniffing import ReadingError
from gradflow.reading.workbooks import read_workbook

ENCODERS = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring, "8bit": bytes}
TOPS = (
    b"MIME-Version: 1.0\r\n",
    b"\xef\xbb\xbfMIME-Version: 1.0\n",
    "From: <由 Microsoft Internet Explorer 5 保存>\r\nSubject: x\r\nDate: Mon\r\nMIME-Version: 1.0\r\n".encode("gbk"),
    b"From: <Saved by Blink>\r\nSnapshot-Content-Location: file:///x\r\nMIME-Version: 1.0\r\n",
    b"",
)


def page(charset: str, rows: list[list[Raw]]) -> bytes:
    cells = "".join(f"<tr>{''.join(f'<td>{raw if raw is not None else str()}</td>' for raw in row)}</tr>" for row in rows)
    head = f'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta http-equiv=Content-Type content="text/html; charset={charset}"></head>'
    return f"{head}<body><table>{cells}</table></body></html>".encode(charset)


def archive(top: bytes, charset: str, encoding: str, *pages: bytes, is_single: bool = False) -> bytes:
    head = f'Content-Type: text/html; charset="{charset}"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n'.encode()
    if is_single:
        return top + head + ENCODERS[encoding](pages[0])
    parts = b"".join(b"--=_N\r\nContent-Location: file:///C:/x/sheet.htm\r\n" + head + ENCODERS[encoding](one) + b"\r\n" for one in pages)
    css = b"--=_N\r\nContent-Type: text/css\r\n\r\ntd {}\r\n"
    return (
        top
        + b'Content-Type: multipart/related; type="text/html";\r\n\tboundary="=_N"\r\n\r\nIn parts.\r\n\r\n'
        + parts
        + css
        + b"--=_N--\r\n"
    )


@pytest.mark.parametrize("top", TOPS)
@pytest.mark.parametrize("charset", ["utf-8", "gbk", "gb2312", "gb18030", "big5"])
@pytest.mark.parametrize("encoding", ENCODERS)
@pytest.mark.parametrize("is_single", [True, False])
def test_h7_a_web_archive_is_read(top: bytes, charset: str, encoding: str, is_single: bool) -> None:  # noqa: FBT001 - a parameter of the table
    rows: list[list[Raw]] = [["姓 名", "民族"], ["王芳", "女"]]
    book = read_workbook(archive(top, charset, encoding, page(charset, rows), is_single=is_single), "附件2.xls")
    assert book.odd_format == "网页归档文件(.mht)"
    assert [[cell for cell in row if cell] for row in book.sheets[0].rows] == rows


def test_h7_its_people_are_read_and_it_is_told_what_it_is() -> None:
    people = [GOOD, {**SECOND, "age": 33}]
    content = archive(TOPS[0], "gb2312", "base64", page("gb2312", [["说明"]]), page("gb2312", roster(people)))
    found = report(read_workbook(content, "附件2.xls"))
    assert [record.person for record in found.sheets[0].records] == ["王芳", "李强"]
    assert [finding.message for finding in found.findings if finding.code == "F109"] == [
        "这是网页归档文件(.mht)，不是真正的 Excel 工作簿，已读出里面的表"
    ]


MAIL = b"--B\r\nContent-Type: application/vnd.ms-excel; name=a.xls\r\nContent-Disposition: attachment; filename=a.xls\r\n\r\nx\r\n"
TOP = TOPS[0] + b"Content-Type: multipart/mixed; boundary=B\r\n\r\n"
NESTED = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3000))


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (TOP + MAIL, "邮件"),
        (TOPS[0] + b"Content-Type: multipart/related\r\n\r\nabc", "网页归档文件(.mht)"),
        (TOPS[0] + b"X: a\r\n" * 1000, "网页归档文件(.mht)"),
        (archive(TOPS[0], "utf-8", "8bit", b"<html></html>"), "网页归档文件(.mht)"),
        (TOP + b"--B\r\nContent-Type: text/html\r\n\r\n<table><tr><td>a\r\n" * 3000, "里面有2000多张工作表"),
        (TOP + b"\r\n" * 2_000_000, "有一张工作表超过120000行, 不像一个支部的登记表"),
        (TOPS[0] + NESTED, "文件已损坏，或不是 Excel 工作簿"),
    ],
)
def test_h7_other_messages_are_called_what_they_are(content: bytes, what: str) -> None:
    with pytest.raises(ReadingError) as error:
        read_workbook(content, "附件2.xls")
    assert what in error.value.facts.values()


@pytest.mark.parametrize(
    "text",
    [
        "<?xml version='1.0'?><!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0'><html><table><tr><td>甲<td>乙</table></html>",
        f"<!-- {'x' * 3000} --><table><tr><td>甲<td>乙</table>",
        "<tr><td>甲<td>乙</tr>",
        "\n\n<center><table><tr><td>甲<td>乙</table></center>",
        f"<style>{'x' * 3000}</style><table><tr><td>甲<td>乙</table>",
    ],
)
def test_h7_pages_without_their_usual_beginning(text: str) -> None:
    assert read_workbook(text.encode(), "附件2.xls").sheets[0].rows[0] == ["甲", "乙"]


def test_h7_a_list_with_colons_is_no_message() -> None:
    assert read_workbook("姓名:,性别:\n王芳,女\n".encode(), "a.csv").odd_format == "CSV 文本"
    assert read_workbook(b"Name: a,Content: b\nx,y\n", "a.csv").odd_format == "CSV 文本"
