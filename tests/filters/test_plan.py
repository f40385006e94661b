"""What stores learn from a filter before they read a row."""

from __future__ import annotations

from typing import Any

import pytest

from mem0.filters import entities, exact_entity_scope, needs, parse, pins_entity
from mem0.records import Entity

ANA, BO, RUN, BOT = Entity("user", "ana"), Entity("user", "bo"), Entity("run", "r1"), Entity("agent", "bot")


@pytest.mark.parametrize(
    ("filters", "cover"),
    [
        ({}, None),
        ({"user_id": "ana"}, (ANA,)),
        ({"user_id": ["ana", "bo"]}, (ANA, BO)),
        ({"user_id": ["ana", "bo"], "agent_id": "bot"}, (BOT,)),
        ({"agent_id": "bot", "user_id": "ana", "run_id": "r1"}, (RUN,)),
        ({"OR": [{"user_id": "ana"}, {"agent_id": "bot", "n": 1}]}, (ANA, BOT)),
        ({"OR": [{"user_id": "ana"}, {"n": 1}]}, None),
        ({"AND": [{"OR": [{"user_id": "ana"}, {"user_id": "bo"}]}, {"n": 1}]}, (ANA, BO)),
        ({"NOT": {"user_id": "ana"}}, None),
        ({"user_id": "*"}, None),
        ({"user_id": None}, None),
        ({"user_id": {"in": [None, "ana"]}}, None),
        ({"user_id": {"ne": "ana"}}, None),
        ({"user_id": []}, ()),
    ],
)
def test_the_cover_is_the_smallest_that_the_filter_promises(
    filters: dict[str, Any], cover: tuple[Entity, ...] | None
) -> None:
    assert entities(parse(filters)) == cover


@pytest.mark.parametrize(
    ("filters", "pinned"),
    [
        ({"user_id": "ana"}, True),
        ({"OR": [{"n": 1}, {"run_id": "*"}]}, False),
        ({"OR": [{"user_id": "bo"}, {"run_id": "*"}]}, True),
        ({"AND": [{"n": 1}, {"OR": [{"user_id": "bo"}]}]}, True),
        ({"user_id": {"in": ["ana"]}}, True),
        ({"n": 1}, False),
        ({"user_id": None}, False),
        ({"user_id": []}, False),
        ({"NOT": [{"user_id": "ana"}]}, False),
    ],
)
def test_whether_an_entity_is_named(filters: dict[str, Any], pinned: bool) -> None:
    assert pins_entity(parse(filters)) is pinned


@pytest.mark.parametrize(
    ("filters", "scope"),
    [
        ({}, ()),
        ({"user_id": "ana"}, (ANA,)),
        ({"AND": [{"user_id": ["ana"]}, {"agent_id": "bot"}]}, (ANA, BOT)),
        ({"user_id": "ana", "n": 1}, None),
        ({"user_id": ["ana", "bo"]}, None),
        ({"OR": [{"user_id": "ana"}]}, None),
        ({"user_id": "*"}, None),
    ],
)
def test_the_exact_scope_is_a_conjunction_of_entities(
    filters: dict[str, Any], scope: tuple[Entity, ...] | None
) -> None:
    assert exact_entity_scope(parse(filters)) == scope


def test_needs_are_the_conjuncts_that_stores_can_look_up() -> None:
    tree = parse({"user_id": "ana", "n": 1, "AND": [{"created_at": {"gte": "2024-01-01"}}], "OR": [{"id": "m"}]})

    assert [(need.field, need.op) for need in needs(tree)] == [("user_id", "eq"), ("created_at", "gte")]


@pytest.mark.parametrize("filters", [{"agent_id": None}, {"agent_id": {"in": [None, "bot"]}}, {"user_id": {"ne": "bo"}}])
def test_what_may_be_absent_is_nothing_to_look_up(filters: dict[str, Any]) -> None:
    assert needs(parse(filters)) == ()
