"""The import paths that programs in the wild use."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

PATHS = [
    ("mem0", "Memory"),
    ("mem0", "AsyncMemory"),
    ("mem0", "__version__"),
    ("mem0", "MemoryClient"),
    ("mem0", "AsyncMemoryClient"),
    ("mem0.client.main", "MemoryClient"),
    ("mem0.client.main", "AsyncMemoryClient"),
    ("mem0.client.utils", "APIError"),
    ("mem0.client.utils", "api_error_handler"),
    ("mem0.client.project", "Project"),
    ("mem0.client.project", "AsyncProject"),
    ("mem0.client.types", "AddMemoryOptions"),
    ("mem0.client.types", "SearchMemoryOptions"),
    ("mem0.client.types", "GetAllMemoryOptions"),
    ("mem0.client.types", "DeleteAllMemoryOptions"),
    ("mem0.client.types", "UpdateMemoryOptions"),
    ("mem0.client.types", "ProjectUpdateOptions"),
    ("mem0.memory.main", "Memory"),
    ("mem0.memory.main", "AsyncMemory"),
    ("mem0.memory.main", "MemoryConfig"),
    ("mem0.memory.telemetry", "client_telemetry"),
    ("mem0.memory.telemetry", "capture_event"),
    ("mem0.memory.telemetry", "MEM0_TELEMETRY"),
    ("mem0.memory.setup", "setup_config"),
    ("mem0.memory.setup", "mem0_dir"),
    ("mem0.memory.utils", "parse_messages"),
    ("mem0.memory.utils", "extract_json"),
    ("mem0.memory.utils", "remove_code_blocks"),
    ("mem0.configs.base", "MemoryConfig"),
    ("mem0.configs.base", "MemoryItem"),
    ("mem0.configs.base", "LlmConfig"),
    ("mem0.configs.base", "EmbedderConfig"),
    ("mem0.configs.base", "VectorStoreConfig"),
    ("mem0.configs.enums", "MemoryType"),
    ("mem0.llms.base", "LLMBase"),
    ("mem0.llms.configs", "LlmConfig"),
    ("mem0.llms.openai", "OpenAILLM"),
    ("mem0.configs.llms.base", "BaseLlmConfig"),
    ("mem0.configs.llms.openai", "OpenAIConfig"),
    ("mem0.llms.anthropic", "AnthropicLLM"),
    ("mem0.llms.azure_openai", "AzureOpenAILLM"),
    ("mem0.llms.gemini", "GeminiLLM"),
    ("mem0.llms.ollama", "OllamaLLM"),
    ("mem0.llms.aws_bedrock", "AWSBedrockLLM"),
    ("mem0.llms.litellm", "LiteLLM"),
    ("mem0.llms.langchain", "LangchainLLM"),
    ("mem0.configs.llms.anthropic", "AnthropicConfig"),
    ("mem0.configs.llms.azure", "AzureOpenAIConfig"),
    ("mem0.configs.llms.ollama", "OllamaConfig"),
    ("mem0.configs.llms.aws_bedrock", "AWSBedrockConfig"),
    ("mem0.configs.llms.vllm", "VllmConfig"),
    ("mem0.configs.llms.lmstudio", "LMStudioConfig"),
    ("mem0.configs.llms.deepseek", "DeepSeekConfig"),
    ("mem0.utils.factory", "LlmFactory"),
    ("mem0.utils.factory", "GraphStoreFactory"),
    ("mem0.memory.graph_memory", "MemoryGraph"),
    ("mem0.memory.base", "MemoryBase"),
    ("mem0.memory.storage", "SQLiteManager"),
    ("mem0.memory.utils", "get_fact_retrieval_messages"),
    ("mem0.configs.prompts", "FACT_RETRIEVAL_PROMPT"),
    ("mem0.configs.prompts", "USER_MEMORY_EXTRACTION_PROMPT"),
    ("mem0.configs.prompts", "AGENT_MEMORY_EXTRACTION_PROMPT"),
    ("mem0.configs.prompts", "DEFAULT_UPDATE_MEMORY_PROMPT"),
    ("mem0.configs.prompts", "PROCEDURAL_MEMORY_SYSTEM_PROMPT"),
    ("mem0.configs.prompts", "MEMORY_ANSWER_PROMPT"),
    ("mem0.configs.prompts", "get_update_memory_messages"),
    ("mem0.embeddings.base", "EmbeddingBase"),
    ("mem0.embeddings.configs", "EmbedderConfig"),
    ("mem0.vector_stores.base", "VectorStoreBase"),
    ("mem0.vector_stores.configs", "VectorStoreConfig"),
    ("mem0.reranker", "BaseReranker"),
    ("mem0.graphs.configs", "GraphStoreConfig"),
    ("mem0.proxy.main", "Mem0"),
    ("mem0.exceptions", "MemoryError"),
    ("mem0.exceptions", "ValidationError"),
    ("mem0.exceptions", "MemoryNotFoundError"),
    ("mem0.exceptions", "AuthenticationError"),
    ("mem0.exceptions", "RateLimitError"),
    ("mem0.exceptions", "NetworkError"),
    ("mem0.exceptions", "ConfigurationError"),
    ("mem0.exceptions", "MemoryQuotaExceededError"),
    ("mem0.exceptions", "MemoryCorruptionError"),
    ("mem0.exceptions", "VectorSearchError"),
    ("mem0.exceptions", "CacheError"),
    ("mem0.exceptions", "VectorStoreError"),
    ("mem0.exceptions", "EmbeddingError"),
    ("mem0.exceptions", "LLMError"),
    ("mem0.exceptions", "DatabaseError"),
    ("mem0.exceptions", "DependencyError"),
    ("mem0.exceptions", "GraphStoreError"),
]


@pytest.mark.parametrize(("module", "name"), PATHS)
def test_the_path_is_there(module: str, name: str) -> None:
    assert hasattr(import_module(module), name)


EMBEDDERS = {
    "openai": "OpenAIEmbedding",
    "azure_openai": "AzureOpenAIEmbedding",
    "gemini": "GoogleGenAIEmbedding",
    "ollama": "OllamaEmbedding",
    "huggingface": "HuggingFaceEmbedding",
    "together": "TogetherEmbedding",
    "vertexai": "VertexAIEmbedding",
    "aws_bedrock": "AWSBedrockEmbedding",
    "langchain": "LangchainEmbedding",
    "lmstudio": "LMStudioEmbedding",
    "fastembed": "FastEmbedEmbedding",
}


@pytest.mark.parametrize("provider", EMBEDDERS)
def test_the_class_of_an_embedder_refuses_what_its_provider_does_not_know(provider: str) -> None:
    made = getattr(import_module(f"mem0.embeddings.{provider}"), EMBEDDERS[provider])

    with pytest.raises((import_module("mem0").errors.ConfigurationError, import_module("mem0").errors.DependencyError)):
        made({"no_such_setting": 1})


def test_both_paths_lead_to_the_same_class() -> None:
    from mem0 import Memory
    from mem0.memory.main import Memory as Other

    assert Memory is Other
    assert Memory.__name__ == "Memory"


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Nonsense'"):
        import_module("mem0").Nonsense  # noqa: B018


def test_telemetry_is_off_and_silent() -> None:
    telemetry = import_module("mem0.memory.telemetry")

    assert telemetry.MEM0_TELEMETRY is False
    assert telemetry.capture_event("anything", object(), {"a": 1}) is None


def test_texts_of_models_are_read_as_programs_expect() -> None:
    texts = import_module("mem0.memory.utils")

    assert texts.extract_json('Sure:\n```json\n{"facts": ["a"]}\n```') == '{"facts": ["a"]}'
    assert texts.remove_code_blocks("```python\nx = 1\n```") == "x = 1"
    assert (
        texts.parse_messages([{"role": "user", "content": "hi"}, {"role": "assistant", "content": "yes"}])
        == "user: hi\nassistant: yes\n"
    )


def test_memories_are_memories() -> None:
    base = import_module("mem0.memory.base").MemoryBase

    assert issubclass(import_module("mem0").Memory, base)
    assert issubclass(import_module("mem0").AsyncMemory, base)


def test_a_history_database_by_itself(tmp_path: Path) -> None:
    manager = import_module("mem0.memory.storage").SQLiteManager(str(tmp_path / "history.db"))
    manager.add_history("m1", None, "I live in Leeds", "ADD", created_at="2025-01-01T00:00:00+00:00", actor_id="ana")
    manager.add_history("m1", "I live in Leeds", None, "DELETE", created_at="2025-01-01T00:00:00+00:00", is_deleted=1)
    manager.add_history("m2", None, "other", "ADD")

    told = manager.get_history("m1")

    assert [(one["event"], one["new_memory"], one["is_deleted"], one["actor_id"]) for one in told] == [
        ("ADD", "I live in Leeds", False, "ana"),
        ("DELETE", None, True, None),
    ]
    assert list(told[0]) == [
        "id", "memory_id", "old_memory", "new_memory", "event", "created_at", "updated_at", "is_deleted", "actor_id", "role",
    ]  # fmt: skip
    with pytest.raises(import_module("mem0").errors.ValidationError):
        manager.add_history(None, None, "x", "ADD")
    with pytest.raises(import_module("mem0").errors.DatabaseError):
        manager.add_history("m1", None, "\ud800", "ADD")
    assert len(manager.get_history("m1")) == 2
    manager.reset()
    assert manager.get_history("m1") == []
    manager.close()
    assert b"Leeds" not in (tmp_path / "history.db").read_bytes()
    with pytest.raises(import_module("mem0").errors.DatabaseError):
        manager.get_history("m1")


def test_prompts_are_those_that_are_sent(tmp_path: Path) -> None:
    from mem0 import Memory
    from mem0.configs.prompts import FACT_RETRIEVAL_PROMPT, get_update_memory_messages
    from mem0.memory.utils import get_fact_retrieval_messages
    from mem0.testing import ScriptedLLM

    llm = ScriptedLLM(lambda _: {"facts": ["User lives in Leeds"]})
    config = {"path": tmp_path / "m.db", "custom_fact_extraction_prompt": f"{FACT_RETRIEVAL_PROMPT}\nOnly homes."}
    with Memory(config) as memory:
        memory.llm = llm
        assert [one["memory"] for one in memory.add("I live in Leeds.", user_id="ana")["results"]] == ["User lives in Leeds"]

    assert llm.prompts[0].turns[0].text.startswith(FACT_RETRIEVAL_PROMPT)
    assert get_fact_retrieval_messages("user: hi") == (FACT_RETRIEVAL_PROMPT, "<new>\nuser: hi\n</new>")
    asked = get_update_memory_messages([{"id": "0", "text": "저는 서울에 살아요"}], ["부산으로 이사"], "Decide.")
    assert asked.startswith("Decide.")
    assert "저는 서울에 살아요" in asked
    assert "부산으로 이사" in asked
