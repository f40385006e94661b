"""How stores keep the values of records: metadata as JSON, ids of history entries."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mem0.errors import MemoryNotFoundError, ValidationError
from mem0.records import Source


def to_json(metadata: Mapping[str, Any]) -> str | None:
    """The metadata as compact JSON; None when empty. Raises ValidationError for what JSON does not know."""
    if not metadata:
        return None
    try:
        text = json.dumps(metadata, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        text.encode("utf-8")
    except (TypeError, ValueError) as error:
        raise ValidationError(f"The metadata cannot be kept as JSON: {error}.") from error
    return text


def from_json(text: str | None) -> dict[str, Any]:
    return {} if text is None else dict(json.loads(text))


def entry_id(memory_id: str, number: int) -> str:
    """The id of a history entry: made from its memory and its place in the log, so that it need not be stored."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{memory_id}:{number}"))


def keeps_quote(quote: str | None, erased: Sequence[str]) -> bool:
    """Whether another memory's quote may stay when these words of the same message are erased."""
    return quote is not None and not any(words in quote for words in erased)


@dataclass(frozen=True, slots=True)
class KnownMessage:
    """A kept message that a memory may rest on."""

    key: int
    id: str
    content: str


def match_sources(sources: Sequence[Source], parents: Sequence[KnownMessage]) -> list[tuple[int, str | None]]:
    """(message key, quote) of each source, then of each parent that no source names; a quote of the whole is None.

    Message ids are the callers' and may repeat, so a source is looked for among the parents alone.
    """
    pairs: list[tuple[int, str | None]] = []
    named: set[int] = set()
    for source in sources:
        message = next((m for m in parents if m.id == source.message_id), None)
        if message is None:
            raise unknown_message(source.message_id)
        named.add(message.key)
        pairs.append((message.key, None if source.quote == message.content else source.quote))
    pairs += [(message.key, None) for message in parents if message.key not in named]
    return list(dict.fromkeys(pairs))


def unknown_memory(memory_id: str) -> MemoryNotFoundError:
    return MemoryNotFoundError(f"There is no memory with id {memory_id!r}.", details={"memory_id": memory_id})


def existing(one: str) -> ValidationError:
    return ValidationError(f"There is a memory with id {one!r} already.", details={"id": one})


def unknown_message(one: object) -> ValidationError:
    return ValidationError(
        f"A memory cannot rest on message {one!r}: it is not in the store.", details={"message": one}
    )
