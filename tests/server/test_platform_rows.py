"""The rows of the platform's contract over real HTTP: what is sent as clients send it, what comes back as they read it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from .live import Live

HI = [{"role": "user", "content": "I drink green tea every morning"}]
KEYS_OF_A_MEMORY = {
    "id", "memory", "user_id", "agent_id", "app_id", "run_id", "session_id", "metadata", "categories", "created_at",
    "updated_at", "expiration_date", "hash",
}  # fmt: skip
ALL: dict[str, Any] = {"metadata": {"kind": "taste"}, "run_id": "r-1"}


@pytest.fixture
def user() -> str:
    return f"user-{uuid4().hex[:8]}"


@pytest.fixture
def tea(live: Live, user: str) -> str:
    """The id of a memory of the user."""
    body = {"messages": HI, "user_id": user, "infer": False, **ALL}
    return str(live.ask("POST", "/v3/memories/add/", body).json()["results"][0]["id"])


def test_row_1_ping(live: Live) -> None:
    answer = live.ask("GET", "/v1/ping/").json()

    assert answer.keys() == {"status", "org_id", "project_id", "user_email"}
    assert answer["status"] == "ok"
    assert all(isinstance(value, str) for value in answer.values())


def test_row_2_add_at_once(live: Live, user: str) -> None:
    answer = live.ask("POST", "/v3/memories/add/", {"messages": HI, "user_id": user, "infer": False}).json()

    (added,) = answer["results"]
    assert answer["status"] == "SUCCEEDED"
    assert (added["data"], added["event"]) == ({"memory": HI[0]["content"]}, "ADD")
    assert UUID(added["id"])


def test_row_2_add_as_an_event(live: Live, user: str) -> None:
    answer = live.ask("POST", "/v3/memories/add/", {"messages": HI, "user_id": user}).json()

    assert answer["status"] == "PENDING"
    assert UUID(answer["event_id"])


@pytest.mark.parametrize(
    "body",
    [
        {"user_id": "ana"},
        {"messages": [], "user_id": "ana"},
        {"messages": HI},
        {"messages": HI, "user_id": " "},
        {"messages": HI, "user_id": "ana", "metadata": 5},
        {"messages": 5, "user_id": "ana"},
        {"messages": HI, "user_id": "ana", "expiration_date": "soon"},
    ],
    ids=str,
)
def test_row_2_what_is_wrong_is_said_at_once(live: Live, body: dict[str, Any]) -> None:
    """And not by an event that fails later."""
    answer = live.ask("POST", "/v3/memories/add/", body)

    assert answer.status_code == 400
    assert isinstance(answer.json()["detail"], str)


def test_row_2_ids_may_stand_in_filters(live: Live, user: str) -> None:
    body = {"messages": HI, "filters": {"user_id": user, "agent_id": "bot"}, "infer": False}
    added = live.ask("POST", "/v3/memories/add/", body).json()["results"][0]["id"]

    found = live.ask("GET", f"/v1/memories/{added}/").json()

    assert (found["user_id"], found["agent_id"]) == (user, "bot")


def test_row_3_search(live: Live, user: str, tea: str) -> None:
    body = {"query": "what does she drink?", "filters": {"user_id": user}}
    (found,) = live.ask("POST", "/v3/memories/search/", body).json()["results"]

    assert found["id"] == tea
    assert found.keys() >= KEYS_OF_A_MEMORY - {"session_id"}
    assert (found["user_id"], found["run_id"], found["agent_id"], found["categories"]) == (user, "r-1", None, [])
    assert 0 < found["score"] <= 1
    assert datetime.fromisoformat(found["updated_at"])


@pytest.mark.parametrize(
    "body",
    [
        {"query": "tea"},
        {"query": "tea", "user_id": "ana"},
        {"query": "tea", "filters": {}},
        {"query": "tea", "filters": {"metadata": {"kind": "taste"}}},
        {"query": "", "filters": {"user_id": "ana"}},
        {"query": "tea", "filters": {"user_id": "ana"}, "top_k": 0},
        {"query": "tea", "filters": {"user_id": "ana"}, "top_k": 1001},
        {"query": "tea", "filters": {"user_id": "ana"}, "threshold": 2},
        {"query": "tea", "filters": {"user_id": "ana", "colour": "red"}},
        {"query": "tea", "filters": {"AND": [{"user_id": "ana"}, {"userId": "ana"}]}},
    ],
    ids=str,
)
def test_row_3_what_a_search_refuses(live: Live, body: dict[str, Any]) -> None:
    assert live.ask("POST", "/v3/memories/search/", body).status_code == 400


def test_row_3_top_k_threshold_and_fields(live: Live, user: str, tea: str) -> None:
    live.ask("POST", "/v3/memories/add/", {"messages": "My brother plays chess", "user_id": user, "infer": False})
    asked = {"query": "green tea", "filters": {"user_id": user}}

    def count(**more: Any) -> int:
        return len(live.ask("POST", "/v3/memories/search/", {**asked, **more}).json()["results"])

    assert (count(), count(threshold=0), count(threshold=0, top_k=1)) == (1, 2, 1)
    assert (count(threshold=0, metadata={"kind": "taste"}), count(categories=["food"])) == (1, 0)
    only = live.ask("POST", "/v3/memories/search/", {**asked, "fields": ["memory"]}).json()["results"]
    assert {tuple(sorted(item)) for item in only} == {("id", "memory")}
    assert tea in [item["id"] for item in only]


def test_row_4_pages(live: Live, user: str) -> None:
    for number in range(3):
        live.ask("POST", "/v3/memories/add/", {"messages": f"note {number}", "user_id": user, "infer": False})

    first = live.ask("POST", "/v3/memories/?page=1&page_size=2", {"filters": {"user_id": user}}).json()
    second = live.ask("POST", first["next"], {"filters": {"user_id": user}}).json()

    assert (first["count"], first["previous"], second["next"]) == (3, None, None)
    assert [item["memory"] for item in (*first["results"], *second["results"])] == ["note 0", "note 1", "note 2"]
    assert second["previous"].endswith("page=1&page_size=2")
    assert first["results"][0].keys() >= KEYS_OF_A_MEMORY


def test_row_4_pages_in_the_body_and_conditions(live: Live, user: str, tea: str) -> None:
    def ids(**more: Any) -> list[str]:
        body = {"filters": {"user_id": user}, **more}
        return [item["id"] for item in live.ask("POST", "/v3/memories/", body).json()["results"]]

    assert ids(page=1, page_size=1) == [tea]
    assert ids(page=2, page_size=1) == []
    assert (ids(keywords="GREEN"), ids(keywords="coffee")) == ([tea], [])
    assert (ids(start_date="2020-01-01"), ids(end_date="2020-01-01")) == ([tea], [])


def test_row_4_needs_filters(live: Live) -> None:
    assert live.ask("POST", "/v3/memories/", {}).status_code == 400


def test_row_5_get(live: Live, user: str, tea: str) -> None:
    found = live.ask("GET", f"/v1/memories/{tea}/").json()

    assert found.keys() >= KEYS_OF_A_MEMORY
    assert (found["memory"], found["user_id"], found["metadata"]) == (HI[0]["content"], user, {"kind": "taste"})


def test_row_5_errors(live: Live) -> None:
    wrong, unknown = live.ask("GET", "/v1/memories/abc/"), live.ask("GET", f"/v1/memories/{uuid4()}/")

    assert (wrong.status_code, wrong.json()) == (400, {"error": "memory_id should be a valid UUID"})
    assert (unknown.status_code, unknown.json()) == (404, {"error": "Memory not found!"})


def test_row_6_update(live: Live, tea: str) -> None:
    body = {"text": "I drink coffee", "metadata": {"a": 1}, "expiration_date": "2199-01-01"}
    changed = live.ask("PUT", f"/v1/memories/{tea}/", body).json()
    cleared = live.ask("PUT", f"/v1/memories/{tea}/", {"expiration_date": None}).json()

    assert (changed["memory"], changed["expiration_date"]) == ("I drink coffee", "2199-01-01")
    assert changed["metadata"] == {"kind": "taste", "a": 1}
    assert cleared["expiration_date"] is None
    assert live.ask("PUT", f"/v1/memories/{tea}/", {}).status_code == 400


def test_row_7_delete(live: Live, tea: str) -> None:
    assert live.ask("DELETE", f"/v1/memories/{tea}/").json() == {"message": "Memory deleted successfully!"}
    assert live.ask("GET", f"/v1/memories/{tea}/").status_code == 404
    assert live.ask("DELETE", f"/v1/memories/{tea}/").status_code == 404


def test_row_8_delete_all(live: Live, user: str, tea: str) -> None:
    other = live.ask("POST", "/v3/memories/add/", {"messages": HI, "user_id": user, "run_id": "r-2", "infer": False})
    answer = live.ask("DELETE", f"/v1/memories/?user_id={user}&run_id=r-1&org_id=x&project_id=y")
    left = live.ask("GET", f"/v1/memories/?user_id={user}").json()

    assert answer.json()["message"] == "Memories deleted successfully!"
    assert [item["id"] for item in left] == [other.json()["results"][0]["id"]]
    assert tea not in str(left)
    assert live.ask("DELETE", "/v1/memories/").status_code == 400


def test_row_9_history(live: Live, user: str, tea: str) -> None:
    live.ask("PUT", f"/v1/memories/{tea}/", {"text": "I drink coffee"})
    first, second = live.ask("GET", f"/v1/memories/{tea}/history/").json()

    assert (first["event"], second["event"]) == ("ADD", "UPDATE")
    assert (second["old_memory"], second["new_memory"]) == (HI[0]["content"], "I drink coffee")
    assert first.keys() >= {"id", "memory_id", "input", "user_id", "metadata", "categories", "created_at", "updated_at"}
    assert (first["user_id"], first["input"]) == (user, HI)


def test_row_10_entities(live: Live, user: str, tea: str) -> None:
    answer = live.ask("GET", "/v1/entities/?page_size=200").json()
    mine = next(item for item in answer["results"] if item["name"] == user)

    assert answer.keys() == {
        "count", "next", "previous", "results", "total_users", "total_agents", "total_apps", "total_runs",
    }  # fmt: skip
    assert mine.keys() == {"id", "name", "type", "owner", "created_at", "updated_at", "metadata", "total_memories"}
    assert (mine["type"], mine["total_memories"]) == ("user", 1)
    assert tea


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_row_11_delete_an_entity(live: Live, version: str) -> None:
    name = f"team/ana {uuid4().hex[:6]} ü"
    live.ask("POST", "/v3/memories/add/", {"messages": HI, "user_id": name, "infer": False})
    client = live.client()

    assert [item["user_id"] for item in client.get_all(user_id=name)] == [name]
    path = f"/{version}/entities/user/{name.replace('/', '%2F').replace(' ', '%20').replace('ü', '%C3%BC')}/"
    assert live.ask("DELETE", path).status_code == 200
    assert client.get_all(user_id=name)["results"] == []
    assert live.ask("DELETE", path).status_code == 404


def test_rows_12_and_13_batches(live: Live, user: str, tea: str) -> None:
    other = live.ask("POST", "/v3/memories/add/", {"messages": HI, "user_id": user, "infer": False}).json()["results"][
        0
    ]["id"]
    changes = {"memories": [{"memory_id": tea, "text": "one"}, {"memory_id": other, "metadata": {"n": 2}}]}

    updated = live.ask("PUT", "/v1/batch/", changes).json()
    assert updated == {"message": "Successfully updated 2 memories"}
    assert live.ask("GET", f"/v1/memories/{tea}/").json()["memory"] == "one"
    assert live.ask("GET", f"/v1/memories/{other}/").json()["metadata"] == {"n": 2}

    doomed = {"memories": [{"memory_id": tea}, {"memory_id": other}]}
    assert live.ask("DELETE", "/v1/batch/", doomed).json() == {"message": "Successfully deleted 2 memories"}
    assert live.ask("DELETE", "/v1/batch/", doomed).status_code == 404


@pytest.mark.parametrize(
    "memories", [None, [], [5], [{"memory_id": 5}], [{"memory_id": "x"}] * 1001], ids=lambda m: str(m)[:20]
)
def test_rows_12_and_13_refuse(live: Live, memories: object) -> None:
    assert {live.ask(method, "/v1/batch/", {"memories": memories}).status_code for method in ("PUT", "DELETE")} == {400}


def test_a_batch_with_one_wrong_id_changes_nothing(live: Live, tea: str) -> None:
    changes = {"memories": [{"memory_id": tea, "text": "one"}, {"memory_id": str(uuid4()), "text": "two"}]}

    assert live.ask("PUT", "/v1/batch/", changes).status_code == 404
    assert live.ask("GET", f"/v1/memories/{tea}/").json()["memory"] == HI[0]["content"]


def test_rows_14_and_15_events(live: Live, user: str) -> None:
    pending = live.ask("POST", "/v3/memories/add/", {"messages": "I live in Lyon", "user_id": user}).json()
    live.client().wait_for_event(pending["event_id"], interval=0.02)

    event = live.ask("GET", f"/v1/event/{pending['event_id']}/").json()
    listed = live.ask("GET", "/v1/events/?page=1&page_size=200").json()

    assert event.keys() >= {
        "id", "event_type", "status", "payload", "metadata", "results", "created_at", "updated_at", "started_at",
        "completed_at", "latency", "error", "graph_status",
    }  # fmt: skip
    assert event["status"] == "SUCCEEDED"
    assert pending["event_id"] in [one["id"] for one in listed["results"]]
    assert listed.keys() == {"count", "next", "previous", "results"}


def test_row_14_unknown(live: Live) -> None:
    answer = live.ask("GET", f"/v1/event/{uuid4()}/")

    assert (answer.status_code, answer.json().keys()) == (404, {"error"})


def test_rows_16_and_17_exports(live: Live, user: str) -> None:
    body = {"messages": "I live in Lyon", "user_id": user, "infer": False, "metadata": {"age": 31}}
    live.ask("POST", "/v3/memories/add/", body)
    properties = {
        "city": {"type": "string", "description": "where the user lives"},
        "age": {"type": "integer"},
        "pet": {"type": "string", "description": "name of the cat"},
        "facts": {"type": "array", "items": {"type": "string"}},
    }
    scope = {"filters": {"AND": [{"user_id": user}]}}

    made = live.ask("POST", "/v1/exports/", {"schema": {"type": "object", "properties": properties}, **scope})
    by_id = live.ask("POST", "/v1/exports/get/", {"memory_export_id": made.json()["id"]}).json()
    by_scope = live.ask("POST", "/v1/exports/get/", scope).json()

    assert (made.status_code, made.json().keys()) == (201, {"message", "id"})
    assert by_id == by_scope == {"city": "I live in Lyon", "age": 31, "pet": None, "facts": ["I live in Lyon"]}


def test_row_17_unknown(live: Live) -> None:
    assert live.ask("POST", "/v1/exports/get/", {"memory_export_id": "x"}).status_code == 404


def test_an_export_holds_nothing_that_was_deleted(live: Live, user: str, tea: str) -> None:
    schema = {"type": "object", "properties": {"facts": {"type": "array"}}}
    made = live.ask("POST", "/v1/exports/", {"schema": schema, "filters": {"user_id": user}}).json()["id"]
    live.ask("DELETE", f"/v1/memories/{tea}/")

    assert live.ask("POST", "/v1/exports/get/", {"memory_export_id": made}).json() == {"facts": []}


def test_row_18_summary(live: Live, user: str, tea: str) -> None:
    (summary,) = live.ask("POST", "/v1/summary/", {"filters": {"user_id": user}}).json()

    assert summary["summary"] == f"{HI[0]['content']}."
    assert tea


def test_row_19_feedback(live: Live, tea: str) -> None:
    body = {"memory_id": tea, "feedback": "NEGATIVE", "feedback_reason": "wrong"}
    given = live.ask("POST", "/v1/feedback/", body).json()
    again = live.ask("POST", "/v1/feedback/", {"memory_id": tea, "feedback": "POSITIVE"}).json()

    assert given == {"id": again["id"], "feedback": "NEGATIVE", "feedback_reason": "wrong"}
    assert live.ask("POST", "/v1/feedback/", {"memory_id": tea, "feedback": "GREAT"}).status_code == 400
    assert live.ask("POST", "/v1/feedback/", {"memory_id": str(uuid4()), "feedback": None}).status_code == 404


def test_row_20_the_project(live: Live) -> None:
    client = live.client()
    client.project.update(custom_instructions="be brief", custom_categories=[{"food": "what they eat"}])

    found = client.project.get(fields=["custom_instructions", "custom_categories"])

    assert found == {"custom_instructions": "be brief", "custom_categories": [{"food": "what they eat"}]}
    assert client.project.get()["project_id"] == client.project_id
    assert live.ask("PATCH", project_path(live), {"decay": "yes"}).status_code == 400
    live.ask("PATCH", project_path(live), {"custom_instructions": None, "custom_categories": None})


def project_path(live: Live, end: str = "") -> str:
    first = live.services.first
    return f"/api/v1/orgs/organizations/{first.org}/projects/{first.project}/{end}"


def test_row_21_a_new_project_is_empty_and_its_own(live: Live, user: str, tea: str) -> None:
    made = live.client().project.create("second", "for tests")
    client = live.client(made["api_key"])

    assert client.project_id == made["id"] != live.services.first.project
    assert client.get_all(user_id=user)["results"] == []
    assert client.project.delete() == {"message": "Project deleted successfully."}
    assert live.ask("GET", "/v1/ping/", key=made["api_key"]).status_code == 401
    assert not live.services.projects.path_of(made["id"]).exists()
    assert tea


def test_the_first_project_stays(live: Live) -> None:
    assert live.ask("DELETE", project_path(live)).status_code == 403


def test_row_21_members(live: Live) -> None:
    project = live.client().project
    project.add_member("bo@example.com")
    project.update_member("bo@example.com", "OWNER")

    (member,) = project.get_members()["members"]
    assert (member["email"], member["role"]) == ("bo@example.com", "OWNER")
    assert live.ask("POST", project_path(live, "members/"), {"email": "x", "role": "READER"}).status_code == 400
    project.add_member("cy@example.com", "OWNER")
    project.remove_member("bo@example.com")
    assert [one["email"] for one in project.get_members()["members"]] == ["cy@example.com"]


def test_row_22_webhooks(live: Live) -> None:
    client = live.client()
    made = client.create_webhook("https://example.com/hook", "mine", event_types=["memory_add"])
    client.update_webhook(made["webhook_id"], name="yours")

    (found,) = client.get_webhooks()
    assert (found["webhook_id"], found["name"], found["event_types"]) == (made["webhook_id"], "yours", ["memory_add"])
    assert made["secret"]
    assert "secret" not in found
    client.delete_webhook(made["webhook_id"])
    assert client.get_webhooks() == []


@pytest.mark.parametrize(
    "more",
    [{"url": "ftp://x"}, {"url": "http://"}, {"url": 5}, {"name": ""}, {"event_types": ["x"]}, {"event_types": []}],
    ids=str,
)
def test_row_22_refuses(live: Live, more: dict[str, Any]) -> None:
    body = {"url": "https://example.com", "name": "n", "event_types": ["memory_add"], **more}

    assert live.ask("POST", f"/api/v1/webhooks/projects/{live.services.first.project}/", body).status_code == 400


def test_row_23_profiles(live: Live, user: str) -> None:
    live.ask("POST", "/v3/memories/add/", {"messages": "I live in Lyon", "user_id": user, "infer": False})
    client = live.client()
    schema = {"type": "object", "properties": {"home": {"type": "string", "description": "where the user lives"}}}
    client.update_profile_settings(enabled=True, entities={"user": {"schema": schema}})

    job = client.generate_profile(user, idempotency_key="the-same-key")
    again = client.generate_profile(user, idempotency_key="the-same-key")

    assert client.get_profile(user)["profile"] == {"home": "I live in Lyon"}
    assert job["job_id"] == again["job_id"]
    assert client.get_profile_job(job)["results"][0]["profile"] == {"home": "I live in Lyon"}
    assert client.get_profile_settings()["entities"]["user"]["schema"] == schema
    assert client.sample_profiles(1)["status"] == "SUCCEEDED"


def test_old_add_answers_with_a_bare_list(live: Live, user: str) -> None:
    """Programs of 0.1 know neither events nor `results`."""
    (added,) = live.ask("POST", "/v1/memories/", {"messages": "I live in Lyon", "user_id": user}).json()

    assert (added["memory"], added["event"]) == ("I live in Lyon", "ADD")


def test_old_add_with_output_format(live: Live, user: str) -> None:
    body = {"messages": HI, "user_id": user, "output_format": "v1.1"}
    at_once = live.ask("POST", "/v1/memories/", {**body, "async_mode": False}).json()
    later = live.ask("POST", "/v1/memories/", {**body, "async_mode": True}).json()

    assert [item["event"] for item in at_once["results"]] == ["ADD"]
    assert [item["status"] for item in later["results"]] == ["PENDING"]


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"version": "v2"}, "PENDING"),
        ({"version": "v2", "infer": False}, None),
        ({"async_mode": True, "infer": False}, None),
    ],
    ids=str,
)
def test_old_add_waits_or_not(live: Live, user: str, more: dict[str, Any], status: str | None) -> None:
    (item,) = live.ask("POST", "/v1/memories/", {"messages": HI, "user_id": user, **more}).json()

    assert item.get("status") == status


def test_old_list(live: Live, user: str, tea: str) -> None:
    bare = live.ask("GET", f"/v1/memories/?user_id={user}").json()
    half = live.ask("GET", f"/v1/memories/?user_id={user}&page=1").json()
    paged = live.ask("GET", f"/v1/memories/?user_id={user}&page=1&page_size=20").json()

    assert [item["id"] for item in bare] == [item["id"] for item in half] == [tea]
    assert (paged["count"], paged["results"][0]["session_id"]) == (1, "r-1")
    assert live.ask("GET", "/v1/memories/").status_code == 400


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_old_search(live: Live, user: str, tea: str, version: str) -> None:
    named = {"user_id": user} if version == "v1" else {"filters": {"AND": [{"user_id": user}]}}
    body = {"query": "what does she drink?", **named, "threshold": 0.1}
    bare = live.ask("POST", f"/{version}/memories/search/", body).json()
    under = live.ask("POST", f"/{version}/memories/search/", {**body, "output_format": "v1.1"}).json()

    assert [item["id"] for item in bare] == [item["id"] for item in under["results"]] == [tea]
    assert bare[0]["session_id"] == "r-1"


def test_old_list_v2(live: Live, user: str, tea: str) -> None:
    bare = live.ask("POST", "/v2/memories/", {"filters": {"AND": [{"user_id": user}]}}).json()
    paged = live.ask("POST", "/v2/memories/?page=1&page_size=5", {"filters": {"user_id": user}}).json()

    assert [item["id"] for item in bare] == [item["id"] for item in paged["results"]] == [tea]
    assert paged["count"] == 1


def test_memories_of_one_entity(live: Live, user: str, tea: str) -> None:
    assert [item["id"] for item in live.ask("GET", f"/v1/memories/user/{user}/").json()] == [tea]
    assert live.ask("GET", f"/v2/entities/user/{user}/").json()["total_memories"] == 1


def test_stats(live: Live, tea: str) -> None:
    assert live.ask("GET", "/v1/stats/").json()["total_memories"] >= 1
    assert tea


def test_feedback_goes_with_its_memory(live: Live, user: str, tea: str) -> None:
    reason = f"because of {user}"
    live.ask("POST", "/v1/feedback/", {"memory_id": tea, "feedback": "NEGATIVE", "feedback_reason": reason})
    assert live.services.control.rows("SELECT * FROM feedback WHERE reason = ?", reason)

    live.ask("DELETE", f"/v1/memories/?user_id={user}")

    assert live.services.control.rows("SELECT * FROM feedback WHERE reason = ?", reason) == []
