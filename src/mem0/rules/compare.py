"""How two statements stand to each other: the same, a newer answer to one question, or the end of something."""

from __future__ import annotations

import re

from .reading import Answer, Reading
from .slots import PASSING, STATES, Slot, key_overlap, same_person, same_question

_GENERAL = frozenset({"subscription", "course", "event", "home", "club", "meeting", "appointment", "account"})
_TYPES = (
    ("phone", re.compile(r"\+?\d[\d ()-]{7,}\d")),
    ("time", re.compile(r"\b\d{1,2}[:.]\d{2}\b|\b\d{1,2} ?(?:am|pm)\b|\d{1,2}시", re.IGNORECASE)),
    (
        "date",
        re.compile(
            r"\b\d{1,2}(?:st|nd|rd|th)?(?: of)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|"
            r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w* \d|\d+월|\d+일|[월화수목금토일]요일|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day",
            re.IGNORECASE,
        ),
    ),
    ("code", re.compile(r"\b(?=\w*\d)(?=\w*[a-z])[\w-]+\b", re.IGNORECASE)),
    ("number", re.compile(r"\d")),
)


def value_type(value: str) -> str:
    """Which kind of value this is: "phone", "time", "date", "code", "number" or "word"."""
    return next((name for name, pattern in _TYPES if pattern.search(value)), "word")


def shared(one: frozenset[str], other: frozenset[str]) -> int:
    """How many words of one the other has too, Hangul words also by their beginning (conjugation changes the end)."""
    return sum(word in other or _begins_alike(word, other) for word in one)


def _begins_alike(word: str, others: frozenset[str]) -> bool:
    if not "가" <= word[0] <= "힣" or len(word) < 2:
        return False
    return any(len(o) >= 2 and "가" <= o[0] <= "힣" and (o.startswith(word) or word.startswith(o)) for o in others)


def same_value(one: str, other: str, new: Reading) -> bool:
    """Whether two values mean one thing: equal words, or one has all words of the other."""
    left, right = new.language.words(one), new.language.words(other)
    if not left or not right:
        return one.strip().lower() == other.strip().lower()
    numbers = {w for w in left if w[0].isdigit()}, {w for w in right if w[0].isdigit()}
    if numbers[0] != numbers[1] and (numbers[0] or numbers[1]) and value_type(one) == value_type(other):
        return False
    return shared(left, right) == len(left) or shared(right, left) == len(right)


def same_statement(new: Reading, old: Reading, *, likeness: float = 0.0) -> bool:
    """Whether `old` says already what `new` says. `likeness` is the cosine of their sentence vectors, where known."""
    if new.ending != old.ending or new.replaced or not same_person(new.subject, old.subject):
        return False
    if not _names_known(new, old):
        return False
    if not new.words:
        return True
    part = shared(new.words, old.words) / len(new.words)
    fresh = len(new.words) - shared(new.words, old.words)
    if same_answer(new, old):
        return part >= 0.34 or new.repeat or fresh <= 3 or new.language.names(new.value) != frozenset()
    if new.repeat:
        return part >= 0.4 or likeness >= 0.75
    return part >= 0.8 or (part >= 0.6 and likeness >= 0.85)


def _names_known(new: Reading, old: Reading) -> bool:
    low = old.text.lower()
    return all(name in low or name.rstrip("s") in low for name in new.names)


def same_answer(new: Reading, old: Reading) -> bool:
    """Whether both give one answer to one question."""
    if not new.answers or not old.answers:
        return False
    one, other = new.answers[0], old.answers[0]
    if not same_question(one.slot, other.slot) or not one.value or not other.value:
        return False
    return same_value(one.value, other.value, new)


def supersedes(new: Reading, old: Reading) -> bool:
    """Whether `new` is a newer answer to the question that `old` answers. Says no when unsure."""
    if not new.answers or not old.answers or new.hypothetical or not same_person(new.subject, old.subject):
        return False
    if new.temporary and not new.correction and new.answers[0].slot.name in PASSING:
        return False
    if new.future and new.answers[0].slot.name in STATES:
        return False
    wide = new.change or new.correction  # then what either says on the way counts too
    news, olds = (new.answers, old.answers) if wide else (new.answers[:1], old.answers[:1])
    return any(_newer(new, one, old, other) for one in news for other in olds)


def _newer(new: Reading, one: Answer, old: Reading, other: Answer) -> bool:
    if one.slot.name == "attr" or other.slot.name == "attr":
        return _newer_attribute(new, one, other)
    if not same_question(one.slot, other.slot):
        return False
    if one.slot.many:
        return _listed_anew(new, one, other)
    if new.also and not (new.change and not _adds(new)):
        return False
    if not one.value or old.ending:
        return False
    if not other.value:
        return new.change or new.correction
    return not same_value(one.value, other.value, new)


def _adds(new: Reading) -> bool:
    return (
        re.search(r"\balso\b|\btoo\b|\banother\b|\bas well\b|\bsecond\b|하나 더|[가-힣]도\s", new.text, re.IGNORECASE)
        is not None
    )


def _listed_anew(new: Reading, one: Answer, other: Answer) -> bool:
    """A list value changes only by name: "not a cat but a dog", or the same object with another value and a correction."""
    if new.replaced:
        return new.replaced[0].lower() in other.value.lower() and bool(other.value)
    same_object = bool(one.slot.object) and one.slot.object == other.slot.object
    return (
        same_object
        and new.correction
        and bool(one.value and other.value)
        and not same_value(one.value, other.value, new)
    )


def _newer_attribute(new: Reading, one: Answer, other: Answer) -> bool:
    if one.slot.name != other.slot.name or not one.value or not other.value or new.also:
        return False
    overlap = key_overlap(one.slot.object, other.slot.object)
    if overlap < 0.67 or value_type(one.value) != value_type(other.value) or same_value(one.value, other.value, new):
        return False
    alike = set(one.slot.object.split()) == set(other.slot.object.split())
    return new.change or new.correction or alike


def closing_score(new: Reading, old: Reading, *, likeness: float = 0.0) -> float:
    """How surely an ending ("I gave up the gym") ends what `old` says; 0 is not at all, 1.2 is fairly sure."""
    if not _about_one(new, old) or old.ending:
        return 0.0
    ended = new.language.ends(new.text)
    words = frozenset(w for w in new.language.words(ended) if not new.language.marks.ending.search(w))
    topics = {name for name, pattern in new.language.topics.items() if pattern.search(ended)} & old.topics
    score = 1.0 * min(shared(words, old.words), 2)
    score += sum(0.6 if topic in _GENERAL else 1.2 for topic in topics)
    score += 2.0 * sum(name in old.text.lower() for name in new.language.names(ended))
    if any(same_question(a.slot, b.slot) for a in new.answers for b in old.answers[:1]):
        score += 1.5
    if score:
        score += 0.5 * max(0.0, likeness)
    return score


def _about_one(new: Reading, old: Reading) -> bool:
    """Whether an ending may concern what `old` speaks of: one person, or what is named in the other sentence."""
    if same_person(new.subject, old.subject):
        return True
    if new.subject is None:
        return any(part in new.text.lower() for part in (old.subject or "").split())
    return any(len(part) > 1 and part in old.text.lower() for part in new.subject.split())


def question_of(reading: Reading) -> Slot | None:
    """The main question of a statement."""
    return reading.slot
