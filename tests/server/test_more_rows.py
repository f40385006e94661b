"""Rows of the platform's contract that its clients do not call: entities one by one, organisations, events of deletions."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from .live import Live

ORGS = "/api/v1/orgs/organizations/"


def keep(live: Live, text: str, **ids: str) -> str:
    body = {"messages": text, "infer": False, **ids}
    return str(live.ask("POST", "/v3/memories/add/", body).json()["results"][0]["id"])


@pytest.fixture
def user() -> str:
    return f"user-{uuid4().hex[:8]}"


def test_the_names_that_filters_may_ask_for(live: Live, user: str) -> None:
    keep(live, "I like tea", user_id=user, agent_id=f"{user}-bot")

    found = live.ask("GET", "/v1/entities/filters/").json()

    assert found.keys() == {"user_id", "agent_id", "app_id", "run_id"}
    assert (user in found["user_id"], f"{user}-bot" in found["agent_id"]) == (True, True)


@pytest.mark.parametrize("kind", ["user", "agent", "app", "run"])
def test_an_entity_is_checked_and_begins_with_its_first_memory(live: Live, kind: str, user: str) -> None:
    def post(body: Any) -> Any:
        return live.ask("POST", f"/v1/{kind}s/", body)

    made = post({f"{kind}_id": user})

    assert (made.status_code, made.json()) == (201, {f"{kind}_id": user, "metadata": {}})
    for wrong in ({}, {f"{kind}_id": " x"}, {f"{kind}_id": user, "metadata": {"a": 1}}):
        assert post(wrong).status_code == 400
    assert live.ask("GET", f"/v1/entities/{kind}/{user}/").status_code == 404
    keep(live, "I like tea", **{f"{kind}_id": user})
    assert live.ask("GET", f"/v1/entities/{kind}/{user}/").json()["total_memories"] == 1


def test_a_deletion_is_an_event_that_names_nobody(live: Live, user: str) -> None:
    keep(live, "I like tea", user_id=user)
    client = live.client()

    for answer in (live.ask("DELETE", f"/v2/entities/user/{user}/"), live.ask("DELETE", f"/v1/memories/?user_id={user}")):
        event = client.wait_for_event(answer.json()["event_id"], interval=0.02)
        assert (event["status"], event["event_type"]) == ("SUCCEEDED", "DELETE")
        assert user not in str(event)
        assert event["id"] in [one["id"] for one in client.list_events(page_size=200)["results"]]


def test_events_are_chosen_by_kind(live: Live, user: str) -> None:
    keep(live, "I like tea", user_id=user)
    live.ask("DELETE", f"/v2/entities/user/{user}/")

    def kinds(kind: str) -> set[str]:
        answer = live.ask("GET", f"/v1/events/?page_size=200&event_type={kind}").json()
        assert (answer["count"] == 0) == (answer["results"] == [])
        return {event["event_type"] for event in answer["results"]}

    assert (kinds("delete"), kinds("SEARCH")) == ({"DELETE"}, set())
    assert live.ask("GET", "/v1/events/?start_date=2024-01-01").status_code == 400


def test_a_search_tells_what_the_library_tells(live: Live) -> None:
    """Relations of a graph stand beside the results, in all forms but the bare list."""
    _, key = live.new_project()
    client = live.client(key)
    client.project.update(enable_graph=True)
    client.add("My sister Mia lives in Oslo.", user_id="ana", async_mode=False)

    new = client.search("Where does Mia live?", user_id="ana")
    old = client.search("Where does Mia live?", user_id="ana", version="v2", output_format="v1.1")

    assert ("Mia", "Oslo") in [(one["source"], one["destination"]) for one in new["relations"]]
    assert new["relations"] == old["relations"]
    assert isinstance(client.search("Where does Mia live?", user_id="ana", version="v2"), list)


def test_linked_memories_are_counted_where_one_asks(live: Live, user: str) -> None:
    answer = live.ask("DELETE", f"/v1/memories/{keep(live, 'I like tea', user_id=user)}/?delete_linked=true")

    assert answer.json() == {"message": "Memory deleted successfully!", "cascade_count": 0}


def test_a_change_may_say_since_when_it_holds(live: Live, user: str) -> None:
    body = {"messages": "I live in Lyon", "user_id": user, "infer": False, "timestamp": 1_700_000_000}
    made = live.ask("POST", "/v3/memories/add/", body).json()["results"][0]["id"]

    changed = live.ask("PUT", f"/v1/memories/{made}/", {"text": "I live in Busan", "timestamp": 1_710_000_000}).json()

    assert (changed["memory"], changed["updated_at"][:10]) == ("I live in Busan", "2024-03-09")
    before = {"filters": {"user_id": user}, "as_of": 1_705_000_000}
    assert [item["memory"] for item in live.ask("POST", "/v3/memories/", before).json()["results"]] == ["I live in Lyon"]
    for wrong in ({"timestamp": 1_720_000_000}, {"text": "x", "timestamp": 1_700_000_001}, {"text": "x", "timestamp": "soon"}):
        assert live.ask("PUT", f"/v1/memories/{made}/", wrong).status_code == 400


def test_exports_of_who_was_deleted_are_gone(live: Live, user: str) -> None:
    """Also what they asked for: it names the person."""
    keep(live, "I like tea", user_id=user)
    schema = {"properties": {"facts": {"type": "array"}}}
    made = live.ask("POST", "/v1/exports/", {"schema": schema, "filters": {"AND": [{"user_id": user}]}}).json()["id"]
    live.client().generate_profile(user)

    live.ask("DELETE", f"/v2/entities/user/{user}/")

    assert live.ask("POST", "/v1/exports/get/", {"memory_export_id": made}).status_code == 404
    assert user not in str([tuple(row) for row in live.services.control.rows("SELECT request FROM exports")])


def test_an_organisation_is_made_renamed_and_deleted(live: Live) -> None:
    made = live.ask("POST", ORGS, {"name": "Acme"})
    key, org = made.json()["api_key"], made.json()["org_id"]
    path = f"{ORGS}{org}/"

    assert made.status_code == 201
    assert live.ask("GET", ORGS, key=key).json()[0]["name"] == "Acme"
    assert live.ask("PUT", path, {"name": "Acme 2"}, key=key).json()["name"] == "Acme 2"
    assert live.ask("PATCH", path, {"name": ""}, key=key).status_code == 400
    assert live.ask("GET", path).status_code == 404  # another organisation
    assert live.ask("POST", ORGS, {"name": "of a guest"}, key=key).status_code == 403
    second = live.ask("POST", f"{path}projects/", {"name": "two"}, key=key).json()
    assert live.ask("DELETE", path, key=key).status_code == 409
    live.client(second["api_key"]).project.delete()
    assert live.ask("DELETE", path, key=key).status_code == 200
    assert live.ask("GET", "/v1/ping/", key=key).status_code == 401
    assert live.ask("DELETE", f"{ORGS}{live.services.first.org}/").status_code in (403, 409)  # the first one stays


def test_members_of_an_organisation_are_those_of_the_project(live: Live) -> None:
    _, key = live.new_project()
    path = f"{ORGS}{live.services.first.org}/members/"

    added = live.ask("POST", path, {"email": "bo@example.com", "role": "READER"}, key=key)
    live.ask("PUT", path, {"email": "bo@example.com", "role": "ADMIN"}, key=key)

    assert added.status_code == 200
    assert [(one["email"], one["role"]) for one in live.ask("GET", path, key=key).json()["members"]] == [
        ("bo@example.com", "ADMIN")
    ]
    assert [one["email"] for one in live.client(key).project.get_members()["members"]] == ["bo@example.com"]
    assert "bo@example.com" not in live.ask("GET", path).text
    assert live.ask("DELETE", path, {"email": "bo@example.com"}, key=key).status_code == 200
    assert live.ask("GET", path, key=key).json() == {"members": []}
