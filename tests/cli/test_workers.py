"""A worker that dies, hangs or fails costs its own file only."""

import io
import os
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest
from support import GOOD, campaign_folder, roster, write_xlsx

from gradflow.cli import crew
from gradflow.cli.campaign_file import open_campaign
from gradflow.cli.workers import Desk, examine_all
from gradflow.core.cells import Workbook
from gradflow.excel import reading

FILES = [f"inbox/{n:02d}.xlsx" for n in range(20)]


def strike(content: bytes, file: str, passwords: tuple[str, ...]) -> Workbook:
    if file == "inbox/07.xlsx":
        os._exit(1)
    if file == "inbox/11.xlsx":
        time.sleep(60)
    if file == "inbox/12.xlsx":
        while True:
            pass
    if file == "inbox/13.xlsx":
        raise RuntimeError(file)
    if file == "inbox/15.xlsx":
        return [0] * 10**9
    return REALLY(content, file, passwords)


REALLY = reading.read_workbook


@pytest.mark.parametrize("jobs", [1, 3])
def test_the_others_are_all_examined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int) -> None:
    folder = campaign_folder(tmp_path / "c")
    for file in FILES:
        write_xlsx(folder / file, roster([GOOD]))
    opened = open_campaign(folder)
    monkeypatch.setattr(reading, "read_workbook", strike)
    monkeypatch.setattr(crew, "SECONDS", 1)
    desk = Desk(opened.sources, opened.forms, opened.context(date(2023, 7, 25)))
    results = {result.file: result for result in examine_all(FILES, desk, jobs)}
    assert sorted(results) == FILES
    unreadable = [file for file, result in sorted(results.items()) if not result.is_readable]
    assert unreadable == ["inbox/07.xlsx", "inbox/11.xlsx", "inbox/12.xlsx", "inbox/13.xlsx", "inbox/15.xlsx"]
    told = {file: results[file].findings[0].message.removeprefix("文件打不开：") for file in unreadable}
    assert told == {
        "inbox/07.xlsx": "读取时程序异常退出，内容可能已损坏或过大",
        "inbox/11.xlsx": "20秒还没有读完，内容异常或过多",
        "inbox/12.xlsx": "20秒还没有读完，内容异常或过多",
        "inbox/13.xlsx": "检查时程序出错",
        "inbox/15.xlsx": "展开后大得放不进内存",
    }


def packed(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize("jobs", [1, 3])
def test_an_archive_of_too_many_archives_is_refused_once(tmp_path: Path, jobs: int) -> None:
    folder = campaign_folder(tmp_path / "c")
    good = write_xlsx(tmp_path / "a.xlsx", roster([GOOD])).read_bytes()
    inner = packed(**{f"{n}.csv": b"a,b" for n in range(300)})
    (folder / "inbox" / "many.zip").write_bytes(packed(**{"1.zip": inner, "2.zip": inner, "附件2.xlsx": good}))
    (folder / "inbox" / "few.zip").write_bytes(packed(**{"1.zip": packed(**{"附件2.xlsx": good})}))
    opened = open_campaign(folder)
    desk = Desk(opened.sources, opened.forms, opened.context(date(2023, 7, 25)))
    results = {result.file: result for result in examine_all(["inbox/many.zip", "inbox/few.zip"], desk, jobs)}
    assert sorted(results) == ["inbox/few.zip/1.zip/附件2.xlsx", "inbox/many.zip"]
    assert results["inbox/many.zip"].findings[0].message == "文件打不开：压缩包里的东西太多"
