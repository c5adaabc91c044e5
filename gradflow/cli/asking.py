"""What commands say, and the options that several of them have. Imports little: nobody waits for what a command may not need."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from gradflow.cli.chinese import Day
from gradflow.model.failures import GradflowError, reason_of
from gradflow.model.masking import on_screen
from gradflow.model.naming import CAMPAIGN as SETTINGS
from gradflow.model.naming import INBOX

if TYPE_CHECKING:
    from pydantic import BaseModel

Command = Callable[..., Any]
FOLDER = click.argument("folder", metavar="[文件夹]", type=click.Path(path_type=Path), default=Path())
CAMPAIGN = click.option(
    "--campaign", "folder", metavar="文件夹", type=click.Path(path_type=Path), default=Path(), help="活动文件夹，默认当前文件夹"
)


def clock() -> datetime:
    """Now, by the office's own clock."""
    return datetime.now()  # noqa: DTZ005 - local time, as people read it


class Screen:
    """Where what a command says goes, masked: to the screen unless it is to be quiet, and into a log if there is one."""

    is_quiet = False
    log: TextIO | None = None

    def put(self, text: str, *, err: bool = False, is_masked: bool = False) -> None:
        """Show a line."""
        if not self.is_quiet:
            click.echo(text if is_masked else on_screen(text), err=err)
        self.note(text, is_masked=is_masked)

    def note(self, text: str, *, is_masked: bool = False) -> None:
        """Write a line into the log."""
        if self.log:
            self.log.write(f"{clock():%Y-%m-%d %H:%M:%S}  {text if is_masked else on_screen(text)}\n")

    @contextmanager
    def kept(self, log: Path | None, *, is_quiet: bool) -> Iterator[None]:
        """Keep a log, and be quiet, for the length of a block; why it ends early is noted too. Raises click.BadParameter."""
        with _appended(log) as file:
            self.is_quiet, self.log = is_quiet, file
            try:
                yield
            except GradflowError as error:
                self.note(str(error))
                raise
            except OSError as error:
                self.note(reason_of(error))
                raise
            finally:
                self.is_quiet, self.log = False, None


@contextmanager
def _appended(log: Path | None) -> Iterator[TextIO | None]:
    """The log, open at its end. Raises click.BadParameter where it cannot be written, or would be read as handed in."""
    if log is None:
        yield None
        return
    if any(path.name == INBOX and (path.parent / SETTINGS).exists() for path in log.absolute().parents):
        raise click.BadParameter(f"“{log}”在收件夹里，会被当作支部交来的文件。换一个位置", param_hint="--log")
    try:
        file = log.open("a", encoding="utf-8", errors="backslashreplace", buffering=1)
    except OSError as error:
        raise click.BadParameter(f"不能写“{log}”：{reason_of(error)}。换一个可写的位置", param_hint="--log") from error
    with file:
        yield file


SCREEN = Screen()


def say(text: str) -> None:
    """Show a sentence on stderr."""
    SCREEN.put(text, err=True)


def show(lines: Iterable[str], *, is_masked: bool = False) -> None:
    """Show lines on stdout."""
    for line in lines:
        SCREEN.put(line, is_masked=is_masked)


def show_document(document: BaseModel) -> None:
    """Print a document for programs, whatever else is shown."""
    click.echo(document.model_dump_json(indent=1))


def screen_options(command: Command) -> Command:
    """Add the options of commands that are run without anybody watching."""

    @wraps(command)
    def run(*given: Any, is_quiet: bool, log: Path | None, **more: Any) -> Any:
        with SCREEN.kept(log, is_quiet=is_quiet):
            return command(*given, **more)

    quiet = click.option("--quiet", "is_quiet", is_flag=True, help="屏幕上什么也不显示，除非做不下去")
    log = click.option("--log", metavar="文件", type=click.Path(path_type=Path), help="显示的每一行也记到这个文件后面，带时间(号码已遮住)")
    return quiet(log(run))


STYLE = click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", help="屏幕上显示文字还是 JSON")


def out_option(where: str) -> Callable[[Command], Command]:
    """The option of commands that write somewhere."""
    return click.option("--out", metavar="文件夹", type=click.Path(path_type=Path), help=where)


def day_option(how: str) -> Callable[[Command], Command]:
    """The option of commands that look at things as of a day."""
    return click.option("--as-of", metavar="日期", type=Day(), help=how)


def password_options(command: Command) -> Command:
    """Add the options of commands that read the inbox. Passwords come from a file or a prompt, never where others could see them."""
    file = click.option(
        "--password-file", metavar="文件", type=click.Path(path_type=Path), help="加密的工作簿用这个文本文件里的密码打开，一行一个"
    )
    prompt = click.option("--ask-password", is_flag=True, help="运行时输入加密工作簿的密码(不显示)")
    return file(prompt(screen_options(command)))
