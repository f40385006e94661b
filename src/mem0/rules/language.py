"""What the rules must know of a language, as one record, and the register of languages.

A further language is one module that builds a `Language` and is named in `_MODULES`; nothing else changes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cache, cached_property, lru_cache
from importlib import import_module

from .matters import Matters
from .partings import Leaving, Parting
from .spared import Among, spared, spared_either, ways_in

_MODULES = ("en", "ko", "other")  # the first one is the fallback
_NEVER = re.compile(r"(?!)")
_REMEMBERED_CHARS = 2_000  # longer texts are read anew each time: they are rare, and large to keep


@dataclass(frozen=True, slots=True)
class SlotRule:
    """One way of saying something that answers a known question.

    `pattern` may name the groups `v` (the value), `q` (the object asked about) and `n` (a further value). `value` is the value
    where the words differ but mean one thing ("leftie": "left"). `slot` may contain "{q}"; before its name, "!" says that the
    statement is about the speaker ("my boss is Hanna"), "~" that somebody of the speaker's is named on the way.
    """

    slot: str
    pattern: re.Pattern[str]
    value: str | None = None


class Rules(tuple[SlotRule, ...]):
    """Slot rules in their order."""

    def found(self, text: str) -> Iterator[tuple[SlotRule, re.Match[str]]]:
        """Those that have something to say of a text."""
        return ((self[place], match) for place, match in self._among.found(text))

    @cached_property
    def _among(self) -> Among:
        return Among(rule.pattern for rule in self)


class Topics(dict[str, re.Pattern[str]]):
    """Families of words by their names."""

    def of(self, text: str) -> frozenset[str]:
        """The families that have a word in the text."""
        names = list(self)
        return frozenset(names[place] for place, _ in self._among.found(text))

    @cached_property
    def _among(self) -> Among:
        return Among(self.values())


@dataclass(frozen=True)
class Marks:
    """Words that say how a statement is meant."""

    ending: re.Pattern[str]  # something is over: cancelled, quit, broke up
    change: re.Pattern[str]  # something is now otherwise: moved to, switched, now
    correction: re.Pattern[str]  # what was said before was wrong
    also: re.Pattern[str]  # comes in addition
    temporary: re.Pattern[str]  # for a while
    hypothetical: re.Pattern[str]  # not true (yet): might, thinking of, if
    future: re.Pattern[str]  # will be true later
    repeat: re.Pattern[str]  # "as I told you"
    start: re.Pattern[str]  # something begins: bought, got, started
    now: re.Pattern[str] = _NEVER  # what follows holds from now on: now, these days, 이제, 요즘은 (narrower than `change`)
    past: re.Pattern[str] = _NEVER  # it was so once and is no more: used to, as a child, 예전에는
    instead: re.Pattern[str] = _NEVER  # it takes another one's place: instead, swapped, switched to, 대신, 갈아탔

    def of(self, text: str) -> dict[str, bool]:
        """Which of these a text has, by their names."""
        said = dict.fromkeys(self._names, False)
        for place, _ in self._among.found(text, lambda place: said[self._ways[place][0]]):
            said[self._ways[place][0]] = True
        return said

    @cached_property
    def _names(self) -> list[str]:
        return [mark.name for mark in fields(self)]

    @cached_property
    def _ways(self) -> list[tuple[str, re.Pattern[str]]]:
        return [(name, way) for name in self._names for way in ways_in(getattr(self, name))]

    @cached_property
    def _among(self) -> Among:
        return Among(way for _, way in self._ways)


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement as somebody doing something with one thing: "I play the cello now" is ("play the", "cello").

    `frame` is the verb with what belongs to it, in one form for all tenses; `thing` what is put into it; `rest` the other
    content words. `adds`: the frame takes many things side by side by its nature (have, like, speak). `feels`: it says what
    somebody feels about the thing or does with it once (love, visit): giving the thing up does not end that. `by`: the thing
    is who does it for the speaker ("Marcello cuts my hair").
    """

    frame: str
    thing: str
    rest: frozenset[str] = frozenset()
    adds: bool = False
    feels: bool = False
    by: bool = False


@dataclass(frozen=True, slots=True)
class DateRule:
    """A way of naming a day relative to the day of speaking; `day` gives None where the words mean nothing."""

    pattern: re.Pattern[str]
    day: Callable[[re.Match[str], date], date | str | None]  # a str is a coarser date: "2026-05", "2025"
    show: bool = True  # relative words get the date in brackets, absolute ones do not need it


@dataclass(frozen=True, slots=True, repr=False)
class Language:
    """Everything the language-neutral rules ask of a language."""

    code: str
    speaks: Callable[[str], bool]  # is this text (mainly) in the language?
    sentences: Callable[[str], list[str]]
    clauses: Callable[[str], list[str]]
    skip: Callable[[str], str | None]  # why a clause is not worth remembering; None: it is
    plain: Callable[[str], str]  # "User lives in ..." (as language models write) in the first person
    in_english: Callable[[str], str]  # a text for sentence vectors, which know English word pieces only
    tidy: Callable[[str], str]  # a clause without fillers
    words: Callable[[str], frozenset[str]]  # content words, stemmed
    subject: Callable[[str], str | None]  # whom a clause is about; None the speaker, "?" a pronoun
    names: Callable[[str], frozenset[str]]  # names and numbers: what tells two statements apart
    theirs: re.Pattern[str]  # "her", "his": what follows is not the speaker's
    slots: Rules
    asks: Rules  # how a question asks for a slot
    marks: Marks
    dates: tuple[DateRule, ...]
    attribute: Callable[[str], tuple[str, str] | None]  # "the <key> is <value>" -> (key, value)
    replaced: Callable[[str], tuple[str, str] | None]  # "not <old> but <new>" -> (old, new)
    swap: Callable[[str, str, str], str | None]  # put a new value in the place of an old one in a sentence
    agreed: Callable[[str], bool]  # does an assistant's sentence state a result ("I booked ... for 7 pm")?
    parts: Callable[[str], list[str]]  # a sentence at its joints
    compares: bool = True  # do the rules know newer answers and endings in this language?
    wrong: str = ""  # begins a sentence that corrects: "correction: "
    partings: tuple[Parting, ...] = ()
    leaving: Leaving = field(default_factory=Leaving)
    away: re.Pattern[str] = _NEVER  # what one leaves for a while only: work in the evening, a country after a holiday
    matters: Matters = field(default_factory=Matters)
    topics: Topics = field(default_factory=Topics)  # hypernyms: "yoga" belongs to "exercise"
    prototypes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # example sentences of slots
    # What may be left out; each then says nothing.
    negated: Callable[[str], bool] = lambda _: False  # does the statement deny something ("I don't eat meat", 안 좋아해)?
    counts: Callable[[str], frozenset[str]] = lambda _: frozenset()  # all numbers and number words: "2" for two, twice, 두, 이틀
    which: Callable[[str], frozenset[str]] = lambda _: frozenset()  # what tells things of one kind apart: "work" phone, 회사 폰
    switched: Callable[[str], tuple[str, str] | None] = lambda _: None  # (old, new): "from X to Y", "swapped X for Y", X에서 Y로
    claim: Callable[[str], Claim | None] = lambda _: None
    amended: Callable[[str], str | None] = lambda _: None  # all that a bare correction says: "oops, I meant 14", 417번이야
    corrected: Callable[[str], str | None] = lambda _: None  # the value, where a correction gives nothing else: "oops, 417"
    own: re.Pattern[str] = re.compile("")  # how people name themselves: "I", "my"; where they may leave it out, anything
    forgets: Callable[[str], str | None] = lambda _: None  # what one asks to have forgotten: "please delete my ex's address"
    happened: Callable[[str], bool] = lambda _: False  # does it tell what was once, rather than what is?
    of_another: Callable[[str, int], bool] = lambda _text, _start: False  # do the words before name the owner: "아내 |차는"?


@cache
def languages() -> tuple[Language, ...]:
    """All languages, loaded on first use."""
    found: list[Language] = []
    for name in _MODULES:
        language: Language = import_module(f".{name}", __package__).LANGUAGE
        found.append(language)
    return tuple(found)


@cache
def language(code: str) -> Language:
    """The language of that code."""
    return next(one for one in languages() if one.code == code)


def language_of(text: str) -> Language:
    """The language a text is written in; the first registered one where no other claims it."""
    return _remembered(text) if len(text) <= _REMEMBERED_CHARS else _language_of(text)


@lru_cache(maxsize=8192)
def _remembered(text: str) -> Language:
    return _language_of(text)


def _language_of(text: str) -> Language:
    return next((one for one in languages()[1:] if one.speaks(text)), languages()[0])


def any_of(*parts: str) -> re.Pattern[str]:
    """One case-blind pattern out of alternatives."""
    return spared_either("|".join(parts), re.IGNORECASE)


def slot_rules(*table: tuple[str, str] | tuple[str, str, str]) -> tuple[SlotRule, ...]:
    """Compile a table of (slot, pattern) or (slot, pattern, value)."""
    return tuple(SlotRule(row[0], spared(row[1], re.IGNORECASE), row[2] if len(row) > 2 else None) for row in table)
