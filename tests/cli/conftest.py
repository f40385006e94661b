"""The command line as the tests call it: with a store of its own and the embedder that every installation has."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mem0.cli import app as command_line


@dataclass(frozen=True)
class Outcome:
    """What one command line printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[list[str]]:
        """The fields of every line."""
        return [line.split("\t") for line in self.out.splitlines()]

    @property
    def envelope(self) -> dict[str, Any]:
        return dict(json.loads(self.out))

    @property
    def data(self) -> Any:
        return self.envelope["data"]


Run = Callable[..., Outcome]


@pytest.fixture(autouse=True)
def nobody_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test depends on the environment of whoever runs it."""
    for name in ("MEM0_USER_ID", "MEM0_AGENT_ID", "MEM0_RUN_ID", "MEM0_APP_ID", "MEM0_DEBUG", "MEM0_BASE_URL", "MEM0_HOST"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration file with a store in the test's folder."""
    place = tmp_path / "config.json"
    place.write_text(json.dumps({"path": str(tmp_path / "cli.db"), "embedder": {"provider": "static"}}))
    return place


@pytest.fixture
def mem0(config: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `mem0 <words>` in this process; `stdin` is what is piped into it."""

    def run(*words: str, stdin: str | bytes = "") -> Outcome:
        piped = stdin.encode("utf-8") if isinstance(stdin, str) else stdin
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(piped), encoding="utf-8"))
        capsys.readouterr()
        code = command_line.run(["--config", str(config), *words])
        printed = capsys.readouterr()
        return Outcome(code, printed.out, printed.err)

    return run
