"""The embedders of vendors as classes under the names of mem0ai: `embed` and `embed_batch` give unit vectors."""

from __future__ import annotations

from typing import Any, ClassVar

from .factory import EncoderAsEmbedding, as_settings, make_encoder


class VendorEmbedding(EncoderAsEmbedding):
    """An embedder of one provider; `config` is a BaseEmbedderConfig or a dict of its settings.

    Raises ConfigurationError for a setting that is not known, AuthenticationError without a key, MissingExtra.
    """

    provider: ClassVar[str]

    def __init__(self, config: Any = None) -> None:
        super().__init__(make_encoder(self.provider, as_settings(config)))
        self.config = config if config is not None else self.config


class OpenAIEmbedding(VendorEmbedding):
    provider = "openai"


class AzureOpenAIEmbedding(VendorEmbedding):
    provider = "azure_openai"


class GoogleGenAIEmbedding(VendorEmbedding):
    provider = "gemini"


class OllamaEmbedding(VendorEmbedding):
    provider = "ollama"


class HuggingFaceEmbedding(VendorEmbedding):
    provider = "huggingface"


class TogetherEmbedding(VendorEmbedding):
    provider = "together"


class VertexAIEmbedding(VendorEmbedding):
    provider = "vertexai"


class AWSBedrockEmbedding(VendorEmbedding):
    provider = "aws_bedrock"


class LangchainEmbedding(VendorEmbedding):
    provider = "langchain"


class LMStudioEmbedding(VendorEmbedding):
    provider = "lmstudio"


class FastEmbedEmbedding(VendorEmbedding):
    provider = "fastembed"
