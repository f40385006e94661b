"""Making a client: key, host, headers, ping, closing; what needs httpx and what does not."""

from __future__ import annotations

import asyncio
import hashlib
import inspect
import subprocess
import sys
from typing import Any

import httpx
import pytest

from mem0 import AsyncMemoryClient, MemoryClient
from mem0.errors import ConfigurationError, MissingExtra, NetworkError
from mem0.version import __version__

from ..loopback import Say, Server
from .conftest import KEY, Make

BOTH = pytest.mark.parametrize("kind", [MemoryClient, AsyncMemoryClient])
NOBODY = "http://127.0.0.1:9"


def test_every_request_carries_the_key_and_who_asks(client: Any, server: Server) -> None:
    client.get("m-1")

    for request in server.received:
        assert request.headers["Authorization"] == f"Token {KEY}"
        assert request.headers["Mem0-User-ID"] == hashlib.md5(KEY.encode()).hexdigest() == client.user_id
        assert request.headers["X-Mem0-Client"] == f"open-mem0-python/{__version__}"
        assert "X-Mem0-Source" not in request.headers


def test_source_and_application_come_from_the_environment(
    make: Make, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEM0_SOURCE", "NIGHTLY")
    monkeypatch.setenv("MEM0_APPLICATION", "bakery")
    make().get("m-1")

    (sent,) = server.asked
    assert (sent.headers["X-Mem0-Source"], sent.headers["X-Application"]) == ("NIGHTLY", "bakery")


def test_key_and_host_come_from_the_environment(make: Make, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEM0_API_KEY", "from-the-environment")
    monkeypatch.setenv("MEM0_BASE_URL", server.url + "/")
    make(api_key=None, host=None).get("m-1")

    assert server.asked[0].headers["Authorization"] == "Token from-the-environment"


def test_mem0_host_goes_before_mem0_base_url(make: Make, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEM0_HOST", server.url)
    monkeypatch.setenv("MEM0_BASE_URL", NOBODY)

    make(host=None).get("m-1")

    assert [request.path for request in server.asked] == ["/v1/memories/m-1/"]


def test_a_server_may_live_below_a_path(make: Make, server: Server) -> None:
    server.below = "/memory"

    make(host=f"{server.url}/memory/").get("m-1")

    assert [request.path for request in server.received] == ["/memory/v1/ping/", "/memory/v1/memories/m-1/"]


@BOTH
def test_a_client_without_a_key_is_a_value_error(kind: Any) -> None:
    with pytest.raises(ValueError, match="MEM0_API_KEY"):
        kind(host=NOBODY)


@BOTH
@pytest.mark.parametrize("key", ["two words", "line\nbreak", "clé"])
def test_a_key_that_no_header_holds_is_refused_without_being_shown(kind: Any, key: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        kind(api_key=key, host=NOBODY)

    assert key not in str(caught.value)


@BOTH
@pytest.mark.parametrize("host", ["localhost:8000", "ftp://a", "http://", "http://[::1", "http://a:x", "http://a/?b=c"])
def test_a_host_that_is_no_address_is_refused(kind: Any, host: str) -> None:
    with pytest.raises(ConfigurationError, match="is not the address of a server"):
        kind(api_key=KEY, host=host)


@BOTH
def test_a_password_in_the_host_is_refused_without_being_shown(kind: Any) -> None:
    with pytest.raises(ConfigurationError) as caught:
        kind(api_key=KEY, host="http://ana:hunter2@localhost")

    assert "hunter2" not in str(caught.value)


@BOTH
def test_without_httpx_the_extra_is_named(kind: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx", None)

    with pytest.raises(MissingExtra, match=kind.__name__ + ' needs the "client" extra'):
        kind(api_key=KEY)


def test_importing_the_clients_does_not_import_httpx() -> None:
    program = "import sys; from mem0 import AsyncMemoryClient, MemoryClient; print('httpx' in sys.modules)"

    assert (
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "False\n"
    )


def test_names_and_kinds_are_those_that_programs_ask_for() -> None:
    assert (MemoryClient.__name__, AsyncMemoryClient.__name__) == ("MemoryClient", "AsyncMemoryClient")
    assert inspect.iscoroutinefunction(AsyncMemoryClient.add)
    assert not inspect.iscoroutinefunction(MemoryClient.add)


def test_both_clients_have_the_same_methods_with_the_same_arguments() -> None:
    def methods(kind: type) -> dict[str, list[str]]:
        found = inspect.getmembers(kind, inspect.isfunction)
        return {name: list(inspect.signature(f).parameters) for name, f in found if not name.startswith("_")}

    assert methods(MemoryClient) == methods(AsyncMemoryClient)


def test_making_the_client_asks_the_server_who_we_are(server: Server) -> None:
    with MemoryClient(KEY, server.url) as client:
        assert [request.path for request in server.received] == ["/v1/ping/"]
        assert (client.org_id, client.project_id, client.user_email) == ("org-1", "proj-1", "ana@example.com")


def test_the_asynchronous_client_asks_at_its_first_call(server: Server, loop: asyncio.AbstractEventLoop) -> None:
    client = AsyncMemoryClient(KEY, server.url)
    assert server.received == []

    async def five_at_once() -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(5):
                group.create_task(client.get("m-1"))
        await client.close()

    loop.run_until_complete(five_at_once())

    assert sorted(request.path for request in server.received) == ["/v1/memories/m-1/"] * 5 + ["/v1/ping/"]
    assert client.org_id == "org-1"


def test_async_with_asks_at_once(server: Server, loop: asyncio.AbstractEventLoop) -> None:
    async def enter() -> str | None:
        async with AsyncMemoryClient(KEY, server.url) as client:
            return client.project_id

    assert loop.run_until_complete(enter()) == "proj-1"


def test_async_with_closes_what_it_opened_when_the_server_refuses(
    server: Server, loop: asyncio.AbstractEventLoop
) -> None:
    server.ping = Say({"detail": "No."}, 401)
    client = AsyncMemoryClient(KEY, server.url)

    with pytest.raises(ValueError, match=r"Error: No\."):
        loop.run_until_complete(client.__aenter__())

    assert client.async_client.is_closed


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 503])
def test_a_refused_ping_is_a_value_error(make: Make, server: Server, status: int) -> None:
    server.ping = Say({"detail": "Not here."}, status)

    with pytest.raises(ValueError) as caught:
        make().get("m-1")

    assert str(caught.value) == "Error: Not here."
    assert server.asked == []


def test_a_web_page_in_place_of_a_server_is_a_value_error(make: Make, server: Server) -> None:
    server.ping = Say(b"<html>Welcome</html>", headers={"Content-Type": "text/html"})

    with pytest.raises(ValueError, match="did not answer with JSON"):
        make().get("m-1")


def test_the_asynchronous_client_asks_again_after_a_refusal(server: Server, loop: asyncio.AbstractEventLoop) -> None:
    refused, server.ping = server.ping, Say({"detail": "Starting."}, 503)
    client = AsyncMemoryClient(KEY, server.url)
    with pytest.raises(ValueError, match="Starting"):
        loop.run_until_complete(client.get("m-1"))

    server.ping = refused
    loop.run_until_complete(client.get("m-1"))
    loop.run_until_complete(client.close())

    assert [request.path for request in server.asked] == ["/v1/memories/m-1/"]


def test_no_server_is_the_connect_error_of_httpx() -> None:
    with pytest.raises(httpx.ConnectError):
        MemoryClient(KEY, NOBODY)


def test_no_server_is_a_network_error_where_a_call_finds_out(loop: asyncio.AbstractEventLoop) -> None:
    client = AsyncMemoryClient(KEY, NOBODY)

    with pytest.raises(NetworkError) as caught:
        loop.run_until_complete(client.get("m-1"))
    loop.run_until_complete(client.close())

    assert caught.value.error_code == "NET_CONNECT"


def test_organisation_and_project_go_with_every_call_when_given(make: Make, server: Server) -> None:
    client = make(org_id="o", project_id="p")
    client.get("m-1")
    client.add("hi", user_id="ana")

    got, added = server.asked
    assert got.query == {"org_id": ["o"], "project_id": ["p"]}
    assert (added.query, added.body["org_id"], added.body["project_id"]) == ({}, "o", "p")
    assert (client.org_id, client.project_id) == ("o", "p")


def test_organisation_and_project_that_the_server_told_stay_out_of_other_calls(client: Any, server: Server) -> None:
    client.get("m-1")

    assert server.asked[0].query == {}


def test_a_project_that_nobody_named_is_a_value_error(make: Make, server: Server) -> None:
    server.ping = Say({"status": "ok"})

    client = make()
    with pytest.raises(ValueError, match="org_id is not known"):
        client.project.get()
    with pytest.raises(ValueError, match="project_id is not known"):
        client.get_webhooks()


@pytest.mark.parametrize("place", ["named", "third"])
def test_a_given_http_client_is_used_and_left_alone(server: Server, place: str) -> None:
    with httpx.Client(headers={"X-Mem0-Client": "bakery/1"}, base_url="http://elsewhere") as given:
        before = dict(given.headers)
        settings: dict[str, Any] = {"client": given} if place == "named" else {"org_id": given}  # third: as in 2.x
        with MemoryClient(KEY, server.url, **settings) as client:
            client.get("m-1")

        assert (dict(given.headers), str(given.base_url), given.is_closed) == (before, "http://elsewhere", False)
    assert server.asked[0].headers["X-Mem0-Client"] == f"bakery/1, open-mem0-python/{__version__}"
    assert client.org_id == "org-1"


def test_the_default_timeout_is_that_of_the_contract(server: Server) -> None:
    with MemoryClient(KEY, server.url) as client:
        assert client.client.timeout == httpx.Timeout(300)


def test_closing_closes_the_connections(server: Server) -> None:
    client = MemoryClient(KEY, server.url)
    client.close()
    client.close()

    assert client.client.is_closed


def test_chat_is_not_a_part_of_the_api(client: Any) -> None:
    with pytest.raises(NotImplementedError):
        client.chat()


def test_one_asynchronous_client_serves_several_event_loops(server: Server) -> None:
    """A script may call asyncio.run() again and again; connections of a loop that is over cannot be used."""
    program = f"""
import asyncio, mem0
client = mem0.AsyncMemoryClient("key", "{server.url}")
for _ in range(3):
    print(asyncio.run(client.get("m-1")))
"""
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout

    assert told == "{}\n" * 3
    assert [request.path for request in server.received].count("/v1/ping/") == 1
