"""Scripts to be double-clicked: on Linux they are run; for Windows they are read as cmd.exe would (nobody tried them there)."""

import io
import ntpath
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from support import GOOD, campaign_folder, roster, shown, write_xlsx

from gradflow.app import double_click
from gradflow.app.double_click import BESIDE_PROGRAM, IN_CAMPAIGN, scripts, write_scripts

WINDOWS_PROGRAM = PureWindowsPath("D:\\党办 工具\\100%\\gradflow\\gradflow.exe")


def batch(name: str = "检查", program: PureWindowsPath | None = WINDOWS_PROGRAM, start: str = ".") -> list[str]:
    content = dict(scripts({**IN_CAMPAIGN, **BESIDE_PROGRAM}, program, "win32", start))[f"{name}.bat"]
    assert not content.startswith(b"\xef\xbb\xbf")  # cmd.exe would take a byte order mark for a command
    text = content.decode("cp936")
    assert text.count("\n") == text.count("\r\n")
    return text.split("\r\n")


def places(lines: list[str], script: str) -> list[str]:
    """Where a batch file in that folder looks for the program."""
    found = [re.fullmatch(r'if not defined GRADFLOW if exist "(.*)" set "GRADFLOW=(.*)"', line) for line in lines]
    told = [one.groups() for one in found if one]
    assert all(seen == taken for seen, taken in told)
    folder = script.rstrip("\\") + "\\"  # what %~dp0 stands for ends so
    return [ntpath.normpath(place.replace("%~dp0", folder).replace("%%", "%")) for place, _ in told]


@pytest.mark.parametrize(
    "folder",
    ["D:\\毕业 生\\2024届", "C:\\Users\\王芳\\OneDrive - 学院\\桌面\\2024届", "\\\\server\\share\\2024届", "E:", "D:\\a&b(1)\\2024届"],
)
def test_a_batch_file_finds_the_program_wherever_it_is(folder: str) -> None:
    found = places(batch(), folder)
    assert found[0] == str(WINDOWS_PROGRAM)
    near = PureWindowsPath(ntpath.normpath(folder + "\\"))
    for place in (near, near.parent, near.parent.parent):
        assert str(place / "gradflow" / "gradflow.exe") in found
        assert str(place / ".venv" / "Scripts" / "gradflow.exe") in found
    assert any("%%~$PATH:G" in line for line in batch())  # and on the PATH, last
    assert all(len(place) < 260 + len(folder) for place in found)


@pytest.mark.parametrize(("name", "command"), [*IN_CAMPAIGN.items(), *BESIDE_PROGRAM.items()])
def test_a_batch_file_runs_its_command_and_keeps_the_window(name: str, command: str) -> None:
    lines = batch(name)
    *_, run = (line for line in lines if line.startswith("if defined GRADFLOW"))
    assert run.startswith(f'if defined GRADFLOW "%GRADFLOW%" {command}' if command else "if defined GRADFLOW cmd /k echo ")
    assert any(line.startswith("if not defined GRADFLOW echo 没有找到 gradflow") for line in lines)
    assert lines.index(run) < lines.index("pause")
    assert not any("(" in line.partition("%PATH%")[2] for line in lines)  # it may hold brackets itself
    assert 'pushd "%~dp0."' in lines  # cd would refuse a share
    assert not any(line.startswith(("goto", ":")) for line in lines)  # labels are looked for by bytes, whatever the code page


def test_where_the_console_knows_no_chinese_the_batch_file_says_how_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(double_click, "console_page", lambda: "cp437")
    content = dict(scripts(IN_CAMPAIGN, None, "win32"))["检查.bat"]
    assert content.decode("utf-8").split("\r\n")[1] == "chcp 65001 >nul"


def test_each_system_gets_its_own() -> None:
    names = {platform: {name for name, _ in scripts(IN_CAMPAIGN, None, platform)} for platform in ("win32", "darwin", "linux")}
    assert {Path(name).suffix for name in names["win32"]} == {".bat"}
    assert {Path(name).suffix for name in names["darwin"]} == {".bat", ".command"}
    assert {Path(name).suffix for name in names["linux"]} == {".bat", ".desktop"}
    assert {Path(name).stem for name in names["linux"]} == set(IN_CAMPAIGN)


def double_clicked(script: Path, *, typed: str = "\n") -> str:
    """What a desktop does with a starter: its Exec line is unescaped twice, as the Desktop Entry Specification says, and run anywhere."""
    text = script.read_text("utf-8")
    if script.suffix == ".desktop":
        line = re.search(r"^Exec=(.*)$", text, re.MULTILINE)[1].replace("\\\\", "\\")
        quoted = re.fullmatch(r'sh -c "((?:[^"`$\\]|\\["`$\\])*)" %k', line)[1]
        words = ["sh", "-c", re.sub(r"\\(.)", r"\1", quoted).replace("%%", "%"), str(script)]
    else:
        words = [str(script)]
    done = subprocess.run(
        words, input=typed, capture_output=True, text=True, cwd="/", check=False, env={**os.environ, "PATH": "/usr/bin:/bin"}
    )
    return done.stdout + done.stderr


@pytest.fixture(name="office")
def _office(tmp_path: Path) -> Path:
    """A folder as awkward as they come, with a program beside the campaign."""
    office = tmp_path / '党 办\'s $HOME 100% "材料" `x`'
    campaign_folder(office / "2023届")
    program = office / "gradflow" / "gradflow"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m gradflow "$@"\n')
    program.chmod(0o755)
    return office


@pytest.mark.skipif(os.name == "nt", reason="sh")
@pytest.mark.parametrize("platform", ["linux", "darwin"])
@pytest.mark.parametrize("known", [None, "/nowhere/gradflow", "beside"])
def test_a_starter_validates_its_own_campaign(office: Path, platform: str, known: str | None) -> None:
    folder = office / "2023届"
    write_xlsx(folder / "inbox" / "附件2.xlsx", roster([GOOD]))
    program = office / "gradflow" / "gradflow" if known == "beside" else PurePosixPath(known) if known else None
    for name, content in scripts(IN_CAMPAIGN, program, platform):
        (folder / name).write_bytes(content)
        (folder / name).chmod(0o755)
    told = double_clicked(folder / ("检查.desktop" if platform == "linux" else "检查.command"))
    assert "收到 1 份文件" in told and "按回车键关闭窗口" in told
    assert (folder / "reports" / "汇总.xlsx").exists()


@pytest.mark.skipif(os.name == "nt", reason="sh")
def test_in_the_window_gradflow_is_known_and_the_campaign_is_where_it_opens(office: Path) -> None:
    folder = office / "2023届"
    write_scripts(folder, IN_CAMPAIGN, None)
    told = double_clicked(next(path for path in folder.glob("命令窗口.*") if path.suffix != ".bat"), typed="gradflow status\nexit\n\n")
    assert "输入命令" in told and "附件2" in told and "甲支部" in told


@pytest.mark.skipif(os.name == "nt", reason="sh")
def test_without_a_program_a_starter_says_so_and_stays(tmp_path: Path) -> None:
    write_scripts(tmp_path, IN_CAMPAIGN, None)
    told = double_clicked(next(path for path in tmp_path.glob("检查.*") if path.suffix != ".bat"))
    assert "没有找到 gradflow" in told and "按回车键关闭窗口" in told


def test_init_puts_them_into_the_folder_and_never_over_anything(tmp_path: Path) -> None:
    (tmp_path / "2024届").mkdir()
    (tmp_path / "2024届" / "检查.bat").write_text("mine")
    assert shown("init", "2024届", cwd=tmp_path).status == 0
    assert {path.stem for path in (tmp_path / "2024届").glob("*.bat")} == set(IN_CAMPAIGN)
    assert (tmp_path / "2024届" / "检查.bat").read_text() == "mine"


def test_a_newcomer_is_asked_for_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("2024届\n"))
    status, out, _ = shown("init", cwd=tmp_path)
    assert (status, "已建好" in out, (tmp_path / "2024届" / "campaign.toml").exists()) == (0, True, True)
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    status, _, err = shown("init", cwd=tmp_path)
    assert status == 2 and "还缺少" in err


def test_a_folder_dropped_on_the_program_is_validated(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "届 2023")
    write_xlsx(folder / "inbox" / "附件2.xlsx", roster([GOOD]))
    assert shown(folder, "--as-of", "2023-06-20").out == shown("validate", folder, "--as-of", "2023-06-20").out != ""
    (tmp_path / "status").mkdir()
    assert "status" in shown("status", "--help", cwd=tmp_path).out  # a command is a command, whatever lies about


def test_a_gbk_console_gets_what_it_can_show(tmp_path: Path) -> None:
    folder = campaign_folder(tmp_path / "𠮷2023届")
    run = [sys.executable, "-m", "gradflow", "validate", str(folder), "--as-of", "2023-06-20"]
    done = subprocess.run(run, capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": "gbk"})
    assert "收到 0 份文件" in done.stdout.decode("gbk") and b"Traceback" not in done.stderr
