"""Relevance fades with age, slower with use."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mem0.records import MemoryRecord, Scope
from mem0.retention import DAY, Retention, Use, relevance, stale

NOW = 1_750_000_000_000_000


def record(days_old: float, **more: bool) -> MemoryRecord:
    return MemoryRecord("a", "x", Scope(user_id="ana"), NOW - int(days_old * DAY), **more)  # type: ignore[arg-type]


UNUSED = Use()


def fresh(days_old: float, use: Use = UNUSED) -> float:
    return relevance(record(days_old), use, now=NOW, half_life_days=30)


def test_an_unused_memory_has_half_its_relevance_after_the_half_life() -> None:
    assert fresh(0) == 1.0
    assert abs(fresh(30) - 0.5) < 1e-6
    assert abs(fresh(60) - 0.25) < 1e-6


@given(st.floats(0, 5000), st.floats(0, 5000), st.integers(0, 1000), st.integers(0, 1000))
def test_relevance_falls_with_age_and_rises_with_use(a: float, b: float, few: int, many: int) -> None:
    young, old = sorted((a, b))
    few, many = sorted((few, many))

    assert 0 <= fresh(old) <= fresh(young) <= 1
    assert fresh(old, Use(few)) <= fresh(old, Use(many))


def test_a_clock_that_went_back_makes_nothing_more_relevant_than_new() -> None:
    assert fresh(-10) == 1.0


def test_both_age_and_relevance_decide() -> None:
    settings = Retention(archive_after_days=90)

    assert stale(record(91), Use(), now=NOW, settings=settings)
    assert not stale(record(89), Use(), now=NOW, settings=settings)
    assert not stale(record(91), Use(20, 0), now=NOW, settings=settings)
    assert not stale(record(1000, immutable=True), Use(), now=NOW, settings=settings)
    assert not stale(record(1000), Use(), now=NOW, settings=Retention())
