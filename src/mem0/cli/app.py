"""The command `mem0`: its commands, the options before them, and the way out when something goes wrong."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated, Final

import typer

from . import (
    caring,
    carrying,
    connecting,
    demo,
    evaluating,
    fading,
    graphs,
    keeping,
    options,
    queueing,
    recalling,
    remembering,
    saving,
    serving,
    trusting,
    watching,
)
from .failure import INTERRUPTED, USAGE, exit_code, leave_quietly, tell

# typer's own exceptions for wrong usage; older versions take them from click, newer ones carry them along.
_UsageError: Final[type[Exception]] = typer.BadParameter.__bases__[0]

app = typer.Typer(
    name="mem0", no_args_is_help=True, add_completion=True, pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Long-term memory for AI agents, in one file on this computer.",
    epilog="Exit codes: 0 done, 1 nothing found, 2 wrong usage, 3 store, 4 a package is missing, 5 a service failed.",
)


def _version(asked: bool) -> None:
    if asked:
        from ..version import __version__

        print(f"mem0 {__version__}")
        raise typer.Exit


@app.callback()
def _before(
    ctx: typer.Context,
    as_json: options.AsJson = False,
    output: options.Output = None,
    path: options.StorePath = None,
    config: options.ConfigFile = None,
    url: options.Url = None,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="The version.")] = False,  # noqa: ARG001 - the callback answers
) -> None:
    ctx.obj = {"as_json": as_json, "output": output, "path": path, "config": config, "url": url}


_ROOMS: Final = (
    remembering, recalling, graphs, carrying, caring, watching, keeping, trusting, queueing,
    fading, evaluating, saving, demo, serving, connecting,
)
for room in _ROOMS:
    room.register(app)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command line; returns the exit code."""
    _speak_utf8()
    try:
        answer = app(args=None if arguments is None else list(arguments), prog_name="mem0", standalone_mode=False)
        sys.stdout.flush()
        return answer if isinstance(answer, int) else 0
    except BrokenPipeError:
        return leave_quietly()
    except (KeyboardInterrupt, typer.Abort):
        print("mem0: stopped.", file=sys.stderr)
        return INTERRUPTED
    except _UsageError as error:
        return _wrong_usage(error)
    except Exception as error:  # noqa: BLE001 - the last stop: told to the person, with an exit code of its own
        tell(error)
        return exit_code(error)


def _wrong_usage(error: Exception) -> int:
    """One line on what is wrong and where to read more; `mem0` alone shows its help."""
    context = getattr(error, "ctx", None)
    said = str(getattr(error, "format_message", lambda: error)())
    if type(error).__name__ == "NoArgsIsHelpError":
        print(said)
        return 0
    where = context.command_path if context is not None else "mem0"
    print(f"mem0: {' '.join(said.split())} (see: {where} --help)", file=sys.stderr)
    return USAGE


def _speak_utf8() -> None:
    """Write UTF-8 into pipes and files whatever the locale is, and never fail on a character a terminal cannot show."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace") if stream.isatty() else reconfigure(encoding="utf-8", errors="replace")


__all__ = ["app", "run"]
