"""One call of a route: who asks, the parts of the path, the query and the body, and the memory it is about."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final
from urllib.parse import parse_qsl, unquote_to_bytes

from fastapi import Request
from starlette.requests import ClientDisconnect

from ..doors import calls
from ..doors.aio import AsyncMemory
from ..doors.base import SEARCH
from ..errors import ValidationError
from ..pipeline.search import Answer
from ..render import Results
from . import wire
from .roles import Principal
from .services import Services

Json = dict[str, Any]
_NOT_GIVEN: Final[Mapping[str, Any]] = dict.fromkeys(SEARCH) | {"explain": False, "show_expired": False}


class Call:
    """What a handler is given."""

    __slots__ = ("__dict__", "body", "principal", "request", "services")

    def __init__(self, request: Request, services: Services, principal: Principal, body: Json) -> None:
        self.request, self.services, self.principal, self.body = request, services, principal, body

    @property
    def project(self) -> str:
        return self.principal.project

    async def memory(self) -> AsyncMemory:
        """The memory of the principal's project; there is no way to another one."""
        return await self.services.projects.memory_of(self.principal.project)

    async def search(self, query: object, **given: Any) -> Results:
        """Search in the project's memory, where it is quickest; the arguments are those of Memory.search."""
        asked: Any = query  # the library says what is wrong with it
        return await self.services.swift.read(
            await self.memory(), self._scope(given), lambda memory: memory.search(asked, **given)
        )

    async def answers(self, query: object, **given: Any) -> tuple[list[Answer], Json]:
        """`search`, for routes that write what was found in a form of their own; and what stands beside it."""
        asked = {**_NOT_GIVEN, **given, "query": query}
        return await self.services.swift.read(
            await self.memory(), self._scope(given), lambda memory: calls.answers(memory.parts, asked)
        )

    def _scope(self, given: Mapping[str, Any]) -> str:
        return f"{self.project} {[given.get(name) for name in ('user_id', 'agent_id', 'app_id', 'run_id', 'filters')]}"

    def part(self, name: str) -> str:
        """A part of the path, decoded."""
        return decoded(self.request.path_params[name])

    @cached_property
    def query(self) -> Mapping[str, list[str]]:
        """The query: every name with all its values."""
        found: dict[str, list[str]] = {}
        text = self.request.scope["query_string"].decode("latin-1")
        try:
            pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=1_000)
        except ValueError:
            raise ValidationError("The query string is not valid.", details={"argument": "query"}) from None
        for name, value in pairs:
            found.setdefault(name, []).append(value)
        return found

    def asked(self, name: str) -> str | None:
        """A value of the query; the last one where it is given more than once, None where it is not given."""
        values = self.query.get(name)
        return values[-1] if values else None

    def asked_number(self, name: str, default: int | None = None, *, least: int = 0, most: int = 10**9) -> int | None:
        """A whole number of the query."""
        text = self.asked(name)
        if text is None or text == "":
            return default
        if not (text.isascii() and text.isdigit() and len(text) < 12 and least <= int(text) <= most):
            raise ValidationError(f"{name} must be a whole number from {least} to {most}.", details={"argument": name})
        return int(text)

    def asked_flag(self, name: str) -> bool:
        return (self.asked(name) or "").lower() in ("1", "true", "yes")


def decoded(text: str) -> str:
    """Text of a path as it was before it was percent-encoded."""
    try:
        return unquote_to_bytes(text).decode("utf-8")
    except UnicodeDecodeError:
        raise ValidationError("The path is not valid UTF-8.") from None


async def read_body(request: Request) -> Json:
    """The JSON object of a request; {} for an empty body."""
    raw = await _raw(request)
    if not raw.strip():
        return {}
    found = wire.loads(raw)
    if not isinstance(found, dict):
        raise ValidationError("The body must be a JSON object.", error_code="VALIDATION_005")
    return found


async def _raw(request: Request) -> bytes:
    """The bytes of a body, which mostly come in one piece."""
    parts: list[bytes] = []
    more = True
    while more:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return parts[0] if len(parts) == 1 else b"".join(parts)
