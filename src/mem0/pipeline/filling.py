"""Fill a JSON Schema from memories by the language model, and hold the answer to the schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ..prompts.answers import Unusable, read_object
from ..prompts.filling import filling_prompt
from .changes import Usage
from .consult import Consultation, Meter
from .parts import Parts

MOST_CHARS: Final = 100_000  # of memories that one question shows, the newest ones
_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}
Item = Mapping[str, Any]


async def fill(parts: Parts, items: Sequence[Item], schema: Item, wishes: str | None) -> tuple[Any, Usage]:
    """The value of the schema and what it cost. An answer that does not fit is asked for again; then LLMError is raised."""
    assert parts.llm is not None, "the caller fills by rules where there is no model"
    meter, settings = Meter(), parts.settings
    consultation = Consultation(parts.llm, parts.runner, meter, settings.llm_attempts, settings.llm_patience)
    prompt = filling_prompt([_shown(item) for item in _newest(items)], schema, wishes)
    answer = await consultation.ask(prompt, lambda text: _read(text, schema))
    return answer.value, meter.usage


def _newest(items: Sequence[Item]) -> Sequence[Item]:
    room, first = MOST_CHARS, len(items)
    while first and room >= len(items[first - 1]["memory"]):
        first -= 1
        room -= len(items[first]["memory"])
    return items[first:] or items[-1:]


def _shown(item: Item) -> Item:
    return {"text": item["memory"][:MOST_CHARS], "at": item["created_at"], "metadata": item.get("metadata") or None}


def _read(text: str, schema: Item) -> Any:
    found = read_object(text)
    if found is None or "value" not in found:
        raise Unusable('The answer held no JSON object with "value".')
    return fitted(found["value"], schema, "value")


def fitted(value: Any, schema: object, where: str) -> Any:
    """A value of a schema: what the schema does not name is left out. Raises Unusable where it does not fit."""
    if not isinstance(schema, Mapping) or value is None:
        return value
    kinds = schema.get("type") or ("object" if isinstance(schema.get("properties"), Mapping) else [])
    named = [kinds] if isinstance(kinds, str) else [kind for kind in kinds if isinstance(kind, str)]
    if named and not any(is_a(value, kind) for kind in named):
        raise Unusable(f"{where} must be {' or '.join(named)}.")
    if isinstance(schema.get("enum"), list) and value not in schema["enum"]:
        raise Unusable(f"{where} must be one of {schema['enum']}.")
    if isinstance(value, list):
        return [fitted(one, schema.get("items"), f"{where}[{n}]") for n, one in enumerate(value)]
    below = schema.get("properties")
    if isinstance(value, dict) and isinstance(below, Mapping):
        return {name: fitted(value.get(name), part, f"{where}.{name}") for name, part in below.items()}
    return value


def is_a(value: Any, kind: str) -> bool:
    """Whether a value is of a type of JSON Schema; a word that is none of them forbids nothing. True is no number."""
    if kind not in _TYPES:
        return True
    return isinstance(value, _TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))
