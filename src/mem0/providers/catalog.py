"""Which provider names there are and where each lives: one literal table, loaded lazily."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module, util
from typing import Any, Final

from ..errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a provider lives, which extra brings what it needs, and the modules by which one sees that it is there."""

    target: str  # "module:Class"
    extra: str | None = None
    needs: tuple[str, ...] = ()

    def load(self) -> Any:
        return loaded(self.target)

    def installed(self) -> bool:
        return all(_there(module) for module in self.needs)


def loaded(target: str) -> Any:
    """What "module:name" (or "module.name") names."""
    module, _, name = target.partition(":") if ":" in target else target.rpartition(".")
    return getattr(import_module(module), name)


def _there(module: str) -> bool:
    """Whether a module can be imported; its parents are, to see it."""
    try:
        return util.find_spec(module) is not None
    except ModuleNotFoundError:  # a parent is missing
        return False


EMBEDDED: Final = frozenset({"static", "minilm", "hash"})  # encoders of their own; the others are embedders
EMBEDDERS: Final[Mapping[str, Entry]] = {
    "static": Entry("mem0.providers.embedders.static:StaticEncoder"),
    "minilm": Entry("mem0.providers.embedders.minilm:MiniLM", "minilm", ("onnxruntime",)),
    "hash": Entry("mem0.testing:HashEmbedder"),
    "custom": Entry("mem0.providers.embedders.base:ModelEmbedder"),
    "openai": Entry("mem0.providers.embedders.openai:OpenAIEmbedder", "openai", ("openai",)),
    "together": Entry("mem0.providers.embedders.openai:TogetherEmbedder", "openai", ("openai",)),
    "azure_openai": Entry("mem0.providers.embedders.openai:AzureEmbedder", "openai", ("openai",)),
    "gemini": Entry("mem0.providers.embedders.gemini:GeminiEmbedder", "gemini", ("google.genai",)),
    "vertexai": Entry("mem0.providers.embedders.gemini:VertexEmbedder", "gemini", ("google.genai",)),
    "ollama": Entry("mem0.providers.embedders.ollama:OllamaEmbedder", "ollama", ("ollama",)),
    "huggingface": Entry("mem0.providers.embedders.huggingface:huggingface"),
    "fastembed": Entry("mem0.providers.embedders.fastembed:FastEmbedEmbedder", "fastembed", ("fastembed",)),
    "aws_bedrock": Entry("mem0.providers.embedders.bedrock:BedrockEmbedder", "aws", ("boto3",)),
    "langchain": Entry("mem0.providers.embedders.langchain:LangChainEmbedder", "langchain", ("langchain_core",)),
    "lmstudio": Entry("mem0.providers.embedders.openai:LMStudioEmbedder", "openai", ("openai",)),
}

_OPENAI: Final = Entry("mem0.providers.llms.openai:OpenAI", "openai", ("openai",))
_AZURE: Final = Entry("mem0.providers.llms.azure_openai:AzureOpenAI", "openai", ("openai",))

LLMS: Final[Mapping[str, Entry]] = {
    "openai": _OPENAI,
    "openai_structured": _OPENAI,
    "openrouter": _OPENAI,
    "vllm": _OPENAI,
    "lmstudio": _OPENAI,
    "groq": _OPENAI,
    "together": _OPENAI,
    "deepseek": _OPENAI,
    "xai": _OPENAI,
    "minimax": _OPENAI,
    "sarvam": _OPENAI,
    "azure_openai": _AZURE,
    "azure_openai_structured": _AZURE,
    "anthropic": Entry("mem0.providers.llms.anthropic:Anthropic", "anthropic", ("anthropic",)),
    "gemini": Entry("mem0.providers.llms.gemini:Gemini", "gemini", ("google.genai",)),
    "ollama": Entry("mem0.providers.llms.ollama:Ollama", "ollama", ("ollama",)),
    "aws_bedrock": Entry("mem0.providers.llms.aws_bedrock:Bedrock", "aws", ("boto3",)),
    "litellm": Entry("mem0.providers.llms.litellm:LiteLLM", "litellm", ("litellm",)),
    "langchain": Entry("mem0.providers.llms.langchain:LangChain", "langchain", ("langchain_core",)),
    "custom": Entry("mem0.providers.llms.custom:custom"),
}

RERANKERS: Final[Mapping[str, Entry]] = {
    "cohere": Entry("mem0.providers.rerankers.cohere:CohereReranker", "cohere", ("cohere",)),
    "sentence_transformer": Entry("mem0.providers.rerankers.cross_encoder:CrossEncoderReranker"),
    "huggingface": Entry("mem0.providers.rerankers.cross_encoder:HuggingFaceReranker"),
    "llm_reranker": Entry("mem0.providers.rerankers.llm:LLMReranker"),
    "llm": Entry("mem0.providers.rerankers.llm:LLMReranker"),
    "late_interaction": Entry("mem0.providers.rerankers.late:LateInteractionReranker"),
}

# Names under which programs ask for an embedded vector database: the embedded store serves them, at their path.
EMBEDDED_STORES: Final = frozenset({"sqlite", "qdrant", "chroma", "faiss", "milvus", "lancedb", "sqlite_vec"})
# External indexes beside the store. Some names stand in both tables: without the package the store alone serves them.
_QDRANT = ("qdrant", ("qdrant_client",))
VECTORS: Final[Mapping[str, Entry]] = {
    "qdrant": Entry("mem0.providers.vectors.qdrant:QdrantIndex", *_QDRANT),
    "qdrant_cloud": Entry("mem0.providers.vectors.qdrant:QdrantCloudIndex", *_QDRANT),
    "chroma": Entry("mem0.providers.vectors.chroma:ChromaIndex", "chroma", ("chromadb",)),
    "faiss": Entry("mem0.providers.vectors.faiss:FaissIndex", "faiss", ("faiss",)),
    "langchain": Entry("mem0.providers.vectors.langchain:LangChainIndex", "langchain", ("langchain_core",)),
    "exact": Entry("mem0.providers.vectors.exact:ExactIndex"),
}
MEMORY_STORES: Final = frozenset({"memory", "inmemory", "in_memory"})
# The graph is embedded in the store; the last one is a database that ran inside the program, which it takes the place of.
EMBEDDED_GRAPHS: Final = ("embedded", "sqlite", "memory", "kuzu")
# Databases that show the graph to other programs.
GRAPHS: Final[Mapping[str, Entry]] = {
    "neo4j": Entry("mem0.providers.graphs.bolt:Neo4jGraph", "neo4j", ("neo4j",)),
    "memgraph": Entry("mem0.providers.graphs.bolt:MemgraphGraph", "neo4j", ("neo4j",)),
}


def entry(table: Mapping[str, Entry], kind: str, name: str, *, besides: Sequence[str] = ()) -> Entry:
    """The entry of a name; an unknown one is refused with the names that there are (`besides`: those that need no entry)
    and the nearest."""
    if name in table:
        return table[name]
    names = (*besides, *table)
    near = difflib.get_close_matches(name, names, n=1)
    hint = f'Did you mean "{near[0]}"?' if near else f"This version has: {', '.join(names)}."
    raise ConfigurationError(f'There is no {kind} provider "{name}".', details={kind: name}, suggestion=hint)
