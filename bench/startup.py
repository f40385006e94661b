"""How long importing takes, in new interpreters that take turns; the best of the starts counts."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import peer
from measure import Figure, Goal, Row
from wire import ONE_THREAD

_TIMED = "import time; t = time.perf_counter(); {statement}; print(time.perf_counter() - t)"


def rows(peer_python: Path | None, starts: int) -> list[Row]:
    """`import mem0` and `from mem0 import Memory`, beside `import numpy, pydantic` as the limit."""
    limit: list[float] = []
    samples: dict[str, tuple[list[float], list[float]]] = {s: ([], []) for s in ("import mem0", "from mem0 import Memory")}
    with tempfile.TemporaryDirectory() as home:
        for _ in range(starts):
            limit.append(_seconds(sys.executable, "import numpy, pydantic", home))
            for statement, (ours, theirs) in samples.items():
                ours.append(_seconds(sys.executable, statement, home))
                if peer_python is not None:
                    theirs.append(_seconds(peer_python, statement, home))
    best = Figure(min(limit))
    goals = (Goal("p50", 0.25),)
    return [
        Row(statement, f"s, best of {starts}", Figure(min(ours)), Figure(min(theirs)) if theirs else None, best, goals,
            note="numpy: `import numpy, pydantic`")
        for statement, (ours, theirs) in samples.items()
    ]  # fmt: skip


def _seconds(python: Path | str, statement: str, home: str) -> float:
    env = {**os.environ, **ONE_THREAD}
    if str(python) != sys.executable:
        env |= peer.environment(Path(home))
    command = [str(python), "-c", _TIMED.format(statement=statement)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    return float(done.stdout.strip().splitlines()[-1])
