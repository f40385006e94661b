# ruff: noqa: E501 - one pattern a line reads better than broken ones
"""Korean: talk that leaves nothing to remember, and where a sentence holds two statements."""

from __future__ import annotations

import re

from . import ko_words
from .ko_claims import claim, counts
from .ko_people import RELATION, subject
from .ko_slots import SLOTS

_SELF = re.compile(r"^(?:(?:참고로|근데|사실|이제|지금|요즘|요새|어제|오늘|지난주에?|지난달에?|작년에?|이번에)\s)*(?:나는?|난|나도|내가|저는?|전|저도|제가|우리는?|저희는?|내|제|우리|저희)\s(?P<rest>.+)$")
_DID = re.compile(r"[았었였했됐갔왔샀났렸졌켰꿨뒀](?:어요?|음|다|습니다|고|는데요?|거든요?|지만)|ㅆ음")
_BE = r"(?:이?야|이?에요|예요|입니다|임|이고|이라서?|라서?|이래|래|이다|인데요?)$"
_FLEETING = re.compile(r"^(?:밥|점심|저녁|아침|잠|샤워|세수|양치|물|간식|숙제|화장실|집|할 말|질문|부탁|궁금\S*|고민|생각|시간|너|네|그거|이거|뭐)$")


def slotted(text: str) -> bool:
    """Whether a statement answers a known question."""
    return any(True for _ in SLOTS.found(text))


def tells(text: str) -> bool:
    """Whether a statement, however short, tells something of the speaker or their people: "나 기타 쳐", "애가 둘이야"."""
    if slotted(text) or re.search(r"^이름[은이]", text):
        return True
    own = _SELF.match(text)
    if not own and not re.match(RELATION, text):
        return False
    rest = own["rest"] if own else text
    if counts(rest) and not re.search(r"[볼할갈올줄먹]게요?$|한 ?번|두 ?번", rest):
        return True
    said = claim(text)
    if said is not None:
        return not _FLEETING.match(said.thing)
    return re.search(rf"[가-힣]{{2,}}{_BE}", rest) is not None and re.search(_BE, rest) is not None and not re.search(r"(?:거|것|수|중|편|뻔|듯)(?:이?야|이?에요|예요|입니다|임)$", rest)


_REQUEST = re.compile(
    r"(?:[해려써어아와봐꿔쳐내여서가켜펴춰짜러겨져돼려둬놔]\s?(?:줘|줘요|줄래요?|줄 수 있\S*|주세요|주실래요?|주실 수\S*|주라|주십시오|주시겠어요?|달라고?)|부탁(?:해요?|드려요?|드립니다|합니다|할게요?)?|"
    r"추천 ?(?:좀|점|부탁|요망|바람|요|ㄱㄱ)?|(?:좀|한번|한 번) (?:추천|부탁|알려)\S*|(?:번역|요약|설명|정리|수정|교정|검토|예시|제목|코드)\S*(?:\s\S+)?\s?(?:좀|\d+개만|하나만|몇 개만)|추천 (?:\d+개|하나|몇 개)만?|알려 ?줘\S*|가르쳐 ?줘\S*)\s*[.!~?ㅋㅎㅠ]*$"
)
_SERVED = re.compile(r"(?:마다|매일|매주|매달|항상|늘)\s(?:\S+\s)*\S+(?:이|가|께서)\s.*(?:주세요|주십니다|줘요?)$|\S+(?:이|가|께서)\s(?:\S+\s)*(?:마다|매일|매주|매달|항상|늘)\s.*(?:주세요|주십니다|줘요?)$")  # what somebody does for the speaker
_STANDING = re.compile(r"기억|참고|앞으로|다음부터|이제부터|항상|절대|꼭|반영|메모|적어|저장|등록|빼|피해|잡지|말아|말고|불러|쓰지|하지 마")
_WISH = re.compile(
    r"복 많이 받|[파화]이팅|조심하세요|(?:으면|면) 좋겠\S*$|메리 ?크리스마스|해피 ?(?:뉴이어|추석|할로윈)|힘내|행복하(?:세|길)|건강하세|좋은 (?:하루|밤|주말|아침|저녁|꿈|시간|일만)|즐거운 .{0,8}(?:되|보내)|즐(?:거운)? ?(?:주말|연휴|명절|추석|금요일)|수고(?:하|했|많)|고생(?:하|했|많)|"
    r"(?:고마워|고마웠|고맙|감사|땡큐|ㄱㅅ)[가-힣]*(?:요)?$|^(?:정말 |진짜 |너무 )?(?:고마워|고맙|감사)|이해(?:됐|했|가|완료|되)|해결(?:됐|했|되)|도움 ?(?:됐|이|많)|덕분에 (?:살|해결|잘|이해)|잘 (?:자|쉬|지내)(?![게니고지네])|잘 (?:부탁|먹겠)|축하(?:해|드려|합|함|축)\S*$|(?:하루|주말|저녁|밤|연휴|시간)\S* 보내\S*$|또 (?:봐|보자|올게|물어|만나|연락)|안녕"
)
_REACTION = re.compile(
    r"^(?:우와|와우?|헐|대박|아니|오+|아+|음+|하+|휴|어휴|크|캬|흠|뭐|진짜|정말|완전|너무|좀|참|역시|그래도?|그럼|근데|딱히|별로|솔직히|일단|아직|나도|저도|나는|저는|내|제|생각에도?|이제|\s)*"
    r"(?:미쳤|미친|쩐|쩔|개꿀|꿀팁|대단|신기|놀랍|놀라|충격|부럽|귀엽|예쁘|이쁘|멋지|멋있|웃기|재밌|재미있|좋은 (?:생각|아이디어|질문|방법|정보)|좋겠|좋네|괜찮|별로|나쁘지|그렇|그럴|그런|그러|맞는 말|맞아|아쉽|아깝|다행|어렵|쉽|복잡|헷갈리네|모르겠|글쎄|상관없|신난|설레|기대|화나|짜증|우울|슬프|외롭|무섭|허무|황당|어이없|답답|억울|"
    r"그건|그게|그거|이건|이게|이거|저건|그 정도|그 말|이런|저런|말도 안)\S*(?:\s(?:것|거|수도|수|듯|좀|진짜|정말|너무|더|방법\S*|말\S*|건|생각\S*|일\S*|경우\S*|별로\S*|아닌\S*|않\S*|같\S*|있\S*|없\S*|좋\S*|이?네\S*|하네\S*|해\S*|되\S*|맞\S*|모르\S*|싫\S*|거의|조금|약간|아마|많이|다)[,]?){0,4}$"
)
_IDLE = re.compile(r"(?:퇴근|여행|놀러|집에|쉬|자|눕|놀|퇴사|도망|누워|먹|울|나가|그만|때려)\S*(?:\s\S+)?고 ?싶(?:다|어|네|당|음)\S*$|[하가먹보놀쉬오치]자$|[가-힣]도 (?:돼|되|괜찮)\S*$")
_IF = re.compile(
    r"(?:만약|만일|혹시라도|행여).*(?:면|ㄹ까)|(?:로또|복권|당첨|부자|재벌|대통령|투명인간|초능력|타임머신|다시 태어나|새라면|너라면|님이라면|당신이라면)\S*\s.*(?:거야|거예요|건데|텐데|겠다|겠어|겠지|겠네|고 싶\S*|좋겠\S*|ㄹ래|걸)(?:요)?$|"
    r"(?:라면|다면|으면|면)\s.*(?:[을할살갈볼될올일줄쓸]|[가-힣]) ?텐데(?:요)?$|(?:이었|였|았|었|했)(?:다면|으면|더라면)\s.*(?:텐데|겠다|겠지|겠어|을걸|좋았)\S*$"
)
_GRIPE = re.compile(
    r"(?:월|화|수|목|금|토|일)요일\S*\s(?:\S+\s)?(?:싫|좋|힘들|지겹|최고|무섭|두렵|왜)\S*$|(?:출근|퇴근|회사|학교|일|공부|수업|월요일|집|씻기|일어나기|움직이기|아무것도)\S*(?:\s\S*(?:가기|하기|나가기|일어나기))?\s(?:진짜 |너무 |정말 |완전 |제일 )?(?:싫|귀찮|지겹|힘들)(?:다|어|네|음|네요|어요|당)$|"
    r"^(?:배|목|졸|피곤|심심|귀찮|더|추|힘들|지루|덥|춥)\S{0,4}(?:\s(?:죽겠|미치겠)\S*)?$|(?:죽겠|미치겠)(?:다|네|어|음)(?:요)?$|(?:월|화|수|목|금|토|일)요일(?:이라|이니까|인데)?\s(?:\S+\s)?(?:신[나난]|행복|우울|오지 ?마|왔으면|언제)\S*$|^잠이? ?(?:안|못)\s\S*$|^(?:벌써|어느새|오늘따라)\s.*(?:네|다|구나|냐)(?:요)?$|날엔? (?:역시 )?\S+(?:이지|지|이죠|죠|최고)\S*$"
)
_HINT = re.compile(r"(?:궁금한|물어볼|할 말|질문|부탁할?|고민)\S*\s?(?:게|것|거|이|가)?\s?(?:하나 |좀 |또 )?(?:있|생겼|드릴|할)\S*$|(?:생각해|해|알아|물어|찾아|고민해|검토해|시도해|써|먹어|가|들어)\s?(?:볼게|볼께|보겠|봐야|볼래|보려)\S*$|[할볼갈올줄쓸될]게(?:요)?$|[할볼갈올]께(?:요)?$")


_PLAY = re.compile(
    r"덕분에 (?:살았|살 ?것|한숨|잘 해결|해결)\S*(?:\s(?:고마|고맙|감사|땡큐)\S*)?$|^(?:(?:나|지금|그냥|너|이건|이거|잠깐|잘|되나|그저|한번|말이나)\s)*(?:테스트|시험)(?:\s?해 ?[보봤본봄]\S*|하는| ?삼아| ?중| ?용으로)\s?(?:거|것|건|써|해|\S+봤)?\S*$|^(?:그냥 |장난이야 )+(?:해 ?본|던진|한) (?:말|소리)\S*$|"
    r"^(?:(?:이걸로|이거로|그걸로|이|그|단어로|이름으로|재미있는|재밌는|웃긴|짧은|무서운|슬픈|감동적인|아무|다른|새로운|\S+로)\s)+(?:[삼사오이육]행시|끝말잇기|농담|개그|시|수수께끼|퀴즈|넌센스|얘기|이야기|동화|가사|제목|문구|카피)\s?(?:좀|하나만?|한 ?편만?|두 ?개만?|지어\S*|해 ?[봐줘]\S*|써\S*)?$|"
    r"^(?:\S+\s){0,2}\S+로 (?:요약|번역|변환|다듬어|정리|써 ?봐|말해 ?봐)$|^(?:이|그|위|아래|다음|이거|그거)\s?\S*\s(?:좀|다시|한번)\s\S+$|추천 좀 \S+$|^아무 ?(?:말|얘기|거)\S* (?:해|말해) ?[봐줘]?\S*$|^\S+ 넣어서 다시$|"
    r"^(?:(?:와|아|갑자기|밖에|지금|오늘|진짜|또|벌써|이제|창밖에|엄청|너무|많이)\s)*(?:첫눈|소나기|폭우|장대비|비|눈|우박|천둥|번개|태풍|바람)(?:가|이|도)?\s(?:(?:또|엄청|많이|막|진짜|계속)\s)*(?:온다|오네|내린다|내리네|내려|쏟아\S*|그쳤\S*|그치\S*|치네|친다|분다|부네)(?:요)?$|^(?:(?:오늘|요즘|진짜|너무|장마라|습해서|그런지|엄청|날이)\s)*(?:푹푹|쪄|꿉꿉|후덥지근|눅눅)\S*(?:\s(?:찐|찌|죽)\S*)?$"
)


def talk(text: str, *, correction: bool) -> str | None:
    """Why a clause is nothing but talk: a wish, a reaction, a passing mood, an idle "if", a request; None: it may be more."""
    known = slotted(text)
    if _REQUEST.search(text) and not _STANDING.search(text) and not _SERVED.search(text) and not (known and re.search(r"[\d@]", text)):
        return "request"
    if _PLAY.search(text):
        return "small talk"
    if _IF.search(text):
        return "hypothetical"
    if re.search(r"축하(?:해|드려|드립|합|함)\S*$", text):
        return "small talk"
    if known or subject(text) not in (None, "?"):
        return None
    if correction and any(map(str.isdigit, text)):
        return None
    if _IDLE.search(text) and len(ko_words.words(text)) <= 3 and not _SELF.match(text):
        return "small talk"
    if _WISH.search(text) or _GRIPE.search(text) or (_HINT.search(text) and len(ko_words.words(text)) <= 4):
        return "small talk"
    if _REACTION.match(text) and not correction:
        return "small talk"
    return None


_JOINT = re.compile(r"(?<=[가-힣A-Za-z0-9])(?P<e>고|구|며|면서|[는은인운큰한된던]데|지만|라서|니까|거든|어서|아서)(?:요)?,?\s+")
_ASKED = re.compile(r"\?\s*$|(?:까|나요|가요|니|냐|지|래|돼|될까|어때|뭐야|할까)(?:요)?\s*[?~ㅋㅎ]*$")
_BROAD = frozenset({"drink", "birthday", "device", "remote", "commute", "trip"})  # words of theirs stand beside any verb


def joints(sentence: str) -> list[str]:
    """A sentence cut where two statements of their own meet: "서울에 살고 | 땅콩 알레르기가 있어요", "부산 사는데 | 맛집 추천해 줄래?"."""
    for match in _JOINT.finditer(sentence):
        head, rest = sentence[: match.end()].rstrip(" ,"), sentence[match.end() :]
        if len(head) >= 4 and len(rest) >= 3 and _parts(head, rest, match["e"]):
            return [head, *joints(rest)]
    return [sentence]


def _parts(head: str, rest: str, ending: str) -> bool:
    asks = _ASKED.search(rest) is not None or _REQUEST.search(rest) is not None
    if asks and ending not in ("고", "구", "며", "면서"):
        return _plain_talk(head) is None and (tells(head) or _DID.search(head) is not None or stands(head))
    if ending in ("면서", "어서", "아서", "니까") or subject(head) != subject(rest) or re.match(r"(?:있|싶|나서|다니|가|오|보|말)", rest):
        return False
    ours, theirs = _names(head), _names(rest)
    return bool(ours and theirs) and not ours & theirs


def stands(head: str) -> bool:
    """Whether what is said before a question holds beyond it: "글루텐 못 먹는데 | 뭐 먹지?", but not "이거 궁금한데 | ..."."""
    if not head.endswith("데") or _PASSING.search(head):
        return False
    said = claim(head)
    if said is not None:
        return not _FLEETING.match(said.thing)
    return re.search(r"(?:[가-힣A-Za-z0-9]{2,}(?:인데|있는데|없는데)|(?:결혼|이사|이직|출산|유학|이민|입학|졸업|전학|수술|여행|면접|퇴사|출장|입원|휴직)\S*데)$", head) is not None


_PASSING = re.compile(r"(?:궁금|질문|모르겠|생각하|생각인|같은|그런|좋은|싶은|바쁜|고민|어려운|힘든|맞는|필요한|보이는|아는데|어쩐|부탁|찾는|되는|안 되는|이해가)\S*$|^(?:이|그|이거|그거|이게|그게|이런|그런|거기|여기|뭐|너|네가|니가)\s")


def _plain_talk(head: str) -> str | None:
    return talk(head, correction=False)


def _names(text: str) -> set[str]:
    found = {rule.slot.lstrip("!~").partition(":")[0] for rule, _ in SLOTS.found(text)}
    return found - _BROAD
