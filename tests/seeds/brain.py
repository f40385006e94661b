"""One server that speaks as OpenAI, Azure, Anthropic, Gemini and Ollama do: it learns what users say, and answers chats."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

from ..loopback import Received, Say, Server
from ..providers.llms import vendors

ANSWER = "알겠습니다."


def brain() -> Server:
    return Server(otherwise=_answer)


def learnt(server: Server) -> list[Received]:
    """The requests that asked what is worth remembering."""
    return [request for request in server.asked if _asks_for_facts(request)]


def chats(server: Server) -> list[Received]:
    """The other requests to a language model."""
    return [one for one in server.asked if not _asks_for_facts(one) and not _texts_to_embed(one)]


def _answer(request: Received) -> Any:
    texts = _texts_to_embed(request)
    if texts:
        return _embeddings(request, texts)
    facts = {"facts": list(_facts(request))} if _asks_for_facts(request) else None
    said = ANSWER if facts is None else json.dumps(facts, ensure_ascii=False)
    path = request.path
    if path.endswith("/chat/completions"):
        return vendors.openai_said(said)
    if path == "/v1/messages":
        return vendors.anthropic_said(said) if facts is None else vendors.anthropic_called("facts", facts)
    if path.endswith(":generateContent"):
        return vendors.gemini_said(said)
    if path == "/api/chat":
        return vendors.ollama_said(said)
    return Say({"error": f"nobody asks {path}"}, status=404)


def _asks_for_facts(request: Received) -> bool:
    return b"<new>" in request.content


def _facts(request: Received) -> Iterator[dict[str, Any]]:
    """A fact for each thing that a user said, word for word."""
    for text in _strings(request.body):
        block = re.search(r"<new>\n(.*?)\n</new>", text, re.DOTALL)
        for line in block[1].splitlines() if block else ():
            told = json.loads(line)
            if told["by"] == "user" and "m" in told:  # the lines of a summary bear no number
                yield {"text": told["text"], "m": [told["m"]], "when": None}


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _strings(one)


def _texts_to_embed(request: Received) -> list[str]:
    body = request.body or {}
    if request.path.endswith("/embeddings"):
        return list(body["input"])
    if request.path.endswith(":batchEmbedContents"):
        return [one["content"]["parts"][0]["text"] for one in body["requests"]]
    return []


def _embeddings(request: Received, texts: list[str]) -> Any:
    dims = 768 if "gemini" in request.path or "models/" in request.path else 1536
    found = [_vector(text, dims) for text in texts]
    if request.path.endswith(":batchEmbedContents"):
        return {"embeddings": [{"values": one} for one in found]}
    data = [{"object": "embedding", "index": n, "embedding": one} for n, one in enumerate(found)]
    return {"object": "list", "model": "m", "data": data, "usage": {"prompt_tokens": 1, "total_tokens": 1}}


def _vector(text: str, dims: int) -> list[float]:
    """Numbers by the pairs of letters of a text: texts that share words are near each other."""
    found = [0.001] * dims
    for at in range(len(text) - 1):
        found[int.from_bytes(hashlib.blake2b(text[at : at + 2].encode(), digest_size=2).digest()) % dims] += 1.0
    return found
