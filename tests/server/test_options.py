"""Options reach the language model where there is one; where there is none the answer says that they have no effect."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from ..loopback import Received, Server
from ..providers.llms.vendors import openai_said
from .live import STATIC, Live, running

FACT = {"text": "User likes pizza", "m": [1], "when": None, "categories": ["food"]}


def _says(request: Received) -> Any:
    asked = request.content
    if b"<form>" in asked:
        return openai_said(json.dumps({"value": {"city": "Lyon", "age": 31, "more": "left out"}}))
    return openai_said(json.dumps({"facts": [FACT]}))


@pytest.fixture(scope="module")
def model() -> Iterator[Server]:
    made = Server(otherwise=_says)
    yield made
    made.close()


@pytest.fixture(scope="module")
def thinking(tmp_path_factory: pytest.TempPathFactory, model: Server) -> Iterator[Live]:
    """A server with a language model, which may send webhooks to this machine."""
    llm = {"provider": "openai", "config": {"api_key": "k", "openai_base_url": f"{model.url}/v1", "max_retries": 0}}
    folder = tmp_path_factory.mktemp("thinking")
    with running(folder, memory={**STATIC, "llm": llm}, private_webhooks=True) as made:
        yield made


def asked(model: Server) -> str:
    """All that the model was told with the last question."""
    return "\n".join(str(message["content"]) for message in model.received[-1].body["messages"])


def project_path(live: Live) -> str:
    first = live.services.first
    return f"/api/v1/orgs/organizations/{first.org}/projects/{first.project}/"


def test_settings_of_the_project_reach_the_model_and_its_categories_are_told(thinking: Live, model: Server) -> None:
    """Over a queued add: instructions, topics and categories of the project, and the webhook of categories."""
    receiver = Server()
    client = thinking.client()
    made = client.create_webhook(receiver.url, "mine", event_types=["memory_categorize"])
    client.project.update(
        custom_instructions="Mind the weather.",
        custom_categories=[{"food": "what they eat"}, {"work": "what they do"}],
        inclusion_prompt="meals",
        exclusion_prompt="money",
        agent_custom_instructions="Agents promise nothing.",
    )

    client.wait_for_event(client.add("I like pizza", user_id="cat"), interval=0.02)

    told = asked(model)
    for words in ("Mind the weather.", "- food: what they eat", "Only facts about: meals", "No facts about: money"):
        assert words in told
    assert "Agents promise nothing." not in told
    (item,) = client.get_all(user_id="cat")["results"]
    assert item["categories"] == ["food"]
    while not receiver.received:
        pass
    about = receiver.received[0].body["event_details"]
    assert about == {"event": "CATEGORIZE", "memory_id": item["id"], "categories": ["food"]}
    client.delete_webhook(made["webhook_id"])
    receiver.close()

    client.add("I am your helper", agent_id="bot", async_mode=False)
    assert "Mind the weather." in asked(model)
    assert "Agents promise nothing." in asked(model)
    client.project.update(dict.fromkeys(("custom_instructions",), ""), custom_categories=[])


@pytest.mark.parametrize("path", ["/v3/memories/add/", "/v1/memories/"])
def test_options_of_one_call_reach_the_model(thinking: Live, model: Server, path: str) -> None:
    wishes = {"custom_instructions": "Be exact.", "includes": "sport", "excludes": "names", "prompt": "And brief."}
    body = {"messages": "I like pizza", "user_id": f"one{len(path)}", "async_mode": False, "output_format": "v1.1"}
    more = {"custom_categories": [{"fun": "what they enjoy"}], "agent_custom_instructions": "Speak as the agent."}

    answer = thinking.ask("POST", path, {**body, **wishes, **more, "filters": {"agent_id": "bot"}}).json()

    told = asked(model)
    for words in ("Be exact.", "And brief.", "Only facts about: sport", "No facts about: names", "- fun: what they enjoy"):
        assert words in told
    assert "Speak as the agent." in told
    assert "warnings" not in answer


def test_exports_and_profiles_are_filled_by_the_model(thinking: Live, model: Server) -> None:
    client = thinking.client()
    client.add("I live in Lyon and I am 31", user_id="exp", infer=False)
    schema = {"type": "object", "properties": {"city": {"type": "string"}, "age": {"type": "integer"}}}

    made = client.create_memory_export(schema, user_id="exp", export_instructions="Cities in English.")
    found = client.get_memory_export(memory_export_id=made["id"])

    assert found == {"city": "Lyon", "age": 31}
    assert "Cities in English." in asked(model)
    assert "I live in Lyon and I am 31" in asked(model)
    client.update_profile_settings(entities={"user": {"schema": schema, "custom_instructions": "Like a letter."}})
    assert client.get_profile("exp")["profile"] == {"city": "Lyon", "age": 31}
    assert "Like a letter." in asked(model)


@pytest.mark.parametrize("kind", ["integer", ["integer", "null"]])
def test_an_export_that_does_not_fit_is_asked_for_again_and_then_refused(thinking: Live, model: Server, kind: Any) -> None:
    client = thinking.client()
    client.add("I live in Lyon", user_id="bad", infer=False)
    made = client.create_memory_export({"properties": {"city": {"type": kind}}}, user_id="bad")

    before = len(model.received)
    answer = thinking.ask("POST", "/v1/exports/get/", {"memory_export_id": made["id"]})

    assert (answer.status_code, len(model.received) - before) == (502, 3)
    assert "value.city must be integer" in asked(model)


def test_without_a_model_the_answer_says_what_has_no_effect(live: Live) -> None:
    body = {"messages": "I like tea", "user_id": "quiet", "includes": "sport", "structured_data_schema": {"a": 1}}

    queued = live.ask("POST", "/v3/memories/add/", {**body, "enable_graph": True}).json()
    old = live.ask("POST", "/v1/memories/", body)
    changed = live.client().project.update(custom_categories=[{"food": "x"}], memory_depth="deep")
    export = live.client().create_memory_export({"properties": {}}, user_id="quiet", export_instructions="brief")

    assert [text.partition(" ")[0] for text in queued["warnings"]] == ["structured_data_schema", "includes", "enable_graph"]
    assert "includes has no effect" in old.headers["x-mem0-warning"]
    assert [text.partition(" ")[0] for text in changed["warnings"]] == ["memory_depth", "custom_categories"]
    assert "no language model" in export["warnings"][0]
    self_hosted = live.ask("POST", "/memories", {"messages": "I like tea", "user_id": "quiet", "prompt": "be brief"}).json()
    assert "prompt has no effect" in self_hosted["warnings"][0]
    assert "warnings" not in live.ask("POST", "/v3/memories/add/", {"messages": "hi", "user_id": "quiet"}).json()
    live.ask("PATCH", project_path(live), {"custom_categories": None, "memory_depth": None})


@pytest.mark.parametrize(
    "settings",
    [{"custom_categories": [5]}, {"custom_categories": "food"}, {"inclusion_prompt": 5}, {"custom_instructions": "x" * 20_001}],
    ids=lambda settings: str(settings)[:30],
)
def test_settings_that_no_memory_could_work_by_are_refused(live: Live, settings: dict[str, Any]) -> None:
    """They would stand in the way of every later request."""
    assert live.ask("PATCH", project_path(live), settings).status_code == 400
    assert live.ask("GET", "/v1/stats/").status_code == 200


def test_a_graph_and_decay_are_switched_on_for_a_project(live: Live) -> None:
    _, key = live.new_project()
    client = live.client(key)

    answer = client.project.update(enable_graph=True, decay=True)

    config = live.services.projects.config_of(client.project_id or "")
    assert (config["enable_graph"], config["retention"], "warnings" in answer) == (True, {"decay": 0.5}, False)
    told = client.add("My sister Mia lives in Oslo.", user_id="ana", async_mode=False, enable_graph=True)
    assert "warnings" not in told
    assert client.search("Where does my sister live?", user_id="ana")["results"]


def idle(warnings: list[str]) -> list[str]:
    """The options that warnings tell of."""
    return [text.partition(" ")[0].strip("'") for text in warnings]


NO_EFFECT: dict[str, Any] = {
    "keyword_search": False, "latest_only": False, "filter_memories": True, "only_metadata_based_search": True,
    "enable_graph": True, "rerank": True, "top_kk": 3,
}  # fmt: skip
AS_IT_IS = {"keyword_search": True, "latest_only": True, "filter_memories": False, "rerank": False, "org_id": "x"}


@pytest.mark.parametrize("path", ["/v3/memories/search/", "/v2/memories/search/", "/search"])
def test_a_search_says_which_options_have_no_effect(live: Live, path: str) -> None:
    user = path.strip("/").replace("/", "-")
    body = {"query": "tea", "filters": {"user_id": user}, "output_format": "v1.1"}
    live.ask("POST", "/memories", {"messages": "I like tea", "user_id": user, "infer": False})

    answer = live.ask("POST", path, {**body, **NO_EFFECT}).json()

    assert sorted(idle(answer["warnings"])) == sorted(NO_EFFECT)
    assert [item["memory"] for item in answer["results"]] == ["I like tea"]
    assert "warnings" not in live.ask("POST", path, {**body, **AS_IT_IS}).json()


def test_a_bare_list_says_in_a_header_which_options_have_no_effect(live: Live) -> None:
    searched = live.ask("POST", "/v1/memories/search/", {"query": "tea", "user_id": "idle", "keyword_search": False})
    listed = live.ask("GET", "/v1/memories/?user_id=idle&threshhold=1&caf%C3%A9%0A=1")
    plain = live.ask("GET", "/v1/memories/?user_id=idle&page=1&org_id=x")

    assert "keyword_search has no effect" in searched.headers["x-mem0-warning"]
    assert "threshhold" in listed.headers["x-mem0-warning"]
    assert r"caf\xe9\n" in listed.headers["x-mem0-warning"]
    assert isinstance(listed.json(), list)
    assert "x-mem0-warning" not in plain.headers


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v3/memories/", {"filters": {"user_id": "idle"}, "strange": 1}),
        ("POST", "/v3/memories/add/", {"messages": "hi", "user_id": "idle", "infer": False, "strange": 1}),
        ("POST", "/memories", {"messages": "hi", "user_id": "idle", "infer": False, "strange": 1}),
        ("GET", "/memories?user_id=idle&strange=1", None),
    ],
)
def test_an_option_that_no_route_knows_is_told(live: Live, method: str, path: str, body: Any) -> None:
    assert idle(live.ask(method, path, body).json()["warnings"]) == ["strange"]


@pytest.mark.parametrize("path", ["/v1/memories/", "/memories"])
def test_a_deletion_by_a_condition_that_it_would_not_heed_is_refused(live: Live, path: str) -> None:
    live.ask("POST", "/memories", {"messages": "I like tea", "user_id": "kept", "infer": False})

    refused = live.ask("DELETE", f"{path}?user_id=kept&category=food")

    assert (refused.status_code, "category" in refused.text) == (400, True)
    assert len(live.ask("GET", "/memories?user_id=kept").json()["results"]) == 1
    assert live.ask("DELETE", f"{path}?user_id=kept&org_id=x").status_code == 200
