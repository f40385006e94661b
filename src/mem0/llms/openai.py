"""Import path of mem0ai: the provider lives in mem0.providers.llms.openai."""

from ..providers.llms.openai import OpenAI as OpenAILLM

__all__ = ["OpenAILLM"]
