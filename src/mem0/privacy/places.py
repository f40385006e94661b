"""Mail addresses and street addresses, by pattern."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .findings import Finding

_EMAIL: Final = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9](?:[A-Za-z0-9._%+-]{0,62}[A-Za-z0-9_+-])?@"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}(?![A-Za-z0-9-])"
)
_STREET_WORDS: Final = (
    "Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Square|Sq|Terrace|Way|Highway|Hwy|"
    "Parkway|Pkwy|Close|Crescent|Gardens"
)
_ENGLISH: Final = re.compile(
    r"(?<![\w#.-])\d{1,5}[A-Za-z]?(?:-\d{1,4})?\s+(?:(?:North|South|East|West|N|S|E|W)\.?\s+)?"
    rf"(?:St\.\s+|[A-Z][\w'’-]*\s+|\d{{1,3}}(?:st|nd|rd|th)\s+){{1,4}}(?:{_STREET_WORDS})\b(?:\.(?=,|\s+[A-Z]))?"
    r"(?:,?\s+(?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor|#)\.?\s*[\w-]{1,6})?"
    r"(?:,\s*[A-Z][A-Za-zÀ-ÿ'’-]+(?:\s[A-Z][A-Za-zÀ-ÿ'’-]+(?!\w)){0,2})?(?:,?\s+[A-Z]{2}\s+\d{5}(?:-\d{4})?|,?\s+[A-Z]{1,2}\d[\dA-Z]?\s\d[A-Z]{2})?"
)
_REGION: Final = (
    r"(?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주)(?:특별자치|특별|광역)?(?:시|도)?|"
    r"(?:충청|전라|경상)(?:남|북)도"
)
_KOREAN_ROAD: Final = (  # 테헤란로 152, 세종대로209번길 12-3
    r"(?:[가-힣A-Za-z0-9·]{1,14}(?:대로|로|길)(?:\s?\d{1,4}(?:번?길|가길))?)\s?(?:지하\s?)?\d{1,4}(?:-\d{1,4})?(?:번지)?"
)
_KOREAN_LOT: Final = r"[가-힣0-9]{1,8}(?:동|읍|면|리|가)\s?(?:산\s?)?\d{1,4}(?:-\d{1,4})?(?:번지)?"
_HOUSE: Final = r"[가-힣A-Za-z0-9]{1,12}(?:아파트|빌딩|타워|오피스텔|빌라|맨션)"
_DETAIL: Final = rf"(?:[,\s]+(?:{_HOUSE})?\s?(?:\d{{1,4}}동\s?)?\d{{1,5}}호|[,\s]+\d{{1,3}}층)?"
_DISTRICTS: Final = r"(?:[가-힣]{1,8}(?:시|군|구)\s+){1,3}(?:[가-힣0-9]{1,8}(?:읍|면|동)\s+)?"
_KOREAN: Final = re.compile(
    rf"(?<![가-힣])(?:(?:{_REGION})\s+(?:{_DISTRICTS})?|{_DISTRICTS})(?:{_KOREAN_ROAD}|{_KOREAN_LOT}){_DETAIL}"
    rf"|(?<![가-힣A-Za-z0-9]){_KOREAN_ROAD}(?=[,\s]|에|$|입|이|\.){_DETAIL}"
)
_NO_STREET: Final = re.compile(r"^(?:으로|새로|바로|따로|서로|별로|앞으로|위로|아래로|그대로|대로|이대로)\s?\d")


def places(text: str) -> Iterator[Finding]:
    """E-mail addresses, and postal addresses with a number: a street or city alone names nobody's home."""
    if "@" in text:
        for match in _EMAIL.finditer(text):
            yield Finding("email", *match.span())
    for match in _ENGLISH.finditer(text):
        yield Finding("address", *match.span())
    for match in _KOREAN.finditer(text):
        if not _NO_STREET.match(match.group()):
            yield Finding("address", match.start(), match.start() + len(match.group().rstrip(" ,")))
