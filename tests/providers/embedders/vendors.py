"""The embedding vendors as they look over the wire: where they are asked, what they are sent, how they answer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.loopback import Received, Say, Server

KEY = "sk-secret-0123456789"
Vectors = list[list[float]]


@dataclass(frozen=True)
class Vendor:
    """One provider: its config for a server, the texts of a request, and the body that carries vectors back."""

    provider: str
    config: Callable[[str], dict[str, Any]]
    texts: Callable[[Received], list[str]]
    body: Callable[[Vectors], Any]
    needs: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    one_by_one: bool = False  # the vendor takes one text a request
    tells_wait: bool = True  # its SDK shows the headers of an error

    def answers(self, request: Received, *, dims: int = 8) -> Say:
        return Say(self.body([vector(text, dims) for text in self.texts(request)]))

    def server(self, *, dims: int = 8) -> Server:
        return Server(lambda request: self.answers(request, dims=dims))


def vector(text: str, dims: int = 8) -> list[float]:
    """Numbers that depend on the words of a text, never all zero."""
    found = [0.01] * dims
    for word in text.lower().split():
        found[hashlib.blake2b(word.encode(), digest_size=2).digest()[0] % dims] += 1.0
    return found


def asked_texts(vendor: Vendor, server: Server) -> list[list[str]]:
    """The texts of each request that the server got."""
    return [vendor.texts(request) for request in server.received]


def openai_body(vectors: Vectors) -> dict[str, Any]:
    data = [{"object": "embedding", "index": n, "embedding": one} for n, one in enumerate(vectors)]
    return {"object": "list", "model": "m", "data": data, "usage": {"prompt_tokens": 1, "total_tokens": 1}}


def _input(request: Received) -> list[str]:
    texts: Sequence[str] = request.body["input"]
    return list(texts)


def _gemini_texts(request: Received) -> list[str]:
    return [one["content"]["parts"][0]["text"] for one in request.body["requests"]]


def _aws(url: str, model: str) -> dict[str, Any]:
    keys = {"aws_access_key_id": "AKIA0123456789", "aws_secret_access_key": KEY, "aws_region": "us-east-1"}
    return {"model": model, "endpoint_url": url, **keys, **PATIENCE}


PATIENCE = {"max_retries": 0, "timeout": 5}

VENDORS = [
    Vendor(
        "openai",
        lambda url: {"model": "text-embedding-3-small", "api_key": KEY, "openai_base_url": f"{url}/v1", **PATIENCE},
        _input, openai_body, ("openai",),
    ),
    Vendor("together", lambda url: {"api_key": KEY, "base_url": f"{url}/v1", **PATIENCE}, _input, openai_body, ("openai",)),
    Vendor(
        "azure_openai",
        lambda url: {"model": "text-embedding-3-small", "azure_kwargs": {"api_key": KEY, "azure_endpoint": url}, **PATIENCE},
        _input, openai_body, ("openai",),
    ),
    Vendor(
        "gemini", lambda url: {"model": "models/text-embedding-004", "api_key": KEY, "base_url": url, **PATIENCE},
        _gemini_texts, lambda vectors: {"embeddings": [{"values": one} for one in vectors]}, ("google.genai",),
    ),
    Vendor(
        "vertexai", lambda url: {"model": "text-embedding-005", "api_key": KEY, "base_url": url, **PATIENCE},
        lambda request: [one["content"] for one in request.body["instances"]],
        lambda vectors: {"predictions": [{"embeddings": {"values": one}} for one in vectors]}, ("google.genai",),
    ),
    Vendor(
        "ollama", lambda url: {"ollama_base_url": url, **PATIENCE},
        _input, lambda vectors: {"model": "m", "embeddings": vectors}, ("ollama",), tells_wait=False,
    ),
    Vendor(
        "huggingface", lambda url: {"huggingface_base_url": url, "api_key": KEY, **PATIENCE},
        lambda request: list(request.body["inputs"]), lambda vectors: vectors, ("httpx",),
    ),
    Vendor(
        "huggingface", lambda url: {"huggingface_base_url": f"{url}/v1", **PATIENCE}, _input, openai_body, ("httpx",),
    ),
    Vendor(
        "aws_bedrock", lambda url: _aws(url, "amazon.titan-embed-text-v2:0"),
        lambda request: [request.body["inputText"]], lambda vectors: {"embedding": vectors[0] if vectors else []},
        ("boto3",), one_by_one=True,
    ),
    Vendor(
        "aws_bedrock", lambda url: _aws(url, "cohere.embed-multilingual-v3"),
        lambda request: list(request.body["texts"]), lambda vectors: {"embeddings": vectors}, ("boto3",),
    ),
    Vendor("lmstudio", lambda url: {"lmstudio_base_url": f"{url}/v1", **PATIENCE}, _input, openai_body, ("openai",)),
]  # fmt: skip
