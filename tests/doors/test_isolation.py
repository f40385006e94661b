"""No memory of one scope reaches another, whatever is stored, asked and filtered."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mem0 import Memory

USERS = st.sampled_from(["ana", "bo", "ANA", "an", "ana%", "a_a", "**", "민준"])
OTHERS = st.sampled_from([None, "r1", "r2"])
SAID = st.sampled_from([
    "I live in Leeds.", "I moved to York.", "I like tea.", "My sister Rita is a vet.", "저는 서울에 살아요.",
    "부산으로 이사했어요.", "I'm allergic to nuts.", "I quit my job.",
])  # fmt: skip
ADDS = st.lists(st.tuples(USERS, OTHERS, SAID, st.booleans()), max_size=12)
FILTERS = st.sampled_from([
    {}, {"OR": [{"role": "user"}, {"role": "assistant"}]}, {"NOT": {"role": "nobody"}},
    {"OR": [{"user_id": "*"}, {"run_id": "*"}]},
    {"user_id": {"ne": "nobody"}}, {"text": {"icontains": "e"}}, {"OR": [{"user_id": "*"}, {"user_id": {"in": ["ana", "bo"]}}]},
])  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(adds=ADDS, asker=USERS, run=OTHERS, more=FILTERS, question=SAID)
def test_reading_one_scope_shows_nothing_of_another(
    adds: list[tuple[str, str | None, str, bool]], asker: str, run: str | None, more: dict[str, Any], question: str
) -> None:
    with Memory({"path": ":memory:", "embedder": {"provider": "static"}}) as memory:
        for user, run_id, text, infer in adds:
            memory.add(text, user_id=user, run_id=run_id, infer=infer)

        scope: dict[str, Any] = {"user_id": asker} | ({"run_id": run} if run else {})
        shown = [
            *memory.search(question, **scope, filters=more, limit=50),
            *memory.get_all(**scope, filters=more, include_superseded=True),
        ]

    assert {item["user_id"] for item in shown} <= {asker}
    assert run is None or {item["run_id"] for item in shown} <= {run}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(adds=ADDS, gone=USERS)
def test_deleting_one_user_leaves_every_other_as_it_was(
    adds: list[tuple[str, str | None, str, bool]], gone: str
) -> None:
    with Memory({"path": ":memory:", "embedder": {"provider": "static"}}) as memory:
        for user, run_id, text, infer in adds:
            memory.add(text, user_id=user, run_id=run_id, infer=infer)
        others = sorted({user for user, *_ in adds} - {gone})
        before = [memory.get_all(user_id=user, include_superseded=True) for user in others]

        memory.delete_all(user_id=gone)

        assert [memory.get_all(user_id=user, include_superseded=True) for user in others] == before
        assert memory.get_all(user_id=gone, include_superseded=True)["total"] == 0
