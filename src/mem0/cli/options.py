"""The options of the command line, each described once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

_WHOSE = "Whose memories"
_HOW = "Output and store"

UserId: TypeAlias = Annotated[
    str | None, typer.Option("--user-id", "-u", help="The user. (env: MEM0_USER_ID)", rich_help_panel=_WHOSE)
]
AgentId: TypeAlias = Annotated[
    str | None, typer.Option("--agent-id", help="The agent. (env: MEM0_AGENT_ID)", rich_help_panel=_WHOSE)
]
RunId: TypeAlias = Annotated[
    str | None, typer.Option("--run-id", help="The run: a session or project. (env: MEM0_RUN_ID)", rich_help_panel=_WHOSE)
]
AppId: TypeAlias = Annotated[
    str | None, typer.Option("--app-id", help="The application. (env: MEM0_APP_ID)", rich_help_panel=_WHOSE)
]
AsJson: TypeAlias = Annotated[
    bool, typer.Option("--json", "--agent", help="One JSON envelope, for programs.", rich_help_panel=_HOW)
]
Output: TypeAlias = Annotated[
    str | None, typer.Option("--output", "-o", help="text, json, table or quiet (ids alone).", rich_help_panel=_HOW)
]
StorePath: TypeAlias = Annotated[
    Path | None, typer.Option("--path", help="The store file. Default: mem0.db in $MEM0_DIR or ~/.mem0.", rich_help_panel=_HOW)
]
ConfigFile: TypeAlias = Annotated[
    Path | None, typer.Option("--config", help="A configuration (JSON file). (env: MEM0_CONFIG)", rich_help_panel=_HOW)
]
Url: TypeAlias = Annotated[
    str | None, typer.Option("--url", help="A memory server instead of a file. (env: MEM0_BASE_URL)", rich_help_panel=_HOW)
]
Limit: TypeAlias = Annotated[int, typer.Option("--limit", "-k", "--top-k", help="How many at most.")]
Filter: TypeAlias = Annotated[
    str | None, typer.Option("--filter", "--filters", help='Conditions as JSON, like \'{"topic": {"in": ["food"]}}\'.')
]
AsOf: TypeAlias = Annotated[str | None, typer.Option("--as-of", help="What held at that time (ISO 8601) instead of now.")]
ShowExpired: TypeAlias = Annotated[bool, typer.Option("--show-expired", help="Expired memories too.")]
Metadata: TypeAlias = Annotated[str | None, typer.Option("--metadata", "-m", help="Metadata as a JSON object.")]
Expires: TypeAlias = Annotated[str | None, typer.Option("--expires", help="The last day it holds (YYYY-MM-DD).")]
Infer: TypeAlias = Annotated[
    bool, typer.Option("--infer/--no-infer", help="Find and consolidate facts, or keep every message word for word.")
]
