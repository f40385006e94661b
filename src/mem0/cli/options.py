"""The options of the command line that several commands share, each described once."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

PATH: Final = click.Path(path_type=Path)
WHOSE: Final = (
    click.Option(["--user-id", "-u"], help="The user. (env: MEM0_USER_ID)"),
    click.Option(["--agent-id"], help="The agent. (env: MEM0_AGENT_ID)"),
    click.Option(["--run-id"], help="The run: a session or project. (env: MEM0_RUN_ID)"),
    click.Option(["--app-id"], help="The application. (env: MEM0_APP_ID)"),
)
OUTPUT: Final = click.Option(["--output", "-o"], help="text, json, table or quiet (ids alone).")
HOW: Final = (
    click.Option(["as_json", "--json", "--agent"], is_flag=True, help="One JSON envelope, for programs."),
    OUTPUT,
    click.Option(["--path"], type=PATH, help="The store file. Default: mem0.db in $MEM0_DIR or ~/.mem0."),
    click.Option(["--config"], type=PATH, help="A configuration (JSON file). (env: MEM0_CONFIG)"),
    click.Option(["--url"], help="A memory server instead of a file. (env: MEM0_BASE_URL)"),
)
GROUPS: Final = {"Whose memories": WHOSE, "Output and store": HOW}  # as the help shows them, behind a command's own options

limit: Final = click.option("--limit", "-k", "--top-k", default=10, help="How many at most.")
filters: Final = click.option(
    "filters", "--filter", "--filters", help='Conditions as JSON, like \'{"topic": {"in": ["food"]}}\'.'
)
as_of: Final = click.option("--as-of", help="What held at that time (ISO 8601) instead of now.")
show_expired: Final = click.option("--show-expired", is_flag=True, help="Expired memories too.")
metadata: Final = click.option("--metadata", "-m", help="Metadata as a JSON object.")
infer: Final = click.option(
    "--infer/--no-infer", default=True, help="Find and consolidate facts, or keep every message word for word."
)
