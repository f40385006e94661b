"""A relation as one clause says it, before anybody knows who is meant by the names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..relations import NodeType
from . import en_words, ko_people
from .spared import spared

SPEAKER = "I"  # whoever says it


_THEIRS = spared(
    rf"^(?P<whose>.+)'s (?P<role>{en_words.RELATION})$|^(?P<owner>.+)의 (?P<kin>{ko_people.RELATION})$", re.I
)
_MINE = spared(
    r"^(?:my|our|the user's|user's) (?P<role>.+)$|^(?:내|제|우리|저희|나의|저의) (?P<kin>.+)$", re.IGNORECASE
)


def parse_role(name: str) -> tuple[str, str] | None:
    """Whose what somebody is, where this is no name but a way to somebody: "my sister", "Tom's wife", 제 동생의 남편."""
    theirs = _THEIRS.match(name)
    if theirs:
        return theirs["whose"] or theirs["owner"], theirs["role"] or theirs["kin"]
    mine = _MINE.match(name)
    return (SPEAKER, mine["role"] or mine["kin"]) if mine else None


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody or something that a relation joins: a name, or "my sister" and the like for somebody without one."""

    name: str
    type: NodeType = "concept"


@dataclass(frozen=True, slots=True)
class Said:
    """One relation of a clause. An `ended` one without a target ends all of its label."""

    source: Party
    label: str
    target: Party
    ended: bool = False


@dataclass(frozen=True, slots=True)
class VerbRule:
    """One way of saying a relation: `pattern` is matched against what follows the subject; `o` is the object.

    A group `old` is what it ends. `subject` and `object` are the types of the two ends. `swap`: the object is the source.
    """

    label: str
    pattern: re.Pattern[str]
    object: NodeType
    subject: NodeType = "person"
    ended: bool = False
    swap: bool = False


Relations = Callable[[str, "Party | None"], Iterator["Said | Party"]]
