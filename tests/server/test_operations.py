"""What an operator relies on: health, figures, logs, traces, stopping, and the files in deploy/."""

from __future__ import annotations

import configparser
import json
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from mem0.server import logs
from mem0.server.app import create_app
from mem0.server.settings import Settings

from .live import STATIC, Live, running
from .test_webhooks import until

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"


def figures(live: Live) -> dict[str, float]:
    lines = live.ask("GET", "/metrics").text.splitlines()
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if not line.startswith("#"))}


def test_a_server_is_alive_and_ready(live: Live) -> None:
    assert live.ask("GET", "/health/live", key="").json() == {"status": "ok"}
    ready = live.ask("GET", "/health/ready", key="")
    assert (ready.status_code, ready.json()) == (200, {"status": "ok", "checks": {"control_store": True, "workers": True}})


def test_a_server_that_cannot_read_its_control_store_is_not_ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from mem0.errors import DatabaseError

    def broken() -> int:
        raise DatabaseError("gone")

    with running(tmp_path) as live:
        monkeypatch.setattr(live.services.control, "generation", broken)
        answer = live.ask("GET", "/health/ready", key="")

    assert (answer.status_code, answer.json()["checks"]["control_store"]) == (503, False)


def test_figures_count_requests_by_route_and_name_nobody(live: Live) -> None:
    client = live.client()
    made = client.add("zanzibar", user_id="wombat", infer=False)["results"][0]["id"]
    for _ in range(2):
        client.search("zanzibar", user_id="wombat")
    client.get(made)
    live.ask("GET", "/secret-path/wombat", key="")

    found = figures(live)
    text = live.ask("GET", "/metrics").text
    assert found['mem0_requests_total{method="POST",route="/v3/memories/search/",status="200"}'] >= 2
    assert found['mem0_requests_total{method="GET",route="(unknown)",status="404"}'] >= 1
    assert found['mem0_request_seconds_count{method="GET",route="/v1/memories/{memory_id}/"}'] >= 1
    assert found["mem0_store_bytes"] > 0
    assert found["mem0_open_projects"] >= 1
    assert found['mem0_index_lookups_total{found="hit"}'] >= 1
    assert [word for word in ("zanzibar", "wombat", made, live.key) if word in text] == []


def test_figures_count_jobs(live: Live) -> None:
    client = live.client()
    client.wait_for_event(client.add("I live in Lyon.", user_id="counted")["event_id"], interval=0.02)

    found = figures(live)
    assert found['mem0_jobs_total{kind="ADD",outcome="done"}'] >= 1
    assert found['mem0_queue_jobs{status="succeeded"}'] >= 1


def test_figures_are_the_operators(live: Live) -> None:
    _, other = live.new_project()

    assert live.ask("GET", "/metrics", key="").status_code == 401
    assert live.ask("GET", "/metrics", key=other).status_code == 403
    assert live.ask("GET", "/metrics", key=live.new_key("admin")).status_code == 403


def test_figures_may_be_opened(tmp_path: Path) -> None:
    with running(tmp_path, open_metrics=True) as live:
        assert live.ask("GET", "/metrics", key="").status_code == 200


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What the server's log says, as it is written."""
    found: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(self.format(record))

    handler, log = Kept(), logging.getLogger("mem0")
    handler.setFormatter(logs.JsonFormatter())
    before = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    yield found
    log.removeHandler(handler)
    log.setLevel(before)


def test_the_log_has_a_line_a_request_with_its_id_and_no_words_of_anybody(live: Live, lines: list[str]) -> None:
    live.ask(
        "POST", "/v3/memories/search/", {"query": "zanzibar", "filters": {"user_id": "wombat"}}, headers={"X-Request-Id": "r-7"}
    )

    told = until(lambda: [json.loads(line) for line in lines if "r-7" in line])[0]
    assert (told["request_id"], told["method"], told["route"], told["status"]) == ("r-7", "POST", "/v3/memories/search/", 200)
    assert [word for word in ("zanzibar", "wombat", live.key) if word in "\n".join(lines)] == []


def test_a_fault_is_told_by_its_place_and_not_by_its_words() -> None:
    try:
        raise ValueError("Ana's secret")
    except ValueError:
        record = logging.LogRecord("mem0", logging.ERROR, __file__, 1, "it failed", None, sys.exc_info())

    for formatter in (logs.JsonFormatter(), logs.TextFormatter()):
        line = formatter.format(record)
        assert "ValueError" in line
        assert "secret" not in line


class Collector(HTTPServer):
    """Takes traces as an OpenTelemetry collector does."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        super().__init__(("127.0.0.1", 0), _Collecting)
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()


class _Collecting(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.bodies.append(body)  # type: ignore[attr-defined]
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on the screen."""


def test_requests_are_traced_where_an_endpoint_is_set(tmp_path: Path) -> None:
    pytest.importorskip("opentelemetry.exporter.otlp.proto.http")
    import gzip

    with Collector() as collector:
        url = f"http://127.0.0.1:{collector.server_address[1]}"
        with running(tmp_path, otel_endpoint=url) as live:
            parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            live.ask("GET", "/v1/entities/", headers={"traceparent": parent})
        bodies = [gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body for body in until(lambda: collector.bodies)]
        collector.shutdown()

    sent = b"".join(bodies)
    assert b"GET /v1/entities/" in sent
    assert bytes.fromhex("0af7651916cd43dd8448eb211c80319c") in sent


def test_without_an_endpoint_nothing_of_opentelemetry_is_loaded() -> None:
    program = "import sys, mem0.server.app; print([n for n in sys.modules if n.startswith('opentelemetry.sdk')])"
    env = {"PYTHONPATH": str(ROOT / "src"), "PATH": ""}
    assert subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True).stdout.strip() == "[]"


def start(folder: Path, *words: str, **env: str) -> tuple[subprocess.Popen[str], str, list[str]]:
    """`mem0 serve` in a process of its own; gives it, its address and what it said."""
    config = folder / "config.json"
    config.write_text(json.dumps(STATIC))
    around = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src"), "HOME": str(folder), "PYTHONUNBUFFERED": "1", **env}
    command = [sys.executable, "-m", "mem0", "serve", "--config", str(config), *words]
    process = subprocess.Popen(command, env=around, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    said: list[str] = []
    while not any(line.startswith("Docs:") for line in said):
        line = process.stderr.readline()
        assert line, said
        said.append(line.strip())
    return process, said[0].split()[-1], said


def wait_ready(url: str) -> None:
    def ready() -> bool:
        try:
            return httpx.get(f"{url}/health/ready").status_code == 200
        except httpx.TransportError:
            return False

    until(ready)


def test_a_server_that_is_told_to_stop_ends_well(tmp_path: Path) -> None:
    """SIGTERM: what was answered is kept, the process ends with 0."""
    process, url, said = start(tmp_path, "--port", "0", "--data", str(tmp_path / "data"))
    wait_ready(url)
    key = next(line.split()[2] for line in said if line.startswith("API key:"))
    headers = {"Authorization": f"Token {key}"}
    body = {"messages": [{"role": "user", "content": "I live in Lyon."}], "user_id": "ana"}
    events = [httpx.post(f"{url}/v3/memories/add/", json=body, headers=headers).json()["event_id"] for _ in range(5)]

    process.send_signal(signal.SIGTERM)
    _, rest = process.communicate(timeout=60)

    assert process.returncode == 0, rest
    with running(tmp_path / "data") as again:
        for event in events:
            assert again.client(key).wait_for_event(event, interval=0.02)["status"] == "SUCCEEDED"


def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[method-assign,assignment]
    parser.read(DEPLOY / "open-mem0.service")
    assert parser["Service"]["ExecStart"].split()[1:2] == ["serve"]
    if shutil.which("systemd-analyze"):
        unit = (DEPLOY / "open-mem0.service").read_text()
        (tmp_path / "open-mem0.service").write_text(unit.replace("/opt/open-mem0/bin/mem0", sys.executable))
        done = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", str(tmp_path / "open-mem0.service")], capture_output=True, text=True
        )
        assert [line for line in done.stderr.splitlines() if "open-mem0.service" in line] == []


def dockerfile(word: str) -> str:
    """The last instruction of that name."""
    return str(re.findall(rf"^{word} (.*)$", (DEPLOY / "Dockerfile").read_text(), re.M)[-1])


def test_the_image_runs_what_the_command_line_knows(tmp_path: Path) -> None:
    """The CMD and the health check of the image, with another folder and port, outside of a container."""
    command = json.loads(dockerfile("CMD"))
    assert command[:2] == ["mem0", "serve"]
    words = ["--host", "127.0.0.1", "--port", "0", "--data", str(tmp_path / "data")]
    assert [word for word in command[2:] if word.startswith("--")] == words[::2]

    process, url, _ = start(tmp_path, *words)
    wait_ready(url)
    check = json.loads(dockerfile("HEALTHCHECK").partition("CMD ")[2])
    check[-1] = check[-1].replace("http://127.0.0.1:8000", url)
    healthy = subprocess.run([sys.executable, *check[1:]]).returncode
    process.terminate()
    process.communicate(timeout=60)

    assert (healthy, process.returncode) == (0, 0)
    assert subprocess.run([sys.executable, *check[1:]], stderr=subprocess.DEVNULL).returncode != 0


def test_the_image_copies_what_there_is() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    named = [word for line in re.findall(r"^COPY (?!--from)(.*) \./?\S*$", text, re.M) for word in line.split()]

    assert [word for word in named if not (ROOT / word).exists()] == []
    assert dockerfile("USER") == "open-mem0"


def test_the_composition_names_the_image_and_settings_that_there_are() -> None:
    service = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]["mem0"]

    assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).resolve() == DEPLOY / "Dockerfile"
    names = {name.removeprefix("MEM0_SERVER_").lower() for name in service["environment"]}
    assert names <= {*Settings.model_fields, "admin_api_key"}


def test_an_empty_variable_of_a_composition_is_none(tmp_path: Path) -> None:
    from mem0.server.settings import read_settings

    assert read_settings(environ={"ADMIN_API_KEY": "", "MEM0_SERVER_DATA": str(tmp_path)}).admin_api_key is None


def test_an_application_is_made_without_a_trace_of_the_one_before(tmp_path: Path) -> None:
    """Figures and extensions belong to an application, not to the process."""
    for name in ("a", "b"):
        app = create_app(Settings(data=tmp_path / name, memory=STATIC))
        assert b"mem0_requests_total{" not in app.state.services.metrics.text()
        app.state.services.close()
