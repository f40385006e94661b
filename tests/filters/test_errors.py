"""A filter that cannot be understood is refused with the place and, where there is one, the near word."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mem0.errors import FilterError
from mem0.filters import matches, parse
from mem0.records import MemoryRecord, Scope


def nested(levels: int) -> dict[str, Any]:
    filters: dict[str, Any] = {"user_id": "ana"}
    for _ in range(levels):
        filters = {"AND": [filters]}
    return filters


CYCLE: dict[str, Any] = {}
CYCLE["NOT"] = CYCLE
CYCLIC_METADATA: dict[str, Any] = {}
CYCLIC_METADATA["a"] = CYCLIC_METADATA


@pytest.mark.parametrize(
    ("filters", "path", "hint"),
    [
        ({"n": {"gtt": 1}}, "filters.n.gtt", "gt"),
        ({"n": {"contain": "x"}}, "filters.n.contain", "contains"),
        ({"metadata": {"n": {"contian": "x"}}}, "filters.metadata.n.contian", "contains"),
        ({"metadata": {"n": {"gt": 1, "x": 1}}}, "filters.metadata.n.x", "metadata.a.b"),
        ({"AND": [{"user_id": "ana"}, {"OR": [{"n": {"$qe": 1}}]}]}, "filters.AND[1].OR[0].n.$qe", "eq"),
        ({"$orr": []}, "filters.$orr", "$or"),
        ({"and": [{"a": 1}]}, "filters.and[0]", "AND"),
        ({"AND": {"a": 1}}, "filters.AND", "list"),
        ({"OR": ["a"]}, "filters.OR[0]", "dict"),
        ({"n": {"in": 5}}, "filters.n.in", "list"),
        ({"n": {"gt": None}}, "filters.n.gt", "order"),
        ({"n": {"gt": True}}, "filters.n.gt", "order"),
        ({"n": {"contains": 5}}, "filters.n.contains", "string"),
        ({"n": math.nan}, "filters.n", "NaN"),
        ({"n": {"in": [1, math.inf]}}, "filters.n.in[1]", "infinity"),
        ({"n": {}}, "filters.n", "empty"),
        ({"n": object()}, "filters.n", "object"),
        ({"user_id": True}, "filters.user_id", "string"),
        ({"role": 5}, "filters.role", "string"),
        ({"immutable": "yes"}, "filters.immutable", "true or false"),
        ({"metadata": "x"}, "filters.metadata", "dict"),
        ({"created_at": "yesterday"}, "filters.created_at", "ISO 8601"),
        ({"created_at": {"gt": 1_717_171_717_171}}, "filters.created_at.gt", "milliseconds"),
        ({"created_at": {"gt": math.nan}}, "filters.created_at.gt", "time"),
        ({"created_at": {"contains": "2024"}}, "filters.created_at.contains", "string"),
        ({"keywords": "tea"}, "filters.keywords", "icontains"),
        ({"user_id": "\ud800"}, "filters.user_id", "Unicode"),
        ({5: "x"}, "filters", "int"),
        ([{"a": 1}], "filters", "dict"),
        ("user_id", "filters", "dict"),
    ],
)
def test_the_error_names_the_part_and_the_way_out(filters: object, path: str, hint: str) -> None:
    with pytest.raises(FilterError) as caught:
        parse(filters)

    assert caught.value.details["path"] == path
    assert hint in str(caught.value)


def test_twenty_levels_are_enough() -> None:
    parse(nested(19))
    with pytest.raises(FilterError, match="20 levels"):
        parse(nested(20))


@pytest.mark.parametrize("filters", [CYCLE, {"metadata": CYCLIC_METADATA}])
def test_a_filter_that_holds_itself_is_refused(filters: dict[str, Any]) -> None:
    with pytest.raises(FilterError, match="levels deep"):
        parse(filters)


@pytest.mark.parametrize(
    "filters",
    [{"n": list(range(10_000))}, {"OR": [{"n": 1}] * 5_000}, {"metadata": {str(n): 1 for n in range(6_000)}}],
)
def test_ten_thousand_conditions_and_values_are_enough(filters: dict[str, Any]) -> None:
    with pytest.raises(FilterError, match="10,000"):
        parse(filters)


def test_numbers_are_taken_for_ids() -> None:
    """Programs pass numeric ids; an id is always a string."""
    record = MemoryRecord("m", "text", Scope(user_id="7"), 0)

    assert matches(parse({"user_id": 7}), record)


def test_the_edges_of_time_can_be_read() -> None:
    record = MemoryRecord("m", "text", Scope(user_id="7"), 0)

    assert matches(parse({"created_at": {"gt": "0001-01-01T00:00:00+14:00", "lt": datetime.max}}), record)


KEYS = st.sampled_from(["AND", "NOT", "metadata", "in", "gt", "user_id", "created_at", "expiration_date", "x"])
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.floats(), st.integers(), st.text(max_size=5), st.datetimes()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(KEYS, inner, max_size=3),
    ),
    max_leaves=10,
)


@given(JSON)
def test_whatever_is_given_is_read_or_refused(filters: object) -> None:
    """No other error than FilterError, and what is read can be evaluated."""
    record = MemoryRecord("m", "text", Scope(user_id="7"), 0, metadata={"x": [1, {"in": "y"}]})
    try:
        tree = parse(filters)
    except FilterError:
        return
    assert matches(tree, record) in (True, False)
