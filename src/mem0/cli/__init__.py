"""The command line: `mem0`. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code (see docs/reference/cli.md)."""
    from .app import run

    sys.exit(run(arguments))
