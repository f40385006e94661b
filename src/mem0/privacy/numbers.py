"""Numbers that have a check digit or a strict shape: cards, IBANs, identity and business numbers, passports, phones."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from typing import Final

from .findings import Finding

_CARD: Final = re.compile(r"(?<![\d.,-])(?:\d[ -]?){12,18}\d(?![\d-])")
_CARD_START: Final = re.compile(r"3[04-9]|4|5[0-8]|6|2[2-7]|9[0-4]")  # issuers: Amex, Visa, Mastercard, ..., BC in Korea
_IBAN: Final = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{1,4}){3,8}(?![A-Za-z0-9])")
_RRN: Final = re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{2})\s?-?\s?([1-8])\d{6}(?!\d)")
_SSN: Final = re.compile(r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])")
_BRN_WEIGHTS: Final = (1, 3, 7, 1, 3, 7, 1, 3, 5)
_BRN: Final = re.compile(r"(?<![\d-])\d{3}-\d{2}-\d{5}(?![\d-])")
_TOLD_BRN: Final = re.compile(r"사업자(?:\s?등록)?(?:\s?번호)?[은는이가:]?\s{0,2}(?P<value>\d{10})(?!\d)")
# What a number is called that is no phone number, right before it: "invoice 2024-000871", "학번 2019120384".
_NO_PHONE: Final = re.compile(
    r"(?:isbn(?:-?1[03])?|invoice|order|ticket|tracking|serial|parcel|booking|reference|ref|item|sku|case|account|acct|"
    r"학번|사번|군번|주문|송장|운송장|예약|접수|시리얼|바코드|상품|품번|관리|티켓|계좌)"
    r"(?:\s?(?:no|nr|number|id|code|번호))?[.:#은는이가]?\s{0,2}[#:]?\s?$",
    re.IGNORECASE,
)
_PASSPORT: Final = re.compile(
    r"(?:passport|여권)(?:no\.|[^.!?\n]){0,40}?(?<![A-Za-z0-9])(?P<value>(?=(?:[A-Za-z]*\d){5})[A-Z0-9]{7,9})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_BARE_KOREAN_PASSPORT: Final = re.compile(r"(?<![A-Za-z0-9])[MSRGD](?:\d{8}|\d{3}[A-Z]\d{4})(?![A-Za-z0-9])")


def numbers(text: str) -> Iterator[Finding]:
    """Cards, IBANs, identity numbers, business numbers and passports; not phones."""
    yield from _cards(text)
    yield from _ibans(text)
    yield from _identities(text)
    yield from _businesses(text)
    for match in _PASSPORT.finditer(text):
        yield Finding("passport", *match.span("value"))
    for match in _BARE_KOREAN_PASSPORT.finditer(text):
        yield Finding("passport", *match.span())


def phones(text: str, regions: Sequence[str]) -> Iterator[Finding]:
    """Phone numbers that are valid in one of the regions, or written with their country code."""
    if sum(ch.isdigit() for ch in text) < 7:
        return  # the library takes its time; most texts hold no number at all
    from phonenumbers import Leniency, PhoneNumberMatcher

    for region in regions:
        for match in PhoneNumberMatcher(text, region, leniency=Leniency.VALID):
            if _dialled(match.raw_string) and not _NO_PHONE.search(text[max(0, match.start - 40) : match.start]):
                yield Finding("phone", match.start, match.end)


def _dialled(written: str) -> bool:
    """Whether people cut a phone number so: the last group is never one digit, and four where no 0, + or ( stands first."""
    groups = re.findall(r"\d+", written)
    return len(groups) == 1 or len(groups[-1]) == 4 or (written[0] in "0+(" and len(groups[-1]) > 1)


def _cards(text: str) -> Iterator[Finding]:
    from stdnum import luhn

    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        issued = _CARD_START.match(digits) and (len(digits) > 13 or digits[0] == "4") and len(set(digits)) > 1
        if issued and luhn.is_valid(digits):
            yield Finding("card", *match.span())


def _ibans(text: str) -> Iterator[Finding]:
    from stdnum import iban

    for match in _IBAN.finditer(text):
        for end in range(match.end(), match.start() + 14, -1):  # a word in capitals behind it may look like its end
            # Without the banks of a country: lists of them are never complete.
            if text[end - 1] != " " and iban.is_valid(text[match.start() : end], check_country=False):
                yield Finding("iban", match.start(), end)
                break


def _identities(text: str) -> Iterator[Finding]:
    from stdnum.us import ssn

    for match in _RRN.finditer(text):
        if _is_day(match) and ("-" in match.group() or _checks(match.group())):
            yield Finding("national_id", *match.span())
    for match in _SSN.finditer(text):
        if ssn.is_valid(match.group()):
            yield Finding("national_id", *match.span())


def _is_day(match: re.Match[str]) -> bool:
    century = 1900 if match[4] in "1256" else 2000
    try:
        datetime.date(century + int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return False
    return True


def _checks(written: str) -> bool:
    """Whether the check digit is right. Numbers given out since October 2020 have none, so the hyphen is proof enough."""
    from stdnum.kr import rrn

    return bool(rrn.is_valid(re.sub(r"\D", "", written)))


def _businesses(text: str) -> Iterator[Finding]:
    from stdnum.kr import brn

    for match in _BRN.finditer(text):
        if brn.is_valid(match.group()) and _business_check(re.sub(r"\D", "", match.group())):
            yield Finding("business_id", *match.span())
    for match in _TOLD_BRN.finditer(text):
        if _business_check(match["value"]):
            yield Finding("business_id", *match.span("value"))


def _business_check(digits: str) -> bool:
    """The check digit of a Korean business registration number, which the library leaves unchecked."""
    weighted = [weight * int(digit) for weight, digit in zip(_BRN_WEIGHTS, digits, strict=False)]
    return (10 - (sum(weighted) + weighted[-1] // 10) % 10) % 10 == int(digits[-1])
