"""The eleven tools over every way there is to them: in process, standard input and output, HTTP, and a remote server."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp.client.streamable_http import streamable_http_client

from mcp import Client, StdioServerParameters
from mem0 import AsyncMemory
from mem0.mcp.backends import LocalBackend, about
from mem0.mcp.tools import make_server

from ..server.live import Live, running

TOOLS = {
    "add_memory", "search_memories", "get_memories", "get_memory", "update_memory", "delete_memory", "delete_all_memories",
    "delete_entities", "list_entities", "list_events", "get_event_status",
}  # fmt: skip
SRC = str(Path(__file__).parents[2] / "src")
Story = Callable[[Client], Coroutine[Any, Any, Any]]


class Way:
    """A way to the tools: runs a story with a client that is connected."""

    def __init__(self, kind: str, folder: Path, live: Live) -> None:
        self.kind, self.folder, self.live = kind, folder, live
        self.key = live.new_project()[1] if kind in ("remote", "http") else ""

    def run(self, story: Story) -> Any:
        return asyncio.run(getattr(self, f"_{self.kind}")(story))

    async def _inside(self, story: Story) -> Any:
        memory = AsyncMemory({"path": self.folder / "mcp.db", "embedder": {"provider": "static"}})

        async def desk(_: Any) -> tuple[Any, str]:
            return LocalBackend(memory), "ana"

        async with Client(make_server(desk)) as client:
            found = await story(client)
        memory.close()
        return found

    async def _stdio(self, story: Story) -> Any:
        config = self.folder / "config.json"
        config.write_text(json.dumps({"path": str(self.folder / "mcp.db"), "embedder": {"provider": "static"}}))
        return await self._process(story, {"MEM0_CONFIG": str(config)})

    async def _remote(self, story: Story) -> Any:
        return await self._process(story, {"MEM0_BASE_URL": self.live.url, "MEM0_API_KEY": self.key})

    async def _process(self, story: Story, more: dict[str, str]) -> Any:
        env = {"PATH": os.environ["PATH"], "PYTHONPATH": SRC, "HOME": str(self.folder), "MEM0_DEFAULT_USER_ID": "ana", **more}
        async with Client(StdioServerParameters(command=sys.executable, args=["-m", "mem0", "mcp"], env=env)) as client:
            return await story(client)

    async def _http(self, story: Story) -> Any:
        return await over_http(self.live, story, {"Authorization": f"Token {self.key}"})


async def over_http(live: Live, story: Story, headers: dict[str, str]) -> Any:
    named = {"X-Mem0-Default-User-Id": "ana", **headers}
    async with (
        httpx2.AsyncClient(headers=named, timeout=30) as http,
        Client(streamable_http_client(f"{live.url}/mcp", http_client=http)) as client,
    ):
        return await story(client)


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with running(tmp_path_factory.mktemp("server")) as made:
        yield made


@pytest.fixture(params=["inside", "http"])
def way(request: pytest.FixtureRequest, tmp_path: Path, live: Live) -> Way:
    return Way(request.param, tmp_path, live)


everywhere = pytest.mark.parametrize("way", ["inside", "stdio", "remote", "http"], indirect=True)


async def ask(client: Client, tool: str, **arguments: Any) -> Any:
    """The JSON that a tool answers with; its one text block and its structured content say the same."""
    result = await client.call_tool(tool, arguments)
    (block,) = result.content
    assert result.structured_content == {"result": block.text}  # type: ignore[union-attr]
    return json.loads(block.text)  # type: ignore[union-attr]


def ids(found: Any) -> list[str]:
    return [one["id"] for one in found["results"]]


def test_the_tools_have_the_names_that_clients_know(way: Way) -> None:
    async def story(client: Client) -> Any:
        info = client.server_info
        listed = await client.list_tools()
        assert info is not None
        return info.name, {tool.name for tool in listed.tools}, [prompt.name for prompt in (await client.list_prompts()).prompts]

    assert way.run(story) == ("mem0", TOOLS, ["memory_assistant"])


@everywhere
def test_a_memory_from_its_beginning_to_its_end(way: Way) -> None:
    async def story(client: Client) -> None:
        added = await ask(client, "add_memory", text="I like green tea", infer=False, metadata={"n": 1})
        memory_id = added["results"][0]["id"]

        found = await ask(client, "search_memories", query="what does she drink?", limit=3)
        assert (ids(found), found["results"][0]["metadata"]) == ([memory_id], {"n": 1})
        assert ids(await ask(client, "get_memories", page=1, page_size=5)) == [memory_id]
        assert (await ask(client, "get_memory", memory_id=memory_id))["user_id"] == "ana"
        await ask(client, "update_memory", memory_id=memory_id, text="I like black tea")
        assert (await ask(client, "get_memory", memory_id=memory_id))["memory"] == "I like black tea"
        entities = await ask(client, "list_entities")
        assert [(one["type"], one["name"]) for one in entities["results"]] == [("user", "ana")]
        await ask(client, "delete_memory", memory_id=memory_id)
        assert ids(await ask(client, "get_memories")) == []

    way.run(story)


def test_deleting_much(way: Way) -> None:
    async def story(client: Client) -> None:
        for user in ("ana", "bo", "cy"):
            await ask(client, "add_memory", text="I like tea", user_id=user, infer=False)

        await ask(client, "delete_all_memories")
        await ask(client, "delete_entities", user_id="bo")

        assert [one["name"] for one in (await ask(client, "list_entities"))["results"]] == ["cy"]

    way.run(story)


def test_a_refusal_can_be_read(way: Way) -> None:
    async def story(client: Client) -> None:
        for tool, arguments, status in (
            ("get_memory", {"memory_id": "3b1f2e52-0f3b-4a9e-9d3f-0c2f6d1c9a11"}, 404),
            ("get_event_status", {"event_id": "3b1f2e52-0f3b-4a9e-9d3f-0c2f6d1c9a11"}, 404),
            ("add_memory", {"text": ""}, 400),
            ("delete_entities", {}, 400),
            ("search_memories", {"query": "tea", "filters": {"AND": [{"user_id": {"near": "x"}}]}}, 400),
        ):
            answer = await ask(client, tool, **arguments)
            assert (tool, set(answer), answer["status"]) == (tool, {"error", "status", "payload"}, status)

    way.run(story)


@pytest.mark.parametrize("way", ["http"], indirect=True)
def test_an_addition_on_a_server_is_an_event(way: Way) -> None:
    async def story(client: Client) -> None:
        added = await ask(client, "add_memory", text="I live in Lyon.")
        assert added["status"] == "PENDING"
        while (event := await ask(client, "get_event_status", event_id=added["event_id"]))["status"] != "SUCCEEDED":
            assert event["status"] in ("PENDING", "RUNNING")
            await asyncio.sleep(0.02)
        assert ids(await ask(client, "list_events")) == [added["event_id"]]

    way.run(story)


@pytest.mark.parametrize("way", ["inside"], indirect=True)
def test_an_addition_here_is_done_at_once(way: Way) -> None:
    async def story(client: Client) -> Any:
        return await ask(client, "add_memory", messages=[{"role": "user", "content": "I live in Lyon."}])

    assert [one["event"] for one in way.run(story)["results"]] == ["ADD"]


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Token m0-wrong"}, {"X-API-Key": "m0-wrong"}])
def test_without_a_good_key_nothing_is_answered(live: Live, headers: dict[str, str]) -> None:
    answer = live.ask("POST", "/mcp", {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}, key="", headers=headers)

    assert answer.status_code == 401
    assert "www-authenticate" in answer.headers


@pytest.mark.parametrize("form", ["Token {}", "Bearer {}", "X-API-Key"])
def test_a_key_is_taken_in_every_form(live: Live, form: str) -> None:
    headers = {"X-API-Key": live.key} if form == "X-API-Key" else {"Authorization": form.format(live.key)}

    async def story(client: Client) -> Any:
        return await ask(client, "list_entities")

    assert "results" in asyncio.run(over_http(live, story, headers))


def test_a_key_may_do_over_mcp_what_it_may_do_over_rest(live: Live) -> None:
    """A viewer reads and is refused what it may not; a key of another project sees nothing of this one."""
    live.client().add("I like tea", user_id="seen", infer=False)
    viewer = live.new_key("viewer")
    _, other = live.new_project()

    async def seen(client: Client) -> int:
        return len((await ask(client, "get_memories", filters={"user_id": "seen"}))["results"])

    async def add(client: Client) -> Any:
        return (await ask(client, "add_memory", text="I like tea", user_id="seen")).get("status")

    assert asyncio.run(over_http(live, add, {"Authorization": f"Token {viewer}"})) == 403
    assert asyncio.run(over_http(live, seen, {"Authorization": f"Token {viewer}"})) == 1
    assert asyncio.run(over_http(live, seen, {"Authorization": f"Token {other}"})) == 0


def test_a_web_page_cannot_ask_a_server_without_keys(tmp_path: Path) -> None:
    with running(tmp_path, auth=False) as live:
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
        headers = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
        answers = [
            live.ask("POST", "/mcp", body, key="", headers={**headers, **more}).status_code
            for more in ({"Origin": "https://evil.example"}, {"Host": "evil.example"})
        ]

    assert all(400 <= status < 500 for status in answers)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (None, {"AND": [{"user_id": "me"}]}),
        ({"AND": [{"app_id": "x"}]}, {"AND": [{"user_id": "me"}, {"app_id": "x"}]}),
        ({"topic": "tea"}, {"AND": [{"user_id": "me"}, {"topic": "tea"}]}),
        ({"OR": [{"user_id": "*"}]}, {"OR": [{"user_id": "*"}]}),
        ({"AND": [{"agent_id": "bot"}]}, {"AND": [{"agent_id": "bot"}]}),
    ],
)
def test_where_nobody_is_named_the_default_user_is_meant(given: Any, meant: Any) -> None:
    assert about("me", given) == meant
