# ruff: noqa: E501 - one pattern a line reads better than broken ones
"""Korean: the words that people use around a question, and the values that answer it."""

from __future__ import annotations

import re
from functools import lru_cache

from ..text.korean_segment import segment
from ..text.sorts import of_sort
from .ko_words import bare
from .matters import Finder, Matters, matters

_WORD = re.compile(r"[가-힣A-Za-z0-9&+]+")
_MONEY = re.compile(r"\d[\d,.]*\s?(?:만\s?\d*\s?(?:천|원)?|억|천\s?원|원)|(?<![\d:])\d{2,4}(?![\d:]|\s?(?:시|분|일|월|년|층|호|명|살|번|kg|km|개|평|도|퍼센트|%))")
_HOUR = r"(?:\d{1,2}|한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|열한|열두)"
_TIME = re.compile(rf"(?:(?:오전|오후|아침|저녁|새벽|밤|낮)\s?)?(?<![가-힣\d]){_HOUR}\s?시(?:\s?(?:반|\d{{1,2}}분))?(?!\s?간)|정오|자정")
_PLACE = re.compile(r"(?P<v>[가-힣]{2,8})(?:으로|로|에서|에)(?=\s|$|[.,!])")
_AREA = re.compile(r"[가-힣]{1,6}(?:시|군|구|동|읍|면|리|역)$")
_NOT_PLACE = re.compile(r"^(?:새로|바로|따로|서로|별로|대로|앞으로|뒤로|위로|아래로|집|회사|학교|다시|역시|임시|즉시|또다시|그동안|동안)$")


@lru_cache(maxsize=4096)
def _strange(word: str) -> bool:
    """Whether a word holds something that the glossary does not know: most names do."""
    return any(morph.entry is None for morph in segment(word))


def _named(text: str) -> tuple[str, ...]:
    found = []
    for match in _WORD.finditer(text):
        word = bare(match.group())
        if len(word) >= 2 and (not "가" <= word[0] <= "힣" or _strange(word)) and not word.isdigit():
            found.append(word)
    return tuple(dict.fromkeys(found))


def _placed(text: str) -> tuple[str, ...]:
    found = [m["v"] for m in _PLACE.finditer(text) if not _NOT_PLACE.match(m["v"])]
    return tuple(dict.fromkeys(word for word in found if _is_place(word)))


@lru_cache(maxsize=4096)
def _is_place(word: str) -> bool:
    morphs = segment(word)
    meanings = [morph.entry.gloss for morph in morphs if morph.entry is not None]
    if any(gloss and gloss[-1] in ("city", "district", "county", "province", "island", "town", "village") for gloss in meanings):
        return True
    return bool(_AREA.match(word)) and _strange(word)


def _persons(text: str) -> tuple[str, ...]:
    found = re.findall(r"(?<![가-힣])([가-힣]{2,4}?|[가-힣](?=\s(?:선생님|쌤|원장님|교수님|과장님|팀장님)))\s?(?:선생님|쌤|샘|님|씨|팀장님?|원장님?|코치님?|교수님?|과장님?|부장님?|트레이너)(?![가-힣]*장님)", text)
    return tuple(dict.fromkeys(name for name in found if len(name) == 1 or _strange(name))) or _named(text)


def _all(pattern: re.Pattern[str]) -> Finder:
    return lambda text: tuple(dict.fromkeys(match.group().strip() for match in pattern.finditer(text)))


_DATE = re.compile(r"(?:\d{1,2}월\s?)?\d{1,2}일(?!\s?(?:째|차|간|동안))|[월화수목금토일]요일")
_MEASURE = re.compile(r"\d+(?:[.,]\d+)?\s?(?:mg|밀리그램|밀리|미리|kg|킬로|키로|ml|cm|mm|km|층|호실|호|번 출구|번|알|정|개|명|마리|평|도|퍼센트|%|페이지|쪽|회|잔|시간|분)(?![가-힣]*[월일])")
_CODE = re.compile(r"(?<![A-Za-z0-9])(?:\d{1,4}[A-Za-z]|[A-Z]{1,2}-?\d{1,4})(?![A-Za-z0-9])")
_NUMBER = re.compile(r"(?<![\d.:A-Za-z-])\d{1,6}(?![\d:.A-Za-z%-])")
_BLOOD = re.compile(r"(?<![A-Za-z])(?:[Rr][Hh]\s?[+-]?\s?)?(?P<g>AB|A|B|O|ab|a|b|o)형")


def _blood(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(m["g"].upper() for m in _BLOOD.finditer(text)))


def _eaten(text: str) -> tuple[str, ...]:
    return of_sort(text, "diet") or of_sort(text, "meat")[:1]


def _sort(name: str) -> Finder:
    return lambda text: of_sort(text, name)


_FINDERS: dict[str, Finder] = {
    "name": _named, "place": _placed, "person": _persons, "money": _all(_MONEY), "time": _all(_TIME), "date": _all(_DATE), "measure": _all(_MEASURE), "code": _all(_CODE), "number": _all(_NUMBER), "blood": _blood, "eaten": _eaten,
    **{sort: _sort(sort) for sort in ("car", "subject", "rank", "occupation", "drink", "transport", "notes app", "browser", "phone", "laptop", "bicycle")},
}  # fmt: skip

_FIRM = r"회사|직장|일하|일해|근무|다니|다녀|재직|입사|이직"
_OFFICE = r"출근|명함|사원증|사무실|부서|팀|퇴사|합격|면접|연봉|첫날|스카우트|발령|오퍼|출퇴근|동료|사수"
MATTERS = Matters(
    by_slot=matters(
        ("residence", "place", r"이사|자취|정착|살[아고게며기]|사는|산 지|거주", r"집|내려[오온왔]|올라[오온왔]|짐|입주|전입|동네|이웃|방|원룸|투룸|아파트|오피스텔|빌라|월세|전세|터를"),
        ("workplace", "name", _FIRM, _OFFICE),
        ("title", "rank", r"승진|직급|직함|진급|달았|달고|아직|입니다|이야|인데|이에요|예요", f"{_FIRM}|{_OFFICE}"),
        ("boss", "person", r"팀장|부장|상사|사수|대표|매니저", r"조직 ?개편|인사 ?이동|맡|결재|보고"),
        ("doctor dentist vet therapist", "person", r"주치의|담당의|의사|원장|치과 선생|상담 선생|선생님", r"병원|진료|담당|치과|치료|상담|동물병원"),
        ("teacher", "person", r"선생님|쌤|샘|담임|코치|강사|트레이너|교수", r"과외|레슨|수업|PT|피티"),
        ("hairdresser", "name", r"미용실|헤어샵|미용사|이발소|단골", r"머리|헤어|커트|펌|염색|이발"),
        ("partner", "person", r"여자친구|남자친구|여친|남친|애인|사귀", r"만나|연애|결혼|약혼|소개팅"),
        ("bank", "name", r"은행|통장|주거래", r"급여|월급|계좌|카드"),
        ("gym", "name", r"헬스장|헬스클럽|피트니스|짐에", r"헬스|운동|PT|회원권"),
        ("provider insurance", "name", r"인터넷|통신사|알뜰폰|보험", r"요금제|와이파이|약정"),
        ("school", "name", r"학교|유치원|어린이집", r"전학|입학|등원|등교|선생님|원복|반"),
        ("major", "subject", r"전공|학과|과 (?:학생|다니|나왔|신입)|학생|신입생|복수전공", r"전과|편입|대학|수업|과 "),
        ("car", "car", r"(?<![가-힣])차(?:는|가|를|도|로)?(?:\s|$)|자동차|운전|몰[고아]|타고", r"주차|출고|샀|팔|뽑|중고|폐차"),
        ("bike", "bicycle", r"자전거|라이딩", r"타|샀"),
        ("commute", "transport", r"출퇴근|출근|통근|통학|퇴근|회사", ""),
        ("waketime", "time", r"일어나|기상|알람", r"아침|자[는고]|출근|새벽|눈"),
        ("bedtime", "time", r"자[는고요]|잠|취침", r"눕|밤"),
        ("rent", "money", r"월세|집세|전세|관리비", r"집주인|주인|재계약|보증금"),
        ("salary", "money", r"연봉|월급|시급|급여", r"협상|인상"),
        ("drink", "drink", r"마시|마셔|마십|시키|시켜|주문|음료|무조건|얼죽아|한 잔", r"커피|카페|카페인|아아|라떼"),
        ("blood", "blood", r"혈액형|헌혈|수혈|형이", ""),
        ("diet", "eaten", r"먹|식단|채식|비건", r"고기|입맛|밥|요리"),
        ("seat", "code", r"좌석|자리", r"비행기|항공|기차|창가|통로|업그레이드|올려"),
        ("club", "name", r"축구|야구|농구|배구|풋살|팀에서|뛰", r"이적|입단|시즌|훈련|경기"),
        ("tool", "notes app", r"메모|노트|필기|기록|가계부|일정", r"정리|앱"),
        word="{}",
    ),
    finders={kind: lru_cache(maxsize=8192)(find) for kind, find in _FINDERS.items()},
    turn=re.compile(
        r"이제|이젠|요즘|요새|부터|새로|바[꿨뀌뀐꾸꿈]|옮[겼기긴김겨]|갈아|이사|이직|전과|전학|[가-힣]+[ㄴ은] 지|온 지|된 지|간 지|한 지|됐|되었|되셨|맡|왔|달았|승진|대신|말고|합격|올[랐리려]|인상|재계약|그만|끊|접|팔|샀|뽑|입사|출근하고|내려온|올라온|정착|결국|드디어|다시|전근|발령|변경|넘어|퇴사|은퇴|폐업|폐차|망해|가버|떠나|뒤로|후로|나서|게 됐|시작|첫 ?(?:출근|수업|날|주)|휴직|처방"
    ),
    own=re.compile(r"(?<![가-힣])(?!(?:이제|지금|요즘|요새|저|나|우리|저희|그거|이거|그게|이게|그건|이건|제|내|이번|다음)(?:은|는|이|가)?\s)[가-힣A-Za-z]{2,}(?:은|는|이|가)\s|샀|팔았|빌[렸려]|갚"),
    moved=re.compile(r"바[꿨뀌뀐꾸꿈]|변경|미[뤄뤘뤄루룬]|밀[렸려리]|연기|당[겨겼긴]|앞당|옮[겼겨기]|조정|다시 잡|새로 잡|잡혔|잡아|늦춰|늦어|전화가? 왔|연락이? 왔|이제|대신|말고|올[려렸랐리라]|내[려렸리]|늘[려었어]|줄[여었어]|인상|인하|합의|까지|정했|정해졌|나서|뒤로"),
    agents=re.compile(r"(?:\S+ )?(?:집주인|의사|팀장|부장|사장|대표|상사|회사|은행|학교|병원|항공사|선생|쌤|코치|강사|원장|예식장|식당|호텔|주인|직원|기사|트레이너)님?"),
    dates_moved=re.compile(r"(?:날짜|일정|시간|요일|출발|약속|예약)(?:은|는|이|가|을|를|도)?\s?(?:\S+\s)?(?:바[꿨뀌뀐꾸꿈]|변경|미[뤄뤘루]|밀|연기|당[겨겼]|옮|조정)|미뤄 ?[주줬졌]|앞당"),
    away=re.compile(r"렌트|대차|빌[려린]|는 동안|여행|휴가|출장|놀러|호텔|숙소|에어비앤비|며칠|잠깐|잠시|당분간|다녀왔|다녀온|구경|방문|싶|고민|할까|을까|알아보|임시"),
)
