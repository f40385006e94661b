"""Find what is worth remembering in new messages: by the language model (paper section 2.1), or by the rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from ..prompts.answers import Unusable, read_list, shortened, validated
from ..prompts.extraction import (
    Advice,
    Background,
    EntitySaid,
    FactSaid,
    Piece,
    RelationSaid,
    extraction_prompt,
)
from ..records import Fact, MemoryRecord, Message, Skip
from ..relations import NODE_TYPES, Mention, NodeType, Triplet
from .consult import Answer, Consultation, CutOff
from .grounding import attributed, quoted, understood

PIECE = 12_000  # characters of a message that are shown under one number
_TEXTS = ("text", "fact", "memory", "content")  # where models that take no schema write a fact
PAGE = 24_000  # characters of new messages in one question; longer additions are read page by page


@dataclass(frozen=True, slots=True)
class Wish:
    """What the model wants a fact to do (strategy "single"): the operation and the number of the memory, 1 up."""

    op: str
    number: int | None


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was found in messages, in their order, and what was left out and why.

    `mentions` and `triplets` are for graph memory, empty while it is off. `wishes`, of strategy "single" only, stand beside
    the first facts, one each; `shown` are the memories that their numbers mean.
    """

    facts: tuple[Fact, ...] = ()
    skipped: tuple[Skip, ...] = ()
    mentions: tuple[Mention, ...] = ()
    triplets: tuple[Triplet, ...] = ()
    wishes: tuple[Wish, ...] = ()
    shown: tuple[MemoryRecord, ...] = ()

    def __add__(self, more: Extraction) -> Extraction:
        return Extraction(
            self.facts + more.facts,
            self.skipped + more.skipped,
            self.mentions + more.mentions,
            self.triplets + more.triplets,
            self.wishes + more.wishes,
            self.shown or more.shown,
        )


@dataclass(frozen=True, slots=True)
class Asking:
    """How messages are read: what was said before, what the operator wants, and what is asked for beside facts.

    `known`: the memories to decide about in the same answer (strategy "single").
    """

    background: Background = field(default_factory=Background)
    advice: Advice = field(default_factory=Advice)
    agent: bool = False
    graph: bool = False
    known: tuple[MemoryRecord, ...] | None = None
    beside: Callable[[], None] | None = None  # a job that waits for the model too, done while it reads the first page


async def extract(consultation: Consultation, messages: Sequence[Message], asking: Asking) -> Extraction:
    """The facts of `messages` by the language model: one call, a call more for every further page of a long addition.

    Each fact names the messages it comes from; one that names none is left out and told in `skipped`. Raises what
    `Consultation.ask` raises; nothing was stored then.
    """
    found = Extraction()
    for page in _pages(messages):
        found += await _read(consultation, page, asking)
        asking = replace(asking, beside=None)
    return _said_once(found)


def _said_once(found: Extraction) -> Extraction:
    """Models repeat themselves: of facts in the same words the first one counts, resting on the messages of all."""
    kept: dict[str, int] = {}
    facts: list[Fact] = []
    wishes: list[Wish] = []
    for place, fact in enumerate(found.facts):
        first = kept.setdefault(fact.text.casefold(), len(facts))
        if first == len(facts):
            facts.append(fact)
            wishes += found.wishes[place : place + 1]
        else:
            earlier = facts[first]
            more = tuple(one for one in (fact.message_id, *fact.also_in) if one != earlier.message_id)
            facts[first] = replace(earlier, also_in=tuple(dict.fromkeys((*earlier.also_in, *more))))
    return replace(found, facts=tuple(facts), wishes=tuple(wishes))


def _pages(messages: Sequence[Message]) -> list[list[Piece]]:
    pages: list[list[Piece]] = []
    room = 0
    for message in messages:
        for start in range(0, len(message.content), PIECE):
            piece = Piece(message, message.content[start : start + PIECE])
            if len(piece.text) > room:
                pages.append([])
                room = PAGE
            pages[-1].append(piece)
            room -= len(piece.text)
    return pages


async def _read(consultation: Consultation, page: list[Piece], asking: Asking) -> Extraction:
    """One page; where the answer is too long for the model, its halves."""
    known = None if asking.known is None else [record.text for record in asking.known]
    prompt = extraction_prompt(
        page, asking.background, asking.advice, agent=asking.agent, graph=asking.graph, memories=known
    )
    answer: Answer[Extraction] | None = None
    try:
        answer = await consultation.ask(prompt, lambda text: _understood(text, page, asking), beside=asking.beside)
    except CutOff:
        if len(page) < 2:
            raise
    if answer is not None and not answer.cut:
        return answer.value
    if answer is None or len(page) > 1:
        asking, middle = replace(asking, beside=None), len(page) // 2
        first = await _read(consultation, page[:middle], asking)
        return first + await _read(consultation, page[middle:], asking)
    message = page[0].message
    lost = Skip(message.id, message.content[:200], "the model's answer was cut off at its token limit")
    return answer.value + Extraction(skipped=(lost,))


def _understood(text: str, page: Sequence[Piece], asking: Asking) -> Extraction:
    """Facts, mentions and triplets out of an answer. Raises Unusable when it holds none and should."""
    listed = read_list(text, "facts", "memory")
    custom = asking.advice.extraction_prompt is not None
    said, wrong = validated([_as_fact(item, custom) for item in listed.items], FactSaid)
    if wrong and not said:
        raise Unusable(f"No fact had the form that was asked for: {wrong[0]}.")
    found = [(one, _fact(one, page, asking)) for one in said]
    where = page[-1].message.id
    skipped = [Skip(where, shortened(problem), "not readable in the model's answer") for problem in wrong]
    skipped += [Skip(where, shortened(text), "broken off or broken in the model's answer") for text in listed.broken]
    skipped += [Skip(where, one.text, "the model named no message for it") for one, fact in found if fact is None]
    facts = [(one, fact) for one, fact in found if fact is not None]
    wishes = [Wish(one.op, one.n) for one, _ in facts] if asking.known is not None else []
    graph = _graph(text, page) if asking.graph else Extraction()
    only = Extraction(tuple(fact for _, fact in facts), tuple(skipped), wishes=tuple(wishes), shown=asking.known or ())
    return graph + only


def _as_fact(item: Any, custom: bool) -> Any:
    """A bare string is a fact too; with a custom prompt also an object that was not asked for message numbers."""
    if isinstance(item, str):
        return {"text": item, "bare": True}
    if not isinstance(item, dict):
        return item
    text = next((item[name] for name in _TEXTS if name in item), None)
    return {**item, "text": text, "bare": custom and "m" not in item}


def _fact(said: FactSaid, page: Sequence[Piece], asking: Asking) -> Fact | None:
    """The fact with its evidence; None where it names no message that there is."""
    named = list(dict.fromkeys(m for m in said.m if 1 <= m <= len(page)))
    pieces = [page[m - 1] for m in named] or ([attributed(said.text, page)] if said.bare else [])
    if not pieces:
        return None
    messages = list({piece.message.id: piece.message for piece in pieces}.values())
    speaker = next((m for m in messages if m.role != "assistant"), messages[0])
    chosen = asking.advice.categories or {}
    return understood(
        Fact(
            text=said.text,
            message_id=speaker.id,
            quote=quoted(said.text, next(p.text for p in pieces if p.message.id == speaker.id)),
            at=max(m.at for m in messages),
            actor=speaker.actor,
            role=speaker.role,
            event_at=said.when,
            derived=True,
            also_in=tuple(m.id for m in messages if m.id != speaker.id),
            categories=tuple(dict.fromkeys(name for name in said.categories if name in chosen)),
        )
    )


def _graph(text: str, page: Sequence[Piece]) -> Extraction:
    """Entities and relations of an answer; what is not readable among them is left out, the facts do not hang on it."""
    mentions = [
        Mention(one.name, cast(NodeType, one.type) if one.type in NODE_TYPES else "concept", tuple(one.aliases))
        for one in _all(text, "entities", EntitySaid)
    ]
    triplets = []
    for one in _all(text, "relations", RelationSaid):
        m = next((m for m in one.m if 1 <= m <= len(page)), None)
        if m is not None:
            message = page[m - 1].message
            triplet = Triplet(one.source, one.label, one.target, message.id, message.at, "", one.since, one.ended)
            triplets.append(replace(triplet, quote=quoted(f"{one.source} {one.label} {one.target}", page[m - 1].text)))
    return Extraction(mentions=tuple(mentions), triplets=tuple(triplets))


def _all(text: str, name: str, model: type[Any]) -> list[Any]:
    try:
        return validated(read_list(text, name).items, model)[0]
    except Unusable:
        return []
