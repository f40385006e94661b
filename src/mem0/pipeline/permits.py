"""Hold the verbs to what the acting person may do; without an actor everything is allowed, as in a program of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..errors import ForbiddenError
from ..records import MemoryRecord, Message, Scope
from ..roles import Verb
from .parts import Parts


def permit(parts: Parts, verb: Verb, what: str) -> None:
    """Raises ForbiddenError when the actor's role does not allow the verb."""
    if parts.actor is not None:
        parts.actor.need(verb, what)


def permit_whole(parts: Parts, what: str) -> None:
    """For what reads or changes the whole store: an admin who is confined to no scope."""
    permit(parts, "administer", what)
    if parts.actor is not None and parts.actor.within is not None:
        raise ForbiddenError(
            f"{parts.actor.name} is confined to a part of the store and may not {what}.",
            details={"actor": parts.actor.name, "call": what},
            suggestion="It concerns the whole store.",
        )


def permit_change(parts: Parts, record: MemoryRecord, what: str) -> None:
    """Raises ForbiddenError when the actor may not change or delete this memory."""
    if parts.actor is not None:
        parts.actor.need_own(record, what)


def sees(parts: Parts, scope: Scope) -> bool:
    """Whether the actor may know of something of this scope."""
    return parts.actor is None or parts.actor.sees(scope)


def in_own_name(parts: Parts, messages: Sequence[Message]) -> list[Message]:
    """The messages with the actor's name on what the user says; a member may not speak in another's name."""
    actor = parts.actor
    if actor is None:
        return list(messages)
    for message in messages:
        if actor.role != "admin" and message.actor not in (None, actor.name):
            raise ForbiddenError(
                f"{actor.name} may not speak in the name of {message.actor}.",
                details={"actor": actor.name, "role": actor.role, "name": message.actor},
                suggestion="Leave the message's name out, or let that person add it.",
            )
    return [replace(m, actor=actor.name) if m.actor is None and m.role == "user" else m for m in messages]
