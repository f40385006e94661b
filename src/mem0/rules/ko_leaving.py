# ruff: noqa: E501 - one pattern a line reads better than broken ones
"""Korean: how it is told on the way that a thing is over: § 판 돈으로, §이 문을 닫아서, § 끊은 지."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .ko_matters import MATTERS
from .ko_words import bare
from .partings import Leaving

_PARTICLE = r"(?:이?(?:라는|란) [가-힣]+)?(?:이)?(?:에서는|에서도|에서|에게|한테|으로|로|이랑은?|랑은?|하고는?|와는?|과는?|은|는|이|가|을|를|도|에|의|께서|만)?"
_AFTER = re.compile(
    rf"[가-힣]{{0,3}}?{_PARTICLE}\s(?:(?!(?:안|못)\s)\S+\s){{0,4}}?"
    r"(?:그만\s?(?:[뒀두둔둘]|하고|한|했|다니|먹)|관[뒀두둔]|때려\s?[치쳤친]|끊[었은고기어]|해지[했하한]|해약|탈퇴|취소[했하한됐되]|떠[나난났]|나가(?:고|서|면서|니|자)|나간 (?:뒤|지|후)|나갔|팔[았고아]|판 (?:돈|뒤|지|후|다음)|처분[했하한]|정리[했하한]|접[었은고]|헤어[졌지진]|끝[났나난냈]|이혼|갈라[섰서선]|퇴사|은퇴|졸업|폐업|폐강|닫[았은고아]|망[했하한해]|없어[졌지진]|사라[졌지진]|돌아가셨|죽[었은고]|무지개|하늘나라|별이|보내고|보낸 (?:뒤|지|후)|고장|잃어버|도둑맞|망가[졌지진]|버[렸리린]|넘[겼기긴]|송별|작별|고별|마지막 (?:날|출근|수업|근무)|안 맞|(?:안|못) (?:하|한|해|했|피|먹|마시|마신|마셔|다니|다닌|다녀|쓰|쓴|써|가|간|보|본|봐|타|탄|치|친|나가|나간)|아니(?:라|고|었)|시절|(?:살|다닐|쓸|탈|만날|키울|배울) 때|말고|대신|갈아[탔타탄]|바꾸고|옮기고|전과|전학|빼고|뺐|손 (?:뗐|뗀|떼)|유학 가|이민 가|휴직|퇴임|반납|환불|단종|만료|이별|없이도? (?:잘|충분|괜찮)|바꿔)"
    r"|[가-힣]{0,3}?(?:에서|을|를|은|는)\s(?:\S+\s)?나(?:오고|오면서|오니|오자|온 뒤|온 지|온 후|왔)"
)
_DENIED = re.compile(r"(?:그만|끊|팔|떠나|해지|관|버리|접|헤어|취소|정리|옮기|바꾸)\S* ?(?:건|것은|거는?|게|적은?|생각은?|일은?) ?(?:아니|아닌|없|전혀)|[가-힣](?:지|진|지는|지도) ?(?:않|못|말)|(?:안|못) (?:끊|그만|팔|떠나|해지|접|헤어|버리)|(?:말고|대신)[^가-힣]*$|면 (?:어떻|어떨|좋)|까 (?:고민|생각)|고 ?싶")
_NOT_NAMES = frozenset("이름 우리 제가 내가 나는 저는 지금 매주 매일 아침 저녁 주말 하루 이번 다음 정도 때문 요즘 회사 학교 병원 집".split())  # noqa: SIM905


def _names(text: str) -> Iterator[str]:
    yield from (word for word in MATTERS.values("name", text) if word not in _NOT_NAMES)


def _heads(text: str) -> Iterator[str]:
    for token in text.split():
        word = bare(token)
        if len(word) >= 2 and "가" <= word[0] <= "힣" and word not in _NOT_NAMES:
            yield word


_WEAK = re.compile(r"떠[나난났]|나[오온왔가간갔]|닫|잃어버|없어|끝|마지막|안 |못 ")
_FLEETING = re.compile(r"오늘(?!부터)|방금|아까|한 시간|잠깐|\d+분|(?:아침|저녁|밤|새벽|오전|오후|낮) ?\d+시|일찍|늦게|두고")
AWAY = re.compile(r"여행|휴가|며칠|잠깐|잠시|당분간|오늘만|하루만|이번 주만|파업")

LEAVING = Leaving(after=_AFTER, weak=_WEAK, fleeting=_FLEETING, denied=_DENIED, word=r"(?<![가-힣A-Za-z0-9])§", names=_names, heads=_heads)
