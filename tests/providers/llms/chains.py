"""A chat model of LangChain that speaks to a server of OpenAI's protocol, as langchain-openai's does."""

from __future__ import annotations

import json
from typing import Any

import openai
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, convert_to_openai_messages
from langchain_core.outputs import ChatGeneration, ChatResult

from .conftest import KEY


class OverOpenAI(BaseChatModel):  # type: ignore[misc]
    url: str
    model_name: str = "gpt-4o-mini"

    @property
    def _llm_type(self) -> str:
        return "over-openai"

    def _generate(
        self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **more: Any
    ) -> ChatResult:
        del stop, run_manager
        client = openai.OpenAI(base_url=self.url, api_key=KEY, max_retries=0, timeout=2)
        more = {key: more[key] for key in ("tools", "tool_choice") if key in more}
        told: Any = convert_to_openai_messages(messages)
        done = client.chat.completions.create(model=self.model_name, messages=told, **more)
        said: Any = done.choices[0].message
        calls = [
            {"name": one.function.name, "args": json.loads(one.function.arguments), "id": one.id}
            for one in said.tool_calls or ()
        ]
        usage: Any = done.usage
        message = AIMessage(
            content=said.content or "",
            tool_calls=calls,
            response_metadata={"finish_reason": done.choices[0].finish_reason},
            usage_metadata={
                "input_tokens": usage.prompt_tokens,
                "output_tokens": usage.completion_tokens,
                "total_tokens": usage.total_tokens,
            },
        )
        return ChatResult(generations=[ChatGeneration(message=message)])

    def bind_tools(self, tools: Any, *, tool_choice: Any = None, **more: Any) -> Any:
        from langchain_core.utils.function_calling import convert_to_openai_tool

        del more
        chosen = {} if tool_choice is None else {"tool_choice": "required"}
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], **chosen)
