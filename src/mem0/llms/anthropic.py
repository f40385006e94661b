"""Import path of mem0ai: the provider lives in mem0.providers.llms.anthropic."""

from ..providers.llms.anthropic import Anthropic as AnthropicLLM

__all__ = ["AnthropicLLM"]
