"""Who extracts and who consolidates: what each strategy asks the model, and what becomes of its decisions."""

from __future__ import annotations

from typing import Any

import pytest

from mem0.chat import Prompt

from .conftest import Making, Taught, fact, facts

LYON, PARIS = "User lives in Lyon", "User lives in Paris"


def decisions(*said: dict[str, Any]) -> dict[str, Any]:
    return {"decisions": [{"f": 1, "n": None, "text": None, **one} for one in said]}


def moved(memory: Taught) -> Any:
    """Two adds, the second of which changes what the first said."""
    memory.add("I live in Lyon", user_id="ana", timestamp="2025-01-01")
    return memory.add("I live in Paris now", user_id="ana", timestamp="2025-02-01")


CALLS = {"paper": 2, "single": 1, "hybrid": 1, "add_only": 1, "rules": 0}


def obliging(prompt: Prompt) -> Any:
    """A model that answers every question in its form, and lets Paris take the place of Lyon."""
    assert prompt.shape is not None
    if prompt.shape.name == "decisions":
        return decisions({"op": "UPDATE", "n": 1, "text": PARIS})
    if "<memories>" in prompt.turns[1].text:
        return facts(fact(PARIS, op="UPDATE", n=1))
    return facts(PARIS if "Paris" in prompt.turns[1].text.split("<new>")[1] else LYON)


def test_calls_an_add(taught: Making) -> None:
    """The figure of the docs: calls of the model that one add costs, with something known that it changes."""
    counted = {}
    for strategy in CALLS:
        usage = moved(taught(obliging, strategy=strategy))["usage"]
        counted[strategy] = usage["llm_calls"]
    print("LLM calls an add:", counted)

    assert counted == CALLS


@pytest.mark.parametrize("strategy", ["paper", "single", "hybrid"])
def test_a_changed_fact_supersedes(learner: Making, strategy: str) -> None:
    memory = learner(obliging, strategy=strategy)

    added = moved(memory)

    assert [(one["event"], one["memory"], one["previous_memory"]) for one in added["results"]] == [("UPDATE", PARIS, LYON)]
    assert memory.texts() == [PARIS]
    assert [one["memory"] for one in memory.get_all(user_id="ana", as_of="2025-01-15")["results"]] == [LYON]
    history = memory.history(added["results"][0]["id"])
    assert [(one["event"], one["old_memory"], bool(one["reason"])) for one in history] == [
        ("ADD", None, True),
        ("UPDATE", LYON, True),
    ]


def test_hybrid_asks_the_model_what_changes_in_a_language_that_the_rules_do_not_know(learner: Making) -> None:
    before, after = "東京に住んでいます", "大阪に住んでいます"

    def script(prompt: Prompt) -> Any:
        assert prompt.shape is not None
        if prompt.shape.name == "decisions":
            return decisions({"op": "UPDATE", "n": 1})
        return facts(after if "大阪" in prompt.turns[1].text.split("<new>")[1] else before)

    memory = learner(script, strategy="hybrid")
    calls = [
        memory.add(text, user_id="ana")["usage"]["llm_calls"] for text in ("東京に住んでいます。", "大阪に引っ越しました。")
    ]

    assert (memory.texts(), calls) == ([after], [1, 2])


def test_add_only_lets_both_stand(learner: Making) -> None:
    memory = learner(obliging, strategy="add_only")

    moved(memory)

    assert memory.texts() == [LYON, PARIS]


@pytest.mark.parametrize("strategy", ["hybrid", "add_only", "single", "paper"])
def test_what_is_known_is_not_stored_again(learner: Making, strategy: str) -> None:
    memory = learner(
        lambda prompt: decisions({"op": "ADD"}) if prompt.shape and prompt.shape.name == "decisions" else facts(LYON),
        strategy=strategy,
    )
    memory.add("I live in Lyon", user_id="ana")

    added = memory.add("I live in Lyon", user_id="ana")

    assert [one["event"] for one in added["results"]] == ["NOOP"]
    assert memory.texts() == [LYON]


def test_the_model_sees_numbers_and_no_ids(learner: Making) -> None:
    memory = learner(obliging, strategy="paper")

    added = moved(memory)

    assert '{"n":1,"text":"User lives in Lyon"}' in memory.data()
    assert not any(added["results"][0]["id"] in turn.text for prompt in memory.llm.prompts for turn in prompt.turns)


@pytest.mark.parametrize("op", ["UPDATE", "DELETE", "NOOP"])
def test_an_invented_memory_number_becomes_an_add_that_says_so(learner: Making, op: str) -> None:
    def script(prompt: Prompt) -> Any:
        if prompt.shape and prompt.shape.name == "decisions":
            return decisions({"op": op, "n": 7, "text": "User keeps bees"})
        return facts("User keeps bees" if "bees" in prompt.turns[1].text.split("<new>")[1] else LYON)

    memory = learner(script, strategy="paper")
    memory.add("I live in Lyon", user_id="ana")

    added = memory.add("I keep bees", user_id="ana")

    assert [(one["event"], one["memory"]) for one in added["results"]] == [("ADD", "User keeps bees")]
    assert "model" in added["results"][0]["reason"]
    assert memory.texts() == [LYON, "User keeps bees"]


def test_a_delete_closes_the_memory(learner: Making) -> None:
    def script(prompt: Prompt) -> Any:
        if prompt.shape and prompt.shape.name == "decisions":
            return decisions({"op": "DELETE", "n": 1})
        new = prompt.turns[1].text.split("<new>")[1]
        return facts("User no longer has the boat" if "sold" in new else "User has a boat")

    memory = learner(script, strategy="paper")
    memory.add("I have a boat", user_id="ana", timestamp="2025-01-01")

    added = memory.add("I sold it", user_id="ana", timestamp="2025-02-01")

    assert [(one["event"], one["memory"]) for one in added["results"]] == [("DELETE", "User has a boat")]
    assert memory.texts() == []
    assert [one["memory"] for one in memory.get_all(user_id="ana", as_of="2025-01-15")["results"]] == ["User has a boat"]


def test_an_update_keeps_metadata_and_categories(learner: Making) -> None:
    memory = learner(obliging, strategy="paper")
    memory.add("I live in Lyon", user_id="ana", metadata={"topic": "home"}, timestamp="2025-01-01")

    memory.add("I live in Paris now", user_id="ana", metadata={"channel": "mail"}, timestamp="2025-02-01")

    assert memory.get_all(user_id="ana")["results"][0]["metadata"] == {"topic": "home", "channel": "mail"}


@pytest.mark.parametrize("strategy", ["paper", "single", "hybrid"])
def test_an_immutable_memory_is_never_changed(learner: Making, strategy: str) -> None:
    memory = learner(obliging, strategy=strategy)
    memory.add("I live in Lyon", user_id="ana", immutable=True)

    memory.add("I live in Paris now", user_id="ana")

    assert memory.texts() == [LYON, PARIS]


@pytest.mark.parametrize("strategy", ["paper", "single", "hybrid"])
def test_in_a_group_nobody_changes_what_another_said(learner: Making, strategy: str) -> None:
    memory = learner(obliging, strategy=strategy)
    memory.add({"role": "user", "name": "Ana", "content": "I live in Lyon"}, run_id="club")

    memory.add({"role": "user", "name": "Bo", "content": "I live in Paris"}, run_id="club")

    assert memory.texts(run_id="club") == [LYON, PARIS]


def test_a_decision_may_word_a_memory_anew(learner: Making) -> None:
    def script(prompt: Prompt) -> Any:
        if prompt.shape and prompt.shape.name == "decisions":
            return decisions({"op": "UPDATE", "n": 1, "text": "User likes green tea with mint"})
        return facts("User takes mint in it" if "mint" in prompt.turns[1].text else "User likes green tea")

    memory = learner(script, strategy="paper")
    memory.add("I like green tea", user_id="ana")

    memory.add("With mint in it", user_id="ana")

    assert memory.texts() == ["User likes green tea with mint"]
    assert memory.search("mint tea", user_id="ana")["results"][0]["memory"] == "User likes green tea with mint"


def test_a_fact_that_the_model_decides_nothing_about_is_not_lost(learner: Making) -> None:
    def script(prompt: Prompt) -> Any:
        if prompt.shape and prompt.shape.name == "decisions":
            return decisions({"op": "NOOP", "n": 1})
        return facts(LYON, "User keeps bees")

    memory = learner(script, strategy="paper")
    memory.add("I live in Lyon", user_id="ana")

    memory.add("I live in Lyon and keep bees", user_id="ana")

    assert sorted(memory.texts()) == ["User keeps bees", LYON]


def test_answers_for_the_prompts_of_1_x_are_read(learner: Making) -> None:
    """custom_fact_extraction_prompt and custom_update_memory_prompt of mem0ai 1.x, in its own answer formats."""

    def script(prompt: Prompt) -> Any:
        if prompt.turns[0].text.startswith("Update"):
            return {"memory": [{"id": "1", "text": "Lives in Paris", "event": "UPDATE", "old_memory": "Lives in Lyon"}]}
        return {"facts": ["Lives in Paris" if "Paris" in prompt.turns[1].text.split("<new>")[1] else "Lives in Lyon"]}

    from mem0.prompts.extraction import Advice

    memory = learner(script, advice=Advice(extraction_prompt="Find facts."), update_prompt="Update the memory.")

    added = moved(memory)

    assert memory.system(0).startswith("Find facts.")
    assert [(one["event"], one["memory"]) for one in added["results"]] == [("UPDATE", "Lives in Paris")]
    assert added["usage"]["llm_calls"] == 2


def test_a_models_fact_replaces_what_was_kept_word_for_word(taught: Making) -> None:
    """Kept with infer=False a memory has no question that it answers; it is read again for one."""
    memory = taught([facts("User lives in Paris"), facts("User likes soup")])
    memory.add(["I live in Nice", "I like tea"], user_id="ana", infer=False)

    memory.add("I moved to Paris", user_id="ana")
    memory.add("I like soup", user_id="ana")

    assert sorted(memory.texts()) == ["I like tea", "User likes soup", "User lives in Paris"]


@pytest.mark.parametrize("wish", [{"op": "NOOP"}, {"op": "DELETE"}, {"op": "UPDATE"}])
def test_an_empty_text_where_none_is_needed_spoils_no_decision(taught: Making, wish: dict[str, Any]) -> None:
    """Many models write "" for null; and the number of a fact as "f1"."""
    decision = {"f": "f1", "n": 1, "text": " ", **wish}
    memory = taught([facts("User plays chess"), facts("User gave chess up"), {"decisions": [decision]}], strategy="paper")
    memory.add("I play chess", user_id="ana")

    added = memory.add("I gave chess up", user_id="ana")

    assert [one["event"] for one in added["results"]] == [wish["op"]]
    assert added["usage"]["llm_calls"] == 2


def test_a_decision_that_is_not_readable_is_told(taught: Making) -> None:
    said = [{"op": "DELETE", "n": 1}, {"f": 2, "op": "ADD", "n": None, "text": ["?"]}, {"f": 2, "op": "ADD"}]
    memory = taught([facts("User plays chess"), facts("User gave chess up", "User swims"), {"decisions": said}], strategy="paper")
    memory.add("I play chess", user_id="ana")

    added = memory.add("I gave chess up, I swim", user_id="ana")

    assert {"User gave chess up", "User swims"} <= {one["memory"] for one in added["results"]}
    assert [one.partition(":")[0] for one in added["usage"]["problems"]] == ["decision not readable"] * 2


def test_facts_that_concern_many_memories_are_asked_about_in_turn(taught: Making) -> None:
    """Every fact is shown with the memories most like it, however many facts an add has."""
    towns = [f"{name}{end}" for name in ("Al", "Be", "Ce", "Di", "Eo") for end in ("burg", "ville", "stad", "dorf")]
    sights = ("tower", "bridge", "harbour", "market", "castle", "zoo")
    trips = [f"User saw the {what} of {town}" for town in towns for what in sights]

    def answer(prompt: Prompt) -> Any:
        return {"decisions": [{"f": 1, "op": "NOOP", "n": 1}]} if "<facts>" in prompt.turns[1].text else next(said)

    said = iter([facts(*trips), facts(*(f"User left {town} for good" for town in towns))])
    memory = taught(answer, strategy="paper")
    memory.add("I saw it all", user_id="ana")

    memory.add("I left it all", user_id="ana")

    shown = [turn for prompt in memory.llm.prompts if "<facts>" in (turn := prompt.turns[1].text)]
    assert len(shown) > 1
    for town in towns:
        assert any(f"left {town}" in one and f"of {town}" in one for one in shown), town
