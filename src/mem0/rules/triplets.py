"""Find entities and relations in facts without a model (Mem0g, paper section 2.2): precision before recall."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..records import Fact
from ..relations import Mention, NodeType, Triplet
from . import en_relations, ko_relations
from .kinds import as_label
from .language import language_of
from .reading import read
from .said import SPEAKER, Party, Relations, Said, parse_role

_BY_LANGUAGE: dict[str, Relations] = {"en": en_relations.relations, "ko": ko_relations.relations}
_LONGEST_NAME = 60  # characters; longer ones are phrases, not names


@dataclass(frozen=True, slots=True)
class Entities:
    """What was found: entities as they are spoken of, and the relations between them."""

    mentions: tuple[Mention, ...] = ()
    triplets: tuple[Triplet, ...] = ()


def find_triplets(facts: Sequence[Fact]) -> Entities:
    """The relations that facts state. The speaker is called SPEAKER ("I"), or by name where a message has one.

    Nothing is taken from what is supposed, planned, denied or only in the past; what an assistant says is not about it.
    """
    types: dict[str, NodeType] = {}
    triplets: list[Triplet] = []
    last: Party | None = None
    message = ""
    for fact in facts:
        last = last if fact.message_id == message else None
        message = fact.message_id
        for said in _of_fact(fact, last):
            if isinstance(said, Party):
                last = said
                continue
            for party in (said.source, said.target):
                if types.get(party.name, "concept") == "concept":
                    types[party.name] = party.type
            triplets.append(_triplet(fact, said))
    mentions = tuple(Mention(name, type_) for name, type_ in types.items())
    return Entities(mentions, tuple(dict.fromkeys(triplets)))


def _of_fact(fact: Fact, last: Party | None) -> Iterator[Said | Party]:
    if fact.role == "assistant":
        return
    language = language_of(fact.quote)
    clause = language.plain(fact.quote)
    meant = read(clause, fact.subject)
    if meant.hypothetical or meant.future or (meant.past and not meant.ending):
        return
    # The Korean patterns see to it themselves, word by word: 싫어하다 is a "no" to the reading, but a relation all the same.
    denied = meant.negated and not meant.ending and language.code != "ko"
    for said in _without_strangers(list(_BY_LANGUAGE[language.code](clause, last))):
        if isinstance(said, Party):
            yield _as_actor(said, fact.actor)
        elif _is_sound(said) and (said.ended or not denied):
            yield Said(_as_actor(said.source, fact.actor), said.label, _as_actor(said.target, fact.actor), said.ended)


def _without_strangers(found: list[Said | Party]) -> list[Said | Party]:
    """Without "my dog" where the clause itself says what the dog is called."""
    said = [one for one in found if isinstance(one, Said)]
    sources = {one.source.name for one in said}

    def named_elsewhere(one: Said) -> bool:
        alike = (other.target.name for other in said if (other.source, other.label) == (one.source, one.label))
        return one.target.name not in sources and any(parse_role(name) is None for name in alike)

    return [
        one for one in found if not (isinstance(one, Said) and parse_role(one.target.name) and named_elsewhere(one))
    ]


def _as_actor(party: Party, actor: str | None) -> Party:
    """In a group, "I" is whoever speaks."""
    if actor is None:
        return party
    if party.name == SPEAKER:
        return Party(actor, "person")
    whose, _, rest = party.name.partition(" ")
    own = {"my": f"{actor}'s {rest}", "제": f"{actor}의 {rest}"}.get(whose)
    return Party(own, party.type) if own else party


def _is_sound(said: Said) -> bool:
    ends = (said.source.name, said.target.name)
    return all(0 < len(name) <= _LONGEST_NAME for name in ends) and ends[0] != ends[1]


def _triplet(fact: Fact, said: Said) -> Triplet:
    return Triplet(
        source=said.source.name,
        label=as_label(said.label),
        target=said.target.name,
        message_id=fact.message_id,
        at=fact.at,
        quote=fact.quote,
        event_at=fact.event_at if fact.event_at is not None and fact.event_at <= fact.at else None,
        ended=said.ended,
    )
