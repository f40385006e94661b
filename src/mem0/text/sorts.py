"""What sort of thing a word names: "Fiesta" a car, "judo" and 유도 a sport. One table of English words; Korean is glossed."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from .korean_segment import segment

_TOKEN = re.compile(r"[가-힣]+|[A-Za-zÀ-ɏ0-9+][A-Za-zÀ-ɏ0-9+&-]*(?:'(?!s\b)[a-z]+)?", re.IGNORECASE)
_LONGEST = 3  # words of one entry of the table
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Thing:
    """A word or two of a text, and the sorts of things that they may name."""

    name: str
    sorts: frozenset[str]


@cache
def _table() -> dict[str, frozenset[str]]:
    with _lock:
        lines = (resources.files("mem0.text") / "data" / "sorts.tsv").read_text(encoding="utf-8").splitlines()
        found: dict[str, set[str]] = {}
        for line in lines:
            sort, _, words = line.partition("\t")
            for word in words.split(","):
                found.setdefault(word, set()).add(sort)
        return {word: frozenset(sorts) for word, sorts in found.items()}


@lru_cache(maxsize=8192)
def things(text: str) -> tuple[Thing, ...]:
    """The things of known sorts that a text names, in order, the longest names first where several begin at one word."""
    tokens = _TOKEN.findall(text)
    found: list[Thing] = []
    at = 0
    while at < len(tokens):
        width, thing = _thing_at(tokens, at)
        if thing is not None:
            found.append(thing)
        at += width
    return tuple(found)


def _thing_at(tokens: list[str], at: int) -> tuple[int, Thing | None]:
    if "가" <= tokens[at][0] <= "힣":
        return 1, _korean(tokens[at])
    table = _table()
    for width in range(min(_LONGEST, len(tokens) - at), 0, -1):
        words = " ".join(tokens[at : at + width])
        low = words.lower()
        sorts = table.get(low) or table.get(low.removesuffix("s")) or table.get(low.removesuffix("es"))
        if sorts is None and low.endswith("ology"):
            sorts = table["biology"]
        if sorts:
            return width, Thing(words, sorts)
    return 1, None


def _korean(word: str) -> Thing | None:
    """A word by what its stems mean in English: the whole meaning, its first word, and its last, which may be the class."""
    table = _table()
    for morph in segment(word):
        meaning = morph.entry.gloss if morph.entry is not None and not morph.entry.verb else ()
        if not meaning:
            continue
        sorts = table.get(" ".join(meaning)) or table.get(meaning[-1]) or table.get(meaning[0])
        if sorts:
            return Thing(morph.text, sorts)
    return None


def of_sort(text: str, sort: str) -> tuple[str, ...]:
    """The things of one sort that a text names, each once."""
    return tuple(dict.fromkeys(thing.name for thing in things(text) if sort in thing.sorts))
