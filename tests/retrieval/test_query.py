"""What a question tells beside its words: whom it names, who said it, in which letters it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mem0.retrieval.query import Query
from mem0.retrieval.scope_index import ScopeIndex

from .rows import best, row


@pytest.mark.parametrize(
    ("question", "person", "named"),
    [
        ("What does Dilys like?", "Dilys", True),
        ("What is dilys's job?", "Dilys Pugh", True),
        ("Where is Pugh from?", "Dilys Pugh", True),
        ("What do they like?", "Dilys", False),
        ("Is Bo at home?", "Bo", True),
        ("What about Annabel?", "Anna", False),
        ("지우는 뭘 배워?", "Dilys", False),
        ("지우는 뭘 배워?", "지우", True),
        ("Bob이 맡은 일은?", "Bob", True),
        ("Bobby가 맡은 일은?", "Bob", False),
    ],
)
def test_a_question_names_a_person_by_any_part_of_the_name(question: str, person: str, named: bool) -> None:
    assert Query.read(question).names(person) is named


@pytest.mark.parametrize(
    ("question", "voice"),
    [
        ("Which book did you recommend to me?", "assistant"),
        ("What was the name of the cafe you mentioned?", "assistant"),
        ("What was your advice on my back pain?", "assistant"),
        ("지난번에 추천해 준 책이 뭐였지?", "assistant"),
        ("Where do I live?", "user"),
        ("Did I tell you about my dog?", "user"),
        ("내 고양이 이름이 뭐야?", "user"),
        ("Where does Ana live?", None),
    ],
)
def test_i_and_you_tell_who_said_it(question: str, voice: str | None) -> None:
    assert Query.read(question).voice() == voice


def test_what_the_user_said_is_asked_for_with_i() -> None:
    """Both spoke of a marathon; the question is about the user."""
    scope = ScopeIndex([row(1, "A marathon is 42 kilometres", role="assistant"), row(2, "A marathon is 42 kilometres")])

    assert best(scope, "how long is my marathon?")[0] == 2
    assert best(scope, "what did you say about the marathon?")[0] == 1


@pytest.mark.parametrize(
    ("text", "share"), [("where?", 1.0), ("어디 살아?", 1.0), ("", 1.0), ("где?", 0.0), ("ab はい", 0.5)]
)
def test_the_share_that_an_english_encoder_can_use(text: str, share: float) -> None:
    """Hangul is put into English for it."""
    assert Query.read(text).readable == share


@given(st.text())
def test_any_text_is_a_question(text: str) -> None:
    query = Query.read(text)

    assert 0 <= query.readable <= 1
    assert query.voice() in ("user", "assistant", None)
