"""Which particles (josa) and verb endings may close a Korean word, as people write and as they type.

The inventories are closed classes of the language, written out; a chain of them is accepted by one compiled pattern.
"""

from __future__ import annotations

import re

from .korean_jamo import L, tail_of

_PARTICLES = """
은 는 이 가 을 를 의 에 에서 에게 에게서 에게는 에선 에는 에도 에만 에서는 에서도 에서만 에다 에다가 엔 한테 한테서 한테는 한테도 한텐
께 께서 께서는 으로 로 으로서 로서 으로써 로써 으로는 로는 으로도 로도 으론 론 와 과 와는 과는 와도 과도 이랑 랑 이랑은 랑은 이랑도 랑도 하고
하고는 도 만 만은 만이 만을 만큼 만큼은 까지 까지는 까지만 까지도 까진 부터 부터는 부터도 보다 보다는 보다도 보단 처럼 처럼은 같이 마다 조차 마저
밖에 밖엔 이나 나 이나마 이든지 든지 이든 든 이라도 라도 이란 란 이라는 라는 이라고 라고 이라 라 이야 야 이며 며 대로 뿐 뿐만 이요 요 이여
들 들은 들이 들을 들의 들도 들만 들과 들이랑 들한테 들에게 네 네가 네는 님 님이 님은 님께 씨 씨가 씨는 씨랑
""".split()
_COPULA = """
이다 다 이에요 예요 이예요 에요 입니다 임다 이었다 였다 이었어 였어 였어요 이었어요 이었는데 였는데 였는데요 인데 인데요 인데도 이고 고 이고요 고요
이구 구 이구요 구요 이지 지 이지만 지만 이죠 죠 이네 네 네요 이네요 이거든 거든 거든요 이거든요 이잖아 잖아 잖아요 이잖아요 이라서 라서 이라 이니까
니까 이니 니 이면 면 인 인지 인지도 일 일까 일까요 일지 이래 래 래요 이래요 이구나 구나 군 이군 이군요 군요 임 이던 던 이었던 였던 인가 인가요 인가 인건가 인거
인거야 인게 인걸 이었고 였고 였지 이었지 이었지만 였지만 이신 이세요 세요 이시고 이더라 더라 더라고 이더라고 더라고요 이더라고요 더라구요 였더라
이었더라 이라던데 라던데 이라며 라며 이어서 여서 입니까 이냐 냐 이자 자 이었으면 였으면 였음 이었음 이라니 라니 일때 였을때 이었을때 이었나 였나
였나요 이었나요 이려나 려나 이겠지 겠지 일듯 인듯 이였어 이였는데 이였지 이었을까 였을까 이야요 이얌 임요 이염 이당 당 입니당 이에용 예용 이용
""".split()
_FINALS = """
다 습니다 슴다 습니당 니다 니당 니까 습니까 어 아 여 어요 아요 여요 요 용 염 여 유 지 죠 지요 쥬 네 네요 네여 군 군요 구나 구만 구먼 는구나 는군 는군요
거든 거든요 거던 잖아 잖아요 자나 자나요 자너 는데 는데요 는데도 은데 은데요 은데도 데 데요 데도 던데 던데요 더라 더라고 더라고요 더라구 더라구요 더라도 어도
고 고요 고는 고도 고나서 고서 구 구요 구여 며 면 면은 면서 면서도 면서는 으면 으면서 으며 으니 으니까 으니깐 니 니까 니깐 길래 기에 기 기가 기는 긴
기도 기만 기로 기를 기엔 기에는 기때문에 기전에 기전 기까지 기보다 게 게요 게끔 게는 겐 을게 을게요 을께 을께요 께 께요 까 까요 까봐 걸 걸요 래 래요 래서
을까 을까요 을까봐 을래 을래요 을지 을지도 을수록 을텐데 을텐데요 을건데 을거야 을거예요 을거에요 을거라 을겁니다 을거임 텐데 텐데요 건데 건데요 거야 거예요 거에요
거라 겁니다 거임 거라서 거니까 꺼야 꺼예요 수록 지도 지는 진 질 지를 지만 지만요 은 는 을 던 을걸 을걸요 은걸 는걸 은지 는지 던지 은가 는가 나 나요 나보다 는가요
은가요 음 슴 음요 읍시다 시다 자 자고 자는 자마자 자니 러 으러 려 으려 려고 으려고 려고요 으려고요 려구 으려구 려는 으려는 려면 으려면 려다 으려다 려다가 려던 려나
아서 어서 여서 서 서요 아서요 어서요 어서는 아서는 선 아도 어도 여도 도 도요 아도요 어도요 아야 어야 여야 야 야지 야죠 야해 야돼 야함 야됨 야하는데 야지요
어야지 아야지 어야죠 아야죠 어야돼 아야돼 든 든지 든가 도록 다가 다가도 다 다고 다고요 다구 다는 다니 다니까 다면 다며 다면서 다네 다네요 다더라 다던데 다 대 대요 댔어 댔는데
는다 는다고 는다는 는다면 는대 는대요 는다네 냐 냐고 냐는 느냐 은데다 는지도 느라 느라고 느라구 라 라고 라고요 라구 라는 라니 라니까 라서 라도 라면 으라 으라고 으라는
으래 으래요 자는 재 재요 세요 셔요 세여 셈 으세요 으셔요 십시오 으십시오 소 오 시오 으시오 어라 아라 여라 거라 을뿐 은채 는중 는중이야 는중임 는중이에요
더니 더니만 으므로 므로 거나 거나요 든말든 다시피 을만한 을만큼 는만큼 은만큼 은듯 는듯 을듯 은듯해 는듯해 듯 듯이 든데 든지요 어용 아용 어유 아유
는거 는거야 는거지 는게 는건 는걸로 은거 은게 은건 을거 을게 은적 은후 은뒤 은뒤에 은후에 을때 을때는 을때도 을때마다 을수 을줄 는줄 은줄 을정도 는편 은편 는편이야 는편임 은편이야
""".split()
_INNER = "으시|으셨|시|셨|았|었|였|겠|더"


def _any_of(words: list[str]) -> str:
    return "(?:" + "|".join(sorted(set(words), key=len, reverse=True)) + ")"


_NOUN_END = re.compile(
    f"(?:{_any_of(_PARTICLES)}{{1,3}}|{_any_of(_PARTICLES)}{{0,2}}{_any_of(_COPULA)})(?:요|도|은|는)?"
)
_PARTICLE_END = re.compile(f"{_any_of(_PARTICLES)}{{1,3}}")
_VERB_END = re.compile(f"(?:{_INNER})*{_any_of(_FINALS)}(?:요|은|는|도|만|까지)?")
# Endings after which another verb or noun is often written without a space (먹어봤어요, 가고싶어, 하는중).
LINKS = (
    "고 어 아 여 게 지 는 은 을 던 기 음 러 으러 려고 으려고 면서 으면서 다가 어서 아서 서 자마자 려 으려 도록 야 어야 아야 지도 었던 았던 었을 았을 "
    "시는 으시는 시던 시고"
).split()

_NEEDS_CLOSED = frozenset("은이을과으")
_NEEDS_OPEN = frozenset(("는", "가", "를", "와", "랑", "야", "예요", "였", "나", "라"))
_CUT_NEXT = frozenset("는네니세시십셨신실냐나습소오")


def closes_noun(word: str, at: int) -> bool:
    """Whether word[at:] is a chain of particles or a form of the copula that may follow the syllable before it."""
    return _NOUN_END.fullmatch(word, at) is not None


def is_particle(word: str, at: int) -> bool:
    """Whether word[at:] is particles alone, without the copula."""
    return _PARTICLE_END.fullmatch(word, at) is not None


def agrees(word: str, at: int) -> bool:
    """Whether the particle at `at` has the shape that the syllable before it asks for (은 after 밥, 는 after 차)."""
    before, first = tail_of(word[at - 1]), word[at]
    if first == "로":
        return before in (0, L)
    if first in _NEEDS_CLOSED:
        return before != 0
    return before == 0 if first in _NEEDS_OPEN else True


def closes_verb(word: str, at: int, *, cut: bool = False) -> bool:
    """Whether word[at:] is a verb ending; after a stem cut short (사- of 살다) only the endings that cut it."""
    if cut and word[at] not in _CUT_NEXT:
        return False
    return _VERB_END.fullmatch(word, at) is not None
