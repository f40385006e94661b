"""Models of the Hugging Face hub: on this machine by sentence-transformers, or by a Text Embeddings Inference server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import util
from typing import Any

from ...errors import EmbeddingError, MissingExtra
from ...ports import Limits, Purpose
from .. import settings
from ..faults import translating
from ..hub import loading
from .vendor import COMMON, Vendor

SETTINGS = COMMON | {"api_key", "huggingface_base_url", "base_url", "model_kwargs"}


def huggingface(config: Mapping[str, Any] | None = None) -> Vendor:
    """The embedder of this configuration: with `huggingface_base_url` the server's, else the model on this machine."""
    given = config or {}
    return ServedModel(given) if given.get("huggingface_base_url") or given.get("base_url") else LocalModel(given)


class LocalModel(Vendor):
    """config: `model`, `model_kwargs` (for SentenceTransformer: device, trust_remote_code, ...). The first text loads the
    model, which may be downloaded then."""

    provider, who, default_model = "huggingface", "sentence-transformers", "multi-qa-MiniLM-L6-cos-v1"
    known = SETTINGS
    limits = Limits(texts=256, bytes=400_000, text_bytes=1_500)  # most of these models read 512 tokens
    remote = False

    def __init__(self, config: Mapping[str, Any] | None = None) -> None:
        super().__init__(config)
        if util.find_spec("sentence_transformers") is None:
            raise MissingExtra("huggingface", "huggingface")

    def vectors(self, texts: Sequence[str], purpose: Purpose) -> Any:
        del purpose
        with translating(self.who, EmbeddingError, hide=texts):
            return self.client.encode(list(texts), show_progress_bar=False)

    def _made_client(self) -> Any:
        from sentence_transformers import SentenceTransformer

        shrunk = {} if self.wish is None else {"truncate_dim": self.wish}
        with loading(self.model, EmbeddingError):
            return SentenceTransformer(self.model, **shrunk, **settings.mapping(self.config, "model_kwargs"))


class ServedModel(Vendor):
    """config: `huggingface_base_url` (an address that ends with /v1 is spoken to as OpenAI's, another by TEI's own
    `/embed`), `api_key` (else HF_TOKEN), `model` (a name for the store; the server has one model), `timeout` seconds.
    """

    provider, who, default_model = "huggingface", "The embedding server", "tei"
    known = SETTINGS
    key_variables = ("HF_TOKEN", "HUGGINGFACE_API_KEY")
    limits = Limits(texts=32, bytes=200_000, text_bytes=1_500)  # 32 texts a request is what TEI allows by default

    def __init__(self, config: Mapping[str, Any] | None = None) -> None:
        super().__init__(config)
        if util.find_spec("httpx") is None:
            raise MissingExtra("huggingface_base_url", "client")

    def vectors(self, texts: Sequence[str], purpose: Purpose) -> Any:
        del purpose
        url = str(settings.text(self.config, "huggingface_base_url", "base_url")).rstrip("/")
        with translating(self.who, EmbeddingError, hide=(self.key or "", *texts)):
            if not url.endswith("/v1"):
                return self._posted(f"{url}/embed", {"inputs": list(texts), "truncate": True})
            found = self._posted(f"{url}/embeddings", {"input": list(texts), "model": self.model})
            return [item["embedding"] for item in sorted(found["data"], key=lambda item: item["index"])]

    def _posted(self, url: str, body: Any) -> Any:
        answer = self.client.post(url, json=body)
        answer.raise_for_status()
        return answer.json()

    def _made_client(self) -> Any:
        import httpx

        headers = {} if self.key is None else {"Authorization": f"Bearer {self.key}"}
        transport = httpx.HTTPTransport(retries=self.retries or 0)  # of connections only
        return httpx.Client(headers=headers, timeout=self.timeout or 60.0, transport=transport)
