"""What goes wrong, as which error: statuses, silence, cut connections; and that no key is ever shown."""

from __future__ import annotations

import asyncio
import logging
import threading
from email.utils import formatdate
from time import time
from typing import Any

import httpx
import pytest

from mem0 import AsyncMemoryClient, MemoryClient
from mem0.client.utils import APIError, api_error_handler
from mem0.errors import (
    AuthenticationError,
    MemoryError,  # noqa: A004 - the base of this library's errors
    MemoryNotFoundError,
    MemoryQuotaExceededError,
    NetworkError,
    RateLimitError,
    ValidationError,
)

from ..loopback import PING, Say, Server
from .conftest import KEY

STATUSES = [
    (400, ValidationError),
    (401, AuthenticationError),
    (403, AuthenticationError),
    (404, MemoryNotFoundError),
    (408, NetworkError),
    (409, ValidationError),
    (413, MemoryQuotaExceededError),
    (418, MemoryError),
    (422, ValidationError),
    (429, RateLimitError),
    (500, MemoryError),
    (502, NetworkError),
    (503, NetworkError),
    (504, NetworkError),
]


@pytest.mark.parametrize(("status", "kind"), STATUSES)
def test_a_status_is_an_error(client: Any, server: Server, status: int, kind: type[MemoryError]) -> None:
    server.says(Say({"detail": "No.", "field": "text"}, status))

    with pytest.raises(MemoryError) as caught:
        client.get("m-1")

    error = caught.value
    assert type(error) is kind
    assert (error.message, str(error), error.error_code) == ("No.", "No.", f"HTTP_{status}")
    assert error.details == {"detail": "No.", "field": "text"}
    about = {"status_code": status, "url": f"{server.url}/v1/memories/m-1/", "method": "GET"}
    assert error.debug_info == about


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_nothing_is_asked_twice(client: Any, server: Server, status: int) -> None:
    server.says(Say({}, status))

    with pytest.raises(MemoryError):
        client.get("m-1")

    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"detail": "a", "error": "b", "message": "c"}, "a"),
        ({"error": "b", "message": "c"}, "b"),
        ({"message": "c"}, "c"),
        ({"detail": [{"loc": ["body"], "msg": "빈 값"}]}, '[{"loc": ["body"], "msg": "빈 값"}]'),
        ({"messages": ["This field is required."]}, '{"messages": ["This field is required."]}'),
        (["a"], '["a"]'),
        (b"not { json", "not { json"),
        (b"", "The server answered with status 500."),
    ],
)
def test_what_the_server_said_is_the_message(client: Any, server: Server, body: Any, message: str) -> None:
    server.says(Say(body, 500))

    with pytest.raises(MemoryError) as caught:
        client.get("m-1")

    assert caught.value.message == message


def test_a_web_page_as_refusal_is_shown_as_text(client: Any, server: Server) -> None:
    server.says(Say(b"<h1>Bad gateway</h1>" + b"x" * 10_000, 502, {"Content-Type": "text/html"}))

    with pytest.raises(NetworkError) as caught:
        client.get("m-1")

    assert caught.value.message.startswith("<h1>Bad gateway</h1>")
    assert len(caught.value.message) == len(caught.value.details["body"]) == 2_000


def test_too_many_requests_says_when_to_come_back(client: Any, server: Server) -> None:
    limits = {"X-RateLimit-Limit": "100", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1767312000"}
    server.says(Say({"detail": "Slow down."}, 429, {"Retry-After": "7", **limits}))

    with pytest.raises(RateLimitError) as caught:
        client.search("tea", user_id="ana")

    told = {
        "retry_after": 7,
        "x_ratelimit_limit": "100",
        "x_ratelimit_remaining": "0",
        "x_ratelimit_reset": "1767312000",
    }
    assert {name: caught.value.debug_info[name] for name in told} == told


def test_retry_after_may_be_a_date(client: Any, server: Server) -> None:
    server.says(Say({}, 429, {"Retry-After": formatdate(time() + 60, usegmt=True)}))

    with pytest.raises(RateLimitError) as caught:
        client.get("m-1")

    assert 50 <= caught.value.debug_info["retry_after"] <= 60


def test_a_retry_after_that_says_nothing_is_left_out(client: Any, server: Server) -> None:
    server.says(Say({}, 429, {"Retry-After": "soon"}))

    with pytest.raises(RateLimitError) as caught:
        client.get("m-1")

    assert "retry_after" not in caught.value.debug_info


def test_a_redirect_is_told_and_not_followed(client: Any, server: Server) -> None:
    server.says(Say({}, 307, {"Location": "https://elsewhere.example/"}))

    with pytest.raises(MemoryError, match=r"elsewhere\.example"):
        client.get("m-1")

    assert len(server.asked) == 1


def test_an_answer_that_is_no_json_is_an_error(client: Any, server: Server) -> None:
    server.says(Say(b"<html>", headers={"Content-Type": "text/html"}))

    with pytest.raises(MemoryError, match="did not answer with JSON"):
        client.get("m-1")


def test_an_empty_answer_is_an_empty_dict(client: Any, server: Server) -> None:
    server.says(Say(b"", 204))

    assert client.delete("m-1") == {}


def test_a_cut_connection_is_a_network_error(client: Any, server: Server) -> None:
    server.says(Say(cut=True))

    with pytest.raises(NetworkError) as caught:
        client.add("hi", user_id="ana")

    assert caught.value.error_code == "NET_GENERIC"
    assert len(server.asked) == 1  # a write is not sent again: the server may have done it


def test_a_server_that_went_away_is_a_network_error() -> None:
    gone = Server()
    gone.ping = Say(PING, headers={"Connection": "close"})
    with MemoryClient(KEY, gone.url) as client:
        gone.close()

        with pytest.raises(NetworkError) as caught:
            client.get("m-1")

    assert caught.value.error_code == "NET_CONNECT"


def test_silence_is_a_timeout(server: Server) -> None:
    late = threading.Event()
    server.says(Say(wait=late))
    with httpx.Client(timeout=0.2) as given, MemoryClient(KEY, server.url, client=given) as client:
        with pytest.raises(NetworkError) as caught:
            client.get("m-1")
        late.set()

    assert caught.value.error_code == "NET_TIMEOUT"
    assert caught.value.debug_info == {"url": f"{server.url}/v1/memories/m-1/", "method": "GET"}


def test_silence_is_a_timeout_for_the_other_client_too(server: Server, loop: asyncio.AbstractEventLoop) -> None:
    late = threading.Event()
    server.says(Say(wait=late))

    async def ask() -> None:
        async with httpx.AsyncClient(timeout=0.2) as given:
            await AsyncMemoryClient(KEY, server.url, client=given).get("m-1")

    with pytest.raises(NetworkError) as caught:
        loop.run_until_complete(ask())
    late.set()

    assert caught.value.error_code == "NET_TIMEOUT"


def test_the_key_is_shown_nowhere(client: Any, server: Server, caplog: pytest.LogCaptureFixture) -> None:
    """Not even where a server sends it back."""
    caplog.set_level(logging.DEBUG)
    server.says(Say({"detail": f"Bad key {KEY}", "sent": {"Authorization": f"Token {KEY}"}}, 401), Say(cut=True))
    for kind in (AuthenticationError, NetworkError):
        with pytest.raises(kind) as caught:
            client.get("m-1")
        error = caught.value
        assert KEY not in f"{error} {error!r} {error.details} {error.debug_info} {error.__cause__!r}"

    assert KEY not in repr(client)
    assert caplog.records
    assert KEY not in caplog.text


def test_functions_of_a_program_get_the_same_errors(server: Server, loop: asyncio.AbstractEventLoop) -> None:
    @api_error_handler
    def ask(path: str) -> Any:
        return httpx.get(server.url + path).raise_for_status().json()

    @api_error_handler
    async def wait(path: str) -> Any:
        return ask(path)

    server.says(Say({"detail": "No."}, 404), Say(cut=True), Say({"detail": "No."}, 404))
    with pytest.raises(MemoryNotFoundError, match=r"No\."):
        ask("/a/")
    with pytest.raises(NetworkError):
        ask("/b/")
    with pytest.raises(APIError):
        loop.run_until_complete(wait("/c/"))
    assert ask("/d/") == {}
