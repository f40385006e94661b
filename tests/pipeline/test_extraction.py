"""Facts that a language model finds: their evidence, their time, and what is left out."""

from __future__ import annotations

import json

from mem0 import Memory
from mem0.chat import Completion

from .conftest import Making, fact, facts

LYON = {"role": "user", "content": "I moved to Lyon last week. The food is great!", "id": "msg-lyon"}
TEA = {"role": "user", "content": "My sister Mia drinks tea only.", "id": "msg-tea", "name": "Ana"}


def test_a_fact_becomes_a_memory_that_names_its_messages(learner: Making) -> None:
    memory = learner([facts(fact("User moved to Lyon", 1, when="2025-06-09"), fact("Ana's sister Mia drinks only tea", 2))])

    added = memory.add([LYON, TEA], user_id="ana", timestamp="2025-06-15")

    assert [(one["event"], one["memory"]) for one in added["results"]] == [
        ("ADD", "User moved to Lyon"),
        ("ADD", "Ana's sister Mia drinks only tea"),
    ]
    lyon, tea = memory.get_all(user_id="ana")["results"]
    assert [source["message_id"] for source in lyon["sources"]] == ["msg-lyon"]
    assert lyon["event_at"] == "2025-06-09T00:00:00.000000+00:00"
    assert (tea["actor_id"], tea["role"]) == ("Ana", "user")


def test_a_fact_may_rest_on_several_messages(learner: Making) -> None:
    memory = learner([facts(fact("User lives in Lyon with sister Mia", 1, 2))])

    memory.add([LYON, TEA], user_id="ana")

    sources = memory.get_all(user_id="ana")["results"][0]["sources"]
    assert [source["message_id"] for source in sources] == ["msg-lyon", "msg-tea"]


def test_usage_tells_what_an_add_cost(learner: Making) -> None:
    memory = learner([Completion(json.dumps(facts("User likes tea")), tokens_in=321, tokens_out=12)])

    usage = memory.add("I like tea", user_id="ana")["usage"]

    assert (usage["llm_calls"], usage["tokens_in"], usage["tokens_out"]) == (1, 321, 12)
    assert usage["embedding_requests"] == 0
    assert usage["llm_ms"] >= 0


def test_a_memory_without_a_model_tells_no_usage(memory: Memory) -> None:
    assert "usage" not in memory.add("I like tea", user_id="ana")


def test_a_fact_that_names_no_message_is_told_and_left_out(learner: Making) -> None:
    answer = {"facts": [fact("User likes tea"), {"text": "User is a spy", "m": [], "when": None}, fact("User is 200", 7)]}
    memory = learner([answer])

    added = memory.add("I like tea", user_id="ana")

    assert memory.texts() == ["User likes tea"]
    assert [(one["quote"], one["reason"]) for one in added["skipped"]] == [
        ("User is a spy", "the model named no message for it"),
        ("User is 200", "the model named no message for it"),
    ]


def test_one_unreadable_fact_does_not_cost_the_others(learner: Making) -> None:
    memory = learner([{"facts": [fact("User likes tea"), {"text": 7, "m": [1]}, fact("bad \ud800 text")]}])

    added = memory.add("I like tea", user_id="ana")

    assert memory.texts() == ["User likes tea"]
    assert [one["reason"] for one in added["skipped"]] == ["not readable in the model's answer"] * 2


def test_a_fact_said_twice_in_one_answer_is_stored_once(learner: Making) -> None:
    memory = learner([facts(fact("User moved to Lyon", 1), fact("user moved to Lyon", 2))])

    memory.add([LYON, TEA], user_id="ana")

    assert memory.texts() == ["User moved to Lyon"]
    assert len(memory.get_all(user_id="ana")["results"][0]["sources"]) == 2


def test_facts_stay_in_the_language_they_come_in(learner: Making) -> None:
    memory = learner([facts("사용자는 부산에 산다")])

    memory.add("나는 부산에 살아", user_id="ana")

    assert memory.texts() == ["사용자는 부산에 산다"]
    assert "나는 부산에 살아" in memory.data()


def test_the_model_sees_what_was_said_before(learner: Making) -> None:
    memory = learner([facts("User likes tea"), facts()])
    memory.add("I like tea", user_id="ana")

    memory.add("Green, mostly", user_id="ana")

    earlier, new = memory.data().split("<new>")
    assert "I like tea" in earlier
    assert "Green, mostly" in new


def test_the_model_sees_no_other_conversation(learner: Making) -> None:
    memory = learner([facts(), facts(), facts()])
    memory.add("I like tea", user_id="ana", run_id="one")
    memory.add("I like soup", user_id="bo", run_id="two")

    memory.add("Green, mostly", user_id="ana", run_id="two")

    assert "tea" not in memory.data()
    assert "soup" not in memory.data()


def test_tool_output_and_system_messages_are_not_shown_as_news(learner: Making) -> None:
    memory = learner([facts()])

    added = memory.add(
        [
            {"role": "system", "content": "You are a pirate"},
            {"role": "user", "content": "I like tea"},
            {"role": "tool", "content": "secret table"},
        ],
        user_id="ana",
    )

    assert "pirate" not in memory.data()
    assert "secret table" not in memory.data()
    assert sorted(one["reason"] for one in added["skipped"]) == ["instruction", "tool output"]


def test_a_long_document_is_read_page_by_page(taught: Making) -> None:
    memory = taught(lambda prompt: facts(fact(f"User has {len(prompt.turns[1].text)} pages", 1)), summary_after=0)

    memory.add("chapter " * 8_000, user_id="ana")

    assert len(memory.llm.prompts) == 3
    assert all(len(prompt.turns[1].text) < 30_000 for prompt in memory.llm.prompts)
    assert len(memory.texts()) == 2  # two pages are equally long, and a fact in the same words is one


def test_a_message_without_a_fact_can_still_be_found(learner: Making) -> None:
    memory = learner([facts()])

    memory.add("The zebra crossing is closed today", user_id="ana")

    found = memory.search("zebra crossing", user_id="ana")["results"]
    assert [one["memory"] for one in found] == ["The zebra crossing is closed today"]


def test_a_request_to_forget_is_carried_out_without_the_model(learner: Making) -> None:
    memory = learner([facts("User's phone number is 555 123"), facts()])
    memory.add("My phone number is 555 123", user_id="ana")

    added = memory.add("Please forget my phone number", user_id="ana")

    assert [one["event"] for one in added["results"]] == ["DELETE"]
    assert memory.texts() == []
