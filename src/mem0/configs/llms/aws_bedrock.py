"""Import path of mem0ai: all vendors have one class of settings here, in mem0.providers.llms.settings."""

from ...providers.llms.settings import BaseLlmConfig as AWSBedrockConfig

__all__ = ["AWSBedrockConfig"]
