"""Korean statements: whose fact it is, what is no repetition, what corrects, what is only talk."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from mem0.rules.dates import micros, resolve
from mem0.rules.ko_claims import claim, counts, negated, switched
from mem0.rules.ko_people import subject
from mem0.rules.ko_words import corrected
from mem0.rules.reading import read

from .sayings import decide, events, facts, remembered, said


@pytest.mark.parametrize(
    ("text", "whom"),
    [
        ("아내 차는 경차야.", "아내"),
        ("우리 부장님 이번에 제주로 이사했대.", "부장"),
        ("내 동생 민수는 여수에 살아.", "동생 민수"),
        ("언니 회사 그만뒀어.", "언니"),
        ("어머니 직업은 약사예요.", "엄마"),
        ("우리 집은 여수야.", None),
        ("친구 만났어.", None),
        ("내 동생 이름은 지호야.", None),
        ("사촌 결혼식은 토요일이야.", None),
    ],
)
def test_whose_fact_it_is(text: str, whom: str | None) -> None:
    assert subject(text) == whom


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("내 차는 스파크야.", "장모님 차는 카니발이야."),
        ("제 생일은 3월 1일이에요.", "남편 생일은 5월 2일이에요."),
        ("엄마 직업은 의사야.", "아빠 직업은 기장이야."),
        ("회사 폰은 픽셀이야.", "개인 폰은 아이폰이야."),
        ("나 은행 다녀.", "누나 은행 그만뒀어."),
        ("저는 차를 몰아요. 제 차는 레이예요.", "금요일까지 아반떼 타요."),
        ("나 소고기 먹어.", "나 돼지고기 먹어."),
        ("나는 땅콩 알레르기 있어.", "우리 아들이 땅콩 알레르기 없어졌대."),
    ],
)
def test_facts_of_others_and_of_other_things_change_nothing(before: str, now: str) -> None:
    assert set(events(now, *[f.text for f in facts(before)])) == {"ADD"}


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("나 커피 좋아해.", "나 커피 안 좋아해."),
        ("나 고양이 있어.", "나 이제 고양이 없어."),
        ("저는 비올라를 켜요.", "이제 첼로를 켜요."),
        ("나는 은행원으로 일해.", "지난달부터 바리스타로 일해."),
        ("보험은 한길생명이에요.", "보험을 새빛생명으로 갈아탔어요."),
        ("혈압약으로 암로디핀 먹고 있어.", "혈압약을 로사르탄으로 바꿨어."),
        ("머리는 가위손 미용실에서 해.", "요즘은 살롱드봄에서 머리 해."),
        ("저는 하루에 커피 세 잔 마셔요.", "이제 하루에 커피 한 잔만 마셔요."),
        ("중국어 학원 다녀.", "중국어 말고 이제 베트남어 학원 다녀."),
    ],
)
def test_a_changed_fact_replaces_the_old_one(before: str, now: str) -> None:
    assert [e for e in events(now, before) if e != "ADD"] == ["UPDATE"]


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("약을 하루에 두 번 먹어요.", "약을 하루에 세 번 먹어요."),
        ("일주일에 이틀 수영해요.", "일주일에 나흘 수영해요."),
        ("첫 번째 대화였어요.", "두 번째 대화였어요."),
    ],
)
def test_what_differs_in_a_count_is_no_repetition(before: str, now: str) -> None:
    assert "NOOP" not in events(now, before)


@pytest.mark.parametrize(
    ("before", "now", "text"),
    [
        ("내 사물함 번호는 471이야.", "아 오타, 417이야.", "내 사물함 번호는 417이야"),
        ("우리 집 주소는 달빛로 91이야.", "미안, 숫자 바꿔 썼네. 달빛로 19야.", "우리 집 주소는 달빛로 19이야"),
        ("제 남편은 외과 의사라 늘 늦어요.", "그게 아니라 마취과 의사래요.", "제 남편은 마취과 의사라 늘 늦어요"),
    ],
)
def test_a_bare_right_value_rewrites_what_was_said_last(before: str, now: str, text: str) -> None:
    decision = decide(now, [remembered(before.rstrip("."), days_ago=0)])[-1]

    assert (decision.event, decision.fact.text.rstrip(".")) == ("UPDATE", text)


def test_a_correction_that_says_more_is_no_bare_value() -> None:
    assert corrected("아니 나 어제 산에 갔어") is None
    assert corrected("오타야, 수요일이야") == "수요일"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("나 부산 사는데 맛집 추천해 줄래?", "나 부산 사는데"),
        ("글루텐 못 먹는데 파스타 대신 뭐 있을까?", "글루텐 못 먹는데"),
        ("나 기타 쳐.", "나 기타 쳐"),
        ("나는 양봉업자야.", "나는 양봉업자야"),
        ("나 서른넷이야.", "나 서른넷이야"),
        ("애가 둘 있어요.", "애가 둘 있어요"),
        ("딸 하나 키움", "딸 하나 키움"),
    ],
)
def test_short_and_passing_facts_are_kept(text: str, kept: str) -> None:
    assert [f.text for f in facts(text)] == [kept]


def test_two_facts_in_one_sentence_are_two() -> None:
    assert [f.slot for f in facts("저는 서울에 살고 땅콩 알레르기가 있어요.")] == ["residence", "allergy: 땅콩"]


def test_a_name_is_kept_with_whom_it_names() -> None:
    found = facts("우리 강아지 입양했어! 이름은 올리브야.")

    assert found[-1].text == "우리 강아지 입양했어! 이름은 올리브야"


@pytest.mark.parametrize(
    "text",
    [
        "새해 복 많이 받으세요",
        "로또 되면 성을 살 거야",
        "만약 내가 부자라면 섬을 살 거야",
        "월요일 정말 싫다",
        "조용한 연습 패드 추천 좀",
        "3번째 줄 오타 고쳐서 다시 보내 줘.",
        "그럴 수도 있겠다",
        "집에 가고 싶어",
        "영화나 볼까",
        "생일 축하해!",
    ],
)
def test_idle_talk_leaves_nothing(text: str) -> None:
    assert said(text).facts == []


def test_numbers_are_counted_in_all_their_forms() -> None:
    assert counts("하루에 두 번") == {"2"}
    assert counts("나흘 쉬고 서른넷이야") == {"4", "34"}
    assert counts("세 번째 대화") == {"3th"}
    assert counts("네 알겠어요") == frozenset()


def test_the_frame_of_a_verb_is_one_for_all_its_forms() -> None:
    one, other = claim("요즘 일본어 배우는 중이야"), claim("이제 스페인어 공부해")

    assert one is not None
    assert other is not None
    assert (one.frame, one.thing, other.thing) == (other.frame, "일본어", "스페인어")


def test_what_is_denied_and_what_is_switched() -> None:
    assert negated("커피 안 마셔")
    assert not negated("안과에 다녀")
    assert switched("통신사를 하늘텔로 바꿨어") == ("통신사", "하늘텔")


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("4월부터 극장에서 일해", date(2026, 4, 1)),
        ("4월에 결혼했어", date(2026, 4, 1)),
        ("4월에 결혼할 거야", date(2027, 4, 1)),
    ],
)
def test_a_month_lies_where_the_verb_puts_it(text: str, month: date) -> None:
    at = int(datetime(2026, 11, 20, tzinfo=UTC).timestamp() * 1e6)

    assert resolve(text, at)[1] == micros(month)


@pytest.mark.parametrize("text", ["그 안은 좋아요", "가방 안을 자주 봐요", "그건 잘은 알아요"])
def test_inside_and_well_with_a_particle_are_read(text: str) -> None:
    """안 (not, inside) and 잘 (well) before a particle once sent the reading round in circles."""
    assert read(text).language.code == "ko"
