"""Calls as agent frameworks make them, word for word, and what they then read of the answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from ..loopback import Received, Server

ID = "7d5f1c1e-3d3c-4a0e-9a53-0d5a6a1f0c11"
ITEM = {
    "id": ID,
    "memory": "likes tea",
    "user_id": "ana",
    "agent_id": None,
    "metadata": {"author": "ana"},
    "categories": ["food"],
    "score": 0.5,
    "created_at": "2026-01-02T03:04:05+00:00",
    "updated_at": "2026-01-02T03:04:05+00:00",
}
SAID = [{"role": "user", "content": "I like tea"}]
PENDING = {"message": "queued", "status": "PENDING", "event_id": "e-1"}
Use = Callable[[Any], Any]


def crew_saves(client: Any) -> Any:
    return client.add(
        SAID,
        metadata={"type": "short_term"},
        infer=True,
        user_id="ana",
        run_id="r",
        includes="food",
        excludes="money",
        output_format="v1.1",
        version="v2",
    )["results"]


def crew_searches(client: Any) -> Any:
    found = client.search(
        query="tea",
        limit=3,
        user_id="ana",
        metadata={"type": "short_term"},
        version="v2",
        output_format="v1.1",
        filters={"AND": [{"user_id": "ana"}]},
        threshold=0.35,
    )["results"]
    for result in found:
        result["content"] = result["memory"]
    return [result["content"] for result in found if result["score"] >= 0.35]


def autogen_queries(client: Any) -> Any:
    results = client.search("tea", user_id="ana", limit=5)
    listed = results if isinstance(results, list) else results["results"]
    metadata = [each["metadata"] for each in listed]
    metadata[0]["score"] = listed[0]["score"]
    return [datetime.fromisoformat(each["created_at"]).year for each in listed]


def camel_writes(client: Any) -> Any:
    return client.add(SAID, agent_id="bot", user_id="ana", metadata={}, output_format="v1.1", version="v2")["results"]


def camel_loads(client: Any) -> Any:
    found = client.get_all(version="v2", filters={"AND": [{"user_id": "ana"}]})
    return [UUID(each["id"]) for each in found]


def nat_searches(client: Any) -> Any:
    found = client.search("tea", user_id="ana", top_k=5, output_format="v1.1")["results"]
    return [(each.pop("metadata"), each.pop("memory"), each.get("categories")) for each in found]


def nat_adds(client: Any) -> Any:
    return client.add(SAID, user_id="ana", run_id="r", tags=["a"], metadata={}, output_format="v1.1")["results"]


def agent_framework_adds(client: Any) -> Any:
    return client.add(messages=SAID, filters={"user_id": "ana", "agent_id": "bot"})


def agent_framework_searches(client: Any) -> Any:
    return [each["memory"] for each in client.search(query="tea", filters={"user_id": "ana"})["results"]]


def pipecat_searches(client: Any) -> Any:
    ids = [{"user_id": "ana"}, {"agent_id": "bot"}]
    return client.search(query="tea", filters={"OR": ids}, top_k=10, threshold=0.1)["results"][0]["memory"]


def adk_searches(client: Any) -> Any:
    filters = {"AND": [{"user_id": "ana"}, {"app_id": "shop"}]}
    return [
        each.get("metadata", {}).get("author") for each in client.search("tea", filters=filters, top_k=5)["results"]
    ]


def strands_adds(client: Any) -> Any:
    return client.add("I like tea", metadata={}, infer=False, source="STRANDS", user_id="ana")["status"]


def agno_lists(client: Any) -> Any:
    return [each["memory"] for each in client.get_all(user_id="ana").get("results", [])]


USES: list[tuple[Use, str, Any, Any]] = [
    (crew_saves, "POST /v1/memories/", {"results": [PENDING]}, [PENDING]),
    (crew_searches, "POST /v2/memories/search/", [ITEM], ["likes tea"]),
    (autogen_queries, "POST /v3/memories/search/", {"results": [ITEM]}, [2026]),
    (camel_writes, "POST /v1/memories/", {"results": [PENDING]}, [PENDING]),
    (camel_loads, "POST /v2/memories/", [ITEM], [UUID(ID)]),
    (nat_searches, "POST /v1/memories/search/", {"results": [ITEM]}, [({"author": "ana"}, "likes tea", ["food"])]),
    (nat_adds, "POST /v1/memories/", [PENDING], [PENDING]),
    (agent_framework_adds, "POST /v3/memories/add/", PENDING, PENDING),
    (agent_framework_searches, "POST /v3/memories/search/", {"results": [ITEM]}, ["likes tea"]),
    (pipecat_searches, "POST /v3/memories/search/", {"results": [ITEM]}, "likes tea"),
    (adk_searches, "POST /v3/memories/search/", {"results": [ITEM]}, ["ana"]),
    (strands_adds, "POST /v3/memories/add/", PENDING, "PENDING"),
    (agno_lists, "POST /v3/memories/", {"count": 1, "next": None, "previous": None, "results": [ITEM]}, ["likes tea"]),
]


@pytest.mark.parametrize(("use", "route", "says", "reads"), USES, ids=[use.__name__ for use, *_ in USES])
def test_a_framework_reads_what_it_expects(
    client: Any, server: Server, use: Use, route: str, says: Any, reads: Any
) -> None:
    server.says(says)

    assert use(client) == reads
    assert [line(request) for request in server.asked] == [route]


def line(request: Received) -> str:
    return f"{request.method} {request.path}"
