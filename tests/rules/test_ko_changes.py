"""Korean: what another person does, changes told in other words, plans that fall through, bare corrections, idle talk."""

from __future__ import annotations

import pytest

from .sayings import decide, events, facts, remembered, said


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("나는 매일 커피 마셔.", "룸메이트는 매일 홍차 마셔."),
        ("나 아침마다 두유 마셔.", "룸메는 이제 아침마다 녹차 마셔."),
        ("나 아메리카노 마셔.", "옆자리 동료는 이제 라떼 마셔."),
        ("나 아이폰 써.", "짝꿍은 이번에 갤럭시로 바꿨어."),
        ("나 지하철로 출근해.", "팀 동료들은 요즘 자전거로 출근해."),
        ("저는 필라테스 해요.", "같이 사는 친구는 요즘 요가 해요."),
        ("나 커피 마셔.", "사촌형이 요즘 홍차만 마셔."),
        ("나 커피 마셔.", "회사 사람들은 요즘 홍차 마셔."),
        ("제 생일은 3월 1일이에요.", "룸메이트는 생일이 5월 2일이에요."),
        ("내가 제일 좋아하는 색은 초록이야.", "룸메이트가 제일 좋아하는 색은 보라야."),
    ],
)
def test_the_habits_of_others_leave_mine_alone(mine: str, theirs: str) -> None:
    assert set(events(theirs, *[f.text for f in facts(mine)])) == {"ADD"}


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("우리 강아지 사료는 로얄캐닌 먹여.", "사료 오리젠으로 바꿨어."),
        ("고양이 간식은 츄르 줘.", "간식 템테이션으로 갈아탔어."),
        ("가계부는 뱅크샐러드 써.", "가계부 앱 편한가계부로 옮겼다."),
        ("저는 에버노트 써요.", "메모 앱을 옵시디언으로 옮겼어요."),
        ("샴푸는 려 써.", "샴푸 미쟝센으로 바꿈."),
        ("PT는 김민수 쌤한테 받아.", "이제 박지훈 쌤한테 PT 받아."),
        ("피아노 레슨은 이은지 선생님한테 받아요.", "이번 달부터 최유리 선생님한테 레슨 받아요."),
        ("나 지하철로 출퇴근해.", "요즘 자전거로 출퇴근해."),
        ("버스 타고 회사 다녀.", "이제 따릉이로 출퇴근해."),
        ("나 대리야.", "나 과장 달았다!"),
        ("딸은 무지개어린이집 다녀.", "딸 어린이집 옮겼어, 이제 햇살이야."),
        ("취미는 뜨개질이야.", "요즘 취미는 도예야."),
    ],
)
def test_a_change_told_in_other_words_replaces_the_old_habit(before: str, now: str) -> None:
    assert [e for e in events(now, before) if e != "ADD"] == ["UPDATE"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("강아지 사료는 로얄캐닌 먹여.", "고양이 사료는 오리젠 먹여."),
        ("이은지 선생님한테 피아노 배워.", "박지훈 쌤한테 수영 배워."),
        ("이은지 선생님한테 피아노 배워.", "어제 박지훈 선생님한테 수업 들었어."),
        ("샴푸는 려 써.", "치약은 페리오 써."),
        ("나 지하철로 출퇴근해.", "언니는 이제 자전거로 출퇴근해."),
    ],
)
def test_things_of_another_kind_or_person_stand_side_by_side(one: str, other: str) -> None:
    assert set(events(other, one)) == {"ADD"}


@pytest.mark.parametrize(
    ("plan", "off"),
    [
        ("내년에 캐나다로 유학 가기로 했어.", "유학은 안 가기로 했어."),
        ("호주로 이민 갈 계획이야.", "이민 얘기는 물 건너갔어."),
        ("다음 달에 판교로 이사 갈 예정이야.", "이사는 없던 일로 했어."),
        ("다음 달에 판교로 이사 갈 예정이야.", "이사 가려던 거 취소됐어."),
        ("10월에 결혼식 올려.", "결혼식은 안 하기로 했어요."),
        ("7월에 하프 마라톤 나가기로 했어.", "마라톤은 안 나가기로 했어."),
        ("카페 창업 준비 중이에요.", "창업은 접기로 했어요."),
        ("여름에 유럽 여행 갈 예정이야.", "유럽은 못 가게 됐어."),
    ],
)
def test_a_plan_that_falls_through_is_closed(plan: str, off: str) -> None:
    assert events(off, plan) == ["DELETE"]


@pytest.mark.parametrize(
    ("before", "now", "right"),
    [
        ("제 혈액형은 A형이에요.", "잘못 알고 있었더라고요. AB형이랍니다.", "AB형"),
        ("우리 아들은 열 살이야.", "아 잘못 말했네, 열한 살이 맞아요.", "열한 살"),
        ("우리 고양이 이름은 나비야.", "이름은 나미야 (오타).", "나미"),
        ("우리 딸 이름은 서윤이야.", "오타 났네, 서연이야.", "서연"),
    ],
)
def test_a_right_value_alone_corrects(before: str, now: str, right: str) -> None:
    decision = decide(now, [remembered(before.rstrip("."), days_ago=0)])[-1]

    assert decision.event == "UPDATE"
    assert right in decision.fact.text


@pytest.mark.parametrize(
    "text",
    [
        "이걸로 삼행시",
        "선물 추천 좀 해봐",
        "고마워 덕분에 살았다",
        "그냥 시험해보는 거야",
        "나 지금 너 테스트하는 거야",
        "갑자기 소나기 쏟아지네",
        "첫눈 온다!",
        "한 줄로 요약",
        "이 문장 좀 다듬어",
    ],
)
def test_requests_thanks_and_weather_leave_nothing(text: str) -> None:
    assert said(text).facts == []


@pytest.mark.parametrize(
    "text",
    [
        "나 비 오는 날 싫어해",
        "다음 주에 운전면허 시험 봐",
        "주말마다 클라이밍 ㅋㅋ",
        "와 클라이밍 진짜 힘들다 ㅋㅋ 팔 떨려",
        "필라테스 시작함",
    ],
)
def test_likes_tests_and_exercise_are_kept(text: str) -> None:
    assert facts(text) != []
