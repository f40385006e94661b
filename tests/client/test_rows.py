"""The rows of the platform's REST contract: each method as it is sent, and its answer as it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest

from mem0.client.types import (
    AddMemoryOptions,
    DeleteAllMemoryOptions,
    GetAllMemoryOptions,
    ProjectUpdateOptions,
    SearchMemoryOptions,
    UpdateMemoryOptions,
)

from ..loopback import Server

HI = [{"role": "user", "content": "hi"}]
ANA = {"user_id": "ana"}
PAGE = {"count": 1, "next": None, "previous": None, "results": [{"id": "1", "memory": "tea"}]}
PROJECT = "/api/v1/orgs/organizations/org-1/projects/proj-1/"
OF_PROJECT = {"org_id": ["org-1"], "project_id": ["proj-1"]}
IN_BODY = {"org_id": "org-1", "project_id": "proj-1"}
HOOKS = "/api/v1/webhooks/"


@dataclass(frozen=True)
class Row:
    """One call, the request it must make, and what the server answers to it."""

    name: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    method: str
    path: str
    query: dict[str, list[str]] = field(default_factory=dict)
    body: Any = None
    says: Any = field(default_factory=lambda: {"message": "ok"})


MEMORIES = [
    Row("add", (HI,), ANA, "POST", "/v3/memories/add/", body={"messages": HI, **ANA}),
    Row("add", ("hi",), ANA, "POST", "/v3/memories/add/", body={"messages": HI, **ANA}),
    Row("add", (HI[0],), ANA, "POST", "/v3/memories/add/", body={"messages": HI, **ANA}),
    Row("add", (HI,), {"filters": ANA}, "POST", "/v3/memories/add/", body={"messages": HI, "filters": ANA}),
    Row(
        "add",
        (HI, AddMemoryOptions(metadata={"a": None}, infer=True)),
        {"infer": False, "agent_id": None, "run_id": "r", "tags": ["new"]},
        "POST",
        "/v3/memories/add/",
        body={"messages": HI, "metadata": {"a": None}, "infer": False, "run_id": "r", "tags": ["new"]},
    ),
    Row("add", (HI, AddMemoryOptions(user_id="ana")), {}, "POST", "/v3/memories/add/", body={"messages": HI, **ANA}),
    Row(
        "add",
        (HI,),
        {**ANA, "timestamp": datetime(2026, 1, 2, tzinfo=UTC), "expiration_date": date(2027, 1, 2)},
        "POST",
        "/v3/memories/add/",
        body={"messages": HI, **ANA, "timestamp": 1767312000, "expiration_date": "2027-01-02"},
    ),
    Row("search", (" tea ",), {"filters": ANA}, "POST", "/v3/memories/search/", body={"query": "tea", "filters": ANA}),
    Row("search", ("tea",), ANA, "POST", "/v3/memories/search/", body={"query": "tea", "filters": ANA}),
    Row(
        "search",
        ("tea", SearchMemoryOptions(top_k=3, rerank=True)),
        {"filters": ANA, "top_k": 5, "threshold": None, "new_word": 1},
        "POST",
        "/v3/memories/search/",
        body={"query": "tea", "filters": ANA, "top_k": 5, "rerank": True, "new_word": 1},
    ),
    Row("get_all", (), ANA, "POST", "/v3/memories/", body={"filters": ANA}, says=PAGE),
    Row(
        "get_all",
        (GetAllMemoryOptions(page=2),),
        {"page_size": 50, "filters": ANA, "categories": ["food"]},
        "POST",
        "/v3/memories/",
        {"page": ["2"], "page_size": ["50"]},
        {"filters": ANA, "categories": ["food"]},
        says=PAGE,
    ),
    Row("get", ("m-1",), {}, "GET", "/v1/memories/m-1/", says={"id": "m-1", "memory": "tea"}),
    Row("update", ("m-1", "tea"), {}, "PUT", "/v1/memories/m-1/", body={"text": "tea"}),
    Row("update", ("m-1",), {"data": "tea"}, "PUT", "/v1/memories/m-1/", body={"text": "tea"}),
    Row(
        "update",
        ("m-1", None, {"a": 1}, 5),
        {},
        "PUT",
        "/v1/memories/m-1/",
        body={"metadata": {"a": 1}, "timestamp": 5},
    ),
    Row("update", ("m-1",), {"expiration_date": None}, "PUT", "/v1/memories/m-1/", body={"expiration_date": None}),
    Row(
        "update",
        ("m-1", UpdateMemoryOptions(text="tea", expiration_date=None, metadata=None)),
        {},
        "PUT",
        "/v1/memories/m-1/",
        body={"text": "tea", "expiration_date": None},
    ),
    Row("update", ("m-1",), {"options": {"text": "a"}, "text": "b"}, "PUT", "/v1/memories/m-1/", body={"text": "b"}),
    Row("delete", ("m-1",), {}, "DELETE", "/v1/memories/m-1/"),
    Row("delete", ("m-1", True), {}, "DELETE", "/v1/memories/m-1/", {"delete_linked": ["true"]}),
    Row(
        "delete_all",
        (),
        {**ANA, "run_id": "r", "agent_id": None},
        "DELETE",
        "/v1/memories/",
        {"user_id": ["ana"], "run_id": ["r"]},
    ),
    Row("delete_all", (DeleteAllMemoryOptions(filters=ANA),), {}, "DELETE", "/v1/memories/", {"user_id": ["ana"]}),
    Row("delete_all", (), {"filters": {"AND": [ANA]}}, "DELETE", "/v1/memories/", {"user_id": ["ana"]}),
    Row("history", ("m-1",), {}, "GET", "/v1/memories/m-1/history/", says=[{"id": "1", "event": "ADD"}]),
    Row("users", (), {}, "GET", "/v1/entities/", says={**PAGE, "total_users": 1}),
    Row(
        "users", (), {"page": 2, "page_size": 5}, "GET", "/v1/entities/", {"page": ["2"], "page_size": ["5"]}, says=PAGE
    ),
    Row(
        "batch_update",
        ([{"memory_id": "m", "text": "t"}],),
        {},
        "PUT",
        "/v1/batch/",
        body={"memories": [{"memory_id": "m", "text": "t"}]},
    ),
    Row(
        "batch_delete",
        ([{"memory_id": "m"}, "n"],),
        {},
        "DELETE",
        "/v1/batch/",
        body={"memories": [{"memory_id": "m"}, {"memory_id": "n"}]},
    ),
    Row(
        "feedback",
        ("m-1", "positive", "right"),
        {},
        "POST",
        "/v1/feedback/",
        body={"memory_id": "m-1", "feedback": "POSITIVE", "feedback_reason": "right"},
    ),
    Row("feedback", ("m-1",), {}, "POST", "/v1/feedback/", body={"memory_id": "m-1"}),
    Row("get_event", ("e-1",), {}, "GET", "/v1/event/e-1/", says={"id": "e-1", "status": "PENDING"}),
    Row(
        "list_events",
        (),
        {"page": 2, "event_type": "ADD"},
        "GET",
        "/v1/events/",
        {"page": ["2"], "event_type": ["ADD"]},
        says=PAGE,
    ),
]
ACCOUNT = [
    Row(
        "create_memory_export",
        ({"type": "object"},),
        {"filters": {"AND": [ANA]}, "export_instructions": "short"},
        "POST",
        "/v1/exports/",
        body={"schema": {"type": "object"}, "filters": {"AND": [ANA]}, "export_instructions": "short"},
    ),
    Row("create_memory_export", ("{}",), ANA, "POST", "/v1/exports/", body={"schema": "{}", "filters": ANA}),
    Row("get_memory_export", (), {"memory_export_id": "x"}, "POST", "/v1/exports/get/", body={"memory_export_id": "x"}),
    Row("get_memory_export", (), ANA, "POST", "/v1/exports/get/", body=ANA),
    Row("get_summary", (ANA,), {}, "POST", "/v1/summary/", body={"filters": ANA}, says=[{"summary": "tea"}]),
    Row("get_project", (), {"fields": ["a", "b"]}, "GET", PROJECT, {"fields": ["a", "b"], **OF_PROJECT}),
    Row("project.get", (), {}, "GET", PROJECT, OF_PROJECT),
    Row(
        "update_project",
        (),
        {"custom_categories": [{"a": "b"}]},
        "PATCH",
        PROJECT,
        OF_PROJECT,
        {"custom_categories": [{"a": "b"}]},
    ),
    Row(
        "update_project",
        ("be brief",),
        {"version": "v2"},
        "PATCH",
        PROJECT,
        OF_PROJECT,
        {"custom_instructions": "be brief", "version": "v2"},
    ),
    Row(
        "project.update",
        (ProjectUpdateOptions(multilingual=True),),
        {"decay": False},
        "PATCH",
        PROJECT,
        OF_PROJECT,
        {"multilingual": True, "decay": False},
    ),
    Row(
        "project.create",
        ("new", "for tests"),
        {},
        "POST",
        "/api/v1/orgs/organizations/org-1/projects/",
        body={"name": "new", "description": "for tests", **IN_BODY},
    ),
    Row("project.delete", (), {}, "DELETE", PROJECT, OF_PROJECT),
    Row("project.get_members", (), {}, "GET", f"{PROJECT}members/", OF_PROJECT),
    Row(
        "project.add_member",
        ("a@b.c",),
        {},
        "POST",
        f"{PROJECT}members/",
        body={"email": "a@b.c", "role": "READER", **IN_BODY},
    ),
    Row(
        "project.update_member",
        ("a@b.c", "OWNER"),
        {},
        "PUT",
        f"{PROJECT}members/",
        OF_PROJECT,
        {"email": "a@b.c", "role": "OWNER"},
    ),
    Row("project.remove_member", ("a@b.c",), {}, "DELETE", f"{PROJECT}members/", {"email": ["a@b.c"], **OF_PROJECT}),
    Row("get_webhooks", ("p-2",), {}, "GET", f"{HOOKS}projects/p-2/", says=[{"webhook_id": "w"}]),
    Row("get_webhooks", (), {}, "GET", f"{HOOKS}projects/proj-1/", says=[]),
    Row(
        "create_webhook",
        ("https://a.b", "n", "p-2", ["memory_add"]),
        {},
        "POST",
        f"{HOOKS}projects/p-2/",
        body={"url": "https://a.b", "name": "n", "event_types": ["memory_add"]},
    ),
    Row("update_webhook", (7,), {"name": "n"}, "PUT", f"{HOOKS}7/", body={"name": "n"}),
    Row("delete_webhook", ("w",), {}, "DELETE", f"{HOOKS}w/"),
]

JOB = {"job_id": "j-1", "status": "PENDING", "status_url": "/v2/profiles/jobs/j-1/"}
TRIGGER = {"operation": "trigger", "entity_type": "user", "entity_id": "ana"}
SAMPLE = {"operation": "sample", "entity_type": "user", "limit": 3}
SETTINGS = {"enabled": True, "entities": {"user": {"schema": {}}}}
PROFILES = [
    Row("get_profile", ("ana",), {}, "GET", "/v2/entities/user/ana/profile/", says={"profile": {}, "status": "READY"}),
    Row("generate_profile", ("ana",), {}, "POST", "/v2/profiles/jobs/", body=TRIGGER, says=JOB),
    Row("sample_profiles", (3,), {}, "POST", "/v2/profiles/jobs/", body=SAMPLE, says=JOB),
    Row("get_profile_job", (JOB,), {}, "GET", "/v2/profiles/jobs/j-1/", says=JOB),
    Row("get_profile_settings", (), {}, "GET", "/v2/profiles/settings/", says=SETTINGS),
    Row("update_profile_settings", (), SETTINGS, "POST", "/v2/profiles/settings/", body=SETTINGS, says=SETTINGS),
]


@pytest.mark.parametrize("row", MEMORIES + ACCOUNT + PROFILES, ids=lambda row: f"{row.name}-{row.path}")
def test_a_row(client: Any, server: Server, row: Row) -> None:
    """Method, path, query and body as the contract says; the answer comes back with every key and value that it has."""
    server.says(row.says)

    answer = call(client, row)

    (sent,) = server.asked
    assert (sent.method, sent.path, sent.query, sent.body) == (row.method, row.path, row.query, row.body)
    assert (dict(answer.items()) if isinstance(answer, dict) else answer) == row.says


def call(client: Any, row: Row) -> Any:
    where = client
    *rooms, method = row.name.split(".")
    for room in rooms:
        where = getattr(where, room)
    return getattr(where, method)(*row.args, **row.kwargs)
