"""What a person sees: the real command on a pseudo terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pty = pytest.importorskip("pty", reason="no pseudo terminals here")
Terminal = Callable[..., tuple[int, str]]


@pytest.fixture
def terminal(config: Path) -> Terminal:
    """Run a command line with a terminal on all three streams; returns the exit code and what was on the screen."""

    def run(*words: str) -> tuple[int, str]:
        ours, theirs = pty.openpty()
        environment = os.environ | {"MEM0_CONFIG": str(config), "TERM": "xterm", "COLUMNS": "100"}
        with subprocess.Popen(
            [sys.executable, "-m", "mem0", *words], env=environment, stdin=theirs, stdout=theirs, stderr=theirs
        ) as running:
            os.close(theirs)
            seen = b"".join(iter(lambda: read(ours), b""))
        os.close(ours)
        return running.returncode, seen.decode("utf-8")

    return run


def read(handle: int) -> bytes:
    """What comes next; nothing once the program has left its terminal (Linux says so with an error)."""
    try:
        return os.read(handle, 65_536)
    except OSError:
        return b""


def test_a_change_is_shown_with_what_was_before(terminal: Terminal) -> None:
    terminal("add", "I live in Porto.", "-u", "ana")

    code, seen = terminal("add", "I moved to Lyon.", "-u", "ana")

    assert code == 0
    assert "~ I moved to Lyon" in seen
    assert "before: I live in Porto" in seen


def test_answers_are_numbered_with_owner_and_score(terminal: Terminal) -> None:
    terminal("add", "나는 부산에 살아", "-u", "min", "--no-infer")

    code, seen = terminal("search", "부산", "-u", "min")

    assert code == 0
    assert "1. " in seen
    assert "나는 부산에 살아" in seen
    assert "user min" in seen


def test_a_list_marks_past_versions(terminal: Terminal) -> None:
    terminal("add", "I live in Porto.", "-u", "ana")
    terminal("add", "I moved to Lyon.", "-u", "ana")

    _, seen = terminal("list", "-u", "ana", "--superseded")

    assert "I live in Porto" in seen
    assert "2 memories" in seen


def test_import_shows_how_far_it_is(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "f.jsonl"
    file.write_text('{"role": "user", "content": "I live in Porto."}\n')

    code, seen = terminal("import", str(file), "-u", "ana")

    assert code == 0
    assert "Reading" in seen
    assert "Remembering" in seen
    assert "messages imported" in seen


def test_what_is_stored_cannot_command_the_terminal(terminal: Terminal) -> None:
    """An escape sequence in a memory is shown as what it is."""
    terminal("add", "red \x1b[31malert", "-u", "ana", "--no-infer")

    _, seen = terminal("list", "-u", "ana")

    assert "red \ufffd[31malert" in seen


def test_doctor_shows_every_part(terminal: Terminal) -> None:
    code, seen = terminal("doctor")

    assert code == 0
    assert [part for part in ("store", "integrity", "embedder", "search", "language model") if part not in seen] == []
