"""The rolling summary of a conversation: renewed beside the next question, used, and gone with what it tells of."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from mem0 import Memory
from mem0.chat import Completion, Prompt
from mem0.errors import NetworkError
from mem0.records import Scope

from .conftest import Making, Taught, facts

ANA = Scope(user_id="ana")


def summing(prompt: Prompt) -> Any:
    return facts() if prompt.shape else "They speak of tea."


def talk(memory: Taught, count: int) -> Any:
    for n in range(count):
        added = memory.add(f"Tea number {n} is nice", user_id="ana")
    return added


def kept(memory: Taught) -> str | None:
    summary = memory.door._parts.store.read(lambda view: view.summary(ANA))
    return summary.text if summary else None


def test_a_summary_is_written_when_enough_was_said(learner: Making) -> None:
    memory = learner(summing, summary_after=3)

    talk(memory, 3)
    assert kept(memory) is None

    added = talk(memory, 1)
    assert kept(memory) == "They speak of tea."
    assert added["usage"]["llm_calls"] == 2


def test_the_next_question_shows_the_summary(learner: Making) -> None:
    memory = learner(summing, summary_after=3)
    talk(memory, 4)

    talk(memory, 1)

    assert '<summary>\n{"text":"They speak of tea."}' in memory.data()


def test_a_renewal_reads_the_summary_and_what_was_said_since(learner: Making) -> None:
    memory = learner(summing, summary_after=3)
    talk(memory, 4)
    memory.llm.prompts.clear()
    memory.add("Now of soup", user_id="ana")
    talk(memory, 2)

    (renewal,) = [prompt.turns[1].text for prompt in memory.llm.prompts if prompt.shape is None]

    assert "They speak of tea." in renewal
    assert "Now of soup" in renewal
    assert "Tea number 1" not in renewal


@pytest.mark.parametrize("broken", [NetworkError("gone"), "", Completion("They sp", finish="length")])
def test_a_summary_that_fails_is_told_and_fails_nothing(
    learner: Making, broken: Any, caplog: pytest.LogCaptureFixture
) -> None:
    memory = learner(lambda prompt: facts("User likes tea") if prompt.shape else broken, summary_after=2)

    with caplog.at_level(logging.WARNING, "mem0"):
        added = talk(memory, 3)

    assert memory.texts() == ["User likes tea"]
    assert "summary" in added["usage"]["problems"][0]
    assert "could not be renewed" in caplog.text
    assert kept(memory) is None


def test_no_summary_is_kept_where_none_is_wanted(learner: Making) -> None:
    memory = learner(summing, summary_after=0)

    talk(memory, 12)

    assert kept(memory) is None
    assert all(prompt.shape for prompt in memory.llm.prompts)


def test_deleting_the_user_deletes_the_summary(learner: Making) -> None:
    memory = learner(summing, summary_after=2)
    talk(memory, 3)

    memory.delete_all(user_id="ana")

    assert kept(memory) is None
    assert memory.users()["results"] == []


def test_what_is_erased_meanwhile_does_not_come_back_by_a_summary(taught: Making) -> None:
    """The model writes a summary of messages that are deleted before it has answered."""

    def script(prompt: Prompt) -> Any:
        if prompt.shape is None:
            memory.delete_all(user_id="ana")
        return summing(prompt)

    memory = taught(script, summary_after=2)

    talk(memory, 3)

    assert kept(memory) is None


def test_a_summary_is_carried_over_by_an_export(taught: Making) -> None:
    memory = taught(summing, summary_after=2)
    talk(memory, 3)

    with Memory({"path": ":memory:", "embedder": {"provider": "static"}}) as copy:
        copy.load(memory.dump())
        summaries = copy._parts.store.read(lambda view: view.all_summaries())
        last = [key for key, _, _ in copy._parts.store.read(lambda view: view.all_messages())][1]

    assert [(one.text, one.upto) for one in summaries] == [("They speak of tea.", last)]
