"""The step that graph memory hangs on: one call for facts and relations, one transaction for both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from mem0 import Memory
from mem0.pipeline.link import Linking
from mem0.pipeline.relate import Linked
from mem0.ports import Transaction
from mem0.records import Fact, Message
from mem0.relations import Mention, Triplet

from .conftest import Making, fact


class Recording:
    """A linker that keeps what it is given."""

    def __init__(self) -> None:
        self.given: list[Linking] = []

    def read(self, messages: Sequence[Message], facts: Sequence[Fact]) -> tuple[Any, Any]:
        assert messages[0].content.startswith(facts[0].quote[:5])
        return (Mention("by rules"),), ()

    def texts(self, mentions: Sequence[Mention], triplets: Sequence[Triplet]) -> list[str]:
        assert isinstance(triplets, tuple)
        return [one.name for one in mentions]

    def link(self, tx: Transaction, linking: Linking) -> Linked:
        assert tx.messages(linking.scope.entities()[0], limit=9)
        self.given.append(linking)
        return Linked()


ANSWER = {
    "facts": [fact("User's sister Mia lives in Lyon")],
    "entities": [{"name": "Mia", "type": "person", "aliases": ["my sister"]}, {"name": "Lyon", "type": "town", "aliases": []}],
    "relations": [
        {"source": "Mia", "label": "lives_in", "target": "Lyon", "m": [1], "ended": False, "since": "2024-01-01"},
        {"source": "Mia", "label": "", "target": "Lyon", "m": [1], "ended": False, "since": None},
    ],
}


def test_one_call_gives_facts_and_relations(taught: Making) -> None:
    memory = taught([ANSWER])
    linker = Recording()
    memory.door._open_parts = replace(memory.door._parts, linker=linker)

    memory.add("My sister Mia lives in Lyon", user_id="ana")

    (linking,) = linker.given
    assert linking.mentions == (Mention("Mia", "person", ("my sister",)), Mention("Lyon", "concept"))
    assert [(one.source, one.label, one.target, one.ended) for one in linking.triplets] == [
        ("Mia", "lives_in", "Lyon", False)
    ]
    assert linking.triplets[0].message_id in linking.keys
    assert linking.found_by("Mia").features
    assert len(memory.llm.prompts) == 1
    schema = memory.llm.prompts[0].shape
    assert schema is not None
    assert set(schema.schema["properties"]) == {"facts", "entities", "relations"}


def test_rules_read_relations_where_no_model_does(memory: Memory) -> None:
    linker = Recording()
    memory._open_parts = replace(memory._parts, linker=linker)

    memory.add("My sister Mia lives in Lyon", user_id="ana")

    assert linker.given[0].mentions == (Mention("by rules"),)
