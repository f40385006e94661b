"""What is over is told on the way, and what only goes out for an hour is not over."""

from __future__ import annotations

import pytest

from mem0.rules.leaving import left_behind
from mem0.rules.reading import read

OVER = (
    ("I live in Leeds", "Now that I've moved out of Leeds, the commute from Norwich is killing me"),
    ("I drive a Golf", "The money for the Golf paid for my bike, so I don't miss driving now that I sold the Golf"),
    ("I'm on iron tablets for anaemia", "My blood is fine, so the doctor took me off the iron"),
    ("I own a little boat called Seabiscuit", "A couple from Whitby bought the boat off me"),
    ("My manager is Marta", "Marta left for a competitor in September"),
    ("We have a tortoise named Winston", "The garden feels empty with Winston gone"),
    ("저는 캠핑카를 한 대 가지고 있어요", "캠핑카 판 돈으로 보일러를 새로 놨어요"),
    ("멜론 정기결제 하고 있어", "멜론은 돈 아까워서 끊은 지 오래고 라디오 들어"),
    ("룸메이트는 간호사고 이름은 지원이에요", "지원이가 크리스마스 전에 나가고 그 방은 서재로 꾸몄어요"),
)
GOING_ON = (
    ("I live in Bergen", "I left Bergen at six this morning and the train has no heating"),
    ("My phone is a Pixel", "I left my Pixel at home and feel naked"),
    ("I drink coffee in the morning", "I can't live without coffee"),
    ("We have a cat called Miso", "We lost Miso for an hour"),
    ("I play the accordion in a folk band", "I haven't given up the accordion, I'm just too busy"),
    ("I drive a Golf", "My brother sold his Golf"),
    ("저는 첼로가 있어요", "옆집은 첼로를 팔고 드럼을 샀어요"),
    ("나 강릉 살아", "아침 6시에 강릉 떠나서 지금 서울 가는 기차야"),
    ("저는 밴드에서 아코디언을 연주해요", "아코디언 그만둔 건 아니고 바빠서 연습을 못 하고 있어요"),
)


@pytest.mark.parametrize(("known", "told"), OVER, ids=lambda text: text[:30])
def test_a_thing_left_behind_is_found_in_any_clause(known: str, told: str) -> None:
    assert left_behind(read(told), [read("I was born in May"), read(known)]) == [1]


@pytest.mark.parametrize(("known", "told"), GOING_ON, ids=lambda text: text[:30])
def test_what_goes_on_is_not_left_behind(known: str, told: str) -> None:
    assert left_behind(read(told), [read(known)]) == []
