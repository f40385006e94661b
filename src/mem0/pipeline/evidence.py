"""Which messages of an add may answer a search where no memory does, and how they are stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..ports import NewMessage
from ..records import Message, Skip
from .searchable import Searchable

SMALL_TALK = frozenset({"greeting", "acknowledgment", "thanks", "small talk"})
SHORT_WORDS, SHORT_CHARS = 4, 40  # small talk up to this size says nothing that a search could want


def searched(messages: Sequence[Message], telling: set[str], skipped: Sequence[Skip]) -> list[Message]:
    """The messages that a search may find: all that say something. `telling`: the ids of those that gave a fact."""
    chat = {skip.message_id for skip in skipped if skip.reason in SMALL_TALK} - telling
    return [m for m in messages if m.role != "system" and not (m.id in chat and short(m.content))]


def kept(messages: Sequence[Message], found_by: Mapping[str, Searchable]) -> list[NewMessage]:
    """All messages as they are stored: searchable where `found_by` says by what."""
    return [
        NewMessage(m, found_by[m.id].features, found_by[m.id].codes) if m.id in found_by else NewMessage(bare(m))
        for m in messages
    ]


def bare(message: Message) -> Message:
    """A message that is not searched itself: the memory that stands for it carries the metadata and the expiry."""
    return Message(message.id, message.role, message.content, message.scope, message.at, message.actor)


def short(content: str) -> bool:
    """Whether a message is so short that small talk in it says nothing a search could want."""
    return len(content.split()) <= SHORT_WORDS and len(content) <= SHORT_CHARS
