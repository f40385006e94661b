"""What the command line says of itself: help in groups, near misses, completion, colours only where they are wanted."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mem0.cli import app as command_line
from mem0.cli.columns import width

from .conftest import Run

HEADINGS = ("Usage:", "Arguments:", "Options:", "Whose memories:", "Output and store:")


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


def test_help_has_its_groups_in_order(mem0: Run) -> None:
    said = mem0("search", "-h").out

    assert [line for line in said.splitlines() if line.startswith(HEADINGS)] == [
        "Usage: mem0 search [OPTIONS] QUERY", *HEADINGS[1:]
    ]
    assert 'QUERY  The question; "-" reads standard input.' in said
    assert "[default: 10]" in said


def test_commands_are_told_in_their_order_and_groups_last(mem0: Run) -> None:
    lines = mem0("--help").out.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()
    names = [line.split()[0] for line in lines if line[2] != " "]

    assert (names[:4], names[-5:]) == (["add", "update", "delete", "search"], ["graph", "audit", "jobs", "eval", "keyring"])


@pytest.mark.parametrize("group", ["graph", "audit", "jobs", "eval", "keyring"])
def test_a_group_alone_shows_its_help(mem0: Run, group: str) -> None:
    said = mem0(group)

    assert (said.code, said.err) == (0, "")
    assert f"Usage: mem0 {group}" in said.out


@pytest.mark.parametrize("columns", [40, 60])
def test_help_fits_a_narrow_terminal(mem0: Run, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))

    assert [line for line in mem0("eval", "locomo", "--help").out.splitlines() if width(line) > columns] == []


@pytest.mark.parametrize(
    ("words", "meant"), [(("serch", "x"), "search"), (("graph", "nighbours"), "neighbours"), (("list", "--limt", "3"), "--limit")]
)
def test_a_near_miss_is_answered_with_what_was_meant(mem0: Run, words: tuple[str, ...], meant: str) -> None:
    said = mem0(*words)

    assert said.code == 2
    assert meant in said.err.partition("(see:")[0]


@pytest.mark.parametrize(("variable", "value", "coloured"), [("X", "1", False), ("FORCE_COLOR", "1", True)])
def test_a_pipe_gets_colours_only_where_they_are_forced(
    mem0: Run, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, coloured: bool
) -> None:
    monkeypatch.setenv(variable, value)

    assert ("\x1b[" in mem0("--help").out) is coloured
    assert ("\x1b[" in mem0("version", "-o", "table").out) is coloured


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_shown_and_installed_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], shell: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SHELL", f"/usr/bin/{shell}")
    (tmp_path / ".bashrc").write_text("alias ll='ls -l'\n")

    assert command_line.run(["--show-completion"]) == 0
    script = capsys.readouterr().out
    assert command_line.run(["--install-completion"]) == 0
    files = {file: file.read_text() for file in tmp_path.rglob("*") if file.is_file()}
    assert command_line.run(["--install-completion"]) == 0

    assert script in files.values()
    assert files == {file: file.read_text() for file in tmp_path.rglob("*") if file.is_file()}
    assert (tmp_path / ".bashrc").read_text().startswith("alias ll='ls -l'\n")


def test_a_shell_that_is_not_known_is_told(mem0: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELL", "/bin/ksh")

    said = mem0("--show-completion")

    assert (said.code, "bash, zsh, fish" in said.err) == (2, True)


def test_the_shell_completes_commands_and_options() -> None:
    asked = {**os.environ, "_MEM0_COMPLETE": "bash_complete", "COMP_WORDS": "mem0 graph n", "COMP_CWORD": "2"}
    told = subprocess.run([sys.executable, "-m", "mem0"], env=asked, capture_output=True, text=True, check=True)
    asked |= {"COMP_WORDS": "mem0 search --user", "COMP_CWORD": "2"}
    options = subprocess.run([sys.executable, "-m", "mem0"], env=asked, capture_output=True, text=True, check=True)

    assert told.stdout.split() == ["plain,neighbours"]
    assert options.stdout.split() == ["plain,--user-id"]
