"""What the tools work on: a memory of this process, or a memory server, behind one face that answers as REST does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Protocol, TypeAlias

from ..client.aio import AsyncMemoryClient
from ..doors.aio import AsyncMemory
from ..errors import MemoryNotFoundError, ValidationError

Json: TypeAlias = Any
Given: TypeAlias = Mapping[str, Any]
_KINDS: Final = ("user", "agent", "app", "run")
_PAGE_SIZE: Final = 100


class Backend(Protocol):
    """A memory as the tools see it. Arguments that are None are not passed; everything may raise MemoryError."""

    async def add(self, messages: Json, given: Given) -> Json: ...

    async def search(self, query: str, filters: Given, *, top_k: int | None) -> Json: ...

    async def get_all(self, filters: Given, *, page: int, page_size: int) -> Json: ...

    async def get(self, memory_id: str) -> Json: ...

    async def update(self, memory_id: str, text: str | None, metadata: Given | None) -> Json: ...

    async def delete(self, memory_id: str) -> Json: ...

    async def delete_all(self, ids: Given) -> Json: ...

    async def delete_entities(self, ids: Given) -> Json: ...

    async def entities(self) -> Json: ...

    async def events(self, *, page: int, page_size: int) -> Json: ...

    async def event(self, event_id: str) -> Json: ...


class LocalBackend:
    """A memory that this process has opened."""

    def __init__(self, memory: AsyncMemory) -> None:
        self._memory = memory

    async def add(self, messages: Json, given: Given) -> Json:
        return await self._memory.add(messages, **given)

    async def search(self, query: str, filters: Given, *, top_k: int | None) -> Json:
        return await self._memory.search(query, filters=filters, top_k=top_k)

    async def get_all(self, filters: Given, *, page: int, page_size: int) -> Json:
        found = await self._memory.get_all(filters=filters, top_k=page_size, offset=(page - 1) * page_size)
        return {"count": found["total"], "results": found["results"]}

    async def get(self, memory_id: str) -> Json:
        found = await self._memory.get(memory_id)
        if found is None:
            raise MemoryNotFoundError("Memory not found!", details={"memory_id": memory_id})
        return found

    async def update(self, memory_id: str, text: str | None, metadata: Given | None) -> Json:
        return await self._memory.update(memory_id, text=text, metadata=metadata)

    async def delete(self, memory_id: str) -> Json:
        return await self._memory.delete(memory_id)

    async def delete_all(self, ids: Given) -> Json:
        return await self._memory.delete_all(**ids)

    async def delete_entities(self, ids: Given) -> Json:
        for name, value in ids.items():
            await self._memory.delete_all(**{name: value})
        return {"message": "Entity deleted successfully."}

    async def entities(self) -> Json:
        return dict(await self._memory.users())

    async def events(self, *, page: int, page_size: int) -> Json:
        found = await self._memory.events(limit=page_size, offset=(page - 1) * page_size)
        return {"count": found["total"], "results": found["results"]}

    async def event(self, event_id: str) -> Json:
        found = await self._memory.event(event_id)
        if found is None:
            raise MemoryNotFoundError("Event not found!", details={"event_id": event_id})
        return found


class RemoteBackend:
    """A memory server, asked with the key of the client."""

    def __init__(self, client: AsyncMemoryClient) -> None:
        self._client = client

    async def add(self, messages: Json, given: Given) -> Json:
        return await self._client.add(messages, **given)

    async def search(self, query: str, filters: Given, *, top_k: int | None) -> Json:
        more: dict[str, Any] = {} if top_k is None else {"top_k": top_k}
        return await self._client.search(query, {"filters": filters, **more})

    async def get_all(self, filters: Given, *, page: int, page_size: int) -> Json:
        return await self._client.get_all(filters=filters, page=page, page_size=page_size)

    async def get(self, memory_id: str) -> Json:
        return await self._client.get(memory_id)

    async def update(self, memory_id: str, text: str | None, metadata: Given | None) -> Json:
        return await self._client.update(memory_id, text=text, metadata=metadata)

    async def delete(self, memory_id: str) -> Json:
        return await self._client.delete(memory_id)

    async def delete_all(self, ids: Given) -> Json:
        return await self._client.delete_all(**ids)

    async def delete_entities(self, ids: Given) -> Json:
        return await self._client.delete_users(**ids)

    async def entities(self) -> Json:
        return await self._client.users()

    async def events(self, *, page: int, page_size: int) -> Json:
        return await self._client.list_events(page=page, page_size=page_size)

    async def event(self, event_id: str) -> Json:
        return await self._client.get_event(event_id)


def ids_of(**given: str | None) -> dict[str, str]:
    """The ids that were given."""
    return {name: value for name, value in given.items() if value}


def need_ids(ids: Given) -> Given:
    """Raises ValidationError where nobody is named."""
    if not ids:
        raise ValidationError("At least one of user_id, agent_id, app_id or run_id must be given.")
    return ids


def about(default_user: str, filters: Given | None) -> dict[str, Any]:
    """The filters; where they name nobody, the memories of the default user are meant."""
    if filters and _names_somebody(filters):
        return dict(filters)
    mine = {"user_id": default_user}
    if not filters:
        return {"AND": [mine]}
    others = filters["AND"] if set(filters) == {"AND"} and isinstance(filters["AND"], list) else [dict(filters)]
    return {"AND": [mine, *others]}


def _names_somebody(part: object) -> bool:
    """Whether a user, an agent or a run is named anywhere; an app alone is where a user's memories were made."""
    if isinstance(part, Mapping):
        return any(name in ("user_id", "agent_id", "run_id") or _names_somebody(value) for name, value in part.items())
    return isinstance(part, list) and any(map(_names_somebody, part))
