"""What only the message as a whole shows: that a value in it is the new answer to a known question, the new time of a known date,
or the right value of one that was told wrong. See matters.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..text.sorts import things
from .compare import PASSING_WORDS, apart, same_value, shared, value_type
from .matters import Matter
from .reading import Reading, read
from .slots import FAMILIES, LISTS, STATES, same_person

_KINDS = ("date", "time", "money", "measure", "code", "number")
_NAMES = ("name", "person", "place")  # kinds of which a message may name many: only beside the cue itself one belongs to it
_SUMS = ("money", "time", "measure")
_NEAR = 2  # statements before and after that may tell what one is about
_DATED = frozenset({"appointment", "meeting", "event", "trip", "course", "music lesson"})
_DATED_SLOTS = frozenset({"deadline", "attr", "dose", "rent", "trip"})
_OF_ITS_OWN = frozenset(
    {"name", "birthday", "anniversary", "phone", "email", "pet", "language", "allergy", "age", "blood"}
)  # what nothing else that is said in one sentence depends on
_DOMAINS = frozenset({"dental", "medical", "hair", "travel", "wedding"})  # sorts of words that may speak of one appointment


@dataclass(frozen=True, slots=True)
class Told:
    """A statement with the message around it: the matters that this speaks of, and the values of `said` that belong to them."""

    said: Reading
    message: str
    values: tuple[tuple[Matter, frozenset[str]], ...]


def told(said: Reading, around: tuple[str, ...]) -> Told | None:
    """What a statement may answer by the message around it; None where the message tells of no turn."""
    known = said.language.matters
    message = near(said, around)
    if said.hypothetical or said.also or not (known.turn.search(message) or _corrects(said, around)):
        return None
    found = [
        (matter, frozenset(values))
        for matter in known.by_slot.values()
        if _speaks_of(matter, said, message)
        and (values := known.values(matter.kind, said.text))
    ]
    return Told(said, message, tuple(found))


def _speaks_of(matter: Matter, said: Reading, message: str) -> bool:
    """Whether a statement may give a value of a matter: by a cue of its own, or by one near it and nothing else to speak of."""
    if not matter.cue.search(message) or matter.cue.search(said.text):
        return matter.cue.search(message) is not None
    return matter.kind not in _NAMES and not (matter.kind in _SUMS and said.language.matters.own.search(said.text))


def near(said: Reading, around: tuple[str, ...]) -> str:
    """What the message tells just before and after a statement."""
    place = next((i for i, one in enumerate(around) if said.text in one or one in said.text), 0)
    return " . ".join(around[max(0, place - _NEAR) : place + _NEAR + 1]) or said.text


def _corrects(said: Reading, around: tuple[str, ...]) -> bool:
    return said.correction or any(said.language.marks.correction.search(one) for one in around)


def takes_over(new: Told, old: Reading) -> bool:
    """Whether `new` names another value for a question that `old` answers. Says no when unsure."""
    said = new.said
    if old.ending or said.language is not old.language or apart(said, old):
        return False
    if (said.past and not said.now) or said.language.matters.away.search(new.message):
        return False
    return any(_other(matter, values, said, old) for matter, values in new.values)


def _acts(said: Reading, old: Reading) -> bool:
    """Whether a statement about somebody else tells of what is the speaker's: the landlord puts up the rent."""
    theirs = said.slot is not None and said.slot.name in STATES and said.slot.whom is not None
    return old.subject is None and not theirs and said.language.matters.agents.fullmatch(said.subject or "?") is not None


def _denied(said: Reading, value: str) -> bool:
    """Whether the part of a statement that names a value denies it."""
    return any(said.language.negated(part) for part in said.language.parts(said.text) if value in part)


def _one_name(values: list[str], text: str) -> bool:
    """Whether some values stand in a text as one: Kia Picanto."""
    return len(values) == 1 or (len(values) > 1 and " ".join(values) in text)


def _other(matter: Matter, values: frozenset[str], said: Reading, old: Reading) -> bool:
    if (said.future and matter.slot in STATES) or not _may_answer(said, matter.slot):
        return False
    if not same_person(said.subject, old.subject) and not (matter.names.fullmatch(said.subject or "?") or _acts(said, old)):
        return False  # "my boss" is somebody else, but speaks of the speaker's
    answers = [answer for answer in old.answers if answer.slot.name == matter.slot and answer.value]
    if not answers and (_spoken_for(old) or not matter.names.search(old.text)):
        return False
    theirs = frozenset(said.language.matters.values(matter.kind, old.text))
    known = {answer.value for answer in answers} | theirs
    fresh = [one for one in values if not any(same_value(one, other, said) for other in known)]
    fresh.sort(key=said.text.find)  # as they stand in the text
    return bool(known) and _one_name(fresh, said.text) and not _denied(said, fresh[0])


def _may_answer(said: Reading, slot: str) -> bool:
    """Whether a statement that answers some question of its own may answer that one too."""
    if said.slot is None or said.slot.name == "attr" or said.slot.name in LISTS:
        return True
    return said.slot.name in next((f for f in FAMILIES if slot in f), frozenset({slot}))


def _spoken_for(old: Reading) -> bool:
    """Whether a memory answers some other question."""
    return old.slot is not None and old.slot.name not in ("attr", "tool")


@dataclass(frozen=True, slots=True)
class Revalued:
    """The one value of a memory that a message gives anew. `sure`: the message names what it is the value of."""

    old: str
    new: str
    sure: bool
    restated: bool  # the very statement names it: it can stand in the memory's place


def may_revalue(new: Reading, around: tuple[str, ...]) -> bool:
    """Whether a statement gives a value, and its message tells that one changed or was wrong: what few statements do."""
    values = new.language.matters.values
    if new.hypothetical or _adds(new) or not any(values(kind, new.text) for kind in _KINDS):
        return False
    return new.language.matters.moved.search(near(new, around)) is not None or _corrects(new, around)


def revalued(new: Reading, around: tuple[str, ...], old: Reading, *, recent: bool) -> Revalued | None:
    """The day, hour, sum or measure that a message gives anew to what `old` speaks of: the dentist "squeezed me in on the 17th".

    `recent`: the memory was told in the last days, so that a correction may mean it without naming it.
    """
    lang, message = new.language, near(new, around)
    if old.ending or lang is not old.language or apart(new, old):
        return None
    if not (same_person(new.subject, old.subject) or _acts(new, old)) and (new.subject != "?" or lang.theirs.search(new.text)):
        return None
    moved, wrong = lang.matters.moved.search(message), _corrects(new, around)
    if not (moved or wrong) or (new.past and not wrong):
        return None
    pair = _pair(new, old, wrong=wrong)
    if pair is None or _others(new, old) or other_of_its_sort(new, old):
        return None
    named = _names(message, new, old)
    alone = wrong and recent and (pair[0] != "number" or sorted(pair[1]) == sorted(pair[2]))
    strong = pair[0] == "measure" or lang.matters.dates_moved.search(message) is not None
    if not named and not alone and not (strong and same_person(new.subject, old.subject)):
        return None
    return Revalued(pair[1], pair[2], named > 0, shared(new.words, old.words - lang.words(pair[1])) > 0)


def _others(new: Reading, old: Reading) -> bool:
    """Whether each names somebody or something that the other does not: the meeting with Eva is not that with Omar."""
    ours, theirs = ({name for name in one.names if value_type(name) == "word"} for one in (new, old))
    return bool(ours - theirs and theirs - ours) and not ours & theirs


def other_of_its_sort(new: Reading, old: Reading) -> bool:
    """Whether each names another thing of one sort: the end of the piano is none of the violin."""
    ours, theirs = ({(sort, t.name.lower()) for t in things(one.text) for sort in t.sorts} for one in (new, old))
    sorts = ({sort for sort, _ in ours} & {sort for sort, _ in theirs}) - _DOMAINS
    return any(not {t for t in ours if t[0] == sort} & {t for t in theirs if t[0] == sort} for sort in sorts)


def _adds(new: Reading) -> bool:
    return new.also and not (new.change or new.correction)


def _pair(new: Reading, old: Reading, *, wrong: bool) -> tuple[str, str, str] | None:
    """(kind, old value, new value) of the first kind of which the memory has one value and the statement one other."""
    values = new.language.matters.values
    for kind in _KINDS:
        theirs, ours = values(kind, old.text), values(kind, new.text)
        fresh = [one for one in ours if one.lower() not in old.text.lower()]
        if len(theirs) != 1 or len(fresh) != 1 or (kind == "number" and (not wrong or len(fresh[0]) != len(theirs[0]))):
            continue
        if kind == "measure" and _unit(fresh[0]) != _unit(theirs[0]):
            continue
        return kind, theirs[0], fresh[0]
    return None


def _unit(measure: str) -> str:
    return measure.lstrip("0123456789., ").lower()


def _names(message: str, new: Reading, old: Reading) -> int:
    """How surely a message and a memory name one thing: by words or a name that both have, or by words of one domain."""
    lang = new.language
    values = lang.words(" ".join(v for k in _KINDS for text in (message, old.text) for v in lang.matters.values(k, text)))
    theirs = old.words - values - PASSING_WORDS
    common = shared(theirs, lang.words(message) - PASSING_WORDS)
    if common > 1:
        return 2
    if _domains(message) & _domains(old.text):
        return 1
    if common == 1:
        named = any(one in message.lower() for one in old.names if one.isalpha())
        dated = any(lang.topics[one].search(message) for one in _DATED & old.topics)
        return int(named or dated or (old.slot is not None and old.slot.name in _DATED_SLOTS) or shared(theirs, new.words) == 1)
    return 0


def _domains(text: str) -> frozenset[str]:
    return frozenset(sort for thing in things(text) for sort in thing.sorts) & _DOMAINS


def set_right(new: Reading, around: tuple[str, ...]) -> Reading | None:
    """`new` as a correction, where the message around it says that something was wrong; None where it does not."""
    if new.correction or new.ending or len(around) < 2 or not _corrects(new, around):
        return None
    again = read(f"{new.language.wrong}{new.text}", new.subject)
    return again if again.correction else None


def right_of_its_sort(new: Reading, texts: Iterable[str]) -> tuple[int, str, str] | None:
    """(which text, old word, new word) where a correction names one thing, and a text one other thing of its sort."""
    ours = things(new.text)
    if len({thing.name.lower() for thing in ours}) != 1:
        return None
    for place, text in enumerate(texts):
        theirs = {thing.name for thing in things(text) if thing.sorts & ours[0].sorts}
        if len(theirs) == 1 and (old := theirs.pop()).lower() != ours[0].name.lower():
            return place, old, ours[0].name if old[0].isupper() else ours[0].name.lower()
    return None


def carries_more(old: Reading, new: Reading) -> bool:
    """Whether a memory says more than what `new` changes or ends: a name or a birthday beside the number, the dog of a couple."""
    told = new.language.words(new.text)
    about = next((a for a in old.answers if new.slot and a.slot.name == new.slot.name), None)
    about = about or next((a for a in old.answers if a.value and shared(new.language.words(a.value), told)), None)
    if about is None:
        return False
    family = next((f for f in FAMILIES if about.slot.name in f), frozenset({about.slot.name}))
    known = {answer.slot.name for answer in new.answers} | family
    mine = (a for a in old.answers if a.slot.name in _OF_ITS_OWN - known and a.slot.whom is None)
    rest = (a for a in mine if a.value or about.slot.name == "partner")
    return any(not shared(old.language.words(a.value), old.language.words(about.value)) for a in rest)
