"""Whom a question is about: the person who talks, or somebody that it names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from ..filters import Filter, entities
from ..records import MemoryRecord
from ..rules import en_words, ko_people
from ..rules.slots import parse_slot, same_question
from ..text.korean import romanise

# Slots whose answer is a person or an animal: the relation in the question is what is asked for, not whom it is about.
_ASKS_FOR_SOMEBODY = frozenset(
    {
        "partner", "marital", "boss", "pet", "child", "sibling", "landlord", "doctor", "dentist", "vet", "teacher",
        "therapist", "hairdresser", "name", "team", "count", "friend", "anniversary",
    }
)  # fmt: skip
_HANGUL_NAME = re.compile(r"\b([가-힣]{2,4}?)(?:이는|이가|이네|씨는|씨가|님은|님이|은|는)\s")
_WORD = re.compile(r"[^\W_]+")


def fills(record: MemoryRecord, asked: str, people: frozenset[str]) -> bool:
    """Whether a memory answers the slot that is asked for, of the person that the question is about."""
    if record.slot is None:
        return False
    slot, wanted = parse_slot(record.slot), parse_slot(asked)
    if wanted.name in _ASKS_FOR_SOMEBODY:
        return same_question(slot, wanted)
    if not people:
        return slot.whom is None and same_question(slot, parse_slot(asked.partition(" @ ")[0]))
    words = set(_WORD.findall(f"{slot.whom or ''} {record.text}".lower()))
    spoken_of = any(p in words or any(w.startswith(p) for w in words if len(p) > 1 and not p.isascii()) for p in people)
    return slot.name == wanted.name and spoken_of


def others(question: str, own: Iterable[str]) -> frozenset[str]:
    """The people and animals besides the one who talks that a question names, in lower case."""
    known = {name.casefold() for name in own}
    return frozenset(p for p in _people(question) if p not in known and romanise(p).casefold() not in known)


def own_names(where: Filter, records: Iterable[MemoryRecord]) -> set[str]:
    """What the one who talks is called: the words of the ids that are asked for and of memories of the own name."""
    ids = {word for entity in entities(where) or () for word in _WORD.findall(entity.name)}
    called = (r.text for r in records if r.slot == "name")
    return ids | {word for text in called for word in _WORD.findall(text) if word[:1].isupper() or not word.isascii()}


@lru_cache(maxsize=256)
def _people(question: str) -> frozenset[str]:
    relations = [word for m in _relations().finditer(question.lower()) for word in _WORD.findall(m.group())[-1:]]
    named = {name for name in en_words.names(question) if name.isalpha()}
    return frozenset({*relations, *named, *(m.group(1) for m in _HANGUL_NAME.finditer(f"{question} "))})


@lru_cache(maxsize=1)
def _relations() -> re.Pattern[str]:
    english = rf"\b(?:my|our|his|her|their|the|your)\s+(?:{en_words.RELATION})\b"
    return re.compile(rf"{english}|(?<![가-힣])(?:{ko_people.RELATION})(?=[은는이가의도네\s])")
