"""Options that not every memory can follow: what reaches the library, and what is said of the rest instead of nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

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
}
ADDING: Final = ("structured_data_schema", "prompt_profile_id", "temporal_reasoning", "timezone", "observation_date",
                 "observation_time")  # fmt: skip
PROJECT: Final = ("multilingual", "memory_depth", "usecase_setting", "retrieval_criteria", "version")
_AS_IT_IS: Final = {"multilingual": True}  # asking for this is asking for what holds anyway
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


def warnings(memory: AsyncMemory, given: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    """What of the given options has no effect here, and why, one sentence each."""
    idle = [name for name in names if given.get(name) not in (None, _AS_IT_IS.get(name))]
    told = [f"{name} has no effect: {_NOT_HERE[name]}." for name in idle]
    if memory.llm is None:
        idle = [name for name in FOR_MODELS if given.get(name)]
        told += [f"{name} has no effect: no language model is configured, and rules cannot follow it." for name in idle]
    if given.get("enable_graph") and not memory.enable_graph:
        told.append("enable_graph has no effect on one call: switch it on for the project.")
    return told


def warned(answer: Any, told: list[str]) -> Any:
    """An answer with its warnings: beside what it holds, or in a header where it is a bare list."""
    if not told:
        return answer
    if isinstance(answer, dict):
        return {**answer, "warnings": told}
    return wire.answer(answer, 200, {"X-Mem0-Warning": " ".join(told)})
