"""What people talk about when they tell of one question: a new answer may come in any words, beside words of its matter.

"Letter from the landlord. It's £865 as of November": no pattern says that this is the rent, but the matter is (landlord), the
value has the kind that a rent has (money), the message tells of a turn (as of), and one rent is known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from .spared import spared

_NEVER = re.compile(r"(?!)")
Finder = Callable[[str], "tuple[str, ...]"]  # the values of one kind that a clause names


@dataclass(frozen=True, slots=True)
class Matter:
    """A question with its cues: words that show that a message speaks of it. `kind` is that of its answers.

    `names` are those by which a statement says itself what its value is ("my manager, Gwen"), `cue` all others too.
    """

    slot: str
    kind: str
    names: re.Pattern[str]
    cue: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Matters:
    """The matters of a language, how values of each kind are found in it, and how it says that things took a turn."""

    by_slot: Mapping[str, Matter] = field(default_factory=dict)
    finders: Mapping[str, Finder] = field(default_factory=dict)
    turn: re.Pattern[str] = _NEVER
    own: re.Pattern[str] = _NEVER  # a statement with a thing of its own to speak of: "the sofa cost 300"
    moved: re.Pattern[str] = _NEVER  # how it says that something has another time, sum or measure
    dates_moved: re.Pattern[str] = _NEVER  # the same, of a date that everybody knows
    agents: re.Pattern[str] = _NEVER  # who acts on what is the speaker's: the landlord raises the speaker's rent
    away: re.Pattern[str] = _NEVER  # what happens elsewhere or for a while: a holiday is no change of home

    def values(self, kind: str, text: str) -> tuple[str, ...]:
        """The values of a kind that a text names."""
        return self.finders[kind](text) if kind in self.finders else ()


def matters(*rows: tuple[str, str, str, str], word: str) -> dict[str, Matter]:
    """A table of (slots, kind of value, words that name it, further cues), by slot; `word`: how one word stands in a text."""
    found: dict[str, Matter] = {}
    for slots, kind, named, further in rows:
        names = spared(word.format(named), re.IGNORECASE)
        cue = spared(word.format(f"{named}|{further}" if further else named), re.IGNORECASE)
        found |= {slot: Matter(slot, kind, names, cue) for slot in slots.split()}
    return found
