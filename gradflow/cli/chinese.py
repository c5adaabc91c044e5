"""click in Chinese: help pages, usage errors, and commands loaded only when called."""

from __future__ import annotations

import importlib
import os
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import click

from gradflow.model.failures import perhaps

DROPPED = "validate"
"""What is done with a folder that is dropped on the program."""


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

    def get_help_option_names(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Either will do."""
        return ["-h", "--help"]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The --help option, in Chinese."""
        option = super().get_help_option(ctx)
        if option:
            option.help = "显示这份说明"
        return option


class LazyGroup(ChineseCommand, click.Group):
    """A group that imports a command's module when it is called: --help stays quick."""

    def __init__(self, *args: Any, modules: Mapping[str, tuple[str, str]], **more: Any) -> None:
        """``modules``: command name -> module, and one-line help: empty of a command that no help names."""
        super().__init__(*args, **more)
        self._modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """In the order of use."""
        return [name for name, (_, text) in self._modules.items() if text]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import and return a command."""
        return importlib.import_module(self._modules[cmd_name][0]).command if cmd_name in self._modules else None

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """A folder in the place of a command, as when one is dropped on the program, is to be validated."""
        is_folder = DROPPED in self._modules and args[0] not in self.list_commands(ctx) and os.path.isdir(args[0])  # noqa: PTH112 - a text
        return super().resolve_command(ctx, [DROPPED, *args] if is_folder else args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List options, then commands."""
        ChineseCommand.format_options(self, ctx, formatter)
        with formatter.section("命令"):
            formatter.write_dl([(name, text) for name, (_, text) in self._modules.items() if text])


def usage_sentence(error: click.UsageError) -> str:
    """One Chinese sentence for a wrong call."""
    context = error.ctx
    if isinstance(error, click.NoSuchOption):
        names = [name for param in context.command.get_params(context) for name in param.opts] if context else []
        return f"没有“{error.option_name}”这个选项{perhaps(error.option_name, names)}。"
    if isinstance(error, click.MissingParameter):
        return f"还缺少“{error.param.human_readable_name if error.param else ''}”。"
    if isinstance(error, click.BadParameter):
        return _wrong_value(error)
    if isinstance(error, click.exceptions.NoSuchCommand):
        known = context.command.list_commands(context) if context and isinstance(context.command, click.Group) else ()
        return f"没有“{error.command_name}”这个命令{perhaps(error.command_name, known)}。"
    return error.message


def _wrong_value(error: click.BadParameter) -> str:
    param = error.param
    name = (param.opts[0] if isinstance(param, click.Option) else param.human_readable_name) if param else error.param_hint
    if param and isinstance(param.type, click.Choice):
        return f"“{name}”后面可以写 {'、'.join(map(str, param.type.choices))}。"
    if param and isinstance(param.type, click.IntRange):
        return f"“{name}”后面要写 {param.type.min} 到 {param.type.max} 的整数。"
    return f"“{name}”不对：{error.message.rstrip('。')}。"


DAY = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})年(\d{1,2})月(\d{1,2})日|(\d{4})(\d\d)(\d\d)")


class Day(click.ParamType[date]):
    """A date as people write one: 2023-07-25, 2023-7-25, 2023/07/25, 2023.7.25, 20230725, 2023年7月25日."""

    name = "日期"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the date, or fail in Chinese."""
        if isinstance(value, date):
            return value
        found = DAY.fullmatch(str(value).strip())
        try:
            return date(*(int(part) for part in (found.groups() if found else ()) if part and part.isdecimal()))
        except (TypeError, ValueError):
            self.fail(f"“{value}”不是日期，要写成 2023-07-25 的样子", param, ctx)
