"""Completion of commands and options in bash, zsh and fish, with the scripts of click."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import click
from click.shell_completion import get_completion_class

from ..errors import ValidationError

# Where each shell keeps the script, the file that it reads at its start, and what that file must say.
_PLACES: Final = {
    "bash": (".bash_completions/mem0.sh", ".bashrc", "source ~/.bash_completions/mem0.sh"),
    "zsh": (".zfunc/_mem0", ".zshrc", "fpath+=~/.zfunc; autoload -Uz compinit; compinit"),
    "fish": (".config/fish/completions/mem0.fish", None, ""),
}


def show(ctx: click.Context, _option: click.Parameter, asked: bool) -> None:
    """Print the script for the shell of $SHELL."""
    if asked and not ctx.resilient_parsing:
        click.echo(_script(_shell(), ctx.command))
        ctx.exit()


def install(ctx: click.Context, _option: click.Parameter, asked: bool) -> None:
    """Put the script where the shell of $SHELL finds it; installing twice changes nothing."""
    if not asked or ctx.resilient_parsing:
        return
    shell = _shell()
    place, start, line = _PLACES[shell]
    file = Path.home() / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(_script(shell, ctx.command) + "\n", encoding="utf-8")
    if start is not None:
        _add_line(Path.home() / start, line)
    click.echo(f"{shell} completion installed in {file}\nCompletion will take effect once you restart the terminal")
    ctx.exit()


def _shell() -> str:
    name = Path(os.environ.get("SHELL", "")).name
    if name not in _PLACES:
        raise ValidationError(f"Which shell? $SHELL names none of {', '.join(_PLACES)}.")
    return name


def _script(shell: str, command: click.Command) -> str:
    kind = get_completion_class(shell)
    assert kind is not None, "click completes in all three shells"
    return kind(command, {}, "mem0", "_MEM0_COMPLETE").source()


def _add_line(file: Path, line: str) -> None:
    said = file.read_text(encoding="utf-8") if file.exists() else ""
    if line not in said.splitlines():
        file.write_text(f"{said.rstrip()}\n\n{line}\n".lstrip("\n"), encoding="utf-8")
