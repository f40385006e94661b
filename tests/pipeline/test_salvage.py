"""What models really answer: facts between broken pieces, thoughts, examples and made-up words lose nothing silently."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mem0.prompts.answers import Unusable, read_list

from .conftest import Making, fact, facts

TEA, LYON = "User likes tea", "User lives in Lyon"
ONE, TWO = json.dumps(fact(TEA)), json.dumps(fact(LYON))
BROKEN = '{"text": "User is 30" "m": [1]}'
LOST = "broken off or broken in the model's answer"


@pytest.mark.parametrize(
    ("said", "lost"),
    [
        (f'{{"facts": [{ONE}, {BROKEN}, {TWO}]}}', [BROKEN]),
        (f'```json\n{{"facts": [{ONE}, {BROKEN}, {TWO}]}}\n```', [BROKEN]),
        (f'{{"facts": [{ONE}, {TWO}, {{"text": "User is', ['{"text": "User is']),
        (f"[{ONE}, {TWO}, {BROKEN}", [BROKEN]),
        (f'{{"facts": [{ONE}, {TWO},]}}', []),
        (f'{{"facts": [{ONE}, {BROKEN}, {TWO}], "entities": [{{"name": "Lyon"}}]}}', [BROKEN]),
        (f'The form is {{"facts": []}}. So: {{"facts": [{ONE}, {TWO}]}}', []),
        (f'first {{"facts": ["no"]}}</think>{{"facts": [{ONE}, {TWO}]}}', []),
        (f'{{"facts": [{ONE}, {TWO}]}}\nThe next one might be {{"facts": ["User is 30"]}}', []),
        (f'{{"facts": [{ONE.replace("likes tea", "likes" + chr(10) + "tea")}, {TWO}]}}', []),
        ('{"facts": [{"fact": "User likes tea", "m": [1]}, {"memory": "User lives in Lyon", "m": 1}]}', []),
    ],
)
def test_every_whole_fact_counts_and_every_broken_one_is_told(taught: Making, said: str, lost: list[str]) -> None:
    memory = taught([said])

    added = memory.add("I like tea, live in Lyon and am 30", user_id="ana")

    assert memory.texts() == [TEA, LYON]
    assert [(one["quote"], one["reason"]) for one in added["skipped"]] == [(text, LOST) for text in lost]


def test_words_about_thoughts_are_no_thoughts(taught: Making) -> None:
    memory = taught([facts("User writes <think> before every answer", LYON)])

    memory.add("I write <think> before every answer. I live in Lyon.", user_id="ana")

    assert memory.texts() == ["User writes <think> before every answer", LYON]


def test_a_thought_without_an_end_is_no_answer() -> None:
    with pytest.raises(Unusable, match="empty"):
        read_list('<think>maybe {"facts": ["no"]}', "facts")


@pytest.mark.parametrize("wish", [{"op": "UPDATE", "n": "3f2c-made-up"}, {"op": "DELETE", "n": None}, {"op": "MERGE", "n": 1}])
def test_a_decision_about_nothing_adds_the_fact(taught: Making, wish: dict[str, Any]) -> None:
    """Strategy "single": neither an invented id nor an invented operation may cost the fact."""
    memory = taught([facts(TEA), facts(fact("User has a red bike", **wish))], strategy="single")
    memory.add("I like tea", user_id="ana")

    added = memory.add("I have a red bike", user_id="ana")

    assert memory.texts() == [TEA, "User has a red bike"]
    assert added["skipped"] == []
    invented = wish["op"] != "MERGE"
    assert ("that there is not" in added["results"][0]["reason"]) is invented


def test_an_invented_id_is_an_addition_that_says_so(taught: Making) -> None:
    """Strategy "paper"."""
    decisions = {"decisions": [{"f": 1, "op": "UPDATE", "n": "3f2c-made-up", "text": "User likes coffee"}]}
    memory = taught([facts(TEA), facts("User has a red bike"), decisions], strategy="paper")
    memory.add("I like tea", user_id="ana")

    added = memory.add("I have a red bike", user_id="ana")

    assert memory.texts() == [TEA, "User has a red bike"]
    assert added["results"][0]["reason"] == "new; the model wanted to UPDATE a memory that there is not"


@pytest.mark.parametrize(
    "said",
    [
        json.dumps({"facts": json.dumps([fact(TEA), fact(LYON)])}),
        json.dumps({"facts": [ONE, TWO]}),
        json.dumps(json.dumps(facts(TEA, LYON))),
    ],
    ids=["the list", "the facts", "the answer"],
)
def test_json_that_a_model_put_into_a_string_is_read(taught: Making, said: str) -> None:
    memory = taught([said])

    added = memory.add("I like tea and live in Lyon", user_id="ana")

    assert memory.texts() == [TEA, LYON]
    assert added["usage"]["llm_calls"] == 1


def test_a_fact_that_looks_like_json_and_is_none_stays_a_text(taught: Making) -> None:
    memory = taught([{"facts": ["[Lyon] is where User lives", "42"]}])

    memory.add("I live in [Lyon], at 42", user_id="ana")

    assert memory.texts() == ["[Lyon] is where User lives", "42"]


UNCOUNTABLE = f'{{"facts": [{{"text": "x", "m": [{"9" * 5000}]}}]}}'


@pytest.mark.parametrize("said", [UNCOUNTABLE, '{"facts": [{"text": "half \\ud800"}]}'], ids=["digits", "half"])
def test_what_python_cannot_count_or_send_is_asked_again(taught: Making, said: str) -> None:
    """A number of thousands of digits, half a surrogate pair: the complaint to the model must be fit to be sent."""
    memory = taught([said, facts(TEA)])

    memory.add("I like tea", user_id="ana")

    assert memory.texts() == [TEA]
    assert all(turn.text.encode() for turn in memory.llm.prompts[1].turns)


@pytest.mark.parametrize(
    "said",
    [
        {"decisions": [{"f": 1, "op": "merge", "n": 1}]},
        {"memory": [{"id": "1", "event": "MERGE", "text": "User has a red bike"}]},
    ],
)
def test_an_invented_operation_is_an_addition_that_says_so(taught: Making, said: dict[str, Any]) -> None:
    """Strategy "paper", in our form of an answer and in that of mem0ai 1.x: the model is not asked again."""
    memory = taught([facts(TEA), facts("User has a red bike"), said], strategy="paper")
    memory.add("I like tea", user_id="ana")

    added = memory.add("I have a red bike", user_id="ana")

    assert memory.texts() == [TEA, "User has a red bike"]
    assert added["results"][0]["reason"] == "new; the model wanted to MERGE, which is no operation"
    assert added["usage"]["llm_calls"] == 2


@pytest.mark.parametrize(
    ("word", "left"),
    [("Modify", ["User likes coffee"]), ("remove", []), ("no-op", [TEA]), ("insert", [TEA, "User likes coffee"])],
)
def test_another_name_of_an_operation_is_understood(taught: Making, word: str, left: list[str]) -> None:
    decisions = {"decisions": [{"f": 1, "op": word, "n": 1, "text": None}]}
    memory = taught([facts(TEA), facts("User likes coffee"), decisions], strategy="paper")
    memory.add("I like tea", user_id="ana")

    memory.add("I like coffee", user_id="ana")

    assert memory.texts() == left
