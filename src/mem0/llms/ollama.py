"""Import path of mem0ai: the provider lives in mem0.providers.llms.ollama."""

from ..providers.llms.ollama import Ollama as OllamaLLM

__all__ = ["OllamaLLM"]
