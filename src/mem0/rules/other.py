"""All other languages: what can be known of a text without knowing its language.

A sentence that asks or greets tells nothing; every other one is kept as it was said. Nothing is taken for a newer answer:
whether a statement changes another one, only a language model can tell here.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from .dates_calendar import nearest_year, real_day
from .language import DateRule, Language, Marks, Rules
from .other_tongues import chatter, speaks
from .spared import spared

_NEVER = re.compile(r"(?!)")

_SENTENCE = re.compile(r"[^。！？｡؟।॥۔\n.!?…]*(?:[。！？｡؟।॥۔\n]+|[.!?…]+(?=\s|$)|[.!?…]|$)[」』”\"')\]）]*")
_ASKS = re.compile(
    r"[?？؟\u037e;]\s*[」』”\"')）]*$"  # the Greek question mark is a semicolon
    r"|(?:です|ます|ました|でした|でしょう|ません)か[。｡.]?$"
    r"|[吗嗎呢][。.]?$"
    r"|(?:ไหม|มั้ย|หรือเปล่า|หรือไม่)(?:ครับ|คะ|ค่ะ)?$"
)
_MARKS_BETWEEN = re.compile(r"[!-/:-@\[-`{-~¡-¿\u2010-\u205e\u3001-\u3020\uff01-\uff0f\uff1a-\uff20،؛؟۔।॥]+")
_AWAY = {
    -2: ("一昨日", "おととい", "前天", "позавчера", "أول أمس"),
    -1: ("昨日", "昨夜", "昨晩", "昨天", "昨晚", "вчера", "أمس", "אתמול", "χθες", "χτες", "เมื่อวาน"),
    0: ("今日", "今朝", "今晩", "今夜", "今天", "今早", "今晚", "сегодня", "اليوم", "היום", "σήμερα", "วันนี้"),
    1: ("明日", "明天", "明晚", "завтра", "غدا", "מחר", "αύριο", "พรุ่งนี้"),
    2: ("明後日", "あさって", "后天", "後天", "послезавтра", "بعد غد"),
}


def _written(found: re.Match[str], _: date) -> date | None:
    return real_day(int(found["y"]), int(found["m"]), int(found["d"]))


def _this_year(found: re.Match[str], said: date) -> date | None:
    return nearest_year(int(found["m"]), int(found["d"]), said)


def _away(days: int, names: tuple[str, ...]) -> DateRule:
    """Words for a day near today; in scripts with spaces a word stands alone."""
    ways = (name if name[0] > "\u0e00" else rf"(?<!\w){name}(?!\w)" for name in sorted(names, key=len, reverse=True))
    return DateRule(spared("|".join(ways), re.IGNORECASE), lambda _, said: said + timedelta(days=days))


_MONTH_DAY = r"(?P<m>1[0-2]|0?[1-9])月(?P<d>3[01]|[12]\d|0?[1-9])[日号號]"
DATES = (
    DateRule(spared(rf"(?P<y>(?:19|20)\d\d)年{_MONTH_DAY}"), _written, show=False),
    DateRule(spared(r"\b(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)\b"), _written, show=False),
    DateRule(spared(rf"(?<!\d){_MONTH_DAY}"), _this_year),
    *(_away(days, _AWAY[days]) for days in (-2, 2, -1, 0, 1)),  # the longer words first: 一昨日 ends like 昨日
)


def sentences(text: str) -> list[str]:
    """Sentences with their final mark; a script without such marks is one sentence a line."""
    return [part for match in _SENTENCE.finditer(text) if (part := match.group().strip())]


def skip(sentence: str) -> str | None:
    """Why a sentence is not worth remembering; None: it is."""
    if _ASKS.search(sentence):
        return "question"
    return "small talk" if chatter(sentence) else None


def tidy(sentence: str) -> str:
    """A sentence on one line, without its full stop."""
    return " ".join(sentence.split()).rstrip("。｡.।۔ ")


def words(text: str) -> frozenset[str]:
    """What stands between spaces and marks: words, or runs of a script without spaces."""
    return frozenset(_MARKS_BETWEEN.sub(" ", text.casefold()).split())


LANGUAGE = Language(
    code="other",
    speaks=speaks,
    sentences=sentences,
    clauses=lambda sentence: [sentence],
    skip=skip,
    plain=lambda text: text,
    in_english=lambda text: text,
    tidy=tidy,
    words=words,
    subject=lambda _: None,
    names=words,  # no word may differ where two statements are to say the same
    theirs=_NEVER,
    slots=Rules(),
    asks=Rules(),
    marks=Marks(*[_NEVER] * 9),
    dates=DATES,
    attribute=lambda _: None,
    replaced=lambda _: None,
    swap=lambda _text, _old, _new: None,
    agreed=lambda _: False,
    parts=lambda sentence: [sentence],
    compares=False,
)
