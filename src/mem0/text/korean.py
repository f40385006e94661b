"""Korean for the search: the lexical units of a word, and what a text means in English words.

Units feed BM25; glosses feed the English vectors, so that Korean meets Korean in other words, and English meets Korean.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .korean_jamo import is_syllable, name, romanise
from .korean_lexicon import lexicon
from .korean_segment import LONGEST_WORD, Morph, segment

__all__ = ["gloss", "romanise", "synonyms", "translation", "units"]

_HANGUL_OR_NUMBER = re.compile(r"[가-힣]+|[0-9]+(?:[.,:][0-9]+)*")
_TOKEN = re.compile(r"[가-힣]+|[0-9]+(?:[.,:][0-9]+)*|[A-Za-z][A-Za-z'’\-]*|[^\s\w]")
_HANGUL = re.compile(r"[가-힣]+")
_COUNTERS = re.compile(
    "년|월|일|시간|시|분|초|주|개월|살|세|만원|천원|원|만|억|천|명|분|마리|개|번|층|호|평|킬로|키로|호선|기|학년|잔|병|권|대|차|회|점|등|도"
)
_COUNT_WORDS = {"한": "1", "하나": "1", "두": "2", "둘": "2", "세": "3", "셋": "3", "네": "4", "넷": "4", "다섯": "5",
                "여섯": "6", "일곱": "7", "여덟": "8", "아홉": "9", "열": "10", "스무": "20", "스물": "20"}  # fmt: skip


def units(eojeol: str) -> tuple[str, ...]:
    """Lexical units of one word without spaces: its content stems, and the syllable pairs inside each.

    Particles, endings and function words are left out; a verb is given by its dictionary stem (더워요 -> 덥). A number
    keeps the counter after it (11년). Latin letters and everything else are the caller's. Any string is fine.
    """
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
        counter = _COUNTERS.match(part) if number else None
        if counter:
            out.append(number + counter[0])
            part = part[counter.end() :]
        number = ""
        out += _of_hangul(part)
    return tuple(out)


def _of_hangul(word: str) -> list[str]:
    content = [morph for morph in segment(word) if morph.entry is None or morph.entry.gloss]
    out: list[str] = []
    for morph in content:
        stem = morph.text[:-1] if len(morph.text) > 2 and morph.text.endswith("하") else morph.text
        out.append(stem)
        out += _pairs(stem)
    return out


def _pairs(stem: str) -> list[str]:
    return [stem[at : at + 2] for at in range(len(stem) - 1)] if len(stem) > 2 else []


def gloss(text: str) -> list[str]:
    """English words for the Korean of a text, in order; names are romanised, other unknown words are left out.

    Latin words and numbers of the text are not repeated here (see `translation`).
    """
    return [word for part in _HANGUL.findall(text) for word in _in_english(part)]


def translation(text: str, *, kinds: bool = False) -> str:
    """The text word by word in English, with what was not Korean in its place: for an English encoder.

    `kinds` adds, after a word, what kind of thing it is (violin -> instrument music): for what is stored, not for what
    is asked, so that a question for the kind finds the thing and a question for the thing does not find the others.
    """
    out: list[str] = []
    for part in _TOKEN.findall(text):
        if not is_syllable(part[0]):
            out.append(part)
            continue
        words = _in_english(part)
        out += words
        if kinds:
            known = lexicon().kinds
            out += [kind for word in words for kind in known.get(word, ()) if kind not in words]
    return " ".join(out)


def _in_english(word: str) -> tuple[str, ...]:
    return tuple(english for morph in segment(word) for english in _words(morph))


def _words(morph: Morph) -> tuple[str, ...]:
    return morph.entry.gloss if morph.entry is not None else name(morph.text)


def synonyms(unit: str) -> tuple[str, ...]:
    """Other stems whose first English word is the same: 애완동물 for 반려동물. Empty for unknown units."""
    known = lexicon()
    noun = known.nouns.get(unit)
    verbs = [entry for _, entry in known.verbs.get(unit, ()) if entry.stem == unit]
    heads = {entry.gloss[0] for entry in (noun, *verbs) if entry is not None and entry.gloss}
    found = dict.fromkeys(stem for head in sorted(heads) for stem in known.by_word.get(head, ()))
    return tuple(stem for stem in found if stem != unit)
