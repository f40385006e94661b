"""What is over is named on the way: "since moving out of Leeds", "six months without a cigarette", 캠핑카 판 돈으로.

The thing that a memory speaks of is looked for in the statement; the words just before or behind it tell whether it is over.
So no sentence as a whole must be understood, and the change may stand in a clause of any kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from .compare import PASSING_WORDS, apart, value_type
from .reading import Reading, read
from .slots import STATES, same_person

if TYPE_CHECKING:
    from .language import Language

_LASTING = frozenset(
    {"name", "surname", "birthday", "age", "height", "hometown", "blood", "handedness", "nationality", "anniversary", "favourite"}
)  # fmt: skip
_REACH = 60  # letters around a thing in which its end may be told


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing that a memory speaks of, as another statement may call it: by a name of its own, or by a common word."""

    word: str
    named: bool


def left_behind(new: Reading, known: Sequence[Reading]) -> list[int]:
    """The places in `known` of what a statement says is over; where some are named by name, those alone."""
    if new.hypothetical or new.temporary or new.language.away.search(new.text):
        return []
    found = [(place, thing) for place, old in enumerate(known) if (thing := _left(new, old)) is not None]
    named = [place for place, thing in found if thing.named]
    return named or [place for place, _ in found]


def _left(new: Reading, old: Reading) -> Thing | None:
    if old.ending or old.past or old.future or old.language is not new.language or apart(new, old):
        return None
    if not same_person(new.subject, old.subject) and not _about_them(new, old):
        return None
    if new.future and not new.now and (old.slot is None or old.slot.name in STATES):
        return None
    return next((thing for thing in _things(old.text) if _is_left(new.text, thing.word, new.language)), None)


def _about_them(new: Reading, old: Reading) -> bool:
    """Whether a statement about somebody is about what was told of them: Priti, the flatmate, moved out."""
    if new.subject == "?":
        return True
    who = new.language.words(new.subject or "")
    return any(new.language.words(thing.word) & who for thing in _things(old.text))


@lru_cache(maxsize=8192)
def _things(text: str) -> tuple[Thing, ...]:
    """What a memory speaks of: its answer, what somebody does something with, and the names beside these."""
    old = read(text)
    if (old.slot is not None and old.slot.name in _LASTING) or (old.claim is not None and old.claim.feels and not old.slot):
        return ()
    return tuple(dict.fromkeys(_named(old)))


def _named(old: Reading) -> Iterator[Thing]:
    lang = old.language
    answers = [answer.value or answer.slot.object for answer in old.answers[:1]]
    spoken = [*answers, *([old.claim.thing] if old.claim else [])]
    yield from (Thing(name, named=True) for name in old.names if value_type(name) == "word" and name in "|".join(answers).lower())
    lasting = [] if old.slot or lang.happened(old.text) else [old.text]
    for text in [*spoken, *lasting]:
        yield from (Thing(word, named=True) for word in lang.leaving.names(text) if text not in lasting or _known(word, old))
    for text in spoken:
        yield from (Thing(word, named=False) for word in lang.leaving.heads(text) if word not in PASSING_WORDS)


def _known(word: str, old: Reading) -> bool:
    """Whether a name within a sentence is one: Hangul has no capitals, and the finder knows."""
    return not word.isascii() or word.split()[0].lower() in old.names


def _is_left(text: str, thing: str, lang: Language) -> bool:
    if thing.lower() not in text.lower():
        return False
    marks = lang.leaving
    for match in re.finditer(marks.word.replace("§", re.escape(thing)), text, re.IGNORECASE):
        before, after = text[max(0, match.start() - _REACH) : match.start()], text[match.end() : match.end() + _REACH]
        there = f"{before}§{after}"
        if marks.before.search(before) or marks.after.match(after) or marks.around.search(there):
            return not marks.denied.search(there) and not (marks.weak.search(there) and marks.fleeting.search(text))
    return False
