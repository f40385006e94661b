"""Import path of mem0ai: the provider lives in mem0.providers.llms.aws_bedrock."""

from ..providers.llms.aws_bedrock import Bedrock as AWSBedrockLLM

__all__ = ["AWSBedrockLLM"]
