"""Import path of mem0ai: the provider lives in mem0.providers.llms.langchain."""

from ..providers.llms.langchain import LangChain as LangchainLLM

__all__ = ["LangchainLLM"]
