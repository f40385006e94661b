"""Embeddings by OpenAI's API, and by every server that speaks it: Together, LM Studio, vLLM, ..."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from ...errors import EmbeddingError
from ...ports import Limits, Purpose
from .. import settings
from ..faults import translating
from .vendor import COMMON, Vendor

SETTINGS = COMMON | {"api_key", "openai_base_url", "base_url", "model_kwargs", "http_client_proxies"}
FIXED = ("ada-002",)  # models that refuse to be asked for a number of dimensions
SHRINKING = ("text-embedding-3",)  # models that are known to take it
_NO_SIZES = re.compile("dimension|matryoshka", re.IGNORECASE)  # in the refusals of OpenAI, vLLM and others


class OpenAIEmbedder(Vendor):
    """config: `model`, `api_key` (else OPENAI_API_KEY), `openai_base_url` (or `base_url`, else OPENAI_BASE_URL),
    `embedding_dims` (asked for as `dimensions`), `timeout` seconds, `max_retries` (the SDK's own, default 2),
    `http_client_proxies`, `model_kwargs` (sent with every request).

    `embedding_model_dims` (of the vector store) is asked for only where the model is known to take it; else it is what
    vectors are checked against.
    """

    provider, who, default_model = "openai", "OpenAI", "text-embedding-3-small"
    known = SETTINGS
    key_variables: tuple[str, ...] = ("OPENAI_API_KEY",)
    limits = Limits(texts=2048, bytes=600_000, text_bytes=16_000)  # 2,048 texts, 300,000 tokens; 8,192 tokens a text
    default_url: str | None = None
    url_settings: tuple[str, ...] = ("openai_base_url", "base_url")
    url_variables: tuple[str, ...] = ("OPENAI_BASE_URL", "OPENAI_API_BASE")

    def __init__(self, config: Mapping[str, Any] | None = None) -> None:
        super().__init__(config)
        more = settings.mapping(self.config, "model_kwargs")
        asked = self._asked_dims()
        self._request = ({} if asked is None else {"dimensions": asked}) | more

    def vectors(self, texts: Sequence[str], purpose: Purpose) -> list[list[float]]:
        del purpose  # the API has one vector for both
        with translating(self.who, EmbeddingError, hide=(self.key or "", *texts)):
            return self._asked(texts)

    def _asked(self, texts: Sequence[str]) -> list[list[float]]:
        """Asked without a size where the model refuses to be asked for one; its vectors are checked all the same."""
        from openai import BadRequestError

        sent = {"encoding_format": "float", **self._request}
        try:
            answer = self.client.embeddings.create(input=list(texts), model=self.model, **sent)
        except BadRequestError as error:
            if "dimensions" not in sent or not _NO_SIZES.search(str(error)):
                raise
            self._request.pop("dimensions", None)
            return self._asked(texts)
        numbered = all(isinstance(item.index, int) for item in answer.data)  # some servers give no numbers: their order counts
        data = sorted(answer.data, key=lambda item: item.index) if numbered else answer.data
        return [item.embedding for item in data]

    def _asked_dims(self) -> int | None:
        if any(name in self.model for name in FIXED):
            return None
        shrinks = any(self.model.startswith(name) for name in SHRINKING)
        return self.wish or (self.expected if shrinks else None)

    def need_key(self) -> None:
        if self.key is None and self.key_variables:
            raise settings.missing_key(self.who, self.key_variables[0])

    def _made_client(self) -> Any:
        from openai import OpenAI

        self.need_key()
        url = settings.text(self.config, *self.url_settings, env=self.url_variables, default=self.default_url)
        return OpenAI(api_key=self.key or "none", base_url=url, **self._patience())

    def _patience(self) -> dict[str, Any]:
        """Timeout, retries and proxies, where they are set."""
        given = {"timeout": self.timeout, "max_retries": self.retries}
        if proxies := self.config.get("http_client_proxies"):
            given["http_client"] = _through(proxies)
        return {name: value for name, value in given.items() if value is not None}


def _through(proxies: Any) -> Any:
    """An HTTP client that goes through these proxies: one URL, or scheme -> URL."""
    import openai

    client: Any = openai.DefaultHttpxClient
    if isinstance(proxies, str):
        return client(proxy=proxies)
    library = import_module(client.__mro__[1].__module__.partition(".")[0])  # httpx, in newer versions httpx2
    return client(mounts={scheme: library.HTTPTransport(proxy=url) for scheme, url in dict(proxies).items()})


class LMStudioEmbedder(OpenAIEmbedder):
    """A model that LM Studio serves on this machine: `lmstudio_base_url` (default http://localhost:1234/v1)."""

    provider, who = "lmstudio", "LM Studio"
    default_model = "nomic-ai/nomic-embed-text-v1.5-GGUF/nomic-embed-text-v1.5.f16.gguf"
    known = SETTINGS | {"lmstudio_base_url"}
    key_variables = ()
    limits = Limits(texts=64, bytes=200_000, text_bytes=4_000)
    default_url = "http://localhost:1234/v1"
    url_settings = ("lmstudio_base_url", "base_url", "openai_base_url")
    url_variables = ()


class TogetherEmbedder(OpenAIEmbedder):
    """Together's hosted models, by their OpenAI-compatible address; `api_key`, else TOGETHER_API_KEY."""

    provider, who, default_model = "together", "Together", "intfloat/multilingual-e5-large-instruct"
    known = SETTINGS | {"together_base_url"}
    key_variables = ("TOGETHER_API_KEY",)
    limits = Limits(texts=128, bytes=128_000, text_bytes=1_500)  # e5 reads 512 tokens
    default_url = "https://api.together.xyz/v1"
    url_settings = ("together_base_url", "base_url", "openai_base_url")
    url_variables = ()


AZURE_KEYS = ("api_key", "azure_deployment", "azure_endpoint", "api_version", "default_headers")
AZURE_VERSION = "2024-10-21"


class AzureEmbedder(OpenAIEmbedder):
    """A deployment on Azure. config: `azure_kwargs` {api_key, azure_deployment, azure_endpoint, api_version,
    default_headers, azure_ad_token_provider}, or the same keys beside `model`; `endpoint` means `azure_endpoint`.

    What is left out comes from EMBEDDING_AZURE_OPENAI_API_KEY, EMBEDDING_AZURE_DEPLOYMENT, EMBEDDING_AZURE_ENDPOINT and
    EMBEDDING_AZURE_API_VERSION.
    """

    provider, who = "azure_openai", "Azure OpenAI"
    known = SETTINGS | {"azure_kwargs", "endpoint", *AZURE_KEYS}
    key_variables = ("EMBEDDING_AZURE_OPENAI_API_KEY", "AZURE_OPENAI_API_KEY")

    @property
    def key(self) -> str | None:
        return settings.text(self._given, "api_key", env=self.key_variables)

    @property
    def _given(self) -> dict[str, Any]:
        return self.config | settings.mapping(self.config, "azure_kwargs")

    @property
    def _token(self) -> dict[str, Any]:
        """What may stand in the place of a key."""
        given = self._given
        return {name: given[name] for name in ("azure_ad_token", "azure_ad_token_provider") if name in given}

    def need_key(self) -> None:
        if not self._token:
            super().need_key()

    def _made_client(self) -> Any:
        from openai import AzureOpenAI

        self.need_key()
        given = self._given
        endpoint = settings.text(given, "azure_endpoint", "endpoint", env=("EMBEDDING_AZURE_ENDPOINT", "AZURE_OPENAI_ENDPOINT"))
        if endpoint is None:
            raise EmbeddingError(f"{self.who} needs an address.", suggestion='Set "azure_endpoint" in azure_kwargs.')
        return AzureOpenAI(
            api_key=self.key,
            azure_endpoint=endpoint,
            azure_deployment=settings.text(given, "azure_deployment", env=("EMBEDDING_AZURE_DEPLOYMENT",)),
            api_version=settings.text(given, "api_version", env=("EMBEDDING_AZURE_API_VERSION",), default=AZURE_VERSION),
            default_headers=settings.mapping(given, "default_headers") or None,
            **self._token,
            **self._patience(),
        )
