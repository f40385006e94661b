"""The CrewAI program of a tutorial, unchanged. CrewAI takes a gigabyte, so the test environment has none: `make seeds`
runs this in one of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ..loopback import Server
from .brain import ANSWER, chats

crewai = pytest.importorskip("crewai", reason="crewai is not installed here; make seeds runs this")
pytestmark = pytest.mark.filterwarnings("ignore")  # of CrewAI's own making


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """CrewAI keeps its files here and tells nobody of its use."""
    monkeypatch.setenv("CREWAI_STORAGE_DIR", str(tmp_path))
    monkeypatch.setenv("CREWAI_DISABLE_TELEMETRY", "true")
    monkeypatch.setenv("OTEL_SDK_DISABLED", "true")


def test_an_agent_with_a_memory(server: Server) -> None:
    """What was said in the first task is told to the model with the second."""
    from crewai import Agent, Task

    from mem0 import Memory

    memory = Memory()

    class MemoryAgent(Agent):  # type: ignore[misc]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.memory = memory

        def execute_task(self, task: Any, user_id: str = "default") -> Any:
            relevant_memories = self.memory.search(query=task.description, user_id=user_id)
            enhanced_context = f"관련 메모리: {relevant_memories}"
            result = super().execute_task(task, context=enhanced_context)
            self.memory.add(
                [{"role": "user", "content": task.description}, {"role": "assistant", "content": result}], user_id=user_id
            )
            return result

    agent = MemoryAgent(role="비서", goal="돕기", backstory="친절한 비서", llm="gpt-4o-mini")
    first, second = (
        agent.execute_task(Task(description=text, expected_output="답", agent=agent), user_id="u1")
        for text in ("나는 매운 떡볶이를 좋아해요.", "내가 좋아하는 음식은?")
    )

    assert (first, second) == (ANSWER, ANSWER)
    told = [str(request.body["messages"]) for request in chats(server)]
    assert len(told) == 2
    assert "관련 메모리: {'results': []}" in told[0]
    assert "떡볶이" in told[1]
    assert "떡볶이" in str(memory.get_all(user_id="u1")["results"])
    memory.close()
