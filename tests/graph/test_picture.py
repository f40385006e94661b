"""The exported page in a real browser: it draws, opens an entity, and shows hostile names as text."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from mem0.pipeline.graph_export import export_graph

from .test_export import graph

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--virtual-time-budget=3000",
]


@pytest.fixture(scope="module")
def chromium() -> str:
    """A headless browser; where it is missing, Debian's is installed."""
    if shutil.which("chromium") is None and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], capture_output=True, check=False, timeout=300)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], capture_output=True, check=False, timeout=600)
    found = shutil.which("chromium")
    if found is None:
        pytest.fail("This test needs chromium: apt-get install chromium")
    return found


def test_a_person_can_open_an_entity_whatever_it_is_called(chromium: str, tmp_path: Path) -> None:
    page = tmp_path / "graph.html"
    page.write_text(export_graph("html", *graph()), encoding="utf-8")
    name = "%3C/script%3E%3Cscript%3Ealert(1)%3C/script%3E"  # the first entity of the graph, in an address
    command = [chromium, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", f"{page.as_uri()}#{name}"]

    shown = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout

    assert "<h2>&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;</h2>" in shown
    assert "4 entities, 3 relations" in shown
    assert shown.count("<li>") == 3
