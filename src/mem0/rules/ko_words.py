# ruff: noqa: E501, SIM905 - one pattern a line and word lists as text read better than broken ones
"""Korean: content words without particles, names and numbers."""

from __future__ import annotations

import re

from ..text.korean_segment import segment

# Longest first: what may stand behind a noun. Verb forms of "to be" are particles here, for "보리야" must meet "보리".
_PARTICLE = re.compile(
    r"(?:이에요|이예요|예요|에요|입니다|이었어요|였어요|이었어|였어|이래요|래요|이라고요|라고요|이라고|라고|이라서|라서|이라는|라는|이라|인데요|인데|이거든요|거든요|이거든|거든|이더라고요|더라고요|이더라고|더라고|이지만|이고요|고요|이고|이며|이야|"
    r"으로부터|에서부터|에게서|한테서|에서는|에서도|에서만|에서의|에서|에게는|에게|한테는|한테|까지는|까지만|까지|부터는|부터|으로는|으로만|으로도|으로|로는|로만|로도|이랑은|이랑|랑은|하고는|하고|에는|에도|에만|과는|와는|이나마|이나|이든|밖에|처럼|보다|마다|만큼|"
    r"께서는|께서|이는|이가|은요|는요|은|는|이|가|을|를|에|로|와|과|랑|도|만|의|야|고|아|임|죠|지|요|님|라)$"
)
_VERB_TAIL = re.compile(
    r"(?:하고 있|했습니다|합니다|했어요|했는데|했거든|하는데|하는|하고|하며|하면|하기로|하기|했던|했고|했다|했어|했음|해요|해서|해야|한다|한대|할게|해|하|한|할|"
    r"됐습니다|됩니다|됐어요|됐는데|됐어|됐다|됐고|됐음|돼요|돼서|되는|되고|된|되|돼|"
    r"었습니다|았습니다|였습니다|었어요|았어요|였어요|었는데|았는데|었거든|았거든|었어|았어|었다|았다|었음|았음|었고|았고|습니다|ㅂ니다|어요|아요|네요|군요|는데요|는데|거든요|잖아|더라|다|니다|어|서)$"
)
_TOKEN = re.compile(r"[가-힣]+(?:[A-Za-z0-9]+[가-힣]*)*|[A-Za-z0-9À-ɏ]+(?:[.:/@_+-][A-Za-z0-9À-ɏ]+)*[가-힣]*")
_LATIN = re.compile(r"^([A-Za-z0-9À-ɏ]+(?:[.:/@_+-][A-Za-z0-9À-ɏ]+)*)([가-힣]*)$")
_STOP = frozenset(
    """나 난 내 내가 나는 나도 저 전 제 제가 저는 저도 우리 우린 저희 너 넌 니 네 이거 그거 저거 이 그 저것 것 거 게 걸 건 수 때 좀 더 꼭 또 막 잘 안 못 다 너무 진짜 정말
    완전 엄청 되게 아주 매우 무척 조금 약간 많이 그냥 그리고 그래서 근데 그런데 하지만 그러나 그럼 그래도 아무튼 암튼 아 어 음 오 야 네 예 응 있 있어 있어요 있습니다 있는데 있는 있고 있음 없어 없 하 해 되
    돼 같아 같은 이제 지금 요즘 요새 오늘 어제 내일 방금 아까 이번 이번에 최근 최근에 드디어 벌써 아직 이미 다시 새 새로 새로운 그때 여기 거기 저기 어디 뭐 뭔가 누구 언제 왜 어떻게 무슨 어떤 몇 이름 한 두 세 번 이번엔
    참고 사실 솔직히 혹시 바로 계속 자꾸 항상 늘 매번 가끔 보통 주로 대신 때문에 덕분에 위해 통해 대해 정도 쯤 중 동안 이후 이전 전에 후에 먼저 일단 결국 역시 하나 모두 전부 싹 쭉 지난 다음 작년 올해 내년 그녀 그분 하기로 하기 거든 듯 편 뒤 후""".split()
)

_SHORT = frozenset("차집개딸술약밥")  # one-syllable nouns that carry meaning

def bare(token: str) -> str:
    """A word without its particle or verb ending, two syllables kept at least where there were so many."""
    latin = _LATIN.match(token)
    if latin:
        return latin[1].lower()
    for pattern in (_PARTICLE, _VERB_TAIL):
        for end in range(1, len(token)):
            if (end >= 2 or token[0] in _SHORT) and pattern.fullmatch(token, end):
                return token[:end]
    return token


_EXISTS = re.compile(r"(?:없어|사라|있)[졌지진짐]|(?:있|없)(?:었|습|는|음|대|거|네|지)")


def words(text: str) -> frozenset[str]:
    """Content words without particles."""
    found = (bare(token) for token in _TOKEN.findall(text))
    return frozenset(w for w in found if w not in _STOP and not _EXISTS.match(w) and (len(w) > 1 or w.isdigit() or w in _SHORT))


_TITLE = r"(?:사원|주임|대리|과장|차장|부장|팀장|실장|소장|원장|교수|선생|박사|변호사|기사|매니저)님?"
_NAME = re.compile(
    rf"(?<![가-힣])[가-힣]{{3}}(?=\s{_TITLE}(?:[이은는가의께을를과와도,.!~\s]|$))|"  # 정다은 과장님: 은 is no particle here
    r"이름[은이]?\s*(?:바로 )?([가-힣]{1,4}?)(?:이?고|이?야|이?에요|예요|입니다|이?라고|으?로|임|$|[.!,ㅋㅎ~])|\d+월\s?\d+일|[월화수목금토일]요일|[A-Za-z0-9][A-Za-z0-9_.:/+-]*"
)


def names(text: str) -> frozenset[str]:
    """Numbers, dates, Latin words and given names, lower-cased."""
    found = (m.group(1) or m.group() for m in _NAME.finditer(text))
    return frozenset(re.sub(r"\s", "", f).lower().strip(".:") for f in found)


_RIGHTED = re.compile(
    r"^(?:(?:아|앗|아이고|어|음|헉|아차|잠깐만?|미안(?:해요?|합니다)?|죄송(?:해요|합니다)?|쏘리|오타(?:야|예요|였\S*|\s?났\S*)?|정정(?:합니다|할게요?|하자면|해요|함)?|아니(?:다|에요|야|지|네|아니|구나)?|아닙니다|(?:그게|그건|그거) 아니(?:라|고|야|에요|다)|"
    r"(?:다시 |잘 |알고 |지금 )?(?:[가-힣]{0,3} ?보니|확인하니|확인해 ?보니|생각해 ?보니|찾아 ?보니)까?|제가|내가|나|방금|아까|앞에|전에|이전에|끝 글자가|숫자가?|(?:이름|혈액형|날짜|번호|요일)은(?=\s)|나이는(?=\s)|이름이?|날짜가?|시간이?|번호가?|"
    r"(?:숫자|이름|날짜|시간|번호|주소|요일|장소)?[를을]?\s?(?:잘못|헷갈려서|착각해서|바꿔|틀리게|반대로|거꾸로)\s?(?:말|썼|알|적|들|쳤|기억|입력|안|쓴)\S*(?:\s있었\S*)?|착각\S*|헷갈렸\S*|틀렸\S*|실수\S*|말실수\S*)[\s,.!ㅠㅜㅋ;:]+)+"
)
_RIGHT = re.compile(
    r"^(?:(?:원래는?|사실은?|정확히는?|정답은|맞는 건|진짜는)\s)?(?P<v>[가-힣A-Za-z0-9][가-힣A-Za-z0-9:./ -]{0,24}?)(?:이(?:십니다|세요|셨어요?|셔요?|시래요?|시네요?)|이에요|예요|에요|입니다|이야|야|임|이래요?|래요?|(?:이었|였)대요?|이었어요?|였어요?|이더라고?요?|더라고?요?|이다|다|(?:이|가) 맞(?:아요?|습니다|음|네요?)|(?:으로|로) (?:고쳐|수정|바꿔|정정|변경)\S*(?:\s?줘\S*)?)?[.!~ㅋㅎㅠ\s]*$"
)


_NOTED = re.compile(r"^(.+?)\s?\((?:오타|정정|수정|오기)[^)]*\)[.!~\s]*$")  # "이름은 이안이에요 (오타)"


def righted(text: str) -> str:
    """A statement without the words that say a former one was wrong: "아 오타, 417번이야" is "417번이야"."""
    noted = _NOTED.match(text)
    text = f"오타, {noted[1]}" if noted else text
    return _RIGHTED.sub("", text) or text


def corrected(text: str) -> str | None:
    """The right value, where a correction gives nothing else; None for any other statement."""
    rest = righted(text)
    if rest == text or (re.match(r"^(?:나|내가|제가|방금|아까|전에|어|아|음|잠깐만?)\s", text) and not re.search(r"잘못|오타|정정|아니|착각|헷갈|틀렸|실수|바꿔 [썼말적]|[이가] 맞", text)):
        return None
    match = _RIGHT.match(rest)
    if not match or re.search(r"[가-힣](?:은|는|을|를|에서|에|이|가)\s", match["v"]) or len(match["v"].split()) > 3:
        return None
    value = match["v"].strip()
    if rest.rstrip(" .!~") == value and any(m.entry is not None and m.entry.verb for m in segment(value.split()[-1])):
        return None  # a predicate, not a value
    counted = re.search(r"[가-힣] (?:살|시|개|명|번|마리|층|월|일)$", value)
    return value if words(value) or counted or any(map(str.isdigit, value)) else None
