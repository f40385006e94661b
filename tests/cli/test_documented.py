"""The reference names every command, every option and every exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from mem0.cli import failure
from mem0.cli.app import app
from mem0.portability import NAMES

DOCS = Path(__file__).parent.parent.parent / "docs"
REFERENCE = (DOCS / "reference" / "cli.md").read_text("utf-8")
COMMANDS = app.commands


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_and_option_is_in_the_reference(name: str) -> None:
    options = {option for parameter in COMMANDS[name].params for option in (*parameter.opts, *parameter.secondary_opts)}

    assert f"| `{name}" in REFERENCE
    assert [option for option in sorted(options) if option.startswith("-") and f"`{option}" not in REFERENCE] == []


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_says_what_it_does(name: str) -> None:
    assert COMMANDS[name].help


def test_every_exit_code_is_in_the_reference() -> None:
    codes = {value for name, value in vars(failure).items() if name.isupper() and isinstance(value, int)}

    assert [code for code in sorted(codes) if f"| {code} |" not in REFERENCE] == []


def test_every_format_is_in_the_guide() -> None:
    guide = (DOCS / "how-to" / "import-and-export.md").read_text("utf-8")

    assert [name for name in NAMES if f"`{name}`" not in guide] == []
