"""Decide what facts do to the memories that are known: ADD, UPDATE, DELETE or NOOP (the paper's four operations).

A false supersession loses a fact, a missed one leaves a stale one: where the words leave doubt, both are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..records import Decision, Fact, MemoryRecord
from .changes import moves_over, overturns, retakes
from .compare import closing_score, rephrases, supersedes, value_type
from .dropped import dropped
from .forget import to_forget
from .known import Known, over_already
from .leaving import left_behind
from .prototypes import SentenceVectors, likeness
from .reading import POINTS_BACK, Answer, Reading, asked_slot, read
from .righting import corrected
from .same import same_statement
from .slots import MENTIONED, parse_slot, personal
from .takeover import carries_more, takes_over, told

_SURE = 1.2  # closing_score from which an ending is believed
_TIE = 0.3  # memories this near to the best one end with it
_MOST_LEFT = 3  # memories that one thing left behind ends


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


def consolidate(
    facts: Sequence[Fact], known: Sequence[MemoryRecord], *, sentence_vectors: SentenceVectors | None = None
) -> list[Decision]:
    """The decisions for `facts`, in their order; every target is in `known`, no memory is touched twice.

    `known` are the valid memories that `recall_needs` asks for. Immutable ones are seen but never changed. A fact that a later
    fact of the same call replaces is a NOOP without target.
    """
    standing = [Known(record, _read_memory(record)) for record in known if record.valid_to is None]
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


def _forget(fact: Fact, new: Reading, known: Sequence[Known]) -> list[Decision]:
    """What a request to forget something does; it is itself never kept."""
    wish = new.language.forgets(_words(fact))
    if not wish:
        return []
    gone = to_forget(wish, fact, [(one.record, one.reading) for one in known])
    ends = [Decision("DELETE", fact, record, "asked to forget") for record in gone]
    return ends or [Decision("NOOP", fact, reason="nothing of that is known")]


def _decide(fact: Fact, new: Reading, known: Sequence[Known], vectors: SentenceVectors | None) -> list[Decision]:
    alikes = _likeness(fact, known, vectors)
    for one, alike in zip(known, alikes, strict=True):
        if same_statement(new, one.reading, likeness=alike):
            return [Decision("NOOP", fact, one.record, "known already")]
    swapped = corrected(fact, new, known)
    if swapped:
        return [swapped]
    mutable = [(one, alike) for one, alike in zip(known, alikes, strict=True) if not one.record.immutable]
    older = _older(fact, new, mutable)
    more = _richer(new, older, mutable)
    if more:
        return _in_part(fact, new, more)
    if older:
        rest = [Decision("DELETE", fact, record, "replaced") for record in older[1:]]
        return [Decision("UPDATE", fact, older[0], f"newer answer: {fact.slot}"), *rest]
    ended = _ended(fact, new, mutable) or _dropped(fact, new, mutable) or _left(fact, new, mutable)
    spared = [one.record for one in _richer(new, ended, mutable)]
    gone = [record for record in ended if record not in spared]
    keep = _worth_keeping(new)
    ends = [Decision("DELETE", fact, record, "ended", keep=keep and not place) for place, record in enumerate(gone)]
    return ends or [Decision("ADD", fact, reason="new")]


def _richer(new: Reading, records: Sequence[MemoryRecord], known: Sequence[tuple[Known, float]]) -> list[Known]:
    """Those of some memories that say more than what `new` changes or ends."""
    return [one for one, _ in known if one.record in records and carries_more(one.reading, new)]


def _older(fact: Fact, new: Reading, known: Sequence[tuple[Known, float]]) -> list[MemoryRecord]:
    """The memories in whose place `new` comes, the latest first."""
    found = [one.record for one, _ in known if supersedes(new, one.reading) or overturns(new, one.reading)]
    found = found or _retaken(new, [one for one, _ in known]) or _rephrased(new, known) or _by_the_message(fact, new, known)
    return sorted(found, key=lambda record: -(record.updated_at or record.created_at))


def _in_part(fact: Fact, new: Reading, known: Sequence[Known]) -> list[Decision]:
    """A memory that says more than what changes gets the new number in the old one's place, or stands beside the news."""
    for one in known:
        old = next((a.value for a in one.reading.answers if new.slot and a.slot == new.slot and a.value), "")
        text = new.language.swap(one.record.text, old, new.value) if value_type(old) != "word" and new.value else None
        if text:
            return [Decision("UPDATE", replace(fact, text=text, slot=one.record.slot), one.record, "newer value")]
    return [Decision("ADD", fact, reason="new; what it changes says more than that")]


def _likeness(fact: Fact, known: Sequence[Known], vectors: SentenceVectors | None) -> list[float]:
    if vectors is None or not known:
        return [0.0] * len(known)
    return likeness(fact.text, [one.record.text for one in known], vectors)


def _retaken(new: Reading, known: Sequence[Known]) -> list[MemoryRecord]:
    """The memories of the one thing whose place `new` gives to another; none where several things could be meant."""
    found = [one for one in known if retakes(new, one.reading)]
    things = {new.language.words(one.reading.claim.thing) for one in found if one.reading.claim}
    if len(things) == 1:
        return [one.record for one in found]
    former = [one.record for one in known if moves_over(new, one.reading)] if not found else []
    return former if len(former) == 1 else []


def _rephrased(new: Reading, known: Sequence[tuple[Known, float]]) -> list[MemoryRecord]:
    """The one memory that `new` says again with another value; none where several could be meant."""
    found = [one.record for one, alike in known if rephrases(new, one.reading, likeness=alike)]
    return found if len(found) == 1 else []


def _by_the_message(fact: Fact, new: Reading, known: Sequence[tuple[Known, float]]) -> list[MemoryRecord]:
    """The one memory whose question the message around `new` answers anew; none where several could be meant."""
    if fact.derived or not known:
        return []
    said = told(new, fact.around)
    found = [one for one, _ in known if said and said.values and takes_over(said, one.reading)]
    questions = {one.record.slot or one.record.id for one in found}
    return [one.record for one in found] if len(questions) == 1 else []


def _ended(fact: Fact, new: Reading, known: Sequence[tuple[Known, float]]) -> list[MemoryRecord]:
    """The memories that an ending closes: the surest one (of like ones the latest), and others of its slot that are as sure."""
    if not new.ending or new.hypothetical or (new.temporary and new.future):
        return []
    scores = [
        (closing_score(new, one.reading, likeness=alike), one.record)
        for one, alike in known
        if not over_already(one, fact.at)
    ]
    best = max((score for score, _ in scores), default=0.0)
    if best < _SURE:
        return []
    near = sorted((pair for pair in scores if pair[0] >= best - _TIE), key=lambda pair: (-pair[0], -pair[1].created_at))
    first = near[0][1]
    return [first, *(record for _, record in near[1:] if record.slot is not None and record.slot == first.slot)]


def _dropped(fact: Fact, new: Reading, known: Sequence[tuple[Known, float]]) -> list[MemoryRecord]:
    """The one thing that an ending without an object means."""
    open_ = [] if fact.derived else [one for one, _ in known if not over_already(one, fact.at)]
    place = dropped(new, fact.around, [one.reading for one in open_]) if open_ else None
    return [] if place is None else [open_[place].record]


def _left(fact: Fact, new: Reading, known: Sequence[tuple[Known, float]]) -> list[MemoryRecord]:
    """The memories whose thing a statement names as something left behind, the latest first; none where many could be meant."""
    open_ = [one for one, _ in known if not over_already(one, fact.at)]
    gone = [open_[place].record for place in left_behind(new, [one.reading for one in open_])]
    return sorted(gone, key=lambda record: -record.created_at) if len(gone) <= _MOST_LEFT else []


def _worth_keeping(new: Reading) -> bool:
    """An ending that names nothing ("I cancelled it") says nothing once its object is gone."""
    return len(new.words) >= 2 or not POINTS_BACK.search(new.text)


