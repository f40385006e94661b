"""Cut one Hangul word into stems: the cheapest path over glossary words, unknown syllables, particles and endings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from .korean_endings import agrees, endings, may_follow
from .korean_lexicon import Entry, Lexicon, lexicon
from .korean_verbs import Shape

# Where a path stands: at the start, after a noun, a noun of one syllable, unknown syllables, a verb shape, or an ending after
# which the next stem may begin ("link"; "before noun": after 간, 가는, 가던).
State: TypeAlias = Literal["start", "noun", "short", "unknown", "link", "before noun"] | Shape
_NOMINAL = frozenset(("noun", "short", "unknown"))
_VERBAL: frozenset[Shape] = frozenset(("stem", "free", "past", "attr", "formal", "cut"))
_UNFINISHED = frozenset(("stem", "past", "formal", "cut"))
_BEFORE_NOUN = frozenset("는은을던")  # last syllables of the endings that a noun follows
_LIGHT = frozenset("하되")
_AUXILIARY = frozenset(("주", "보", "버리", "놓", "두", "가", "오", "지", "내"))  # after a linking ending
LONGEST_WORD = 32  # syllables; longer runs without a space are cut there

# Costs in one unit: a glossary word of two or more syllables is 1. Set by hand on words of the grammar, not on any data set.
_WORD, _SHORT, _BESIDE_SHORT = 1.0, 1.7, 1.3
_UNKNOWN_START, _UNKNOWN = 0.6, 1.6
_CLOSE, _COPULA, _DISAGREES, _LINK, _BARE_STEM, _UNKNOWN_VERB = 0.2, 0.35, 0.6, 0.3, 0.9, 0.7


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
        _link(word, at, states, table)
        best = _closed(word, at, states, best)
        for end, state, step, morph in _stems(word, at, known):
            _extend(table[end], states, state, step, morph)
    for state, path in table[-1].items():
        extra = _BARE_STEM if state in _UNFINISHED else 0.0
        if best is None or path.cost + extra < best.cost:
            best = _Path(path.cost + extra, path, None)
    return best


def _extend(cell: dict[State, _Path], states: dict[State, _Path], state: State, step: float, morph: Morph) -> None:
    """Every path that ends where the stem begins, with the stem."""
    for came, path in states.items():
        if came in _VERBAL or (came == "before noun" and state in _VERBAL):
            continue
        helper = came == "link" and morph.text in _AUXILIARY
        _keep(cell, state, path, step + _seam(came, state, morph), None if helper else morph)


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
            cost = (
                _WORD - 0.05 * (end - at) + (-0.02 if follows in _UNFINISHED else 0.05)
                if end - at > 1
                else _SHORT + 0.02
            )
            yield end, follows, cost, Morph(verb.stem, verb)
    yield at + 1, "unknown", _UNKNOWN, Morph(word[at], None)


def _seam(came: State, state: State, morph: Morph) -> float:
    """What it costs that two stems stand side by side."""
    if state == "unknown":
        return (0.0 if came == "unknown" else _UNKNOWN_START) + (_BESIDE_SHORT if came == "short" else 0.0)
    if came in _NOMINAL and morph.text in _LIGHT:
        return -1.0  # 운동+하다 is one word
    if came == "unknown" and len(morph.text) == 1:
        return _BESIDE_SHORT
    return _BESIDE_SHORT / 2 if came == "short" and state == "short" else 0.0


def _link(word: str, at: int, states: dict[State, _Path], table: list[dict[State, _Path]]) -> None:
    """Where the next stem may begin after a verb that ends here."""
    for came, path in [(state, path) for state, path in states.items() if state in _VERBAL]:  # not in the order of a set:
        # of two readings that cost the same every process must choose the same one
        if came in ("free", "attr"):
            _keep(states, "link" if came == "free" else "before noun", path, _LINK, None)
        for end in range(at + 1, min(len(word) - 1, at + 3) + 1):
            if word[at:end] in endings().links and may_follow(came, word[at]):
                _keep(table[end], "before noun" if word[end - 1] in _BEFORE_NOUN else "link", path, _LINK, None)


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
        unknown_verb = state == "unknown" and len(word) - at > 1 and endings().closes_verb(word, at, "stem")
        return _UNKNOWN_VERB if unknown_verb else None
    for shape in _VERBAL:
        if state == shape:
            return _CLOSE if endings().closes_verb(word, at, shape) else None
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
