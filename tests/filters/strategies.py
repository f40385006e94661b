"""Random memories and random filters that have a fair chance to meet."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

from mem0.records import MemoryRecord, Scope

NAMES = st.sampled_from(["ana", "bo", "Bo", "7"])
WORDS = st.sampled_from(["", "tea", "Tea", "green tea", "Straße", "STRASSE", "차", "1"])
NUMBERS = st.one_of(st.integers(-2, 2), st.sampled_from([0.0, 0.5, 1.0, -1.0]))
SCALARS = st.one_of(st.none(), st.booleans(), NUMBERS, WORDS)
SECONDS = st.integers(1_700_000_000, 1_700_000_000 + 4 * 86_400)
MICROS = st.one_of(
    SECONDS.map(lambda second: second * 10**6),
    st.sampled_from([int(datetime(2023, 11, 16, tzinfo=UTC).timestamp()) * 10**6 + part for part in (-1, 0, 1)]),
)
TIMES: st.SearchStrategy[Any] = st.one_of(
    SECONDS,
    SECONDS.map(lambda second: datetime.fromtimestamp(second, UTC)),
    st.sampled_from([date(2023, 11, day) for day in (14, 15, 16, 17)]),
)
METADATA = st.dictionaries(
    st.sampled_from(["a", "b"]),
    st.one_of(
        SCALARS, st.lists(SCALARS, max_size=2), st.dictionaries(st.sampled_from(["c", "d"]), SCALARS, max_size=2)
    ),
    max_size=2,
)
SCOPES = st.builds(Scope, NAMES, st.none() | NAMES, st.none() | NAMES, st.none() | NAMES)

records = st.builds(
    MemoryRecord,
    id=st.sampled_from(["one", "two", "3f2504e0-4f89-41d3-9a0c-0305e82c3301"]),
    text=WORDS,
    scope=SCOPES,
    created_at=MICROS,
    updated_at=st.none() | MICROS,
    event_at=st.none() | MICROS,
    actor=st.none() | NAMES,
    metadata=METADATA,
    categories=st.lists(WORDS, max_size=2).map(tuple),
    immutable=st.booleans(),
)


def _conditions(values: st.SearchStrategy[Any], *operators: str) -> st.SearchStrategy[Any]:
    """What may stand behind a field: a value, a list, "*" or operators."""
    lists = st.lists(st.none() | values, max_size=3)
    by_operator = {
        **{op: st.none() | values for op in ("eq", "ne")},
        **dict.fromkeys(("in", "nin"), lists),
        **dict.fromkeys(operators, values),
    }
    chosen = st.dictionaries(st.sampled_from(sorted(by_operator)), st.none(), min_size=1, max_size=2)
    dicts = chosen.flatmap(lambda names: st.fixed_dictionaries({name: by_operator[name] for name in names}))
    return st.one_of(values, st.none(), lists, st.just("*"), dicts)


_ORDER = ("gt", "gte", "lt", "lte")
_IN_TEXT = ("contains", "icontains")
_ENTITIES = st.sampled_from(["user_id", "agent_id", "run_id", "app_id"])
_TIMES = st.sampled_from(["created_at", "updated_at", "event_at"])
_TEXTS = st.sampled_from(["text", "categories", "actor_id"])
_METADATA_KEYS = st.sampled_from(["a", "b", "metadata.a.c", "metadata.b.d", "metadata.a"])
_FIELDS: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.dictionaries(_ENTITIES, _conditions(NAMES), min_size=1, max_size=2),
    st.dictionaries(_TIMES, _conditions(TIMES, *_ORDER), min_size=1, max_size=2),
    st.dictionaries(
        st.sampled_from(["text", "categories", "actor_id"]),
        _conditions(WORDS, *_ORDER, *_IN_TEXT),
        min_size=1,
        max_size=2,
    ),
    st.dictionaries(_METADATA_KEYS, _conditions(st.one_of(st.booleans(), NUMBERS, WORDS)), min_size=1, max_size=2),
    st.dictionaries(_METADATA_KEYS, _conditions(st.one_of(NUMBERS, WORDS), *_ORDER), min_size=1, max_size=2),
    st.dictionaries(_METADATA_KEYS, _conditions(WORDS, *_IN_TEXT), min_size=1, max_size=2),
    st.dictionaries(st.just("immutable"), _conditions(st.booleans()), min_size=1),
    st.dictionaries(st.just("id"), _conditions(st.sampled_from(["one", "two", "none"])), min_size=1),
)


def _combine(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    lists = st.lists(inner, max_size=3)
    return st.one_of(
        st.builds(
            lambda name, parts: {name: parts}, st.sampled_from(["AND", "OR", "NOT", "$and", "$or", "$not"]), lists
        ),
        inner.map(lambda part: {"NOT": part}),
        st.tuples(inner, inner).map(lambda pair: {**pair[0], **pair[1]}),
    )


filters: st.SearchStrategy[dict[str, Any]] = st.recursive(_FIELDS, _combine, max_leaves=6)
