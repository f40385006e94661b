"""The feedback loop: recalled memories that come back inside messages are not learned again."""

from __future__ import annotations

import json
from typing import Any

from mem0.chat import Prompt

from .conftest import Making, Taught, fact, facts

MEMORIES = ["User lives in Lyon", "User likes tea", "User's sister is called Mia"]


def parrot(prompt: Prompt) -> Any:
    """A model that takes every line it is shown as news, as a weak model does."""
    found = []
    for line in prompt.turns[1].text.split("<new>\n")[1].split("\n</new>")[0].split("\n"):
        message = json.loads(line)
        found += [fact(text.lstrip("- "), message["m"]) for text in message["text"].split("\n") if text.strip("- ")]
    return facts(*found)


def chat_with_memories(memory: Taught, message: str, answer: str) -> Any:
    """The loop of the tutorials: what search finds goes into the system message, and all messages go to add."""
    found = memory.search(query=message, user_id="ana", limit=3)["results"]
    listed = "\n".join(f"- {entry['memory']}" for entry in found)
    messages = [
        {"role": "system", "content": f"You are helpful.\nUser memories:\n{listed}"},
        {"role": "user", "content": message},
        {"role": "assistant", "content": answer},
    ]
    return memory.add(messages, user_id="ana")


def learned(memory: Taught) -> None:
    memory.add("\n".join(MEMORIES), user_id="ana")
    assert memory.texts() == MEMORIES


def test_memories_in_the_system_message_are_not_news(learner: Making) -> None:
    memory = learner(parrot)
    learned(memory)

    for _ in range(3):
        chat_with_memories(memory, "Hi", "Hello")

    assert [text for text in memory.texts() if text not in (*MEMORIES, "Hi", "Hello")] == []
    assert "Lyon" not in memory.data().split("<new>")[1]


def test_an_answer_that_lists_memories_is_not_news(learner: Making) -> None:
    memory = learner(parrot)
    learned(memory)

    added = chat_with_memories(memory, "What do you know?", "I know this:\n- User lives in Lyon\n- User likes tea.")

    assert [one["quote"] for one in added["skipped"] if one["reason"] == "recalled memory"] == [
        "User lives in Lyon",
        "User likes tea.",
    ]
    assert "Lyon" not in memory.data().split("<new>")[1]


def test_a_user_message_that_a_program_filled_with_memories_is_not_news(learner: Making) -> None:
    """As the proxy of mem0ai does: memories above the question."""
    memory = learner(parrot)
    learned(memory)
    asked = "- Relevant memories:\n- User lives in Lyon\n- User likes tea\n\n- Question: I now like soup"

    memory.add(asked, user_id="ana")

    assert memory.texts().count("User lives in Lyon") == 1
    assert "User likes tea" not in memory.data().split("<new>")[1]
    assert "soup" in memory.data()


def test_memories_that_an_answer_says_again_change_nothing(learner: Making) -> None:
    memory = learner(parrot)
    learned(memory)

    added = chat_with_memories(memory, "Where am I?", "User lives in Lyon")

    assert {one["event"] for one in added["results"] if one["memory"] in MEMORIES} == {"NOOP"}
    assert memory.texts().count("User lives in Lyon") == 1


def test_a_list_of_new_things_is_news(learner: Making) -> None:
    memory = learner(parrot)
    learned(memory)

    memory.add("My week:\n- User swims on Monday\n- User sings on Friday", user_id="ana")

    assert {"User swims on Monday", "User sings on Friday"} <= set(memory.texts())
