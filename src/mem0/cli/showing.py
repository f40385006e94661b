"""The command demo: a conversation of several weeks, remembered and asked about."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Put this command on the command line."""
