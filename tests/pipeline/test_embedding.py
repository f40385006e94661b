"""A remote embedder is asked once an add, for facts and messages together, and never inside a transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from mem0.chat import Prompt
from mem0.pipeline.indexes import Indexes
from mem0.testing import HashEmbedder

from .conftest import Making, Taught, fact, facts


class Remote(HashEmbedder):
    """Counts its requests, and refuses to work while a transaction of its thread is open."""

    remote = True

    def __init__(self, store: Any) -> None:
        super().__init__()
        self.asked: list[list[str]] = []
        self.queries = 0
        self._store = store

    def encode(self, texts: Sequence[str]) -> list[bytes | None]:
        inner = getattr(self._store, "store", self._store)
        assert getattr(inner._local, "view", None) is None, "a remote embedder was asked inside a transaction"
        self.asked.append(list(texts))
        return super().encode(texts)

    def query(self, text: str) -> Any:
        self.queries += 1
        return super().query(text)


def remotely(memory: Taught) -> Remote:
    parts = memory.door._parts
    encoder = Remote(parts.store)
    memory.door._open_parts = replace(parts, encoder=encoder, indexes=Indexes(10_000_000, encoder))
    return encoder


def script(prompt: Prompt) -> Any:
    if prompt.shape and prompt.shape.name == "decisions":
        return {"decisions": [{"f": 1, "op": "UPDATE", "n": 1, "text": "User lives in Paris, near the river"}]}
    new = prompt.turns[1].text.split("<new>")[1]
    return facts("User lives in Paris") if "Paris" in new else facts("User lives in Lyon", fact("User likes tea", 2))


SAID = [{"role": "user", "content": "I live in Lyon"}, {"role": "user", "content": "I like tea"}]


def test_embedding_requests_an_add(learner: Making) -> None:
    """The figure of the docs: one request for all facts and messages of an add."""
    memory = learner(script)
    encoder = remotely(memory)

    usage = memory.add(SAID, user_id="ana")["usage"]

    print("embedding requests an add:", usage["embedding_requests"])
    assert usage["embedding_requests"] == 1
    assert encoder.asked == [["User lives in Lyon", "User likes tea", "I live in Lyon", "I like tea"]]
    assert encoder.queries == 0


def test_a_hosted_embedder_alone_is_in_the_usage_too(learner: Making) -> None:
    memory = learner(script)
    remotely(memory)
    memory.door.llm = None

    usage = memory.add(SAID, user_id="ana")["usage"]

    assert (usage["llm_calls"], usage["embedding_requests"]) == (0, 1)


@pytest.mark.parametrize("strategy", ["paper", "hybrid", "single", "add_only"])
def test_similar_memories_are_found_with_the_vectors_of_the_facts(learner: Making, strategy: str) -> None:
    memory = learner(script, strategy=strategy)
    encoder = remotely(memory)
    memory.add(SAID, user_id="ana")

    usage = memory.add("I live in Paris now", user_id="ana")["usage"]

    worded_anew = strategy == "paper"  # the model wrote a text that no fact has
    assert usage["embedding_requests"] == (2 if worded_anew else 1)
    assert encoder.queries == 0


def test_a_text_that_the_rules_word_anew_is_encoded_outside_the_transaction(learner: Making) -> None:
    memory = learner([], strategy="rules")
    encoder = remotely(memory)
    memory.add("My dentist is on Monday at 9", user_id="ana")

    added = memory.add("Sorry, I meant Tuesday", user_id="ana")

    assert [one["event"] for one in added["results"]] == ["UPDATE"]
    assert added["results"][0]["memory"] in encoder.asked[-1]


def test_nothing_to_embed_asks_nobody(learner: Making) -> None:
    memory = learner([facts()])
    encoder = remotely(memory)

    memory.add("Hi!", user_id="ana")

    assert encoder.asked == []
