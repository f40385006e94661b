"""What a language says of endings, as tables that it fills: see dropped.py and leaving.py."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .spared import spared

_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Parting:
    """One class of verbs of ending: `said` as they are said of something not named, `slots` and `topics` of what they end.

    `planned`: it ends what is still to come, of whatever topic.
    """

    said: re.Pattern[str]
    slots: frozenset[str]
    topics: frozenset[str] = frozenset()
    planned: bool = False


def partings(*rows: tuple[str, str, str, bool]) -> tuple[Parting, ...]:
    """A table of (how it is said, slots, topics, planned)."""
    return tuple(
        Parting(spared(said, re.IGNORECASE), frozenset(slots.split()), frozenset(t for t in topics.split(", ") if t), planned)
        for said, slots, topics, planned in rows
    )


def _none(_: str) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Leaving:
    """How a language tells that a thing is over whose name stands there: "moved out of §", "§ has closed", § 판 돈."""

    before: re.Pattern[str] = _NEVER  # ends where the thing begins
    after: re.Pattern[str] = _NEVER  # begins where the thing ends
    around: re.Pattern[str] = _NEVER  # stands on both sides: "gave § back"
    weak: re.Pattern[str] = _NEVER  # what also happens for an hour: "left §", "§ closed", so `fleeting` takes it back
    fleeting: re.Pattern[str] = _NEVER  # told with it: "this morning", "at six", 오늘
    denied: re.Pattern[str] = _NEVER  # the same words, and it is not over: "haven't left §"
    word: str = "§"  # how a thing stands in a text
    names: Callable[[str], Iterable[str]] = _none  # the names in a phrase
    heads: Callable[[str], Iterable[str]] = _none  # the common words that a phrase may be called by
