"""More programs of tutorials: bots by classes, managing and watching memories, teams by run_id, tenants in Qdrant's cloud."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from mem0 import Memory

from ..loopback import Server
from ..vectors.rest import QdrantServer
from .brain import ANSWER, chats

CHROMA = {"provider": "chroma", "config": {"collection_name": "mem0_collection", "path": "./chroma_db"}}


@pytest.fixture(autouse=True)
def _a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs write "./chroma_db" and the default store."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MEM0_DIR", str(tmp_path / "mem0"))


class Bot:
    """What the recommendation bot, the support bot and the assistant of the tutorials do with a memory."""

    def __init__(self, user_id: str) -> None:
        self.user_id = user_id
        self.memory = Memory()

    def chat(self, message: str) -> str:
        memories = self.memory.search(query=message, user_id=self.user_id, limit=5)
        known = ", ".join([m["memory"] for m in memories["results"]]) if memories["results"] else "새로운 사용자입니다."
        response = f"[{known}를 바탕으로] {message}에 대한 응답"
        messages = [{"role": "user", "content": message}, {"role": "assistant", "content": response}]
        self.memory.add(messages, user_id=self.user_id)
        return response


def test_a_bot_knows_what_it_was_told_before() -> None:
    bot = Bot("user789")

    assert "새로운 사용자입니다." in bot.chat("나는 커피를 좋아해")
    assert "커피를 좋아" in bot.chat("좋은 카페 추천해줘")
    bot.memory.close()


def test_memories_are_managed_and_watched() -> None:
    memory = Memory()
    for messages in ([{"role": "user", "content": "나는 부산에 살아요."}], [{"role": "user", "content": "나는 차를 좋아해요."}]):
        memory.add(messages, user_id="batch_user")
    all_memories = memory.get_all(user_id="batch_user")
    memory_id = all_memories["results"][0]["id"]

    memory.update(memory_id=memory_id, data="나는 서울에 살아요.")
    told = [(entry["timestamp"], entry["memory"]) for entry in memory.history(memory_id=memory_id)]
    counted = {user_id: len(memory.get_all(user_id=user_id)) for user_id in memory.get_all_users()}

    assert [text for _, text in told][-1] == "나는 서울에 살아요."
    assert all(moment for moment, _ in told)
    assert counted == {"batch_user": 2}
    assert "나는 서울에 살아요." in [item["memory"] for item in memory.get_all(user_id="batch_user")]
    memory.delete(memory_id=memory_id)
    memory.delete_all(user_id="batch_user")
    assert memory.get_all_users() == []
    memory.close()


@pytest.mark.usefixtures("server")
def test_the_settings_of_a_search_and_of_encryption(tmp_path: Path) -> None:
    embedder = {"provider": "openai", "config": {"model": "text-embedding-3-small", "embedding_dims": 1536}}
    memory = Memory.from_config({"vector_store": CHROMA, "embedder": embedder})
    memory.add("I like tea", user_id="u")
    assert memory.search("tea", user_id="u")["results"][0]["memory"] == "I like tea"
    memory.close()
    sealed = {"collection_name": "secure_memory", "path": "./encrypted_db", "encryption_key": "your-encryption-key"}

    secure_memory = Memory.from_config({"vector_store": {"provider": "chroma", "config": sealed}})
    secure_memory.add("I like cocoa", user_id="u")

    assert secure_memory.search("cocoa", user_id="u")["results"][0]["memory"] == "I like cocoa"
    secure_memory.close()
    written = [file.read_bytes() for file in (tmp_path / "encrypted_db").rglob("*") if file.is_file()]
    assert written
    assert not any(b"cocoa" in content for content in written)


class CollaborativeAgent:
    """A team that shares a run."""

    def __init__(self, run_id: str) -> None:
        from openai import OpenAI

        self.run_id = run_id
        self.mem = Memory()
        self.client = OpenAI()

    def add_message(self, role: str, name: str, content: str) -> None:
        self.mem.add([{"role": role, "name": name, "content": content}], run_id=self.run_id, infer=False)

    def brainstorm(self, prompt: str) -> str:
        memories = self.mem.search(prompt, run_id=self.run_id, limit=5)["results"]
        context = "\n".join([f"- {m['memory']} (by {m.get('actor_id', 'Unknown')})" for m in memories])
        asked: list[Any] = [{"role": "user", "content": f"질문: {prompt}\n\n프로젝트 컨텍스트:\n{context}"}]
        response = self.client.chat.completions.create(model="gpt-4o-mini", messages=asked, temperature=0.7)
        reply = str(response.choices[0].message.content).strip()
        self.add_message("assistant", "AI_Assistant", reply)
        return reply

    def grouped_by_actor(self) -> dict[str, list[str]]:
        messages = self.mem.get_all(run_id=self.run_id)["results"]
        messages.sort(key=lambda m: m.get("created_at", ""))
        grouped = defaultdict(list)
        for m in messages:
            datetime.fromisoformat(m.get("created_at", "").replace("Z", "+00:00"))
            grouped[m.get("actor_id") or "Unknown"].append(m["memory"])
        return dict(grouped)


def test_a_team_shares_a_run(server: Server) -> None:
    agent = CollaborativeAgent("landing-page-project-2025")
    agent.add_message("user", "Alice", "새 랜딩 페이지 작업 목록을 정리해봅시다.")
    agent.add_message("user", "Bob", "히어로 섹션 카피라이팅을 제가 담당하겠습니다.")
    agent.add_message("system", "MeetingBot", "[회의 시작] 주간 스탠드업")
    batch = [{"role": "user", "name": "Carol", "content": f"스크린샷 {n}"} for n in range(2)]
    agent.mem.add(batch, run_id=agent.run_id, infer=False)

    assert agent.brainstorm("히어로 섹션은 누가 맡나요?") == ANSWER
    assert "카피라이팅을 제가 담당하겠습니다. (by Bob)" in chats(server)[0].body["messages"][0]["content"]
    grouped = agent.grouped_by_actor()

    assert {name: len(texts) for name, texts in grouped.items() if name != "MeetingBot"} == {
        "Alice": 1, "Bob": 1, "Carol": 2, "AI_Assistant": 1,
    }  # fmt: skip
    agent.mem.close()
    agent.client.close()


def test_tenants_of_an_enterprise_do_not_meet(server: Server) -> None:
    """Azure for both models, Qdrant's cloud, and the tenant's collection written beside the settings rather than in them."""
    cloud = QdrantServer()
    azure = {"api_key": "k", "endpoint": server.url}
    config: dict[str, Any] = {
        "embedder": {"provider": "azure_openai", "config": {"model": "text-embedding-ada-002", **azure}},
        "llm": {"provider": "azure_openai", "config": {"model": "gpt-4", "temperature": 0.1, "max_tokens": 4000}},
        "vector_store": {
            "provider": "qdrant_cloud",
            "config": {
                "url": cloud.url, "api_key": "q", "collection_name": "enterprise_memories", "embedding_model_dims": 1536,
            },
        },
    }  # fmt: skip

    def tenant(name: str) -> Memory:
        store = {**config["vector_store"], "collection_name": f"tenant_{name}_memories"}
        return Memory.from_config({**config, "vector_store": store})

    with tenant("a") as one, tenant("b") as two:
        one.add("나는 부산에 살아요.", user_id="employee")
        found, other = (memory.search("부산", user_id="employee")["results"] for memory in (one, two))

    assert [item["memory"] for item in found] == ["나는 부산에 살아요."]
    assert other == []
    cloud.close()
