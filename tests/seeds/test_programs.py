"""Programs as tutorials for mem0ai write them, with their calls, keywords and configurations unchanged, through the
vendors' own SDKs against a server that speaks every vendor's protocol.

The CrewAI program stands in test_crewai.py. What the LangGraph program imports
(`from langgraph import StateGraph`, `StateGraph()` without a schema and without an entry) no current LangGraph has; the
test writes these lines as LangGraph has them now, and everything that concerns the memory as it was.
"""

from __future__ import annotations

import os
from typing import Any

import pytest

from mem0 import Memory

from ..loopback import Server
from .brain import ANSWER, chats, learnt


def test_a_chat_that_remembers(server: Server) -> None:
    """The loop of search, chat and add: what was said in the first message is told to the model with the second."""
    from openai import OpenAI

    openai_client = OpenAI()
    memory = Memory()

    def chat_with_memories(message: str, user_id: str = "default_user") -> str:
        relevant_memories = memory.search(query=message, user_id=user_id, limit=3)
        memories_str = "\n".join(f"- {entry['memory']}" for entry in relevant_memories["results"])
        messages: list[Any] = [
            {"role": "system", "content": f"메모리를 바탕으로 답변하세요.\n사용자 메모리:\n{memories_str}"},
            {"role": "user", "content": message},
        ]
        response = openai_client.chat.completions.create(model="gpt-4o-mini", messages=messages)
        assistant_response = response.choices[0].message.content
        assert assistant_response is not None
        messages.append({"role": "assistant", "content": assistant_response})
        memory.add(messages, user_id=user_id)
        return assistant_response

    assert chat_with_memories("나는 매운 떡볶이를 좋아해요.") == ANSWER
    assert chat_with_memories("내가 좋아하는 음식이 뭐지?") == ANSWER
    first, second = (one.body["messages"][0]["content"] for one in chats(server))

    assert "떡볶이" not in first
    assert "떡볶이" in second
    assert learnt(server) == []  # a key in the environment is for the program's own chat, not for the memory
    memory.close()
    openai_client.close()


CONFIGS: dict[str, dict[str, Any]] = {
    "openai": {
        "llm": {"provider": "openai", "config": {"model": "gpt-4o-mini", "temperature": 0.2, "max_tokens": 1500}}
    },
    "anthropic": {
        "llm": {
            "provider": "anthropic",
            "config": {"model": "claude-3-haiku-20240307", "temperature": 0.1, "max_tokens": 1000},
        }
    },
    "ollama": {
        "llm": {
            "provider": "ollama",
            "config": {"model": "llama3.1:8b", "temperature": 0.2, "max_tokens": 1000, "base_url": "SERVER"},
        }
    },
    "azure_openai": {
        "embedder": {
            "provider": "azure_openai",
            "config": {"model": "text-embedding-ada-002", "api_key": "KEY", "endpoint": "SERVER"},
        },
        "llm": {"provider": "azure_openai", "config": {"model": "gpt-4", "temperature": 0.1, "max_tokens": 4000}},
    },
    "gemini": {
        "embedder": {"provider": "gemini", "config": {"model": "models/text-embedding-004"}},
        "llm": {"provider": "gemini", "config": {"model": "gemini-2.5-flash", "temperature": 0.0, "max_tokens": 2000}},
        "vector_store": {"config": {"embedding_model_dims": 768, "collection_name": "user_memories"}},
    },
}


@pytest.mark.parametrize("name", CONFIGS)
def test_a_configuration_as_it_is_written(server: Server, name: str) -> None:
    """The model named in it decides what is remembered, with the settings of the program."""
    config = filled(CONFIGS[name], {"SERVER": server.url, "KEY": os.environ["AZURE_OPENAI_KEY"]})
    memory = Memory.from_config(config)

    memory.add([{"role": "user", "content": "나는 부산에 살아요."}], user_id="user123")
    found = memory.search(query="부산", user_id="user123", limit=5)

    assert found["results"][0]["memory"] == "나는 부산에 살아요."
    assert len(learnt(server)) == 1
    asked = learnt(server)[0].content.decode()
    settings = config["llm"]["config"]
    assert str(settings["temperature"]) in asked
    assert str(settings["max_tokens"]) in asked
    memory.close()


def test_a_tutor_on_gemini(server: Server) -> None:
    """A class over the memory that adds a system message and searches by the student's id alone."""

    class PersonalizedTutor:
        def __init__(self) -> None:
            self.memory = Memory.from_config(CONFIGS["gemini"])

        def adapt_lesson(self, student_id: str, topic: str) -> Any:
            return self.memory.search(query=f"학습 진도 {topic}", user_id=student_id)

        def track_progress(self, student_id: str, quiz_results: dict[str, Any]) -> None:
            progress_data = {
                "role": "system",
                "content": f"학생이 {quiz_results['topic']}에서 {quiz_results['score']}점을 받았습니다.",
            }
            self.memory.add([progress_data], user_id=student_id)

    tutor = PersonalizedTutor()
    tutor.track_progress("student1", {"topic": "이차방정식", "score": 80})
    tutor.memory.add([{"role": "user", "content": "이차방정식 문제가 어려워요."}], user_id="student1")
    history = tutor.adapt_lesson("student1", "이차방정식")

    assert any("이차방정식" in item["memory"] for item in history["results"])
    assert any(request.path.endswith(":batchEmbedContents") for request in server.asked)
    tutor.memory.close()


def test_a_graph_with_a_memory_in_it(server: Server) -> None:
    from langgraph.graph import StateGraph
    from openai import OpenAI

    memory = Memory()
    client = OpenAI()

    def memory_node(state: dict[str, Any]) -> dict[str, Any]:
        user_id = state.get("user_id", "default")
        memories = memory.search(query=state.get("query", ""), user_id=user_id)
        state["memories"] = memories["results"]
        return state

    def response_node(state: dict[str, Any]) -> dict[str, Any]:
        told = str([item["memory"] for item in state.get("memories", [])])
        asked: list[Any] = [{"role": "system", "content": told}, {"role": "user", "content": state["query"]}]
        said = client.chat.completions.create(model="gpt-4o-mini", messages=asked)
        response = said.choices[0].message.content
        memory.add(
            [{"role": "user", "content": state["query"]}, {"role": "assistant", "content": response}],
            user_id=state.get("user_id", "default"),
        )
        state["response"] = response
        return state

    graph = StateGraph(dict)
    graph.add_node("memory", memory_node)
    graph.add_node("response", response_node)
    graph.add_edge("memory", "response")
    graph.set_entry_point("memory")
    compiled = graph.compile()

    compiled.invoke({"query": "나는 커피를 좋아해요.", "user_id": "u1"})
    state = compiled.invoke({"query": "내가 좋아하는 음료는?", "user_id": "u1"})

    assert state["response"] == ANSWER
    assert "커피" in chats(server)[1].body["messages"][0]["content"]
    memory.close()
    client.close()


def filled(value: Any, words: dict[str, str]) -> Any:
    """The configuration with what a program takes from its environment."""
    if isinstance(value, dict):
        return {key: filled(one, words) for key, one in value.items()}
    return words.get(value, value) if isinstance(value, str) else value
