"""Importing into a real memory and exporting from it."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mem0 import Memory
from mem0.errors import ValidationError
from mem0.portability import Wish, export_lines, import_file

from . import samples

ANA = Wish(scope={"user_id": "ana"}, infer=False)


@pytest.fixture
def other() -> Iterator[Memory]:
    """A second memory, kept in RAM: what a file holds must not depend on the store."""
    with Memory({"path": ":memory:", "embedder": {"provider": "static"}}) as made:
        yield made


def exported(memory: Memory, **scope: str) -> list[dict[str, Any]]:
    """The lines of an export without its header."""
    lines: list[str] = []
    export_lines(memory, lines.append, scope=scope)
    return [json.loads(line) for line in lines][1:]


def save_export(memory: Memory, folder: Path, **scope: str) -> str:
    lines: list[str] = []
    export_lines(memory, lines.append, scope=scope)
    return samples.save(folder, "export.jsonl", "".join(lines))


def texts(memory: Memory, **scope: Any) -> list[str]:
    return [item["memory"] for item in memory.get_all(**scope)["results"]]


def test_messages_become_memories_with_times_and_names(memory: Memory, tmp_path: Path) -> None:
    line = {"role": "user", "name": "Ana", "content": "I sail", "timestamp": "2025-05-04T10:00:00Z"}

    import_file(memory, samples.save_lines(tmp_path, "f.jsonl", [line]), ANA)

    (item,) = memory.get_all(user_id="ana")["results"]
    assert (item["memory"], item["actor_id"], item["created_at"][:16]) == ("I sail", "Ana", "2025-05-04T10:00")


@pytest.mark.parametrize("infer", [True, False])
def test_importing_twice_adds_nothing_twice(memory: Memory, tmp_path: Path, infer: bool) -> None:
    path = samples.save(
        tmp_path, "f.json", [samples.chatgpt([("user", "I live in Lyon."), ("assistant", "Nice."), ("user", "ok")])]
    )
    wish = Wish(scope={"user_id": "ana"}, infer=infer)
    first = import_file(memory, path, wish)
    before = exported(memory)

    second = import_file(memory, path, wish)

    assert (first.messages, second.messages, second.present) == (3, 0, 3)
    assert exported(memory) == before


def test_a_later_export_adds_only_what_is_new(memory: Memory, tmp_path: Path) -> None:
    """People export the same account again months later."""
    import_file(memory, samples.save(tmp_path, "a.json", [samples.chatgpt([("user", "one")])]), ANA)
    later = [samples.chatgpt([("user", "other")], key="c2"), samples.chatgpt([("user", "one"), ("user", "two")])]

    tally = import_file(memory, samples.save(tmp_path, "b.json", later), ANA)

    assert (tally.messages, tally.present) == (2, 1)
    assert sorted(texts(memory, user_id="ana")) == ["one", "other", "two"]


def test_the_same_words_said_twice_are_two_messages(memory: Memory, tmp_path: Path) -> None:
    line = {"role": "user", "content": "again"}

    tally = import_file(memory, samples.save_lines(tmp_path, "f.jsonl", [line, line]), ANA)

    assert tally.messages == 2


def test_two_people_may_import_the_same_file(memory: Memory, tmp_path: Path) -> None:
    path = samples.save_lines(tmp_path, "f.jsonl", [{"role": "user", "content": "shared"}])
    import_file(memory, path, ANA)

    import_file(memory, path, Wish(scope={"user_id": "bo"}, infer=False))

    assert texts(memory, user_id="bo") == ["shared"]


def test_what_changed_is_told_in_the_order_of_time(memory: Memory, tmp_path: Path) -> None:
    """Exports begin with the latest conversation; the latest home must win all the same."""
    old = samples.chatgpt([("user", "I live in Porto.")], key="old", start=samples.MAY - 9_000_000)
    new = samples.chatgpt([("user", "I live in Lyon now.")], key="new")

    import_file(memory, samples.save(tmp_path, "f.json", [new, old]), Wish(scope={"user_id": "ana"}))

    found = " ".join(texts(memory, user_id="ana"))
    assert "Lyon" in found
    assert "Porto" not in found


def test_the_option_wins_over_the_file_and_the_file_over_the_environment(memory: Memory, tmp_path: Path) -> None:
    path = samples.save_lines(tmp_path, "f.jsonl", [{"role": "user", "content": "x", "user_id": "file"}])

    import_file(memory, path, Wish(default_scope={"user_id": "environment"}, infer=False))
    import_file(memory, path, Wish(scope={"user_id": "option"}, infer=False))

    assert memory.get_all_users() == ["file", "option"]


def test_nobody_named_is_an_error_and_stores_nothing(memory: Memory, tmp_path: Path) -> None:
    path = samples.save_lines(tmp_path, "f.jsonl", [{"role": "user", "content": "x"}])

    with pytest.raises(ValidationError, match="whose memories"):
        import_file(memory, path, Wish())

    assert exported(memory) == []


def test_a_later_message_of_nobody_is_told(memory: Memory, tmp_path: Path) -> None:
    lines = [{"role": "user", "content": "x", "user_id": "a"}, {"role": "user", "content": "y"}]

    tally = import_file(memory, samples.save_lines(tmp_path, "f.jsonl", lines), Wish(infer=False))

    assert texts(memory, user_id="a") == ["x"]
    assert [p.place for p in tally.problems] == ["f.jsonl: line 2"]


def test_an_import_that_was_stopped_goes_on_where_it_stood(memory: Memory, tmp_path: Path) -> None:
    """Every hundred messages are one transaction; the second run adds the rest and nothing twice."""
    path = samples.save_lines(tmp_path, "f.jsonl", [{"role": "user", "content": f"n{n}"} for n in range(250)])
    import_file(memory, path, Wish(scope={"user_id": "ana"}, infer=False, limit=100))

    tally = import_file(memory, path, ANA)

    assert (tally.present, tally.messages) == (100, 150)
    assert sorted(texts(memory, user_id="ana")) == sorted(f"n{n}" for n in range(250))


def test_dry_run_counts_and_stores_nothing(memory: Memory, tmp_path: Path) -> None:
    path = samples.save_lines(tmp_path, "f.jsonl", [{"role": "user", "content": "x", "user_id": "a"}])

    tally = import_file(memory, path, Wish(dry_run=True))

    assert tally.messages == 1
    assert exported(memory) == []


def test_limit_and_since_count_what_they_leave_out(memory: Memory, tmp_path: Path) -> None:
    lines = [{"role": "user", "content": str(n), "timestamp": samples.MAY + n} for n in range(5)]
    path = samples.save_lines(tmp_path, "f.jsonl", lines)

    tally = import_file(
        memory, path, Wish(scope={"user_id": "a"}, infer=False, limit=2, since=(samples.MAY + 1) * 1_000_000)
    )

    assert texts(memory, user_id="a") == ["1", "2"]
    assert (tally.messages, tally.earlier, tally.beyond_limit) == (2, 1, 2)


def test_a_damaged_line_is_told_and_the_rest_comes_in(memory: Memory, tmp_path: Path) -> None:
    good = {"role": "user", "content": "fine"}

    tally = import_file(memory, samples.save_lines(tmp_path, "f.jsonl", [good, "{bad", {"role": "user"}]), ANA)

    assert [p.place for p in tally.problems] == ["f.jsonl: line 2", "f.jsonl: line 3"]
    assert texts(memory, user_id="ana") == ["fine"]


def test_backup_comes_back_with_ids_and_times(memory: Memory, other: Memory, tmp_path: Path) -> None:
    """What get_all gave is restored as it was; doing it twice changes nothing."""
    memory.add(
        [{"role": "user", "name": "Bob", "content": "히어로 섹션은 제가 할게요"}],
        run_id="page",
        infer=False,
        metadata={"n": 1},
    )
    path = samples.save(
        tmp_path, "backup.json", {"project_id": "page", "messages": memory.get_all(run_id="page")["results"]}
    )

    import_file(other, path, Wish())
    again = import_file(other, path, Wish())

    kept = ("id", "memory", "hash", "metadata", "created_at", "run_id", "actor_id", "role")
    (was,), (now,) = memory.get_all(run_id="page")["results"], other.get_all(run_id="page")["results"]
    assert {key: now[key] for key in kept} == {key: was[key] for key in kept}
    assert (again.memories, again.present) == (0, 1)


def test_a_backup_is_restored_within_limit_and_since(other: Memory, tmp_path: Path) -> None:
    days = ("2025-05-01", "2025-05-02", "2025-05-03", "2025-05-04")
    items = [{"id": day, "memory": f"said on {day}", "user_id": "ana", "created_at": day} for day in days]
    path = samples.save(tmp_path, "b.json", {"results": items})

    tally = import_file(other, path, Wish(limit=2, since=(samples.MAY - 3 * 86_400) * 1_000_000))

    assert texts(other, user_id="ana") == ["said on 2025-05-02", "said on 2025-05-03"]
    assert (tally.memories, tally.earlier, tally.beyond_limit) == (2, 1, 1)
    assert other.history("2025-05-04") == []


def test_a_damaged_backup_is_restored_as_far_as_it_can_be_read(other: Memory, tmp_path: Path) -> None:
    lines = [{"format": "open-mem0", "version": 1}, {"kind": "memory", "id": "1"}, "{broken"]
    good = {"kind": "memory", "id": "2", "text": "fine", "user_id": "ana", "created_at": "2025-05-04"}

    tally = import_file(other, samples.save_lines(tmp_path, "b.jsonl", [*lines, good]), Wish())

    assert [p.place for p in tally.problems] == ["b.jsonl: line 2", "b.jsonl: line 3"]
    assert texts(other, user_id="ana") == ["fine"]


def test_restored_memories_are_found(other: Memory, tmp_path: Path) -> None:
    path = samples.save(tmp_path, "b.json", [{"id": "1", "memory": "Ana is allergic to peanuts", "user_id": "ana"}])

    import_file(other, path, Wish())

    assert other.search("peanut allergy", user_id="ana")["results"][0]["id"] == "1"


def test_export_imports_to_the_same_state(memory: Memory, other: Memory, tmp_path: Path) -> None:
    """Messages, memories, past versions, sources and history, from SQLite to RAM."""
    memory.add("I live in Porto.", user_id="ana", timestamp="2025-03-01")
    memory.add("I moved to Lyon.", user_id="ana", timestamp="2025-05-01")
    memory.add(
        "오늘 회의는 취소됐어\u2028끝",
        run_id="team",
        infer=False,
        metadata={"n": [1, {"a": None}]},
        expiration_date="2030-01-01",
    )
    first = memory.get_all(run_id="team")["results"][0]
    memory.update(first["id"], text="회의는 내일이야")
    memory.delete(memory.add("forget me", user_id="ana", infer=False)["results"][0]["id"])

    import_file(other, save_export(memory, tmp_path), Wish())

    assert exported(other) == exported(memory)
    assert other.history(first["id"]) == memory.history(first["id"])
    assert other.get_all(user_id="ana", include_superseded=True) == memory.get_all(
        user_id="ana", include_superseded=True
    )


def test_export_is_one_object_a_line(memory: Memory) -> None:
    """Also where a text holds characters that some readers take for the end of a line."""
    memory.add("a\u2028b\x85c\nd", user_id="ana", infer=False)
    lines: list[str] = []

    export_lines(memory, lines.append)

    assert all(len(line.splitlines()) == 1 for line in lines)


def test_export_of_one_person_holds_nobody_else(memory: Memory, other: Memory, tmp_path: Path) -> None:
    memory.add("of ana", user_id="ana", infer=False)
    memory.add("of bo", user_id="bo", infer=False)

    import_file(other, save_export(memory, tmp_path, user_id="ana"), Wish())

    assert other.get_all_users() == ["ana"]
    assert "of bo" not in (tmp_path / "export.jsonl").read_text("utf-8")


def test_importing_an_export_where_it_came_from_changes_nothing(memory: Memory, tmp_path: Path) -> None:
    memory.add("I live in Porto.", user_id="ana")
    before = exported(memory)

    import_file(memory, save_export(memory, tmp_path), Wish())

    assert exported(memory) == before


def test_progress_ends_at_the_size_of_the_file(memory: Memory, tmp_path: Path) -> None:
    path = samples.save_lines(tmp_path, "f.jsonl", [{"role": "user", "content": "x" * 70_000}] * 3)
    seen: list[tuple[int, int]] = []

    import_file(memory, path, ANA, reading=lambda done, total: seen.append((done, total)))

    size = Path(path).stat().st_size
    assert seen[-1] == (size, size)


def test_progress_of_learning_ends_with_the_last_message(memory: Memory, tmp_path: Path) -> None:
    path = samples.save_lines(tmp_path, "f.jsonl", [{"role": "user", "content": f"I have {n} cats"} for n in range(3)])
    seen: list[tuple[int, int]] = []

    import_file(memory, path, Wish(scope={"user_id": "a"}), remembering=lambda done, total: seen.append((done, total)))

    assert seen[-1] == (3, 3)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["role", "content", "messages", "mapping", "memory", "id", "chat_messages", "sessions", "turns", "kind"]
            ),
            inner,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=json_values, form=st.sampled_from(["chatgpt", "claude", "locomo", "backup", "messages", "open-mem0"]))
def test_no_file_breaks_the_import(other: Memory, tmp_path: Path, value: Any, form: str) -> None:
    """Whatever JSON a file holds: it is imported, told as a problem, or refused; never a crash, never a broken store."""
    path = samples.save(tmp_path, "any.json", json.dumps([value]))

    with contextlib.suppress(ValidationError):
        import_file(other, path, Wish(format=form, scope={"user_id": "ana"}))

    assert other.stats()["problems"] == []
