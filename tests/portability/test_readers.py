"""What each reader finds in a file of its format."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mem0.errors import ValidationError
from mem0.portability import (
    Conversation,
    Element,
    Entry,
    Kept,
    Problem,
    backup,
    chatgpt,
    claude,
    dump,
    locomo,
    messages,
)
from mem0.portability.elements import elements
from mem0.portability.formats import detect
from mem0.portability.opening import parts

from . import samples


def of(*values: Any) -> Iterator[Element | Problem]:
    return iter([Element(f"entry {n}", value) for n, value in enumerate(values, 1)])


def only(entries: Iterator[Entry]) -> Conversation:
    """The one conversation among the entries."""
    (found,) = [entry for entry in entries if isinstance(entry, Conversation)]
    return found


def said(conversation: Conversation) -> list[tuple[str, str]]:
    return [(turn.role, turn.content) for turn in conversation.turns]


# ChatGPT


def test_chatgpt_messages_come_in_the_order_of_the_branch() -> None:
    """The mapping is no list: order comes from the parents."""
    raw = samples.chatgpt([("user", "one"), ("assistant", "two"), ("user", "three")])
    raw["mapping"] = dict(reversed(raw["mapping"].items()))

    assert said(only(chatgpt.read(of(raw)))) == [("user", "one"), ("assistant", "two"), ("user", "three")]


def test_chatgpt_reads_the_branch_that_was_on_the_screen() -> None:
    """An edited question leaves the old branch behind."""
    raw = samples.chatgpt([("user", "old question"), ("assistant", "old answer")])
    raw["mapping"]["new"] = samples.node(
        "new", "user", {"content_type": "text", "parts": ["new question"]}, parent="root"
    )
    raw["current_node"] = "new"

    assert said(only(chatgpt.read(of(raw)))) == [("user", "new question")]


def test_chatgpt_without_a_current_node_takes_the_latest_leaf() -> None:
    raw = samples.chatgpt([("user", "early")])
    late = samples.node("late", "user", {"content_type": "text", "parts": ["late"]}, parent="root", at=samples.MAY + 99)
    raw["mapping"]["late"] = late
    del raw["current_node"]

    assert said(only(chatgpt.read(of(raw)))) == [("user", "late")]


def test_chatgpt_pictures_become_captions() -> None:
    raw = samples.chatgpt([("user", "x")])
    picture = {
        "content_type": "image_asset_pointer",
        "asset_pointer": "file-service://1",
        "metadata": {"dalle": {"prompt": "a red boat"}},
    }
    content = {"content_type": "multimodal_text", "parts": [picture, "look at this"]}
    raw["mapping"]["m1"]["message"]["content"] = content

    assert said(only(chatgpt.read(of(raw)))) == [("user", "[image: a red boat]\nlook at this")]


def test_chatgpt_counts_what_is_no_message_of_a_person() -> None:
    """Tool output, hidden instructions and empty messages are counted by kind, not dropped without a word."""
    raw = samples.chatgpt([("system", ""), ("user", "hello"), ("tool", "result"), ("assistant", "")])

    found = only(chatgpt.read(of(raw)))

    assert said(found) == [("user", "hello")]
    assert dict(found.left_out) == {"system messages": 1, "tool messages": 1, "empty messages": 1}


def test_chatgpt_circle_of_parents_ends() -> None:
    raw = samples.chatgpt([("user", "one"), ("user", "two")])
    raw["mapping"]["m1"]["parent"] = "m2"

    assert len(only(chatgpt.read(of(raw))).turns) == 2


def test_chatgpt_damaged_conversation_is_named_and_the_next_is_read() -> None:
    found = list(chatgpt.read(of({"mapping": [1]}, samples.chatgpt([("user", "fine")]))))

    assert isinstance(found[0], Problem)
    assert found[0].place == "entry 1"
    assert isinstance(found[1], Conversation)


@pytest.mark.parametrize("author", [None, "user", {"role": 7}, {}])
def test_chatgpt_message_of_nobody_is_counted(author: Any) -> None:
    raw = samples.chatgpt([("user", "hello")])
    raw["mapping"]["m1"]["message"]["author"] = author

    assert sum(only(chatgpt.read(of(raw))).left_out.values()) == 1


# Claude


def test_claude_human_is_the_user() -> None:
    raw = samples.claude(
        [{"uuid": "1", "sender": "human", "text": "hi"}, {"uuid": "2", "sender": "assistant", "text": "hello"}]
    )

    assert said(only(claude.read(of(raw)))) == [("user", "hi"), ("assistant", "hello")]


def test_claude_blocks_are_preferred_and_tools_left_out() -> None:
    blocks = [
        {"type": "thinking", "thinking": "hm"},
        {"type": "text", "text": "the answer"},
        {"type": "tool_use", "name": "x", "input": {}},
    ]
    raw = samples.claude([{"sender": "assistant", "text": "the answer\n(unsupported block)", "content": blocks}])

    assert said(only(claude.read(of(raw)))) == [("assistant", "the answer")]


def test_claude_attachment_is_named_with_its_text() -> None:
    """A long paste is an attachment of an empty message."""
    pasted = {"file_name": "paste.txt", "extracted_content": "my shopping list: leeks"}
    raw = samples.claude([{"sender": "human", "text": "", "attachments": [pasted]}])

    assert said(only(claude.read(of(raw)))) == [("user", "[file: paste.txt]\nmy shopping list: leeks")]


# LoCoMo


def test_locomo_published_shape() -> None:
    turns = [{"speaker": "Ada", "dia_id": "D1:1", "text": "Look!", "blip_caption": "a kite"}]
    raw = {
        "sample_id": "conv-1",
        "conversation": {"speaker_a": "Ada", "session_1": turns, "session_1_date_time": "1:56 pm on 8 May, 2023"},
    }

    found = only(locomo.read(of(raw)))

    assert found.scope == {"user_id": "locomo-conv-1"}
    turn = found.turns[0]
    assert (turn.id, turn.name, turn.content) == ("D1:1", "Ada", "Look!\n[image: a kite]")
    assert turn.at == 1_683_554_160_000_000


def test_locomo_sessions_come_in_the_order_of_their_numbers() -> None:
    sessions = {f"session_{n}": [{"speaker": "A", "dia_id": f"D{n}:1", "text": str(n)}] for n in (10, 2, 1)}

    found = [e for e in locomo.read(of({"sample_id": "x", "conversation": sessions})) if isinstance(e, Conversation)]

    assert [c.turns[0].content for c in found] == ["1", "2", "10"]


def test_locomo_flat_shape() -> None:
    raw = {
        "conversation": "7",
        "sessions": [{"date_time": "1:56 pm on 8 May, 2023", "turns": [{"id": "D1:1", "speaker": "Bo", "text": "Hi"}]}],
    }

    assert only(locomo.read(of(raw))).turns[0].name == "Bo"


def test_locomo_turn_that_says_nothing_is_a_problem() -> None:
    raw = {
        "conversation": "7",
        "sessions": [{"turns": [{"id": "D1:1", "speaker": "Bo"}, {"id": "D1:2", "speaker": "Bo", "text": "Hi"}]}],
    }

    found = list(locomo.read(of(raw)))

    assert isinstance(found[0], Problem)
    assert found[0].place == "entry 1, session 1, turn 1"


# Messages


def test_messages_of_one_owner_make_one_conversation() -> None:
    lines = [{"role": "user", "content": c, "user_id": u} for c, u in (("a", "ana"), ("b", "ana"), ("c", "bo"))]

    found = [e for e in messages.read(of(*lines)) if isinstance(e, Conversation)]

    assert [(len(c.turns), c.scope["user_id"]) for c in found] == [(2, "ana"), (1, "bo")]


def test_messages_in_a_conversation_take_its_time_and_owner() -> None:
    raw = {"messages": [{"role": "user", "content": "안녕"}], "user_id": "min", "timestamp": "2025-05-04T10:00:00Z"}

    found = only(messages.read(of(raw)))

    assert found.scope == {"user_id": "min"}
    assert found.turns[0].at == samples.MAY * 1_000_000


@pytest.mark.parametrize(
    "time", [samples.MAY, samples.MAY * 1000, str(samples.MAY), "2025-05-04T10:00:00+00:00", "2025-05-04T12:00+02:00"]
)
def test_times_are_read_in_every_usual_form(time: Any) -> None:
    """Seconds, milliseconds, digits in a text, ISO 8601."""
    assert (
        only(messages.read(of({"role": "user", "content": "x", "timestamp": time}))).turns[0].at
        == samples.MAY * 1_000_000
    )


@pytest.mark.parametrize("time", ["yesterday", float("nan"), -5, {}, 10**30, True])
def test_a_time_that_makes_no_sense_is_none(time: Any) -> None:
    assert only(messages.read(of({"role": "user", "content": "x", "timestamp": time}))).turns[0].at is None


def test_message_without_words_is_a_problem_with_its_place() -> None:
    found = list(messages.read(of({"role": "user", "content": "x"}, {"role": "user", "content": "  "})))

    assert [e.place for e in found if isinstance(e, Problem)] == ["entry 2"]


def test_what_no_store_keeps_is_replaced() -> None:
    """NUL and halves of surrogate pairs come from damaged exports; two halves in a row are one character."""
    raw = json.loads('{"role": "user", "content": "a\\u0000b \\ud83d \\ud83d\\ude00"}')

    assert only(messages.read(of(raw))).turns[0].content == "a\ufffdb \ufffd \U0001f600"


# Backups


def test_backup_keeps_id_times_actor_and_metadata() -> None:
    item = {
        "id": "7b",
        "memory": "likes tea",
        "hash": "x",
        "metadata": {"topic": "food"},
        "created_at": "2025-05-04T03:00:00-07:00",
        "updated_at": "2025-05-05T10:00:00+00:00",
        "user_id": "ana",
        "actor_id": "Ana",
        "role": "user",
    }

    memory, history = (e.record for e in backup.read(of({"results": [item]}), default_scope={}) if isinstance(e, Kept))

    assert memory["id"] == "7b"
    assert memory["metadata"] == {"topic": "food"}
    assert (memory["actor"], memory["created_at"], memory["user_id"]) == ("Ana", "2025-05-04T03:00:00-07:00", "ana")
    assert (history["memory_id"], history["event"]) == ("7b", "ADD")


def test_backup_file_of_a_project_belongs_to_the_run() -> None:
    """The file that collaboration tutorials write: {"project_id", "messages": [...]}."""
    raw = {
        "project_id": "landing-page",
        "message_count": 1,
        "messages": [{"id": "1", "memory": "히어로 섹션은 밥이 맡는다", "actor_id": "Bob"}],
    }

    memory = next(e.record for e in backup.read(of(raw), default_scope={"user_id": "x"}) if isinstance(e, Kept))

    assert memory["run_id"] == "landing-page"
    assert "user_id" not in memory


def test_backup_session_id_is_the_run() -> None:
    item = {"id": "1", "memory": "x", "session_id": "s1"}

    memory = next(e.record for e in backup.read(of(item), default_scope={}) if isinstance(e, Kept))

    assert memory["run_id"] == "s1"


def test_backup_of_nobody_holds_nothing_and_is_fine() -> None:
    assert list(backup.read(of({"results": [], "total": 0}), default_scope={})) == []


def test_backup_item_without_text_is_a_problem() -> None:
    found = list(backup.read(of([{"id": "1", "memory": "x", "user_id": "a"}, {"id": "2"}]), default_scope={}))

    assert [e.place for e in found if isinstance(e, Problem)] == ["entry 1, item 2"]


def test_backup_memory_of_nobody_is_a_problem() -> None:
    (found,) = backup.read(of({"id": "1", "memory": "x"}), default_scope={})

    assert isinstance(found, Problem)
    assert "user_id" in found.reason


# Our export


def test_export_of_a_newer_version_is_refused() -> None:
    with pytest.raises(ValidationError, match="version 2"):
        list(dump.read(of({"format": "open-mem0", "version": 2})))


@pytest.mark.parametrize(
    "line", [{"kind": "memory", "id": "1"}, {"kind": "poem"}, [1], {"kind": "message", "key": "x", "id": "1"}]
)
def test_export_line_that_is_wrong_is_a_problem(line: Any) -> None:
    (found,) = dump.read(of(line))

    assert isinstance(found, Problem)


# Files


@pytest.mark.parametrize(
    ("content", "form"),
    [
        ('{"format":"open-mem0","version":1}\n', "open-mem0"),
        (json.dumps([samples.chatgpt([("user", "x")])]), "chatgpt"),
        (json.dumps(samples.chatgpt([("user", "x")]), indent=1), "chatgpt"),
        (json.dumps([samples.claude([])]), "claude"),
        (json.dumps({"sessions": [{"turns": []}]}), "locomo"),
        (json.dumps([{"sample_id": "1", "conversation": {"session_1": []}}]), "locomo"),
        (json.dumps({"results": [{"id": "1", "memory": "x"}]}), "backup"),
        (json.dumps([{"id": "1", "memory": "x"}]), "backup"),
        (json.dumps({"results": [], "total": 0}), "backup"),
        (json.dumps({"project_id": "p", "messages": [{"id": "1", "memory": "x"}]}, indent=2), "backup"),
        ('{"role":"user","content":"x"}\n{"role":"user","content":"y"}', "messages"),
        ('{"messages":[{"role":"user","content":"x"}],"user_id":"a"}', "messages"),
        (json.dumps([{"role": "user", "content": "x"}], indent=2), "messages"),
        ('this line is broken\n{"role":"user","content":"y"}', "messages"),
    ],
)
def test_the_format_is_told_from_the_file(tmp_path: Path, content: str, form: str) -> None:
    assert detect(parts(samples.save(tmp_path, "f.json", content))[0]) == form


def test_unknown_format_says_what_was_tried(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match=r"chatgpt .* claude .* locomo .* messages") as caught:
        detect(parts(samples.save(tmp_path, "f.json", {"rows": []}))[0])

    assert 'the keys "rows"' in str(caught.value)


@pytest.mark.parametrize("content", ["", "  \n ", "hello", "[", "{"])
def test_a_file_without_values_says_so(tmp_path: Path, content: str) -> None:
    with pytest.raises(ValidationError, match="cannot be imported"):
        detect(parts(samples.save(tmp_path, "f.json", content))[0])


def test_archive_gives_its_conversations(tmp_path: Path) -> None:
    """What ChatGPT and Claude send is a zip archive with other files in it."""
    archive = tmp_path / "export.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("user.json", '{"id": "u"}')
        packed.writestr("deep/conversations.json", json.dumps([samples.claude([])]))

    assert [part.name for part in parts(str(archive))] == ["deep/conversations.json"]


def test_folder_gives_its_numbered_conversations(tmp_path: Path) -> None:
    for number in (1, 0):
        samples.save(tmp_path, f"conversations-00{number}.json", [])
    samples.save(tmp_path, "user.json", {})

    assert [part.name for part in parts(str(tmp_path))] == ["conversations-000.json", "conversations-001.json"]


def test_large_list_is_read_item_by_item(tmp_path: Path) -> None:
    """Items that do not end where a chunk of the file does are put together again."""
    path = samples.save(tmp_path, "f.json", [{"n": n, "text": "글" * (n % 7 * 9_000)} for n in range(60)])

    found = [e for e in elements(parts(path)[0]) if isinstance(e, Element)]

    assert [e.value["n"] for e in found] == list(range(60))
    assert found[59].place == "entry 60"


def test_list_that_breaks_off_gives_what_came_before(tmp_path: Path) -> None:
    *read, last = elements(parts(samples.save(tmp_path, "f.json", '[{"n": 1}, {"n": 2}, {"n": '))[0])

    assert [e.value for e in read if isinstance(e, Element)] == [{"n": 1}, {"n": 2}]
    assert isinstance(last, Problem)
    assert last.place == "entry 3"


def test_bad_line_does_not_stop_the_next(tmp_path: Path) -> None:
    path = samples.save_lines(tmp_path, "f.jsonl", [{"n": 1}, "{broken", {"n": 3}])

    found = list(elements(parts(path)[0]))

    assert [e.place for e in found if isinstance(e, Problem)] == ["line 2"]
    assert [e.value["n"] for e in found if isinstance(e, Element)] == [1, 3]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_byte_order_marks_are_understood(tmp_path: Path, encoding: str) -> None:
    """Redirected output of shells on Windows is UTF-16."""
    (tmp_path / "f.jsonl").write_bytes('{"role":"user","content":"부산"}\n'.encode(encoding))

    (found,) = elements(parts(str(tmp_path / "f.jsonl"))[0])

    assert isinstance(found, Element)
    assert found.value["content"] == "부산"


def test_depth_without_end_is_a_problem(tmp_path: Path) -> None:
    found = list(elements(parts(samples.save(tmp_path, "f.json", "[" * 100_000))[0]))

    assert isinstance(found[0], Problem)
