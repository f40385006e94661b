"""The work of a delivery's job: say it, send it, log it; a failure is tried again as the queue does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from typing import Any, Final

import httpx

from ...doors.aio import AsyncMemory
from ...errors import ConfigurationError, MemoryError, NetworkError  # noqa: A004 - the base of this library's errors
from ...jobs import Job
from ..control.file import ControlFile
from ..settings import Settings
from . import hooks, sending, wording
from .hooks import Delivery, Hook
from .targets import check_target, resolve
from .wording import Said

GONE: Final = 410  # the receiver says that it is there no more


class Deliveries:
    """Delivers what the outbox queued."""

    def __init__(self, control: ControlFile, settings: Settings) -> None:
        self._control, self._settings = control, settings
        self._client: httpx.AsyncClient | None = None

    async def deliver(self, memory: AsyncMemory, job: Job) -> Sequence[Mapping[str, Any]]:
        """Deliver one event. Webhooks that are gone or disabled, and events whose memory was erased, need nothing."""
        payload = job.payload or {}
        hook = hooks.hook(self._control, str(payload["webhook"]))
        if hook is None or not hook.active:
            return []
        parts = memory.parts
        said = await parts.runner.call(lambda: parts.store.read(lambda s: wording.read_event(s, payload)))
        if said is None:
            return []
        began, status, failure = time.perf_counter(), None, None
        try:
            status = await self._send(hook, said, job)
        except MemoryError as error:
            failure = error
        if status is not None and not 200 <= status < 300:
            failure = NetworkError(f"The webhook answered {status}.")
        self._note(hook, job, said, status, (time.perf_counter() - began) * 1_000, failure)
        if failure is not None:
            raise failure
        return []

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()

    async def _send(self, hook: Hook, said: Said, job: Job) -> int | None:
        private = self._settings.private_webhooks
        target = check_target(hook.url, private=private)
        if target.form == "mail":
            server = self._settings.mail_server
            address = None if server is None else server.get_secret_value()
            text = wording.line_of(said, project=hook.project)
            mail = (self._settings.mail_from, target.address, wording.subject_of(said), text)
            await asyncio.to_thread(sending.send_mail, address, *mail)
            return None
        peer = await asyncio.to_thread(resolve, target, private=private)
        at = int((job.payload or {}).get("at", job.created_at))
        body = wording.body_of(said, target.form, project=hook.project, delivery=job.id, at=at)
        now = int(time.time())
        headers = sending.headers_of(hook.secret, body, timestamp=now, event=said.event, delivery=job.id)
        if self._client is None:
            self._client = sending.new_client()
        return await sending.post(self._client, target, peer, body, headers)

    def _note(
        self, hook: Hook, job: Job, said: Said, status: int | None, ms: float, failure: MemoryError | None
    ) -> None:
        told = None if failure is None else failure.message
        at = time.time_ns() // 1_000
        one = Delivery(hook.id, said.event, job.id, job.attempts, at, status, round(ms, 1), told)
        disable = "the receiver is gone (410)" if status == GONE else None
        if isinstance(failure, ConfigurationError):
            disable = failure.message
        hooks.note_delivery(self._control, one, disable=disable)
