# ruff: noqa: E501 - one pattern a line reads better than broken ones
"""Korean: sentences, what is not worth remembering, and how a statement is meant."""

from __future__ import annotations

import re
from functools import lru_cache

from ..text.korean import gloss
from . import ko_claims, ko_people, ko_talk, ko_words
from .ko_dates import DATES
from .ko_leaving import AWAY, LEAVING
from .ko_matters import MATTERS
from .ko_partings import PARTINGS
from .ko_prototypes import PROTOTYPES
from .ko_slots import SLOTS
from .ko_topics import ASKS, TOPICS
from .language import Language, Marks, any_of

_LAUGH = re.compile(r"[ㅋㅎㅠㅜㅡㅇㄱㄴㄷ]{1,}|[\U0001F300-\U0001FAFF☀-➿]|\^\^|[;:]-?[)(DPp]")
_SENTENCE = re.compile(
    r"(?:[.]+(?=\s|$|[가-힣'\")])|[!?~…]+|\n+|(?<=[다요음임함됨까네지야어아해짐김림심감남담참침힘줌둠봄옴좀럼섬엄넘점험렴염림])\s*[ㅋㅎㅠㅜㅡ]{2,})['\")\]]*\s*|"
    r"(?<=[가-힣](?:어요|아요|해요|예요|에요|네요|니다|거든|했어|됐어|었어|았어|이야))\s+(?=(?:그리고|근데|그래서|아무튼|나 |난 |내 |저 |제 |우리 |이제|이번|오늘|어제)[\s,]?)"
)
_CLAUSE = re.compile(
    r"(?<=[가-힣](?:고|구))(?:요)?,\s+|(?<=[가-힣]는데),\s+|(?<=[가-힣]고)\s(?=(?:나는|난|내|저는|전|제|우리|저희|남편|아내|여자친구|남자친구)\s?[가-힣]*(?:은|는|이|가|도)?\s)|;\s+"
)
_QUESTION_END = re.compile(
    r"(?:지|죠|까요?|나요|가요|은가요|ㄴ가요|인가요|는지요?|을까|ㄹ까|니|냐|려나|던가|더라|뭐야|뭐지|뭐예요|누구야|누구지|어디야|어디지|언제야|언제지|어때요?|어떡해|어떻게 해|뭐였지|뭐더라|뭔가|뭐임|얼마야|얼마지|뭘까)\s*[?~ㅋㅎㅠ]*\s*$"
)
_SHALL = re.compile(r"(?:[볼할갈살쉴잘탈올릴줄]|먹을|있을|없을|좋을|어떨|될|괜찮을)까(?:요)?$|^뭐라\S* (?:거야|거지|건지)$")
_ASKING = re.compile(r"(?:뭐|무엇|무슨|어디|언제|누구|누가|왜|어떻게|얼마|몇|어느|어떤|뭘|뭔)")
_KNOWN_TAG = re.compile(r"(?:알지|알죠|아시죠|기억하지|기억하죠|기억나지|맞지|그치|그쵸|말했지|말했나|말씀드렸나요|했었나|얘기했나)[?~ㅋㅎ\s]*$")
_FOUND = re.compile(r"\d.*(?:이네|[었였았했]네|더라)(?:요)?\?+\s*$")  # no question: one is astonished
_CHATTER = re.compile(
    r"^(?:(?:안녕(?:하세요|하십니까|히|요)?|하이|헬로|굿모닝|굿나잇|좋은 (?:아침|하루|저녁|밤|오후|주말)[가-힣 ]*|반가워[요]?|반갑습니다|고마워요?|고맙습니다|감사합니다|감사해요|감사|땡큐|ㄱㅅ|ㅇㅇ|ㅇㅋ|ㄴㄴ|네|넵|넹|예|응|웅|어|아|오|와|우와|헐|대박|아하|음|흠|글쎄|"
    r"그래(?:요)?|그렇구나|그렇군요|그러게(?:요|말이야)?|맞아(?:요)?|맞습니다|좋아(?:요)?|좋습니다|좋네(?:요)?|오케이|오키|알겠어(?:요)?|알겠습니다|알았어(?:요)?|ㅎㅇ|수고(?:했어|하셨습니다|하세요|해)?(?:요)?|고생(?:했어|하셨어요|많았어)?|잘 ?자(?:요)?|잘 ?가(?:요)?|바이|안뇽|미안(?:해요?)?|죄송(?:해요|합니다)?|괜찮아(?:요)?|"
    r"진짜|정말|완전|역시|최고(?:야|예요|네|다)?|짱|굿|나이스|축하(?:해요?|드려요|합니다)?|화이팅|파이팅|심심(?:해|하다|하네)(?:요)?|졸려(?:요)?|졸리다|피곤(?:해|하다|하네)(?:요)?|배고(?:파|프다|프네)(?:요)?|배불러|힘들(?:다|어|네)(?:요)?|웃(?:겨|기네|기다|긴다)[가-힣 ]*|재밌(?:다|네|어)(?:요)?|재미있(?:네|다|어)(?:요)?|"
    r"그치|그쵸|인정|ㄹㅇ|레알|아이고|에고|어휴|휴|하하|호호|헤헤|히히|푸하하|그럼|그럼요|물론|당연하지|몰라|모르겠다|그냥|뭐해|월요일이네|불금|주말이다|또 올게(?:요)?|이만|나중에 (?:봐|보자|뵐게요|또 올게)|다음에 (?:봐|보자|또 봐)|오늘도|너도|또|내일 봐(?:요)?|나 왔어|나 간다|간다|갈게(?:요)?|다녀올게|아싸|오늘|하루|좋은|즐거운|보내(?:요|세요)?)[\s,.!?~]*)+$"
)
_MOOD = re.compile(
    r"^(?:(?:오늘|요즘|밖에?|아침|지금|와|아|진짜|날씨가?|하늘이?|비가?|눈이?|바람이?|월요일|주말|이번 주)\s?)*(?:진짜|너무|정말|엄청|완전|되게|참|왤케|왜 이렇게|왜이렇게|제법|꽤|많이)?\s?(?:날씨|하늘(?=\s|이|은|도)|비(?=\s|가|도)(?! 오는)|눈(?=\s|이|도)|바람(?=\s|이)|햇살(?=\s|이|은|도)|미세먼지|덥|춥|더워|추워|맑(?=[다네아구고음습]|은 )|흐리|쌀쌀|선선|후덥|졸리|졸려|피곤|배고|배부르|심심|힘들|지치|지쳤|웃기|웃겨|재밌|시간 (?:참|진짜|정말)?\s?(?:빠르|빨리)|기분 좋|기분이 좋|나른|귀찮|월요병)[^.!?]{0,25}$"
    r"|^(?:너|넌|니가|네가|당신|자네)(?:은|는|도|가)?\s.{0,40}$|.{0,25}(?:죽겠다|죽겠네|죽겠어|죽겠네요|미치겠다|미치겠네)(?:요)?\s*$|^(?:그거|그건|그게|이거|이건|저거|그|이)\s?(?:진짜|정말|완전|너무|참)?\s?[가-힣]{1,10}(?:다|네|네요|어|어요|아|아요|지|죠|야|겠다|겠네)$"
    r"|^.{0,12}(?:[어아여해셔]야지|[어아여해]야겠[다어네]|[을ㄹ]래|먹을래|할래|잘래)(?:요)?$|^.*(?:도움이?\s?(?:많이 |정말 |너무 )?(?:됐|되었)|몰랐(?:네|어|다)|(?:잘|푹|조심히|즐거운|좋은|편히|맛있게) (?:[가-힣]+ )?(?:보내|지내|주무|쉬|가|드|하)(?:세요|시길|십시오)|시간 (?:참 |진짜 |정말 )?빠르|그렇게 (?:해|부탁)|마시고 올게|다녀올게|먹고 올게|금방 올게|답변 감사|우산 (?:없|안))[^.!?]{0,8}$|^(?:고마워|고맙|감사|땡큐).{0,25}$|^.{0,12}(?:드립|농담|개그|칭찬|센스).{0,15}$|^(?:다들|모두)\s.*(?:정신|축하).*$|^(?:헷갈리게|번거롭게|귀찮게) 해서.*$|^(?:잠깐|앗|아차|어머|이런|하필|세상에)(?: 잠깐만?)?$|^(?:.*\s)?(?:할 말|소식) 있(?:어|어요|음)$"
)
_FILLERS = re.compile(
    r"^(?:(?:야|아|어|음|오|와|헐|참|아 참|참고로|근데|그런데|그리고|그래서|아무튼|암튼|어쨌든|저기|있잖아(?:요)?|글쎄|아니|뭐|사실|솔직히|그니까|그러니까|혹시|앗|아차|아이고|하하|네|응|안녕(?:하세요)?|대박|헉|후|에휴|진짜|또)[,.!~\s]+)+(?=\S)"
)
_MARKS = Marks(
    ending=any_of(
        r"(?:없어|사라)[졌짐진]|[짤잘]렸|해고|권고사직|그만[뒀두둔]|관[뒀두]|때려 ?[치쳤침칩]|(?<!표 )(?<!표를 )(?<!권 )(?<!권을 )(?<!티켓 )(?<!기표 )(?<!비행기 )(?<!항공권 )(?<!기차 )끊(?:었|기로|은|고|는)|취소|해지|헤어[졌지짐진]|이혼|파혼|(?<![가-힣])팔(?:았|고|기로|아)|팔아 ?버|처분|퇴사|퇴직|은퇴|접(?:었|기로(?:\s?했\S*)?|고)|더\s?이상|탈퇴|중단|중지|없던 ?일(?:로|이)?(?:\s\S+)?|무산|포기|폐차",
        r"(?:이제|이젠|요즘은?|앞으로|더는|다시는)(?=\s?(?:[가-힣]+ )?(?:안|못)\s[가-힣])|(?:이제|이젠|더는)(?=\s?[가-힣 ]*(?:지 않|지 못))|안 [가-힣]{1,5}기로(?:\s?(?:했|결정|정했|함)\S*)?|못 [가-힣]{1,5}게 (?:됐|되)\S*|안 (?:해|하기로|다녀|다니기로|먹기로|가기로|쓰기로|쓰게|봐|키워|마셔|피워|피운|만나)|못 (?:가게|하게|다니게)|돌아가셨|무지개\s?다리(?:를)?(?:\s?건[너넜넌])?|떠나보냈|하늘나라(?:로|에)?(?:\s?(?:갔|떠났|보냈)\S*)?|자퇴|휴학|손절|정리했|나았|완치|반납|그만 ?(?:하|다니|먹|만나|둘)|빠졌|나왔어(?=.*동호회)|손 ?(?:뗐|떼|털)|문 닫|폐업|망했|폐강|해체|물 건너|엎어졌|깨졌|파투|파토|잃어버|도둑맞|고장 ?나서 버|버렸|입양 보|만료됐|끝났|끝냈|졸업했|청산|해약|해촉|차였|찼어|남남|갈라섰|결별|금연|금주|삭제했|지웠|탈덕|하차했|내놨|환불|펑크|백지화|보류됐|거절",
    ),
    change=any_of(
        r"(?:^|\s)(?:요즘|요새) (?:내 |제 |새 )?취미[는가]|(?:이번|지난) ?(?:달|주|학기)부터|이사|옮[겼기긴김겨]|바[꿨뀌뀐꾸꿈꿔뀜뀔]|갈아[탔타엎]|이직|전학|전근|전과|밀[렸리려]|미[뤄뤘룬]|당[겨겼]|앞당|변경|새로|이제|이젠|지금은|지금 (?=\S+[은는] )|요즘은|요즘엔|요새는|이전했|이번에|[탔넘]어[갔왔]|승진|달았|뽑[았은]|진급|발령|교체|조정|연기|늦춰|늘어났|정정|오늘부터|어제부터|내일부터|이번 ?(?:달|주)부터|다음 ?(?:달|주)부터|대신|말고|되돌|돌아[왔가]|전환|넘어[갔왔]|합류|입사|취직|취업|재취업|샀|장만|개통"
    ),
    correction=any_of(
        r"^(?:아\s?|앗\s?|어\s?)?아니[,\s]+(?=\S+(?:\s\S+)?(?:이야|야|이에요|예요|에요|임|입니다|래|이래)[.!~]*$|\S*\d)|잘못 ?(?:말|썼|쓴|알|적|들|쳤|기억|입력)\S*(?:\s있었\S*)?|(?:바꿔|틀리게|반대로|거꾸로) ?(?:썼|말했|적었|쳤)|입어 ?보니까? 아니|미안|죄송|잘못|정정|오타|헷갈[렸려]|실수|아니라|아니고|아니야|가 맞|이 맞|맞아요$|다시 (?:확인|\S{0,3} ?보니|생각)|헷갈|착각|아니다|아닙니다|수정할|고쳐|말이 헛|(?:뒤져|찾아|알고|자세히|확인해?|물어) ?보니|내 기억력|기억력이|거꾸로 (?:봤|알)|틀렸|틀린|쏘리|번복|말고"
    ),
    also=any_of(r"[가-힣](?:도|에도)\s|또\s|하나 더|추가로|새 취미|둘째|셋째|두 번째|한 마리 더|한 명 더|뿐만|게다가|말고도|외에도|겸|같이 키우|투잡|부업|더 생겼|더 늘"),
    temporary=any_of(
        r"(?:요일|주말|월말|\d일|다음 주|이번 주|내일)까지(?!\s?(?:내|제출|마감))|이번 ?(?:주|주말|달|한 주)(?:은|는|만|까지|엔|에는| 동안| 내내)?\s?(?!부터|[월화수목금토일]요일부터)|며칠|잠깐|잠시|당분간|임시|까지만?\s?(?:[가-힣]+\s)?(?:[가-힣]+에서 |[가-힣]+에 )?(?:있|지내|머물|출장|쉬)|출장|여행\s?중|여행 (?:와|왔)|워케이션|한 ?달 살기|휴가|렌트|렌터카|대차|빌려|빌린|동안만?\s|호텔|숙소|에어비앤비|파견|잠시만|하루만|오늘만|일주일(?:만|간|동안)|\d+(?:박|일간|주간|개월간)|대타|놀러|명절|방학 동안|연수"
    ),
    hypothetical=any_of(
        r"할까|을까|ㄹ까|볼까|갈까|살까|고민|생각 ?(?:중|이야|이에요|하고|해)|고 ?싶|[고가]싶|[갈날달말살찰탈팔할볼올줄될일을릴칠쓸] ?것 ?같[아은]|지도 몰|지도 모르|면 좋겠|했으면|었으면|알아보|알아볼|관심|면접|지원했|부럽|꿈꾸|라면 |다면 |만약|혹시|뻔했|뻔 했|할 뻔|탐나|상담만|검토|구경|아마|글쎄"
    ),
    future=any_of(
        r"예정|계획|할 거|갈 거|될 거|할거|갈거|ㄹ 거|[갈할볼살탈올릴] ?(?:거|게)(?:야|예요|요|에요|임)|려고|으려|기로 했|하기로|다음 ?(?:주|달|해|학기)(?! 아니)|내년|내일|모레|곧|[일주달년] ?(?:뒤|후)"
    ),
    repeat=any_of(r"전에 (?:말|얘기|말씀)|말(?:했|씀드렸)(?:지|죠|듯|다시피|잖|나)|얘기했|알지|알죠|아시죠|기억하|기억나|말한 (?:대로|것처럼)|이미 말|저번에 말|했었나"),
    now=any_of(r"지금\s(?=\S+[은는]\s)|(?:^|\s)(?:이제|이젠|지금은|요즘은|요즘엔|요즘에는|요새는|요샌|현재는|앞으로는|지금부터|오늘부터|어제부터|내일부터|올해부터)(?:는|부터는?)?(?=\s)|(?:이번|지난|저번|다음) ?(?:주|달|학기)(?: \([\d-]+\))?부터|\d월부터"),
    instead=any_of(r"(?<=[가-힣A-Za-z0-9] )대신|말고|갈아[탔탐타]|바[꿨꾸뀌뀐꿈꿔뀜]|옮[겼기김겨]|넘어[갔왔]|전환|교체|변경|(?:끊|접|그만두|관두|팔|정리하|해지하)고\s"),
    start=any_of(r"샀|뽑|시작|바꿨|갈아탔|옮겼|이사|입양|태어났|생겼|사귀|만나고|입사|이직|등록|가입|구독|예매|예약|계약|달았|(?<!게 )됐|왔어|개통|장만|새로|이제"),
)  # fmt: skip


def sentences(text: str) -> list[str]:
    """Sentences; in chats they often end in laughter or a line break only."""
    parts: list[str] = []
    start = 0
    for match in _SENTENCE.finditer(text):
        if match.end() > match.start():
            parts.append(text[start : match.end()].strip())
            start = match.end()
    return [p for p in [*parts, text[start:].strip()] if re.sub(r"[\s.!?~,]", "", _LAUGH.sub("", p))]


def clauses(sentence: str) -> list[str]:
    """A sentence cut where a new statement with its own topic begins."""
    parts: list[str] = []
    start = 0
    for match in _CLAUSE.finditer(sentence):
        head, rest = sentence[start : match.start()], sentence[match.end() :]
        if len(head) >= 6 and len(rest) >= 6:
            parts.append(head)
            start = match.end()
    return [piece for part in [*parts, sentence[start:]] for piece in ko_talk.joints(part)]


def tidy(clause: str) -> str:
    """A clause without laughter, fillers and trailing marks."""
    text = _LAUGH.sub(" ", clause)
    text = _FILLERS.sub("", text.strip(" ,~;"))
    return re.sub(r"\s+", " ", text).strip(" ,~;.!?")


def skip(clause: str) -> str | None:
    """Why a clause is not worth remembering; None: it is."""
    text = re.sub(r"\s+", " ", _LAUGH.sub(" ", clause)).strip()
    bare = tidy(clause)
    if _CHATTER.match(text) or _CHATTER.match(bare) or not bare:
        return "small talk"
    if not _KNOWN_TAG.search(text) and ((text.rstrip().endswith("?") and not _FOUND.search(text)) or _SHALL.search(bare) or (_QUESTION_END.search(text) and _ASKING.search(text))):
        return "question"
    reason = ko_talk.talk(bare, correction=_MARKS.correction.search(bare) is not None)
    if reason:
        return reason
    if _MOOD.match(bare) and not ko_talk.slotted(bare):
        return "small talk"
    short = not any(c.isdigit() for c in bare) and len(ko_words.words(bare)) < 2
    if short and not _MARKS.ending.search(bare) and not ko_talk.tells(bare) and not ko_talk.stands(bare) and not _planned(bare):
        return "small talk"
    return None


def _planned(text: str) -> bool:
    """Whether a short clause names a day to come and what is on then: "내일 치과 가"."""
    return _MARKS.future.search(text) is not None and any(
        TOPICS[name].search(text) for name in ("appointment", "trip", "event", "meeting", "exercise", "course")
    )


_ATTRIBUTE = re.compile(
    r"^(?:(?:우리|저희|내|제|이번|아|앗|참|다음|매주|정기|오늘|잠깐|아니|그)[,]?\s)*(?P<k>[가-힣A-Za-z0-9 ]{1,22}?)(?:은|는|이|가|을|를)?\s"
    r"(?:원래 |이제 |사실 |매주 |다시 |확인하니까 |다시 확인하니까 |보니까 |[가-힣]+에서 )*(?P<v>(?:오전|오후|저녁|아침|밤|새벽|매주|다음 주|이번 주|지하)?\s?[A-Za-z가-힣]{0,3}-?\d[^\s!?]*(?:\s?(?:시|분|일|월|반|층|호|번|원|명|개|만|\d+)[^\s.!?]*)*|[월화수목금토일]요일[^.!?]{0,10}|정오|자정)\s?"
    r"(?:이야|야|이에요|예요|에요|입니다|이고|고|임|로|으로|이더라|에|까지|부터|$)"
)


_TURNED = re.compile(
    r"^(?:[가-힣 ]{0,12}(?:와서|해서|으로|때문에)\s)?(?:(?:우리|저희|내|제|이번)\s)?(?P<k>[가-힣A-Za-z0-9 ]{2,18}?)(?:을|를|이|가|은|는)?\s(?:이제 |이번에 )?(?P<v>[가-힣A-Za-z0-9]{2,12}?)(?:으로|로)\s?(?:옮|바[꿨뀌꾸뀐꿈]|변경|교체|갈아|이전|넘어[가갔왔]|전환|환승)"
)
_NAMED_SO = re.compile(
    r"^(?:(?:우리|저희|내|제|이번)\s)?(?P<k>[가-힣A-Za-z0-9 ]{2,18}?)(?:은|는)\s(?:이제 |지금 )?(?P<v>[가-힣A-Za-z0-9]{2,12}?)(?:이에요|예요|입니다|이야|야|임|이래요?|래요?)[.!~\s]*$|"
    r"^(?:(?:우리|저희|내|제|이번)\s)?(?P<k2>[가-힣A-Za-z0-9 ]{0,18}?(?:이름|성함|번호|주소|나이|전공|직업|비번|비밀번호|자리|장소|날짜|시간|요일|색깔?|담임))\s(?P<v2>[가-힣A-Za-z0-9]{2,12}?)(?:이에요|예요|입니다|이야|야|임|이래요?|래요?)[.!~\s]*$"
)


_BECAME = re.compile(
    r"^(?:(?:우리|저희|내|제|이번|근데|참|아)\s)*(?P<k>[가-힣A-Za-z0-9 ]{2,18}?)(?:은|는|이|가)?\s(?:바뀌(?:어서|었는데|고|었어요?)[,.]?\s(?:이제는?|지금은?)?|(?:이제는?|지금은|요즘은))\s?(?P<v>[가-힣A-Za-z0-9]{2,12}?)(?:\s?(?:씨|님))?(?:이에요|예요|입니다|이야|야|임)[.!~\s]*$"
)


def attribute(text: str) -> tuple[str, str] | None:
    """(what is described, its number, time or date): "주간 회의는 3시야"."""
    became = _BECAME.match(text)
    if became:
        return became["k"], became["v"]
    text = ko_claims.without_setting(text)
    match = _ATTRIBUTE.match(text) or _TURNED.match(text) or _NAMED_SO.match(text)
    if not match:
        return None
    groups = match.groupdict()
    key, said = (match["k"], match["v"]) if match["k"] else (groups["k2"], groups["v2"])
    value = re.sub(r"(?:이에요|예요|에요|입니다|이더라고|이더라|더라고요?|이야|야|이고|으로|로|임|에|까지|부터|고)+$", "", said.strip())
    return key, value


_REPLACED = (
    re.compile(r"(?P<o>(?!그게|그건|그거|이게|이건|것)[가-힣A-Za-z0-9_.:-]+?)(?:이가|가|이)? (?:아니라|아니고|아니구)\s(?P<n>[가-힣A-Za-z0-9_.:-]+(?:월 \d+일)?)(?:이야|야|이에요|예요|에요|입니다|임|이고|라고|이라고|가 맞|이 맞)?"),
    re.compile(r"(?P<o>[가-힣A-Za-z0-9_.:-]+?) 말고 (?P<n>[가-힣A-Za-z0-9_.:-]+?)(?:이야|야|이에요|예요|에요|입니다|임|로|으로|가 맞|이 맞|(?=[\s.!,~]|$))"),
)  # fmt: skip


def replaced(text: str) -> tuple[str, str] | None:
    """(old, new) where a statement names both: "하준이가 아니라 하진이야"."""
    for pattern in _REPLACED:
        match = pattern.search(text)
        if match:
            pair = _copula(match["o"].strip(".,")), _copula(match["n"].strip(".,"))
            if pair[0] != pair[1] and all(len(word) > 1 or word.isdigit() for word in pair):
                return pair
    return None


def _copula(word: str) -> str:
    return re.sub(r"(?:이야|야|이에요|예요|에요|입니다|임|라고|이라고)$", "", word) or word


def swap(text: str, old: str, new: str) -> str | None:
    """`text` with `new` in the place of `old`, with the particle that its last syllable asks for."""
    found = re.search(rf"(?<![0-9A-Za-z]){re.escape(old)}(?![0-9A-Za-z])", text)
    if found is None:
        return None
    where = found.start()
    rest = text[where + len(old) :]
    pairs = (("은", "는"), ("이고", "고"), ("이", "가"), ("을", "를"), ("과", "와"), ("이야", "야"), ("으로", "로"), ("이에요", "예요"))
    last = ord(new[-1]) - 0xAC00
    closed = 0 <= last < 11172 and last % 28 != 0
    for shut, open_ in sorted(pairs, key=lambda p: -len(p[0])):
        for particle in (shut, open_):
            if re.match(rf"{particle}(?![가-힣])", rest):
                return text[:where] + new + (shut if closed else open_) + rest[len(particle) :]
    return text[:where] + new + rest


_AGREED = re.compile(r"(?:예약|등록|취소|변경|주문|신청|접수|확정|예매)(?:해 ?(?:뒀|두었|놨|놓았)|했|됐|되었|완료)")


def agreed(sentence: str) -> bool:
    """Whether an assistant's sentence states a result with a number in it."""
    return _AGREED.search(sentence) is not None and any(c.isdigit() for c in sentence) and not sentence.rstrip().endswith("?")


_PLANNED = re.compile(r"\s(?:(?:\S+려던|\S+기로 (?:했던|한)) (?:거|것|건|게|걸)|(?:계획|얘기|이야기|준비|일정|프로젝트))(?:은|는|도|이|가|을|를)?(?=\s)")


def parts(sentence: str) -> list[str]:
    """A sentence at its joints, without words for a plan: who gives up the plan of a trip gives up the trip."""
    bare = _PLANNED.sub(" ", sentence)
    return re.split(r"[,]\s?|(?<=서)\s|(?<=니까)\s|(?<=라서)\s|(?<=[는은]데)\s|(?<=더니)\s|(?<=[나]고는)\s", bare)


@lru_cache(maxsize=8192)
def _in_english(text: str) -> str:
    return " ".join(gloss(text))


LANGUAGE = Language(
    code="ko",
    speaks=lambda text: re.search(r"[가-힣]", text) is not None,
    sentences=sentences,
    clauses=clauses,
    skip=skip,
    plain=lambda text: re.sub(r"(?<![가-힣])(?:사용자|유저)의\s", "내 ", re.sub(r"^(?:사용자|유저)(?:은|는|가|이)\s", "나는 ", text)),
    in_english=_in_english,
    tidy=tidy,
    words=ko_words.words,
    subject=ko_people.subject,
    names=ko_words.names,
    theirs=re.compile(r"그의|그녀의|걔네?|쟤"),
    corrected=ko_words.corrected,
    of_another=ko_people.of_another,
    negated=ko_claims.negated,
    happened=ko_claims.happened,
    counts=ko_claims.counts,
    which=ko_claims.which,
    switched=ko_claims.switched,
    claim=ko_claims.claim,
    slots=SLOTS,
    asks=ASKS,
    marks=_MARKS,
    dates=DATES,
    attribute=attribute,
    replaced=replaced,
    swap=swap,
    agreed=agreed,
    parts=parts,
    wrong="오타, ",
    matters=MATTERS,
    partings=PARTINGS,
    leaving=LEAVING,
    away=AWAY,
    topics=TOPICS,
    prototypes=PROTOTYPES,
)
