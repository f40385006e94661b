"""What is wrong in a memory is set right in its own sentence: a corrected value, a new day, hour or sum."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ..records import Decision, Fact
from .amend import amended_text
from .compare import frame, shared, value_type
from .corrections import rewritten
from .known import SOON, Known, over_already
from .reading import Reading
from .slots import same_person
from .takeover import may_revalue, revalued, right_of_its_sort, set_right


def corrected(fact: Fact, new: Reading, known: Sequence[Known]) -> Decision | None:
    """The memory that `new` sets right, with its new text; None where it sets none right."""
    return _named_right(fact, new, known) or _given_anew(fact, new, known) or _told_right(fact, new, known)


def _named_right(fact: Fact, new: Reading, known: Sequence[Known]) -> Decision | None:
    """A correction that names the old value, or gives a bare new one, rewrites the memory it corrects."""
    latest = sorted(
        (one for one in known if not one.record.immutable),
        key=lambda one: -(one.record.updated_at or one.record.created_at),
    )
    if new.replaced:
        old, value = new.replaced
        for one in latest:
            text = new.language.swap(one.record.text, old, value) if _may_mean(new, fact.at, one, old) else None
            if text:
                return Decision("UPDATE", replace(fact, text=text, slot=one.record.slot), one.record, "corrected")
    if not new.correction or new.replaced:
        return None
    recent = [(one.record, one.reading) for one in latest if fact.at - one.record.created_at <= SOON]
    right = rewritten(new, recent)
    if right:
        return Decision("UPDATE", replace(fact, text=right[1], slot=right[0].slot), right[0], "corrected")
    amended = _amend(fact, new, latest)
    if amended or new.slot is not None or len(new.names) != 1:
        return amended
    return _swap_alike(fact, new, latest)


def _given_anew(fact: Fact, new: Reading, known: Sequence[Known]) -> Decision | None:
    """Another day, hour, sum or measure of the one known thing that the message means."""
    if fact.derived or not may_revalue(new, fact.around):
        return None
    said = [
        (value, one.record)
        for one in known
        if not one.record.immutable
        and not over_already(one, fact.at)
        and (value := revalued(new, fact.around, one.reading, recent=fact.at - one.record.created_at <= SOON))
    ]
    said = [pair for pair in said if pair[0].sure] or said
    if len(said) != 1:
        return None
    value, target = said[0]
    text = None if value.restated else new.language.swap(target.text, value.old, value.new)
    return Decision("UPDATE", replace(fact, text=text or fact.text, slot=target.slot), target, "newer value")


def _told_right(fact: Fact, new: Reading, known: Sequence[Known]) -> Decision | None:
    """A right value in a message that says elsewhere that the former was wrong: "Geographer. I keep getting it wrong!"."""
    right = None if fact.derived else set_right(new, fact.around)
    if right is None and not (new.correction and not fact.derived):
        return None
    recent = [one for one in known if not one.record.immutable and fact.at - one.record.created_at <= SOON]
    recent.sort(key=lambda one: -(one.record.updated_at or one.record.created_at))
    found = _named_right(fact, right, recent) if right else None
    if found:
        return found
    sort = right_of_its_sort(new, [one.record.text for one in recent[:3]])
    text = new.language.swap(recent[sort[0]].record.text, sort[1], sort[2]) if sort else None
    if not sort or not text or _differs_beside(new, recent[sort[0]], sort[2]):
        return None
    target = recent[sort[0]].record
    return Decision("UPDATE", replace(fact, text=text, slot=target.slot), target, "corrected")


def _amend(fact: Fact, new: Reading, latest: Sequence[Known]) -> Decision | None:
    """A correction that is only a value goes into the last thing said that has a value of its shape."""
    value = new.language.amended(new.text)
    if value is None:
        return None
    for place, one in enumerate(latest[:3]):
        late = fact.at - one.record.created_at > SOON
        if late and not shared(new.language.words(value), new.language.words(one.reading.value)):
            continue  # long ago: only where a part of its answer is said again
        text = amended_text(one.record.text, value, new.language, latest=not place and not late)
        if text is None and not place and not late and _one_word(value) and _one_word(one.reading.value):
            text = new.language.swap(one.record.text, one.reading.value, value)
        if text:
            return Decision("UPDATE", replace(fact, text=text, slot=one.record.slot), one.record, "corrected")
    return None


def _one_word(value: str) -> bool:
    return len(value.split()) == 1 and value_type(value) in ("word", "colour")


def _may_mean(new: Reading, at: int, one: Known, old: str) -> bool:
    """Whether a correction of a value may be about this memory: it was just said, or they share more than the value."""
    values = new.language.words(" ".join(new.replaced or ()))
    if not same_person(new.subject, one.reading.subject) and new.subject != "?" and frame(new) - values:
        return False  # somebody else's
    if at - one.record.created_at <= SOON or len(frame(new)) <= 2:
        return True
    return shared(new.words - new.language.words(old), one.reading.words) > 0


def _swap_alike(fact: Fact, new: Reading, latest: Sequence[Known]) -> Decision | None:
    value = _as_written(next(iter(new.names)), new.text)
    kind = value_type(value)
    for place, one in enumerate(latest[:3]):
        bare = not place and len(frame(new)) <= 2 and fact.at - one.record.created_at <= SOON
        if not bare and not shared(new.words - new.names, one.reading.words):
            continue
        olds = [name for name in one.reading.names if value_type(name) == kind and name != value.lower()]
        if len(olds) == 1 and (kind != "word" or fact.at - one.record.created_at <= SOON):
            text = new.language.swap(one.record.text, _as_written(olds[0], one.record.text), value)
            if text and not bare and _differs_beside(new, one, value):
                return Decision("UPDATE", replace(fact, slot=one.record.slot), one.record, "corrected as a whole")
            if text:
                return Decision("UPDATE", replace(fact, text=text, slot=one.record.slot), one.record, "corrected")
    return None


def _differs_beside(new: Reading, one: Known, value: str) -> bool:
    """Whether a correction says more than another value: "the 5th floor, Birch room" is not the Oak room on another floor.

    The sentences before it only announce it.
    """
    lang = new.language
    said = lang.sentences(new.text)[-1:] or [new.text]
    own = frame(replace(new, text=said[0])) - lang.words(value)
    return shared(own, one.reading.words) < len(own)


def _as_written(name: str, text: str) -> str:
    """A name as it stands in a text: with its capitals, and with the spaces that names are kept without."""
    found = re.search(r"\s?".join(map(re.escape, name)), text, re.IGNORECASE)
    return found.group() if found else name
