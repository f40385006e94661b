"""AsyncMemoryClient: the same methods for programs with an event loop. What they mean stands at MemoryClient (sync.py)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self, TypeAlias

from ..errors import MemoryError  # noqa: A004 - the base of this library's errors
from . import account, calls, keeping, profiles
from .arguments import UNSET
from .base import ClientBase
from .failures import read, translating
from .project import AsyncProject
from .types import (
    AddMemoryOptions,
    DeleteAllMemoryOptions,
    GetAllMemoryOptions,
    SearchMemoryOptions,
    UpdateMemoryOptions,
)
from .wire import TIMEOUT_S, Call, Pause, Plan

Answer: TypeAlias = Any  # JSON as the server wrote it: a dict unless the docstring says otherwise
Options = Mapping[str, Any]


class AsyncMemoryClient(ClientBase):
    """A memory server, for programs with an event loop; the arguments are those of MemoryClient, `client` an httpx.AsyncClient.

    Making one asks nothing, so that the event loop is never held up: the server is asked who we are by `async with` or
    by the first call, which raises ValueError "Error: ..." on a refusal and NetworkError when the server is not there.
    """

    def __init__(
        self,
        api_key: str | None = None,
        host: str | None = None,
        org_id: str | None = None,
        project_id: str | None = None,
        client: Any = None,
    ) -> None:
        super().__init__(api_key, host, org_id, project_id, client, "AsyncMemoryClient")
        self.async_client = self._given or self._httpx.AsyncClient(timeout=TIMEOUT_S)
        self.project = AsyncProject(self._run, self._who)
        self._known = False
        self._asking = asyncio.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def add(self, messages: Any, options: AddMemoryOptions | Options | None = None, **kwargs: Any) -> Answer:
        """See MemoryClient.add."""
        return await self._run(calls.add(messages, options, kwargs))

    async def search(
        self, query: str, options: SearchMemoryOptions | Options | str | None = None, **kwargs: Any
    ) -> Answer:
        """See MemoryClient.search."""
        return await self._run(calls.search(query, options, kwargs))

    async def get_all(self, options: GetAllMemoryOptions | Options | str | None = None, **kwargs: Any) -> Answer:
        """See MemoryClient.get_all."""
        return await self._run(calls.get_all(options, kwargs))

    async def get(self, memory_id: str) -> Answer:
        """See MemoryClient.get."""
        return await self._run(calls.get(memory_id))

    async def update(
        self,
        memory_id: str,
        text: str | UpdateMemoryOptions | Options | None = None,
        metadata: Mapping[str, Any] | None = None,
        timestamp: Any = None,
        expiration_date: Any = UNSET,
        **kwargs: Any,
    ) -> Answer:
        """See MemoryClient.update."""
        options = kwargs.pop("options", None)
        given = {"metadata": metadata, "timestamp": timestamp, "expiration_date": expiration_date}
        return await self._run(calls.update(memory_id, text, options, {**given, **kwargs}))

    async def delete(self, memory_id: str, delete_linked: bool = False, **kwargs: Any) -> Answer:
        """See MemoryClient.delete."""
        return await self._run(calls.delete(memory_id, delete_linked, kwargs))

    async def delete_all(self, options: DeleteAllMemoryOptions | Options | None = None, **kwargs: Any) -> Answer:
        """See MemoryClient.delete_all."""
        return await self._run(calls.delete_all(options, kwargs))

    async def history(self, memory_id: str) -> Answer:
        """See MemoryClient.history."""
        return await self._run(calls.history(memory_id))

    async def users(self, page: int | None = None, page_size: int | None = None) -> Answer:
        """See MemoryClient.users."""
        return await self._run(calls.users({"page": page, "page_size": page_size}))

    async def delete_users(
        self,
        user_id: str | None = None,
        agent_id: str | None = None,
        app_id: str | None = None,
        run_id: str | None = None,
    ) -> Answer:
        """See MemoryClient.delete_users."""
        ids = {"user_id": user_id, "agent_id": agent_id, "app_id": app_id, "run_id": run_id}
        return await self._run(calls.delete_users(ids))

    async def reset(self) -> Answer:
        """See MemoryClient.reset."""
        return await self._run(calls.delete_users({}))

    async def forget(
        self,
        user_id: str | None = None,
        agent_id: str | None = None,
        app_id: str | None = None,
        run_id: str | None = None,
    ) -> Answer:
        """See MemoryClient.forget."""
        ids = {"user_id": user_id, "agent_id": agent_id, "app_id": app_id, "run_id": run_id}
        return await self._run(keeping.forget(ids))

    async def health(self, checks: Sequence[str] | None = None) -> Answer:
        """See MemoryClient.health."""
        return await self._run(keeping.health(checks))

    async def batch_update(self, memories: Sequence[Mapping[str, Any]]) -> Answer:
        """See MemoryClient.batch_update."""
        return await self._run(calls.batch_update(memories))

    async def batch_delete(self, memories: Sequence[Mapping[str, Any] | str]) -> Answer:
        """See MemoryClient.batch_delete."""
        return await self._run(calls.batch_delete(memories))

    async def create_memory_export(self, schema: Any, **kwargs: Any) -> Answer:
        """See MemoryClient.create_memory_export."""
        return await self._run(account.create_export(schema, kwargs))

    async def get_memory_export(self, **kwargs: Any) -> Answer:
        """See MemoryClient.get_memory_export."""
        return await self._run(account.get_export(kwargs))

    async def get_summary(self, filters: Mapping[str, Any] | None = None, **kwargs: Any) -> Answer:
        """See MemoryClient.get_summary."""
        return await self._run(account.get_summary(filters, kwargs))

    async def feedback(self, memory_id: str, feedback: str | None = None, feedback_reason: str | None = None) -> Answer:
        """See MemoryClient.feedback."""
        return await self._run(calls.feedback(memory_id, feedback, feedback_reason))

    async def get_project(self, fields: Sequence[str] | None = None) -> Answer:
        """See MemoryClient.get_project."""
        return await self._run(account.get_project(self._who, fields))

    async def update_project(
        self, custom_instructions: Any = None, custom_categories: Any = None, **kwargs: Any
    ) -> Answer:
        """See MemoryClient.update_project."""
        return await self._run(
            account.update_project(self._who, custom_instructions, {"custom_categories": custom_categories, **kwargs})
        )

    async def get_webhooks(self, project_id: str | None = None) -> Answer:
        """See MemoryClient.get_webhooks."""
        return await self._run(account.get_webhooks(self._who, project_id))

    async def create_webhook(
        self, url: str, name: str, project_id: str | None = None, event_types: Sequence[str] | None = None
    ) -> Answer:
        """See MemoryClient.create_webhook."""
        given = {"url": url, "name": name, "event_types": event_types}
        return await self._run(account.create_webhook(self._who, project_id, given))

    async def update_webhook(
        self,
        webhook_id: int | str,
        name: str | None = None,
        url: str | None = None,
        event_types: Sequence[str] | None = None,
    ) -> Answer:
        """See MemoryClient.update_webhook."""
        given = {"name": name, "url": url, "event_types": event_types}
        return await self._run(account.update_webhook(webhook_id, given))

    async def delete_webhook(self, webhook_id: int | str) -> Answer:
        """See MemoryClient.delete_webhook."""
        return await self._run(account.delete_webhook(webhook_id))

    async def get_event(self, event_id: str) -> Answer:
        """See MemoryClient.get_event."""
        return await self._run(calls.get_event(event_id))

    async def list_events(self, page: int | None = None, page_size: int | None = None, **kwargs: Any) -> Answer:
        """See MemoryClient.list_events."""
        return await self._run(calls.list_events({"page": page, "page_size": page_size, **kwargs}))

    async def wait_for_event(
        self, event: str | Mapping[str, Any], timeout: float = 60.0, interval: float = 0.5
    ) -> Answer:
        """See MemoryClient.wait_for_event."""
        return await self._run(calls.wait_for_event(event, timeout, interval))

    async def get_profile(self, user_id: str) -> Answer:
        """See MemoryClient.get_profile."""
        return await self._run(profiles.get_profile(user_id))

    async def generate_profile(self, user_id: str, idempotency_key: str | None = None) -> Answer:
        """See MemoryClient.generate_profile."""
        job = {"operation": "trigger", "entity_id": user_id}
        return await self._run(profiles.start_job(job, idempotency_key))

    async def sample_profiles(self, limit: int | None = None, idempotency_key: str | None = None) -> Answer:
        """See MemoryClient.sample_profiles."""
        return await self._run(profiles.start_job({"operation": "sample", "limit": limit}, idempotency_key))

    async def get_profile_job(self, job: str | Mapping[str, Any]) -> Answer:
        """See MemoryClient.get_profile_job."""
        return await self._run(profiles.get_job(job, self.host))

    async def get_profile_settings(self) -> Answer:
        """See MemoryClient.get_profile_settings."""
        return await self._run(profiles.get_settings())

    async def update_profile_settings(
        self, enabled: bool | None = None, entities: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> Answer:
        """See MemoryClient.update_profile_settings."""
        return await self._run(profiles.update_settings({"enabled": enabled, "entities": entities, **kwargs}))

    async def chat(self, *args: Any, **kwargs: Any) -> Any:
        """Not a part of this API."""
        raise NotImplementedError("Chat is not implemented yet")

    async def close(self) -> None:
        """Close the connections, unless the HTTP client was given."""
        if self._given is None:
            await self.async_client.aclose()

    async def __aenter__(self) -> Self:
        try:
            self._follow_loop()
            await self._introduce()
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.close()

    async def _introduce(self) -> None:
        """Ask the server who we are, once for all calls that start together; a failure is asked again by the next call."""
        if self._known:
            return
        async with self._asking:
            if not self._known:
                with translating():
                    response = await self._send(calls.ping())
                self._learn(response)
                self._known = True

    def _follow_loop(self) -> None:
        """Connect anew where the event loop of the connections is over: with each asyncio.run() of a program there is another."""
        before, self._loop = self._loop, asyncio.get_running_loop()
        if before is not None and before.is_closed():
            self._asking = asyncio.Lock()
            if self._given is None and not self.async_client.is_closed:
                self.async_client = self._httpx.AsyncClient(timeout=TIMEOUT_S)

    async def _run(self, plan: Plan) -> Any:
        """Carry out a plan."""
        self._follow_loop()
        await self._introduce()
        try:
            step = next(plan)
            while True:
                try:
                    answer = await self._do(step)
                except MemoryError as error:
                    step = plan.throw(error)
                else:
                    step = plan.send(answer)
        except StopIteration as end:
            return end.value

    async def _do(self, step: Call | Pause) -> Any:
        if isinstance(step, Pause):
            await asyncio.sleep(step.seconds)
            return time.monotonic()
        with translating():
            response = await self._send(step)
        return read(response, self.api_key)

    async def _send(self, call: Call) -> Any:
        sent = self._request(call)
        return await self.async_client.request(sent.method, sent.url, headers=sent.headers, content=sent.content)
