"""Webhooks: told of everything once, signed, again when they fail, and never into a private network."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mem0 import Memory
from mem0.errors import NetworkError, ValidationError
from mem0.jobs import JobFilter
from mem0.server.webhooks import hooks
from mem0.server.webhooks.targets import check_target, is_public, read_target, resolve

from ..loopback import Received, Say, Server
from .live import STATIC, Live, running

MEMORY_EVENTS = ["memory_add", "memory_update", "memory_delete"]


@pytest.fixture
def receiver() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A server that may send to this machine and does not wait long before it tries again."""
    with pytest.MonkeyPatch.context() as patch, running(tmp_path_factory.mktemp("hooks"), private_webhooks=True) as made:
        patch.setattr("mem0.pipeline.work.FIRST_PAUSE", 0.02)
        patch.setattr("mem0.pipeline.work.LONGEST_PAUSE", 0.02)
        yield made


@pytest.fixture
def live(shared: Live) -> Live:
    """That server in a project of the test's own."""
    return shared.elsewhere()


def until(ready: Callable[[], Any], seconds: float = 20.0) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := ready()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return found


def hook(live: Live, url: str, events: list[str]) -> dict[str, Any]:
    return dict(live.client().create_webhook(url, "mine", event_types=events))


def told(receiver: Server, count: int) -> list[dict[str, Any]]:
    until(lambda: len(receiver.received) >= count)
    return [one.body for one in receiver.received]


def log_of(live: Live, made: dict[str, Any]) -> list[dict[str, Any]]:
    return list(live.ask("GET", f"/api/v1/webhooks/{made['webhook_id']}/deliveries/").json())


def test_every_change_of_a_memory_is_told_in_the_platforms_form(live: Live, receiver: Server) -> None:
    client = live.client()
    client.add("said before", user_id="ana", infer=False)
    hook(live, receiver.url, MEMORY_EVENTS)

    made = client.add("I like tea", user_id="ana", infer=False)["results"][0]["id"]
    told(receiver, 1)
    client.update(made, text="I like green tea")
    told(receiver, 2)
    client.delete(made)

    details = [body["event_details"] for body in told(receiver, 3)]
    assert details[0] == {"id": made, "data": {"memory": "I like tea"}, "event": "ADD"}
    assert (details[1]["event"], details[1]["data"]) == ("UPDATE", {"memory": "I like green tea"})
    assert details[2] == {"id": made, "data": {"memory": None}, "event": "DELETE"}


def test_a_delivery_is_signed(live: Live, receiver: Server) -> None:
    secret = hook(live, receiver.url, ["memory_add"])["secret"]

    live.client().add("I like tea", user_id="ana", infer=False)

    told(receiver, 1)
    got: Received = receiver.received[0]
    headers = {name.lower(): value for name, value in got.headers.items()}
    signed = f"{headers['x-mem0-timestamp']}.".encode() + got.content
    assert headers["x-mem0-signature"] == "v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    assert (headers["x-mem0-event"], headers["x-mem0-delivery"]) == ("memory_add", got.body["delivery_id"])
    assert "secret" not in live.client().get_webhooks()[0]


def test_a_queued_add_is_told_with_its_job(live: Live, receiver: Server) -> None:
    hook(live, receiver.url, ["ingest_job_completed", "ingest_job_failed"])

    event = live.client().add("I live in Lyon.", user_id="ana")["event_id"]

    (body,) = told(receiver, 1)
    assert (body["event_type"], body["event_details"]["id"]) == ("ingest_job_completed", event)
    assert body["event_details"]["results"][0]["event"] == "ADD"


def test_a_failed_delivery_is_tried_again_and_logged(live: Live, receiver: Server) -> None:
    receiver.script.extend([Say(status=500), Say(cut=True)])
    made = hook(live, receiver.url, ["memory_add"])

    live.client().add("I like tea", user_id="ana", infer=False)

    log = until(lambda: len(found := log_of(live, made)) == 3 and found)
    assert [(one["attempt"], one["status"], one["error"] is None) for one in reversed(log)] == [
        (1, 500, False), (2, None, False), (3, 200, True),
    ]  # fmt: skip
    assert len({one.body["delivery_id"] for one in receiver.received}) == 1


def test_a_webhook_that_keeps_failing_is_disabled_and_can_be_activated(
    live: Live, receiver: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks, "DISABLE_AFTER", 3)
    receiver.otherwise = lambda _: Say(status=503)
    made = hook(live, receiver.url, ["memory_add"])

    live.client().add("I like tea", user_id="ana", infer=False)

    off = until(lambda: not (found := live.client().get_webhooks()[0])["is_active"] and found)
    assert "3 attempts in a row failed" in off["disabled_because"]
    assert len(receiver.received) == 3
    on = live.ask("PUT", f"/api/v1/webhooks/{made['webhook_id']}/", {"is_active": True}).json()
    assert (on["is_active"], on["failures"], on["disabled_because"]) == (True, 0, None)


def test_a_receiver_that_is_gone_is_disabled_at_once(live: Live, receiver: Server) -> None:
    receiver.otherwise = lambda _: Say(status=410)
    hook(live, receiver.url, ["memory_add"])

    live.client().add("I like tea", user_id="ana", infer=False)

    until(lambda: not live.client().get_webhooks()[0]["is_active"])
    assert len(receiver.received) == 1


def test_a_redirect_is_not_followed(live: Live, receiver: Server) -> None:
    receiver.otherwise = lambda got: Say(status=302, headers={"Location": f"{receiver.url}/elsewhere"}) if got.path == "/" else {}
    made = hook(live, f"{receiver.url}/", ["memory_add"])

    live.client().add("I like tea", user_id="ana", infer=False)

    until(lambda: log_of(live, made))
    assert {one.path for one in receiver.received} == {"/"}
    assert log_of(live, made)[0]["status"] == 302


def test_what_was_erased_before_it_was_told_is_told_nobody(live: Live, receiver: Server) -> None:
    receiver.script.append(Say(status=500))
    hold = threading.Event()
    receiver.script[0].wait = hold
    made = hook(live, receiver.url, ["memory_add"])
    memory = live.client().add("I like tea", user_id="ana", infer=False)["results"][0]["id"]
    until(lambda: receiver.received)

    live.client().delete(memory)
    hold.set()

    until(lambda: log_of(live, made))
    path = live.services.projects.path_of(live.project)
    with Memory({**STATIC, "path": path}) as beside:
        store = beside.parts.store
        (job,) = until(lambda: store.read(lambda view: view.jobs(JobFilter(["SUCCEEDED"], ["WEBHOOK"]))))
    assert (job.attempts, len(receiver.received)) == (2, 1)


def test_a_message_for_slack_is_one_line(live: Live, receiver: Server) -> None:
    hook(live, f"slack+{receiver.url}/services/x", ["memory_add"])

    live.client().add("1 < 2 & 3", user_id="ana", infer=False)

    (body,) = told(receiver, 1)
    assert body == {"text": f"New memory ({live.project}): 1 &lt; 2 &amp; 3"}


class Mailbox(socketserver.ThreadingTCPServer):
    """A mail server that takes everything; `mails` are what was handed in."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        self.mails: list[str] = []
        super().__init__(("127.0.0.1", 0), _Taking)
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()


class _Taking(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            if line.upper().startswith(b"DATA"):
                self.wfile.write(b"354 go on\r\n")
                lines = []
                while (more := self.rfile.readline()) not in (b".\r\n", b""):
                    lines.append(more.decode())
                self.server.mails.append("".join(lines))  # type: ignore[attr-defined]
            self.wfile.write(b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 fine\r\n")


def test_a_notification_by_mail(tmp_path: Path) -> None:
    with Mailbox() as box, running(tmp_path, mail_server=f"smtp://127.0.0.1:{box.server_address[1]}?plain=1") as live:
        hook(live, "mailto:ana@example.com", ["memory_add"])
        live.client().add("I like tea", user_id="ana", infer=False)

        (mail,) = until(lambda: box.mails)
        box.shutdown()

    assert "To: ana@example.com" in mail
    assert "Subject: [mem0] New memory" in mail
    assert "I like tea" in mail


def test_a_webhook_belongs_to_its_project(live: Live, receiver: Server) -> None:
    made = hook(live, receiver.url, ["memory_add"])
    other, key = live.new_project()

    assert live.ask("GET", f"/api/v1/webhooks/projects/{other}/").status_code == 404
    for method, path in (("PUT", ""), ("DELETE", ""), ("GET", "deliveries/")):
        body = {"name": "x"} if method == "PUT" else None
        assert live.ask(method, f"/api/v1/webhooks/{made['webhook_id']}/{path}", body, key=key).status_code == 404
    live.client(key).add("of another project", user_id="ana", infer=False)
    live.client().add("I like tea", user_id="ana", infer=False)
    assert [one["event_details"]["data"]["memory"] for one in told(receiver, 1)] == ["I like tea"]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x", "http://localhost:8000", "https://[::1]/", "http://10.0.0.7/", "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/", "http://0x7f.1/", "http://2130706433/", "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/", "http://0.0.0.0/", "http://db.internal/", "http://100.64.0.1/", "http://224.0.0.1/",
        "slack+http://127.0.0.1/", "ftp://example.com", "file:///etc/passwd", "gopher://x", "http://user:pw@example.com/",
        "https://", "http://example.com:99999/", "mailto:", "mailto:a@b.c,d@e.f", "mailto:a b@c.d", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_a_private_or_odd_address_is_refused(url: str) -> None:
    with pytest.raises(ValidationError):
        check_target(url, private=False)


def test_a_name_that_leads_into_a_private_network_is_refused_when_it_is_resolved(monkeypatch: pytest.MonkeyPatch) -> None:
    """One private address among public ones is enough: which of them a client takes is chance."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

    with pytest.raises(NetworkError, match="private"):
        resolve(read_target("https://rebind.example/"), private=False)


def test_the_connection_goes_to_the_address_that_was_looked_at(receiver: Server, tmp_path: Path, monkeypatch: Any) -> None:
    """The name is resolved once: a second answer (DNS rebinding) is never asked for."""
    port = int(receiver.url.rpartition(":")[2])
    asked: list[str] = []
    real = socket.getaddrinfo

    def once(host: Any, *more: Any, **options: Any) -> Any:
        if host == "hook.example":
            asked.append(host)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
        return real(host, *more, **options)

    monkeypatch.setattr(socket, "getaddrinfo", once)
    with running(tmp_path, private_webhooks=True) as live:
        hook(live, f"http://hook.example:{port}/in?x=1", ["memory_add"])
        live.client().add("I like tea", user_id="ana", infer=False)
        told(receiver, 1)

    assert asked == ["hook.example"]
    assert (receiver.received[0].target, receiver.received[0].headers["Host"]) == ("/in?x=1", f"hook.example:{port}")


@pytest.mark.parametrize(("address", "public"), [("8.8.8.8", True), ("2606:4700::1111", True), ("2002:7f00:1::", False)])
def test_addresses_in_another_dress_are_recognised(address: str, public: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is public
