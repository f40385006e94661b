"""MemoryClient: the methods of a memory server, one HTTP call each. What they send stands in calls.py and beside it."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self, TypeAlias

from ..errors import MemoryError  # noqa: A004 - the base of this library's errors
from . import account, calls, keeping, profiles
from .arguments import UNSET
from .base import ClientBase
from .failures import read, translating
from .project import Project
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


class MemoryClient(ClientBase):
    """A memory server, for programs without an event loop. May be used from several threads.

    api_key: or environment MEM0_API_KEY; ValueError without one.
    host: or MEM0_HOST, MEM0_BASE_URL; the hosted platform without any.
    org_id, project_id: sent with every call when given.
    client: an httpx.Client to use instead of one of its own: for proxies, certificates, another timeout than 300 s, or
        new attempts to connect (`httpx.HTTPTransport(retries=3)`). It is not changed, and stays open.

    Making a client asks the server who we are: a refusal (any status from 400 on) is a ValueError "Error: ...", a server that
    is not there the httpx.ConnectError itself. Later calls raise mem0.errors by status with `error_code` HTTP_<status>, or
    NetworkError with NET_TIMEOUT, NET_CONNECT or NET_GENERIC. No call is sent twice. Keyword arguments that are not
    known here are sent as they are: servers take more than clients know.
    """

    def __init__(
        self,
        api_key: str | None = None,
        host: str | None = None,
        org_id: str | None = None,
        project_id: str | None = None,
        client: Any = None,
    ) -> None:
        super().__init__(api_key, host, org_id, project_id, client, "MemoryClient")
        self.client = self._given or self._httpx.Client(timeout=TIMEOUT_S)
        self.project = Project(self._run, self._who)
        try:
            self._learn(self._send(calls.ping()))
        except BaseException:
            self.close()
            raise

    def add(self, messages: Any, options: AddMemoryOptions | Options | None = None, **kwargs: Any) -> Answer:
        """Give messages (text, a message, or a list) to remember.

        kwargs: user_id, agent_id, app_id, run_id (or `filters` with them), metadata, infer, expiration_date, timestamp,
        custom_instructions, ... (see AddMemoryOptions). The answer is `{"status", "event_id"}`: the server remembers later, see
        wait_for_event; with infer=False it holds `results`. With `version=` a bare list, with `output_format="v1.1"` or
        `async_mode=` a dict with "results", both over the routes of 1.x.
        """
        return self._run(calls.add(messages, options, kwargs))

    def search(self, query: str, options: SearchMemoryOptions | Options | str | None = None, **kwargs: Any) -> Answer:
        """The memories that answer a question best, best first, as {"results": [...]}.

        kwargs: ids by name or in `filters` (both are joined; a contradiction is an error), top_k, threshold, rerank, ...
        (see SearchMemoryOptions). With `version=` and no `output_format=` a bare list.
        """
        return self._run(calls.search(query, options, kwargs))

    def get_all(self, options: GetAllMemoryOptions | Options | str | None = None, **kwargs: Any) -> Answer:
        """Memories of a scope by pages: {"count", "next", "previous", "results"}; `page` counts from 1.

        kwargs: ids by name or in `filters`, page, page_size, ... (see GetAllMemoryOptions). With `version=` and no
        `output_format=` a bare list, or a page when both page and page_size are given.
        """
        return self._run(calls.get_all(options, kwargs))

    def get(self, memory_id: str) -> Answer:
        """One memory. Raises MemoryNotFoundError."""
        return self._run(calls.get(memory_id))

    def update(
        self,
        memory_id: str,
        text: str | UpdateMemoryOptions | Options | None = None,
        metadata: Mapping[str, Any] | None = None,
        timestamp: Any = None,
        expiration_date: Any = UNSET,
        **kwargs: Any,
    ) -> Answer:
        """Change a memory's text, metadata, time or expiry and return it. expiration_date=None clears the date.

        `text` may be given as `data`; UpdateMemoryOptions may stand in its place or be given as `options`.
        """
        options = kwargs.pop("options", None)
        given = {"metadata": metadata, "timestamp": timestamp, "expiration_date": expiration_date}
        return self._run(calls.update(memory_id, text, options, {**given, **kwargs}))

    def delete(self, memory_id: str, delete_linked: bool = False, **kwargs: Any) -> Answer:
        """Delete one memory; `delete_linked` also those that it was linked with."""
        return self._run(calls.delete(memory_id, delete_linked, kwargs))

    def delete_all(self, options: DeleteAllMemoryOptions | Options | None = None, **kwargs: Any) -> Answer:
        """Delete the memories of a scope: user_id, agent_id, app_id, run_id (ANDed; "*" is any), at least one."""
        return self._run(calls.delete_all(options, kwargs))

    def history(self, memory_id: str) -> Answer:
        """The changes of a memory, oldest first."""
        return self._run(calls.history(memory_id))

    def users(self, page: int | None = None, page_size: int | None = None) -> Answer:
        """Users, agents, apps and runs that have memories, by pages."""
        return self._run(calls.users({"page": page, "page_size": page_size}))

    def delete_users(
        self,
        user_id: str | None = None,
        agent_id: str | None = None,
        app_id: str | None = None,
        run_id: str | None = None,
    ) -> Answer:
        """Delete the users, agents, apps and runs named with their memories; without any name all of them."""
        ids = {"user_id": user_id, "agent_id": agent_id, "app_id": app_id, "run_id": run_id}
        return self._run(calls.delete_users(ids))

    def reset(self) -> Answer:
        """Delete every user, agent, app and run of the project with all their memories."""
        return self._run(calls.delete_users({}))

    def forget(
        self,
        user_id: str | None = None,
        agent_id: str | None = None,
        app_id: str | None = None,
        run_id: str | None = None,
    ) -> Answer:
        """Forget one user, agent, app or run for good; returns the receipt (see Memory.forget). The platform has no such call.

        Needs a key that may erase. Raises ValidationError unless exactly one is named.
        """
        return self._run(keeping.forget({"user_id": user_id, "agent_id": agent_id, "app_id": app_id, "run_id": run_id}))

    def health(self, checks: Sequence[str] | None = None) -> Answer:
        """The state of the project's store: {"status", "checks", ...} as Memory.health. The platform has no such call."""
        return self._run(keeping.health(checks))

    def batch_update(self, memories: Sequence[Mapping[str, Any]]) -> Answer:
        """Change up to 1000 memories: [{memory_id, text?, metadata?}]."""
        return self._run(calls.batch_update(memories))

    def batch_delete(self, memories: Sequence[Mapping[str, Any] | str]) -> Answer:
        """Delete up to 1000 memories: [{memory_id}] or ids."""
        return self._run(calls.batch_delete(memories))

    def create_memory_export(self, schema: Any, **kwargs: Any) -> Answer:
        """Start an export in the form of a JSON schema; kwargs: filters or ids, export_instructions."""
        return self._run(account.create_export(schema, kwargs))

    def get_memory_export(self, **kwargs: Any) -> Answer:
        """A finished export, by memory_export_id, filters or ids."""
        return self._run(account.get_export(kwargs))

    def get_summary(self, filters: Mapping[str, Any] | None = None, **kwargs: Any) -> Answer:
        """Summaries of a scope, given by filters or ids."""
        return self._run(account.get_summary(filters, kwargs))

    def feedback(self, memory_id: str, feedback: str | None = None, feedback_reason: str | None = None) -> Answer:
        """Say how good a memory is: POSITIVE, NEGATIVE, VERY_NEGATIVE, or None to take it back."""
        return self._run(calls.feedback(memory_id, feedback, feedback_reason))

    def get_project(self, fields: Sequence[str] | None = None) -> Answer:
        """Settings of the project: project.get."""
        return self._run(account.get_project(self._who, fields))

    def update_project(self, custom_instructions: Any = None, custom_categories: Any = None, **kwargs: Any) -> Answer:
        """Change settings of the project: project.update."""
        return self._run(
            account.update_project(self._who, custom_instructions, {"custom_categories": custom_categories, **kwargs})
        )

    def get_webhooks(self, project_id: str | None = None) -> Answer:
        """Webhooks of a project, this one's by default."""
        return self._run(account.get_webhooks(self._who, project_id))

    def create_webhook(
        self, url: str, name: str, project_id: str | None = None, event_types: Sequence[str] | None = None
    ) -> Answer:
        """Have a URL called on memory_add, memory_update, memory_delete, memory_categorize."""
        given = {"url": url, "name": name, "event_types": event_types}
        return self._run(account.create_webhook(self._who, project_id, given))

    def update_webhook(
        self,
        webhook_id: int | str,
        name: str | None = None,
        url: str | None = None,
        event_types: Sequence[str] | None = None,
    ) -> Answer:
        """Change what is given of a webhook."""
        given = {"name": name, "url": url, "event_types": event_types}
        return self._run(account.update_webhook(webhook_id, given))

    def delete_webhook(self, webhook_id: int | str) -> Answer:
        """Delete a webhook."""
        return self._run(account.delete_webhook(webhook_id))

    def get_event(self, event_id: str) -> Answer:
        """How far an asynchronous add is: `status` PENDING, RUNNING, SUCCEEDED or FAILED, and its `results`."""
        return self._run(calls.get_event(event_id))

    def list_events(self, page: int | None = None, page_size: int | None = None, **kwargs: Any) -> Answer:
        """Events of the project by pages."""
        return self._run(calls.list_events({"page": page, "page_size": page_size, **kwargs}))

    def wait_for_event(self, event: str | Mapping[str, Any], timeout: float = 60.0, interval: float = 0.5) -> Answer:
        """The event (an id, or the answer of add) once it is SUCCEEDED or FAILED; asks every `interval` seconds.

        Raises NetworkError NET_TIMEOUT after `timeout` seconds, or the trouble that the server was in then.
        """
        return self._run(calls.wait_for_event(event, timeout, interval))

    def get_profile(self, user_id: str) -> Answer:
        """What is known of a user, in the form that the project's profile settings give."""
        return self._run(profiles.get_profile(user_id))

    def generate_profile(self, user_id: str, idempotency_key: str | None = None) -> Answer:
        """Start making a user's profile: {"job_id", "status", "status_url"}. The same idempotency_key starts no second job."""
        job = {"operation": "trigger", "entity_id": user_id}
        return self._run(profiles.start_job(job, idempotency_key))

    def sample_profiles(self, limit: int | None = None, idempotency_key: str | None = None) -> Answer:
        """Start making profiles of some users (at most 10), to judge the settings by; as generate_profile."""
        return self._run(profiles.start_job({"operation": "sample", "limit": limit}, idempotency_key))

    def get_profile_job(self, job: str | Mapping[str, Any]) -> Answer:
        """How far a job is: by the answer that started it, or its status_url."""
        return self._run(profiles.get_job(job, self.host))

    def get_profile_settings(self) -> Answer:
        """Whether profiles are made, and in which form."""
        return self._run(profiles.get_settings())

    def update_profile_settings(
        self, enabled: bool | None = None, entities: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> Answer:
        """Change the profile settings: entities={"user": {"schema", "custom_instructions"}}."""
        return self._run(profiles.update_settings({"enabled": enabled, "entities": entities, **kwargs}))

    def chat(self, *args: Any, **kwargs: Any) -> Any:
        """Not a part of this API."""
        raise NotImplementedError("Chat is not implemented yet")

    def close(self) -> None:
        """Close the connections, unless the HTTP client was given."""
        if self._given is None:
            self.client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _run(self, plan: Plan) -> Any:
        """Carry out a plan."""
        try:
            step = next(plan)
            while True:
                try:
                    answer = self._do(step)
                except MemoryError as error:
                    step = plan.throw(error)
                else:
                    step = plan.send(answer)
        except StopIteration as end:
            return end.value

    def _do(self, step: Call | Pause) -> Any:
        if isinstance(step, Pause):
            time.sleep(step.seconds)
            return time.monotonic()
        with translating():
            response = self._send(step)
        return read(response, self.api_key)

    def _send(self, call: Call) -> Any:
        sent = self._request(call)
        return self.client.request(sent.method, sent.url, headers=sent.headers, content=sent.content)
