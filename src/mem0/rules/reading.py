"""What one statement says: whom it is about, which questions it answers with what, and how it is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .language import Claim, Language, SlotRule, language_of
from .slots import Slot


@dataclass(frozen=True, slots=True)
class Answer:
    """One question that a statement answers, and the answer (may be empty where the words name none)."""

    slot: Slot
    value: str
    mine: bool = False  # it is about the speaker, whoever the sentence begins with ("my boss is Hanna")


@dataclass(frozen=True, slots=True)
class Reading:
    """A statement, understood. `answers` has the surest first; `names` are its names and numbers, `words` its content words."""

    text: str
    language: Language
    subject: str | None
    answers: tuple[Answer, ...]
    words: frozenset[str]
    names: frozenset[str]
    topics: frozenset[str]
    ending: bool
    change: bool
    correction: bool
    also: bool
    temporary: bool
    hypothetical: bool
    future: bool
    repeat: bool
    start: bool
    replaced: tuple[str, str] | None
    now: bool
    past: bool
    instead: bool
    negated: bool
    counts: frozenset[str]
    which: frozenset[str]
    switched: tuple[str, str] | None
    claim: Claim | None

    @property
    def slot(self) -> Slot | None:
        """The main question, if any."""
        return self.answers[0].slot if self.answers else None

    @property
    def value(self) -> str:
        """The answer to the main question; empty where none was found."""
        return self.answers[0].value if self.answers else ""


POINTS_BACK = re.compile(r"\b(?:it|that|them|those|this|him|her)\b|그거|그것|거기|그건|그걸", re.IGNORECASE)
_VALUES = ("v", "n", "m", "city")  # groups that hold the value, one an alternative


def read(text: str, subject: str | None = None) -> Reading:
    """Understand one statement. `subject` is whom the sentences before it spoke of, for "she", "it" and the like."""
    return _read(text, subject)  # one way of calling it: the cache would keep read(text) and read(text, None) apart


@lru_cache(maxsize=8192)
def _read(text: str, subject: str | None) -> Reading:
    lang = language_of(text)
    text = lang.plain(text)
    about = lang.subject(text)
    about = (subject or "?") if about == "?" else about
    answers = _answers(text, lang, about)
    return Reading(
        text=text,
        language=lang,
        subject=None if answers and answers[0].mine else about,
        answers=answers,
        words=lang.words(text),
        names=lang.names(text),
        topics=lang.topics.of(text),
        replaced=lang.replaced(text),
        negated=lang.negated(text),
        counts=lang.counts(text),
        which=lang.which(text),
        switched=lang.switched(text),
        claim=lang.claim(text),
        **lang.marks.of(text),
    )


def _answers(text: str, lang: Language, about: str | None) -> tuple[Answer, ...]:
    found: dict[Slot, Answer] = {}
    for rule, match in lang.slots.found(text):
        answer = _answer(rule, match, lang, about)
        found.setdefault(answer.slot, answer)
    attribute = lang.attribute(text)
    if attribute and len(found) < 2:
        key = " ".join(sorted(lang.words(attribute[0])))
        if key:
            slot = Slot("attr", key, about)
            found.setdefault(slot, Answer(slot, attribute[1]))
    return tuple(found.values())


def _answer(rule: SlotRule, match: re.Match[str], lang: Language, about: str | None) -> Answer:
    groups: dict[str, str | None] = match.groupdict()
    name, _, thing = rule.slot.partition(":")
    others = lang.theirs.search(match.group()) or lang.of_another(match.string, match.start())
    mine = name[0] in "!~" and not others
    asked = thing.replace("{q}", " ".join(sorted(lang.words(groups.get("q") or groups.get("k") or ""))))
    value = rule.value or next((groups[name] for name in _VALUES if groups.get(name)), None) or ""
    slot = Slot(name.lstrip("!~"), asked.strip(), None if mine else about)
    return Answer(slot, value.strip(" '\""), mine and name[0] == "!")


def asked_slot(question: str) -> Slot | None:
    """Which slot a question asks for, by its words."""
    lang = language_of(question)
    for rule, match in lang.asks.found(question):
        about = lang.subject(question)
        return _answer(rule, match, lang, None if about == "?" else about).slot
    return None
