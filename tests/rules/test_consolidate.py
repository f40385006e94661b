"""The four operations: what a new statement does to what is known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mem0.rules.consolidate import consolidate, crosses_runs, query_slot, recall_needs

from .sayings import decide, events, facts, remembered


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("I live in Varna.", "I've moved to Plovdiv."),
        ("I work at Quillon Press.", "I started at Marsh Robotics on Monday."),
        ("My phone number is 020 7946 0110.", "My new number is 020 7946 0999."),
        ("I'm a vegan.", "I eat pescatarian now."),
        ("The seminar is on Mondays at 9:00.", "The seminar has been moved to 14:30."),
        ("My dentist is Dr Abara.", "My dentist is Dr Kovacs now."),
        ("나는 원주에 살아.", "나 지난주에 강릉으로 이사했어."),
        ("저는 다솜전자 다녀요.", "저 이번에 한결제약으로 이직했어요."),
        ("발표 마감은 5월 2일이야.", "발표 마감이 5월 16일로 밀렸어."),
    ],
)
def test_a_newer_answer_updates_the_older_one(before: str, now: str) -> None:
    assert "UPDATE" in events(now, before)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("I live in Varna.", "My friend Hugo moved to Turku."),
        ("I live in Varna.", "I'm in Turku this week for a conference."),
        ("I live in Varna.", "I'm thinking of moving to Turku."),
        ("I live in Varna.", "I'm moving to Turku next year."),
        ("I'm allergic to nuts.", "I'm also allergic to latex."),
        ("I speak Greek.", "I'm learning Finnish."),
        ("My dog is called Rex.", "We adopted a kitten, Mimi."),
        ("My brother Ivo lives in Split.", "My brother Luka lives in Zadar."),
        ("I play tennis.", "My aunt gave up tennis."),
        ("I have a meeting with Eva on Monday at 10.", "My meeting with Omar moved to Tuesday at 11."),
        ("I went to Crete last summer.", "The trip to Rome is cancelled."),
        ("나는 원주에 살아.", "동생이 강릉으로 이사했어."),
        ("저는 원주에 살아요.", "이번 주는 부산에 있어요."),
        ("저는 새우 알레르기가 있어요.", "우유에도 알레르기가 있대요."),
    ],
)
def test_what_does_not_contradict_stays(before: str, now: str) -> None:
    assert set(events(now, before)) <= {"ADD"}


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("I go to yoga on Fridays.", "I gave up yoga."),
        ("I'm dating a guy named Luis.", "We broke up yesterday."),
        ("Our flight to Malta is on 3 June.", "I've cancelled the trip to Malta."),
        ("I have Spotify, the family plan.", "I unsubscribed from Spotify."),
        ("매주 수요일에 요가 다녀.", "요가 그만뒀어."),
        ("남자친구 이름은 도윤이야.", "남자친구랑 헤어졌어."),
    ],
)
def test_an_ending_deletes_what_ended(before: str, now: str) -> None:
    decisions = decide(now, [remembered(before)])

    assert [d.event for d in decisions] == ["DELETE"]
    assert decisions[0].target is not None
    assert decisions[0].fact.closes


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("I'm left-handed.", "As a lefty I need special scissors."),
        ("I work nights at the bakery.", "As I told you, I work nights at the bakery."),
        ("I live in Varna.", "I live in Varna."),
        ("저는 왼손잡이예요.", "제가 왼손잡이인 거 아시죠?"),
    ],
)
def test_what_is_known_is_not_added_again(before: str, now: str) -> None:
    assert events(now, before) == ["NOOP"]


def test_a_correction_rewrites_the_sentence_it_corrects() -> None:
    decision = decide("It's Hannah, not Hanna.", [remembered("My niece is called Hanna and plays chess.", days_ago=0)])[0]

    assert (decision.event, decision.fact.text) == ("UPDATE", "My niece is called Hannah and plays chess.")


def test_a_korean_correction_keeps_the_particles_right() -> None:
    decision = decide("아 미안, 민주가 아니라 민준이야.", [remembered("조카 이름은 민주고 여섯 살이야.", days_ago=0)])[0]

    assert (decision.event, decision.fact.text) == ("UPDATE", "조카 이름은 민준이고 여섯 살이야.")


def test_an_immutable_memory_is_never_changed() -> None:
    """Whatever is said, a memory that was marked so stays."""
    known = [remembered("I live in Varna.", immutable=True)]

    for text in ("I've moved to Plovdiv.", "I no longer live in Varna.", "Not Varna but Plovdiv."):
        assert [d.event for d in decide(text, known) if d.target and d.event != "NOOP"] == []


def test_memories_without_a_slot_are_understood_by_their_text() -> None:
    """As a language model or an import writes them."""
    known = remembered("User lives in Varna", slot=False)

    assert known.slot is None
    assert decide("I've moved to Plovdiv.", [known])[0].event == "UPDATE"


def test_one_fact_may_close_several_memories() -> None:
    known = [remembered("I live in Varna.", days_ago=90), remembered("I live in Burgas.", days_ago=60)]

    decisions = decide("I've moved to Plovdiv.", known)

    assert [d.event for d in decisions] == ["UPDATE", "DELETE"]
    assert {d.target.id for d in decisions if d.target} == {m.id for m in known}


def test_of_two_statements_in_one_message_the_later_wins() -> None:
    decisions = consolidate(facts("I live in Varna.", "Sorry, I meant I live in Burgas."), [])

    assert [d.event for d in decisions] == ["NOOP", "ADD"]


def test_what_the_store_must_show_for_a_fact() -> None:
    fact = facts("I've moved to Plovdiv.")[0]

    assert recall_needs(fact).slot == "residence"
    assert recall_needs(fact).query_text == fact.text
    assert crosses_runs(fact)


@pytest.mark.parametrize(
    ("question", "slot"),
    [
        ("Which city do I live in?", "residence"),
        ("Who do I work for?", "workplace"),
        ("When is my sister's birthday?", "birthday: sister"),
        ("저 어디 살아요?", "residence"),
        ("내 생일 언제야?", "birthday"),
        ("보고서 언제까지 내야 해?", "deadline: 보고"),
        ("What did we laugh about?", None),
    ],
)
def test_which_slot_a_question_asks_for(question: str, slot: str | None) -> None:
    assert query_slot(question) == slot


_SAYINGS = st.sampled_from(
    [
        "I live in Varna.", "I've moved to Plovdiv.", "I gave up yoga.", "I go to yoga.", "My dog is called Rex.", "Rex died.",
        "나는 원주에 살아.", "강릉으로 이사했어.", "요가 그만뒀어.", "My number is 020 7946 0110.",
        "No, 020 7946 0111, not 020 7946 0110.",
    ]
)  # fmt: skip


@given(st.lists(_SAYINGS, max_size=4), st.lists(_SAYINGS, max_size=5, unique=True))
def test_every_fact_is_decided_and_no_memory_is_changed_twice(new: list[str], old: list[str]) -> None:
    known = [remembered(text) for text in old]
    found = facts(*new)

    decisions = consolidate(found, known)

    changed = [d.target.id for d in decisions if d.target and d.event != "NOOP"]
    assert len(changed) == len(set(changed))
    assert set(changed) <= {m.id for m in known}
    assert {d.fact.message_id for d in decisions} == {f.message_id for f in found}
