"""Cohere's rerank models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from ...errors import RerankerError
from .. import settings
from ..faults import translating
from .base import within_bounds

OF_V1 = ("return_documents", "max_chunks_per_doc")  # of Cohere's first API; taken, without an effect
KNOWN = frozenset({"model", "api_key", "base_url", "timeout", "max_retries", "max_tokens_per_doc", *OF_V1})


class CohereReranker:
    """config: `model` (default rerank-v3.5), `api_key` (else COHERE_API_KEY, CO_API_KEY), `base_url`, `timeout` seconds,
    `max_retries`, `max_tokens_per_doc`. One request for all texts."""

    def __init__(self, config: Mapping[str, Any] | None = None) -> None:
        self.config = settings.known_only("The reranker cohere", config or {}, KNOWN)
        self.model = settings.text(self.config, "model", default="rerank-v3.5")
        self.name = f"cohere/{self.model}"
        self._retries = settings.number(self.config, "max_retries", least=0, most=100)
        if self._key is None:
            raise settings.missing_key("Cohere", "COHERE_API_KEY")

    def scores(self, query: str, texts: Sequence[str]) -> list[float]:
        more: dict[str, Any] = {name: self.config[name] for name in ("max_tokens_per_doc",) if name in self.config}
        if self._retries is not None:
            more["request_options"] = {"max_retries": self._retries}
        with translating("Cohere", RerankerError, hide=(self._key or "", query, *texts)):
            answer = self._client.rerank(model=self.model, query=query, documents=list(texts), top_n=len(texts), **more)
            found = {int(one.index): float(one.relevance_score) for one in answer.results}
        if set(found) != set(range(len(texts))):
            raise RerankerError(f"Cohere gave {len(found)} scores for {len(texts)} texts.")
        return within_bounds([found[n] for n in range(len(texts))], self.name)

    def close(self) -> None:
        """Give back the connections; the next question opens new ones."""
        self.__dict__.pop("_client", None)
        http = self.__dict__.pop("_http", None)
        if http is not None:
            http.close()

    @property
    def _key(self) -> str | None:
        return settings.text(self.config, "api_key", env=("COHERE_API_KEY", "CO_API_KEY"))

    @cached_property
    def _client(self) -> Any:
        from cohere import ClientV2

        url = settings.text(self.config, "base_url", env=("CO_API_URL",))
        return ClientV2(api_key=self._key, base_url=url, httpx_client=self._http)

    @cached_property
    def _http(self) -> Any:
        import httpx  # the SDK brings it; one of our own can be closed

        return httpx.Client(timeout=settings.seconds(self.config, "timeout") or 60.0, follow_redirects=True)
