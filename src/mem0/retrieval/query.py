"""A question as the index sees it: pieces with weights, terms, names, dates, language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from itertools import groupby
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..records import Micros
from ..text.terms import Terms
from .features import features
from .matching import content
from .periods import Period, day, period_on
from .static_table import Pieces

Floats = NDArray[np.float32]
Voice: TypeAlias = Literal["user", "assistant"]
_REMEMBERED_CHARS = 1_000  # longer questions are read anew each time: they are rare, and large to keep
_OF_ASSISTANT = re.compile(
    r"\b(?:did|do|have|had|were|would|could) you (?:\w+ )?(?:recommend|suggest|say|tell|told|mention|explain|list|give|propose|"
    r"advise|answer|write|provide|describe|show|call)|\byou(?:'d| had| have|'ve)? (?:\w+ )?(?:recommended|suggested|said|told|"
    r"mentioned|explained|listed|gave|given|proposed|advised|wrote|written|provided|described|showed)\b|"
    r"\byour (?:recommendation|suggestion|advice|answer|reply|list|explanation|proposal)s?\b|"
    r"(?:추천|제안|설명|조언|말|얘기|이야기)해\s*(?:줬|준|주신|주었)|알려\s*(?:줬|준|주신|주었)|네가|니가|당신이"
)
_OF_USER = re.compile(
    r"\b(?:i|me|my|mine|we|us|our|i'm|i've|i'd)\b|(?:^|\s)(?:내|나|제|저|우리)(?:가|는|의|를|한테|에게|도|랑)?(?=\s)"
)
_WORD = re.compile(r"[^\W_]+")


class Reading:
    """What a text asks by itself, whoever is asked and whenever: read on first need, and kept with the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        found = features(text, asked=True)
        self.pieces: Pieces = np.unique(found.pieces)
        self.terms: Terms = np.unique(found.terms)

    @cached_property
    def content(self) -> list[int]:
        """The pieces that say something."""
        found: list[int] = content(self.pieces).tolist()
        return found

    @cached_property
    def words(self) -> list[int]:
        """The terms."""
        found: list[int] = self.terms.tolist()
        return found

    @cached_property
    def lowered(self) -> str:
        return self.text.lower()

    @cached_property
    def spoken(self) -> frozenset[str]:
        """Its words as names are looked for among them."""
        return frozenset(run for word in _WORD.findall(self.lowered) for run in _runs(word))

    @cached_property
    def readable(self) -> float:
        letters = [char for char in self.text if char.isalpha()]
        return sum(char < "\u0250" or _is_hangul(char) for char in letters) / len(letters) if letters else 1.0

    @cached_property
    def voice(self) -> Voice | None:
        if _OF_ASSISTANT.search(self.lowered):
            return "assistant"
        return "user" if _OF_USER.search(self.lowered) else None

    def period(self, now: Micros | None) -> Period | None:
        today = None if now is None else day(now)
        if self._period is None or self._period[0] != today:
            self._period = (today, period_on(self.lowered, today))
        return self._period[1]

    _period: tuple[date | None, Period | None] | None = None


@lru_cache(maxsize=1_024)
def _remembered(text: str) -> Reading:
    return Reading(text)


@dataclass(frozen=True, slots=True)
class Query:
    """A question at a moment; `vectors` are those of the store's encoder, where it has any. `once`: its words will hardly be
    asked for again before the scope changes, so nothing is worked out for the next question."""

    reading: Reading
    now: Micros | None = None
    vectors: Floats | None = None
    once: bool = False

    @classmethod
    def read(
        cls, text: str, *, now: Micros | None = None, vectors: Floats | None = None, once: bool = False
    ) -> Query:
        """Understand a question. `now` gives relative dates ("yesterday") their meaning."""
        return cls(_remembered(text) if len(text) <= _REMEMBERED_CHARS else Reading(text), now, vectors, once)

    @property
    def pieces(self) -> Pieces:
        """Its word pieces, each once."""
        return self.reading.pieces

    @property
    def terms(self) -> Terms:
        """Its lexical terms, each once."""
        return self.reading.terms

    @property
    def readable(self) -> float:
        """The share of letters that an English encoder can use: Latin ones, and Hangul, which is put into English for it.

        1 where there are no letters.
        """
        return self.reading.readable

    def voice(self) -> Voice | None:
        """Who said what is asked for, where the question tells by "I" or "you": the user asks, the assistant is asked."""
        return self.reading.voice

    def period(self) -> Period | None:
        """The stretch of time that the question names."""
        return self.reading.period(self.now)

    def names(self, person: str) -> bool:
        """Whether the question names this person, by full name or any part of it of three letters or more."""
        words, parts = self.reading.spoken, _parts(person)
        if any(_is_hangul(part[0]) and len(part) > 1 and word.startswith(part) for part in parts for word in words):
            return True  # a Korean name carries its particles with it: "민준이는"
        return any(part in words for part in parts if len(part) > 2) or (bool(parts) and words.issuperset(parts))


@lru_cache(maxsize=4_096)
def _parts(person: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(person.lower()))


def _runs(word: str) -> list[str]:
    """A word cut where Hangul begins or ends: "bob이" is "bob" and a particle."""
    return ["".join(run) for _, run in groupby(word, _is_hangul)]


def _is_hangul(char: str) -> bool:
    return "\u1100" <= char <= "\u11ff" or "\u3130" <= char <= "\u318f" or "\uac00" <= char <= "\ud7a3"
