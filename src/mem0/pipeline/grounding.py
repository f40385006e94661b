"""Tie a model's facts to the words they rest on, and understand them as the rules do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..prompts.extraction import Piece
from ..records import Fact
from ..rules.language import language_of
from ..rules.prototypes import likeness, nearest_slot
from ..rules.reading import read
from .sentences import sentence_vectors

SHORT = 200  # characters up to which a message is quoted as a whole
ALIKE = 0.3  # cosine from which a sentence is quoted for a fact


def understood(fact: Fact) -> Fact:
    """The fact with what the rules read in it: the question it answers, whom it is about, whether it only ends something."""
    reading = read(fact.text, None)  # as consolidation reads it again: an answer of the cache
    slot = reading.slot
    if slot is None and reading.subject is None:
        slot = nearest_slot(fact.text, sentence_vectors)
    return replace(
        fact,
        slot=str(slot) if slot else None,
        subject=reading.subject,
        closes=reading.ending and not reading.start and not reading.hypothetical,
        temporary=reading.temporary,
    )


def quoted(text: str, content: str) -> str:
    """The sentence of a message that says what `text` says; all of it where it is short or no sentence is alike."""
    if len(content) <= SHORT:
        return content
    sentences = [one for one in language_of(content).sentences(content) if one.strip()]
    scores = likeness(text, sentences, sentence_vectors)
    best = max(range(len(sentences)), key=scores.__getitem__, default=None)
    return content if best is None or scores[best] < ALIKE else sentences[best].strip()


def attributed(text: str, page: Sequence[Piece]) -> Piece:
    """The message that a fact without a message number is most like; among equals the first, people before the assistant."""
    people = [piece for piece in page if piece.message.role != "assistant"] or page
    scores = likeness(text, [piece.text for piece in people], sentence_vectors)
    return people[max(range(len(people)), key=scores.__getitem__)]
