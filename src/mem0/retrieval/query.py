"""A question as the index sees it: pieces with weights, terms, names, dates, language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..records import Micros
from ..text.terms import Terms
from .features import features
from .periods import Period, period
from .static_table import Pieces

Floats = NDArray[np.float32]
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


@dataclass(frozen=True, slots=True)
class Query:
    """pieces and terms are distinct; `vectors` are those of the store's encoder, where it has any."""

    text: str
    pieces: Pieces
    terms: Terms
    now: Micros | None = None
    vectors: Floats | None = None

    @classmethod
    def read(cls, text: str, *, now: Micros | None = None, vectors: Floats | None = None) -> Query:
        """Understand a question. `now` gives relative dates ("yesterday") their meaning."""
        found = features(text, asked=True)
        return cls(text, np.unique(found.pieces), np.unique(found.terms), now, vectors)

    @property
    def readable(self) -> float:
        """The share of letters that an English encoder can use: Latin ones, and Hangul, which is put into English for it.

        1 where there are no letters.
        """
        letters = [char for char in self.text if char.isalpha()]
        return sum(char < "\u0250" or _is_hangul(char) for char in letters) / len(letters) if letters else 1.0

    def voice(self) -> Literal["user", "assistant"] | None:
        """Who said what is asked for, where the question tells by "I" or "you": the user asks, the assistant is asked."""
        lowered = self.text.lower()
        if _OF_ASSISTANT.search(lowered):
            return "assistant"
        return "user" if _OF_USER.search(lowered) else None

    def period(self) -> Period | None:
        """The stretch of time that the question names."""
        return period(self.text, self.now)

    def names(self, person: str) -> bool:
        """Whether the question names this person, by full name or any part of it of three letters or more."""
        words = {run for word in _WORD.findall(self.text.lower()) for run in _runs(word)}
        parts = _WORD.findall(person.lower())
        if any(_is_hangul(part[0]) and len(part) > 1 and word.startswith(part) for part in parts for word in words):
            return True  # a Korean name carries its particles with it: "민준이는"
        return any(part in words for part in parts if len(part) > 2) or (bool(parts) and words.issuperset(parts))


def _runs(word: str) -> list[str]:
    """A word cut where Hangul begins or ends: "bob이" is "bob" and a particle."""
    return ["".join(run) for _, run in groupby(word, _is_hangul)]


def _is_hangul(char: str) -> bool:
    return "\u1100" <= char <= "\u11ff" or "\u3130" <= char <= "\u318f" or "\uac00" <= char <= "\ud7a3"
