"""Make the texts of one add searchable: in one request of a remote encoder, and never inside a transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ..ports import ReadsContext
from ..records import ENTITY_KINDS, Entity, MemoryRecord, Message, Scope
from .consult import Meter
from .parts import Parts
from .searchable import Searchable, searchable
from .spoken import BEFORE, Spoken, spoken


@dataclass(slots=True)
class Encoded:
    """What was made searchable: texts that stand for themselves (facts, names of entities), and messages by their ids."""

    texts: dict[str, Searchable] = field(default_factory=dict)
    messages: dict[str, Searchable] = field(default_factory=dict)


async def encode(
    parts: Parts,
    meter: Meter,
    *,
    texts: Iterable[str] = (),
    told: Sequence[MemoryRecord | Message] = (),
    around: Sequence[MemoryRecord | Message] = (),
) -> Encoded:
    """Everything in one call of the encoder; `told` are read as said among `around` (default: among themselves)."""
    plain = list(dict.fromkeys(texts))
    if not plain and not told:
        return Encoded()

    def job() -> Encoded:
        voices = dict(zip((one.id for one in around or told), _spoken(parts, around or told), strict=True))
        said = [*map(Spoken, plain), *(voices[one.id] for one in told)]
        found = searchable(parts.encoder, [*plain, *map(_words, told)], said=said)
        ids = (one.id for one in told)
        return Encoded(dict(zip(plain, found, strict=False)), dict(zip(ids, found[len(plain) :], strict=True)))

    if not parts.encoder.remote:
        return await parts.runner.call(job)
    meter.embedded()
    return await parts.runner.ask(job)


async def add_missing(parts: Parts, meter: Meter, encoded: Encoded, texts: Iterable[str]) -> None:
    """Encode those of `texts` that are not yet: what consolidation worded anew."""
    missing = [text for text in texts if text not in encoded.texts]
    encoded.texts |= (await encode(parts, meter, texts=missing)).texts


def owner_of(scope: Scope) -> Entity:
    """The entity whose memories are compared: a user before an agent before an app before a run."""
    return min(scope.entities(), key=lambda entity: ENTITY_KINDS.index(entity.kind))


def _spoken(parts: Parts, told: Sequence[MemoryRecord | Message]) -> list[Spoken]:
    """How each is read; after what was said last in this scope, for an encoder that reads in context."""
    earlier: list[Message] = []
    if told and isinstance(parts.encoder, ReadsContext):
        owner = owner_of(told[0].scope)
        earlier = parts.store.read(lambda snapshot: snapshot.messages(owner, limit=BEFORE))
    return spoken(told, earlier)


def _words(one: MemoryRecord | Message) -> str:
    return one.text if isinstance(one, MemoryRecord) else one.content
