"""A new server: who gets in, and that it remembers."""

from __future__ import annotations

import time

import pytest

from mem0 import MemoryClient

from .live import Live


def test_a_client_is_told_where_it_is(live: Live) -> None:
    client = live.client()

    assert (client.org_id, client.project_id) == (live.services.first.org, live.services.first.project)


def test_a_wrong_key_is_refused(live: Live) -> None:
    with pytest.raises(ValueError, match="Error: Invalid API key"):
        MemoryClient(api_key="m0-wrong", host=live.url)


@pytest.mark.parametrize("scheme", ["Token", "token", "Bearer"])
def test_a_key_is_taken_in_every_form(live: Live, scheme: str) -> None:
    answer = live.ask("GET", "/v1/ping/", key="", headers={"Authorization": f"{scheme} {live.key}"})

    assert answer.json()["status"] == "ok"


def test_without_a_key_nothing_is_told(live: Live) -> None:
    answer = live.ask("GET", "/v1/ping/", key="")

    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Token")
    assert answer.json()["detail"] == "Authentication credentials were not provided."


def test_what_was_added_is_found(live: Live) -> None:
    client = live.client()
    added = client.add("I have a dog called Rex", user_id="ana", infer=False)

    assert added["status"] == "SUCCEEDED"
    assert client.search("dog", user_id="ana")["results"][0]["id"] == added["results"][0]["id"]


def test_an_add_that_learns_is_an_event(live: Live) -> None:
    client = live.client()
    pending = client.add("I live in Lyon", user_id="bo")

    event = client.wait_for_event(pending["event_id"], interval=0.02)

    assert (pending["status"], event["status"]) == ("PENDING", "SUCCEEDED")
    assert [item["data"]["memory"] for item in event["results"]] == ["I live in Lyon"]


def test_a_revoked_key_is_refused_at_once(live: Live) -> None:
    from mem0.server.control import keys

    key = live.new_key("viewer")
    assert live.ask("GET", "/v1/ping/", key=key).status_code == 200
    (row,) = [
        r for r in keys.keys_of(live.services.control, live.services.first.project) if key.startswith(r["prefix"])
    ]

    keys.revoke(live.services.control, row["project"], row["id"], at=time.time_ns() // 1000)

    assert live.ask("GET", "/v1/ping/", key=key).status_code == 401


def test_a_post_is_never_redirected(live: Live) -> None:
    body = {"query": "dog", "filters": {"user_id": "ana"}}

    assert [live.ask("POST", f"/v3/memories/search{end}", body).status_code for end in ("", "/")] == [200, 200]
