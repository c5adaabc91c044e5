"""What Windows, OneDrive and long paths do, as far as it can be tried elsewhere."""

import errno
from pathlib import Path

import pytest
from support import GOOD, campaign_folder, contents, findings_json, roster, shown, write_xlsx

from gradflow.model.failures import reason_of
from gradflow.outputs import publishing
from gradflow.reading import sources


def windows_error(number: int, path: str = "D:\\2024届\\a.xlsx", code: int = errno.EINVAL) -> OSError:
    """As Python raises it there: the system's number beside the one of POSIX."""
    error = OSError(code, "?", path)
    error.winerror = number
    return error


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (windows_error(32, code=errno.EACCES), "正被别的程序打开"),
        (windows_error(362), "OneDrive"),
        (windows_error(389), "OneDrive"),
        (windows_error(64), "网络"),
        (windows_error(206, code=errno.ENOENT), "路径太长"),
        (windows_error(3, "D:\\" + "长" * 260, errno.ENOENT), "路径太长"),
        (windows_error(3, code=errno.ENOENT), "找不到"),
        (windows_error(5, code=errno.EACCES), "没有权限或文件被占用"),
        (windows_error(1), "读写出错(系统错误 22)"),
    ],
)
def test_what_the_system_refused_is_told_in_words_that_help(error: OSError, told: str) -> None:
    assert told in reason_of(error)


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    folder = campaign_folder(tmp_path / "c")
    write_xlsx(folder / "inbox" / "附件2.xlsx", roster([GOOD]))
    return folder


def test_a_file_that_is_only_in_the_cloud_is_told_and_the_run_goes_on(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_xlsx(folder / "inbox" / "云.xlsx", roster([GOOD], branch="乙支部"))
    really = sources._open_at_once

    def open_at_once(path: str, flags: int) -> int:
        if path.endswith("云.xlsx"):
            raise windows_error(362, path)
        return really(path, flags)

    monkeypatch.setattr(sources, "_open_at_once", open_at_once)
    assert shown("validate", folder, "--as-of", "2023-06-20", "--jobs", "1").status == 1
    found = findings_json(folder)
    assert found["counts"]["rows_accepted"] == 1
    assert [f["file"] for f in found["findings"] if "始终保留在此设备上" in f["message"]] == ["inbox/云.xlsx"]


@pytest.mark.parametrize("refusals", [0, 2, publishing.PATIENCE + 1])
def test_reports_that_are_held_for_a_moment_are_waited_for(folder: Path, monkeypatch: pytest.MonkeyPatch, refusals: int) -> None:
    assert shown("validate", folder, "--as-of", "2023-06-20").status in {0, 1}
    before, really, asked = contents(folder / "reports"), Path.rename, []

    def rename(self: Path, target: Path) -> Path:
        if self.name == "reports" and len(asked) < refusals:
            asked.append(self)
            raise PermissionError(errno.EACCES, "held", str(self))
        return really(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    monkeypatch.setattr(publishing, "PAUSE", 0)
    status, _, err = shown("validate", folder, "--as-of", "2023-07-25")
    assert len(asked) == refusals
    if refusals > publishing.PATIENCE:
        assert status == 2 and "原来的报告没有改动" in err and contents(folder / "reports") == before
    else:
        assert status == 1 and contents(folder / "reports") != before
