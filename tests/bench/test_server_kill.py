"""The short form of bench/server_kill.py: a server that is killed while it works loses no add and does none twice."""

from __future__ import annotations

import importlib.util
import socket
import sys
from pathlib import Path
from typing import Any

BENCH = Path(__file__).parents[2] / "bench" / "server_kill.py"


def bench() -> Any:
    spec = importlib.util.spec_from_file_location("server_kill", BENCH)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules["server_kill"] = made
    spec.loader.exec_module(made)
    return made


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def test_a_killed_server_loses_nothing_and_doubles_nothing() -> None:
    found = bench().run(60, 1, users=7, port=free_port(), lease=1.0)

    assert (found["events"], found["kills"]) == (60, 1)
    assert (found["lost"], found["doubled"], found["problems"]) == (0, 0, 0)
