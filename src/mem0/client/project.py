"""The project of a client: its settings and its members."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeAlias

from . import account
from .types import ProjectUpdateOptions
from .wire import Identity, Plan

Answer: TypeAlias = Any  # JSON as the server wrote it: a dict unless the docstring says otherwise


class Project:
    """Settings and members of the project that the client's key belongs to, or that it was given."""

    def __init__(self, run: Callable[[Plan], Any], who: Identity) -> None:
        self._run, self._who = run, who

    def get(self, fields: Sequence[str] | None = None) -> Answer:
        """Settings of the project; `fields` chooses some."""
        return self._run(account.get_project(self._who, fields))

    def create(self, name: str, description: str | None = None) -> Answer:
        """A new project in the organisation."""
        return self._run(account.create_project(self._who, name, description))

    def update(
        self,
        custom_instructions: str | ProjectUpdateOptions | Mapping[str, Any] | None = None,
        custom_categories: Sequence[Mapping[str, Any]] | None = None,
        **kwargs: Any,
    ) -> Answer:
        """Change settings of the project; ProjectUpdateOptions may stand in the first place or be given as `options`."""
        options = kwargs.pop("options", custom_instructions)
        given = {"custom_categories": custom_categories, **kwargs}
        return self._run(account.update_project(self._who, options, given))

    def delete(self) -> Answer:
        """Delete the project with everything in it."""
        return self._run(account.delete_project(self._who))

    def get_members(self) -> Answer:
        """Who may use the project."""
        return self._run(account.get_members(self._who))

    def add_member(self, email: str, role: str = "READER") -> Answer:
        """Let somebody in, as READER or OWNER."""
        return self._run(account.put_member(self._who, "POST", email, role))

    def update_member(self, email: str, role: str) -> Answer:
        """Change a member's role."""
        return self._run(account.put_member(self._who, "PUT", email, role))

    def remove_member(self, email: str) -> Answer:
        """Take a member out."""
        return self._run(account.remove_member(self._who, email))


class AsyncProject:
    """The same, awaited."""

    def __init__(self, run: Callable[[Plan], Awaitable[Any]], who: Identity) -> None:
        self._run, self._who = run, who

    async def get(self, fields: Sequence[str] | None = None) -> Answer:
        """See Project.get."""
        return await self._run(account.get_project(self._who, fields))

    async def create(self, name: str, description: str | None = None) -> Answer:
        """See Project.create."""
        return await self._run(account.create_project(self._who, name, description))

    async def update(
        self,
        custom_instructions: str | ProjectUpdateOptions | Mapping[str, Any] | None = None,
        custom_categories: Sequence[Mapping[str, Any]] | None = None,
        **kwargs: Any,
    ) -> Answer:
        """See Project.update."""
        options = kwargs.pop("options", custom_instructions)
        given = {"custom_categories": custom_categories, **kwargs}
        return await self._run(account.update_project(self._who, options, given))

    async def delete(self) -> Answer:
        """See Project.delete."""
        return await self._run(account.delete_project(self._who))

    async def get_members(self) -> Answer:
        """See Project.get_members."""
        return await self._run(account.get_members(self._who))

    async def add_member(self, email: str, role: str = "READER") -> Answer:
        """See Project.add_member."""
        return await self._run(account.put_member(self._who, "POST", email, role))

    async def update_member(self, email: str, role: str) -> Answer:
        """See Project.update_member."""
        return await self._run(account.put_member(self._who, "PUT", email, role))

    async def remove_member(self, email: str) -> Answer:
        """See Project.remove_member."""
        return await self._run(account.remove_member(self._who, email))
