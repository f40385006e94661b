"""Patterns that cost next to nothing on texts they cannot match: most of several hundred, on any one sentence.

Every match of a pattern holds one of some pieces of text: "allergic", or one of "cancel", "quit" and "gave". They are read
off the pattern itself when it is first used; a text without any of them is not searched, and a pattern that no text has
called for is not compiled.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Any, TypeAlias, cast

from .pieces import Needs, needs_of, ways_of

_FOLDED = {"ı": "i", "ſ": "s", "i̇": "i"}  # letters that `re` takes for these, and lower() does not
_ASKED = ("search", "match", "fullmatch", "finditer", "sub", "split")
_Table: TypeAlias = dict[str, list[tuple[str, int]]]


class _Spared:
    """Answers as the compiled pattern does."""

    def __init__(self, source: str, flags: re.RegexFlag) -> None:
        self._source, self._flags = source, flags

    def search(self, text: str, *place: int) -> re.Match[str] | None:
        return self._pattern.search(text, *place) if self._fits(text) else None

    def match(self, text: str, *place: int) -> re.Match[str] | None:
        return self._pattern.match(text, *place) if self._fits(text) else None

    def fullmatch(self, text: str, *place: int) -> re.Match[str] | None:
        return self._pattern.fullmatch(text, *place) if self._fits(text) else None

    def finditer(self, text: str, *place: int) -> Iterator[re.Match[str]]:
        return self._pattern.finditer(text, *place) if self._fits(text) else iter(())

    def sub(self, by: str | Callable[[re.Match[str]], str], text: str, count: int = 0) -> str:
        return self._pattern.sub(by, text, count) if self._fits(text) else text

    def split(self, text: str, maxsplit: int = 0) -> list[str | Any]:
        return self._pattern.split(text, maxsplit) if self._fits(text) else [text]

    def _fits(self, text: str) -> bool:
        return fulfilled(self.needs, lowered(text))

    @cached_property
    def needs(self) -> Needs:
        found = needs_of(self._source, self._flags)
        if not found:  # nothing is spared: from now on without a detour
            for name in _ASKED:
                setattr(self, name, getattr(self._pattern, name))
        return found

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(self._source, self._flags)


class _Either(_Spared):
    """Many ways of saying something, of which only those are tried that a text has the pieces of."""

    def search(self, text: str, *place: int) -> re.Match[str] | None:
        if place:
            return super().search(text, *place)
        return min((match for _, match in self.ways.found(text)), key=lambda match: match.start(), default=None)

    @cached_property
    def ways(self) -> Among:
        return Among(spared(way, self._flags) for way in ways_of(self._source))


class Among:
    """Patterns in their order, of which those are found at once that a text may match."""

    def __init__(self, patterns: Iterable[re.Pattern[str]]) -> None:
        self._patterns = tuple(patterns)

    def found(self, text: str, leave: Callable[[int], bool] = lambda _: False) -> Iterator[tuple[int, re.Match[str]]]:
        """The numbers of those that are in the text, with their first matches; those that `leave` says are not tried."""
        for number in self.fitting(text):
            if not leave(number):
                match = self._compiled(number).search(text)
                if match:
                    yield number, match

    def fitting(self, text: str) -> list[int]:
        """The numbers of those that the text may match."""
        low = lowered(text)
        found = set(self._always)
        for size, table in self._tables.items():
            grams = table.keys() & _grams(low, size) if len(low) < len(table) else [gram for gram in table if gram in low]
            for gram in grams:
                for piece, number in table[gram]:
                    if piece in low:
                        found.add(number)
        return [number for number in sorted(found) if fulfilled(self._more[number], low)]

    def _compiled(self, number: int) -> re.Pattern[str]:
        pattern = self._patterns[number]
        return pattern._pattern if isinstance(pattern, _Spared) else pattern

    @cached_property
    def _always(self) -> list[int]:
        return [number for number, pattern in enumerate(self._patterns) if not _needs(pattern)]

    @cached_property
    def _tables(self) -> dict[int, _Table]:
        """The pieces of the first needs by their first letters, at most three."""
        tables: dict[int, _Table] = {}
        for number, pattern in enumerate(self._patterns):
            for piece in next(iter(_needs(pattern)), ()):
                gram = piece[:3]
                tables.setdefault(len(gram), {}).setdefault(gram, []).append((piece, number))
        return tables

    @cached_property
    def _more(self) -> list[Needs]:
        return [_needs(pattern)[1:] for pattern in self._patterns]


def spared(source: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """`re.compile` for patterns that match rarely; it can be asked what `_ASKED` names."""
    return cast("re.Pattern[str]", _Spared(source, flags))


def spared_either(source: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """`spared` for long lists of alternatives without groups that are asked for."""
    return cast("re.Pattern[str]", _Either(source, flags))


def ways_in(pattern: re.Pattern[str]) -> Sequence[re.Pattern[str]]:
    """The alternatives of `spared_either`; another pattern is its only one."""
    return pattern.ways._patterns if isinstance(pattern, _Either) else (pattern,)


def fulfilled(needs: Needs, low: str) -> bool:
    """Whether a text in lower case has what is needed."""
    for pieces in needs:  # not all(any(...)): these loops are most of what the rules cost
        for piece in pieces:
            if piece in low:
                break
        else:
            return False
    return True


def _needs(pattern: re.Pattern[str]) -> Needs:
    return pattern.needs if isinstance(pattern, _Spared) else ()


@lru_cache(maxsize=256)
def lowered(text: str) -> str:
    """A text as pieces are looked for in it."""
    low = text.lower()
    if not low.isascii():
        for letter, plain in _FOLDED.items():
            low = low.replace(letter, plain)
    return low


@lru_cache(maxsize=256)
def _grams(text: str, size: int) -> frozenset[str]:
    return frozenset(text[place : place + size] for place in range(len(text) - size + 1))
