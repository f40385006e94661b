"""Options that not every memory can follow: what reaches the library, and what is said of the rest instead of nothing."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import Any, Final

from fastapi import Response

from ...doors.aio import AsyncMemory
from ...errors import ValidationError
from ...records import Scope
from .. import wire
from ..call import Call, Json
from ..control import tenants

# Wishes that a language model reads; rules have no way to follow words.
FOR_MODELS: Final = (
    "custom_instructions", "agent_custom_instructions", "prompt", "includes", "excludes", "custom_categories",
    "inclusion_prompt", "exclusion_prompt", "export_instructions",
)  # fmt: skip
_NOT_HERE: Final[Mapping[str, str]] = {
    "structured_data_schema": "no attributes are taken out of memories; an export fills a schema when it is asked for",
    "prompt_profile_id": "there are no prompt profiles",
    "temporal_reasoning": "times are always heeded",
    "timezone": "times without an offset are UTC",
    "observation_date": "say when something was said with timestamp",
    "observation_time": "say when something was said with timestamp",
    "memory_depth": "every fact is kept",
    "usecase_setting": "custom_instructions say what to remember",
    "retrieval_criteria": "answers are ranked by relevance alone",
    "multilingual": "memories are in the language of the messages",
    "version": "every route is of the version in its path",
    "keyword_search": "words are always heeded beside the meaning",
    "latest_only": "a search answers with what holds; as_of asks about another time",
    "filter_memories": "answers are ranked; threshold says from which score on they count",
    "only_metadata_based_search": "the query is always heeded; a list takes filters without one",
}
ADDING: Final = ("structured_data_schema", "prompt_profile_id", "temporal_reasoning", "timezone", "observation_date",
                 "observation_time")  # fmt: skip
PROJECT: Final = ("multilingual", "memory_depth", "usecase_setting", "retrieval_criteria", "version")
SEARCHING: Final = ("keyword_search", "latest_only", "filter_memories", "only_metadata_based_search")
# Asking for this is asking for what holds anyway.
_AS_IT_IS: Final = {
    "multilingual": True, "keyword_search": True, "latest_only": True, "filter_memories": False,
    "only_metadata_based_search": False,
}  # fmt: skip
# What clients of all generations send along: the key names the project, and the route the form of the answer.
_ALONG: Final = frozenset({"org_id", "project_id", "output_format", "version", "async_mode", "session_id", "source"})
_MOST: Final = 20  # names that one answer tells of
_ADVICE: Final = ("custom_instructions", "prompt", "includes", "excludes", "custom_categories")


def advice(call: Call, given: Mapping[str, Any], scope: Scope) -> Json:
    """What an add asks of the language model, as arguments of the library.

    Instructions for agents count where an agent is named: those of the call, else those of the project.
    """
    found = {name: given[name] for name in _ADVICE if given.get(name) not in (None, "")}
    for_agents = given.get("agent_custom_instructions") or (_standing(call) if scope.agent_id is not None else None)
    if not isinstance(for_agents, str | None):
        raise ValidationError(
            "agent_custom_instructions must be a text.", details={"argument": "agent_custom_instructions"}
        )
    own = found.get("custom_instructions", "")
    if for_agents is None or scope.agent_id is None or not isinstance(own, str):
        return found  # of a wrong type: the library says so
    return found | {"custom_instructions": f"{own}\n{for_agents}".strip()}


def _standing(call: Call) -> Any:
    return tenants.project(call.services.control, call.project).settings.get("agent_custom_instructions")


def warnings(
    memory: AsyncMemory, given: Mapping[str, Any], names: Iterable[str], *, known: Iterable[str] | None = None
) -> list[str]:
    """What of the given options has no effect here, and why, one sentence each.

    `names`: options that the route takes and cannot follow. `known`: those that it heeds; every other one is told of too.
    """
    idle = [name for name in names if given.get(name) not in (None, _AS_IT_IS.get(name))]
    told = [f"{name} has no effect: {_NOT_HERE[name]}." for name in idle]
    if memory.llm is None:
        idle = [name for name in FOR_MODELS if given.get(name)]
        told += [f"{name} has no effect: no language model is configured, and rules cannot follow it." for name in idle]
    if given.get("enable_graph") and not memory.enable_graph:
        told.append("enable_graph has no effect on one call: switch it on for the project.")
    if given.get("rerank") and memory.parts.reranking is None:
        told.append("rerank has no effect: no reranker is configured.")
    if known is None:
        return told
    heeded = {*known, *names, "enable_graph", "rerank"}
    return told + _unknown(given, heeded if memory.llm is not None else heeded.union(FOR_MODELS))


def _unknown(given: Mapping[str, Any], known: Container[str]) -> list[str]:
    strange = [name for name, value in given.items() if value is not None and name not in known and name not in _ALONG]
    return [f"{name!a:.60} has no effect: this route does not know it." for name in strange[:_MOST]]


def only_ids(call: Call, ids: Iterable[str]) -> None:
    """Raises ValidationError where a deletion was given a condition that it would not heed: it would delete more."""
    strange = [name for name in call.query if name not in {*ids} and name not in _ALONG]
    if strange:
        raise ValidationError(
            f"Nothing was deleted: {strange[0]!a:.60} is no id, and memories are chosen by ids here.",
            details={"argument": strange[0][:60]},
        )


def warned(answer: Any, told: list[str]) -> Any:
    """An answer with its warnings: beside what it holds, or in a header where it is a bare list."""
    if not told:
        return answer
    if isinstance(answer, dict):
        return {**answer, "warnings": [*answer.get("warnings", ()), *told]}
    response = answer if isinstance(answer, Response) else wire.answer(answer)
    response.raw_headers.append((b"x-mem0-warning", " ".join(told).encode("ascii", "backslashreplace")))
    return response
