"""The commands on a server: as on a file, over HTTP."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mem0.cli import app as command_line
from mem0.cli.failure import SERVICE, USAGE

from ..server.live import Live, running
from .conftest import Outcome, Run

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with running(tmp_path_factory.mktemp("server")) as made:
        yield made


@pytest.fixture
def there(live: Live, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `mem0 <words>` with the server named by the environment."""
    monkeypatch.setenv("MEM0_BASE_URL", live.url)
    monkeypatch.setenv("MEM0_API_KEY", live.key)

    def run(*words: str, stdin: str | bytes = "") -> Outcome:
        del stdin
        capsys.readouterr()
        code = command_line.run(list(words))
        printed = capsys.readouterr()
        return Outcome(code, printed.out, printed.err)

    return run


def test_a_life_of_memories(there: Run) -> None:
    (added,) = there("add", "I live in Lyon", "-u", "ana", "--json").data
    (moved,) = there("add", "I moved to Busan", "-u", "ana", "--json").data
    found = there("search", "Where does she live?", "-u", "ana", "--json", "--explain").data

    assert (moved["event"], moved["id"]) == ("UPDATE", added["id"])
    assert found[0]["id"] == added["id"]
    assert "final_score" in found[0]["score_details"]
    assert there("get", added["id"], "--json").data["user_id"] == "ana"
    assert [entry["event"] for entry in there("history", added["id"], "--json").data] == ["ADD", "UPDATE"]
    assert there("update", added["id"], "I live in Seoul", "--json").data["memory"] == "I live in Seoul"
    assert ["user", "ana", "1"] in [line[:3] for line in there("users").lines]
    assert there("stats", "--json").data["memories"] >= 1
    assert there("delete", added["id"], "--json").data[0]["deleted"] is True
    assert there("get", added["id"]).code == 1


def test_a_list_is_read_to_its_last_page(there: Run, live: Live) -> None:
    said = [{"role": "user", "content": f"note {number}"} for number in range(230)]
    live.client().add(said, user_id="bo", infer=False)

    assert len(there("list", "-u", "bo").lines) == 230
    assert [line[3] for line in there("list", "-u", "bo", "--limit", "3", "--offset", "205").lines] == [
        f"note {number}" for number in (205, 206, 207)
    ]
    assert there("delete", "--all", "-u", "bo", "--yes").code == 0
    assert there("list", "-u", "bo").code == 1


def test_the_doctor_asks_the_server(there: Run, live: Live) -> None:
    outcome = there("doctor")

    assert outcome.code == 0
    assert live.url in outcome.out


def test_the_store_of_a_server_is_looked_after(there: Run, live: Live, tmp_path: Path) -> None:
    """Work, health, the graph, a sweep, a backup, the audit log, and forgetting with a receipt, over HTTP."""
    client = live.client()
    client.project.update(enable_graph=True)
    event = client.add("My sister Mia lives in Oslo.", user_id="eve")["event_id"]
    client.wait_for_event(event, interval=0.02)

    assert event in there("jobs", "list", "-o", "quiet", "--limit", "500").out
    assert there("jobs", "show", event, "--json").data["status"] == "SUCCEEDED"
    assert there("jobs", "show", "x").code == 1
    assert there("jobs", "retry", "--json").data == {"queued": 0}
    assert there("health", "--check", "integrity", "--json").data["status"] == "ok"
    assert "lives_in" in there("graph", "show", "-u", "eve").out
    assert "Oslo" in there("graph", "neighbours", "my sister", "-u", "eve").out
    assert there("graph", "paths", "Mia", "Oslo", "-u", "eve").code == 0
    assert there("graph", "timeline", "Mia", "-u", "eve").code == 0
    assert there("graph", "changes", "-u", "eve", "--json").data["began"]
    assert there("graph", "export", str(tmp_path / "g.html"), "-u", "eve").code == 0
    assert there("sweep", "-u", "eve", "--dry-run", "--json").data["dry_run"] is True
    assert there("backup", str(tmp_path / "b.mem0"), "--json").data["rows"]["memories"] >= 1
    assert there("backup", str(tmp_path / "b.mem0")).code != 0
    assert there("verify-backup", str(tmp_path / "b.mem0")).code == 0
    receipt = tmp_path / "receipt.json"
    assert there("forget", "-u", "eve", "--yes", "-o", str(receipt)).code == 0
    assert there("verify-receipt", str(receipt)).code == 0
    assert "forget" in there("audit", "list", "-u", "eve").out
    assert there("audit", "verify").code == 0
    assert there("list", "-u", "eve").code == 1
    assert sorted(file.name for file in tmp_path.iterdir()) == ["b.mem0", "g.html", "receipt.json"]


@pytest.mark.parametrize(
    "words",
    [
        ("reindex",),
        ("export",),
        ("restore", "b.mem0"),
        ("jobs", "run"),
        ("list", "-u", "ana", "--path", "x.db", "--url", "http://x"),
    ],
)
def test_what_is_for_files_says_so(there: Run, words: tuple[str, ...]) -> None:
    outcome = there(*words)

    assert outcome.code == USAGE
    assert "file" in outcome.err


def test_a_wrong_key(there: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEM0_API_KEY", "m0-wrong")
    outcome = there("list", "-u", "ana")

    assert (outcome.code, outcome.err) == (SERVICE, "mem0: Invalid API key.\n")


def test_a_server_that_is_not_there(there: Run) -> None:
    outcome = there("list", "-u", "ana", "--url", "http://127.0.0.1:1")

    assert outcome.code == SERVICE
    assert "Does mem0 serve run there?" in outcome.err


def test_serve_tells_where_it_is_and_stops_when_told(tmp_path: Path) -> None:
    """The real command in a process of its own, from its first line to its end."""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "MEM0_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "mem0", "serve", "--port", "0"]
    with subprocess.Popen(command, env=env, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        assert process.stderr is not None
        told = [process.stderr.readline() for _ in range(3)]
        url, key = re.findall(r"(?:http|m0-)\S+", "".join(told[:2]))
        asked = {**env, "MEM0_BASE_URL": url, "MEM0_API_KEY": key}
        words = ("add", "I live in Lyon", "-u", "ana")
        added = subprocess.run([*command[:3], *words], env=asked, capture_output=True, text=True, check=True)
        process.send_signal(signal.SIGTERM)
        rest = process.stderr.read()

    assert "I live in Lyon" in added.stdout
    assert told[2].strip() == f"Docs:    {url}/docs"
    assert process.returncode == 0
    assert all(json.loads(line) for line in rest.splitlines())  # what it logs while it ends
    assert key not in rest


def test_serve_refuses_to_open_the_memories_to_everybody(mem0: Run) -> None:
    outcome = mem0("serve", "--no-auth", "--host", "0.0.0.0")

    assert outcome.code == USAGE
    assert "only listen on this machine" in outcome.err
