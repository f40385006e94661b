"""A key sees its project and nothing else: random keys, ids, filters and paths, and not one word of another project."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .live import Live, running

SECRET = "velvet locksmith"  # stands in everything of the other project, and nowhere else
IDS = ("user_id", "agent_id", "app_id", "run_id")
QUERY = (*IDS, "project_id", "org_id", "page", "email", "fields", "name", "source", "target", "head", "about")


class Other:
    """The project that must not be seen: its memories, members, webhooks, keys, and every id of it."""

    def __init__(self, live: Live) -> None:
        self.project, self.key = live.new_project(f"{SECRET} project")
        client = live.client(self.key)
        added = client.add(
            f"the heron of the {SECRET}", user_id="ana", agent_id="bot", infer=False, metadata={"k": SECRET}
        )
        self.memory = added["results"][0]["id"]
        self.event = client.add(f"I live with the {SECRET}", user_id="ana")["event_id"]
        client.wait_for_event(self.event, interval=0.02)
        self.webhook = client.create_webhook("https://example.com/velvet", f"{SECRET} hook")["webhook_id"]
        self.export = client.create_memory_export({"properties": {"facts": {"type": "array"}}}, user_id="ana")["id"]
        self.job = client.generate_profile("ana", "one-key-for-all")["job_id"]
        client.project.update(custom_instructions=SECRET)
        client.project.add_member("velvet@locksmith.example", "OWNER")
        client.feedback(self.memory, "POSITIVE", SECRET)
        made = live.ask("POST", "/api-keys", {"name": f"{SECRET} key"}, key=self.key).json()
        self.key_id = made["id"]
        self.ids = (self.memory, self.event, self.webhook, self.project)
        self.before = self.everything(live)

    def everything(self, live: Live) -> list[Any]:
        """All that the project holds, to see that nobody changed it."""
        client = live.client(self.key)
        stored = [
            client.get_all(filters={"user_id": "*"})["results"],
            client.get_webhooks(),
            client.project.get_members(),
        ]
        return [
            *stored,
            client.project.get(),
            [k["is_active"] for k in live.ask("GET", "/api-keys", key=self.key).json()],
        ]


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with running(tmp_path_factory.mktemp("isolation")) as made:
        yield made


@pytest.fixture(scope="module")
def other(live: Live) -> Other:
    return Other(live)


hostile = st.sampled_from(
    ["..", "../..", "..%2f..", "%2e%2e", "/", "//", "\\", "\x00", "*", "'; DROP TABLE memories; --", '" OR 1=1', "ana\n", "ÅNA",
     "ａｎａ", "\u202eana", "a" * 600, "projects", "control.db", "%", "%00", "null", "[]", "{}", "-1", "1e9", "true", ".", " "]
)  # fmt: skip


def parts(other: Other) -> st.SearchStrategy[str]:
    """What may stand in a path or a filter: the other project's ids, users it shares with ours, hostile text."""
    theirs = [other.project, other.memory, other.event, other.webhook, other.export, other.job, other.key_id]
    known = [*theirs, "ana", "bot"]
    return st.one_of(st.sampled_from(known), hostile, st.text(max_size=12))


def filters(part: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    names = st.sampled_from([*IDS, "memory_ids", "metadata", "text", "project_id", "org_id", "keywords", "NOT"])
    value = st.one_of(
        part, st.just("*"), st.builds(lambda p: {"in": [p, "ana"]}, part), st.builds(lambda p: {"ne": p}, part)
    )
    one = st.dictionaries(names, value, min_size=1, max_size=3)
    logic = st.sampled_from(["AND", "OR", "NOT"])
    return st.recursive(one, lambda inner: st.dictionaries(logic, st.lists(inner, max_size=3), max_size=2), max_leaves=6)


def calls(other: Other) -> st.SearchStrategy[tuple[str, str, Any]]:
    """Any call on any route, its parts, query and body filled with what may be found anywhere."""
    part = parts(other)
    from mem0.server.app import TABLES

    routes = [
        route for table in TABLES for route in table.routes if route.needs is not None and not _destroys(route.name)
    ]
    body = st.fixed_dictionaries(
        {},
        optional={
            "query": part, "filters": filters(part), "messages": part, "user_id": part, "agent_id": part, "memory_id": part,
            "memories": st.lists(st.builds(lambda p: {"memory_id": p, "text": "mine"}, part), max_size=2), "text": part,
            "memory_export_id": part, "project_id": st.just(other.project), "org_id": part, "email": part,
            "infer": st.just(False), "schema": st.just({"properties": {"facts": {"type": "array"}}}), "threshold": st.just(0),
            "receipt": st.just({"store": other.project}), "event_ids": st.lists(part, max_size=2), "dry_run": st.booleans(),
            "name": part, "url": part, "operation": st.sampled_from(["trigger", "sample"]), "entity_id": part,
            "feedback": st.just("NEGATIVE"),
        },
    )  # fmt: skip

    @st.composite
    def one(draw: st.DrawFn) -> tuple[str, str, Any]:
        route = draw(st.sampled_from(routes))
        path = "/".join(
            quote(draw(part), safe="") if piece.startswith("{") else piece for piece in route.path.split("/")
        )
        query = draw(
            st.dictionaries(
                st.sampled_from(QUERY), part, max_size=2
            )
        )
        asked = "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items())
        return route.method, f"{path}?{asked}" if asked else path, draw(body) if route.body is not None else None

    return one()


def _destroys(name: str) -> bool:
    """Calls that empty or delete our own project, so that nothing would be left to try the others with."""
    return name in ("POST /reset", "DELETE /api/v1/orgs/organizations/{org_id}/projects/{project_id}/")


@pytest.mark.parametrize("role", ["owner", "viewer"])
def test_no_call_shows_or_changes_another_project(live: Live, other: Other, role: Any) -> None:
    key = live.new_key(role)
    said: set[str] = set()  # ids that we named ourselves: what we add with them in it is ours, and so is a backup of it

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(calls(other))
    def holds(call: tuple[str, str, Any]) -> None:
        method, path, body = call
        said.update(one for one in other.ids if one in f"{path} {body}")
        answer = live.ask(method, path, body, key=key)

        assert answer.status_code < 500, answer.text
        assert not leaks(answer.text, said, other), (call, answer.text)

    holds()
    assert other.everything(live) == other.before


def leaks(text: str, said: Collection[str], other: Other) -> bool:
    """Whether an answer holds anything of the other project that nobody had said before."""
    return any(one in text for one in (SECRET, "velvet@", *(one for one in other.ids if one not in said)))


def test_the_words_would_be_seen_if_they_leaked(live: Live, other: Other) -> None:
    """Otherwise the test above could not fail."""
    own = live.ask("POST", "/v3/memories/search/", {"query": "heron", "filters": {"user_id": "ana"}}, key=other.key)

    assert leaks(own.text, (), other)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(key=st.one_of(hostile, st.text(max_size=60), st.from_regex(r"m0-[A-Za-z0-9_-]{1,50}", fullmatch=True)))
def test_no_made_up_key_opens_anything(live: Live, other: Other, key: str) -> None:
    try:
        value = f"Token {key}".encode("latin-1")
    except UnicodeEncodeError:
        value = f"Token {key}".encode()
    if any(c < 32 or c == 127 for c in value) or value != value.strip():
        return  # no HTTP client sends such a header
    answer = live.http.get("/v1/entities/", headers={b"Authorization": value})

    assert answer.status_code == 401
    assert other.project not in answer.text


RAW = [
    "/v1/memories/..%2f..%2fcontrol.db/", "/v1/memories/%2e%2e/", "/v1/memories/%00/", "/v1/memories/%ff%fe/", "/v1/memories//",
    "//v1/ping/", "/v1/./ping/", "/v1/../v1/ping/", "/v1/memories/a%2Fb/history/", "/%2e%2e/%2e%2e/etc/passwd", "/v1/ping/%3Fx",
    "/v2/entities/user/a%2F..%2Fb/", "/v2/entities/user/%F0%9F%8D%B5/", "/docs/../openapi.json",
    "/v1/memories/" + "a" * 4000 + "/",
]  # fmt: skip


@pytest.mark.parametrize("path", RAW, ids=lambda p: p[:40])
def test_hostile_paths_lead_nowhere(live: Live, path: str) -> None:
    """Sent as they stand, which HTTP libraries do not do by themselves."""
    import http.client

    host, port = live.url.removeprefix("http://").split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=10)
    try:
        connection.request("GET", path, headers={"Authorization": f"Token {live.key}"})
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
    finally:
        connection.close()

    assert answer.status in (200, 400, 404), text
    assert "root:" not in text
    assert "SQLite" not in text


def test_a_project_s_file_holds_its_memories_alone(live: Live, other: Other) -> None:
    files = {path.name: path for path in live.services.projects.path_of(other.project).parent.glob("*.db*")}
    holding = {name.partition(".")[0] for name, path in files.items() if SECRET.encode() in path.read_bytes()}

    assert holding == {other.project}


def test_a_deleted_project_leaves_no_bytes(live: Live) -> None:
    project, key = live.new_project()
    phrase = "the marmot of the amber lighthouse"
    live.client(key).add(phrase, user_id="ana", infer=False)
    folder = live.services.settings.data
    assert [p for p in folder.rglob("*") if p.is_file() and phrase.encode() in p.read_bytes()]

    live.client(key).project.delete()

    assert [p for p in folder.rglob("*") if p.is_file() and phrase.encode() in p.read_bytes()] == []
    assert project not in [p.stem for p in folder.rglob("*.db")]
