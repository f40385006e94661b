"""Bad input gets a typed error that names the argument, and leaves the data as it was."""

from __future__ import annotations

import math
import re
from functools import partial
from typing import Any

import pytest

from mem0.errors import FilterError, MemoryError, ValidationError  # noqa: A004

from .behaviour import Face

DEEP: Any = "x"
for _ in range(60):
    DEEP = {"AND": [DEEP]} if isinstance(DEEP, dict) else {"kind": DEEP}
SELF: dict[str, Any] = {}
SELF["again"] = SELF

TEXTS = ["", "   ", "a\x00b", "\ud800 alone", "x" * 5_000_000, 5, None, b"bytes", ["a"], math.nan]
IDS = ["", "  ", "*", " ana ", "a\x00b", "\udfff", "a\nb", "x" * 600, 1.5, True, ["ana"], {"a": 1}, 10**200]
MESSAGES: list[Any] = [
    None,
    5,
    [],
    {},
    [5],
    [None],
    [["role"]],
    b"x",
    [{"role": 5, "content": "x"}],
    [{"role": "user", "content": 5}],
    [{"role": "user", "content": ""}],
    [{"role": "user", "content": "a\x00"}],
    [{"role": "user", "content": "\ud800"}],
    [{"role": "user", "content": "y" * 5_000_000}],
    [{"role": "user", "content": [{"type": "nonsense"}]}],
    [{"role": "user", "content": "x", "name": "a\x00"}],
    [{"role": "user", "content": "x", "id": ["a"]}],
    [{"role": "x" * 100, "content": "x"}],
    [{"role": "user", "content": "x", "timestamp": "tomorrow"}],
]
TIMES = ["yesterday", math.nan, math.inf, -1e30, 1e30, 10**400, 1_700_000_000_000, True, [], {}, "2025-13-45"]
METADATA = [
    5,
    "x",
    [1],
    {1: 2},
    {"a": object()},
    {"a": math.nan},
    {"a\x00": 1},
    {"a": "\ud800"},
    {"a": 2**70},
    SELF,
    {"a": "z" * 2_000_000},
]
FILTERS = [
    5,
    "x",
    [],
    {"kind": {"near": 1}},
    {"n": {"gt": "x", "eqq": 1}},
    {"AND": 5},
    {"OR": [5]},
    {"NOT": 5},
    DEEP,
    {"kind": {"in": 5}},
    {"kind": {"contains": 5}},
    {"n": {"gt": math.nan}},
    {1: 2},
    {"a": object()},
    {"kind": {"in": list(range(20_000))}},
    {"created_at": {"gt": "not a date"}},
]
LIMITS = [-1, 1.5, True, "3", math.inf, 10**12, [1]]
THRESHOLDS = [-0.1, 1.1, math.nan, "0.5", True, []]


@pytest.fixture
def full(mem: Face) -> Face:
    mem.add("I like tea", user_id="ana", infer=False, metadata={"kind": "taste"})
    return mem


def unharmed(mem: Face) -> None:
    """One memory, as it was, in a store without faults."""
    assert [(m["memory"], m["metadata"]) for m in mem.get_all(user_id="ana")] == [("I like tea", {"kind": "taste"})]
    assert mem.stats()["problems"] == []
    assert len(mem.users()["results"]) == 1


def short(value: object) -> str:
    """An id that is the same in every process: no addresses of objects in it."""
    return re.sub(r" at 0x[0-9a-f]+", "", repr(value))[:30] if value is not SELF else "recursive"


@pytest.mark.parametrize("messages", MESSAGES, ids=short)
@pytest.mark.parametrize("infer", [True, False])
def test_add_refuses_bad_messages(full: Face, messages: object, infer: bool) -> None:
    with pytest.raises(ValidationError):
        full.add(messages, user_id="ana", infer=infer)
    unharmed(full)


def test_one_bad_message_stops_the_whole_call(full: Face) -> None:
    with pytest.raises(ValidationError):
        full.add(
            [{"role": "user", "content": "I like rice"}, {"role": "user", "content": "a\x00"}],
            user_id="ana",
            infer=False,
        )
    unharmed(full)


@pytest.mark.parametrize("value", IDS, ids=short)
@pytest.mark.parametrize("name", ["user_id", "agent_id", "run_id"])
def test_bad_ids_are_refused_by_every_verb(full: Face, name: str, value: object) -> None:
    adding, searching = partial(full.add, "I like rice", infer=False), partial(full.search, "tea")
    for call in (adding, searching, full.get_all, full.delete_all):
        with pytest.raises(ValidationError):
            call(**{name: value})
    unharmed(full)


@pytest.mark.parametrize("query", TEXTS, ids=short)
def test_search_refuses_bad_queries(full: Face, query: object) -> None:
    with pytest.raises(ValidationError):
        full.search(query, user_id="ana")
    unharmed(full)


@pytest.mark.parametrize("value", LIMITS, ids=short)
def test_bad_limits_are_refused(full: Face, value: object) -> None:
    with pytest.raises(ValidationError):
        full.search("tea", user_id="ana", limit=value)
    with pytest.raises(ValidationError):
        full.get_all(user_id="ana", top_k=value)
    unharmed(full)


@pytest.mark.parametrize("value", THRESHOLDS, ids=short)
def test_bad_thresholds_are_refused(full: Face, value: object) -> None:
    with pytest.raises(ValidationError):
        full.search("tea", user_id="ana", threshold=value)


@pytest.mark.parametrize("value", FILTERS, ids=short)
def test_hostile_filters_are_refused_by_every_verb(full: Face, value: object) -> None:
    for call in (partial(full.search, "tea"), full.get_all, full.delete_all):
        with pytest.raises((FilterError, ValidationError)):
            call(user_id="ana", filters=value)
    unharmed(full)


@pytest.mark.parametrize("value", TIMES, ids=short)
def test_bad_times_are_refused(full: Face, value: object) -> None:
    with pytest.raises(ValidationError):
        full.add("I like rice", user_id="ana", infer=False, timestamp=value)
    with pytest.raises(ValidationError):
        full.search("tea", user_id="ana", as_of=value)
    unharmed(full)


@pytest.mark.parametrize("value", ["soon", 5, "2025-02-30", [], True], ids=short)
def test_bad_expiration_dates_are_refused(full: Face, value: object) -> None:
    with pytest.raises(ValidationError):
        full.add("I like rice", user_id="ana", infer=False, expiration_date=value)
    unharmed(full)


@pytest.mark.parametrize("value", METADATA, ids=short)
def test_bad_metadata_is_refused(full: Face, value: object) -> None:
    memory_id = full.get_all(user_id="ana")[0]["id"]
    with pytest.raises(ValidationError):
        full.add("I like rice", user_id="ana", infer=False, metadata=value)
    with pytest.raises(ValidationError):
        full.update(memory_id, metadata=value)
    unharmed(full)


@pytest.mark.parametrize("value", TEXTS, ids=short)
def test_update_refuses_bad_texts(full: Face, value: object) -> None:
    memory_id = full.get_all(user_id="ana")[0]["id"]
    with pytest.raises(ValidationError):
        full.update(memory_id, value)
    unharmed(full)


@pytest.mark.parametrize("value", [None, "", 1.5, [], "a\x00", "\ud800"], ids=short)
def test_bad_memory_ids_are_refused(full: Face, value: object) -> None:
    for call in (full.get, full.delete, full.history, partial(full.update, text="x")):
        with pytest.raises(ValidationError):
            call(value)
    unharmed(full)


def test_unknown_ids_are_named(full: Face) -> None:
    for call in (full.delete, partial(full.update, text="x")):
        with pytest.raises(ValueError, match="Memory with id mem_id_123 not found"):
            call("mem_id_123")
    unharmed(full)


def test_a_memory_type_that_does_not_exist(full: Face) -> None:
    with pytest.raises(ValidationError) as caught:
        full.add("x y z", user_id="ana", memory_type="nonsense")
    assert caught.value.error_code == "VALIDATION_002"


def test_delete_all_needs_a_scope(full: Face) -> None:
    with pytest.raises(ValueError, match="use the `reset\\(\\)` method"):
        full.delete_all()
    with pytest.raises(ValueError):
        full.delete_all(filters={"kind": "taste"})
    unharmed(full)


def test_metadata_cannot_take_a_memory_to_another_user(full: Face) -> None:
    full.add("I like rice", user_id="bo", infer=False, metadata={"user_id": "ana", "id": "x", "data": "y"})

    assert [m["memory"] for m in full.get_all(user_id="bo")] == ["I like rice"]
    unharmed_texts = [m["memory"] for m in full.get_all(user_id="ana")]
    assert unharmed_texts == ["I like tea"]


def test_long_but_allowed_text_is_kept_whole(full: Face) -> None:
    long = "green tea and rice " * 20_000

    full.add(long, user_id="bo", infer=False)

    assert full.get_all(user_id="bo")[0]["memory"] == long
    assert full.search("tea", user_id="bo")["results"][0]["memory"] == long


def test_every_error_has_a_code_and_a_status() -> None:
    def tree(cls: type[MemoryError]) -> list[type[MemoryError]]:
        return [cls, *(c for sub in cls.__subclasses__() for c in tree(sub))]

    assert all(400 <= cls.status < 600 and cls.code for cls in tree(MemoryError))
