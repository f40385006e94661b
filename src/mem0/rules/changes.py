"""Changes that need no known question: yes becomes no, one thing takes another one's place."""

from __future__ import annotations

import re

from .compare import PASSING_WORDS, apart, same_value, shared
from .language import Claim
from .reading import Reading
from .same import same_answer
from .slots import FAMILIES, SERVICES, same_person

_ALONE = re.compile(r"single|divorced|widowed|separated|솔로|싱글|미혼|이혼", re.IGNORECASE)


def overturns(new: Reading, old: Reading) -> bool:
    """Whether `old` no longer holds by what `new` says, slot or no slot. Says no when unsure."""
    if _uncertain(new) or old.ending or apart(new, old):
        return False
    return flips(new, old) or rises(new, old) or recounts(new, old) or pairs(new, old) or exchanges(new, old) or fulfils(new, old)


def _uncertain(new: Reading) -> bool:
    return new.hypothetical or new.future or (new.temporary and not new.correction)


def flips(new: Reading, old: Reading) -> bool:
    """Whether one statement denies the other: "I eat meat", "I don't eat meat"."""
    if new.negated == old.negated or not new.words or not same_person(new.subject, old.subject):
        return False
    one, other = new.claim, old.claim
    if (one is None) != (other is None) or (one and other and one.frame != other.frame):
        return False
    ours, theirs = _said(new) - PASSING_WORDS, _said(old) - PASSING_WORDS
    if not ours or shared(ours, theirs) < len(ours) or new.counts - old.counts:
        return False
    part = shared(theirs, ours) / len(theirs)
    return part == 1 or (part >= 0.5 and (new.negated or new.now))


def _said(reading: Reading) -> frozenset[str]:
    """The words of what is claimed, or of all where no claim was found."""
    claim = reading.claim
    return reading.language.words(claim.thing) | claim.rest if claim else reading.words


def retakes(new: Reading, old: Reading) -> bool:
    """Whether `new` puts another thing into the place of the old one, and says so: "I play the cello now"."""
    one, other = new.claim, old.claim
    if one is None or other is None or one.frame != other.frame or one.feels or new.also or new.negated or old.negated:
        return False
    if _uncertain(new) or old.ending or apart(new, old):
        return False
    if not (one.by or same_person(new.subject, old.subject)) or not _one_place(new, one, old, other):
        return False
    if new.instead or (one.by and new.change):
        return True
    alike = shared(new.language.words(one.thing), new.language.words(other.thing))  # "short hair" for "long hair"
    purpose = bool(alike or shared(one.rest - PASSING_WORDS, other.rest - PASSING_WORDS))
    return (new.now or new.correction) and (not one.adds or purpose)


def _one_place(new: Reading, one: Claim, old: Reading, other: Claim) -> bool:
    """Whether two things of one frame can stand for each other: of one kind, for one purpose, and not the same."""
    if new.slot and old.slot and new.slot.name != old.slot.name and "attr" not in (new.slot.name, old.slot.name):
        return False
    ours, theirs = new.language.words(one.thing), old.language.words(other.thing)
    if shared(ours, theirs) == len(ours) or shared(theirs, ours) == len(theirs):
        return False
    purposes = one.rest - PASSING_WORDS, other.rest - PASSING_WORDS
    if all(purposes) and not shared(*purposes) and not new.instead:
        return False
    kinds = [
        reading.language.topics.of(claim.thing)
        for reading, claim in ((new, one), (old, other))
    ]
    if all(kinds):
        return bool(kinds[0] & kinds[1])
    return bool(new.language.names(f"x {one.thing}")) == bool(old.language.names(f"x {other.thing}")) or new.instead


def recounts(new: Reading, old: Reading) -> bool:
    """Whether `new` says the same of the same thing with another count, and that it is so now: one cup a day, no longer three."""
    one, other = new.claim, old.claim
    if one is None or other is None or new.also or new.negated or old.negated or not same_person(new.subject, old.subject):
        return False
    if one.frame != other.frame or not (new.now or new.correction) or not (new.counts and old.counts):
        return False
    things = new.language.words(one.thing), new.language.words(other.thing)
    return new.counts != old.counts and things[0] == things[1] and one.rest == other.rest


def exchanges(new: Reading, old: Reading) -> bool:
    """Whether `new` names what `old` speaks of as the thing given up: "I switched from Vodafone to O2"."""
    if new.switched is None or old.negated or not same_person(new.subject, old.subject):
        return False
    if not _one_question(new, old):
        return False
    gone = new.switched[0]
    if old.claim is not None and not old.claim.feels and same_value(old.claim.thing, gone, new):
        return True
    if old.claim is not None and not old.claim.adds and new.change:  # "my pills are now X": what the old thing was for
        purpose = new.language.words(gone)
        if purpose and shared(purpose, old.claim.rest) == len(purpose):
            return True
    return bool(old.value) and same_value(old.value, gone, new)


def _one_question(new: Reading, old: Reading) -> bool:
    if new.slot is None or new.slot.name == "attr":
        return True
    name = new.slot.name
    family = next((f for f in FAMILIES if name in f), frozenset({name}))
    return old.slot is not None and (old.slot.name in family or old.slot.name == "attr")


def moves_over(new: Reading, old: Reading) -> bool:
    """Whether `new` tells of a change to something that `old` may be the former one of: "we switched to Hyperlane"."""
    if not new.instead or new.switched or new.also or new.negated or _uncertain(new) or old.ending or apart(new, old):
        return False
    if old.slot is None or not old.value or not same_person(new.subject, old.subject):
        return False
    if new.slot is None:
        named = new.language.names(new.text)
        return old.slot.name in SERVICES and len(named) == 1 and len(new.words) <= 4 and not named & old.names
    taken = [answer.value for answer in old.answers if answer.slot.name == "medication"]
    return new.slot.name == "medication" and bool(taken) and not same_value(new.value, taken[0], new)


def rises(new: Reading, old: Reading) -> bool:
    """Whether a new title is one of the old occupation: "promoted to senior developer" after "I'm a junior developer"."""
    if new.slot is None or old.slot is None or (new.slot.name, old.slot.name) != ("title", "occupation"):
        return False
    lang = new.language
    return new.change and same_person(new.subject, old.subject) and shared(lang.words(new.value), lang.words(old.value)) > 0


def pairs(new: Reading, old: Reading) -> bool:
    """Whether somebody who was alone now has a partner."""
    if old.slot is None or new.slot is None or new.slot.name != "partner" or new.ending:
        return False
    return old.slot.name == "marital" and _ALONE.search(old.value) is not None and same_person(new.subject, old.subject)


def fulfils(new: Reading, old: Reading) -> bool:
    """Whether `new` tells that what `old` planned has come about."""
    return old.future and not new.future and not old.hypothetical and not new.negated and same_answer(new, old)
