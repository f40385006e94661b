# ruff: noqa: E501, SIM905 - one pattern a line and word lists as text read better than broken ones
"""Korean: the relations that a clause states between people, places, firms and things."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from functools import cache

from ..relations import NodeType
from .ko_people import RELATION
from .said import SPEAKER, Party, Said, VerbRule
from .spared import spared

_N = r"[가-힣A-Za-z0-9&·.]+?"
_WHEN = (
    r"(?:(?:어제|오늘|그제|방금|아까|지난주에?|지난달에?|작년에?|올해|이번에|이번 달에?|최근에?|요즘은?|요새|이제는?|이젠|지금은?|드디어|결국|원래|아직|사실|참고로|근데|그리고|그런데|아 참|참|"
    r"[0-9]+년 ?(?:전에?|[0-9]+월에?)?|[0-9]{4}년에?|[0-9]+월에?|봄에|여름에|가을에|겨울에),? )*"
)
_ADV = r"(?:(?:지금|현재|계속|아직|정말|아주|제일|가장|무척|되게|진짜|엄청|너무|매우|혼자|같이|함께|작년에|지난달에|지난주에|최근에|[0-9]+년에|[0-9]+월에) )*"
_REL = RELATION.replace("(?=[은는이가도께의\\s])", "(?=[은는이가도께의\\s]|$)")
_SUBJECT = spared(
    rf"^{_WHEN}(?:(?P<i>나는|난|내가|저는|전|제가|나|저|우리는|저희는)(?=\s)"
    rf"|(?:(?:내|제|우리|저희|울|나의|저의)\s?)?(?P<r>{_REL})(?:의? (?P<r2>{_REL}))?(?:\s(?P<n>(?!이름|생일)[가-힣]{{2,4}}?))?(?P<k>(?:의)? 이름)?(?:이는|이가|께서는|은|는|이|가|도)(?=\s)"
    rf"|(?P<owner>[가-힣A-Za-z]{{2,8}}?)(?:이)?(?:의|네)? (?P<r3>{_REL})(?:\s(?P<n3>[가-힣]{{2,4}}?))?(?:은|는|이|가|도)(?=\s)"
    rf"|(?P<p>걔는|그는|그녀는|그분은|그 사람은|그 친구는|거기는)(?=\s)"
    rf"|(?P<name>[가-힣]{{2,8}}?|[A-Z][A-Za-z0-9&]*)(?:씨|님)?(?:이는|이가|은|는|이|가)(?=\s))\s?(?P<rest>.*)$"
)
_NO_NAMES = frozenset(
    "오늘 내일 어제 요즘 지금 이번 다음 회사 직장 학교 집 우리 이거 그거 저거 여기 거기 이것 그것 사람 사람들 날씨 주말 아침 점심 저녁 취미 이름 생일 직업 전화번호 주소 기분 시간 문제 공연 회의 약속 비행기 이사 결혼 그건 이건".split()
)
_GENERIC = frozenset(
    "회사 직장 병원 학교 집 거기 여기 사무실 가게 밖 근처 곳 데 대기업 스타트업 은행 카페 식당 동네 시골 해외 외국 서로 혼자 이곳 그곳".split()
)
_KIN = {
    "어머니": "엄마", "어머님": "엄마", "아버지": "아빠", "아버님": "아빠", "와이프": "아내", "집사람": "아내", "신랑": "남편",
    "여친": "여자친구", "남친": "남자친구", "애기": "아이", "아기": "아이", "애": "아이", "형님": "형", "누님": "누나", "댕댕이": "강아지",
    "멍멍이": "강아지", "냥이": "고양이", "절친": "친구", "단짝": "친구", "베프": "친구",
}  # fmt: skip
_QUALIFIED = spared(
    r"^(?:제일 |가장 |친한 |옛 |고향 |대학 |학교 |회사 |직장 |동네 |같은 (?:과|학교|회사|동네|부서|동아리) |우리 |팀 )+"
)
_BE = r"(?:이에요|예요|이야|야|입니다|이다|다|임|이고|고|인데|이었어|였어)"
_O = rf"(?:^|\s)(?P<o>{_N})"
_MODIFIED = rf"(?:^|\s)(?P<o>(?:(?:[가-힣]+(?:운|콤한|한|린)|단|짠) )?{_N})"
_PLAIN, _ENDED, _SWAPPED = (False, False), (True, False), (False, True)
# label, what follows the subject, type of the object, of the subject, (ended, swapped)
_TABLE: tuple[tuple[str, str, NodeType, NodeType, tuple[bool, bool]], ...] = (
    ("거주", rf"{_O}(?:에서|에) {_ADV}(?:살고|살아|산다|삽니다|살게|사는|거주)", "place", "person", _PLAIN),
    ("거주", rf"(?:(?P<old>{_N})에서 )?{_O}(?:으로|로) {_ADV}(?:이사했|이사 ?왔|이사 ?갔|이사하|이주했|옮겼|이사 했)", "place", "person", _PLAIN),
    ("재학", rf"(?:^|\s)(?P<o>{_N}(?:학교|대학|대|학원|유치원))(?:에|를) {_ADV}(?:다니|다녀|다닌|입학)", "organisation", "person", _PLAIN),
    ("근무", rf"{_O}(?:에서|에) (?:[가-힣]+(?:으로|로) )?{_ADV}(?:일하|일해|일한|일함|근무|다니|다녀|다닌|재직)", "organisation", "person", _PLAIN),
    ("근무", rf"{_O}(?:에|으로|로) {_ADV}(?:입사|취직|취업|이직)", "organisation", "person", _PLAIN),
    ("근무", rf"{_O}(?:을|를|에서) {_ADV}(?:그만두|그만뒀|그만둔|퇴사|퇴직|나왔)", "organisation", "person", _ENDED),
    ("직업", r"(?:^|\s)(?P<o>[가-힣]+?)(?:으로|로) (?:일하|일해|일한|근무)", "concept", "person", _PLAIN),
    ("직업", rf"^(?P<o>[가-힣]*(?:개발자|디자이너|교사|선생님|간호사|의사|변호사|기자|요리사|작가|기획자|마케터|회계사|약사|경찰관|소방관|공무원|건축가|번역가|사진작가|엔지니어|연구원)){_BE}", "concept", "person", _PLAIN),
    ("결혼", rf"{_O}(?:이랑|랑|와|과|하고) {_ADV}(?:\S+에 )?결혼", "person", "person", _PLAIN),
    ("결혼", rf"{_O}(?:이랑|랑|와|과|하고) {_ADV}(?:이혼|헤어)", "person", "person", _ENDED),
    ("연인", rf"{_O}(?:이랑|랑|와|과|하고) {_ADV}(?:사귀|사귄|연애)", "person", "person", _PLAIN),
    ("친구", rf"{_O}(?:이랑|랑|와|과|하고)(?:는)? {_ADV}친구", "person", "person", _PLAIN),
    ("출생", rf"{_O}에서 {_ADV}(?:태어|자랐|나고 자)", "place", "person", _PLAIN),
    ("출생", rf"{_O} 출신", "place", "person", _PLAIN),
    ("전공", rf"{_O}(?:을|를) {_ADV}전공", "concept", "person", _PLAIN),
    ("졸업", rf"{_O}(?:을|를|에서) (?:\S+(?:을|를) )?{_ADV}(?:졸업|전공|공부했)", "organisation", "person", _PLAIN),
    ("방문", rf"{_O}(?:을|를|에|로|으로) {_ADV}(?:여행했|여행 ?갔|여행을|다녀왔|다녀온|다녀옴|갔다 왔|갔다왔|방문)", "place", "person", _PLAIN),
    ("좋아함", rf"{_MODIFIED}(?:을|를) {_ADV}(?:좋아|사랑|즐겨)", "concept", "person", _PLAIN),
    ("싫어함", rf"{_MODIFIED}(?:을|를) {_ADV}(?:싫어|싫다|질색)", "concept", "person", _PLAIN),
    ("알레르기", rf"{_O} ?알레르기", "concept", "person", _PLAIN),
    ("연주", r"(?:^|\s)(?P<o>피아노|기타|바이올린|첼로|드럼|플루트|해금|가야금|우쿨렐레|색소폰)(?:를|을)? (?:치|쳐|친|켜|켠|연주|불)", "object", "person", _PLAIN),
    ("운전", rf"{_O}(?:을|를) {_ADV}(?:타고 다|몰아|몰고|운전)", "object", "person", _PLAIN),
    ("위치", rf"^(?:본사(?:는|가) )?{_O}에 {_ADV}(?:위치|있)", "place", "organisation", _PLAIN),
    ("설립", rf"{_O}(?:을|를) {_ADV}(?:설립|창업|세웠|차렸)", "organisation", "person", _PLAIN),
    ("인수", rf"{_O}(?:을|를) {_ADV}인수", "organisation", "organisation", _PLAIN),
    ("담당", rf"{_O}(?:을|를) {_ADV}(?:가르치|가르쳐|가르친)", "concept", "person", _PLAIN),
    ("소속", rf"(?:^|\s)(?P<o>{_N}(?:동아리|동호회|밴드|합창단|모임|클럽))(?:에서|에) {_ADV}(?:활동|속해|가입|들어)", "organisation", "person", _PLAIN),
)  # fmt: skip


@cache
def _rules() -> tuple[VerbRule, ...]:
    return tuple(
        VerbRule(label, re.compile(pattern), object_, subject, *how) for label, pattern, object_, subject, how in _TABLE
    )


# How a question leads to somebody: 제 동생, 민지 남편, 제 동생 남편.
_ENDS = r"(?=[은는이가도의네을를\s?]|$)"
WAY = spared(
    rf"(?:(?P<whose>내|제|우리|저희|[가-힣]{{2,4}}?의?)\s)?(?P<r>{_REL}){_ENDS}(?:의? (?P<r2>{_REL}){_ENDS})?"
)
_IS_MINE = spared(rf"^(?:내|제|우리|저희) ?(?P<r>{_REL}){_BE}")
_IS_THEIRS = spared(rf"^(?P<whose>[가-힣A-Za-z]{{2,8}}?)(?:의|네)? (?P<r>{_REL}){_BE}")
_IS_CALLED = spared(rf"^(?P<o>[가-힣]{{2,4}}?|[A-Z][A-Za-z]+){_BE}(?:요)?$")
_HAS_ONE = spared(rf"(?:^|\s)(?P<o>[가-힣]{{1,5}}?)(?:이)?(?:라는|란) (?P<r>{_REL})(?:을|를|이|가)")
_OFFICE = spared(rf"^(?P<o>{_N})(?:의)? (?P<r>대표|사장|창업자|교수|회장|이사|원장|점장|편집장|감독)(?:님)?{_BE}")
_CAUSE = spared(
    r"^(?P<o>[가-힣A-Za-z ]{1,20}?) ?때문에 (?P<s>[가-힣A-Za-z ]{1,20}?)(?:이|가|은|는) (?:취소|연기|늦어|미뤄|중단|지연)"
)
_CAUSE_2 = spared(
    r"^(?P<s>[가-힣A-Za-z ]{1,20}?)(?:이|가|은|는) (?P<o>[가-힣A-Za-z ]{1,20}?) ?때문에 (?:취소|연기|늦어|미뤄|중단|지연)"
)
_NOT_WORK = ("학교", "대학", "대", "학원", "유치원", "교회", "성당", "헬스장", "동호회", "동아리", "학과")
_WORK = spared(r"일하|일해|일한|근무|재직|퇴|그만|입사|취직|취업|이직")
_NOT = spared(r"[가-힣]*지(?:는|도|를)? ?(?:않|못|말)")  # behind a verb: 좋아하|지 않아요
_SURNAME = frozenset("김이박최정강조윤장임한오서신권황안송류홍")


def relations(clause: str, last: Party | None) -> Iterator[Said | Party]:
    """The relations of one clause; a bare Party names whom it is about. `last`: whom the clause before was about."""
    clause = clause.strip().rstrip(".!~")
    cause = _CAUSE.match(clause) or _CAUSE_2.match(clause)
    if cause:
        yield Said(Party(cause["s"].strip(), "event"), "원인", Party(cause["o"].strip(), "event"))
        return
    match = _SUBJECT.match(clause)
    if match is not None and match["name"] and match["name"] in _NO_NAMES:
        match = None
    subject: Party | None = Party(SPEAKER, "person")
    rest = clause
    if match is not None:
        subject = yield from _subject(match, last)
        rest = match["rest"].strip()
    if subject is None:
        return
    yield subject
    if match is not None:
        yield from _roles(subject, match, rest)
    for rule in _rules():
        found = rule.pattern.search(rest)
        if found and _fits(rule, subject, found):
            yield from _apply(rule, subject, found)


def _fits(rule: VerbRule, subject: Party, found: re.Match[str]) -> bool:
    if found["o"] in _GENERIC or found["o"] in _NO_NAMES or _NOT.match(found.string, found.end()):
        return False
    if rule.label == "근무" and found["o"].endswith(_NOT_WORK) and not _WORK.search(found.group()):
        return False
    name = subject.name  # "민수는 부산에 있어" says where a person is just now, not where something lies
    return rule.label != "위치" or not (name == SPEAKER or subject.type == "person" or _is_person(name))


def _is_person(name: str) -> bool:
    return len(name) == 2 or (len(name) == 3 and name[0] in _SURNAME)


def role(text: str) -> str:
    """The bare word of a relation: 제일 친한 친구 is a friend."""
    text = _QUALIFIED.sub("", text.strip()).removesuffix("들")
    text = (
        text.removesuffix("님")
        if text not in ("어머님", "아버님", "형님", "누님", "선생님", "교수님", "장모님")
        else text
    )
    return _KIN.get(text, text)


def _being(relation: str) -> NodeType:
    return "object" if relation in ("강아지", "고양이") else "person"


def _subject(match: re.Match[str], last: Party | None) -> Generator[Said, None, Party | None]:
    if match["i"]:
        return Party(SPEAKER, "person")
    if match["p"]:
        return last
    if match["r"]:
        return (yield from _owned(Party(SPEAKER, "person"), "제", match["r"], match["r2"], match["n"]))
    if match["r3"]:
        owner = Party(match["owner"], "person")
        return (yield from _owned(owner, match["owner"] + "의", match["r3"], None, match["n3"]))
    return Party(match["name"])


def _owned(owner: Party, whose: str, first: str, second: str | None, name: str | None) -> Generator[Said, None, Party]:
    """제 동생, 제 동생 남편, 제 동생 민지: the last one, with the steps that lead there."""
    one = role(first)
    party = Party(name if name and not second else f"{whose} {one}", _being(one))
    yield Said(owner, one, party)
    if not second:
        return party
    other = role(second)
    last = Party(name or f"{party.name}의 {other}", _being(other))
    yield Said(party, other, last)
    return last


def _roles(subject: Party, match: re.Match[str], rest: str) -> Iterator[Said]:
    mine, theirs = _IS_MINE.match(rest), _IS_THEIRS.match(rest)
    if mine:
        yield Said(Party(SPEAKER, "person"), role(mine["r"]), Party(subject.name, _being(role(mine["r"]))))
    elif theirs and theirs["whose"] not in _NO_NAMES:
        yield Said(Party(theirs["whose"], "person"), role(theirs["r"]), Party(subject.name, _being(role(theirs["r"]))))
    one = _HAS_ONE.search(rest)
    if one:
        yield Said(subject, role(one["r"]), Party(one["o"], _being(role(one["r"]))))
    office = _OFFICE.match(rest)
    if office:
        yield Said(Party(subject.name, "person"), office["r"], Party(office["o"], "organisation"))
    called = _IS_CALLED.match(rest)
    if called and (match["r"] or match["r3"]) and not (match["n"] or match["n3"] or match["r2"]):
        owner = Party(SPEAKER, "person") if match["r"] else Party(match["owner"], "person")
        steps = role(match["r"] or match["r3"])
        if not _is_trade(called["o"]):
            yield Said(owner, steps, Party(called["o"], _being(steps)))


def _is_trade(word: str) -> bool:
    return any(rule.label == "직업" and rule.pattern.match(f"{word}야") for rule in _rules())


def _apply(rule: VerbRule, subject: Party, found: re.Match[str]) -> Iterator[Said]:
    one = Party(subject.name, subject.type if subject.type != "concept" else rule.subject)
    yield Said(one, rule.label, Party(found["o"], rule.object), ended=rule.ended)
    if found.groupdict().get("old"):
        yield Said(one, rule.label, Party(found["old"], rule.object), ended=True)
