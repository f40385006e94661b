"""The command that runs a server: serve."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from ..errors import ValidationError
from .answer import Answer, Grid
from .registering import command
from .session import Session


def register(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    command(app, "serve", scope=False, output=False)(serve)


def serve(
    session: Session,
    host: Annotated[str | None, typer.Option("--host", help="The address to listen on. Default: 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option("--port", "-p", help="The port. Default: 8000; 0 takes a free one.")] = None,
    data: Annotated[Path | None, typer.Option("--data", help="The folder of the server. Default: server in $MEM0_DIR.")] = None,
    settings: Annotated[Path | None, typer.Option("--settings", help="Settings of the server (JSON or TOML).")] = None,
    no_auth: Annotated[bool, typer.Option("--no-auth", help="Ask nobody for a key; on this machine only.")] = False,
    new_key: Annotated[bool, typer.Option("--new-key", help="Make a new owner's key and show it.")] = False,
) -> Answer:
    """Run a memory server that every mem0 client can talk to.

    --config is the configuration of its memories. It ends with Ctrl-C, after the requests it is answering.
    """
    from ..server.serve import serve as run
    from ..server.settings import read_settings

    if session.path is not None:
        raise ValidationError("serve keeps a store for every project: give --data, a folder, instead of --path.")
    memory = {name: value for name, value in session.settings().items() if name not in ("version", "path")}
    given = {"host": host, "port": port, "data": data, "auth": False if no_auth else None, "memory": memory or None}
    run(read_settings(settings, given=given), tell=lambda line: print(line, file=sys.stderr, flush=True), new_key=new_key)
    return Answer(data={"stopped": True}, count=0, grid=Grid((), ()))
