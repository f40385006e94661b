"""The command `mem0`: its commands, the options before them, and the way out when something goes wrong."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, Final

import click

from . import (
    caring,
    carrying,
    completing,
    connecting,
    demo,
    evaluating,
    fading,
    graphs,
    keeping,
    queueing,
    recalling,
    remembering,
    saving,
    serving,
    trusting,
    watching,
)
from .failure import INTERRUPTED, OK, USAGE, exit_code, leave_quietly, tell
from .helping import group
from .options import HOW
from .screen import colours


def _version(ctx: click.Context, _option: click.Parameter, asked: bool) -> None:
    if asked and not ctx.resilient_parsing:
        from ..version import __version__

        print(f"mem0 {__version__}")
        ctx.exit()


def _at_once(name: str, answer: Any, said: str) -> click.Option:
    """An option that answers itself and ends the run."""
    return click.Option([name], is_flag=True, is_eager=True, expose_value=False, callback=answer, help=said)


@click.pass_context
def _before(ctx: click.Context, /, **given: Any) -> None:
    ctx.obj = given


app: Final = group("mem0", "Long-term memory for AI agents, in one file on this computer.")
app.epilog = "Exit codes: 0 done, 1 nothing found, 2 wrong usage, 3 store, 4 a package is missing, 5 a service failed."
app.callback = _before
app.params += [
    _at_once("--version", _version, "The version."),
    _at_once("--install-completion", completing.install, "Install completion for the shell of $SHELL."),
    _at_once("--show-completion", completing.show, "Print the script of that completion."),
    *HOW,
]
_ROOMS: Final = (
    remembering, recalling, graphs, carrying, caring, watching, keeping, trusting, queueing,
    fading, evaluating, saving, demo, serving, connecting,
)
for room in _ROOMS:
    for command in room.COMMANDS:
        app.add_command(command)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command line; returns the exit code."""
    _speak_utf8()
    try:
        given = None if arguments is None else list(arguments)
        answer = app.main(given, "mem0", standalone_mode=False, color=colours())
        sys.stdout.flush()
        return answer if isinstance(answer, int) else 0
    except BrokenPipeError:
        return leave_quietly()
    except (KeyboardInterrupt, click.Abort):
        print("mem0: stopped.", file=sys.stderr)
        return INTERRUPTED
    except click.UsageError as error:
        return _wrong_usage(error)
    except Exception as error:  # noqa: BLE001 - the last stop: told to the person, with an exit code of its own
        tell(error)
        return exit_code(error)


def _wrong_usage(error: click.UsageError) -> int:
    """One line on what is wrong and where to read more; `mem0` alone shows its help."""
    said = error.format_message()
    if type(error).__name__ == "NoArgsIsHelpError":  # of click 8.2 and later
        click.echo(said, color=colours())
        return OK
    where = error.ctx.command_path if error.ctx is not None else "mem0"
    print(f"mem0: {' '.join(said.split())} (see: {where} --help)", file=sys.stderr)
    return USAGE


def _speak_utf8() -> None:
    """Write UTF-8 into pipes and files whatever the locale is, and never fail on a character a terminal cannot show."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace") if stream.isatty() else reconfigure(encoding="utf-8", errors="replace")


__all__ = ["app", "run"]
