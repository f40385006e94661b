"""The Korean-English glossary, read once: which stems there are, and what each means in English.

A line of data/ko_*.tsv is `stems<TAB>English words`: one or more stems of the same meaning. A stem that ends in "-" is a
verb or adjective (먹-), all others are nouns, adverbs and the like. No English words: a function word.
data/kinds.tsv is `kind<TAB>English words of that kind`: a violin is an instrument.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass
from importlib import resources

from .korean_jamo import is_syllable
from .korean_verbs import Shape, shapes

GLOSS_LIMIT = 4  # English words of one stem, after merging the lines that name it


@dataclass(frozen=True, slots=True)
class Entry:
    """One stem with its English words; `verb` tells 배- (absorb) from 배 (pear).

    `weak`: a pronoun, question word or adverb (data/ko_function.tsv): it has a meaning, but matching it says little.
    """

    stem: str
    verb: bool
    gloss: tuple[str, ...]
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """nouns: surface -> entry. verbs: conjugated shape -> [(what may follow, entry)]. by_word: English head word -> stems.

    kinds: English word -> the words for what kind of thing it is. longest: syllables of the longest key.
    """

    nouns: dict[str, Entry]
    verbs: dict[str, list[tuple[Shape, Entry]]]
    by_word: dict[str, tuple[str, ...]]
    kinds: dict[str, tuple[str, ...]]
    longest: int


_lock = threading.Lock()
_loaded: list[Lexicon] = []


def lexicon() -> Lexicon:
    """The glossary; the first call reads it (one thread does, the others wait)."""
    if not _loaded:
        with _lock:
            if not _loaded:
                _loaded.append(_build(_lines("ko_"), _stems(_lines("ko_function")), _kinds(_lines("kinds"))))
    return _loaded[0]


def _lines(prefix: str) -> list[str]:
    folder = resources.files("mem0.text").joinpath("data")
    names = sorted(
        file.name for file in folder.iterdir() if file.name.startswith(prefix) and file.name.endswith(".tsv")
    )
    return [line for name in names for line in folder.joinpath(name).read_text(encoding="utf-8").splitlines()]


def _kinds(lines: list[str]) -> dict[str, tuple[str, ...]]:
    kinds: dict[str, tuple[str, ...]] = {}
    for line in lines:
        kind, _, words = line.partition("\t")
        for word in words.split():
            kinds[word] = tuple(dict.fromkeys((*kinds.get(word, ()), *kind.split())))
    return kinds


def _stems(lines: list[str]) -> frozenset[str]:
    return frozenset(stem for line in lines for stem in line.partition("\t")[0].split())


def _build(lines: list[str], weak: frozenset[str], kinds: dict[str, tuple[str, ...]]) -> Lexicon:
    meanings = _meanings(lines)
    nouns: dict[str, Entry] = {}
    verbs: dict[str, list[tuple[Shape, Entry]]] = {}
    for key, gloss in meanings.items():
        if not key.endswith("-"):
            nouns[key] = Entry(key, False, gloss, key in weak)
            continue
        entry = Entry(key[:-1], True, gloss, key in weak)
        if key.endswith("하-") and len(key) > 3 and key[:-2] not in meanings:
            nouns[key[:-2]] = Entry(key[:-2], False, gloss)  # 결혼하- also tells what 결혼 is
        for surface, follows in shapes(entry.stem):
            verbs.setdefault(surface, []).append((follows, entry))
    longest = max(map(len, (*nouns, *verbs)), default=0)
    return Lexicon(nouns, verbs, _by_first_word(meanings), kinds, longest)


def _meanings(lines: list[str]) -> dict[str, tuple[str, ...]]:
    meanings: dict[str, tuple[str, ...]] = {}
    for line in lines:
        stems, _, words = line.partition("\t")
        gloss = tuple(words.split())
        for stem in stems.split():
            known = meanings.get(stem)
            if known is None:
                meanings[stem] = gloss
            elif not (known and gloss):
                meanings[stem] = ()  # a function word stays one, whatever else is spelt like it
            elif known != gloss:
                meanings[stem] = tuple(dict.fromkeys(known + gloss))[:GLOSS_LIMIT]
    return {
        stem: gloss for stem, gloss in meanings.items() if all(map(is_syllable, stem.rstrip("-"))) and stem.strip("-")
    }


def _by_first_word(meanings: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """English head word -> the stems that it glosses first: words of one meaning."""
    groups: dict[str, list[str]] = defaultdict(list)
    for stem, gloss in meanings.items():
        if gloss:
            groups[gloss[0]].append(stem.rstrip("-"))
    return {word: tuple(dict.fromkeys(stems)) for word, stems in groups.items()}
