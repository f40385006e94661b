"""Options of the client's methods as models: what each method is known to take. Other names pass through as they are."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

Json = dict[str, Any]


class Options(BaseModel):
    """Base of the options. Only what was set is sent; keyword arguments of the call win over it."""

    model_config = ConfigDict(extra="allow")


class _Ids(Options):
    user_id: str | None = None
    agent_id: str | None = None
    app_id: str | None = None
    run_id: str | None = None


class AddMemoryOptions(_Ids):
    """Options of add()."""

    filters: Json | None = None
    metadata: Json | None = None
    infer: bool | None = None
    expiration_date: date | datetime | str | None = None
    timestamp: int | float | datetime | str | None = None
    custom_instructions: str | None = None
    agent_custom_instructions: str | None = None
    custom_categories: list[Json] | None = None
    structured_data_schema: Json | None = None
    immutable: bool | None = None
    includes: str | None = None
    excludes: str | None = None
    enable_graph: bool | None = None
    async_mode: bool | None = None
    output_format: str | None = None
    version: str | None = None


class SearchMemoryOptions(_Ids):
    """Options of search()."""

    filters: Json | None = None
    top_k: int | None = None
    limit: int | None = None
    threshold: float | None = None
    rerank: bool | None = None
    fields: list[str] | None = None
    categories: list[str] | None = None
    metadata: Json | None = None
    show_expired: bool | None = None
    reference_date: int | float | datetime | str | None = None
    latest_only: bool | None = None
    keyword_search: bool | None = None
    enable_graph: bool | None = None
    output_format: str | None = None
    version: str | None = None


class GetAllMemoryOptions(_Ids):
    """Options of get_all(). Pages count from 1."""

    filters: Json | None = None
    page: int | None = None
    page_size: int | None = None
    start_date: datetime | date | str | None = None
    end_date: datetime | date | str | None = None
    categories: list[str] | None = None
    fields: list[str] | None = None
    keywords: str | list[str] | None = None
    show_expired: bool | None = None
    latest_only: bool | None = None
    output_format: str | None = None
    version: str | None = None


class DeleteAllMemoryOptions(_Ids):
    """Options of delete_all(); `filters` may name ids only."""

    filters: Json | None = None


class UpdateMemoryOptions(Options):
    """Options of update(). `expiration_date=None`, when set, clears the date."""

    text: str | None = None
    metadata: Json | None = None
    timestamp: int | float | datetime | str | None = None
    expiration_date: date | datetime | str | None = None


class ProjectUpdateOptions(Options):
    """Options of project.update()."""

    custom_instructions: str | None = None
    custom_categories: list[Json] | None = None
    multilingual: bool | None = None
    decay: bool | None = None
    agent_custom_instructions: str | None = None
    memory_depth: str | None = None
    usecase_setting: str | Json | None = None
    retrieval_criteria: list[Json] | None = None
    enable_graph: bool | None = None
    version: str | None = None
    inclusion_prompt: str | None = None
    exclusion_prompt: str | None = None
