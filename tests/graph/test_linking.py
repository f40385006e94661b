"""What becomes of relations: who is meant, what new ones end, what rests on what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mem0 import Memory
from mem0.pipeline.relate import Findings, relate
from mem0.ports import NewMessage, Transaction
from mem0.records import Message, Scope
from mem0.relations import Mention, Triplet

ANA = Scope("ana")


def relations(memory: Memory, *, ever: bool = False, user_id: str = "ana") -> list[str]:
    assert memory.graph is not None
    found = memory.graph.relations(user_id=user_id, include_superseded=ever)
    return [f"{one['source']} {one['relationship']} {one['target']}" for one in found]


def tell(memory: Memory, *said: str, user_id: str = "ana", **more: Any) -> None:
    for day, text in enumerate(said, 1):
        memory.add(text, user_id=user_id, timestamp=f"2024-01-{day:02}", **more)


def put(memory: Memory, *triplets: Triplet, mentions: tuple[Mention, ...] = ()) -> None:
    """As a model would have found them."""

    def job(tx: Transaction) -> None:
        at = max(one.at for one in triplets)
        messages = tx.add_messages([NewMessage(Message("m", "user", "said", ANA, at))])
        relate(tx, Findings(ANA, mentions, triplets, {"m": messages[0]}, at))

    memory._parts.store.write(job)


def triplet(source: str, label: str, target: str, at: int = 1, **more: Any) -> Triplet:
    return Triplet(source, label, target, "m", at, **more)


def test_a_new_home_ends_the_old_one(memory: Memory) -> None:
    tell(memory, "Dilys lives in Leeds.", "Dilys moved to York.")

    assert relations(memory) == ["Dilys lives_in York"]
    assert memory.graph is not None
    old, new = memory.graph.timeline("Dilys", user_id="ana")
    assert (old["target"], old["valid_to"], old["superseded_by"]) == ("Leeds", new["valid_from"], new["id"])


def test_both_languages_speak_of_one_kind(memory: Memory) -> None:
    tell(memory, "I live in Busan.", "서울로 이사했어요.")

    assert relations(memory) == ["ana 거주 서울"]


def test_what_several_may_be_stays_side_by_side(memory: Memory) -> None:
    tell(memory, "I like tea.", "I like jazz.", "My sister is Dilys.", "My sister is Mair.")

    assert len(relations(memory)) == 4


def test_what_is_given_up_ends(memory: Memory) -> None:
    tell(memory, "Dilys works at Acme.", "Dilys left Acme.")

    assert relations(memory) == []
    assert relations(memory, ever=True) == ["Dilys works_at Acme"]


def test_older_news_do_not_end_newer_ones(memory: Memory) -> None:
    memory.add("Dilys lives in York.", user_id="ana", timestamp="2024-05-01")
    memory.add("Dilys lives in Leeds.", user_id="ana", timestamp="2023-05-01")

    assert relations(memory) == ["Dilys lives_in York"]
    assert memory.graph is not None
    then = memory.graph.as_of("2023-06-01", user_id="ana")
    assert [one["target"] for one in then] == ["Leeds"]


def test_my_sister_is_who_she_was_said_to_be(memory: Memory) -> None:
    tell(memory, "My sister is called Dilys.", "My sister works at Acme.")

    assert "Dilys works_at Acme" in relations(memory)


def test_somebody_without_a_name_gets_it_later(memory: Memory) -> None:
    tell(memory, "My sister lives in Lyon.", "My sister is called Dilys.")

    assert sorted(relations(memory)) == ["Dilys lives_in Lyon", "ana sister Dilys"]


def test_of_two_sisters_neither_is_taken_for_the_other(memory: Memory) -> None:
    tell(memory, "My sister is Dilys.", "My sister is Mair.", "Mair lives in Cardiff.")

    assert "Mair lives_in Cardiff" in relations(memory)


def test_a_relation_said_again_gets_a_second_source(memory: Memory) -> None:
    tell(memory, "Dilys works at Acme.", "Dilys works at Acme.")

    assert memory.graph is not None
    found = memory.graph.relations(user_id="ana")
    assert [len(one["sources"]) for one in found] == [2]


def test_a_memory_that_is_superseded_takes_its_relation_along(memory: Memory) -> None:
    """The rules of consolidation know more kinds of change than relations do."""
    tell(memory, "I drive a Skoda.", "I sold my Skoda and bought a Volvo.")

    assert not any("Skoda" in one for one in relations(memory))


def test_users_do_not_share_entities(memory: Memory) -> None:
    tell(memory, "Dilys works at Acme.")
    tell(memory, "Dilys lives in Leeds.", "Acme is located in Lyon.", user_id="bo")

    assert relations(memory) == ["Dilys works_at Acme"]
    assert memory.graph is not None
    assert [one["target"] for one in memory.graph.neighbours("Acme", user_id="ana", hops=3)] == ["Acme"]


def test_runs_share_entities_but_not_relations(memory: Memory) -> None:
    memory.add("Dilys works at Acme.", user_id="ana", run_id="one")
    memory.add("Acme is located in Lyon.", user_id="ana", run_id="two")

    assert memory.graph is not None
    assert len(memory.graph.neighbours("Dilys", user_id="ana", hops=2)) == 2
    assert len(memory.graph.neighbours("Dilys", user_id="ana", run_id="one", hops=2)) == 1
    assert [one["name"] for one in memory.graph.nodes(run_id="two")] == ["Acme", "Lyon"]


def test_what_is_kept_word_for_word_is_linked_too(memory: Memory) -> None:
    tell(memory, "Dilys works at Acme.", infer=False)

    assert relations(memory) == ["Dilys works_at Acme"]


def test_forgetting_a_memory_forgets_what_it_said(memory: Memory) -> None:
    made = memory.add("I work at Acme.", user_id="ana")
    tell(memory, "I like tea.")

    memory.delete(made["results"][0]["id"])

    assert relations(memory) == ["ana likes tea"]
    assert memory.graph is not None
    assert [one["name"] for one in memory.graph.nodes(user_id="ana")] == ["ana", "tea"]


def test_forgetting_everybody_forgets_the_graph(memory: Memory) -> None:
    tell(memory, "I work at Acme.")
    memory.delete_all(user_id="ana")

    assert relations(memory, ever=True) == []


def test_a_model_may_say_user_and_know_aliases(memory: Memory) -> None:
    acme = Mention("Acme Corporation", "organisation", ("Acme",))
    put(memory, triplet("user", "employed_by", "Acme Corporation"), mentions=(acme, Mention("user", "person")))
    put(memory, triplet("Acme", "based in", "Lyon", 2), triplet("my boss", "lives in", "Metz", 2))

    found = relations(memory)
    assert "Acme Corporation based_in Lyon" in found
    assert "ana employed_by Acme Corporation" in found
    assert "ana boss boss" in found


def test_a_way_among_the_aliases_is_a_relation(memory: Memory) -> None:
    mia = Mention("Mia", "person", ("my sister",))
    put(memory, triplet("Mia", "lives_in", "Lyon"), mentions=(mia,))

    assert sorted(relations(memory)) == ["Mia lives_in Lyon", "ana sister Mia"]


def test_what_a_model_says_wrongly_is_passed_over(memory: Memory) -> None:
    elsewhere = Triplet("a", "b", "c", "unknown message", 1)
    put(memory, triplet(" ", "likes", "tea"), triplet("ana", "??", "tea"), triplet("ana", "is", "Ana"), elsewhere)

    assert relations(memory) == []


def test_an_export_brings_the_graph_along(memory: Memory, tmp_path: Path) -> None:
    tell(memory, "Dilys lives in Leeds.", "Dilys moved to York.", "I work at Acme.")
    with Memory(
        {"path": str(tmp_path / "other.db"), "embedder": {"provider": "static"}, "enable_graph": True}
    ) as other:
        records = list(memory.dump())
        first, again = other.load(records), other.load(records)

        assert (first["relations"], first["nodes"], again["relations"], again["nodes"]) == (3, 5, 0, 0)
        assert memory.graph is not None
        assert other.graph is not None
        assert other.graph.export("json", user_id="ana") == memory.graph.export("json", user_id="ana")
