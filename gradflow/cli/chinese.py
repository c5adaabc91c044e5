"""click in Chinese: help pages, usage errors, and commands loaded only when called."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from datetime import date
from typing import Any

import click


class ChineseCommand(click.Command):
    """A command whose help page has Chinese headings."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        for english, chinese in (("[OPTIONS]", "[选项]"), ("COMMAND [ARGS]...", "命令 …")):
            pieces = pieces.replace(english, chinese)
        formatter.write_usage(ctx.command_path, pieces, prefix="用法: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the options."""
        rows = [row for param in self.get_params(ctx) if (row := param.get_help_record(ctx))]
        if rows:
            with formatter.section("选项"):
                formatter.write_dl(rows)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The --help option, in Chinese."""
        option = super().get_help_option(ctx)
        if option:
            option.help = "显示这份说明"
        return option


class LazyGroup(ChineseCommand, click.Group):
    """A group that imports a command's module when it is called: --help stays quick."""

    def __init__(
        self, *args: Any, modules: Mapping[str, tuple[str, str]], hidden_modules: Mapping[str, str] | None = None, **more: Any
    ) -> None:
        """``modules``: command name -> (module, one-line help); ``hidden_modules``: of commands that no help names -> module."""
        super().__init__(*args, **more)
        self._modules = modules
        self._homes = {name: module for name, (module, _) in modules.items()} | dict(hidden_modules or {})

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """In the order of use."""
        return list(self._modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import and return a command."""
        if cmd_name not in self._homes:
            return None
        module = importlib.import_module(self._homes[cmd_name])
        command: click.Command = module.command
        return command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List options, then commands."""
        ChineseCommand.format_options(self, ctx, formatter)
        with formatter.section("命令"):
            formatter.write_dl([(name, text) for name, (_, text) in self._modules.items()])


def usage_sentence(error: click.UsageError) -> str:
    """One Chinese sentence for a wrong call."""
    if isinstance(error, click.NoSuchOption):
        return f"没有“{error.option_name}”这个选项。"
    if isinstance(error, click.MissingParameter):
        return f"还缺少“{error.param.human_readable_name if error.param else ''}”。"
    if isinstance(error, click.BadParameter):
        return _wrong_value(error)
    if error.message.startswith("No such command"):
        return f"没有这个命令：{error.message.split(' ', 3)[-1].strip(chr(39) + '.')}。"
    return error.message


def _wrong_value(error: click.BadParameter) -> str:
    """Name the option or argument, and what may be written."""
    param = error.param
    name = (param.opts[0] if isinstance(param, click.Option) else param.human_readable_name) if param else ""
    if param and isinstance(param.type, click.Choice):
        return f"“{name}”后面可以写 {'、'.join(map(str, param.type.choices))}。"
    if param and isinstance(param.type, click.IntRange):
        return f"“{name}”后面要写 {param.type.min} 到 {param.type.max} 的整数。"
    return f"“{name}”不对：{error.message}"


class Day(click.ParamType[date]):
    """A date written 2023-07-25."""

    name = "日期"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the date, or fail in Chinese."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"“{value}”不是日期，要写成 2023-07-25 的样子", param, ctx)
