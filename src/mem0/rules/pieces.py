"""Read off a pattern what every text that it matches must have in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from re import _constants as op  # type: ignore[attr-defined]  # the one parser that reads patterns as `re` does
from re import _parser  # type: ignore[attr-defined]
from typing import Any, TypeAlias

Pieces: TypeAlias = tuple[str, ...]
_MOST = 2.0  # pieces likelier than that in sum spare nothing


def pieces_of(source: str, flags: re.RegexFlag = re.NOFLAG) -> Pieces | None:
    """Texts in lower case of which every match of a pattern holds one; None where none would spare much."""
    found = _sequence(_parser.parse(source, flags))
    return _fewest(found) if found is not None and _chance(found) <= _MOST else None


def ways_of(source: str) -> list[str]:
    """The alternatives of a pattern, outside of its brackets."""
    ways, depth, start = [], 0, 0
    for match in re.finditer(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]", source, re.DOTALL):
        depth += {"(": 1, ")": -1}.get(match.group(), 0)
        if match.group() == "|" and not depth:
            ways.append(source[start : match.start()])
            start = match.end()
    return [*ways, source[start:]]


def _sequence(items: Sequence[Any]) -> Pieces | None:
    """The best pieces of things that follow each other: those that the fewest texts hold."""
    found: list[Pieces] = []
    run = ""
    for code, value in [*items, (None, None)]:
        if code is op.LITERAL:
            run += chr(value).lower()
            continue
        if run:
            found.append((run,))
            run = ""
        inner = _READERS[code](value) if code in _READERS else None
        if inner is not None:
            found.append(inner)
    return min(found, key=_chance, default=None)


def _branch(value: Any) -> Pieces | None:
    ways = [_sequence(way) for way in value[1]]
    return None if None in ways else tuple(dict.fromkeys(piece for way in ways for piece in way or ()))


def _one_of(value: Any) -> Pieces | None:
    """A class of a few letters."""
    letters = [chr(one).lower() for code, one in value if code is op.LITERAL]
    return tuple(dict.fromkeys(letters)) if len(letters) == len(value) else None


def _repeated(value: Any) -> Pieces | None:
    least, _, inner = value
    return _sequence(inner) if least else None


_READERS: dict[Any, Callable[[Any], Pieces | None]] = {
    op.BRANCH: _branch,
    op.IN: _one_of,
    op.MAX_REPEAT: _repeated,
    op.MIN_REPEAT: _repeated,
    op.SUBPATTERN: lambda value: _sequence(value[-1]),
    op.ASSERT: lambda value: _sequence(value[1]),  # what is looked ahead or back to is in the text too
    op.ASSERT_NOT: lambda value: None if len(value[1]) else (),  # (?!) matches nothing
    op.FAILURE: lambda _: (),
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
