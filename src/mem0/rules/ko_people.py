# ruff: noqa: E501, SIM905 - one pattern a line and word lists as text read better than broken ones
"""Korean: whom a sentence is about, also where only the owner of a thing is named ("아내 차는 ...")."""

from __future__ import annotations

import re

from ..text.korean_segment import segment
from .ko_words import righted

RELATION = (
    r"(?:(?:제일 |가장 )?(?:친한 |옛 |고향 |대학 |학교 |회사 |직장 |동네 |사촌 ?|같은 (?:과|학교|회사|동네|아파트|부서|동아리) |직속 |우리 |팀 |우리 팀 |같은 팀 |옆 팀 |같은 반 |옆 반 |옆자리 |앞자리 |뒷자리 |맞은편 |옆방 |같이 사는 |같이 일하는 |같이 다니는 |함께 사는 |기숙사 )*(?:친구|절친|단짝|베프|짝꿍|짝지|동거인|동거인분|하메|플메|플랫메이트|방짝|옆자리|앞자리|동료|동기|동창|학우|급우|선배|후배|팀장|부장|과장|차장|대리|사수|상사|사장|대표|팀원|신입|인턴|알바생|룸메이트|룸메|하우스메이트|이웃|옆집|윗집|앞집|아랫집|집주인|"
    r"엄마|어머니|어머님|아빠|아버지|아버님|부모님|언니|누나|누님|오빠|형|형님|남동생|여동생|동생|막냇동생|막내|쌍둥이|첫째|둘째|셋째|큰애|작은애|큰아들|작은아들|큰딸|작은딸|딸아이|딸내미|아들내미|아들|딸|아이|애기|아기|애|"
    r"남편|신랑|아내|와이프|집사람|여자친구|여친|남자친구|남친|애인|약혼자|전남친|전여친|할머니|할아버지|외할머니|외할아버지|이모|이모부|고모|고모부|삼촌|외삼촌|숙모|사촌|조카|손자|손녀|손주|"
    r"시어머니|시아버지|시부모님|장모님|장인어른|처남|처제|처형|동서|시누이|매형|형부|제부|올케|며느리|사위|새언니|제수씨|강아지|고양이|댕댕이|멍멍이|냥이|선생님|교수님|과외쌤|코치님|손님|의뢰인)님?들?(?: (?:분|아저씨|아주머니|아줌마|할머니|할아버지|이웃|부부|형|누나|언니|오빠|동생|애|친구|개|강아지|고양이)(?=[은는이가도께의\s]))?)"
)
_ADVERB = r"(?:어제|오늘|내일|그제|그저께|엊그제|방금|아까|지난주에?|지난달에?|작년에?|올해|내년에?|이번에|이번 주|이번 주말에|이번 달|지난 주말에?|다음 달에?|다음 주에?|최근에?|요즘은?|요새|이제|이젠|지금은?|드디어|결국|얼마 전에?|며칠 전에?|곧|원래|아직|또)"
_TIME = rf"(?:(?:{_ADVERB}|참|아|아니|근데|그리고|그런데|야|헐|대박|사실|글쎄|아 참|참고로)[,]? )*"
_MINE = r"(?:(?:내|제|우리|저희|울|나의|저의)\s?)?"
_ABOUT = re.compile(
    rf"^(?:[^,.]{{0,14}}(?:면서|해서|라서|때문에|느라|덕분에)\s)?{_TIME}{_MINE}(?P<r>{RELATION})(?P<n>\s(?!\S*(?:고는|아는|어는|해는|지는|다는)\s)[가-힣]{{2,4}}?)?(?:이|가|은|는|께서는|께서|도|네는|네가|네|이는|이가)\s(?P<rest>.*)$"
)
# What belongs to somebody: what is said of it is said of its owner. Feasts and the like are not only their owner's.
_COMMON = r"결혼식?|생일|생신|돌잔치|선물|파티|장례식?|졸업식|입학식|기일|제사|면회|병문안|집들이|도시락|심부름|이름|성함|덕분|때문|대신|몰래|생각|얘기|이야기|문제|걱정|약속|모임|여행"
_OWNED = re.compile(
    rf"^(?:[^,.]{{0,14}}(?:면서|해서|와서|가서|라서|때문에|느라|덕분에)\s)?{_TIME}{_MINE}(?P<r>{RELATION})(?:의|네)?\s(?P<k>(?!(?:{_COMMON})(?:은|는|이|가|도|을|를|\s|$))(?:[가-힣A-Za-z]+\s)?[가-힣A-Za-z]+?)(?:은|는|이|가|도|(?:을|를)(?=\s\S+(?:으로|로)\s(?:옮|바)))\s(?P<rest>.*)$"
)
# "우리 부장님 이번에 테슬라로 바꿨는데": the particle is dropped; whoever is met, kept or bought for is not whom it is about.
_BARE = re.compile(rf"^{_TIME}{_MINE}(?P<r>{RELATION})\s(?P<rest>(?!(?:{_COMMON})(?:은|는|이|가|도|을|를|\s|$)).+)$")
_MET = r"만나|만났|사귀|헤어|생겼|생김|생길|있|없|보러|데리|데려|데릴|모시|불러|부르|입양|키우|키워|키움|낳|태어|선물|이름|성함|맡|보냈|픽업|마중|때문|입원시|돌보|돌봐|알레르기|알러지|털|^(?:하나|둘|셋|넷|한|두|세|네|\d)\s?(?:이|만|명|마리|있|키|$|\S{0,3}$)|^(?:[됐된]|되었|승진|달았|달고)|추천|소개|같은|카페|간식|사료 추천"
_TITLED = re.compile(r"^(?P<n>(?:우리 )?(?:회사|팀|동네|학교|반|과|부서|다른|사무실) (?:사람들|직원들|애들|분들)|[가-힣]{2,4}(?:씨|님|쌤|군|양)|[가-힣]{2,3} (?:씨|팀장님?|대리님?|과장님?|부장님?|선배|언니|오빠|형|누나|이모|삼촌))(?:이|가|은|는|도)\s")
_GIVEN = re.compile(rf"^{_TIME}(?P<n>[가-힣]{{1,2}}[가-힣])이(?:는|가|네는|도)\s")
_PRONOUN = re.compile(r"^(?:걔|걔는|걔가|그녀|그분|그 사람|그 친구|얘|쟤)(?:은|는|이|가|도)?\s")
_ONE = {
    "딸아이": "딸", "딸내미": "딸", "아들내미": "아들",
    "어머니": "엄마", "어머님": "엄마", "아버지": "아빠", "아버님": "아빠", "와이프": "아내", "집사람": "아내", "신랑": "남편",
    "여친": "여자친구", "남친": "남자친구", "애기": "아이", "아기": "아이", "애": "아이", "형님": "형", "누님": "누나",
}  # fmt: skip
_OWNER_BEFORE = re.compile(rf"(?:^|\s){RELATION}(?:(?:의|네)?\s(?:[가-힣]+\s)?|(?:은|는|도|네는|네도)\s(?:[가-힣]+\s){{0,2}})$")


# "원장님이 이민 가셔서 나는 ...": why something is so is not whom it is about.
_CAUSE = re.compile(r"^.{2,24}?(?:서|니까|느라|더니|길래|자마자|고 나서|고나서|고는|후에|뒤로)(?:\s|,\s)+(?=(?:나는?|난|저는?|전|내가|제가|우리|이제는?|이젠|지금은?|요즘은?|요새는?|앞으로는?|이번 달부터|\S+부터)\s|(?:\S+\s)?[가-힣]+(?:은|는)\s)")


def subject(text: str) -> str | None:
    """Whom a clause is about: None the speaker, else a relation or a name, "?" a pronoun."""
    text = _CAUSE.sub("", righted(text))
    if _PRONOUN.match(text):
        return "?"
    about = _ABOUT.match(text)
    owned = _OWNED.match(text)
    if owned and not _is_noun(owned["k"]):
        owned = None
    if owned and (not about or (about["n"] and _is_thing(about["n"].strip()))):
        return _person(owned["r"])
    if about and about["n"] and re.fullmatch(_COMMON, about["n"].strip()) and about["n"].strip() not in ("이름", "성함"):
        return None
    if about:
        return None if _begins(about["rest"], about["n"]) else _person(about["r"], about["n"])
    bare = _BARE.match(text)
    if bare and not re.search(_MET, bare["rest"]):
        return _person(bare["r"])
    titled = _TITLED.match(text) or _GIVEN.match(text)
    return titled["n"] if titled else None


def of_another(text: str, start: int) -> bool:
    """Whether the words before `start` name the owner of what follows: "아내 |차는 ..."."""
    if text.startswith("담임", start) and re.search(r"(?:애|아이|아기)(?:의)?\s$", text[:start]):
        return False  # whose form teacher it is goes without saying
    return _OWNER_BEFORE.search(text[:start]) is not None


def _is_noun(phrase: str) -> bool:
    morphs = segment(phrase.split()[-1])
    return not any(morph.entry is not None and morph.entry.verb for morph in morphs)


def _is_thing(word: str) -> bool:
    """Whether a word behind a relation is what belongs to that person, and not their name."""
    if word in ("이름", "성함"):
        return False
    morphs = segment(word)
    return all(morph.entry is not None and not morph.entry.verb for morph in morphs)


_JOB = re.compile(r"[가-힣]*[가-힣](?:사|가|원|부|자|인|장|꾼|생|관|수|공|수리공|너|이너|스트|니어|발자|리스타|머|터|티스트|버|쌤|모델|배우|아나운서|경찰|셰프|비서|농부|의사|백수|프리랜서|주부|스님|신부님?|목사님?)")


def is_job(word: str) -> bool:
    """Whether a noun says what somebody does: its ending does, and it is known, or too long for a name."""
    if word.endswith(("학생", "미혼", "기혼", "솔로", "싱글", "잡이", "주의자", "외동", "쌍둥이", "임산부", "휴학", "휴직", "사람")):
        return True
    if not _JOB.fullmatch(word) or word in _NO_JOBS:
        return False
    return len(word) >= 4 or all(m.entry is not None and not m.entry.verb for m in segment(word))


_NO_JOBS = frozenset("이사 의자 여자 남자 혼자 감사 회사 검사 행사 식사 인사 역사 날씨가 휴가 대가 국가 병원 학원 공원 직원 회원 정원 지원 전부 일부 공부 내부 외부 본인 개인 주인 애인 지인 노인 성인 외국인 한국인 시장 공장 매장 직장 통장 문장 주장 포장 고장 생생 학교생 인생 고생 발생 선생 습관 기관 도서관 공원 피자 과자 모자 글자 그림자 연습생 실수 점수 가수원 박수 호수 교차로 성공 야자 부자 환자 보호자 사용자 투자 이자 감자 상자 탁자 타자 동창생 졸업생 신입생 첫인사 너 아니 티 자 사 가 터 컴퓨터 센터 모니터 프린터 스쿠터 헬리콥터 서버 프로그램 이민자 당사자 참가자 유경험자".split())


def _begins(rest: str, name: str | None) -> bool:
    """Whether the rest only names somebody, or says that they came into the speaker's life."""
    if name and name.strip() not in ("이름", "성함"):
        return re.search(r"생겼|생김|태어났|태어남|사귀", rest) is not None
    naming = re.match(r"^(?P<v>[가-힣]{2,4}?)(?:이?고|이?야|이?에요|예요|입니다|이?라고|임)(?:[\s.!,~ㅎㅋ]|$)", rest)
    return (naming is not None and not is_job(naming["v"])) or re.search(r"생겼|생김|태어났|태어남|왔어|사귀", rest) is not None


def _person(relation: str, name: str | None = None) -> str:
    word = re.sub(r"^우리 ", "", relation).strip()
    word = word if word.endswith(("부모님", "선생님", "교수님", "손님", "장모님", "누님", "형님", "코치님")) else word.removesuffix("님")
    return " ".join(part for part in (_ONE.get(word, word), (name or "").strip()) if part)
