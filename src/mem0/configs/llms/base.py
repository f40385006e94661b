"""Import path of mem0ai: the settings live in mem0.providers.llms.settings."""

from ...providers.llms.settings import BaseLlmConfig

__all__ = ["BaseLlmConfig"]
