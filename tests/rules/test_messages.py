"""Changes that only the message as a whole tells: its matter, the value in it, the verb that ends something unnamed."""

from __future__ import annotations

import pytest

from .sayings import decide, facts, remembered

OTHERS = ("I like jazz.", "My sister lives in Bonn.", "나는 재즈를 좋아해.")


def _touched(before: str, now: str, *, days_ago: int = 30) -> list[tuple[str, str]]:
    """(event, new text) of every memory that the message changes; it must be the one of `before`."""
    known = [*map(remembered, OTHERS), remembered(before, days_ago=days_ago)]
    done = [d for d in decide(now, known) if d.event in ("UPDATE", "DELETE")]
    assert all(d.target is known[-1] for d in done)
    return [(d.event, d.fact.text) for d in done]


@pytest.mark.parametrize(
    ("before", "now", "value"),
    [
        ("My rent is £610 a month.", "The landlady sent an email. It's £655 as of March.", "655"),
        ("I'm majoring in chemistry.", "The paperwork is through. I'm officially an astronomy major.", "astronomy"),
        ("My manager is Ottilie Brand.", "The reorg came. Rufus Kane is my boss since Monday.", "Rufus Kane"),
        ("Wake me at 5:15, that's when I get up.", "New shifts! The alarm is at half eight now.", "half eight"),
        ("I drink flat whites, always order one.", "Doctor's orders. When you order, it's a mint tea for me now.", "mint tea"),
        ("월세는 48만 원이야.", "집주인이 재계약하재. 다음 달부터 55만 원 내야 해.", "55"),
        ("저는 천안에서 살아요.", "목포로 내려온 지 석 달 됐어요. 바람이 세네요.", "목포"),
        ("저희 팀장님은 오경철 님이에요.", "조직 개편이 있었어요. 이제 팀장은 남소희 님이 맡으셨어요.", "남소희"),
    ],
)
def test_a_value_beside_the_words_of_its_matter_is_the_new_answer(before: str, now: str, value: str) -> None:
    touched = _touched(before, now)

    assert [event for event, _ in touched] == ["UPDATE"]
    assert value in touched[0][1]


@pytest.mark.parametrize(
    ("before", "now", "value"),
    [
        ("My root canal is on 8 April.", "The dentist is ill, so they squeezed me in on the 17th.", "17th"),
        ("My essay on Keats is due on 3 May.", "I begged her. The new date for the Keats essay is 20 May.", "20 May"),
        ("건강검진을 3월 19일에 예약했어요.", "검진센터에서 연락이 왔어요. 4월 2일로 바꿨어요.", "4월 2일"),
        ("혈압약은 5밀리 먹어.", "의사가 수치가 높대. 10밀리로 올렸어.", "10밀리"),
    ],
)
def test_what_is_on_the_calendar_moves_with_the_message(before: str, now: str, value: str) -> None:
    touched = _touched(before, now)

    assert [event for event, _ in touched] == ["UPDATE"]
    assert value in touched[0][1]


@pytest.mark.parametrize(
    ("before", "now", "right"),
    [
        ("My wife is a geologist.", "Botanist! I have been getting it wrong for years.", "My wife is a botanist"),
        ("The coach leaves at 6:50.", "I am an idiot. 18:50, in the evening.", "The coach leaves at 18:50"),
        ("Deliveries go to 47 Larch Road.", "Whoops. We're number 74.", "Deliveries go to 74 Larch Road"),
        ("면접은 7층 회의실이야.", "문자 다시 보니까 4층이네??", "면접은 4층 회의실이야"),
    ],
)
def test_a_right_value_goes_into_the_sentence_it_corrects(before: str, now: str, right: str) -> None:
    touched = _touched(before, now, days_ago=1)

    assert [(event, text.rstrip(".")) for event, text in touched] == [("UPDATE", right)]


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("We're flying to Oslo in May.", "Two of us are ill. We've scrapped it and got our money back."),
        ("My hamster Biscotti has a new wheel.", "We buried the little fella this morning."),
        ("I'm in for the Bergen marathon in May.", "My knee is done for. I've given my place to a friend."),
        ("I drive a Skoda Octavia.", "The garage shook its head. It went to the scrapyard."),
        ("금붕어 보리를 키워.", "아침에 떠 있더라. 뒷산에 묻어줬어."),
        ("저녁 6시 이후 금식 중이야.", "성격만 나빠지고 살은 그대로라서 때려침."),
    ],
)
def test_a_verb_of_ending_says_what_sort_of_thing_ends(before: str, now: str) -> None:
    assert [event for event, _ in _touched(before, now)] == ["DELETE"]


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("My rent is £610 a month.", "The landlady came by. The new sofa cost £655."),
        ("I live in Leeds.", "Back from a week in Porto, the flat we rented was tiny."),
        ("I live in Porto.", "I start on 5 May. The studio is in Lyon, so I'm moving there at the end of April."),
        ("I have a meeting with Eva on Monday.", "The meeting with Omar is on Tuesday now."),
        ("My son plays the violin.", "I gave up on the piano."),
        ("I drive a Skoda Octavia.", "We gave it our all at the match."),
        ("My manager is Ottilie Brand.", "My sister's boss is Rufus Kane since Monday."),
        ("지우는 바이올린을 배워.", "지우 피아노는 작년에 끊었어."),
        ("저는 천안에서 살아요.", "여수로 여행 왔어요. 바람이 세네요."),
    ],
)
def test_what_speaks_of_something_else_changes_nothing(before: str, now: str) -> None:
    assert _touched(before, now) == []


def test_a_memory_that_says_more_keeps_the_rest() -> None:
    """Only the number changes in a sentence that tells the birthday too."""
    known = remembered("My phone number is 087 555 1234 and my birthday's on 14 March.")

    assert [(d.event, d.fact.text) for d in decide("Also changed my number, it's 085 222 9876 now.", [known])] == [
        ("UPDATE", "My phone number is 085 222 9876 and my birthday's on 14 March.")
    ]


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("I'm learning Danish for our trip to Aarhus in May.", "The Aarhus trip is cancelled."),
        ("My partner Gus and I have a beagle.", "Gus and I split up."),
        ("저는 판교에서 백엔드 개발하는 김지훈이라고 해요.", "요즘 헬스장 다녀요."),
        ("저는 판교에서 백엔드 개발하는 김지훈이라고 해요.", "이제 두레소프트 다녀요."),
    ],
)
def test_what_ends_takes_nothing_true_with_it(before: str, now: str) -> None:
    assert _touched(before, now) == []


def test_what_a_new_pet_is_called_is_kept() -> None:
    assert [fact.text for fact in facts("Adopted a cat! She's called Pixel.")] == ["Adopted a cat!", "She's called Pixel"]


def test_a_month_takes_its_year_from_its_own_part_of_the_sentence() -> None:
    (fact,) = facts("Oslo is cancelled, going to Bergen instead in June.")  # said in October 2024

    assert "(2025-06)" in fact.text
