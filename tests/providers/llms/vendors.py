"""Every vendor's dialect as one row: how a model is made, and what an answer, a call, a refusal look like on the wire."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mem0.build import make_llm
from mem0.config import LlmConfig
from mem0.ports import LLM

from ...loopback import Say, Server
from .conftest import KEY

Json = dict[str, Any]
OPEN: list[Any] = []  # what a test made, to be closed after it


@dataclass(frozen=True)
class Vendor:
    """said(text, finish): the body of an answer; called(name, arguments): of a tool call; failed(status, words)."""

    name: str
    config: Callable[[str], Json]  # the settings, by the server's address
    said: Callable[[str, str], Json]
    called: Callable[[str, Json], Json]
    failed: Callable[[int, str], Say]
    finishes: Mapping[str, str]  # ours -> the vendor's word
    forces_a_call: bool = False  # a shape is asked for by a forced tool call
    keys: tuple[str, ...] = ()  # environment variables of its key
    refuses_structure: str = "response_format is not supported"
    tells_a_cut: bool = True  # whether its SDK notices that a body is shorter than announced

    def make(self, server: Server, **config: Any) -> LLM:
        settings = {**self.config(server.url), "max_retries": 0, "timeout": 20.0, **config}
        llm = make_llm(LlmConfig(provider=self.name, config=settings))
        assert llm is not None
        OPEN.append(llm)
        return llm


def _openai_message(message: Json, finish: str) -> Json:
    choice = {"index": 0, "finish_reason": finish, "message": {"role": "assistant", **message}}
    usage = {"prompt_tokens": 7, "completion_tokens": 2, "total_tokens": 9}
    return {"id": "c1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": usage}


def openai_said(text: str, finish: str = "stop") -> Json:
    return _openai_message({"content": text}, finish)


def openai_called(name: str, arguments: Json) -> Json:
    call = {"id": "1", "type": "function", "function": {"name": name, "arguments": json.dumps(arguments)}}
    return _openai_message({"content": None, "tool_calls": [call]}, "tool_calls")


def openai_failed(status: int, words: str) -> Say:
    return Say({"error": {"message": words, "type": "x", "code": None}}, status=status)


def _anthropic(content: Json, finish: str) -> Json:
    usage = {"input_tokens": 7, "output_tokens": 2}
    return {
        "id": "m1",
        "type": "message",
        "role": "assistant",
        "model": "m",
        "content": [content],
        "stop_reason": finish,
        "stop_sequence": None,
        "usage": usage,
    }


def anthropic_said(text: str, finish: str = "end_turn") -> Json:
    return _anthropic({"type": "text", "text": text}, finish)


def anthropic_called(name: str, arguments: Json) -> Json:
    return _anthropic({"type": "tool_use", "id": "t1", "name": name, "input": arguments}, "tool_use")


def _anthropic_failed(status: int, words: str) -> Say:
    return Say({"type": "error", "error": {"type": "x", "message": words}}, status=status)


def _gemini(part: Json, finish: str) -> Json:
    return {
        "candidates": [{"content": {"role": "model", "parts": [part]}, "finishReason": finish}],
        "usageMetadata": {"promptTokenCount": 7, "candidatesTokenCount": 2, "totalTokenCount": 9},
        "modelVersion": "m",
        "responseId": "g1",
    }


def gemini_said(text: str, finish: str = "STOP") -> Json:
    return _gemini({"text": text}, finish)


def gemini_called(name: str, arguments: Json) -> Json:
    return _gemini({"functionCall": {"name": name, "args": arguments}}, "STOP")


def _gemini_failed(status: int, words: str) -> Say:
    return Say({"error": {"code": status, "message": words, "status": "X"}}, status=status)


def _ollama(message: Json, finish: str) -> Json:
    return {
        "model": "m",
        "created_at": "2026-01-01T00:00:00Z",
        "message": {"role": "assistant", **message},
        "done": True,
        "done_reason": finish,
        "prompt_eval_count": 7,
        "eval_count": 2,
    }


def ollama_said(text: str, finish: str = "stop") -> Json:
    return _ollama({"content": text}, finish)


def ollama_called(name: str, arguments: Json) -> Json:
    return _ollama({"content": "", "tool_calls": [{"function": {"name": name, "arguments": arguments}}]}, "stop")


def _bedrock(content: Json, finish: str) -> Json:
    return {
        "output": {"message": {"role": "assistant", "content": [content]}},
        "stopReason": finish,
        "usage": {"inputTokens": 7, "outputTokens": 2, "totalTokens": 9},
        "metrics": {"latencyMs": 1},
    }


def _bedrock_said(text: str, finish: str = "end_turn") -> Json:
    return _bedrock({"text": text}, finish)


def _bedrock_called(name: str, arguments: Json) -> Json:
    return _bedrock({"toolUse": {"toolUseId": "t1", "name": name, "input": arguments}}, "tool_use")


def _bedrock_failed(status: int, words: str) -> Say:
    kinds = {
        400: "ValidationException",
        401: "UnrecognizedClientException",
        403: "AccessDeniedException",
        429: "ThrottlingException",
    }
    return Say(
        {"message": words}, status=status, headers={"x-amzn-ErrorType": kinds.get(status, "InternalServerException")}
    )


def _langchain(url: str) -> Json:
    from .chains import OverOpenAI

    return {"model": OverOpenAI(url=f"{url}/v1")}


_OPENAI_FINISHES = {"stop": "stop", "length": "length", "refusal": "content_filter"}


def _openai(name: str, **more: Any) -> Vendor:
    def config(url: str) -> Json:
        return {"model": "some-model", "api_key": KEY, "base_url": f"{url}/v1"}

    return Vendor(
        name,
        config,
        openai_said,
        openai_called,
        openai_failed,
        _OPENAI_FINISHES,
        keys=(f"{name.removesuffix('_structured').upper()}_API_KEY",),
        **more,
    )


ANTHROPIC = Vendor(
    "anthropic",
    lambda url: {"model": "claude-3-haiku-20240307", "api_key": KEY, "anthropic_base_url": url},
    anthropic_said,
    anthropic_called,
    _anthropic_failed,
    {"stop": "end_turn", "length": "max_tokens", "refusal": "refusal"},
    forces_a_call=True,
    keys=("ANTHROPIC_API_KEY",),
    refuses_structure="tool_choice forces tool use and is not supported",
)
GEMINI = Vendor(
    "gemini",
    lambda url: {"model": "gemini-2.5-flash", "api_key": KEY, "base_url": url},
    gemini_said,
    gemini_called,
    _gemini_failed,
    {"stop": "STOP", "length": "MAX_TOKENS", "refusal": "SAFETY"},
    keys=("GOOGLE_API_KEY", "GEMINI_API_KEY"),
    refuses_structure="response_json_schema is not supported",
)
OLLAMA = Vendor(
    "ollama",
    lambda url: {"model": "llama3.1:8b", "base_url": url},
    ollama_said,
    ollama_called,
    lambda status, words: Say({"error": words}, status=status),
    {"stop": "stop", "length": "length"},
    refuses_structure="invalid JSON schema in format",
)
BEDROCK = Vendor(
    "aws_bedrock",
    lambda url: {
        "model": "anthropic.claude-3-haiku-20240307-v1:0",
        "aws_access_key_id": "AKIAIOSFODNN7EXAMPLE",
        "aws_secret_access_key": KEY,
        "aws_region": "us-east-1",
        "base_url": url,
    },
    _bedrock_said,
    _bedrock_called,
    _bedrock_failed,
    {"stop": "end_turn", "length": "max_tokens", "refusal": "guardrail_intervened"},
    forces_a_call=True,
    refuses_structure="toolConfig.toolChoice is not supported by this model",
    tells_a_cut=False,
)
AZURE = Vendor(
    "azure_openai",
    lambda url: {
        "model": "gpt-4",
        "azure_kwargs": {"api_key": KEY, "azure_endpoint": url, "api_version": "2024-10-21"},
    },
    openai_said,
    openai_called,
    openai_failed,
    _OPENAI_FINISHES,
    keys=("LLM_AZURE_OPENAI_API_KEY",),
)
LITELLM = Vendor(
    "litellm",
    lambda url: {"model": "openai/gpt-4o-mini", "api_key": KEY, "base_url": f"{url}/v1"},
    openai_said,
    openai_called,
    openai_failed,
    _OPENAI_FINISHES,
)
LANGCHAIN = Vendor(
    "langchain",
    _langchain,
    openai_said,
    openai_called,
    openai_failed,
    _OPENAI_FINISHES,
    forces_a_call=True,
)
VENDORS = [
    _openai("openai"),
    _openai("openai_structured"),
    _openai("openrouter"),
    _openai("vllm"),
    _openai("lmstudio"),
    _openai("groq", forces_a_call=True, refuses_structure="tool_choice is not supported"),
    _openai("together"),
    _openai("deepseek"),
    _openai("xai"),
    _openai("minimax", forces_a_call=True, refuses_structure="tool_choice is not supported"),
    _openai("sarvam"),
    AZURE,
    ANTHROPIC,
    GEMINI,
    OLLAMA,
    BEDROCK,
    LITELLM,
    LANGCHAIN,
]
DIALECTS = [VENDORS[0], AZURE, ANTHROPIC, GEMINI, OLLAMA, BEDROCK, LITELLM, LANGCHAIN]  # one a dialect
