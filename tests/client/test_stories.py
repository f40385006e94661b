"""Methods of several calls: deleting entities, resetting, waiting for an event."""

from __future__ import annotations

from typing import Any

import pytest

from mem0.errors import MemoryNotFoundError, NetworkError, RateLimitError, ValidationError

from ..loopback import Say, Server
from .conftest import Make


def entities(*names: str, more: str | None = None) -> dict[str, Any]:
    results = [{"type": kind, "name": name} for kind, name in (each.split(":") for each in names)]
    return {"count": len(results), "next": more, "previous": None, "results": results}


def deleted(server: Server) -> list[str]:
    return [request.path for request in server.asked if request.method == "DELETE"]


def test_the_entities_named_are_deleted(client: Any, server: Server) -> None:
    answer = client.delete_users(user_id="ana", agent_id="bot")

    assert deleted(server) == ["/v2/entities/user/ana/", "/v2/entities/agent/bot/"]
    assert answer == {"message": "Entity deleted successfully."}
    assert len(server.asked) == 2


@pytest.mark.parametrize("method", ["reset", "delete_users"])
def test_a_reset_reads_every_page_before_it_deletes(client: Any, server: Server, method: str) -> None:
    server.says(entities("user:ana", "run:1", more="http://elsewhere/?page=2"), entities("app:shop"))

    getattr(client, method)()

    asked = [(request.method, request.path, request.query) for request in server.asked]
    assert asked[:2] == [("GET", "/v1/entities/", {}), ("GET", "/v1/entities/", {"page": ["2"]})]
    assert deleted(server) == ["/v2/entities/user/ana/", "/v2/entities/run/1/", "/v2/entities/app/shop/"]


def test_a_reset_of_nothing_deletes_nothing(client: Any, server: Server) -> None:
    server.says(entities())

    client.reset()

    assert deleted(server) == []


def test_a_reset_goes_on_where_somebody_else_deleted(client: Any, server: Server) -> None:
    server.says(entities("user:ana", "user:bo"), Say({"detail": "Not found."}, 404))

    client.reset()

    assert deleted(server) == ["/v2/entities/user/ana/", "/v2/entities/user/bo/"]


def test_an_entity_that_was_named_and_is_not_there_is_an_error(client: Any, server: Server) -> None:
    server.says(Say({"detail": "Not found."}, 404))

    with pytest.raises(MemoryNotFoundError):
        client.delete_users(user_id="ana")


def test_waiting_for_an_event_asks_until_it_is_done(client: Any, server: Server) -> None:
    done = {"id": "e-1", "status": "SUCCEEDED", "results": [{"id": "m-1"}]}
    patience = Say({}, 429, {"Retry-After": "0"})
    server.says({"status": "PENDING"}, Say({}, 503), patience, {"status": "RUNNING"}, done)

    assert client.wait_for_event({"status": "PENDING", "event_id": "e-1"}, interval=0.01) == done
    assert [request.path for request in server.asked] == ["/v1/event/e-1/"] * 5


def test_a_failed_event_is_done_too(client: Any, server: Server) -> None:
    server.says({"status": "FAILED", "error": "no model"})

    assert client.wait_for_event("e-1")["error"] == "no model"


def test_an_add_that_was_done_at_once_needs_no_waiting(client: Any, server: Server) -> None:
    answer = {"status": "SUCCEEDED", "results": []}

    assert client.wait_for_event(answer) == answer
    assert server.asked == []


def test_waiting_ends(client: Any, server: Server) -> None:
    server.says(*[{"status": "PENDING"}] * 1000)

    with pytest.raises(NetworkError, match=r"e-1 is still PENDING after 0\.05 s") as caught:
        client.wait_for_event("e-1", timeout=0.05, interval=0.02)

    assert caught.value.error_code == "NET_TIMEOUT"


def test_waiting_ends_at_once_when_the_server_asks_for_more_time_than_there_is(client: Any, server: Server) -> None:
    server.says(Say({}, 429, {"Retry-After": "3600"}))

    with pytest.raises(RateLimitError):
        client.wait_for_event("e-1", timeout=1)


def test_waiting_for_an_event_that_does_not_exist_is_an_error(client: Any, server: Server) -> None:
    server.says(Say({"error": "Event not found"}, 404))

    with pytest.raises(MemoryNotFoundError, match="Event not found"):
        client.wait_for_event("e-1")


def test_a_profile_job_carries_the_given_key_or_one_of_its_own(client: Any, server: Server) -> None:
    client.generate_profile("ana", idempotency_key="monday-01")
    client.sample_profiles()
    client.sample_profiles()

    given, one, other = (request.headers["Idempotency-Key"] for request in server.asked)
    assert given == "monday-01"
    assert len({given, one, other}) == 3


def test_a_job_is_asked_where_the_server_says(client: Any, server: Server) -> None:
    client.get_profile_job(f"{server.url}/jobs/7/?full=1")

    assert server.asked[0].target == "/jobs/7/?full=1"


@pytest.mark.parametrize("url", ["http://elsewhere.example/j", "@elsewhere.example/j", ".elsewhere.example/", "", None])
def test_the_key_goes_to_no_other_server(client: Any, server: Server, url: Any) -> None:
    with pytest.raises(ValidationError):
        client.get_profile_job({"status_url": url})

    assert server.asked == []


def test_a_job_of_a_server_below_a_path(make: Make, server: Server) -> None:
    server.below = "/memory"
    client = make(host=f"{server.url}/memory")

    client.get_profile_job("/memory/jobs/7/")
    client.get_profile_job("/jobs/7/")

    asked = [request.path for request in server.received if not request.path.endswith("/ping/")]
    assert asked == ["/memory/jobs/7/"] * 2
