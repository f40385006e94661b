# ruff: noqa: E501 - one pattern a line reads better than broken ones
"""Korean: what a statement denies and counts, what it tells apart, and its frame: who does what with which one thing."""

from __future__ import annotations

import re
from functools import lru_cache

from ..text.korean_segment import segment
from . import ko_words
from .language import Claim

_NEGATED = re.compile(
    r"(?:^|\s)(?:안|못)\s(?=[가-힣])|(?:^|\s)(?:안|못)(?=(?:먹|마시|마셔|해(?:요|$)|좋아|가(?:요|$)|써|쓰|타(?:요|$)|피워|피우|키워|키우|다녀|다니|봐|믿|살아))|지(?:는|도|를)? ?(?:않|못|안)|지 ?말|"
    r"없(?:어|다|음|는|습|지|고|네|거|대|으|을|던|잖|앴|어졌|어짐)|아니(?:야|에요|예요|다|고|라|래|었|거|지|$)|아닙|아님|못[하해함]|그만[뒀두둔]|끊[었음고]|싫어[하해함]|모르|몰라"
)
_UNITS = ("하나", "둘", "셋", "넷", "다섯", "여섯", "일곱", "여덟", "아홉")
_SHORT = ("한", "두", "세", "네")
_TENS = ("열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔")
_DAYS = {"이틀": 2, "사흘": 3, "나흘": 4, "닷새": 5, "엿새": 6, "이레": 7, "여드레": 8, "아흐레": 9, "열흘": 10, "보름": 15}
_SINO = "일이삼사오육칠팔구"
_COUNTER = r"(?:번|살|명|마리|개|잔|병|권|시간|시|분|달|사람|식구|가지|군데|채|대|벌|켤레|캔|그릇|끼|곳|과목|박|배|쌍|바퀴|세트|차례)"
_NATIVE = re.compile(
    rf"(?<![가-힣])(?P<t>{'|'.join(_TENS)}|스무)?(?P<u>{'|'.join((*_UNITS, *_SHORT))})?(?:\s?(?P<c>{_COUNTER})(?P<o>째)?|(?P<e>(?:이?야|이?에요|예요|입니다|임|이고|이?다|이?래|째|뿐|이|을|도|은|이랑)?(?![가-힣])))"
)
_SINO_NUMBER = re.compile(r"(?<![가-힣])(?P<t>[이삼사오육칠팔구]?십)?(?P<u>[일이삼사오육칠팔구])?\s?(?P<c>년|개월|학년|층|호선|킬로|만\s?원|박)(?![가-힣]{3})")
_DIGITS = re.compile(r"\d+(?:[.,:/-]\d+)*")


_PAST = re.compile(r"(?:[었았였했갔왔봤됐샀났컸졌섰]|[가-힣]던)(?:[가-힣]{0,4})(?:[.!~\s]|$)")


def happened(text: str) -> bool:
    """Whether the statement tells of what was once."""
    return _PAST.search(text) is not None


def negated(text: str) -> bool:
    """Whether the statement denies something."""
    return _NEGATED.search(text) is not None


@lru_cache(maxsize=8192)
def counts(text: str) -> frozenset[str]:
    """All numbers, native ("두 번", "이틀", "서른넷") and Sino-Korean ("삼 년") ones as digits, ordinals with a "th"."""
    found = {number.replace(",", "") for number in _DIGITS.findall(text)}
    found |= {str(number) for word, number in _DAYS.items() if re.search(rf"(?<![가-힣]){word}", text)}
    for match in _NATIVE.finditer(text):
        number = _native(match["t"], match["u"])
        lone_short = match["e"] is not None and match["u"] in _SHORT
        if number and not lone_short and (match["c"] or match["t"] or match["u"] in _UNITS):
            found.add(f"{number}th" if match["o"] or match["e"] == "째" else str(number))
    for match in _SINO_NUMBER.finditer(text):
        ten = 0 if not match["t"] else 10 * (_SINO.index(match["t"][0]) + 1 if len(match["t"]) > 1 else 1)
        number = ten + (_SINO.index(match["u"]) + 1 if match["u"] else 0)
        if number:
            found.add(str(number))
    return frozenset(found)


def _native(ten: str | None, unit: str | None) -> int:
    tens = 0 if not ten else 20 if ten == "스무" else 10 * (_TENS.index(ten) + 1)
    if not unit:
        return tens
    return tens + (_SHORT.index(unit) if unit in _SHORT else _UNITS.index(unit)) + 1


_KINDS = {
    "work": "회사|업무용?|직장|사무실|법인|사내", "own": "개인|사적인|내|제", "home": "집|우리 집|본가|자취방", "spare": "서브|보조|예비|세컨드?",
    "main": "메인|주력", "left": "왼쪽", "right": "오른쪽", "living room": "거실", "bedroom": "안방|침실", "kitchen": "주방|부엌", "study": "서재",
    "front door": "현관|대문|공동현관", "winter": "겨울", "summer": "여름", "school": "학교", "bike": "자전거", "locker": "사물함", "bank": "은행|통장|카드", "door": "도어락",
}  # fmt: skip
_WHICH = {
    name: re.compile(rf"(?<![가-힣])(?:{words})(?:용)?\s(?=[가-힣A-Za-z]*(?:폰|번호|노트북|전화|메일|이메일|계정|컴퓨터|컴|차|통장|카드|주소|책상|자리|비번|비밀번호|암호|코드|열쇠|와이파이|자전거|벽|창|소파|침대|모니터|태블릿|프린터|시계|이불|옷|신발|타이어|눈|귀|손|발|무릎|어깨))")
    for name, words in _KINDS.items()
}  # fmt: skip


def which(text: str) -> frozenset[str]:
    """What tells things of one kind apart: the phone of work and one's own, the first and the second."""
    kinds = {name for name, pattern in _WHICH.items() if pattern.search(text)}
    return frozenset(kinds | {number for number in counts(text) if number.endswith("th")})


_SWITCH = r"(?:바[꿨꾸뀌뀐꿈꿔뀜]|옮[겼기김겨]|갈아[탔탐타]|넘어[갔왔감옴]|이사|이직|전학|변경|교체|전환|환승|변했|이전)"
_SWITCHED = (
    re.compile(rf"(?P<o>[가-힣A-Za-z0-9]+?)에서\s(?P<n>[가-힣A-Za-z0-9]+?)(?:으로|로)\s(?:[가-힣]+\s)?{_SWITCH}"),
    re.compile(rf"(?P<o>[가-힣A-Za-z0-9]+?)(?:을|를)\s(?:[가-힣]+(?<![을를])\s)?(?P<n>[가-힣A-Za-z0-9]+?)(?:으로|로)\s(?:[가-힣]+\s)?{_SWITCH}"),
    re.compile(rf"^(?:[가-힣]{{2,4}} )?(?P<o>[가-힣A-Za-z0-9]+?)\s(?P<n>[가-힣A-Za-z0-9]+?)(?:으로|로)\s(?:[가-힣]+\s)?{_SWITCH}"),
    re.compile(r"(?P<o>[가-힣A-Za-z0-9]+)\s(?:대신에?|말고)\s(?P<n>[가-힣A-Za-z0-9]+?)(?:을|를|이|가|에|에서|으로|로|은|는)?(?=\s|$)"),
    re.compile(r"(?P<o>[가-힣A-Za-z0-9]+?)(?:을|를|은|는)?\s(?:끊고|그만두고|관두고|때려치고|접고|팔고|정리하고|버리고|해지하고|졸업하고)\s(?:[가-힣]+부터\s|이제\s|지금은?\s|요즘은?\s)?(?P<n>[가-힣A-Za-z0-9]+?)(?:을|를|에|에서|으로|로)?(?=\s|$)"),
)


def switched(text: str) -> tuple[str, str] | None:
    """(old, new) where a statement names both: "실론티를 보리차로 바꿨어", "첼로 접고 드럼 쳐"."""
    bare = without_setting(text)
    for pattern in _SWITCHED:
        match = pattern.search(bare) or pattern.search(text)
        if match and match["o"] != match["n"]:
            return match["o"], match["n"]
    return None


_SETTING = re.compile(
    r"(?<![가-힣])(?:이제부턴?|이제는?|이젠|지금은?|요즘[은엔]?|요즘에는|요새는?|현재는?|앞으로는?|이번에|원래는?|주로|보통|매일|매주|매달|매번|항상|늘|다시|새로|계속|쭉|아직도?|여전히|나는?|난|저는?|전|내가|제가|우리는?|저희는?|"
    r"(?:\d+|이번|지난|다음)\s?(?:월|달|주|해|년|학기)(?:부터|에|엔)?|올해부터|내년부터|오늘부터|어제부터|\S+부터|근데|그리고|그냥|사실|결국|드디어|아|아니|참|좀|거의|꾸준히|열심히|대신|말고)(?=\s|$)"
)
_AUXILIARY = re.compile(r"(?<=[고어아여해워려])\s있\S*$|\s(?:(?!)(?:어|다|음|습|는|고|지|거|네|던|었)\S*|중(?:이|임|입|인|$)\S*|돼\S*|됐\S*|싶\S*|버렸\S*|놨\S*|뒀\S*|보고\S*)$|(?<=야) (?:해|돼|하|합)\S*$")
_SAME = {"없": "있", "없어지": "있", "생기": "있", "공부하": "배우", "익히": "배우", "수강하": "배우", "연주하": "치", "복용하": "먹", "섭취하": "먹", "사용하": "쓰", "이용하": "쓰", "근무하": "일하", "거주하": "살", "응원하": "팬", "들이마시": "마시"}
_MANY = frozenset({"좋아하", "싫어하", "있", "없", "알", "키우", "사", "보", "가", "오", "만나", "받", "읽", "잘하", "못하", "하", "되", "주", "말하", "갖", "가지", "생기"})
_FELT = frozenset({"좋아하", "싫어하", "사랑하", "좋", "싫", "만나", "보", "읽", "가", "오", "다녀오"})
_DOES = re.compile(r"(?:해요?|한다|합니다|하고|했어요?|했음|했다|함|하는데|하거든요?|하지|하죠|한대|하네요?)")
_HEADS = ("약", "보험", "통장", "학원", "카드", "차", "폰")  # who calls it by its head means it: 혈압약, 약
_AMOUNT = re.compile(rf"(?<![가-힣])(?:\d+|(?:{'|'.join(_TENS)}|스무)?(?:{'|'.join((*_UNITS, *_SHORT))})|{'|'.join(_TENS)}|스무)\s?{_COUNTER}(?:씩|만|은|을|이나|이상|정도|쯤)?(?=\s)")
_ONCE = re.compile(r"(?:[가-힣] 때|시절|어릴|어렸을|예전에|옛날에|한때)\S*\s.*[았었였했]")  # it was so, whatever is so now
_ROLE = re.compile(r"^(?P<n>.+?)(?P<p>에서는|에서|에게|한테|까지|으로|로|에는|에|을|를|은|는|이랑|랑|와|과|하고|마다|도|만|이|가)$")
_NAMED = re.compile(r"^(?P<k>.{1,24}?)(?:은|는|이|가)\s(?P<v>[가-힣A-Za-z0-9 ]{1,20}?)(?:이에요|예요|에요|입니다|이야|야|임|인데.*|이래요?|래요?|이고.*|이라.*)$")


def without_setting(text: str) -> str:
    """A statement without "now", "since last month", "I" and the like."""
    return re.sub(r"\s+", " ", _SETTING.sub(" ", re.sub(r" \([\d-]+\)", "", ko_words.righted(text)).strip(" .!?~,"))).strip()


@lru_cache(maxsize=8192)
def claim(text: str) -> Claim | None:
    """The frame of a statement, the one thing in it, and its other words: "매일 아침 녹차를 마셔요" is ("마시", "녹차")."""
    if _ONCE.search(text):
        return None
    bare = without_setting(text)
    while (shorter := _AUXILIARY.sub("", bare)) != bare:
        bare = shorter
    named = _NAMED.match(bare)
    if named:
        key = " ".join(sorted(ko_words.words(named["k"])))
        return Claim(f"{key} 이다", named["v"].strip()) if key else None
    fan = re.search(r"(?P<v>[가-힣A-Za-z0-9]+)(?:의)? (?:열혈 |왕|골수 )?팬(?:이야|이에요|입니다|임|이고|인데)", bare)
    if fan:
        return Claim("팬", fan["v"])
    *before, last = _AMOUNT.sub(" ", bare).split() or [""]
    verb = _verb(last)
    return _filled(before, *verb) if verb else None


def _verb(word: str) -> tuple[str, str] | None:
    """(stem, noun before it) of a predicate written as one word: 먹어요, 재택해요."""
    if not re.fullmatch(r"[가-힣]+", word):
        return None
    if _DOES.fullmatch(word):
        return "하", ""
    morphs = segment(_plain_ending(word))
    at = next((i for i, m in enumerate(morphs) if m.entry is not None and m.entry.verb), None)
    if at is None:
        return None
    stem = morphs[at].text
    return _SAME.get(stem, stem), "".join(m.text for m in morphs[:at])


def _plain_ending(word: str) -> str:
    """A predicate in note style in its dictionary form: 먹음, 씀, 다님 are 먹다, 쓰다, 다니다."""
    if len(word) > 1 and word.endswith("음"):
        return f"{word[:-1]}다"
    code = ord(word[-1]) - 0xAC00
    return f"{word[:-1]}{chr(0xAC00 + code - 16)}다" if code % 28 == 16 else word  # 16: the final consonant m


def _filled(before: list[str], stem: str, inside: str) -> Claim | None:
    """The nearest argument of a verb is the thing; a place or means tells frames apart only where the verb is common."""
    words = [*before, inside] if inside else before
    if not words:
        return None
    thing = _ROLE.match(words[-1])
    role = thing["p"] if thing else "을"
    value = thing["n"] if thing else words[-1]
    if value in ("안", "못", "잘", "더"):
        return _filled(words[:-1], stem, "")
    words = [w for w in words if w not in ("안", "못", "잘", "더")]
    if value in ("거", "것", "걸", "게") and len(words) > 2:
        value, words = " ".join([*words[-3:-1], value]), words[:-2]
    if len(words) > 1 and not _ROLE.match(words[-2]) and not re.search(r"[다요고서데며면니만]$", words[-2]):
        value = f"{words[-2]} {value}"  # 무브짐 헬스장에
        words = words[:-1]
    if not ko_words.words(value) and not re.search(r"[A-Za-z0-9]", value):
        return None
    rest = ko_words.words(" ".join(words[:-1]))
    rest |= {head for word in (*rest, value) for head in _HEADS if word.endswith(head) and word != head}
    place = {"에서는": "에", "에서": "에", "에는": "에", "로": "으로"}.get(role, role)
    frame = f"{stem} {place}" if place in ("에", "으로", "에게", "한테") else stem
    return Claim(frame, value, rest, adds=stem in _MANY and frame != "하 에", feels=stem in _FELT)
