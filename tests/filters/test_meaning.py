"""What filters mean: the evaluator against a second one, and each rule of the docstring by an example."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings

from mem0.filters import entities, matches, needs, parse
from mem0.records import MemoryRecord, Scope

from .naive import accepts
from .strategies import filters, records

NOON = int(datetime(2024, 5, 10, 12, tzinfo=UTC).timestamp()) * 10**6


def memory(**changes: Any) -> MemoryRecord:
    scope = Scope(user_id="ana", run_id="r1")
    return MemoryRecord(
        "m1", changes.pop("text", "Ana likes green tea"), scope, changes.pop("created_at", NOON), **changes
    )


def accepted(filters: dict[str, Any], record: MemoryRecord) -> bool:
    return matches(parse(filters), record)


@settings(max_examples=1500, deadline=None)
@given(filters, records)
def test_two_evaluators_agree(source: dict[str, Any], record: MemoryRecord) -> None:
    assert matches(parse(source), record) == accepts(source, record)


@settings(max_examples=500, deadline=None)
@given(filters, records)
def test_a_match_belongs_to_the_cover_and_fulfils_the_needs(source: dict[str, Any], record: MemoryRecord) -> None:
    tree = parse(source)
    if matches(tree, record):
        cover = entities(tree)
        assert cover is None or set(cover) & set(record.scope.entities())
        assert all(matches(need, record) for need in needs(tree))


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, True),
        ({"user_id": "ana"}, True),
        ({"user_id": "Ana"}, False),
        ({"user_id": "ana", "run_id": "r2"}, False),
        ({"session_id": "r1"}, True),
        ({"agent_id": None}, True),
        ({"agent_id": "*"}, False),
        ({"nofield": "*"}, False),
        ({"AND": [{"n": 1}, {"n": 2}]}, False),
        ({"AND": [{"OR": [{"n": 1}, {"n": 5}]}, {"OR": [{"n": 5}, {"n": 9}]}]}, True),
        ({"AND": [{"OR": [{"n": 5}]}, {"NOT": [{"n": 9}]}]}, True),
        ({"NOT": {"n": 5}}, False),
        ({"NOT": {"n": 5, "user_id": "bo"}}, True),
        ({"NOT": [{"n": 5}, {"user_id": "bo"}]}, False),
        ({"AND": []}, True),
        ({"OR": []}, False),
        ({"n": {"gt": 1, "ne": 5}}, False),
        ({"n": {"gt": 1, "ne": 4}}, True),
        ({"n": "5"}, False),
        ({"n": {"ne": "5"}}, True),
        ({"n": {"gt": "1"}}, False),
        ({"n": {"$gte": 5.0}}, True),
        ({"flag": True}, True),
        ({"flag": 1}, False),
        ({"flag": {"gt": 0}}, False),
        ({"flag": {"lte": 1}}, False),
        ({"street": {"icontains": "HAUPTSTRASSE"}}, True),
        ({"n": [4, 5]}, True),
        ({"missing": {"nin": ["x"]}}, True),
        ({"missing": {"gt": 0}}, False),
        ({"metadata": {"place": {"city": "Lyon"}}}, True),
        ({"metadata": {"n": {"gte": 5, "lt": 6}}}, True),
        ({"metadata.place.city": "Lyon"}, True),
        ({"metadata.place.city.deeper": "Lyon"}, False),
        ({"tags": "b"}, True),
        ({"tags": {"ne": "b"}}, False),
        ({"categories": {"contains": "health"}}, True),
        ({"categories": "health"}, False),
        ({"memory_ids": ["m1", "m2"]}, True),
        ({"text": {"contains": "Green"}}, False),
        ({"memory": {"icontains": "GREEN"}}, True),
        ({"keywords": {"icontains": "TEA"}}, True),
        ({"expiration_date": {"gte": "2024-06-01"}}, True),
        ({"expiration_date": "2024-06-01"}, True),
        ({"hash": "x"}, False),
    ],
)
def test_a_filter_means_what_it_says(filters: dict[str, Any], expected: bool) -> None:
    record = memory(
        metadata={"n": 5, "flag": True, "place": {"city": "Lyon"}, "tags": ["a", "b"], "street": "Hauptstraße 1"},
        categories=("mental health",),
        expires_on="2024-06-01",
    )

    assert accepted(filters, record) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"lte": "2024-05-10"}, True),
        ({"gt": "2024-05-10"}, False),
        ({"lt": "2024-05-10"}, False),
        ({"gte": "2024-05-10"}, True),
        ("2024-05-10", True),
        (date(2024, 5, 10), True),
        ({"eq": "2024-05-10T12:00:00Z"}, True),
        ({"eq": "2024-05-10T12:00:00"}, True),
        ({"eq": "2024-05-10T14:00:00+02:00"}, True),
        ({"eq": datetime(2024, 5, 10, 14, tzinfo=timezone(timedelta(hours=2)))}, True),
        ({"gt": NOON / 10**6 - 0.5, "lt": NOON // 10**6 + 1}, True),
        ({"in": ["2024-05-09", "2024-05-10"]}, True),
        ({"ne": "2024-05-10"}, False),
    ],
)
def test_a_date_means_the_whole_day_and_a_time_the_moment(condition: Any, expected: bool) -> None:
    assert accepted({"created_at": condition}, memory()) is expected


def test_dates_in_the_metadata_compare_as_times() -> None:
    """JSON has no dates: a date in the filter meets the ISO strings of the metadata."""
    record = memory(metadata={"due": "2024-05-10T08:00:00+02:00", "note": "soon"})

    assert accepted({"due": {"gte": date(2024, 5, 10), "lt": datetime(2024, 5, 10, 7, tzinfo=UTC)}}, record)
    assert not accepted({"note": {"gte": date(2024, 5, 10)}}, record)
