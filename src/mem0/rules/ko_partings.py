# ruff: noqa: E501 - one pattern a line reads better than broken ones
"""Korean: verbs of ending whose object is left out, as it mostly is, and the sorts of things that they end."""

from __future__ import annotations

from .partings import partings

PARTINGS = partings(
    (
        r"취소|없던 ?일|무산|물 ?건너|엎어[졌짐]|엎었|안 가기로|못 가게|못 갈|못 나가|안 나가|환불|파투|파토|백지화|접기로|깨졌|보류|불참|기권|포기|(?:참가권|출전권|표|티켓|자리|입장권|예약)(?:은|는|을|를|도)?\s?(?:\S+\s)?(?:양도|넘[겼겨김]|팔|반납|줘|줬|취소)|양도",
        "trip deadline venue course goal", "trip, event, appointment, meeting, course, exercise", True,
    ),
    (
        r"묻어 ?[주줬줌]|떠 ?있더라|무지개 ?다리|하늘나라|별이 ?[됐되]|보내 ?[줬주줌]|떠나 ?보냈|떠났|죽었|눈을 감|장례|화장(?:하고|했|해)|입양 ?보[냈내냄]|파양",
        "pet", "pet", False,
    ),
    (
        r"헤어[졌지짐]|차였|찼[어다음]|깨졌|갈라[섰서섬]|남남|정리했|끝났|끝냈|파혼|이혼|결별|다시 (?:혼자|솔로)|솔로 ?(?:됐|복귀|탈환)|전 ?(?:남친|여친|남편|아내)",
        "partner marital", "romance", False,
    ),
    (
        r"(?<![가-힣])(?:팔았|팔렸|팔아 ?버|팔고|팔기로)|넘겼|처분|폐차|당근(?:에|으로|에다)\s?(?:팔|내놨|올렸|나눔|넘)|나눔 ?했|버렸|도둑맞|잃어버|고장 ?나서 버|반납|중고로 (?:팔|넘)|줘 ?버렸|박살|침수",
        "car bike device instrument possession lesson", "car, bike, motorbike, gaming, music lesson", False,
    ),
    (
        r"해지|구독 ?(?:취소|끊)|끊었|끊음|탈퇴|만료|연장 안|안 쓰기로|안 봐서|환불",
        "subscription gym provider", "subscription, music streaming, video streaming, reading", False,
    ),
    (
        r"때려 ?[치쳤침칩]|포기|작심삼일|그만 ?[뒀두둠둔]|관[뒀두둠]|접[었음어]|접기로|못 해 ?먹|안 하기로|안 해[요\s.]|안 함|안 다녀|안 다님|끊었|끊음|다시 (?:[가-힣]+ )?(?:먹|피우|피워|피운|마시|마셔|시작)|손 ?(?:뗐|떼|놨|털)|하차|중도|무너졌|실패",
        "diet hobby exercise lesson course smoking alcohol goal club language instrument volunteering rate", "diet, exercise, course, music lesson, club, smoking, alcohol, caffeine, volunteering, gaming", False,
    ),
    (
        r"퇴사|[짤잘]렸|해고|권고사직|사표|사직서|그만 ?[뒀두둠]|관[뒀두]|때려 ?[치쳤침]|은퇴|정년|백수 ?(?:됐|되|생활)|마지막 (?:출근|근무)",
        "workplace occupation title team", "", False,
    ),
)  # fmt: skip
