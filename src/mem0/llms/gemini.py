"""Import path of mem0ai: the provider lives in mem0.providers.llms.gemini."""

from ..providers.llms.gemini import Gemini as GeminiLLM

__all__ = ["GeminiLLM"]
