"""Import path of mem0ai: the provider lives in mem0.providers.llms.azure_openai."""

from ..providers.llms.azure_openai import AzureOpenAI as AzureOpenAILLM

__all__ = ["AzureOpenAILLM"]
