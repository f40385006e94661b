"""What the index keeps of a text: its word pieces and its lexical terms, in a few bytes.

Layout of `to_bytes`: one byte version, number of pieces (LEB128), pieces (uint16 each), terms (uint32 each), little-endian.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from ..text import korean
from ..text.terms import Terms, hashed
from .static_table import Pieces, table

VERSION = 1
_HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]+")


@dataclass(frozen=True, slots=True)
class Features:
    """pieces: ids in the static table, in the order of the text; terms: hashed lexical terms, repeats included."""

    pieces: Pieces
    terms: Terms

    @property
    def asks(self) -> bool:
        """Whether the text ends as a question does; what follows in square brackets does not count."""
        spoken = _spoken(self.pieces.tolist())
        return bool(spoken) and spoken[-1] in (table().tokenizer.vocabulary[mark] for mark in "?？")

    def to_bytes(self) -> bytes:
        body = self.pieces.astype("<u2").tobytes() + self.terms.astype("<u4").tobytes()
        return bytes([VERSION]) + _length(len(self.pieces)) + body

    @classmethod
    def from_bytes(cls, data: bytes) -> Features:
        """Read what `to_bytes` wrote. Raises ValueError on another version or a broken length."""
        if not data or data[0] != VERSION:
            raise ValueError(f"features of version {data[:1].hex() or 'none'}, this code reads {VERSION}")
        count, start = _read_length(data)
        end = start + 2 * count
        if end > len(data) or (len(data) - end) % 4:
            raise ValueError("features are cut off")
        return cls(np.frombuffer(data, "<u2", count, start), np.frombuffer(data, "<u4", offset=end))


def features(text: str, *, asked: bool = False) -> Features:
    """The features of a text. Hangul enters the pieces word by word in English, so that both languages meet in one table.

    What is stored also names the class of its things ("violin" is "instrument music"), what is `asked` does not: questions
    tend to ask for the class, and saying it twice would drown the words themselves.
    """
    if not _HANGUL.search(text):
        return Features(table().pieces(text), hashed(text))
    return Features(table().pieces(korean.translation(text, kinds=not asked)), hashed(text))


def _spoken(pieces: list[int]) -> list[int]:
    """Without a description in square brackets at the end, as transcripts add for pictures."""
    vocabulary = table().tokenizer.vocabulary
    if pieces and pieces[-1] == vocabulary["]"] and vocabulary["["] in pieces[1:]:
        return pieces[: len(pieces) - 1 - pieces[::-1].index(vocabulary["["])]
    return pieces


def _length(count: int) -> bytes:
    """LEB128: seven bits a byte, the highest bit says that more follow."""
    found = bytearray()
    while count > 127:
        found.append(count & 127 | 128)
        count >>= 7
    return bytes([*found, count])


def _read_length(data: bytes) -> tuple[int, int]:
    """The number that starts at byte 1 and the place behind it."""
    count = 0
    for place in range(1, min(len(data), 6)):
        count |= (data[place] & 127) << 7 * (place - 1)
        if data[place] < 128:
            return count, place + 1
    raise ValueError("features are cut off")
