"""Cut one Hangul word into stems: the cheapest path over glossary words, unknown syllables, particles and endings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from .korean_endings import agrees, endings
from .korean_lexicon import Entry, Lexicon, lexicon

# Where a path stands: at the start, after a noun, a noun of one syllable, unknown syllables, a verb shape (four kinds), or a
# linking ending after which the next stem may begin.
State: TypeAlias = Literal["start", "noun", "short", "unknown", "stem", "free", "past", "cut", "link"]
_NOMINAL = frozenset(("noun", "short", "unknown"))
_VERBAL = frozenset(("stem", "free", "past", "cut"))
_LIGHT = frozenset("하되")
_AUXILIARY = frozenset(("주", "보", "버리", "놓", "두", "가", "오", "지", "내"))  # after a linking ending
LONGEST_WORD = 32  # syllables; longer runs without a space are cut there

# Costs in one unit: a glossary word of two or more syllables is 1. Set by hand on words of the grammar, not on any data set.
_WORD, _SHORT, _BESIDE_SHORT = 1.0, 1.7, 1.3
_UNKNOWN_START, _UNKNOWN = 0.6, 1.6
_CLOSE, _COPULA, _DISAGREES, _BARE_STEM, _UNKNOWN_VERB = 0.2, 0.35, 0.6, 0.9, 0.7


@dataclass(frozen=True, slots=True)
class Morph:
    """One stem of a word: a glossary entry, or syllables that the glossary does not know (entry None)."""

    text: str
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class _Path:
    cost: float
    before: _Path | None
    morph: Morph | None


def segment(word: str) -> tuple[Morph, ...]:
    """Stems of a word of Hangul syllables, in order, without particles and endings."""
    if len(word) <= LONGEST_WORD:
        return _segment(word)
    cuts = range(0, len(word), LONGEST_WORD)
    return tuple(morph for at in cuts for morph in _segment(word[at : at + LONGEST_WORD]))


@lru_cache(maxsize=65536)
def _segment(word: str) -> tuple[Morph, ...]:
    known = lexicon()
    if not word or (word in endings().bare and word not in known.nouns):
        return ()
    return _joined(_cheapest(word, known))


def _cheapest(word: str, known: Lexicon) -> _Path | None:
    table: list[dict[State, _Path]] = [{} for _ in range(len(word) + 1)]
    table[0]["start"] = _Path(0.0, None, None)
    best: _Path | None = None
    for at in range(len(word)):
        states = table[at]
        if not states:
            continue
        _link(word, at, table)
        best = _closed(word, at, states, best)
        for end, state, step, morph in _stems(word, at, known):
            for came, path in states.items():
                if came not in _VERBAL:
                    helper = came == "link" and morph.text in _AUXILIARY
                    _keep(
                        table[end], state, path, step + _seam(came, state, morph, word, at), None if helper else morph
                    )
    for state, path in table[-1].items():
        extra = _BARE_STEM if state in ("stem", "past", "cut") else 0.0
        if best is None or path.cost + extra < best.cost:
            best = _Path(path.cost + extra, path, None)
    return best


def _keep(cell: dict[State, _Path], state: State, path: _Path, step: float, morph: Morph | None) -> None:
    old = cell.get(state)
    if old is None or path.cost + step < old.cost:
        cell[state] = _Path(path.cost + step, path, morph)


def _stems(word: str, at: int, known: Lexicon) -> Iterator[tuple[int, State, float, Morph]]:
    for end in range(at + 1, min(len(word), at + known.longest) + 1):
        piece = word[at:end]
        noun = known.nouns.get(piece)
        if noun is not None:
            long = end - at > 1
            yield end, "noun" if long else "short", _WORD - 0.05 * (end - at) if long else _SHORT, Morph(piece, noun)
        for follows, verb in known.verbs.get(piece, ()):
            cost = _WORD - 0.05 * (end - at) + (0.05 if follows == "free" else -0.02) if end - at > 1 else _SHORT + 0.02
            yield end, follows, cost, Morph(verb.stem, verb)
    yield at + 1, "unknown", _UNKNOWN, Morph(word[at], None)


def _seam(came: State, state: State, morph: Morph | None, word: str, at: int) -> float:
    """What it costs that two stems stand side by side."""
    if state == "unknown":
        return (0.0 if came == "unknown" else _UNKNOWN_START) + (_BESIDE_SHORT if came == "short" else 0.0)
    if came in _NOMINAL and morph is not None and morph.text in _LIGHT:
        return -1.0  # 운동+하다 is one word
    if came == "unknown" and (state == "short" or len(morph.text if morph else word[at:]) == 1):
        return _BESIDE_SHORT
    return _BESIDE_SHORT / 2 if came == "short" and state == "short" else 0.0


def _link(word: str, at: int, table: list[dict[State, _Path]]) -> None:
    for came in _VERBAL & table[at].keys():
        path = table[at][came]
        if came == "free":
            _keep(table[at], "link", path, 0.3, None)
        for end in range(at + 1, min(len(word) - 1, at + 3) + 1):
            if word[at:end] in endings().links and (
                came != "cut" or endings().closes_verb(word, at, cut=True) or word[at] in "는시"
            ):
                _keep(table[end], "link", path, 0.3, None)


def _closed(word: str, at: int, states: dict[State, _Path], best: _Path | None) -> _Path | None:
    for state, path in states.items():
        step = _closing(word, at, state)
        if step is not None and (best is None or path.cost + step < best.cost):
            best = _Path(path.cost + step, path, None)
    return best


def _closing(word: str, at: int, state: State) -> float | None:
    """Cost of reading word[at:] as what closes the word; None where it cannot."""
    if state in _NOMINAL:
        if endings().closes_noun(word, at):
            return (_CLOSE if endings().is_particle(word, at) else _COPULA) + (0.0 if agrees(word, at) else _DISAGREES)
        return _UNKNOWN_VERB if state == "unknown" and len(word) - at > 1 and endings().closes_verb(word, at) else None
    if state in _VERBAL and endings().closes_verb(word, at, cut=state == "cut"):
        return _CLOSE
    return None


def _joined(path: _Path | None) -> tuple[Morph, ...]:
    """The stems of a path, unknown syllables that stand together made one."""
    morphs: list[Morph] = []
    while path is not None:
        if path.morph is not None:
            after = morphs[-1] if morphs else None
            if after is not None and after.entry is None and path.morph.entry is None:
                morphs[-1] = Morph(path.morph.text + after.text, None)
            else:
                morphs.append(path.morph)
        path = path.before
    return tuple(reversed(morphs))
