"""The lexical terms of a text: what two texts must share to match word by word.

English words are stemmed and stop-words left out; Hangul words give the units of `korean.py`; scripts that are written
without spaces give character bigrams; numbers, addresses and identifiers stay as they are.
"""

from __future__ import annotations

import re
import threading
import zlib
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice

import numpy as np
import snowballstemmer
from numpy.typing import NDArray

from . import korean

Terms = NDArray[np.uint32]
MAX_TOKENS = 20_000  # what lies behind is not read: a memory of that size is a document
_MAX_CHARS = MAX_TOKENS * 16

_TOKEN = re.compile(
    r"(?P<address>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6})"
    r"|(?P<hangul>(?:\d+(?:[.,:]\d+)*)?[\uac00-\ud7a3]+(?:\d*[\uac00-\ud7a3]+)*)"
    r"|(?P<dense>[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
    r"\U00020000-\U0002fa1f]+)"
    r"|(?P<identifier>[a-z]+[0-9_][a-z0-9_]*|[0-9]+[a-z_][a-z0-9_]*)"
    r"|(?P<number>\d+(?:[.,:/-]\d+)*)"
    r"|(?P<word>[^\W\d_\uac00-\ud7a3]+(?:['\u2019][^\W\d_]+)*)"
    r"|(?P<rest>\w)"
)
_PLAIN = re.compile(r"[a-z]+(?:'[a-z]+)*")  # what _TOKEN finds in a text of ASCII letters and marks alone
_OTHER = re.compile(r"[0-9_@]")
_STOP_WORDS = """
a about above after again all also am an and any are aren't as at be because been before being below between both
but by can can't cannot could couldn't did didn't do does doesn't doing don't down during each else ever every few
for from further get gets getting go goes going gone got had hadn't has hasn't have haven't having he he'd he'll
he's her here here's hers herself hey hi him himself his how how's i i'd i'll i'm i've if in into is isn't it it'd
it'll it's its itself just kind let let's like lot made make makes making many may maybe me might more most much
must mustn't my myself no nor not now of off oh ok okay on once one only or other ought our ours ourselves out over
own please quite rather really said same say says shall she she'd she'll she's should shouldn't so some something
still such sure take takes than that that's the their theirs them themselves then there there's these they they'd
they'll they're they've thing things this those though through thus to too tell told under until up upon us use used
user very want wants was wasn't way we we'd we'll we're we've well were weren't what what's when when's where
where's which while who who's whom whose why why's will with won't would wouldn't wow yeah yes yet you you'd you'll
you're you've your yours yourself yourselves been
"""
_STOP = frozenset(_STOP_WORDS.split())
_lock = threading.Lock()  # the stemmer keeps state while it works
_stemmer = snowballstemmer.stemmer("english")


def terms(text: str) -> list[str]:
    """The terms of a text in order, repeats included."""
    return [term for kind, token in _tokens(text) for term in _units(kind, token)]


def hashed(text: str) -> Terms:
    """`terms` as 32-bit numbers (CRC-32 of UTF-8): what the index stores and compares."""
    return np.array([code for kind, token in _tokens(text) for code in _codes(kind, token)], dtype=np.uint32)


def hash_term(term: str) -> int:
    """The number that stands for a term."""
    return zlib.crc32(term.encode("utf-8", "replace"))


def is_stop_word(word: str) -> bool:
    """Whether an English word (lower case) carries no content of its own."""
    return word in _STOP


def _tokens(text: str) -> Iterable[tuple[str, str]]:
    """Kind and text of each token."""
    low = text[:_MAX_CHARS].lower()
    if low.isascii() and not _OTHER.search(low):
        return (("word", word) for word in _PLAIN.findall(low)[:MAX_TOKENS])
    return ((match.lastgroup or "rest", match.group()) for match in islice(_TOKEN.finditer(low), MAX_TOKENS))


@lru_cache(maxsize=50_000)
def _codes(kind: str, token: str) -> tuple[int, ...]:
    return tuple(map(hash_term, _units(kind, token)))


@lru_cache(maxsize=50_000)
def _units(kind: str, token: str) -> tuple[str, ...]:
    """The terms that one token gives."""
    match kind:
        case "word":
            word = token.replace("\u2019", "'")
            return () if word in _STOP else (stem(word.removesuffix("'s")),)
        case "hangul":
            return tuple(korean.units(token))
        case "dense":
            return bigrams(token)
        case _:
            return (token,)


def stem(word: str) -> str:
    """The Snowball stem of an English word; other words mostly come back as they are."""
    with _lock:
        return str(_stemmer.stemWord(word))


def bigrams(token: str) -> tuple[str, ...]:
    """Overlapping character pairs; a single character is its own unit."""
    return tuple(token[place : place + 2] for place in range(len(token) - 1)) or (token,)
