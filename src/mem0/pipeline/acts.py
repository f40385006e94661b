"""Tell the audit log which verb is being carried out, and by whom."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from ..audit import acting
from .parts import Parts

P = ParamSpec("P")
T = TypeVar("T")
Verb = Callable[Concatenate[Parts, P], Coroutine[Any, Any, T]]


def audited(name: str) -> Callable[[Verb[P, T]], Verb[P, T]]:
    """What the function writes stands in the audit log as this verb of the acting person."""

    def wrap(verb: Verb[P, T]) -> Verb[P, T]:
        @wraps(verb)
        async def run(parts: Parts, /, *args: P.args, **kwargs: P.kwargs) -> T:
            actor = None if parts.actor is None else parts.actor.name
            with acting(name, actor=actor, at=parts.clock.now()):
                return await verb(parts, *args, **kwargs)

        return run

    return wrap
