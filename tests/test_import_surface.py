"""The import paths that programs in the wild use."""

from __future__ import annotations

from importlib import import_module

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
