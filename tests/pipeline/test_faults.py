"""The fault table: what the caller gets when a model fails, that nothing acknowledged is lost, that a retry does not double."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from time import sleep
from typing import Any

import pytest

from mem0 import Memory
from mem0 import errors as e
from mem0.chat import Completion
from mem0.pipeline import consult

from ..loopback import Say, Server
from .conftest import Making, Taught, fact, facts

TEA, LYON = "User likes tea", "User lives in Lyon"
SAID = [{"role": "user", "content": "I like tea"}, {"role": "user", "content": "I live in Lyon"}]
GOOD = facts(fact(TEA, 1), fact(LYON, 2))
WHOLE = json.dumps(GOOD)
CUT = WHOLE[: WHOLE.index(LYON) + 4]  # the first fact is whole, the second is not


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consult, "FIRST_WAIT", 0.001)


@dataclass(frozen=True)
class Case:
    """What the model says, attempt by attempt, and what becomes of it."""

    name: str
    script: list[Any]
    stored: tuple[str, ...] = (TEA, LYON)
    error: type[Exception] | None = None
    calls: int = 1


SURVIVED = [
    Case("fenced", [f"```json\n{WHOLE}\n```"]),
    Case("chatty", [f"Sure! Here {{it}} is:\n{WHOLE}\nAnything else?"]),
    Case("thinking aloud", [f'<think>{{"facts": ["no"]}}</think>{WHOLE}']),
    Case("a bare list", [json.dumps(GOOD["facts"])]),
    Case("broken off without saying so", [CUT], stored=(TEA,)),
    Case("cut at the token limit, then whole", [Completion(CUT, "length"), WHOLE], calls=2),
    Case("garbage, then good", ["lorem ipsum", WHOLE], calls=2),
    Case("empty, then good", ["", WHOLE], calls=2),
    Case("another object, then good", ['{"memories": []}', WHOLE], calls=2),
    Case("wrong types, then good", ['{"facts": "I like tea"}', WHOLE], calls=2),
    Case("no fact has the form, then good", ['{"facts": [{"m": [1]}, 7]}', WHOLE], calls=2),
    Case("429, then good", [e.RateLimitError("slow", debug_info={"retry_after": 0.001}), WHOLE], calls=2),
    Case("timeout, then good", [e.NetworkError("late"), WHOLE], calls=2),
    Case("500 twice, then good", [e.LLMError("500", details={"status": 500})] * 2 + [WHOLE], calls=3),
    Case("nothing to remember", ['{"facts": []}'], stored=()),
]
FAILED = [
    Case("garbage for ever", ["lorem ipsum"] * 3, error=e.LLMError, calls=3),
    Case("empty for ever", [""] * 3, error=e.LLMError, calls=3),
    Case("wrong types for ever", ['{"facts": {"a": 1}}'] * 3, error=e.LLMError, calls=3),
    Case("no fact has the form, ever", ['{"facts": [{"text": ["x"]}]}'] * 3, error=e.LLMError, calls=3),
    Case("a refusal", [Completion("I cannot help with that", "refusal")], error=e.LLMError),
    Case("429 for ever", [e.RateLimitError("slow")] * 3, error=e.RateLimitError, calls=3),
    Case("429 for an hour", [e.RateLimitError("slow", debug_info={"retry_after": 3600})], error=e.RateLimitError),
    Case("a wrong key", [e.AuthenticationError("no")], error=e.AuthenticationError),
    Case("not reached for ever", [e.NetworkError("gone")] * 3, error=e.NetworkError, calls=3),
    Case("a bad request", [e.LLMError("400", details={"status": 400})], error=e.LLMError),
    Case("500 for ever", [e.LLMError("500", details={"status": 500})] * 3, error=e.LLMError, calls=3),
]


def named(case: Case) -> str:
    return case.name


@pytest.mark.parametrize("case", SURVIVED, ids=named)
def test_what_can_be_used_is_used(learner: Making, case: Case) -> None:
    memory = learner(case.script)

    added = memory.add(SAID, user_id="ana")

    assert tuple(memory.texts()) == case.stored
    assert [one["memory"] for one in added["results"]] == list(case.stored)
    assert added["usage"]["llm_calls"] == case.calls == len(memory.llm.prompts)


@pytest.mark.parametrize("case", FAILED, ids=named)
def test_what_cannot_is_an_error_and_nothing_is_stored(learner: Making, case: Case) -> None:
    memory = learner([*case.script, WHOLE])

    assert case.error is not None
    with pytest.raises(case.error):
        memory.add(SAID, user_id="ana")

    assert len(memory.llm.prompts) == case.calls
    assert nothing_of(memory)


@pytest.mark.parametrize("case", FAILED, ids=named)
def test_trying_again_after_a_failure_stores_everything_once(learner: Making, case: Case) -> None:
    memory = learner([*case.script, WHOLE])
    with pytest.raises(e.MemoryError):
        memory.add(SAID, user_id="ana")

    memory.add(SAID, user_id="ana")

    assert memory.texts() == [TEA, LYON]
    assert len(messages_of(memory)) == 2


def test_a_failure_takes_nothing_of_what_was_acknowledged(learner: Making) -> None:
    memory = learner([WHOLE, "lorem", "ipsum", "dolor"])
    memory.add(SAID, user_id="ana")

    with pytest.raises(e.LLMError):
        memory.add("I like soup", user_id="ana")

    assert memory.texts() == [TEA, LYON]
    assert len(messages_of(memory)) == 2


def test_the_error_says_what_came_back(learner: Making) -> None:
    memory = learner(["Dear user, " + "lorem ipsum " * 100] * 3)

    with pytest.raises(e.LLMError, match="Dear user, lorem ipsum") as caught:
        memory.add(SAID, user_id="ana")

    assert len(str(caught.value)) < 600
    assert "lorem" not in str(caught.value.debug_info)


def test_the_model_is_told_what_was_wrong(learner: Making) -> None:
    memory = learner(['{"facts": "I like tea"}', WHOLE])

    memory.add(SAID, user_id="ana")

    *_, answer, complaint = memory.llm.prompts[1].turns
    assert (answer.role, answer.text) == ("assistant", '{"facts": "I like tea"}')
    assert "'facts' must be a list" in complaint.text


def test_an_answer_that_is_always_too_long_is_asked_for_in_halves(learner: Making) -> None:
    long = Completion("", "length")
    memory = learner([long, Completion('{"facts": [', "length"), facts(fact(TEA, 1)), facts(fact(LYON, 1))])

    memory.add(SAID, user_id="ana")

    assert memory.texts() == [TEA, LYON]


def test_an_answer_cut_off_before_the_first_fact_is_an_error(learner: Making) -> None:
    memory = learner([Completion('{"facts": [', "length")] * 2)

    with pytest.raises(e.LLMError, match="cut off"):
        memory.add("I like tea", user_id="ana")

    assert nothing_of(memory)


def test_of_one_message_that_is_too_much_the_finished_facts_count(learner: Making) -> None:
    memory = learner([Completion(CUT, "length")] * 2)

    added = memory.add("I like tea and live in Lyon", user_id="ana")

    assert memory.texts() == [TEA]
    reasons = [one["reason"] for one in added["skipped"]]
    assert reasons == ["broken off or broken in the model's answer", "the model's answer was cut off at its token limit"]


def test_a_second_call_that_fails_undoes_the_first(learner: Making) -> None:
    """Strategy "paper": the facts were found, the decisions fail."""
    memory = learner([WHOLE, facts("User likes soup"), "lorem", "ipsum", "dolor"], strategy="paper")
    memory.add(SAID, user_id="ana")

    with pytest.raises(e.LLMError):
        memory.add("I like soup", user_id="ana")

    assert memory.texts() == [TEA, LYON]


def nothing_of(memory: Taught) -> bool:
    return memory.texts() == [] and messages_of(memory) == [] and memory.users()["results"] == []


def messages_of(memory: Taught) -> list[Any]:
    return list(memory.door._parts.store.read(lambda view: view.all_messages()))


# The same over HTTP, through the openai SDK.


def chat(text: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": text}
    return {
        "id": "c1",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
        "usage": {"prompt_tokens": 700, "completion_tokens": 20, "total_tokens": 720},
    }


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


@pytest.fixture
def online(server: Server, tmp_path: Path) -> Iterator[Memory]:
    settings = {"base_url": f"{server.url}/v1", "api_key": "sk-x", "model": "gpt-4o-mini", "max_retries": 0, "timeout": 0.5}
    config = {
        "path": tmp_path / "online.db",
        "embedder": {"provider": "static"},
        "llm": {"provider": "openai", "config": settings},
    }
    with Memory(config) as memory:
        yield memory


BROKEN = {
    "429": (Say({"error": {"message": "slow"}}, 429, {"Retry-After": "0"}), e.RateLimitError),
    "500": (Say({"error": {"message": "oops"}}, 500), e.LLMError),
    "cut in the middle": (Say(chat(WHOLE), cut_after=40), e.NetworkError),
    "closed": (Say(cut=True), e.NetworkError),
    "timeout": (Say(chat(WHOLE), delay=0.8), e.NetworkError),
    "not its own format": (Say(b"<html>"), e.LLMError),
    "no choices": (Say({**chat(""), "choices": []}), e.LLMError),
    "a gateway's trouble, as a good answer": (Say({"error": {"message": "upstream overloaded", "code": 502}}), e.LLMError),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_fault_on_the_wire_is_asked_again(online: Memory, server: Server, fault: str) -> None:
    server.says(BROKEN[fault][0], chat(WHOLE))

    added = online.add(SAID, user_id="ana")

    assert [one["memory"] for one in added["results"]] == [TEA, LYON]
    assert (added["usage"]["llm_calls"], added["usage"]["tokens_in"]) == (2, 700)


def test_an_answer_that_is_none_is_shown(online: Memory, server: Server) -> None:
    server.says(*[BROKEN["a gateway's trouble, as a good answer"][0]] * 3)

    with pytest.raises(e.LLMError, match="upstream overloaded"):
        online.add(SAID, user_id="ana")


@pytest.mark.parametrize("fault", [fault for fault in BROKEN if fault != "timeout"])
def test_a_fault_on_the_wire_that_stays_is_its_error(online: Memory, server: Server, fault: str) -> None:
    broken, error = BROKEN[fault]
    server.says(*[broken] * 3)

    with pytest.raises(error):
        online.add(SAID, user_id="ana")
    assert online.users()["results"] == []
    server.script.clear()
    server.says(chat(WHOLE))
    online.add(SAID, user_id="ana")

    assert [one["memory"] for one in online.get_all(user_id="ana")["results"]] == [TEA, LYON]


def test_closing_while_the_model_answers_is_an_error_of_ours(online: Memory, server: Server) -> None:
    """What was under way is not stored, and says so."""
    answer = Event()
    server.otherwise = lambda _: Say(chat(WHOLE), wait=answer)
    with ThreadPoolExecutor(1) as pool:
        under_way = pool.submit(online.add, SAID, user_id="ana")
        while not server.received:
            sleep(0.01)
        online.close()
        answer.set()

        with pytest.raises(e.MemoryError):
            under_way.result(10)
