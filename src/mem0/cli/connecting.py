"""The command that gives the memory to AI clients: mcp."""

from __future__ import annotations

import os
from typing import Final

import click

from .answer import Answer, Grid
from .registering import command
from .session import Session


@command("mcp", scope=False, output=False)
@click.option("--default-user", help="Whose memories are meant where a call names nobody.")
def mcp(session: Session, default_user: str | None) -> Answer:
    """Give an AI client the memory as tools, over standard input and output (MCP).

    The key of a server is read from MEM0_API_KEY. How to add it to Claude, Cursor or Codex: docs/how-to/mcp.md.
    """
    from ..mcp.stdio import run

    run(session.settings(), url=session.url, api_key=os.environ.get("MEM0_API_KEY"), default_user=default_user)
    return Answer(data={"stopped": True}, count=0, grid=Grid((), ()))


COMMANDS: Final = (mcp,)
