"""The rules on facts that a model worded: a changed answer replaces, a likeness of words does not."""

from __future__ import annotations

import pytest

from .conftest import Making, facts

BESIDE = [
    ("Evan went on a trip to the Rockies with his family.", "Evan went on a trip to Canada where he met a woman."),
    ("Maria got a puppy named Coco, bringing joy to her life.", "Maria's new pup, Shadow, brings joy to her life."),
    ("John has been playing Among Us, a game.", "John is playing a new game, The Witcher 3."),
    ("사용자는 군산에 산다", "사용자의 형이 여자친구와 속초로 이사 갔다"),
    ("User drives a Skoda", "Ana's boss swapped the van for a Tesla"),
]


@pytest.mark.parametrize(("first", "second"), BESIDE)
def test_alike_is_not_the_same(learner: Making, first: str, second: str) -> None:
    memory = learner([facts(first), facts(second)])

    memory.add("We talked about last week", user_id="ana")
    memory.add("We talked about this week", user_id="ana")

    assert memory.texts() == [first, second]


CHANGED = [
    ("User works at Acme as a nurse", "User now works at Initech"),
    ("User's phone number is 555 123", "User's phone number is 555 999"),
    ("사용자는 리옹에 산다", "사용자는 파리로 이사했다"),
    ("User plays the cello", "User plays the oboe now"),
    ("User's dentist is Dr Lindqvist", "These days Dr Okafor looks after User's teeth"),
    ("User's broadband is from Telco", "User switched broadband from Telco to Hyperlane"),
    ("사용자는 첼로를 켠다", "사용자는 첼로를 그만두고 오보에를 분다"),
]


@pytest.mark.parametrize(("first", "second"), CHANGED)
def test_another_answer_to_the_same_question_replaces(learner: Making, first: str, second: str) -> None:
    memory = learner([facts(first), facts(second)])

    memory.add("We talked about last week", user_id="ana", timestamp="2025-01-01")
    memory.add("We talked about this week", user_id="ana", timestamp="2025-02-01")

    assert memory.texts() == [second]
