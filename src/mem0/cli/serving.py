"""The command that runs a server: serve."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import click

from ..errors import ValidationError
from . import options
from .answer import Answer, Grid
from .registering import command
from .session import Session


@command("serve", scope=False, output=False)
@click.option("--host", help="The address to listen on. Default: 127.0.0.1.")
@click.option("--port", "-p", type=int, help="The port. Default: 8000; 0 takes a free one.")
@click.option("--data", type=options.PATH, help="The folder of the server. Default: server in $MEM0_DIR.")
@click.option("--settings", type=options.PATH, help="Settings of the server (JSON or TOML).")
@click.option("--no-auth", is_flag=True, help="Ask nobody for a key; on this machine only.")
@click.option("--new-key", is_flag=True, help="Make a new owner's key and show it.")
def serve(
    session: Session, host: str | None, port: int | None, data: Path | None, settings: Path | None, no_auth: bool,
    new_key: bool,
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


COMMANDS: Final = (serve,)
