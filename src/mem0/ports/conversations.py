"""The part of a store that knows conversations: the last messages of one, and its rolling summary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ..records import Message, Scope, Summary


class ConversationsView(Protocol):
    """What a snapshot shows of conversations. A conversation is all messages of exactly one scope."""

    def conversation(self, scope: Scope, *, limit: int, after: int = 0) -> list[tuple[int, Message]]:
        """Its last messages as (key, message), in the order they were kept; only keys above `after`."""

    def summary(self, scope: Scope) -> Summary | None:
        """Its summary; None where there is none."""

    def all_summaries(self) -> Sequence[Summary]:
        """The summaries of all conversations, in the order they were kept: for exports."""


class ConversationsChange(ConversationsView, Protocol):
    """What a transaction changes of them."""

    def set_summary(self, summary: Summary) -> None:
        """Keep a summary in the place of the one before.

        It is erased with any memory or message of its conversation, and with any of its owners: it may repeat their words.
        """
