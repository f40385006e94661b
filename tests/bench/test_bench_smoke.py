"""The speed bench runs and says everything it should; its times are not judged here."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CELLS = (
    "add, filling 800",
    "cold first search, 100 in scope",
    "warm search, 100 in scope of 800",
    "same, processor time, 100 in scope",
    "search right after an add, 100 in scope",
    "warm search, 800 in scope",
    "add of 20 messages in one call",
    "add of one message",
    "warm search, 120 of 6 users",
    "disk a memory",
    "open 120 and answer once",
    "import mem0",
)


def test_the_quick_bench_measures_every_cell(tmp_path: Path) -> None:
    """Each cell has a positive figure of our side, and none failed."""
    written = tmp_path / "rows.json"
    command = [sys.executable, str(ROOT / "bench" / "speed.py"), "--quick", "--no-peer", "--json", str(written)]

    subprocess.run(command, check=True, capture_output=True, timeout=300)

    rows = {row["cell"]: row for row in json.loads(written.read_text())}
    assert [cell for cell in CELLS if cell not in rows] == []
    assert [cell for cell in CELLS if not rows[cell]["ours"]["p50"] > 0] == []
    assert [row["note"] for row in rows.values() if row["note"].startswith("FAILED")] == []
