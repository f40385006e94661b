"""Decide what facts do to the memories that are known: ADD, UPDATE, DELETE or NOOP (the paper's four operations).

A false supersession loses a fact, a missed one leaves a stale one: where the words leave doubt, both are kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..records import Decision, Fact, MemoryRecord
from .amend import amended_text
from .changes import moves_over, overturns, retakes
from .compare import closing_score, frame, rephrases, shared, supersedes, value_type
from .corrections import rewritten
from .dropped import dropped
from .forget import to_forget
from .prototypes import SentenceVectors, likeness
from .reading import POINTS_BACK, Answer, Reading, asked_slot, read
from .same import same_statement
from .slots import MENTIONED, parse_slot, personal, same_person
from .takeover import revalued, right_of_its_sort, set_right, takes_over, told

_SURE = 1.2  # closing_score from which an ending is believed
_SOON = 3 * 86_400_000_000  # microseconds in which a correction that names nothing still means the last thing said
_PAST = 32 * 86_400_000_000  # microseconds: dates may be as coarse as a month
_TIE = 0.3  # memories this near to the best one end with it


@dataclass(frozen=True, slots=True)
class Needs:
    """What consolidation must see of the store for one fact: memories of that slot, and those most like the text."""

    slot: str | None
    query_text: str


def recall_needs(fact: Fact) -> Needs:
    """Which known memories matter for a fact."""
    return Needs(fact.slot, fact.text)


def crosses_runs(fact: Fact) -> bool:
    """Whether a fact concerns the person, so that memories of other conversations (runs) must be compared too."""
    return personal(fact.slot) or fact.closes


def query_slot(question: str) -> str | None:
    """Which slot a question asks for, e.g. "residence" or "deadline: proposal"; None where it asks for none we know."""
    slot = asked_slot(question)
    return str(slot) if slot else None


@dataclass(frozen=True, slots=True)
class _Known:
    record: MemoryRecord
    reading: Reading


def consolidate(
    facts: Sequence[Fact], known: Sequence[MemoryRecord], *, sentence_vectors: SentenceVectors | None = None
) -> list[Decision]:
    """The decisions for `facts`, in their order; every target is in `known`, no memory is touched twice.

    `known` are the valid memories that `recall_needs` asks for. Immutable ones are seen but never changed. A fact that a later
    fact of the same call replaces is a NOOP without target.
    """
    standing = [_Known(record, _read_memory(record)) for record in known if record.valid_to is None]
    touched: set[str] = set()
    decisions: list[Decision] = []
    said = [_read_fact(fact) for fact in facts]
    for place, fact in enumerate(facts):
        if _replaced_later(said, place):
            decisions.append(Decision("NOOP", fact, reason="a later statement replaces it"))
            continue
        open_ = [one for one in standing if one.record.id not in touched and _one_speaker(fact, one.record)]
        found = _forget(fact, said[place], open_) or _decide(fact, said[place], open_, sentence_vectors)
        touched.update(d.target.id for d in found if d.target and d.event != "NOOP")
        decisions.extend(found)
    return decisions


def _one_speaker(fact: Fact, record: MemoryRecord) -> bool:
    """In a group nobody's words change what another one said of themselves."""
    return fact.actor is None or record.actor is None or fact.actor == record.actor


def _read_fact(fact: Fact) -> Reading:
    about = None if fact.derived else fact.subject  # what a model words stands alone
    reading = read(_words(fact), about)
    answers = reading.answers or read(fact.text, about).answers
    if not answers and fact.slot:
        answers = (Answer(parse_slot(fact.slot), ""),)
    return replace(reading, answers=answers, subject=fact.subject)


def _words(fact: Fact) -> str:
    """What a fact is read by: the speaker's own words, unless a model put it into words of its own."""
    return fact.text if fact.derived else fact.quote or fact.text


def _read_memory(record: MemoryRecord) -> Reading:
    text = record.text
    if record.actor and text.startswith(f"{record.actor}: "):
        text = text[len(record.actor) + 2 :]
    reading = read(text)
    if record.slot is None:
        return reading
    slot = parse_slot(record.slot)
    own = [a for a in reading.answers if a.slot == slot] or [a for a in reading.answers if a.slot.name == slot.name]
    rest = tuple(a for a in reading.answers if a not in own)
    first = tuple(replace(a, slot=slot) for a in own[:1]) or (Answer(slot, ""),)
    return replace(reading, answers=(*first, *rest), subject=reading.subject if slot.name in MENTIONED else slot.whom)


def _replaced_later(said: Sequence[Reading], place: int) -> bool:
    """Whether a later statement of the same call repeats or corrects this one."""
    mine = said[place]
    if mine.ending:
        return False
    return any(
        same_statement(mine, later) or (supersedes(later, mine) and (later.change or later.correction))
        for later in said[place + 1 :]
    )


def _forget(fact: Fact, new: Reading, known: Sequence[_Known]) -> list[Decision]:
    """What a request to forget something does; it is itself never kept."""
    wish = new.language.forgets(_words(fact))
    if not wish:
        return []
    gone = to_forget(wish, fact, [(one.record, one.reading) for one in known])
    ends = [Decision("DELETE", fact, record, "asked to forget") for record in gone]
    return ends or [Decision("NOOP", fact, reason="nothing of that is known")]


def _decide(fact: Fact, new: Reading, known: Sequence[_Known], vectors: SentenceVectors | None) -> list[Decision]:
    alikes = _likeness(fact, known, vectors)
    for one, alike in zip(known, alikes, strict=True):
        if same_statement(new, one.reading, likeness=alike):
            return [Decision("NOOP", fact, one.record, "known already")]
    swapped = _correct(fact, new, known) or _revalued(fact, new, known) or _set_right(fact, new, known)
    if swapped:
        return [swapped]
    mutable = [(one, alike) for one, alike in zip(known, alikes, strict=True) if not one.record.immutable]
    older = [one.record for one, _ in mutable if supersedes(new, one.reading) or overturns(new, one.reading)]
    older = older or _retaken(new, [one for one, _ in mutable]) or _rephrased(new, mutable)
    older = older or _by_the_message(fact, new, mutable)
    older.sort(key=lambda record: -(record.updated_at or record.created_at))
    ended = [] if older else _ended(fact, new, mutable) or _dropped(fact, new, mutable)
    if older:
        rest = [Decision("DELETE", fact, record, "replaced") for record in older[1:]]
        return [Decision("UPDATE", fact, older[0], f"newer answer: {fact.slot}"), *rest]
    if ended:
        first, *others = ended
        return [
            Decision("DELETE", fact, first, "ended", keep=_worth_keeping(new)),
            *(Decision("DELETE", fact, record, "ended") for record in others),
        ]
    return [Decision("ADD", fact, reason="new")]


def _likeness(fact: Fact, known: Sequence[_Known], vectors: SentenceVectors | None) -> list[float]:
    if vectors is None or not known:
        return [0.0] * len(known)
    return likeness(fact.text, [one.record.text for one in known], vectors)


def _retaken(new: Reading, known: Sequence[_Known]) -> list[MemoryRecord]:
    """The memories of the one thing whose place `new` gives to another; none where several things could be meant."""
    found = [one for one in known if retakes(new, one.reading)]
    things = {new.language.words(one.reading.claim.thing) for one in found if one.reading.claim}
    if len(things) == 1:
        return [one.record for one in found]
    former = [one.record for one in known if moves_over(new, one.reading)] if not found else []
    return former if len(former) == 1 else []


def _rephrased(new: Reading, known: Sequence[tuple[_Known, float]]) -> list[MemoryRecord]:
    """The one memory that `new` says again with another value; none where several could be meant."""
    found = [one.record for one, alike in known if rephrases(new, one.reading, likeness=alike)]
    return found if len(found) == 1 else []


def _by_the_message(fact: Fact, new: Reading, known: Sequence[tuple[_Known, float]]) -> list[MemoryRecord]:
    """The one memory whose question the message around `new` answers anew; none where several could be meant."""
    if fact.derived or not known:
        return []
    said = told(new, fact.around)
    found = [one for one, _ in known if said and said.values and takes_over(said, one.reading)]
    questions = {one.record.slot or one.record.id for one in found}
    return [one.record for one in found] if len(questions) == 1 else []


def _ended(fact: Fact, new: Reading, known: Sequence[tuple[_Known, float]]) -> list[MemoryRecord]:
    """The memories that an ending closes: the surest one (of like ones the latest), and others of its slot that are as sure."""
    if not new.ending or new.hypothetical or (new.temporary and new.future):
        return []
    scores = [
        (closing_score(new, one.reading, likeness=alike), one.record)
        for one, alike in known
        if not _over_already(one, fact.at)
    ]
    best = max((score for score, _ in scores), default=0.0)
    if best < _SURE:
        return []
    near = sorted((pair for pair in scores if pair[0] >= best - _TIE), key=lambda pair: (-pair[0], -pair[1].created_at))
    first = near[0][1]
    return [first, *(record for _, record in near[1:] if record.slot is not None and record.slot == first.slot)]


def _dropped(fact: Fact, new: Reading, known: Sequence[tuple[_Known, float]]) -> list[MemoryRecord]:
    """The one thing that an ending without an object means."""
    open_ = [] if fact.derived else [one for one, _ in known if not _over_already(one, fact.at)]
    place = dropped(new, fact.around, [one.reading for one in open_]) if open_ else None
    return [] if place is None else [open_[place].record]


def _over_already(one: _Known, at: int) -> bool:
    """Whether a memory tells of a past trip or meeting: it happened, and calling another one off does not change that."""
    past = one.record.event_at is not None and one.record.event_at < at - _PAST
    return past and bool(one.reading.topics & {"trip", "event", "appointment", "meeting"})


def _worth_keeping(new: Reading) -> bool:
    """An ending that names nothing ("I cancelled it") says nothing once its object is gone."""
    return len(new.words) >= 2 or not POINTS_BACK.search(new.text)


def _correct(fact: Fact, new: Reading, known: Sequence[_Known]) -> Decision | None:
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
    recent = [(one.record, one.reading) for one in latest if fact.at - one.record.created_at <= _SOON]
    right = rewritten(new, recent)
    if right:
        return Decision("UPDATE", replace(fact, text=right[1], slot=right[0].slot), right[0], "corrected")
    amended = _amend(fact, new, latest)
    if amended or new.slot is not None or len(new.names) != 1:
        return amended
    return _swap_alike(fact, new, latest)


def _set_right(fact: Fact, new: Reading, known: Sequence[_Known]) -> Decision | None:
    """A right value in a message that says elsewhere that the former was wrong: "Geographer. I keep getting it wrong!"."""
    right = None if fact.derived else set_right(new, fact.around)
    if right is None and not (new.correction and not fact.derived):
        return None
    recent = [one for one in known if not one.record.immutable and fact.at - one.record.created_at <= _SOON]
    recent.sort(key=lambda one: -(one.record.updated_at or one.record.created_at))
    found = _correct(fact, right, recent) if right else None
    if found:
        return found
    sort = right_of_its_sort(new, [one.record.text for one in recent[:3]])
    text = new.language.swap(recent[sort[0]].record.text, sort[1], sort[2]) if sort else None
    if not sort or not text:
        return None
    target = recent[sort[0]].record
    return Decision("UPDATE", replace(fact, text=text, slot=target.slot), target, "corrected")


def _revalued(fact: Fact, new: Reading, known: Sequence[_Known]) -> Decision | None:
    """Another day, hour, sum or measure of the one known thing that the message means."""
    if fact.derived:
        return None
    said = [
        (value, one.record)
        for one in known
        if not one.record.immutable
        and not _over_already(one, fact.at)
        and (value := revalued(new, fact.around, one.reading, recent=fact.at - one.record.created_at <= _SOON))
    ]
    said = [pair for pair in said if pair[0].sure] or said
    if len(said) != 1:
        return None
    value, target = said[0]
    text = None if value.restated else new.language.swap(target.text, value.old, value.new)
    return Decision("UPDATE", replace(fact, text=text or fact.text, slot=target.slot), target, "newer value")


def _amend(fact: Fact, new: Reading, latest: Sequence[_Known]) -> Decision | None:
    """A correction that is only a value goes into the last thing said that has a value of its shape."""
    value = new.language.amended(new.text)
    if value is None:
        return None
    for place, one in enumerate(latest[:3]):
        late = fact.at - one.record.created_at > _SOON
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


def _may_mean(new: Reading, at: int, one: _Known, old: str) -> bool:
    """Whether a correction of a value may be about this memory: it was just said, or they share more than the value."""
    values = new.language.words(" ".join(new.replaced or ()))
    if not same_person(new.subject, one.reading.subject) and new.subject != "?" and frame(new) - values:
        return False  # somebody else's
    if at - one.record.created_at <= _SOON or len(frame(new)) <= 2:
        return True
    return shared(new.words - new.language.words(old), one.reading.words) > 0


def _swap_alike(fact: Fact, new: Reading, latest: Sequence[_Known]) -> Decision | None:
    value = _as_written(next(iter(new.names)), new.text)
    kind = value_type(value)
    for place, one in enumerate(latest[:3]):
        bare = not place and len(frame(new)) <= 2 and fact.at - one.record.created_at <= _SOON
        if not bare and not shared(new.words - new.names, one.reading.words):
            continue
        olds = [name for name in one.reading.names if value_type(name) == kind and name != value.lower()]
        if len(olds) == 1 and (kind != "word" or fact.at - one.record.created_at <= _SOON):
            text = new.language.swap(one.record.text, _as_written(olds[0], one.record.text), value)
            if text:
                return Decision("UPDATE", replace(fact, text=text, slot=one.record.slot), one.record, "corrected")
    return None


def _as_written(name: str, text: str) -> str:
    """A name as it stands in a text: with its capitals, and with the spaces that names are kept without."""
    found = re.search(r"\s?".join(map(re.escape, name)), text, re.IGNORECASE)
    return found.group() if found else name
