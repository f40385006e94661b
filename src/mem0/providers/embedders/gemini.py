"""Google's embedding models: by the Gemini API with a key, or by Vertex AI with a project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...errors import ConfigurationError, EmbeddingError
from ...ports import Limits, Purpose
from .. import settings
from ..faults import translating
from .vendor import COMMON, MAX_DIMS, Vendor

TASKS: Mapping[Purpose, str] = {"add": "RETRIEVAL_DOCUMENT", "update": "RETRIEVAL_DOCUMENT", "search": "RETRIEVAL_QUERY"}
TASK_SETTINGS = frozenset(f"memory_{purpose}_embedding_type" for purpose in TASKS)
SETTINGS = COMMON | TASK_SETTINGS | {"api_key", "output_dimensionality", "base_url"}
SHRINKING = ("gemini-embedding",)  # models that are known to give any size


class GeminiEmbedder(Vendor):
    """config: `model` (with or without "models/"), `api_key` (else GOOGLE_API_KEY, GEMINI_API_KEY), `embedding_dims` or
    `output_dimensionality` (asked for), `memory_add_embedding_type` and its like (task types; default: RETRIEVAL_DOCUMENT
    for what is stored, RETRIEVAL_QUERY for questions), `timeout` seconds, `max_retries`, `base_url`.
    """

    provider, who, default_model = "gemini", "Gemini", "models/gemini-embedding-001"
    known = SETTINGS
    key_variables: tuple[str, ...] = ("GOOGLE_API_KEY", "GEMINI_API_KEY")
    limits = Limits(texts=100, bytes=200_000, text_bytes=4_000)  # 100 texts a request, 2,048 tokens a text
    tells_purposes = True

    def __init__(self, config: Mapping[str, Any] | None = None) -> None:
        super().__init__(config)
        self.wish = self.wish or settings.count(self.config, "output_dimensionality", most=MAX_DIMS)
        self.dims = self.wish or self.expected

    def vectors(self, texts: Sequence[str], purpose: Purpose) -> list[list[float]]:
        from google.genai import types

        contents = [types.Content(parts=[types.Part(text=text)]) for text in texts]
        with translating(self.who, EmbeddingError, hide=(self.key or "", *texts)):
            answer = self.client.models.embed_content(model=self.model, contents=contents, config=self._wishes(purpose))
            return [list(one.values or ()) for one in answer.embeddings or ()]

    def _wishes(self, purpose: Purpose) -> dict[str, Any]:
        shrinks = any(name in self.model for name in SHRINKING)
        asked = self.wish or (self.expected if shrinks else None)
        made: dict[str, Any] = {} if asked is None else {"output_dimensionality": asked}
        task = settings.text(self.config, f"memory_{purpose}_embedding_type")
        if task is None and "embedding-2" not in self.model:  # that model is told by words in the text, not by a type
            task = TASKS[purpose]
        return made | ({} if task is None else {"task_type": task})

    def need_key(self) -> None:
        if self.key is None and self.key_variables:
            raise settings.missing_key(self.who, *self.key_variables)

    def _made_client(self) -> Any:
        from google import genai

        self.need_key()
        return genai.Client(api_key=self.key, vertexai=False, http_options=self._http())

    def _http(self) -> Any:
        """Address, timeout (milliseconds) and retries, where they are set."""
        made: dict[str, Any] = {}
        if url := settings.text(self.config, "base_url"):
            made["base_url"] = url
        if self.timeout is not None:
            made["timeout"] = int(self.timeout * 1000)
        if self.retries is not None:
            made["retry_options"] = {"attempts": self.retries + 1}
        return made


class VertexEmbedder(GeminiEmbedder):
    """config: as Gemini, and `project` (else GOOGLE_CLOUD_PROJECT), `location` (else GOOGLE_CLOUD_LOCATION, us-central1),
    `vertex_credentials_json` (the file of a service account; else the machine's own credentials). `api_key` alone works too.
    """

    provider, who, default_model = "vertexai", "Vertex AI", "gemini-embedding-001"
    known = SETTINGS | {"project", "location", "vertex_credentials_json"}
    key_variables = ()

    def __init__(self, config: Mapping[str, Any] | None = None) -> None:
        super().__init__(config)
        if "gemini-embedding" in self.model:  # Vertex takes one text a request for these
            self.limits = Limits(texts=1, bytes=4_000, text_bytes=4_000)

    def _made_client(self) -> Any:
        from google import genai

        if self.key is not None:
            return genai.Client(vertexai=True, api_key=self.key, http_options=self._http())
        project = settings.text(self.config, "project", env=("GOOGLE_CLOUD_PROJECT",))
        location = settings.text(self.config, "location", env=("GOOGLE_CLOUD_LOCATION",), default="us-central1")
        credentials, own_project = self._credentials()
        with translating(self.who, EmbeddingError):  # without a project the SDK looks for the machine's own
            return genai.Client(
                vertexai=True, project=project or own_project, location=location, credentials=credentials,
                http_options=self._http(),
            )  # fmt: skip

    def _credentials(self) -> tuple[Any, str | None]:
        """The service account of the file, and the project that it belongs to."""
        path = settings.text(self.config, "vertex_credentials_json")
        if path is None:
            return None, None
        from google.oauth2.service_account import Credentials

        scopes = ["https://www.googleapis.com/auth/cloud-platform"]
        try:
            made = Credentials.from_service_account_file(path, scopes=scopes)  # type: ignore[no-untyped-call]
        except (OSError, ValueError, KeyError):
            raise ConfigurationError(f"vertex_credentials_json: {path!r} is no key file of a service account.") from None
        return made, made.project_id
