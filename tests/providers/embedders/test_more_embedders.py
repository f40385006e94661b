"""Embedders that no loopback server stands for, keys from the environment, settings under their other names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mem0 import Memory
from mem0.errors import AuthenticationError, ConfigurationError, EmbeddingError, MissingExtra
from mem0.providers import catalog
from tests.loopback import Received, Say, Server

from .vendors import openai_body, vector


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server(lambda request: openai_body([vector(text) for text in request.body["input"]]))
    yield made
    made.close()


def embedded(embedder: dict[str, Any], **more: Any) -> str:
    """Adds and searches with an embedder; returns how the store calls it."""
    with Memory({"path": ":memory:", "embedder": embedder, **more}) as memory:
        memory.add("Ana keeps bees", user_id="ana", infer=False)
        assert memory.search("bees", user_id="ana")["results"][0]["memory"] == "Ana keeps bees"
        return str(memory.stats()["embedder"])


def unit(text: str) -> list[float]:
    """The vector of a text as the encoder gives it, of length 1."""
    found = vector(text)
    return [x / sum(y * y for y in found) ** 0.5 for x in found]


def headers(server: Server) -> dict[str, str]:
    """Of the first request, in small letters."""
    return {name.lower(): value for name, value in server.received[0].headers.items()}


@pytest.mark.parametrize(
    "words", ["This model does not support specifying dimensions.", 'Model "m" does not support matryoshka representation']
)
def test_a_model_that_refuses_to_be_asked_for_a_size_is_asked_without(server: Server, words: str) -> None:
    """Its vectors are compared with the size that was written all the same."""
    usual = server.otherwise
    assert usual is not None
    server.otherwise = lambda request: (
        Say({"error": {"message": words}}, 400) if "dimensions" in request.body else usual(request)
    )
    config = {"model": "m", "api_key": "k", "base_url": f"{server.url}/v1"}

    assert embedded({"provider": "openai", "config": {**config, "embedding_dims": 8}}) == "openai/m/8"
    assert ["dimensions" in request.body for request in server.received] == [True, False, False]
    with pytest.raises(EmbeddingError, match="vectors of 8 numbers, not of 16"):
        embedded({"provider": "openai", "config": {**config, "embedding_dims": 16}})


# langchain


def test_a_langchain_model_embeds() -> None:
    fake = pytest.importorskip("langchain_core.embeddings.fake")
    model = fake.DeterministicFakeEmbedding(size=8)

    assert embedded({"provider": "langchain", "config": {"model": model}}) == "langchain/DeterministicFakeEmbedding/8"


def test_a_langchain_model_is_known_without_its_provider() -> None:
    fake = pytest.importorskip("langchain_core.embeddings.fake")

    assert embedded({"config": {"model": fake.DeterministicFakeEmbedding(size=8)}}).startswith("langchain/")


def test_what_is_no_langchain_model_is_refused() -> None:
    pytest.importorskip("langchain_core")
    with pytest.raises(ConfigurationError, match="langchain"):
        Memory({"path": ":memory:", "embedder": {"provider": "langchain", "config": {"model": "gpt"}}})


# models on this machine


def test_fastembed_without_its_model_says_so(tmp_path: Path) -> None:
    pytest.importorskip("fastembed")
    config = {"model": "BAAI/bge-small-en-v1.5", "cache_dir": str(tmp_path / "none"), "local_files_only": True}
    with (
        Memory({"path": ":memory:", "embedder": {"provider": "fastembed", "config": config}}) as memory,
        pytest.raises(EmbeddingError, match="FastEmbed"),
    ):
        memory.add("Ana keeps bees", user_id="ana", infer=False)


def test_fastembed_does_not_know_a_model_that_is_none() -> None:
    pytest.importorskip("fastembed")
    embedder = {"provider": "fastembed", "config": {"model": "no/such-model"}}
    with Memory({"path": ":memory:", "embedder": embedder}) as memory, pytest.raises(EmbeddingError, match="no/such-model"):
        memory.embedding_model.embed("bees")


def test_sentence_transformers_that_is_not_there_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mem0.providers.embedders.huggingface.util.find_spec", lambda _: None)
    with pytest.raises(MissingExtra, match=r"open-mem0\[huggingface\]"):
        Memory({"path": ":memory:", "embedder": {"provider": "huggingface"}})


@pytest.mark.parametrize("provider", sorted(set(catalog.EMBEDDERS) - catalog.EMBEDDED))
def test_every_embedder_can_be_loaded(provider: str) -> None:
    found = catalog.EMBEDDERS[provider]
    if not found.installed():
        pytest.skip("its SDK is not installed")

    assert callable(found.load())


# keys and settings


@pytest.mark.parametrize(
    ("provider", "variable"),
    [
        ("openai", "OPENAI_API_KEY"),
        ("together", "TOGETHER_API_KEY"),
        ("gemini", "GOOGLE_API_KEY"),
        ("azure_openai", "EMBEDDING_AZURE_OPENAI_API_KEY"),
    ],
)
def test_a_missing_key_is_asked_for_at_the_start(
    provider: str, variable: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As of a language model. A store that remembers its embedder opens without, for all that needs no vectors."""
    for name in (variable, "GEMINI_API_KEY", "AZURE_OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    part = {"embedder": {"provider": provider}}
    with pytest.raises(AuthenticationError, match=variable):
        Memory({"path": tmp_path / "a.db", **part})
    monkeypatch.setenv(variable, "given")
    Memory({"path": tmp_path / "a.db", **part}).close()

    monkeypatch.delenv(variable)
    with Memory({"path": tmp_path / "a.db"}) as memory:
        assert memory.get_all(user_id="ana")["results"] == []
        with pytest.raises(AuthenticationError, match=variable):
            memory.add("Ana keeps bees", user_id="ana", infer=False)
    with Memory({"path": tmp_path / "b.db", "embedder": {"provider": "hash"}}) as memory:
        memory.add("Ana keeps bees", user_id="ana", infer=False)
        with pytest.raises(AuthenticationError, match=variable):
            memory.reindex(provider)


def test_a_token_of_azure_is_as_good_as_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EMBEDDING_AZURE_OPENAI_API_KEY", raising=False)
    given = {"azure_endpoint": "http://127.0.0.1:9", "azure_ad_token_provider": lambda: "token"}
    Memory({"path": ":memory:", "embedder": {"provider": "azure_openai", "config": {"azure_kwargs": given}}}).close()


def test_key_and_address_come_from_the_environment(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-environment")
    monkeypatch.setenv("OPENAI_BASE_URL", f"{server.url}/v1")
    embedded({"provider": "openai"})

    assert headers(server)["authorization"] == "Bearer sk-environment"


def test_azure_is_configured_by_its_variables(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDDING_AZURE_OPENAI_API_KEY", "az-environment")
    monkeypatch.setenv("EMBEDDING_AZURE_ENDPOINT", server.url)
    monkeypatch.setenv("EMBEDDING_AZURE_DEPLOYMENT", "mine")
    monkeypatch.setenv("EMBEDDING_AZURE_API_VERSION", "2024-02-01")
    embedded({"provider": "azure_openai"})

    asked = server.received[0]
    assert asked.path == "/openai/deployments/mine/embeddings"
    assert (asked.query["api-version"], headers(server)["api-key"]) == (["2024-02-01"], "az-environment")


def test_azure_takes_endpoint_beside_the_model(server: Server) -> None:
    config = {"model": "text-embedding-3-small", "endpoint": server.url, "api_key": "k", "api_version": "2024-02-01"}

    assert embedded({"provider": "azure_openai", "config": config}) == "azure_openai/text-embedding-3-small/8"


def openai_config(server: Server, **more: Any) -> dict[str, Any]:
    return {"provider": "openai", "config": {"api_key": "k", "openai_base_url": f"{server.url}/v1", **more}}


def asked_dims(server: Server) -> object:
    return server.received[0].body.get("dimensions")


def test_a_size_is_asked_for_only_where_it_is_configured(server: Server) -> None:
    embedded(openai_config(server))

    assert asked_dims(server) is None


def test_a_configured_size_is_asked_for(server: Server) -> None:
    embedded(openai_config(server, embedding_dims=8))

    assert asked_dims(server) == 8


def test_a_model_that_cannot_shrink_is_not_asked_to(server: Server) -> None:
    embedded(openai_config(server, model="text-embedding-ada-002", embedding_dims=8))

    assert asked_dims(server) is None


def test_the_vector_stores_size_alone_is_asked_for_and_checked(server: Server) -> None:
    embedded(openai_config(server), vector_store={"config": {"embedding_model_dims": 8}})
    assert asked_dims(server) == 8

    with pytest.raises(EmbeddingError, match="8 numbers, not of 16"):
        embedded(openai_config(server, model="other"), vector_store={"config": {"embedding_model_dims": 16}})


def test_settings_without_a_provider_are_openai(server: Server) -> None:
    assert embedded({"config": openai_config(server)["config"]}).startswith("openai/")


def test_gemini_is_told_what_a_text_is_for() -> None:
    pytest.importorskip("google.genai")

    def answer(request: Received) -> Any:
        return {"embeddings": [{"values": vector(one["content"]["parts"][0]["text"])} for one in request.body["requests"]]}

    server = Server(answer)
    config = {"model": "models/text-embedding-004", "api_key": "k", "base_url": server.url, "embedding_dims": 8}
    embedded({"provider": "gemini", "config": config})
    first, second = (request.body["requests"][0] for request in server.received)
    server.close()

    assert (first["taskType"], second["taskType"]) == ("RETRIEVAL_DOCUMENT", "RETRIEVAL_QUERY")
    assert first["outputDimensionality"] == 8
    assert first["model"] == "models/text-embedding-004"


def test_a_bedrock_model_that_is_unknown_is_refused() -> None:
    pytest.importorskip("boto3")
    with pytest.raises(ConfigurationError, match=r"amazon\.titan-embed"):
        Memory({"path": ":memory:", "embedder": {"provider": "aws_bedrock", "config": {"model": "x.y"}}})


# requests


def test_an_add_of_facts_is_one_request_and_a_search_is_one(server: Server) -> None:
    """Facts, the message as evidence: all in one; counted at the server."""
    with Memory({"path": ":memory:", "embedder": openai_config(server)}) as memory:
        memory.add("I live in Lyon. I work as a nurse. I have two cats. I like tea.", user_id="ana")
        added = len(server.received)
        memory.search("Where do I live?", user_id="ana")
        searched = len(server.received) - added
    print(f"\nembedding requests: {added} an add, {searched} a search")

    assert (added, searched) == (1, 1)


def test_many_texts_are_parted_by_the_vendors_limit() -> None:
    """Two thousand and fifty texts are two requests, side by side."""
    server = Server(lambda request: openai_body([vector(text) for text in request.body["input"]]))
    with Memory({"path": ":memory:", "embedder": openai_config(server)}) as memory:
        found = memory.embedding_model.embed_batch([f"text {n}" for n in range(2050)])
    sizes = sorted(len(request.body["input"]) for request in server.received)
    server.close()

    assert sizes == [2, 2048]
    assert len(found) == 2050


@pytest.mark.parametrize(
    ("status", "words"),
    [(400, "batch size 9 > maximum allowed batch size 3"), (422, "inputs: at most 3 items"), (413, "Payload Too Large")],
)
def test_a_server_that_takes_fewer_texts_at_once_is_asked_in_parts(server: Server, status: int, words: str) -> None:
    """Compatible servers have limits of their own; what they are is found out once."""
    usual = server.otherwise
    assert usual is not None
    server.otherwise = lambda request: (
        Say({"error": {"message": words}}, status) if len(request.body["input"]) > 3 else usual(request)
    )
    with Memory({"path": ":memory:", "embedder": openai_config(server)}) as memory:
        found = memory.embedding_model.embed_batch([f"text {n}" for n in range(9)])
        asked = len(server.received)
        memory.embedding_model.embed_batch([f"more {n}" for n in range(9)])

    assert [pytest.approx(unit(f"text {n}"), abs=1e-5) for n in range(9)] == found
    assert [len(request.body["input"]) <= 3 for request in server.received[asked:]] == [True] * 5


def test_a_refusal_of_something_else_is_not_asked_in_parts(server: Server) -> None:
    server.otherwise = lambda _: Say({"error": {"message": "no such model"}}, 400)
    with Memory({"path": ":memory:", "embedder": openai_config(server)}) as memory, pytest.raises(EmbeddingError, match="no s"):
        memory.embedding_model.embed_batch(["one", "two"])

    assert len(server.received) == 1


@pytest.mark.parametrize("numbers", [[None, None], [1, 0], [0, 0], None], ids=str)
def test_vectors_belong_to_their_texts_however_they_are_numbered(server: Server, numbers: list[int | None] | None) -> None:
    """By their numbers, in whatever order they come; where a server gives none, in the order of the texts."""
    texts = ["ana keeps bees", "bo paints"]
    rows: list[dict[str, Any]] = [{"object": "embedding", "embedding": vector(text)} for text in texts]
    if numbers is not None:
        rows = [{**rows[n if n is not None and set(numbers) == {0, 1} else at], "index": n} for at, n in enumerate(numbers)]
    server.says({"object": "list", "model": "m", "data": rows})
    with Memory({"path": ":memory:", "embedder": openai_config(server)}) as memory:
        found = memory.embedding_model.embed_batch(texts)

    assert [pytest.approx(unit(text), abs=1e-5) for text in texts] == found
