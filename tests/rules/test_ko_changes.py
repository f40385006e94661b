"""Korean: what another person does, changes told in other words, plans that fall through, bare corrections, idle talk."""

from __future__ import annotations

import pytest

from .sayings import events, facts


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("나는 매일 커피 마셔.", "룸메이트는 매일 홍차 마셔."),
        ("나 아침마다 두유 마셔.", "룸메는 이제 아침마다 녹차 마셔."),
        ("나 아메리카노 마셔.", "옆자리 동료는 이제 라떼 마셔."),
        ("나 아이폰 써.", "짝꿍은 이번에 갤럭시로 바꿨어."),
        ("나 지하철로 출근해.", "팀 동료들은 요즘 자전거로 출근해."),
        ("저는 필라테스 해요.", "같이 사는 친구는 요즘 요가 해요."),
        ("제 생일은 3월 1일이에요.", "룸메이트는 생일이 5월 2일이에요."),
        ("내가 제일 좋아하는 색은 초록이야.", "룸메이트가 제일 좋아하는 색은 보라야."),
    ],
)
def test_the_habits_of_others_leave_mine_alone(mine: str, theirs: str) -> None:
    assert set(events(theirs, *[f.text for f in facts(mine)])) == {"ADD"}
