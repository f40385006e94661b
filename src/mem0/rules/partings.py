"""Classes of verbs of ending, as tables that a language fills: see dropped.py."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .spared import spared


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
