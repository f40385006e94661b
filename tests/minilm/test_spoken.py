"""How messages are read by an encoder that reads in context."""

from __future__ import annotations

from mem0.pipeline.spoken import PAUSE, Spoken, spoken
from mem0.records import MemoryRecord, Message, Scope

ANA = Scope(user_id="ana")


def message(content: str, *, at: int = 0, actor: str | None = None, scope: Scope = ANA) -> Message:
    return Message(id=content, role="user", content=content, scope=scope, at=at, actor=actor)


def test_a_named_voice_is_part_of_what_is_read() -> None:
    assert spoken([message("Hello", actor="Ana"), message("Well")])[0] == Spoken("Ana: Hello")


def test_two_messages_before_are_the_context() -> None:
    talk = [message(word, at=n) for n, word in enumerate(("one", "two", "three", "four"))]

    assert [one.before for one in spoken(talk)] == ["", "one", "one two", "two three"]


def test_what_the_store_knows_comes_first() -> None:
    (read,) = spoken([message("Yes", at=2)], [message("Do you ski?", at=1, actor="Bo")])

    assert read == Spoken("Yes", "Bo: Do you ski?")


def test_a_long_silence_ends_the_context() -> None:
    (read,) = spoken([message("Hi", at=PAUSE + 1)], [message("Bye", at=0)])

    assert read.before == ""


def test_what_is_said_later_is_no_context() -> None:
    (read,) = spoken([message("Hi", at=0)], [message("Bye", at=1)])

    assert read.before == ""


def test_other_runs_are_no_context() -> None:
    (read,) = spoken([message("Hi", scope=Scope(user_id="ana", run_id="2"))], [message("Bye")])

    assert read.before == ""


def test_a_derived_fact_stands_for_itself() -> None:
    fact = MemoryRecord("1", "Ana lives in Lyon", ANA, created_at=1, inferred=True, actor="Ana")

    assert spoken([message("Hello", at=0), fact])[1] == Spoken("Ana lives in Lyon")
