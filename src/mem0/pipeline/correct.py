"""What an edit by hand does to the graph: what only the old text said ends, what the new one says is taken in.

The new text becomes a kept message, which the memory rests on beside those of before: relations rest on messages, and so
they go when the memory is deleted. Search does not look at it; the memory stands for it.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import AuthenticationError, LLMError, NetworkError, RateLimitError
from ..ports import NewMessage, Transaction
from ..records import MemoryRecord, Message, Micros
from ..relations import Mention, Triplet
from .changes import Change
from .consult import Consultation, Meter
from .extract import Asking, extract
from .link import Linker, Linking
from .parts import Parts
from .searchable import Searchable

log = logging.getLogger("mem0")


@dataclass(frozen=True, slots=True)
class Correction:
    """A new text as it was said, and what it says of entities and relations."""

    linker: Linker
    message: Message
    mentions: Sequence[Mention]
    triplets: Sequence[Triplet]

    def carry_out(self, tx: Transaction, old: MemoryRecord, new: MemoryRecord, rested_on: Sequence[int]) -> None:
        """After `new` took the place of `old`, which rested on these messages (by key)."""
        (key,) = tx.add_messages([NewMessage(self.message)])
        tx.add_sources(new.id, [key])
        change = Change("UPDATE", new, old.text, None, old, tuple(rested_on))
        keys = {self.message.id: key}
        found = (self.mentions, self.triplets)
        self.linker.link(tx, Linking(new.scope, [self.message], keys, *found, [change], _nothing, by_hand=True))


async def read_correction(parts: Parts, old: MemoryRecord, text: str, at: Micros) -> Correction | None:
    """Read a new text for entities and relations as add does; None where no graph is kept."""
    if parts.linker is None:
        return None
    message = Message(str(uuid.uuid4()), "user", text, old.scope, at, old.actor)
    return Correction(parts.linker, message, *await _read(parts, parts.linker, message))


async def _read(parts: Parts, linker: Linker, message: Message) -> tuple[Sequence[Mention], Sequence[Triplet]]:
    """By the model where one extracts. Whoever corrects a text is not kept from it by a model that fails: then the rules read."""
    if parts.llm is not None and parts.strategy != "rules":
        consultation = Consultation(parts.llm, parts.runner, Meter(), attempts=1, patience=0)
        try:
            found = await extract(consultation, [message], Asking(advice=parts.settings.advice, graph=True))
        except (LLMError, NetworkError, RateLimitError, AuthenticationError) as error:
            log.warning("The rules read a corrected text for the graph, since the model did not: %s", error)
        else:
            return found.mentions, found.triplets
    return await parts.runner.call(lambda: linker.read([message], ()))


def _nothing(text: str) -> Searchable:
    raise KeyError(text)  # linking asks for nothing that was not encoded
