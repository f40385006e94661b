"""Corrections that name both values, and requests to forget."""

from __future__ import annotations

import pytest

from .sayings import decide, events, facts, remembered


@pytest.mark.parametrize(
    ("before", "correction", "after"),
    [
        ("I live on Rose Street.", "*Rowan Road, not Rose Street", "I live on Rowan Road."),
        ("I live at 12 Rose Street.", "Sorry, it's 14 Rowan Road, not Rose Street.", "I live at 14 Rowan Road."),
        ("My niece is seven.", "She's eleven, not seven.", "My niece is eleven."),
        ("My optician is Dr Wu.", "Oops, Dr Woo, not Dr Wu", "My optician is Dr Woo."),
        ("I keep bees behind the barn in Kent.", "It's Essex, not Kent.", "I keep bees behind the barn in Essex."),
    ],
)
def test_the_new_value_takes_the_place_of_the_old(before: str, correction: str, after: str) -> None:
    decision = decide(correction, [remembered(before, days_ago=2)])[0]

    assert (decision.event, decision.fact.text) == ("UPDATE", after)


@pytest.mark.parametrize(
    ("before", "correction", "after"),
    [
        (
            "분기 보고 자리는 2층 매화실입니다",
            "제가 자리를 헷갈렸습니다. 분기 보고는 7층 국화실이에요.",
            "분기 보고는 7층 국화실이에요",
        ),
        (
            "회계 쪽 담당자는 정다은 과장님이에요",
            "제가 담당자 성함을 헷갈렸어요. 정다온 과장님이십니다.",
            "회계 쪽 담당자는 정다온 과장님이에요",
        ),
        (
            "회계 쪽 담당자는 한지후 과장님이에요",
            "제가 담당자 성함을 헷갈렸어요. 한지우 과장님이십니다.",
            "회계 쪽 담당자는 한지우 과장님이에요",
        ),
    ],
)
def test_a_value_takes_anothers_place_only_as_the_whole_difference(before: str, correction: str, after: str) -> None:
    """Else the sentence as it was said does: no memory says what nobody said."""
    decisions = [d for d in decide(correction, [remembered(before, days_ago=1)]) if d.event == "UPDATE"]

    assert [d.fact.text for d in decisions] == [after]


def test_what_a_correction_speaks_of_besides_is_no_new_value() -> None:
    """The calling card shows that the name was wrong: it does not take the department's place."""
    known = [remembered("회계 쪽 담당자는 정다은 과장님이에요", days_ago=1)]
    texts = [d.fact.text for d in decide("명함을 다시 보니 담당자 성함을 틀리게 드렸네요. 정다온 과장님이십니다.", known)]

    assert not any(text.startswith("명함 쪽") for text in texts)


def test_a_name_that_ends_like_a_particle_is_not_taken_for_the_one_that_goes_on_differently() -> None:
    """Without its last syllable 정다은 would be the beginning of 정다온, and what is new would be known already."""
    assert "NOOP" not in events("정다온 과장님이십니다.", "회계 쪽 담당자는 정다은 과장님이에요")


@pytest.mark.parametrize(
    ("before", "correction"),
    [
        ("I live on Rose Street.", "Rowan Road, not Elm Street"),
        ("My brother lives in York.", "I live in Leeds, not York."),
        ("I like tea.", "I drink it for the taste, not because of the caffeine."),
    ],
)
def test_a_value_that_is_not_known_is_never_replaced(before: str, correction: str) -> None:
    changed = [d.fact.text for d in decide(correction, [remembered(before, days_ago=2)]) if d.event == "UPDATE"]

    assert not any(before.split()[1] in text and "not" in text.split() for text in changed)
    assert before.startswith("I live") or not changed


@pytest.mark.parametrize(
    ("before", "wish"),
    [
        ("My ex's address is 4 Elm Lane.", "Please delete my ex's address."),
        ("My knee surgery is on 4 May.", "Forget what I said about the knee surgery."),
        ("I live at 4 Elm Lane.", "Forget my address please."),
        ("My email is ana@example.org.", "Forget my email."),
        ("My bank PIN is 4411.", "Can you delete my bank PIN?"),
        ("Hannah owes me money.", "Please forget everything about Hannah."),
    ],
)
def test_what_one_asks_to_forget_ends_and_the_wish_is_not_kept(before: str, wish: str) -> None:
    known = [remembered(before), remembered("My dentist is Dr Osei.")]
    decisions = decide(wish, known)

    assert [(d.event, d.target, d.keep) for d in decisions] == [("DELETE", known[0], False)]


def test_forgetting_what_is_not_known_changes_nothing() -> None:
    assert events("Please delete my ex's address.", "My dentist is Dr Osei.") == ["NOOP"]


def test_forgetting_ones_own_address_keeps_that_of_others() -> None:
    assert events("Forget my address please.", "My sister lives at 4 Elm Lane.") == ["NOOP"]


def test_an_immutable_memory_is_not_forgotten() -> None:
    assert [d.event for d in decide("Delete my bank PIN.", [remembered("My bank PIN is 4411.", immutable=True)])] == ["NOOP"]


@pytest.mark.parametrize("text", ["Don't forget my bank PIN is 4411.", "I always forget my umbrella at work."])
def test_forgetting_oneself_is_no_request(text: str) -> None:
    assert not any(fact.closes for fact in facts(text))


def test_a_correction_never_makes_a_sentence_that_nobody_said() -> None:
    room = [remembered("주간 회의 장소는 3층 한라실입니다.", days_ago=1)]
    name = [remembered("하늘유통 쪽 담당자는 박은채 주임님이에요.", days_ago=1)]

    moved = decide("제가 장소를 헷갈렸습니다. 주간 회의는 5층 백두실이에요.", room)
    named = decide("명함을 다시 보니 담당자 성함을 틀리게 드렸네요;; 박은재 주임님이십니다.", name)

    assert [d.fact.text for d in moved if d.event == "UPDATE"] == ["주간 회의는 5층 백두실이에요"]
    assert [d.fact.text for d in named if d.event == "UPDATE"] == ["하늘유통 쪽 담당자는 박은재 주임님이에요."]
