"""Made-up memories and questions for the speed bench: about 30 tokens each, English and Korean, the same on every run.

A sentence is a frame with its blanks filled from word lists; the common words of the lists are drawn more often than
the rare ones (the n-th with weight 1/n), and half of the people have invented names of which there are thousands, so
that posting lists are as uneven as in real text. Nothing here comes from a data set.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import NamedTuple

KOREAN_SHARE = 0.25
NAMES = 5_000
_SYLLABLES = ("ka", "lo", "mi", "ren", "sha", "du", "vel", "to", "ni", "bra", "es", "yu", "gor", "an", "pi", "the", "wo")
_HANGUL = ("가", "서", "민", "윤", "하", "도", "린", "채", "진", "우", "예", "건", "솔", "범", "나", "온", "태")
_BLANK = re.compile(r"\{(\w+)\}")

_ENGLISH_WORDS = {
    "who": "my sister|my boss|a friend from school|Maya|Tom|my landlord|Daniel|our neighbour Ruth|the new intern|Priya|"
    "my uncle|Oskar|Helen from accounting|the dentist|Bea|my old coach|Nadia|Luis|the plumber|Ingrid|Samir|Wren|Odile",
    "place": "the office|Berlin|the library|Lisbon|a small cafe near the station|Toronto|the lake|my parents' house|"
    "Osaka|the climbing gym|Glasgow|the harbour|a vineyard outside Porto|Tromso|the botanical garden|Valparaiso",
    "when": "last week|yesterday|in March|on Tuesday morning|two years ago|this summer|right before Christmas|tonight|"
    "on the 14th of June|around noon|every other Friday|in early autumn|after the long weekend|back in 2019",
    "did": "talked about|finally booked|decided against|kept thinking about|spent hours on|paid for|almost forgot|"
    "signed up for|cancelled|wrote a long letter about|argued over|practised for|postponed|took photographs of",
    "thing": "the move|a new laptop|the garden|piano lessons|the marathon|a second-hand bicycle|the budget|our holiday|"
    "pottery classes|the leaking roof|a surprise party|the visa papers|a sourdough starter|the telescope|fencing",
    "feel": "it went well|I was quite nervous|everybody was tired|it was cheaper than expected|I would do it again|"
    "nobody had slept much|the weather was awful|I am proud of it|it felt strange|we laughed a lot",
    "like": "dark chocolate|running|black coffee|detective novels|spicy food|board games|jazz|early mornings|tulips|"
    "long train rides|oat milk|documentaries|swimming in cold water|peanut butter|chess|harmonica music|fig jam",
    "job": "a nurse|a software engineer|a teacher|an accountant|a baker|a translator|a violin maker|a paramedic|a surveyor",
    "n": "two|three|five|ten|twelve|forty|a hundred|seven|sixty-two",
}  # fmt: skip
_KOREAN_WORDS = {
    "who": "동생이랑|친구랑|팀장님과|민지랑|엄마랑|옆집 아저씨와|대학 동기 서준이랑|"
    "언니랑|새로 온 인턴과|할머니와|지호랑|선배랑",
    "place": "회사에서|부산에서|집 근처 카페에서|도서관에서|"
    "제주도에서|헬스장에서|강릉 바닷가에서|병원에서|전주 한옥마을에서|공방에서",
    "when": "어제|지난주에|3월에|화요일 아침에|재작년에|이번 여름에|연말에|추석 직전에|6월 14일에|퇴근하고 나서",
    "thing": "이사 준비|새 노트북|텃밭|피아노 수업|마라톤|중고 자전거|가계부|휴가 계획|도자기 수업|비자 서류|강아지 산책|망원경",
    "did": "이야기를 한참 했어|드디어 예약했어|결국 포기했어|며칠 동안 고민했어|"
    "돈을 냈어|깜빡 잊을 뻔했어|신청했어|취소했어|미뤘어",
    "feel": "생각보다 괜찮았어|좀 긴장했어|다들 피곤해했어|"
    "예상보다 쌌어|다시 하고 싶어|날씨가 최악이었어|정말 뿌듯했어|많이 웃었어",
    "like": "다크 초콜릿|달리기|아메리카노|추리 소설|매운 음식|보드게임|재즈|기차 여행|귀리 우유|다큐멘터리|수영|땅콩버터",
    "job": "간호사|개발자|선생님|회계사|제빵사|번역가|구급대원",
}
_ENGLISH_FRAMES = (
    "{when} I met {who} at {place} and we {did} {thing}; {feel}, and afterwards we shared some {like} on the way home.",
    "I have been into {like} for {n} years now, but {who} prefers {like}, so {when} we {did} {thing} in {place} instead.",
    "{who} works as {job} in {place} and told me {when} that {thing} would take {n} more weeks, which means {feel}.",
    "We {did} {thing} {when} because {who} could not come to {place}; honestly {feel} and I still owe them {like}.",
    "My plan is to leave {place} {when}, pick up {like} for {who}, and then work on {thing} for at least {n} hours.",
)
_KOREAN_FRAMES = (
    "{when} {place} {who} {thing} 때문에 {did}. {feel}. 오는 길에 {like} 얘기도 했어.",
    "나는 요즘 {like}에 빠져 있는데 {who} {place} {thing} 때문에 {did}, 그래도 {feel}.",
    "{who} {when} {place} 만났어. 직업은 {job}이고 {like}도 좋아한대. {thing} 건은 {did}.",
)
_ENGLISH_ASKS = (
    "What did {who} say about {thing}?", "Where did I go {when}?", "Who likes {like}?",
    "When did we talk about {thing} in {place}?", "What does {who} do for a living?", "How many weeks until {thing} is done?",
)  # fmt: skip
_KOREAN_ASKS = ("{who} {thing} 얘기한 게 언제였지?", "{place} 뭐 했더라?", "{like} 좋아하는 사람이 누구야?", "{when} 뭐 했어?")


class _Language(NamedTuple):
    syllables: tuple[str, ...]
    words: dict[str, tuple[list[str], list[float]]]
    frames: tuple[str, ...]
    asks: tuple[str, ...]


def _language(
    syllables: tuple[str, ...], words: dict[str, str], frames: tuple[str, ...], asks: tuple[str, ...]
) -> _Language:
    lists = {blank: joined.split("|") for blank, joined in words.items()}
    weighted = {blank: (found, [1 / n for n in range(1, len(found) + 1)]) for blank, found in lists.items()}
    return _Language(syllables, weighted, frames, asks)


ENGLISH = _language(_SYLLABLES, _ENGLISH_WORDS, _ENGLISH_FRAMES, _ENGLISH_ASKS)
KOREAN = _language(_HANGUL, _KOREAN_WORDS, _KOREAN_FRAMES, _KOREAN_ASKS)


def memories(*, seed: int) -> Iterator[str]:
    """Endless texts of about 30 tokens; the same seed gives the same texts."""
    chance = random.Random(seed)
    while True:
        language = _pick(chance)
        yield _fill(chance.choice(language.frames), language, chance)


def questions(*, seed: int) -> Iterator[str]:
    """Endless questions over the same words."""
    chance = random.Random(seed + 1_000_003)
    while True:
        language = _pick(chance)
        yield _fill(chance.choice(language.asks), language, chance)


def _pick(chance: random.Random) -> _Language:
    return KOREAN if chance.random() < KOREAN_SHARE else ENGLISH


def _fill(frame: str, language: _Language, chance: random.Random) -> str:
    def word(blank: re.Match[str]) -> str:
        if blank[1] == "who" and chance.random() < 0.5:
            return _name(language.syllables, chance)
        found, weights = language.words[blank[1]]
        return chance.choices(found, weights)[0]

    text = _BLANK.sub(word, frame)
    return text[0].upper() + text[1:]


def _name(syllables: tuple[str, ...], chance: random.Random) -> str:
    """An invented name; its rank is drawn log-uniformly, so that few are common and most are rare."""
    rank, parts = int(NAMES ** chance.random()), []
    for _ in range(3):
        rank, digit = divmod(rank, len(syllables))
        parts.append(syllables[digit])
    return "".join(parts).capitalize()
