"""Find what is worth remembering in messages: one fact a statement, everything else skipped with a reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..records import Fact, Message, Skip
from ..text.sorts import things
from .dates import resolve
from .language import Language, language_of
from .prototypes import SentenceVectors, nearest_slot
from .reading import POINTS_BACK, Reading, read

_ANNOUNCED = "announces a correction"
_TELLS_NOTHING = frozenset({"question", "request", "hypothetical", "supposed only"})
_SHORT = 6  # content words from which a clause that says that something was wrong also says what is right
_LONGEST = 2000  # characters; longer pastes (logs, documents) are evidence, not statements of a person
_CODE = re.compile(r"```.*?(?:```|$)", re.DOTALL)
_NAMES_IT = re.compile(  # of whom was said just before
    r"^(?:his|her|its|their) names? (?:is|are|will be)\b|^(?:he|she|it|they)(?:'s|'re| is| are|'ll be) (?:called|named)\b"
    r"|^이름[은이]\s",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was found in messages, in their order, and what was left out."""

    facts: list[Fact]
    skipped: list[Skip]


def extract(messages: Sequence[Message], *, sentence_vectors: SentenceVectors | None = None) -> Extraction:
    """The facts of a conversation. Text of messages is data: instructions in it are never followed.

    User messages (in groups: of every speaker) give statements about people, plans, preferences, events and standing wishes.
    Assistant messages give agreed results only ("I booked a table for 7 pm"), system messages nothing.
    `sentence_vectors` (texts -> unit vectors, one a row) helps to recognise slots in unusual words.
    """
    facts: list[Fact] = []
    skipped: list[Skip] = []
    for message in messages:
        for one in _of_message(message, sentence_vectors):
            if isinstance(one, Fact):
                facts.append(one)
            else:
                skipped.append(one)
    return Extraction(facts, skipped)


def _of_message(message: Message, vectors: SentenceVectors | None) -> Iterator[Fact | Skip]:
    content = _CODE.sub(" ", message.content).strip()
    if not content:
        yield Skip(message.id, "", "empty")
    elif message.role == "system":
        yield Skip(message.id, content[:200], "instruction")
    elif message.role == "assistant":
        yield from _agreed(message, content)
    elif len(content) > _LONGEST:
        yield Skip(message.id, content[:200], "long document")
    else:
        yield from _with_around(list(_statements(message, content, vectors)))


def _with_around(found: list[Fact | Skip]) -> list[Fact | Skip]:
    """Each fact with what the message tells around it: what is asked or wished tells nothing."""
    told = tuple(one.quote for one in found if isinstance(one, Fact) or one.reason not in _TELLS_NOTHING)
    return [replace(one, around=told) if isinstance(one, Fact) and len(told) > 1 else one for one in found]


def _agreed(message: Message, content: str) -> Iterator[Fact | Skip]:
    lang = language_of(content)
    for sentence in lang.sentences(content):
        if lang.agreed(sentence):
            text, event = resolve(lang.tidy(sentence), message.at)
            yield Fact(text, message.id, sentence, message.at, message.actor, message.role, event)
        else:
            yield Skip(message.id, sentence, "assistant's words")


def _statements(message: Message, content: str, vectors: SentenceVectors | None) -> Iterator[Fact | Skip]:
    lang = language_of(content)
    subject: str | None = None  # whom the sentences before spoke of
    bare = ""  # a thing that was only named
    before = ""  # a clause that a later one needs: an announced correction, or what "it" means
    announced = False
    for clause in (clause.strip() for sentence in lang.sentences(content) for clause in lang.clauses(sentence)):
        reason = None if lang.forgets(clause) else lang.skip(clause)
        if reason:
            if lang.marks.correction.search(clause):
                before, announced, reason = clause, True, _ANNOUNCED
            bare = clause if reason == "small talk" and things(clause) else bare
            yield Skip(message.id, clause, reason)
            continue
        reading = read(clause, subject)
        subject = reading.subject if reading.subject not in (None, "?") else subject
        if _announces(reading) and not lang.forgets(clause):
            before, announced = clause, True
            yield Skip(message.id, clause, _ANNOUNCED)
            if bare:  # "Botanist! I keep getting it wrong."
                yield _fact(message, lang, bare, before, read(f"{lang.wrong}{bare}", subject), vectors)
                announced = False
            continue
        back = before if announced or _needs_context(reading) else ""
        yield _fact(message, lang, clause, back, reading, vectors)
        before, announced = clause, False


def _announces(reading: Reading) -> bool:
    """Whether a clause only says that something was wrong, and the right thing is still to come."""
    return (
        reading.correction
        and not reading.names
        and not reading.replaced
        and not reading.value
        and reading.language.amended(reading.text) is None
        and reading.language.corrected(reading.text) is None
        and not reading.counts
        and len(reading.words) < _SHORT
    )


def _needs_context(reading: Reading) -> bool:
    if _NAMES_IT.search(reading.text):
        return True
    return reading.ending and len(reading.words) <= 2 and POINTS_BACK.search(reading.text) is not None


def _fact(
    message: Message, lang: Language, clause: str, back: str, reading: Reading, vectors: SentenceVectors | None
) -> Fact:
    quote = f"{back} {clause}" if back else clause
    whole = read(quote, reading.subject) if back else reading
    alone = reading.slot is not None or len(reading.words) - len(reading.names) >= 2
    text, event = resolve(lang.tidy(clause if alone else quote), message.at)
    slot = reading.slot or whole.slot or read(lang.tidy(clause), reading.subject).slot
    if slot is None and vectors is not None and whole.subject is None:
        slot = nearest_slot(text, vectors)
    return Fact(
        text=f"{message.actor}: {text}" if message.actor and message.role == "user" else text,
        message_id=message.id,
        quote=quote,
        at=message.at,
        actor=message.actor,
        role=message.role,
        event_at=event,
        slot=str(slot) if slot else None,
        subject=reading.subject,
        closes=(whole.ending and not whole.start and not whole.hypothetical) or lang.forgets(clause) is not None,
        temporary=whole.temporary,
    )
