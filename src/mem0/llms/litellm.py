"""Import path of mem0ai: the provider lives in mem0.providers.llms.litellm."""

from ..providers.llms.litellm import LiteLLM

__all__ = ["LiteLLM"]
