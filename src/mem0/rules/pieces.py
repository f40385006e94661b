"""Read off a pattern what every text that it matches must have in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from re import _constants as op  # type: ignore[attr-defined]  # the one parser that reads patterns as `re` does
from re import _parser  # type: ignore[attr-defined]
from typing import Any, TypeAlias

Pieces: TypeAlias = tuple[str, ...]  # texts in lower case, of which one must be there; none: nothing can match
Needs: TypeAlias = tuple[Pieces, ...]  # all of these must be fulfilled, the rarest first
_MOST = 2.0  # pieces likelier than that in sum spare nothing
_CHECKED = 2  # needs that are worth looking at before a search


def needs_of(source: str, flags: re.RegexFlag = re.NOFLAG) -> Needs:
    """What every match of a pattern holds; nothing where nothing would spare much."""
    return tuple(_fewest(pieces) for pieces in _sequence(_parser.parse(source, flags)) if _chance(pieces) <= _MOST)


def ways_of(source: str) -> list[str]:
    """The alternatives of a pattern, outside of its brackets."""
    ways, depth, start = [], 0, 0
    for match in re.finditer(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]", source, re.DOTALL):
        depth += {"(": 1, ")": -1}.get(match.group(), 0)
        if match.group() == "|" and not depth:
            ways.append(source[start : match.start()])
            start = match.end()
    return [*ways, source[start:]]


def _sequence(items: Sequence[Any]) -> Needs:
    """The needs of things that follow each other: those that the fewest texts fulfil."""
    found: list[Pieces] = []
    run = ""
    for code, value in [*items, (None, None)]:
        if code is op.LITERAL:
            run += chr(value).lower()
            continue
        if run:
            found.append((run,))
            run = ""
        found += _READERS[code](value) if code in _READERS else ()
    return tuple(sorted(found, key=_chance)[:_CHECKED])


def _branch(value: Any) -> Needs:
    """What all ways need, each its own: one need of every way is one of the whole."""
    together = zip(*(_sequence(way) for way in value[1]), strict=False)
    return tuple(tuple(dict.fromkeys(piece for pieces in one for piece in pieces)) for one in together)


def _one_of(value: Any) -> Needs:
    """A class of a few letters."""
    letters = [chr(one).lower() for code, one in value if code is op.LITERAL]
    return (tuple(dict.fromkeys(letters)),) if len(letters) == len(value) else ()


def _repeated(value: Any) -> Needs:
    least, _, inner = value
    return _sequence(inner) if least else ()


_READERS: dict[Any, Callable[[Any], Needs]] = {
    op.BRANCH: _branch,
    op.IN: _one_of,
    op.MAX_REPEAT: _repeated,
    op.MIN_REPEAT: _repeated,
    op.SUBPATTERN: lambda value: _sequence(value[-1]),
    op.ASSERT: lambda value: _sequence(value[1]),  # what is looked ahead or back to is in the text too
    op.ASSERT_NOT: lambda value: () if len(value[1]) else ((),),  # (?!) matches nothing
    op.FAILURE: lambda _: ((),),
}
_LIKELY = {1: 0.9, 2: 0.3, 3: 0.08, 4: 0.03, 5: 0.02}  # by bytes: a syllable of Hangul tells as much as three letters


def _chance(pieces: Pieces) -> float:
    """How likely a text holds one of the pieces, roughly."""
    return sum(_LIKELY.get(len(piece.encode()), 0.01) for piece in pieces)


def _fewest(pieces: Pieces) -> Pieces:
    """Without those that hold another one."""
    kept: list[str] = []
    for piece in sorted(pieces, key=len):
        if not any(one in piece for one in kept):
            kept.append(piece)
    return tuple(kept)
