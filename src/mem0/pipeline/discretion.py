"""Personal data on its way into the store: what is redacted or refused before anything else, and what is tagged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..records import MemoryRecord, Message
from .parts import Parts

TAGS = "pii_tags"  # the metadata key under which a memory names the kinds of personal data it holds


def cleaned(parts: Parts, messages: Sequence[Message]) -> list[Message]:
    """The messages as they may be kept, searched and shown to a model. Raises ValidationError for what is rejected."""
    policy = parts.privacy
    if policy is None:
        return list(messages)
    return [replace(message, content=policy.clean(message.content)) for message in messages]


def cleaned_text(parts: Parts, text: str) -> str:
    """`cleaned` for one text."""
    return text if parts.privacy is None else parts.privacy.clean(text)


def labelled(parts: Parts, record: MemoryRecord) -> MemoryRecord:
    """The memory with the kinds of personal data that its text holds in its metadata; without any, without the key."""
    if parts.privacy is None:
        return record
    tags = list(parts.privacy.tags(record.text))
    metadata = {key: value for key, value in record.metadata.items() if key != TAGS}
    return replace(record, metadata={**metadata, TAGS: tags} if tags else metadata)
