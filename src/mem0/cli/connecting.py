"""The command that gives the memory to AI clients: mcp."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from .answer import Answer, Grid
from .registering import command
from .session import Session


def register(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    command(app, "mcp", scope=False, output=False)(mcp)


def mcp(
    session: Session,
    default_user: Annotated[
        str | None, typer.Option("--default-user", help="Whose memories are meant where a call names nobody.")
    ] = None,
) -> Answer:
    """Give an AI client the memory as tools, over standard input and output (MCP).

    The key of a server is read from MEM0_API_KEY. How to add it to Claude, Cursor or Codex: docs/how-to/mcp.md.
    """
    from ..mcp.stdio import run

    run(session.settings(), url=session.url, api_key=os.environ.get("MEM0_API_KEY"), default_user=default_user)
    return Answer(data={"stopped": True}, count=0, grid=Grid((), ()))
