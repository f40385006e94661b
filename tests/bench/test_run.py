"""All figures come from one run; a part that is measured again takes the place of its older figures."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

BENCH = Path(__file__).parents[2] / "bench"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """bench/run.py, writing into a folder of its own."""
    monkeypatch.syspath_prepend(str(BENCH))
    module = importlib.import_module("run")
    monkeypatch.setattr(module, "RESULTS", tmp_path)
    return module


def row(cell: str, value: float, commit: str) -> dict[str, Any]:
    measure = sys.modules["measure"]
    kept: dict[str, Any] = measure.Row(cell, "ms", measure.Figure(value), goals=(measure.Goal("p50", 2),)).as_json()
    return {**kept, "commit": commit}


def test_a_part_measured_again_replaces_its_rows_and_keeps_the_others(run: Any) -> None:
    """Each says on which commit it was measured, where that is not the one of the run."""
    measure = sys.modules["measure"]
    before, now = (measure.Machine("cpu", 2, [0.1, 0.1], "linux", "3.11", {}, commit) for commit in ("old", "new"))
    run._write([row("add", 1.0, "old"), row("search", 3.0, "old")], before)

    file = run._write(run._beside([row("add", 0.5, "new"), row("graph", 9.0, "new")]), now)

    written = json.loads(file.read_text())
    assert [(one["cell"], one["ours"]["p50"]) for one in written["rows"]] == [("add", 0.5), ("search", 3.0), ("graph", 9.0)]
    assert [line for line in written["text"] if "commit old" in line] == ["- search: measured on commit old"]
    assert any("| add " in line and "0.5" in line and "met" in line for line in written["text"])
    assert any("| search " in line and "MISSED" in line for line in written["text"])


def test_parts_are_measured_by_name() -> None:
    """What the parts measure is tested where it is built; here, that each gives its rows and none fails."""
    command = [sys.executable, str(BENCH / "run.py"), "--quick", "--no-peer", "--only", "overhead", "privacy"]

    printed = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout

    for cell in ("overhead of one add with a model, processor time", "personal data found, ko: recall"):
        assert f"| {cell} " in printed
    assert "FAILED" not in printed
