"""Korean for the search: the lexical units of a word, and what a text means in English words.

Units feed BM25; glosses feed the English vectors, so that Korean meets Korean in other words, and English meets Korean.
Measured (bench/korean_dev.py): MaxSim over the static vectors of the translations finds most; sentence vectors add at half
its weight, BM25 over units at 0.1 to 0.2 (z-scores). An encoder that reads English is given the translation, not the Hangul.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from .korean_jamo import is_syllable, name, romanise
from .korean_lexicon import lexicon
from .korean_segment import LONGEST_WORD, Morph, segment

__all__ = ["gloss", "romanise", "synonyms", "translation", "units"]

_HANGUL_OR_NUMBER = re.compile(r"[가-힣]+|[0-9]+(?:[.,:][0-9]+)*")
_TOKEN = re.compile(r"[가-힣]+|[0-9]+(?:[.,:][0-9]+)*|[A-Za-z][A-Za-z'’\-]*|[^\s\w]")
_HANGUL = re.compile(r"[가-힣]+")
COUNTERS = {
    "년": "year", "년차": "years", "년째": "years", "년생": "born year", "월": "month", "일": "day", "개월": "months",
    "주": "week", "주일": "week", "주년": "anniversary", "시간": "hours", "시": "hour", "분": "minutes", "초": "seconds",
    "살": "years old", "세": "years old", "대": "", "원": "won", "천원": "won", "만원": "won", "억원": "won", "만": "",
    "억": "", "천": "", "명": "people", "마리": "", "개": "", "번": "times", "번째": "th", "회": "times", "층": "floor",
    "호": "room number", "평": "area", "킬로": "kilo", "키로": "kilo", "호선": "subway line", "학년": "grade school",
    "학번": "student year", "기": "", "잔": "cups", "병": "bottles", "권": "books", "차": "", "점": "points", "등": "place",
    "도": "degrees", "박": "nights", "프로": "percent", "퍼센트": "percent", "달러": "dollars", "인분": "servings",
}  # fmt: skip
_COUNTER = re.compile("|".join(sorted(COUNTERS, key=len, reverse=True)))
_LONGEST_NAME = 4  # syllables; longer unknown words are no names, and their letters would only disturb
_MONTHS = {str(at + 1): month for at, month in enumerate(
    ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
)}  # fmt: skip


def units(eojeol: str) -> tuple[str, ...]:
    """Lexical units of one word without spaces: its content stems, and the syllable pairs inside each.

    Particles, endings and function words are left out; a verb is given by its dictionary stem (더워요 -> 덥). A number
    keeps the counter after it (11년). Latin letters and everything else are the caller's. Any string is fine.
    """
    eojeol = unicodedata.normalize("NFC", eojeol)
    return _units(eojeol) if len(eojeol) <= LONGEST_WORD else _units.__wrapped__(eojeol)


@lru_cache(maxsize=65536)
def _units(eojeol: str) -> tuple[str, ...]:
    out: list[str] = []
    number = ""
    for part in _HANGUL_OR_NUMBER.findall(eojeol):
        if not is_syllable(part[0]):
            number = part.replace(",", "")
            out.append(number)
            continue
        counter = _COUNTER.match(part) if number else None
        if counter:
            out.append(number + counter[0])
            part = part[counter.end() :]
        number = ""
        out += _of_hangul(part)
    return tuple(out)


def _of_hangul(word: str) -> list[str]:
    content = [morph for morph in segment(word) if morph.entry is None or (morph.entry.gloss and not morph.entry.weak)]
    out: list[str] = []
    for morph in content:
        stem = morph.text[:-1] if len(morph.text) > 2 and morph.text.endswith("하") else morph.text
        out.append(stem)
        out += _pairs(stem)
    return out


def _pairs(stem: str) -> list[str]:
    return [stem[at : at + 2] for at in range(len(stem) - 1)] if len(stem) > 2 else []


def gloss(text: str) -> list[str]:
    """English words for the Korean of a text, in order; what the glossary does not know is romanised, as a name would be.

    Latin words and numbers of the text are not repeated here (see `translation`).
    """
    return [word for part in _HANGUL.findall(unicodedata.normalize("NFC", text)) for word in _in_english(part)]


def translation(text: str, *, kinds: bool = False) -> str:
    """The text word by word in English, with what was not Korean in its place: for an English encoder.

    `kinds` adds, after a word, what kind of thing it is (violin -> instrument music): for what is stored, not for what
    is asked, so that a question for the kind finds the thing and a question for the thing does not find the others.
    """
    out: list[str] = []
    for part in _TOKEN.findall(unicodedata.normalize("NFC", text)):
        if not is_syllable(part[0]):
            out.append(part)
            continue
        counter = _COUNTER.match(part) if out and out[-1][-1].isdigit() else None
        if counter:
            counted = tuple(_counted(out, counter[0]))
            out += (*counted, *_kinds(counted)) if kinds else counted
            part = part[counter.end() :]
        for morph in segment(part):
            words = _words(morph)
            out += (*words, *_kinds(words)) if kinds else words
    return " ".join(out)


def _counted(out: list[str], counter: str) -> list[str]:
    """The English of a counter; a month takes the place of its number, which is the last word of `out`."""
    if counter == "월" and out[-1] in _MONTHS:
        return [_MONTHS[out.pop()]]
    return COUNTERS[counter].split()


def _kinds(words: tuple[str, ...]) -> tuple[str, ...]:
    """For the first word, which names the thing, and the last, which may name its class (seoul city -> place)."""
    ends = dict.fromkeys((*words[:1], *words[-1:]))
    found = dict.fromkeys(kind for word in ends for kind in lexicon().kinds.get(word, ()))
    return tuple(kind for kind in found if kind not in words)


def _in_english(word: str) -> tuple[str, ...]:
    return tuple(english for morph in segment(word) for english in _words(morph))


def _words(morph: Morph) -> tuple[str, ...]:
    if morph.entry is not None:
        return morph.entry.gloss
    return name(morph.text) or ((romanise(morph.text),) if 2 <= len(morph.text) <= _LONGEST_NAME else ())


def synonyms(unit: str) -> tuple[str, ...]:
    """Other stems whose first English word is the same: 애완동물 for 반려동물. Empty for unknown units."""
    known = lexicon()
    noun = known.nouns.get(unit)
    verbs = [entry for _, entry in known.verbs.get(unit, ()) if entry.stem == unit]
    heads = {entry.gloss[0] for entry in (noun, *verbs) if entry is not None and entry.gloss}
    found = dict.fromkeys(stem for head in sorted(heads) for stem in known.by_word.get(head, ()))
    return tuple(stem for stem in found if stem != unit)
