"""What the rules take for a relation, and what they leave alone."""

from __future__ import annotations

import pytest

from mem0.records import Message, Scope
from mem0.rules.extract import extract
from mem0.rules.triplets import find_triplets

AT = 1_760_000_000_000_000


def found(text: str, *, role: str = "user", actor: str | None = None) -> list[tuple[str, str, str]]:
    facts = extract([Message("m", role, text, Scope("ana"), AT, actor)]).facts
    triplets = find_triplets(facts).triplets
    return [(t.source, f"not {t.label}" if t.ended else t.label, t.target) for t in triplets]


SAYINGS = {
    "I live in Busan and work at Naver as a designer.": [("I", "lives_in", "Busan"), ("I", "works_at", "Naver")],
    "My sister Dilys plays the cello.": [("I", "sister", "Dilys"), ("Dilys", "plays", "cello")],
    "My sister's husband works at Acme.": [
        ("I", "sister", "my sister"),
        ("my sister", "husband", "my sister's husband"),
        ("my sister's husband", "works_at", "Acme"),
    ],
    "Tom's wife is Priya.": [("Tom", "wife", "Priya")],
    "My new boss is Karen Holt.": [("I", "boss", "Karen Holt")],
    "We adopted a cat named Miso.": [("I", "cat", "Miso")],
    "I left Acme and joined Globex.": [("I", "not works_at", "Acme"), ("I", "works_at", "Globex")],
    "I love green tea but hate coffee.": [("I", "likes", "green tea"), ("I", "dislikes", "coffee")],
    "Norwind was founded by Irene Falk.": [("Irene Falk", "founded", "Norwind")],
    "Karen Holt is the CEO of Acme.": [("Karen Holt", "ceo_of", "Acme")],
    "The fair was cancelled because of the flood.": [("fair", "caused_by", "flood")],
    "저는 네이버에서 디자이너로 일해요.": [("I", "근무", "네이버"), ("I", "직업", "디자이너")],
    "제 동생 민지는 카카오에 다녀요.": [("I", "동생", "민지"), ("민지", "근무", "카카오")],
    "여동생은 대구에 살아요.": [("I", "여동생", "제 여동생"), ("제 여동생", "거주", "대구")],
    "강아지 이름은 초코예요.": [("I", "강아지", "초코")],
    "민수는 제 친구예요.": [("I", "친구", "민수")],
    "서연이는 네이버를 그만두고 카카오에 입사했어요.": [("서연", "근무", "카카오"), ("서연", "not 근무", "네이버")],
    "태풍 때문에 공연이 취소됐어요.": [("공연", "원인", "태풍")],
    "저는 매운 음식을 싫어해요.": [("I", "싫어함", "매운 음식")],
}


@pytest.mark.parametrize(("text", "expected"), SAYINGS.items())
def test_a_clause_states_these_relations(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert sorted(found(text)) == sorted(expected)


@pytest.mark.parametrize(
    "text",
    [
        "I might move to Berlin.",
        "I would love to work at Google.",
        "If I lived in Paris, I'd be happy.",
        "I don't live in Leeds.",
        "I never liked coffee.",
        "Does Dilys work at Acme?",
        "I used to live in Rome.",
        "저는 커피를 좋아하지 않아요.",
        "부산에 안 살아요.",
        "서울로 이사할까 생각 중이에요.",
        "민수는 부산에 있어요.",
        "오늘은 날씨가 좋아요.",
    ],
)
def test_what_is_denied_supposed_or_past_is_no_relation(text: str) -> None:
    assert found(text) == []


def test_an_assistant_says_nothing_of_itself() -> None:
    assert found("I've booked a table in Paris for you.", role="assistant") == []


def test_in_a_group_i_is_who_speaks() -> None:
    assert found("I live in Leeds.", actor="Bo") == [("Bo", "lives_in", "Leeds")]
    assert found("My sister lives in Leeds.", actor="Bo")[0] == ("Bo", "sister", "Bo's sister")


def test_a_pronoun_means_who_was_spoken_of() -> None:
    assert ("Dilys", "works_at", "Acme") in found("Dilys lives in Leeds. She works at Acme.")
