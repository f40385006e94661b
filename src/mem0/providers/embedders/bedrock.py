"""Embedding models on Amazon Bedrock: Titan and Cohere."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ...errors import ConfigurationError, EmbeddingError
from ...ports import Limits, Purpose
from .. import settings
from ..faults import translating
from .vendor import COMMON, Vendor

AWS = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_region", "aws_profile")
TITAN, COHERE = "amazon.titan-embed", "cohere.embed"
COHERE_PURPOSE: Mapping[Purpose, str] = {"add": "search_document", "update": "search_document", "search": "search_query"}


class BedrockEmbedder(Vendor):
    """config: `model`, `aws_access_key_id`, `aws_secret_access_key`, `aws_session_token`, `aws_region`, `aws_profile` (what is
    left out is found as boto3 does: AWS_* variables, profiles, roles), `embedding_dims` (Titan v2, Cohere v4),
    `timeout` seconds, `max_retries`, `endpoint_url`. Titan takes one text a request; four are under way at once.
    """

    provider, who, default_model = "aws_bedrock", "Amazon Bedrock", "amazon.titan-embed-text-v1"
    known = COMMON | {*AWS, "endpoint_url", "model_kwargs"}

    def __init__(self, config: Mapping[str, Any] | None = None) -> None:
        super().__init__(config)
        if TITAN not in self.model and COHERE not in self.model:
            raise ConfigurationError(
                f"The embedder aws_bedrock does not know how {self.model!r} is asked.",
                suggestion=f"It knows the models {TITAN}-* and {COHERE}-*.",
            )
        self.cohere = COHERE in self.model
        self.tells_purposes = self.cohere
        self.limits = Limits(texts=96, bytes=190_000, text_bytes=2_000) if self.cohere else Limits(1, 16_000, 16_000)

    def vectors(self, texts: Sequence[str], purpose: Purpose) -> list[list[float]]:
        body = self._cohere_body(texts, purpose) if self.cohere else self._titan_body(texts[0])
        with translating(self.who, EmbeddingError, hide=texts):
            body |= settings.mapping(self.config, "model_kwargs")
            answer = self.client.invoke_model(modelId=self.model, body=json.dumps(body))
            found = json.loads(answer["body"].read())
            if not self.cohere:
                return [found["embedding"]]
            vectors = found["embeddings"]
            return list(vectors["float"] if isinstance(vectors, dict) else vectors)

    def _titan_body(self, text: str) -> dict[str, Any]:
        shrinks = "-v1" not in self.model and self.dims is not None
        return {"inputText": text} | ({"dimensions": self.dims} if shrinks else {})

    def _cohere_body(self, texts: Sequence[str], purpose: Purpose) -> dict[str, Any]:
        body = {"texts": list(texts), "input_type": COHERE_PURPOSE[purpose], "truncate": "END"}
        newer = "v4" in self.model
        return body | ({"embedding_types": ["float"]} | ({"output_dimension": self.dims} if self.dims else {}) if newer else {})

    def _made_client(self) -> Any:
        import boto3
        from botocore.config import Config

        given = {name.removeprefix("aws_"): self.config.get(name) for name in AWS}
        own = {f"aws_{name}": given[name] for name in ("access_key_id", "secret_access_key", "session_token")}
        region = settings.text(self.config, "aws_region", env=("AWS_REGION", "AWS_DEFAULT_REGION"))
        patience: dict[str, Any] = {} if self.timeout is None else {"read_timeout": self.timeout, "connect_timeout": self.timeout}
        if self.retries is not None:
            patience["retries"] = {"total_max_attempts": self.retries + 1}
        with translating(self.who, EmbeddingError):
            session = boto3.Session(**own, region_name=region, profile_name=given["profile"])
            url = settings.text(self.config, "endpoint_url")
            return session.client("bedrock-runtime", endpoint_url=url, config=Config(**patience))
