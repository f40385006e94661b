"""What operators and callers may ask of the model: instructions, topics, categories, agents, procedures, prompts of 1.x."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from mem0 import Memory
from mem0.errors import ConfigurationError, ValidationError
from mem0.prompts.consolidation import consolidation_prompt
from mem0.prompts.extraction import Advice, Background, Piece, extraction_prompt
from mem0.records import Message, Scope
from mem0.testing import ScriptedLLM

from .conftest import Making, fact, facts

Configured = Any


@pytest.fixture
def configured(tmp_path: Path) -> Iterator[Any]:
    """Makes a Memory by its configuration alone, with a scripted model as provider "custom"."""
    opened: list[Memory] = []

    def make(script: Any, **config: Any) -> tuple[Memory, ScriptedLLM]:
        llm = ScriptedLLM(script)
        given = {"path": tmp_path / f"{len(opened)}.db", "embedder": {"provider": "static"}, **config}
        opened.append(Memory({**given, "llm": {"provider": "custom", "config": {"model": llm}}}))
        return opened[-1], llm

    yield make
    for memory in opened:
        memory.close()


def test_standing_and_present_instructions_reach_the_model(configured: Configured) -> None:
    memory, llm = configured([facts()], custom_instructions="Heed the weather.", includes="food", excludes="health")

    memory.add("I like tea", user_id="ana", prompt="Be thorough.", excludes="politics")

    said = llm.prompts[0].turns[0].text
    assert "Heed the weather." in said
    assert "Be thorough." in said
    assert "Only facts about: food" in said
    assert "No facts about: politics" in said
    assert "health" not in said.split("From the operator")[1]


def test_what_the_graph_shall_hold_reaches_the_model(configured: Configured) -> None:
    """`graph_store.custom_prompt` of 1.x."""
    graph = {"provider": "embedded", "custom_prompt": "Only entities of sports."}
    memory, llm = configured([facts()], graph_store=graph)
    memory.add("I play tennis", user_id="ana")
    without, other = configured([facts()], graph_store=graph, enable_graph=False)
    without.add("I play tennis", user_id="ana")

    assert "Only entities of sports." in llm.prompts[0].turns[0].text
    assert "Only entities of sports." not in other.prompts[0].turns[0].text


CATEGORIES = [{"food": "what people eat and drink"}, {"home": "where people live"}]


def test_categories_are_kept_on_memories_and_can_be_asked_for(configured: Configured) -> None:
    tea = fact("User likes tea", categories=["food", "made up"])
    memory, llm = configured([facts(tea, fact("User lives in Lyon", categories=["home"]))], custom_categories=CATEGORIES)

    memory.add("I like tea and live in Lyon", user_id="ana")

    items = memory.get_all(user_id="ana")["results"]
    assert [one["categories"] for one in items] == [["food"], ["home"]]
    found = memory.get_all(user_id="ana", filters={"categories": {"in": ["home"]}})["results"]
    assert [one["memory"] for one in found] == ["User lives in Lyon"]
    assert "- food: what people eat and drink" in llm.prompts[0].turns[0].text


def test_categories_of_one_call_stand_in_place_of_the_standing_ones(configured: Configured) -> None:
    memory, _ = configured([facts(fact("User likes tea", categories=["drink", "food"]))], custom_categories=CATEGORIES)

    memory.add("I like tea", user_id="ana", custom_categories=[{"drink": "drinks"}])

    assert memory.get_all(user_id="ana")["results"][0]["categories"] == ["drink"]


def test_an_agent_may_be_told_of(configured: Configured) -> None:
    memory, llm = configured([facts(fact("Assistant is called Max", 2))])

    memory.add(
        [{"role": "user", "content": "Who are you?"}, {"role": "assistant", "content": "I am Max"}], agent_id="bot"
    )

    assert "tell of itself" in llm.prompts[0].turns[0].text
    item = memory.get_all(agent_id="bot")["results"][0]
    assert (item["memory"], item["role"]) == ("Assistant is called Max", "assistant")


def test_without_an_agent_nothing_is_asked_about_the_assistant(configured: Configured) -> None:
    memory, llm = configured([facts()])

    memory.add("hello there my friend", user_id="ana")

    assert "tell of itself" not in llm.prompts[0].turns[0].text


def test_a_procedure_is_one_memory_in_the_models_words(learner: Making) -> None:
    memory = learner(["Goal: mail.\n1. Opened the inbox."])
    steps = [{"role": "user", "content": "Read my mail"}, {"role": "assistant", "content": "Opened the inbox"}]

    added = memory.add(steps, agent_id="bot", memory_type="procedural_memory", metadata={"n": 1})

    assert [(one["event"], one["memory"]) for one in added["results"]] == [("ADD", "Goal: mail.\n1. Opened the inbox.")]
    item = memory.get(added["results"][0]["id"])
    assert item["memory_type"] == "procedural_memory"
    assert item["metadata"] == {"n": 1, "memory_type": "procedural_memory"}
    assert len(item["sources"]) == 2
    assert added["usage"]["llm_calls"] == 1


def test_a_procedure_may_have_its_own_prompt(learner: Making) -> None:
    memory = learner(["done"])

    memory.add("Read my mail", agent_id="bot", memory_type="procedural_memory", prompt="Tell it as a poem.")

    assert memory.system().startswith("Tell it as a poem.")


def test_a_procedure_needs_a_model(memory: Memory) -> None:
    with pytest.raises(ConfigurationError, match="language model"):
        memory.add("Read my mail", agent_id="bot", memory_type="procedural_memory")


def test_an_immutable_fact_and_its_expiry_come_through_the_model(learner: Making) -> None:
    memory = learner([facts("User likes tea")])

    memory.add("I like tea", user_id="ana", immutable=True, expiration_date="2999-01-01")

    item = memory.get_all(user_id="ana")["results"][0]
    assert (item["immutable"], item["expiration_date"]) == (True, "2999-01-01")


def test_a_strategy_that_asks_a_model_needs_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="none is configured"):
        Memory({"path": tmp_path / "x.db", "strategy": "paper"})


@pytest.mark.parametrize("wrong", ["food", [1], [{"": "x"}], [{1: "x"}], [["food"]]])
def test_wrong_categories_are_refused(taught: Making, wrong: Any) -> None:
    memory = taught([])

    with pytest.raises(ValidationError):
        memory.add("I like tea", user_id="ana", custom_categories=wrong)

    assert memory.llm.prompts == []


@pytest.mark.parametrize("name", ["prompt", "custom_instructions", "includes", "excludes"])
@pytest.mark.parametrize("wrong", ["", 7, "x" * 30_000, "\ud800"])
def test_wrong_wishes_are_refused(taught: Making, name: str, wrong: Any) -> None:
    with pytest.raises(ValidationError):
        taught([]).add("I like tea", user_id="ana", **{name: wrong})


def counting(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], int]:
    """Counts tokens by cl100k_base, as the paper does, where its table is at hand (litellm brings it); else by a length
    that is more than any tokenizer makes of English."""
    litellm = find_spec("litellm")
    if find_spec("tiktoken") is None or litellm is None or litellm.origin is None:
        return lambda text: math.ceil(len(text) / 3.5)
    tables = Path(litellm.origin).parent / "litellm_core_utils" / "tokenizers"
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tables))
    encoding = import_module("tiktoken").get_encoding("cl100k_base")
    return lambda text: len(encoding.encode(text))


def test_the_fixed_prompt_is_short(monkeypatch: pytest.MonkeyPatch) -> None:
    """The text that every add pays for, with its schema: as it is, with each option, and with all of them at once."""
    tokens = counting(monkeypatch)
    one = Piece(Message("m", "user", "", Scope("a"), 0), "")
    options: dict[str, dict[str, Any]] = {
        "facts": {},
        "with an agent": {"agent": True},
        "single": {"memories": []},
        "with the graph": {"graph": True},
        "all": {"agent": True, "memories": [], "graph": True},
    }
    prompts = {name: extraction_prompt([one], Background(), Advice(), **how) for name, how in options.items()}
    prompts["decide"] = consolidation_prompt([], [])
    text = {name: tokens(prompt.turns[0].text) for name, prompt in prompts.items()}
    schema = {name: tokens(json.dumps(dict(p.shape.schema))) for name, p in prompts.items() if p.shape is not None}
    print("fixed prompt tokens:", text, "schema:", schema)

    assert max(text.values()) < 700
    assert max(text[name] + schema[name] for name in prompts if name != "all") < 900
    assert tokens(prompts["facts"].turns[1].text) < 40
