# ruff: noqa: E501 - one rule a line reads better than broken ones
"""English: how days are named relative to the day of speaking."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from .dates_calendar import in_week, month_before, nearest_year, real_day, weekday
from .language import DateRule
from .spared import spared

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY = r"(?P<d>mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH = (
    r"(?P<m>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_COUNT = r"(?P<n>\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|a couple of|a few)"
_WORDS = {w: i + 1 for i, w in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"])}
_COUNTS = _WORDS | {"a": 1, "an": 1, "a couple of": 2}  # "a few" names no number


_ARRANGED = re.compile(r"\b(?:signed up|booked|entered|registered|planned|scheduled|enrolled|invited|excited|supposed|need|got (?:a|an|tickets))\b", re.IGNORECASE)
_HAPPENED = re.compile(r"\b(?:was|were|had|did|went|got|came|bought|left|met|took|began|became|gave|found|sold|won|lost|broke|saw|ran|since|\w{2,}ed)\b", re.IGNORECASE)


def _count(match: re.Match[str]) -> int | None:
    word = match["n"].lower()
    return int(word) if word.isdigit() else _COUNTS.get(word)


def _number(name: str, names: tuple[str, ...]) -> int:
    return names.index(name[:3].lower())


def _ago(match: re.Match[str], said: date, sign: int) -> date | str | None:
    count = _count(match)
    if count is None or count > 1000:
        return None
    unit = match["u"].lower()
    if unit.startswith("day"):
        return said + timedelta(days=sign * count)
    if unit.startswith("week"):
        return said + timedelta(weeks=sign * count)
    if unit.startswith("month"):
        return month_before(said, -sign * count)
    return str(said.year + sign * count)


def _dated(match: re.Match[str], said: date) -> date | None:
    month = _number(match["m"], _MONTHS) + 1
    year = match.groupdict().get("y")
    if year:
        return real_day(int(year), month, int(match["n"]))
    return nearest_year(month, int(match["n"]), said)


def _month_only(match: re.Match[str], said: date) -> str | None:
    month = _number(match["m"], _MONTHS) + 1
    which = (match["w"] or "").lower()
    year = said.year
    if which == "since":
        year -= month > said.month
    elif which in ("until", "till"):
        year += month < said.month
    elif which == "last":
        year -= month >= said.month
    elif which == "next":
        year += month <= said.month
    elif _TO_COME.search(_clause(match)):
        year += month < said.month
    elif _told_as_past(_clause(match)):
        year -= month > said.month
    else:
        year += month < said.month - 5  # "a race in March", said in December
    return f"{year}-{month:02d}"


_TO_COME = re.compile(r"\b(?:going|will|won't|gonna|flying|heading|travelling|traveling|leaving|moving|starting|starts|getting married|due|expecting|upcoming|coming)\b|'ll\b", re.IGNORECASE)


def _clause(match: re.Match[str]) -> str:
    """The part of a sentence that a date stands in: "we cancelled Oslo, going to Bergen in June" has two tenses."""
    head, tail = match.string[: match.start()], match.string[match.end() :]
    return re.split(r"[,;:]| (?:and|but|so) ", head)[-1] + match.group() + re.split(r"[,;:]| (?:and|but|so) ", tail)[0]


def _told_as_past(text: str) -> bool:
    return _HAPPENED.search(_ARRANGED.sub(" ", text)) is not None


def _rule(pattern: str, day: Callable[[re.Match[str], date], date | str | None], *, show: bool = True) -> DateRule:
    return DateRule(spared(pattern, re.IGNORECASE), day, show)


def _plus(days: int) -> Callable[[re.Match[str], date], date]:
    return lambda _, said: said + timedelta(days=days)


def _week(weeks: int) -> Callable[[re.Match[str], date], date]:
    return lambda m, said: in_week(said, _number(m["d"], _DAYS), weeks=weeks)


# Longer wordings first: a rule never reads words that an earlier one has read.
DATES: tuple[DateRule, ...] = (
    _rule(r"\b(?P<y>\d{4})-(?P<mm>\d\d)-(?P<dd>\d\d)\b", lambda m, _: real_day(int(m["y"]), int(m["mm"]), int(m["dd"])), show=False),
    _rule(rf"\b(?P<n>\d{{1,2}})(?:st|nd|rd|th)?(?: ?[-–] ?| to | until | till | through | and )(?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? (?P<y>\d{{4}}))?\b", _dated, show=False),
    _rule(rf"\b(?P<n>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH},? (?P<y>\d{{4}})\b", _dated, show=False),
    _rule(rf"\b{_MONTH} (?P<n>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>\d{{4}})\b", _dated, show=False),
    _rule(rf"\b(?P<n>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH}\b", _dated, show=False),
    _rule(rf"\b{_MONTH} (?P<n>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)", _dated, show=False),
    _rule(r"\bthe day before yesterday\b", _plus(-2)),
    _rule(r"\bthe day after tomorrow\b", _plus(2)),
    _rule(r"(?<!born )(?<!like it was )\byesterday\b(?!['’]s)", _plus(-1)),
    _rule(r"\blast night\b", _plus(-1)),
    _rule(r"\b(?:today|tonight|this (?:morning|afternoon|evening))\b(?!['’]s)", _plus(0)),
    _rule(r"(?<!\bno )(?<!gone )\btomorrow\b(?!['’]s)", _plus(1)),
    _rule(rf"\b{_COUNT} (?P<u>days?|weeks?|months?|years?) (?:ago|earlier|back)\b", lambda m, said: _ago(m, said, -1)),
    _rule(rf"\bin {_COUNT} (?P<u>days?|weeks?|months?|years?)(?:'? time)?\b", lambda m, said: _ago(m, said, 1)),
    _rule(rf"\b{_DAY} (?:of )?last week\b", _week(-1)),
    _rule(rf"\b{_DAY} (?:of )?next week\b", _week(1)),
    _rule(rf"\b(?:a week on {_DAY})\b", lambda m, said: weekday(said, _number(m["d"], _DAYS), direction=1) + timedelta(7)),
    _rule(rf"\blast {_DAY}\b", lambda m, said: weekday(said, _number(m["d"], _DAYS), direction=-1)),
    _rule(rf"\b(?:next|this coming) {_DAY}\b", lambda m, said: weekday(said, _number(m["d"], _DAYS), direction=1)),
    _rule(rf"\bthis {_DAY}\b", _week(0)),
    _rule(r"\blast weekend\b", lambda _, said: in_week(said, 5, weeks=-1)),
    _rule(r"\b(?:this|the coming) weekend\b", lambda _, said: in_week(said, 5, weeks=0)),
    _rule(r"\bnext weekend\b", lambda _, said: in_week(said, 5, weeks=1)),
    _rule(r"\blast week\b", lambda _, said: in_week(said, 0, weeks=-1)),
    _rule(r"\bnext week\b", lambda _, said: in_week(said, 0, weeks=1)),
    _rule(r"\blast month\b", lambda _, said: month_before(said, 1)),
    _rule(r"\bthis month\b", lambda _, said: month_before(said, 0)),
    _rule(r"\bnext month\b", lambda _, said: month_before(said, -1)),
    _rule(r"\blast year\b", lambda _, said: str(said.year - 1)),
    _rule(r"\bthis year\b", lambda _, said: str(said.year)),
    _rule(r"\bnext year\b", lambda _, said: str(said.year + 1)),
    _rule(rf"\b(?:(?P<w>last|next|this|since|until|till) |(?<=in ))(?-i:(?=[A-Z])){_MONTH}\b(?! \d)", _month_only),
)  # fmt: skip
