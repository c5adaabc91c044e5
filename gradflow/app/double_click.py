"""Scripts to be started by a double click: they find gradflow wherever it is, and keep the window open with what it said.

A batch file is read by cmd.exe in the console's code page, so it is written in that one; where that knows no Chinese, in UTF-8 behind
``chcp 65001``. Places are told relative to the script (``%~dp0``), which no code page can spoil; ``pushd`` takes a network share, too.
"""

from __future__ import annotations

import ctypes
import os
import shlex
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath

from gradflow.outputs.files import replace_file

IN_CAMPAIGN: Mapping[str, str] = {"检查": "validate", "催办": "remind", "发表": "template --all-branches", "命令窗口": ""}
"""Name of a script in a campaign's folder -> what it runs there; the last opens a window in which ``gradflow`` is known."""
BESIDE_PROGRAM: Mapping[str, str] = {"新建活动": "init"}
"""The same of a script beside the portable program; it runs in the folder above."""
NEAR = (".", "..", "../..", "../../..")
"""Where the portable folder or a virtual environment is looked for, seen from the script, if it is not where it was."""
LOST = "没有找到 gradflow。把 gradflow 文件夹放到这个文件夹旁边，再双击一次。"
CHINESE_CONSOLE = "cp936"
ASK = "输入命令，如 gradflow status；关掉窗口就结束"
BATCH_WINDOW = (  # no brackets: a PATH may hold some
    'if defined GRADFLOW for %%G in ("%GRADFLOW%") do set "PATH=%%~dpG;%PATH%"',
    f"if defined GRADFLOW cmd /k echo {ASK}",
)
SHELL_WINDOW = f'echo "{ASK}"; PATH="$(dirname "$program"):$PATH" "${{SHELL:-/bin/sh}}"'


def write_scripts(folder: Path, names: Mapping[str, str], program: PurePath | None, *, start: str = ".") -> None:
    """Write the scripts that are not there yet; they run in ``start``, seen from their folder. Raises OSError."""
    for name, content in scripts(names, program, sys.platform, start):
        path = folder / name
        if not path.exists():
            replace_file(path, content, is_private=False)
            path.chmod(0o755)


def scripts(names: Mapping[str, str], program: PurePath | None, platform: str, start: str = ".") -> Iterator[tuple[str, bytes]]:
    """File name and content of each script: for Windows always, and for the system at hand. ``program``: where gradflow is now."""
    for name, command in names.items():
        yield f"{name}.bat", _batch_file(command, program if platform == "win32" else None, start)
        if platform == "darwin":
            yield f"{name}.command", f"#!/bin/sh\n{_shell_line(command, program, start)}\n".encode()
        elif platform != "win32":
            yield f"{name}.desktop", _desktop_entry(name, _shell_line(command, program, start)).encode()


def own_program() -> Path | None:
    """The program that runs now, as a double click can start it: the portable one, or that of a virtual environment; None if there is none."""
    if hasattr(sys, "frozen"):
        return Path(sys.executable)
    found = Path(sys.executable).with_name("gradflow.exe" if os.name == "nt" else "gradflow")
    return found if found.exists() else None


def console_page() -> str:
    """The code page in which this system's consoles read batch files; elsewhere that of Chinese Windows."""
    if sys.platform != "win32":
        return CHINESE_CONSOLE
    return f"cp{ctypes.windll.kernel32.GetOEMCP()}"


def _batch_file(command: str, program: PurePath | None, start: str) -> bytes:
    near = [rf"%~dp0{near}\{one}" for near in NEAR for one in ("gradflow.exe", r"gradflow\gradflow.exe", r".venv\Scripts\gradflow.exe")]
    places = [*([str(program).replace("%", "%%")] if program else []), *(place.replace("/", "\\") for place in near)]
    lines = (
        "@echo off",
        "setlocal DisableDelayedExpansion",
        f'pushd "%~dp0{start}"',
        'set "GRADFLOW="',
        *(f'if not defined GRADFLOW if exist "{place}" set "GRADFLOW={place}"' for place in places),
        'if not defined GRADFLOW for %%G in (gradflow.exe) do if not "%%~$PATH:G"=="" set "GRADFLOW=%%~$PATH:G"',
        f"if not defined GRADFLOW echo {LOST}",
        *([f'if defined GRADFLOW "%GRADFLOW%" {command}'] if command else BATCH_WINDOW),
        "popd",
        "echo.",
        "pause",
        "",
    )
    text = "\r\n".join(lines)
    try:
        return text.encode(console_page())
    except (UnicodeEncodeError, LookupError):
        return text.replace("\r\n", "\r\nchcp 65001 >nul\r\n", 1).encode()


def _shell_line(command: str, program: PurePath | None, start: str) -> str:
    """The same for a POSIX shell, in one line; ``$0`` is the script."""
    near = [f'"$here/{near}/{one}"' for near in NEAR for one in ("gradflow", "gradflow/gradflow", ".venv/bin/gradflow")]
    run = f'"$program" {command}' if command else SHELL_WINDOW
    places = " ".join((*([shlex.quote(str(program))] if program else []), *near, '"$(command -v gradflow)"'))
    return (
        f'here=$(cd "$(dirname "$0")" && pwd); cd "$here/{start}"; for program in {places}; do [ -f "$program" ] && [ -x "$program" ] && break; program=; done; '
        f'if [ "$program" ]; then {run}; else echo "{LOST}"; fi; printf "\\n按回车键关闭窗口"; read -r _'
    )


def _desktop_entry(name: str, line: str) -> str:
    """A starter for Linux desktops (freedesktop Desktop Entry Specification 1.5: quoting of Exec, and of strings; %k is the entry itself)."""
    quoted = "".join(f"\\{sign}" if sign in '"`$\\' else sign for sign in line).replace("\\", "\\\\").replace("%", "%%")
    return "\n".join(("[Desktop Entry]", "Type=Application", f"Name={name}", "Terminal=true", f'Exec=sh -c "{quoted}" %k', ""))
