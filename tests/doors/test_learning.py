"""What infer=True makes of conversations: facts, the four operations, validity, and the evidence behind it all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mem0 import Memory

from .behaviour import Face


def texts(answer: object) -> list[str]:
    return [item["memory"] for item in answer["results"]]  # type: ignore[index]


def test_a_statement_becomes_a_memory_and_a_greeting_does_not(mem: Face) -> None:
    assert mem.add("Hello there!", user_id="ana")["results"] == []
    answer = mem.add("I'm allergic to peanuts.", user_id="ana")

    assert [r["event"] for r in answer["results"]] == ["ADD"]
    assert "peanuts" in texts(mem.get_all(user_id="ana"))[0]
    assert len(mem.get_all(user_id="ana")) == 1


def test_what_is_skipped_is_told_with_its_reason(mem: Face) -> None:
    skipped = mem.add("Hello there!", user_id="ana")["skipped"]

    assert [s["reason"] for s in skipped] == ["small talk"]


def test_a_move_supersedes_the_old_home(mem: Face) -> None:
    first = mem.add("I live in Seoul.", user_id="ana", timestamp="2024-01-01")["results"][0]
    answer = mem.add("I moved to Busan last week.", user_id="ana", timestamp="2025-01-01")

    change = answer["results"][0]
    assert (change["event"], change["id"], change["previous_memory"]) == ("UPDATE", first["id"], first["memory"])
    assert "Busan" in texts(mem.get_all(user_id="ana"))[0]
    assert len(mem.get_all(user_id="ana")) == 1


def test_the_past_can_be_asked_about(mem: Face) -> None:
    mem.add("I live in Seoul.", user_id="ana", timestamp="2024-01-01")
    mem.add("I moved to Busan last week.", user_id="ana", timestamp="2025-01-01")

    now = texts(mem.search("Where do I live?", user_id="ana"))
    then = texts(mem.search("Where do I live?", user_id="ana", as_of="2024-06-01"))

    assert "Busan" in now[0]
    assert not any("Seoul" in text for text in now)
    assert "Seoul" in then[0]


def test_history_tells_the_whole_story(mem: Face) -> None:
    memory_id = mem.add("I live in Seoul.", user_id="ana", timestamp="2024-01-01")["results"][0]["id"]
    mem.add("I moved to Busan last week.", user_id="ana", timestamp="2025-01-01")

    events = [(e["event"], e["old_memory"] is not None) for e in mem.history(memory_id)]
    assert events == [("ADD", False), ("UPDATE", True)]


def test_saying_it_again_changes_nothing_but_adds_a_source(mem: Face) -> None:
    mem.add([{"role": "user", "id": "m1", "content": "I'm allergic to peanuts."}], user_id="ana")
    answer = mem.add([{"role": "user", "id": "m2", "content": "I'm allergic to peanuts."}], user_id="ana")

    assert [r["event"] for r in answer["results"]] == ["NOOP"]
    item = mem.get_all(user_id="ana")[0]
    assert [s["message_id"] for s in item["sources"]] == ["m1", "m2"]


def test_an_ending_closes_what_it_ends(mem: Face) -> None:
    mem.add("I work at Brightwater as a nurse.", user_id="ana", timestamp="2024-01-01")
    mem.add("I quit my job yesterday.", user_id="ana", timestamp="2025-01-01")

    assert not any("Brightwater" in text for text in texts(mem.search("Where do I work?", user_id="ana")))


def test_a_greeting_is_not_found_by_search_either(mem: Face) -> None:
    mem.add("Hello there!", user_id="ana")

    assert mem.search("hello", user_id="ana")["results"] == []


def test_what_tools_answer_is_no_fact(mem: Face) -> None:
    answer = mem.add([{"role": "tool", "content": "I live in Paris."}], user_id="ana")

    assert answer["results"] == []
    assert [s["reason"] for s in answer["skipped"]] == ["tool output"]


def test_a_picture_is_kept_as_a_reference_but_is_no_fact(mem: Face) -> None:
    parts = [
        {"type": "text", "text": "I have a corgi named Biscuit."},
        {"type": "image_url", "image_url": {"url": "https://example.org/biscuit.png"}},
    ]
    answer = mem.add([{"role": "user", "content": parts}], user_id="ana")

    assert texts(answer) == ["I have a corgi named Biscuit"]
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
    alone = mem.add([{"role": "user", "content": [picture]}], user_id="ana")
    assert alone["results"] == []


def test_messages_of_one_id_in_one_call_stay_two(mem: Face) -> None:
    both = [
        {"role": "user", "id": "m", "content": "I live in Lyon."},
        {"role": "user", "id": "m", "content": "I like jazz a lot."},
    ]
    mem.add(both, user_id="ana")

    quotes = {item["memory"]: item["sources"][0]["quote"] for item in mem.get_all(user_id="ana")}
    assert quotes == {"I live in Lyon": "I live in Lyon.", "I like jazz a lot": "I like jazz a lot."}


def test_facts_of_one_message_change_each_on_its_own(mem: Face) -> None:
    mem.add("I live in Leeds. My locker code is 77412.", user_id="ana")
    locker = next(m for m in mem.get_all(user_id="ana") if "77412" in m["memory"])
    mem.delete(locker["id"])
    mem.add("I moved to York.", user_id="ana")

    assert [m["memory"] for m in mem.get_all(user_id="ana")] == ["I moved to York"]


def test_the_echo_of_a_deleted_fact_goes_with_it(mem: Face) -> None:
    mem.add(
        [
            {"role": "user", "content": "My locker code is 77412."},
            {"role": "assistant", "content": "Got it, your locker code is 77412."},
        ],
        user_id="ana",
    )
    mem.delete(mem.get_all(user_id="ana")[0]["id"])

    assert mem.search("locker code", user_id="ana")["results"] == []


def test_a_friend_moving_does_not_move_me(mem: Face) -> None:
    mem.add("I live in Cardiff.", user_id="ana")
    mem.add("My friend Dora just moved to Ghent.", user_id="ana")

    assert any("Cardiff" in text for text in texts(mem.get_all(user_id="ana")))


def test_korean_facts_stay_korean_and_are_superseded(mem: Face) -> None:
    mem.add("저는 서울에 살아요.", user_id="minjun", timestamp="2024-01-01")
    mem.add("지난주에 부산으로 이사했어요.", user_id="minjun", timestamp="2025-01-01")

    found = texts(mem.search("어디에 살아?", user_id="minjun"))
    assert "부산" in found[0]
    assert not any("서울" in text for text in found)


def test_either_language_finds_the_other(mem: Face) -> None:
    mem.add("I live in Busan.", user_id="ana", infer=False)
    mem.add("I like jazz.", user_id="ana", infer=False)

    assert "Busan" in texts(mem.search("어디에 살아?", user_id="ana"))[0]


def test_what_was_said_earlier_but_told_later_does_not_replace_the_present(mem: Face) -> None:
    mem.add("I moved to Busan.", user_id="ana", timestamp="2025-01-01")
    mem.add("I live in Seoul.", user_id="ana", timestamp="2020-01-01")

    assert all("Seoul" not in text for text in texts(mem.get_all(user_id="ana")))


def test_messages_answer_where_no_memory_does(mem: Face) -> None:
    mem.add(
        [
            {"role": "user", "content": "I live in Lyon."},
            {"role": "assistant", "content": "The marionette museum there opens at ten."},
        ],
        user_id="ana",
    )

    evidence = [r for r in mem.search("marionette museum opening", user_id="ana") if r.get("evidence")]

    assert any("marionette" in r["memory"] for r in evidence)
    assert mem.get(evidence[0]["id"])["memory"] == evidence[0]["memory"]
    assert all("marionette" not in text for text in texts(mem.get_all(user_id="ana")))


@pytest.mark.parametrize(
    ("told", "asked"), [("I live in Leeds.", "Where do I live?"), ("私は東京に住んでいます。", "どこに住んでいますか？")]
)
def test_a_question_asked_before_is_no_answer_to_itself(mem: Face, told: str, asked: str) -> None:
    mem.add([{"role": "user", "content": told}, {"role": "user", "content": asked}], user_id="ana")

    assert [r["memory"] for r in mem.search(asked, user_id="ana")] == [told[:-1]]
    assert asked in [r["memory"] for r in mem.search(asked.rstrip("?？"), user_id="ana")]  # words may look for it


def test_evidence_can_be_deleted_by_its_id(mem: Face) -> None:
    mem.add(
        [
            {"role": "user", "content": "I live in Lyon."},
            {"role": "assistant", "content": "The marionette museum there opens at ten."},
        ],
        user_id="ana",
    )
    found = next(r for r in mem.search("marionette museum", user_id="ana") if "marionette" in r["memory"])

    mem.delete(found["id"])

    assert mem.get(found["id"]) is None
    assert not any("marionette" in text for text in texts(mem.search("marionette museum", user_id="ana")))


def test_facts_of_one_user_never_touch_another(mem: Face) -> None:
    mem.add("I live in Seoul.", user_id="ana")
    mem.add("I moved to Busan.", user_id="bo")

    assert "Seoul" in texts(mem.get_all(user_id="ana"))[0]
    assert all("Seoul" not in text for text in texts(mem.search("Where do I live?", user_id="bo")))


def test_an_immutable_memory_outlives_what_is_said_later(mem: Face) -> None:
    mem.add("I live in Seoul.", user_id="ana", immutable=True)
    mem.add("I moved to Busan.", user_id="ana")

    assert any("Seoul" in text for text in texts(mem.get_all(user_id="ana")))


def test_the_same_fact_from_many_threads_is_kept_once(tmp_path: Path) -> None:
    with Memory({"path": tmp_path / "m.db"}) as memory, ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: memory.add("I'm allergic to peanuts.", user_id="ana"), range(24)))

        assert sum(r["event"] == "ADD" for a in answers for r in a["results"]) == 1
        assert len(memory.get_all(user_id="ana")) == 1
        assert memory.stats()["problems"] == []


def test_a_question_about_somebody_else_is_answered_by_what_is_known_of_them(mem: Face) -> None:
    for text in ("I live in Leeds.", "My sister Rita lives in Oslo.", "I work as a nurse.", "My brother Tom works as a pilot."):
        mem.add(text, user_id="ana")

    asked = {
        "Where do I live?": "Leeds",
        "Where does Ana live?": "Leeds",
        "Where does my sister live?": "Oslo",
        "Where does Rita live?": "Oslo",
        "What does Tom do for work?": "pilot",
        "What is my job?": "nurse",
    }
    answers = {question: texts(mem.search(question, user_id="ana"))[0] for question in asked}
    assert [q for q, answer in answers.items() if asked[q] not in answer] == []


def test_a_korean_question_about_somebody_else(mem: Face) -> None:
    for text in ("저는 부산에 살아요.", "제 동생은 대구에 살아요."):
        mem.add(text, user_id="minjun")

    assert "부산" in texts(mem.search("민준이는 어디에 살아?", user_id="minjun"))[0]
    assert "대구" in texts(mem.search("동생은 어디에 살아?", user_id="minjun"))[0]
