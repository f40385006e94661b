"""The help of the command line: arguments explained, options in groups, commands in the order they are told, near misses."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from typing import Any, Final, TypeVar

import click

from . import options
from .screen import styled

Function = TypeVar("Function", bound=Callable[..., Any])
SETTINGS: Final = {"help_option_names": ["-h", "--help"], "show_default": True}
_WIDEST, _NARROWEST = 110, 40  # columns


class Argument(click.Argument):
    """An argument that the help explains; click does it itself since 8.5."""

    def __init__(self, declared: Sequence[str], *, help: str = "", **rest: Any) -> None:
        super().__init__(declared, **rest)
        self.help = help


def argument(name: str, *, help: str = "", **rest: Any) -> Callable[[Function], Function]:
    """A decorator like click.argument, with a help."""
    return click.argument(name, cls=Argument, help=help, **rest)


class _Layout(click.HelpFormatter):
    """Bold headings and cyan names; whoever prints the help takes the colours out where they are not wanted."""

    def write_heading(self, heading: str) -> None:
        self.write(f"{styled(heading + ':', 'bold')}\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        super().write_dl([(styled(name, "cyan"), said) for name, said in rows], col_max, col_spacing)


class Command(click.Command):
    """A command whose help has a section for its arguments, its own options, and each group of shared ones."""

    def get_help(self, ctx: click.Context) -> str:
        formatter = _Layout(width=max(min(shutil.get_terminal_size().columns, _WIDEST), _NARROWEST))
        self.format_help(ctx, formatter)
        return formatter.getvalue().rstrip("\n")

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for part in (self.format_usage, self.format_help_text, self.format_options, self.format_epilog):
            part(ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        sections: dict[str, list[tuple[str, str]]] = {"Arguments": [], "Options": [], **{title: [] for title in options.GROUPS}}
        for one in self.get_params(ctx):
            if isinstance(one, Argument):
                sections["Arguments"].append((one.get_usage_pieces(ctx)[0], one.help or ""))
            elif (record := one.get_help_record(ctx)) is not None:
                title = next((title for title, group in options.GROUPS.items() if one in group), "Options")
                sections[title].append(record)
        for title, rows in sections.items():
            _section(formatter, title, rows)


class Group(Command, click.Group):
    """A command of commands: first its own, as they were added, then groups; a mistyped name is answered with its like."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return sorted(self.commands, key=lambda name: isinstance(self.commands[name], click.Group))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        rows = [(name, (self.commands[name].help or "").partition("\n")[0]) for name in self.list_commands(ctx)]
        _section(formatter, "Commands", rows)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in self.commands and not name.startswith("-") and not ctx.resilient_parsing:
            near = ", ".join(map(repr, get_close_matches(name, self.commands)))
            ctx.fail(f"No such command {name!r}.{f' Did you mean {near}?' if near else ''}")
        return super().resolve_command(ctx, args)


def group(name: str, said: str, *commands: click.Command) -> Group:
    """A group of commands that shows its help when it is called alone."""
    return Group(name, commands=commands, help=said, no_args_is_help=True, context_settings=SETTINGS)


def _section(formatter: click.HelpFormatter, title: str, rows: Sequence[tuple[str, str]]) -> None:
    if rows:
        with formatter.section(title):
            formatter.write_dl(rows)
