"""The real command in a process of its own: start, pipes, encodings, signals."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

MEM0 = (sys.executable, "-m", "mem0")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    config = tmp_path / "config.json"
    config.write_text('{"embedder": {"provider": "static"}}')
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("MEM0_", "PYTHONUTF8", "LC_", "LANG"))
    }
    return kept | {"MEM0_DIR": str(tmp_path / "mem0"), "MEM0_CONFIG": str(config), "LC_ALL": "C", "COLUMNS": "80"}


def test_help_names_every_command_and_loads_nothing_heavy(environment: dict[str, str]) -> None:
    """What is not loaded cannot make the help slow, on any machine."""
    command = [sys.executable, "-X", "importtime", *MEM0[1:], "--help"]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)

    names = "add search list get update delete history users import export stats doctor health demo reindex reembed version"
    assert [name for name in names.split() if f" {name} " not in said.stdout] == []
    loaded = {line.rpartition("|")[2].strip() for line in said.stderr.splitlines()}
    assert loaded & {"numpy", "pydantic", "httpx", "openai", "asyncio"} == set()


def test_help_names_the_environment(environment: dict[str, str]) -> None:
    """Square brackets would be taken for markup and vanish."""
    said = subprocess.run([*MEM0, "add", "--help"], env=environment, capture_output=True, text=True, check=True)

    assert "MEM0_USER_ID" in said.stdout
    assert "MEM0_CONFIG" in said.stdout


def test_the_name_alone_shows_the_help(environment: dict[str, str]) -> None:
    said = subprocess.run(MEM0, env=environment, capture_output=True, text=True, check=False)

    assert (said.returncode, said.stderr) == (0, "")
    assert "Usage: mem0" in said.stdout


def test_korean_goes_through_pipes_whatever_the_locale_is(environment: dict[str, str]) -> None:
    told = "나는 부산에 살아".encode()
    subprocess.run([*MEM0, "add", "-", "-u", "min", "--no-infer"], env=environment, input=told, check=True)

    found = subprocess.run([*MEM0, "search", "부산", "-u", "min"], env=environment, capture_output=True, check=True)

    assert told in found.stdout


def test_a_reader_that_leaves_early_is_no_error(environment: dict[str, str], tmp_path: Path) -> None:
    """`mem0 export | head -1` ends quietly."""
    lines = tmp_path / "many.jsonl"
    lines.write_text("".join(f'{{"role":"user","content":"line {n} {"x" * 300}"}}\n' for n in range(800)))
    subprocess.run([*MEM0, "import", str(lines), "-u", "a", "--no-infer", "-o", "quiet"], env=environment, check=True)

    with subprocess.Popen(
        [*MEM0, "export"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        complaint = running.stderr.read()

    assert (running.returncode, complaint) == (0, b"")


def test_errors_are_one_line_without_a_traceback(environment: dict[str, str]) -> None:
    said = subprocess.run([*MEM0, "get", "x"], env=environment, capture_output=True, text=True, check=False)

    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr == "mem0: There is no memory x.\n"


def test_a_traceback_comes_with_mem0_debug(environment: dict[str, str]) -> None:
    said = subprocess.run(
        [*MEM0, "get", "x"], env=environment | {"MEM0_DEBUG": "1"}, capture_output=True, text=True, check=False
    )

    assert "Traceback" in said.stderr


def test_demo_runs_plain_in_a_pipe(environment: dict[str, str], tmp_path: Path) -> None:
    said = subprocess.run([*MEM0, "demo"], env=environment, capture_output=True, encoding="utf-8", check=True)

    assert "\x1b" not in said.stdout
    assert "Remembered: Ana" in said.stdout
    assert not (tmp_path / "mem0").exists()
